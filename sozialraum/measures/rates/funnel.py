"""Funnel limits: how far from a target chance alone takes an area of a given size.

A *limit* belongs to a size, an interval to a value: areas within the limits are compatible
with the target, and no ranks are needed.  Inside 95 % limits lie about 19 of 20 areas that
differ from the target in nothing; 99,8 % limits leave out 1 in 500.  Where areas spread more
than chance explains (`sozialraum.measures.rates.overdispersion`), limits are widened by its τ.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy.special import betainc

from sozialraum.errors import DataError, Fault
from sozialraum.measures.rates.series import (
    Floats,
    Interval,
    Values,
    as_array,
    finite,
    index_of,
    like,
    tail,
)

BELOW, WITHIN, ABOVE = "darunter", "innerhalb", "darüber"


def funnel_limits(n: Values, target: float, level: float = 0.95, *, tau: float = 0.0) -> Interval:
    r"""Return the exact limits of a share around a target, by the size of the area.

    Parameters
    ----------
    n
        Denominators; they need not be whole.
    target
        The share that areas are compared with, 0 to 1.
    level
        Share of areas without a difference inside the limits: 0.95 or 0.998.
    tau
        Standard deviation by which areas differ beside chance, as a share; an unknown one
        (NaN) leaves the limits unknown.

    Returns
    -------
    Interval
        ``unten`` and ``oben``, shares from 0 to 1; NaN where ``n`` is unknown, infinite or 0.

    Raises
    ------
    DataError
        If the target is not between 0 and 1.

    Notes
    -----
    With :math:`F` the binomial distribution of ``n`` and ``target``, :math:`r` the
    smallest number with :math:`F(r) > \alpha/2`:

    .. math::
        \frac{1}{n} \left(r - \frac{F(r) - \alpha/2}{F(r) - F(r-1)}\right)

    and the upper limit by the same rule from the other end.  A count lies outside exactly
    where its one-sided probability is below :math:`\alpha/2`.  With :math:`s` the standard
    error at the target, ``tau`` moves the limits away from the target by
    :math:`\sqrt{1 + \tau^2 / s^2}` (additive random effects).

    Spiegelhalter, D. J. (2005): Funnel plots for comparing institutional performance.
    Statistics in Medicine 24, 1185–1202, appendix.  Interpolating :math:`F` at the upper
    end too would flag an area one case earlier than its probability says.

    Examples
    --------
    >>> limits = funnel_limits(np.array([10.0, 1000.0]), 0.5)
    >>> limits["unten"].round(4).tolist(), limits["oben"].round(4).tolist()
    ([0.1324, 0.4685], [0.8676, 0.5315])
    """
    check_target(target)
    size = _positive(n)
    alpha = tail(level)
    low = _quantile(lambda r: _binomial(r, size, target), alpha, np.ceil(size)) / size
    high = 1 - _quantile(lambda r: _binomial(r, size, 1 - target), alpha, np.ceil(size)) / size
    variance = target * (1 - target) / size
    factor = np.sqrt(1 + tau**2 / variance)
    return {
        "unten": like(index_of(n), np.maximum(target + factor * (low - target), 0.0)),
        "oben": like(index_of(n), np.minimum(target + factor * (high - target), 1.0)),
    }


def funnel_position(values: pd.Series, limits: Interval) -> pd.Series:
    """Return where each area lies: „darunter“, „innerhalb“, „darüber“ or „“ if unknown.

    Parameters
    ----------
    values
        Shares or ratios, on the index of the limits.
    limits
        As of `funnel_limits`.

    Examples
    --------
    >>> shares = pd.Series([0.1, 0.5, 0.9, float("nan")])
    >>> funnel_position(shares, funnel_limits(pd.Series([10.0] * 4), 0.5)).tolist()
    ['darunter', 'innerhalb', 'darüber', '']
    """
    index = index_of(values, limits["unten"], limits["oben"])
    value, low, high = (as_array(v) for v in (values, limits["unten"], limits["oben"]))
    known = ~(np.isnan(value) | np.isnan(low) | np.isnan(high))
    place = np.select([~known, value < low, value > high], ["", BELOW, ABOVE], WITHIN)
    return pd.Series(place, index=index)


def _positive(values: Values) -> Floats:
    size = finite(values)
    return np.where(size > 0, size, np.nan)


def _quantile(distribution: Callable[[Floats], Floats], p: float, top: Floats) -> Floats:
    """Return the quantile between whole numbers, 0 at least; ``distribution(top)`` is 1."""
    low, high = np.full_like(top, -1.0), top
    while np.any(high - low > 1):
        middle = np.floor((low + high) / 2)
        beyond = distribution(middle) > p
        low, high = np.where(beyond, low, middle), np.where(beyond, middle, high)
    at = distribution(high)
    below = np.where(high > 0, distribution(np.maximum(high - 1, 0)), 0.0)
    return np.maximum(high - (at - p) / (at - below), 0.0)


def _binomial(r: Floats, n: Floats, share: float) -> Floats:
    """Return P(R ≤ r), also for a denominator that is not whole."""
    inside = r < n
    return np.where(inside, betainc(np.where(inside, n - r, 1), r + 1, 1 - share), 1.0)


def check_target(target: float) -> None:
    """Raise a `DataError` unless a share to compare with lies between 0 and 1."""
    if not 0 < target < 1:
        raise DataError(
            Fault(
                "Der Vergleichswert eines Anteils liegt zwischen 0 und 1.",
                found=f"{target:g}",
                remedy="Für 9,1 % 0.091 schreiben.",
            )
        )
