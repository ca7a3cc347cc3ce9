"""Overdispersion: areas spread around their target more than chance explains.

Shares of people nearly always do, for areas differ in more than chance.  Funnel limits then
call most areas conspicuous, the large ones first; they are widened by the factor φ, or not
drawn, and a sentence says so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import chdtrc

from sozialraum.formats import write_number
from sozialraum.measures.rates.funnel import check_target
from sozialraum.measures.rates.intervals import share_of
from sozialraum.measures.rates.series import Values, as_array, finite, index_of, like

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
    p
        p-value of the chi-squared test that all areas have the target's share.
    areas
        Number of areas with a z-score.
    """

    phi: float
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
        phi, wider = write_number(self.phi, 1), write_number(float(np.sqrt(self.phi)), 1)
        return (
            f"Die {self.areas} Gebiete streuen stärker, als der Zufall allein erklärt (φ = {phi}): "
            "Außerhalb der einfachen Grenzen zu liegen besagt hier wenig. "
            f"Mit diesem φ sind die Grenzen {wider}-mal so breit."
        )


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
    check_target(target)
    size = as_array(n)
    error = np.sqrt(target * (1 - target) / np.where(size > 0, size, np.nan))
    return like(index_of(k, n), (share_of(as_array(k), size) - target) / error)


def funnel_z_ratio(observed: Values, expected: Values) -> Values:
    r"""Return by how many standard errors a count lies above the expected one.

    Returns
    -------
    Series, array or float
        Negative below; NaN where a number is unknown or nothing is expected.

    Notes
    -----
    .. math:: z = \frac{O - E}{\sqrt{E}}

    Examples
    --------
    >>> funnel_z_ratio(130, 100.0)
    3.0
    """
    mean = finite(expected)
    mean = np.where(mean > 0, mean, np.nan)
    return like(index_of(observed, expected), (finite(observed) - mean) / np.sqrt(mean))


def overdispersion(z: pd.Series, *, winsorised: float = 0.1) -> Overdispersion:
    r"""Return how much more areas spread around their target than chance explains.

    Parameters
    ----------
    z
        z-scores, as of `funnel_z` or `funnel_z_ratio`; unknown ones do not count.
    winsorised
        Share of areas at each end whose z-scores are set to the last one further in, so
        that a few odd areas do not widen the limits for all; below 0.5.

    Notes
    -----
    With :math:`z^{(w)}` the winsorised z-scores of :math:`I` areas:

    .. math:: \hat\varphi = \frac{1}{I} \sum_i \left(z_i^{(w)}\right)^2, \quad
        \sum_i z_i^2 \sim \chi^2_I

    Spiegelhalter, D. J. (2005): Handling over-dispersion of performance indicators.
    Quality and Safety in Health Care 14, 347–351.

    Examples
    --------
    >>> cases = pd.Series([60.0, 140.0] * 6)
    >>> found = overdispersion(funnel_z(cases, pd.Series([1000.0] * 12), 0.1))
    >>> round(found.phi, 1), found.present
    (17.8, True)
    """
    known = np.sort(z.dropna().to_numpy(np.float64))
    if len(known) < FEWEST_AREAS:
        return Overdispersion(np.nan, np.nan, len(known))
    cut = int(winsorised * len(known))
    inner = np.clip(known, known[cut], known[len(known) - 1 - cut])
    p = float(chdtrc(len(known), np.sum(known**2)))
    return Overdispersion(float(np.mean(inner**2)), p, len(known))
