"""Rows of a table of case counts: what one row says, in codes of the category scheme.

What is not in the scheme is a fault and never a value, so that nothing but known codes,
years and numbers gets past this module.  Faults tell the place, not what stands there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sozialraum.errors import Fault
from sozialraum.formats import read_number
from sozialraum.sources.categories import (
    CASE_UNITS,
    SINGLE,
    STATION,
    TOTAL,
    Category,
    categories,
    closest_answer,
    closest_category,
    find_category,
    find_unit,
    fold,
    units,
)
from sozialraum.sources.count_files import CountFile, no_cases
from sozialraum.sources.own_terms import OwnTerms

REQUIRED = ("jahr", "kategorie", "auspraegung", "anzahl", "zaehleinheit")
OTHERS = ("stelle", "kategorie2", "auspraegung2")
YEARS = (1990, 2100)
LARGEST = 1_000_000

STATION_ID = re.compile(r"[A-Z]{1,5}(-[A-Z0-9]{1,6}){1,2}")
"""What a station is called: its ``kennung`` such as MU-03, never a name."""

_Faults = list[Fault]


class CaseRow(NamedTuple):
    """One number: how many cases (or what else) have an answer, or two answers at once."""

    file: str
    line: int
    stelle: str
    jahr: int
    kategorie: str
    auspraegung: str
    kategorie2: str
    auspraegung2: str
    anzahl: float
    zaehleinheit: str
    own: bool

    @property
    def key(self) -> tuple[str, int, str, str, str, str]:
        """What is counted; it may come once only."""
        return self[2:8]

    @property
    def of_cases(self) -> bool:
        """Whether cases are counted, not the station's size or its structural work."""
        return units()[self.zaehleinheit].art == CASE_UNITS


def case_rows(source: CountFile, own_terms: OwnTerms) -> tuple[list[CaseRow], list[Fault]]:
    """Return the rows of a file in codes, and all that is wrong with single rows."""
    faults = list(source.faults)
    if source.rows and not any(row["anzahl"] for _, row in source.rows):
        return [], [_not_computed(source.file)]
    rows = []
    for line, cells in source.rows:
        row, wrong = _row(cells, line, source.file, own_terms)
        faults += wrong
        if row is not None:
            rows.append(row)
    return rows, faults


def _not_computed(file: str) -> Fault:
    return Fault(
        "Keine Zeile hat eine Anzahl.",
        file,
        column="anzahl",
        remedy="Anzahlen eintragen; eine Zählvorlage einmal in der Tabellenkalkulation öffnen "
        "und speichern, damit ihre Formeln gerechnet sind.",
    )


def _row(
    cells: Mapping[str, str], line: int, file: str, own_terms: OwnTerms
) -> tuple[CaseRow | None, _Faults]:
    """Return one row in codes, or None and its faults."""
    faults: _Faults = []

    def wrong(what: str, column: str, remedy: str) -> None:
        faults.append(no_cases(file, what, line, column, remedy))

    for what, column, remedy in _cell_faults(cells):
        wrong(what, column, remedy)
    first, own1, problems = _answer(cells, "", own_terms)
    second, own2, more = _second(cells, own_terms)
    for problem in (*problems, *more):
        wrong(*problem)
    if not faults:
        for problem in _disagreements(cells, first, second):
            wrong(*problem)
    if faults:
        return None, faults
    pair = sorted((first, second), key=lambda one: _rank(one[0])) if second[0] else (first, second)
    jahr, anzahl = int(cells["jahr"]), read_number(cells["anzahl"])
    unit, own = find_unit(cells["zaehleinheit"]), own1 or own2
    return CaseRow(
        file, line, cells.get("stelle", ""), jahr, *pair[0], *pair[1], anzahl, unit, own
    ), []


def _rank(category: str) -> int:
    return list(categories()).index(category)


