"""Formulas of the count form: from rows of codes to the table of counts.

Where a case has one answer, COUNTIFS counts it.  Where it may have several, they stand in
several columns, and a case counts once however often it has the same answer: SUMPRODUCT
looks at the columns of each row together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from openpyxl.utils import get_column_letter

from sozialraum.sources.cases import COLUMNS
from sozialraum.sources.categories import Category, categories, crosstabs, units

CASES, STATION, LISTS = "Fälle", "Stelle", "Listen"
FIRST_ENTRY = 2
"""First line of the entries on the sheet of the station."""

FIRST = "quartal"
"""Category of the first column: a row without it is no case."""

SLOTS = {"machtverhaeltnis": 3, "lebensbereich": 2, "intervention": 4}
"""Columns of categories with several answers."""


@dataclass(frozen=True)
class Entry:
    """One line of the sheet of the station: code, title, what to mind."""

    code: str
    title: str
    hint: str = ""


@dataclass(frozen=True)
class Column:
    """One column of the sheet of cases."""

    letter: str
    title: str
    category: Category


def entries() -> tuple[Entry, ...]:
    """Return what a station enters about itself and its structural work."""
    known = categories()
    structure = known["strukturarbeit"].answers.values()
    return (
        Entry("jahr", "Jahr", "Eine Mappe für jedes Jahr"),
        Entry("stelle", "Kennung der Stelle", "Wie in standorte.csv; darf leer bleiben"),
        Entry("zaehleinheit", "Zähleinheit", "Was eine Zeile im Blatt „Fälle“ ist, meist: fall"),
        Entry("vzae", "Vollzeitäquivalente der Beratung", "Zum Beispiel 0,5"),
        *(Entry(one.code, f"Fälle {one.name}") for one in known["bewegung"].answers.values()),
        *(Entry(one.code, one.name, units()[one.zaehleinheit].mehrzahl) for one in structure),
    )


class Sheet:
    """Where on the sheet of cases the answers stand, and how they are counted.

    Parameters
    ----------
    rows
        Cases for which there is room.
    """

    def __init__(self, rows: int) -> None:
        self.last = rows + 1
        self.lists: list[tuple[str, ...]] = []

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """All columns; the quarter comes first."""
        known = [c for c in categories().values() if c.breaks_down]
        known.sort(key=lambda category: category.code != FIRST)
        slots = [(c, slot) for c in known for slot in range(1, SLOTS.get(c.code, 1) + 1)]
        return tuple(
            Column(get_column_letter(number), _title(category, slot), category)
            for number, (category, slot) in enumerate(slots, 1)
        )

    def list_of(self, codes: Sequence[str]) -> str:
        """Return where a list of codes stands; a new one is added."""
        wanted = tuple(codes)
        if wanted not in self.lists:
            self.lists.append(wanted)
        letter = get_column_letter(self.lists.index(wanted) + 1)
        return f"{LISTS}!${letter}$1:${letter}${len(wanted)}"

    def ranges(self, category: Category) -> list[str]:
        """Return the columns of a category."""
        mine = [column for column in self.columns if column.category.code == category.code]
        return [f"'{CASES}'!${one.letter}$2:${one.letter}${self.last}" for one in mine]

    def total(self) -> str:
        """Return the formula of the number of cases."""
        return f'=COUNTIF({self._quarter},"?*")'

    def rows_without_quarter(self) -> str:
        """Return the formula that finds rows which are filled in but not counted."""
        others = (column for column in self.columns if column.category.code != FIRST)
        ranges = (f"'{CASES}'!${one.letter}$2:${one.letter}${self.last}" for one in others)
        return "=" + "+".join(f'COUNTIFS({self._quarter},"",{one},"?*")' for one in ranges)

    def count(self, *answers: tuple[Category, str]) -> str:
        """Return the formula of how many cases have an answer, or two at once."""
        if any(category.multiple for category, _ in answers):
            held = "*".join(f"({self._held(*answer)}>0)" for answer in answers)
            return f'=SUMPRODUCT(({self._quarter}<>"")*{held})'
        options = [
            [(self.ranges(category)[0], word) for word in _words(category, code)]
            for category, code in answers
        ]
        return "=" + "+".join(self._countifs(choice) for choice in product(*options))

    @property
    def _quarter(self) -> str:
        return self.ranges(categories()[FIRST])[0]

    def _countifs(self, choice: Sequence[tuple[str, str]]) -> str:
        conditions = "".join(f',{place},"{word}"' for place, word in choice)
        return f'COUNTIFS({self._quarter},"?*"{conditions})'

    def _held(self, category: Category, code: str) -> str:
        """Return how often each row has an answer or a narrower one."""
        leaves = [leaf for leaf in category.leaves if leaf in (code, *category.below(code))]
        places = self.ranges(category)
        if len(leaves) == 1:
            parts = [f'({place}="{leaves[0]}")' for place in places]
        else:
            parts = [f"COUNTIF({self.list_of(leaves)},{place})" for place in places]
        if category.leer in leaves:  # rows that tell nothing at all
            parts.append(f'({"&".join(places)}="")')
        return f"({'+'.join(parts)})"


def aggregate(sheet: Sheet) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the table of counts, formulas where a number stands."""
    yield COLUMNS
    yield _row("gesamt", "gesamt", sheet.total())
    yield from _entered()
    for category in categories().values():
        if category.breaks_down:
            for code in category.counted:
                yield _row(category.code, code, sheet.count((category, code)))
    for one, other in crosstabs():
        for a, b in product(one.crossed, other.crossed):
            number = sheet.count((one, a), (other, b))
            yield _row(one.code, a, number, (other.code, b))


def _title(category: Category, slot: int) -> str:
    return f"{category.name} {slot}" if category.code in SLOTS else category.name


def _words(category: Category, code: str) -> list[str]:
    """Return what a cell may hold for an answer; an empty cell tells nothing."""
    return [code, ""] if code == category.leer else [code]


def _place(code: str) -> str:
    line = [entry.code for entry in entries()].index(code) + FIRST_ENTRY
    return f"{STATION}!$B${line}"


def _row(
    category: str, code: str, number: str, crossed: tuple[str, str] = ("", "")
) -> tuple[str, ...]:
    station = f'=IF({_place("stelle")}="","",{_place("stelle")})'
    year, unit = f"={_place('jahr')}", f"={_place('zaehleinheit')}"
    return station, year, category, code, *crossed, number, unit


def _entered() -> Iterator[tuple[str, ...]]:
    """Yield the rows of what a station enters; they stay empty where it enters nothing."""
    known = categories()
    for name in ("bewegung", "stelle", "strukturarbeit"):
        for code, answer in known[name].answers.items():
            unit = f'"{answer.zaehleinheit}"' if answer.zaehleinheit else _place("zaehleinheit")
            cells = (_place("stelle"), _place("jahr"), f'"{name}"', f'"{code}"', "", "")
            values = [*cells, _place(code), unit]
            yield tuple(_if_entered(code, value) if value else "" for value in values)


def _if_entered(code: str, value: str) -> str:
    shown = f'IF({value}="","",{value})' if value == _place("stelle") else value
    return f'=IF({_place(code)}="","",{shown})'
