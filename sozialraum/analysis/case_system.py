"""What is printed of a station's cases, as one linked system of cells.

Tables that are each safe may give a case away together: shares of cases and their rest,
narrower and broader answers, crosstabs and their margins, single years and runs of years.
Here they become cells and relations of one `FrequencyTable`.  Where a case may have several
answers, the *rest* of a whole (all cases without an answer) is a cell as well, for whoever
sees both can subtract.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product

import pandas as pd

from sozialraum.analysis.case_cells import ANSWERS, REST, YEAR, Collector
from sozialraum.analysis.coarsening import Variant
from sozialraum.measures.disclosure import Cell, FrequencyTable, Rules, margin
from sozialraum.measures.disclosure.cells import named
from sozialraum.sources.categories import Category, categories

RULES = Rules(threshold=5, zeros_protected=True)
"""Counts below five are hidden, noughts too; crosstabs are checked before."""

LEAST_CROSSED = 30
"""Fewest cases of a crosstab."""

LEGAL = "agg_merkmal"
POWER = "machtverhaeltnis"

LINKED = (frozenset({POWER, "lebensbereich", LEGAL}), frozenset({"ebene", "form"}))
"""Categories whose counts tell something about one another."""


@dataclass(frozen=True, eq=False)
class Chosen:
    """A table that is to be published, in the variant that was chosen.

    Parameters
    ----------
    nummer, titel
        Number in the list of tables, such as ``T4``, and German title.
    variant
        How it is shown.
    """

    nummer: str
    titel: str
    variant: Variant

    @property
    def crossed(self) -> bool:
        """Whether it is a crosstab."""
        return self.variant.category2 is not None

    @property
    def dimension(self) -> str:
        """Name of the dimension of its rows; answers are another thing than cases."""
        code = self.variant.category.code
        return f"{code} (Nennungen)" if self.variant.in_answers else code

    def cell(self, row: str, column: str) -> Cell:
        """Return the name of an inner cell; of a crosstab also of a margin, with ``""``."""
        second = self.variant.category2
        if second is None:
            return named([(YEAR, column), (self.dimension, row)])
        pairs = [(self.dimension, row), (second.code, column)]
        return named([(YEAR, self.window), *(p for p in pairs if p[1])])

    @property
    def window(self) -> str:
        """The newest run of years, the only one of a crosstab."""
        return str(self.variant.n.index[-1])


def family(one: Chosen) -> frozenset[str]:
    """Return the categories with which a table is linked."""
    return family_of(one.variant.category.code)


def family_of(code: str) -> frozenset[str]:
    """Return the categories with which a category is linked."""
    return next((group for group in LINKED if code in group), frozenset({code}))


def system(
    chosen: Sequence[Chosen], totals: pd.Series, flows: pd.DataFrame | None = None
) -> FrequencyTable:
    """Return the linked system of all tables of a report.

    Parameters
    ----------
    chosen
        Its tables.
    totals
        Cases by year, as the report prints them.
    flows
        New and closed cases: index answer, columns years.
    """
    found = Collector()
    for year, n in totals.items():
        found.put(total(str(year)), n)
    for answer, row in (flows if flows is not None else pd.DataFrame()).iterrows():
        for year, n in row.items():
            found.put(named([(YEAR, str(year)), ("bewegung", str(answer))]), n)
    for one in chosen:
        for window, n in one.variant.n.items():
            _window(found, str(window), float(n), totals)
        (_crosstab if one.crossed else _plain)(found, one)
    for linked in dict.fromkeys(map(family, chosen)):
        for run in runs_of([one for one in chosen if family(one) == linked]):
            found.pool(run, years_of(run), linked)
    for one in chosen:
        if one.crossed and not one.variant.additive:
            overlaps(found, list(one.variant.table.index), list(one.variant.table), one.cell)
    nested(found, several_answers(chosen))
    _over_years(found)
    return found.table()


def several_answers(chosen: Iterable[Chosen]) -> list[Category]:
    """Return the categories of some tables in which a case may have several answers."""
    found = {one.variant.category.code: one.variant.category for one in chosen}
    return [category for category in found.values() if category.multiple]


def total(window: str) -> Cell:
    """Return the name of the cell that holds all cases of a year or a run of years."""
    return named([(YEAR, window)])


def years_of(window: str) -> list[str]:
    """Return the years of a window, also of one with a gap.

    >>> years_of("2023–2025"), years_of("2022, 2024")
    (['2023', '2024', '2025'], ['2022', '2024'])
    """
    years: list[str] = []
    for run in window.split(", "):
        first, *last = run.split("–")
        years += map(str, range(int(first), int(last[0] if last else first) + 1))
    return years


def runs_of(chosen: Iterable[Chosen]) -> list[str]:
    """Return the windows of several years that some tables show, or that are left of them.

    Whoever sees 2023–2025 and 2024 reads the sum of 2023 and 2025.
    """
    shown = dict.fromkeys(str(window) for one in chosen for window in one.variant.n.index)
    found = {frozenset(years_of(window)): window for window in shown}
    while left := {a - b for a in found for b in found if b < a} - found.keys():
        found |= {years: ", ".join(sorted(years)) for years in left}
    several = sorted((sorted(years), window) for years, window in found.items() if len(years) > 1)
    return [window for _, window in several]


def _window(found: Collector, window: str, n: float, totals: pd.Series) -> None:
    whole = found.put(total(window), n)
    years = years_of(window)
    if len(years) > 1 and set(years) <= {str(year) for year in totals.index}:
        found.relate(margin(whole, [total(year) for year in years]))


def _plain(found: Collector, one: Chosen) -> None:
    for window, column in one.variant.table.items():
        whole = total(str(window))
        cells = [found.put(one.cell(str(a), str(window)), v) for a, v in column.items()]
        if one.variant.in_answers:
            name = named([(YEAR, str(window)), (ANSWERS, one.variant.category.code)])
            whole = found.put(name, column.sum())
        if one.variant.additive and sum(column) == found.values[whole]:
            found.relate(margin(whole, cells))
            found.together(cells, RULES.threshold)
            continue
        found.covers(whole, cells)
        for part in cells:
            found.rest(whole, part)


def _crosstab(found: Collector, one: Chosen) -> None:
    variant, n = one.variant, total(one.window)
    rows, columns = list(variant.table.index), list(variant.table.columns)
    for a in rows:
        for b in columns:
            found.put(one.cell(a, b), variant.table.loc[a, b])
    if variant.in_answers:
        name = named([(YEAR, one.window), (ANSWERS, f"{one.dimension} gekreuzt")])
        inner = [one.cell(a, b) for a in rows for b in columns]
        found.relate(margin(found.put(name, variant.table.to_numpy().sum()), inner))
    elif variant.additive:
        for axis, codes in ((1, rows), (0, columns)):
            for code, value in zip(codes, variant.table.sum(axis=axis), strict=True):
                other = columns if axis else rows
                parts = [one.cell(code, o) if axis else one.cell(o, code) for o in other]
                margin_cell = one.cell(code, "") if axis else one.cell("", code)
                found.relate(margin(found.put(margin_cell, value), parts))
                found.together(parts, RULES.threshold)
            names = [one.cell(c, "") if axis else one.cell("", c) for c in codes]
            if sum(found.values[name] for name in names) == found.values[n]:
                found.relate(margin(n, names))
                found.together(names, RULES.threshold)


def nested(found: Collector, multiple: Iterable[Category]) -> None:
    """Link narrower answers with broader ones, and the AGG with the power relations.

    Parameters
    ----------
    found
        Holds the cells of all answers already.
    multiple
        Categories with several answers.
    """
    for category in multiple:
        _narrower(found, category)
    _legal(found)


def overlaps(
    found: Collector, rows: Sequence[str], columns: Sequence[str], name: Callable[[str, str], Cell]
) -> None:
    """Take in what a crosstab of several answers tells beside margins printed elsewhere.

    Parameters
    ----------
    found
        Holds the inner cells already.
    rows, columns
        Answers that are crossed.
    name
        Name of a cell; a margin has an empty code.
    """
    n = name("", "")
    first = {a: _printed_elsewhere(found, name(a, "")) for a in rows}
    second = {b: _printed_elsewhere(found, name("", b)) for b in columns}
    for a, b in product(rows, columns):
        if first[a] and second[b]:
            found.four_fold(n, first[a], second[b], name(a, b))
        elif first[a] or second[b]:
            found.rest(first[a] or second[b], name(a, b))
    for whole, parts in (
        *((first[a], [name(a, b) for b in columns]) for a in rows),
        *((second[b], [name(a, b) for a in rows]) for b in columns),
    ):
        if whole:
            found.covers(whole, parts)


def _printed_elsewhere(found: Collector, whole: Cell) -> Cell:
    """Return a margin if another table prints it, or all of its years; else an empty name."""
    if whole in found.values:
        return whole
    pairs = dict(whole)
    parts = [named((pairs | {YEAR: year}).items()) for year in years_of(pairs[YEAR])]
    if len(parts) == 1 or not all(part in found.values for part in parts):
        return ()
    return found.put(whole, sum(found.values[part] for part in parts))


def _narrower(found: Collector, category: Category) -> None:
    shown: dict[str, dict[str, Cell]] = {}
    for one in found.values:
        if len(one) == 2 and dict(one).keys() == {YEAR, category.code}:
            shown.setdefault(dict(one)[YEAR], {})[dict(one)[category.code]] = one
    for cells in shown.values():
        for whole, name in cells.items():
            inside = [code for code in category.below(whole) if code in cells]
            for code in inside:
                found.rest(name, cells[code])
            parts = [code for code in inside if not {*category.above(code)} & {*inside}]
            if len(parts) > 1 and _make_up(category, whole, parts):
                found.covers(name, [cells[code] for code in parts])


def _make_up(category: Category, whole: str, parts: Iterable[str]) -> bool:
    """Return whether narrower answers leave nothing of a broader one over."""
    leaves = {*category.leaves}
    inside = {leaf for code in parts for leaf in (code, *category.below(code))}
    return leaves & {*category.below(whole)} <= inside


def _legal(found: Collector) -> None:
    """Take in that each case of a power relation that § 1 AGG names is a case of the AGG."""
    named_by_law = {a.code for a in categories()[POWER].answers.values() if a.agg}
    for legal in [c for c in found.values if dict(c).get(LEGAL) == "ja"]:
        for part in [c for c in found.values if len(c) == 2 and POWER in dict(c)]:
            if dict(part)[YEAR] == dict(legal)[YEAR] and dict(part)[POWER] in named_by_law:
                found.rest(legal, part)


def _over_years(found: Collector) -> None:
    """Link runs of years with their years where both are there."""
    for whole in list(found.values):
        pairs = dict(whole)
        years = years_of(pairs[YEAR])
        if len(years) > 1 and REST not in pairs:
            parts = [named((pairs | {YEAR: year}).items()) for year in years]
            if all(part in found.values for part in parts):
                found.relate(margin(whole, parts))
