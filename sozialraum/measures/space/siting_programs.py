"""The integer programs behind `sozialraum.measures.space.siting`, and what a choice brings."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.optimize import LinearConstraint

from sozialraum.measures.space.inputs import Floats
from sozialraum.measures.space.programs import Positions, Program, Truths, at_most, scaled
from sozialraum.measures.space.reach import Reach


def covering_program(reach: Reach, people: Floats, fixed: Truths, count: int) -> Program:
    """Return the program that brings most people within reach (Church & ReVelle 1974)."""
    without = np.flatnonzero(~covered(reach, fixed) & (people > 0))
    near = reach.costs[without][:, np.flatnonzero(~fixed)]
    near.data = np.ones(near.nnz)  # a cost of 0 is within reach as well
    areas, sites = near.shape
    covered_by = sparse.hstack([near, -sparse.eye_array(areas)], format="csr")
    return Program(
        costs=scaled(np.r_[np.zeros(sites), -people[without]]),
        sites=sites,
        constraints=[
            LinearConstraint(covered_by, 0, np.inf),
            at_most(count, sites, areas),
        ],
    )


def median_program(reach: Reach, people: Floats, fixed: Truths, count: int) -> Program:
    """Return the program that makes all ways shortest (ReVelle & Swain 1970)."""
    now = nearest_taken(reach, fixed)[1]
    pairs = reach.costs.tocoo()
    rows, columns = pairs.coords
    useful = ~fixed[columns] & (people[rows] > 0) & (pairs.data < now[rows])
    rows, columns, ways = rows[useful], columns[useful], pairs.data[useful]
    served = np.isfinite(now)
    site = np.cumsum(~fixed)[columns] - 1
    sites, number = int((~fixed).sum()), len(rows)
    each = np.arange(number)
    one = np.ones(number)
    assigned = sparse.csr_array((one, (rows, sites + each)), shape=(len(now), sites + number))
    only_taken = sparse.csr_array(
        (np.r_[one, -one], (np.r_[each, each], np.r_[site, sites + each])),
        shape=(number, sites + number),
    )
    saved = people[rows] * (ways - np.where(served, now, 0.0)[rows])
    return Program(
        costs=scaled(np.r_[np.zeros(sites), saved]),
        sites=sites,
        constraints=[
            LinearConstraint(assigned, np.where(served | (people == 0), 0.0, 1.0), 1.0),
            LinearConstraint(only_taken, 0, np.inf),
            at_most(count, sites, number),
        ],
    )


def covered(reach: Reach, taken: Truths) -> Truths:
    """Return which areas have a taken location within reach."""
    covered: Truths = np.isfinite(nearest_taken(reach, taken)[1])
    return covered


def nearest_taken(reach: Reach, taken: Truths) -> tuple[Positions, Floats]:
    """Return position and cost of the nearest taken location per area; −1 and ∞ if none."""
    site = np.full(len(reach.areas), -1)
    ways = np.full(len(reach.areas), np.inf)
    pairs = reach.costs.tocoo()
    rows, columns = pairs.coords
    use = np.flatnonzero(taken[columns])
    order = use[np.lexsort((columns[use], pairs.data[use], rows[use]))]
    first, start = np.unique(rows[order], return_index=True)
    site[first], ways[first] = columns[order[start]], pairs.data[order[start]]
    return site, ways
