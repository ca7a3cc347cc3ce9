"""Spatial pattern of a region: whether areas with like strain lie side by side.

Areas are neighbours if their outlines touch.  Segregation is context: it describes a
distribution and scores nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from sozialraum.analysis.catalogue import catalogue
from sozialraum.analysis.needs import need_index
from sozialraum.analysis.values import snapshot
from sozialraum.measures.space.autocorrelation import NOT_NOTABLE, Moran, local_moran, moran
from sozialraum.measures.space.neighbours import neighbours_from_pairs
from sozialraum.measures.space.segregation import dissimilarity, interaction, isolation
from sozialraum.region import Region

TOUCHING = 10.0
"""Metres within which outlines count as touching: coordinates are rounded."""

FEWEST_AREAS = 20
"""Below this number of areas a pattern cannot be told from chance."""

GROUPS = ("A05", "A06", "A07")


@dataclass(frozen=True, eq=False)
class Pattern:
    """Spatial pattern of the need index.

    Parameters
    ----------
    moran
        Moran's I of the score over all areas that have one.
    local
        Per area: local I, p after control of false discoveries, ``klasse``.
    left_out
        Keys of areas without score or without neighbours.
    """

    moran: Moran
    local: pd.DataFrame
    left_out: tuple[str, ...]

    @property
    def notable(self) -> pd.Series:
        """The areas that stand out together with their neighbours, by key."""
        return self.local.loc[self.local["klasse"] != NOT_NOTABLE, "klasse"]


@dataclass(frozen=True)
class Segregation:
    """How unevenly a group lives over the areas of a region; context, never scored.

    Parameters
    ----------
    indicator
        Id of the indicator whose numerator is the group.
    dissimilarity
        Share of the group that would have to move for an even distribution, 0 to 1.
    isolation, exposure
        Share of the group, and of all others, in the area of an average member; together 1.
    jahr
        Year of the figures.
    share
        Share of the group in all areas with figures; the isolation of an even distribution.
    missing
        Keys of areas without figures; they are left out of all measures.
    quellen
        Ids of the sources of the figures.
    """

    indicator: str
    dissimilarity: float
    isolation: float
    exposure: float
    jahr: int
    share: float
    missing: tuple[str, ...]
    quellen: tuple[str, ...]


@lru_cache(maxsize=32)
def touching(region: Region) -> tuple[tuple[str, str], ...]:
    """Return the pairs of areas that lie side by side, each pair once."""
    shapes = region.gebiete.geometry
    first, second = region.gebiete.sindex.query(shapes.buffer(TOUCHING), predicate="intersects")
    keys = region.gebiete.index
    return tuple((keys[a], keys[b]) for a, b in zip(first, second, strict=True) if a < b)


def neighbours_of(region: Region, gebiet: str) -> list[str]:
    """Return the areas beside an area."""
    pairs = [pair for pair in touching(region) if gebiet in pair]
    return [a if b == gebiet else b for a, b in pairs]


def pattern(region: Region, jahr: int = 0) -> Pattern | None:
    """Return the spatial pattern of the need index, None with fewer than 20 areas.

    Raises
    ------
    NoNeedIndexError
        If the region's figures do not carry a need index.
    """
    return _pattern(region, jahr or region.settings.jahr)


@lru_cache(maxsize=32)
def _pattern(region: Region, jahr: int) -> Pattern | None:
    score = need_index(region, jahr).status.score.dropna()
    pairs = [pair for pair in touching(region) if set(pair) <= set(score.index)]
    beside = neighbours_from_pairs(pairs, score.index).without_islands()
    if len(beside.areas) < FEWEST_AREAS:
        return None
    score = score.loc[beside.areas]
    left_out = tuple(map(str, region.gebiete.index.difference(beside.areas)))
    return Pattern(moran(score, beside), local_moran(score, beside), left_out)


def segregation(region: Region, jahr: int = 0) -> tuple[Segregation, ...]:
    """Return the segregation of each group whose numbers the region has."""
    year = jahr or region.settings.jahr
    found = []
    for name in GROUPS:
        table = snapshot(region, catalogue()[name], year).reindex(region.gebiete.index)
        counts = table[["zaehler", "nenner"]].astype(float)
        known = counts[counts["zaehler"] <= counts["nenner"]]  # unknown ones are not
        others = known["nenner"] - known["zaehler"]
        if len(known) > 1:
            found.append(
                Segregation(
                    indicator=name,
                    dissimilarity=dissimilarity(known["zaehler"], known["nenner"]),
                    isolation=isolation(known["zaehler"], known["nenner"]),
                    exposure=interaction(known["zaehler"], others, known["nenner"]),
                    jahr=int(table["jahr"].dropna().iloc[0]),
                    share=float(known["zaehler"].sum() / known["nenner"].sum()),
                    missing=tuple(map(str, counts.index.difference(known.index))),
                    quellen=tuple(dict.fromkeys(table["quellen"].dropna().explode())),
                )
            )
    return tuple(found)
