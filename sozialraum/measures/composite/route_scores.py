"""Scores of an index along many calculation routes at once.

Indicators are normalised already; along a *route* the weights differ and an indicator may be
left out.  The arithmetic is that of `sozialraum.measures.composite.steps.aggregate_tree`, which
computes the one route that is reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import gammaincinv

from sozialraum.measures.composite.aggregate import aggregate, weighted_scores
from sozialraum.measures.composite.columns import even
from sozialraum.measures.composite.compute import Result
from sozialraum.measures.composite.index import Level
from sozialraum.measures.composite.normalise import normalise
from sozialraum.measures.composite.rounding import scales
from sozialraum.measures.composite.steps import member_weights

Floats: TypeAlias = npt.NDArray[np.float64]
Numbers: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Calculation:
    """A calculation of the index and the weights of the members of each of its groups."""

    result: Result
    weights: Mapping[str, Floats]


def calculation(result: Result) -> Calculation:
    """Return a calculation with its weights, as the spec gives or computes them."""
    values = result.normalised.join(result.scores)
    index, weights = result.index, {}
    for group in index.groups:
        members = values[[member.code for member in group.members]]
        weights[group.code] = member_weights(members, group, index.level(group)).to_numpy(float)
    return Calculation(result, weights)


def drawn_weights(
    given: Mapping[str, Floats], points: Floats, concentration: float
) -> dict[str, Floats]:
    r"""Return weights around the given ones, for points of the unit cube.

    Parameters
    ----------
    given
        Weights of the members of each group.
    points
        Routes × `sozialraum.measures.composite.assumptions.weight_coordinates`, from 0 to 1.
    concentration
        :math:`c` of the Dirichlet distribution.

    Returns
    -------
    dict of array
        By group; routes × members, rows with the same sum as the given weights.

    Notes
    -----
    A Dirichlet draw is a set of gamma variates divided by their sum; the coordinates are
    their probabilities.  With a share :math:`w` of its group, a weight has the shape
    :math:`c\,w`.
    """
    weights, start = {}, 0
    for code, own in given.items():
        weights[code] = own[None]
        if len(own) > 1:
            shape = concentration * own / own.sum()
            part = gammaincinv(shape, points[:, start : start + len(own)])
            part = part + np.finfo(float).tiny  # never all 0, however small the shapes
            weights[code] = own.sum() * part / part.sum(axis=1, keepdims=True)
            start += len(own)
    return weights


def route_scores(
    result: Result,
    weights: Mapping[str, Floats],
    left_out: Numbers,
    population: pd.Series | None = None,
) -> Floats:
    """Return the score of the index for every area along every route.

    Parameters
    ----------
    result
        The calculation with its normalised indicators, for one period.
    weights
        By group; routes × members, or one row for all routes.
    left_out
        Per route the number of the indicator left out, beginning with 1; 0 for none.  A
        group without any indicator is left out as well.
    population
        Population of the areas, where a score is scaled with it.

    Returns
    -------
    array
        Routes × areas, NaN where there is no score; rounded so that scores which are equal
        but for the order of their summands are equal.
    """
    index = result.index
    codes = [indicator.code for indicator in index.indicators]
    values: dict[str, Floats] = {code: result.normalised[code].to_numpy(float) for code in codes}
    before, after = scales(result.normalised, result.aggregated, result.scores, index)
    present = {code: left_out != number for number, code in enumerate(codes, start=1)}
    for group in index.groups:
        members = [member.code for member in group.members]
        own = weights[group.code] * np.column_stack([present[code] for code in members])
        present[group.code] = own.any(axis=1)
        level = index.level(group)
        given = [values[code] for code in members]
        if level.aggregation == "copeland":
            given = [even(v, after[code]) for code, v in zip(members, given, strict=True)]
        joined = _joined(given, own, level)
        if level.scale is not None:
            joined = even(joined, before[group.code])
        values[group.code] = _scaled(joined, present[group.code], level, population)
    return even(values[index.root.code], after[index.root.code])


def _joined(values: list[Floats], weights: Floats, level: Level) -> Floats:
    """Return routes × areas; a member has one value per area, or one per route and area."""
    how, coverage = level.aggregation, level.coverage
    if how != "copeland" and all(value.ndim == 1 for value in values):
        joined = weighted_scores(np.column_stack(values), weights, how, coverage=coverage)
    else:
        joined = np.array([
            aggregate(np.column_stack(members), own, how, coverage=coverage)
            for members, own in zip(_by_route(values, len(weights)), weights, strict=True)
        ])  # fmt: skip
    return joined if level.decimals is None else np.round(joined, level.decimals)


def _by_route(values: list[Floats], routes: int) -> list[list[Floats]]:
    return [[v if v.ndim == 1 else v[route] for v in values] for route in range(routes)]


def _scaled(
    joined: Floats, present: npt.NDArray[np.bool_], level: Level, population: pd.Series | None
) -> Floats:
    if level.scale is None or not present.any():
        return joined
    columns = pd.DataFrame(joined[present].T)
    people = None if population is None else population.set_axis(columns.index)
    scaled = joined.copy()
    scaled[present] = normalise(columns, level.scale, population=people).to_numpy().T
    return scaled
