"""Coarser tables: merged answers, pooled years and stations, before anything is suppressed.

A *variant* is one way to show a table.  A *cut* says into which broader answer each answer
goes; a *window* is a run of years that are added; a *small* cell has cases, but fewer
than the threshold.  A table without small cells needs no suppression: a table without
holes is better than one with.  Only one variant of a table may be published, for two of
them can be subtracted from one another.

Where a case may have several answers, the cases of a broader answer are known only if the
file states them.  If it does not, the variant counts answers (Nennungen) instead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sozialraum.analysis.coarse_tables import (
    FITTED,
    SPANS,
    Cut,
    Cuts,
    Frame,
    Rule,
    cut_counts,
    cuts,
    frames,
)
from sozialraum.sources.cases import Cases
from sozialraum.sources.categories import LEVELS, Category, units


@dataclass(frozen=True, eq=False)
class Variant:
    """One way to show a table.

    Parameters
    ----------
    beschreibung
        What was merged and pooled, and how many cells are small (German).
    table
        Counts; index codes of answers, columns windows of years such as ``2024–2025``, or
        codes of the second category in a crosstab.
    n
        Number of cases of each window.
    category, category2
        The categories; the second is None outside crosstabs.
    merged, merged2
        For every code of the index, and of the columns of a crosstab, that stands for other
        answers of the file: those answers.
    stations
        Whose cases are added.
    unit
        Code of the counting unit of ``n``.
    in_answers
        Whether the cells count answers (Nennungen), not cases.
    additive
        Whether the cells of a window add up to ``n`` (to the answers, if they count those).
    small
        Cells below the threshold, without which the table has no holes.
    too_few
        Whether a window has fewer cases than such a table needs.
    """

    beschreibung: str
    table: pd.DataFrame
    n: pd.Series
    category: Category
    category2: Category | None
    merged: Mapping[str, tuple[str, ...]]
    merged2: Mapping[str, tuple[str, ...]]
    stations: tuple[str, ...]
    unit: str
    in_answers: bool
    additive: bool
    small: int
    too_few: bool

    @property
    def has_holes(self) -> bool:
        """Whether cells would have to be hidden, or the table may not be shown at all."""
        return self.small > 0 or self.too_few

    @property
    def detail(self) -> int:
        """Number of cells with cases that can be shown as they are."""
        return int(np.count_nonzero(self.table.to_numpy() > 0)) - self.small

    def named(self) -> pd.DataFrame:
        """Return the table with German names in place of codes."""
        table = self.table.rename(index=self.category.name_of)
        return table.rename(columns=self.category2.name_of) if self.category2 else table


def variants(
    cases: Cases,
    code: str,
    code2: str = "",
    *,
    threshold: int,
    station: str = "",
    consenting: Sequence[str] = (),
    years: Sequence[int] = (),
    protect_zeros: bool = False,
    least: int = 0,
) -> tuple[Variant, ...]:
    """Return all ways to show a table, the best first.

    Parameters
    ----------
    cases
        Counts of one or several stations.
    code, code2
        Category, and a second one for a crosstab.  A table of one category has a column
        for each window of years, a crosstab is made for the newest window alone.
    threshold
        Counts from 1 to below this are small.
    station
        Whose table it is; the only station needs no name.
    consenting
        Other stations that have agreed to be pooled with it.
    years
        Years to use; empty: all that every station has.
    protect_zeros
        Whether a nought is small too.
    least
        Fewest cases that each window needs (crosstabs: 30).

    Returns
    -------
    tuple
        Without small cells before those with, then by detail (cells that can be shown);
        ties go to shorter windows and fewer stations.  Variants with one row or, in a
        crosstab, one column are left out: they tell nothing.

    Raises
    ------
    DataError
        If the stations count in different units.
    """
    rule = Rule(threshold, protect_zeros, least)
    found: dict[object, Variant] = {}
    for frame in frames(cases, code, code2, station, consenting, years):
        for chosen in cuts(frame, rule):
            rows, columns = frame.axes(*chosen[2:])
            key = (frame.stations, tuple(frame.n), rows, columns)
            if key not in found and len(rows) > 1 and (len(columns) > 1 or not code2):
                found[key] = _variant(frame, chosen, rule)
    return tuple(sorted(found.values(), key=_rank))  # stable: shorter and fewer come first


def preferred(found: Sequence[Variant]) -> Variant | None:
    """Return the variant to show, None if every one has holes and needs suppression."""
    return found[0] if found and not found[0].has_holes else None


def _rank(variant: Variant) -> tuple[bool, int, int]:
    return variant.too_few, variant.small, -variant.detail


def _variant(frame: Frame, chosen: Cuts, rule: Rule) -> Variant:
    level, level2, cut, cut2 = chosen
    counts, in_answers = cut_counts(frame, cut, cut2)
    rows, columns = frame.axes(cut, cut2)
    n = pd.Series(frame.n, dtype=int)
    small = int(rule.small(counts).sum())
    multiple = frame.category.multiple or bool(frame.category2 and frame.category2.multiple)
    return Variant(
        beschreibung=_description(frame, (level, level2), in_answers, small, rule.threshold),
        table=pd.DataFrame(counts, list(rows), list(columns)),
        n=n,
        category=frame.category,
        category2=frame.category2,
        merged=_merged_codes(cut),
        merged2=_merged_codes(cut2),
        stations=frame.stations,
        unit=frame.unit,
        in_answers=in_answers,
        additive=in_answers or not multiple,
        small=small,
        too_few=bool((n < max(rule.least, 1)).any()),
    )


def _merged_codes(cut: Cut) -> dict[str, tuple[str, ...]]:
    parts: dict[str, list[str]] = defaultdict(list)
    for code, into in cut.items():
        parts[into].append(code)
    return {into: tuple(codes) for into, codes in parts.items() if codes != [into]}


def _description(
    frame: Frame, levels: tuple[int, int], in_answers: bool, small: int, threshold: int
) -> str:
    shown = [one for one in (frame.category, frame.category2) if one]
    parts = [
        f"{category.name} {'nach Bedarf zusammengefasst' if lev == FITTED else LEVELS[lev]}"
        for category, lev in zip(shown, levels, strict=False)
    ]
    span = SPANS[frame.span]
    joined = f"{span} zusammengefasst" if frame.span > 1 else span
    parts.append(f"{joined} ({', '.join(frame.windows)})")
    if len(frame.stations) > 1:
        parts.append(f"{len(frame.stations)} Stellen zusammen")
    parts.append(f"gezählt: {'Nennungen' if in_answers else units()[frame.unit].mehrzahl}")
    held = f"keine Zelle unter {threshold}" if not small else f"{small} Zellen unter {threshold}"
    return "; ".join([*parts, held if small != 1 else f"1 Zelle unter {threshold}"])
