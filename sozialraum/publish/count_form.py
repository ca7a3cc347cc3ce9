"""``zaehlvorlage.xlsx``: a workbook in which a station counts its cases without naming any.

One row is one case, and every cell has a drop-down list of codes: no free text, no
identifier, the quarter instead of the day.  The sheet „Aggregat“ makes from them, by
formulas, exactly the table that `sozialraum.sources.cases` reads; the rows themselves are
never read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from sozialraum.errors import PublishError
from sozialraum.publish.count_formulas import (
    CASES,
    FIRST_ENTRY,
    LISTS,
    STATION,
    Sheet,
    aggregate,
    entries,
)
from sozialraum.publish.files import write_whole
from sozialraum.publish.workbook import render_workbook
from sozialraum.sources.case_rows import YEARS
from sozialraum.sources.categories import CASE_UNITS, LEVELS, Category, categories, units
from sozialraum.sources.count_books import SHEET

FILE = "zaehlvorlage.xlsx"
ROWS = 300
"""Cases for which a new form has room."""

READ_ME, KEY = "Lies mich", "Schlüssel"
_HEAD = PatternFill("solid", fgColor="FF1F4E79")
_WHITE = Font(bold=True, color="FFFFFFFF")
_WRAP = Alignment(wrap_text=True, vertical="top")
_OPEN = Protection(locked=False)
_TEXT = (
    "Zählvorlage für Fallzahlen der Antidiskriminierungsarbeit",
    "Diese Mappe bildet aus Ihren Fällen die Summen, die das Programm einliest. Sie bleibt bei "
    "Ihnen: Weitergegeben wird nur das Blatt „Aggregat“.",
    f"1. Im Blatt „{STATION}“ Jahr, Zähleinheit und Umfang der Stelle eintragen.",
    f"2. Im Blatt „{CASES}“ je Fall eine Zeile ausfüllen, jede Zelle aus ihrer Auswahlliste. "
    "Ohne Quartal zählt eine Zeile nicht. Jeder Fall steht nur in einem Jahr.",
    "3. Wo ein Fall mehrere Angaben hat (Machtverhältnis, Lebensbereich, Intervention), stehen "
    "mehrere Spalten bereit; dieselbe Angabe zweimal zählt einmal.",
    f"4. Was die Kürzel bedeuten, steht im Blatt „{KEY}“. Leere Zellen zählen als unbekannt.",
    f"5. Die Mappe speichern. Das Blatt „{SHEET}“ als CSV (Trennzeichen Semikolon) unter dem "
    "Namen faelle.csv in den Ordner der Region legen.",
    "Keine Namen, Geburtsdaten, Anschriften, Telefonnummern, Aktenzeichen und keinen freien Text "
    "eintragen, auch nicht in Kommentaren. Die Altersgruppe ist freiwillig.",
    "Mehrere kleine Zahlen machen einen Fall erkennbar. Das Programm fasst zusammen und sperrt, "
    "bevor es etwas zeigt; die Prüfung durch Ihre Datenschutzbeauftragten ersetzt es nicht.",
)


def write_count_form(path: Path, *, year: int = 0, station: str = "", rows: int = ROWS) -> Path:
    """Write the empty form for one year of a station; returns its path.

    Parameters
    ----------
    path
        Where it goes.  Nothing is overwritten there, nor copied: a form that is in use
        holds rows of cases.
    year, station
        Year and ``kennung`` that are filled in already, if they are known.
    rows
        Cases for which there is room.

    Raises
    ------
    PublishError
        If a file of that name is there already, or the new one cannot be written.
    """
    if path.exists():
        raise PublishError(
            f"„{path}“ gibt es schon und wird nicht überschrieben: Darin können Fälle stehen. "
            "Abhilfe: einen anderen Namen angeben, etwa mit dem Jahr."
        )
    write_whole(path, count_form(year=year, station=station, rows=rows))
    return path


def count_form(*, year: int = 0, station: str = "", rows: int = ROWS) -> bytes:
    """Return the empty form; the same arguments always give the same bytes."""
    book = Workbook()
    _read_me(book.active)
    station_page, cases_page = book.create_sheet(STATION), book.create_sheet(CASES)
    _key(book.create_sheet(KEY))
    sheet = Sheet(rows)
    given = {"jahr": year or None, "stelle": station or None, "zaehleinheit": "fall"}
    _station(station_page, sheet, given)
    _cases(cases_page, sheet)
    _aggregate(book.create_sheet(SHEET), sheet)
    _lists(book.create_sheet(LISTS), sheet)  # last: the others say which lists there are
    return render_workbook(book, packed=False)


def _read_me(page: Worksheet) -> None:
    page.title = READ_ME
    page.column_dimensions["A"].width = 100
    for line, paragraph in enumerate(_TEXT, 1):
        cell = page.cell(line, 1, paragraph)
        cell.alignment, cell.font = _WRAP, Font(bold=line == 1, size=14 if line == 1 else 11)


def _head(page: Worksheet, titles: Sequence[str], width: float) -> None:
    for number, title in enumerate(titles, 1):
        cell = page.cell(1, number, title)
        cell.fill, cell.font, cell.alignment = _HEAD, _WHITE, _WRAP
        page.column_dimensions[get_column_letter(number)].width = width
    page.freeze_panes = "A2"


def _station(page: Worksheet, sheet: Sheet, given: Mapping[str, object]) -> None:
    """Write the sheet of what belongs to the station: one entry per line."""
    _head(page, ("Angabe", "Wert", "Hinweis"), 30)
    for line, entry in enumerate(entries(), FIRST_ENTRY):
        page.cell(line, 1, entry.title)
        page.cell(line, 2, given.get(entry.code)).protection = _OPEN
        page.cell(line, 3, entry.hint)
        _validate(page, f"B{line}", entry.title, **_entry_rule(entry.code))
    page.cell(FIRST_ENTRY + len(entries()) + 1, 1, "Zeilen ohne Quartal (müssen 0 sein)")
    page.cell(FIRST_ENTRY + len(entries()) + 1, 2, sheet.rows_without_quarter())


def _entry_rule(code: str) -> dict[str, Any]:
    if code == "jahr":
        return {"type": "whole", "formula1": str(YEARS[0]), "formula2": str(YEARS[1])}
    if code == "zaehleinheit":
        listed = ",".join(unit.code for unit in units().values() if unit.art == CASE_UNITS)
        return {"type": "list", "formula1": f'"{listed}"'}
    if code == "stelle":
        return {"type": "textLength", "operator": "lessThanOrEqual", "formula1": "18"}
    kind = "decimal" if code == "vzae" else "whole"
    return {"type": kind, "operator": "greaterThanOrEqual", "formula1": "0"}


def _cases(page: Worksheet, sheet: Sheet) -> None:
    """Write the empty rows of cases: nothing but drop-down lists."""
    _head(page, [column.title for column in sheet.columns], 22)
    for column in sheet.columns:
        place = f"{column.letter}2:{column.letter}{sheet.last}"
        listed = f"={sheet.list_of(column.category.leaves)}"
        _validate(page, place, column.title, type="list", formula1=listed)
    page.freeze_panes = "B2"


def _validate(page: Worksheet, place: str, title: str, **rule: str) -> None:
    made = DataValidation(allow_blank=True, showErrorMessage=True, **rule)
    made.errorTitle = title[:32]
    made.error = "Bitte aus der Liste wählen oder eine passende Zahl eintragen; kein freier Text."
    made.add(place)
    page.add_data_validation(made)


def _key(page: Worksheet) -> None:
    """Explain every code."""
    _head(page, ("Kategorie", "Kürzel", "Bedeutung", "wird zusammengefasst zu", "Stufe"), 30)
    for category in categories().values():
        if category.breaks_down:
            for row in _key_rows(category):
                page.append(row)
    page.column_dimensions["C"].width = 70


def _key_rows(category: Category) -> list[tuple[str, ...]]:
    return [
        (category.name, one.code, one.name, one.ober, LEVELS[one.stufe])
        for one in category.answers.values()
    ]


def _lists(page: Worksheet, sheet: Sheet) -> None:
    """Write the lists to which drop-downs and formulas point."""
    page.sheet_state = "hidden"
    for number, codes in enumerate(sheet.lists, 1):
        for line, code in enumerate(codes, 1):
            page.cell(line, number, code)


def _aggregate(page: Worksheet, sheet: Sheet) -> None:
    rows = list(aggregate(sheet))
    _head(page, rows[0], 22)
    for row in rows[1:]:
        page.append(row)
    page.protection.sheet = True  # without a password: only against a slip of the hand
