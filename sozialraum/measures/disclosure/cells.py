"""What a cell of a table of counts is called.

A *cell* names the category of every dimension that it does not sum over: the count of a
year's cases in housing is ``cell(jahr="2024", lebensbereich="Wohnen")``, all cases of the
year are ``cell(jahr="2024")`` and the grand total is ``cell()``.  So the same count has the
same name in every table in which it is printed, and tables link by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn, TypeAlias

import numpy as np
import numpy.typing as npt

from sozialraum.errors import DataError, Fault

Cell: TypeAlias = tuple[tuple[str, str], ...]
"""Pairs of dimension and category, sorted by dimension."""

Floats: TypeAlias = npt.NDArray[np.float64]
Truths: TypeAlias = npt.NDArray[np.bool_]
Positions: TypeAlias = npt.NDArray[np.int64]

TOTAL = "Insgesamt"
"""Category that stands for the sum of a dimension where counts are given or shown."""

TOLERANCE = 1e-6
"""Differences below are rounding of the arithmetic, not information."""


def cell(**categories: str) -> Cell:
    """Return the name of a cell.

    >>> cell(lebensbereich="Wohnen", jahr="2024")
    (('jahr', '2024'), ('lebensbereich', 'Wohnen'))
    """
    return named(categories.items())


def named(categories: Iterable[tuple[str, str]]) -> Cell:
    """Return the name of a cell from pairs, without those that stand for the sum."""
    return tuple(sorted((dim, category) for dim, category in categories if category != TOTAL))


def describe(one: Cell) -> str:
    """Return a cell's name as text.

    >>> describe(cell(lebensbereich="Wohnen", jahr="2024")), describe(cell())
    ('jahr 2024 × lebensbereich Wohnen', 'Insgesamt')
    """
    return " × ".join(f"{dim} {category}" for dim, category in one) or TOTAL


def refuse(what: str, remedy: str, *, found: str = "", expected: str = "") -> NoReturn:
    """Raise the error for something that must not or cannot be done."""
    raise DataError(Fault(what, found=found, expected=expected, remedy=remedy))
