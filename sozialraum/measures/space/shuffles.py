"""Pseudo-p of spatial statistics: how rare a value is if chance had placed the values.

A pseudo-p is two-sided and counts the observation itself: with m of M shuffles at least
as far out on its side it is 2 (m + 1) / (M + 1), at most 1.  Work goes in blocks, so
that memory grows neither with the shuffles nor faster than the areas.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import sparse

from sozialraum.measures.space.inputs import Floats

Positions: TypeAlias = npt.NDArray[np.int64]

_BLOCK = 2**21  # numbers worked on at once, 16 MB
_MOST_ROWS = 4096
_TIE = 1e-12  # equal values may differ in their last digit by the order of a sum


def shuffled_p(
    statistic: Callable[[Floats], Floats], values: Floats, shuffles: int, *, seed: int
) -> float:
    """Return the pseudo-p of a statistic if all values are shuffled over the areas.

    Parameters
    ----------
    statistic
        Gives the statistic of each row, shuffles × areas.
    values
        The values as observed, about 1 in size.
    shuffles
        Number of shuffles; without any the result is NaN.
    seed
        Start of the random numbers.
    """
    if shuffles == 0:
        return math.nan
    rng = np.random.default_rng(seed)
    observed = statistic(values[None, :])[0]
    above = below = 0
    for rows in _blocks(shuffles, len(values)):
        drawn = statistic(rng.permuted(np.tile(values, (rows, 1)), axis=1))
        above += int((drawn >= observed - _TIE).sum())
        below += int((drawn <= observed + _TIE).sum())
    return float(_pseudo_p(np.array(min(above, below)), shuffles))


def conditional_p(values: Floats, matrix: sparse.csr_array, shuffles: int, *, seed: int) -> Floats:
    """Return the pseudo-p of each area's lag if its neighbours were any other areas.

    Parameters
    ----------
    values
        One standardised value per area.
    matrix
        Weights, nothing on the diagonal.
    shuffles
        Number of draws of neighbours.
    seed
        Start of the random numbers.

    Notes
    -----
    A draw is a random order of areas, and an area with k neighbours takes the first k of
    it; where it stands among them itself, the next one takes its place.  So one set of
    draws serves all areas and each area sees a random sample of the others, and all
    areas with equally many neighbours are one product of matrices.
    """
    rng = np.random.default_rng(seed)
    lag = matrix @ values
    widest = int(np.diff(matrix.indptr).max())
    above, below = np.zeros(len(values)), np.zeros(len(values))
    for rows in _blocks(shuffles, widest + 1):
        drawn = np.stack([rng.choice(len(values), widest + 1, replace=False) for _ in range(rows)])
        for areas, weights in _groups(matrix, rows):
            lags = _lags(values, drawn, areas, weights)
            above[areas] += (lags >= lag[areas] - _TIE).sum(axis=0)
            below[areas] += (lags <= lag[areas] + _TIE).sum(axis=0)
    return _pseudo_p(np.minimum(above, below), shuffles)


def _pseudo_p(further_out: Floats, shuffles: int) -> Floats:
    return np.minimum(1.0, 2 * (further_out + 1) / (shuffles + 1))


def _lags(values: Floats, drawn: Positions, areas: Positions, weights: Floats) -> Floats:
    """Return the lags, draws × areas, of areas that have equally many neighbours."""
    size = weights.shape[1]
    lags: Floats = values[drawn[:, :size]] @ weights.T
    place = np.full(len(values), -1)
    place[areas] = np.arange(len(areas))
    owner = place[drawn[:, :size]]
    draw, position = np.nonzero(owner >= 0)  # where an area was drawn as its own neighbour
    area = owner[draw, position]
    instead = values[drawn[draw, size]] - values[drawn[draw, position]]
    lags[draw, area] += instead * weights[area, position]
    return lags


def _groups(matrix: sparse.csr_array, rows: int) -> Iterator[tuple[Positions, Floats]]:
    """Yield areas with equally many neighbours, in handy parts, and their weights."""
    sizes = np.diff(matrix.indptr)
    for size in np.unique(sizes):
        members = np.flatnonzero(sizes == size)
        for part in np.array_split(members, math.ceil(len(members) * rows / _BLOCK)):
            yield part, matrix.data[matrix.indptr[part][:, None] + np.arange(size)]


def _blocks(number: int, width: int) -> Iterator[int]:
    """Yield how many rows of a width to work on at once until the number is reached."""
    most = max(1, min(_MOST_ROWS, _BLOCK // width))
    for start in range(0, number, most):
        yield min(most, number - start)
