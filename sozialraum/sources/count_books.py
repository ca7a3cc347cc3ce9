"""Workbooks of counts: the sheet that is read, the sheets beside it, and what lies behind them.

A workbook holds more than it shows.  Comments are refused; the properties of the file, in which
Excel itself writes the name of its user, are never read.  Nothing is raised here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineWorkbook

from sozialraum.errors import Fault
from sozialraum.formats import plain_number
from sozialraum.sources.texts import Row

SHEET = "Aggregat"
"""The only sheet that is read from a workbook with several."""

CASES, TOLD = "Fälle", "Lies mich"
FORM_SHEETS = (TOLD, "Stelle", CASES, "Schlüssel", "Listen")
"""The sheets that our own form has beside it; any other is refused."""

SUFFIX = ".xlsx"
"""The only kind of workbook whose comments can be looked for."""

_NOTED = re.compile(r"comment", re.I)
_AS_CSV = f"Das Blatt „{SHEET}“ als CSV (Trennzeichen Semikolon) speichern und diese Datei liefern."


@dataclass(frozen=True)
class CountBook:
    """The rows of the sheet that is read and those of the sheets beside it, or the faults."""

    rows: tuple[Row, ...] = ()
    beside: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


def count_book(path: Path) -> CountBook:
    """Return what a workbook of counts holds; only our own form may have several sheets."""
    if path.suffix.lower() != SUFFIX:
        return _refused(path, "Von Arbeitsmappen werden nur .xlsx gelesen.", _AS_CSV)
    try:
        commented = _has_comments(path)
        with CalamineWorkbook.from_path(str(path)) as book:
            names = book.sheet_names
            sheets = {name: _rows(book, name) for name in names}
    except BaseException as error:
        # A broken file makes calamine panic, and that is no Exception to Python.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        remedy = "In der Tabellenkalkulation öffnen und als .xlsx neu speichern."
        return _refused(path, "Die Datei lässt sich nicht als Arbeitsmappe lesen.", remedy)
    if SHEET not in names and len(names) != 1:
        return CountBook(faults=(_which_sheet(path.name),))
    if commented:
        what = "Die Mappe enthält Kommentare. Sie wurde abgelehnt; nichts daraus wird behalten."
        return _refused(path, what, _AS_CSV)
    read = SHEET if SHEET in names else names[0]
    beside = {name: rows for name, rows in sheets.items() if name != read}
    if not set(beside) <= set(FORM_SHEETS):
        what = "Die Mappe hat Blätter, die nicht zur Zählvorlage gehören. Sie wurde abgelehnt."
        return _refused(path, what, _AS_CSV)
    return CountBook(sheets[read], beside)


def _refused(path: Path, what: str, remedy: str) -> CountBook:
    return CountBook(faults=(Fault(what, path.name, remedy=remedy),))


def _has_comments(path: Path) -> bool:
    """Return whether comments stand behind the cells of a workbook."""
    try:
        with ZipFile(path) as packed:
            names = packed.namelist()
    except BadZipFile:
        return False  # no workbook: that is said when it is read
    return any(_NOTED.search(name) for name in names if name.startswith("xl/"))


def _rows(book: CalamineWorkbook, name: str) -> tuple[Row, ...]:
    cells = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return tuple((line, [_text(cell) for cell in row]) for line, row in enumerate(cells, 1))


def _which_sheet(file: str) -> Fault:
    return Fault(
        "Die Mappe hat mehrere Blätter, und keines ist die Zähltabelle.",
        file,
        expected=f"ein Blatt „{SHEET}“ oder ein einziges Blatt",
        remedy=f"Das Blatt mit den Summen „{SHEET}“ nennen; andere werden nie gelesen.",
    )


def _text(cell: object) -> str:
    if isinstance(cell, float):
        return plain_number(cell)
    return f"{cell:%Y-%m-%d}" if isinstance(cell, date) else str(cell)
