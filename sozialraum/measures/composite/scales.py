"""Scales on which indicators of different units become comparable.

All keep the order of the values.  ``n`` counts the known values of a column, ``r`` ranks
them.  Unknown values stay NaN, and a column whose values are all equal has no place on a
scale that measures differences: NaN as well.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from scipy.special import ndtri

from sozialraum.measures.composite.columns import (
    Floats,
    Kind,
    Ties,
    constant,
    known,
    like,
    ranks,
    table,
)

Offset = Literal["(r-1)/(n-1)", "(n-r)/n", "(n-r+1)/n"]


def z_scores(values: Kind, *, ddof: int = 0, weights: Floats | None = None) -> Kind:
    r"""Return how many standard deviations each value lies above the mean.

    Parameters
    ----------
    values
        Values per area.
    ddof
        0 divides the sum of squares by n, 1 by n − 1.
    weights
        Weight of each area, its population for instance; ``ddof`` is then 0.

    Returns
    -------
    DataFrame, Series or array
        Mean 0 and standard deviation 1 in each column.

    Notes
    -----
    .. math:: z = (x - \bar x) / s, \quad s^2 = \sum (x - \bar x)^2 / (n - \mathrm{ddof})

    Examples
    --------
    >>> z_scores(np.array([1.0, 3.0, 5.0])).round(3).tolist()
    [-1.225, 0.0, 1.225]
    """
    x = table(values)
    if weights is None:
        count = known(x)
        mean = np.nansum(x, axis=0) / np.where(count > 0, count, np.nan)
        variance = np.nansum((x - mean) ** 2, axis=0) / (count - ddof)
    else:
        share = np.where(np.isnan(x), 0.0, np.asarray(weights, dtype=np.float64)[:, None])
        share = share / share.sum(axis=0)
        mean = np.nansum(share * x, axis=0)
        variance = np.nansum(share * (x - mean) ** 2, axis=0)
    return like(values, (x - mean) / _not_zero(np.sqrt(variance), x))


def min_max(values: Kind, low: float = 0.0, high: float = 1.0) -> Kind:
    r"""Return each value's place between the lowest and the highest of its column.

    Parameters
    ----------
    values
        Values per area.
    low, high
        What the lowest and the highest become; a ``low`` above 0 allows a geometric mean.

    Notes
    -----
    .. math:: (x - \min x) / (\max x - \min x) \cdot (high - low) + low

    Examples
    --------
    >>> min_max(np.array([2.0, 3.0, 6.0]), 0, 100).tolist()
    [0.0, 25.0, 100.0]
    """
    x = table(values)
    lowest = np.fmin.reduce(x, axis=0)
    span = _not_zero(np.fmax.reduce(x, axis=0) - lowest, x)
    return like(values, (x - lowest) / span * (high - low) + low)


def percentile_ranks(values: Kind, *, offset: Offset = "(r-1)/(n-1)", ties: Ties = "min") -> Kind:
    """Return ranks as shares, growing with the value.

    Parameters
    ----------
    values
        Values per area.
    offset
        ``(r-1)/(n-1)`` runs from 0 to 1, ``(n-r)/n`` from 0 to (n−1)/n, ``(n-r+1)/n`` from
        1/n to 1.  In the first r counts from the lowest value, in the others from the
        highest.
    ties
        Rank that equal values share, counted as ``offset`` says.

    Notes
    -----
    The first with ``ties="min"`` is the percentile rank of the CDC/ATSDR Social
    Vulnerability Index; the third is R in the English indices of deprivation.

    Examples
    --------
    >>> values = np.array([5.0, 7.0, 7.0, 9.0])
    >>> percentile_ranks(values).round(4).tolist()
    [0.0, 0.3333, 0.3333, 1.0]
    >>> percentile_ranks(values, offset="(n-r+1)/n").tolist()
    [0.25, 0.75, 0.75, 1.0]
    """
    n = known(values)
    r = table(ranks(values, highest_first=offset != "(r-1)/(n-1)", ties=ties))
    if offset == "(r-1)/(n-1)":
        return like(values, (r - 1) / np.where(n > 1, n - 1, np.nan))
    return like(values, (n - r + (offset == "(n-r+1)/n")) / n)


def normal_scores(values: Kind, *, shift: float = 0.375, ties: Ties = "average") -> Kind:
    r"""Return the place of each rank in a normal distribution.

    Parameters
    ----------
    values
        Values per area.
    shift
        3/8 is Blom's, 1/3 Tukey's, 1/2 the rankit, 0 van der Waerden's.
    ties
        Rank that equal values share.

    Notes
    -----
    .. math:: \Phi^{-1}\left(\frac{r - c}{n + 1 - 2c}\right)

    Blom, G. (1958): Statistical estimates and transformed beta variables.

    Examples
    --------
    >>> normal_scores(np.array([1.0, 2.0, 50.0])).round(3).tolist()
    [-0.869, 0.0, 0.869]
    """
    r = table(ranks(values, ties=ties))
    return like(values, ndtri((r - shift) / (known(values) + 1 - 2 * shift)))


def exponential_ranks(values: Kind, *, scale: float = 23.0, ties: Ties = "min") -> Kind:
    r"""Return ranks on the exponential scale of the English indices of deprivation.

    High ranks are spread and low ones drawn together, so that little deprivation in one
    domain hardly makes up for much in another.

    Parameters
    ----------
    values
        Values per area, high for much deprivation.
    scale
        23 gives the most deprived tenth the upper half of the scale.
    ties
        Rank that equal values share, 1 for the highest.

    Returns
    -------
    DataFrame, Series or array
        Above 0 to 100.

    Notes
    -----
    .. math:: -s \ln\bigl(1 - R (1 - e^{-100/s})\bigr), \quad R = (n - r + 1) / n

    McLennan, D. et al. (2019): The English Indices of Deprivation 2019. Technical report,
    appendix E.

    Examples
    --------
    >>> exponential_ranks(np.arange(1.0, 11.0)).round(1).tolist()
    [2.4, 5.1, 8.1, 11.6, 15.6, 20.6, 27.0, 35.9, 50.4, 100.0]
    """
    share = table(percentile_ranks(values, offset="(n-r+1)/n", ties=ties))
    return like(values, -scale * np.log1p(-share * -np.expm1(-100 / scale)))


def distance_to(values: Kind, target: Floats | float, *, cap: bool = False) -> Kind:
    r"""Return how far each value has come from the lowest to a target.

    Parameters
    ----------
    values
        Values per area.
    target
        One for all columns, or one per column; above the lowest value.
    cap
        Whether values beyond the target count as the target.

    Notes
    -----
    .. math:: 1 - (t - x) / (t - \min x)

    Examples
    --------
    >>> distance_to(np.array([2.0, 6.0, 12.0]), 10.0).tolist()
    [0.0, 0.5, 1.25]
    """
    x, aim = table(values), np.asarray(target, dtype=np.float64)
    score = 1 - (aim - x) / _not_zero(aim - np.fmin.reduce(x, axis=0), x)
    return like(values, np.minimum(score, 1.0) if cap else score)


def deviation_from(values: Kind, reference: Floats | float) -> Kind:
    r"""Return by how many per cent each value differs from a reference.

    Parameters
    ----------
    values
        Values per area.
    reference
        One for all columns, or one per column: the value of the whole town, for instance.

    Notes
    -----
    .. math:: 100 \, (x - b) / |b|

    NaN where the reference is 0.

    Examples
    --------
    >>> deviation_from(np.array([8.0, 10.0, 15.0]), 10.0).tolist()
    [-20.0, 0.0, 50.0]
    """
    x, base = table(values), np.asarray(reference, dtype=np.float64)
    return like(values, 100 * (x - base) / np.where(base == 0, np.nan, np.abs(base)))


def _not_zero(span: Floats, x: Floats) -> Floats:
    """Return NaN for the span of a column whose values are all equal."""
    return np.where(constant(x) | (span == 0), np.nan, span)  # rounding leaves 1e-17
