"""Document to Word: a plain file that a specialist goes on writing in.

Headings, tables, captions, lists, footnotes and the table of contents are Word's own, so
that styles can be changed for the whole file at once.  A carrier's own file can be the
master (`sozialraum.publish.docx_master`).  The same document always gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.image.exceptions import UnrecognizedImageError
from docx.shared import Cm, Length, Pt
from docx.text.paragraph import Paragraph as WordParagraph

from sozialraum.display.blocks import Figure, Gap, Heading, Map, Note
from sozialraum.publish import docx_styles as styles
from sozialraum.publish.document import Document, labels
from sozialraum.publish.document_notes import citations, page_starts
from sozialraum.publish.docx_contents import FEWEST, Contents
from sozialraum.publish.docx_lists import add_list
from sozialraum.publish.docx_master import open_master
from sozialraum.publish.docx_pages import write_page_lines
from sozialraum.publish.docx_parts import add_line, element
from sozialraum.publish.docx_pictures import pictures_of, scale
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
    Runs,
    Written,
)
from sozialraum.publish.zips import fixed_zip

ANY_DAY = datetime(2000, 1, 1, tzinfo=UTC)
"""Word wants a date of making; the real one would make each file another."""


def write_docx(
    document: Document, path: str | Path, *, master: str | Path | None = None
) -> tuple[str, ...]:
    """Write a report as a Word file, whole or not at all.

    Parameters
    ----------
    document
        The report.
    path
        Where to.
    master
        A carrier's own ``.docx`` or ``.dotx``, whose page, type, header and footer are kept.

    Returns
    -------
    tuple of str
        Styles that the master lacked; they were added.

    Raises
    ------
    PublishError
        If the file cannot be written, for example because Word has it open, or the master
        is none.
    """
    word, added = (_own_file(), ()) if master is None else open_master(master)
    write_whole(Path(path), _rendered(word, document, contents=True))
    return added


def render_docx(document: Document, *, contents: bool = False) -> bytes:
    """Return a document as the bytes of a Word file.

    Parameters
    ----------
    document
        The document.
    contents
        Whether it has a table of contents, as reports have and forms have not.
    """
    return _rendered(_own_file(), document, contents=contents)


def _own_file() -> WordDocument:
    word = docx.Document()
    styles.set_up(word)
    return word


def _rendered(word: WordDocument, document: Document, *, contents: bool) -> bytes:
    _properties(word, document)
    write_page_lines(word, document)
    _cover(word, document)
    headings = [item for item in document.items if isinstance(item, Heading)]
    listed = Contents(headings)
    starts = page_starts(document.items)
    if contents and len(headings) >= FEWEST:
        listed.write(word)
        starts |= {0}
    _write_items(word, document.items, listed, starts)
    if document.draft:
        if word.paragraphs:
            word.paragraphs[-1].paragraph_format.keep_with_next = True  # never alone on a page
        add_runs(word.add_paragraph(), (Run(document.draft, bold=True, gap=True),))
    stream = io.BytesIO()
    word.save(stream)
    return fixed_zip(stream.getvalue())


def _write_items(
    word: WordDocument, items: Sequence[Item], listed: Contents, starts: frozenset[int]
) -> None:
    cited, pictures = citations(items), pictures_of(items, styles.text_width(word))
    for place, (item, label) in enumerate(zip(items, labels(items), strict=True)):
        before = len(word.element.body)
        if isinstance(item, Grid | Picture | Figure | Map):
            _add_with_caption(word, item, label, cited.get(place, ()), pictures.get(place, b""))
        else:
            _add(word, item, listed)
        if place in starts:
            _begin_page(word, before - 1)  # the last part of the body is its section


def _begin_page(word: WordDocument, place: int) -> None:
    """Let the part of the body at a place begin a new page."""
    if place + 1 >= len(word.element.body):
        return
    part = word.element.body[place]
    if part.tag != styles.PARAGRAPH:  # a table without caption
        line = word.add_paragraph()
        line.paragraph_format.space_after = line.paragraph_format.line_spacing = Pt(1)
        part.addprevious(line._p)
        part = line._p
    WordParagraph(part, word._body).paragraph_format.page_break_before = True


def _properties(word: WordDocument, document: Document) -> None:
    core = word.core_properties
    core.title, core.subject, core.language = clean(document.title), "", "de-DE"
    core.author, core.last_modified_by, core.comments = "sozialraum", "sozialraum", ""
    core.created = core.modified = ANY_DAY
    core.revision = 1
    relations = word.part.package.rels
    for name in [n for n, r in relations.items() if r.reltype.endswith("/thumbnail")]:
        del relations[name]  # a picture of the empty template


def _cover(word: WordDocument, document: Document) -> None:
    add_line(word, "Title").add_run(clean(document.title))
    if document.subtitle:
        add_line(word, "Subtitle").add_run(clean(document.subtitle))
    for label, value in document.facts:
        line = word.add_paragraph()
        line.paragraph_format.space_after = 0
        add_runs(line, (Run(f"{label}: "), Run(value, bold=True)))
    if document.draft:
        line = word.add_paragraph()
        line.paragraph_format.space_before = Cm(0.4)
        add_runs(line, (Run(document.draft, bold=True, gap=True),))


def _add(word: WordDocument, item: Written | Note | Gap, listed: Contents) -> None:
    if isinstance(item, Heading):
        line = add_line(word, f"Heading {min(item.level, 6)}")
        line.add_run(clean(item.text))
        listed.mark(line)
    elif isinstance(item, Paragraph):
        add_runs(add_line(word, "Quote" if item.quoted else ""), item.runs)
    elif isinstance(item, ListItems):
        add_list(word, item)
    elif isinstance(item, Preformatted):
        add_runs(word.add_paragraph(), (Run(item.text, code=True),))
    elif isinstance(item, Rule):
        if not item.new_page:
            _add_rule(word)
    elif isinstance(item, Note):
        words = (Run(f"{item.label}: ", bold=True), Run(item.text))
        add_runs(add_line(word, styles.NOTE), words)
    else:
        add_runs(word.add_paragraph(), (Run(item.marked, gap=True),))


def _add_with_caption(
    word: WordDocument, item: Grid | Picture | Figure | Map, label: str, cited: Runs, data: bytes
) -> None:
    mark = (Run("", note=cited),) if cited else ()
    if item.caption:
        _add_caption(word, item.caption, label, mark)
    if isinstance(item, Grid):
        add_grid(word, item)
    else:
        _add_picture(word, item, data, label)
    _add_below(word, item, () if item.caption else mark)


def _add_caption(word: WordDocument, caption: str, label: str, mark: Runs) -> None:
    kind, _, number = label.rpartition(" ")
    line = add_line(word, "Caption")
    add_runs(line, (Run(f"{kind} "),))
    add_field(line, f"SEQ {kind} \\* ARABIC", number)
    add_runs(line, (Run(f"  {caption}"), *mark))


def _add_picture(word: WordDocument, item: Picture | Figure | Map, data: bytes, label: str) -> None:
    line = word.add_paragraph()
    line.paragraph_format.space_after = 0
    try:
        shape = line.add_run().add_picture(io.BytesIO(data))
    except UnrecognizedImageError:
        add_runs(line, (Run(f"[Bild fehlt] {item.alternative}"),))
        return
    if isinstance(item, Picture):  # ours are drawn as large as they stand
        by = scale(shape.width, shape.height, styles.text_width(word))
        shape.width, shape.height = Length(int(shape.width * by)), Length(int(shape.height * by))
    line.paragraph_format.line_spacing = 1.0
    line.paragraph_format.keep_with_next = True
    for side in "TBLR":
        shape._inline.set(f"dist{side}", "0")  # else LibreOffice takes 3 mm on either side
    described: Any = shape._inline.docPr
    described.set("descr", clean(item.alternative))
    described.set("name", label or "Bild")


def _add_below(word: WordDocument, item: Any, cited: Runs) -> None:
    """Write remark and source, with a footnote where no caption could have it."""
    note, source = getattr(item, "note", ""), getattr(item, "source", "")
    lines: list[Runs] = [(Run(f"Anmerkung: {note}"),)] if note else []
    lines += [(Run(f"Quelle: {source}"), *cited)] if source else []
    for place, runs in enumerate(lines or [()], 1):  # Word joins tables that nothing parts
        line = add_line(word, styles.SOURCE)
        add_runs(line, runs)
        line.paragraph_format.keep_with_next = place < len(lines) or None


def _add_rule(word: WordDocument) -> None:
    borders = element("w:pBdr")
    borders.append(element("w:bottom", val="single", sz="6", space="1", color="auto"))
    word.add_paragraph()._p.get_or_add_pPr().append(borders)
