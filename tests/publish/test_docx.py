"""The Word file has Word's own headings, tables, captions and descriptions."""

import io

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from sozialraum.display.blocks import Column, Table
from sozialraum.publish.document import Document, read_document
from sozialraum.publish.docx import render_docx
from sozialraum.publish.docx_tables import column_widths
from sozialraum.publish.items import Grid, Run
from tests.publish import readers
from tests.publish.conftest import EVIL, ODD, SVG, code, notebook, table, text


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


def contents_of(word):
    """Style and text of each line of the table of contents."""
    lines = word.element.body.find(qn("w:sdt")).iter(qn("w:p"))
    return [(p.pPr.pStyle.val, "".join(t.text for t in p.iter(qn("w:t")))) for p in lines]


def test_the_table_of_contents_is_words_own_with_its_entries_and_they_lead_somewhere(report):
    word = docx.Document(io.BytesIO(render_docx(read_document(report), contents=True)))
    frame = word.element.body.find(qn("w:sdt"))
    assert contents_of(word) == [
        ("TOCHeading", "Inhalt"),
        ("toc1", "Lage"), ("toc2", "Zahlen"), ("toc1", "Eigenes"), ("toc1", "Quellen"),
    ]  # fmt: skip
    codes = [found.text.split() for found in frame.iter(qn("w:instrText"))]
    assert codes == [["TOC", "\\o", '"1-2"', "\\h", "\\z", "\\u"]]
    kinds = [found.get(qn("w:fldCharType")) for found in frame.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]
    marks = {
        p._p.find(qn("w:bookmarkStart")).get(qn("w:name")): p.text
        for p in word.paragraphs
        if p.style.name.startswith("Heading")
    }
    links = [link.get(qn("w:anchor")) for link in frame.iter(qn("w:hyperlink"))]
    assert [marks[link] for link in links] == ["Lage", "Zahlen", "Eigenes", "Quellen"]
    (first,) = [p for p in word.paragraphs if p.paragraph_format.page_break_before]
    assert first.text == "Lage"  # the text begins on a page of its own


def test_a_document_of_few_headings_needs_no_contents():
    content = render_docx(read_document(notebook(text("# T\n\n## A\n\n## B"))), contents=True)
    assert docx.Document(io.BytesIO(content)).element.body.find(qn("w:sdt")) is None


def test_footnotes_are_words_own_and_may_carry_links_and_styles():
    markdown = (
        "# T\n\nViele.[^1] Mehr.[^2]\n\n[^1]: **Wer?** <b>\n[^2]: [hier](https://example.org/)"
    )
    content = render_docx(read_document(notebook(text(markdown))))
    assert readers.footnotes_of_docx(content) == ["Wer? <b>", "hier"]
    word = docx.Document(io.BytesIO(content))
    marks = [m.get(qn("w:id")) for m in word.element.iter(qn("w:footnoteReference"))]
    part = word.part.part_related_by(RELATIONSHIP_TYPE.FOOTNOTES)
    notes = parse_xml(part.blob).findall(qn("w:footnote"))
    assert [note.get(qn("w:id")) for note in notes] == ["-1", "0", *marks]
    assert [rel.target_ref for rel in part.rels.values()] == ["https://example.org/"]
    listed = word.settings.element.find(qn("w:footnotePr"))
    assert [found.get(qn("w:id")) for found in listed] == ["-1", "0"]


def test_a_source_is_cited_in_full_in_a_footnote_at_its_first_mention():
    listed = "## Quellen\n\n| Kurz | Titel |\n|---|---|\n| IT.NRW, dl-de/by-2-0 | Amt: Zahlen |"
    content = render_docx(read_document(notebook(code(table(), table()), text(listed))))
    assert readers.footnotes_of_docx(content) == ["IT.NRW, dl-de/by-2-0: Amt: Zahlen."]
    found = readers.in_docx(content).remarks
    assert found[readers.squeezed("Quelle: IT.NRW, dl-de/by-2-0")] == 2


def test_what_is_to_begin_a_new_page_does_so_also_a_table_without_caption():
    markdown = "a\n\n\\pagebreak\n\n| b |\n|---|\n| c |\n\n## Anhang: D"
    content = render_docx(read_document(notebook(text(f"# T\n\n{markdown}"))))
    word = docx.Document(io.BytesIO(content))
    body = list(word.iter_inner_content())
    begun = [n for n, p in enumerate(body) if getattr(p, "paragraph_format", None)
             and p.paragraph_format.page_break_before]  # fmt: skip
    assert body[begun[0] + 1]._element.tag == qn("w:tbl")
    assert body[begun[1]].text == "Anhang: D"
    assert len(begun) == 2


def test_a_vector_plot_of_somebody_else_is_shown_and_a_broken_one_named():
    cell = {"image/svg+xml": SVG}
    content = render_docx(read_document(notebook(code(cell, {"image/svg+xml": "<svg><g>"}))))
    word = docx.Document(io.BytesIO(content))
    (shape,) = word.inline_shapes
    assert shape.width.cm == pytest.approx(90 / 72 * 2.54, abs=0.2)
    assert word.paragraphs[-2].text == "[Bild fehlt] Abbildung ohne Beschreibung"


def test_settings_and_styles_say_german_and_a_current_word(word):
    settings = word.settings.element
    (language,) = settings.iter(qn("w:themeFontLang"))
    assert language.get(qn("w:val")) == "de-DE"
    modes = {c.get(qn("w:name")): c.get(qn("w:val")) for c in settings.iter(qn("w:compatSetting"))}
    assert modes["compatibilityMode"] == "15"


def test_every_table_names_itself(word):
    named = [t._tbl.tblPr.find(qn("w:tblCaption")) for t in word.tables]
    assert [n.get(qn("w:val")) if n is not None else "" for n in named] == [
        f"Kennzahlen: {EVIL}", f"Kennzahlen: {ODD}", "", "",
    ]  # fmt: skip


def test_a_table_of_seventy_columns_becomes_several_for_word_takes_only_sixty_three():
    heads = tuple(Column(f"Spalte{n}") for n in range(70))
    rows = (tuple((Run(f"{n}.044"),) for n in range(70)),)
    document = Document("Breit", (Grid(heads, rows, "Alle Spalten", "Amt"),))
    opened = docx.Document(io.BytesIO(render_docx(document)))
    assert max(len(found.columns) for found in opened.tables) < 20
    assert {found.cell(1, 0).text for found in opened.tables} == {"0.044"}
    texts = [cell.text for found in opened.tables for cell in found.rows[1].cells[1:]]
    assert texts == [f"{n}.044" for n in range(1, 70)]
    assert [p.style.name for p in opened.paragraphs].count("Caption") == 1


def test_a_list_goes_on_with_its_number():
    items = read_document(notebook(text("3. drei\n4. vier"))).items
    opened = docx.Document(io.BytesIO(render_docx(Document("Liste", items))))
    starts = opened.part.numbering_part.element.xpath("//w:startOverride/@w:val")
    assert starts == ["3"]


def test_lines_of_a_cell_and_the_unit_in_a_head_stand_below_each_other():
    grid = Grid((Column("Ort"), Column("Wert", "right", "%")), (((Run("a\nb"),), (Run("1"),)),))
    opened = docx.Document(io.BytesIO(render_docx(Document("Zeilen", (grid,)))))
    found = [[cell.text for cell in row.cells] for row in opened.tables[0].rows]
    breaks = opened.tables[0]._tbl.xpath(".//w:br")
    assert (found, len(breaks)) == ([["Ort", "Wert\n%"], ["a\nb", "1"]], 2)
