"""Contents: what stands in the columns of a table, gathered in one pass over its rows.

Memory does not grow with the file: of each column the first `MOST_TEXTS` different texts
are kept, of the rows at most `MOST_ROWS`, evenly spread over the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from sozialraum.sources.genesis_layout import date_of
from sozialraum.sources.incoming.layout import Layout
from sozialraum.sources.incoming.numbers import EMPTY, NUMBERS, SIGN, TEXT, kind_of

MOST_TEXTS = 20_000
MOST_ROWS = 20_000
MOSTLY = 0.7


@dataclass
class Contents:
    """What stands in one column: its texts with their number, and what did not fit."""

    texts: dict[str, int] = field(default_factory=dict)
    beyond: Counter[str] = field(default_factory=Counter)

    def add(self, text: str) -> None:
        """Count a cell."""
        texts = self.texts
        if text in texts:
            texts[text] += 1
        elif len(texts) < MOST_TEXTS:
            texts[text] = 1
        else:
            self.beyond[kind_of(text)] += 1

    @cached_property
    def kinds(self) -> Counter[str]:
        """How often each kind of cell occurs; call it when all cells are counted."""
        kinds = Counter(self.beyond)
        for text, count in self.texts.items():
            kinds[kind_of(text)] += count
        return kinds

    @property
    def filled(self) -> dict[str, int]:
        """The texts that are not empty."""
        return {text: count for text, count in self.texts.items() if text}

    @property
    def many(self) -> bool:
        """Whether there are more texts than are kept."""
        return bool(self.beyond)

    @property
    def numeric(self) -> bool:
        """Whether most cells are numbers or signs, and some are numbers."""
        numbers = sum(self.kinds[kind] for kind in NUMBERS)
        return numbers > 0 and numbers + self.kinds[SIGN] >= MOSTLY * self._said

    @property
    def textual(self) -> bool:
        """Whether most cells are text."""
        return self.kinds[TEXT] > (1 - MOSTLY) * self._said > 0

    def mostly(self, fits: Callable[[str], object]) -> bool:
        """Return whether nearly all texts fit."""
        texts = self.filled
        return bool(texts) and sum(bool(fits(text)) for text in texts) >= 0.95 * len(texts)

    @property
    def times(self) -> bool:
        """Whether only years and days stand here."""
        return not self.many and self.mostly(date_of)

    @property
    def _said(self) -> int:
        return sum(self.kinds.values()) - self.kinds[EMPTY]


@dataclass(frozen=True)
class Profile:
    """The contents of all columns by position, the number of rows, and a sample of them.

    ``thinned`` says whether the sample is not all rows.
    """

    contents: tuple[Contents, ...]
    rows: int
    sample: tuple[tuple[str, ...], ...]
    thinned: bool

    def determined(self, position: int, by: tuple[int, ...]) -> bool:
        """Return whether a cell is always the same where some other cells are the same."""
        seen: dict[tuple[str, ...], str] = {}
        return all(
            seen.setdefault(tuple(row[i] for i in by), row[position]) == row[position]
            for row in self.sample
        )

    def unique(self, by: tuple[int, ...]) -> bool:
        """Return whether no two rows of the sample are the same in some cells."""
        return len({tuple(row[i] for i in by) for row in self.sample}) == len(self.sample)


def profile(layout: Layout) -> Profile:
    """Return the contents of a table's columns."""
    contents = tuple(Contents() for _ in layout.columns)
    rows, step = 0, 1
    sample: list[tuple[str, ...]] = []
    for _, cells in layout.body():
        for column, text in zip(contents, cells, strict=False):
            column.add(text)
        if rows % step == 0:
            sample.append(tuple(cells))
            if len(sample) > MOST_ROWS:
                sample, step = sample[::2], 2 * step
        rows += 1
    return Profile(contents, rows, tuple(sample), step > 1)
