"""What several yearly reports tell together: the report of the year before, and those before.

Reports of different years show overlapping runs of years, and may show broader or narrower
answers.  All that they print is taken as known, and the counts of single years behind it
are attacked: none that is small may follow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from sozialraum.analysis.case_cells import ANSWERS, YEAR, Collector
from sozialraum.analysis.case_system import (
    RULES,
    Chosen,
    nested,
    overlaps,
    runs_of,
    several_answers,
    total,
    years_of,
)
from sozialraum.measures.disclosure import Cell, Relation, margin
from sozialraum.measures.disclosure.cells import Positions, named
from sozialraum.measures.disclosure.possible import Possible, known, possible
from sozialraum.sources.cases import Cases, Pair
from sozialraum.sources.categories import Category

_Cells = Mapping[Pair, int]


def gives_away(cases: Cases, station: str, printed: Sequence[Chosen]) -> tuple[Cell, ...]:
    """Return the small counts that follow from what several reports print.

    Those of single years are looked at, and of the runs of years that a table shows.

    Parameters
    ----------
    cases, station
        The counts, and whose they are.
    printed
        Tables of one family, of this report and of those before.
    """
    found = _single_years(cases, station, printed)
    for run in runs_of(printed):
        found.pool(run, years_of(run))
    table = found.table()
    statements = [relation for one in printed for relation in _statements(one)]
    hidden = np.array([len(one) > 1 for one in table.cells]) | (table.values < RULES.threshold)
    small = hidden & (table.values < RULES.threshold)
    if not small.any():
        return ()
    free = np.zeros(len(hidden))
    tables = possible(table.knowing(statements), hidden, free, np.full(len(hidden), np.inf))
    first = np.argsort(~small[hidden], kind="stable")
    read = known(_asked(tables, first, int(small.sum())))
    cells = [one for one, asked in zip(table.cells, small, strict=True) if asked]
    return tuple(one for one, hit in zip(cells, read, strict=True) if hit)


def _asked(tables: Possible, first: Positions, number: int) -> Possible:
    """Return the same tables with only some cells asked for: those that come first."""
    order = np.r_[first, np.arange(tables.cells, len(tables.lower))]
    return Possible(
        tables.matrix[:, order], tables.right, tables.lower[order], tables.upper[order], number
    )


@dataclass(frozen=True)
class _Shown:
    """All answers that reports show of one category, or pairs of a crosstab."""

    one: Chosen
    codes: tuple[Pair, ...]

    def name(self, codes: Pair, year: str) -> Cell:
        second = self.one.variant.category2
        pairs = [(self.one.dimension, codes[0]), (second.code if second else "", codes[1])]
        return named([(YEAR, year), *(pair for pair in pairs if pair[1])])

    def names_of(self, year: str) -> Callable[[str, str], Cell]:
        """Return the names of a year's cells by row and column."""
        return lambda row, column: self.name((row, column), year)


def _single_years(cases: Cases, station: str, printed: Sequence[Chosen]) -> Collector:
    found = Collector()
    years = sorted({year for one in printed for w in one.variant.n.index for year in years_of(w)})
    totals = cases.totals(station)
    for year in years:
        found.put(total(year), totals[int(year)])
    for shown in _shown(printed):
        second = shown.one.variant.category2
        code, code2 = shown.one.variant.category.code, second.code if second else ""
        stated = cases.stated(code, code2, station)
        for year in years:
            _year(found, shown, year, stated.get(int(year), {}))
    for one, year in product(printed, years):
        if not one.crossed and not one.variant.additive:
            shown = _Shown(one, ())
            parts = [shown.name((str(row), ""), year) for row in one.variant.table.index]
            found.covers(total(year), parts)
    for shown in _shown(printed):
        if shown.one.crossed and not shown.one.variant.additive:
            rows, columns = (list(dict.fromkeys(axis)) for axis in zip(*shown.codes, strict=True))
            for year in years:
                overlaps(found, rows, columns, shown.names_of(year))
    nested(found, several_answers(printed))
    return found


