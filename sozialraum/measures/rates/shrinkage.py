"""Rates of small areas, moved towards the mean of all as far as chance may have moved them.

The rate of a small area is far out more often than that of a large one, by chance alone.
*Empirical Bayes* weighs an area's own rate against the mean of all areas: the more people
it has and the more the areas really differ, the more its own rate counts.  A shrunk rate is
an aid for maps and rankings; it is never printed as the area's figure.
"""

from __future__ import annotations

from typing import TypedDict

import numpy as np

from sozialraum.measures.rates.intervals import share_of
from sozialraum.measures.rates.series import Floats, Values, as_array, index_of, like


class Shrunk(TypedDict):
    """A shrunk rate and the weight of the area's own one (0–1), on the areas' index."""

    wert: Values
    gewicht: Values


def shrink_rates(k: Values, n: Values) -> Shrunk:
    r"""Return rates of events, shrunk to their mean (Poisson; Marshall's global method).

    Parameters
    ----------
    k, n
        Events and people, one of each per area; there may be more events than people.

    Returns
    -------
    Shrunk
        ``wert`` lies between the area's own rate and the mean of all areas; ``gewicht`` is
        0 for all if they differ no more than by chance.  NaN where a number is unknown or
        negative, or there is nobody: such an area does not count for the mean either.

    Notes
    -----
    With :math:`m = \sum k_i / \sum n_i` and :math:`\bar n` the mean of the :math:`n_i`:

    .. math::
        A = \max\left(0, \frac{\sum n_i (k_i/n_i - m)^2}{\sum n_i} - \frac{m}{\bar n}\right),
        \quad g_i = \frac{A}{A + m / n_i}, \quad m + g_i \left(\frac{k_i}{n_i} - m\right)

    Marshall, R. J. (1991): Mapping disease and mortality rates using empirical Bayes
    estimators. Applied Statistics 40, 283–294.

    Examples
    --------
    >>> rates = shrink_rates(np.array([1.0, 10.0, 400.0]), np.array([100.0, 1000.0, 10000.0]))
    >>> rates["wert"].round(4).tolist(), rates["gewicht"].round(2).tolist()
    ([0.0327, 0.0193, 0.0399], [0.16, 0.66, 0.95])
    """
    events, people = as_array(k), as_array(n)
    possible = np.isfinite(events) & (events >= 0) & np.isfinite(people) & (people > 0)
    events, people = np.where(possible, events, np.nan), np.where(possible, people, np.nan)
    mean = np.nansum(events) / _or_nan(np.nansum(people))
    rates = events / people
    spread = np.nansum(people * (rates - mean) ** 2) / _or_nan(np.nansum(people))
    by_chance = mean * possible.sum() / _or_nan(np.nansum(people))
    real = max(spread - by_chance, 0.0)
    weight = real / (real + mean / people) if real > 0 else 0.0 * people
    return _shrunk(k, n, rates, mean, weight)


def shrink_shares(k: Values, n: Values) -> Shrunk:
    r"""Return shares of people, shrunk to their mean (beta-binomial, by moments).

    Parameters
    ----------
    k, n
        Number of people counted and of all people, one of each per area.

    Returns
    -------
    Shrunk
        As `shrink_rates`; NaN also where ``k`` is more than ``n``.

    Notes
    -----
    With :math:`m = \sum k_i / N`, :math:`N = \sum n_i` and :math:`I` areas, the correlation
    :math:`\rho` of two people of one area and the prior's number of people :math:`M` are

    .. math::
        \rho = \frac{\sum n_i (k_i/n_i - m)^2 - m (1-m) (I-1)}
        {m (1-m) \left(N - \sum n_i^2 / N - (I-1)\right)}, \quad M = \frac{1 - \rho}{\rho},
        \quad \frac{k_i + M m}{n_i + M}

    :math:`\rho \le 0` gives the mean to all, :math:`\rho \ge 1` each its own share.

    Kleinman, J. C. (1973): Proportions with extraneous variance: single and independent
    samples. Journal of the American Statistical Association 68, 46–54, with weights
    :math:`n_i`.

    Examples
    --------
    >>> shares = shrink_shares(np.array([2.0, 8.0]), np.array([10.0, 10.0]))
    >>> shares["wert"].round(3).tolist(), shares["gewicht"].round(3).tolist()
    ([0.213, 0.787], [0.957, 0.957])
    """
    shares = share_of(as_array(k), as_array(n))
    people = np.where(np.isnan(shares), np.nan, as_array(n))
    mean = np.nansum(shares * people) / _or_nan(np.nansum(people))
    rho = np.clip(_correlation(shares, people, mean), 0.0, 1.0)
    weight = rho * people / (rho * people + 1 - rho)
    return _shrunk(k, n, shares, mean, weight)


def _correlation(shares: Floats, people: Floats, mean: float) -> float:
    """Return ρ; 0 where the areas are too small or too few to show any."""
    total, others = np.nansum(people), np.sum(~np.isnan(people)) - 1
    chance = mean * (1 - mean)
    room = chance * (total - np.nansum(people**2) / _or_nan(total) - others)
    if not room > 0:
        return 0.0
    spread = np.nansum(people * (shares - mean) ** 2)
    return float((spread - chance * others) / room)


def _shrunk(k: Values, n: Values, raw: Floats, mean: float, weight: Floats) -> Shrunk:
    index = index_of(k, n)
    return {"wert": like(index, mean + weight * (raw - mean)), "gewicht": like(index, weight)}


def _or_nan(total: float) -> float:
    return float(total) if total > 0 else np.nan
