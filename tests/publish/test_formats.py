"""The notebook is the document: what it says is in every format, all of it and nothing twice."""

import base64
import re
import shutil
from collections import Counter
from dataclasses import replace
from itertools import count

import nbformat
import pytest

from sozialraum.display.blocks import Figure, Gap, Heading, Map, Note
from sozialraum.publish.document import labels, read_document
from sozialraum.publish.document_notes import citations, with_endnotes
from sozialraum.publish.docx import render_docx
from sozialraum.publish.export import WRITERS, export
from sozialraum.publish.html import render_html
from sozialraum.publish.items import (
    Grid,
    ListItems,
    Paragraph,
    Picture,
    notes_of,
    plain_text,
    texts_of,
)
from sozialraum.publish.notebook import notebook_path, run_notebook
from sozialraum.publish.pdf import render_pdf
from sozialraum.publish.xlsx import render_xlsx
from tests.publish import readers
from tests.publish.conftest import text

SENTENCE = "Im Treff an der Ecke kamen 2025 genau 1.234 Menschen =zusammen @jeden #Tag."
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
)
NOTE = "Gespräch am 5. Mai 2025, =eigene Notiz"
TYPED = f"""## Von Hand ergänzt

{SENTENCE}

Das sagen viele.[^gespräch]

[^gespräch]: {NOTE}

| Ort | Besuche | Anteil |
|---|---:|---:|
| =SUMME(A1) | 1.234 | 45,6 % |
| Bezirk #1 \\*Köln\\* $ß_ | 99 | 3,1 % |"""


@pytest.fixture(scope="session")
def executed(tmp_path_factory):
    """The report of the invented town, run once, with a chapter typed into it afterwards."""
    path = tmp_path_factory.mktemp("formate") / "bericht.ipynb"
    node = run_notebook(notebook_path("bericht.ipynb"), {"region": "data/musterstadt"}, path)
    node.cells.append(text(TYPED))
    path.write_text(nbformat.writes(node, version=4), encoding="utf-8")
    return path


@pytest.fixture(params=["Bericht", "alles"])
def document(request, report):
    """A real report, and a small one with every kind of item."""
    if request.param == "alles":
        small = read_document(report)
        items = (replace(i, data=PNG) if isinstance(i, Picture) else i for i in small.items)
        return replace(small, items=tuple(items))
    return read_document(request.getfixturevalue("executed"))


def missing(expected, found):
    """For each kind what is not there, and what is there too often."""
    return {
        kind: (getattr(expected, kind) - getattr(found, kind), getattr(found, kind) - wanted)
        for kind in readers.KINDS
        if (wanted := getattr(expected, kind)) != getattr(found, kind)
    }


def test_what_is_typed_into_an_executed_notebook_is_in_all_four_formats(executed, tmp_path):
    html, docx, pdf, xlsx = export(executed, ("html", "docx", "pdf", "xlsx"), tmp_path)
    assert [path.name for path in (html, docx, pdf, xlsx)] == [f"bericht.{n}" for n in WRITERS]
    if shutil.which("pdftotext"):
        body = readers.pdf_body(pdf.read_bytes(), read_document(executed))
        assert readers.squeezed(SENTENCE) in body
        assert readers.squeezed("=SUMME(A1) 1.234 45,6 %") in body
        assert readers.squeezed(f"Das sagen viele.{number_of_note(executed)}") in body
        assert readers.squeezed(NOTE) in body
    assert SENTENCE in html.read_text("utf-8")
    assert f"<li>{NOTE}</li>" in html.read_text("utf-8")
    assert NOTE in readers.footnotes_of_docx(docx.read_bytes())
    tables = (
        readers.in_html(html.read_bytes()),
        readers.in_docx(docx.read_bytes()),
        readers.in_xlsx(xlsx.read_bytes(), read_document(executed)),
    )
    for found in tables:
        assert {"=SUMME(A1)", "1.234", "45,6%", "Bezirk#1*Köln*$ß_"} <= set(found.cells)


def number_of_note(executed):
    return 1 + list(readers.footnotes(read_document(executed))).index(NOTE)


NUMBER = re.compile(r"[+−-]?\d[\d.,]*(%|€|Pp\.)?")


