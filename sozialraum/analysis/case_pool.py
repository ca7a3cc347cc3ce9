"""Stations that show tables together: added up, each family of tables alone or in common.

Whoever sees a sum and all its parts but one reads that one.  So a family of tables is shown
by each station alone or by all together, never both, and all stations come to the same
answer: in common if a main table of one of them has holes and none of the sum has.  What
the first report decided stays so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from sozialraum.analysis.case_choice import LIST, NOT_COUNTED
from sozialraum.analysis.case_protection import Protection
from sozialraum.analysis.case_system import RULES, family_of
from sozialraum.sources.cases import Cases
from sozialraum.sources.categories import Category

Family = frozenset[str]
TOGETHER = "gemeinsam"
"""The name under which several stations are one."""

NOT_POOLED = (
    "Gemeinsame Tabellen sind erklärt, aber nicht möglich: Nicht jede Stelle zählt dieses Jahr in "
    f"derselben Einheit mit mindestens {RULES.threshold} Fällen im Jahr."
)

ONCE_POOLED = (
    "Diese Tabelle wurde früher gemeinsam gezeigt und ist es dieses Jahr nicht; allein gezeigt, "
    "ließen sich die Anzahlen einer anderen Stelle errechnen."
)

FOLLOWING = ("T3", "T5")
"""Tables that go with their family; small cells are the rule in them."""

_FAMILIES = {(one.nummer, one.titel): family_of(one.code) for one in LIST}
FAMILIES = frozenset(_FAMILIES.values())
"""All families of tables."""


def family_named(nummer: str, titel: str) -> Family:
    """Return the family of a table by its number and title."""
    return _FAMILIES[nummer, titel]


def names_of(families: frozenset[Family]) -> list[tuple[str, str]]:
    """Return number and title of all tables of some families."""
    return [key for key, one in _FAMILIES.items() if one in families]


def pooled(cases: Cases, stations: Sequence[str]) -> Cases | None:
    """Return the counts of several stations as those of one, called `TOGETHER`.

    Only years and categories that all of them count go in, and only if they state the same
    answers; else the sum would be a count of nobody.

    Returns
    -------
    Cases or None
        None if a station has no counts, they count in different units, or one has so few
        cases in a year that the sum would tell them.
    """
    rows = cases.counts[cases.counts["stelle"].isin(stations)]
    total = rows[rows["kategorie"] == "gesamt"]
    everybody = total.groupby("jahr")["stelle"].nunique() == len(stations)
    years = [int(year) for year in everybody.index[everybody]]
    total = total[total["jahr"].isin(years)]
    if (
        not years
        or total["zaehleinheit"].nunique() > 1
        or (total["anzahl"] < RULES.threshold).any()
    ):
        return None
    keys = ["jahr", "kategorie", "kategorie2"]
    same = [
        group
        for (_, code, code2), group in rows[rows["jahr"].isin(years)].groupby(keys)
        if group["stelle"].nunique() == len(stations) and _complete(cases, group, code, code2)
    ]
    by = ["jahr", "kategorie", "auspraegung", "kategorie2", "auspraegung2", "zaehleinheit"]
    added = pd.concat(same).groupby(by, sort=True, as_index=False)["anzahl"].sum()
    counts = added.assign(stelle=TOGETHER)[list(cases.counts.columns)]
    return Cases(counts, cases.fte.iloc[:0], cases.multiple, cases.files, cases.notes)


def _complete(cases: Cases, rows: pd.DataFrame, code: str, code2: str) -> bool:
    """Return whether all stations state the answers of a complete table."""
    axes = [("auspraegung", code)] + ([("auspraegung2", code2)] if code2 else [])
    return all(
        _axis(cases.category(name), set(group[axis]), crossed=bool(code2))
        for axis, name in axes
        for _, group in rows[rows["anzahl"] > 0].groupby("stelle")
    )


def _axis(category: Category, stated: set[str], *, crossed: bool) -> bool:
    if not category.breaks_down:
        return stated <= set(category.answers)
    listed = category.crossed if crossed and category.multiple else category.counted
    needed = {up for code in stated for up in category.above(code) if up in listed}
    return stated <= set(listed) and needed <= stated


def taken_together(alone: Sequence[Protection], together: Protection) -> frozenset[Family]:
    """Return the families of tables that stations show together.

    Parameters
    ----------
    alone
        What each station could show by itself.
    together
        What all of them could show as one.
    """
    there = {family_of(one.category.code) for one in together.tables}
    return frozenset(
        one for one in there
        if not _holes(together, one) and any(_holes(station, one) for station in alone)
    )  # fmt: skip


def _holes(found: Protection, wanted: Family) -> int:
    """Return how many cells of the main tables are hidden, and tables left out."""
    shown = [one for one in found.tables if family_of(one.category.code) == wanted]
    gone = [key for key, why in found.left_out.items() if why != NOT_COUNTED]
    return sum(one.hidden for one in shown if one.nummer not in FOLLOWING) + sum(
        _FAMILIES[key] == wanted and key[0] not in FOLLOWING for key in gone
    )


def joined(own: Protection, common: Protection, stations: Sequence[str]) -> Protection:
    """Return what one station shows: its own tables, and those of all stations together."""
    shared = [replace(one, stations=tuple(stations)) for one in common.tables]
    tables = sorted([*own.tables, *shared], key=lambda one: int(one.nummer.removeprefix("T")))
    texts = (*own.texts, f"Gemeinsame Tabellen von {len(stations)} Stellen:", *common.texts)
    left_out = {**own.left_out, **common.left_out}
    return replace(own, tables=tuple(tables), texts=texts, left_out=left_out)
