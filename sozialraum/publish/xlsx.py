"""Document to Excel: every table on a sheet of its own, with real numbers.

Only tables go into a workbook; its first sheet lists them, its last one says what the
terms mean.  Numbers are those that the report shows, so rounded.  Whatever is text is
written as text, also where it looks like a formula; the same document always gives the
same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from sozialraum.display import theme
from sozialraum.display.blocks import Column, Heading, Note
from sozialraum.formats import MISSING, SIGNS, SUPPRESSED
from sozialraum.publish.document import Document, labels
from sozialraum.publish.files import write_whole
from sozialraum.publish.items import (
    Grid,
    ListItems,
    Paragraph,
    Run,
    notes_of,
    plain_text,
    texts_of,
)
from sozialraum.publish.widths import Page, column_widths
from sozialraum.publish.workbook import (
    FONT,
    LINE_HEIGHT,
    put,
    render_workbook,
    set_heights,
    set_page,
    set_widths,
    style_body,
    style_head,
    style_line,
)
from sozialraum.publish.xlsx_numbers import Number, read_column

CONTENTS, TERMS, OWN = "Inhalt", "Definitionen", "Ohne Nummer"
ANNEX = "Anhang"
NO_CAPTION = "Tabelle ohne Überschrift"
ROUNDED = (
    "Die Zahlen sind so gerundet, wie das Dokument sie zeigt. Was keine Zahl ist, steht als Text. "
    "Texte, Karten und Abbildungen stehen in den anderen Formaten."
)
PAGE = Page(125, 2.5, lambda text, bold: len(text) * (1.1 if bold else 1.0), 16)
"""Letters that fit on a landscape page."""
LONGEST_LINE = 110
"""Letters of a line in the head or foot of a printed page; Excel takes no more than 255."""
_TERM = 40


@dataclass(frozen=True)
class Sheet:
    """A table, the sheet that it is written to and the chapter that it stands in."""

    name: str
    grid: Grid
    chapter: str

    @property
    def caption(self) -> str:
        """What stands above the table."""
        caption = self.grid.caption or NO_CAPTION
        return caption if self.name.startswith(OWN) else f"{self.name}  {caption}"


def write_xlsx(document: Document, path: str | Path) -> None:
    """Write the tables of a document as an Excel workbook, whole or not at all.

    Raises
    ------
    PublishError
        If the file cannot be written, for example because Excel has it open.
    """
    write_whole(Path(path), render_xlsx(document))


def render_xlsx(document: Document) -> bytes:
    """Return the tables of a document as the bytes of an Excel workbook."""
    book = Workbook()
    sheets = tuple(_sheets(document))
    _write_contents(book.active, document, sheets)
    for sheet in sheets:
        _write_table(book.create_sheet(sheet.name), document, sheet)
    _write_terms(book.create_sheet(TERMS), document)
    return render_workbook(book, title=document.title)


def _sheets(document: Document) -> Iterator[Sheet]:
    chapter, own = "", 0
    for item, label in zip(document.items, labels(document.items), strict=True):
        if isinstance(item, Heading):
            chapter = item.text
        elif isinstance(item, Grid) and item.columns:
            own += not label
            yield Sheet(label or f"{OWN} {own}", item, chapter)


def _write_contents(sheet: Any, document: Document, sheets: Sequence[Sheet]) -> None:
    sheet.title = CONTENTS
    row = _write_top(sheet, document, document.title, document.subtitle)
    for fact, said in document.facts:
        style_line(put(sheet, row, 1, fact), colour=theme.MUTED)
        style_line(put(sheet, row, 2, said))
        row += 1
    if document.draft:
        style_line(put(sheet, row, 1, document.draft), bold=True)
        row += 1
    set_widths(sheet, (17, 68, 42, 9))
    row = _write_below(sheet, row, 4, [ROUNDED]) + 1
    columns = tuple(map(Column, ("Blatt", "Überschrift", "Kapitel", "Zeilen")))
    head = row
    for place, column in enumerate(columns, 1):
        put(sheet, head, place, column.title)
    style_head(sheet, head, len(columns))
    for one in sheets:
        row += 1
        texts = (one.name, one.grid.caption or NO_CAPTION, one.chapter)
        for place, value in enumerate((*texts, len(one.grid.rows)), 1):
            put(sheet, row, place, value)
        style_body(sheet, row, len(columns))
        _link(sheet.cell(row, 1), one.name)
    _finish(sheet, document, head)
    sheet.freeze_panes = None


def _link(cell: Any, name: str) -> None:
    """Lead from a cell to a sheet, by an address and not by a formula."""
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{name}'!A1")
    cell.font = Font(name=FONT, size=10, underline="single", color=theme.AREA[1:])


def _write_table(sheet: Any, document: Document, one: Sheet) -> None:
    grid = one.grid
    named = " – ".join(part for part in (document.title, one.chapter) if part)
    head = _write_top(sheet, document, one.caption, named)
    german = bool(grid.caption or grid.source) and not grid.foreign
    for place, column in enumerate(grid.columns, 1):
        texts = [plain_text(row[place - 1]) for row in grid.rows]
        unit, cells = read_column(column, texts, german=german)
        put(sheet, head, place, _head(column.title, unit))
        for row, cell in enumerate(cells, head + 1):
            if isinstance(cell, Number):
                put(sheet, row, place, cell.value, cell.form)
            else:
                put(sheet, row, place, cell)
    width = len(grid.columns)
    style_head(sheet, head, width)
    right = [place for place, column in enumerate(grid.columns, 1) if column.align == "right"]
    for place in right:
        above = Alignment(wrap_text=True, horizontal="right", vertical="bottom")
        sheet.cell(head, place).alignment = above
    for row in range(head + 1, head + 1 + len(grid.rows)):
        style_body(sheet, row, width, right)
    set_widths(sheet, [letters + 1 for letters in column_widths(grid, PAGE)])
    set_heights(sheet, head, head + len(grid.rows), width)
    lines = [f"Anmerkung: {grid.note}"] if grid.note else []
    lines += [f"Quelle: {grid.source}"] if grid.source else []
    lines += [f"Fußnote: {plain_text(note)}" for note in notes_of(grid)]
    _write_below(sheet, head + len(grid.rows) + 2, width, lines)
    _finish(sheet, document, head)
    sheet.auto_filter.ref = f"A{head}:{get_column_letter(width)}{head + len(grid.rows)}"


def _head(title: str, unit: str) -> str:
    return f"{title} ({unit})".strip() if unit else title


def _write_top(sheet: Any, document: Document, title: str, below: str) -> int:
    """Write what stands above a table; return the next free row."""
    style_line(put(sheet, 1, 1, title), size=13, bold=True)
    style_line(put(sheet, 2, 1, below), colour=theme.MUTED)
    if not document.page_line:
        return 4
    style_line(put(sheet, 3, 1, document.page_line), bold=True, colour=theme.NEED)
    return 5


def _write_below(sheet: Any, row: int, columns: int, lines: Sequence[str]) -> int:
    """Write lines of text over the width of a table; return the next free row."""
    across = max(columns, 4)
    for text in lines:
        style_line(put(sheet, row, 1, text), size=9, colour=theme.MUTED)
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=across)
        sheet.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="top")
        wide = sum(
            sheet.column_dimensions[get_column_letter(n)].width for n in range(1, across + 1)
        )
        sheet.row_dimensions[row].height = LINE_HEIGHT * ceil(len(text) / max(wide, 40) + 0.3)
        row += 1
    return row


def _finish(sheet: Any, document: Document, head: int) -> None:
    below = document.title or CONTENTS
    above = document.page_line or document.subtitle or below
    set_page(sheet, above=above[:LONGEST_LINE], below=below[:LONGEST_LINE], head_row=head)


def _write_terms(sheet: Any, document: Document) -> None:
    """Write what signs, indicators and marks mean: from the annex and the tables' remarks."""
    rows = [*_signs(), *_from_annex(document), *_remarks(document)]
    columns = (Column("Begriff"), Column("Erklärung"), Column("Steht in"))
    grid = Grid(columns, tuple(tuple((Run(text),) for text in row) for row in rows))
    _write_table(sheet, document, Sheet(TERMS, replace(grid, caption="Zeichen und Begriffe"), ""))
    style_line(put(sheet, 1, 1, "Definitionen: Zeichen, Begriffe, Anmerkungen"), size=13, bold=True)
    set_widths(sheet, (36, 92, 20))
    set_heights(sheet, 1, len(rows) + 6, 3)


