"""Several scores per area joined into one.

Values are areas × members, NaN unknown.  *Weights* are relative.  *Coverage* is the share of
the weight that must be known: below it the joined score is unknown, and with less than 1 a
missing member counts as the mean of the known ones.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from sozialraum.measures.composite.columns import Columns, Floats, table

Aggregation = Literal["arithmetic", "geometric", "harmonic", "sum", "copeland"]
PAIRS_AT_ONCE = 2_000_000
"""Comparisons of pairs held at a time by `copeland`: memory stays linear in the areas."""

ROUNDING = 1e-9
"""Share of the weight by which coverage may miss its limit through rounding."""


def aggregate(
    values: Columns, weights: Floats, how: Aggregation = "arithmetic", *, coverage: float = 1.0
) -> Floats:
    r"""Return one score per area.

    Parameters
    ----------
    values
        Areas × members; above 0 for the geometric and the harmonic mean.
    weights
        One per member, at least 0.
    how
        ``arithmetic``, ``geometric`` or ``harmonic`` mean, weighted ``sum``, or
        ``copeland`` (see there) among the areas of which enough is known.
    coverage
        Share of the weight that must be known, from 0 to 1.

    Returns
    -------
    array
        One score per area, NaN where too little is known.

    Notes
    -----
    With weights :math:`w` over the known members of an area:

    .. math::
        \frac{\sum w x}{\sum w}, \quad \exp\frac{\sum w \ln x}{\sum w}, \quad
        \frac{\sum w}{\sum w / x}, \quad \sum w x

    Examples
    --------
    >>> values = np.array([[1.0, 4.0], [2.0, 2.0]])
    >>> [aggregate(values, np.array([1.0, 1.0]), how).tolist()
    ...  for how in ("arithmetic", "geometric", "harmonic", "sum", "copeland")]
    [[2.5, 2.0], [2.0, 2.0], [1.6, 2.0], [5.0, 4.0], [0.0, 0.0]]
    """
    x, w = table(values), np.asarray(weights, dtype=np.float64)
    if how == "copeland":
        ranked = _covered(x, w[None], coverage)[0]
        wins = np.full(len(x), np.nan)
        wins[ranked] = copeland(x[ranked], w)  # nobody wins against an area without a score
        return wins
    score: Floats = weighted_scores(x, w[None], how, coverage=coverage)[0]
    return score


def weighted_scores(
    values: Columns, weights: Floats, how: Aggregation = "arithmetic", *, coverage: float = 1.0
) -> Floats:
    """Return the scores of all areas for many sets of weights, by one matrix product.

    Parameters
    ----------
    values
        Areas × members.
    weights
        Draws × members, every row one set of weights.
    how
        As in `aggregate`, without ``copeland``.
    coverage
        As in `aggregate`.

    Returns
    -------
    array
        Draws × areas.

    Examples
    --------
    >>> values = np.array([[1.0, 4.0], [2.0, 2.0], [5.0, np.nan]])
    >>> weights = np.array([[1.0, 1.0], [3.0, 1.0]])
    >>> weighted_scores(values, weights).tolist()
    [[2.5, 2.0, nan], [1.75, 2.0, nan]]
    >>> weighted_scores(values, weights, coverage=0.7).tolist()
    [[2.5, 2.0, nan], [1.75, 2.0, 5.0]]
    """
    if how == "copeland":
        raise ValueError("Copeland compares pairs of areas; it is no weighted mean")
    x, w = table(values), np.asarray(weights, dtype=np.float64)
    moved = np.log(x) if how == "geometric" else 1 / x if how == "harmonic" else x
    missing = np.isnan(moved)
    if missing.any():
        known = w @ (~missing).T.astype(np.float64)
        total = w @ np.where(missing, 0.0, moved).T
    else:
        known, total = w.sum(axis=1, keepdims=True), w @ moved.T
    mean = total / np.where(known > 0, known, np.nan)
    joined = _moved_back(mean, w, how)
    return np.where(_covered(x, w, coverage), joined, np.nan) if missing.any() else joined


def copeland(values: Columns, weights: Floats) -> Floats:
    r"""Return how many areas each area beats minus how many beat it.

    One area beats another if the members in which it is higher weigh more than those in
    which it is lower; a member unknown for one of the two does not count.

    Parameters
    ----------
    values
        Areas × members.
    weights
        One per member.

    Returns
    -------
    array
        From −(n − 1) to n − 1; it needs no common scale and offsets no weakness by a
        distant strength.

    Notes
    -----
    .. math:: C_i = \sum_j \operatorname{sgn} \sum_k w_k \operatorname{sgn}(x_{ik} - x_{jk})

    Copeland, A. H. (1951), as in OECD/JRC (2008), Handbook on constructing composite
    indicators, section 6.

    Examples
    --------
    >>> copeland(np.array([[3.0, 1.0], [2.0, 2.0], [1.0, 3.0]]), np.array([2.0, 1.0])).tolist()
    [2.0, 0.0, -2.0]
    """
    x, w = table(values), np.asarray(weights, dtype=np.float64)
    score = np.empty(len(x))
    step = max(1, PAIRS_AT_ONCE // max(1, len(x)))
    for start in range(0, len(x), step):
        block = x[start : start + step]
        lead = np.zeros((len(block), len(x)))
        for member, weight in enumerate(w):
            own, other = block[:, member, None], x[None, :, member]
            lead += weight * ((own > other).astype(np.float64) - (own < other))
        undecided = np.abs(lead) < ROUNDING * w.sum()
        score[start : start + step] = np.where(undecided, 0.0, np.sign(lead)).sum(axis=1)
    return score


def _moved_back(mean: Floats, weights: Floats, how: Aggregation) -> Floats:
    if how == "geometric":
        return np.asarray(np.exp(mean))
    if how == "harmonic":
        return 1 / mean
    return mean * weights.sum(axis=1, keepdims=True) if how == "sum" else mean


def _covered(x: Floats, weights: Floats, coverage: float) -> Floats:
    """Return whether enough is known, draws × areas; never where nothing is."""
    known = weights @ (~np.isnan(x)).T.astype(np.float64)
    needed = coverage * weights.sum(axis=1, keepdims=True)
    return np.asarray((known > 0) & (known >= needed * (1 - ROUNDING)))
