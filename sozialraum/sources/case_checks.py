"""Checks of a whole table of case counts: sums, units, years, and rows that come twice.

A category with one answer per case must add up to the cases of the year; one with several
answers may exceed them in sum, but none of its answers may.  A broader answer that is
stated fits the narrower ones below it.  What a table does not list is counted as nought,
so the sums find what was forgotten.  Nothing here is protected yet, so a fault names line,
category and answer and whether there is too much or too little, but never a count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from sozialraum.errors import Fault
from sozialraum.sources.case_rows import CaseRow, effective
from sozialraum.sources.categories import TOTAL, Category, categories, units
from sozialraum.sources.count_files import no_cases

_Key = tuple[str, int]
_Group = tuple[_Key, str, str]
_Rows = Sequence[CaseRow]
_Cells = Mapping[tuple[str, str], float]
_Margin = Mapping[str, float] | None
_ADD_TOTAL = "Eine Zeile mit Kategorie und Ausprägung „gesamt“ ergänzen."
_MORE_CASES = "mehr Fälle, als es dort gibt."
_FIT = "Zahlen prüfen; Fälle ohne Angabe stehen unter „unbekannt“ oder „offen“."


def check_rows(rows: _Rows, multiple: frozenset[str]) -> Iterator[Fault]:
    """Yield all that is wrong with a table as a whole.

    Parameters
    ----------
    rows
        The numbers of all files together.
    multiple
        Categories of the scheme in which the station allows several answers as well.
    """
    yield from _repeated(rows, multiple)
    mixed = list(_mixed_units(rows))
    yield from mixed
    totals = _totals(rows)
    yield from _years_missing(rows, totals)
    groups = {} if mixed else _groups(rows)
    for (key, _, _), group in groups.items():
        yield from _group_faults(group, totals.get(key), groups, multiple)


def notes(rows: _Rows, multiple: frozenset[str]) -> Iterator[str]:
    """Yield German sentences on what is no fault but good to know."""
    totals = _totals(rows)
    for (key, code, other), group in _groups(rows).items():
        category = effective(code, multiple)
        if other or not category.multiple:
            continue
        values = _values(group)
        answers = int(sum(values[code] for code in category.narrowest(values)))
        if answers < totals.get(key, 0):
            yield (
                f"{category.name} {key[1]}: weniger Nennungen als Fälle; nicht jeder Fall hat "
                "eine Angabe."
            )


def _totals(rows: _Rows) -> dict[_Key, float]:
    return {(r.stelle, r.jahr): r.anzahl for r in rows if _is_total(r)}


def _is_total(row: CaseRow) -> bool:
    return categories()[row.kategorie].art == TOTAL


def _groups(rows: _Rows) -> dict[_Group, list[CaseRow]]:
    """Return the rows of each station, year and category (or pair of categories)."""
    groups = defaultdict(list)
    for row in rows:
        if categories()[row.kategorie].breaks_down:
            groups[(row.stelle, row.jahr), row.kategorie, row.kategorie2].append(row)
    return dict(groups)


def _at(row: CaseRow, what: str, column: str, remedy: str) -> Fault:
    return no_cases(row.file, what, row.line, column, remedy)


def _repeated(rows: _Rows, multiple: frozenset[str]) -> Iterator[Fault]:
    """Yield rows that count the same again; own words of a single-answer category add up."""
    seen: dict[object, CaseRow] = {}
    for row in rows:
        first = seen.setdefault(row.key, row)
        if first is row or _adds_up(first, row, multiple):
            continue
        what = f"Dieselbe Zahl steht schon in Zeile {first.line} von {first.file}."
        remedy = "Eine der beiden Zeilen löschen."
        if row.own or first.own:
            remedy = (
                "Zwei eigene Begriffe mit derselben Bedeutung lassen sich nur zusammenzählen, "
                "wo ein Fall nur eine Ausprägung hat; sonst die Fälle neu auszählen."
            )
        yield _at(row, what, "auspraegung", remedy)


def _adds_up(first: CaseRow, row: CaseRow, multiple: frozenset[str]) -> bool:
    crossed = [effective(code, multiple) for code in (row.kategorie, row.kategorie2) if code]
    return (first.own or row.own) and not any(category.multiple for category in crossed)


def _mixed_units(rows: _Rows) -> Iterator[Fault]:
    """Yield where a station counts in a second unit: the numbers could not be related."""
    first: dict[str, CaseRow] = {}
    told = set()
    for row in rows:
        if not row.of_cases:
            continue
        before = first.setdefault(row.stelle, row)
        pair = (row.stelle, row.zaehleinheit)
        if row.zaehleinheit != before.zaehleinheit and pair not in told:
            told.add(pair)
            one, other = units()[before.zaehleinheit].mehrzahl, units()[row.zaehleinheit].mehrzahl
            what = f"Zwei Zähleinheiten: {one} (Zeile {before.line}) und {other}."
            remedy = (
                f"Nur {one} liefern; {other} sind etwas anderes und werden nie dazugezählt. "
                "Sie können in einer eigenen Datei stehen."
            )
            yield _at(row, what, "zaehleinheit", remedy)


def _years_missing(rows: _Rows, totals: Mapping[_Key, float]) -> Iterator[Fault]:
    """Yield gaps within the years of the total and of every category."""
    series: dict[tuple[str, str, str], dict[int, CaseRow]] = defaultdict(dict)
    for row in rows:
        category = categories()[row.kategorie]
        if category.breaks_down or category.art == TOTAL:
            series[row.stelle, row.kategorie, row.kategorie2].setdefault(row.jahr, row)
    for (stelle, code, other), years in series.items():
        last = years[max(years)]
        name = " × ".join(categories()[one].name for one in (code, other) if one)
        without = [
            year
            for year in range(min(years), max(years))
            if year not in years and totals.get((stelle, year), 1) > 0
        ]
        if without:
            what = f"{name}: In der Reihe fehlt {', '.join(map(str, without))}."
            remedy = "Das Jahr ergänzen; ein Jahr ohne Fälle als „gesamt“ mit der Anzahl 0."
            yield _at(last, what, "jahr", remedy)


def _group_faults(
    group: _Rows, total: float | None, groups: Mapping[_Group, _Rows], multiple: frozenset[str]
) -> Iterator[Fault]:
    """Yield what does not fit in one category, or pair of categories, of one year."""
    row = group[0]
    pair = [effective(code, multiple) for code in (row.kategorie, row.kategorie2) if code]
    head = f"{' × '.join(category.name for category in pair)} {row.jahr}"
    if total is None:
        yield _at(row, f"{head}: Die Fallzahl des Jahres fehlt.", "kategorie", _ADD_TOTAL)
        return
    if len(pair) == 1:
        found = _one_way(_values(group), pair[0], total)
    else:
        margins = [_margin(groups, (row.stelle, row.jahr), one) for one in pair]
        found = _two_way(_cells(group), pair[0], pair[1], margins, total)
    for what in found:
        yield _at(row, f"{head}: {what}", "anzahl", _FIT)


def _margin(groups: Mapping[_Group, _Rows], key: _Key, category: Category) -> _Margin:
    own = groups.get((key, category.code, ""))
    return None if own is None else _values(own)


def _cells(group: _Rows) -> _Cells:
    cells: dict[tuple[str, str], float] = defaultdict(float)
    for row in group:
        cells[row.auspraegung, row.auspraegung2] += row.anzahl
    return dict(cells)


def _values(group: _Rows) -> dict[str, float]:
    values: dict[str, float] = defaultdict(float)
    for row in group:
        values[row.auspraegung] += row.anzahl
    return dict(values)


def _one_way(values: Mapping[str, float], category: Category, total: float) -> Iterator[str]:
    """Yield where answers do not fit the number of cases, or one another."""
    parts = sum(values[code] for code in category.broadest(values))
    if category.multiple:
        for code, value in values.items():
            if value > total:
                yield f"„{category.name_of(code)}“: {_MORE_CASES}"
    elif parts != total:
        yield f"Die Ausprägungen ergeben {_more(parts, total)} als die Fallzahl."
    yield from _broader(values, category)


def _broader(values: Mapping[str, float], category: Category) -> Iterator[str]:
    """Yield broader answers that do not fit the narrower ones below them."""
    for code, value in values.items():
        below = {other: values[other] for other in category.below(code) if other in values}
        if not below:
            continue
        parts = [below[other] for other in category.broadest(below)]
        least, most = (max(parts) if category.multiple else sum(parts)), sum(parts)
        if not least <= value <= most:
            yield f"„{category.name_of(code)}“: {_parts(most, value)}"


def _more(parts: float, whole: float) -> str:
    return "mehr" if parts > whole else "weniger"


def _parts(parts: float, whole: float) -> str:
    return f"die Teile ergeben {_more(parts, whole)} als die Summe."


def _two_way(
    cells: _Cells, one: Category, other: Category, margins: Sequence[_Margin], total: float
) -> Iterator[str]:
    """Yield where a crosstab does not fit the cases and the tables of its two categories."""
    turned = {(b, a): value for (a, b), value in cells.items()}
    yield from _along(cells, one, other, margins[1], total)
    yield from _along(turned, other, one, margins[0], total)
    if None in margins and not one.multiple and not other.multiple:
        rows = one.broadest({a for a, _ in cells})
        columns = other.broadest({b for _, b in cells})
        parts = sum(cells.get((a, b), 0) for a in rows for b in columns)
        if parts != total:
            yield f"Die Zellen ergeben {_more(parts, total)} als die Fallzahl."


def _along(
    cells: _Cells, summed: Category, kept: Category, margin: _Margin, total: float
) -> Iterator[str]:
    """Yield the answers of ``kept`` whose cells do not fit its own table."""
    for code in _to_check({b for _, b in cells}, kept, margin):
        line = {a: value for (a, b), value in cells.items() if b == code}
        name = f"bei „{kept.name_of(code)}“"
        yield from (f"{name}: {what}" for what in _broader(line, summed))
        limit = total if margin is None else _stated(code, kept, margin)
        if limit is None:
            continue
        parts = sum(line[a] for a in summed.broadest(line))
        if margin is not None and not summed.multiple and parts != limit:
            yield f"{name}: {_parts(parts, limit)}"
        elif max(line.values(), default=0) > limit:
            yield f"{name}: {_MORE_CASES}"


def _to_check(crossed: set[str], kept: Category, margin: _Margin) -> list[str]:
    """Return the answers of a crosstab and those of its margin that it says nothing of."""
    related = {up for code in crossed for up in kept.above(code)}
    related |= {low for code in crossed for low in kept.below(code)}
    forgotten = [code for code in margin or () if code not in related | crossed]
    return sorted({*crossed, *forgotten})


def _stated(code: str, category: Category, margin: Mapping[str, float]) -> float | None:
    """Return the cases of an answer by its category's own table, None if it does not tell."""
    if code in margin:
        return margin[code]
    below = {other: margin[other] for other in category.below(code) if other in margin}
    if below and category.multiple:
        return None
    return sum(below[other] for other in category.broadest(below))
