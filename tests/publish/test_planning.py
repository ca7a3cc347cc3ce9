"""What is handed in: a workbook that prints well, holds no formula and no secret."""

import io
import json
import zipfile
from types import SimpleNamespace

import openpyxl
import pandas as pd
import pytest

from sozialraum.errors import DataError
from sozialraum.programme import ECKPUNKTE
from sozialraum.publish.planning import NOT_OFFICIAL, write_plan_workbook, write_report_workbook
from sozialraum.publish.planning_rows import FIELDS
from sozialraum.publish.planning_template import PLAN, REPORT, read_template
from sozialraum.publish.workbook import put, render_workbook
from sozialraum.publish.yearfile import read_year, write_year

SECRET = "KANARIENVOGEL"
INVENTED = "Musterstadt ist erfunden"
GOAL = {
    "agentur": "MU-01", "jahr": 2026, "eckpunkt": "SRA", "bedarf": "N2",
    "zielgruppe": "Nachbarschaft", "ziel": "Es gibt einen gemeinsamen Ort.",
    "ausgangswert": "0", "zielwert": "1", "bis": "2026-11-30", "indikator": "Orte", "ist": "",
    "bewertung": "", "folgerung": "", "freigabe": "foerderer", "notiz": SECRET,
}  # fmt: skip
ACTIVITY = {
    "ziel": "Z1", "katalog": "SRA01", "massnahme": "Begegnungscafé", "zielgruppe": "",
    "gebiet": ("22",), "ort": "Stadtteilzentrum", "kooperation": "Kirchengemeinde & Kita",
    "beginn": "2026-02", "ende": "2026-10", "stunden": 60.5, "output_indikator": "Treffen",
    "output_soll": "1.200", "output_ist": "", "outcome_indikator": "neue Kontakte",
    "outcome_soll": "20 von 40", "outcome_ist": "", "status": "geplant",
    "freigabe": "foerderer", "notiz": SECRET,
}  # fmt: skip


def plan(goals=(), activities=()):
    columns = {"ziele": GOAL, "massnahmen": ACTIVITY}
    given = {"ziele": dict(goals), "massnahmen": dict(activities)}
    return SimpleNamespace(
        **{
            name: pd.DataFrame.from_dict(
                {key: {**usual, **other} for key, other in given[name].items()},
                orient="index",
                columns=list(usual),
            )
            for name, usual in columns.items()
        }
    )


def dossier(folder, **given):
    focus = SimpleNamespace(score=3.75, pieces=3, kinds=3, proposal="naheliegend")
    choice = SimpleNamespace(gewaehlt=True, begruendung="Der Ort fehlt.", gegenbelege="")
    need = SimpleNamespace(id="N2", text="Ein gemeinsamer Ort fehlt.", freigabe="foerderer")
    region = SimpleNamespace(
        name="Musterstadt", key="musterstadt", folder=folder,
        area_name={"22": "Am Markt"}.__getitem__,
        settings=SimpleNamespace(erfunden=True, hinweis=f"{INVENTED}: alle Zahlen & Orte"),
    )  # fmt: skip
    parts = {
        "region": region, "jahr": 2025, "empfaenger": "foerderer", "kennung": "MU-01",
        "name": "Integrationsagentur Nordhafen", "before": None,
        "agentur": pd.Series({"traeger": "Musterträger"}),
        "assessment": SimpleNamespace(needs=(need,), focus=dict.fromkeys(ECKPUNKTE, focus)),
        "decision": SimpleNamespace(eckpunkte={"SRA": choice}),
        "plan": plan([("Z1", {})], [("M1", {})]), "done": plan(),
    }  # fmt: skip
    return SimpleNamespace(**{**parts, **given})


def written(found, folder, write=write_plan_workbook, **options):
    path = folder / "datei.xlsx"
    write(found, path, **options)
    return openpyxl.load_workbook(path)


def head(sheet):
    return int(sheet.print_title_rows.split(":")[0].strip("$"))


def table(sheet):
    """The rows below the head as mappings from its titles."""
    rows = list(sheet.iter_rows(min_row=head(sheet)))
    titles = [cell.value for cell in rows[0]]
    return [dict(zip(titles, [cell.value for cell in row], strict=True)) for row in rows[1:]]


