"""Blocks of a station's statistics: bases, fixed remarks, release, and what a reader can read."""

import random
import re
import string
from dataclasses import replace
from pathlib import Path
from shutil import copytree
from types import SimpleNamespace

import pandas as pd
import pytest

from sozialraum.analysis.dossier import dossier
from sozialraum.display import case_released, discrimination
from sozialraum.display.blocks import Cover, Gap, Note, Table
from sozialraum.display.field_dossier import field_dossier
from sozialraum.errors import DataError
from sozialraum.formats import SUPPRESSED
from sozialraum.publish.document import read_document
from sozialraum.publish.html import write_html
from sozialraum.publish.items import Grid, plain_text
from sozialraum.publish.notebook import notebook_path, run_notebook
from sozialraum.publish.pdf import render_pdf
from sozialraum.region import Region, open_region
from tests.publish.readers import pdf_pages
from tests.regions import opened

TOWN = Path(__file__).parents[2] / "data/musterstadt"
CELL = re.compile(r"(\d[\d.]*) \((\d+)\u202f%\)")
NOTEBOOK = "05_antidiskriminierung.ipynb"


@pytest.fixture(scope="module")
def region() -> Region:
    return opened("musterstadt")


@pytest.fixture(scope="module")
def yearly(region):
    return discrimination.statistics(region)


@pytest.fixture(scope="module")
def shown(yearly):
    return discrimination.tables(yearly).blocks


def named(blocks, number: str) -> Table:
    tables = [one for one in blocks if isinstance(one, Table)]
    return next(one for one in tables if one.caption.startswith(f"{number} "))


def text_of(blocks) -> str:
    return "\n".join(one.to_text() for one in blocks)


def as_table(grid: Grid) -> Table:
    """A table of the finished document as it can be read there."""
    rows = tuple(tuple(plain_text(runs) for runs in row) for row in grid.rows)
    return Table(grid.caption, grid.columns, rows, grid.source, grid.note)


def check_shares(tables: list[Table]) -> int:
    """Recompute every share from what stands on the page; return how many there are."""
    checked = 0
    for table in tables:
        basis = next((row for row in table.rows if "Basis der Anteile" in row[0]), None)
        whole = re.search(r"n = (\d+)", table.note)
        for row in table.rows:
            for at, text in enumerate(row[1:], 1):
                if hit := CELL.fullmatch(text):
                    n = int(basis[at]) if basis else int(whole[1])
                    assert int(hit[2]) == int(100 * int(hit[1]) / n + 0.5), (table.caption, row)
                    checked += 1
    return checked


def small_by_subtraction(tables: list[Table]) -> list[str]:
    """Return what a reader finds who subtracts: counts below five, and rests below five."""
    found = []
    for table in tables:
        basis = next((row for row in table.rows if "Basis der Anteile" in row[0]), None)
        for row in table.rows:
            for at, text in enumerate(row[1:], 1):
                hit = CELL.fullmatch(text)
                if not hit:
                    continue
                n = int(basis[at]) if basis else int(re.search(r"n = (\d+)", table.note)[1])
                rest = n - int(hit[1])
                if int(hit[1]) < 5 or (0 < rest < 5) or (rest == 0 and row[0] != "Insgesamt"):
                    found.append(f"{table.caption}: {row[0]}")
                hides = [r for r in table.rows if r[at] == SUPPRESSED]
                if "Insgesamt" in [r[0] for r in table.rows]:
                    assert len(hides) != 1, "one hidden cell in a column with its sum"
    return found


def test_every_share_has_its_basis_and_is_the_share_of_it(shown):
    tables = [one for one in shown if isinstance(one, Table)]
    assert check_shares(tables) > 60
    assert all("n" in one.note or any("n (" in row[0] for row in one.rows) for one in tables)
    several = named(shown, "T4")
    assert several.note.startswith("Mehrere Nennungen je Fall.")
    assert text_of(shown).count("mehr als 100") == 1


def test_the_number_of_answers_is_told_only_where_no_answers_were_merged(yearly, shown):
    """A case with two answers that went into one row is in it once: the rows add up to less."""
    for one in yearly.tables:
        rows = {row[0]: row[1:] for row in named(shown, one.nummer).rows}
        if one.nummer in ("T3", "T4"):
            assert ("Nennungen m" in rows) == (not one.merged), one.nummer
    assert yearly.table("T4").merged
    assert not yearly.table("T3").merged


