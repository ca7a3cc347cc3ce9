"""Workbooks (xlsx, xls, ods): their sheets as cells, or the first sheet as rows of text."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from sozialraum.errors import DataError, Fault, missing_file
from sozialraum.formats import plain_number
from sozialraum.sources.files import read_bytes
from sozialraum.sources.texts import Row
from sozialraum.sources.workbook_limits import refuse_giants

SUFFIXES = (".xlsx", ".xls", ".xlsm", ".ods")

Sheets = dict[str, list[list[object]]]
Taken = TypeVar("Taken")


@dataclass(frozen=True)
class Sheet:
    """One sheet as somebody made it.

    Parameters
    ----------
    name
        Its name.
    rows
        Line from 1 and cells, only of lines that have any.
    merged
        Cells merged over several lines: column, first and last line; counted from 0 and 1.
    hidden
        Whether it is not shown to who opens the workbook.
    """

    name: str
    rows: list[tuple[int, list[object]]]
    merged: tuple[tuple[int, int, int], ...]
    hidden: bool


def is_workbook(path: Path) -> bool:
    """Return whether a file is a workbook by its name."""
    return path.suffix.lower() in SUFFIXES


def read_workbook(path: Path) -> Sheets:
    """Return the sheets of a workbook; row 0 is the first line of a sheet.

    Raises
    ------
    DataError
        If there is no such file or it is no workbook.
    """
    return _opened(path, lambda book: {name: _cells(book, name) for name in book.sheet_names})


def read_sheet(path: Path, title: str = "") -> list[Row]:
    """Return the rows of one sheet that have any text, with their lines.

    Numbers are written with a decimal comma and days as ISO days, as in a text file.

    Parameters
    ----------
    path
        The workbook.
    title
        The sheet that is meant if there is one of this name, else it is the first.

    Raises
    ------
    DataError
        If there is no such file or it is no workbook.
    """

    def take(book: CalamineWorkbook) -> list[list[object]]:
        names = [title] if title in book.sheet_names else book.sheet_names[:1]
        return _cells(book, *names)

    return _rows(_opened(path, take))


def read_sheets(path: Path) -> dict[str, list[Row]]:
    """Return the rows of all sheets by name, each as `read_sheet` gives them.

    Raises
    ------
    DataError
        If there is no such file or it is no workbook.
    """
    return {name: _rows(table) for name, table in read_workbook(path).items()}


def read_whole(path: Path) -> list[Sheet]:
    """Return all sheets of somebody else's workbook with what belongs to them.

    Raises
    ------
    DataError
        If there is no such file, it is no workbook, or it would fill the memory.
    """

    def take(book: CalamineWorkbook) -> list[Sheet]:
        shown = SheetVisibleEnum.Visible
        return [
            _whole(book.get_sheet_by_name(one.name), hidden=one.visible != shown)
            for one in book.sheets_metadata
            if one.typ == SheetTypeEnum.WorkSheet
        ]

    return _opened(path, take)


def _whole(sheet: CalamineSheet, *, hidden: bool) -> Sheet:
    before: list[object] = [""] * (sheet.start[1] if sheet.start else 0)
    rows = [
        (line, [*before, *cells])
        for line, cells in enumerate(sheet.iter_rows(), 1)
        if any(cell != "" for cell in cells)
    ]
    ranges = sheet.merged_cell_ranges or []
    merged = tuple((left, top + 1, end + 1) for (top, left), (end, _) in ranges if end > top)
    return Sheet(sheet.name, rows, merged, hidden)


def _rows(table: list[list[object]]) -> list[Row]:
    rows = [(line, [cell_text(cell) for cell in cells]) for line, cells in enumerate(table, 1)]
    return [(line, cells) for line, cells in rows if any(cells)]


def _cells(book: CalamineWorkbook, name: str = "") -> list[list[object]]:
    if not name:  # a workbook without any sheet
        return []
    return [list(row) for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]


def _opened(path: Path, take: Callable[[CalamineWorkbook], Taken]) -> Taken:
    if not path.is_file():
        raise missing_file(path, "Die Arbeitsmappe", "Pfad und Schreibweise prüfen.")
    content = read_bytes(path)
    refuse_giants(content, path.name)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            return take(book)
    except BaseException as error:
        # A truncated .xls makes calamine panic, and that is no Exception to Python.
        if not isinstance(error, CalamineError | OSError) and not _is_panic(error):
            raise
        raise DataError(_unreadable(path)) from error


def _unreadable(path: Path) -> Fault:
    return Fault(
        "Die Datei lässt sich nicht als Arbeitsmappe lesen.",
        file=path.name,
        expected="eine Arbeitsmappe (.xlsx, .xls oder .ods) ohne Kennwort",
        remedy="In der Tabellenkalkulation öffnen und als .xlsx oder „CSV UTF-8“ neu speichern.",
    )


def _is_panic(error: BaseException) -> bool:
    return type(error).__name__ == "PanicException"


def cell_text(cell: object) -> str:
    """Return a cell as a German text file has it: decimal comma, ISO days."""
    if isinstance(cell, float):
        return plain_number(cell)
    if isinstance(cell, date):  # covers datetime, whose isoformat would carry the hour
        return f"{cell:%Y-%m-%d}"
    return str(cell)
