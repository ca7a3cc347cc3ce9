"""Which tables of a station's cases are published, and how coarse each has to be.

For every table of the list the ways to show it are tried in turn, those without small cells
first, until one gives nothing away together with the tables chosen before and with the
reports of earlier years.  A table for which there is none is left out, and that is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sozialraum.analysis.case_history import gives_away
from sozialraum.analysis.case_system import LEAST_CROSSED, POWER, RULES, Chosen, family, system
from sozialraum.analysis.coarsening import Variant, variants
from sozialraum.sources.cases import Cases
from sozialraum.sources.categories import Category

SPAN = 5
"""Years that a report shows."""

FORMS = "rassismus"
"""Answer whose narrower answers are table T3."""

MOST_TRIED = 6
"""Ways to show a table that are tried before it is left out."""


@dataclass(frozen=True)
class Wanted:
    """A table of the list: number, title, category, second category, broader answer."""

    nummer: str
    titel: str
    code: str
    code2: str = ""
    below: str = ""


LIST = (
    Wanted("T2", "Machtverhältnis", POWER),
    Wanted("T4", "Lebensbereich", "lebensbereich"),
    Wanted("T6", "Ebene und Form", "ebene", "form"),
    Wanted("T7", "Merkmal nach § 1 AGG", "agg_merkmal"),
    Wanted("T7", "AGG einschlägig", "agg_einschlaegig"),
    Wanted("T8", "Intervention", "intervention"),
    Wanted("T9", "Ergebnis", "ergebnis"),
    Wanted("T10", "Zugangsweg", "zugangsweg"),
    Wanted("T11", "Herkunftsraum der Ratsuchenden", "herkunftsraum"),
    Wanted("T3", "Formen von Rassismus", POWER, below=FORMS),
    Wanted("T5", "Machtverhältnis und Lebensbereich", POWER, "lebensbereich"),
)
"""All tables of categories, the most important of each family first."""

NOT_COUNTED = "Die Auszählung der Stelle enthält dazu nichts."
UNTOLD = "Die Auszählung der Stelle enthält dazu nichts, oder die Anzahlen sind zu klein."
TOO_FEW = f"Eine Kreuztabelle braucht mindestens {LEAST_CROSSED} Fälle."
TOO_SMALL = "Auch zusammengefasst bliebe mehr als ein Drittel der Zellen gesperrt."
UNSAFE = "Mit anderen Tabellen oder früheren Berichten ließen sich kleine Anzahlen errechnen."


@dataclass(frozen=True)
class Choice:
    """What is chosen for one report.

    Parameters
    ----------
    tables
        The tables, in the order in which they were chosen.
    left_out
        Number and title of the others with the reason (German).
    """

    tables: tuple[Chosen, ...]
    left_out: Mapping[tuple[str, str], str]


def choose(cases: Cases, station: str, year: int, earlier: Sequence[Chosen] = ()) -> Choice:
    """Return the tables of the report of one year.

    Parameters
    ----------
    cases, station
        The counts, and whose they are.
    year
        Year of the report; later counts are not used.
    earlier
        Tables that reports of earlier years have shown.
    """
    tables: list[Chosen] = []
    left_out: dict[tuple[str, str], str] = {}
    for wanted in LIST:
        found = _first_safe(cases, station, year, wanted, [*earlier, *tables])
        if isinstance(found, Chosen):
            tables.append(found)
        else:
            left_out[wanted.nummer, wanted.titel] = found
    return Choice(tuple(tables), left_out)


def _first_safe(
    cases: Cases, station: str, year: int, wanted: Wanted, before: Sequence[Chosen]
) -> Chosen | str:
    ways = _ways(cases, station, year, wanted)
    if not ways:
        return _why_not(cases, station, year, wanted)
    ways = [one for one in ways if not one.variant.too_few]
    if not ways:
        return TOO_FEW
    worth = [one for one in ways if 3 * one.variant.small <= one.variant.table.size]
    for one in worth[:MOST_TRIED]:
        linked = [other for other in before if family(other) == family(one)]
        if not gives_away(cases, station, [*linked, one]):
            return one
    return UNSAFE if worth else TOO_SMALL


def _why_not(cases: Cases, station: str, year: int, wanted: Wanted) -> str:
    """Return why there is no way to show a table, alike whatever a small total is."""
    totals = cases.totals(station)
    if (totals[(totals.index > year - SPAN) & (totals.index <= year)] < RULES.threshold).any():
        return UNTOLD
    there = wanted.code in cases.categories or (wanted.code, wanted.code2) in cases.crosstabs
    return TOO_SMALL if there else NOT_COUNTED


def _ways(cases: Cases, station: str, year: int, wanted: Wanted) -> list[Chosen]:
    """Return the ways to show a table, the best first: without holes, with most to read."""
    used = _only(cases, wanted.below) if wanted.below else cases
    found = variants(
        used,
        wanted.code,
        wanted.code2,
        threshold=RULES.threshold,
        station=station,
        years=range(year - SPAN + 1, year + 1),
        protect_zeros=RULES.zeros_protected,
        least=LEAST_CROSSED if wanted.code2 else RULES.threshold,
    )
    ways = [Chosen(wanted.nummer, wanted.titel, one) for one in _shown(found, wanted, year)]
    return sorted(ways, key=lambda one: (_small(cases, station, one), -one.variant.detail))


def _shown(found: Iterable[Variant], wanted: Wanted, year: int) -> Iterator[Variant]:
    """Yield the variants that reach to the year of the report and hide no nought."""
    for one in found:
        if str(year) not in str(one.n.index[-1]):
            continue
        if wanted.below:
            yield from _all_forms(one, wanted.below)
        elif not _silent(whole := _with_unknown(one)):
            yield whole


def _all_forms(one: Variant, below: str) -> Iterator[Variant]:
    """Yield a variant with a row for every narrower answer, so that no nought is told."""
    rows = [code for code in one.category.below(below) if code in one.category.leaves]
    if set(one.table.index) <= set(rows):
        table = one.table.reindex(rows, fill_value=0)
        yield replace(one, table=table, small=int((table < RULES.threshold).to_numpy().sum()))


def _with_unknown(one: Variant) -> Variant:
    """Return a variant that says „… oder unbekannt“ where nothing was unknown.

    An answer that is in no row is known to be nought, so „unknown“ goes into the row that is
    alone in the broader answer of both.
    """
    rows = _renamed(one.category, [str(code) for code in one.table.index])
    columns: dict[str, str] = {}
    if one.category2:
        columns = _renamed(one.category2, [str(code) for code in one.table.columns])
    if not rows and not columns:
        return one
    table = one.table.rename(index=rows, columns=columns)
    merged = {**one.merged, **{up: one.merged.get(code, (code,)) for code, up in rows.items()}}
    merged2 = {**one.merged2, **{u: one.merged2.get(c, (c,)) for c, u in columns.items()}}
    return replace(one, table=table, merged=merged, merged2=merged2)


def _renamed(category: Category, shown: Sequence[str]) -> dict[str, str]:
    if category.leer in shown:
        return {}
    for up in category.above(category.leer):
        inside = [code for code in shown if code == up or up in category.above(code)]
        if inside:
            return {inside[0]: up} if len(inside) == 1 and inside[0] != up else {}
    return {}


def _silent(one: Variant) -> bool:
    """Return whether answers are in no row or column: those would be known to be nought."""
    axes = [(one.category, one.table.index)]
    if one.category2:
        axes.append((one.category2, one.table.columns))
    return any(
        not {code, *category.above(code)} & set(shown)
        for category, shown in axes
        for code in category.leaves
    )


def _small(cases: Cases, station: str, one: Chosen) -> int:
    """Return how many small cells a table has by itself, the rest of each whole included."""
    values = system([one], cases.totals(station)).values
    return int((values < RULES.threshold).sum())


def _only(cases: Cases, below: str) -> Cases:
    """Return the counts with nothing of a category but the narrower answers of one."""
    category = cases.category(POWER)
    counts = cases.counts
    kept = counts["auspraegung"].isin([below, *category.below(below)])
    plain = (counts["kategorie"] == POWER) & (counts["kategorie2"] == "")
    return replace(cases, counts=counts[kept & plain | (counts["kategorie"] == "gesamt")])
