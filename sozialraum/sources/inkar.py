"""INKAR of the Bundesinstitut für Bau-, Stadt- und Raumforschung: exported workbooks.

A workbook has the sheet „Daten“ with two header rows, the indicator's name above the
year, and the sheet „Metadaten“ that describes each indicator in words.  Unit and day
are taken from those words: „… in %“, „zum Stichtag 31. Dezember“.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sozialraum.errors import DataError, Fault, raise_all
from sozialraum.sources.figures import At, Figures, header_faults, header_index
from sozialraum.sources.workbooks import read_workbook

KEY_COLUMNS = ("Kennziffer", "Raumeinheit", "Aggregat")
LEVELS = {
    "Länder": "land",
    "Kreise": "kreis",
    "Gemeindeverbände": "verband",
    "Gemeinden": "gemeinde",
}
"""Levels by what INKAR writes into its column „Aggregat“."""

DAYS = {"31. Dezember": "12-31", "30. Juni": "06-30"}


@dataclass(frozen=True)
class _Indicator:
    """What „Metadaten“ says about an indicator; ``day`` is month and day or ``""``."""

    unit: str = ""
    day: str = ""


@dataclass(frozen=True)
class _Column:
    """One column of values."""

    position: int
    merkmal: str
    year: int
    indicator: _Indicator

    @property
    def stand(self) -> str:
        return f"{self.year}-{self.indicator.day}" if self.indicator.day else str(self.year)


def read_inkar(path: Path) -> pd.DataFrame:
    """Read an INKAR workbook (.xls or .xlsx), Länder, Kreise or Gemeinden, all its years.

    Returns
    -------
    DataFrame
        Figures: ``merkmal`` is the indicator; ``stand`` is a day where the metadata
        names one, else the year; an empty cell is NaN with the sign ``.``.

    Raises
    ------
    DataError
        With all faults of the workbook.
    """
    sheets = read_workbook(path)
    figures = Figures(path.name)
    rows = _data(sheets, path.name)
    top = header_index(rows, KEY_COLUMNS)
    head = [str(cell).strip() for cell in rows[top]]
    raise_all(header_faults(tuple(dict.fromkeys(head)), KEY_COLUMNS, "INKAR", path.name, top + 1))
    columns = _columns(figures, rows[top : top + 2], top + 2, _indicators(sheets))
    places = tuple(head.index(name) for name in KEY_COLUMNS)
    for index in range(top + 2, len(rows)):
        if any(cell != "" for cell in rows[index]):
            _add_row(figures, columns, [rows[index][i] for i in places], rows[index], index + 1)
    return figures.frame()


def _data(sheets: dict[str, list[list[object]]], file: str) -> list[list[object]]:
    rows = sheets.get("Daten", [])
    if not rows:
        what = "Das Blatt „Daten“ fehlt oder ist leer."
        remedy = "Die Tabelle unverändert aus INKAR übernehmen."
        raise DataError(Fault(what, file, found=", ".join(sheets)[:100], remedy=remedy))
    return rows


def _indicators(sheets: dict[str, list[list[object]]]) -> dict[str, _Indicator]:
    rows = sheets.get("Metadaten", [])
    top = header_index(rows, ("Indikator", "Langname", "Anmerkungen"))
    head = [str(cell).strip() for cell in rows[top]] if rows else []
    if "Indikator" not in head:
        return {}
    described = [
        {name: str(cell).strip() for name, cell in zip(head, row, strict=False)}
        for row in rows[top + 1 :]
    ]
    return {
        texts["Indikator"]: _Indicator(
            _unit(texts.get("Langname", "")), _day(texts.get("Anmerkungen", ""))
        )
        for texts in described
    }


def _unit(long_name: str) -> str:
    """Return the unit that a long name ends with.

    >>> _unit("Anteil der Schulabgänger ohne Abschluss an den Schulabgängern in %")
    '%'
    """
    if named := re.search(r" in ((?:%|‰|€|Euro|qm|m²|km).*)$", long_name):
        return named[1]
    return "Anzahl" if long_name.startswith("Zahl der ") else ""


def _day(notes: str) -> str:
    named = re.search(f"zum Stichtag ({'|'.join(map(re.escape, DAYS))})", notes)
    return DAYS[named[1]] if named else ""


def _columns(
    figures: Figures,
    header: Sequence[Sequence[object]],
    line: int,
    indicators: dict[str, _Indicator],
) -> list[_Column]:
    labels, years = header[0], (header[1] if len(header) > 1 else [])
    columns = []
    for position, (label, year) in enumerate(zip(labels, years, strict=False)):
        name = str(label).strip()
        if name and name not in KEY_COLUMNS:
            text = str(int(year)) if isinstance(year, float) else str(year).strip()
            known = indicators.get(name, _Indicator())
            columns.append(_Column(position, name, figures.year(text, line, name), known))
    return columns


def _add_row(
    figures: Figures,
    columns: Sequence[_Column],
    place: Sequence[object],
    cells: Sequence[object],
    line: int,
) -> None:
    kind = str(place[2]).strip()
    level = LEVELS.get(kind)
    if level is None:
        figures.fault("Unbekannte Ebene.", line, "Aggregat", kind, ", ".join(LEVELS))
        return
    area = figures.key(place[0], level, line, "Kennziffer")
    for column in columns:
        at = At(area, str(place[1]).strip(), column.year, column.stand, line)
        figures.add(at, column.merkmal, cells[column.position], einheit=column.indicator.unit)
