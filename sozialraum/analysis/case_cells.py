"""Cells and relations of what is printed of cases, collected step by step.

Where a case may have several answers, whoever sees a whole and a part can subtract: the
*rest* of a whole, all cases of it without an answer, is a cell as well.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from sozialraum.measures.disclosure import Cell, FrequencyTable, Relation, margin
from sozialraum.measures.disclosure.cells import named

YEAR, REST, ANSWERS = "jahr", "ohne", "nennungen"
"""Dimensions of cells beside the categories."""


@dataclass
class Collector:
    """Cells with their values and relations, collected step by step."""

    values: dict[Cell, float] = field(default_factory=dict)
    relations: dict[Relation, None] = field(default_factory=dict)

    def put(self, one: Cell, value: float) -> Cell:
        """Take a cell in and return its name."""
        self.values.setdefault(one, float(value))
        return one

    def relate(self, relation: Relation) -> None:
        """Take a relation in."""
        self.relations.setdefault(relation)

    def rest(self, whole: Cell, part: Cell) -> None:
        """Take the rest of a whole without a part in, if the counts agree that it is one."""
        left = self.values[whole] - self.values[part]
        if left >= 0 and whole != part:
            name = named([*_year(whole), (REST, f"{_text(whole)} ohne {_text(part)}")])
            self.relate(margin(whole, [part, self.put(name, left)]))

    def covers(self, whole: Cell, parts: Sequence[Cell]) -> None:
        """Take in what parts add up to beyond their whole: further answers of its cases.

        Of two parts it is the number of cases with both.
        """
        more = sum(self.values[part] for part in parts) - self.values[whole]
        if more >= 0:
            told = f"{_text(whole)} mehrfach: {', '.join(map(_text, parts))}"
            name = self.put(named([*_year(whole), (REST, told)]), more)
            weights = (*((part, 1.0) for part in parts), (whole, -1.0), (name, -1.0))
            self.relate(Relation(weights, source="Nennungen"))

    def together(self, parts: Sequence[Cell], threshold: float) -> None:
        """Take in the sum of those parts of a whole that are small, if it is small as well.

        All of them are hidden, and the rest of the whole without the others is their sum.
        """
        small = [part for part in parts if self.values[part] < threshold]
        total = sum(self.values[part] for part in small)
        if len(small) > 1 and total < threshold:
            told = f"zusammen: {', '.join(map(_text, small))}"
            name = self.put(named([*_year(small[0]), (REST, told)]), total)
            self.relate(margin(name, small))

    def pool(self, run: str, years: Sequence[str], dimensions: Collection[str] = ()) -> None:
        """Take in what single years tell of a run of years, of some dimensions only or of all."""
        for one in list(self.values):
            pairs = dict(one)
            if pairs[YEAR] != years[0] or (dimensions and not pairs.keys() <= {YEAR, *dimensions}):
                continue
            parts = [named((pairs | {YEAR: year}).items()) for year in years]
            if all(part in self.values for part in parts):
                whole = named((pairs | {YEAR: run}).items())
                self.put(whole, sum(self.values[part] for part in parts))
                self.relate(margin(whole, parts))

    def four_fold(self, n: Cell, one: Cell, other: Cell, both: Cell) -> None:
        """Take in what two answers and their overlap tell: each alone and neither."""
        self.rest(one, both)
        self.rest(other, both)
        v = self.values
        neither = v[n] - v[one] - v[other] + v[both]
        if neither >= 0:
            name = named([*_year(n), (REST, f"weder {_text(one)} noch {_text(other)}")])
            self.put(name, neither)
            self.relate(Relation(((name, 1.0), (one, 1.0), (other, 1.0), (both, -1.0), (n, -1.0))))

    def table(self) -> FrequencyTable:
        """Return what was collected."""
        numbers = np.array(list(self.values.values()), dtype=np.float64)
        return FrequencyTable(tuple(self.values), numbers, tuple(self.relations))


def _year(one: Cell) -> Iterator[tuple[str, str]]:
    yield from ((dim, code) for dim, code in one if dim == YEAR)


def _text(one: Cell) -> str:
    """Return a cell's name without its year."""
    return " × ".join(code for dim, code in one if dim != YEAR) or "alle Fälle"
