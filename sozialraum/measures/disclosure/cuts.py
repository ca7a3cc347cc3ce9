"""Inequalities that every safe choice meets, found where a choice breaks them.

How far a target can be moved is a linear program.  By duality each weight of the equations
bounds that distance from above, whatever is hidden, so it gives an inequality for the
choice; for whole numbers its coefficients need not exceed the distance demanded.

Fischetti, M.; Salazar, J. J. (2001): Solving the cell suppression problem on tabular data
with linear constraints. Management Science 47, 1008–1027 (capacity constraints).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from sozialraum.measures.disclosure.cells import Floats, Positions
from sozialraum.measures.disclosure.design import Design, Target
from sozialraum.measures.disclosure.programs import WIDEST, repeated

SAFE = 1e-5
"""What a target may lack of its distance, as a share of it: the solver's tolerance."""

_FAR = 1e6  # as good as any distance
_NOTHING = 1e-9
_SHAKES, _FEW = 6, 8  # how often, and for how many targets at least, all are moved at once


@dataclass(frozen=True)
class Cut:
    """``weights @ choice >= need``."""

    weights: Floats
    need: float


@dataclass
class Findings:
    """What an attack on a choice found.

    Parameters
    ----------
    cuts
        Inequalities that the choice breaks.
    unsafe
        Targets that cannot be moved far enough.
    moves
        For each safe target the unknowns that moved; others may be printed.
    """

    cuts: list[Cut] = field(default_factory=list)
    unsafe: list[Target] = field(default_factory=list)
    moves: dict[Target, Floats] = field(default_factory=dict)


def equation_cuts(problem: Design, targets: Sequence[Target]) -> list[Cut]:
    """Return for each target and each of its equations: something else in it is hidden."""
    found = []
    for target in targets:
        column = problem.matrix[:, [target.cell]].tocoo()
        for row, weight in zip(column.coords[0], column.data, strict=True):
            duals = np.zeros((len(_signs(problem, target)), problem.matrix.shape[0]))
            duals[:, row] = [-sign / weight for sign in _signs(problem, target)]
            cut = _cut(problem, target, duals)
            found.append(cut)
    return found


def attack_choice(problem: Design, choice: Floats, targets: Sequence[Target]) -> Findings:
    """Return what an attack on a choice, possibly a fractional one, finds."""
    found = Findings()
    support = np.flatnonzero(choice > _NOTHING)
    inner = problem.matrix[:, support].tocsr()
    rows = np.flatnonzero(np.diff(inner.indptr) > 0)
    part = _Part(support, inner[rows], rows, choice[support], 1.0)
    _shake(problem, part, choice, targets, found)
    left = [target for target in targets if target not in found.moves]
    doubtful = _attack(problem, part, choice, left, found)
    far = replace(part, most=_FAR)  # weights other than 1 may need more
    _attack(problem, far, choice, doubtful, found)
    return found


def _shake(
    problem: Design, part: _Part, choice: Floats, targets: Sequence[Target], found: Findings
) -> None:
    """Move as many targets as possible at once, in random directions, and note the safe ones."""
    random, left = np.random.default_rng(1), list(targets)
    for turn in range(_SHAKES):
        if len(left) < _FEW:
            return
        if turn % 2 == 0:
            signs = random.choice((-1, 1), size=len(choice))
        moves = _shaken(problem, part, left, signs if turn % 2 == 0 else -signs)
        for target in left:
            wanted = target.need * (choice[target.cell] if target.conditional else 1.0)
            if max(sign * moves[target.cell] for sign in target.signs) >= wanted - SAFE:
                found.moves[target] = np.abs(moves)
        left = [target for target in left if target not in found.moves]


def _shaken(problem: Design, part: _Part, targets: Sequence[Target], signs: Positions) -> Floats:
    """Return a move of everything that takes targets as far as they need."""
    most = np.full(len(problem.up), max(target.need for target in targets))
    costs = np.zeros(len(problem.up))
    for target in targets:
        sign = int(signs[target.cell])
        costs[target.cell] = -(sign if sign in target.signs else target.signs[0]) / target.need
        most[target.cell] = target.need
    most[problem.cells :] = _FAR
    result = linprog(
        costs[part.support],
        A_eq=part.matrix,
        b_eq=np.zeros(len(part.rows)),
        bounds=np.column_stack(
            [
                -np.minimum(problem.down, most)[part.support] * part.choice,
                np.minimum(problem.up, most)[part.support] * part.choice,
            ]
        ),
    )
    moves = np.zeros(len(costs))
    moves[part.support] = result.x
    return moves


