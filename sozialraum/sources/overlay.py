"""Crosswalks computed from outlines: which share of an old area lies in which new one.

By area it is as if people lived evenly spread; with points that tell where they live, such as
the centres of census cells, it is weighted by population.
"""

from __future__ import annotations

from collections.abc import Iterable

import geopandas as gpd
import pandas as pd
import shapely

from sozialraum.formats import write_number
from sozialraum.measures.space.interpolation import FROM, TO, shares
from sozialraum.sources.crosswalks import BY_AREA, BY_PEOPLE, Crosswalk

SLIVER = 0.005
"""Smaller shares come of outlines that were drawn twice; they are told, not used."""


def crosswalk_by_area(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> Crosswalk:
    """Return the crosswalk between two sets of outlines, as if people lived evenly spread.

    Parameters
    ----------
    old, new
        What `read_areas` returns: index = keys, polygons in EPSG:25832.
    """
    sizes = _intersections(old, new)
    totals = pd.Series(old.area.to_numpy(), index=old.index)
    share = shares(sizes, totals, sliver=SLIVER)
    return Crosswalk(share, BY_AREA, notes=tuple(_uncovered(share, old)))


def crosswalk_by_people(
    old: gpd.GeoDataFrame, new: gpd.GeoDataFrame, places: gpd.GeoSeries, people: pd.Series
) -> Crosswalk:
    """Return the crosswalk between two sets of outlines, weighted by where people live.

    Parameters
    ----------
    old, new
        As for `crosswalk_by_area`.
    places
        Points in EPSG:25832 such as the centres of census cells or of house coordinates.
    people
        How many live there, on the same index.
    """
    pieces = pd.DataFrame(
        {FROM: _holder(old, places), TO: _holder(new, places), "people": people.to_numpy(float)}
    )
    inside = pieces[(pieces[FROM] != "") & (pieces["people"] > 0)]
    totals = inside.groupby(FROM)["people"].sum()
    known = inside[inside[TO] != ""].groupby([FROM, TO])["people"].sum()
    share = shares(known, totals)
    empty = sorted(set(map(str, old.index)) - set(totals.index))
    notes = [f"In {key} liegt kein bewohnter Punkt; das Gebiet fehlt." for key in empty]
    return Crosswalk(share, BY_PEOPLE, known, (*notes, *_uncovered(share, old)))


def _intersections(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> pd.Series:
    at_new, at_old = old.sindex.query(new.geometry, predicate="intersects")
    cut = shapely.intersection(old.geometry.to_numpy()[at_old], new.geometry.to_numpy()[at_new])
    index = pd.MultiIndex.from_arrays([old.index[at_old], new.index[at_new]], names=[FROM, TO])
    sizes = pd.Series(shapely.area(cut), index=index)
    return sizes[sizes > 0].sort_index()


def _holder(areas: gpd.GeoDataFrame, places: gpd.GeoSeries) -> list[str]:
    """Return the key of the area that each point lies in, the first one on a border."""
    at_place, at_area = areas.sindex.query(places, predicate="intersects")
    found = [""] * len(places)
    for place, area in sorted(zip(at_place, at_area, strict=True), reverse=True):
        found[place] = str(areas.index[area])
    return found


def _uncovered(share: pd.Series, old: gpd.GeoDataFrame) -> Iterable[str]:
    given = share.groupby(level=FROM).sum().reindex(old.index, fill_value=0.0)
    for key, part in given[given.between(0, 1 - SLIVER, inclusive="neither")].items():
        lost = write_number((1 - part) * 100, 1)
        yield f"{lost} % von {key} liegen in keinem der neuen Gebiete."
    if outside := int((given == 0).sum()):
        yield f"{outside} alte Gebiete liegen ganz außerhalb der neuen."
