"""Reading: the rows of a recognised table as figures, and only those that are wanted.

A row that nobody wants is passed over while the file is read: its number is neither
converted nor kept.  So memory grows with the figures, not with the file, and what is
protected never enters the program.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from sozialraum.errors import Fault, raise_all
from sozialraum.formats import plain_number, write_number
from sozialraum.sources.figures import FIGURE_COLUMNS
from sozialraum.sources.genesis_layout import Date, date_of
from sozialraum.sources.incoming.mapping import Term
from sozialraum.sources.incoming.shape import Measure, Shape

Place = tuple[str, str]
"""Key and name as the table writes them, ``""`` where it has no such column."""

MOST_FAULTS = 500
_LOST = (
    "Die Stelle in der Quelle nachsehen. Was die Zelle heißt, kann beim Import bestätigt werden."
)


@dataclass(frozen=True)
class Survey:
    """What a table tells of: its places and its terms, each with the first line and the number."""

    places: Mapping[Place, int]
    terms: Mapping[Term, int]


def survey(shape: Shape) -> Survey:
    """Return the places and the terms of a table."""
    places: dict[Place, int] = {}
    groups: dict[str, int] = {}
    for line, cells in shape.layout.body():
        places.setdefault(_place(shape, cells), line)
        group = _group(shape, cells)
        groups[group] = groups.get(group, 0) + 1
    measures = dict.fromkeys(measure.merkmal for measure in shape.measures)
    terms = {(name, group): count for group, count in groups.items() for name in measures}
    return Survey(places, dict(sorted(terms.items())))


def _place(shape: Shape, cells: list[str]) -> Place:
    key = cells[shape.key] if shape.key is not None else ""
    return key, cells[shape.name] if shape.name is not None else ""


def _group(shape: Shape, cells: list[str]) -> str:
    return " | ".join(cells[i] for i in shape.dimensions if cells[i])


def read_figures(
    shape: Shape, areas: Mapping[Place, str], wanted: Collection[Term]
) -> pd.DataFrame:
    """Return the wanted figures of a table.

    Parameters
    ----------
    shape
        Which column is what.
    areas
        Key of the area of each place; rows of other places are passed over.
    wanted
        Terms to read.

    Returns
    -------
    DataFrame
        The readers' common columns; German notes on what was read twice or stands for a
        missing number in ``attrs["hinweise"]``.

    Raises
    ------
    DataError
        With all faults: cells that are neither number nor sign, rows without a time,
        figures that are given twice and differ.
    """
    reader = _Reader(shape, areas, wanted)
    for line, cells in shape.layout.body():
        reader.add(line, cells)
    raise_all(sorted(reader.faults, key=lambda fault: fault.row or 0))
    frame = pd.DataFrame(list(reader.rows()), columns=list(FIGURE_COLUMNS))
    frame.attrs["hinweise"] = list(reader.notes())
    return frame.astype({"jahr": "int64", "zeile": "int64", "wert": "float64"})


class _Reader:
    """Collects the figures of one table and all its faults."""

    def __init__(self, shape: Shape, areas: Mapping[Place, str], wanted: Collection[Term]) -> None:
        self.shape, self.areas, self.wanted = shape, areas, set(wanted)
        names = {term[0] for term in wanted}
        self.measures = [measure for measure in shape.measures if measure.merkmal in names]
        self.faults: list[Fault] = []
        self.doubled = 0
        self.signs: dict[tuple[str, str], int] = {}
        self._twice: set[str] = set()
        self._there: set[tuple[str, str]] = set()
        self._known: dict[tuple[int, str], tuple[float, str] | None] = {}
        self._figures: dict[tuple[str, str, str, str], tuple[object, ...]] = {}

    def add(self, line: int, cells: list[str]) -> None:
        """Add the wanted figures of one row."""
        place = _place(self.shape, cells)
        gebiet = self.areas.get(place, "")
        if not gebiet:
            return
        self._note_existing(gebiet, cells)
        group = _group(self.shape, cells)
        for measure in self.measures:
            if (measure.merkmal, group) in self.wanted:
                date = self._date(measure, line, cells)
                value = self._value(measure, line, cells[measure.position])
                if date and value:
                    self._keep(measure, date, group, (gebiet, place), (*value, line))

    def rows(self) -> Iterator[tuple[object, ...]]:
        """Yield the figures in the order of the common columns."""
        yield from (row for row in self._figures.values() if not self._is_dissolved(row))

    def notes(self) -> Iterator[str]:
        """Yield what is to be said of signs and of figures that stand twice."""
        for (text, sign), count in sorted(self.signs.items()):
            shown = f"„{text}“" if text else "leere Zelle"
            yield f"{shown} {write_number(count)}-mal als Zeichen „{sign}“ gelesen."
        if self.doubled:
            yield f"{write_number(self.doubled)} Zahlen stehen doppelt und gleich in der Tabelle."
        gone = sum(map(self._is_dissolved, self._figures.values()))
        if gone:
            yield f"{write_number(gone)} Zahlen von Gebieten überlesen, die es damals nicht gab."

    def _note_existing(self, gebiet: str, cells: list[str]) -> None:
        """Remember that an area has a figure at a time: in GENESIS, „-“ alone means no area."""
        for measure in self.shape.measures:
            if measure.form.nought and cells[measure.position] != "-":
                self._there.add((gebiet, self._stand(measure, cells)))

    def _stand(self, measure: Measure, cells: list[str]) -> str:
        date = measure.date or self.shape.date
        if date is None and self.shape.time is not None:
            date = date_of(cells[self.shape.time])
        return date[1] if date else ""

    def _is_dissolved(self, row: tuple[object, ...]) -> bool:
        official = bool(self.measures) and self.measures[0].form.nought
        return official and row[8] == "-" and (row[0], row[3]) not in self._there

    def _date(self, measure: Measure, line: int, cells: list[str]) -> Date | None:
        date = measure.date or self.shape.date
        if date is None and self.shape.time is not None:
            text = cells[self.shape.time]
            date = date_of(text)
            if date is None:
                what, column = "In dieser Zeile fehlt die Zeit.", self.shape.title(self.shape.time)
                self._fault(what, line, column, text, "ein Jahr oder ein Tag, etwa 31.12.2024")
        return date

    def _value(self, measure: Measure, line: int, text: str) -> tuple[float, str] | None:
        known = (measure.position, text)
        if known not in self._known:
            try:
                self._known[known] = measure.form.read(text)
            except ValueError:
                self._known[known] = None
        value = self._known[known]
        if value is None:
            what = "Weder Zahl noch Zeichen."
            if not measure.form.decimal:
                what = "Die Zahl ist zweideutig: der Punkt oder das Komma kann beides heißen."
            mark = "Dezimalpunkt" if measure.form.decimal == "." else "Dezimalkomma"
            column = self.shape.title(measure.position)
            self._fault(what, line, column, text, f"eine Zahl mit {mark} oder ein Zeichen")
        elif value[1]:
            self.signs[text, value[1]] = self.signs.get((text, value[1]), 0) + 1
        return value

    def _keep(
        self,
        measure: Measure,
        date: Date,
        group: str,
        where: tuple[str, Place],
        what: tuple[float, str, int],
    ) -> None:
        (gebiet, place), (value, sign, line) = where, what
        identity = (gebiet, date[1], measure.merkmal, group)
        said = (place[1], *date, measure.merkmal, group, measure.einheit, value, sign, line)
        figure = (gebiet, *said)
        earlier = self._figures.setdefault(identity, figure)
        if earlier is figure:
            return
        if (earlier[7] == value or value != value) and earlier[8] == sign:
            self.doubled += 1
        else:
            before = plain_number(float(str(earlier[7]))) or str(earlier[8])
            what_is = f"Dieselbe Angabe steht schon anders in Zeile {earlier[-1]}: {before}."
            if earlier[-1] == line:
                if measure.merkmal in self._twice:
                    return
                self._twice.add(measure.merkmal)
                what_is = f"Zwei Spalten heißen gleich, ihre Zahlen nicht: {before} steht daneben."
            found = f"{place[0]} {place[1]}, {date[1]}: {plain_number(value) or sign}".strip()
            self._fault(what_is, line, self.shape.title(measure.position), found, "")

    def _fault(self, what: str, line: int, column: str, found: str, expected: str) -> None:
        if len(self.faults) < MOST_FAULTS:
            file = self.shape.layout.table.place
            self.faults.append(Fault(what, file, line, column, found[:60], expected, _LOST))
