"""Calculation routes of a composite index: the same data under other assumptions.

A *route* (Rechenweg) is one complete calculation of an index.  An *assumption* is what could
have been decided otherwise: the weights, whether a single indicator is left out, and any
step of the spec for which alternatives are named.  What is not varied is named as well
(`Routes.fixed`): a result that hides its fixed assumptions looks surer than it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from sozialraum.errors import DataError, raise_all
from sozialraum.measures.composite.assumptions import (
    AS_GIVEN,
    LEFT_OUT,
    STEPS,
    WEIGHTS,
    Assumption,
    Vary,
    assumption_faults,
    fixed_assumptions,
    varied_assumptions,
)
from sozialraum.measures.composite.compute import Result, compute
from sozialraum.measures.composite.index import Index
from sozialraum.measures.composite.route_scores import (
    Calculation,
    calculation,
    drawn_weights,
    route_scores,
)

Floats: TypeAlias = npt.NDArray[np.float64]
Numbers: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Draw:
    """Some routes.

    Parameters
    ----------
    points
        Routes × coordinates of the weights; None for the weights of the spec.
    left_out
        Number of the indicator left out, beginning with 1; 0 for none.
    choices
        Routes × fields with alternatives; 0 is the value of the spec.
    """

    points: Floats | None
    left_out: Numbers
    choices: Numbers

    def __len__(self) -> int:
        """Return the number of routes."""
        return len(self.left_out)

    def part(self, routes: slice | npt.NDArray[Any]) -> Draw:
        """Return some of the routes."""
        points = None if self.points is None else self.points[routes]
        return Draw(points, self.left_out[routes], self.choices[routes])


@dataclass(frozen=True, eq=False)
class Routes:
    """An index prepared for many calculations, by `prepare`.

    Parameters
    ----------
    base
        The calculation that is reported.
    vary
        What is varied.
    options
        The values of each field with alternatives by their names, that of the spec first.
    variants
        One calculation for each combination of alternatives.
    population
        Population of the areas that take part, or None.
    varied
        The assumptions that are varied.
    fixed
        Names of those that are not (German).
    """

    base: Result
    vary: Vary
    options: Mapping[str, tuple[str, ...]]
    variants: Mapping[tuple[int, ...], Calculation]
    population: pd.Series | None
    varied: tuple[Assumption, ...]
    fixed: tuple[str, ...]

    @property
    def coordinates(self) -> dict[str, int]:
        """Number of coordinates of each varied assumption, in order."""
        return {assumption.name: assumption.coordinates for assumption in self.varied}

    def still(self, n: int) -> Draw:
        """Return the reported calculation ``n`` times."""
        return Draw(None, np.zeros(n, np.int64), np.zeros((n, len(self.options)), np.int64))

    def draw(self, points: Floats) -> Draw:
        """Return the routes that points of the unit cube stand for, routes × coordinates."""
        drawn, start = self.still(len(points)), 0
        for name, size in self.coordinates.items():
            drawn = self.moved(drawn, name, points[:, start : start + size])
            start += size
        return drawn

    def moved(self, draw: Draw, name: str, points: Floats) -> Draw:
        """Return routes with one assumption moved to where its coordinates say."""
        if name == WEIGHTS:
            return replace(draw, points=points)
        assumption = next(known for known in self.varied if known.name == name)
        chosen = np.minimum(points[:, 0] * assumption.values, assumption.values - 1).astype(int)
        if name == LEFT_OUT:
            return replace(draw, left_out=chosen)
        choices = draw.choices.copy()
        choices[:, [STEPS[step][0] for step in self.options].index(name)] = chosen
        return replace(draw, choices=choices)

    def scores(self, draw: Draw) -> Floats:
        """Return the score of every area along every route, routes × areas."""
        scores = np.full((len(draw), len(self.base.normalised)), np.nan)
        for choice, variant in self.variants.items():
            taken = np.flatnonzero((draw.choices == choice).all(axis=1))
            if len(taken):
                scores[taken] = self._scores(variant, draw.part(taken))
        return scores

    def _scores(self, variant: Calculation, draw: Draw) -> Floats:
        if draw.points is None or self.vary.concentration is None:
            weights = {code: own[None] for code, own in variant.weights.items()}
        else:
            weights = drawn_weights(variant.weights, draw.points, self.vary.concentration)
        return route_scores(variant.result, weights, draw.left_out, self.population)


def prepare(
    data: pd.DataFrame,
    index: Index,
    vary: Vary,
    *,
    denominators: pd.DataFrame | None = None,
    groups: pd.Series | None = None,
    population: pd.Series | None = None,
) -> Routes:
    """Return an index prepared for many calculations.

    Parameters
    ----------
    data, index, denominators, groups, population
        As for `compute`, for one period.
    vary
        What is varied.

    Returns
    -------
    Routes
        With what is varied and what is not.

    Raises
    ------
    DataError
        If nothing can be varied, the data have several periods, an alternative cannot be
        computed, or fixed limits of classes would not fit the scale of other routes.

    Examples
    --------
    >>> from sozialraum.measures.composite.assumptions import Vary
    >>> from sozialraum.measures.composite.normalise import MinMax
    >>> from sozialraum.measures.composite.tree import Group, Indicator
    >>> data = pd.DataFrame({"a": [1.0, 2.0, 4.0], "b": [3.0, 1.0, 2.0]}, index=list("xyz"))
    >>> spec = Index(Group("bedarf", (Indicator("a", 1), Indicator("b", 1))))
    >>> vary = Vary(alternatives={"normalisation": {"Min–Max": MinMax()}})
    >>> routes = prepare(data, spec, vary)
    >>> [assumption.how for assumption in routes.varied]  # doctest: +NORMALIZE_WHITESPACE
    ['um die gegebenen, Dirichlet-Konzentration 100',
     'keiner oder einer von 2', 'wie festgelegt, Min–Max']
    """
    raise_all(assumption_faults(data, index, vary))
    inputs: dict[str, Any] = {
        "denominators": denominators, "groups": groups, "population": population
    }  # fmt: skip
    base = compute(data, index, **inputs)
    options = {step: (AS_GIVEN, *others) for step, others in vary.alternatives.items() if others}
    variants = {}
    for choice in product(*(range(len(names)) for names in options.values())):
        taken = {step: options[step][number] for step, number in zip(options, choice, strict=True)}
        changed = {step: name for step, name in taken.items() if name != AS_GIVEN}
        result = _variant(data, index, vary, changed, inputs) if changed else base
        variants[choice] = calculation(result)
    people = None if population is None else population.reindex(base.normalised.index)
    varied = tuple(varied_assumptions(index, vary, options))
    return Routes(
        base, vary, options, variants, people, varied, tuple(fixed_assumptions(index, vary, varied))
    )


def _variant(
    data: pd.DataFrame,
    index: Index,
    vary: Vary,
    changed: Mapping[str, str],
    inputs: Mapping[str, Any],
) -> Result:
    """Return the index with other steps; faults tell which alternative they come from."""
    try:
        others = {step: vary.alternatives[step][name] for step, name in changed.items()}
        return compute(data, replace(index, **others), **inputs)
    except DataError as error:
        named = ", ".join(f"{STEPS[step][0]} „{name}“" for step, name in changed.items())
        raise DataError(
            replace(fault, what=f"Rechenweg mit {named}: {fault.what}") for fault in error.faults
        ) from error
