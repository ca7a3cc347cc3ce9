"""Rates made comparable: what would be, if the areas had the same structure of ages.

A *group* is usually an age group; a table of counts or populations has one row per area and
one column per group.  *Direct* standardisation weights an area's own rates with a standard
population.  An unknown part makes the area unknown: a rate without some of its ages would be
a rate of other people.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from sozialraum.errors import DataError, Fault, raise_all
from sozialraum.measures.rates.intervals import poisson_exact
from sozialraum.measures.rates.series import (
    Estimate,
    Floats,
    Interval,
    Values,
    as_array,
    paired,
)

CountInterval = Callable[[Values, float], Interval]
"""An interval of a count: `poisson_exact` or `byar` of `sozialraum.measures.rates.intervals`."""


def direct_rate(
    counts: pd.DataFrame,
    populations: pd.DataFrame,
    standard: pd.Series,
    level: float = 0.95,
    *,
    bounds: CountInterval = poisson_exact,
    min_count: float = 10,
) -> Estimate:
    r"""Return the directly standardised rate and its interval by Dobson's method.

    Parameters
    ----------
    counts, populations
        Events and people by area (rows) and group (columns).
    standard
        The standard population, index group; only its shares matter.
    level
        Confidence level, 0.95 for 95 %.
    bounds
        Interval of the count of all events; Public Health England takes `byar`.
    min_count
        Fewest events; with fewer than 10 the interval does not hold what it promises.

    Returns
    -------
    Estimate
        ``wert``, ``unten`` (never below 0), ``oben`` per head, on the rows' index.  NaN
        where a number is unknown or negative, a group has nobody (merge it with its
        neighbour) or there are fewer than ``min_count`` events.

    Raises
    ------
    DataError
        If the groups differ, or a standard population is unknown or negative.

    Notes
    -----
    With :math:`w_g` the shares of the standard population, :math:`k = \sum_g k_g` and its
    Poisson interval :math:`k_l, k_u`:

    .. math::
        r = \sum_g w_g \frac{k_g}{n_g}, \quad v = \sum_g w_g^2 \frac{k_g}{n_g^2}, \quad
        r + \sqrt{v/k}\,(k_l - k) \;\text{to}\; r + \sqrt{v/k}\,(k_u - k)

    Dobson, A. J. et al. (1991): Confidence intervals for weighted sums of Poisson
    parameters. Statistics in Medicine 10, 457–462.  Fewest events: Morris, J. K. et al.
    (2018): Evaluation of stability of directly standardized rates for sparse data using
    simulation methods. Population Health Metrics 16, 19.

    Examples
    --------
    >>> people = pd.DataFrame({"jung": [8000.0], "alt": [2000.0]}, index=["11"])
    >>> cases = pd.DataFrame({"jung": [8.0], "alt": [20.0]}, index=["11"])
    >>> rate = direct_rate(cases, people, pd.Series({"jung": 60, "alt": 40}))
    >>> pd.DataFrame(rate).mul(1000).round(2)
        wert  unten  oben
    11   4.6   2.97  6.77
    """
    _check_standard(standard, "Die Standardbevölkerung der Gruppe")
    k, n = paired(counts, populations, standard.index)
    possible = np.isfinite(k) & (k >= 0) & np.isfinite(n) & (n > 0)
    weights = as_array(standard) / as_array(standard).sum()
    rates = weights * np.where(possible, k, np.nan) / np.where(possible, n, np.nan)
    total = np.where(possible.all(axis=1), k.sum(axis=1), np.nan)
    total = np.where((total >= min_count) & (total > 0), total, np.nan)
    variance = (rates * weights / np.where(possible, n, np.nan)).sum(axis=1)
    return _dobson(rates.sum(axis=1), variance, pd.Series(total, counts.index), level, bounds)


def _dobson(
    rate: Floats, variance: Floats, total: pd.Series, level: float, bounds: CountInterval
) -> Estimate:
    interval = bounds(total, level)
    scale = np.sqrt(variance / total)
    shown = pd.Series(rate, index=total.index).where(total.notna())
    return {
        "wert": shown,
        "unten": (shown + scale * (interval["unten"] - total)).clip(lower=0),
        "oben": shown + scale * (interval["oben"] - total),
    }


def _check_standard(standard: pd.Series, what: str) -> None:
    raise_all(
        Fault(
            f"{what} „{group}“ ist unbekannt oder negativ.",
            found=str(value),
            remedy="Für jede Gruppe eine Zahl ab 0 angeben.",
        )
        for group, value in standard.items()
        if not value >= 0 or np.isinf(value)
    )
    if not as_array(standard).sum() > 0:
        raise DataError(
            Fault("Der Standard ist leer oder überall null.", remedy="Einen Standard angeben.")
        )
