"""Territorial changes: figures of old areas, estimated for new ones, with their error.

A *crosswalk* (Umrechnungstabelle) says which share of an old area belongs to which new one.
It is read from a table, as statistics offices publish it, or computed from the outlines of
both (`overlay`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd

from sozialraum.errors import DataError, Fault, raise_all, suggest
from sozialraum.formats import read_number, write_number
from sozialraum.measures.space.interpolation import (
    FROM,
    TO,
    Interpolated,
    interpolate_counts,
    interpolate_rates,
)
from sozialraum.sources.texts import Row, doubled_columns, empty_file, read_rows
from sozialraum.sources.workbooks import is_workbook, read_sheet

FILE = "umrechnung.csv"
BY_TABLE, BY_AREA, BY_PEOPLE = "Umrechnungstabelle", "Anteile der Fläche", "Anteile der Bevölkerung"
WEIGHTS = {"anteil": BY_TABLE, "anteil_bevoelkerung": BY_PEOPLE, "anteil_flaeche": BY_AREA}
"""Columns that hold shares, the best first, and what they are shares of."""

ROUNDING = 0.005
"""How far the shares of an area may be from 1 in sum: tables are rounded."""

_NO_BASES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Crosswalk:
    """Which share of each old area belongs to which new one.

    Parameters
    ----------
    share
        Share by old and new key, index (von, nach); sums to at most 1 by old area.
    people
        People in each piece, on the same index; None where nobody knows.
    how
        What the shares are shares of, German.
    notes
        German sentences on what was assumed.
    """

    share: pd.Series
    how: str
    people: pd.Series | None = None
    notes: tuple[str, ...] = ()


def read_crosswalk(path: Path) -> Crosswalk:
    """Read a table of conversion.

    Parameters
    ----------
    path
        CSV (``;``, decimal comma) or workbook with the columns ``von``, ``nach`` and one of
        ``anteil``, ``anteil_bevoelkerung``, ``anteil_flaeche`` (0 to 1); without any of them
        every old area belongs wholly to one new one.

    Raises
    ------
    DataError
        With all faults: missing columns or keys, no numbers, shares that do not make a whole.
    """
    rows = read_sheet(path) if is_workbook(path) else read_rows(path)
    if not rows:
        raise DataError(empty_file(path.name))
    (top, first), *body = rows
    header = [cell.strip().casefold() for cell in first]
    weight = next((name for name in WEIGHTS if name in header), "")
    raise_all([*_missing(header, path.name, top), *doubled_columns(header, path.name, top)])
    lines, faults = _read_lines(body, header, weight, path.name)
    raise_all([*faults, *_line_faults(lines, path.name)])
    share = lines.set_index([FROM, TO])["anteil"]
    raise_all(_sum_faults(share, path.name))
    whole = share / share.groupby(level=FROM).transform("sum")
    return Crosswalk(whole[whole > 0], WEIGHTS.get(weight, BY_TABLE))


def convert_figures(
    figures: pd.DataFrame, crosswalk: Crosswalk, bases: Mapping[str, str] = _NO_BASES
) -> tuple[pd.DataFrame, list[str]]:
    """Return a long table for the new areas, and German notes on its error.

    Parameters
    ----------
    figures
        Long table as `read_kennzahlen` returns it, of the old areas.
    crosswalk
        From old to new areas.
    bases
        Merkmal with the denominator of each merkmal that is a rate or a mean; all others
        are counts.

    Returns
    -------
    tuple
        The table, with the columns ``wert_von`` and ``wert_bis`` (bounds) and ``geteilt``
        (share that comes from divided areas) besides those of the long table; the notes.
    """
    parts, notes = [], list(crosswalk.notes)
    for (merkmal, jahr), table in figures.groupby(["merkmal", "jahr"], sort=True):
        values = table.set_index("gebiet")["wert"]
        known = crosswalk.share.index.get_level_values(FROM).isin(values.index)
        share = crosswalk.share[known]
        if share.empty:
            continue
        people = crosswalk.people[known] if crosswalk.people is not None else None
        base = bases.get(str(merkmal), "")
        result = (
            interpolate_rates(values, share, _base_of(figures, base, int(jahr), values))
            if base
            else interpolate_counts(values, share, people)
        )
        parts.append(_long(result, table, crosswalk.share, values))
        notes += _error_note(result, f"{merkmal} {jahr}", crosswalk.how)
    if not parts:
        what = "Keine Zahl gehört zu einem Gebiet der Umrechnungstabelle."
        raise DataError(Fault(what, FILE, remedy="Die Schlüssel in der Spalte „von“ prüfen."))
    return pd.concat(parts, ignore_index=True), notes


def _missing(header: Iterable[str], file: str, line: int) -> list[Fault]:
    known = list(header)
    return [
        Fault("Die Spalte fehlt.", file, line, name, "; ".join(known), "", suggest(name, known))
        for name in (FROM, TO)
        if name not in known
    ]


def _read_lines(
    body: Iterable[Row], header: list[str], weight: str, file: str
) -> tuple[pd.DataFrame, list[Fault]]:
    records: list[tuple[int, str, str, float]] = []
    faults = []
    for line, cells in body:
        row = dict(zip(header, map(str.strip, cells), strict=False))
        if not any(row.values()):
            continue
        try:
            share = read_number(row.get(weight, "")) if weight else 1.0
        except ValueError:
            share = np.nan
        if not 0 <= share <= 1:
            expected, remedy = "eine Zahl von 0 bis 1 wie 0,75", "Prozente durch 100 teilen."
            found = row.get(weight, "")
            faults.append(Fault("Kein Anteil.", file, line, weight, found, expected, remedy))
        records.append((line, row.get(FROM, ""), row.get(TO, ""), share))
    return pd.DataFrame(records, columns=["zeile", FROM, TO, "anteil"]), faults


def _line_faults(lines: pd.DataFrame, file: str) -> Iterable[Fault]:
    if lines.empty:
        yield Fault("Die Umrechnungstabelle hat keine Zeile.", file, remedy="Zeilen eintragen.")
    for row in lines[(lines[FROM] == "") | (lines[TO] == "")].itertuples():
        what, remedy = "Ein Schlüssel fehlt.", "Altes und neues Gebiet eintragen."
        yield Fault(what, file, int(row.zeile), "von, nach", remedy=remedy)
    for row in lines[lines.duplicated([FROM, TO])].itertuples():
        what, remedy = "Die Zuordnung steht zweimal in der Tabelle.", "Eine Zeile löschen."
        found = f"{getattr(row, FROM)} → {getattr(row, TO)}"
        yield Fault(what, file, int(row.zeile), "", found, "", remedy)


def _sum_faults(share: pd.Series, file: str) -> Iterable[Fault]:
    sums = share.groupby(level=FROM).sum()
    for key, total in sums[(sums - 1).abs() > ROUNDING].items():
        what = "Die Anteile eines Gebiets ergeben zusammen nicht 1."
        remedy = "Alle Teile des Gebiets aufführen; was wegfällt, einem eigenen Schlüssel zuordnen."
        found = f"{key}: {write_number(float(total), 3)}"
        yield Fault(what, file, None, "anteil", found, "zusammen 1", remedy)


def _base_of(figures: pd.DataFrame, base: str, jahr: int, values: pd.Series) -> pd.Series:
    rows = figures[(figures["merkmal"] == base) & (figures["jahr"] == jahr)]
    found = rows.set_index("gebiet")["wert"].reindex(values.index)
    if found.isna().any():
        what = "Zum Umrechnen einer Quote fehlt ihr Nenner."
        missing = ", ".join(map(str, found.index[found.isna()][:5]))
        remedy = "Den Nenner für alle Gebiete einlesen oder Zähler und Nenner einzeln umrechnen."
        raise DataError(Fault(what, FILE, None, base, f"{jahr}: {missing}", "", remedy))
    return found


def _long(
    result: Interpolated, table: pd.DataFrame, share: pd.Series, values: pd.Series
) -> pd.DataFrame:
    """Return one merkmal and year of the new areas; incomplete ones have no value but a sign."""
    sources = share.index.get_level_values(FROM)
    lacking = share.index.get_level_values(TO)[~sources.isin(values.index)]
    value = result.value.where(~result.value.index.isin(lacking))
    first = table.iloc[0]
    return pd.DataFrame(
        {
            "gebiet": value.index,
            "jahr": first["jahr"],
            "stand": table["stand"].max(),
            "merkmal": first["merkmal"],
            "wert": value.to_numpy(),
            "zeichen": np.where(value.isna(), ".", ""),
            "quelle": first["quelle"],
            "wert_von": result.low.where(value.notna()).to_numpy(),
            "wert_bis": result.high.where(value.notna()).to_numpy(),
            "geteilt": result.split.where(value.notna()).to_numpy(),
        }
    )


def _error_note(result: Interpolated, what: str, how: str) -> Iterable[str]:
    """Yield how far off the worst estimate of one merkmal may be."""
    estimated = result.split[result.split > 0]
    if len(estimated):
        worst = result.error[estimated.index].idxmax()
        numbers = [result.value[worst], result.low[worst], result.high[worst]]
        value, low, high = (write_number(number, 1) for number in numbers)
        yield (
            f"{what}: in {len(estimated)} Gebieten geschätzt ({how}); am unsichersten in "
            f"{worst}: {value}, möglich sind {low} bis {high}."
        )
    if result.lost > 0.5:
        yield f"{what}: {write_number(result.lost)} liegen in keinem der neuen Gebiete."
