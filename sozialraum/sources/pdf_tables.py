"""Tables of a PDF file: those with lines around their cells, and text in them.

A list that was scanned has no text, and a table without lines no cells: both are refused,
for a guess at columns would mix addresses up.
"""

from __future__ import annotations

import importlib
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sozialraum.errors import DataError, Fault
from sozialraum.sources.files import read_bytes
from sozialraum.sources.texts import Row

SUFFIX = ".pdf"
READER = "pdfplumber"
EXTRA = "python -m pip install pdfplumber"
FEWEST_COLUMNS = 2
_HYPHEN = re.compile(r"(?<=[a-zäöüß])-\n(?=[a-zäöüß])")


def is_pdf(path: Path) -> bool:
    """Return whether a file is a PDF by its name."""
    return path.suffix.lower() == SUFFIX


def read_pdf_table(path: Path) -> list[Row]:
    """Return the rows of all tables of a PDF file that have the columns of the first one.

    The number of a row counts the rows of the tables; a header that is repeated on each
    page comes once.  Lines within a cell are joined, words divided at their ends too.

    Raises
    ------
    DataError
        If the file is none, has no text or no table with lines, if its tables differ, or if
        the reader of such files is not installed.
    """
    content = read_bytes(path)
    tables = [[_cells(cells) for cells in table] for table in _tables(content, path.name)]
    wide = [table for table in tables if table and len(table[0]) >= FEWEST_COLUMNS]
    if not wide:
        raise DataError(_no_table(path.name))
    rows = list(_joined(wide, path.name))
    return [(line, cells) for line, cells in enumerate(rows, 1) if any(cells)]


def _tables(content: bytes, file: str) -> list[list[list[str | None]]]:
    reader = _reader(file)
    try:
        with reader.open(io.BytesIO(content)) as document:
            pages = document.pages
            if not any(page.chars for page in pages):
                raise DataError(_no_text(file))
            return [table for page in pages for table in page.extract_tables()]
    except DataError:
        raise
    except Exception as error:  # the reader raises whatever its parsers raise
        raise DataError(_unreadable(file)) from error


def _reader(file: str) -> Any:
    """Return the library that reads PDF; it is large and few need it."""
    try:
        return importlib.import_module(READER)
    except ImportError as error:
        what = "PDF-Tabellen lassen sich auf diesem Rechner nicht lesen."
        remedy = f"Das Paket {READER} einrichten ({EXTRA}) oder die Liste als Excel-Datei erbitten."
        raise DataError(Fault(what, file, remedy=remedy)) from error


def _cells(cells: Iterable[str | None]) -> list[str]:
    return [" ".join(_HYPHEN.sub("", cell or "").split()) for cell in cells]


def _joined(tables: Sequence[list[list[str]]], file: str) -> Iterator[list[str]]:
    """Yield the rows of tables that go on over pages."""
    header = tables[0][0]
    for number, table in enumerate(tables, 1):
        if len(table[0]) != len(header):
            raise DataError(_other_columns(file, number, len(table[0]), len(header)))
        yield from table if number == 1 else (row for row in table if row != header)


def _no_text(file: str) -> Fault:
    return Fault(
        "Die PDF-Datei enthält keinen Text: sie ist wohl eingescannt.",
        file,
        remedy="Die Liste als Excel-Datei erbitten oder abschreiben; Bilder werden nicht gelesen.",
    )


def _no_table(file: str) -> Fault:
    return Fault(
        "In der PDF-Datei ist keine Tabelle mit Linien.",
        file,
        remedy="Die Liste als Excel-Datei erbitten oder in eine Tabelle übertragen.",
    )


def _unreadable(file: str) -> Fault:
    return Fault(
        "Die Datei lässt sich nicht als PDF lesen.",
        file,
        expected="ein PDF ohne Kennwort",
        remedy="Im PDF-Programm öffnen und ohne Kennwort neu speichern.",
    )


def _other_columns(file: str, number: int, found: int, expected: int) -> Fault:
    return Fault(
        f"Die {number}. Tabelle hat andere Spalten als die erste.",
        file,
        found=f"{found} Spalten",
        expected=f"{expected} Spalten",
        remedy="Die Tabellen einzeln als PDF oder als Excel-Datei speichern.",
    )
