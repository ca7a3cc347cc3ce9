"""Overdispersion: areas spread around their target more than chance explains.

Shares of people nearly always do, for areas differ in more than chance.  Funnel limits then
call most areas conspicuous, the large ones first; they are widened by the usual difference τ
of areas, and a sentence says so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import chdtrc

from sozialraum.formats import write_number
from sozialraum.measures.rates.funnel import check_target
from sozialraum.measures.rates.intervals import share_of
from sozialraum.measures.rates.series import Values, as_array, index_of, like

FEWEST_AREAS = 10
"""With fewer areas their spread says nothing about overdispersion."""

SIGNIFICANT = 0.05


@dataclass(frozen=True)
class Overdispersion:
    """How much more the areas spread around the target than chance explains.

    Parameters
    ----------
    phi
        Variance of the winsorised z-scores, 1 for chance alone; NaN with fewer areas than
        `FEWEST_AREAS`.
    tau
        Standard deviation of the areas' true shares around the target, 0 where chance alone
        explains the spread; NaN as ``phi``.
    p
        p-value of the chi-squared test that all areas have the target's share.
    areas
        Number of areas with a z-score.
    """

    phi: float
    tau: float
    p: float
    areas: int

    @property
    def present(self) -> bool:
        """Whether the spread is larger than chance explains."""
        return self.phi > 1 and self.p < SIGNIFICANT

    @property
    def note(self) -> str:
        """A German sentence to print beside a funnel."""
        if np.isnan(self.phi):
            return f"{self.areas} Gebiete sind zu wenige, um ihre Streuung zu beurteilen."
        if not self.present:
            return f"Die {self.areas} Gebiete streuen nicht stärker, als der Zufall erklärt."
        usual = write_number(100 * self.tau, 1)
        return (
            f"Die {self.areas} Gebiete unterscheiden sich stärker, als der Zufall allein erklärt; "
            "das ist die Regel, denn überall leben andere Menschen. Die Grenzen lassen deshalb "
            f"außer dem Zufall auch die übliche Verschiedenheit der Gebiete zu (± {usual} "
            "Prozentpunkte): Außerhalb liegt, wer selbst daran gemessen auffällt."
        )


def funnel_errors(n: Values, target: float) -> Values:
    """Return the standard errors of shares at a target, NaN without people.

    >>> round(funnel_errors(100, 0.1), 6)
    0.03
    """
    check_target(target)
    size = as_array(n)
    return like(index_of(n), np.sqrt(target * (1 - target) / np.where(size > 0, size, np.nan)))


def funnel_z(k: Values, n: Values, target: float) -> Values:
    r"""Return by how many standard errors shares lie above a target.

    Parameters
    ----------
    k, n
        Numerators and denominators.
    target
        The share that areas are compared with.

    Returns
    -------
    Series, array or float
        Negative below the target; NaN where `sozialraum.measures.rates.intervals.wilson` has none.

    Notes
    -----
    .. math:: z = \frac{k/n - \theta}{\sqrt{\theta (1 - \theta) / n}}

    Examples
    --------
    >>> round(funnel_z(60, 100, 0.5), 6)
    2.0
    """
    error = as_array(funnel_errors(n, target))
    return like(index_of(k, n), (share_of(as_array(k), as_array(n)) - target) / error)


def overdispersion(z: pd.Series, errors: pd.Series, *, winsorised: float = 0.1) -> Overdispersion:
    r"""Return how much more areas spread around their target than chance explains.

    Parameters
    ----------
    z
        z-scores, as of `funnel_z`; unknown ones do not count.
    errors
        Standard errors, as of `funnel_errors`, on the same index.
    winsorised
        Share of areas at each end whose z-scores are set to the last one further in, so
        that a few odd areas do not widen the limits for all; below 0.5.

    Notes
    -----
    With :math:`z^{(w)}` the winsorised z-scores of :math:`I` areas:

    .. math:: \hat\varphi = \frac{1}{I} \sum_i \left(z_i^{(w)}\right)^2, \quad
        \sum_i z_i^2 \sim \chi^2_I

    and, with :math:`w_i = 1 / s_i^2` from the standard errors,

    .. math:: \hat\tau^2 = \max\left(0, \frac{I \hat\varphi - (I - 1)}
        {\sum_i w_i - \sum_i w_i^2 / \sum_i w_i}\right)

    Spiegelhalter, D. J. (2005): Handling over-dispersion of performance indicators.
    Quality and Safety in Health Care 14, 347–351.

    Examples
    --------
    >>> cases, people = pd.Series([60.0, 140.0] * 6), pd.Series([1000.0] * 12)
    >>> found = overdispersion(funnel_z(cases, people, 0.1), funnel_errors(people, 0.1))
    >>> round(found.phi, 1), round(found.tau, 3), found.present
    (17.8, 0.041, True)
    """
    both = pd.DataFrame({"z": z, "error": errors}).dropna().sort_values("z")
    known, count = both["z"].to_numpy(np.float64), len(both)
    if count < FEWEST_AREAS:
        return Overdispersion(np.nan, np.nan, np.nan, count)
    cut = int(winsorised * count)
    inner = np.clip(known, known[cut], known[count - 1 - cut])
    phi, p = float(np.mean(inner**2)), float(chdtrc(count, np.sum(known**2)))
    weights = both["error"].to_numpy(np.float64) ** -2
    spread = weights.sum() - (weights**2).sum() / weights.sum()
    between = max(0.0, (count * phi - (count - 1)) / spread)
    return Overdispersion(phi, float(np.sqrt(between)), p, count)
