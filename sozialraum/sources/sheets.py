"""Workbooks that specialists fill in, read by their schema: a workbook, or CSV files.

Everything that a schema says is checked here: headings, cells, keys given twice and
references between sheets.  Faults are collected, not raised, so that a reader can add
what it finds itself and a specialist gets all of them at once.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from sozialraum.errors import DataError, Fault
from sozialraum.sources.cells import CellError, Context, convert, empty
from sozialraum.sources.places import column_faults
from sozialraum.sources.schema import EXAMPLE, Column, Schema, Sheet, fold
from sozialraum.sources.texts import Row, doubled_columns, read_rows, surplus_faults
from sozialraum.sources.workbooks import SUFFIXES, read_sheets

LINE = "zeile"
"""Column of every sheet's table that tells the line of the file."""

_TYPES = {"yesno": bool, "number": float, "whole": int, "x": float, "y": float}


@dataclass
class Book:
    """What stands in a workbook, and what is wrong with it.

    Parameters
    ----------
    file
        Name of the file, of the first one where there are CSV files, empty if there is none.
    frames
        One table per sheet of the schema; index ``id`` where the sheet has one.
    names
        What each sheet is called in faults.
    faults
        What is wrong so far.
    unread
        Sheets whose headings are wrong: their rows are not known.
    notes
        German sentences on what is worth knowing.
    """

    file: str
    frames: dict[str, pd.DataFrame]
    names: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)


def read_book(folder: Path, stem: str, schema: Schema, context: Context) -> Book:
    """Read ``<stem>.xlsx`` of a folder or the CSV files named after its sheets.

    Raises
    ------
    DataError
        If a workbook cannot be opened, or there are two versions of the same.
    """
    books = [path for end in SUFFIXES if (path := folder / f"{stem}{end}").is_file()]
    texts = {name: path for name in schema if (path := folder / f"{name}.csv").is_file()}
    present = [*books, *texts.values()]
    if len(books) > 1 or (books and texts):
        raise DataError(_two_versions(folder, present))
    book = empty_book(schema)
    if not present:
        return book
    book.file = present[0].name
    book.notes += [_is_open(path.name) for path in present if _has_lock(path)]
    tables = _of_workbook(books[0], schema, book) if books else _of_texts(texts, schema, book)
    for name, rows in tables.items():
        if rows:
            _read_sheet(rows, schema[name], book, context)
    return book


def empty_book(schema: Schema) -> Book:
    """Return a workbook without any row."""
    return Book("", {name: _frame(sheet, []) for name, sheet in schema.items()})


def in_order(faults: Iterable[Fault], book: Book) -> list[Fault]:
    """Return faults sheet by sheet in the order of the lines."""
    order = {file: number for number, file in enumerate(book.names.values())}
    return sorted(faults, key=lambda fault: (order.get(fault.file, -1), fault.row or 0))


def place(file: str, sheet: Sheet) -> str:
    """Return how a sheet is called in faults: CSV files are called after their sheets."""
    return f"{sheet.name}.csv" if file.endswith(".csv") else f"{file}, Blatt „{sheet.titel}“"


def _of_workbook(path: Path, schema: Schema, book: Book) -> dict[str, list[Row]]:
    try:
        found = read_sheets(path)
    except DataError as error:
        if isinstance(error.__cause__, PermissionError):
            raise DataError(_locked(path.name)) from error
        raise
    known = {fold(sheet.titel): name for name, sheet in schema.items()}
    known |= {fold(name): name for name in schema}
    tables = {known[fold(title)]: rows for title, rows in found.items() if fold(title) in known}
    if not tables:
        listed = ", ".join(sheet.titel for sheet in schema.values())
        what, found_names = "In der Arbeitsmappe ist kein bekanntes Blatt.", ", ".join(found)
        remedy = "Die Blätter so nennen wie in der Vorlage (Befehl „sozialraum vorlagen“)."
        raise DataError(Fault(what, path.name, None, "", found_names, listed, remedy))
    book.names |= {name: place(path.name, schema[name]) for name in schema}
    book.faults += _misnamed(found, known, path.name, schema)
    return tables


def _misnamed(
    titles: Iterable[str], known: Mapping[str, str], file: str, schema: Schema
) -> list[Fault]:
    """Return sheets whose names look like those of the schema: they would not be read."""
    faults = []
    for title in titles:
        close = difflib.get_close_matches(fold(title), known, n=1, cutoff=0.8)
        if fold(title) not in known and close:
            what = f"Das Blatt „{title}“ wird nicht gelesen."
            remedy = f"Meinten Sie „{schema[known[close[0]]].titel}“? Umbenennen oder löschen."
            faults.append(Fault(what, file, remedy=remedy))
    return faults


