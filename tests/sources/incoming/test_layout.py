"""Layouts: header rows, merged cells, footers, years in columns, long and wide."""

from pathlib import Path

import openpyxl
import pytest

from sozialraum.analysis.catalogue import catalogue
from sozialraum.errors import DataError
from sozialraum.sources.incoming.area_columns import Areas
from sozialraum.sources.incoming.layout import recognise
from sozialraum.sources.incoming.mapping import propose
from sozialraum.sources.incoming.naming import names
from sozialraum.sources.incoming.raw import read_raw
from sozialraum.sources.incoming.reading import read_figures, survey
from sozialraum.sources.incoming.shape import Hints, shape_of

AREAS = Areas({"101": "Altstadt", "102": "Hafen", "103": "Süd"}, {}, "stadtteil")


def figures(path: Path, hints: Hints | None = None):
    shape = shape_of(recognise(read_raw(path)[0]), AREAS, hints or Hints())
    found = survey(shape)
    places = {place: AREAS.by_key(place[0]) or AREAS.by_name(place[1]) for place in found.places}
    return read_figures(shape, places, found.terms)


def values(frame) -> dict[tuple[str, str, str], float]:
    keys = zip(frame["gebiet"], frame["stand"], frame["merkmal"], strict=True)
    return dict(zip(keys, frame["wert"], strict=True))


@pytest.fixture
def text(tmp_path):
    def write(content: str, name: str = "tabelle_2024.csv") -> Path:
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return path

    return write


def test_merged_cells_of_a_workbook_count_for_all_columns_that_they_span(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    rows = [
        ("Stadt Musterhausen, 31.12.2024",), (),
        ("Nr.", "Stadtteil", "Einwohner", None, "Arbeitslose", None),
        (None, None, "insgesamt", "weiblich", "insgesamt", "weiblich"),
        (1, 2, 3, 4, 5, 6),
        (101, "Altstadt", 1234.0, 600, 50, 20), (102, "Hafen", 987, 500, 40, 10),
        (103, "Süd", 55, 20, 3, "x"), ("Quelle: Stadt",),
    ]  # fmt: skip
    for row in rows:
        sheet.append(row)
    sheet.merge_cells("C3:D3")
    sheet.merge_cells("E3:F3")
    book.save(tmp_path / "a.xlsx")
    found = values(figures(tmp_path / "a.xlsx"))
    assert len(found) == 12
    assert found["101", "2024-12-31", "Einwohner | insgesamt"] == 1234
    assert found["102", "2024-12-31", "Arbeitslose | weiblich"] == 10


def test_years_in_columns_and_in_the_names_of_columns(text):
    wide = text("Stadtteil;2023;2024\nAltstadt;1.200;1.234\nHafen;900;987\nSüd;50;55\n")
    assert values(figures(wide))["101", "2023", "Wert"] == 1200
    named = text("Stadtteil;Einwohner_2023;Einwohner_2024\nAltstadt;1;2\nHafen;3;4\nSüd;5;6\n")
    assert values(figures(named))["103", "2024", "Einwohner"] == 6


def test_a_long_table_says_in_rows_what_it_counts_whatever_the_order_of_its_columns(text):
    rows = [("Merkmal", "Jahr", "Gebiet", "Wert")]
    for area in AREAS.names.values():
        rows += [("Einwohner", "2024", area, "10"), ("Arbeitslose", "2024", area, "3")]
    one = figures(text("\n".join(";".join(row) for row in rows)))
    other = figures(text("\n".join(";".join(reversed(row)) for row in rows)))
    assert sorted(set(one["auspraegung"])) == ["Arbeitslose", "Einwohner"]
    assert values(one) == values(other)


def test_signs_in_the_first_row_and_sections_do_not_end_the_table(text):
    path = text("Nr;Name;Einwohner\n101;Altstadt;.\nLinksrheinisch\n102;Hafen;12\n103;Süd;7\n")
    assert list(figures(path)["zeichen"]) == [".", "", ""]
    notes = recognise(read_raw(path)[0]).notes
    assert notes == ("1 Zwischenzeilen ohne Zahlen überlesen: „Linksrheinisch“.",)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("101;Altstadt;5\n102;Hafen;6\n103;Süd;7\n", "fehlt die Kopfzeile"),
        ("Nr;Name\n101;Altstadt\n102;Hafen\n", "keine Spalte mit Zahlen"),
        ("Nr;Name;EW\n901;A;5\n902;B;6\n", "Keine Spalte nennt die Gebiete"),
        ("Nr;Name;EW\n101;Altstadt;5\n____\n102;Hafen;6\n", "Hinter dem Ende der Tabelle"),
        ("Nr;Name;EW\n101;Altstadt;1.234\n102;Hafen;5.678\n103;Süd;9.123\n", "zweideutig"),
        ("Nr;Name;EW\n101;Altstadt;1,5\n102;Hafen;2.5\n103;Süd;1,7\n", "Weder Zahl noch Zeichen"),
    ],
)
def test_what_cannot_be_known_is_refused_with_place_and_remedy(text, content, words):
    with pytest.raises(DataError, match=words) as error:
        figures(text(content))
    assert all(fault.file == "tabelle_2024.csv" and fault.remedy for fault in error.value.faults)


def test_region_toml_may_say_what_a_decimal_mark_is(text):
    path = text("Nr;Name;EW\n101;Altstadt;1.234\n102;Hafen;5.678\n103;Süd;9.123\n")
    assert values(figures(path, Hints(dezimal=",")))["101", "2024", "EW"] == 1234
    assert values(figures(path, Hints(dezimal=".")))["101", "2024", "EW"] == 1.234


def test_an_age_group_alone_may_be_anybodys():
    ages = [
        ("Einwohner", "unter 3 Jahre"),
        ("Arbeitslose", "15 bis unter 25 Jahre"),
        ("zahl", "75+"),
    ]
    assert list(propose(ages).sure) == ["arbeitslose_15_24", "bevoelkerung_00_02"]
    assert not propose([("insgesamt", "15 bis unter 25 Jahre")]).sure


def test_two_columns_for_one_merkmal_are_a_question_not_a_guess():
    found = propose([("Einwohner", ""), ("Bevölkerung", "")])
    assert not found.sure
    assert found.unsure["bevoelkerung"] == ((("Einwohner", ""),), (("Bevölkerung", ""),))


def test_every_merkmal_that_is_recognised_is_one_the_catalogue_computes_with():
    used = {
        name
        for indicator in catalogue().values()
        for formula in indicator.rechnungen
        for name in (*formula.zaehler, *formula.nenner, formula.zaehlwert)
    }
    assert {*names().sure.values(), *names().unsure.values()} <= used | {"flaeche_qkm"}
