"""Census of 15 May 2022: two tables by Kreis and the official workbook of all levels.

In the tables by Kreis a program has read the key as a number (1002 instead of 01002)
and written shares as sums of binary fractions; the reader undoes both.  The workbook
mixes keys of 2, 3, 5, 9 and 12 digits (ARS) in one column: the length is the level,
so that a kreisfreie Stadt stands in it twice, as Kreis and as Gemeinde.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sozialraum.errors import DataError, Fault, raise_all, suggest
from sozialraum.formats import read_date
from sozialraum.sources.figures import At, Figures, header_faults, header_index, read_table
from sozialraum.sources.workbooks import read_workbook

CENSUS_DAY = "2022-05-15"

ARS = "Amtlicher Regionalschlüssel (ARS)__Code"
UNDER_18 = "Personen unter 18 Jahren"
KREIS_COLUMNS = ("Stichtag", ARS, "Einwohner", UNDER_18)

UNITS = {
    "Einwohner": "Personen",
    "Durchschnittliche Haushaltsgröße": "Personen",
    "Durchschnittliche Nettokaltmiete/qm": "€/qm",
    "Fläche__qkm": "qkm",
    "Einwohnerdichte": "Personen/qkm",
}
"""Units of the columns that are the same in the table of counts and the table of shares."""

LEVELS = {
    "Land": "land",
    "Regierungsbezirk": "regierungsbezirk",
    "Stadtkreis/kreisfreie Stadt/Landkreis": "kreis",
    "Gemeindeverband": "verband",
    "Gemeinde": "ars",
    "Bund (mit Deutschen im Ausland)": "bund",
    "Deutsche im Ausland": "bund",
    "Bund (ohne Deutsche im Ausland)": "bund",
}
"""What the workbook writes into its column „Regionalebene“."""

TITLE = "Regionaltabelle des Zensus 2022"
LEVEL_COLUMN = "Regionalebene"
NOTHING = "–"

Cells = Sequence[object]


def read_zensus_kreise(path: Path) -> pd.DataFrame:
    """Read a table of Zensus 2022 by Kreis, of counts or of shares.

    Returns
    -------
    DataFrame
        Figures of 15 May 2022; an empty cell is NaN with the sign ``.``.  Shares run
        from 0 to 1 and have the unit „Anteil“; ``attrs["art"]`` is ``absolut`` or
        ``anteile``.  In the table of counts the column „Ausländeranteil“ holds persons,
        and the columns „…quote“ per cent.

    Raises
    ------
    DataError
        With all faults of the file.
    """
    table = read_table(path, KREIS_COLUMNS, "Zensus 2022 nach Kreisen", delimiter=",")
    figures = Figures(table.file)
    for line, cells in table.records:
        day = _day(figures, cells["Stichtag"], line)
        at = At(figures.key(cells[ARS], "kreis", line, ARS), "", int(day[:4]), day, line)
        for column in table.columns:
            if column not in ("", "Stichtag", ARS):  # "": the row number of the program
                figures.add(at, column, cells[column])
    return _with_units(figures.frame())


def read_zensus_regionaltabelle(path: Path, *, blatt: str = "") -> pd.DataFrame:
    """Read the „Regionaltabelle“ of Zensus 2022 (workbook, all levels).

    Parameters
    ----------
    path
        The workbook.
    blatt
        Name of the sheet to read; ``""``: all sheets with a column „Regionalebene“.

    Returns
    -------
    DataFrame
        Figures; ``merkmal`` begins with the name of the sheet, ``auspraegung`` is the
        „Regionalebene“, ``gebiet`` has 2 (Land), 3 (Regierungsbezirk), 5 (Kreis),
        9 (Gemeindeverband) or 12 digits (ARS of a Gemeinde), ``DG`` for Germany (of
        which the workbook has three rows).  The dash „–“ is zero, as the workbook says
        of itself, except in the population projection: there it is NaN with sign ``.``,
        for the workbook gives no such figure for Germany.

    Raises
    ------
    DataError
        With all faults of the workbook.
    """
    sheets = [
        _sheet(name, rows, path.name)
        for name, rows in _chosen(read_workbook(path), blatt, path.name).items()
    ]
    figures = Figures(path.name)
    for sheet in sheets:
        for line, cells in sheet.rows:
            _add_row(figures, sheet, line, cells)
    return figures.frame()


def _day(figures: Figures, text: str, line: int) -> str:
    try:
        return read_date(text).isoformat()
    except ValueError:
        figures.fault("Das ist kein Datum.", line, "Stichtag", text, "etwa 2022-05-15")
        return CENSUS_DAY


def _with_units(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with units: a share of persons under 18 tells the table of shares."""
    under_18 = frame.loc[frame["merkmal"] == UNDER_18, "wert"]
    kind = "anteile" if under_18.max() <= 1 else "absolut"
    frame["einheit"] = [_unit(column, kind) for column in frame["merkmal"]]
    frame.attrs["art"] = kind
    if kind == "absolut":
        frame.attrs["hinweise"] += [
            f"„{column}“ ist in dieser Datei eine Anzahl von Personen, kein Anteil."
            for column in frame["merkmal"].unique()
            if column.endswith("anteil")
        ]
    return frame