def _of_texts(texts: Mapping[str, Path], schema: Schema, book: Book) -> dict[str, list[Row]]:
    tables = {}
    for name, path in texts.items():
        book.names[name] = place(path.name, schema[name])
        try:
            tables[name] = read_rows(path)
        except DataError as error:
            locked = isinstance(error.__cause__, PermissionError)
            book.faults += [_locked(path.name)] if locked else error.faults
            book.unread.add(name)
    return tables


def _read_sheet(rows: Sequence[Row], sheet: Sheet, book: Book, context: Context) -> None:
    (top, first), *body = rows
    file = book.names[sheet.name]
    header = [sheet.headings.get(fold(cell), cell.strip().casefold()) for cell in first]
    wrong = [*_header_faults(header, sheet, file), *doubled_columns(header, file, top)]
    wrong += surplus_faults(body, len(header), file)
    if wrong:
        book.faults += wrong
        book.unread.add(sheet.name)
        return
    records = []
    for line, cells in body:
        found = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        said = {name: found.get(name, "") for name in sheet.columns}
        if any(said.values()) and not said[sheet.spalten[0].name].startswith(EXAMPLE):
            records.append(_record(said, line, sheet, book, context))
    frame = _frame(sheet, records)
    book.faults += _doubled_keys(frame, file)
    book.frames[sheet.name] = frame


def _header_faults(header: Iterable[str], sheet: Sheet, file: str) -> list[Fault]:
    needed = [column.name for column in sheet.spalten if column.pflicht]
    titles = {column.name: column.titel for column in sheet.spalten}
    return [
        replace(fault, column=titles.get(fault.column, fault.column))
        for fault in column_faults(header, file, list(sheet.columns), needed)
    ]


def _record(
    said: Mapping[str, str], line: int, sheet: Sheet, book: Book, context: Context
) -> dict[str, object]:
    record: dict[str, object] = {LINE: line}
    for column in sheet.spalten:
        text = said[column.name]
        try:
            record[column.name] = convert(text, column, context)
        except CellError as error:
            record[column.name] = empty(column)
            book.faults.append(
                Fault(
                    error.what, book.names[sheet.name], line, column.titel, text[:60],
                    error.expected, error.remedy,
                )
            )  # fmt: skip
    return record


def _frame(sheet: Sheet, records: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            column.name: _series([record[column.name] for record in records], column)
            for column in sheet.spalten
        }
    )
    table[LINE] = pd.Series([record[LINE] for record in records], dtype=int)
    return table.set_index("id") if "id" in sheet.columns else table


def _series(values: Sequence[object], column: Column) -> pd.Series:
    return pd.Series(list(values), dtype=_TYPES.get(column.art, object))


def _doubled_keys(frame: pd.DataFrame, file: str) -> list[Fault]:
    if frame.index.name != "id":
        return []
    first: dict[str, int] = {}
    faults = []
    for key, line in frame[LINE].items():
        if key and first.setdefault(key, line) != line:
            what = f"Die ID steht schon in Zeile {first[key]}."
            remedy = "Jeder Zeile eine eigene ID geben."
            faults.append(Fault(what, file, line, "ID", key, "jede ID nur einmal", remedy))
    return faults


def _two_versions(folder: Path, present: Iterable[Path]) -> Fault:
    return Fault(
        "Es liegen zwei Fassungen derselben Tabellen im Ordner.",
        file=str(folder),
        found=", ".join(path.name for path in present),
        expected="eine Arbeitsmappe oder CSV-Dateien",
        remedy="Eine davon umbenennen oder entfernen.",
    )


def _locked(file: str) -> Fault:
    return Fault(
        "Die Datei ist in Excel geöffnet oder gesperrt.",
        file=file,
        remedy="Die Datei in Excel schließen und es noch einmal versuchen; sonst Rechte prüfen.",
    )


def _has_lock(path: Path) -> bool:
    """Return whether Excel or LibreOffice has left its lock beside the file."""
    locks = (f"~${path.name}", f".~lock.{path.name}#")
    return any(path.with_name(name).exists() for name in locks)


def _is_open(file: str) -> str:
    return f"{file} ist gerade geöffnet: gelesen wurde, was zuletzt gespeichert war."
