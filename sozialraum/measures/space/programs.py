"""Integer programs that choose sites: solved exactly, with a word on how sure the answer is."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from sozialraum.formats import plain_number
from sozialraum.measures.space.inputs import Floats, refuse

Positions: TypeAlias = npt.NDArray[np.int64]
Truths: TypeAlias = npt.NDArray[np.bool_]
Worth: TypeAlias = Callable[[Truths], float]
"""What a choice of locations is worth, computed without the solver."""

_PROVEN = (0, 2)  # status of scipy.optimize.milp: the best is found, or there is none
_LARGEST = 1e4  # size of coefficients in which the solver's absolute tolerance of 1e-6 is nothing


@dataclass(frozen=True)
class Program:
    """Minimise ``costs``; the first ``sites`` variables say which candidates are taken."""

    costs: Floats
    sites: int
    constraints: list[LinearConstraint]

    def without(self, choice: Truths) -> Program:
        """Return the program in which at least one site of a choice is not taken."""
        row = np.r_[choice.astype(np.float64), np.zeros(len(self.costs) - self.sites)]
        cut = LinearConstraint(sparse.csr_array(row[None, :]), -np.inf, row.sum() - 1)
        return replace(self, constraints=[*self.constraints, cut])


@dataclass(frozen=True)
class Found:
    """Candidates picked, all locations taken then, and how sure it is (see `solve`)."""

    picked: Positions
    taken: Truths
    gap: float
    unique: bool | None


def solve(
    program: Program,
    candidates: Positions,
    fixed: Truths,
    worth: Worth,
    time_limit: float,
) -> Found:
    """Solve, drop what adds nothing, and look whether another choice is as good.

    Parameters
    ----------
    program
        What to minimise.
    candidates
        Position of each site of the program among all locations.
    fixed
        Which locations are taken anyway.
    worth
        What to maximise, exactly.
    time_limit
        Longest search in seconds, each for the solution and for its uniqueness.

    Returns
    -------
    Found
        ``gap`` is 0 if the solution is proven to be the best; ``unique`` is None if the
        time did not suffice to tell.
    """
    if len(program.costs) == program.sites:  # nobody could gain anything
        return Found(np.array([], dtype=np.int64), fixed, 0.0, unique=True)
    chosen, gap = _optimum(program, time_limit)
    if chosen is None:
        refuse(
            "Kein Vorschlag: Mit so vielen neuen Standorten bleiben bewohnte Gebiete ohne "
            "erreichbaren Standort, oder die Zeit hat nicht gereicht.",
            "Mehr neue Standorte, eine größere Obergrenze der Wege oder mehr Zeit vorgeben.",
            found=f"Zeitgrenze {plain_number(float(time_limit))} Sekunden",
        )
    picked = _pruned(candidates[chosen], fixed, worth)
    taken = with_sites(fixed, picked)
    unique = None
    if gap == 0:
        other, other_gap = _optimum(program.without(np.isin(candidates, picked)), time_limit)
        rival = -math.inf if other is None else worth(with_sites(fixed, candidates[other]))
        as_good = math.isclose(rival, worth(taken), rel_tol=1e-9)
        unique = not as_good if as_good or other_gap == 0 else None
    return Found(picked, taken, gap, unique)


def _optimum(program: Program, time_limit: float) -> tuple[Truths | None, float]:
    """Return which sites are taken, None without any solution, and the gap that is left."""
    number = len(program.costs)
    result = milp(
        program.costs,
        integrality=np.arange(number) < program.sites,
        bounds=Bounds(0, 1),
        constraints=program.constraints,
        options={"mip_rel_gap": 0.0, "time_limit": time_limit},
    )
    left = math.inf if result.x is None else float(result.mip_gap)
    gap = 0.0 if result.status in _PROVEN else left
    return (None if result.x is None else result.x[: program.sites] > 0.5), gap


def _pruned(picked: Positions, fixed: Truths, worth: Worth) -> Positions:
    """Drop the sites, last first, without which the solution is worth as much."""
    for site in picked[::-1]:
        fewer = picked[picked != site]
        if worth(with_sites(fixed, fewer)) >= worth(with_sites(fixed, picked)):
            picked = fewer
    return picked


def at_most(count: int, sites: int, others: int) -> LinearConstraint:
    """Return the rule that at most so many sites are taken."""
    row = np.r_[np.ones(sites), np.zeros(others)]
    return LinearConstraint(sparse.csr_array(row[None, :]), 0, count)


def scaled(costs: Floats) -> Floats:
    """Return costs at a size in which the solver's absolute tolerances mean nothing."""
    largest = np.abs(costs).max(initial=0.0)
    return costs if largest == 0 else costs * (_LARGEST / largest)


def with_sites(fixed: Truths, picked: Positions) -> Truths:
    """Return which locations are taken once the picked ones are."""
    taken = fixed.copy()
    taken[picked] = True
    return taken
