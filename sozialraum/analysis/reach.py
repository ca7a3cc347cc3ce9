"""Reach of places: how far the nearest is, how much of them falls to whom, where one more would do.

People are taken to live at the centre of their area, distances are straight lines.  A kind
of place is judged only if its list is complete and each entry is one place with a precise
position; otherwise the missing one may be the nearest, and the result would be wrong.  Areas
wider than the limit are refused: their centre is not where people live.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from sozialraum.analysis.catalogue import catalogue
from sozialraum.analysis.need_rules import settings
from sozialraum.analysis.places import PRECISE, located
from sozialraum.analysis.values import snapshot
from sozialraum.errors import SozialraumError
from sozialraum.formats import write_number
from sozialraum.measures.space.access import floating_catchment, nearest, steps
from sozialraum.measures.space.reach import Reach, reach_by_distance
from sozialraum.measures.space.siting import Siting, best_covering, best_median
from sozialraum.region import Region

PER = 10_000
"""People to whom the supply refers."""


class NoReachError(SozialraumError):
    """A kind of place cannot be judged; the German text says why."""


@dataclass(frozen=True, eq=False)
class KindReach:
    """How one kind of place can be reached.  Made by `kind_reach`.

    Parameters
    ----------
    kind, number
        The kind and how many places of it there are.
    distance
        Kilometres from each area's centre to the nearest place.
    access
        Places per 10,000 people within the limit, all alike (2SFCA), by area.
    stepped
        The same with near places counting more (E2SFCA).
    covering, median
        The best next places: most people within the limit, shortest ways of all.
    people
        Population of each area, all of it at the centre.
    """

    kind: str
    number: int
    distance: pd.Series
    access: pd.Series
    stepped: pd.Series
    covering: Siting
    median: Siting
    people: pd.Series


def limit_km() -> float:
    """Return the distance within which a place counts as reachable."""
    return float(settings()["erreichbarkeit"]["grenze_km"])


def step_weights() -> dict[float, float]:
    """Return the weight up to each distance in kilometres."""
    return {float(km): float(w) for km, w in settings()["erreichbarkeit"]["stufen"].items()}


def kinds(region: Region) -> list[str]:
    """Return the kinds of place in a region's list, in the order of the list."""
    return list(dict.fromkeys(region.standorte["art"]))


@lru_cache(maxsize=128)
def kind_reach(region: Region, kind: str, jahr: int = 0) -> KindReach:
    """Return how the places of one kind can be reached from all areas.

    Raises
    ------
    NoReachError
        If the list of the kind is not complete, an entry has no precise position or stands
        for several places, the population of an area is unknown, or the areas are so large
        that people do not live near their centres.
    """
    places = whole_list(region, kind)
    _demand_small(region)
    people = _people(region, jahr or region.settings.jahr)
    centres = region.gebiete.geometry.centroid
    here = pd.DataFrame({"x": centres.x, "y": centres.y})
    there = pd.DataFrame({"x": places.geometry.x, "y": places.geometry.y})
    there.index = pd.Index(places["kennung"])
    metres = 1000 * limit_km() + 0.5  # distances count in whole metres
    near = reach_by_distance(here, there, metres)
    supply = pd.Series(1.0, there.index)
    falling = steps({1000 * km: weight for km, weight in step_weights().items()})
    more = int(settings()["erreichbarkeit"]["neue_standorte"])
    far = metres + float((here.max() - here.min()).sum())  # from anywhere to anywhere
    flat = floating_catchment(people, supply, near, complete=True)
    stepped = floating_catchment(
        people, supply, near, weight=lambda costs: falling(costs.round()), complete=True
    )
    return KindReach(
        kind=kind,
        number=len(places),
        distance=nearest(here, there, complete=True)["entfernung"].round() / 1000,
        access=PER * flat.access,
        stepped=PER * stepped.access,
        covering=best_covering(
            people, _with_candidates(here, there, metres), more, complete=True, existing=there.index
        ),
        median=best_median(
            people, _with_candidates(here, there, far), more, complete=True, existing=there.index
        ),
        people=people,
    )


def _with_candidates(here: pd.DataFrame, there: pd.DataFrame, limit: float) -> Reach:
    """Return the reach of all places and of the areas' centres, where new ones might be."""
    return reach_by_distance(here, pd.concat([there, here]), limit)


def _people(region: Region, jahr: int) -> pd.Series:
    population = snapshot(region, catalogue()["A01"], jahr)["wert"].astype(float)
    population = population.reindex(region.gebiete.index)
    unknown = [region.area_name(str(key)) for key in population.index[population.isna()]]
    if unknown:
        raise NoReachError(f"weil die Bevölkerung unbekannt ist ({', '.join(unknown)})")
    return population


def mean_radius_km(region: Region) -> float:
    """Return the mean radius of the areas, as if they were circles."""
    return float(np.sqrt(region.gebiete.geometry.area / np.pi).mean()) / 1000


def _demand_small(region: Region) -> None:
    radius, limit = mean_radius_km(region), limit_km()
    if radius > limit:
        raise NoReachError(
            f"weil die Gebiete zu groß sind (im Mittel {write_number(radius, 1)} km Halbmesser, "
            f"der Umkreis nur {write_number(limit, 1)} km): Wege ab ihrer Mitte sagen hier nichts"
        )


def whole_list(region: Region, kind: str) -> pd.DataFrame:
    """Return all places of a kind, each with a precise position.

    Raises
    ------
    NoReachError
        If the list is not complete or empty, or an entry is no single precise place.
    """
    if region.place_list(kind).vollstaendig != "ja":
        raise NoReachError("weil die Liste nicht als vollständig gekennzeichnet ist")
    every = region.standorte[region.standorte["art"] == kind]
    precise = located(every)
    precise = precise[precise["genauigkeit"].isin(PRECISE)]
    if len(precise) < len(every):
        raise NoReachError(
            f"weil {len(every) - len(precise)} von {len(every)} Einträgen keinen genauen Ort haben "
            "oder für mehrere Stellen stehen"
        )
    if every.empty:
        raise NoReachError("weil die Liste leer ist")
    return precise
