"""Parameters of a spec that make no sense: each would give numbers that look like results."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from sozialraum.errors import Fault, suggest
from sozialraum.measures.composite.classes import QUANTILE_METHODS, Classes, Quantiles
from sozialraum.measures.composite.normalise import (
    Exponential,
    MinMax,
    Normalisation,
    NormalScores,
    ZScore,
)
from sozialraum.measures.composite.screening_rule import Screening
from sozialraum.measures.composite.treat import Treatment, Winsorise
from sozialraum.measures.composite.weights import FactorWeights, PrincipalComponent, Weighting


def share_faults(value: float, what: str) -> Iterator[Fault]:
    """Yield a fault if a smallest share that must be known is no share."""
    if not 0 <= value <= 1:
        yield Fault(
            f"{what}: Der Mindestanteil bekannter Werte ist keine Zahl von 0 bis 1.",
            found=_text(value),
            remedy="Zum Beispiel 0.5 für die Hälfte; 1 verlangt alle.",
        )


def normalisation_faults(how: Normalisation | None) -> Iterator[Fault]:
    """Yield what is wrong with the parameters of a normalisation."""
    if isinstance(how, ZScore) and how.limit is not None and not how.limit > 0:
        yield Fault(
            "Die Grenze der z-Werte (limit) liegt nicht über 0.",
            found=_text(how.limit),
            remedy="Zum Beispiel 3; ohne Angabe werden z-Werte nicht begrenzt.",
        )
    if isinstance(how, ZScore) and how.ddof < 0:
        yield Fault(
            "Bei z-Werten ist ddof kleiner als 0.",
            found=str(how.ddof),
            remedy="0 teilt durch n, 1 durch n − 1.",
        )
    if isinstance(how, ZScore) and how.weighted and how.ddof:
        yield Fault(
            "Mit der Bevölkerung gewichtete z-Werte kennen kein ddof.",
            found=str(how.ddof),
            remedy="ddof = 0 angeben oder nicht gewichten (weighted = False).",
        )
    if isinstance(how, NormalScores) and not 0 <= how.shift < 1:
        yield Fault(
            "Die Verschiebung der Normalränge (shift) liegt nicht zwischen 0 und 1.",
            found=_text(how.shift),
            remedy="Zum Beispiel 0.375 (Blom) oder 0.5.",
        )
    if isinstance(how, MinMax) and not -math.inf < how.low < how.high < math.inf:
        yield Fault(
            "Bei Min-Max liegt das untere Ende (low) nicht unter dem oberen (high).",
            found=f"{_text(how.low)} bis {_text(how.high)}",
            remedy="Eine umgekehrte Richtung gibt direction = -1 beim Indikator an.",
        )
    if isinstance(how, Exponential) and not 0 < how.scale < math.inf:
        yield Fault(
            "Das Maß der Exponentialskala (scale) ist keine Zahl über 0.",
            found=_text(how.scale),
            remedy="Zum Beispiel 23 wie in den englischen Indizes.",
        )


def treatment_faults(how: Treatment | None) -> Iterator[Fault]:
    """Yield what is wrong with the parameters of a treatment."""
    if isinstance(how, Winsorise) and how.max_points < 0:
        yield Fault(
            "Die größte Zahl gestutzter Werte (max_points) ist kleiner als 0.",
            found=str(how.max_points),
            remedy="Zum Beispiel 5.",
        )
    if isinstance(how, Winsorise):
        for value, what, usual in ((how.skew, "Schiefe", 2), (how.kurtosis, "Wölbung", 3.5)):
            if not value >= 0:
                yield Fault(
                    f"Die Grenze der {what} beim Stutzen ist keine Zahl ab 0.",
                    found=_text(value),
                    remedy=f"Zum Beispiel {usual}.",
                )


def weighting_faults(how: Weighting, codes: Sequence[str]) -> Iterator[Fault]:
    """Yield what is wrong with weights that come from the data of a tree with some codes."""
    if isinstance(how, PrincipalComponent) and how.anchor and how.anchor not in codes:
        yield Fault(
            f"Den Anker „{how.anchor}“ der Hauptkomponente gibt es im Baum nicht.",
            column=how.anchor,
            remedy=suggest(how.anchor, codes) or f"Vorhanden sind: {', '.join(codes)}.",
        )
    if isinstance(how, FactorWeights) and how.factors < 0:
        yield Fault(
            "Die Zahl der Faktoren (factors) ist kleiner als 0.",
            found=str(how.factors),
            remedy="0 nimmt alle mit einem Eigenwert über 1.",
        )


def screening_faults(how: Screening) -> Iterator[Fault]:
    """Yield what is wrong with how much must be known."""
    yield from share_faults(how.areas, "Auswahl der Räume")
    yield from share_faults(how.indicators, "Auswahl der Indikatoren")
    if not 0 <= how.min_population < math.inf:
        yield Fault(
            "Die Mindestbevölkerung (min_population) ist keine Zahl ab 0.",
            found=_text(how.min_population),
            remedy="Zum Beispiel 300; 0 verlangt keine.",
        )
    for name in ("min_indicators", "min_groups"):
        if getattr(how, name) < 0:
            yield Fault(
                f"Die Mindestzahl {name} ist kleiner als 0.",
                found=str(getattr(how, name)),
                remedy="0 verlangt keine.",
            )


def class_faults(how: Classes | None) -> Iterator[Fault]:
    """Yield what is wrong with the limits and names of classes."""
    if how is None:
        return
    limits = how.shares if isinstance(how, Quantiles) else how.limits
    if not all(math.isfinite(limit) for limit in limits):
        yield Fault(
            "Die Grenzen der Klassen sind nicht alle Zahlen.",
            found=_listed(limits),
            remedy="Nur Zahlen angeben; nach oben und unten ist die äußere Klasse offen.",
        )
    elif not all(low < high for low, high in pairwise(limits)):
        yield Fault(
            "Die Grenzen der Klassen stehen nicht aufsteigend.",
            found=_listed(limits),
            remedy="Jede Grenze einmal nennen, die niedrigste zuerst.",
        )
    if len(how.names) != len(limits) + 1:
        yield Fault(
            "Die Namen der Klassen passen nicht zu den Grenzen.",
            found=f"{len(how.names)} Namen, {len(limits)} Grenzen",
            expected=f"{len(limits) + 1} Namen",
            remedy="Einen Namen mehr als Grenzen angeben, die niedrigste Klasse zuerst.",
        )
    twice = [name for name, times in Counter(how.names).items() if times > 1]
    if twice:
        yield Fault(
            "Klassen heißen mehrfach gleich.",
            found=", ".join(twice),
            remedy="Jeder Klasse einen eigenen Namen geben.",
        )
    if isinstance(how, Quantiles):
        yield from _quantile_faults(how)


def _quantile_faults(how: Quantiles) -> Iterator[Fault]:
    if not all(0 < share < 1 for share in how.shares):
        yield Fault(
            "Die Anteile der Quantile liegen nicht alle zwischen 0 und 1.",
            found=_listed(how.shares),
            remedy="Zum Beispiel 0.2, 0.4, 0.6 und 0.8 für Fünftel.",
        )
    if how.kind not in QUANTILE_METHODS:
        yield Fault(
            "Die Art der Quantile (kind) ist keine ganze Zahl von 1 bis 9.",
            found=str(how.kind),
            remedy="7 ist die übliche; gezählt wird wie in R (Hyndman und Fan 1996).",
        )


def _listed(values: Sequence[float]) -> str:
    return "; ".join(map(_text, values))


def _text(value: float) -> str:
    return f"{value:g}".replace(".", ",")
