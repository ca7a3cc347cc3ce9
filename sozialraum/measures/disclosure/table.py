"""A table of counts and everything that is known about how its cells add up.

One representation serves simple tables, crosstabs, hierarchies, linked tables and linked
years: cells with their counts, and *relations*, each a weighted sum of cells that lies
between two bounds.  A margin is a relation „parts − whole = 0“.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import sparse

from sozialraum.errors import Fault, raise_all
from sozialraum.measures.disclosure.cells import (
    TOLERANCE,
    TOTAL,
    Cell,
    Floats,
    describe,
    refuse,
)


@dataclass(frozen=True)
class Relation:
    """A weighted sum of cells that lies between two bounds.

    Parameters
    ----------
    weights
        Factor of each cell.
    low, high
        Bounds of the sum; both 0 for a margin.
    source
        Where the relation is known from, such as a sentence of the report.
    """

    weights: tuple[tuple[Cell, float], ...]
    low: float = 0.0
    high: float = 0.0
    source: str = "Summe"


@dataclass(frozen=True, eq=False)
class FrequencyTable:
    """Cells, their values and the relations among them.

    Parameters
    ----------
    cells
        Names of the cells, each once.
    values
        True values; they stay inside and are never part of a text.
    relations
        How the cells add up.
    whole
        Whether values are counts; otherwise sums, such as amounts of money.
    """

    cells: tuple[Cell, ...]
    values: Floats
    relations: tuple[Relation, ...]
    whole: bool = True

    def __post_init__(self) -> None:
        """Refuse values that no table of counts can have, all of them at once."""
        raise_all([*_value_faults(self), *_relation_faults(self)])

    def __repr__(self) -> str:
        return f"FrequencyTable({len(self.cells)} cells, {len(self.relations)} relations)"

    @cached_property
    def positions(self) -> Mapping[Cell, int]:
        """Where each cell stands."""
        return {one: position for position, one in enumerate(self.cells)}

    @cached_property
    def matrix(self) -> sparse.csr_array:
        """Relations × cells, the weights."""
        entries = [
            (row, self.positions[one], weight)
            for row, relation in enumerate(self.relations)
            for one, weight in relation.weights
        ]
        rows, columns, weights = zip(*entries, strict=True) if entries else ((), (), ())
        shape = (len(self.relations), len(self.cells))
        return sparse.csr_array((np.array(weights, float), (rows, columns)), shape=shape)

    @cached_property
    def bounds(self) -> tuple[Floats, Floats]:
        """Lower and upper bound of each relation."""
        low = np.array([relation.low for relation in self.relations], dtype=np.float64)
        return low, np.array([relation.high for relation in self.relations], dtype=np.float64)

    def knowing(self, relations: Iterable[Relation]) -> FrequencyTable:
        """Return the table with more relations, as everything known beside it makes them.

        Raises
        ------
        DataError
            If a relation names an unknown cell or contradicts the values.
        """
        return replace(self, relations=(*self.relations, *relations))


def link(*tables: FrequencyTable) -> FrequencyTable:
    """Return several tables as one: cells of the same name are the same count.

    Raises
    ------
    DataError
        If a count differs between tables, all such cells listed, or counts are linked
        with sums.
    """
    if len({table.whole for table in tables}) != 1:
        refuse("Anzahlen und Summen stehen in einer Tabelle.", "Getrennt schützen.")
    values: dict[Cell, float] = {}
    faults = []
    for table in tables:
        for one, value in zip(table.cells, table.values, strict=True):
            if abs(values.setdefault(one, float(value)) - value) > TOLERANCE:
                faults.append(_differs(one))
    raise_all(faults)
    relations = dict.fromkeys(relation for table in tables for relation in table.relations)
    numbers = np.array(list(values.values()), dtype=np.float64)
    return FrequencyTable(tuple(values), numbers, tuple(relations), tables[0].whole)


def renamed(table: FrequencyTable, names: Mapping[Cell, Cell]) -> FrequencyTable:
    """Return the table with other names for some cells, so that `link` finds them.

    >>> from sozialraum.measures.disclosure.cells import cell
    >>> one = FrequencyTable((cell(a="x"),), np.array([5.0]), ())
    >>> renamed(one, {cell(a="x"): cell(b="y")}).cells
    ((('b', 'y'),),)
    """
    relations = (
        replace(relation, weights=tuple((names.get(one, one), w) for one, w in relation.weights))
        for relation in table.relations
    )
    cells = tuple(names.get(one, one) for one in table.cells)
    return replace(table, cells=cells, relations=tuple(relations))


def margin(whole: Cell, parts: Iterable[Cell]) -> Relation:
    """Return the relation that parts add up to the whole.

    >>> from sozialraum.measures.disclosure.cells import cell
    >>> margin(cell(), [cell(a="x"), cell(a="y")]).weights[-1]
    ((), -1.0)
    """
    return Relation((*((part, 1.0) for part in parts), (whole, -1.0)))


def crosstab(
    cells: Sequence[Cell], shown: Sequence[object], rows: str, columns: str, **fixed: str
) -> pd.DataFrame:
    """Return what is shown of some cells as a crosstab with its margins last.

    Parameters
    ----------
    cells, shown
        Cells and what is shown of each.
    rows, columns
        Dimensions of the crosstab.
    **fixed
        Category of other dimensions; without it their sum.

    Raises
    ------
    DataError
        If no cell has these dimensions.

    Examples
    --------
    >>> crosstab([(("a", "x"), ("b", "y"))], ["5"], "a", "b").loc["x", "y"]
    '5'
    """
    chosen = []
    for one, text in zip(cells, shown, strict=True):
        rest = dict(one)
        place = rest.pop(rows, TOTAL), rest.pop(columns, TOTAL)
        if rest == fixed:
            chosen.append((*place, text))
    if not chosen:
        refuse("Keine Zelle hat diese Gliederung.", "Andere wählen.", found=f"{rows} × {columns}")
    frame = pd.DataFrame(chosen, columns=["rows", "columns", "shown"])
    order = [_totals_last(frame[dim]) for dim in ("rows", "columns")]
    wide = frame.pivot(index="rows", columns="columns", values="shown")
    return wide.reindex(index=order[0], columns=order[1]).rename_axis(index=rows, columns=columns)


def _value_faults(table: FrequencyTable) -> Iterable[Fault]:
    twofold = pd.Index(np.arange(len(table.cells))).delete([*table.positions.values()])
    for position in twofold:
        yield Fault(
            "Zelle kommt mehrfach vor.",
            found=describe(table.cells[position]),
            remedy="Jede Zelle nur einmal angeben.",
        )
    for one, value in zip(table.cells, table.values, strict=True):
        what = _wrong(float(value), table.whole)
        if what:
            yield Fault(
                what,
                column=describe(one),
                found=f"{value:g}",
                expected="ganze Zahl ab 0" if table.whole else "Zahl ab 0",
                remedy="Die Auszählung berichtigen.",
            )


def _wrong(value: float, whole: bool) -> str:
    if not np.isfinite(value):
        return "Wert fehlt."
    if value < 0:
        return "Anzahl ist negativ."
    if whole and not value.is_integer():
        return "Anzahl ist ein Bruch."
    return ""


def _relation_faults(table: FrequencyTable) -> Iterable[Fault]:
    known = dict(zip(table.cells, table.values.tolist(), strict=True))
    for relation in table.relations:
        unknown = [one for one, _ in relation.weights if one not in known]
        if unknown:
            yield Fault(
                "Eine Beziehung nennt eine unbekannte Zelle.",
                found=", ".join(map(describe, unknown)),
                remedy="Die Zelle in die Tabelle aufnehmen oder die Beziehung weglassen.",
            )
        elif np.isfinite([known[one] for one, _ in relation.weights]).all():
            yield from _broken(relation, known)


def _broken(relation: Relation, known: Mapping[Cell, float]) -> Iterable[Fault]:
    total = sum(known[one] * weight for one, weight in relation.weights)
    slack = TOLERANCE * max(1.0, *(abs(known[one]) for one, _ in relation.weights))
    if relation.low - slack <= total <= relation.high + slack:
        return
    *parts, (whole, weight) = relation.weights
    if relation.low == relation.high == 0 and weight == -1:
        yield Fault(
            "Die Summe passt nicht zu ihren Teilen.",
            column=describe(whole),
            found=f"{known[whole]:g}",
            expected=f"{sum(known[one] * w for one, w in parts):g}",
            remedy="Die Auszählung oder die Summe berichtigen.",
        )
    else:
        yield Fault(
            f"Die Angabe „{relation.source}“ widerspricht den Anzahlen.",
            column=", ".join(describe(one) for one, _ in relation.weights),
            remedy="Angabe und Anzahlen abgleichen.",
        )


def _differs(one: Cell) -> Fault:
    return Fault(
        "Dieselbe Zelle hat in zwei Tabellen verschiedene Werte.",
        column=describe(one),
        remedy="Beide Tabellen aus derselben Auszählung bilden.",
    )


def _totals_last(categories: pd.Series) -> list[str]:
    unique = [str(category) for category in categories.unique()]
    return [one for one in unique if one != TOTAL] + [TOTAL] * (TOTAL in unique)
