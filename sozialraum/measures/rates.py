"""Rates from counts: how sure they are, whether they may be shown, where an area stands.

A *count* ``k`` of people out of a *denominator* ``n`` gives a share.  Unknown (NaN), no
denominator and counts outside 0…n have no interval: the result is NaN, never a guess.

Counts are Series, arrays or single numbers; results come back as the same kind, on the
index of the Series.  Series in one call must have the same index: a silent alignment
would hide what does not match.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import Any, TypeAlias, TypedDict

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Values: TypeAlias = pd.Series | Floats | float
"""A Series, an array or one number."""

Truths: TypeAlias = pd.Series | npt.NDArray[np.bool_] | bool
"""The same of truth values."""

BAND_NAMES = {
    3: ("niedrigstes Drittel", "mittleres Drittel", "höchstes Drittel"),
    5: (
        "niedrigstes Fünftel", "zweitniedrigstes Fünftel", "mittleres Fünftel",
        "zweithöchstes Fünftel", "höchstes Fünftel",
    ),
}  # fmt: skip
"""Names of rank bands, from low to high values; they say nothing of good or bad."""


class Interval(TypedDict):
    """Lower and upper bound, each of the kind of the arguments."""

    unten: Values
    oben: Values


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
    index = _index_of(k, n)
    low, high = _score_bounds(_array(k), _array(n), level)
    return {"unten": _like(index, low), "oben": _like(index, high)}


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
    index = _index_of(k1, n1, k2, n2)
    counts = [_array(value) for value in (k1, n1, k2, n2)]
    low1, high1 = _score_bounds(counts[0], counts[1], level)
    low2, high2 = _score_bounds(counts[2], counts[3], level)
    p1, p2 = _share(counts[0], counts[1]), _share(counts[2], counts[3])
    below = p1 - p2 - np.hypot(p1 - low1, high2 - p2)
    above = p1 - p2 + np.hypot(high1 - p1, p2 - low2)
    return {"unten": _like(index, below), "oben": _like(index, above)}


def difference_recognisable(
    k1: Values, n1: Values, k2: Values, n2: Values, level: float = 0.95
) -> Truths:
    """Return whether two independent shares differ by more than chance explains.

    Parameters
    ----------
    k1, n1, k2, n2
        As in `newcombe`; an area is compared with the rest of the larger area.
    level
        Confidence level, 0.95 for 95 %.

    Returns
    -------
    bool or array or Series of bool
        True where the interval of `newcombe` excludes 0; False also where there is no
        interval, for what cannot be told is not recognisable.

    Examples
    --------
    >>> difference_recognisable(56, 70, 48, 80), difference_recognisable(7, 10, 6, 10)
    (True, False)
    """
    interval = newcombe(k1, n1, k2, n2, level)
    apart = (_array(interval["unten"]) > 0) | (_array(interval["oben"]) < 0)
    return _like(_index_of(k1, n1, k2, n2), apart)


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
    count, base = _array(k), _array(n)
    enough = (count >= min_k) if min_k > 0 else ~np.isnan(count)
    return _like(_index_of(k, n), enough & (base >= min_n))


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
    people, share = _array(count), _array(rate)
    return _like(_index_of(count, rate), people / np.where(share > 0, share, np.nan))


def percentile_rank(values: pd.Series) -> pd.Series:
    """Return for each area how many per cent of the other areas have a lower value.

    Parameters
    ----------
    values
        One value per area; unknown ones have no rank and are not counted.

    Returns
    -------
    Series
        0 for the lowest to 100 for the highest; equal values count half, so that
        ``percentile_rank(-v) == 100 - percentile_rank(v)``.  NaN where the value is
        unknown or there is no other area.

    Examples
    --------
    >>> percentile_rank(pd.Series([5.0, 7.0, 7.0, 9.0])).tolist()
    [0.0, 50.0, 50.0, 100.0]
    """
    ranks, known = _middle_ranks(values)
    others = known - 1 if known > 1 else np.nan
    return pd.Series(100 * (ranks - 1) / others, index=values.index)


def rank_band(values: pd.Series, bands: int = 5) -> pd.Series:
    """Return the band of ranks in which each area's value lies.

    A band hides differences of rank that mean nothing, and its name speaks of the
    height of the value only: „höchstes Fünftel“.

    Parameters
    ----------
    values
        One value per area; unknown ones are not counted.
    bands
        Number of bands, 3 or 5: an odd number, so that there is a middle.

    Returns
    -------
    Series of str
        „“ where the value is unknown or fewer areas than bands have one.  Equal values
        share a band; a tie across a limit lies in the band nearer to the middle.

    Examples
    --------
    >>> rank_band(pd.Series([1.0, 2.0, 3.0]), bands=3).tolist()
    ['niedrigstes Drittel', 'mittleres Drittel', 'höchstes Drittel']
    """
    ranks, known = _middle_ranks(values)
    limit = (ranks - 0.5) * bands / max(known, bands)
    number = np.where(limit > bands / 2, np.ceil(limit), np.floor(limit) + 1)
    shown = ~np.isnan(ranks) & (known >= bands)
    names = np.array(["", *BAND_NAMES[bands]])
    return pd.Series(names[np.where(shown, number, 0).astype(int)], index=values.index)


def _score_bounds(k: Floats, n: Floats, level: float) -> tuple[Floats, Floats]:
    z = NormalDist().inv_cdf((1 + level) / 2)
    share = _share(k, n)
    total = np.where(np.isnan(share), np.nan, n)
    middle = (share * total + z**2 / 2) / (total + z**2)
    half = z * np.sqrt(share * (1 - share) * total + z**2 / 4) / (total + z**2)
    high = np.where(share == 1, 1.0, middle + half)  # rounding would leave 1 + 2e-16 at times
    return middle - half, high


def _share(k: Floats, n: Floats) -> Floats:
    possible = (n > 0) & (k >= 0) & (k <= n)
    return np.where(possible, k, np.nan) / np.where(possible, n, np.nan)


def _middle_ranks(values: pd.Series) -> tuple[Floats, int]:
    """Return ranks from 1 (lowest), equal values sharing theirs, and how many are known."""
    return _array(values.rank(method="average")), int(values.notna().sum())


def _array(values: Values) -> Floats:
    return np.asarray(values, dtype=np.float64)


def _index_of(*values: Values) -> pd.Index | None:
    indexes = [value.index for value in values if isinstance(value, pd.Series)]
    if any(not index.equals(indexes[0]) for index in indexes[1:]):
        raise ValueError("Die Reihen haben verschiedene Indizes; vorher ausdrücklich verbinden.")
    return indexes[0] if indexes else None


def _like(index: pd.Index | None, result: npt.NDArray[Any]) -> Any:
    """Return a result as a Series on the index, or as array or single value without one."""
    if index is not None:
        return pd.Series(result, index=index)
    return result if np.ndim(result) else result.item()
