"""Dividing: several tables below each other in one sheet, taken apart before they are read.

A new table begins where, after a gap, a row without numbers has a text above the last number
of the rows that follow: a header.  If it is the header that the table began with, it is only
repeated, as on a new page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from sozialraum.sources.genesis_layout import date_of
from sozialraum.sources.incoming.numbers import EMPTY, NUMBERS, TEXT, kind_of
from sozialraum.sources.incoming.raw import RawTable
from sozialraum.sources.texts import Row

REPEATED = "{} wiederholte Kopfzeilen überlesen."


def divided(tables: Iterable[RawTable]) -> Iterator[RawTable]:
    """Yield the tables of a file, those below each other in one sheet one by one.

    A file that is too large for the memory is taken as one table.
    """
    for table in tables:
        if isinstance(table.rows, list):
            yield from _pieces(table, table.rows)
        else:
            yield table


def _pieces(table: RawTable, rows: list[Row]) -> Iterator[RawTable]:
    runs = [(with_numbers, list(run)) for with_numbers, run in groupby(rows, key=_has_number)]
    pieces: list[list[Row]] = [[]]
    repeated = 0
    for index, (with_numbers, run) in enumerate(runs):
        between = not with_numbers and 0 < index < len(runs) - 1
        if not between or not _is_header(run, runs[index - 1][1][-1], runs[index + 1][1][0]):
            pieces[-1] += run
        elif _texts(run) <= _texts(_before_numbers(pieces[-1])):
            repeated += len(run)
        else:
            pieces.append(run)
    notes = (*table.notes, REPEATED.format(repeated)) if repeated else table.notes
    if len(pieces) == 1:
        yield replace(table, rows=pieces[0], notes=notes)
        return
    for number, piece in enumerate(pieces, 1):
        sheet = f"{table.sheet} · {number}. Tabelle".removeprefix(" · ")
        yield replace(table, rows=piece, notes=notes, sheet=sheet)


def _has_number(row: Row) -> bool:
    cells = row[1]
    several = sum(map(bool, cells)) > 1
    return several and any(kind_of(cell) in NUMBERS and not date_of(cell) for cell in cells)


def _is_header(run: Sequence[Row], above: Row, below: Row) -> bool:
    """Return whether a run of rows without numbers is the header of another table."""
    head = [cells for _, cells in run if sum(map(bool, cells)) > 1]
    lines = [above[0], *(line for line, _ in run), below[0]]
    gap = len(head) < len(run) or lines[-1] - lines[0] >= len(lines)
    plain = all(kind_of(cell) in (TEXT, EMPTY) or date_of(cell) for row in head for cell in row)
    last = max(i for i, cell in enumerate(below[1]) if kind_of(cell) in NUMBERS)
    return gap and plain and any(len(row) > last and row[last] for row in head)


def _texts(rows: Iterable[Row]) -> set[str]:
    return {cell for _, cells in rows for cell in cells if cell}


def _before_numbers(rows: Sequence[Row]) -> Iterator[Row]:
    for row in rows:
        if _has_number(row):
            return
        yield row
