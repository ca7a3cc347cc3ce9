"""Access to places: how far the nearest is, how many are near, how much supply falls to whom.

*Areas* hold people (the demand), *locations* hold supply; which are near each other, and
at what cost, says a `Reach`.

A statement on supply needs a complete list of locations: every function that makes one
takes ``complete`` and refuses unless it is True.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.spatial import cKDTree

from sozialraum.measures.space.inputs import (
    Floats,
    checked,
    coordinates,
    refuse,
    require_complete,
    same_areas,
)
from sozialraum.measures.space.reach import Reach


@dataclass(frozen=True)
class Catchment:
    """The result of `floating_catchment`.

    Parameters
    ----------
    access
        Supply per person in each area; exactly 0 where no location is within reach.
    ratio
        Supply per person in the catchment of each location; NaN where nobody lives in it.
    unreached
        Locations in whose catchment nobody lives: their supply falls to nobody.
    """

    access: pd.Series
    ratio: pd.Series
    unreached: pd.Index


def steps(shares: Mapping[float, float]) -> Callable[[Floats], Floats]:
    """Return a weight that falls in steps, as in the enhanced method (E2SFCA).

    Parameters
    ----------
    shares
        Weight for each upper limit of cost, included; beyond the largest limit it is 0.

    Examples
    --------
    >>> weight = steps({10: 1.0, 20: 0.68, 30: 0.22})
    >>> weight(np.array([0.0, 10.0, 11.0, 30.0, 31.0])).tolist()
    [1.0, 1.0, 0.68, 0.22, 0.0]
    """
    limits = sorted(shares)
    weights = np.array([*(shares[limit] for limit in limits), 0.0])
    if not shares or (weights < 0).any() or not np.isfinite(weights).all():
        refuse(
            "Die Stufen der Gewichte sind leer oder negativ.",
            "Je Obergrenze ein Gewicht ab 0 angeben, zum Beispiel 10: 1, 20: 0,68, 30: 0,22.",
        )

    def weight(costs: Floats) -> Floats:
        step = np.zeros(costs.shape, dtype=np.int16)
        for limit in limits:
            step += ~(costs <= limit)
        return weights[step]

    return weight


def nearest(areas: pd.DataFrame, locations: pd.DataFrame, *, complete: bool) -> pd.DataFrame:
    """Return the nearest location of each area in a straight line.

    Parameters
    ----------
    areas, locations
        Columns ``x`` and ``y`` in metres; one row per area (its centre) or location.
    complete
        Whether the list of locations is complete; anything but True is refused.

    Returns
    -------
    DataFrame
        On the index of the areas: ``standort``, the label of the nearest location (any of
        them, the same each time, where several are equally near), and ``entfernung`` in
        metres.

    Raises
    ------
    DataError
        If the list is not complete or empty, or coordinates are faulty.

    Examples
    --------
    >>> people = pd.DataFrame({"x": [0.0, 900.0], "y": 0.0}, index=["101", "102"])
    >>> office = pd.DataFrame({"x": [300.0], "y": 400.0}, index=["A1"])
    >>> nearest(people, office, complete=True)["entfernung"].round().tolist()
    [500.0, 721.0]
    """
    require_complete(complete, "Die Entfernung zum nächsten Standort")
    here, there = coordinates(areas, "Gebiete"), coordinates(locations, "Standorte")
    distance, found = cKDTree(there).query(here)
    return pd.DataFrame(
        {"standort": locations.index[found], "entfernung": distance}, index=areas.index
    )


def floating_catchment(
    demand: pd.Series,
    supply: pd.Series,
    reach: Reach,
    *,
    weight: Callable[[Floats], Floats] | None = None,
    complete: bool,
) -> Catchment:
    r"""Return how much supply falls to a person in each area (2SFCA, E2SFCA).

    First each location's supply is shared by all people in its catchment, then each area
    adds up the shares of the locations it reaches.

    Parameters
    ----------
    demand
        People per area, on ``reach.areas``.
    supply
        Supply per location, on ``reach.locations``: counselling hours, posts, places.
    reach
        Pairs within the limit :math:`d_0`.
    weight
        Weight of a cost, as of `steps`; None gives every pair within reach the
        same weight 1 (2SFCA).
    complete
        Whether the list of locations is complete; anything but True is refused.

    Returns
    -------
    Catchment
        Weighted by people, ``access`` adds up to the supply of all locations that are
        not ``unreached``.

    Raises
    ------
    DataError
        If the list is not complete, labels do not match, people or supply are unknown or
        negative, or a weight is negative or not finite.

    Notes
    -----
    With people :math:`P_i`, supply :math:`S_j` and weights :math:`f`:

    .. math:: R_j = \frac{S_j}{\sum_i P_i f(d_{ij})}, \quad A_i = \sum_j R_j f(d_{ij})

    Luo, W.; Wang, F. (2003): Measures of spatial accessibility to health care in a GIS
    environment. Environment and Planning B 30, 865–884.  With weights: Luo, W.; Qi, Y.
    (2009): An enhanced two-step floating catchment area (E2SFCA) method. Health & Place
    15, 1100–1107.

    Examples
    --------
    >>> from sozialraum.measures.space.reach import reach_from_matrix
    >>> minutes = pd.DataFrame({"A1": [5.0, 20.0], "A2": [40.0, 10.0]}, ["101", "102"])
    >>> people = pd.Series([100, 300], minutes.index)
    >>> hours = pd.Series([40, 30], minutes.columns)
    >>> found = floating_catchment(people, hours, reach_from_matrix(minutes, 30), complete=True)
    >>> found.access.round(3).to_dict()  # 40/400, and 40/400 + 30/300
    {'101': 0.1, '102': 0.2}
    """
    require_complete(complete, "Die Versorgung im Einzugsbereich")
    same_areas("Nachfrage", demand.index, "Erreichbarkeit", reach.areas)
    same_areas("Angebot", supply.index, "Erreichbarkeit", reach.locations)
    (people,) = checked(("Nachfrage", demand, 0))
    (offered,) = checked(("Angebot", supply, 0))
    shares = _weighted(reach.costs, weight)
    reached = shares.T @ people
    ratio = np.divide(offered, reached, out=np.zeros_like(offered), where=reached > 0)
    return Catchment(
        access=pd.Series(shares @ ratio, index=reach.areas),
        ratio=pd.Series(np.where(reached > 0, ratio, np.nan), index=reach.locations),
        unreached=reach.locations[reached <= 0],
    )


def _weighted(
    costs: sparse.csr_array, weight: Callable[[Floats], Floats] | None
) -> sparse.csr_array:
    data = np.ones(costs.nnz) if weight is None else weight(costs.data)
    if not (np.isfinite(data) & (data >= 0)).all():
        refuse(
            "Die Gewichtung liefert negative oder unendliche Gewichte.",
            "Eine Gewichtung wie steps wählen.",
        )
    return sparse.csr_array((data, costs.indices, costs.indptr), shape=costs.shape)