def test_a_reader_who_subtracts_finds_nothing_small(shown):
    assert small_by_subtraction([one for one in shown if isinstance(one, Table)]) == []


def test_hidden_counts_have_one_mark_and_no_share(shown):
    hidden = named(shown, "T3")
    marks = [row for row in hidden.rows if SUPPRESSED in row]
    assert marks
    assert all(row[1] == SUPPRESSED for row in marks)
    assert "unter 5" in hidden.note
    assert ("Nennungen m", SUPPRESSED) in hidden.rows


def test_a_crosstab_of_several_answers_has_shares_of_cases_and_no_sums(shown):
    crossed = named(shown, "T5")
    assert [column.title for column in crossed.columns][1] == "Arbeit und Bildung"
    assert "Insgesamt" not in [row[0] for row in crossed.rows]  # answers do not add up to cases
    assert crossed.rows[0][:2] == ("Rassismus", "22 (25\u202f%)")
    assert [row[-1] for row in crossed.rows].count(SUPPRESSED) == 1
    assert crossed.note.startswith("Basis der Anteile: n = 87 Fälle (2023–2025). Mehrere")


def test_the_fixed_remark_and_the_box_with_the_institution(region, yearly, shown):
    assert "Wenige Fälle heißen nicht wenig Diskriminierung" in text_of(shown)
    box = discrimination.contact(region, "MU-03").to_text()
    assert "kostenlos, vertraulich und freiwillig" in box
    assert "Servicestelle Laternenhöhe (erfunden)" in box


def test_t1_has_full_time_equivalents_and_growth_and_no_rate_without_catchment(yearly):
    blocks = discrimination.development(yearly).blocks
    first = named(blocks, "T1")
    assert ("Fälle je Vollzeitäquivalent", "58,0", "58,0", "38,7", "38,7", "29,0") in first.rows
    assert "Einzugsgebiet ist nicht erklärt" in first.note
    assert "2021 → 2025: je Stelle 0,0\u202f%, je Vollzeitäquivalent −50,0\u202f%" in text_of(
        blocks
    )
    assert [one.block for one in blocks] == ["table", "figure", "text"]


def test_structural_work_stands_in_its_own_units(yearly):
    table = discrimination.structure(yearly)
    assert ("Teilnehmende", "Teilnehmende", "140", "185", "236", "262", "301") in table.rows
    assert "eine Summe gibt es nicht" in table.note


def test_advd_growth_raw_beside_per_office_and_published(yearly):
    blocks = discrimination.comparison(yearly).blocks
    growth = next(one for one in blocks if isinstance(one, Table) and "Zuwachs" in one.caption)
    advd = next(row for row in growth.rows if row[0].startswith("advd"))
    percents = ("+27,9\u202f%", "+14,2\u202f%", "–", "+14,4\u202f%")
    assert advd[2:] == percents
    assert "14,4" in growth.note
    assert "3 Stellen dazugekommen" in growth.note


def test_the_rias_table_adds_up_exactly_and_bears_its_break(yearly):
    blocks = discrimination.comparison(yearly).blocks
    table = next(one for one in blocks if isinstance(one, Table) and "Vorfälle" in one.caption
                 and "Zahlen" not in one.caption)  # fmt: skip
    numbers = [[0 if text == "–" else int(text) for text in row[1:]] for row in table.rows]
    *parts, total = numbers
    assert [sum(column) for column in zip(*parts, strict=True)] == total == [264, 664, 940]
    assert "2022 und 2023 sind nicht vergleichbar" in table.note


def test_counting_units_are_never_in_one_table(yearly):
    blocks = discrimination.comparison(yearly).blocks
    tables = [one for one in blocks if isinstance(one, Table)]
    cases = next(one for one in tables if one.caption.endswith("gezählt: Fälle"))
    assert {row[1] for row in cases.rows} == {
        "Servicestelle Laternenhöhe (erfunden)", "Netzwerk ada.nrw", "advd"
    }  # fmt: skip
    assert not [one for one in tables if one.caption.endswith("gezählt: Anfragen")]
    for what in {row[0] for row in cases.rows}:
        assert len({row[1] for row in cases.rows if row[0] == what}) > 1, what


