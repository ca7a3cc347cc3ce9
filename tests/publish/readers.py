"""What a reader finds in each format, read back by other programs than those that wrote it."""

import io
import re
import shutil
import subprocess
import zlib
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

import docx
import openpyxl
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from sozialraum.display.blocks import Figure, Heading, Map
from sozialraum.publish.document import labels
from sozialraum.publish.document_notes import citations
from sozialraum.publish.items import Grid, Picture, notes_of, plain_text

KINDS = ("headings", "cells", "captions", "remarks", "alternatives")


@dataclass
class Found:
    """Texts by what they are, as often as they are there; blanks and parted words do not count."""

    headings: Counter = field(default_factory=Counter)
    cells: Counter = field(default_factory=Counter)
    captions: Counter = field(default_factory=Counter)
    remarks: Counter = field(default_factory=Counter)
    alternatives: Counter = field(default_factory=Counter)

    def add(self, kind, text):
        getattr(self, kind)[squeezed(text)] += 1


def squeezed(text):
    """Text without blanks, hyphens and invisible signs, where programs differ in breaking lines."""
    return re.sub(r"[\s\u00ad\u200b\u2060-]+", "", text)


def in_document(document, *, tables_only=False):
    """What has to be found."""
    found = Found()
    for item, label in zip(document.items, labels(document.items), strict=True):
        if tables_only and not isinstance(item, Grid):
            continue
        if isinstance(item, Heading):
            found.add("headings", item.text)
        if isinstance(item, Grid):
            for column in item.columns:
                found.add("cells", column.title + column.unit)
            for cell in (cell for row in item.rows for cell in row):
                found.add("cells", plain_text(cell))
        if label:
            found.add("captions", f"{label} {item.caption}")
        for word, text in (("Anmerkung", "note"), ("Quelle", "source")):
            if getattr(item, text, ""):
                found.add("remarks", f"{word}: {getattr(item, text)}")
        if isinstance(item, Figure | Map | Picture):
            found.add("alternatives", item.alternative)
    return found


class _Page(HTMLParser):
    VOID = ("br", "img", "meta", "link", "hr", "input")

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found, self.open = Found(), []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag not in self.VOID:
            self.open.append((tag, given.get("class") or "", []))
        if tag == "svg" and given.get("role") == "img" and self._inside("figure", "still"):
            self.found.add("alternatives", given["aria-label"])
        if tag == "img" and self._inside("figure", "still"):
            self.found.add("alternatives", given["alt"])

    def _inside(self, *names):
        return all(any(n in (tag, css.split(" ")[0]) for tag, css, _ in self.open) for n in names)

    def handle_data(self, data):
        for _, _, texts in self.open:
            texts.append(data)

    def handle_endtag(self, tag):
        if tag in self.VOID:
            return
        while self.open:
            name, css, texts = self.open.pop()
            if name == tag:
                break
        text = "".join(texts)
        if re.fullmatch(r"h[2-6]", tag) and self._inside("main"):
            self.found.add("headings", text)
        elif tag in ("td", "th"):
            self.found.add("cells", text)
        elif tag in ("caption", "figcaption"):
            self.found.add("captions", text)
        elif css == "below":
            self.found.add("remarks", text)


def in_html(content):
    page = _Page()
    page.feed(re.sub(r"(?s)<(script|style)\b.*?</\1>", "", content.decode("utf-8")))
    return page.found


def in_docx(content):
    word, found = docx.Document(io.BytesIO(content)), Found()
    for paragraph in word.paragraphs:
        text = "".join(node.text or "" for node in paragraph._p.iter(qn("w:t")))
        if paragraph.style.name.startswith("Heading"):
            found.add("headings", text)
        elif paragraph.style.name == "Caption":
            found.add("captions", text)
        elif paragraph.style.name == "Quelle" and text:
            found.add("remarks", text)
    for table in word.tables:
        for row in table.rows:
            for cell in row.cells:
                found.add("cells", "".join(t.text or "" for t in cell._tc.iter(qn("w:t"))))
    for described in word.element.iter(qn("wp:docPr")):
        found.add("alternatives", described.get("descr"))
    return found


def footnotes_of_docx(content):
    """Words of the footnotes, without the lines that part them from the text."""
    part = docx.Document(io.BytesIO(content)).part.part_related_by(RELATIONSHIP_TYPE.FOOTNOTES)
    notes = parse_xml(part.blob).findall(qn("w:footnote"))
    return ["".join(t.text or "" for t in n.iter(qn("w:t"))).strip() for n in notes[2:]]


