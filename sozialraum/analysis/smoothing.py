"""Smoothed rates: those of small areas moved towards the mean of all areas.

An aid against chance in small numbers (empirical Bayes), never an area's figure.  The need
index takes it only where need_index.toml or the caller asks for it.
"""

from __future__ import annotations

import pandas as pd

from sozialraum.analysis.catalogue import Indicator
from sozialraum.analysis.values import formula_for, snapshot
from sozialraum.measures.rates.shrinkage import shrink_shares
from sozialraum.region import Region


def share_counts(region: Region, indicator: Indicator, jahr: int) -> pd.DataFrame:
    """Return numerator and denominator of a share of people, on all areas.

    Columns ``zaehler`` and ``nenner``; both NaN where one is unknown or the numerator is the
    larger one.  Without rows if the indicator is no share of people in this region.
    """
    formula = formula_for(region, indicator)
    if formula is None or formula.faktor != 100:
        return pd.DataFrame(columns=["zaehler", "nenner"], dtype=float)
    table = snapshot(region, indicator, jahr).reindex(region.gebiete.index)
    counts = table[["zaehler", "nenner"]].astype(float)
    known = (counts["zaehler"] <= counts["nenner"]) & (counts["nenner"] > 0)
    return counts.where(known) if known.any() else counts.iloc[:0]


def smoothed_shares(region: Region, indicator: Indicator, jahr: int) -> pd.DataFrame:
    """Return the smoothed values of an indicator.

    Returns
    -------
    DataFrame
        Index area; ``wert`` in per cent, between the area's own value and the mean of all;
        ``gewicht`` of the own value, 0 to 1.  Without rows where there are no counts.

    Notes
    -----
    See `sozialraum.measures.rates.shrinkage.shrink_shares`.
    """
    counts = share_counts(region, indicator, jahr)
    if counts.empty:
        return pd.DataFrame(columns=["wert", "gewicht"], dtype=float)
    found = shrink_shares(counts["zaehler"], counts["nenner"])
    return pd.DataFrame({"wert": 100 * found["wert"], "gewicht": found["gewicht"]})
