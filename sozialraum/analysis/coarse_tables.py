"""Tables of case counts under cuts: what `coarsening` puts side by side.

A *frame* is a table of some stations over windows of years, as the files state it.  A
*cut* maps each answer to the broader one into which it goes; a *window* is a run of years
that are added.  Nothing is decided here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import pandas as pd

from sozialraum.sources.cases import Cases
from sozialraum.sources.categories import Category

SPANS: Mapping[int, str] = {1: "einzelne Jahre", 2: "je zwei Jahre", 3: "je drei Jahre"}
"""How many years may be pooled, and what that is called."""

FITTED = 0
"""Level of the cut that merges only where a cell is small."""

_Pair = tuple[str, str]
_Cells = Mapping[_Pair, int]
Cut = Mapping[str, str]
"""Answer of the file → answer that is shown."""

Cuts = tuple[int, int, Cut, Cut]
"""Level of the rows and of the columns, and their cuts."""


@dataclass(frozen=True)
class Rule:
    """What a table without holes must keep to.

    Parameters
    ----------
    threshold
        Counts from 1 to below this are small.
    zeros
        Whether a nought is small too.
    least
        Fewest cases that each window needs.
    """

    threshold: int
    zeros: bool = False
    least: int = 0

    def small(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return which cells of a table are small."""
        below = table < self.threshold
        return below if self.zeros else below & (table > 0)


@dataclass(frozen=True)
class Frame:
    """What all variants of one set of stations and one span have in common."""

    category: Category
    category2: Category | None
    stations: tuple[str, ...]
    span: int
    windows: Mapping[str, Sequence[_Cells]]
    n: Mapping[str, int]
    unit: str


def frames(
    cases: Cases,
    code: str,
    code2: str,
    station: str,
    consenting: Sequence[str],
    years: Sequence[int],
) -> Iterator[Frame]:
    """Yield what is to be cut: for the station alone and with others, for each span."""
    own = station or (cases.stations[0] if len(cases.stations) == 1 else "")
    pooled = tuple(dict.fromkeys([own, *consenting]))
    category, category2 = cases.category(code), cases.category(code2) if code2 else None
    for stations in dict.fromkeys([(own,), pooled]):
        unit = cases.unit(*stations)
        totals = pd.DataFrame({name: cases.totals(name) for name in stations})
        cells = {name: _stated(cases, code, code2, name) for name in stations}
        there = [
            int(year)
            for year in totals.dropna().index
            if (not years or year in years) and all(year in cells[name] for name in stations)
        ]
        for span in SPANS:
            windows = _windows(there, span)[: 1 if code2 else None]
            yield Frame(
                category,
                category2,
                stations,
                span,
                {
                    _label(run): [cells[name][year] for year in run for name in stations]
                    for run in reversed(windows)
                },
                {_label(run): int(totals.loc[run].sum().sum()) for run in reversed(windows)},
                unit,
            )


def _stated(cases: Cases, code: str, code2: str, station: str) -> dict[int, _Cells]:
    """Return the counts of a table as the file states them, by year; noughts are left out."""
    cells: dict[int, dict[_Pair, int]] = {}
    if not code2:
        for year, column in cases.table(code, station).items():
            cells[int(year)] = {(str(a), ""): int(v) for a, v in column.items() if v}
        return dict(cells)
    for year in cases.totals(station).index:
        crossed = cases.crosstab(code, code2, int(year), station)
        if crossed.size:
            stacked = crossed.stack()
            cells[int(year)] = {(str(a), str(b)): int(v) for (a, b), v in stacked.items() if v}
    return dict(cells)


def _windows(years: Sequence[int], span: int) -> list[list[int]]:
    """Return runs of years that follow one another, the newest first; none is incomplete."""
    runs, left = [], sorted(years, reverse=True)
    while len(left) >= span:
        run = left[:span]
        if run[0] - run[-1] == span - 1:
            runs.append(sorted(run))
            left = left[span:]
        else:
            left = left[1:]
    return runs


def _label(run: Sequence[int]) -> str:
    return str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}"


