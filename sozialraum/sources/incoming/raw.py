"""Raw tables: what stands in somebody else's file, as rows of text, before anything is recognised.

A *raw table* is one sheet of a workbook, one text file or the attributes of a vector file.
What a file is, its first bytes say, not its name: many an „.xls“ of a data base is text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sozialraum.errors import DataError, Fault, missing_file
from sozialraum.formats import plain_number
from sozialraum.sources.files import blocked
from sozialraum.sources.incoming.decode import decoded
from sozialraum.sources.incoming.delimited import TextRows, delimiter_of
from sozialraum.sources.texts import Row, empty_file
from sozialraum.sources.vector import open_vector
from sozialraum.sources.workbooks import read_sheets

LARGE = 16_000_000
"""Bytes from which a text file is not kept in memory but read anew for every pass."""

GEO = (".geojson", ".json", ".topojson", ".gpkg", ".shp", ".zip", ".parquet", ".geoparquet")
_WORKBOOKS = (".xlsx", ".xls", ".xlsm", ".ods")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_PAGES = (b"<!doctype", b"<html", b"<?xml")


@dataclass(frozen=True)
class RawTable:
    """One table of a file.

    Parameters
    ----------
    file
        Name of the file.
    sheet
        Name of the sheet, ``""`` for a text file.
    rows
        Line of the file (from 1) and cells as stripped text.  Can be gone through as often
        as one likes; ``list(table.rows)`` where all are wanted at once.
    notes
        German sentences on how it was read.
    decimal
        The decimal mark where the kind of file says it, ``""`` where the numbers must.
    """

    file: str
    sheet: str
    rows: Iterable[Row]
    notes: tuple[str, ...] = ()
    decimal: str = ""

    @property
    def place(self) -> str:
        """File and sheet, for faults."""
        return f"{self.file}, Blatt „{self.sheet}“" if self.sheet else self.file


def read_raw(path: Path) -> list[RawTable]:
    """Return the tables of a file that have any text; vector files give their attributes.

    Parameters
    ----------
    path
        csv, txt, tsv, xlsx, xls, ods, GeoJSON, TopoJSON, GeoPackage, shapefile, GeoParquet.

    Raises
    ------
    DataError
        If there is no such file, or it is empty or no table.
    """
    start = _start(path)
    if not start.strip():
        raise DataError(empty_file(path.name))
    if path.suffix.lower() in GEO:
        return [_attributes(path)]
    if start.startswith((_ZIP, _OLE)):
        return _sheets(path)
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_PAGES):
        raise DataError(_page(path))
    return [_text(path)]


def _start(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise missing_file(path, "Die Datei", "Pfad und Schreibweise prüfen.")
        with path.open("rb") as stream:
            return stream.read(1000)
    except (OSError, ValueError) as error:  # ValueError: a path that cannot be one
        if isinstance(error, OSError):
            raise blocked(error, path, "öffnen") from error
        raise missing_file(path, "Die Datei", "Pfad und Schreibweise prüfen.") from error


def _page(path: Path) -> Fault:
    return Fault(
        "Das ist eine Internetseite oder XML-Datei, keine Tabelle.",
        file=path.name,
        expected="CSV, Excel, ODS oder eine Gebietsdatei",
        remedy="Oft ist es die Fehlerseite des Anbieters: die Datei noch einmal herunterladen.",
    )


def _text(path: Path) -> RawTable:
    text = decoded(path)
    delimiter, declared = delimiter_of(text)
    rows = TextRows(text, delimiter, skip=declared)
    notes = [*text.notes, *([f"Trennzeichen „{delimiter}“ laut „sep=“."] if declared else [])]
    if path.suffix.lower() in _WORKBOOKS:
        notes.append("Die Datei heißt wie eine Arbeitsmappe, ist aber Text.")
    small = path.stat().st_size < LARGE
    return RawTable(path.name, "", list(rows) if small else rows, tuple(notes))


def _sheets(path: Path) -> list[RawTable]:
    misnamed = path.suffix.lower() not in _WORKBOOKS
    notes = ("Die Datei ist eine Arbeitsmappe, obwohl sie nicht so heißt.",) if misnamed else ()
    tables = [
        RawTable(
            path.name, name, [(n, [c.strip() for c in cells]) for n, cells in rows], notes, ","
        )
        for name, rows in read_sheets(path).items()
        if rows
    ]
    if not tables:
        raise DataError(empty_file(path.name))
    return tables


def _attributes(path: Path) -> RawTable:
    frame = _attribute_frame(path)
    rows = [(1, [str(name) for name in frame.columns])]
    records = frame.itertuples(index=False)
    rows += [(line, [_as_text(value) for value in cells]) for line, cells in enumerate(records, 2)]
    return RawTable(path.name, "", rows, ("Attribute der Gebietsdatei gelesen.",), ",")


def _attribute_frame(path: Path) -> pd.DataFrame:
    if path.suffix.lower() == ".parquet":
        return pd.DataFrame(_parquet(path))
    frame = open_vector(path, "")
    return pd.DataFrame(frame.drop(columns=frame.geometry.name))


def _parquet(path: Path) -> pd.DataFrame:
    try:
        frame = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        what, remedy = "Das ist keine lesbare Parquet-Datei.", "Die Datei neu herunterladen."
        raise DataError(Fault(what, file=path.name, remedy=remedy)) from error
    return frame.drop(columns=[name for name in frame.columns if name == "geometry"])


def _as_text(value: object) -> str:
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    return plain_number(value) if isinstance(value, float) else str(value).strip()


def first_rows(table: RawTable, count: int) -> list[Row]:
    """Return the first rows of a table."""
    rows: Iterator[Row] = iter(table.rows)
    return [row for _, row in zip(range(count), rows, strict=False)]
