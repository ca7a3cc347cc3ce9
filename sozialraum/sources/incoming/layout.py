"""Layout: where in a raw table the header, the rows of figures and the footer are.

The *body* begins with the first row that has a number where the columns of the table have
numbers; years and days do not count, for they also head columns.  Above it stand one or
several rows of the *header*, above these the *preamble*; below it the *footer*.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sozialraum.errors import DataError, Fault
from sozialraum.sources.genesis_layout import content_of, date_of, is_unit
from sozialraum.sources.incoming.numbers import EMPTY, NUMBERS, SIGN, kind_of
from sozialraum.sources.incoming.raw import RawTable, first_rows
from sozialraum.sources.texts import Row

SAMPLE = 400
MOSTLY = 0.7
_MOST_TOLD = 5
_ENDS = re.compile(r"_{3,}|©|\(C\)|Stand: ?[0-9]|Quelle:|Quellen:|Datenquelle")
_HEADING = 2
"""Cells of a line above the table such as „Stand: | 31.12.2024“."""


@dataclass(frozen=True)
class Column:
    """One column: its place in the row, its path through the header, its unit."""

    position: int
    path: tuple[str, ...]
    unit: str = ""

    @property
    def name(self) -> str:
        """The path in one text."""
        return " | ".join(self.path)


@dataclass(frozen=True)
class Layout:
    """A raw table, taken apart.

    Parameters
    ----------
    table
        The raw table.
    columns
        Columns that have a name or any cell.
    preamble, footer
        Texts above and below.
    first, last
        Lines of the first and the last row of figures.
    notes
        German sentences on what was recognised.
    """

    table: RawTable
    columns: tuple[Column, ...]
    preamble: tuple[str, ...]
    footer: tuple[str, ...]
    first: int
    last: int
    notes: tuple[str, ...]

    def body(self) -> Iterator[Row]:
        """Yield the rows of figures, each as wide as the header."""
        width = max(column.position for column in self.columns) + 1
        for line, cells in self.table.rows:
            if line > self.last:
                return
            if line >= self.first and sum(map(bool, cells)) > 1:
                yield line, cells + [""] * (width - len(cells))


def recognise(table: RawTable) -> Layout:
    """Take a raw table apart.

    Raises
    ------
    DataError
        If there is no column of numbers, no header, or figures behind the end.
    """
    head = first_rows(table, SAMPLE)
    numeric = _numeric_columns([cells for _, cells in head])
    start = next((i for i, (_, cells) in enumerate(head) if _has_number(cells, numeric)), None)
    if start is None:
        raise DataError(_no_numbers(table))
    top = _top_of_header(head, start)
    header = [cells for _, cells in head[top:start]]
    while start < len(head) and _is_numbering(head[start][1]):
        start += 1
    if not header or start == len(head):
        raise DataError(_no_header(table, head[min(start, len(head) - 1)]))
    preamble = tuple(" ".join(filter(None, cells)) for _, cells in head[:top])
    first = head[start][0]
    last, between, footer, width = _end(table, first)
    columns = _columns(header, preamble, width)
    notes = [*_notes(preamble, header, head[start - 1][0] - head[top][0] + 1, footer)]
    if between:
        shown = ", ".join(f"„{text}“" for text in between[:_MOST_TOLD])
        notes.append(f"{len(between)} Zwischenzeilen ohne Zahlen überlesen: {shown}.")
    return Layout(table, columns, preamble, footer, first, last, tuple(notes))


def _numeric_columns(rows: Sequence[list[str]]) -> list[int]:
    """Return the columns that hold numbers (not only years) from some row to the end."""
    found = []
    for position in range(max(map(len, rows), default=0)):
        cells = [row[position] for row in rows if position < len(row) and sum(map(bool, row)) > 1]
        begin = next((i for i, cell in enumerate(cells) if _is_number(cell)), None)
        if begin is not None:
            filled = [cell for cell in cells[begin:] if kind_of(cell) != EMPTY]
            if sum(kind_of(cell) in (*NUMBERS, SIGN) for cell in filled) >= MOSTLY * len(filled):
                found.append(position)
    return found


def _is_number(cell: str) -> bool:
    return kind_of(cell) in NUMBERS and not date_of(cell)


def _has_number(cells: Sequence[str], numeric: Sequence[int]) -> bool:
    """Return whether a row has numbers or signs in half of those columns, and one number."""
    kinds = [kind_of(cells[i]) for i in numeric if i < len(cells) and cells[i]]
    plain = [cells[i] for i in numeric if i < len(cells) and _is_number(cells[i])]
    return bool(plain) and 2 * sum(kind in (*NUMBERS, SIGN) for kind in kinds) >= len(kinds)


def _is_numbering(cells: Sequence[str]) -> bool:
    """Return whether a row only numbers the columns, from 1 on."""
    filled = [(i, cell) for i, cell in enumerate(cells) if cell]
    if len(filled) < 3 or not all(cell.isdecimal() and len(cell) < 4 for _, cell in filled):
        return False
    numbers = [int(cell) for _, cell in filled]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] < 2


def _top_of_header(head: Sequence[Row], start: int) -> int:
    top = start
    while top and _is_header(head[top - 1][1], max(len(cells) for _, cells in head[top:])):
        top -= 1
    return top


def _is_header(cells: Sequence[str], width: int) -> bool:
    filled = [i for i, cell in enumerate(cells) if cell]
    if not filled or filled == [0]:
        return False
    return width <= _HEADING + 1 or max(filled) >= _HEADING


def _end(table: RawTable, first: int) -> tuple[int, list[str], tuple[str, ...], int]:
    """Return the last line of figures, texts between them and below them, the widest row."""
    last, width, ended = first, 0, False
    between: list[str] = []
    below: list[str] = []
    for line, cells in table.rows:
        if line < first:
            continue
        filled = sum(map(bool, cells))
        ends = _ENDS.match(cells[0]) is not None
        ended = ended or (ends and cells[0].startswith("___"))
        if not ended and filled > 1 and not ends:
            last, width = line, max(width, len(cells))
            if below:
                between, below = between + below, []
        else:
            _refuse_figures(table, line, cells, ended)
            below.append(" ".join(filter(None, cells)))
    return last, between, tuple(below[:50]), width


def _refuse_figures(table: RawTable, line: int, cells: Sequence[str], ended: bool) -> None:
    if ended and sum(kind_of(cell) in NUMBERS for cell in cells) > 1:
        what = "Hinter dem Ende der Tabelle stehen noch Werte."
        remedy = "Jede Tabelle als eigene Datei speichern."
        raise DataError(Fault(what, table.place, line, found=";".join(cells)[:60], remedy=remedy))


def _columns(
    header: Sequence[list[str]], preamble: Sequence[str], width: int
) -> tuple[Column, ...]:
    wide = max(width, *(len(cells) for cells in header))
    texts = [[" ".join(cell.split()) for cell in row] + [""] * (wide - len(row)) for row in header]
    title_unit = content_of(preamble)[1]
    units = [title_unit] * wide
    if not title_unit and len(texts) > 1 and _is_unit_row(texts[-1]):
        units, texts = texts[-1], texts[:-1]
    filled = _fill_right(texts)
    columns = []
    for position in range(wide):
        path = tuple(row[position] for row in filled if row[position])
        columns.append(Column(position, path, units[position]))
    return tuple(columns)


def _is_unit_row(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return all(map(is_unit, filled)) and not all(map(date_of, filled))


def _fill_right(rows: list[list[str]]) -> list[list[str]]:
    """Return header rows in which a merged cell counts for all columns that it spans.

    It spans the empty cells to its right below which a lower row has text, as far as the
    rows above it say the same.
    """
    filled: list[list[str]] = []
    for index, row in enumerate(rows[:-1]):
        full = list(row)
        for at in range(1, len(full)):
            below = any(lower[at] for lower in rows[index + 1 :])
            same = all(upper[at] == upper[at - 1] for upper in filled)
            if not full[at] and below and same:
                full[at] = full[at - 1]
        filled.append(full)
    return [*filled, rows[-1]]


def _notes(
    preamble: Sequence[str], header: Sequence[object], lines: int, footer: Sequence[str]
) -> Iterator[str]:
    if preamble:
        yield f"{len(preamble)} Zeilen über der Kopfzeile überlesen."
    if len(header) > 1:
        yield f"Kopf aus {len(header)} Zeilen zusammengesetzt."
    if lines > len(header):
        yield "Eine Zeile, die nur die Spalten zählt, überlesen."
    if footer:
        yield f"{len(footer)} Zeilen unter der Tabelle überlesen."


def _no_numbers(table: RawTable) -> Fault:
    return Fault(
        "In der Tabelle gibt es keine Spalte mit Zahlen.",
        file=table.place,
        expected="eine Kopfzeile und darunter je Gebiet eine Zeile mit Zahlen",
        remedy="Prüfen, ob es die richtige Datei oder das richtige Blatt ist.",
    )


def _no_header(table: RawTable, row: Row) -> Fault:
    return Fault(
        "Über den Zahlen fehlt die Kopfzeile, oder unter ihr fehlen die Zahlen.",
        file=table.place,
        row=row[0],
        found=";".join(row[1])[:60],
        remedy="Die Tabelle mit ihren Überschriften noch einmal aus der Quelle speichern.",
    )
