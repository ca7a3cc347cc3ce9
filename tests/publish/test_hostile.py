"""Names that look like markup or formulas, in every text field: text in every format."""

import io
import re
import zipfile
from itertools import count

import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from sozialraum.display.blocks import Column, Figure, Gap, Heading, Map, Note
from sozialraum.publish.document import Document
from sozialraum.publish.docx import render_docx
from sozialraum.publish.items import (
    Grid,
    ListEntry,
    ListItems,
    Paragraph,
    Picture,
    Preformatted,
    Run,
    styled,
)
from sozialraum.publish.pdf import render_pdf
from sozialraum.publish.xlsx import render_xlsx
from tests.publish import readers
from tests.publish.conftest import FRAGMENT, SVG
from tests.publish.test_formats import PNG

NAMES = (
    "<script>alert(1)</script>",
    "=HYPERLINK(1)",
    "Bezirk #1 *Köln* $ß_",
    "#panic() @x \\ // /* ]]>",
    "&amp;<w:t>“\"'",
)


def filled(name):
    """A document with a name in every text field, and the texts that its tables have."""
    numbers = count(1)
    texts = []

    def one(*, table=False):
        text = f"{name}{next(numbers):02}."
        texts.append((text, table))
        return text

    def all_of(*, table=False):
        return {"source": one(table=table), "note": one(table=table)}

    title, subtitle, facts = one(table=True), one(table=True), ((one(table=True), one(table=True)),)
    notice = one(table=True)
    grid = Grid(
        (Column(one(table=True)), Column(one(table=True), "right", one(table=True))),
        ((styled(one(table=True)), styled(one(table=True))),),
        one(table=True),
        **all_of(table=True),
    )
    items = (
        Heading(1, one()),
        Paragraph((Run(one(), bold=True), Run("", note=styled(one())))),
        Paragraph((Run(one(), link="https://example.org/"),), quoted=True),
        ListItems((ListEntry(styled(one()), (ListItems((ListEntry(styled(one())),), True),)),)),
        Preformatted(one()),
        grid,
        Figure(one(), one(), SVG, **all_of()),
        Map(one(), one(), FRAGMENT, SVG, **all_of()),
        Picture(PNG, "image/png", one(), one()),
        Note(one(), "warnung"),
        Gap(one()),
    )
    return Document(title, items, subtitle, facts, notice, invented=True), texts


@pytest.mark.parametrize("name", NAMES)
def test_word_has_every_name_as_text(name):
    document, texts = filled(name)
    found = []
    with zipfile.ZipFile(io.BytesIO(render_docx(document, contents=True))) as parts:
        for part in (n for n in parts.namelist() if n.startswith("word/") and n.endswith(".xml")):
            root = parse_xml(parts.read(part))
            found += [
                "".join(t.text or "" for t in p.iter(qn("w:t"))) for p in root.iter(qn("w:p"))
            ]
            found += [d.get("descr") for d in root.iter(qn("wp:docPr"))]
            codes = [c.text for c in root.iter(qn("w:instrText"))]
            codes += [c.get(qn("w:instr")) for c in root.iter(qn("w:fldSimple"))]
            assert all(
                re.fullmatch(r" ?(TOC|PAGE|NUMPAGES|SEQ \w+)\b[\w\\ *\"-]*", c) for c in codes
            )
    everything = "\n".join(found)
    assert [text for text, _ in texts if text not in everything] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_pdf_has_every_name_as_text_or_as_alternative(name):
    document, texts = filled(name)
    content = render_pdf(document)
    body = readers.squeezed("".join(readers.pdf_pages(content)))
    body += readers.squeezed("".join(readers.pdf_alternatives(content)))
    assert [text for text, _ in texts if readers.squeezed(text) not in body] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_workbook_has_every_name_of_its_tables_as_text(name):
    document, texts = filled(name)
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(document)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    shown = "\n".join(str(cell.value) for cell in cells)
    assert [text for text, table in texts if table and text not in shown] == []
