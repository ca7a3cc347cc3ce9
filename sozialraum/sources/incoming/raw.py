"""Raw tables: what stands in somebody else's file, as rows of text, before anything is recognised.

A *raw table* is one sheet of a workbook, one text file or the attributes of a vector file.
What a file is, its first bytes say, not its name: many an „.xls“ of a data base is text.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sozialraum.errors import DataError, Fault, missing_file
from sozialraum.sources.files import blocked
from sozialraum.sources.genesis_layout import date_of
from sozialraum.sources.incoming.decode import decoded
from sozialraum.sources.incoming.delimited import TextRows, delimiter_of
from sozialraum.sources.incoming.numbers import NUMBERS, kind_of
from sozialraum.sources.texts import Row, empty_file
from sozialraum.sources.vector import open_vector
from sozialraum.sources.workbooks import Sheet, cell_text, read_whole

LARGE = 16_000_000
"""Bytes from which a text file is not kept in memory but read anew for every pass."""

GEO = (".geojson", ".json", ".topojson", ".gpkg", ".shp", ".zip", ".parquet", ".geoparquet")
_WORKBOOKS = (".xlsx", ".xls", ".xlsm", ".ods")
_TABLES = {".csv", ".txt", ".tsv", *_WORKBOOKS}
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_PDF = b"%PDF-"
_PAGES = (b"<!doctype", b"<html", b"<?xml")
_OPEN = re.compile(r"-?[1-9][0-9]{0,2},[0-9]{3}")


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
    typed
        Whether numbers are numbers in the file: they have a decimal comma here, and only cells
        that somebody typed as text may be written otherwise.
    """

    file: str
    sheet: str
    rows: Iterable[Row]
    notes: tuple[str, ...] = ()
    typed: bool = False

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
    if start.startswith(_PDF):
        raise DataError(_pdf(path))
    if path.suffix.lower() in GEO:
        if start.startswith(_ZIP):
            _refuse_tables_in_zip(path)
        return [_attributes(path)]
    if start.startswith((_ZIP, _OLE)):
        return _sheets(path)
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_PAGES):
        raise DataError(_page(path))
    return [_text(path)]


def _start(path: Path) -> bytes:
    try:
        if path.is_dir():
            what, remedy = "Das ist ein Ordner, keine Datei.", "Die Dateien darin nennen."
            raise DataError(Fault(what, path.name, remedy=remedy))
        if not path.is_file():
            raise missing_file(path, "Die Datei", "Pfad und Schreibweise prüfen.")
        with path.open("rb") as stream:
            return stream.read(1000)
    except (OSError, ValueError) as error:  # ValueError: a path that cannot be one
        if isinstance(error, OSError):
            raise blocked(error, path, "öffnen") from error
        raise missing_file(path, "Die Datei", "Pfad und Schreibweise prüfen.") from error


def _pdf(path: Path) -> Fault:
    return Fault(
        "Das ist eine PDF-Datei; Zahlen daraus werden nicht gelesen.",
        file=path.name,
        expected="CSV, Excel oder ODS",
        remedy="Die Tabelle beim Herausgeber als Excel-Datei erbitten. Adresslisten als PDF liest "
        "„sozialraum standorte“.",
    )


def _refuse_tables_in_zip(path: Path) -> None:
    """Refuse an archive that holds tables and no outlines: any of them may be meant."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [one for one in archive.namelist() if not one.endswith("/")]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return  # GDAL says what is wrong with it
    kinds = {Path(name).suffix.lower() for name in names}
    if kinds & _TABLES and not kinds & set(GEO):
        what, remedy = "Das zip enthält Tabellen.", "Entpacken und die gemeinte Tabelle angeben."
        raise DataError(Fault(what, path.name, found=", ".join(names)[:100], remedy=remedy))


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
    notes: tuple[str, ...] = (
        ("Die Datei ist eine Arbeitsmappe, obwohl sie nicht so heißt.",) if misnamed else ()
    )
    sheets = [sheet for sheet in read_whole(path) if sheet.rows]
    shown = [sheet for sheet in sheets if not sheet.hidden]
    if not shown:
        raise DataError(_all_hidden(path) if sheets else empty_file(path.name))
    hidden = ", ".join(f"„{sheet.name}“" for sheet in sheets if sheet.hidden)
    notes += (f"Ausgeblendete Blätter überlesen: {hidden}.",) if hidden else ()
    return [RawTable(path.name, one.name, _cells(one), notes, typed=True) for one in shown]


def _all_hidden(path: Path) -> Fault:
    remedy = "In der Tabellenkalkulation das gebrauchte Blatt einblenden und speichern."
    return Fault("Alle Blätter der Arbeitsmappe sind ausgeblendet.", path.name, remedy=remedy)


def _cells(sheet: Sheet) -> list[Row]:
    """Return the rows of a sheet; what was merged downwards stands in each line of numbers."""
    rows = [(line, [_as_text(cell) for cell in cells]) for line, cells in sheet.rows]
    at = dict(rows)
    for column, top, end in sheet.merged:
        below = [at[line] for line in range(top + 1, end + 1) if line in at]
        if top in at and column < len(at[top]) and any(map(_has_number, below)):
            for cells in below:
                cells[column] = cells[column] or at[top][column]
    return [(line, cells) for line, cells in rows if any(cells)]


def _has_number(cells: list[str]) -> bool:
    return any(kind_of(cell) in NUMBERS and not date_of(cell) for cell in cells)


def _attributes(path: Path) -> RawTable:
    frame = _attribute_frame(path)
    rows = [(1, [str(name) for name in frame.columns])]
    records = frame.itertuples(index=False)
    rows += [(line, [_as_text(value) for value in cells]) for line, cells in enumerate(records, 2)]
    return RawTable(path.name, "", rows, ("Attribute der Gebietsdatei gelesen.",), typed=True)


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
    text = cell_text(value).strip()
    # A comma and three digits may be thousands too; here it is known that they are decimals.
    return f"{text}0" if isinstance(value, float) and _OPEN.fullmatch(text) else text


def first_rows(table: RawTable, count: int) -> list[Row]:
    """Return the first rows of a table."""
    rows: Iterator[Row] = iter(table.rows)
    return [row for _, row in zip(range(count), rows, strict=False)]
