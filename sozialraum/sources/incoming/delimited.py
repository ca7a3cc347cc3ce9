"""Delimited text: which mark separates the cells, and the rows with their lines."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from sozialraum.errors import DataError, Fault
from sozialraum.sources.incoming.decode import Text
from sozialraum.sources.texts import Row, broken_quoting

MARKS = ("\t", ";", "|", ",")
"""Marks between cells, the likelier first: a comma also stands inside numbers."""

SAMPLE = 400
_DECLARED = re.compile(r"\ufeff?\"?sep=(.)\"?[;,\t|]*\s*", re.IGNORECASE)


@dataclass(frozen=True)
class TextRows:
    """The rows of a delimited text file that have any text, read anew on every pass."""

    text: Text
    delimiter: str
    skip: bool = False

    def __iter__(self) -> Iterator[Row]:
        lines = self.text.lines()
        line = 1
        if self.skip:
            next(lines, None)
            line = 2
        reader, offset = csv.reader(lines, delimiter=self.delimiter, strict=True), line - 1
        try:
            for cells in reader:
                stripped = [cell.strip() for cell in cells]
                if any(stripped):
                    yield line, stripped
                line = reader.line_num + offset + 1
        except csv.Error as error:
            raise DataError(broken_quoting(self.text.path.name, line)) from error


def delimiter_of(text: Text) -> tuple[str, bool]:
    """Return the mark between cells, and whether a first line „sep=“ declares it.

    Raises
    ------
    DataError
        If no mark divides most rows into the same number of cells.
    """
    lines = list(islice(text.lines(), SAMPLE))
    if declared := _DECLARED.fullmatch(lines[0]):
        return declared[1], True
    regular = {mark: _regular(lines, mark) for mark in MARKS}
    best = max(regular.values())
    if best == 0:
        raise DataError(_undivided(text, lines[0]))
    return next(mark for mark, count in regular.items() if 10 * count >= 9 * best), False


def _regular(lines: list[str], mark: str) -> int:
    """Return how many rows have the most frequent number of cells, if that is two or more."""
    widths: Counter[int] = Counter()
    with suppress(csv.Error):  # a cell without end is told, with its line, when rows are read
        widths.update(len(cells) for cells in csv.reader(lines, delimiter=mark) if any(cells))
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    return count if width > 1 else 0


def _undivided(text: Text, line: str) -> Fault:
    return Fault(
        "Die Datei lässt sich nicht in Spalten teilen.",
        file=text.path.name,
        row=1,
        found=line.strip()[:60],
        expected="Zellen, getrennt durch Semikolon, Komma, Tabulator oder senkrechten Strich",
        remedy="In der Tabellenkalkulation öffnen und als „CSV UTF-8“ neu speichern.",
    )
