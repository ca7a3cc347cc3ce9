"""Document to Word: a plain file that a specialist goes on writing in.

Headings, tables, captions and lists are Word's own, so that styles can be changed for
the whole file at once.  The same document always gives the same bytes.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.image.exceptions import UnrecognizedImageError
from docx.shared import Cm, Length

from sozialraum.display.blocks import Figure, Gap, Heading, Map, Note
from sozialraum.publish import docx_styles as styles
from sozialraum.publish.document import Document, labels
from sozialraum.publish.docx_tables import add_grid
from sozialraum.publish.docx_text import add_field, add_runs, clean
from sozialraum.publish.files import write_whole
from sozialraum.publish.items import (
    Grid,
    Item,
    ListItems,
    Paragraph,
    Picture,
    Preformatted,
    Rule,
    Run,
)
from sozialraum.publish.zips import fixed_zip

ANY_DAY = datetime(2000, 1, 1, tzinfo=UTC)
"""Word wants a date of making; the real one would make each file another."""
TALLEST, SMALLEST, PAGE = Cm(8.6), 0.8, Cm(21)
"""Height of a picture, so that two fit on a page; how far a taller one may shrink for that."""
DEEPEST = 3


def write_docx(document: Document, path: str | Path) -> None:
    """Write a document as a Word file, whole or not at all.

    Raises
    ------
    PublishError
        If the file cannot be written, for example because Word has it open.
    """
    write_whole(Path(path), render_docx(document))


def render_docx(document: Document) -> bytes:
    """Return a document as the bytes of a Word file."""
    word = docx.Document()
    styles.set_up(word)
    _properties(word, document)
    _page_lines(word, document)
    _cover(word, document)
    for item, label in zip(document.items, labels(document.items), strict=True):
        _add(word, item, label)
    if document.draft:
        add_runs(word.add_paragraph(), (Run(document.draft, bold=True, gap=True),))
    stream = io.BytesIO()
    word.save(stream)
    return fixed_zip(stream.getvalue())


def _properties(word: WordDocument, document: Document) -> None:
    core = word.core_properties
    core.title, core.subject, core.language = clean(document.title), "", "de-DE"
    core.author, core.last_modified_by, core.comments = "sozialraum", "sozialraum", ""
    core.created = core.modified = ANY_DAY
    core.revision = 1
    relations = word.part.package.rels
    for name in [n for n, r in relations.items() if r.reltype.endswith("/thumbnail")]:
        del relations[name]  # a picture of the empty template


def _page_lines(word: WordDocument, document: Document) -> None:
    """Write what stands on every page: the notice above, title and page number below."""
    section = word.sections[0]
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    add_runs(head, (Run(document.page_line, bold=True),))
    foot.add_run(f"{clean(document.title)}\tSeite ")
    add_field(foot, "PAGE", "1")
    foot.add_run(" von ")
    add_field(foot, "NUMPAGES", "1")


def _cover(word: WordDocument, document: Document) -> None:
    word.add_paragraph(clean(document.title), style="Title")
    if document.subtitle:
        word.add_paragraph(clean(document.subtitle), style="Subtitle")
    for label, value in document.facts:
        line = word.add_paragraph()
        line.paragraph_format.space_after = 0
        add_runs(line, (Run(f"{label}: "), Run(value, bold=True)))
    if document.draft:
        line = word.add_paragraph()
        line.paragraph_format.space_before = Cm(0.4)
        add_runs(line, (Run(document.draft, bold=True, gap=True),))


def _add(word: WordDocument, item: Item, label: str) -> None:
    if isinstance(item, Heading):
        word.add_heading(clean(item.text), min(item.level, 9))
    elif isinstance(item, Paragraph):
        add_runs(word.add_paragraph(style="Quote" if item.quoted else None), item.runs)
    elif isinstance(item, ListItems):
        _add_list(word, item, 1)
    elif isinstance(item, Preformatted):
        add_runs(word.add_paragraph(), (Run(item.text, code=True),))
    elif isinstance(item, Rule):
        _add_rule(word)
    elif isinstance(item, Note):
        words = (Run(f"{item.label}: ", bold=True), Run(item.text))
        add_runs(word.add_paragraph(style=styles.NOTE), words)
    elif isinstance(item, Gap):
        add_runs(word.add_paragraph(), (Run(item.marked, gap=True),))
    else:
        _add_with_caption(word, item, label)


def _add_with_caption(word: WordDocument, item: Grid | Picture | Figure | Map, label: str) -> None:
    if item.caption:
        _add_caption(word, item.caption, label)
    if isinstance(item, Grid):
        add_grid(word, item)
    else:
        data = item.data if isinstance(item, Picture) else item.png
        _add_picture(word, data, item.alternative, label)
    _add_below(word, item)


def _add_caption(word: WordDocument, caption: str, label: str) -> None:
    kind, _, number = label.rpartition(" ")
    line = word.add_paragraph(style="Caption")
    add_runs(line, (Run(f"{kind} "),))
    add_field(line, f"SEQ {kind} \\* ARABIC", number)
    add_runs(line, (Run(f"  {caption}"),))


def _add_picture(word: WordDocument, data: bytes, alternative: str, label: str) -> None:
    line = word.add_paragraph()
    line.paragraph_format.space_after = 0
    try:
        shape = line.add_run().add_picture(io.BytesIO(data))
    except UnrecognizedImageError:
        add_runs(line, (Run(f"[Bild fehlt] {alternative}"),))
        return
    whole = min(styles.TEXT_WIDTH / shape.width, 1)
    scale = min(whole, max(TALLEST / shape.height, whole * SMALLEST), PAGE / shape.height)
    shape.width, shape.height = Length(shape.width * scale), Length(shape.height * scale)
    line.paragraph_format.line_spacing = 1.0
    line.paragraph_format.keep_with_next = True
    described: Any = shape._inline.docPr
    described.set("descr", clean(alternative))
    described.set("name", label or "Bild")


def _add_below(word: WordDocument, item: Any) -> None:
    note, source = getattr(item, "note", ""), getattr(item, "source", "")
    lines = [f"Anmerkung: {note}"] if note else []
    lines += [f"Quelle: {source}"] if source else []
    for text in lines or [""]:  # Word joins tables that nothing parts
        line = word.add_paragraph(clean(text), style=styles.SOURCE)
        line.paragraph_format.keep_with_next = text in lines[:-1] or None


def _add_list(word: WordDocument, items: ListItems, depth: int) -> None:
    name = "List Number" if items.ordered else "List Bullet"
    style = name if depth == 1 else f"{name} {min(depth, DEEPEST)}"
    number = _new_count(word, style) if items.ordered else None
    for entry in items.entries:
        line = word.add_paragraph(style=style)
        line.paragraph_format.space_after = Cm(0.1)
        if number is not None:
            properties = line._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val = 0
            properties.get_or_add_numId().val = number
        add_runs(line, entry.runs)
        for below in entry.below:
            _add_list(word, below, depth + 1)


def _new_count(word: WordDocument, style: str) -> int:
    """Return a numbering that begins with 1 again and looks as the style says."""
    named: Any = word.styles[style].element
    numbering: Any = word.part.numbering_part.element
    used = numbering.num_having_numId(named.pPr.numPr.numId.val)
    number = numbering.add_num(used.abstractNumId.val)
    number.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(number.numId)


def _add_rule(word: WordDocument) -> None:
    borders = styles.element("w:pBdr")
    borders.append(styles.element("w:bottom", val="single", sz="6", space="1", color="auto"))
    word.add_paragraph()._p.get_or_add_pPr().append(borders)
