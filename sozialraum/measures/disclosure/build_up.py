"""A safe choice without a search for the best: cell by cell, then without what it can spare.

For each target that an attack still reads, the cheapest way to move it is hidden (Kelly,
J. P. et al. (1992): Cell suppression. Networks 22, 397–417).  Afterwards each secondary
cell, the dearest first, is printed again if all targets stay safe.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from sozialraum.measures.disclosure.cells import TOLERANCE, Floats, Truths
from sozialraum.measures.disclosure.cuts import attack_choice
from sozialraum.measures.disclosure.design import Design, Target

_FAR = 1e6
_AT_ONCE = 4


def build_up(problem: Design, costs: Floats, start: Truths) -> Truths | None:
    """Return a choice in which every target is safe, None if there is none.

    Parameters
    ----------
    problem
        What may be hidden and what must be movable.
    costs
        Cost of hiding each unknown.
    start
        Choice to begin with; what it can spare is printed again in the end.
    """
    hidden = problem.forced | (start & problem.free)
    while True:
        found = attack_choice(problem, hidden.astype(np.float64), problem.targets())
        if not found.unsafe:
            return _cleaned(problem, costs, hidden, dict(found.moves))
        for target in found.unsafe:
            way = _cheapest_way(problem, costs, hidden, target)
            if way is None:
                return None
            hidden |= way


def _cheapest_way(problem: Design, costs: Floats, hidden: Truths, target: Target) -> Truths | None:
    """Return the unknowns that move in the cheapest way to move a target."""
    ways = [_way(problem, np.where(hidden, 0.0, costs), target, sign) for sign in target.signs]
    found = [way for way in ways if way is not None]
    if found:
        return min(found, key=lambda way: float(costs[way & ~hidden].sum()))
    moves = attack_choice(problem, problem.most(), [target]).moves  # down and up together
    return moves[target] > TOLERANCE if target in moves else None


def _way(problem: Design, costs: Floats, target: Target, sign: int) -> Truths | None:
    may = problem.forced | problem.free
    up = np.where(may, np.minimum(problem.up / target.need, _FAR), 0.0)
    down = np.where(may, np.minimum(problem.down / target.need, _FAR), 0.0)
    forward, backward = (up, down) if sign > 0 else (down, up)
    if forward[target.cell] < 1:
        return None
    bounds = np.column_stack([np.zeros(2 * len(up)), np.r_[forward, backward]])
    bounds[target.cell] = 1.0
    bounds[len(up) + target.cell] = 0.0
    result = linprog(
        np.r_[costs, costs],
        A_eq=sparse.hstack([problem.matrix, -problem.matrix]),
        b_eq=np.zeros(problem.matrix.shape[0]),
        bounds=bounds,
    )
    if result.x is None:
        return None
    way: Truths = np.abs(result.x[: len(up)] - result.x[len(up) :]) > TOLERANCE
    return way


def _cleaned(problem: Design, costs: Floats, hidden: Truths, moves: dict[Target, Floats]) -> Truths:
    """Return the choice without the secondary cells that it can spare.

    A secondary cell that could be read would be one of them, so only primary ones are
    attacked.
    """
    hidden = hidden.copy()
    secondary = np.flatnonzero(hidden & problem.free)
    for cell in secondary[np.argsort(-costs[secondary], kind="stable")].tolist():
        hidden[cell] = False
        concerned = [target for target, moved in moves.items() if moved[cell] > TOLERANCE]
        again = _moves(problem, hidden, concerned)
        if again is None:
            hidden[cell] = True
        else:
            moves |= again
    return hidden


def _moves(
    problem: Design, hidden: Truths, targets: Sequence[Target]
) -> dict[Target, Floats] | None:
    """Return how targets move, None as soon as one does not."""
    moves: dict[Target, Floats] = {}
    for start in range(0, len(targets), _AT_ONCE):
        some = targets[start : start + _AT_ONCE]
        found = attack_choice(problem, hidden.astype(np.float64), some)
        if found.unsafe:
            return None
        moves |= found.moves
    return moves
