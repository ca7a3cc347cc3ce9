"""Hide as little as possible so that no hidden cell can be read: exactly, by cutting planes.

A relaxation knows only some of the inequalities that a safe choice must meet.  Its best
choice is attacked; what the attack breaks is added, first while choices may be fractions,
then for whole ones, until nothing is broken: then the choice is safe and none is cheaper.
Where the time ends before that, a safe choice is built cell by cell and the bound says how
much cheaper another could be.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NoReturn, TypeAlias

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from sozialraum.measures.disclosure.build_up import build_up
from sozialraum.measures.disclosure.cells import (
    Floats,
    Positions,
    Truths,
    describe,
    refuse,
)
from sozialraum.measures.disclosure.cuts import SAFE, Cut, attack_choice, equation_cuts
from sozialraum.measures.disclosure.design import Design, design
from sozialraum.measures.disclosure.possible import known, possible
from sozialraum.measures.disclosure.rules import Rules, Threat, demand, limits
from sozialraum.measures.disclosure.table import FrequencyTable

Cost: TypeAlias = Literal["values", "cells"]

_OPTIMAL, _INFEASIBLE = 0, 2  # status of linprog and milp
_MOST_NAMED = 10


@dataclass(frozen=True, eq=False)
class Pattern:
    """Which cells of a table are hidden; only for those who may see the table.

    Parameters
    ----------
    hidden, primary
        Which cells are hidden, and which of them for their own sake.
    cost
        What is lost: the sum of the hidden values, or how many cells are hidden.
    bound
        What no safe pattern can fall below.
    optimal
        Whether the pattern is proven to be the cheapest.
    """

    hidden: Truths
    primary: Truths
    cost: float
    bound: float
    optimal: bool

    @property
    def gap(self) -> float:
        """By what share of its cost a cheaper pattern might be cheaper; 0 if proven."""
        return 0.0 if self.optimal else max(0.0, 1 - self.bound / self.cost)


def protect(
    table: FrequencyTable,
    rules: Rules | None = None,
    threat: Threat | None = None,
    *,
    cost: Cost = "values",
    time_limit: float = 30.0,
) -> Pattern:
    """Return which cells to hide so that attackers cannot read what must not be read.

    Parameters
    ----------
    table
        The true table, linked with everything that is printed of the same cases.
    rules
        When a cell is hidden for its own sake.
    threat
        Against whom, and what they know.
    cost
        What is to be as small as possible: the sum of hidden ``"values"`` or the number of
        hidden ``"cells"``.  Of equally cheap patterns the one whose cells stand first
        is taken, as far as the solver's tolerance tells them apart.
    time_limit
        Longest search for the cheapest pattern in seconds.  Where it ends the search, a
        safe pattern is still built, which takes its own time, and what comes out depends
        on the machine; otherwise the same table gets the same pattern.

    Raises
    ------
    DataError
        If the table cannot be protected even if everything is hidden that may be, with
        the cells that remain readable.

    Examples
    --------
    >>> import pandas as pd
    >>> from sozialraum.measures.disclosure.build import from_counts
    >>> fields = pd.Index(["Arbeit", "Bildung", "Wohnen"], name="lebensbereich")
    >>> table = from_counts(pd.Series([2, 9, 4], fields))
    >>> protect(table).hidden.tolist()
    [True, False, True, False]
    """
    rules, threat = rules or Rules(), threat or Threat()
    whole = table.knowing(threat.knowledge)
    wanted = demand(table, rules, threat.keep)
    lower, upper = limits(whole, rules, wanted.small, max(threat.levels))
    problem = design(whole, wanted, lower, upper)
    prices = np.maximum(table.values, 1.0) if cost == "values" else np.ones(len(table.values))
    search = _Search(whole, problem, prices, time_limit)
    hidden = search.run(lambda hidden: _readable(whole, hidden, lower, upper))
    spent = float(prices[hidden].sum())
    optimal = search.optimal or spent <= search.bound + SAFE
    return Pattern(hidden, wanted.primary, spent, spent if optimal else search.bound, optimal)


class _Search:
    """The cutting planes of one table.

    ``bound`` and ``optimal`` tell after a run how good its choice is.
    """

    def __init__(
        self, table: FrequencyTable, problem: Design, prices: Floats, time_limit: float
    ) -> None:
        self.table, self.problem, self.prices = table, problem, prices
        self.targets = problem.targets()
        self.cuts = equation_cuts(problem, self.targets)
        self.costs = np.r_[prices + _ties(prices), np.zeros(len(problem.free) - len(prices))]
        self.bounds = Bounds(problem.forced.astype(np.float64), problem.most())
        self.end = time.monotonic() + time_limit
        self.start = problem.forced
        self.bound, self.optimal = 0.0, False

    def run(self, readable: Callable[[Truths], Truths]) -> Truths:
        """Return the cells to hide; ``readable`` tells what can be read of a choice."""
        self._fractions()
        while time.monotonic() < self.end:
            choice, proven = self._whole()
            if choice is None:
                break
            cuts = self._broken(choice, readable)
            if not cuts and proven:
                self.optimal = True
                return choice[: self.problem.cells]
            if not cuts:
                break
            self.cuts += cuts
        return self._heuristic(readable)

    def _fractions(self) -> None:
        """Add inequalities until a choice of fractions breaks none."""
        while True:
            result = linprog(
                self.costs,
                A_ub=-self._matrix(),
                b_ub=-self._needs(),
                bounds=np.column_stack([self.bounds.lb, self.bounds.ub]),
            )
            if result.status == _INFEASIBLE:
                self._refuse()
            self._raise_bound(result.fun)
            self.start = result.x > SAFE
            found = attack_choice(self.problem, result.x, self.targets)
            self.cuts += found.cuts
            if not found.cuts or time.monotonic() >= self.end:
                return

    def _whole(self) -> tuple[Truths | None, bool]:
        """Return the cheapest whole choice of the relaxation and whether that is proven."""
        result = milp(
            self.costs,
            integrality=np.ones(len(self.costs)),
            bounds=self.bounds,
            constraints=[LinearConstraint(self._matrix(), self._needs(), np.inf)],
            options={
                "mip_rel_gap": 0.0,
                "time_limit": max(0.0, self.end - time.monotonic()),
            },
        )
        if result.status == _INFEASIBLE:
            self._refuse()
        if result.mip_dual_bound is not None:
            self._raise_bound(result.mip_dual_bound)
        return (None if result.x is None else result.x > 0.5), result.status == _OPTIMAL

    def _broken(self, choice: Truths, readable: Callable[[Truths], Truths]) -> list[Cut]:
        """Return inequalities that a whole choice breaks; none if it is safe."""
        targets = [*self.targets, *self.problem.secondary_targets(choice)]
        found = attack_choice(self.problem, choice.astype(np.float64), targets)
        if found.unsafe:
            cells = np.array([target.cell for target in found.unsafe])
            return found.cuts or self._more_than(choice, cells)
        return self._more_than(choice, np.flatnonzero(readable(choice[: self.problem.cells])))

    def _more_than(self, choice: Truths, cells: Positions) -> list[Cut]:
        """Return that more must be hidden than in a choice, or else not these cells."""
        cuts = []
        for cell in cells.tolist():
            weights = (self.problem.free & ~choice).astype(np.float64)
            if self.problem.forced[cell]:
                cuts.append(Cut(weights, 1.0))
            else:
                weights[cell] = -1.0
                cuts.append(Cut(weights, 0.0))
        return cuts

    def _heuristic(self, readable: Callable[[Truths], Truths]) -> Truths:
        """Return a safe choice, larger than need be where whole numbers give cells away."""
        choice = build_up(self.problem, self.costs, self.start)
        if choice is None:
            self._refuse()
        while (open_cells := readable(choice[: self.problem.cells])).any():
            larger = choice | (_neighbours(self.problem, open_cells) & self.problem.free)
            if (larger == choice).all():
                self._refuse()
            choice = larger
        return choice[: self.problem.cells]

    def _raise_bound(self, value: float) -> None:
        """Note a lower bound, without what was added to break ties."""
        lower = value - _ties(self.prices).sum()
        whole = bool((self.prices % 1 == 0).all())
        self.bound = max(self.bound, float(np.ceil(lower - SAFE)) if whole else lower)

    def _matrix(self) -> sparse.csr_array:
        rows = [cut.weights for cut in self.cuts]
        return sparse.csr_array(np.array(rows).reshape(len(rows), len(self.costs)))

    def _needs(self) -> Floats:
        return np.array([cut.need for cut in self.cuts], dtype=np.float64)

    def _refuse(self) -> NoReturn:
        """Refuse the table, with the cells that stay readable whatever is hidden."""
        unsafe = attack_choice(self.problem, self.problem.most(), self.targets).unsafe
        cells = sorted({target.cell for target in unsafe})[:_MOST_NAMED]
        refuse(
            "Die Tabelle lässt sich nicht schützen und wird nicht veröffentlicht: Auch wenn "
            "alles gesperrt wird, was gesperrt werden darf, lassen sich Zellen errechnen.",
            "Kategorien, Jahre oder Stellen zusammenfassen, oder auch Nullen schützen.",
            found=", ".join(describe(self.table.cells[cell]) for cell in cells),
        )


def _readable(table: FrequencyTable, hidden: Truths, lower: Floats, upper: Floats) -> Truths:
    """Return which hidden counts have one possible value only."""
    result = np.zeros(len(hidden), dtype=np.bool_)
    if table.whole and hidden.any():
        result[hidden] = known(possible(table, hidden, lower, upper))
    return result


def _neighbours(problem: Design, cells: Truths) -> Truths:
    """Return the unknowns that share an equation with some cells."""
    inside = np.flatnonzero(cells)
    rows = np.unique(problem.matrix[:, inside].tocsc().indices)
    near = np.zeros(problem.matrix.shape[1], dtype=np.bool_)
    near[problem.matrix.tocsr()[rows].indices] = True
    return near


def _ties(prices: Floats) -> Floats:
    """Return what is added to prices so that, all else equal, first cells are hidden.

    All of it together is half of the smallest difference between whole prices.
    """
    steps = np.arange(1, len(prices) + 1, dtype=np.float64)
    ties: Floats = 0.5 * steps / steps.sum()
    return ties
