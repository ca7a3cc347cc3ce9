"""Forms to print and fill in by hand, as Word files that a specialist can adapt.

Their texts are Markdown in ``paper/``.  A paragraph that begins with ``:::`` is no text but
says how to set what follows:

* ``::: spalten 4,5 11,5 höhe 1,2``: widths of the next table's columns in centimetres, and
  the least height of its rows;
* ``::: seite``: what follows begins on a new page.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from sozialraum.display import theme
from sozialraum.display.blocks import Heading
from sozialraum.publish import docx_styles as styles
from sozialraum.publish.backup import write_kept
from sozialraum.publish.document import Document
from sozialraum.publish.docx import render_docx
from sozialraum.publish.files import prepare_folder
from sozialraum.publish.items import Grid, Item, Paragraph, plain_text
from sozialraum.publish.markdown import parse_markdown
from sozialraum.publish.zips import fixed_zip

FORMS = (
    "leitfaden-gespraech",
    "protokoll-begehung",
    "bogen-nadelmethode",
    "selbstcheck-oeffnung",
    "fragebogen-migrantenorganisationen",
    "fragebogen-engagierte",
    "einwilligung",
)
"""Names of the forms; ``<name>.docx`` is what is written."""

PLAIN = frozenset(FORMS[4:])
"""Forms that are handed out: in larger type."""

NOTICE = "Ausgefüllt vertraulich: bleibt bei der Agentur"
DIRECTIVE, COLUMNS, PAGE, HEIGHT = ":::", "spalten", "seite", "höhe"
TICK, NO_HEAD = "☐", "\u2060"
SIZES, PLAIN_SIZES = (Pt(10.5), Pt(10)), (Pt(11.5), Pt(11))
"""Sizes of running text and of cells."""

SIDE_MARGIN, TOP_MARGIN = Cm(2.5), Cm(2.0)
BOX = f"{TICK}\u00a0"
"""A box to tick stays with the first word that belongs to it."""

SHORT_ROW = Cm(1.3)
_BOX = re.compile(rf"{TICK} (?=\S)")
_NUMBER = re.compile(r"\d+(?:,\d+)?")


@dataclass(frozen=True)
class _Layout:
    """Widths of the columns of a table and the least height of its rows."""

    widths: tuple[Length, ...]
    height: Length


def paper_form(name: str) -> Document:
    """Return a form as a document; `FORMS` are the known names.

    Examples
    --------
    >>> paper_form("einwilligung").title
    'Einwilligung'
    """
    text = files("sozialraum.publish").joinpath(f"paper/{name}.md").read_text(encoding="utf-8")
    title, *items = parse_markdown(_BOX.sub(BOX, text))
    first = items[0]
    subtitle = ""
    if isinstance(first, Paragraph) and all(run.italic for run in first.runs):
        subtitle, items = plain_text(first.runs), items[1:]
    heading = title.text if isinstance(title, Heading) else name
    body = tuple(_prepared(item) for item in items)
    return Document(title=heading, subtitle=subtitle, items=body, notice=NOTICE)


def render_form(name: str) -> bytes:
    """Return a form as the bytes of a Word file, always the same."""
    word = docx.Document(io.BytesIO(render_docx(paper_form(name))))
    _page(word, PLAIN_SIZES if name in PLAIN else SIZES)
    _keep_questions(word)
    _follow_directives(word)
    stream = io.BytesIO()
    word.save(stream)
    return fixed_zip(stream.getvalue())


def write_paper_forms(folder: str | Path) -> tuple[Path, ...]:
    """Write all forms into a folder and return their paths.

    A form that was adapted is kept as ``<name>.docx.<n>.bak`` beside the new one.

    Raises
    ------
    PublishError
        If the folder or a file cannot be written.
    """
    target = prepare_folder(Path(folder))
    paths = tuple(target / f"{name}.docx" for name in FORMS)
    for name, path in zip(FORMS, paths, strict=True):
        write_kept(path, render_form(name))
    return paths


def _prepared(item: Item) -> Item:
    """Return a heading one level higher, and a table whose empty heads are marked.

    The first heading is the document's title; a column needs some letter to be measured.
    """
    if isinstance(item, Heading):
        return replace(item, level=item.level - 1)
    if isinstance(item, Grid):
        heads = tuple(replace(head, title=head.title or NO_HEAD) for head in item.columns)
        return replace(item, columns=heads)
    return item


def _page(word: WordDocument, sizes: tuple[Length, Length]) -> None:
    """Set page and type for filling in by hand."""
    section = word.sections[0]
    section.left_margin = section.right_margin = SIDE_MARGIN
    section.top_margin = section.bottom_margin = TOP_MARGIN
    named: Any = word.styles
    named["Normal"].font.size, named[styles.CELL].font.size = sizes
    named["Normal"].paragraph_format.line_spacing = 1.1
    named["Title"].font.size = Pt(22)
    named["Heading 1"].font.size = Pt(14)
    named["Subtitle"].paragraph_format.space_after = Pt(8)


def _keep_questions(word: WordDocument) -> None:
    """Keep a question on the page of its boxes or of its table, also across directives."""
    for part, below in pairwise(_parts(word)):
        if isinstance(part, WordParagraph) and part.text and not part.text.startswith(TICK):
            answers = isinstance(below, WordTable) or below.text.startswith((TICK, DIRECTIVE))
            part.paragraph_format.keep_with_next = answers or None
        if isinstance(part, WordParagraph) and part.text.startswith(TICK) and _listed(part):
            part._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = 0  # no bullet


def _listed(line: WordParagraph) -> bool:
    return line.style is not None and str(line.style.name).startswith("List")


def _follow_directives(word: WordDocument) -> None:
    """Set the tables and page breaks as the directives say, and remove these."""
    layout: _Layout | None = None
    new_page = False
    for part in list(_parts(word)):
        if isinstance(part, WordTable):
            if layout is None:
                raise AssertionError("every table of a form has its widths")
            _set_table(part, layout)
            layout = None
        elif part.text.startswith(DIRECTIVE):
            new_page = new_page or PAGE in part.text
            layout = _layout(part.text) if COLUMNS in part.text else layout
            part._p.getparent().remove(part._p)
        elif new_page:
            part.paragraph_format.page_break_before = True
            new_page = False


def _parts(word: WordDocument) -> Iterator[WordParagraph | WordTable]:
    yield from word.iter_inner_content()


def _layout(text: str) -> _Layout:
    """Return what ``::: spalten 4,5 11,5 höhe 1,2`` says.

    >>> [round(width.cm, 1) for width in _layout("::: spalten 4,5 11,5 höhe 1,2").widths]
    [4.5, 11.5]
    """
    before, _, after = text.partition(HEIGHT)
    widths = tuple(_centimetres(number) for number in _NUMBER.findall(before))
    height = _NUMBER.search(after)
    return _Layout(widths, _centimetres(height.group()) if height else Cm(0))


def _centimetres(text: str) -> Length:
    return Cm(float(text.replace(",", ".")))


def _set_table(table: WordTable, layout: _Layout) -> None:
    """Box a table, give it its widths and heights, and drop a head without words."""
    for cell in table.rows[0].cells:
        if cell.text == NO_HEAD:
            cell.paragraphs[0].clear()
    if not any(cell.text for cell in table.rows[0].cells):
        table._tbl.remove(table.rows[0]._tr)
        head = 0
    else:
        head = 1
        for cell in table.rows[0].cells:
            _shade(cell)
    _box(table)
    for column, width in zip(table.columns, layout.widths, strict=True):
        column.width = width
    middle = 0 < layout.height <= SHORT_ROW
    for number, row in enumerate(table.rows):
        if number >= head and layout.height:
            row.height, row.height_rule = layout.height, WD_ROW_HEIGHT_RULE.AT_LEAST
        for cell, width in zip(row.cells, layout.widths, strict=True):
            _set_cell(cell, width, middle=middle)
    _centre_ticks(table)


def _set_cell(cell: Any, width: Length, *, middle: bool) -> None:
    cell.width = width
    for run in cell.paragraphs[0].runs:
        run.font.size = None  # wide tables of reports are set smaller; forms are not
    if middle:
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def _centre_ticks(table: WordTable) -> None:
    """Centre the columns that hold nothing but boxes to tick, with their heads."""
    for column in table.columns:
        head, *cells = column.cells
        if cells and all(cell.text == TICK for cell in cells):
            for cell in (head, *cells):
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER


def _shade(cell: Any) -> None:
    fill = styles.element("w:shd", val="clear", color="auto", fill=theme.PALE[1:])
    cell._tc.get_or_add_tcPr().append(fill)


def _box(table: WordTable) -> None:
    """Draw lines around all cells: these are fields to fill in."""
    borders = styles.element("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = {"val": "single", "sz": "4", "space": "0", "color": theme.MUTED[1:]}
        borders.append(styles.element(f"w:{side}", **line))
    properties = table._tbl.tblPr
    for old in properties.findall(qn("w:tblBorders")):
        properties.remove(old)
    after = ("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    properties.insert_element_before(borders, *after)
