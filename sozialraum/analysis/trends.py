"""Trends of an area: whether a figure rises or falls over the years by more than chance.

Tested is the series since the last break, with Mann and Kendall's test; an area's
indicators are tested together (Benjamini and Hochberg).  The test takes years as independent,
which stocks such as the unemployed are not: a trend is a hint and no proof, and what is shown
says so.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from sozialraum.analysis.catalogue import Indicator
from sozialraum.analysis.need_rules import settings
from sozialraum.analysis.profile import Profile
from sozialraum.analysis.values import formula_for, indicator_values
from sozialraum.measures.rates.false_discovery import benjamini_hochberg
from sozialraum.measures.rates.trends import mann_kendall

RISING, FALLING, NONE, TOO_FEW = (
    "steigend", "fallend", "kein erkennbarer Trend", "zu wenige Jahre",
)  # fmt: skip


def trends(profile: Profile, indicators: Iterable[Indicator]) -> pd.DataFrame:
    """Return whether some figures of an area rise or fall.

    Returns
    -------
    DataFrame
        Index indicator id; ``von``, ``bis``, ``jahre`` (known years since the last break),
        ``steigung`` (median change per year), ``p``, ``p_fdr`` and ``richtung``: one of
        `RISING`, `FALLING`, `NONE`, `TOO_FEW`.
    """
    rows = {indicator.id: _tested(profile, indicator) for indicator in indicators}
    columns = ["von", "bis", "jahre", "steigung", "p"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    adjusted = pd.Series(benjamini_hochberg(table["p"].astype(float)), table.index, dtype=float)
    table = table.assign(p_fdr=adjusted)
    return table.assign(richtung=[_direction(row) for _, row in table.iterrows()])


def _tested(profile: Profile, indicator: Indicator) -> tuple[float, ...]:
    series = since_break(profile, indicator)
    first, last = (int(series.index.min()), int(series.index.max())) if len(series) else (0, 0)
    if len(series) < int(settings()["trend"]["mindestjahre"]):
        return first, last, len(series), float("nan"), float("nan")
    found = mann_kendall(series.to_frame(profile.gebiet).T)
    return first, last, len(series), float(found["steigung"].iloc[0]), float(found["p"].iloc[0])


def since_break(profile: Profile, indicator: Indicator) -> pd.Series:
    """Return the known values of an area since the last break of the series, by year."""
    table = indicator_values(profile.region, indicator)
    if profile.gebiet not in table.index.get_level_values("gebiet"):
        return pd.Series(dtype=float)
    series = table.xs(profile.gebiet, level="gebiet")["wert"].astype(float).dropna()
    series = series[series.index <= profile.jahr]
    formula = formula_for(profile.region, indicator)
    if formula is None or series.empty:
        return series
    last = int(series.index.max())
    whole = [
        year
        for year in series.index
        if not profile.region.break_between(formula.merkmale, int(year), last)
    ]
    return series.loc[whole]


def _direction(row: pd.Series) -> str:
    if pd.isna(row["p_fdr"]):
        return TOO_FEW
    if row["p_fdr"] > float(settings()["trend"]["niveau"]) or not row["steigung"]:
        return NONE
    return RISING if row["steigung"] > 0 else FALLING
