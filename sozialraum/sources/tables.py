"""The long table ``kennzahlen`` at the heart of a region.

It has one row per area, year and *merkmal* (a raw count or a published figure), each
with its date, its sign (why there is no ordinary number) and the source it comes from.
What every other table needs too, text files and their cells, comes from `texts` and is
handed on here.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from sozialraum.errors import DataError, Fault, missing_file, raise_all, suggest
from sozialraum.formats import SIGNS, plain_number, read_date
from sozialraum.sources.files import write_file
from sozialraum.sources.texts import (
    Row,
    doubled_columns,
    empty_file,
    is_example,
    parse_cell,
    read_rows,
    read_text,
    surplus_faults,
)
from sozialraum.sources.workbooks import is_workbook, read_sheet

__all__ = [
    "COLUMNS",
    "Row",
    "parse_cell",
    "read_kennzahlen",
    "read_rows",
    "read_text",
    "write_kennzahlen",
]

COLUMNS = ("gebiet", "jahr", "stand", "merkmal", "wert", "zeichen", "quelle")
"""Columns of the long table, in the order in which they are written."""

SHEET = "Kennzahlen"

_ZERO_SIGNS = ("-", "0")


def read_kennzahlen(path: Path) -> pd.DataFrame:
    """Return the long table of a region, checked.

    Parameters
    ----------
    path
        A CSV file (``;``, decimal comma) or a workbook: its sheet „Kennzahlen“, else its
        first.  A sign may stand in its own column or in place of the value; other columns
        than those of the long table and rows that are marked as examples are left out.

    Returns
    -------
    DataFrame
        Index ``zeile`` (line of the file); columns `COLUMNS`: keys as text, ``jahr`` int,
        ``stand`` an ISO day or a year, ``wert`` float, NaN where the sign has no value.

    Raises
    ------
    DataError
        With all faults of the file.
    """
    if not path.is_file():
        raise missing_file(path, "Die Kennzahlentabelle", "Pfad und Schreibweise prüfen.")
    rows = read_sheet(path, SHEET) if is_workbook(path) else read_rows(path)
    return _check([row for row in rows if not is_example(row)], path.name)


def write_kennzahlen(frame: pd.DataFrame, path: Path) -> None:
    """Write a long table so that the same figures always give the same bytes.

    UTF-8 with byte order mark, ``;``, decimal comma, line feed; sorted by merkmal,
    gebiet and jahr.  The file is complete or not written at all.

    Raises
    ------
    DataError
        If the table would not be readable again: duplicates, NaN without a sign …
    """
    rows = _as_rows(frame)
    _check(rows, path.name)
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator="\n").writerows(cells for _, cells in rows)
    write_file(path, text.getvalue())


def _as_rows(frame: pd.DataFrame) -> list[Row]:
    ordered = frame.sort_values(["merkmal", "gebiet", "jahr", "stand"], kind="stable")
    columns = [
        map(plain_number, ordered[name]) if name == "wert" else map(str, ordered[name])
        for name in COLUMNS
    ]
    body = [list(cells) for cells in zip(*columns, strict=True)]
    return list(enumerate([list(COLUMNS), *body], start=1))


def _check(rows: Sequence[Row], file: str) -> pd.DataFrame:
    positions = _positions(rows, file)
    faults = surplus_faults(rows[1:], len(rows[0][1]), file)
    seen: dict[tuple[object, ...], int] = {}
    figures: list[tuple[object, ...]] = []
    for line, cells in rows[1:]:
        record = {n: cells[at].strip() if at < len(cells) else "" for n, at in positions.items()}
        figure, wrong = _figure(record, line, file)
        identity = (figure["gebiet"], figure["jahr"], figure["merkmal"])
        if not wrong and seen.setdefault(identity, line) != line:
            wrong = [_duplicate(identity, seen[identity], line, file)]
        faults += wrong
        figures.append(tuple(figure.values()))
    raise_all(sorted(faults, key=lambda fault: fault.row or 0))
    lines = pd.Index([line for line, _ in rows[1:]], name="zeile")
    return pd.DataFrame(figures, columns=list(COLUMNS), index=lines)


def _positions(rows: Sequence[Row], file: str) -> dict[str, int]:
    if not rows:
        raise DataError(empty_file(file))
    line, header = rows[0][0], [cell.strip().casefold() for cell in rows[0][1]]
    position = {cell: index for index, cell in enumerate(header)}
    found, expected = ";".join(rows[0][1])[:100], ";".join(COLUMNS)
    missing = (
        Fault(
            f"Die Spalte „{name}“ fehlt.", file, line, "", found, expected,
            suggest(name, position) or "Kopfzeile ergänzen; Trennzeichen ist das Semikolon.",
        )
        for name in COLUMNS
        if name not in position
    )  # fmt: skip
    twice = [fault for fault in doubled_columns(header, file, line) if fault.column in COLUMNS]
    raise_all([*missing, *twice])
    if len(rows) == 1:
        what, remedy = "Unter der Kopfzeile steht keine Zahl.", "Je Zahl eine Zeile eintragen."
        raise DataError(Fault(what, file=file, row=line, remedy=remedy))
    return {name: position[name] for name in COLUMNS}


def _figure(
    record: Mapping[str, str], line: int, file: str
) -> tuple[dict[str, object], list[Fault]]:
    figure: dict[str, object] = dict(record)
    wrong = []
    for name, (convert, what, expected, remedy) in _CONVERT.items():
        try:
            figure[name] = convert(record)
        except ValueError:
            found = record[name] or "(leer)"
            wrong.append(Fault(what, file, line, name, found, expected, remedy))
    return figure, wrong


def _duplicate(identity: tuple[object, ...], first: int, line: int, file: str) -> Fault:
    return Fault(
        f"Gebiet, Jahr und Merkmal stehen schon in Zeile {first}.",
        file, line, "gebiet, jahr, merkmal", " / ".join(map(str, identity)),
        "jede Zahl nur einmal", "Eine der beiden Zeilen löschen.",
    )  # fmt: skip


def _text_of(column: str) -> Callable[[Mapping[str, str]], str]:
    def convert(record: Mapping[str, str]) -> str:
        if not record[column]:
            raise ValueError("leer")
        return record[column]

    return convert


def _year(record: Mapping[str, str]) -> int:
    if not re.fullmatch(r"(18|19|20|21)[0-9]{2}", record["jahr"]):
        raise ValueError("kein Jahr")
    return int(record["jahr"])


def _day_or_year(record: Mapping[str, str]) -> str:
    text = record["stand"]
    return text if re.fullmatch(r"[0-9]{4}(/[0-9]{2,4})?", text) else read_date(text).isoformat()


def _value(record: Mapping[str, str]) -> float:
    sign = record["zeichen"]
    if sign and not record["wert"]:
        return 0.0 if sign in _ZERO_SIGNS else np.nan
    value, own_sign = parse_cell(record["wert"])
    agrees = not sign or sign == own_sign or (sign in _ZERO_SIGNS and value == 0 and not own_sign)
    if not agrees:
        raise ValueError("Wert und Zeichen widersprechen sich")
    return value


def _sign(record: Mapping[str, str]) -> str:
    sign = record["zeichen"] or (record["wert"] if record["wert"] != "0" else "")
    if record["zeichen"] and sign not in SIGNS:
        raise ValueError("unbekanntes Zeichen")
    return sign if sign in SIGNS else ""


_CONVERT: dict[str, tuple[Callable[[Mapping[str, str]], object], str, str, str]] = {
    "gebiet": (
        _text_of("gebiet"), "Der Gebietsschlüssel fehlt.", "ein Schlüssel als Text",
        "Den Schlüssel aus der Gebietsdatei oder den eines Vergleichsraums eintragen.",
    ),
    "jahr": (_year, "Kein Jahr.", "vier Ziffern wie 2024", "Das Jahr der Zahl eintragen."),
    "stand": (
        _day_or_year, "Kein Stichtag.", "ein Tag wie 2024-12-31 oder ein Jahr wie 2024",
        "Den Tag der Zahl eintragen, bei Jahreswerten das Jahr.",
    ),
    "merkmal": (
        _text_of("merkmal"), "Der Name des Merkmals fehlt.", "ein Name wie bevoelkerung",
        "Den Namen eintragen, den der Katalog der Indikatoren verwendet.",
    ),
    "wert": (
        _value, "Keine Zahl, oder Wert und Zeichen widersprechen sich.",
        "eine Zahl wie 1234,5; ohne Wert ein Zeichen in der Spalte „zeichen“",
        "Dezimalkomma statt Punkt schreiben, Text entfernen; was fehlt, bekommt ein Zeichen.",
    ),
    "zeichen": (
        _sign, "Unbekanntes Zeichen.", "leer oder eines von " + "  ".join(SIGNS),
        "Das Zeichen berichtigen; Erläuterungen gehören nicht in die Tabelle.",
    ),
    "quelle": (
        _text_of("quelle"), "Die Quelle fehlt.", "die Kennung einer Quelle",
        "Die Kennung eintragen; eigene Quellen stehen als [[quelle]] in region.toml.",
    ),
}  # fmt: skip
