"""Tables of the Word file: real ones, with a head that is repeated on each page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt

from sozialraum.display.blocks import Column
from sozialraum.publish import docx_styles as styles
from sozialraum.publish.docx_text import add_runs
from sozialraum.publish.hyphens import LONG, SHY, soften
from sozialraum.publish.items import Grid, Run, Runs, plain_text

WIDE = 6
"""From so many columns on, the type is smaller."""
SHORT, BESIDE_A_BREAK = 12, 3
"""Rows of a table that stays on one page; rows on either side of a break in a longer one."""
STEP, STRESS = Cm(0.1), 4
LETTER, LETTER_SMALL, PADDING = Cm(0.175), Cm(0.155), Cm(0.3)
"""Widths of a letter and of a cell's margins."""
NARROW = frozenset(" .,:;()|-–/'\u202f\u00a0ijlt")
"""What is about half as wide as other letters."""


def add_grid(document: WordDocument, grid: Grid) -> None:
    """Write a table without its caption and source."""
    table = document.add_table(rows=len(grid.rows) + 1, cols=len(grid.columns))
    table.style = document.styles[styles.TABLE]
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.autofit = False
    widths = column_widths(grid)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    content = [tuple(_head(column) for column in grid.columns), *grid.rows]
    for row, cells in zip(table.rows, content, strict=True):
        _write_row(row, cells, grid, widths)
    _mark_heads(table)
    _keep_together(table)


def column_widths(grid: Grid) -> list[Length]:
    """Return the widths of the columns: each its longest word, the rest where it saves lines.

    Numbers such as „605 von 10.380“ stay on one line where the page is wide enough.
    """
    letter = LETTER_SMALL if len(grid.columns) >= WIDE else LETTER
    texts = [
        [f"{c.title} {c.unit}", *(plain_text(row[place]) for row in grid.rows)]
        for place, c in enumerate(grid.columns)
    ]
    lengths = [[letter * _letters(text) for text in column] for column in texts]
    widths = _needed(grid, [letter * max(map(_longest_word, x)) for x in texts], lengths)
    if sum(widths) >= styles.TEXT_WIDTH:
        return [Length(int(width * styles.TEXT_WIDTH / sum(widths))) for width in widths]
    return _shared_out(widths, lengths)


def _needed(grid: Grid, words: Sequence[float], lengths: Sequence[Sequence[float]]) -> list[float]:
    """Return least widths: of numbers the whole, as long as the page is wide enough."""
    widths = [word + PADDING for word in words]
    numbers = [place for place, column in enumerate(grid.columns) if column.align == "right"]
    wholes = {place: max(lengths[place][1:], default=0.0) + PADDING for place in numbers}
    for place in sorted(numbers, key=lambda place: wholes[place]):
        more = max(wholes[place] - widths[place], 0.0)
        if sum(widths) + more <= styles.TEXT_WIDTH:
            widths[place] += more
    return widths


def _shared_out(widths: Sequence[float], lengths: Sequence[Sequence[float]]) -> list[Length]:
    """Give what is left of the page, bit by bit, to the column that makes most rows lower."""
    widths = list(widths)
    costs = [_lines(column, width) for column, width in zip(lengths, widths, strict=True)]
    for _ in range(int((styles.TEXT_WIDTH - sum(widths)) // STEP)):
        tried = [_lines(column, w + STEP) for column, w in zip(lengths, widths, strict=True)]
        sums = [sum(row) for row in zip(*costs, strict=True)]
        gains = [
            _height(sums) - _height([s - c + t for s, c, t in zip(sums, cost, new, strict=True)])
            for cost, new in zip(costs, tried, strict=True)
        ]
        best = max(range(len(gains)), key=gains.__getitem__)
        if gains[best] <= 0:
            break
        widths[best] += STEP
        costs[best] = tried[best]
    return [Length(int(width)) for width in widths]


def _lines(column: Sequence[float], width: float) -> list[float]:
    """Return for each cell its lines to the power that lets the highest cell of a row decide."""
    return [max(length / (width - PADDING), 1.0) ** STRESS for length in column]


def _height(sums: Sequence[float]) -> float:
    return sum(float(total ** (1 / STRESS)) for total in sums)


def _longest_word(text: str) -> float:
    words = [word if len(word) < LONG else word.replace("-", "- ") for word in text.split()]
    parts = soften(" ".join(words)).replace(SHY, "- ").split()
    return max(map(_letters, parts), default=0.0)


def _letters(text: str) -> float:
    """Return how many letters of usual width are as wide as a text."""
    return sum(0.55 if letter in NARROW else 1.0 for letter in text)


def _head(column: Column) -> Runs:
    unit = (Run(f"\n{column.unit}"),) if column.unit else ()
    return (Run(column.title, bold=True), *unit)


def _write_row(row: Any, cells: tuple[Runs, ...], grid: Grid, widths: list[Length]) -> None:
    row._tr.get_or_add_trPr().append(styles.element("w:cantSplit"))
    parts = zip(row.cells, cells, grid.columns, widths, strict=True)
    for cell, runs, column, width in parts:
        cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph._p.style = styles.CELL  # by its id: a search by name takes 2 ms a cell
        add_runs(paragraph, runs, soft=True)
        if column.align == "right":
            styles.align_right(paragraph)
        if len(grid.columns) >= WIDE:
            for run in paragraph.runs:
                run.font.size = Pt(8)


def _keep_together(table: Any) -> None:
    """Keep a short table whole with what stands below it, and a longer one in good pieces."""
    rows = list(table.rows)
    if len(rows) - 1 > SHORT:
        rows = rows[:BESIDE_A_BREAK] + rows[-BESIDE_A_BREAK:]
    for cell in (cell for row in rows for cell in row.cells):
        cell.paragraphs[0].paragraph_format.keep_with_next = True


def _mark_heads(table: Any) -> None:
    """Say which row and column are heads, for screen readers and for page breaks."""
    first = table.rows[0]
    first._tr.get_or_add_trPr().append(styles.element("w:tblHeader"))
    properties = table._tbl.tblPr
    for old in properties.findall(qn("w:tblLook")):
        properties.remove(old)
    properties.append(
        styles.element(
            "w:tblLook", val="04A0", firstRow="1", lastRow="0", firstColumn="1",
            lastColumn="0", noHBand="1", noVBand="1",
        )
    )  # fmt: skip
