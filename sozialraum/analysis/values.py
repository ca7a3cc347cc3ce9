"""Values of one indicator for every area and year of a region.

The catalogue says how an indicator is computed from the merkmale; here it is done, once
per region, for all areas and their areas of comparison together, and what is too small to
show is suppressed.  A *snapshot* is the newest year of it.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from sozialraum.analysis.catalogue import Formula, Indicator
from sozialraum.analysis.formulas import compute, plain
from sozialraum.formats import SUPPRESSED
from sozialraum.measures.rates.intervals import publishable, wilson
from sozialraum.region import Region

COLUMNS = [
    "wert", "zeichen", "zaehler", "nenner", "errechnet",
    "unten", "oben", "stand", "quellen", "herkunft",
]  # fmt: skip


@lru_cache(maxsize=1024)
def indicator_values(region: Region, indicator: Indicator) -> pd.DataFrame:
    """Return all values of an indicator.

    Returns
    -------
    DataFrame
        Index ``gebiet``, ``jahr`` (areas and parents); columns ``wert`` in the
        indicator's unit (NaN: see ``zeichen``), ``zeichen`` (sign of official
        statistics, „•“ if not shown for its small numbers), ``zaehler`` and
        ``nenner`` (NaN where it is no rate from counts), ``errechnet`` (the
        denominator is count ÷ published rate), ``unten`` and ``oben`` (95 %
        Wilson interval), ``stand``, ``quellen`` (tuple of source ids), ``herkunft``
        (published row or sum of the parts).  Empty if the region lacks the merkmale.
    """
    formula = formula_for(region, indicator)
    if formula is None or not _may_count(region, formula):
        return _empty()
    table = compute(region, formula)
    if formula.nur_jahr:
        table = table[table.index.get_level_values("jahr") == formula.nur_jahr]
    if formula.art in ("quote", "verhaeltnis"):
        table = _suppress(table, indicator)
    if formula.faktor != 100 or formula.art == "verhaeltnis":
        table = plain(table)  # a balance or a ratio is no share of people
    return _with_interval(table, formula)[COLUMNS].sort_index()


def formula_for(region: Region, indicator: Indicator) -> Formula | None:
    """Return the first formula whose merkmale the region has at its level, if any."""
    formulas = indicator.available_formulas(set(region.by_merkmal), region.settings.ebene)
    return formulas[0] if formulas else None


def snapshot(region: Region, indicator: Indicator, jahr: int) -> pd.DataFrame:
    """Return the values of all areas and parents as of the newest year ≤ jahr.

    Index ``gebiet``; columns of `indicator_values` and ``jahr``; empty without data.
    """
    return _snapshot(region, indicator, jahr)


@lru_cache(maxsize=1024)
def _snapshot(region: Region, indicator: Indicator, jahr: int) -> pd.DataFrame:
    values = indicator_values(region, indicator)
    newest = newest_year(values, region, jahr)
    if newest is None:
        return values.iloc[:0].reset_index("jahr")
    return values.xs(newest, level="jahr").assign(jahr=newest)


def _may_count(region: Region, formula: Formula) -> bool:
    """Return whether what a formula counts is completely listed, if it counts places."""
    return not formula.liste or region.place_list(formula.liste).vollstaendig == "ja"


def newest_year(values: pd.DataFrame, region: Region, jahr: int) -> int | None:
    """Return the newest year ≤ jahr in which some area has a value, if any.

    One year for the whole region: areas are compared as of the same date.
    """
    is_area = values.index.get_level_values("gebiet").isin(region.gebiete.index)
    years = values.index.get_level_values("jahr")[is_area & values["wert"].notna()]
    return max((int(year) for year in years if year <= jahr), default=None)


def _empty() -> pd.DataFrame:
    index = pd.MultiIndex.from_arrays([[], []], names=["gebiet", "jahr"])
    return pd.DataFrame({name: pd.Series(dtype=object) for name in COLUMNS}, index=index)


def _suppress(table: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """Blank rates and counts that are too small to show; the sign says so."""
    enough = publishable(
        table["zaehler"], table["nenner"],
        min_n=indicator.mindestnenner, min_k=indicator.mindestzaehler,
    )  # fmt: skip
    hidden = table["wert"].notna() & ~enough
    blanked = table[["wert", "zaehler", "nenner"]].mask(hidden)
    return table.assign(**blanked, zeichen=table["zeichen"].mask(hidden, SUPPRESSED))


def _with_interval(table: pd.DataFrame, formula: Formula) -> pd.DataFrame:
    """Add the 95 % interval where the value is a share of people."""
    if formula.faktor != 100 or table["nenner"].isna().all():
        return table.assign(unten=np.nan, oben=np.nan)
    interval = wilson(table["zaehler"], table["nenner"])
    return table.assign(
        unten=formula.faktor * interval["unten"], oben=formula.faktor * interval["oben"]
    )
