"""Tables from counts: every margin of every dimension, along its hierarchy.

*Leaves* are the finest categories.  A hierarchy names for a category its parts; what is
part of no other category belongs to the total.  In a dimension with multiple answers parts
do not add up: each is at most the whole, and the whole at most their sum.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd

from sozialraum.errors import Fault, raise_all
from sozialraum.measures.disclosure.cells import TOTAL, Cell, describe, named, refuse
from sozialraum.measures.disclosure.table import FrequencyTable, Relation, margin

Hierarchy: TypeAlias = Mapping[str, Sequence[str]]
"""Parts of each category that has parts, such as ``{"Rassismus": ("gegen …", …)}``."""


@dataclass(frozen=True)
class _Dimension:
    name: str
    leaves: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]]  # bottom-up, the total last
    multiple: bool

    @property
    def categories(self) -> tuple[str, ...]:
        return (*self.leaves, *self.groups)


def from_counts(
    counts: pd.Series,
    *,
    hierarchies: Mapping[str, Hierarchy] | None = None,
    multiple: Collection[str] = (),
    absent_is_zero: bool = False,
    whole: bool = True,
) -> FrequencyTable:
    """Return the table of counts with all its margins.

    Parameters
    ----------
    counts
        One count per combination of categories; the names of the index are the
        dimensions, of which there may be one, two, three or more.  Sums may be given as
        well, under the name of the upper category or „Insgesamt“: they are checked.
    hierarchies
        Hierarchy of some dimensions.
    multiple
        Dimensions with multiple answers; their sums are counts of cases and must be given.
    absent_is_zero
        Whether a combination that is not listed counts 0, as in an export from records;
        otherwise it is a fault.
    whole
        Whether values are counts; otherwise sums.

    Raises
    ------
    DataError
        With every fault: negative, fractional, missing or twofold counts, and sums that
        do not fit their parts.

    Examples
    --------
    >>> counts = pd.Series([2, 5], pd.Index(["Bildung", "Wohnen"], name="lebensbereich"))
    >>> table = from_counts(counts)
    >>> [describe(one) for one in table.cells], table.values.tolist()
    (['lebensbereich Bildung', 'lebensbereich Wohnen', 'Insgesamt'], [2.0, 5.0, 7.0])
    """
    index = counts.index.to_frame(index=False).astype(str)
    _check_names(index)
    tiers = hierarchies or {}
    dimensions = [
        _dimension(name, index[name], tiers.get(name, {}), name in multiple)
        for name in index.columns
    ]
    given = _given(index, counts)
    cells = [
        named(zip(index.columns, combination, strict=True))
        for combination in itertools.product(*(dim.categories for dim in dimensions))
    ]
    if absent_is_zero:
        given = {cell: 0.0 for cell in cells if _is_leaf(cell, dimensions)} | given
    sums = list(_sums(dimensions))
    filled = _filled(given, [(w, p) for w, p, several in sums if not several])
    raise_all(_missing(cells, filled))
    values = np.array([filled[cell] for cell in cells], dtype=np.float64)
    relations = itertools.chain.from_iterable(
        _several(w, p, filled) if several else [margin(w, p)] for w, p, several in sums
    )
    return FrequencyTable(tuple(cells), values, tuple(relations), whole)


def from_crosstab(
    frame: pd.DataFrame,
    *,
    hierarchies: Mapping[str, Hierarchy] | None = None,
    whole: bool = True,
) -> FrequencyTable:
    """Return the table of a crosstab; see `from_counts`.

    Parameters
    ----------
    frame
        Counts; the names of index and columns are the dimensions.  A row or column
        „Insgesamt“ is checked.
    hierarchies
        Hierarchy of some dimensions.
    whole
        Whether values are counts; otherwise sums.

    Examples
    --------
    >>> frame = pd.DataFrame([[1, 2], [3, 4]], index=["a", "b"], columns=["x", "y"])
    >>> from_crosstab(frame.rename_axis(index="ort", columns="art")).values.tolist()
    [1.0, 2.0, 3.0, 3.0, 4.0, 7.0, 4.0, 6.0, 10.0]
    """
    names = [*frame.index.names, *frame.columns.names]
    labels = [(row, column) for row in frame.index for column in frame.columns]
    index = pd.MultiIndex.from_tuples(labels, names=names)
    counts = pd.Series(frame.to_numpy(dtype=np.float64, na_value=np.nan).ravel(), index)
    return from_counts(counts, hierarchies=hierarchies, whole=whole)


def _check_names(index: pd.DataFrame) -> None:
    names = [str(name) for name in index.columns]
    if any(name in ("None", "") or name.isdigit() for name in names):
        refuse(
            "Eine Gliederung der Tabelle hat keinen Namen.",
            "Jede Gliederung benennen, etwa „jahr“ und „lebensbereich“.",
            found=", ".join(names),
        )


def _dimension(name: str, given: pd.Series, tiers: Hierarchy, multiple: bool) -> _Dimension:
    """Return a dimension with its groups in an order in which each can be summed."""
    parts = {part for group in tiers.values() for part in group}
    listed = [*given.unique(), *(part for group in tiers.values() for part in group)]
    leaves = tuple(dict.fromkeys(c for c in listed if c != TOTAL and c not in tiers))
    top = (*(c for c in leaves if c not in parts), *(c for c in tiers if c not in parts))
    groups: dict[str, tuple[str, ...]] = {}
    while len(groups) < len(tiers):
        ready = [
            parent
            for parent, group in tiers.items()
            if parent not in groups and all(c not in tiers or c in groups for c in group)
        ]
        if not ready:
            refuse(
                f"Die Gliederung „{name}“ dreht sich im Kreis.",
                "Jede Kategorie nur einer oberen zuordnen.",
                found=", ".join(tiers),
            )
        groups |= {parent: tuple(tiers[parent]) for parent in ready}
    return _Dimension(name, leaves, groups | {TOTAL: top}, multiple)


def _given(index: pd.DataFrame, counts: pd.Series) -> dict[Cell, float]:
    given: dict[Cell, float] = {}
    faults = []
    numbers = counts.to_numpy(dtype=np.float64, na_value=np.nan)
    for labels, value in zip(index.itertuples(index=False, name=None), numbers, strict=True):
        cell = named(zip(index.columns, labels, strict=True))
        if cell in given:
            faults.append(
                Fault(
                    "Zelle kommt mehrfach vor.",
                    found=describe(cell),
                    remedy="Jede Zelle nur einmal angeben.",
                )
            )
        given[cell] = float(value)
    raise_all(faults)
    return given


def _is_leaf(cell: Cell, dimensions: Iterable[_Dimension]) -> bool:
    categories = dict(cell)
    return all(categories.get(dim.name) in dim.leaves for dim in dimensions)


def _sums(dimensions: Sequence[_Dimension]) -> Iterator[tuple[Cell, list[Cell], bool]]:
    """Yield each whole with its parts and whether several answers were possible."""
    for dim in dimensions:
        others = [other for other in dimensions if other is not dim]
        for parent, group in dim.groups.items():
            for rest in itertools.product(*(other.categories for other in others)):
                fixed = list(zip((other.name for other in others), rest, strict=True))
                parts = [named([*fixed, (dim.name, part)]) for part in group]
                yield named([*fixed, (dim.name, parent)]), parts, dim.multiple


def _filled(
    given: Mapping[Cell, float], sums: Sequence[tuple[Cell, list[Cell]]]
) -> dict[Cell, float]:
    """Return the counts with every sum that is not given, dimension by dimension."""
    filled = dict(given)
    for whole, parts in sums:
        if whole not in filled and all(part in filled for part in parts):
            filled[whole] = sum(filled[part] for part in parts)
    return filled


def _several(whole: Cell, parts: list[Cell], values: Mapping[Cell, float]) -> Iterator[Relation]:
    for part in parts:
        yield Relation(
            ((whole, 1.0), (part, -1.0)), 0.0, np.inf, "Teil höchstens so groß wie das Ganze"
        )
    if sum(values[part] for part in parts) >= values[whole]:  # each case gave an answer
        weights = (*((part, 1.0) for part in parts), (whole, -1.0))
        yield Relation(weights, 0.0, np.inf, "Ganzes höchstens so groß wie die Nennungen")


def _missing(cells: Iterable[Cell], filled: Mapping[Cell, float]) -> Iterator[Fault]:
    for cell in cells:
        if cell not in filled:
            yield Fault(
                "Die Anzahl fehlt.",
                column=describe(cell),
                remedy="Die Anzahl angeben, auch wenn sie 0 ist.",
            )