def as_shown(value, form):
    """A number as a German spreadsheet shows it."""
    first, *others = form.split(";")
    section = others[0] if value < 0 and others else first
    digits = re.search(r"[#,]*0(\.0+)?", section)
    decimals = len(digits.group().partition(".")[2])
    grouped = "," if "," in digits.group() else ""
    text = f"{abs(value):{grouped}.{decimals}f}".translate(str.maketrans(",.", ".,"))
    shown = section[: digits.start()] + text + section[digits.end() :]
    return shown.replace('"', "")


def in_xlsx(content, document):
    """What the sheets show; a unit that went from all cells into the head counts in the cells."""
    found = Found()
    book = openpyxl.load_workbook(io.BytesIO(content))
    grids = [item for item in document.items if isinstance(item, Grid)]
    for sheet, grid in zip(book.worksheets[1:-1], grids, strict=True):
        if not sheet.title.startswith("Ohne Nummer"):
            found.add("captions", sheet["A1"].value)
        head = sheet["A1"].row + 3 + bool(document.page_line)
        last = head + len(grid.rows)
        width = len(grid.columns)
        below_heads = sheet.iter_cols(min_row=head, max_row=last, max_col=width)
        for column, cells in zip(grid.columns, below_heads, strict=True):
            title = str(cells[0].value or "")
            known = f"{column.title} ({column.unit})" if column.unit else column.title
            moved = title.removeprefix(column.title).strip(" ()") if title != known else ""
            assert title == (f"{column.title} ({moved})" if moved else known)
            found.add("cells", column.title + column.unit)
            for cell in cells[1:]:
                number = isinstance(cell.value, int | float)
                text = as_shown(cell.value, cell.number_format) if number else cell.value or ""
                found.add("cells", text + (moved if number else ""))
        for row in range(last + 1, sheet.max_row + 1):
            if sheet.cell(row, 1).value:
                found.add("remarks", sheet.cell(row, 1).value)
    return found


def needs_poppler():
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler) ist nicht installiert")


def pdf_pages(content):
    """The text of each page, in reading order."""
    needs_poppler()
    run = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=content, capture_output=True, check=True
    )
    return run.stdout.decode().split("\f")[:-1]


def pdf_alternatives(content):
    """Alternative texts of the structure tree."""
    return [
        _pdf_text(content, found.end()) for found in re.finditer(rb"/Alt\s*(?=\(|<[^<])", content)
    ]


def _pdf_text(content, place):
    """The text that begins at a place: coded, or in brackets that may hold others."""
    if content[place : place + 1] == b"<":
        data = bytes.fromhex(content[place + 1 : content.index(b">", place)].decode())
    else:
        end, depth = place, 0
        while end == place or depth:
            depth += {b"(": 1, b")": -1}.get(content[end : end + 1], 0)
            end += 2 if content[end : end + 1] == b"\\" else 1
        data = re.sub(rb"\\(.)", rb"\1", content[place + 1 : end - 1])
    utf16 = data.startswith(b"\xfe\xff")
    return data[2:].decode("utf-16-be") if utf16 else data.decode("latin-1")


def pdf_count(content, tag):
    return len(re.findall(rb"/S\s*/" + tag.encode() + rb"\b", content))


def pdf_body(content, document):
    """The text without what is on every page, squeezed."""
    pages = [squeezed(page) for page in pdf_pages(content)]
    body = []
    for number, page in enumerate(pages, 1):
        head = squeezed(document.page_line)
        foot = squeezed(f"{document.title}Seite {number} von {len(pages)}")
        mark = "erfunden" if document.invented else ""
        assert page.startswith(head), page[:200]
        assert page.endswith(foot + mark), page[-200:]
        body.append(page[len(head) : len(page) - len(foot + mark)])
    return "".join(body)


def footnotes(document):
    """Text of each footnote in the order of the numbers: that of a caption, then those below."""
    cited = citations(document.items)
    for place, item in enumerate(document.items):
        if place in cited:
            yield plain_text(cited[place])
        yield from map(plain_text, notes_of(item))


def without_footnotes(body, document):
    """The text without what stands below the pages; each footnote has to stand there once."""
    for number, text in enumerate(footnotes(document), 1):
        wanted = squeezed(f"{number}{text}")
        assert body.count(wanted) == 1, wanted
        body = body.replace(wanted, "")
    return body


def inflated(content):
    """The streams of a PDF, unpacked."""
    for packed in re.findall(rb"(?s)stream\r?\n(.*?)\r?\nendstream", content):
        try:
            yield zlib.decompress(packed)
        except zlib.error:
            yield packed
