"""In which indicators an area stands out from all areas, for good or ill; context stays out."""

from __future__ import annotations

import pandas as pd

from sozialraum.analysis.catalogue import Indicator, catalogue
from sozialraum.analysis.profile import Profile
from sozialraum.analysis.roles import UNDIRECTED
from sozialraum.analysis.values import snapshot
from sozialraum.measures.comparison import Standing, strengths_and_weaknesses

MOST = 3
SMALLEST = 0.5
"""Standard deviations below which a difference is not worth telling."""


def standing(profile: Profile) -> Standing:
    """Return the indicators in which an area deviates most, in both directions.

    Only indicators with a direction whose value may count as evidence are compared, each
    with the mean of all areas of the region; the results' index is the indicator's id.
    """
    chosen = compared(profile)
    areas = profile.region.gebiete.index
    values = pd.DataFrame(
        {
            i.id: snapshot(profile.region, i, profile.jahr)["wert"].astype(float).reindex(areas)
            for i in chosen
        },
        index=areas,
    )
    polarity = {indicator.id: indicator.polaritaet for indicator in chosen}
    return strengths_and_weaknesses(
        values, profile.gebiet, polarity, number=MOST, smallest=SMALLEST
    )


def compared(profile: Profile) -> list[Indicator]:
    """Return the indicators with a direction whose value may count as evidence here."""
    found = (catalogue()[name] for name in profile.available if profile.evidence(name))
    return [indicator for indicator in found if indicator.rolle not in UNDIRECTED]
