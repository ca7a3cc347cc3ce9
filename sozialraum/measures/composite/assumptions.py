"""Which assumptions of a composite index are varied, how far, and which are not.

An *assumption* is what could have been decided otherwise: the weights, which indicators take
part, every step of the spec.  None is passed over: what is not varied is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from sozialraum.errors import Fault, suggest
from sozialraum.formats import write_number
from sozialraum.measures.composite.classes import Cuts
from sozialraum.measures.composite.impute import Imputation
from sozialraum.measures.composite.index import Index
from sozialraum.measures.composite.normalise import Normalisation, ZScore
from sozialraum.measures.composite.treat import Treatment

WEIGHTS = "Gewichte"
LEFT_OUT = "Weglassen eines Indikators"
AS_GIVEN = "wie festgelegt"

STEPS: dict[str, tuple[str, Any]] = {
    "normalisation": ("Normierung", Normalisation),
    "treatment": ("Behandlung von Ausreißern", Treatment | None),
    "imputation": ("Ersetzen fehlender Werte", Imputation | None),
    "levels": ("Art der Zusammenfassung", tuple),
}
"""Fields of `Index` that may have alternatives: their German names and types."""

ALWAYS_FIXED = {
    "root": "Auswahl, Richtung und Nenner der Indikatoren, Aufbau der Dimensionen",
    "screening": "Auswahl der Räume",
    "ranking": "Rundung und Umgang mit gleichen Werten",
    "classes": "Grenzen der Klassen",
}
"""Fields of `Index` that no route varies, with their German names."""

BEFORE_THE_INDEX = ("die Zahlen selbst (Erhebung, Meldung, Zufall)", "Zuschnitt der Räume")
"""What no route varies because it was decided before."""


@dataclass(frozen=True)
class Vary:
    r"""Which assumptions are varied, and how far.

    Parameters
    ----------
    concentration
        How closely the weights within each group stay around the given ones (Dirichlet
        distribution): a share :math:`w` has the standard deviation
        :math:`\sqrt{w (1 - w) / (c + 1)}`.  None keeps the weights.
    leave_out
        Whether routes leave out one indicator; each is left out as often as none.
    alternatives
        For a field of `STEPS` other values with their German names, such as
        ``{"normalisation": {"Min–Max": MinMax()}}``; the value of the spec takes part.
    """

    concentration: float | None = 100.0
    leave_out: bool = True
    alternatives: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Assumption:
    """A varied assumption.

    Parameters
    ----------
    name, how
        Its name and how it varies (German).
    coordinates
        How many numbers from 0 to 1 say what it is along one route.
    values
        How many values it has; 0 if they are countless.
    """

    name: str
    how: str
    coordinates: int
    values: int


def weight_coordinates(index: Index) -> int:
    """Return how many weights are free to vary: those of members that are not alone."""
    return sum(len(group.members) for group in index.groups if len(group.members) > 1)


def varied_assumptions(
    index: Index, vary: Vary, options: Mapping[str, tuple[str, ...]]
) -> Iterator[Assumption]:
    """Yield the assumptions that are varied; one that has no other value is none."""
    weights, indicators = weight_coordinates(index), len(index.indicators)
    if vary.concentration is not None and weights:
        how = f"um die gegebenen, Dirichlet-Konzentration {write_number(vary.concentration)}"
        yield Assumption(WEIGHTS, how, weights, 0)
    if vary.leave_out and indicators > 1:
        yield Assumption(LEFT_OUT, f"keiner oder einer von {indicators}", 1, indicators + 1)
    for step, names in options.items():
        yield Assumption(STEPS[step][0], ", ".join(names), 1, len(names))


def fixed_assumptions(index: Index, vary: Vary, varied: tuple[Assumption, ...]) -> Iterator[str]:
    """Yield the German names of the assumptions that are not varied."""
    names = [assumption.name for assumption in varied]
    steps = [WEIGHTS, LEFT_OUT, *(name for name, _ in STEPS.values())]
    yield from (name for name in steps if name not in names)
    computed = any(level.weights not in ("given", "equal") for level in index.levels)
    if computed and LEFT_OUT in names:
        yield "Gewichte aus den Daten (beim Weglassen eines Indikators nicht neu berechnet)"
    yield from _fixed_parameters(index, vary)
    yield from ALWAYS_FIXED.values()
    yield from BEFORE_THE_INDEX


def _fixed_parameters(index: Index, vary: Vary) -> Iterator[str]:
    """Yield parameters of varied or fixed steps that are the same along every route."""
    levels = (index.levels, *vary.alternatives.get("levels", {}).values())
    coverages = {tuple(dict.fromkeys(level.coverage for level in way)) for way in levels}
    shares = coverages.pop()
    if not coverages and min(shares) < 1:
        text = " und ".join(write_number(100 * share) for share in shares)
        yield f"Umgang mit fehlenden Werten (Mindestanteil {text} %)"
    scales = (index.normalisation, *vary.alternatives.get("normalisation", {}).values())
    limits = {scale.limit for scale in scales if isinstance(scale, ZScore)}
    if len(limits) == 1 and None not in limits:
        yield f"Begrenzung der z-Werte (±{limits.pop():g})".replace(".", ",")


def assumption_faults(data: pd.DataFrame, index: Index, vary: Vary) -> Iterator[Fault]:
    """Yield what makes it impossible to vary the assumptions."""
    if data.index.nlevels > 1:
        yield Fault(
            "Die Daten haben mehrere Zeiträume.",
            remedy="Rechenwege für einen Zeitraum berechnen: dessen Zeilen auswählen.",
        )
    if vary.concentration is not None and not 0 < vary.concentration < np.inf:
        yield Fault(
            "Die Konzentration der Gewichte ist keine Zahl über 0.",
            found=str(vary.concentration),
            remedy="Zum Beispiel 100; None lässt die Gewichte unverändert.",
        )
    for step, others in vary.alternatives.items():
        yield from _alternative_faults(step, others)
    options = {step: tuple(others) for step, others in vary.alternatives.items() if others}
    if not options and not list(varied_assumptions(index, vary, {})):
        yield Fault(
            "Es ist keine Annahme da, die sich verändern lässt.",
            remedy="Gewichte, Weglassen von Indikatoren oder Alternativen zulassen.",
        )
    yield from _scale_faults(index, vary, options)


def _alternative_faults(step: str, others: Mapping[str, Any]) -> Iterator[Fault]:
    if step not in STEPS:
        yield Fault(
            f"Zu „{step}“ sind keine Alternativen möglich.",
            expected=", ".join(STEPS),
            remedy=suggest(step, STEPS) or "Den Eintrag weglassen.",
        )
        return
    name, kind = STEPS[step]
    for label, value in others.items():
        if label == AS_GIVEN or not isinstance(value, kind):
            yield Fault(
                f"Die Alternative „{label}“ zu „{name}“ passt nicht.",
                found=str(value),
                remedy=f"Einen anderen Namen als „{AS_GIVEN}“ und einen Wert für das Feld"
                f" „{step}“ der Index-Beschreibung angeben.",
            )


def _scale_faults(
    index: Index, vary: Vary, options: Mapping[str, tuple[str, ...]]
) -> Iterator[Fault]:
    """Yield a fault where fixed limits of classes would meet scores of another scale."""
    top = index.level(index.root)
    moves = {"normalisation", "levels"} & set(options)
    fewer = vary.leave_out and top.aggregation == "sum"
    if isinstance(index.classes, Cuts) and top.scale is None and (moves or fewer):
        yield Fault(
            "Die Klassen haben feste Grenzen, aber Rechenwege verändern die Skala des Index.",
            column=index.root.code,
            remedy="Klassen nach Standardabweichungen oder Quantilen bilden oder den Index am"
            " Ende normieren.",
        )
