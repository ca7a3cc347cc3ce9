"""Workbooks as people leave them: hidden sheets, merged cells, two tables, stray cells."""

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from sozialraum.errors import DataError
from sozialraum.sources.incoming.asking import MAPPING, MARK, SHARE
from sozialraum.sources.incoming.raw import read_raw

HEAD = ("Nr", "Stadtteil", "Einwohner 2024")
PLACES = {"101": "Altstadt/Süd", "102": "Neustadt/Süd", "302": "Sülz"}
PEOPLE = {"101": 1234, "102": 2345, "302": 9870}
RATE = "Arbeitslosenquote bez. auf alle zivile Erwerbsp. 2024"
Write = Callable[[str, int], object]


@pytest.fixture
def book():
    return openpyxl.Workbook()


@pytest.fixture
def saved(book, tmp_path) -> Callable[[], Path]:
    def save() -> Path:
        book.save(tmp_path / "einwohner.xlsx")
        return tmp_path / "einwohner.xlsx"

    return save


def fill(sheet, *, head=HEAD, at: int = 1, value: Write = lambda key, people: people) -> None:
    """Write three Stadtteile below a header."""
    for column, text in enumerate(head, 1):
        sheet.cell(at, column, text)
    for row, (key, name) in enumerate(PLACES.items(), at + 1):
        for column, cell in enumerate((key, name, value(key, PEOPLE[key])), 1):
            sheet.cell(row, column, cell)


def people(figures) -> dict[str, float]:
    own = figures[figures["merkmal"] == "bevoelkerung"]
    return dict(zip(own["gebiet"], own["wert"], strict=True))


@pytest.fixture
def three(koeln):
    """Köln with only the three Stadtteile of the tables."""
    path = koeln / "gebiete.geojson"
    outlines = json.loads(path.read_text(encoding="utf-8"))
    every = outlines["features"]
    outlines["features"] = [one for one in every if one["properties"]["STT_NR"] in PLACES]
    path.write_text(json.dumps(outlines), encoding="utf-8")
    return koeln


def test_a_hidden_sheet_is_not_read(book, saved, three, take):
    fill(book.active)
    other = book.create_sheet("alt")
    fill(other, value=lambda key, count: count + 1000)
    other.sheet_state = "hidden"
    figures, report = take(three, saved())
    assert people(figures) == PEOPLE
    told = [line for _, lines in report.sections for line in lines]
    assert "Ausgeblendete Blätter überlesen: „alt“." in told


def test_sheets_that_contradict_each_other_are_refused_and_nothing_is_written(
    book, saved, three, take
):
    fill(book.active)
    fill(book.create_sheet("neu"), value=lambda key, count: count + (key == "302"))
    before = (three / "region.toml").read_bytes()
    with pytest.raises(DataError, match=r"steht anders in einwohner\.xlsx, Blatt „Sheet“: 9870"):
        take(three, saved())
    assert (three / "region.toml").read_bytes() == before
    assert not (three / "kennzahlen.csv").exists()


@pytest.mark.parametrize("mark", [",", "."])
def test_thousands_that_were_typed_as_text_are_thousands(book, saved, three, take, mark):
    fill(book.active, value=lambda key, count: f"{count:,}".replace(",", mark))
    figures, report = take(three, saved())
    assert people(figures) == PEOPLE
    assert "Tausenderzeichen" in dict(report.sections)


def test_of_a_rate_only_a_person_knows_what_the_point_means(book, saved, three, take):
    fill(book.active, head=(*HEAD[:2], RATE), value=lambda key, count: f"{count / 1000:.3f}")
    with pytest.raises(DataError) as error:
        take(three, saved())
    (fault,) = error.value.faults
    assert (fault.found, fault.column) == ("1.234", RATE)

    def decimal(question):
        return "dezimal" if question.topic == MARK else "ja"

    figures, _ = take(three, saved(), decimal)
    assert list(figures["wert"]) == [1.234, 2.345, 9.87]
    again, _ = take(three, saved())
    assert list(again["wert"]) == [1.234, 2.345, 9.87]


def test_three_decimals_of_a_number_stay_decimals(book, saved, three, take):
    fill(book.active, head=(*HEAD[:2], RATE), value=lambda key, count: count / 1000)
    figures, _ = take(three, saved())
    assert list(figures["wert"]) == [1.234, 2.345, 9.87]