def _shown(printed: Sequence[Chosen]) -> Iterator[_Shown]:
    groups: dict[tuple[str, str], list[Chosen]] = defaultdict(list)
    for one in printed:
        second = one.variant.category2
        groups[one.dimension, second.code if second else ""].append(one)
    for (_, crossed), tables in groups.items():
        codes = dict.fromkeys(
            (str(a), str(b) if crossed else "")
            for one in tables
            for a in one.variant.table.index
            for b in (one.variant.table.columns if crossed else [""])
        )
        yield _Shown(tables[0], tuple(codes))


def _year(found: Collector, shown: _Shown, year: str, cells: _Cells) -> None:
    variant = shown.one.variant
    if not variant.additive:
        for codes in shown.codes:
            found.put(shown.name(codes, year), _count(shown, codes, cells))
            if variant.category2 is None:
                found.rest(total(year), shown.name(codes, year))
        return
    whole = total(year)
    classes = _classes(shown, cells)
    if variant.in_answers:
        answers = named([(YEAR, year), (ANSWERS, shown.one.dimension)])
        whole = found.put(answers, sum(classes.values()))
    names = {
        key: named([(YEAR, year), ("teil", f"{shown.one.dimension}: {sorted(key)}")])
        for key in classes
    }
    for key, value in classes.items():
        found.put(names[key], value)
    if sum(classes.values()) == found.values[whole]:
        found.relate(margin(whole, list(names.values())))
        found.together(list(names.values()), RULES.threshold)
    for codes in shown.codes:
        parts = [names[key] for key in classes if codes in key]
        value = sum(classes[key] for key in classes if codes in key)
        found.relate(margin(found.put(shown.name(codes, year), value), parts))


def _count(shown: _Shown, codes: Pair, cells: _Cells) -> int:
    """Return the cases of a year: stated, or of the only narrower answer that has any."""
    if codes in cells:
        return cells[codes]
    first, second = shown.one.variant.category, shown.one.variant.category2
    inside = [
        n for (a, b), n in cells.items() if _in(first, a, codes[0]) and _in(second, b, codes[1])
    ]
    return max(inside, default=0)


def _classes(shown: _Shown, cells: _Cells) -> dict[frozenset[Pair], int]:
    """Return the counts of answers that belong to the same shown answers, each case once."""
    first, second = shown.one.variant.category, shown.one.variant.category2
    rows = _finest(first, {a for (a, _), n in cells.items() if n})
    columns = _finest(second, {b for (_, b), n in cells.items() if n}) if second else ("",)
    classes: dict[frozenset[Pair], int] = defaultdict(int)
    for a in rows:
        for b in columns:
            member = frozenset(
                (x, y) for x, y in shown.codes if _in(first, a, x) and _in(second, b, y)
            )
            classes[member] += cells.get((a, b), 0)
    return dict(classes)


def _finest(category: Category, stated: set[str]) -> tuple[str, ...]:
    """Return all answers of the scheme that are not broken down, and bare broader ones."""
    return tuple(dict.fromkeys([*category.leaves, *sorted(category.narrowest(stated))]))


def _in(category: Category | None, code: str, broader: str) -> bool:
    return category is None or code == broader or broader in category.above(code)


def _statements(one: Chosen) -> Iterator[Relation]:
    """Yield what a table tells of single years: counts, margins, and that the others are small.

    Whoever knows which cells are hidden for their size knows that too.
    """
    for window, codes, value in _shown_cells(one):
        name = _Shown(one, ()).name
        cells = [name(code, year) for code in codes for year in years_of(window)]
        weights = tuple((cell, 1.0) for cell in cells)
        small = len(codes) == 1 and value < RULES.threshold
        low, high = (0.0, RULES.threshold - 1.0) if small else (float(value), float(value))
        yield Relation(weights, low, high, "frühere Berichte")


def _shown_cells(one: Chosen) -> Iterator[tuple[str, list[Pair], float]]:
    """Yield window, pairs of codes that are added, and their count."""
    table, second = one.variant.table, one.variant.category2
    for a, b in product(table.index, table.columns):
        codes = (str(a), str(b) if second else "")
        yield one.window if second else str(b), [codes], table.loc[a, b]
    if second and one.variant.additive:
        for a in table.index:
            yield one.window, [(str(a), str(b)) for b in table], table.loc[a].sum()
        for b in table:
            yield one.window, [(str(a), str(b)) for a in table.index], table[b].sum()