def _cell_faults(cells: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with year, number, unit and station."""
    if not re.fullmatch(r"\d{4}", cells["jahr"]) or not YEARS[0] <= int(cells["jahr"]) <= YEARS[1]:
        yield "Kein Jahr.", "jahr", "Das Berichtsjahr mit vier Ziffern eintragen, keinen Tag."
    number, zero_first = _number(cells["anzahl"]), re.match(r"0\d", cells["anzahl"])
    if number is None or zero_first:
        yield "Keine Anzahl.", "anzahl", "Eine ganze Zahl ab 0 eintragen, ohne Text."
    elif number < 0:
        yield "Die Anzahl ist negativ.", "anzahl", "Eine ganze Zahl ab 0 eintragen."
    elif number > LARGEST:
        yield "Die Anzahl ist unmöglich groß.", "anzahl", "Die Zahl prüfen."
    if not find_unit(cells["zaehleinheit"]):
        remedy = f"Bekannt sind: {', '.join(units())}."
        yield "Unbekannte Zähleinheit.", "zaehleinheit", remedy
    if cells.get("stelle") and not STATION_ID.fullmatch(cells["stelle"]):
        remedy = "Die Kennung der Stelle eintragen, wie sie in standorte.csv steht (etwa MU-03)."
        yield "Das ist keine Kennung einer Stelle.", "stelle", remedy


def _number(text: str) -> float | None:
    try:
        return read_number(text)
    except ValueError:
        return None


_Answer = tuple[tuple[str, str], bool, list[tuple[str, str, str]]]


def _second(cells: Mapping[str, str], own_terms: OwnTerms) -> _Answer:
    """Return the second category and answer of a crosstab, empty codes in other rows."""
    if not cells.get("kategorie2") and not cells.get("auspraegung2"):
        return ("", ""), False, []
    return _answer(cells, "2", own_terms)


def _answer(cells: Mapping[str, str], which: str, own_terms: OwnTerms) -> _Answer:
    """Return category and answer in codes, whether it is an own word, and the problems."""
    columns = f"kategorie{which}", f"auspraegung{which}"
    texts = cells.get(columns[0], ""), cells.get(columns[1], "")
    code = find_category(texts[0])
    if not code:
        remedy = closest_category(texts[0]) or f"Bekannt sind: {', '.join(categories())}."
        return ("", ""), False, [("Unbekannte Kategorie.", columns[0], remedy)]
    category = categories()[code]
    if category.art == TOTAL and not texts[1]:
        return (code, code), False, []
    answer, own = category.find(texts[1]), own_terms.get((code, fold(texts[1])), "")
    if not answer and not own:
        hint = closest_answer(code, texts[1]) or f"Bekannt sind: {', '.join(category.answers)}."
        remedy = f"{hint} Eigene Begriffe stehen in zuordnung.csv."
        return ("", ""), False, [("Unbekannte Ausprägung.", columns[1], remedy)]
    return (code, answer or own), not answer, []


def _disagreements(
    cells: Mapping[str, str], first: tuple[str, str], second: tuple[str, str]
) -> Iterator[tuple[str, str, str]]:
    """Yield where category, unit and number do not go together."""
    category = categories()[first[0]]
    unit, number = units()[find_unit(cells["zaehleinheit"])], read_number(cells["anzahl"])
    if category.art != STATION and not number.is_integer():
        yield "Die Anzahl ist keine ganze Zahl.", "anzahl", "Gezählte ganz eintragen."
    wanted = _units_of(category, first[1])
    if unit.code not in wanted:
        what = "Die Zähleinheit gehört nicht zu dieser Ausprägung."
        yield what, "zaehleinheit", f"Erwartet: {' oder '.join(wanted)}."
    if second[0]:
        yield from _crosstab(category, categories()[second[0]])


def _units_of(category: Category, answer: str) -> list[str]:
    """Return the units in which an answer may be counted."""
    own = category.answers[answer].zaehleinheit if answer in category.answers else ""
    return [own] if own else [unit.code for unit in units().values() if unit.art == CASE_UNITS]


def _crosstab(one: Category, other: Category) -> Iterator[tuple[str, str, str]]:
    if one.code == other.code:
        remedy = "Zwei verschiedene Kategorien kreuzen."
        yield "Beide Kategorien der Kreuztabelle sind dieselbe.", "kategorie2", remedy
    elif not one.breaks_down or not other.breaks_down:
        listed = ", ".join(c.code for c in categories().values() if c.breaks_down)
        what = "Diese Kategorien lassen sich nicht kreuzen."
        yield what, "kategorie2", f"Kreuzen lassen sich: {listed}."


def effective(code: str, multiple: frozenset[str]) -> Category:
    """Return a category as a station counts it."""
    category = categories()[code]
    return category.with_multiple() if code in multiple and category.art == SINGLE else category
