"""GENESIS tables: CSV exports of GENESIS-Online, the Regionaldatenbank and IT.NRW.

All of them are laid out alike, and the parser is driven by that layout alone, never
by the code or the subject of a table:

*preamble*
    One text per line: table, title, statistic, content with its unit ("Bevölkerung
    (Anzahl)"), sometimes a place.
*header*
    Rows whose first cell is empty, above the columns of values; where the table has
    several contents the last of them carries the units.  Dates may stand here.
*body*
    Rows of *key columns* (date, area key, area name, further classifications, each
    of which may be missing) followed by values or signs.
*footer*
    Everything behind a line of underscores, or from the copyright on.

A ``-`` in every cell of an area's rows at one date means that the area did not exist
then (the Kreis Aachen after 2009): the figures stay in the frame, with value 0 and
sign ``-``, and whoever counts areas leaves them out with `existing`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from sozialraum.errors import Fault, raise_all
from sozialraum.sources.genesis_layout import (
    UNCHANGED,
    Column,
    Date,
    Parts,
    Roles,
    columns_of,
    content_of,
    date_of,
    is_key,
    roles_of,
    split,
    table_code,
)
from sozialraum.sources.tables import parse_cell, read_rows


@dataclass(frozen=True)
class _RowKey:
    """What the key columns of one row say."""

    gebiet: str
    name: str
    date: Date | None
    auspraegung: str


def read_genesis(path: Path) -> pd.DataFrame:
    """Return every figure of a GENESIS table, one row per cell.

    Parameters
    ----------
    path
        CSV file as the databases export it.

    Returns
    -------
    DataFrame
        Columns ``gebiet`` (key as text, ``""`` where the table has none), ``name``,
        ``jahr`` (int), ``stand``, ``merkmal`` (texts of the header from top to bottom,
        joined by " | ", without dates and unit), ``auspraegung`` (further key columns),
        ``einheit``, ``wert`` (float, NaN where a sign has no value), ``zeichen``,
        ``zeile``.  ``attrs`` holds ``tabelle``, ``titel``, ``stand`` (day of the export),
        ``urheber``, ``fussnote`` and ``aufgeloest`` (keys that have nothing but ``-``).

    Raises
    ------
    DataError
        With all faults of the file.
    """
    parts = split(read_rows(path), path.name)
    roles = roles_of(parts)
    columns = columns_of(parts, dated=roles.date is None)
    frame = _frame(parts, roles, columns)
    frame.attrs = _attributes(parts) | {"aufgeloest": _dissolved(frame)}
    return frame


def existing(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the figures without areas at dates at which all their figures are ``-``."""
    there = frame["zeichen"] != "-"
    pairs = pd.MultiIndex.from_frame(frame[["gebiet", "stand"]])
    return frame[pairs.isin(pairs[there.to_numpy()].unique())]


def _row_keys(parts: Parts, roles: Roles) -> list[_RowKey]:
    place = "" if roles.key is not None else _place(parts.preamble)
    return [
        _RowKey(
            gebiet="" if roles.key is None else cells[roles.key],
            name=place if roles.name is None else cells[roles.name],
            date=None if roles.date is None else date_of(cells[roles.date]),
            auspraegung=" | ".join(cells[i] for i in roles.others if cells[i]),
        )
        for _, cells in parts.body
    ]


def _place(preamble: Sequence[str]) -> str:
    """Return the place of a table of one place: it stands in a line below the content."""
    if "Deutschland" in preamble:
        return "Deutschland"
    content, unit = content_of(preamble)
    last = preamble[-1] if preamble else ""
    return last if unit and len(preamble) > 2 and not last.startswith(content) else ""


def _row_faults(parts: Parts, roles: Roles, keys: Sequence[_RowKey]) -> Iterator[Fault]:
    seen: dict[_RowKey, int] = {}
    for (line, cells), key in zip(parts.body, keys, strict=True):
        if roles.date is not None and key.date is None:
            expected = "ein Tag oder ein Jahr"
            found = cells[roles.date]
            yield Fault("Kein Datum.", parts.file, line, "", found, expected, UNCHANGED)
        if roles.key is not None and _is_broken(key):
            expected = "2, 3, 5 oder 8 Ziffern mit führender Null"
            what = "Kein Gebietsschlüssel."
            yield Fault(what, parts.file, line, "", key.gebiet, expected, UNCHANGED)
        first = seen.setdefault(replace(key, name="") if key.gebiet else key, line)
        if first != line:
            what = f"Gebiet, Zeit und Ausprägung stehen schon in Zeile {first}."
            found = f"{key.gebiet} {key.name}".strip()
            yield Fault(what, parts.file, line, "", found, remedy="Eine der Zeilen löschen.")


