"""Treatment of outliers before values are made comparable.

An indicator *passes* unless it is both skewed and heavy-tailed: a few extreme values would
then decide its scale.  Winsorising sets the most extreme values to the next one, point by
point, until the indicator passes; marks say for each value what was done with it.

After Becker, W. et al. (2022), COINr, and its functions ``Treat`` and ``winsorise``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from sozialraum.measures.composite.columns import Columns, Floats, Kind, like, table

Marks = npt.NDArray[Any]


@dataclass(frozen=True)
class Winsorise:
    """Winsorising while skewed and heavy-tailed.

    Parameters
    ----------
    max_points
        Most values that may be winsorised; values tied at the limit count all.
    skew, kurtosis
        An indicator passes with an absolute skewness up to the one or an excess kurtosis
        up to the other.
    otherwise
        What happens to an indicator that does not pass after ``max_points``: the logarithm
        of the ``original`` values is taken (``log``), or it is left ``winsorised`` or
        ``original``.
    """

    max_points: int = 5
    skew: float = 2.0
    kurtosis: float = 3.5
    otherwise: Literal["log", "winsorised", "original"] = "log"


@dataclass(frozen=True)
class Logarithm:
    """`log_shifted` for every value, whether the indicator passes or not."""


@dataclass(frozen=True)
class Untreated:
    """No treatment: for one indicator where the index has one."""


Treatment = Winsorise | Logarithm | Untreated


def treat(values: pd.Series, how: Treatment) -> tuple[pd.Series, pd.Series]:
    """Return an indicator after treatment, and the mark of each value.

    Parameters
    ----------
    values
        One value per area; unknown ones stay unknown.
    how
        The treatment.

    Returns
    -------
    tuple of Series
        Treated values and marks: „“ as it was, ``winhi``, ``winlo`` or ``log``.

    Examples
    --------
    >>> values = pd.Series([1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 30, 100])
    >>> treated, marks = treat(values, Winsorise(max_points=2))
    >>> treated.tolist()[-3:], marks.tolist()[-3:]
    ([10.0, 30.0, 30.0], ['', '', 'winhi'])
    """
    nothing = pd.Series("", index=values.index, name=values.name)
    if isinstance(how, Untreated) or (isinstance(how, Winsorise) and _passes(values, how)):
        return values, nothing
    if isinstance(how, Winsorise):
        treated, marks = winsorise(values, how)
        if _passes(treated, how) or how.otherwise == "winsorised":
            return treated, marks
        if how.otherwise == "original":
            return values, nothing
    return log_shifted(values), nothing.mask(values.notna(), "log")


def winsorise(values: pd.Series, how: Winsorise) -> tuple[pd.Series, pd.Series]:
    """Return values whose extremes are set to the next one until they pass, and the marks.

    The side is that of the skewness; what is tied at the end is moved together.  Without
    success after `Winsorise.max_points` the winsorised values are returned as they are.

    Examples
    --------
    >>> values = pd.Series([0.0, 91, 92, 93, 94, 95, 96, 97, 98, 99])
    >>> treated, marks = winsorise(values, Winsorise())
    >>> treated.tolist()[:3], marks.tolist()[:3]
    ([91.0, 91.0, 92.0], ['winlo', '', ''])
    """
    x = values.to_numpy(dtype=np.float64, copy=True)
    original = x.copy()
    high = low = np.zeros(len(x), dtype=bool)
    while not _passes(x, how) and high.sum() + low.sum() < how.max_points:
        if skewness(x)[0] >= 0:
            high = x == np.fmax.reduce(x)
            x[high] = np.fmax.reduce(x[~high])
        else:
            low = x == np.fmin.reduce(x)
            x[low] = np.fmin.reduce(x[~low])
    marks = np.where(x < original, "winhi", np.where(x > original, "winlo", ""))
    return pd.Series(x, values.index, name=values.name), pd.Series(marks, values.index)


def log_shifted(values: Kind) -> Kind:
    r"""Return logarithms of values moved above zero.

    Notes
    -----
    .. math:: \ln(x - \min x + 0.01 (\max x - \min x))

    COINr's ``log_CT``, after the COIN Tool of the Joint Research Centre.  The order of the
    values stays; a column whose values are all equal becomes NaN.

    Examples
    --------
    >>> log_shifted(pd.Series([0.0, 9.0, 99.0, 100.0])).round(3).tolist()
    [0.0, 2.303, 4.605, 4.615]
    """
    x = table(values)
    lowest = np.fmin.reduce(x, axis=0)
    span = np.fmax.reduce(x, axis=0) - lowest
    return like(values, np.log(x - lowest + np.where(span > 0, 0.01 * span, np.nan)))


def skewness(values: Columns) -> Floats:
    r"""Return the skewness of each column, corrected for the size of the sample.

    Returns
    -------
    array
        One number per column; NaN with fewer than three values or equal ones.

    Notes
    -----
    .. math:: G_1 = \frac{\sqrt{n (n - 1)}}{n - 2} \, \frac{m_3}{m_2^{3/2}}

    Joanes, D. N. and Gill, C. A. (1998): Comparing measures of sample skewness and
    kurtosis. Journal of the Royal Statistical Society D 47, 183–189.

    Examples
    --------
    >>> skewness(pd.Series([1.0, 2.0, 3.0, 10.0])).round(4).tolist()
    [1.7636]
    """
    return _shape(values)[0]


def kurtosis(values: Columns) -> Floats:
    r"""Return the excess kurtosis of each column, corrected for the size of the sample.

    Returns
    -------
    array
        One number per column, 0 for a normal distribution; NaN with fewer than four
        values or equal ones.

    Notes
    -----
    .. math:: G_2 = \frac{n - 1}{(n - 2)(n - 3)} \left((n + 1)
        \left(\frac{m_4}{m_2^2} - 3\right) + 6\right)

    Joanes and Gill (1998), see `skewness`.

    Examples
    --------
    >>> kurtosis(pd.Series([1.0, 2.0, 3.0, 10.0])).round(4).tolist()
    [3.228]
    """
    return _shape(values)[1]


def _passes(values: Columns, how: Winsorise) -> bool:
    skew, heavy = _shape(values)
    return not (abs(skew[0]) > how.skew and heavy[0] > how.kurtosis)


def _shape(values: Columns) -> tuple[Floats, Floats]:
    """Return G₁ and G₂ of each column, from its central moments m₂, m₃ and m₄."""
    x = table(values)
    missing = np.isnan(x)
    n = (~missing).sum(axis=0).astype(np.float64)
    add = np.nansum if missing.any() else np.sum  # nansum copies its values each time
    varies = np.fmin.reduce(x, axis=0) < np.fmax.reduce(x, axis=0)
    with np.errstate(all="ignore"):
        d = x - add(x, axis=0) / n
        square = d * d  # powers by multiplication: ten times as fast
        m2, m3, m4 = (add(power, axis=0) / n for power in (square, square * d, square**2))
        g1 = np.sqrt(n * (n - 1)) / (n - 2) * m3 / m2**1.5
        g2 = (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * (m4 / m2**2 - 3) + 6)
    return np.where((n > 2) & varies, g1, np.nan), np.where((n > 3) & varies, g2, np.nan)
