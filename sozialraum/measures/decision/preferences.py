"""Weights of which only a range is known, drawn from a stated seed.

A *preference* says what is known of the weights of criteria: nothing (`Free`), their order
(`Ordinal`), bounds (`Bounded`) or a given set of weights around which they vary (`Around`).
Weights are drawn evenly from all that the preference allows; they are never negative and
sum to 1.  A preference describes itself in German, for a result names what was varied.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from sozialraum.errors import Fault, raise_all, suggest
from sozialraum.formats import write_number

Floats: TypeAlias = npt.NDArray[np.float64]

SWEEPS = 10
"""How often `Bounded` redraws every pair of weights; see there."""


class Preference(Protocol):
    """What is known of the weights."""

    def faults(self, criteria: Sequence[str]) -> Iterator[Fault]:
        """Yield what does not fit the criteria."""
        ...

    def draw(self, criteria: Sequence[str], n: int, random: np.random.Generator) -> Floats:
        """Return weights, shape ``(n, criteria)``."""
        ...

    def describe(self) -> str:
        """Say in German how the weights vary."""
        ...


def draw_weights(
    criteria: Sequence[str], preference: Preference, n: int, *, random: np.random.Generator
) -> Floats:
    """Return weights that a preference allows, drawn evenly.

    Parameters
    ----------
    criteria
        Names of the criteria.
    preference
        What is known of their weights.
    n
        Number of draws.
    random
        Generator with a stated seed.

    Returns
    -------
    array
        Shape ``(n, criteria)``; every row is at least 0 and sums to 1.

    Raises
    ------
    DataError
        If the preference does not fit the criteria or no weights fulfil it.

    Examples
    --------
    >>> draw = draw_weights(["a", "b"], Ordinal(["b", "a"]), 5, random=np.random.default_rng(1))
    >>> bool((draw[:, 1] >= draw[:, 0]).all())
    True
    """
    raise_all(preference.faults(criteria))
    return preference.draw(criteria, n, random)


@dataclass(frozen=True)
class Free:
    """Nothing is known: all weights that sum to 1 are equally possible.

    Notes
    -----
    The flat Dirichlet distribution, from exponential variates.
    """

    def faults(self, criteria: Sequence[str]) -> Iterator[Fault]:
        """Yield nothing: it fits all criteria."""
        yield from ()

    def draw(self, criteria: Sequence[str], n: int, random: np.random.Generator) -> Floats:
        """Return weights, shape ``(n, criteria)``."""
        return _to_one(random.standard_exponential((n, len(criteria))))

    def describe(self) -> str:
        """Say in German how the weights vary."""
        return "alle Gewichte gleich möglich"


FREE = Free()


@dataclass(frozen=True)
class Ordinal:
    """The order of importance is known, by how much is not.

    Parameters
    ----------
    order
        Criteria from the most to the least important; an inner list holds criteria between
        which no order is known.

    Notes
    -----
    Flat weights in descending order, the places of an inner list shuffled: evenly
    distributed over all weights that keep the order, for the flat distribution does not
    change when weights change places.
    """

    order: Sequence[str | Sequence[str]]

    def faults(self, criteria: Sequence[str]) -> Iterator[Fault]:
        """Yield criteria that are unknown, missing or named twice."""
        yield from _name_faults(list(chain(*self._groups())), criteria, complete=True)

    def draw(self, criteria: Sequence[str], n: int, random: np.random.Generator) -> Floats:
        """Return weights, shape ``(n, criteria)``."""
        descending = -np.sort(-Free().draw(criteria, n, random), axis=1)
        column = {name: position for position, name in enumerate(criteria)}
        weights, start = np.empty_like(descending), 0
        for group in self._groups():
            places = descending[:, start : start + len(group)]
            weights[:, [column[name] for name in group]] = random.permuted(places, axis=1)
            start += len(group)
        return weights

    def describe(self) -> str:
        """Say in German how the weights vary."""
        return "Rangfolge " + " ≥ ".join(", ".join(group) for group in self._groups())

    def _groups(self) -> list[list[str]]:
        return [[group] if isinstance(group, str) else list(group) for group in self.order]


@dataclass(frozen=True)
class Bounded:
    """Each weight lies between two bounds.

    Parameters
    ----------
    low, high
        Bounds by criterion, shares from 0 to 1; a criterion without one has 0 or 1.

    Notes
    -----
    Gibbs sampling in pairs: from a possible point, two weights at a time divide their sum
    evenly anew within their bounds, every pair `SWEEPS` times, each draw in its own chain.
    The even distribution over all possible weights is the one that these steps keep.

    Smith, A. (2014): A Gibbs sampler on the n-simplex. Annals of Applied Probability 24,
    114–130.
    """

    low: Mapping[str, float] = field(default_factory=dict)
    high: Mapping[str, float] = field(default_factory=dict)

    def faults(self, criteria: Sequence[str]) -> Iterator[Fault]:
        """Yield unknown criteria and bounds that no weights fulfil."""
        yield from _name_faults(list({**self.low, **self.high}), criteria, complete=False)
        low, high = self._bounds(criteria)
        for name, least, most in zip(criteria, low, high, strict=True):
            if not 0 <= least <= most <= 1:
                yield Fault(
                    f"Die Grenzen des Gewichts von „{name}“ sind nicht möglich.",
                    found=f"{write_number(least, 3)} bis {write_number(most, 3)}",
                    expected="0 ≤ untere Grenze ≤ obere Grenze ≤ 1",
                    remedy="Grenzen als Anteile angeben, die kleinere zuerst.",
                )
        if not low.sum() <= 1 + 1e-9 or not high.sum() >= 1 - 1e-9:
            yield Fault(
                "Keine Gewichte erfüllen die Grenzen: Gewichte ergeben zusammen 1.",
                found=f"untere zusammen {write_number(low.sum(), 3)}, "
                f"obere zusammen {write_number(high.sum(), 3)}",
                expected="untere zusammen höchstens 1, obere mindestens 1",
                remedy="Grenzen weiter fassen.",
            )

    def draw(self, criteria: Sequence[str], n: int, random: np.random.Generator) -> Floats:
        """Return weights, shape ``(n, criteria)``."""
        low, high = self._bounds(criteria)
        room = high - low
        part = (1 - low.sum()) / room.sum() if room.any() else 0.0
        weights = np.tile(low + part * room, (n, 1))
        for _ in range(SWEEPS):
            for i, j in combinations(range(len(criteria)), 2):
                both = weights[:, i] + weights[:, j]
                least = np.maximum(low[i], both - high[j])
                most = np.minimum(high[i], both - low[j])
                weights[:, i] = least + random.random(n) * np.maximum(most - least, 0)
                weights[:, j] = both - weights[:, i]
        return weights

    def describe(self) -> str:
        """Say in German how the weights vary."""
        names = list({**self.low, **self.high})
        low, high = self._bounds(names)
        parts = [
            f"{name} {write_number(least, 2)} bis {write_number(most, 2)}"
            for name, least, most in zip(names, low, high, strict=True)
        ]
        return "Gewichte in Grenzen: " + "; ".join(parts)

    def _bounds(self, criteria: Sequence[str]) -> tuple[Floats, Floats]:
        low = np.array([self.low.get(name, 0.0) for name in criteria])
        high = np.array([self.high.get(name, 1.0) for name in criteria])
        return low, high


@dataclass(frozen=True)
class Around:
    r"""The weights vary around given ones.

    Parameters
    ----------
    weights
        Weight of each criterion, at least 0; they are brought to the sum 1.  Weight 0
        stays 0.
    concentration
        The larger, the closer: a weight :math:`w` has the standard deviation
        :math:`\sqrt{w (1 - w) / (c + 1)}`.

    Notes
    -----
    The Dirichlet distribution with the parameters :math:`c\,w`.
    """

    weights: Mapping[str, float]
    concentration: float

    def faults(self, criteria: Sequence[str]) -> Iterator[Fault]:
        """Yield criteria without weight and weights that cannot be used."""
        yield from _name_faults(list(self.weights), criteria, complete=True)
        for name, weight in self.weights.items():
            if not 0 <= weight < np.inf:
                yield Fault(
                    f"Das Gewicht von „{name}“ ist keine Zahl ab 0.",
                    found=str(weight),
                    remedy="Gewicht berichtigen.",
                )
        if self.weights and not any(weight > 0 for weight in self.weights.values()):
            yield Fault("Alle Gewichte sind 0.", remedy="Mindestens ein Gewicht über 0 angeben.")
        if not 0 < self.concentration < np.inf:
            yield Fault(
                "Die Konzentration der Gewichte ist keine Zahl über 0.",
                found=str(self.concentration),
                remedy="Zum Beispiel 100 angeben: große Zahlen lassen wenig Spielraum.",
            )

    def draw(self, criteria: Sequence[str], n: int, random: np.random.Generator) -> Floats:
        """Return weights, shape ``(n, criteria)``."""
        given = np.array([self.weights[name] for name in criteria], dtype=float)
        shape = np.broadcast_to(self.concentration * given / given.sum(), (n, len(given)))
        return _to_one(random.standard_gamma(shape))

    def describe(self) -> str:
        """Say in German how the weights vary."""
        return f"um die gegebenen Gewichte (Konzentration {write_number(self.concentration, 0)})"


def _to_one(weights: Floats) -> Floats:
    total: Floats = weights.sum(axis=1, keepdims=True)
    return weights / total


def _name_faults(
    named: Sequence[str], criteria: Sequence[str], *, complete: bool
) -> Iterator[Fault]:
    for name in dict.fromkeys(named):
        if name not in criteria:
            yield Fault(
                f"Das Kriterium „{name}“ gibt es nicht.",
                expected=", ".join(criteria),
                remedy=suggest(name, criteria) or "Name berichtigen oder streichen.",
            )
        if named.count(name) > 1:
            yield Fault(f"„{name}“ steht zweimal in der Rangfolge.", remedy="Einmal streichen.")
    if complete:
        for name in criteria:
            if name not in named:
                yield Fault(
                    f"Für das Kriterium „{name}“ fehlt die Angabe zum Gewicht.",
                    remedy="Kriterium ergänzen.",
                )