def all_text(path):
    with zipfile.ZipFile(path) as archive:
        return b"".join(archive.read(name) for name in archive.namelist()).decode()


def test_the_plan_has_one_row_per_activity_with_all_that_the_funder_asks(tmp_path):
    (row,) = table(written(dossier(tmp_path), tmp_path)["Aufgabenplanung"])
    assert row == {
        "Handlungsfeld (Eckpunkt)": "Sozialraumorientierte Arbeit",
        "Bedarf": "Ein gemeinsamer Ort fehlt.",
        "Zielgruppe": "Nachbarschaft",
        "Ziel": "Es gibt einen gemeinsamen Ort.\nOrte: bisher 0, geplant 1\nbis 30.11.2026",
        "Maßnahme": "Begegnungscafé",
        "Ort": "Am Markt – Stadtteilzentrum",
        "Kooperation": "Kirchengemeinde & Kita",
        "Zeitraum": "Februar bis Oktober 2026",
        "Aufwand (Stunden)": 60.5,
        "Output-Indikator": "Treffen (Soll: 1.200)",
        "Outcome-Indikator": "neue Kontakte (Soll: 20 von 40)",
    }


def test_a_goal_without_activity_and_a_year_without_goals_are_said(tmp_path):
    (row,) = table(written(dossier(tmp_path, plan=plan([("Z1", {})])), tmp_path)["Aufgabenplanung"])
    assert row["Maßnahme"].startswith("[FACHKRAFT: Zu diesem Ziel ist noch keine Maßnahme")
    (row,) = table(written(dossier(tmp_path, plan=plan()), tmp_path)["Aufgabenplanung"])
    assert "Für 2026 sind noch keine Ziele" in row["Handlungsfeld (Eckpunkt)"]


def test_the_choice_is_there_with_reasons_and_with_what_is_not_decided(tmp_path):
    rows = table(written(dossier(tmp_path), tmp_path)["Wahl der Eckpunkte"])
    by_name = {row["Eckpunkt"]: row for row in rows}
    assert list(by_name) == list(ECKPUNKTE.values())
    chosen, open_ = by_name["Sozialraumorientierte Arbeit"], by_name["Antidiskriminierung"]
    assert (chosen["Gewählt"], chosen["Begründung"]) == ("ja", "Der Ort fehlt.")
    assert (chosen["Punktzahl"], open_["Gewählt"]) == (3.75, None)
    assert open_["Begründung"].startswith("[FACHKRAFT:")


def test_planned_and_actual_values_are_numbers_where_they_are_numbers(tmp_path):
    done = plan([("Z1", {"ist": "2", "bewertung": "erreicht"})], [("M1", {"output_ist": "12,5"})])
    book = written(dossier(tmp_path, done=done), tmp_path, write_report_workbook)
    (row,) = table(book["Soll und Ist"])
    assert [row[k] for k in ("Ausgangswert", "Ziel Soll", "Ziel Ist")] == [0, 1, 2]
    assert [row[k] for k in ("Output Soll", "Output Ist")] == [1200, 12.5]
    assert row["Outcome Soll"] == "20 von 40"
    assert book["Soll und Ist"]["A1"].value == "Sachbericht (Gerüst) 2025"
    assert "Was folgt daraus" in table(book["Bericht in Worten"])[-1]["Frage"]


def test_the_report_is_prepared_for_next_year_where_this_year_had_no_plan(tmp_path):
    book = written(dossier(tmp_path), tmp_path, write_report_workbook)
    assert book["Soll und Ist"]["A1"].value == "Sachbericht (Gerüst) 2026"
    rules = book["Soll und Ist"].data_validations.dataValidation
    assert '"erreicht,teilweise,nicht erreicht"' in {rule.formula1 for rule in rules}


@pytest.mark.parametrize("write", [write_plan_workbook, write_report_workbook])
def test_every_sheet_says_that_it_is_not_official_and_invented_and_prints_well(tmp_path, write):
    for sheet in written(dossier(tmp_path), tmp_path, write):
        above = [sheet.cell(row, 1).value for row in range(1, head(sheet))]
        assert NOT_OFFICIAL in above
        assert f"{INVENTED}: alle Zahlen & Orte" in above
        assert sheet.oddHeader.center.text == f"{INVENTED}: alle Zahlen && Orte"
        assert NOT_OFFICIAL in sheet.oddFooter.left.text
        setup = sheet.page_setup
        assert (setup.orientation, int(setup.paperSize)) == ("landscape", 9)
        assert (setup.fitToWidth, setup.fitToHeight) == (1, 0)
        assert all(cell.alignment.wrap_text for cell in sheet[head(sheet) + 1])


