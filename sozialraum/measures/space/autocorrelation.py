r"""Spatial autocorrelation: do similar values lie side by side, and where.

The *lag* of an area is the weighted sum of its neighbours' values, with standardised
weights their mean.  *Chance* means that the values are shuffled over the areas: globally
all of them, locally all but the area's own.  Every p is two-sided; one from permutations
counts the observation itself, so it is never 0.

A cluster is a pattern of figures that deserves a look, not a cause and not a judgement.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from sozialraum.measures.rates.false_discovery import benjamini_hochberg
from sozialraum.measures.space.deviations import deviations_of
from sozialraum.measures.space.inputs import Floats, refuse
from sozialraum.measures.space.neighbours import Neighbours
from sozialraum.measures.space.shuffles import conditional_p, shuffled_p

QUADRANTS = ("niedrig–niedrig", "niedrig–hoch", "hoch–niedrig", "hoch–hoch")
"""An area's value, then that of its neighbours, each seen from the mean of all areas."""

NOT_NOTABLE = "nicht auffällig"
FEWEST_PERMUTATIONS = 99


@dataclass(frozen=True)
class Moran:
    """Moran's I of all areas with its inference.

    Parameters
    ----------
    value
        Moran's I; above `expected` where similar values lie side by side.
    expected
        Value without autocorrelation, −1/(n−1).
    variance_normal, variance_random
        Variance if the values were drawn from a normal distribution, and if the given
        values were shuffled over the areas.
    p_normal, p_random
        Two-sided p from either variance.
    p_permutations
        Two-sided pseudo-p from permutations; NaN without any.
    permutations, areas
        Number of permutations and of areas.
    """

    value: float
    expected: float
    variance_normal: float
    variance_random: float
    p_normal: float
    p_random: float
    p_permutations: float
    permutations: int
    areas: int


def moran(
    values: pd.Series, neighbours: Neighbours, *, permutations: int = 9_999, seed: int = 1
) -> Moran:
    r"""Return Moran's I, the correlation of areas with their neighbours.

    Parameters
    ----------
    values
        One value per area, on the index of ``neighbours``; a rate, not a count.
    neighbours
        Neighbours and weights; islands are refused.
    permutations
        Number of shuffles; 0 for none.
    seed
        Start of the random numbers; the same seed gives the same result.

    Raises
    ------
    DataError
        If a value is missing or infinite, all values are equal, areas do not match, an
        area has no neighbours or there are fewer than four areas.

    Notes
    -----
    With :math:`z_i = y_i - \bar y` and :math:`S_0 = \sum_{ij} w_{ij}`:

    .. math:: I = \frac{n}{S_0} \frac{\sum_{ij} w_{ij} z_i z_j}{\sum_i z_i^2}

    Variances after Cliff, A. D.; Ord, J. K. (1981): Spatial processes. Pion, London.

    Examples
    --------
    >>> from sozialraum.measures.space.neighbours import neighbours_from_pairs
    >>> areas = pd.Index(list("abcd"))
    >>> row = neighbours_from_pairs([("a", "b"), ("b", "c"), ("c", "d")], areas)
    >>> round(moran(pd.Series([1.0, 2.0, 3.0, 4.0], areas), row).value, 4)
    0.4
    """
    z = deviations_of(values, neighbours, least=4)
    value = _moran_of(z[None, :], neighbours.matrix)[0]
    expected = -1 / (len(z) - 1)
    normal, random = _variances(z, neighbours.matrix)
    return Moran(
        value=float(value),
        expected=expected,
        variance_normal=normal,
        variance_random=random,
        p_normal=_two_sided((value - expected) / math.sqrt(normal)),
        p_random=_two_sided((value - expected) / math.sqrt(random)),
        p_permutations=shuffled_p(
            lambda rows: _moran_of(rows, neighbours.matrix), z, permutations, seed=seed
        ),
        permutations=permutations,
        areas=len(z),
    )