def test_the_same_number_is_formatted_the_same_in_all_four_formats(document):
    expected = numbers(readers.in_document(document, tables_only=True))
    assert numbers(readers.in_html(render_html(document).encode())) == expected
    assert numbers(readers.in_docx(render_docx(document))) == expected
    assert numbers(readers.in_xlsx(render_xlsx(document), document)) == expected
    if shutil.which("pdftotext"):
        body = readers.pdf_body(render_pdf(document), document)
        assert all(number in body for number in expected)


def numbers(found):
    """The cells that are numbers, as often as they are there."""
    return Counter({text: n for text, n in found.cells.items() if NUMBER.fullmatch(text)})


def test_the_web_page_has_everything(document):
    found = readers.in_html(render_html(document).encode())
    with_notes = replace(document, items=with_endnotes(document.items))
    assert missing(readers.in_document(with_notes), found) == {}


def test_the_word_file_has_everything(document):
    assert missing(readers.in_document(document), readers.in_docx(render_docx(document))) == {}


def test_the_workbook_has_every_table_with_its_caption_and_source(document):
    expected = readers.in_document(document, tables_only=True)
    assert missing(expected, readers.in_xlsx(render_xlsx(document), document)) == {}


def expected_in_pdf(document):
    """All texts in order; with each what may stand before it that is no item's text."""
    numbers, cited = count(1), citations(document.items)
    named = zip(document.items, labels(document.items), strict=True)
    for place, (item, label) in enumerate(named):
        if label:
            mark = str(next(numbers)) if place in cited else ""
            yield f"{label} {item.caption}{mark}", ""
        if isinstance(item, Grid):
            head = "".join(column.title + column.unit for column in item.columns)
            yield head, ""
            for row in item.rows:  # after a new page the head is there again
                yield "".join(map(plain_text, row)), head
        elif isinstance(item, Heading | Paragraph):
            marks = "".join(str(next(numbers)) for _ in notes_of(item))
            yield from ((words + marks, "") for words in texts_of(item))
        elif isinstance(item, ListItems):
            yield from ((words, "*") for words in texts_of(item))  # bullets and numbers
        elif isinstance(item, Gap):
            yield item.marked, ""
        elif isinstance(item, Note):
            yield f"{item.label}: {item.text}", ""
        drawn = "*" if isinstance(item, Figure | Map | Picture) else ""
        for word, name in (("Anmerkung", "note"), ("Quelle", "source")):
            if getattr(item, name, ""):
                yield f"{word}: {getattr(item, name)}", drawn
                drawn = ""
        if drawn:
            yield "", drawn


def test_the_pdf_has_everything_in_order(document):
    content = render_pdf(document)
    body = readers.without_footnotes(readers.pdf_body(content, document), document)
    first = readers.squeezed(next(i.text for i in document.items if isinstance(i, Heading)))
    place = body.index(first, body.rindex(". . .".replace(" ", "")) if "..." in body else 0)
    free = False
    for words, before in expected_in_pdf(document):
        wanted = readers.squeezed(words)
        found = body.find(wanted, place)
        between = body[place:found]
        assert found >= 0, f"„{words}“ fehlt nach „{body[place - 80 : place]}“"
        allowed = ("", readers.squeezed(before))
        assert free or before == "*" or between in allowed, f"„{between}“ vor „{words}“"
        free = before == "*" and not words
        place = found + len(wanted)
    assert readers.squeezed(body[place:]) in ("", readers.squeezed(document.draft))


def test_every_picture_of_the_pdf_is_described(document):
    expected = readers.in_document(document).alternatives
    found = Counter(map(readers.squeezed, readers.pdf_alternatives(render_pdf(document))))
    assert found == expected


def test_every_table_of_the_pdf_is_one(document):
    content = render_pdf(document)
    grids = [item for item in document.items if isinstance(item, Grid)]
    assert readers.pdf_count(content, "Table") == len(grids)
    assert readers.pdf_count(content, "TH") == sum(len(grid.columns) for grid in grids)
    assert readers.pdf_count(content, "TD") == sum(len(g.columns) * len(g.rows) for g in grids)
