"""Excel workbooks: cells that are never formulas, pages ready to print, the same bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from sozialraum.display import theme
from sozialraum.publish.zips import fixed_zip

ANY_DAY = "2000-01-01T00:00:00Z"
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
"""With what a text may not begin where a program could take it for a formula."""

FONT = "Calibri"
WHOLE, DECIMAL, DAY = "#,##0", "#,##0.##", "DD.MM.YYYY"
LONGEST_PRINTED = 200
LONGEST_SHEET, NOT_IN_SHEET = 31, re.compile(r"[\[\]:*?/\\]")
MODIFIED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")

_LINE = Side(style="thin", color=theme.RULE[1:])
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD_FILL = PatternFill("solid", fgColor=theme.PALE[1:])


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
        cell.value = text
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


def style_body(sheet: Any, row: int, columns: int) -> None:
    """Make a row part of a table: boxed, wrapped, numbers to the right."""
    for column in range(1, columns + 1):
        cell = sheet.cell(row, column)
        number = isinstance(cell.value, int | float)
        prefix = cell.quotePrefix
        cell.font = Font(name=FONT, size=10, color=theme.INK[1:])
        cell.border = _BOX
        cell.alignment = Alignment(
            wrap_text=True, vertical="top", horizontal="right" if number else "left"
        )
        cell.quotePrefix = prefix


def style_line(cell: Any, *, size: int = 10, bold: bool = False, colour: str = theme.INK) -> None:
    """Give a line above a table its type; it runs on over the empty cells beside it."""
    cell.font = Font(name=FONT, size=size, bold=bold, color=colour[1:])
    cell.alignment = Alignment(wrap_text=False, vertical="center")


def set_widths(sheet: Any, widths: Sequence[float]) -> None:
    """Set the widths of the columns, in letters."""
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width


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
