"""Which locations can be reached from which areas, and at what cost.

*Areas* hold people, *locations* supply.  A *cost* is whatever it takes to get there:
metres in a straight line, kilometres by road or minutes, never mixed.  Only pairs within
a limit are kept, so that memory grows with them and not with areas × locations.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from scipy.spatial import cKDTree

from sozialraum.formats import plain_number
from sozialraum.measures.space.inputs import Floats, coordinates, named, refuse


@dataclass(frozen=True)
class Reach:
    """Which locations can be reached from which areas, and at what cost.

    Parameters
    ----------
    areas, locations
        Labels of the rows and columns, each once.
    costs
        Costs, areas × locations; what is not stored is out of reach, a stored 0 is not.
    """

    areas: pd.Index
    locations: pd.Index
    costs: sparse.csr_array


def reach_by_distance(areas: pd.DataFrame, locations: pd.DataFrame, limit: float) -> Reach:
    """Return the pairs of areas and locations within a distance in a straight line.

    Parameters
    ----------
    areas, locations
        Columns ``x`` and ``y`` in metres; one row per area (its centre) or location.
    limit
        Largest distance in metres, included.

    Raises
    ------
    DataError
        If a list is empty or coordinates are faulty, or the limit is not above 0.

    Examples
    --------
    >>> people = pd.DataFrame({"x": [0.0, 900.0], "y": 0.0}, index=["101", "102"])
    >>> office = pd.DataFrame({"x": [300.0], "y": 400.0}, index=["A1"])
    >>> reach_by_distance(people, office, 500).costs.toarray().tolist()
    [[500.0], [0.0]]
    """
    here, there = coordinates(areas, "Gebiete"), coordinates(locations, "Standorte")
    _limit(limit)
    pairs = cKDTree(here).sparse_distance_matrix(cKDTree(there), limit, output_type="ndarray")
    return _reach(areas.index, locations.index, pairs["i"], pairs["j"], pairs["v"])


def reach_from_matrix(costs: pd.DataFrame, limit: float = math.inf) -> Reach:
    """Return the pairs within a limit from a full table of costs.

    Parameters
    ----------
    costs
        One row per area, one column per location, for example minutes; NaN or infinite
        where there is no way.
    limit
        Largest cost, included.

    Raises
    ------
    DataError
        If there are no areas or locations, a label is twofold or a cost is negative.

    Examples
    --------
    >>> minutes = pd.DataFrame({"A1": [5.0, 40.0], "A2": [25.0, float("nan")]}, ["101", "102"])
    >>> reach_from_matrix(minutes, 30).costs.nnz
    2
    """
    _limit(limit)
    _labels(costs.index, costs.columns)
    values = costs.to_numpy(dtype=np.float64)
    _not_negative(values)
    near = (values <= limit) & (values < math.inf)
    found = np.flatnonzero(near)
    columns = np.tile(np.arange(values.shape[1], dtype=np.int32), len(values))[found]
    starts = np.r_[0, np.cumsum(np.count_nonzero(near, axis=1))].astype(np.int32)
    parts = values.ravel()[found], columns, starts
    return Reach(costs.index, costs.columns, sparse.csr_array(parts, shape=values.shape))


def reach_from_table(
    table: pd.DataFrame, areas: pd.Index, locations: pd.Index, limit: float = math.inf
) -> Reach:
    """Return the pairs within a limit from a long table, as routing programs write it.

    Parameters
    ----------
    table
        Columns ``gebiet``, ``standort`` and ``kosten``, one row per pair; a pair that is
        missing, or whose cost is unknown or infinite, is out of reach.
    areas, locations
        All areas and locations, also those in no pair.
    limit
        Largest cost, included.

    Raises
    ------
    DataError
        If a pair within the limit is twofold or names an unknown area or location, or a
        cost is negative.
    """
    _limit(limit)
    _labels(areas, locations)
    values = table["kosten"].to_numpy(dtype=np.float64)
    _not_negative(values)
    near = np.flatnonzero((values <= limit) & (values < math.inf))
    rows = _positions(table["gebiet"].array[near], areas, "Gebiete")
    columns = _positions(table["standort"].array[near], locations, "Standorte")
    return _reach(areas, locations, rows, columns, values[near])


def _reach(
    areas: pd.Index,
    locations: pd.Index,
    rows: npt.NDArray[np.int64],
    columns: npt.NDArray[np.int64],
    costs: Floats,
) -> Reach:
    shape = (len(areas), len(locations))
    positions = rows.astype(np.int32), columns.astype(np.int32)  # a third of the time of int64
    costs = np.ascontiguousarray(costs)
    matrix = sparse.csr_array((costs, positions), shape=shape)  # adds twofold pairs up
    if matrix.nnz < len(costs):
        refuse("Paare aus Gebiet und Standort kommen mehrfach vor.", "Jedes Paar einmal angeben.")
    return Reach(areas, locations, matrix)


def _labels(areas: pd.Index, locations: pd.Index) -> None:
    for what, labels in (("Gebiete", areas), ("Standorte", locations)):
        if labels.empty:
            refuse(f"Die Liste „{what}“ ist leer.", "Mindestens einen Eintrag angeben.")
        if labels.has_duplicates:
            refuse(
                f"{what} kommen mehrfach vor.",
                "Jeden Schlüssel nur einmal angeben.",
                found=named(labels[labels.duplicated()].unique()),
            )


def _positions(
    wanted: pd.api.extensions.ExtensionArray, labels: pd.Index, what: str
) -> npt.NDArray[np.int64]:
    """Return the position of each label, for many repetitions of few labels."""
    codes, different = pd.factorize(wanted)
    found = labels.get_indexer(different)
    if (found < 0).any() or (codes < 0).any():
        refuse(
            f"Die Tabelle der Wege nennt {what}, die es hier nicht gibt.",
            "Schlüssel der Tabelle prüfen oder die Zeilen vorher ausdrücklich weglassen.",
            found=named(different[found < 0]) or "leerer Schlüssel",
        )
    positions: npt.NDArray[np.int64] = found[codes]
    return positions


def _limit(limit: float) -> None:
    if not limit > 0:
        refuse("Die Obergrenze ist nicht größer als 0.", "Eine Obergrenze über 0 angeben.")


def _not_negative(costs: Floats) -> None:
    if (costs < 0).any():
        refuse(
            "Wege haben negative Kosten.",
            "Die Werte berichtigen.",
            found=plain_number(float(np.nanmin(costs))),
        )
