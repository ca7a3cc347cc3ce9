"""What one yearly report shows, after those before it and with other stations.

All reports since the first one that region.toml declares are taken as known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from sozialraum.analysis.case_choice import SPAN, Choice, choose
from sozialraum.analysis.case_pool import (
    FAMILIES,
    NOT_POOLED,
    ONCE_POOLED,
    TOGETHER,
    Family,
    family_named,
    joined,
    names_of,
    pooled,
    taken_together,
)
from sozialraum.analysis.case_protection import Protection, protected
from sozialraum.analysis.case_system import Chosen, family
from sozialraum.errors import DataError, Fault
from sozialraum.region import Region
from sozialraum.sources.cases import Cases


def year_of_report(totals: pd.Series, wanted: int, default: int) -> int:
    """Return the wanted year, or the newest with counts up to the region's own."""
    if wanted in totals.index:
        return wanted
    before = [int(year) for year in totals.index if year <= default]
    if not wanted and before:
        return max(before)
    raise DataError(
        Fault(
            "Für dieses Jahr gibt es keine Fallzahlen.",
            found=str(wanted or default),
            remedy=f"Vorhanden sind: {', '.join(map(str, totals.index))}.",
        )
    )


def not_before_the_first(declared: int, year: int, newest: int) -> None:
    """Refuse a report that later ones would not take as known: together they tell too much."""
    if declared > newest:
        what = "Der erste Bericht (berichte_seit) liegt nach dem letzten Jahr mit Fallzahlen."
        remedy = f"Das Jahr des ersten Berichts eintragen, höchstens {newest}."
    else:
        what = "Dieses Jahr liegt vor dem ersten Bericht (berichte_seit)."
        remedy = (
            f"berichte_seit auf {year} setzen: Spätere Berichte rechnen diesen dann ein und "
            "werden gröber. Sonst verrieten beide Berichte zusammen kleine Anzahlen."
        )
    if year < declared:
        place = "faelle.berichte_seit"
        raise DataError(Fault(what, "region.toml", None, place, str(declared), "", remedy))


def first_report(region: Region, totals: pd.Series, year: int) -> int:
    """Return the year of the first report that is taken as known."""
    declared = region.settings.faelle.berichte_seit
    return min(year, max(declared, int(totals.index.min())))


def reported(region: Region, stelle: str, year: int) -> Protection:
    """Return what a station shows, with what it shows together with others.

    A family of tables that was once shown together is never shown alone again: the sum of
    an earlier report without the stations that go on would be the one that stopped.
    """
    members = region.settings.faelle.gemeinsam
    if stelle not in members:
        return _protected(region, region.faelle, stelle, year, FAMILIES)
    common = _common(region, members, year)
    own = _protected(region, region.faelle, stelle, year, FAMILIES - common)
    pool = _pool(region.faelle, members, year)
    if pool is None:
        once = dict.fromkeys(names_of(common), ONCE_POOLED)
        return replace(own, texts=(*own.texts, NOT_POOLED), left_out={**own.left_out, **once})
    if not common:
        return own
    return joined(own, _protected(region, pool, TOGETHER, year, common), members)


def _common(region: Region, members: Sequence[str], year: int) -> frozenset[Family]:
    """Return the families shown together, as the first report decided that could pool."""
    counts = region.faelle.counts
    there = counts.loc[counts["stelle"].isin(members), "jahr"]
    for report in range(max(region.settings.faelle.berichte_seit, there.min()), year + 1):
        pool = _pool(region.faelle, members, report)
        if pool is not None:
            alone = [_protected(region, region.faelle, one, report, FAMILIES) for one in members]
            return taken_together(alone, _protected(region, pool, TOGETHER, report, FAMILIES))
    return frozenset()


def _pool(cases: Cases, members: Sequence[str], year: int) -> Cases | None:
    """Return the stations as one, as the report of a year knew them, or None."""
    pool = pooled(replace(cases, counts=cases.counts[cases.counts["jahr"] <= year]), members)
    return pool if pool is not None and year in pool.totals().index else None


def _protected(
    region: Region, cases: Cases, stelle: str, year: int, families: frozenset[Family]
) -> Protection:
    """Return what may be published of the tables of some families."""
    totals, flows = cases.totals(stelle), cases.flows(stelle)
    shown = totals[(totals.index > year - SPAN) & (totals.index <= year)]
    flows = flows[[one for one in flows.columns if one in shown.index]]
    choice = _choice(region, cases, stelle, year)
    kept = Choice(
        tuple(one for one in choice.tables if family(one) in families),
        {key: why for key, why in choice.left_out.items() if family_named(*key) in families},
    )
    return protected(kept, shown, flows)


def _choice(region: Region, cases: Cases, stelle: str, year: int) -> Choice:
    """Return the tables of a year, after those of all reports before."""
    totals = cases.totals(stelle)
    first = first_report(region, totals, year)
    choice = Choice((), {})
    earlier: list[Chosen] = []
    for report in [int(one) for one in totals.index if first <= one <= year]:
        choice = choose(cases, stelle, report, earlier)
        earlier.extend(choice.tables)
    return choice
