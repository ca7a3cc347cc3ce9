"""Differences between shares: how large, how sure, and how many areas were looked at.

An area is part of what it is compared with.  It is therefore tested against the *rest* of
the larger area, and the difference to the whole is the difference to the rest, scaled by
the rest's share of the people.  Intervals and p-values are of one mould: ``p`` is below
5 % exactly where the 95 % interval excludes 0.  Who looks at many areas at once takes
`sozialraum.measures.rates.false_discovery` as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

import numpy as np
from scipy.special import ndtr

from sozialraum.measures.rates.intervals import score_bounds, share_of
from sozialraum.measures.rates.series import (
    Floats,
    Interval,
    Values,
    as_array,
    finite,
    index_of,
    like,
    normal_quantile,
)

LARGEST_Z = 40.0
"""Beyond this quantile a p-value is 0 in double precision."""

BISECTIONS = 60
"""Halvings that bring a quantile from 0…40 to the last digit."""


class Difference(TypedDict):
    """A difference, its interval and its p-value, each of the kind of the arguments."""

    differenz: Values
    unten: Values
    oben: Values
    p: Values


def newcombe(k1: Values, n1: Values, k2: Values, n2: Values, level: float = 0.95) -> Interval:
    r"""Return the hybrid score interval of the difference of two independent shares.

    For an area within a larger one, ``k2`` and ``n2`` are the counts of the *rest* of
    the larger area: the area itself is no independent comparison.

    Parameters
    ----------
    k1, n1, k2, n2
        Number of people counted and of all people, in the first and the second group.
    level
        Confidence level, 0.95 for 95 %.

    Returns
    -------
    Interval
        ``unten`` and ``oben`` of ``k1/n1 − k2/n2`` as shares from −1 to 1; NaN where
        `wilson` has none for one of the groups.

    Notes
    -----
    With shares :math:`p_i` and Wilson bounds :math:`l_i, u_i`:

    .. math::
        p_1 - p_2 - \sqrt{(p_1 - l_1)^2 + (u_2 - p_2)^2} \quad\text{to}\quad
        p_1 - p_2 + \sqrt{(u_1 - p_1)^2 + (p_2 - l_2)^2}

    Newcombe, R. G. (1998): Interval estimation for the difference between independent
    proportions. Statistics in Medicine 17, 873–890, method 10.

    Examples
    --------
    >>> interval = newcombe(56, 70, 48, 80)
    >>> round(interval["unten"], 4), round(interval["oben"], 4)
    (0.0524, 0.3339)
    """
    index = index_of(k1, n1, k2, n2)
    counts = [as_array(value) for value in (k1, n1, k2, n2)]
    below, above = _newcombe_bounds(counts, normal_quantile(level))
    return {"unten": like(index, below), "oben": like(index, above)}


def difference_p_value(k1: Values, n1: Values, k2: Values, n2: Values) -> Values:
    r"""Return the two-sided p-value of the difference of two independent shares.

    Parameters
    ----------
    k1, n1, k2, n2
        As in `newcombe`; an area is compared with the rest of the larger area.

    Returns
    -------
    Series, array or float
        From 0 to 1; NaN where `newcombe` has no interval.

    Notes
    -----
    The p-value belongs to `newcombe`: ``p < 0.05`` holds exactly where its interval at 95 %
    excludes 0, and so at every level.  It is
    :math:`2 (1 - \Phi(z))` with the :math:`z` at which the interval just reaches 0, found
    by bisection.  The larger the rest, the closer it comes to the p-value of the
    chi-squared test without correction for continuity.

    Newcombe (1998), as in `newcombe`; p-values from intervals: Altman, D. G. and Bland,
    J. M. (2011): How to obtain the P value from a confidence interval. BMJ 343, d2304.

    Examples
    --------
    >>> round(difference_p_value(56, 70, 48, 80), 4)
    0.0081
    """
    index = index_of(k1, n1, k2, n2)
    counts = [as_array(value) for value in (k1, n1, k2, n2)]
    apart = share_of(counts[0], counts[1]) - share_of(counts[2], counts[3])
    return like(index, 2 * ndtr(-_quantile_that_reaches_zero(counts, apart)))


def difference_to_whole(
    k: Values, n: Values, whole_k: Values, whole_n: Values, level: float = 0.95
) -> Difference:
    r"""Return how far the share of an area lies from that of the larger area it belongs to.

    Parameters
    ----------
    k, n
        Number of people counted and of all people, in the area.
    whole_k, whole_n
        The same in the larger area, this area included; one number or one per area.
    level
        Confidence level, 0.95 for 95 %.

    Returns
    -------
    Difference
        ``differenz`` area − whole and its ``unten`` and ``oben``, shares from −1 to 1, and
        ``p``.  NaN where a number is unknown; bounds and ``p`` are NaN also where the area
        is the whole or its numbers do not fit into the whole's.

    Notes
    -----
    With the share :math:`p_r` of the rest, of :math:`N - n` people,

    .. math:: p - P = (p - p_r) \frac{N - n}{N}

    so that the bounds are those of `newcombe` for area and rest times :math:`(N - n)/N`,
    and ``p`` is that of `difference_p_value` for area and rest.

    Examples
    --------
    >>> found = difference_to_whole(300, 3000, 1320, 24000)
    >>> round(found["differenz"], 3), round(found["unten"], 4), round(found["oben"], 4)
    (0.045, 0.0357, 0.0552)
    """
    index = index_of(k, n, whole_k, whole_n)
    part_k, part_n, all_k, all_n = (finite(value) for value in (k, n, whole_k, whole_n))
    counts = [part_k, part_n, all_k - part_k, all_n - part_n]
    below, above = _newcombe_bounds(counts, normal_quantile(level))
    scale = (all_n - part_n) / np.where(all_n > 0, all_n, np.nan)
    apart = share_of(part_k, part_n) - share_of(counts[2], counts[3])
    return {
        "differenz": like(index, share_of(part_k, part_n) - share_of(all_k, all_n)),
        "unten": like(index, below * scale),
        "oben": like(index, above * scale),
        "p": like(index, 2 * ndtr(-_quantile_that_reaches_zero(counts, apart))),
    }


def _newcombe_bounds(counts: Sequence[Floats], z: Floats | float) -> tuple[Floats, Floats]:
    low1, high1 = score_bounds(counts[0], counts[1], z)
    low2, high2 = score_bounds(counts[2], counts[3], z)
    p1, p2 = share_of(counts[0], counts[1]), share_of(counts[2], counts[3])
    below = p1 - p2 - np.hypot(p1 - low1, high2 - p2)
    above = p1 - p2 + np.hypot(high1 - p1, p2 - low2)
    return below, above


def _quantile_that_reaches_zero(counts: Sequence[Floats], apart: Floats) -> Floats:
    """Return the z at which the interval's bound nearer to 0 is 0; it falls as z grows."""
    low, high = np.zeros_like(apart), np.full_like(apart, LARGEST_Z)
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        below, above = _newcombe_bounds(counts, middle)
        excludes = np.where(apart > 0, below > 0, above < 0)
        low, high = np.where(excludes, middle, low), np.where(excludes, high, middle)
    return np.where(np.isnan(apart), np.nan, low)
