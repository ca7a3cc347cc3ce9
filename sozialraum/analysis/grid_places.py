"""Grid places: what the cells of a census grid know better than areas do.

Where the people of an area live on average, and how many of them live near a place of a kind
whose list is complete.  Distances are straight lines from the centres of the cells.
"""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd

from sozialraum.analysis.census_grid import GridAreas, people_centres, people_within
from sozialraum.analysis.reach import NoReachError, kinds, limit_km, whole_list
from sozialraum.formats import write_number
from sozialraum.region import Region
from sozialraum.sources.census_grid import PEOPLE
from sozialraum.sources.places import KINDS

NAME, COUNT, EAST, NORTH = "Gebiet", "Menschen", "Ost (UTM 32)", "Nord (UTM 32)"
AWAY = "km zur Mitte der Fläche"


def grid_places(cells: GridAreas, region: Region) -> tuple[pd.DataFrame, list[str]]:
    """Return by area what its cells tell of people and places, and why some is missing.

    Parameters
    ----------
    cells
        Cells in the areas of the region.
    region
        With its list of places.

    Returns
    -------
    tuple
        A table with German headings, index ``gebiet``: people, where they live on average and
        how far that is from the middle of the outline, and of each kind the share of people
        within the usual limit and the mean way; German sentences on the other kinds.
    """
    centres = people_centres(cells, str(region.gebiete.crs))
    middle = region.gebiete.geometry.centroid.reindex(centres.index)
    away = np.hypot(centres["x"] - middle.x, centres["y"] - middle.y) / 1000
    table = pd.DataFrame(
        {
            NAME: [region.area_name(str(key)) for key in centres.index],
            COUNT: cells.grid.values[PEOPLE].groupby(cells.area).sum().reindex(centres.index),
            EAST: centres["x"].round(), NORTH: centres["y"].round(), AWAY: away.round(1),
        }
    )  # fmt: skip
    refused: dict[str, str] = {}
    limit = limit_km()
    for kind in kinds(region):
        try:
            places = whole_list(region, kind)
        except NoReachError as refusal:
            refused[KINDS[kind]] = str(refusal)
            continue
        near = people_within(cells, gpd.GeoSeries(places.geometry), limit, complete=True)
        within = f"{KINDS[kind]}: % im Umkreis von {write_number(limit, 1)} km"
        table[within] = near["anteil"].round(1)
        table[f"{KINDS[kind]}: mittlerer Weg in km"] = near["mittel"].round(1)
    return table, list(_why_not(refused))


def _why_not(refused: Mapping[str, str]) -> list[str]:
    return [f"Reichweite von „{kind}“ nicht berechnet, {why}." for kind, why in refused.items()]