def test_an_agency_s_chapter_needs_the_station_s_release(region):
    agency = dossier(region, "MU-01")
    told = text_of(discrimination.chapter(agency).blocks)
    assert "Freigegeben am 15.01.2026: Leitung der Servicestelle (erfunden)." in told
    assert "T4 Lebensbereich" in told
    closed = replace(region.settings, faelle=replace(region.settings.faelle, freigabe="nein"))
    kept = discrimination.chapter(replace(agency, region=replace(region, settings=closed)))
    assert len(kept.blocks) == 1
    assert "nicht für fremde Berichte freigegeben" in text_of(kept.blocks)


def test_an_agency_s_chapter_is_short_and_ends_with_audit_and_remark(region):
    blocks = discrimination.chapter(dossier(region, "MU-01")).blocks
    numbers = [one.caption.split()[0] for one in blocks if isinstance(one, Table)]
    assert numbers == ["T1", "T2", "T3", "T4", "T9", "T12"]
    assert all(line.startswith("• ") for line in blocks[-3].paragraphs[1:])
    *_, protected, fixed, gap = blocks
    assert "keine gesperrte Zelle errechenbar" in protected.to_text()
    assert "Wenige Fälle heißen nicht wenig Diskriminierung" in fixed.text
    assert isinstance(gap, Gap)


def test_an_agency_s_chapter_names_the_tables_left_out_with_their_reason(region, monkeypatch):
    found = discrimination.statistics(region)
    gone = {("T9", "Ergebnis"): "Zu wenige Fälle.", ("T5", "Anderes"): "Zu wenige Fälle."}
    less = replace(found, left_out=gone)
    monkeypatch.setattr(case_released, "statistics", lambda *_: less)
    told = text_of(discrimination.chapter(dossier(region, "MU-01")).blocks)
    assert "Nicht veröffentlicht: T9 Ergebnis. Zu wenige Fälle." in told


def test_faulty_counts_do_not_stop_an_agency_s_report(region, tmp_path):
    folder = copytree(TOWN, tmp_path / "stadt")
    with (folder / "faelle.csv").open("a", encoding="utf-8") as file:
        file.write("MU-03;2025;ebene;individuell;;;-1;fall\n")
    agency = replace(dossier(region, "MU-01"), region=open_region(folder))
    (note,) = discrimination.chapter(agency).blocks
    assert "nicht lesbar" in note.text
    assert "sozialraum pruefen" in note.text
    before = replace(region.settings, faelle=replace(region.settings.faelle, berichte_seit=2031))
    late = replace(agency, region=replace(region, settings=before))
    (note,) = discrimination.chapter(late).blocks
    assert "höchstens 2025" in note.text


@pytest.mark.parametrize("name", ["nrw", "koeln"])
def test_an_agency_s_chapter_without_counts_says_so(name):
    where = opened(name)
    (note,) = discrimination.chapter(SimpleNamespace(region=where)).blocks
    assert "keine Fallzahlen" in note.text


def test_a_region_without_counts_gets_a_friendly_remark():
    empty = discrimination.statistics(opened("koeln"))
    assert "Zählvorlage" in discrimination.remark(empty).text
    for blocks in (discrimination.tables(empty), discrimination.development(empty)):
        assert [one.block for one in blocks.blocks] == ["note"]
    assert isinstance(discrimination.structure(empty), Note)


def test_the_cover_of_an_invented_place_is_watermarked(yearly):
    cover = discrimination.cover(yearly)
    assert isinstance(cover, Cover)
    assert cover.invented
    assert "erfunden" in cover.notice


def test_a_field_dossier_joins_counts_figures_publications_and_open_questions(region):
    blocks = field_dossier(region, "wohnen").blocks
    told = text_of(blocks)
    assert "Fälle zu „Wohnen“, Servicestelle Laternenhöhe (erfunden): " in told
    assert "2022–2023: 7 von 58 (12\u202f%)" in told
    assert "Wohnfläche je Person" in told
    figures = next(one for one in blocks if isinstance(one, Table))
    assert "keine dieser Zahlen misst Diskriminierung" in figures.note
    assert "kein Fallbeispiel, das öffentlich freigegeben und verfremdet ist" in told
    assert sum(isinstance(one, Gap) for one in blocks) == 2
    assert "gezählt: Anfragen" in text_of(field_dossier(region, "Arbeit").blocks)
    with pytest.raises(DataError, match="Meinten Sie"):
        field_dossier(region, "wonen")