def test_a_region_that_is_only_out_of_date_carries_its_own_line(tmp_path):
    found = dossier(tmp_path)
    found.region.settings = SimpleNamespace(erfunden=True, hinweis="Zahlen von 2012")
    sheet = written(found, tmp_path)["Aufgabenplanung"]
    assert sheet.oddHeader.center.text == "Erfundenes Beispiel · Zahlen von 2012"


def test_a_long_line_is_cut_in_the_head_of_the_page_for_excel_takes_no_more(tmp_path):
    found = dossier(tmp_path)
    found.region.settings = SimpleNamespace(erfunden=False, hinweis="Zahlen " * 60)
    sheet = written(found, tmp_path)["Aufgabenplanung"]
    assert len(sheet.oddHeader.center.text) == 200
    assert sheet["A4"].value == "Zahlen " * 60


def test_the_same_dossier_gives_the_same_bytes(tmp_path):
    paths = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    for path in paths:
        write_plan_workbook(dossier(tmp_path), path)
    assert paths[0].read_bytes() == paths[1].read_bytes()


EVIL = ["=1+1", "+1", "-1 Punkt", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(A1)"]


@pytest.mark.parametrize("text", EVIL)
def test_no_text_is_ever_a_formula(tmp_path, text):
    found = dossier(tmp_path, plan=plan([("Z1", {"ziel": text})], [("M1", {"ort": text})]))
    found.name = text
    template = tmp_path / "t.toml"
    template.write_text(
        "[aufgabenplanung]\ntitel='=1'\nblatt='A'\nspalten=[{titel='=2',feld='ziel'},"
        "{titel='Ort',feld='ort'},{titel='Agentur',feld='agentur'}]",
        encoding="utf-8",
    )
    for sheet in written(found, tmp_path, template=template):
        assert {c.data_type for row in sheet.iter_rows() for c in row} <= {"s", "n"}
    assert "<f>" not in all_text(tmp_path / "datei.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "datei.xlsx")["A"].cell(7, 1)
    assert cell.quotePrefix
    assert cell.value.strip() == text.strip()


def test_characters_that_no_workbook_can_hold_are_left_out():
    book = openpyxl.Workbook()
    put(book.active, 1, 1, "vor\x0bnach")
    read = openpyxl.load_workbook(io.BytesIO(render_workbook(book, title="a\x00b")))
    assert read.active["A1"].value == "vornach"


@pytest.mark.parametrize("empfaenger", ["foerderer", "oeffentlich"])
def test_what_is_not_released_and_notes_stand_in_no_workbook(tmp_path, empfaenger):
    """Given a dossier from which nothing was left out, the export still leaves it out."""
    secret = {"freigabe": "intern"}
    both = plan(
        [("Z1", {"freigabe": "oeffentlich"}), ("Z2", {"ziel": SECRET, **secret})],
        [
            ("M1", {"freigabe": "oeffentlich"}),
            ("M2", {"massnahme": SECRET, **secret}),
            ("M3", {"ziel": "Z2", "ort": SECRET}),
        ],
    )
    found = dossier(tmp_path, plan=both, done=both, empfaenger=empfaenger)
    found.assessment.needs = (SimpleNamespace(id="N2", text=SECRET, freigabe="intern"),)
    for write in (write_plan_workbook, write_report_workbook):
        book = written(found, tmp_path, write)
        assert SECRET not in all_text(tmp_path / "datei.xlsx")
        assert len(table(book.worksheets[0])) == 1


def test_what_people_wrote_into_a_file_is_kept_when_it_is_replaced(tmp_path):
    path = tmp_path / "sachbericht.xlsx"
    path.write_bytes(b"von Hand")
    for _ in range(2):
        write_report_workbook(dossier(tmp_path), path)
    assert [p.name for p in tmp_path.glob("*.bak")] == ["sachbericht.xlsx.1.bak"]
    assert (tmp_path / "sachbericht.xlsx.1.bak").read_bytes() == b"von Hand"
    path.write_bytes(b"noch einmal")
    write_report_workbook(dossier(tmp_path), path)
    assert (tmp_path / "sachbericht.xlsx.2.bak").read_bytes() == b"noch einmal"


def test_a_template_of_ones_own_lies_in_the_regions_folder(tmp_path):
    own = "[aufgabenplanung]\ntitel = 'Anlage 2'\nblatt = 'Anlage 2'\nspalten = [\n"
    own += "{titel = 'Jahr', feld = 'jahr'}, {titel = 'Vermerk der Behörde', feld = 'leer'}]\n"
    (tmp_path / "planung.toml").write_text(own, encoding="utf-8")
    book = written(dossier(tmp_path), tmp_path)
    assert table(book["Anlage 2"]) == [{"Jahr": 2026, "Vermerk der Behörde": None}]
    assert book["Anlage 2"].cell(head(book["Anlage 2"]) + 1, 1).number_format == "0"
    assert "Soll und Ist" in written(dossier(tmp_path), tmp_path, write_report_workbook).sheetnames


def test_all_faults_of_a_template_are_said_at_once_with_the_closest_known(tmp_path):
    path = tmp_path / "vorlage.toml"
    path.write_text(
        "[sachbricht]\n[aufgabenplanung]\ntitel = 3\nspalten = [\n"
        "{titel = 'a', feld = 'masnahme'}, {feld = 'ort', breit = 3}, "
        "{titel = 'b', feld = 'ziel', breite = 0}]",
        encoding="utf-8",
    )
    with pytest.raises(DataError) as caught:
        read_template(PLAN, path)
    said = {fault.column: str(fault) for fault in caught.value.faults}
    assert set(said) == {
        "sachbricht", "aufgabenplanung.titel", "aufgabenplanung.blatt",
        "aufgabenplanung.spalten[1].feld", "aufgabenplanung.spalten[2].titel",
        "aufgabenplanung.spalten[2].breit", "aufgabenplanung.spalten[3].breite",
    }  # fmt: skip
    assert "Meinten Sie „massnahme“" in said["aufgabenplanung.spalten[1].feld"]


def test_a_template_that_is_no_toml_or_not_there_is_refused(tmp_path):
    path = tmp_path / "vorlage.toml"
    path.write_text("[aufgabenplanung\n", encoding="utf-8")
    with pytest.raises(DataError, match="Zeile 1: Kein gültiges TOML"):
        read_template(PLAN, path)
    with pytest.raises(DataError, match="nicht vorhanden"):
        read_template(PLAN, tmp_path / "keine.toml")


def test_the_templates_that_are_built_in_name_known_fields_only_and_explain_all_of_them():
    for part in (PLAN, REPORT):
        assert {column.feld for column in read_template(part).spalten} <= set(FIELDS)
    text = read_template.__globals__["BUILT_IN"].read_text(encoding="utf-8")
    explained = text.split("[aufgabenplanung]")[0]
    assert [name for name in FIELDS if name not in explained] == []


def test_a_year_file_that_is_damaged_or_missing_is_refused_with_its_line(tmp_path):
    path = tmp_path / "jahr.json"
    with pytest.raises(DataError, match="nicht vorhanden"):
        read_year(path)
    path.write_text('{\n"version": 1,\n', encoding="utf-8")
    with pytest.raises(DataError, match="Zeile 3: Die Jahresdatei ist beschädigt"):
        read_year(path)
    path.write_text('{"version": NaN}', encoding="utf-8")
    with pytest.raises(DataError, match="NaN ist keine Zahl"):
        read_year(path)
    path.write_text("[]", encoding="utf-8")
    with pytest.raises(DataError, match="keine Tabelle"):
        read_year(path)


def test_a_year_file_is_written_in_a_fixed_order(tmp_path):
    path = tmp_path / "jahr.json"
    write_year({"version": 1, "name": "Köln", "ä": [1.5, None]}, path)
    assert path.read_text("utf-8").startswith('{\n "version": 1,\n "name": "Köln"')
    assert json.loads(path.read_bytes())["ä"] == [1.5, None]
