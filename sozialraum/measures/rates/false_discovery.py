"""Many tests at once: how many of the areas called conspicuous are so by chance alone.

Of 100 areas that differ in nothing, about 5 lie below p = 5 %.  The *false discovery rate*
is the share of such areas among all that are called conspicuous; an adjusted p-value of
at most q keeps it at q.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sozialraum.errors import Fault, raise_all
from sozialraum.measures.rates.series import Floats, Values, as_array, index_of, like


def benjamini_hochberg(p: Values) -> Values:
    r"""Return p-values adjusted for the number of areas looked at.

    It holds what it promises, on average, where the tests are independent or depend on each
    other positively; many areas, each against its rest, come close to that.

    Parameters
    ----------
    p
        One p-value per area, 0 to 1; NaN where there is none.

    Returns
    -------
    Series or array
        Adjusted p-values, never below ``p`` nor above 1 and in the same order as ``p``.
        NaN stays NaN and does not count as a test.

    Raises
    ------
    DataError
        If a p-value is below 0 or above 1.

    Notes
    -----
    With the :math:`m` known p-values sorted upwards, :math:`p_{(1)} \le \dots \le p_{(m)}`:

    .. math:: \tilde p_{(i)} = \min_{j \ge i} \min\left(1, \frac{m}{j} p_{(j)}\right)

    Benjamini, Y. and Hochberg, Y. (1995): Controlling the false discovery rate. Journal of
    the Royal Statistical Society B 57, 289–300.

    Examples
    --------
    >>> benjamini_hochberg(pd.Series([0.01, 0.02, 0.03, 0.5], ["11", "12", "13", "14"])).round(2)
    11    0.04
    12    0.04
    13    0.04
    14    0.50
    dtype: float64
    """
    values = np.atleast_1d(as_array(p))
    _check_probabilities(p, values)
    known = np.flatnonzero(~np.isnan(values))
    order = known[np.argsort(values[known], kind="stable")]
    place = np.arange(1, len(order) + 1)
    scaled = np.minimum(values[order] * len(order) / place, 1)
    adjusted = np.full_like(values, np.nan)
    adjusted[order] = np.minimum.accumulate(scaled[::-1])[::-1]
    return like(index_of(p), adjusted if np.ndim(p) else adjusted[0])


def _check_probabilities(p: Values, values: Floats) -> None:
    labels = p.index if isinstance(p, pd.Series) else range(len(values))
    raise_all(
        Fault(
            f"Der p-Wert von {label} liegt nicht zwischen 0 und 1.",
            found=f"{value:g}",
            remedy="p-Werte als Anteile übergeben: 0.05 für 5 %.",
        )
        for label, value in zip(labels, values, strict=True)
        if value < 0 or value > 1
    )
