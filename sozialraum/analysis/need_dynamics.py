"""Dynamics of the need index: the same calculation with the change over two or three years.

Kept apart from the status; across a break in a series nothing is compared.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sozialraum.analysis.catalogue import Indicator
from sozialraum.analysis.need_rules import DYNAMICS, dimension, need_spec, settings
from sozialraum.analysis.values import formula_for, indicator_values
from sozialraum.measures.composite import Result, compute
from sozialraum.measures.composite.columns import difference
from sozialraum.region import Region


def dynamics(
    region: Region,
    used: tuple[Indicator, ...],
    data: pd.DataFrame,
    years: Mapping[str, int],
    population: pd.Series,
) -> tuple[Result | None, str]:
    """Return the index of the change, or None and why there is none."""
    smallest = float(settings()["index"]["screening"]["min_population"])
    enough = float(settings()["index"]["screening"]["indicators"])
    change: dict[Indicator, pd.Series] = {}
    for indicator in used:
        before = _earlier(region, indicator, years[indicator.id])
        moved = None if before is None else _moved(data[indicator.id], before)
        seen = None if moved is None else moved[population >= smallest]
        if seen is not None and seen.notna().mean() >= enough and seen.nunique() > 1:
            change[indicator] = moved
    rules = settings()["auswahl"]
    dimensions = {dimension(indicator) for indicator in change}
    if len(change) < rules["mindestindikatoren"] or len(dimensions) < rules["mindestdimensionen"]:
        years_text = " bis ".join(map(str, settings()["dynamik"]["jahre"]))
        names = ", ".join(i.name_of(formula_for(region, i)) for i in change)
        only = f"nur für: {names}" if names else "für keine Kennzahl"
        return None, (
            f"Keine Dynamik: Eine vergleichbare Veränderung über {years_text} Jahre gibt es {only}."
        )
    frame = pd.DataFrame({indicator.id: values for indicator, values in change.items()})
    return compute(frame, need_spec(change, DYNAMICS), population=population), ""


def _moved(now: pd.Series, before: pd.Series) -> pd.Series:
    return pd.Series(difference(now.to_numpy(float), before.to_numpy(float)), index=now.index)


def _earlier(region: Region, indicator: Indicator, year: int) -> pd.Series | None:
    """Return the values of two to three years before, None across a break or without any."""
    first, last = settings()["dynamik"]["jahre"]
    formula = formula_for(region, indicator)
    values = indicator_values(region, indicator)
    for before in range(year - first, year - last - 1, -1):
        known = before in values.index.get_level_values("jahr")
        if formula and known and not region.break_between(formula.merkmale, before, year):
            found = values.xs(before, level="jahr")["wert"].astype(float)
            return found.reindex(region.gebiete.index)
    return None