def _base(frame: Frame, axis: int) -> tuple[str, ...]:
    """Return the finest answers of an axis that every station and year tells."""
    category = frame.category2 if axis and frame.category2 else frame.category
    finest: dict[str, None] = {}
    for cells in (one for window in frame.windows.values() for one in window):
        codes = {pair[axis] for pair in cells}
        finest.update(dict.fromkeys(sorted(category.narrowest(codes))))
    order = list(category.answers)
    held = category.broadest(tuple(finest))
    return tuple(sorted(held, key=lambda code: (order.index(code) if code in order else 99, code)))


def cuts(frame: Frame, rule: Rule) -> Iterator[Cuts]:
    """Yield levels and cuts: every level of both categories, and one fitted to the cells."""
    if not frame.windows:
        return
    rows, columns = _base(frame, 0), _base(frame, 1)
    uniform = [(lev, _at_level(frame.category, rows, lev)) for lev in frame.category.levels]
    if frame.category2 is None:
        yield from ((level, FITTED, cut, {"": ""}) for level, cut in uniform)
        yield FITTED, FITTED, _fitted(frame, uniform[0][1], rule), {"": ""}
        return
    second = frame.category2
    crossed = [(lev, _at_level(second, columns, lev)) for lev in second.levels]
    for (level, cut), (level2, cut2) in product(uniform, crossed):
        yield level, level2, cut, cut2


def _at_level(category: Category, codes: Iterable[str], level: int) -> Cut:
    return {code: category.at_level(code, level) for code in codes}


def _fitted(frame: Frame, cut: Cut, rule: Rule) -> Cut:
    """Return the cut that goes up only where a cell is small, from the finest level on."""
    category = frame.category
    while True:
        table, _ = cut_table(frame, cut, {"": ""})
        small = rule.small(table).any(axis=1)
        rising = [code for code in table.index[small] if next(category.above(code), "")]
        if not rising:
            return cut
        lowest = min(
            rising, key=lambda code: (category.answers[code].stufe, table.loc[code].sum(), code)
        )
        into = next(category.above(lowest))
        cut = {code: into if into in category.above(code) else up for code, up in cut.items()}


def cut_table(frame: Frame, cut: Cut, cut2: Cut) -> tuple[pd.DataFrame, bool]:
    """Return the counts under a cut, and whether they count answers instead of cases."""
    rows, columns = list(dict.fromkeys(cut.values())), list(dict.fromkeys(cut2.values()))
    merged = [
        {pair: _merged(cells, pair, frame) for pair in product(rows, columns)}
        for cells in (one for window in frame.windows.values() for one in window)
    ]
    in_answers = any(cases is None for one in merged for cases, _ in one.values())
    sums: dict[str, dict[_Pair, int]] = {}
    parts = iter(merged)
    for label, window in frame.windows.items():
        total: dict[_Pair, int] = defaultdict(int)
        for _ in window:
            for pair, (cases, answers) in next(parts).items():
                total[pair] += answers if in_answers or cases is None else cases
        sums[label] = total
    if frame.category2 is None:
        columns = list(sums)
        values = [[sums[label][row, ""] for label in columns] for row in rows]
    else:
        values = [[next(iter(sums.values()))[row, b] for b in columns] for row in rows]
    return pd.DataFrame(values, index=rows, columns=columns), in_answers


def _merged(cells: _Cells, pair: _Pair, frame: Frame) -> tuple[int | None, int]:
    """Return cases (None if the file does not tell) and answers that a merged cell holds."""
    one, other = frame.category, frame.category2
    rows = {pair[0], *one.below(pair[0])}
    columns = {pair[1], *(other.below(pair[1]) if other else ())}
    held = {key: n for key, n in cells.items() if key[0] in rows and key[1] in columns}
    finest = {
        key: n
        for key, n in held.items()
        if not any(low != key and _holds(key, low, one, other) for low in held)
    }
    answers = sum(finest.values())
    if pair in cells:
        return cells[pair], answers
    apart = {
        (key[0] if one.multiple else "", key[1] if other and other.multiple else "")
        for key in finest
    }
    return (answers if len(apart) <= 1 else None), answers


def _holds(key: _Pair, low: _Pair, one: Category, other: Category | None) -> bool:
    """Return whether a cell is the same as another or broader in both directions."""
    first = key[0] == low[0] or key[0] in one.above(low[0])
    return first and (key[1] == low[1] or (other is not None and key[1] in other.above(low[1])))
