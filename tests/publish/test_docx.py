"""The Word file has Word's own headings, tables, captions and descriptions."""

import io

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml.ns import qn

from sozialraum.display.blocks import Column, Table
from sozialraum.publish.document import read_document
from sozialraum.publish.docx import render_docx
from sozialraum.publish.docx_tables import column_widths
from sozialraum.publish.items import Grid
from tests.publish.conftest import EVIL, ODD, code, notebook, table, text


@pytest.fixture
def word(report):
    return docx.Document(io.BytesIO(render_docx(read_document(report))))


def test_the_same_document_gives_the_same_bytes(report):
    assert render_docx(read_document(report)) == render_docx(read_document(report))


def test_it_is_german_and_a4(word):
    section = word.sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    languages = {found.get(qn("w:val")) for found in word.styles.element.iter(qn("w:lang"))}
    assert languages == {"de-DE"}


def test_headings_have_words_own_styles(word):
    found = [(p.style.name, p.text) for p in word.paragraphs if p.style.name.startswith(("T", "H"))]
    assert found[:4] == [
        ("Title", ODD),
        ("Heading 1", "Lage"),
        ("Heading 2", "Zahlen"),
        ("Hinweis", "Zu beachten: neue Basis: Zensus 2022"),
    ]


def test_a_table_repeats_its_head_and_sets_numbers_to_the_right(word):
    first = word.tables[0]
    assert first.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in first.rows)
    name, _, people = first.rows[1].cells
    assert (name.text, people.text) == (f"{EVIL} 0", "1.044.555")
    assert people.paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.RIGHT


def test_every_picture_is_described(word):
    described = [found.get("descr") for found in word.element.iter(qn("wp:docPr"))]
    assert described == [
        "Köln liegt am Rhein.",
        "Balken je Alter.",
        "Balken.",
        "Abbildung ohne Beschreibung",
    ]


def test_captions_are_numbered(word):
    captions = [p.text for p in word.paragraphs if p.style.name == "Caption"]
    fields = [f.get(qn("w:instr")) for f in word.element.iter(qn("w:fldSimple"))]
    assert captions[0].startswith("Karte ")
    assert fields[:2] == ["SEQ Karte \\* ARABIC", "SEQ Tabelle \\* ARABIC"]


def test_gaps_are_highlighted_and_counted(word):
    marked = [
        run.text
        for paragraph in word.paragraphs
        for run in paragraph.runs
        if run.font.highlight_color == WD_COLOR_INDEX.YELLOW
    ]
    assert marked == [
        "Entwurf, 2 offene Stellen",
        "[FACHKRAFT: ",
        "wer",
        " war dabei?]",
        "[FACHKRAFT: Stimmen]",
        "Entwurf, 2 offene Stellen",
    ]


def test_every_page_carries_the_notice_and_its_number(word):
    section = word.sections[0]
    assert section.header.paragraphs[0].text == "Erfundenes Beispiel · Beispieldaten 2005–2012"
    fields = section.footer._element.iter(qn("w:fldSimple"))
    assert [field.get(qn("w:instr")) for field in fields] == ["PAGE", "NUMPAGES"]


def test_each_numbered_list_begins_again(word):
    numbers = [
        paragraph._p.pPr.numPr.numId.val
        for paragraph in word.paragraphs
        if paragraph.style.name == "List Number"
    ]
    assert len(numbers) == 3
    assert numbers[0] == numbers[1] != numbers[2]


def test_characters_that_word_cannot_hold_are_left_out():
    content = render_docx(read_document(notebook(text("# A\n\nVor\x0bnach"))))
    assert docx.Document(io.BytesIO(content)).paragraphs[-1].text == "Vornach"


def test_columns_fill_no_more_than_the_page():
    (grid, *_) = read_document(notebook(code(table(name="sehr langes Wort " * 9)))).items
    assert isinstance(grid, Grid)
    widths = column_widths(grid)
    assert sum(width.cm for width in widths) <= 16.01
    assert widths[0] > widths[1]


def kept(table):
    """For each row whether it stays on the page of the next."""
    return [
        row.cells[0].paragraphs[0].paragraph_format.keep_with_next is True for row in table.rows
    ]


def test_a_short_table_stays_whole_and_a_long_one_keeps_three_rows_at_a_break():
    content = render_docx(read_document(notebook(code(table(rows=12), table(rows=13)))))
    short, long = docx.Document(io.BytesIO(content)).tables
    assert kept(short) == [True] * 13
    assert kept(long) == [True] * 3 + [False] * 8 + [True] * 3


def test_a_column_of_long_texts_is_wider_than_one_of_short_words():
    texts = ("Erwerbslose", "je Kreis", "Bezogen auf alle zivilen Erwerbspersonen. " * 5, "1,0")
    heads = (Column("Kennzahl"), Column("Nenner"), Column("Zu beachten"), Column("Z", "right"))
    (grid,) = read_document(notebook(code(Table("T", heads, (texts,) * 3)))).items
    name, part, note, number = (width.cm for width in column_widths(grid))
    assert note > 8 > 3 > name > part > number


def test_long_words_can_be_parted_in_cells():
    block = Table("T", (Column("Jugendarbeitslosenquote"),), ())
    content = render_docx(read_document(notebook(code(block))))
    word = docx.Document(io.BytesIO(content))
    assert len(list(word.element.iter(qn("w:softHyphen")))) == 2
    assert word.tables[0].rows[0].cells[0].text == "Jugendarbeitslosenquote"
