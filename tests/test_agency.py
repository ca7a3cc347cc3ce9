"""An agency's document: several areas, one choice, and nothing in it that is not released."""

import json
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest

from sozialraum import cli
from sozialraum.analysis.dossier import agencies, areas_of, dossier, find_agency
from sozialraum.analysis.review import year_record
from sozialraum.errors import DataError
from sozialraum.publish.batch import make_agency_report, make_reports
from sozialraum.region import open_region
from tests.regions import opened

TOWN = Path(__file__).parents[1] / "data/musterstadt"
LOCAL = ("belege.xlsx", "plan.xlsx", "entscheidungen.toml")


@pytest.fixture
def copy(tmp_path):
    return Path(shutil.copytree(TOWN, tmp_path / "stadt"))


def test_an_agency_works_in_three_areas_and_two_agencies_share_one(town):
    assert areas_of(town, "MU-01") == ["11", "12", "22"]
    shared = set(areas_of(town, "MU-01")) & set(areas_of(town, "MU-28"))
    assert shared
    both = [dossier(town, key) for key in ("MU-01", "MU-28")]
    (area,) = shared
    assert all(area in one.gebiete for one in both)
    assert both[0].decision is not None
    assert both[0].plan.ziele["agentur"].unique().tolist() == ["MU-01"]
    assert "MU-01" not in set(both[1].plan.ziele["agentur"])


def test_needs_of_a_shared_area_count_for_both_agencies(town):
    found = {key: {n.id for n in dossier(town, key).assessment.needs} for key in agencies(town)}
    areas = {key: set(areas_of(town, key)) for key in found}
    for name, row in town.belege.bedarfe.iterrows():
        for key, own in areas.items():
            assert (name in found[key]) == bool(own & set(row["gebiet"])), (name, key)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("MU-O1", "Meinten Sie „MU-01“"),
        ("MU-02", "keine Agentur mit einem Sozialraum"),
        ("Integrationsagentur Nordhaven (erfunden)", "Meinten Sie „Integrationsagentur Nordhafen"),
    ],
)
def test_an_unknown_agency_is_refused_with_the_closest(town, wanted, said):
    with pytest.raises(DataError, match=said.replace("(", r"\(")):
        find_agency(town, wanted)


def test_a_region_without_agencies_in_its_areas_says_where_to_enter_them():
    with pytest.raises(DataError, match="ist keiner Agentur ein Gebiet zugeordnet"):
        find_agency(opened("koeln"), "")


def test_without_local_evidence_all_four_eckpunkte_are_open(copy):
    for name in LOCAL:
        (copy / name).unlink()
    found = dossier(open_region(copy), "MU-01").assessment
    assert {one.proposal for one in found.focus.values()} == {"offen: erheben"}
    assert len(found.focus) == 4


def test_without_belege_the_needs_stay_and_all_four_are_open(copy):
    book = openpyxl.load_workbook(copy / "belege.xlsx")
    clear_rows(book["Belege"])
    for sheet in ("Befunde", "Bedarfe"):
        blank_column(book[sheet], "belege")
    clear_rows(book["Befunde"])
    blank_column(book["Bedarfe"], "befunde")
    book.save(copy / "belege.xlsx")
    found = without_plan(copy)
    assert [need.id for need in found.needs] == ["N1"]  # the one that a figure speaks for
    assert {one.proposal for one in found.focus.values()} == {"offen: erheben"}


def without_plan(folder):
    """The assessment when needs that no evidence speaks for are gone too."""
    book = openpyxl.load_workbook(folder / "belege.xlsx")
    sheet = book["Bedarfe"]
    for row in range(sheet.max_row, 1, -1):
        if sheet.cell(row, 1).value in ("N2", "N3"):
            sheet.delete_rows(row)
    book.save(folder / "belege.xlsx")
    (folder / "plan.xlsx").unlink()
    return dossier(open_region(folder), "MU-01").assessment


def heads(sheet):
    return {str(cell.value).strip().casefold(): cell.column for cell in sheet[1] if cell.value}


def clear_rows(sheet):
    sheet.delete_rows(2, sheet.max_row)


def blank_column(sheet, title):
    column = heads(sheet)[title]
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, column).value = None