def test_a_field_dossier_shows_only_public_examples_in_which_nobody_is_known(region):
    told = region.belege.belege
    row = told.loc["T1"].to_dict() | {
        "thema": "Wohnen",
        "freigabe": "oeffentlich",
        "verfremdet": "ja",
    }
    pieces = {
        "A": row | {"aussage": "Absage nach der Frage nach dem Herkunftsland."},
        "B": row | {"aussage": "Nicht frei.", "freigabe": "foerderer"},
        "C": row | {"aussage": "Nicht verfremdet.", "verfremdet": "nein"},
        "D": row | {"aussage": "Frau Muster, Tel. 0221 123456, wurde abgelehnt."},
        "E": row | {"aussage": "Anderes Thema.", "thema": "Kita"},
    }
    frame = pd.DataFrame.from_dict(pieces, orient="index", columns=told.columns)
    copy = replace(opened("koeln"))  # without counts, so only the examples
    copy.__dict__["belege"] = replace(region.belege, belege=frame)
    table = next(one for one in field_dossier(copy, "wohnen").blocks
                 if isinstance(one, Table) and "Beispiele" in one.caption)  # fmt: skip
    assert [row[0] for row in table.rows] == ["Absage nach der Frage nach dem Herkunftsland."]


@pytest.mark.langsam
def test_the_notebook_s_page_gives_nothing_away_and_is_watermarked(tmp_path):
    out = tmp_path / "out.ipynb"
    run_notebook(notebook_path(NOTEBOOK), {"region": "data/musterstadt"}, out)
    document = read_document(out)
    grids = [one for one in document.items if isinstance(one, Grid)]
    own = [as_table(one) for one in grids if re.match(r"T\d+ ", one.caption)]
    assert check_shares(own) > 60
    assert small_by_subtraction(own) == []
    write_html(document, tmp_path / "out.html")
    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert document.invented
    assert "Musterstadt ist erfunden" in page
    assert "kostenlos, vertraulich und freiwillig" in page


@pytest.mark.langsam
@pytest.mark.parametrize(("region", "feld"), [("musterstadt", "wohnen"), ("nrw", "Arbeit")])
def test_a_field_dossier_is_a_paper_of_two_pages_at_most(region, feld, tmp_path):
    out = tmp_path / "out.ipynb"
    run_notebook(
        notebook_path("felddossier.ipynb"), {"region": f"data/{region}", "feld": feld}, out
    )
    document = read_document(out)
    assert document.title.casefold().startswith(f"felddossier {feld.casefold()}")
    assert len(pdf_pages(render_pdf(document))) <= 2


@pytest.mark.langsam
def test_no_token_of_a_refused_file_comes_out_of_the_notebook(tmp_path):
    dice = random.Random(5)
    tokens = ["".join(dice.choices(string.ascii_letters, k=9)) for _ in range(200)]
    folder = tmp_path / "musterstadt"
    copytree(TOWN, folder)
    rows = pd.DataFrame({"name": tokens, "geburtsdatum": tokens, "aktenzeichen": tokens})
    rows.to_csv(folder / "faelle.csv", sep=";", index=False)
    out = tmp_path / "out.ipynb"
    with pytest.raises(Exception, match=r".") as caught:
        run_notebook(notebook_path(NOTEBOOK), {"region": str(folder)}, out)
    (folder / "faelle.csv").unlink()
    files = [p for p in tmp_path.rglob("*") if p.is_file()]
    everything = "".join(p.read_bytes().decode("utf-8", "replace") for p in files)
    everything += repr(caught.value) + str(caught.value)
    assert [token for token in tokens if token.casefold() in everything.casefold()] == []


@pytest.mark.langsam
@pytest.mark.parametrize("name", ["nrw", "koeln"])
def test_the_notebook_runs_without_counts(name, tmp_path):
    out = tmp_path / "out.ipynb"
    run_notebook(notebook_path(NOTEBOOK), {"region": f"data/{name}"}, out)
    assert "keine Fallzahlen" in text_of(i for i in read_document(out).items if isinstance(i, Note))
