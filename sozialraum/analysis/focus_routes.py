"""How far the order of the Eckpunkte depends on what could be decided otherwise (S7, SMAA-2).

A *route* (Rechenweg) is the whole calculation with one possible set of weights, strengths
and thresholds.  The *list* of routes changes one thing at a time; the *draws* change all at
once, from a stated seed.  Shares of routes are no probabilities.

Eckpunkte with too little evidence are left out of every order: „offen“ is not „the last“.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from sozialraum.analysis.chain import PROPOSALS, Need
from sozialraum.analysis.model import Model, RouteSettings, parameters
from sozialraum.analysis.route_list import Route, route_list
from sozialraum.analysis.route_scores import (
    CODES,
    KINDS,
    Case,
    Numbers,
    kinds_of_focus,
    scores_of,
)
from sozialraum.formats import write_number
from sozialraum.measures.decision.acceptability import (
    Acceptability,
    first_shares,
    mean_error,
    rank_acceptability,
    routes_in_order,
)
from sozialraum.measures.decision.preferences import draw_weights
from sozialraum.measures.decision.verdict import Verdict, verdict
from sozialraum.programme import BELEGARTEN, ECKPUNKTE

Floats: TypeAlias = npt.NDArray[np.float64]

SHARES_ARE = "Anteil der Rechenwege, keine Wahrscheinlichkeit"
"""What every share of routes is called."""

GAP = "Lücke"
"""Column of the central weights that holds the factor on the supplement for a gap."""

FIXED = (
    "Welche Belege, Bedarfe und Zuordnungen zu Eckpunkten es gibt",
    "Lücke und Angebot anderer, wie sie je Bedarf eingetragen sind",
    "Belege der Stärke 0, neutrale und zu alte Belege: sie zählen auf keinem Rechenweg",
    "Höchste Stärke je Beleg (Fallzahlen, nicht erkennbare Unterschiede, ohne Zielgruppe)",
    "Höchste Punktzahl vor der Lücke, Abzug für das Angebot anderer, Ende der Skala",
    "Rechenregel: das Mittel der zwei Belegarten, für die es am höchsten ist",
)
"""What no route varies."""


@dataclass(frozen=True, eq=False)
class Robustness:
    """How robust the order of the Eckpunkte is.  Made by `robustness`.

    Parameters
    ----------
    rated, open
        Eckpunkte in the order of their scores, and those with too little evidence.
    scores
        Score of each Eckpunkt (column) on each draw (row).
    acceptability
        Shares of the draws by rank and pair; None where fewer than two are rated.
    verdicts
        For each two rated Eckpunkte, in the order of their scores, how clearly the first
        comes before the second.
    routes
        The list of routes, each changing one thing.
    central_weights, confidence, confidence_error
        Mean weights of the draws in which an Eckpunkt is first, and the share of draws in
        which it is first with those weights; NaN where it is never first.
    proposals
        Share of the draws with each proposal, by Eckpunkt (all four).
    kept
        Share of the draws in which the whole order is the one of the scores.
    varied, fixed
        What was varied, and how; what was not (German).
    seed, draws
        Start and number of the draws.
    """

    rated: tuple[str, ...]
    open: tuple[str, ...]
    scores: pd.DataFrame
    acceptability: Acceptability | None
    verdicts: tuple[Verdict, ...]
    routes: tuple[Route, ...]
    central_weights: pd.DataFrame
    confidence: pd.Series
    confidence_error: pd.Series
    proposals: pd.DataFrame
    kept: float
    varied: tuple[str, ...]
    fixed: tuple[str, ...]
    seed: int
    draws: int

    @property
    def of(self) -> int:
        """Number of routes of the list."""
        return len(self.routes)

    @property
    def stable(self) -> int:
        """Number of routes of the list in which the order holds."""
        return sum(route.holds for route in self.routes)

    @property
    def unstable(self) -> tuple[Route, ...]:
        """The routes of the list in which the order does not hold."""
        return tuple(route for route in self.routes if not route.holds)

    def word(self, first: str, second: str) -> str:
        """Return the verdict on two rated Eckpunkte, the one with the higher score first."""
        return next(v.word for v in self.verdicts if (v.first, v.second) == (first, second))

    @property
    def neighbours(self) -> tuple[Verdict, ...]:
        """The verdicts on neighbours in the order of scores."""
        pairs = set(zip(self.rated, self.rated[1:], strict=False))
        return tuple(v for v in self.verdicts if (v.first, v.second) in pairs)

    @property
    def sentence(self) -> str:
        """The result in words without numbers, for the text of a report."""
        if self.acceptability is None:
            return (
                "Eine Reihenfolge lässt sich nicht vergleichen: Für weniger als zwei Eckpunkte "
                "reichen die Belege."
            )
        said = [_said(one) for one in self.neighbours]
        return f"{'; '.join(said)}."


def _said(one: Verdict) -> str:
    first, second = f"„{ECKPUNKTE[one.first]}“", f"„{ECKPUNKTE[one.second]}“"
    if one.word == "gleichauf":
        return f"{first} und {second} liegen gleichauf"
    return f"{first} liegt {one.word} vor {second}"


def robustness(needs: Iterable[Need], model: Model, settings: RouteSettings) -> Robustness:
    """Return how robust the order of the Eckpunkte is that needs lead to.

    Parameters
    ----------
    needs
        All needs with their evidence.
    model
        The numbers around which routes vary.
    settings
        Seed, number of draws, ranges and thresholds of the words.

    Returns
    -------
    Robustness
        The same needs and settings give the same result.
    """
    case = Case.of(needs)
    numbers, strengths = _drawn(case, model, settings)
    scores = scores_of(case, strengths, numbers)
    reference, rated, open_codes = _reported(case, model)
    frame = pd.DataFrame(scores, columns=list(CODES))
    compared = frame[list(rated)]
    found = rank_acceptability(compared) if len(rated) > 1 else None
    central, sure, error = _central(case, strengths, numbers, compared)
    limits = {"clear": settings.clear, "narrow": settings.narrow}
    return Robustness(
        rated=rated,
        open=open_codes,
        scores=frame,
        acceptability=found,
        verdicts=tuple(verdict(found, a, b, **limits) for a, b in combinations(rated, 2))
        if found
        else (),
        routes=route_list(case, model, settings, reference) if found else (),
        central_weights=central,
        confidence=sure,
        confidence_error=error,
        proposals=_proposals(case, strengths, numbers, scores),
        kept=routes_in_order(compared, reference) / len(compared) if found else np.nan,
        varied=_varied(settings),
        fixed=FIXED,
        seed=settings.seed,
        draws=settings.draws,
    )


def _reported(case: Case, model: Model) -> tuple[pd.Series, tuple[str, ...], tuple[str, ...]]:
    """Return the reported scores of rated Eckpunkte, those in order, and the open ones."""
    numbers = Numbers.of(model)
    strengths = case.strengths(numbers)
    scores = pd.Series(scores_of(case, strengths, numbers)[0], list(CODES))
    enough = kinds_of_focus(case, strengths)[0] >= model.mindestarten
    rated = scores[enough].sort_values(ascending=False, kind="stable")
    return rated, tuple(rated.index), tuple(scores.index[~enough])


def _drawn(case: Case, model: Model, settings: RouteSettings) -> tuple[Numbers, Floats]:
    """Return numbers and strengths of all draws, each from its own stream."""
    n = settings.draws
    for_weights, for_strengths, for_numbers = np.random.default_rng(settings.seed).spawn(3)
    names = [BELEGARTEN[art] for art in KINDS]
    weights = draw_weights(names, settings.preference, n, random=for_weights)
    moved = {
        name: getattr(model, name) + for_numbers.uniform(low, high, (n, 1))
        for name, (low, high) in settings.spread.items()
    }
    numbers = Numbers.of(model).changed(weights, moved)
    shifts = for_strengths.choice(
        list(settings.shifts), p=list(settings.shifts.values()), size=(n, len(case.local))
    )
    return numbers, case.strengths(numbers, shifts)


def _central(
    case: Case, strengths: Floats, numbers: Numbers, compared: pd.DataFrame
) -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    """Return central weights, confidence factors and their errors of the rated Eckpunkte."""
    codes = list(compared.columns)
    gaps = np.broadcast_to(numbers.values["faktor_luecke"], (len(compared), 1))
    values = np.hstack([numbers.shares, gaps])
    columns = [*(BELEGARTEN[art] for art in KINDS), GAP]
    central = pd.DataFrame(np.nan, codes, columns)
    shares = np.full((len(compared), len(codes)), np.nan)
    first = first_shares(compared.to_numpy()) if codes else shares
    for place, code in enumerate(codes):
        if first[:, place].any():
            mean = np.average(values, axis=0, weights=first[:, place])
            central.loc[code] = mean
            fixed = numbers.changed(mean[None, :-1], {"faktor_luecke": mean[None, -1:]})
            again = scores_of(case, strengths, fixed)[:, [CODES.index(name) for name in codes]]
            shares[:, place] = first_shares(again)[:, place]
    sure, error = mean_error(shares.sum(axis=0), (shares**2).sum(axis=0), len(compared))
    return central, pd.Series(sure, codes, dtype=float), pd.Series(error, codes, dtype=float)


def _proposals(case: Case, strengths: Floats, numbers: Numbers, scores: Floats) -> pd.DataFrame:
    """Return the share of draws with each proposal."""
    enough = kinds_of_focus(case, strengths) >= numbers.values["mindestarten"]
    obvious = scores >= numbers.values["naheliegend"]
    possible = scores >= numbers.values["moeglich"]
    words = [enough & obvious, enough & possible & ~obvious, enough & ~possible, ~enough]
    shares = {word: hit.mean(axis=0) for word, hit in zip(PROPOSALS, words, strict=True)}
    return pd.DataFrame(shares, index=list(CODES))


def _varied(settings: RouteSettings) -> tuple[str, ...]:
    lower, same, higher = (
        f"{write_number(100 * settings.shifts[shift])} %" for shift in (-1, 0, 1)
    )
    ranges = [
        f"{p.titel}: {write_number(p.von, 2)} bis {write_number(p.bis, 2)}"
        for p in parameters()
        if p.von is not None and p.bis is not None
    ]
    return (
        f"Gewichte der Belegarten: {settings.preference.describe()}",
        f"Stärke eingetragener Belege: um 1 niedriger in {lower}, gleich in {same}, um 1 höher "
        f"in {higher} der Ziehungen; nie unter 1 und nie über die höchste Stärke des Belegs",
        *ranges,
    )
