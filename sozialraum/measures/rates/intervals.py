"""Shares and counts of people: how sure they are, and whether they may be shown.

A *share* is a count ``k`` of people out of a *denominator* ``n``.  A *count* of events or
of people stands for itself: an interval of it, divided by a population, is an interval of
a rate.  Unknown (NaN), no denominator and counts outside 0…n have no interval: the result
is NaN, never a guess.
"""

from __future__ import annotations

import numpy as np
from scipy.special import gammainccinv, gammaincinv

from sozialraum.measures.rates.series import (
    Floats,
    Interval,
    Truths,
    Values,
    as_array,
    index_of,
    like,
    normal_quantile,
    tail,
)


def wilson(k: Values, n: Values, level: float = 0.95) -> Interval:
    r"""Return the score interval of a share.

    Parameters
    ----------
    k, n
        Number of people counted, and of all people.
    level
        Confidence level, 0.95 for 95 %.

    Returns
    -------
    Interval
        ``unten`` and ``oben`` as shares from 0 to 1; NaN where ``k`` or ``n`` is
        unknown, ``n`` is 0 or ``k`` is not within 0…n.

    Notes
    -----
    .. math:: \frac{k + z^2/2 \pm z \sqrt{k (n - k) / n + z^2 / 4}}{n + z^2}

    Wilson, E. B. (1927): Probable inference, the law of succession, and statistical
    inference. Journal of the American Statistical Association 22, 209–212.

    Examples
    --------
    >>> interval = wilson(81, 263)
    >>> round(interval["unten"], 4), round(interval["oben"], 4)
    (0.2553, 0.3662)
    """
    index = index_of(k, n)
    low, high = score_bounds(as_array(k), as_array(n), normal_quantile(level))
    return {"unten": like(index, low), "oben": like(index, high)}


def poisson_exact(count: Values, level: float = 0.95) -> Interval:
    r"""Return the exact Poisson interval of a count.

    Parameters
    ----------
    count
        Number of events; it need not be whole (a weighted count).
    level
        Confidence level, 0.95 for 95 %.

    Returns
    -------
    Interval
        ``unten`` and ``oben``, numbers of events; NaN where the count is unknown,
        infinite or negative.

    Notes
    -----
    .. math::
        \tfrac12 \chi^2_{\alpha/2,\,2k} \quad\text{to}\quad
        \tfrac12 \chi^2_{1-\alpha/2,\,2k+2}

    Garwood, F. (1936): Fiducial limits for the Poisson distribution. Biometrika 28,
    437–442.  The quantiles are taken from the incomplete gamma function, which is the
    same.

    Examples
    --------
    >>> interval = poisson_exact(10)
    >>> round(interval["unten"], 3), round(interval["oben"], 3)
    (4.795, 18.39)
    """
    k, alpha = _possible(count), tail(level)
    low = np.where(k == 0, 0.0, gammaincinv(np.where(k == 0, np.nan, k), alpha))
    index = index_of(count)
    return {"unten": like(index, low), "oben": like(index, gammainccinv(k + 1, alpha))}


def byar(count: Values, level: float = 0.95) -> Interval:
    r"""Return Byar's approximation of the Poisson interval of a count.

    From 10 events on it is within 0,2 % of `poisson_exact` (95 %); Public Health England
    prescribes it there, and the exact interval below 10.

    Parameters
    ----------
    count
        Number of events; it need not be whole (a weighted count).
    level
        Confidence level, 0.95 for 95 %.

    Returns
    -------
    Interval
        ``unten`` (never below 0) and ``oben``, numbers of events; NaN where the count is
        unknown, infinite or negative.

    Notes
    -----
    .. math::
        k \left(1 - \frac{1}{9k} - \frac{z}{3\sqrt{k}}\right)^3 \quad\text{to}\quad
        (k+1) \left(1 - \frac{1}{9(k+1)} + \frac{z}{3\sqrt{k+1}}\right)^3

    Breslow, N. E. and Day, N. E. (1987): Statistical methods in cancer research, volume
    II. IARC, Lyon, p. 69.

    Examples
    --------
    >>> interval = byar(10)
    >>> round(interval["unten"], 3), round(interval["oben"], 3)
    (4.787, 18.391)
    """
    k, z = _possible(count), normal_quantile(level)
    events = np.where(k == 0, np.nan, k)
    low = np.maximum(events * (1 - 1 / (9 * events) - z / (3 * np.sqrt(events))) ** 3, 0)
    high = (k + 1) * (1 - 1 / (9 * (k + 1)) + z / (3 * np.sqrt(k + 1))) ** 3
    index = index_of(count)
    return {"unten": like(index, np.where(k == 0, 0.0, low)), "oben": like(index, high)}


def publishable(k: Values, n: Values, min_n: float = 100, min_k: float = 3) -> Truths:
    """Return whether a rate from a region's own counts may be shown.

    Parameters
    ----------
    k, n
        Numerator and denominator.
    min_n, min_k
        Smallest denominator and numerator.  ``min_k = 0`` sets no rule on the numerator,
        which may be negative then (a balance) but must be known.

    Returns
    -------
    bool or array or Series of bool
        False where one of the two is unknown.

    Notes
    -----
    100 and 3 are the limits of the Federal Statistical Office for georeferenced data
    on basic income support; published official figures are shown as published.

    Examples
    --------
    >>> publishable(3, 100), publishable(2, 100), publishable(3, 99)
    (True, False, False)
    """
    count, base = as_array(k), as_array(n)
    enough = (count >= min_k) if min_k > 0 else ~np.isnan(count)
    return like(index_of(k, n), enough & (base >= min_n))


def denominator_from_rate(count: Values, rate: Values) -> Values:
    """Return the denominator that a count and its published rate imply („errechnet“).

    Parameters
    ----------
    count
        Number of people behind the rate.
    rate
        The published rate as a share: 0.091 for 9,1 %.

    Returns
    -------
    Series, array or float
        ``count ÷ rate``, not rounded; NaN where one is unknown or the rate is not
        above 0.  A rate of 9,1 % with one decimal leaves it uncertain by about 0,5 %.

    Examples
    --------
    >>> round(denominator_from_rate(56541, 0.091))
    621330
    """
    people, share = as_array(count), as_array(rate)
    return like(index_of(count, rate), people / np.where(share > 0, share, np.nan))


def share_of(k: Floats, n: Floats) -> Floats:
    """Return ``k ÷ n``; NaN without a finite denominator or where ``k`` is not within 0…n."""
    possible = (n > 0) & np.isfinite(n) & (k >= 0) & (k <= n)
    return np.where(possible, k, np.nan) / np.where(possible, n, np.nan)


def score_bounds(k: Floats, n: Floats, z: Floats | float) -> tuple[Floats, Floats]:
    """Return the bounds of `wilson` for a quantile ``z``, which may differ by area."""
    share = share_of(k, n)
    total = np.where(np.isnan(share), np.nan, n)
    middle = (share * total + z**2 / 2) / (total + z**2)
    half = z * np.sqrt(share * (1 - share) * total + z**2 / 4) / (total + z**2)
    high = np.where(share == 1, 1.0, middle + half)  # rounding would leave 1 + 2e-16 at times
    return middle - half, high


def _possible(count: Values) -> Floats:
    k = as_array(count)
    return np.where(np.isfinite(k) & (k >= 0), k, np.nan)
