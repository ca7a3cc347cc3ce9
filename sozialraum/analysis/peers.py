"""Peers: areas that are alike in structure, whatever their need.

*Structure* is what an area can hardly change itself: how many people live there and how
densely, how old they are, what they have to spend.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from sozialraum.analysis.catalogue import catalogue
from sozialraum.analysis.values import snapshot
from sozialraum.measures.comparison import nearest_peers
from sozialraum.region import Region

STRUCTURE = ("A03", "A04", "C05")
"""Indicators of structure, beside log population and density."""

LOG_POPULATION, DENSITY = "Bevölkerungszahl (logarithmiert)", "Bevölkerungsdichte"

PEERS = 5
AREA = "flaeche_qkm"
"""Merkmal of the official area, for the density."""


@lru_cache(maxsize=256)
def structure(region: Region, jahr: int) -> pd.DataFrame:
    """Return the variables of structure, index ``gebiet``, unknown values as NaN.

    log population, population density, share under 18, share 65+, disposable income.  The
    column names are German for the report.
    """
    population = snapshot(region, catalogue()["A01"], jahr)["wert"].astype(float)
    population = population.reindex(region.gebiete.index)
    columns = {
        LOG_POPULATION: np.log(population.where(population > 0)),
        DENSITY: population / _area(region, jahr),
    }
    for name in STRUCTURE:
        values = snapshot(region, catalogue()[name], jahr)
        columns[catalogue()[name].name] = values["wert"].astype(float).reindex(region.gebiete.index)
    return pd.DataFrame(columns)


def _area(region: Region, jahr: int) -> pd.Series:
    """Return the area in square kilometres: the official one, else that of the outlines."""
    outlines = region.gebiete.geometry.area / 1e6
    if AREA not in region.by_merkmal:
        return outlines
    table = region.by_merkmal[AREA]["wert"].unstack("jahr").reindex(region.gebiete.index)
    newest = table.loc[:, table.columns <= jahr].ffill(axis="columns")
    official = newest.iloc[:, -1] if newest.shape[1] else outlines * float("nan")
    return official if official.notna().all() else outlines


def peers(region: Region, key: str, jahr: int) -> pd.DataFrame:
    """Return the areas nearest in structure by standardised Euclidean distance."""
    nearest = nearest_peers(structure(region, jahr), key, PEERS).abstand
    return pd.DataFrame({"name": region.gebiete["name"].reindex(nearest.index), "abstand": nearest})
