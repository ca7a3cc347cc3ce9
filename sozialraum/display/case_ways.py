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
        (Column("Tabelle"), Column("Variante"), Column("Zellen", "right"), Column("gezeigt")),
        tuple(row for wanted in LIST if not wanted.below for row in _rows(statistics, wanted)),
        note="Ohne kleine Zellen geht vor; welche Variante gezeigt wird, hängt auch davon ab, was "
        "andere Tabellen und frühere Berichte verraten.",
    )
    return Blocks((Note(INTERNAL, "warnung"), table))


def _rows(statistics: Statistics, wanted: Wanted) -> Iterator[tuple[str, ...]]:
    shown = False
    for one in _found(statistics, wanted)[:MOST]:
        mark = not shown and _is_shown(statistics, wanted, one)
        shown = shown or mark
        name = f"{wanted.nummer} {wanted.titel}"
        yield name, one.beschreibung, str(one.table.size), "ja" if mark else ""


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
        _shape(table.werte) == one.table.shape
        and list(table.n.index) == list(one.n.index)
        and bool(table.stations) == (len(one.stations) > 1)
        for table in tables
    )


def _shape(werte: pd.DataFrame) -> tuple[int, int]:
    """Return rows and columns of a table without its margins."""
    rows, columns = (len(axis.drop(TOTAL, errors="ignore")) for axis in werte.axes)
    return rows, columns
