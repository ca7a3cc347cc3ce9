"""Tables of the Word file: real ones, with a head that is repeated on each page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import ceil
from typing import Any

from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Cm, Length

from sozialraum.display.blocks import Column
from sozialraum.publish import docx_styles as styles
from sozialraum.publish.docx_parts import add_line
from sozialraum.publish.docx_rows import Looks, write_row
from sozialraum.publish.docx_text import clean
from sozialraum.publish.items import Grid, Run, Runs, plain_text
from sozialraum.publish.widths import Page, in_parts
from sozialraum.publish.widths import column_widths as widths_of

WIDE, SMALL = 6, "16"
"""From so many columns on, the type is smaller; its size in half points."""
SHORT, BESIDE_A_BREAK = 12, 3
"""Rows of a table that stays on one page; rows on either side of a break in a longer one."""
TALLEST, LINE, ROW_MARGINS = Cm(9), Cm(0.38), Cm(0.13)
"""Height of rows up to which a table stays on one page; of a line and what a row adds."""
LETTER, LETTER_SMALL, PADDING = Cm(0.175), Cm(0.155), Cm(0.3)
"""Widths of a letter and of a cell's margins."""
BOLD, LONG_WORD = 1.06, 20
"""How much wider bold letters are; letters of a word that a narrow column may part."""
NARROW, NARROWER = dict.fromkeys(map(ord, " .,:;()|-–/'\u202f\u00a0ijlt")), 0.45
"""What is about half as wide as other letters, as what is to be left out; by how much."""


def add_grid(document: WordDocument, grid: Grid) -> None:
    """Write a table without its caption and source; one that is too wide in parts."""
    parts = in_parts(grid, _page(grid, styles.text_width(document)))
    for part in parts:
        if part is not parts[0]:
            add_line(document, styles.SOURCE)  # Word joins tables that nothing parts
        _add_part(document, part, grid.caption)


def _add_part(document: WordDocument, grid: Grid, caption: str) -> None:
    named: Any = document.styles
    table = document.add_table(rows=0, cols=len(grid.columns))
    table.style = document.styles[styles.TABLE]
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.autofit = False
    widths = column_widths(grid, styles.text_width(document))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    content = [tuple(_head(column) for column in grid.columns), *grid.rows]
    looks = Looks(
        tuple(round(width.twips) for width in widths),
        tuple(column.align == "right" for column in grid.columns),
        named[styles.CELL].style_id,
        SMALL if len(grid.columns) >= WIDE else "",
    )
    together = _together(grid, widths)
    for place, cells in enumerate(content):
        write_row(table, cells, looks, keep=place in together, head=place == 0)
    _mark_heads(table, caption)


def column_widths(grid: Grid, page: int = styles.TEXT_WIDTH) -> list[Length]:
    """Return the widths of the columns: together at most the page's."""
    return [Length(int(width)) for width in widths_of(grid, _page(grid, page))]


def _page(grid: Grid, width: int) -> Page:
    letter = LETTER_SMALL if len(grid.columns) >= WIDE else LETTER

    def measure(text: str, bold: bool) -> float:
        return letter * _letters(text) * (BOLD if bold else 1)

    return Page(width, PADDING, measure, LONG_WORD * letter)


def _letters(text: str) -> float:
    """Return how many letters of usual width are as wide as a text."""
    wide = len(text.translate(NARROW))
    return len(text) - NARROWER * (len(text) - wide)


def _head(column: Column) -> Runs:
    unit = (Run(f"\n{column.unit}"),) if column.unit else ()
    return (Run(column.title, bold=True), *unit)


def _height_of(grid: Grid, widths: Sequence[Length]) -> float:
    """Return about how high the rows of a table are."""
    letter = LETTER_SMALL if len(grid.columns) >= WIDE else LETTER
    lines = 0
    for row in grid.rows:
        cells = zip(row, widths, strict=True)
        lines += max(
            ceil(letter * _letters(plain_text(cell)) / (width - PADDING)) for cell, width in cells
        )
    return float(lines * LINE + len(grid.rows) * ROW_MARGINS)


def _together(grid: Grid, widths: Sequence[Length]) -> Collection[int]:
    """Return the rows that stay with the next one, the head counted as well.

    A short table stays whole with what stands below it, a longer one in good pieces.
    """
    rows = range(len(grid.rows) + 1)
    whole = len(grid.rows) <= SHORT and _height_of(grid, widths) <= TALLEST
    if whole or len(rows) <= 2 * BESIDE_A_BREAK:
        return rows
    return {*rows[:BESIDE_A_BREAK], *rows[-BESIDE_A_BREAK:]}


def _mark_heads(table: Any, caption: str) -> None:
    """Say which row and column are heads, for screen readers."""
    properties = table._tbl.tblPr
    for old in properties.findall(qn("w:tblLook")):
        properties.remove(old)
    properties.append(
        styles.element(
            "w:tblLook", val="04A0", firstRow="1", lastRow="0", firstColumn="1",
            lastColumn="0", noHBand="1", noVBand="1",
        )
    )  # fmt: skip
    if caption:
        properties.append(styles.element("w:tblCaption", val=clean(caption)))
