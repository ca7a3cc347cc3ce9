"""What else an attacker can read: each thing as relations among cells.

Percentages, bars, sentences, last year's report and the case that an accused party knows
itself.  Handed to the protection they are kept in mind, handed to the audit they are
attacked with.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from sozialraum.measures.disclosure.cells import Cell
from sozialraum.measures.disclosure.table import Relation


def share(
    part: Cell, basis: Cell, percent: float, *, decimals: int = 0, source: str = "Anteil"
) -> tuple[Relation, ...]:
    """Return what a printed percentage tells: the share lies within its rounding.

    Parameters
    ----------
    part, basis
        Numerator and denominator; either may be hidden.
    percent
        The percentage as it is printed.
    decimals
        Digits behind its comma.
    source
        Where it is printed.

    Examples
    --------
    >>> low, high = share((("a", "x"),), (), 33)
    >>> low.weights, low.low
    ((((('a', 'x'),), 100.0), ((), -32.5)), 0.0)
    """
    half = 0.5 * 10.0**-decimals
    low = ((part, 100.0), (basis, -(percent - half)))
    high = ((part, 100.0), (basis, -(percent + half)))
    return Relation(low, 0.0, np.inf, source), Relation(high, -np.inf, 0.0, source)


def between(
    cells: Iterable[Cell], low: float = 0.0, high: float = np.inf, *, source: str = "Text"
) -> tuple[Relation, ...]:
    """Return what a bar, a rounded figure or a sentence tells of a sum of cells.

    >>> between([()], 5, source="„mindestens fünf“")[0].low
    5
    """
    return (Relation(tuple((one, 1.0) for one in cells), low, high, source),)


def printed(cell: Cell, value: float, *, source: str = "früherer Bericht") -> tuple[Relation, ...]:
    """Return what a figure tells that is printed elsewhere."""
    return between([cell], value, value, source=source)


def known_case(cell: Cell) -> tuple[Relation, ...]:
    """Return what an accused party knows that took part in one case itself."""
    return between([cell], 1, source="eigener Fall")


def change(
    now: Cell, before: Cell, difference: float, *, source: str = "Veränderung"
) -> tuple[Relation, ...]:
    """Return what a printed change between two cells tells."""
    return (Relation(((now, 1.0), (before, -1.0)), difference, difference, source),)