def plant(folder):
    """Put tokens into every remark and every text of what is not for the public."""
    tokens = []
    for name in ("belege.xlsx", "plan.xlsx"):
        book = openpyxl.load_workbook(folder / name)
        for sheet in book.worksheets:
            columns = heads(sheet) if sheet.max_row > 1 else {}
            if "freigabe" not in columns:
                continue
            for row in range(2, sheet.max_row + 1):
                level = str(sheet.cell(row, columns["freigabe"]).value or "").casefold()
                public = level in ("oeffentlich", "öffentlich")
                for title, column in columns.items():
                    text = title in TEXTS and (sheet.title, title) != ("Maßnahmen", "ziel")
                    secret = (text and not public) or title == "notiz"
                    if secret and sheet.cell(row, 1).value is not None:
                        token = f"kanarie{len(tokens):03d}vogel"
                        old = sheet.cell(row, column).value or ""
                        sheet.cell(row, column).value = f"{old} {token}".strip()
                        tokens.append(token)
        book.save(folder / name)
    return tokens


TEXTS = {
    "aussage", "thema", "quelle", "einschränkung", "bedarf", "ziel", "maßnahme", "ort",
    "kooperation", "frage", "antwort", "notiz",
}  # fmt: skip


def everything_in(folder):
    """All text of all files below a folder, packed ones unpacked."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".docx", ".xlsx"):
            with zipfile.ZipFile(path) as packed:
                for name in packed.namelist():
                    yield path.name, packed.read(name).decode("utf-8", errors="ignore")
        elif path.is_file():
            yield path.name, path.read_text(encoding="utf-8", errors="ignore")


def test_what_is_not_released_is_in_no_part_of_a_public_dossier(copy):
    tokens = plant(copy)
    assert len(tokens) > 20
    found = dossier(open_region(copy), "MU-01", empfaenger="oeffentlich")
    frames = [*found.evidence.sheets.values(), *found.plan.sheets.values()]
    frames += found.done.sheets.values()
    told = "".join(frame.to_csv() for frame in frames) + repr(vars(found.assessment))
    told += json.dumps(year_record(found), ensure_ascii=False)
    assert [token for token in tokens if token in told] == []
    assert found.withheld["belege"] > 0
    intern = dossier(open_region(copy), "MU-01", empfaenger="intern")
    assert "kanarie" in repr(vars(intern.assessment))  # the tokens were where they could leak from


@pytest.fixture(scope="module")
def canaries(tmp_path_factory):
    """A region with tokens in what is not for the public, the tokens, and a public report of it."""
    copy = Path(shutil.copytree(TOWN, tmp_path_factory.mktemp("kanarien") / "stadt"))
    tokens = plant(copy)
    make_agency_report(copy, "MU-01", copy.parent / "out", empfaenger="oeffentlich")
    return copy, tokens, copy.parent / "out"


@pytest.mark.langsam
def test_a_canary_in_an_internal_note_is_in_no_public_output(canaries):
    copy, tokens, out = canaries
    found = list(everything_in(out))
    assert {name for name, _ in found} >= {
        "bericht.html", "bericht.docx", "bericht.ipynb", "jahr.json", "aufgabenplanung.xlsx",
        "sachbericht.xlsx",
    }  # fmt: skip
    leaked = {(name, token) for name, text in found for token in tokens if token in text}
    assert leaked == set()
    told = [name for name, text in found if str(copy) in text and not name.endswith(".json")]
    assert told == []  # the public sees no folder of somebody's machine


@pytest.mark.langsam
def test_the_same_input_gives_the_same_document_and_what_is_written_into_it_is_kept(canaries):
    copy, _, out = canaries
    made = dict(same_files(out))
    word = next(out.rglob("bericht.docx"))
    word.write_bytes(made["bericht.docx"] + b"von Hand")
    make_agency_report(copy, "MU-01", out, empfaenger="oeffentlich")
    again = dict(same_files(out))
    (kept,) = again.keys() - made.keys()
    assert kept.startswith("bericht.docx.")
    assert kept.endswith(".bak")
    assert again[kept] == made["bericht.docx"] + b"von Hand"
    assert [name for name in made if made[name] != again[name]] == []


@pytest.mark.langsam
def test_a_year_later_there_is_a_review(canaries):
    copy, _, out = canaries
    written = make_agency_report(
        copy, "MU-01", out, jahr=2026, fassung="fortschreibung", formats=["html"],
        empfaenger="oeffentlich",
    )  # fmt: skip
    page = next(path for path in written if path.suffix == ".html").read_text(encoding="utf-8")
    assert "Eckpunkte 2025 und 2026" in page
    assert "Was aus den offenen Fragen von 2025 wurde" in page or "blieb keine Frage offen" in page


def same_files(folder):
    """The files of a dossier; ``.lauf`` beside it holds when and how long they were made."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and ".lauf" not in path.parts:
            yield path.name, path.read_bytes()


