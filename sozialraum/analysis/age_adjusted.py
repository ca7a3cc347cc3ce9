"""Unemployment as it would be if all areas had the same age structure (Dobson).

Standardising needs a count and the people by age in the same groups.  Of all counts only
the unemployed come with an age (15 to 24, the rest is older), so two groups are all there
is: 15–24 and 25–64.  The standard is the population of all areas of the region together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from sozialraum.analysis.ages import GROUP, age_groups
from sozialraum.analysis.formulas import counts
from sozialraum.errors import SozialraumError
from sozialraum.measures.rates.standardisation import direct_rate
from sozialraum.region import Region

ALL, YOUNG = "arbeitslose", "arbeitslose_15_24"
GROUPS = {"15–24": (15, 24), "25–64": (25, 64)}


class NotAdjustableError(SozialraumError):
    """The region has no count by age; the German text says so."""


@dataclass(frozen=True, eq=False)
class AgeAdjusted:
    """Unemployed per 100 people of 15 to 64.  Made by `age_adjusted`.

    Parameters
    ----------
    jahr
        Year of counts and people.
    table
        Index area; ``roh``, ``wert`` (standardised), ``unten``, ``oben`` (95 %, Dobson).
    mean
        The share of all areas together; the same with and without standardising.
    quellen
        Ids of the sources.
    """

    jahr: int
    table: pd.DataFrame
    mean: float
    quellen: tuple[str, ...]


def age_adjusted(region: Region, jahr: int = 0) -> AgeAdjusted:
    """Return the unemployed, raw and standardised by age.

    Raises
    ------
    NotAdjustableError
        If no count of the region has the ages that its population has.
    """
    bands = {name: _merkmale(region, *ages) for name, ages in GROUPS.items()}
    if not {ALL, YOUNG} <= set(region.by_merkmal) or not all(bands.values()):
        raise NotAdjustableError(
            "Keine Altersstandardisierung: Nach Alter gegliedert liegt hier nur die Bevölkerung "
            "vor, kein Zähler (gebraucht werden Arbeitslose insgesamt und von 15 bis 24)."
        )
    people = {name: _wide(region, merkmale) for name, merkmale in bands.items()}
    every, young = _wide(region, (ALL,)), _wide(region, (YOUNG,))
    shared = [set(table.columns) for table in (every, young, *people.values())]
    years = [year for year in set.intersection(*shared) if year <= (jahr or region.settings.jahr)]
    if not years:
        raise NotAdjustableError(
            "Keine Altersstandardisierung: Arbeitslose und Bevölkerung nach Alter gibt es für kein "
            "gemeinsames Jahr."
        )
    year = max(years)
    cases = pd.DataFrame({"15–24": young[year], "25–64": every[year] - young[year]})
    populations = pd.DataFrame({name: table[year] for name, table in people.items()})
    standard = populations.dropna().sum()
    whole = (cases.notna() & populations.notna()).all(axis="columns")
    total = cases[whole].to_numpy().sum() / populations[whole].to_numpy().sum()
    raw = cases.sum(axis="columns", skipna=False) / populations.sum(axis="columns", skipna=False)
    table = 100 * pd.DataFrame(direct_rate(cases, populations, standard)).assign(roh=raw)
    used = [counts(region, m).xs(year, level="jahr") for m in ((ALL,), *bands.values())]
    found = dict.fromkeys(name for one in used for ids in one["quellen"] for name in ids)
    shown = table[["roh", "wert", "unten", "oben"]]
    return AgeAdjusted(int(year), shown, float(100 * total), tuple(found))


def _merkmale(region: Region, first: int, last: int) -> tuple[str, ...]:
    """Return the groups of people that make up some years of age, none unless they fit."""
    chosen, at = [], first
    for merkmal in age_groups(region.by_merkmal):
        match = re.fullmatch(GROUP.format(""), merkmal)
        if match and match[2] != "plus" and int(match[1]) == at and int(match[2]) <= last:
            chosen.append(merkmal)
            at = int(match[2]) + 1
    return tuple(chosen) if at == last + 1 else ()


def _wide(region: Region, merkmale: tuple[str, ...]) -> pd.DataFrame:
    table = counts(region, merkmale)["wert"].astype(float).unstack("jahr")
    return table.reindex(region.gebiete.index).dropna(axis="columns", how="all")
