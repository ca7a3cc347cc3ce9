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
from sozialraum.publish.items import Grid, Run, Runs, plain_text

WIDE = 7
"""From so many columns on, the type is smaller."""
LONGEST = 60
LETTER, LETTER_SMALL, PADDING = Cm(0.172), Cm(0.152), Cm(0.3)
"""Widths of a letter and of a cell's margins."""


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


def column_widths(grid: Grid) -> list[Length]:
    """Return the widths of the columns: each its longest word, the rest by length of text.

    Numbers such as „605 von 10.380“ stay on one line where the page is wide enough.
    """
    texts = [
        [f"{c.title} {c.unit}", *(plain_text(row[place]) for row in grid.rows)]
        for place, c in enumerate(grid.columns)
    ]
    letter = LETTER_SMALL if len(grid.columns) >= WIDE else LETTER
    words = [letter * max(map(_longest_word, column)) + PADDING for column in texts]
    whole = [letter * max(map(len, column[1:]), default=1) + PADDING for column in texts]
    needed = [
        max(word, all_of_it) if column.align == "right" else word
        for word, all_of_it, column in zip(words, whole, grid.columns, strict=True)
    ]
    if sum(needed) > styles.TEXT_WIDTH:
        needed = words
    wished = [letter * min(max(map(len, column)), LONGEST) + PADDING for column in texts]
    return _shared_out(needed, wished)


def _shared_out(needed: Sequence[float], wished: Sequence[float]) -> list[Length]:
    """Give each column what it needs and a part of what it wishes beyond."""
    space = styles.TEXT_WIDTH - sum(needed)
    more = [max(wish - need, 0) for wish, need in zip(wished, needed, strict=True)]
    part = max(min(space / sum(more), 1.0), 0.0) if sum(more) else 0.0
    widths = [need + part * extra for need, extra in zip(needed, more, strict=True)]
    fit = min(styles.TEXT_WIDTH / sum(widths), 1.0)
    return [Length(int(width * fit)) for width in widths]


def _longest_word(text: str) -> int:
    return max((len(word) for word in text.replace("-", "- ").split()), default=0)


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
        add_runs(paragraph, runs)
        if column.align == "right":
            styles.align_right(paragraph)
        if len(grid.columns) >= WIDE:
            for run in paragraph.runs:
                run.font.size = Pt(8)


def _mark_heads(table: Any) -> None:
    """Say which row and column are heads, for screen readers and for page breaks."""
    first = table.rows[0]
    first._tr.get_or_add_trPr().append(styles.element("w:tblHeader"))
    for cell in (cell for row in table.rows[:2] for cell in row.cells):
        cell.paragraphs[0].paragraph_format.keep_with_next = True
    properties = table._tbl.tblPr
    for old in properties.findall(qn("w:tblLook")):
        properties.remove(old)
    properties.append(
        styles.element(
            "w:tblLook", val="04A0", firstRow="1", lastRow="0", firstColumn="1",
            lastColumn="0", noHBand="1", noVBand="1",
        )
    )  # fmt: skip
