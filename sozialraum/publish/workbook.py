"""Excel workbooks: cells that are never formulas, pages ready to print, the same bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Sequence
from copy import copy
from datetime import date
from math import ceil
from typing import Any
from weakref import WeakKeyDictionary

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from sozialraum.display import theme
from sozialraum.publish.zips import fixed_zip

ANY_DAY = "2000-01-01T00:00:00Z"
RISKY = tuple("=+-@\t\r\n＝＋－＠")
"""With what a text may not begin where a program could take it for a formula."""
ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""Where Excel would take four letters for the number of one: ``_x0041_`` for an A."""

FONT = "Calibri"
WHOLE, DECIMAL, DAY = "#,##0", "#,##0.##", "DD.MM.YYYY"
LONGEST_PRINTED = 200
LINE_HEIGHT, MOST_LINES = 13.5, 30
"""Points of a line; lines of the highest row, as Excel allows 409 points."""
NARROWER, RAGGED = 1.08, 1.12
"""Letters in the width of a digit; what is lost at the ends of lines."""
LONGEST_SHEET, NOT_IN_SHEET = 31, re.compile(r"[\[\]:*?/\\]")
MODIFIED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")

_LINE = Side(style="thin", color=theme.RULE[1:])
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD_FILL = PatternFill("solid", fgColor=theme.PALE[1:])
_LOOKS: WeakKeyDictionary[Workbook, dict[str, Any]] = WeakKeyDictionary()
"""Styles of a workbook's cells by the side on which their content stands."""


def put(sheet: Any, row: int, column: int, value: object, form: str = "") -> Any:
    """Write a value into a cell and return the cell.

    Numbers stay numbers and days stay days; whatever is text is written as text, also
    where it looks like a formula.  ``form`` is a number format, such as ``0`` for years.
    """
    cell = sheet.cell(row, column)
    if isinstance(value, bool) or value is None:
        value = {True: "ja", False: "nein", None: ""}[value]
    if isinstance(value, int | float):
        cell.value = value
        cell.number_format = form or (WHOLE if float(value).is_integer() else DECIMAL)
    elif isinstance(value, date):
        cell.value, cell.number_format = value, DAY
    elif value != "":
        text = ILLEGAL_CHARACTERS_RE.sub("", str(value))
        cell.value = ESCAPE.sub("_x005F_", text)
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(RISKY)
    return cell


def style_head(sheet: Any, row: int, columns: int) -> None:
    """Make a row the head of a table."""
    for column in range(1, columns + 1):
        cell = sheet.cell(row, column)
        cell.font = Font(name=FONT, size=10, bold=True, color=theme.INK[1:])
        cell.fill, cell.border = _HEAD_FILL, _BOX
        cell.alignment = Alignment(wrap_text=True, vertical="bottom")


def style_body(sheet: Any, row: int, columns: int, right: Collection[int] = ()) -> None:
    """Make a row part of a table: boxed, wrapped, numbers to the right.

    ``right`` are columns in which signs stand to the right as well.
    """
    looks = _LOOKS.setdefault(sheet.parent, {})
    for column in range(1, columns + 1):
        cell = sheet.cell(row, column)
        side = "right" if column in right or isinstance(cell.value, int | float) else "left"
        if side not in looks:
            looks[side] = _look(cell, side)
        _wear(cell, looks[side])


def _look(cell: Any, side: str) -> Any:
    """Return the style of cells in the body of a table; looking it up takes a while."""
    cell.font = Font(name=FONT, size=10, color=theme.INK[1:])
    cell.border = _BOX
    cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal=side)
    look = copy(cell._style)
    look.numFmtId = look.quotePrefix = 0
    return look


def _wear(cell: Any, look: Any) -> None:
    """Give a cell a style and leave it its form of numbers and its mark as text."""
    own = cell._style
    cell._style = copy(look)
    if own is not None:
        cell._style.numFmtId, cell._style.quotePrefix = own.numFmtId, own.quotePrefix


def style_line(cell: Any, *, size: int = 10, bold: bool = False, colour: str = theme.INK) -> None:
    """Give a line above a table its type; it runs on over the empty cells beside it."""
    cell.font = Font(name=FONT, size=size, bold=bold, color=colour[1:])
    cell.alignment = Alignment(wrap_text=False, vertical="center")


def set_widths(sheet: Any, widths: Sequence[float]) -> None:
    """Set the widths of the columns, in letters."""
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def set_heights(sheet: Any, first: int, last: int, columns: int) -> None:
    """Make rows as high as their texts need; not every program does that by itself."""
    names = map(get_column_letter, range(1, columns + 1))
    letters = [int(sheet.column_dimensions[name].width * NARROWER) for name in names]
    rows = sheet.iter_rows(first, last, 1, columns, values_only=True)
    for row, texts in enumerate(rows, first):
        lines = max(_lines(text, wide) for text, wide in zip(texts, letters, strict=True))
        if lines > 1:
            sheet.row_dimensions[row].height = min(lines, MOST_LINES) * LINE_HEIGHT


def _lines(text: object, letters: int) -> int:
    """Return in about how many lines a text stands in a column; numbers take one."""
    if not isinstance(text, str) or (len(text) <= letters and "\n" not in text):
        return 1
    lines = text.split("\n")
    return sum(ceil(len(line) * RAGGED / letters) if len(line) > letters else 1 for line in lines)


def set_page(sheet: Any, *, above: str, below: str, head_row: int) -> None:
    """Make a sheet ready to print: A4 landscape, one page wide, head repeated on each page.

    ``above`` and ``below`` are printed on every page.
    """
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom = 0.7, 0.7
    sheet.print_title_rows = f"{head_row}:{head_row}"
    sheet.freeze_panes = f"A{head_row + 1}"
    sheet.oddHeader.center.text = _printed(above)
    sheet.oddFooter.left.text = _printed(below)
    sheet.oddFooter.right.text = "Seite &P von &N"


def _printed(text: str) -> str:
    """Return text for a page's head or foot, in which & begins a command.

    Excel takes 255 letters in all; a file with more is damaged for it.
    """
    cut = text if len(text) <= LONGEST_PRINTED else f"{text[: LONGEST_PRINTED - 1]}…"
    return cut.replace("&", "&&")


def sheet_name(text: str) -> str:
    """Return a name that Excel allows for a sheet.

    >>> sheet_name("Soll/Ist: Überblick")
    'Soll-Ist- Überblick'
    """
    return NOT_IN_SHEET.sub("-", text).strip("'")[:LONGEST_SHEET]


def render_workbook(workbook: Workbook, *, title: str = "", packed: bool = True) -> bytes:
    """Return a workbook as bytes, the same for the same content.

    ``packed`` is whether they are compressed: what lies in a repository is not.
    """
    properties = workbook.properties
    properties.creator = properties.lastModifiedBy = "sozialraum"
    properties.title, properties.language = ILLEGAL_CHARACTERS_RE.sub("", title), "de-DE"
    written = io.BytesIO()
    workbook.save(written)
    return fixed_zip(written.getvalue(), _without_clock, packed=packed)


def _without_clock(name: str, content: bytes) -> bytes:
    """Return a member of the file; saving writes the time of day into one of them."""
    if name != "docProps/core.xml":
        return content
    return MODIFIED.sub(rb"\g<1>" + ANY_DAY.encode(), content)
