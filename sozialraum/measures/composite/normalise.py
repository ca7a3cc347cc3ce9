"""Normalisations as data: which scale, with which parameters, and the step that applies it.

`Over` says whether a column is measured within its period or pooled over all of them.  An
indicator whose direction is −1 is multiplied by −1 before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from sozialraum.measures.composite.columns import Floats, Ties, ranks, table
from sozialraum.measures.composite.scales import (
    Offset,
    deviation_from,
    distance_to,
    exponential_ranks,
    min_max,
    normal_scores,
    percentile_ranks,
    z_scores,
)

Over = Literal["period", "all"]


@dataclass(frozen=True)
class Unchanged:
    """Values that are comparable already: published z-scores, for instance."""


@dataclass(frozen=True)
class ZScore:
    """`z_scores`, if wanted weighted by population and limited to ±``limit``."""

    ddof: int = 0
    limit: float | None = None
    weighted: bool = False
    over: Over = "period"


@dataclass(frozen=True)
class MinMax:
    """`min_max`."""

    low: float = 0.0
    high: float = 1.0
    over: Over = "period"


@dataclass(frozen=True)
class PercentileRank:
    """`percentile_ranks`, if wanted rounded."""

    offset: Offset = "(r-1)/(n-1)"
    ties: Ties = "min"
    decimals: int | None = None


@dataclass(frozen=True)
class Rank:
    """`ranks`, 1 the lowest."""

    ties: Ties = "average"


@dataclass(frozen=True)
class NormalScores:
    """`normal_scores`."""

    shift: float = 0.375
    ties: Ties = "average"


@dataclass(frozen=True)
class Exponential:
    """`exponential_ranks`."""

    scale: float = 23.0
    ties: Ties = "min"


@dataclass(frozen=True)
class Distance:
    """`distance_to` the maximum or to the reference given with each indicator."""

    to: Literal["max", "given"] = "max"
    cap: bool = False


@dataclass(frozen=True)
class Deviation:
    """`deviation_from` the mean, the median or the reference given with each indicator."""

    of: Literal["mean", "median", "weighted_mean", "given"] = "mean"


Normalisation = (
    Unchanged
    | ZScore
    | MinMax
    | PercentileRank
    | Rank
    | NormalScores
    | Exponential
    | Distance
    | Deviation
)


def normalise(
    values: pd.DataFrame,
    how: Normalisation,
    *,
    references: Mapping[str, float] | None = None,
    population: pd.Series | None = None,
) -> pd.DataFrame:
    """Return the columns as a spec normalises them, all rows as one period.

    Parameters
    ----------
    values
        Areas × indicators, each times its direction.
    how
        The normalisation.
    references
        Reference of each column times its direction, where the normalisation needs one.
    population
        Population of each area, where the normalisation is weighted.
    """
    weights = None if population is None else population.to_numpy(dtype=np.float64)
    given = pd.Series(references or {}, dtype=np.float64).reindex(values.columns).to_numpy()
    match how:
        case ZScore():
            z = z_scores(values, ddof=how.ddof, weights=weights if how.weighted else None)
            return z if how.limit is None else z.clip(-how.limit, how.limit)
        case MinMax():
            return min_max(values, how.low, how.high)
        case PercentileRank():
            shares = percentile_ranks(values, offset=how.offset, ties=how.ties)
            return shares if how.decimals is None else shares.round(how.decimals)
        case Rank():
            return ranks(values, ties=how.ties)
        case NormalScores():
            return normal_scores(values, shift=how.shift, ties=how.ties)
        case Exponential():
            return exponential_ranks(values, scale=how.scale, ties=how.ties)
        case Distance():
            target = np.fmax.reduce(table(values), axis=0) if how.to == "max" else given
            return distance_to(values, target, cap=how.cap)
        case Deviation():
            return deviation_from(values, _centre(values, how.of, given, weights))
        case Unchanged():
            return values


def is_pooled(how: Normalisation) -> bool:
    """Return whether all periods are measured together."""
    return isinstance(how, ZScore | MinMax) and how.over == "all"


def is_weighted(how: Normalisation) -> bool:
    """Return whether the population of the areas is needed."""
    if isinstance(how, Deviation):
        return how.of == "weighted_mean"
    return isinstance(how, ZScore) and how.weighted


def needs_references(how: Normalisation) -> bool:
    """Return whether each indicator has to bring its reference."""
    if isinstance(how, Deviation):
        return how.of == "given"
    return isinstance(how, Distance) and how.to == "given"


def limited(values: pd.DataFrame, how: Normalisation) -> pd.DataFrame:
    """Return True where normalised values lie at the limit of `ZScore`."""
    limit = how.limit if isinstance(how, ZScore) else None
    return values.abs() >= (np.inf if limit is None else limit)


def _centre(values: pd.DataFrame, of: str, given: Floats, weights: Floats | None) -> Floats:
    x = table(values)
    if of == "given":
        return given
    if of == "median":
        return np.asarray(np.nanmedian(x, axis=0))
    people = np.ones(len(x)) if of == "mean" or weights is None else weights
    share = np.where(np.isnan(x), 0.0, people[:, None])
    return np.asarray(np.nansum(share * x, axis=0) / share.sum(axis=0))
