"""Ways to show a station's tables, side by side: for the station alone, never for others.

How many small cells a table would have that is not published tells something about it; so
the comparison is made only where somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sozialraum.analysis.case_choice import LIST, SPAN, Wanted
from sozialraum.analysis.case_system import LEAST_CROSSED, RULES
from sozialraum.analysis.coarsening import Variant, variants
from sozialraum.analysis.discrimination import Statistics
from sozialraum.display.blocks import Column, Note, Table
from sozialraum.display.several import Blocks
from sozialraum.errors import DataError
from sozialraum.measures.disclosure import TOTAL
from sozialraum.sources.categories import units

MOST = 4
"""Ways that are shown of each table."""

INTERNAL = (
    "Nur für die Stelle, nicht weitergeben: Wie viele Zellen einer nicht gezeigten Tabelle klein "
    "sind, gehört in keinen Bericht."
)


def ways(statistics: Statistics, zeigen: bool = False) -> Blocks:
    """Return how each table could be coarsened, the best first; nothing unless asked for.

    Parameters
    ----------
    statistics
        The yearly statistics.
    zeigen
        Whether to show them; a document with them is for the station alone.
    """
    if not zeigen or statistics.empty:
        return Blocks(())
    table = Table(
        f"Varianten der Tabellen: {statistics.name}, {statistics.jahr}",
        (
            Column("Tabelle"), Column("Variante"), Column("Löcher", "right"), Column("Jahre"),
            Column("Ausprägungen", "right"), Column("Was verloren geht"), Column("gezeigt"),
        ),
        tuple(row for wanted in LIST if not wanted.below for row in _rows(statistics, wanted)),
        note="Löcher: Zellen, die zu sperren wären. Ohne kleine Zellen geht vor; welche Variante "
        "gezeigt wird, hängt auch davon ab, was andere Tabellen und frühere Berichte verraten.",
    )  # fmt: skip
    return Blocks((Note(INTERNAL, "warnung"), table))


def _rows(statistics: Statistics, wanted: Wanted) -> Iterator[tuple[str, ...]]:
    shown = False
    for one in _found(statistics, wanted)[:MOST]:
        mark = not shown and _is_shown(statistics, wanted, one)
        shown = shown or mark
        yield (
            f"{wanted.nummer} {wanted.titel}",
            f"{_who(one)}, {'Nennungen' if one.in_answers else units()[one.unit].mehrzahl}",
            str(one.small) if one.small else "keine",
            ", ".join(map(str, one.n.index)),
            " × ".join(map(str, one.table.shape if one.category2 else one.table.shape[:1])),
            "; ".join(_lost(one)) or "nichts",
            "ja" if mark else "",
        )


def _who(one: Variant) -> str:
    return "die Stelle" if len(one.stations) == 1 else f"{len(one.stations)} Stellen zusammen"


def _lost(one: Variant) -> Iterator[str]:
    """Yield what a reader of this way does not see."""
    for category, merged in ((one.category, one.merged), (one.category2, one.merged2)):
        if category and merged:
            names = ", ".join(category.name_of(code) for code in merged)
            parts = sum(len(codes) for codes in merged.values())
            yield f"{category.name}: {parts} Ausprägungen gehen auf in {names}"
    if any("–" in str(window) for window in one.n.index):
        yield "einzelne Jahre"
    if one.in_answers:
        yield "die Zahl der Fälle je Ausprägung"
    if one.too_few:
        yield "alles: zu wenige Fälle für diese Tabelle"


def _found(statistics: Statistics, wanted: Wanted) -> tuple[Variant, ...]:
    cases = statistics.region.faelle
    found: tuple[Variant, ...] = ()
    together = statistics.region.settings.faelle.gemeinsam
    consenting = together if statistics.stelle in together else ()
    for others in dict.fromkeys([consenting, ()]):
        try:
            return variants(
                cases,
                wanted.code,
                wanted.code2,
                threshold=RULES.threshold,
                station=statistics.stelle,
                consenting=others,
                years=range(statistics.jahr - SPAN + 1, statistics.jahr + 1),
                protect_zeros=RULES.zeros_protected,
                least=LEAST_CROSSED if wanted.code2 else RULES.threshold,
            )
        except DataError:  # other stations count in other units: the station alone
            continue
    return found


def _is_shown(statistics: Statistics, wanted: Wanted, one: Variant) -> bool:
    tables = [t for t in statistics.tables if (t.nummer, t.titel) == (wanted.nummer, wanted.titel)]
    return any(
        _codes(table.werte) == [list(map(str, axis)) for axis in one.table.axes]
        and list(table.n.index) == list(one.n.index)
        and bool(table.stations) == (len(one.stations) > 1)
        for table in tables
    )


def _codes(werte: pd.DataFrame) -> list[list[str]]:
    """Return the codes of rows and columns of a table without its margins."""
    return [list(map(str, axis.drop(TOTAL, errors="ignore"))) for axis in werte.axes]
