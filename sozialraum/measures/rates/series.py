"""What the measures take and give back: Series, arrays or single numbers, never mixed up.

A measure gives back the kind that it was given, on the index of the Series.  Series in
one call must have the same index: a silent alignment would hide what does not match.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import Any, TypeAlias, TypedDict

import numpy as np
import numpy.typing as npt
import pandas as pd

from sozialraum.errors import DataError, Fault

Floats = npt.NDArray[np.float64]
Values: TypeAlias = pd.Series | Floats | float
"""A Series, an array or one number."""

Truths: TypeAlias = pd.Series | npt.NDArray[np.bool_] | bool
"""The same of truth values."""


class Interval(TypedDict):
    """Lower and upper bound, each of the kind of the arguments."""

    unten: Values
    oben: Values


class Estimate(TypedDict):
    """A value with its lower and upper bound, each of the kind of the arguments."""

    wert: Values
    unten: Values
    oben: Values


def as_array(values: Values) -> Floats:
    """Return the numbers of a Series, an array or one number."""
    return np.asarray(values, dtype=np.float64)


def finite(values: Values) -> Floats:
    """Return the numbers of `as_array`, infinite ones as unknown (NaN)."""
    numbers = as_array(values)
    return np.where(np.isfinite(numbers), numbers, np.nan)


def index_of(*values: Values) -> pd.Index | None:
    """Return the one index of all Series among the values, None without a Series."""
    indexes = [value.index for value in values if isinstance(value, pd.Series)]
    if any(not index.equals(indexes[0]) for index in indexes[1:]):
        raise ValueError("Die Reihen haben verschiedene Indizes; vorher ausdrücklich verbinden.")
    return indexes[0] if indexes else None


def like(index: pd.Index | None, result: npt.NDArray[Any]) -> Any:
    """Return a result as a Series on the index, or as array or single value without one."""
    if index is not None:
        return pd.Series(np.broadcast_to(result, len(index)).copy(), index=index)
    return result if np.ndim(result) else result.item()


def tail(level: float) -> float:
    """Return the probability on each side of a confidence level: 0.025 for 0.95."""
    if not 0 < level < 1:
        raise DataError(
            Fault(
                "Ein Vertrauensniveau liegt zwischen 0 und 1.",
                found=f"{level:g}",
                remedy="Für 95 % 0.95 schreiben.",
            )
        )
    return (1 - level) / 2


def normal_quantile(level: float) -> float:
    """Return z of a two-sided confidence level: 1.96 for 0.95."""
    return NormalDist().inv_cdf(1 - tail(level))


def paired(k: pd.DataFrame, n: pd.DataFrame, columns: pd.Index) -> tuple[Floats, Floats]:
    """Return the numbers of two tables of the same areas, their columns in the order given.

    Raises
    ------
    ValueError
        If the tables are about different areas.
    DataError
        If one of them lacks a column or has another one.
    """
    if not k.index.equals(n.index):
        raise ValueError("Die Tabellen haben verschiedene Gebiete; vorher ausdrücklich verbinden.")
    for table in (k, n):
        check_columns(table, columns)
    first, second = k[list(columns)], n[list(columns)]
    return first.to_numpy(np.float64), second.to_numpy(np.float64)


def check_columns(table: pd.DataFrame, expected: pd.Index) -> None:
    """Raise a `DataError` unless a table has exactly the columns expected, in any order."""
    odd = [str(name) for name in expected.symmetric_difference(table.columns)]
    if odd or table.columns.has_duplicates:
        raise DataError(
            Fault(
                "Die Tabellen haben verschiedene Spalten.",
                found=", ".join(odd) or "eine Spalte doppelt",
                expected=", ".join(map(str, expected)),
                remedy="Beide auf dieselben Spalten bringen.",
            )
        )