def _surplus_faults(parts: Parts, columns: Sequence[Column]) -> Iterator[Fault]:
    """Yield cells that would be lost because no header stands above them."""
    headed = {*range(parts.keys), *(column.position for column in columns)}
    for line, cells in parts.body:
        surplus = [cell for i, cell in enumerate(cells) if cell and i not in headed]
        if surplus:
            what = "Über diesem Feld steht kein Kopf."
            yield Fault(what, parts.file, line, "", surplus[0], remedy=UNCHANGED)


def _is_broken(key: _RowKey) -> bool:
    """Return whether the key was mangled; a total without a key has at least a name."""
    return (key.gebiet.isdigit() and not is_key(key.gebiet)) or not (key.gebiet or key.name)


def _column_faults(parts: Parts, columns: Sequence[Column]) -> Iterator[Fault]:
    if not columns:
        what = "Der Kopf der Tabelle nennt keine Spalte mit Werten."
        yield Fault(what, parts.file, remedy=UNCHANGED)
    seen: set[tuple[str, Date | None]] = set()
    for column in columns:
        identity = (column.merkmal, column.date)
        if identity in seen:
            what = "Zwei Spalten haben denselben Kopf."
            found = column.date[1] if column.date else ""
            yield Fault(what, parts.file, None, column.merkmal, found, remedy=UNCHANGED)
        seen.add(identity)


def _frame(parts: Parts, roles: Roles, columns: Sequence[Column]) -> pd.DataFrame:
    keys = _row_keys(parts, roles)
    raise_all(
        [
            *_column_faults(parts, columns),
            *_row_faults(parts, roles, keys),
            *_surplus_faults(parts, columns),
        ]
    )
    values, signs = _values(parts, columns)
    days = [key.date or column.date or (0, "") for key in keys for column in columns]

    def spread(items: Sequence[object]) -> np.ndarray:
        return np.repeat(np.array(items, dtype=object), len(columns))

    return pd.DataFrame(
        {
            "gebiet": spread([key.gebiet for key in keys]),
            "name": spread([key.name for key in keys]),
            "jahr": np.array([year for year, _ in days], dtype=np.int64),
            "stand": [stand for _, stand in days],
            "merkmal": [column.merkmal for column in columns] * len(keys),
            "auspraegung": spread([key.auspraegung for key in keys]),
            "einheit": [column.einheit for column in columns] * len(keys),
            "wert": np.array(values, dtype=np.float64),
            "zeichen": signs,
            "zeile": np.repeat(np.array([line for line, _ in parts.body]), len(columns)),
        }
    )


def _values(parts: Parts, columns: Sequence[Column]) -> tuple[list[float], list[str]]:
    known: dict[str, tuple[float, str]] = {"0": (0.0, "0")}
    values: list[float] = []
    signs: list[str] = []
    faults: list[Fault] = []
    for line, cells in parts.body:
        for column in columns:
            text = cells[column.position]
            if text not in known:
                try:
                    known[text] = parse_cell(text)
                except ValueError:
                    faults.append(_value_fault(parts.file, line, column, text))
                    continue
            values.append(known[text][0])
            signs.append(known[text][1])
    raise_all(faults)
    return values, signs


def _value_fault(file: str, line: int, column: Column, text: str) -> Fault:
    what = "Weder Zahl noch Zeichen." if text else "Das Feld ist leer."
    expected = "eine Zahl wie 1234,5 oder eines der Zeichen - 0 . x / ..."
    return Fault(what, file, line, column.merkmal, text, expected, UNCHANGED)


def _dissolved(frame: pd.DataFrame) -> frozenset[str]:
    return frozenset(frame["gebiet"]) - frozenset(existing(frame)["gebiet"])


def _attributes(parts: Parts) -> dict[str, object]:
    codes = [match[1] for line in parts.preamble if (match := table_code(line))]
    footer = "\n".join(line for line in parts.footer if not re.fullmatch("_{3,}", line))
    exported = re.search(r"^Stand: ?([0-9.]+)", footer, re.MULTILINE)
    owner = re.search(r"^(©|\(C\)).*?(?=^Stand:|\Z)", footer, re.MULTILINE | re.DOTALL)
    return {
        "tabelle": codes[0] if codes else "",
        "titel": " ".join(line for line in parts.preamble if not table_code(line)),
        "stand": exported[1] if exported else "",
        "urheber": " ".join(owner[0].split()) if owner else "",
        "fussnote": footer[: owner.start()].strip() if owner else footer.strip(),
    }
