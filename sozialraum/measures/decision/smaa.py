"""How robust an order of alternatives is when weights and measurements are uncertain (SMAA-2).

*Alternatives* are compared by *criteria*.  A *draw* is one possible set of weights and
measurements; each draw puts the alternatives in an order.  Stochastic multicriteria
acceptability analysis counts how often an alternative has a rank, which weights speak for
it, and how often one alternative comes before another.

Every share is a share of calculation routes („Anteil der Rechenwege“), no probability: it
depends on what was allowed to vary, and results name that.  Equal scores share their ranks
evenly, so that two equal alternatives have 0.5 each.

Lahdelma, R., Salminen, P. (2001): SMAA-2: Stochastic multicriteria acceptability analysis
for group decision making. Operations Research 49, 444–454.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from sozialraum.errors import Fault, raise_all, suggest
from sozialraum.measures.decision.acceptability import (
    Acceptability,
    first_shares,
    mean_error,
    rank_acceptability,
)
from sozialraum.measures.decision.measurements import count_uncertain, draw_measurements
from sozialraum.measures.decision.preferences import FREE, Preference, draw_weights

Floats: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Smaa:
    """Result of an SMAA-2 analysis.

    Parameters
    ----------
    acceptability
        Ranks and pairs.
    central_weights, central_error
        Mean of the weights with which an alternative (row) is first: what someone values
        for whom it is the best; and the standard errors.  NaN where it is never first.
    confidence, confidence_error
        Share of the draws in which an alternative is first if its central weights hold:
        how far the measurements suffice to choose it; NaN where it is never first.
    seed
        Start of the draws.
    varied, fixed
        What was varied, and how; what was not (German).
    """

    acceptability: Acceptability
    central_weights: pd.DataFrame
    central_error: pd.DataFrame
    confidence: pd.Series
    confidence_error: pd.Series
    seed: int
    varied: tuple[str, ...]
    fixed: tuple[str, ...]


def smaa(
    measurements: pd.DataFrame,
    *,
    seed: int,
    preference: Preference = FREE,
    scales: Mapping[str, tuple[float, float]] | None = None,
    draws: int = 10_000,
) -> Smaa:
    r"""Return acceptability, central weights and confidence factors of alternatives.

    Parameters
    ----------
    measurements
        One row per alternative, one column per criterion; a cell is a number or an
        uncertain value (`Between`, `Normal`, `OneOf`).
    seed
        Start of the draws; the same seed gives the same result.
    preference
        What is known of the weights: `Free`, `Ordinal`, `Bounded` or `Around`.
    scales
        Worst and best value of a criterion, which become 0 and 1; the best may be the
        smaller one.  Criteria without a scale must already have a common one on which more
        is better.
    draws
        Number of draws.

    Returns
    -------
    Smaa
        Shares of draws with their standard errors.

    Raises
    ------
    DataError
        With all faults: fewer than two alternatives, names twice, values that are unknown or
        not possible, weights that cannot be fulfilled.

    Notes
    -----
    The score of alternative :math:`i` is :math:`u_i = \sum_j w_j x_{ij}`; measurements are
    drawn independently of each other and of the weights.  Rank acceptability
    :math:`b_i^r` is the share of draws in which :math:`i` has rank :math:`r`, the central
    weights :math:`w_i^c` are the mean of the weights in draws in which it is first, the
    confidence factor :math:`p_i^c` is the share of draws of the measurements in which it is
    first under :math:`w_i^c`.

    Tervonen, T., Lahdelma, R. (2007): Implementing stochastic multicriteria acceptability
    analysis. European Journal of Operational Research 178, 500–513.

    Examples
    --------
    With free weights, the middle way is best in a fifth of the cases, if neither criterion
    counts much more than the other:

    >>> table = pd.DataFrame(
    ...     {"Nähe": [1.0, 0.0, 0.6], "Ruhe": [0.0, 1.0, 0.6]}, index=["Markt", "Park", "Hof"]
    ... )
    >>> found = smaa(table, seed=1)
    >>> found.acceptability.ranks[1].round(1).to_dict()
    {'Markt': 0.4, 'Park': 0.4, 'Hof': 0.2}
    >>> found.central_weights.loc["Markt"].round(1).to_dict()
    {'Nähe': 0.8, 'Ruhe': 0.2}
    """
    limits = dict(scales or {})
    raise_all(_table_faults(measurements, limits, draws))
    criteria, alternatives = list(measurements.columns), list(measurements.index)
    for_weights, for_values = np.random.default_rng(seed).spawn(2)
    weights = draw_weights(criteria, preference, draws, random=for_weights)
    values = draw_measurements(measurements, draws, random=for_values)
    for name, (worst, best) in limits.items():
        place = criteria.index(name)
        values[:, :, place] = (values[:, :, place] - worst) / (best - worst)
    scores = np.einsum("dac,dc->da", values, weights)
    central, central_error = _central(first_shares(scores), weights)
    sure, sure_error = _confidence(values, central)
    varied, fixed = _assumptions(measurements, preference, limits)
    return Smaa(
        acceptability=rank_acceptability(pd.DataFrame(scores, columns=alternatives)),
        central_weights=pd.DataFrame(central, alternatives, criteria),
        central_error=pd.DataFrame(central_error, alternatives, criteria),
        confidence=pd.Series(sure, alternatives),
        confidence_error=pd.Series(sure_error, alternatives),
        seed=seed,
        varied=varied,
        fixed=fixed,
    )


def _central(first: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Return mean weights of the draws in which each alternative is first, and errors."""
    often = first.sum(axis=0)[:, None]
    known = np.where(often > 0, often, np.nan)
    mean = first.T @ weights / known
    variance = np.maximum(first.T @ weights**2 / known - mean**2, 0)
    return mean, np.sqrt(variance / known)


