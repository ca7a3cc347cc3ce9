"""The tables that are possible for somebody who reads what is printed.

Everything printed and known makes a polyhedron; the attack looks for the extremes of its
unknowns by linear programming.  Hidden cells that share no equation, directly or through
others, are looked at apart, and small programs are solved together: a call to the solver
costs more than they do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse.csgraph import connected_components

from sozialraum.measures.disclosure.cells import TOLERANCE, Floats, Positions, Truths, refuse
from sozialraum.measures.disclosure.programs import WIDEST, repeated
from sozialraum.measures.disclosure.table import FrequencyTable

_SHAKES = 4  # tables in random directions, tried before each cell is asked for alone


@dataclass(frozen=True)
class Possible:
    """Tables that are possible: ``matrix @ y == right`` and ``lower <= y <= upper``.

    Parameters
    ----------
    matrix
        Equations × unknowns; behind the hidden cells one unknown per inequality.
    right
        Right side of the equations.
    lower, upper
        Bounds of the unknowns.
    cells
        How many unknowns are hidden cells; they come first.
    """

    matrix: sparse.csr_array
    right: Floats
    lower: Floats
    upper: Floats
    cells: int

    def parts(self) -> Iterator[tuple[Positions, Possible]]:
        """Yield the parts that share no equation, each with the position of its unknowns."""
        rows = self.matrix.shape[0]
        links = sparse.block_array([[None, self.matrix], [self.matrix.T, None]])
        _, labels = connected_components(links, directed=False)
        for label in np.unique(labels[rows : rows + self.cells]):
            columns = np.flatnonzero(labels[rows:] == label)
            inside = np.flatnonzero(labels[:rows] == label)
            yield (
                columns,
                Possible(
                    self.matrix[inside][:, columns],
                    self.right[inside],
                    self.lower[columns],
                    self.upper[columns],
                    int((columns < self.cells).sum()),
                ),
            )


@dataclass(frozen=True)
class Extremes:
    """Bounds of the hidden cells, and the extremes of whole-number tables seen on the way.

    Two different whole-number tables prove that a cell cannot be known.
    """

    low: Floats
    high: Floats
    least: Floats
    most: Floats


def possible(table: FrequencyTable, hidden: Truths, lower: Floats, upper: Floats) -> Possible:
    """Return the tables that agree with what is printed.

    Parameters
    ----------
    table
        Only values that are not hidden are used.
    hidden
        Which cells are hidden.
    lower, upper
        Bounds of each cell if it is hidden, as the attacker knows them.
    """
    shown = np.where(hidden, 0.0, table.values)
    low, high = (bound - table.matrix @ shown for bound in table.bounds)
    inner = table.matrix[:, np.flatnonzero(hidden)]
    touched = np.diff(inner.indptr) > 0
    inner, low, high = inner[touched], low[touched], high[touched]
    loose = np.flatnonzero(low != high)
    slack = sparse.csr_array(
        (-np.ones(len(loose)), (loose, np.arange(len(loose)))), shape=(len(low), len(loose))
    )
    return Possible(
        matrix=sparse.hstack([inner, slack], format="csr"),
        right=np.where(low == high, low, 0.0),
        lower=np.r_[lower[hidden], low[loose]],
        upper=np.r_[upper[hidden], high[loose]],
        cells=int(hidden.sum()),
    )


def extremes(tables: Possible) -> Extremes:
    """Return between which bounds every hidden cell lies.

    Raises
    ------
    DataError
        If no table is possible: what the attacker is said to know contradicts the table.
    """
    return _searched(tables, settle=False)


def known(tables: Possible) -> Truths:
    """Return which hidden cells have the same count in all whole-number tables.

    Linear programming may find an interval where whole numbers leave but one count, so
    cells without two different whole-number tables are looked at once more.
    """
    found = _searched(tables, settle=True)
    least, most = found.least.copy(), found.most.copy()
    single = np.ceil(found.low - TOLERANCE) >= np.floor(found.high + TOLERANCE)
    for position in np.flatnonzero(~single & ~(least < most)):
        for sign in (1.0, -1.0):
            if not least[position] < most[position]:
                other = _whole_table(tables, int(position), sign)
                least, most = np.minimum(least, other), np.maximum(most, other)
    return ~(least < most)


def _searched(tables: Possible, *, settle: bool) -> Extremes:
    found = [np.full(tables.cells, value) for value in (np.inf, -np.inf, np.inf, -np.inf)]
    for columns, part in tables.parts():
        search = _Search(part, settle=settle)
        for whole, piece in zip(found, search.run(), strict=True):
            whole[columns[: part.cells]] = piece
    return Extremes(*found)


class _Search:
    """Extremes of one connected part; every solution counts for all its cells.

    ``settle`` ends the search for a cell once two whole-number tables differ in it.
    """

    def __init__(self, part: Possible, *, settle: bool) -> None:
        self.part, self.settle = part, settle
        finite = np.r_[part.lower, part.upper, part.right]
        self.cap = 10.0 * (1.0 + np.abs(finite[np.isfinite(finite)]).sum())
        self.low, self.least = np.full((2, part.cells), np.inf)
        self.high, self.most = np.full((2, part.cells), -np.inf)
        self.done = np.zeros((2, part.cells), dtype=np.bool_)
        self.at_once = max(1, WIDEST // len(part.lower))

    def run(self) -> tuple[Floats, ...]:
        """Ask for the smallest and the largest value of each cell until all are known."""
        random = np.random.default_rng(1)
        for _ in range(_SHAKES * self.settle):
            if self.done.all():
                break
            costs = np.zeros((min(_SHAKES, self.at_once), len(self.part.lower)))
            costs[:, : self.part.cells] = random.normal(size=(len(costs), self.part.cells))
            self._see(self._solve(costs))
        while not self.done.all():
            asked = np.argwhere(~self.done)[: self.at_once]
            costs = np.zeros((len(asked), len(self.part.lower)))
            costs[np.arange(len(asked)), asked[:, 1]] = 1.0 - 2.0 * asked[:, 0]
            self._see(self._solve(costs))
            self.done[asked[:, 0], asked[:, 1]] = True
        high = np.where(self.high >= self.cap / 2, np.inf, self.high)
        return self.low, high, self.least, self.most

    def _solve(self, costs: Floats) -> Floats:
        lower = np.maximum(self.part.lower, -self.cap)
        upper = np.minimum(self.part.upper, self.cap)
        result = linprog(
            costs.ravel(),
            A_eq=repeated(self.part.matrix, len(costs)),
            b_eq=np.tile(self.part.right, len(costs)),
            bounds=np.tile(np.column_stack([lower, upper]), (len(costs), 1)),
        )
        if result.x is None:
            _refuse()
        solutions: Floats = result.x.reshape(costs.shape)
        return solutions

    def _see(self, solutions: Floats) -> None:
        cells = solutions[:, : self.part.cells]
        self.low = np.minimum(self.low, cells.min(axis=0))
        self.high = np.maximum(self.high, cells.max(axis=0))
        whole = cells[(np.abs(cells - np.round(cells)) < TOLERANCE).all(axis=1)]
        if len(whole):
            self.least = np.minimum(self.least, np.round(whole).min(axis=0))
            self.most = np.maximum(self.most, np.round(whole).max(axis=0))
        self.done[0] |= self.low <= self.part.lower[: self.part.cells] + TOLERANCE
        self.done[1] |= self.high >= self.part.upper[: self.part.cells] - TOLERANCE
        if self.settle:
            self.done |= self.least < self.most


def _whole_table(tables: Possible, position: int, sign: float) -> Floats:
    """Return the whole-number table in which a cell is smallest (1) or largest (−1)."""
    costs = np.zeros(len(tables.lower))
    costs[position] = sign
    result = milp(
        costs,
        integrality=np.arange(len(costs)) < tables.cells,
        bounds=Bounds(tables.lower, tables.upper),
        constraints=[LinearConstraint(tables.matrix, tables.right, tables.right)],
    )
    if result.x is None:
        _refuse()
    whole: Floats = np.round(result.x[: tables.cells])
    return whole


def _refuse() -> NoReturn:
    refuse(
        "Keine Tabelle passt zu dem, was veröffentlicht und bekannt ist.",
        "Das angenommene Wissen und die Regeln mit der Tabelle abgleichen.",
    )