def _unit(column: str, kind: str) -> str:
    if column in UNITS:
        return UNITS[column]
    if kind == "anteile":
        return "Anteil"
    if column.endswith("quote"):
        return "%"
    return "Personen" if column.startswith("Personen") or column.endswith("anteil") else "Anzahl"


@dataclass(frozen=True)
class _Column:
    """One column of values of a sheet."""

    position: int
    merkmal: str
    einheit: str
    stand: str
    dash_is_zero: bool


@dataclass(frozen=True)
class _Sheet:
    """One sheet: where key, name and level stand, the columns of values, the rows."""

    title: str
    key: int
    name: int
    level: int
    columns: tuple[_Column, ...]
    rows: tuple[tuple[int, Cells], ...]


def _chosen(
    sheets: dict[str, list[list[object]]], blatt: str, file: str
) -> dict[str, list[list[object]]]:
    if blatt and blatt not in sheets:
        what = "Dieses Blatt gibt es in der Arbeitsmappe nicht."
        remedy = suggest(blatt, sheets) or f"Vorhanden: {', '.join(sheets)}."
        raise DataError(Fault(what, file, found=blatt, remedy=remedy))
    chosen = {
        name: rows
        for name, rows in sheets.items()
        if name == blatt or (not blatt and any(LEVEL_COLUMN in row for row in rows))
    }
    if not chosen:
        what = "Kein Blatt der Arbeitsmappe hat die Spalte „Regionalebene“."
        remedy = "Prüfen, ob es eine Regionaltabelle des Zensus 2022 ist."
        raise DataError(Fault(what, file, found=", ".join(sheets)[:100], remedy=remedy))
    return chosen


def _sheet(name: str, rows: Sequence[Cells], file: str) -> _Sheet:
    top = header_index(rows, (LEVEL_COLUMN, "Name"))
    head = [_clean(cell) for cell in rows[top]] if rows else []
    keys = [text for text in head if "Regionalschlüssel" in text or text == "_RS"]
    wanted = (*(keys[:1] or ["Amtlicher Regionalschlüssel (ARS)"]), "Name", LEVEL_COLUMN)
    raise_all(header_faults(head, wanted, f"{TITLE}, Blatt {name}", file, top + 1))
    key, level = head.index(keys[0]), head.index(LEVEL_COLUMN)
    start = next((i for i in range(top + 1, len(rows)) if rows[i][key] != ""), len(rows))
    body = [(i + 1, rows[i]) for i in range(start, len(rows)) if _is_data(rows[i], key)]
    columns = tuple(_columns(name, [list(map(_clean, row)) for row in rows[top:start]], level))
    return _Sheet(name, key, head.index("Name"), level, columns, tuple(body))


def _is_data(cells: Cells, key: int) -> bool:
    """Return whether a row is more than a blank or a footnote, which has one cell of text."""
    return any(map(str, cells[key + 1 :])) or str(cells[key]).strip().isdigit()


def _columns(name: str, header: list[list[str]], level: int) -> Iterator[_Column]:
    """Yield the columns of values: those right of „Regionalebene“ that have a heading."""
    above: list[str] = []
    for position in range(level + 1, len(header[0])):
        if header[0][position]:
            above = [header[0][position]]
        path = above + [row[position] for row in header[1:] if row[position]]
        if path:
            projected = bool(re.search("^Bevölkerung Bevölkerungsfortschreibung|_BFS_", path[0]))
            unit = "%" if path[-1] == "%" else ""
            stand = _date_in(path[0]) if projected else CENSUS_DAY
            unknown = projected or "Bevölkerungsfortschreibung" in path[0]
            yield _Column(position, " | ".join([name, *path]), unit, stand, not unknown)


def _clean(cell: object) -> str:
    """Return a heading on one line, without the stars of its footnotes."""
    return " ".join(str(cell).split()).rstrip("*")


def _date_in(heading: str) -> str:
    if german := re.search(r"([0-9]{2})\.([0-9]{2})\.(20[0-9]{2})", heading):
        return f"{german[3]}-{german[2]}-{german[1]}"
    digits = re.search(r"_(20[0-9]{2})([0-9]{2})([0-9]{2})$", heading)
    return "-".join(digits.groups()) if digits else CENSUS_DAY


def _add_row(figures: Figures, sheet: _Sheet, line: int, cells: Cells) -> None:
    kind = str(cells[sheet.level]).strip()
    level = LEVELS.get(kind)
    if level is None:
        place = f"{sheet.title}: {LEVEL_COLUMN}"
        figures.fault("Unbekannte Regionalebene.", line, place, kind, ", ".join(LEVELS))
        return
    area = figures.key(cells[sheet.key], level, line, f"{sheet.title}: Regionalschlüssel")
    name = str(cells[sheet.name]).strip()
    for column in sheet.columns:
        at = At(area, name, int(column.stand[:4]), column.stand, line)
        cell = _without_dash(cells[column.position], column)
        figures.add(at, column.merkmal, cell, auspraegung=kind, einheit=column.einheit)


def _without_dash(cell: object, column: _Column) -> object:
    if cell != NOTHING:
        return cell
    return "-" if column.dash_is_zero else "."
