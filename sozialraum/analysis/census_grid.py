"""Census grid of a region: from cells to areas, and what the cells know better than areas do.

A cell counts to the area in which its centre lies.  Every value says on how much it rests:
the share of the people who live in cells whose value is published.  Below `LEAST_KNOWN` there
is no value: it would speak for a minority.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from sozialraum.errors import DataError, Fault
from sozialraum.formats import write_number, write_value
from sozialraum.measures.space.access import nearest
from sozialraum.measures.space.cells import assign_cells, centres_of_people, mean_of_cells
from sozialraum.measures.space.inputs import require_complete
from sozialraum.measures.space.reach import reach_by_distance
from sozialraum.sources.census_grid import CRS, PEOPLE, CensusGrid, grid_merkmale, unsure_share
from sozialraum.sources.settings import Parent
from sozialraum.sources.tables import COLUMNS

LEAST_KNOWN = 0.5
"""Share of the people of an area for whom a mean has to be known."""

TOO_LITTLE, UNKNOWN = "/", "."


@dataclass(frozen=True, eq=False)
class GridAreas:
    """Cells of a grid, each with its area.  Made by `grid_in_areas`.

    Parameters
    ----------
    grid
        Only the cells in the areas.
    area
        Key of the area of each cell.
    notes
        German sentences on cells and areas that did not match.
    """

    grid: CensusGrid
    area: pd.Series
    notes: tuple[str, ...]


def grid_in_areas(grid: CensusGrid, gebiete: gpd.GeoDataFrame) -> GridAreas:
    """Return the cells of a grid whose centres lie in areas.

    Parameters
    ----------
    gebiete
        Areas as `read_areas` gives them.

    Raises
    ------
    DataError
        If no cell lies in any area.
    """
    outlines = gebiete.geometry.to_crs(CRS).to_numpy()
    found = assign_cells(grid.values.index.to_numpy(), grid.size, outlines)
    inside = found.area >= 0
    if not inside.any():
        what, remedy = "Keine Zelle liegt in den Gebieten.", "Koordinatensystem und Dateien prüfen."
        raise DataError(Fault(what, remedy=remedy))
    own = CensusGrid(grid.size, grid.stand, grid.values[inside], grid.signs[inside], grid.notes)
    area = pd.Series(gebiete.index.to_numpy()[found.area[inside]], own.values.index)
    return GridAreas(own, area, tuple(_mismatches(gebiete, area, found.doubled)))


def _mismatches(gebiete: gpd.GeoDataFrame, area: pd.Series, doubled: int) -> Iterator[str]:
    without = gebiete.index.difference(area.unique())
    if len(without):
        names = ", ".join(gebiete.loc[without[:5], "name"])
        more = f" und {len(without) - 5} weitere" if len(without) > 5 else ""
        yield f"Ohne Mittelpunkt einer Zelle: {names}{more}."
    if doubled:
        yield f"{doubled} Zellen liegen in zwei Gebieten und zählen zum ersten: Umrisse überlappen."


def area_table(cells: GridAreas, parents: Sequence[Parent] = ()) -> pd.DataFrame:
    """Return the values of all areas and areas of comparison, and on how much they rest.

    Parameters
    ----------
    parents
        Areas of comparison; the cells of all areas with their prefix make them up.

    Returns
    -------
    DataFrame
        Index (gebiet, merkmal); columns ``wert`` (NaN: see ``zeichen``), ``zeichen``,
        ``zellen``, ``bekannt`` (of the cells), ``menschen``, ``erfasst`` (of the people).
    """
    spaces = [cells.area, *(_within(cells.area, parent) for parent in parents)]
    tables = {
        name: pd.concat([_of_areas(cells.grid, name, space.dropna()) for space in spaces])
        for name in cells.grid.values
    }
    table = pd.concat(tables, names=["merkmal", "gebiet"]).swaplevel().sort_index()
    known = table["erfasst"] >= LEAST_KNOWN * table["menschen"]
    signs = np.where(table["wert"].isna(), UNKNOWN, np.where(known, "", TOO_LITTLE))
    return table.assign(wert=table["wert"].where(known), zeichen=signs)


def _within(area: pd.Series, parent: Parent) -> pd.Series:
    return pd.Series(parent.gebiet, area.index).where(area.str.startswith(parent.praefix))


def _of_areas(grid: CensusGrid, name: str, area: pd.Series) -> pd.DataFrame:
    values, people = (grid.values.loc[area.index, one] for one in (name, PEOPLE))
    kind = grid_merkmale()[name].art
    if kind != "summe":
        return mean_of_cells(values, people, area, households=kind == "haushalte")
    grouped = values.groupby(area)
    total = grouped.sum(min_count=1)
    return pd.DataFrame(
        {
            "wert": total, "zellen": grouped.size(), "bekannt": grouped.count(),
            "menschen": total.fillna(0), "erfasst": total.fillna(0),
        }
    )  # fmt: skip


def grid_figures(table: pd.DataFrame, stand: str, source: str) -> pd.DataFrame:
    """Return an area table as rows of kennzahlen.csv, means with two decimals."""
    rows = table.reset_index()
    rounded = rows["wert"].round(2)
    return rows.assign(wert=rounded, jahr=int(stand[:4]), stand=stand, quelle=source)[list(COLUMNS)]


def coverage(cells: GridAreas, table: pd.DataFrame, areas: Sequence[str]) -> list[str]:
    """Return in German what each merkmal rests on: one sentence each."""
    return [_coverage(cells.grid, name, table.loc[list(areas)]) for name in cells.grid.values]


def _coverage(grid: CensusGrid, name: str, table: pd.DataFrame) -> str:
    merkmal, rows = grid_merkmale()[name], table.xs(name, level="merkmal")
    head, cells = f"{merkmal.titel}: {merkmal.grundlage}", write_number(rows["zellen"].sum())
    if merkmal.art == "summe":
        empty = write_number((rows["zellen"] - rows["bekannt"]).sum())
        return f"{head}; {empty} von {cells} Zellen ohne Zahl."
    share = 100 * rows["erfasst"] / rows["menschen"].where(rows["menschen"] > 0)
    ends = (write_value(one, "%", 0) for one in (share.min(), share.max()))
    text = (
        f"{head}; bekannt für {' bis '.join(dict.fromkeys(ends))} der Menschen je Gebiet "
        f"({write_number(rows['bekannt'].sum())} von {cells} bewohnten Zellen)"
    )
    if unsure := unsure_share(grid, name):
        text += f"; {write_value(100 * unsure, '%', 0)} der Werte statistisch unsicher"
    if withheld := int((rows["zeichen"] == TOO_LITTLE).sum()):
        text += f"; in {withheld} Gebieten kein Wert, weil für weniger als die Hälfte bekannt"
    return f"{text}."


def people_centres(cells: GridAreas, crs: str) -> pd.DataFrame:
    """Return where the people of each area live on average: ``x`` and ``y`` in a projection."""
    return centres_of_people(_places(cells, crs), cells.grid.values[PEOPLE], cells.area)


def people_within(
    cells: GridAreas, places: gpd.GeoSeries, kilometres: float, *, complete: bool
) -> pd.DataFrame:
    """Return how many people live within a distance of the nearest place.

    Parameters
    ----------
    places
        Points of places of one kind.
    kilometres
        Distance in a straight line from the centre of a cell, included.
    complete
        Whether the list of places is complete; anything but True is refused.

    Returns
    -------
    DataFrame
        By area ``menschen``, of them ``erreicht``, ``anteil`` in per cent, and ``mittel``, the
        mean distance of the people to the nearest place in kilometres.
    """
    require_complete(complete, "Die Reichweite")
    people = cells.grid.values[PEOPLE]
    lived = people > 0
    here = _places(cells, str(places.crs)).loc[lived]
    there = pd.DataFrame({"x": places.x, "y": places.y})
    near = reach_by_distance(here, there, 1000 * kilometres)
    far = nearest(here, there, complete=True)["entfernung"] / 1000
    weight = people[lived]
    summed = pd.DataFrame(
        {
            "menschen": weight,
            "erreicht": weight.where(np.diff(near.costs.indptr) > 0, 0.0),
            "wege": weight * far,
        }
    ).groupby(cells.area[lived]).sum()  # fmt: skip
    return pd.DataFrame(
        {
            "menschen": summed["menschen"], "erreicht": summed["erreicht"],
            "anteil": 100 * summed["erreicht"] / summed["menschen"],
            "mittel": summed["wege"] / summed["menschen"],
        }
    )  # fmt: skip


def _places(cells: GridAreas, crs: str) -> pd.DataFrame:
    centres = cells.grid.centres
    points = gpd.GeoSeries(gpd.points_from_xy(centres["x"], centres["y"]), centres.index, crs=CRS)
    moved = points.to_crs(crs)
    return pd.DataFrame({"x": moved.x, "y": moved.y}, centres.index)
