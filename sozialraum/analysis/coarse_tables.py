"""Tables of case counts under cuts: what `coarsening` puts side by side.

A *frame* is a table of some stations over windows of years, as the files state it.  A
*cut* maps each answer to the broader one into which it goes; a *window* is a run of years
that are added.  Nothing is decided here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from sozialraum.sources.cases import Cases, Pair
from sozialraum.sources.categories import Category

SPANS: Mapping[int, str] = {1: "einzelne Jahre", 2: "je zwei Jahre", 3: "je drei Jahre"}
"""How many years may be pooled, and what that is called."""

FITTED = 0
"""Level of the cut that merges only where a cell is small."""

Cut = Mapping[str, str]
"""Answer of the file → answer that is shown."""

Cuts = tuple[int, int, Cut, Cut]
"""Level of the rows and of the columns, and their cuts."""

Counts: TypeAlias = npt.NDArray[np.int64]


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

    def small(self, counts: Counts) -> npt.NDArray[np.bool_]:
        """Return which cells of a table are small."""
        below = counts < self.threshold
        return below if self.zeros else below & (counts > 0)


@dataclass(frozen=True, eq=False)
class Stated:
    """What the file states of one station and year, and how it adds up.

    Parameters
    ----------
    cells
        Pair of answers → number; the second is ``""`` outside crosstabs.
    one, other
        The categories of the answers; the second is None outside crosstabs.
    """

    cells: Mapping[Pair, int]
    one: Category
    other: Category | None

    @cached_property
    def merged(self) -> Mapping[Pair, tuple[int | None, int]]:
        """Cases (None if the file does not tell) and answers of all pairs, broader ones too."""
        broader = {up for pair in self.cells for up in self._above(pair)}
        answers: dict[Pair, int] = defaultdict(int)
        apart: dict[Pair, set[Pair]] = defaultdict(set)
        for pair, n in self.cells.items():
            for up in () if pair in broader else (pair, *self._above(pair)):
                answers[up] += n
                apart[up].add(self._several(pair))
        alone = {pair: n if len(apart[pair]) == 1 else None for pair, n in answers.items()}
        return {pair: (self.cells.get(pair, alone[pair]), n) for pair, n in answers.items()}

    def _above(self, pair: Pair) -> list[Pair]:
        """Return all pairs that hold a pair."""
        second = self.other.above(pair[1]) if self.other else ()
        pairs = product((pair[0], *self.one.above(pair[0])), (pair[1], *second))
        return list(pairs)[1:]

    def _several(self, pair: Pair) -> Pair:
        """Return the answers of a pair of which a case may have others as well."""
        several = self.other and self.other.multiple
        return pair[0] if self.one.multiple else "", pair[1] if several else ""


@dataclass(frozen=True)
class Frame:
    """What all variants of one set of stations and one span have in common."""

    category: Category
    category2: Category | None
    stations: tuple[str, ...]
    span: int
    windows: Mapping[str, Sequence[Stated]]
    n: Mapping[str, int]
    unit: str

    def axes(self, cut: Cut, cut2: Cut) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the rows and columns of a table under a cut."""
        columns = dict.fromkeys(cut2.values()) if self.category2 else self.windows
        return tuple(dict.fromkeys(cut.values())), tuple(columns)


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
    cells = {
        name: {
            year: Stated(found, category, category2)
            for year, found in cases.stated(code, code2, name).items()
        }
        for name in pooled
    }
    totals = {name: cases.totals(name).to_dict() for name in pooled}
    for stations in dict.fromkeys([(own,), pooled]):
        unit = cases.unit(*stations)
        there = [
            year
            for year in totals[own]
            if (not years or year in years)
            and all(year in totals[name] and year in cells[name] for name in stations)
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
                {
                    _label(run): sum(totals[name][year] for year in run for name in stations)
                    for run in reversed(windows)
                },
                unit,
            )


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
    for stated in (one for window in frame.windows.values() for one in window):
        codes = {pair[axis] for pair in stated.cells}
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
        counts, _ = cut_counts(frame, cut, {"": ""})
        rows, _ = frame.axes(cut, {"": ""})
        small = set(np.flatnonzero(rule.small(counts).any(axis=1)).tolist())
        sums = counts.sum(axis=1)
        rising = [
            (category.answers[code].stufe, int(sums[at]), code)
            for at, code in enumerate(rows)
            if at in small and next(category.above(code), "")
        ]
        if not rising:
            return cut
        into = next(category.above(min(rising)[-1]))
        cut = {code: into if into in category.above(code) else up for code, up in cut.items()}


def cut_counts(frame: Frame, cut: Cut, cut2: Cut) -> tuple[Counts, bool]:
    """Return the counts under a cut, and whether they count answers instead of cases."""
    rows, columns = frame.axes(cut, cut2)
    pairs = list(product(rows, columns if frame.category2 else ("",)))
    merged = [
        [[one.merged.get(pair, (0, 0)) for pair in pairs] for one in window]
        for window in frame.windows.values()
    ]
    in_answers = any(cases is None for window in merged for one in window for cases, _ in one)
    sums = [
        [sum(n if in_answers or cases is None else cases for cases, n in parts)
         for parts in zip(*window, strict=True)]
        for window in merged
    ]  # fmt: skip
    counts = np.array(sums, dtype=np.int64)
    return (counts.reshape(len(rows), -1) if frame.category2 else counts.T), in_answers