def _attack(
    problem: Design, part: _Part, choice: Floats, targets: Sequence[Target], found: Findings
) -> list[Target]:
    """Attack, note what is found, and return unsafe targets without a broken inequality."""
    at_once = max(1, WIDEST // max(1, len(part.support)))
    doubtful = []
    for start in range(0, len(targets), at_once):
        batch = targets[start : start + at_once]
        for target, (moves, duals) in zip(batch, _solve(problem, part, batch), strict=True):
            cut, lacking = _worst(problem, choice, target, duals)
            if lacking > SAFE / 2:
                found.cuts.append(cut)
            wanted = choice[target.cell] if target.conditional else 1.0
            if np.abs(moves[:, target.cell]).sum() >= wanted - SAFE:
                found.moves[target] = np.abs(moves).max(axis=0, initial=0.0)
            elif lacking > SAFE / 2 or part.most > 1:
                found.unsafe.append(target)
            else:
                doubtful.append(target)
    return doubtful


def _worst(problem: Design, choice: Floats, target: Target, duals: Floats) -> tuple[Cut, float]:
    """Return the inequality that a choice breaks most, and by how much.

    Where a target may move either way, the weights found for one way serve for both.
    """
    candidates = [duals]
    if len(duals) == 2:
        candidates += [
            np.array([dual, -dual]) * sign for sign, dual in zip((1, -1), duals, strict=True)
        ]
    cuts = [_cut(problem, target, weights) for weights in candidates]
    lacking = [cut.need - float(cut.weights @ choice) for cut in cuts]
    worst = int(np.argmax(lacking))
    return cuts[worst], lacking[worst]


@dataclass(frozen=True)
class _Part:
    """The unknowns that are hidden at least in part, and the equations they stand in."""

    support: Positions
    matrix: sparse.csr_array
    rows: Positions
    choice: Floats
    most: float


def _signs(problem: Design, target: Target) -> list[int]:
    return [sign for sign in target.signs if problem.reach(target.cell, sign) > 0]


def _solve(problem: Design, part: _Part, targets: Sequence[Target]) -> list[tuple[Floats, Floats]]:
    """Return for each target how everything moves and the weights of the equations.

    Distances are measured in what the target needs.
    """
    jobs = [(target, sign) for target in targets for sign in _signs(problem, target)]
    moves = np.zeros((len(jobs), problem.matrix.shape[1]))
    duals = np.zeros((len(jobs), problem.matrix.shape[0]))
    if jobs:
        costs, lower, upper = _moving(problem, part, jobs)
        result = linprog(
            costs.ravel(),
            A_eq=repeated(part.matrix, len(jobs)),
            b_eq=np.zeros(len(jobs) * len(part.rows)),
            bounds=np.column_stack([lower.ravel(), upper.ravel()]),
        )
        moves[:, part.support] = result.x.reshape(len(jobs), -1)
        duals[:, part.rows] = result.eqlin.marginals.reshape(len(jobs), -1)
    owner = np.array([targets.index(target) for target, _ in jobs], dtype=np.int64)
    return [(moves[owner == number], duals[owner == number]) for number in range(len(targets))]


def _moving(
    problem: Design, part: _Part, jobs: Sequence[tuple[Target, int]]
) -> tuple[Floats, Floats, Floats]:
    shape = (len(jobs), len(part.support))
    costs, lower, upper = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    most = np.where(part.support < problem.cells, part.most, _FAR)
    for job, (target, sign) in enumerate(jobs):
        lower[job] = -np.minimum(problem.down[part.support] / target.need, most) * part.choice
        upper[job] = np.minimum(problem.up[part.support] / target.need, most) * part.choice
        own = int(np.searchsorted(part.support, target.cell))
        reach = min(1.0, problem.reach(target.cell, sign) / target.need)
        costs[job, own] = -sign
        (upper if sign > 0 else lower)[job, own] = sign * reach
    return costs, lower, upper


def _cut(problem: Design, target: Target, duals: Floats) -> Cut:
    """Return the inequality that the weights of the equations give, one row per direction."""
    weights = np.zeros(problem.matrix.shape[1])
    for sign, dual in zip(_signs(problem, target), duals, strict=True):
        reduced = -(problem.matrix.T @ dual)
        reduced[target.cell] -= sign
        reduced[np.abs(reduced) < _NOTHING] = 0.0
        down = np.minimum(problem.down / target.need, _FAR)
        up = np.minimum(problem.up / target.need, _FAR)
        weights += np.maximum(-reduced, 0) * up + np.maximum(reduced, 0) * down
    always = problem.forced.copy()
    always[target.cell] = True
    need = max(0.0, 1.0 - weights[always].sum())
    weights = np.where(problem.free & ~always, np.minimum(weights, need), 0.0)
    if not target.conditional:
        return Cut(weights, need)
    weights[target.cell] = -need
    return Cut(weights, 0.0)
