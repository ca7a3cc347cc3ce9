"""Pages of the Word file: what stands above and below each of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as WordParagraph

from sozialraum.publish.document import Document
from sozialraum.publish.docx_text import add_field, add_runs, clean
from sozialraum.publish.items import Run

_DRAWN = ("w:t", "w:drawing", "w:pict", "w:object", "w:fldSimple", "w:instrText")


def write_page_lines(word: WordDocument, document: Document) -> None:
    """Write the notice above each page, and below it title and number unless others stand there.

    What a master has in its header and footer stays as it is.
    """
    line = document.page_line
    for section in word.sections:
        for head in _kinds(word, section, "header"):
            if line or not _used(head):
                add_runs(_free_line(head), (Run(line, bold=True),))
        for foot in _kinds(word, section, "footer"):
            if not _used(foot):
                below = foot.paragraphs[0]
                below.add_run(f"{clean(document.title)}\t")
                _add_number(below)
            elif not _numbered(section):
                below = _free_line(foot)
                below.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                _add_number(below)


def _kinds(word: WordDocument, section: Any, name: str) -> Iterator[Any]:
    """Yield the headers or footers of a section that are shown on some page."""
    yield getattr(section, name)
    if section.different_first_page_header_footer:
        yield getattr(section, f"first_page_{name}")
    if word.settings.odd_and_even_pages_header_footer:
        yield getattr(section, f"even_page_{name}")


def _used(part: Any) -> bool:
    """Return whether a header or footer shows anything."""
    return any(True for tag in _DRAWN for found in part._element.iter(qn(tag)))


def _numbered(section: Any) -> bool:
    """Return whether a page number stands above or below the pages."""
    parts = (section.header, section.footer)
    codes = [
        (found.text or "") + (found.get(qn("w:instr")) or "")
        for part in parts
        for tag in ("w:instrText", "w:fldSimple")
        for found in part._element.iter(qn(tag))
    ]
    return any("PAGE" in code.split() for code in codes)


def _free_line(part: Any) -> WordParagraph:
    """Return an empty paragraph at the end of a header or footer."""
    last: WordParagraph = part.paragraphs[-1] if part.paragraphs else part.add_paragraph()
    if _used(part) or len(last._p) > 1:
        made: WordParagraph = part.add_paragraph()
        return made
    return last


def _add_number(line: WordParagraph) -> None:
    line.add_run("Seite ")
    add_field(line, "PAGE", "1")
    line.add_run(" von ")
    add_field(line, "NUMPAGES", "1")
