"""Cells of a square grid: in which area each centre lies, and what follows for the areas.

A *cell* is named by the row and column of its centre: centre = (number + ½) · size.  Areas
are polygons in the grid's own projection.  A centre belongs to the area that it lies in; on
a border it belongs to the area east or north of it, so never to two that share a border.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from sozialraum.measures.space.inputs import Floats, refuse

Whole: TypeAlias = npt.NDArray[np.int64]
COLUMNS = 1 << 20
"""More columns than any grid has: row · COLUMNS + column numbers all cells."""


@dataclass(frozen=True, eq=False)
class Assigned:
    """Where the cells lie.

    Parameters
    ----------
    area
        Position of the area of each cell, −1 outside of all.
    doubled
        How many cells lie in several areas, because these overlap; they count to the first.
    """

    area: Whole
    doubled: int


def assign_cells(cells: Whole, size: int, areas: npt.NDArray[np.object_]) -> Assigned:
    """Return in which area the centre of each cell lies.

    Every border is cut by the rows of centres at once; between two cuts lies the area.

    Parameters
    ----------
    cells
        Numbers of the cells, row · `COLUMNS` + column, each once.
    size
        Width of a cell in metres.
    areas
        Polygons or multipolygons in the projection of the grid.

    Examples
    --------
    >>> west, east = shapely.box(0, 0, 150, 200), shapely.box(150, 0, 300, 100)
    >>> cells = np.array([0, 1, 2, COLUMNS + 2])
    >>> assign_cells(cells, 100, np.array([west, east])).area.tolist()
    [0, 1, 1, -1]
    """
    area, row, start, end = _runs(areas, size)
    order = np.argsort(cells, kind="stable")
    lined = cells[order]
    first = np.searchsorted(lined, row * COLUMNS + start)
    count = np.searchsorted(lined, row * COLUMNS + end) - first
    hit = order[np.repeat(first, count) + _counted(count)]
    owner = np.repeat(area, count)
    found = np.full(len(cells), -1, dtype=np.int64)
    found[hit[::-1]] = owner[::-1]  # the first of several stays
    return Assigned(found, len(hit) - int((found >= 0).sum()))


def _runs(areas: npt.NDArray[np.object_], size: int) -> tuple[Whole, Whole, Whole, Whole]:
    """Return area, row, first column and first column beyond of all runs of cells inside."""
    area, x1, y1, x2, y2 = _edges(areas)
    below, above = (np.ceil(f(y1, y2) / size - 0.5).astype(int) for f in (np.minimum, np.maximum))
    rows = above - below
    edge = np.repeat(np.arange(len(rows)), rows)
    row = below[edge] + _counted(rows)
    slope = (x2 - x1)[edge] / (y2 - y1)[edge]
    cut = x1[edge] + ((row + 0.5) * size - y1[edge]) * slope
    order = np.lexsort((cut, row, area[edge]))
    column = np.ceil(cut[order] / size - 0.5).astype(np.int64)
    return area[edge][order][::2], row[order][::2], column[::2], column[1::2]


def _edges(areas: npt.NDArray[np.object_]) -> tuple[Whole, Floats, Floats, Floats, Floats]:
    """Return area, start and end of all edges of all rings."""
    parts, of_area = shapely.get_parts(areas, return_index=True)
    rings, of_part = shapely.get_rings(parts, return_index=True)
    points, of_ring = shapely.get_coordinates(rings, return_index=True)
    joined = np.flatnonzero(of_ring[1:] == of_ring[:-1])
    x, y = points.T
    area: Whole = of_area[of_part[of_ring[joined]]]
    return area, x[joined], y[joined], x[joined + 1], y[joined + 1]


def _counted(lengths: Whole) -> Whole:
    """Return 0, 1, 2 … up to each length, one after the other.

    >>> _counted(np.array([2, 0, 3])).tolist()
    [0, 1, 0, 1, 2]
    """
    ends = np.cumsum(lengths)
    numbers: Whole = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - lengths, lengths)
    return numbers


def mean_of_cells(
    values: pd.Series, people: pd.Series, area: pd.Series, *, households: bool = False
) -> pd.DataFrame:
    r"""Return the mean of an area's cells, weighted by their people, and how much is known.

    Parameters
    ----------
    values
        A rate or mean of each cell, NaN where it is not published.
    people
        People in each cell, NaN where not published: such a cell has no weight.
    area
        Label of the area of each cell, on the same index.
    households
        Whether the value is people per household: then the weight is the number of
        households, people ÷ value, and the mean :math:`\sum p / \sum (p / v)`.

    Returns
    -------
    DataFrame
        By area: ``wert`` (NaN if nothing is known), ``zellen`` with people, ``bekannt`` of
        them, ``menschen`` in them and ``erfasst``, people in cells whose value is known.

    Examples
    --------
    >>> v, p = pd.Series([10.0, 40.0, np.nan]), pd.Series([200.0, 100.0, 100.0])
    >>> mean_of_cells(v, p, pd.Series(["a", "a", "a"])).loc["a"].tolist()
    [20.0, 3.0, 2.0, 400.0, 300.0]
    """
    if not (values.index.equals(people.index) and values.index.equals(area.index)):
        refuse("Werte, Menschen und Gebiete haben andere Zellen.", "Vorher verbinden.")
    lived = people.where(people > 0)
    known = lived.where(values.notna() & ((values > 0) | (not households)))
    weighted = known / values if households else known * values
    summed = pd.DataFrame(
        {
            "zellen": lived.notna(), "bekannt": known.notna(), "menschen": lived,
            "erfasst": known, "summe": weighted,
        }
    ).groupby(area).sum()  # fmt: skip
    over, under = ("erfasst", "summe") if households else ("summe", "erfasst")
    mean = summed[over] / summed[under].where(summed[under] > 0)
    return summed.drop(columns="summe").assign(wert=mean)[
        ["wert", "zellen", "bekannt", "menschen", "erfasst"]
    ]


def centres_of_people(places: pd.DataFrame, people: pd.Series, area: pd.Series) -> pd.DataFrame:
    """Return where the people of each area live on average.

    Parameters
    ----------
    places
        Columns ``x`` and ``y`` of the centres of the cells.
    people, area
        As for `mean_of_cells`.

    Returns
    -------
    DataFrame
        By area ``x`` and ``y``; areas without people are missing.

    Examples
    --------
    >>> cells = pd.DataFrame({"x": [0.0, 1000.0], "y": [0.0, 0.0]})
    >>> people, area = pd.Series([300.0, 100.0]), pd.Series(["a", "a"])
    >>> centres_of_people(cells, people, area).loc["a"].tolist()
    [250.0, 0.0]
    """
    weight = people.where(people > 0, 0.0)
    summed = places.mul(weight, axis=0).groupby(area).sum()
    total = weight.groupby(area).sum()
    centres: pd.DataFrame = summed.div(total.where(total > 0), axis=0).dropna()
    return centres