def local_moran(
    values: pd.Series,
    neighbours: Neighbours,
    *,
    permutations: int = 9_999,
    level: float = 0.05,
    seed: int = 1,
) -> pd.DataFrame:
    r"""Return for each area whether it and its neighbours stand out together (LISA).

    Parameters
    ----------
    values, neighbours, seed
        As in `moran`.
    permutations
        Number of shuffles of the other areas.  With n areas a single one can stand out
        only with at least 2 n / ``level`` permutations, for p is 2/(permutations + 1)
        or more.
    level
        Share of false findings among the areas called notable (false discovery rate).

    Returns
    -------
    DataFrame
        On the index of the areas: ``moran`` (local I), ``p`` (two-sided pseudo-p),
        ``p_fdr`` (the same adjusted for the number of areas), ``quadrant`` (one of
        `QUADRANTS`) and ``klasse``, the quadrant where ``p_fdr`` is at most ``level``,
        else „nicht auffällig“.

    Raises
    ------
    DataError
        As `moran`.

    Notes
    -----
    With :math:`z` standardised (ddof 0):

    .. math:: I_i = \frac{n - 1}{n} z_i \sum_j w_{ij} z_j

    Anselin, L. (1995): Local indicators of spatial association – LISA. Geographical
    Analysis 27, 93–115.  Adjusted after Benjamini & Hochberg, as in Caldas de Castro, M.;
    Singer, B. H. (2006): Controlling the false discovery rate. Geographical Analysis 38,
    180–208.  All areas see the same draws, as is usual; the area itself is replaced by
    one more draw where it was drawn, so that each sees a random sample of the others.

    Examples
    --------
    >>> from sozialraum.measures.space.neighbours import neighbours_from_pairs
    >>> areas = pd.Index(list("abcd"))
    >>> row = neighbours_from_pairs([("a", "b"), ("b", "c"), ("c", "d")], areas)
    >>> local_moran(pd.Series([1.0, 2.0, 3.0, 4.0], areas), row)["moran"].round(4).tolist()
    [0.45, 0.15, 0.15, 0.45]
    """
    z = deviations_of(values, neighbours, least=4)
    z /= np.sqrt((z * z).mean())
    if permutations < FEWEST_PERMUTATIONS:
        refuse(
            "Zu wenige Permutationen für einen p-Wert.",
            f"Es müssen mindestens {FEWEST_PERMUTATIONS} sein, üblich sind 999 oder 9.999.",
            found=str(permutations),
        )
    lag = neighbours.matrix @ z
    p = conditional_p(z, neighbours.matrix, permutations, seed=seed)
    p[z == 0] = 1.0  # the local I of such an area is 0, whoever lives beside it
    adjusted = np.asarray(benjamini_hochberg(p))
    quadrant = np.array(QUADRANTS)[2 * (z > 0) + (lag > 0)]
    return pd.DataFrame(
        {
            "moran": (len(z) - 1) / len(z) * z * lag,
            "p": p,
            "p_fdr": adjusted,
            "quadrant": quadrant,
            "klasse": np.where(adjusted <= level, quadrant, NOT_NOTABLE),
        },
        index=values.index,
    )


def _moran_of(rows: Floats, matrix: sparse.csr_array) -> Floats:
    """Return Moran's I of each row of deviations."""
    products = np.einsum("ij,ji->i", rows, matrix @ rows.T)
    value: Floats = rows.shape[1] / matrix.sum() * products / (rows[0] ** 2).sum()
    return value


def _variances(z: Floats, matrix: sparse.csr_array) -> tuple[float, float]:
    n = len(z)
    s0 = matrix.sum()
    s1 = ((matrix + matrix.T).power(2)).sum() / 2
    s2 = ((matrix.sum(axis=1) + matrix.sum(axis=0)) ** 2).sum()
    kurtosis = (z**4).mean() / (z**2).mean() ** 2
    expected = 1 / (n - 1) ** 2
    normal = (n * n * s1 - n * s2 + 3 * s0**2) / ((n - 1) * (n + 1) * s0**2) - expected
    shuffled = n * ((n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0**2)
    peaked = kurtosis * ((n * n - n) * s1 - 2 * n * s2 + 6 * s0**2)
    random = (shuffled - peaked) / ((n - 1) * (n - 2) * (n - 3) * s0**2) - expected
    return float(normal), float(random)


def _two_sided(score: float) -> float:
    return math.erfc(abs(score) / math.sqrt(2))