def _signs() -> Iterator[tuple[str, str, str]]:
    yield MISSING, "keine Zahl vorhanden", ""
    yield SUPPRESSED, "gesperrt, weil die Zahl zu klein ist", ""
    for sign, meaning in SIGNS.items():
        yield sign, f"{meaning} (Zeichen der amtlichen Statistik)", ""


def _from_annex(document: Document) -> Iterator[tuple[str, str, str]]:
    inside = False
    for item, label in zip(document.items, labels(document.items), strict=True):
        if isinstance(item, Heading) and item.level == 1:
            inside = item.text.startswith(ANNEX)
        elif inside and isinstance(item, Grid):
            yield from (_explained(item, row, label) for row in item.rows)
        elif inside and isinstance(item, Paragraph | Note | ListItems):
            for text in texts_of(item):
                term, _, meaning = text.partition(": ")
                short = bool(meaning) and len(term) <= _TERM
                yield (term, meaning, ANNEX) if short else ("", text, ANNEX)


def _explained(grid: Grid, row: tuple[tuple[Run, ...], ...], label: str) -> tuple[str, str, str]:
    texts = [plain_text(cell) for cell in row]
    said = [
        f"{column.title}: {text}" if len(texts) > 2 else text
        for column, text in zip(grid.columns[1:], texts[1:], strict=True)
        if text not in ("", MISSING)
    ]
    return texts[0], "\n".join(said), label or ANNEX


def _remarks(document: Document) -> Iterator[tuple[str, str, str]]:
    for item, label in zip(document.items, labels(document.items), strict=True):
        if note := getattr(item, "note", ""):
            yield "Anmerkung", note, label