@pytest.mark.langsam
def test_a_batch_per_agency_ends_in_an_overview_of_choices(tmp_path):
    done = make_reports(TOWN, tmp_path, je="agentur", formats=["html"], jobs=2)
    assert (done.failed, done.overview_fault) == ((), "")
    page = done.overview.read_text(encoding="utf-8")
    assert 'href="agentur_MU-01/bericht.html"' in page
    assert "gewählt (naheliegend 3,75)" in page
    assert (tmp_path / "musterstadt/2025/agenturen.csv").is_file()


def test_pruefen_fails_on_a_deviation_without_a_reason(copy, capsys):
    path = copy / "entscheidungen.toml"
    text = path.read_text(encoding="utf-8")
    assert cli.run(["pruefen", str(copy)]) == 0
    lines = [
        'begruendung = ""' if line.startswith("begruendung") else line for line in text.splitlines()
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    capsys.readouterr()
    assert cli.run(["pruefen", str(copy)]) == 2
    err = capsys.readouterr().err
    assert "Interkulturelle Öffnung" in err
    assert "weicht vom Vorschlag ab" in err


def edit(folder, sheet, row, title, value):
    book = openpyxl.load_workbook(folder / "belege.xlsx")
    page = book[sheet]
    page.cell(row, heads(page)[title]).value = value
    book.save(folder / "belege.xlsx")


def test_a_row_that_names_somebody_leaves_the_house_in_no_edition(copy):
    edit(copy, "Belege", 5, "aussage", "Frau Yılmaz, Tel. 0221 123456, kennt niemanden.")
    for edition in ("foerderer", "oeffentlich"):
        found = dossier(open_region(copy), "MU-01", empfaenger=edition)
        told = "".join(frame.to_csv() for frame in found.evidence.sheets.values())
        assert "lmaz" not in told + repr(vars(found.assessment))
    inside = dossier(open_region(copy), "MU-01", empfaenger="intern")
    assert "lmaz" in repr(vars(inside.assessment))


def test_nothing_in_a_public_edition_depends_on_what_it_leaves_out(copy):
    before = dossier(open_region(copy), "MU-01", empfaenger="oeffentlich").assessment
    book = openpyxl.load_workbook(copy / "belege.xlsx")
    page = book["Belege"]
    columns = heads(page)
    for row in range(2, page.max_row + 1):
        if page.cell(row, columns["freigabe"]).value == "Förderer":
            page.cell(row, columns["stärke"]).value = 1
    book.save(copy / "belege.xlsx")
    after = dossier(open_region(copy), "MU-01", empfaenger="oeffentlich").assessment
    assert after.focus == before.focus
    assert repr(after.needs) == repr(before.needs)


def test_faults_of_all_files_come_at_once(copy, capsys):
    for row in range(3, 7):
        edit(copy, "Belege", row, "stärke", 9)
    (copy / "entscheidungen.toml").write_text("[[entscheidung]]\nagentur = 1\n", encoding="utf-8")
    book = openpyxl.load_workbook(copy / "plan.xlsx")
    page = book["Maßnahmen"]
    page.cell(3, heads(page)["ziel"]).value = None
    book.save(copy / "plan.xlsx")
    assert cli.run(["pruefen", str(copy)]) == 2
    err = capsys.readouterr().err
    assert err.count("Stärke") >= 4
    assert "entscheidungen.toml" in err
    assert "plan.xlsx" in err


def test_an_open_file_is_said(copy, capsys):
    (copy / "~$belege.xlsx").touch()
    cli.run(["pruefen", str(copy)])
    assert "geöffnet" in capsys.readouterr().out