def _confidence(values: Floats, central: Floats) -> tuple[Floats, Floats]:
    shares = np.full((len(values), len(central)), np.nan)
    for place, weights in enumerate(central):
        if not np.isnan(weights).any():
            shares[:, place] = first_shares(values @ weights)[:, place]
    return mean_error(shares.sum(axis=0), (shares**2).sum(axis=0), len(values))


def _assumptions(
    measurements: pd.DataFrame, preference: Preference, limits: Mapping[str, object]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return in German what was varied and what was not."""
    uncertain = count_uncertain(measurements)
    several = measurements.shape[1] > 1
    weights = f"Gewichte der Kriterien: {preference.describe()}"
    values = f"Bewertungen: {uncertain} von {measurements.size} mit Spanne"
    varied = [weights] * several + [values] * (uncertain > 0)
    fixed = [
        *["Gewichte der Kriterien: es gibt nur eines"] * (not several),
        *["Bewertungen: alle ohne Spanne"] * (uncertain == 0),
        *["Spannweiten der Kriterien"] * bool(limits),
        "Auswahl der Alternativen und Kriterien",
        "Zusammenfassung: gewichtete Summe, Bewertungen voneinander unabhängig",
    ]
    return tuple(varied), tuple(fixed)


def _table_faults(
    table: pd.DataFrame, limits: Mapping[str, tuple[float, float]], draws: int
) -> Iterator[Fault]:
    criteria = [str(name) for name in table.columns]
    if len(table) < 2 or not criteria:
        yield Fault(
            "Für einen Vergleich braucht es zwei Alternativen und ein Kriterium.",
            found=f"{len(table)} Alternativen, {len(criteria)} Kriterien",
            remedy="Alternativen oder Kriterien ergänzen.",
        )
    for name in [
        *table.index[table.index.duplicated()],
        *table.columns[table.columns.duplicated()],
    ]:
        yield Fault(f"„{name}“ kommt zweimal vor.", remedy="Eines umbenennen oder streichen.")
    for name, (worst, best) in limits.items():
        if name not in criteria:
            yield Fault(
                f"Für „{name}“ ist eine Spannweite angegeben, ein Kriterium ist es nicht.",
                expected=", ".join(criteria),
                remedy=suggest(name, criteria) or "Name berichtigen oder streichen.",
            )
        if not np.isfinite(worst) or not np.isfinite(best) or worst == best:
            yield Fault(
                f"Die Spannweite von „{name}“ hat keinen schlechtesten und besten Wert.",
                found=f"{worst} bis {best}",
                remedy="Zwei verschiedene Zahlen angeben, die schlechtere zuerst.",
            )
    if draws < 2:
        yield Fault("Es braucht mindestens zwei Ziehungen.", found=str(draws), remedy="10000.")
