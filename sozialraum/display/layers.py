"""Layers: by which value the areas of a map are coloured, and what its legend says.

The classes are made once from the values of all areas of a region and are the same on
the map of every area, so that two reports can be laid side by side.  Context indicators
are grey: their colour must not look like a judgement.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np
import pandas as pd

from sozialraum.display import theme
from sozialraum.display.around import Unit
from sozialraum.formats import MISSING, SUPPRESSED

MISSING_TEXT = f"keine Angabe ({MISSING})"
SUPPRESSED_TEXT = f"gesperrt ({SUPPRESSED})"


@dataclass(frozen=True)
class Fill:
    """How one class looks: a colour, or a hatching where there is no value.

    ``hatch`` is ``""``, ``"missing"`` or ``"suppressed"``; ``text`` stands in the legend.
    """

    text: str
    colour: str
    hatch: str = ""


NO_VALUE = Fill(MISSING_TEXT, theme.PAPER, "missing")
NO_RELEASE = Fill(SUPPRESSED_TEXT, theme.PAPER, "suppressed")


@dataclass(frozen=True, eq=False)
class Layer:
    """One figure of all areas, cut into classes.

    Parameters
    ----------
    title
        What is shown, with year: heading of the legend.
    values
        Value of each area by its key, NaN where there is none.
    unit
        How values are written; classes are cut through the values as written.
    breaks
        Lower limits of the second and each further class, ascending.
    neutral
        Whether it is a context indicator.
    suppressed
        Keys of areas whose value must not be published; it is not in ``values``.
    names
        Names of the classes, low to high, where they say more than their limits.
    """

    title: str
    values: pd.Series
    unit: Unit
    breaks: tuple[float, ...]
    neutral: bool = False
    suppressed: frozenset[str] = field(default_factory=frozenset)
    names: tuple[str, ...] = ()

    @cached_property
    def classes(self) -> tuple[Fill, ...]:
        """Classes from low to high, without those for areas that have no value."""
        palette = theme.GREYS if self.neutral else theme.SEQUENTIAL
        steps = len(self.breaks) + 1
        chosen = [palette[round(i * 4 / max(steps - 1, 1))] for i in range(steps)]
        texts = list(self.names) or _class_texts(self.breaks, self.unit)
        return tuple(map(Fill, texts, chosen))

    def fill(self, key: Hashable) -> Fill:
        """Return how an area is filled."""
        if key in self.suppressed:
            return NO_RELEASE
        place = self.class_of(key)
        return NO_VALUE if place is None else self.classes[place]

    def class_of(self, key: Hashable) -> int | None:
        """Return the class of an area, counted from 0, None if it has no value."""
        value = float(self.values.get(key, np.nan))
        if key in self.suppressed or not math.isfinite(value):
            return None
        return bisect_right(self.breaks, as_written(value, self.unit.decimals))

    def text(self, key: Hashable) -> str:
        """Return an area's value as text with its unit, or the sign for none."""
        if key in self.suppressed:
            return SUPPRESSED
        place = self.class_of(key)
        if self.names and place is not None:
            return self.names[place]
        return self.unit.write(self.values.get(key, np.nan))

    def legend(self, keys: pd.Index) -> tuple[Fill, ...]:
        """Return the classes, and those for missing values only if some area has one."""
        used = {self.fill(key) for key in keys}
        return (*self.classes, *(fill for fill in (NO_VALUE, NO_RELEASE) if fill in used))


def layer(
    title: str,
    values: pd.Series,
    unit: Unit,
    *,
    breaks: tuple[float, ...] | None = None,
    neutral: bool = False,
    suppressed: frozenset[str] = frozenset(),
) -> Layer:
    """Return the layer of one figure, in five classes with as many areas each unless given.

    Parameters are those of `Layer`; suppressed values are taken out here.
    """
    shown = values.astype(float).mask(values.index.isin(list(suppressed)))
    limits = class_breaks(shown, unit.decimals) if breaks is None else breaks
    return Layer(title, shown, unit, limits, neutral, suppressed)


def named_layer(title: str, classes: pd.Series, names: tuple[str, ...]) -> Layer:
    """Return the layer of a classification.

    Parameters
    ----------
    title
        What is classified, with year.
    classes
        Name of the class of each area by its key, „“ for none.
    names
        All names from low to high.
    """
    number = {name: float(place) for place, name in enumerate(names)}
    breaks = tuple(place - 0.5 for place in range(1, len(names)))
    return Layer(title, classes.map(number), Unit(), breaks, names=names)


def class_breaks(values: pd.Series, decimals: int, classes: int = 5) -> tuple[float, ...]:
    """Return the limits between classes with as many areas each, rounded as written.

    Fewer classes come out where limits fall together.

    >>> class_breaks(pd.Series([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), 0)
    (3.0, 5.0, 7.0, 9.0)
    """
    known = [as_written(float(value), decimals) for value in values.dropna()]
    if not known:
        return ()
    quantiles = np.quantile(known, [i / classes for i in range(1, classes)], method="higher")
    limits = {as_written(float(limit), decimals) for limit in quantiles}
    return tuple(sorted(limit for limit in limits if min(known) < limit <= max(known)))


def as_written(value: float, decimals: int) -> float:
    """Return a value rounded as `sozialraum.formats.write_number` writes it.

    >>> as_written(9.05, 1), as_written(-0.5, 0)
    (9.1, -1.0)
    """
    rounded = math.floor(abs(value) * 10**decimals + 0.5 + 1e-9) / 10**decimals
    return math.copysign(rounded, value)


def _class_texts(breaks: tuple[float, ...], unit: Unit) -> list[str]:
    if not breaks:
        return ["alle Gebiete mit Angabe"]
    number = Unit("", unit.decimals).write
    between = pairwise(breaks)
    middle = [f"{number(low)} bis unter {unit.write(high)}" for low, high in between]
    return [f"unter {unit.write(breaks[0])}", *middle, f"{unit.write(breaks[-1])} und mehr"]
