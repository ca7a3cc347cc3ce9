"""The tables of one report, protected together and attacked before anybody sees them.

All cells of all tables are one system.  What is too small is hidden, and as little beside
it as the audit allows; totals and tables without holes stay as they are.  Where no safe
choice exists, the families of linked tables are tried apart, so that only a table is left
out that cannot be protected, or not with those it is linked with; and so is one of which
too much would have to be hidden.  The rest is protected anew, all together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sozialraum.analysis.case_cells import YEAR
from sozialraum.analysis.case_choice import TOO_SMALL, UNSAFE, Choice
from sozialraum.analysis.case_system import RULES, Chosen, family, system
from sozialraum.errors import DataError
from sozialraum.measures.disclosure import (
    TOTAL,
    Cell,
    FrequencyTable,
    Published,
    Relation,
    Threat,
    audit,
    known_case,
    protect,
    share,
)
from sozialraum.measures.disclosure.cells import Truths
from sozialraum.sources.categories import Category

FIRST_TO_GO = ("T5", "T3", "T6", "T11", "T10", "T9", "T8", "T7", "T4", "T2")
"""Tables in the order in which they are given up."""

TIME_LIMIT = 10.0

ALONE = (
    "Diese Tabelle lässt sich nicht schützen: Welche Zellen auch gesperrt würden, eine kleine "
    "Anzahl bliebe errechenbar."
)
LINKED_UNSAFE = "Mit den Tabellen, mit denen sie verbunden ist, lässt sie sich nicht schützen."
NO_TOTALS = "Schon die Fallzahlen der Jahre lassen sich nicht schützen."


@dataclass(frozen=True, eq=False)
class CaseTable:
    """A table as it is published; what is hidden is NaN and nowhere else.

    Parameters
    ----------
    nummer, titel
        Number in the list, such as ``T4``, and German title.
    werte
        Counts; index codes of answers, columns runs of years or codes of a second category.
        A crosstab whose cells add up ends with its margins (`TOTAL`).
    n
        Cases of each run of years.
    category, category2
        The categories; the second is None outside crosstabs.
    merged
        For codes that stand for others of the file: those.
    unit
        Code of the counting unit.
    in_answers, multiple
        Whether cells count answers instead of cases; whether a case may have several.
    stations
        Stations that show it together; empty: the station shows it alone.
    """

    nummer: str
    titel: str
    werte: pd.DataFrame
    n: pd.Series
    category: Category
    category2: Category | None
    merged: Mapping[str, tuple[str, ...]]
    unit: str
    in_answers: bool
    multiple: bool
    stations: tuple[str, ...] = ()

    @property
    def hidden(self) -> int:
        """How many of its cells are hidden."""
        return int(self.werte.isna().to_numpy().sum())

    def answers(self, window: str) -> float:
        """Return the number m of answers shown, NaN if one is hidden."""
        return float(self.werte[window].sum(skipna=False))


@dataclass(frozen=True)
class Protection:
    """What is published of a choice of tables.

    Parameters
    ----------
    tables
        The tables, by number.
    totals, flows
        Cases of the years, and new and closed cases; NaN where hidden.
    left_out
        Number and title of what is not published, with the reason (German).
    texts
        What the audit found, German sentences without values.
    cells, hidden
        How many cells were looked at, and how many of them are hidden.
    """

    tables: tuple[CaseTable, ...]
    totals: pd.Series
    flows: pd.DataFrame
    left_out: Mapping[tuple[str, str], str]
    texts: tuple[str, ...]
    cells: int
    hidden: int


def protected(choice: Choice, totals: pd.Series, flows: pd.DataFrame) -> Protection:
    """Return what may be published of the tables that were chosen.

    Parameters
    ----------
    choice
        Tables of the report.
    totals, flows
        Cases by year; new and closed cases (index answer, columns years).
    """
    tables, left_out = list(choice.tables), dict(choice.left_out)
    while True:
        whole = system(tables, totals, flows)
        published = _published(whole, tables)
        if published is not None:
            gone = _thinnest(tables, published)
            if gone is None:
                return _protection(tables, published, totals, flows, left_out)
            reasons = {gone: TOO_SMALL}
        elif not tables:
            return Protection((), totals * np.nan, flows * np.nan, left_out, (), 0, 0)
        else:
            reasons = _unprotected(tables, totals, flows)
        for one, reason in reasons.items():
            tables.remove(one)
            left_out[one.nummer, one.titel] = reason


def _unprotected(
    tables: Sequence[Chosen], totals: pd.Series, flows: pd.DataFrame
) -> dict[Chosen, str]:
    """Return what cannot stay if all tables together cannot be protected, with the reason.

    A family that can be protected by itself loses nothing to one that cannot.
    """

    def safe(some: Sequence[Chosen]) -> bool:
        return _published(system(some, totals, flows), some) is not None

    if not safe([]):
        return dict.fromkeys(tables, NO_TOTALS)
    reasons: dict[Chosen, str] = {}
    for linked in dict.fromkeys(family(one) for one in tables):
        mine = [one for one in tables if family(one) == linked]
        if safe(mine):
            continue
        alone = [one for one in mine if not safe([one])]
        reasons |= dict.fromkeys(alone, ALONE)
        while not safe(rest := [one for one in mine if one not in reasons]):
            reasons[_last(rest)] = LINKED_UNSAFE
    return reasons or {_last(tables): UNSAFE}


def _published(whole: FrequencyTable, tables: Sequence[Chosen]) -> Published | None:
    """Return the system with as little hidden as need be, None if it cannot be protected."""
    keep = tuple(_kept(whole, tables))
    try:
        pattern = protect(whole, RULES, Threat(keep=keep), time_limit=TIME_LIMIT)
        beside = tuple(_percentages(whole, pattern.hidden, tables))
        published = Published(whole, pattern.hidden, RULES, Threat(knowledge=beside, keep=keep))
    except DataError:  # the reason is said for the table that is left out for it
        return None
    known = any(_told_by_a_case(whole, pattern.hidden, keep))
    return None if known else published


def _kept(whole: FrequencyTable, tables: Sequence[Chosen]) -> Iterator[Cell]:
    """Yield what stays printed: totals, and tables that have no small cell themselves."""
    bare = dict(zip(whole.cells, whole.values, strict=True))
    yield from (one for one, value in bare.items() if len(one) == 1 and value >= RULES.threshold)
    for table in tables:
        if not table.crossed and not table.variant.small:
            yield from dict.fromkeys(one for _, _, one in inner(table))


def inner(table: Chosen) -> Iterator[tuple[str, str, Cell]]:
    """Yield row, column and cell of all inner cells of a table."""
    for a in table.variant.table.index:
        for b in table.variant.table.columns:
            yield str(a), str(b), table.cell(str(a), str(b))


def _percentages(
    whole: FrequencyTable, hidden: Truths, tables: Sequence[Chosen]
) -> Iterator[Relation]:
    """Yield what the printed percentages tell; a hidden cell has none."""
    for table in tables:
        for _, _, one in () if table.variant.in_answers else inner(table):
            basis = tuple(pair for pair in one if pair[0] == YEAR)
            places = whole.positions[one], whole.positions[basis]
            if not hidden[places[0]] and not hidden[places[1]]:
                part, n = whole.values[places[0]], whole.values[places[1]]
                percent = np.floor(100 * part / n + 0.5 + 1e-9)
                yield from share(one, basis, percent, source="Anteile mit ihrer Basis")


def _told_by_a_case(
    whole: FrequencyTable, hidden: Truths, keep: tuple[Cell, ...]
) -> Iterator[bool]:
    """Yield for each small hidden count whether taking part in one of its cases tells a count."""
    for one, out, value in zip(whole.cells, hidden, whole.values, strict=True):
        if out and 1 <= value < RULES.threshold:
            threat = Threat(knowledge=known_case(one), keep=keep)
            yield not audit(whole, hidden, RULES, threat).safe


def _thinnest(tables: Sequence[Chosen], published: Published) -> Chosen | None:
    """Return a table of which more than a third is hidden, the least important first."""
    values = dict(zip(published.cells, published.values, strict=True))
    for number in FIRST_TO_GO:
        for table in tables:
            cells = [values[one] for _, _, one in inner(table)]
            if table.nummer == number and 3 * int(np.isnan(cells).sum()) > len(cells):
                return table
    return None


def _last(tables: Sequence[Chosen]) -> Chosen:
    """Return the table that is given up first: with small cells, then the least important."""
    return min(tables, key=lambda t: (not t.variant.small, FIRST_TO_GO.index(t.nummer)))


def _protection(
    tables: Sequence[Chosen],
    published: Published,
    totals: pd.Series,
    flows: pd.DataFrame,
    left_out: Mapping[tuple[str, str], str],
) -> Protection:
    values = dict(zip(published.cells, published.values, strict=True))
    shown = [_case_table(one, values) for one in tables]
    number = {one: int(one.removeprefix("T")) for one in {table.nummer for table in shown}}
    flow = {
        year: {a: values[(("bewegung", str(a)), (YEAR, str(year)))] for a in flows.index}
        for year in flows.columns
    }
    return Protection(
        tables=tuple(sorted(shown, key=lambda one: number[one.nummer])),
        totals=pd.Series({year: values[((YEAR, str(year)),)] for year in totals.index}),
        flows=pd.DataFrame(flow, index=flows.index),
        left_out=left_out,
        texts=published.audit.texts(),
        cells=published.audit.cells,
        hidden=published.audit.hidden,
    )


def _case_table(one: Chosen, values: Mapping[Cell, float]) -> CaseTable:
    variant = one.variant
    werte = variant.table.astype(float)
    for a, b, cell in inner(one):
        werte.loc[a, b] = values[cell]
    if one.crossed and variant.additive and not variant.in_answers:
        werte[TOTAL] = [values[one.cell(str(a), "")] for a in variant.table.index]
        below = [values[one.cell("", str(b))] for b in variant.table.columns]
        werte.loc[TOTAL] = [*below, float(variant.n.iloc[-1])]
    second = variant.category2
    return CaseTable(
        nummer=one.nummer,
        titel=one.titel,
        werte=werte,
        n=variant.n,
        category=variant.category,
        category2=second,
        merged=variant.merged,
        unit=variant.unit,
        in_answers=variant.in_answers,
        multiple=variant.category.multiple or bool(second and second.multiple),
    )