def test_an_area_merged_over_several_lines_counts_for_each(book, saved, three, take):
    sheet = book.active
    for column, text in enumerate(("Nr", "Jahr", "Einwohner"), 1):
        sheet.cell(1, column, text)
    for index, (key, count) in enumerate(PEOPLE.items()):
        top = 2 + 2 * index
        for row, year in ((top, 2023), (top + 1, 2024)):
            sheet.cell(row, 2, year)
            sheet.cell(row, 3, count - (2024 - year))
        sheet.cell(top, 1, key)
        sheet.merge_cells(start_row=top, end_row=top + 1, start_column=1, end_column=1)
    figures, _ = take(three, saved())
    assert people(figures[figures["jahr"] == 2024]) == PEOPLE
    assert people(figures[figures["jahr"] == 2023])["302"] == 9869


def test_two_tables_below_each_other_are_two_tables(book, saved, three, take):
    fill(book.active)
    fill(book.active, at=8, head=(*HEAD[:2], "Arbeitslose 2024"), value=lambda key, count: 7)
    figures, report = take(three, saved())
    assert people(figures) == PEOPLE
    assert list(figures[figures["merkmal"] == "arbeitslose"]["wert"]) == [7, 7, 7]
    assert any("2. Tabelle" in title for title, _ in report.sections)
    before = (three / "region.toml").read_bytes()
    take(three, saved())
    assert (three / "region.toml").read_bytes() == before


def test_a_header_repeated_on_each_page_divides_nothing(book, saved, three, take):
    sheet = book.active
    lines = [HEAD, ("101", "Altstadt/Süd", 1234), (), HEAD, ("102", "Neustadt/Süd", 2345)]
    for line in [*lines, (), HEAD, ("302", "Sülz", 9870)]:
        sheet.append(line)
    figures, report = take(three, saved())
    assert people(figures) == PEOPLE
    assert any("2 wiederholte Kopfzeilen" in line for _, lines in report.sections for line in lines)


def test_the_name_of_a_sheet_may_tell_the_year(book, saved, three, take):
    book.active.title = "2023"
    fill(book.active, head=(*HEAD[:2], "Einwohner"))
    fill(book.create_sheet("2024"), head=(*HEAD[:2], "Einwohner"))
    figures, _ = take(three, saved())
    assert sorted(set(figures["jahr"])) == [2023, 2024]
    book.create_sheet("2025")
    fill(book["2025"], head=(*HEAD[:2], "Einwohner"))

    def nobody(question):
        raise AssertionError(question.text)

    figures, _ = take(three, saved(), nobody)
    assert sorted(set(figures["jahr"])) == [2023, 2024, 2025]


def test_a_stray_cell_far_away_is_refused_before_it_fills_the_memory(book, saved):
    fill(book.active)
    book.active.cell(900_000, 16_384, "x")
    with pytest.raises(DataError, match="Spalte XFD, Zeile 900000"):
        read_raw(saved())


def test_a_format_far_away_is_no_cell(book, saved):
    fill(book.active)
    book.active.cell(900_000, 16_384).number_format = "0.00"
    assert len(list(read_raw(saved())[0].rows)) == 4


def test_what_excel_shows_in_per_cent_is_asked_once_and_remembered(book, saved, koeln, take):
    outlines = json.loads((koeln / "gebiete.geojson").read_text(encoding="utf-8"))["features"]
    book.active.append((*HEAD[:2], RATE))
    for number, one in enumerate(outlines):
        book.active.append((*one["properties"].values(), (number % 17 + 1) / 1000 + 0.05))
        book.active.cell(book.active.max_row, 3).number_format = "0.0%"
    with pytest.raises(DataError, match=r"Anteile von 1.*Ohne --ja einlesen"):
        take(koeln, saved())
    figures, report = take(koeln, saved(), lambda q: "ja" if q.topic in (SHARE, MAPPING) else "")
    assert figures["wert"].min() == 5.1
    assert "Anteile" in dict(report.sections)
    again, _ = take(koeln, saved())
    assert list(again["wert"]) == list(figures["wert"])
