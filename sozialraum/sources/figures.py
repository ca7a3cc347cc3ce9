"""Figures, and what the readers of ready-made tables share.

A *ready-made table* has one header row and then one row per area (and year): census,
elections, indices, tables that somebody has already tidied.  Its *figures* are the
long form that all readers of statistics return: one row per cell with area, date,
*merkmal* (the column of the file) and *auspraegung* (what a further key column says).

Unlike GENESIS, such tables write nought as ``0`` and leave a cell empty where they
know nothing: an empty cell becomes NaN with the sign ``.`` (unknown), never 0.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from sozialraum import keys
from sozialraum.errors import DataError, Fault, raise_all, suggest
from sozialraum.formats import SIGNS, write_number
from sozialraum.sources.texts import Row, doubled_columns, parse_cell, read_rows

FIGURE_COLUMNS = (
    *("gebiet", "name", "jahr", "stand"),
    *("merkmal", "auspraegung", "einheit", "wert", "zeichen", "zeile"),
)
"""Columns of the figures that every reader of statistics returns."""

GERMANY = "DG"
"""Key of Germany as GENESIS writes it; „00“ would pass for a Land."""

_DECIMAL_POINT = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,2})?")
_COMPARE = "Die Stelle mit der Quelle vergleichen und berichtigen."
_WRONG_FILE = "Prüfen, ob die richtige Datei angegeben ist und ihre Kopfzeile unverändert ist."


class At(NamedTuple):
    """Where and when the figures of one row hold."""

    gebiet: str
    name: str
    jahr: int
    stand: str
    zeile: int


@dataclass(frozen=True)
class Table:
    """The rows below the header row of a file, each as its line and its cells by column."""

    file: str
    line: int
    columns: tuple[str, ...]
    records: tuple[tuple[int, dict[str, str]], ...]


def read_table(path: Path, required: Sequence[str], title: str, *, delimiter: str = ";") -> Table:
    """Read a delimited file whose header row may stand in any line.

    Parameters
    ----------
    path
        Text in UTF-8 or cp1252.
    required
        Columns that the header row must have; others are kept too.
    title
        What the table should be, for the error text.
    delimiter
        What separates the cells.

    Raises
    ------
    DataError
        If it is another table, columns are missing or doubled, or rows have more or
        fewer cells than the header row (numbers would slip into other columns).
    """
    rows, file = read_rows(path, delimiter), path.name
    at = header_index([cells for _, cells in rows], required)
    line, columns = rows[at][0], tuple(cell.strip() for cell in rows[at][1])
    raise_all(header_faults(columns, required, title, file, line))
    body = [(number, cells) for number, cells in rows[at + 1 :] if any(map(str.strip, cells))]
    raise_all(_width_faults(body, len(columns), file))
    records = tuple(
        (number, {name: cell.strip() for name, cell in zip(columns, cells, strict=True)})
        for number, cells in body
    )
    return Table(file, line, columns, records)


def header_index(rows: Sequence[Sequence[object]], required: Iterable[str]) -> int:
    """Return the index of the row that has most of the required columns, 0 if none has any."""
    wanted = set(required)
    hits = [len(wanted & {str(cell).strip() for cell in cells}) for cells in rows]
    return hits.index(max(hits)) if hits else 0


def header_faults(
    columns: Sequence[str], required: Sequence[str], title: str, file: str, line: int
) -> list[Fault]:
    """Return the faults of a header row: another table, missing or doubled columns."""
    missing = [name for name in required if name not in columns]
    found = "; ".join(columns)[:100]
    if len(missing) == len(required):
        expected = f"die Spalten „{'“, „'.join(required)}“"
        what = f"Das ist keine Tabelle „{title}“."
        return [Fault(what, file, line, "", found, expected, _WRONG_FILE)]
    faults = []
    for name in missing:
        remedy = suggest(name, columns) or _WRONG_FILE
        faults.append(Fault("Die Spalte fehlt.", file, line, name, found, "", remedy))
    return faults + doubled_columns(columns, file, line)


def point_number(text: str) -> tuple[float, str]:
    """Return value and sign of a cell that is written with a decimal point.

    Programs write sums of binary fractions with 16 or 17 digits (0.18600000000000003).
    A float holds 15 decimal digits for certain; what stands behind them is noise of the
    conversion and is dropped, so that the number is again the one that was published.

    Raises
    ------
    ValueError
        If the cell is neither such a number nor a sign.

    Examples
    --------
    >>> point_number("0.18600000000000003"), point_number("0"), point_number("-")
    ((0.186, ''), (0.0, ''), (0.0, '-'))
    >>> point_number("+-0.3")
    Traceback (most recent call last):
    ValueError: keine Zahl mit Dezimalpunkt: '+-0.3'
    """
    if text in SIGNS and text != "0":
        return parse_cell(text)
    if not _DECIMAL_POINT.fullmatch(text) or not math.isfinite(float(text)):
        raise ValueError(f"keine Zahl mit Dezimalpunkt: {text[:30]!r}")
    return float(f"{float(text):.15g}") + 0.0, ""  # + 0.0: no negative nought


class Figures:
    """Collects the figures of one file, and all its faults, until the file is read.

    Parameters
    ----------
    file
        Name of the file, for the faults.
    comma
        Whether its numbers have a decimal comma; else they have a point.
    """

    def __init__(self, file: str, *, comma: bool = False) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.notes: list[str] = []
        self._comma = comma
        self._rows: list[tuple[object, ...]] = []
        self._repairs: dict[str, None] = {}

    def fault(self, what: str, line: int, column: str, found: str, expected: str) -> None:
        """Note that a cell is wrong."""
        self.faults.append(Fault(what, self.file, line, column, found[:60], expected, _COMPARE))

    def key(self, value: object, level: str, line: int, column: str) -> str:
        """Return the checked key of one area; a repair is told in the notes of the frame.

        ``level`` is one of `keys.LENGTHS`, ``verband`` (9 digits) or ``bund``.
        """
        try:
            key = _any_key(value, level)
        except DataError as error:
            self.faults += [
                replace(fault, file=self.file, row=line, column=column) for fault in error.faults
            ]
            return f"?{line}"  # never leaves this class: the fault is raised by `frame`
        self.repaired(key.note)
        return key.text

    def repaired(self, note: str) -> None:
        """Remember what was repaired in a key, if anything."""
        if note:
            self._repairs[note] = None

    def year(self, text: str, line: int, column: str) -> int:
        """Return a year of four digits."""
        if re.fullmatch(r"(19|20)[0-9]{2}", text):
            return int(text)
        self.fault("Das ist kein Jahr.", line, column, text, "vier Ziffern, etwa 2021")
        return 0

    def number(self, cell: object, line: int, column: str) -> tuple[float, str]:
        """Return value and sign of a cell; an empty one is unknown."""
        if isinstance(cell, int | float) and not isinstance(cell, bool) and math.isfinite(cell):
            return float(cell), ""
        text = str(cell).strip()
        if not text:
            return np.nan, "."
        try:
            return parse_cell(text) if self._comma else point_number(text)
        except ValueError:
            mark = "Dezimalkomma" if self._comma else "Dezimalpunkt"
            expected = f"eine Zahl mit {mark} oder eine leere Zelle"
            self.fault("In der Zahlenspalte steht keine Zahl.", line, column, text, expected)
            return np.nan, ""

    def add(
        self, at: At, merkmal: str, cell: object, *, auspraegung: str = "", einheit: str = ""
    ) -> None:
        """Add one cell."""
        value, sign = self.number(cell, at.zeile, merkmal)
        place = (at.gebiet, at.name, at.jahr, at.stand)
        self._rows.append((*place, merkmal, auspraegung, einheit, value, sign, at.zeile))

    def frame(self) -> pd.DataFrame:
        """Return the figures, or raise all faults of the file at once.

        German notes on repairs stand in ``attrs["hinweise"]``.
        """
        frame = pd.DataFrame(self._rows, columns=list(FIGURE_COLUMNS))
        if not self._rows and not self.faults:
            what = "Unter der Kopfzeile steht keine Zahl."
            self.faults.append(Fault(what, file=self.file, remedy=_WRONG_FILE))
        self.faults += self._duplicates(frame)
        raise_all(sorted(self.faults, key=lambda fault: fault.row or 0))
        frame.attrs["hinweise"] = [*self._repair_note(), *self.notes]
        return frame.astype({"jahr": "int64", "zeile": "int64", "wert": "float64"})

    def _duplicates(self, frame: pd.DataFrame) -> list[Fault]:
        same = ["gebiet", "name", "stand", "merkmal", "auspraegung"]
        doubled = frame[frame.duplicated(same)].drop_duplicates("zeile")
        what = "Das Gebiet steht mit demselben Stand schon in einer früheren Zeile."
        remedy = "Eine der beiden Zeilen löschen."
        return [
            Fault(what, self.file, line, "", f"{gebiet} {name}, {stand}".strip(), "", remedy)
            for line, gebiet, name, stand in zip(
                *(doubled[column] for column in ("zeile", "gebiet", "name", "stand")), strict=True
            )
        ]

    def _repair_note(self) -> list[str]:
        if not self._repairs:
            return []
        count = write_number(len(self._repairs))
        return [f"{count} Schlüssel repariert, zum Beispiel: {next(iter(self._repairs))}"]


def _any_key(value: object, level: str) -> keys.Key:
    if level == "bund":
        return keys.Key(GERMANY, level)
    return _verband_key(value) if level == "verband" else keys.parse(value, level)


def _verband_key(value: object) -> keys.Key:
    """Return the 9 digits of a Gemeindeverband: the ARS of its municipalities without their 3."""
    text = f"{value:.0f}" if isinstance(value, float) else str(value).strip()
    try:
        key = keys.parse(f"{text}000", "ars")
    except DataError as error:
        fault = replace(error.faults[0], found=text)
        fault = replace(fault, expected="9 Ziffern, die ersten beiden von 01 bis 16")
        raise DataError(fault) from error
    short = key.text[:9]
    note = f"Führende Null ergänzt: „{text}“ → „{short}“." if key.note else ""
    return keys.Key(short, "verband", note)


def _width_faults(body: Sequence[Row], width: int, file: str) -> list[Fault]:
    what = "Die Zeile hat nicht so viele Zellen wie die Kopfzeile."
    remedy = "Fehlende oder überzählige Trennzeichen in dieser Zeile suchen."
    return [
        Fault(what, file, line, "", str(len(cells)), str(width), remedy)
        for line, cells in body
        if len(cells) != width
    ]
