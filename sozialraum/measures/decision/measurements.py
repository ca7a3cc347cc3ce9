"""Measurements of which only a range is known, drawn from a stated seed.

An *uncertain value* says what is known of one measurement: an interval (`Between`), a mean
with its standard deviation (`Normal`), or a few possible values with their shares (`OneOf`).
A *table* of measurements has one row per alternative and one column per criterion; a cell is
a plain number or an uncertain value.  Cells are drawn independently of each other.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias, runtime_checkable

import numpy as np
import numpy.typing as npt
import pandas as pd

from sozialraum.errors import Fault, raise_all

Floats: TypeAlias = npt.NDArray[np.float64]


@runtime_checkable
class Uncertain(Protocol):
    """What is known of one measurement."""

    def problem(self) -> str:
        """Say in German what makes it impossible; „“ if nothing does."""
        ...

    def draw(self, n: int, random: np.random.Generator) -> Floats:
        """Return ``n`` possible values."""
        ...


@dataclass(frozen=True)
class Between:
    """Any value from ``low`` to ``high`` is equally possible."""

    low: float
    high: float

    def problem(self) -> str:
        """Say in German what makes it impossible; „“ if nothing does."""
        possible = -math.inf < self.low <= self.high < math.inf
        return "" if possible else "Die untere Grenze liegt nicht unter der oberen."

    def draw(self, n: int, random: np.random.Generator) -> Floats:
        """Return ``n`` possible values."""
        return random.uniform(self.low, self.high, n)


@dataclass(frozen=True)
class Normal:
    """Values scatter around ``mean`` with the standard deviation ``sd``."""

    mean: float
    sd: float

    def problem(self) -> str:
        """Say in German what makes it impossible; „“ if nothing does."""
        possible = math.isfinite(self.mean) and 0 <= self.sd < math.inf
        return "" if possible else "Mittelwert oder Standardabweichung sind nicht möglich."

    def draw(self, n: int, random: np.random.Generator) -> Floats:
        """Return ``n`` possible values."""
        return random.normal(self.mean, self.sd, n)


@dataclass(frozen=True)
class OneOf:
    """One of a few values, such as a strength of 1, 2 or 3.

    Parameters
    ----------
    values
        The possible values.
    shares
        How often each occurs, relative to the others; empty for equally often.
    """

    values: Sequence[float]
    shares: Sequence[float] = ()

    def problem(self) -> str:
        """Say in German what makes it impossible; „“ if nothing does."""
        if not self.values or not all(math.isfinite(value) for value in self.values):
            return "Die möglichen Werte fehlen oder sind keine Zahlen."
        if self.shares and len(self.shares) != len(self.values):
            return "Zu jedem möglichen Wert gehört ein Anteil."
        possible = all(0 <= share < math.inf for share in self.shares)
        if self.shares and not (possible and sum(self.shares) > 0):
            return "Die Anteile sind keine Zahlen ab 0 oder alle 0."
        return ""

    def draw(self, n: int, random: np.random.Generator) -> Floats:
        """Return ``n`` possible values."""
        shares = np.array(self.shares or [1.0] * len(self.values), dtype=float)
        chosen = random.choice(len(shares), size=n, p=shares / shares.sum())
        return np.array(self.values, dtype=float)[chosen]


def draw_measurements(table: pd.DataFrame, n: int, *, random: np.random.Generator) -> Floats:
    """Return possible values of all measurements.

    Parameters
    ----------
    table
        One row per alternative, one column per criterion; numbers or uncertain values.
    n
        Number of draws.
    random
        Generator with a stated seed.

    Returns
    -------
    array
        Shape ``(n, alternatives, criteria)``.

    Raises
    ------
    DataError
        With every cell that is unknown or not possible.

    Examples
    --------
    >>> table = pd.DataFrame({"Bedarf": [Between(1, 2), 3.0]}, index=["BE", "AD"])
    >>> draws = draw_measurements(table, 4, random=np.random.default_rng(1))
    >>> draws.shape, draws[:, 1, 0].tolist()
    ((4, 2, 1), [3.0, 3.0, 3.0, 3.0])
    """
    raise_all(_cell_faults(table))
    draws = np.empty((n, *table.shape))
    for row, cells in enumerate(table.to_numpy(dtype=object)):
        for column, cell in enumerate(cells):
            known = isinstance(cell, Uncertain)
            draws[:, row, column] = cell.draw(n, random) if known else float(cell)
    return draws


def count_uncertain(table: pd.DataFrame) -> int:
    """Return how many cells of a table of measurements are uncertain values."""
    return sum(isinstance(cell, Uncertain) for cell in table.to_numpy(dtype=object).flat)


def _cell_faults(table: pd.DataFrame) -> Iterator[Fault]:
    for name, cells in zip(table.index, table.to_numpy(dtype=object), strict=True):
        for criterion, cell in zip(table.columns, cells, strict=True):
            problem = cell.problem() if isinstance(cell, Uncertain) else _no_number(cell)
            if problem:
                yield Fault(
                    f"„{name}“: {problem}",
                    column=str(criterion),
                    found=str(cell),
                    remedy="Bewertung berichtigen; für Unbekanntes eine Spanne angeben (Between).",
                )


def _no_number(cell: object) -> str:
    number = isinstance(cell, int | float | np.number) and math.isfinite(cell)
    return "" if number else "Die Bewertung ist keine Zahl und keine Spanne."
