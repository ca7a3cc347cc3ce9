"""How much must be known for an index, as data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Screening:
    """How much must be known.

    Parameters
    ----------
    areas
        Share of the indicators that an area needs, from 0 to 1; areas below stay out and
        are named.
    indicators
        Share of the areas that an indicator needs; below, the index is refused.
    min_population
        Smallest population of an area; areas below or of unknown population stay out.
    min_indicators, min_groups
        How many indicators, and from how many groups, an area needs.  Only those count
        whose group reaches its coverage: what enters no score carries none.
    """

    areas: float = 0.0
    indicators: float = 0.0
    min_population: float = 0.0
    min_indicators: int = 0
    min_groups: int = 0
