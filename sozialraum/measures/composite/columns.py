"""Columns of numbers: the kinds of arguments that the steps of an index take.

A *column* holds one indicator for all areas; a DataFrame has several, a Series one.
Functions compute every column by itself and give back the kind they were given, on its
index.  NaN is unknown and stays NaN.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Columns: TypeAlias = pd.DataFrame | pd.Series | Floats
"""A DataFrame or an array of areas × columns, or one column."""

Kind = TypeVar("Kind", pd.DataFrame, pd.Series, Floats)
Ties = Literal["min", "max", "average", "dense"]
"""Which of their ranks equal values share: lowest, highest, mean, or ranks without gaps."""


def table(values: Columns) -> Floats:
    """Return the values as an array of areas × columns."""
    array: Floats = np.asarray(values, dtype=np.float64)
    return array.reshape(len(array), -1)


def like(values: Kind, result: npt.NDArray[Any]) -> Kind:
    """Return an array of areas × columns as the kind of the values it came from."""
    made: Any = result[:, 0] if values.ndim == 1 else result
    if isinstance(values, pd.DataFrame):
        made = pd.DataFrame(result, index=values.index, columns=values.columns)
    elif isinstance(values, pd.Series):
        made = pd.Series(result[:, 0], index=values.index, name=values.name)
    kind: Kind = made
    return kind


def ranks(values: Kind, *, highest_first: bool = False, ties: Ties = "average") -> Kind:
    """Return the rank of each value in its column, from 1.

    Parameters
    ----------
    values
        Values per area; unknown ones have no rank and are not counted.
    highest_first
        Whether 1 is the highest value; otherwise it is the lowest.
    ties
        Rank that equal values share; equal means exactly equal, round before if need be.

    Examples
    --------
    >>> ranks(pd.Series([5.0, 7.0, 7.0, 9.0]), ties="min").tolist()
    [1.0, 2.0, 2.0, 4.0]
    >>> ranks(pd.Series([5.0, 7.0, 7.0, 9.0]), highest_first=True, ties="min").tolist()
    [4.0, 2.0, 2.0, 1.0]
    """
    frame = pd.DataFrame(table(values))
    return like(values, frame.rank(method=ties, ascending=not highest_first).to_numpy())


def known(values: Columns) -> Floats:
    """Return how many values of each column are known."""
    return np.asarray((~np.isnan(table(values))).sum(axis=0), dtype=np.float64)


CONSTANT = 1e-12
"""A column whose values differ by less, relative to the largest, is the same everywhere."""


def constant(values: Columns) -> npt.NDArray[np.bool_]:
    """Return which columns have the same value everywhere but for rounding noise.

    >>> constant(np.array([[0.1 + 0.2, 1.0], [0.3, 2.0]])).tolist()
    [True, False]
    """
    x = table(values)
    span = np.fmax.reduce(x, axis=0) - np.fmin.reduce(x, axis=0)
    return np.asarray(span <= CONSTANT * np.fmax.reduce(np.abs(x), axis=0))


DIGITS = 12
"""Significant digits to which scores are compared."""

MOST_DECIMALS = 300
"""Numbers that need more decimals are no scores; 10 to this power is still a number."""


def even(values: Floats, scale: float) -> Floats:
    """Return values rounded to `DIGITS` digits of a scale.

    Examples
    --------
    >>> even(np.array([0.1 + 0.2, 0.3, 1e-17]), 1.0).tolist()
    [0.3, 0.3, 0.0]
    """
    if not 0 < scale < np.inf:
        return values
    decimals = DIGITS - int(np.ceil(np.log10(scale)))
    rounded: Floats = np.round(values, decimals) if decimals < MOST_DECIMALS else values
    return rounded


def difference(now: Floats, before: Floats) -> Floats:
    """Return ``now − before`` without rounding noise, which would look like a change.

    Examples
    --------
    >>> difference(np.array([0.3, 5.1]), np.array([0.1 + 0.2, 5.0])).tolist()
    [0.0, 0.1]
    """
    return even(now - before, max(largest(now), largest(before))) + 0.0  # no −0


def largest(values: Columns) -> float:
    """Return the largest absolute value, 0 if none is known."""
    return float(np.nanmax(np.abs(np.asarray(values, dtype=np.float64)), initial=0.0))


def by_period(frame: pd.DataFrame, step: Callable[[pd.DataFrame], pd.DataFrame]) -> pd.DataFrame:
    """Return a step done in each period by itself: the second level of the index.

    Frames with an index of one level are one period.
    """
    if frame.index.nlevels == 1:
        return step(frame)
    codes = frame.index.get_level_values(1)
    parts = [step(frame[codes == period]) for period in codes.unique()]
    return pd.concat(parts).loc[frame.index]


def periods(frame: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Return the rows of each period with its name as text, „“ if there is only one."""
    if frame.index.nlevels == 1:
        return [("", frame)]
    codes = frame.index.get_level_values(1)
    return [(str(period), frame[codes == period]) for period in codes.unique()]
