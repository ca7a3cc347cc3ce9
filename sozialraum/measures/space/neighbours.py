"""Which areas are neighbours, and how much each neighbour counts.

An *island* is an area without neighbours.  It is never given neighbours silently:
`Neighbours.islands` names it, and a measure that cannot deal with it refuses.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.spatial import cKDTree

from sozialraum.measures.space.inputs import coordinates, named, refuse


@dataclass(frozen=True)
class Neighbours:
    """The neighbours of areas and their weights.

    Parameters
    ----------
    areas
        Labels of the areas, each once.
    matrix
        Weights, areas × areas, none on the diagonal; only neighbours are stored.
    """

    areas: pd.Index
    matrix: sparse.csr_array

    @property
    def number(self) -> pd.Series:
        """Number of neighbours per area."""
        return pd.Series(np.diff(self.matrix.indptr), index=self.areas)

    @property
    def islands(self) -> pd.Index:
        """Areas without neighbours."""
        return self.areas[np.diff(self.matrix.indptr) == 0]

    def standardised(self) -> Neighbours:
        """Return the same neighbours with weights that add up to 1 for every area.

        The lag of an area is then the mean of its neighbours; islands keep none.
        """
        sums = self.matrix.sum(axis=1)
        factor = np.divide(1.0, sums, out=np.zeros_like(sums), where=sums > 0)
        rows = np.repeat(factor, np.diff(self.matrix.indptr))
        return Neighbours(self.areas, _with_data(self.matrix, self.matrix.data * rows))

    def binary(self) -> Neighbours:
        """Return the same neighbours, each with the weight 1."""
        return Neighbours(self.areas, _with_data(self.matrix, np.ones(self.matrix.nnz)))

    def without_islands(self) -> Neighbours:
        """Return the neighbours of the areas that have some.

        Values go with them: ``values.loc[neighbours.without_islands().areas]``.
        """
        kept = np.flatnonzero(np.diff(self.matrix.indptr))
        return Neighbours(self.areas[kept], sparse.csr_array(self.matrix[kept][:, kept]))


def neighbours_from_pairs(pairs: Iterable[tuple[object, object]], areas: pd.Index) -> Neighbours:
    """Return neighbours from pairs of areas that share a border.

    Parameters
    ----------
    pairs
        Pairs of labels; the order within a pair and repetitions do not matter.
    areas
        All areas; one that is in no pair is an island.

    Returns
    -------
    Neighbours
        Weights 1 divided by the number of neighbours: the lag is their mean.

    Raises
    ------
    DataError
        If an area is twofold in ``areas``, a pair names an unknown area or one twice.

    Examples
    --------
    >>> found = neighbours_from_pairs([("a", "b"), ("b", "c")], pd.Index(["a", "b", "c", "d"]))
    >>> found.number.to_dict(), list(found.islands)
    ({'a': 1, 'b': 2, 'c': 1, 'd': 0}, ['d'])
    """
    if areas.has_duplicates:
        refuse(
            "Gebiete kommen mehrfach vor.",
            "Jedes Gebiet nur einmal angeben.",
            found=named(areas[areas.duplicated()].unique()),
        )
    listed = list(pairs)
    first = areas.get_indexer(pd.Index([one for one, _ in listed], dtype=areas.dtype))
    second = areas.get_indexer(pd.Index([other for _, other in listed], dtype=areas.dtype))
    strange = [pair for pair, i, j in zip(listed, first, second, strict=True) if i < 0 or j < 0]
    if strange:
        refuse(
            "Nachbarpaare nennen Gebiete, die es hier nicht gibt.",
            "Prüfen, ob Paare und Gebiete denselben Schlüssel und Gebietsstand haben.",
            found=named("–".join(map(str, pair)) for pair in strange),
        )
    if (first == second).any():
        refuse(
            "Ein Gebiet ist als sein eigener Nachbar genannt.",
            "Diese Paare weglassen.",
            found=named(areas[first[first == second]].unique()),
        )
    return _from_positions(np.r_[first, second], np.r_[second, first], areas)


def nearest_neighbours(points: pd.DataFrame, number: int) -> Neighbours:
    """Return for each area the areas whose points are nearest to its own.

    Parameters
    ----------
    points
        Columns ``x`` and ``y`` in metres, one row per area, for example its centre.
    number
        Number of neighbours of each area; among equally distant ones the search decides,
        the same way each time.

    Returns
    -------
    Neighbours
        Weights 1 / ``number``.  The relation need not be mutual; there are no islands.

    Raises
    ------
    DataError
        If coordinates are faulty or there are not more areas than neighbours asked for.

    Examples
    --------
    >>> line = pd.DataFrame({"x": [0.0, 1.0, 3.0], "y": 0.0}, index=["a", "b", "c"])
    >>> nearest_neighbours(line, 1).matrix.toarray().astype(int).tolist()
    [[0, 1, 0], [1, 0, 0], [0, 1, 0]]
    """
    places = coordinates(points, "Gebiete")
    if not 1 <= number < len(places):
        refuse(
            "Die Zahl der Nachbarn passt nicht zur Zahl der Gebiete.",
            "Mindestens 1 und weniger Nachbarn als Gebiete verlangen.",
            found=f"{number} Nachbarn bei {len(places)} Gebieten",
        )
    _, found = cKDTree(places).query(places, k=number + 1)
    own = found == np.arange(len(places))[:, None]
    own[~own.any(axis=1), -1] = True  # more twins at one point than neighbours asked for
    rows = np.repeat(np.arange(len(places)), number)
    return _from_positions(rows, found[~own], points.index)


def _from_positions(rows: np.ndarray, columns: np.ndarray, areas: pd.Index) -> Neighbours:
    shape = (len(areas), len(areas))
    matrix = sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)
    matrix.sum_duplicates()
    return Neighbours(areas, matrix).binary().standardised()


def _with_data(matrix: sparse.csr_array, data: np.ndarray) -> sparse.csr_array:
    return sparse.csr_array((data, matrix.indices, matrix.indptr), shape=matrix.shape)
