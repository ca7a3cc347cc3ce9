"""Types of areas (Gebietstypen): areas of like structure, and whether the types would hold.

A *type* is a cluster of the structure that `sozialraum.analysis.peers` compares: how many
people live how densely, how old they are, what they have to spend.  Need and origin do not
enter, so that a type says nothing of good or bad.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from sozialraum.analysis.need_rules import settings
from sozialraum.analysis.peers import structure
from sozialraum.analysis.space import FEWEST_AREAS
from sozialraum.errors import SozialraumError
from sozialraum.formats import write_number
from sozialraum.measures.clusters import clusters, stability
from sozialraum.region import Region

FEWEST_VARIABLES = 3
KNOWN = 0.9
"""Share of the areas for which a variable has to be known."""


class NoTypesError(SozialraumError):
    """The region's figures do not carry types of areas; the German text says why."""


@dataclass(frozen=True, eq=False)
class AreaTypes:
    """The types of the areas of a region.  Made by `area_types`.

    Parameters
    ----------
    types
        Number of each area's type, from 1, the largest type first.
    figures
        Areas × variables that the types rest on, not standardised.
    stability
        Per type: ``gebiete``, ``jaccard``, ``aufgeloest``, ``urteil``.
    left_out
        Keys of areas without a type: a variable is unknown there.
    """

    types: pd.Series
    figures: pd.DataFrame
    stability: pd.DataFrame
    left_out: tuple[str, ...]

    @property
    def medians(self) -> pd.DataFrame:
        """Median of each variable (rows) in each type (columns)."""
        return self.figures.groupby(self.types).median().T

    def like(self, gebiet: str) -> list[str]:
        """Return the other areas of an area's type."""
        if gebiet not in self.types.index:
            return []
        same = self.types.index[self.types == self.types[gebiet]]
        return [str(key) for key in same if key != gebiet]


def area_types(region: Region, jahr: int = 0) -> AreaTypes:
    """Return the types of all areas of a region.

    The number of types is the largest one (from six down to two) at which every type has
    at least three areas and comes back often enough in samples of the areas.

    Raises
    ------
    NoTypesError
        If there are too few areas or variables, or no number of types is stable enough.
    """
    return _area_types(region, jahr or region.settings.jahr)


@lru_cache(maxsize=32)
def _area_types(region: Region, jahr: int) -> AreaTypes:
    whole = structure(region, jahr)
    used = whole.loc[:, (whole.notna().mean() >= KNOWN) & (whole.nunique() > 1)]
    figures = used.dropna()
    _demand_enough(figures)
    rules = settings()["gebietstypen"]
    least, smallest = float(rules["mindeststabilitaet"]), int(rules["mindestgebiete"])
    samples, seed = int(rules["ziehungen"]), int(rules["startwert"])
    first, last = map(int, rules["zahl"])
    for number in range(last, first - 1, -1):
        found = stability(figures, number, samples=samples, seed=seed)
        if found["jaccard"].min() >= least and found["gebiete"].min() >= smallest:
            out = tuple(map(str, whole.index.difference(figures.index)))
            return AreaTypes(clusters(figures, number), figures, found, out)
    raise NoTypesError(
        f"Keine Gebietstypen: Bei keiner Zahl von {first} bis {last} kehrt jeder Typ in "
        "Stichproben der Gebiete oft genug wieder (mittlere Jaccard-Ähnlichkeit mindestens "
        f"{write_number(least, 1)}) und hat mindestens {smallest} Gebiete."
    )


def _demand_enough(figures: pd.DataFrame) -> None:
    if len(figures) < FEWEST_AREAS or len(figures.columns) < FEWEST_VARIABLES:
        raise NoTypesError(
            f"Keine Gebietstypen: Sie brauchen mindestens {FEWEST_AREAS} Gebiete und "
            f"{FEWEST_VARIABLES} Größen der Struktur; hier sind es {len(figures)} Gebiete und "
            f"{len(figures.columns)} Größen."
        )
