"""Footnotes, citations and new pages of a document."""

from sozialraum.display.blocks import Column, Text
from sozialraum.publish.document import read_document
from sozialraum.publish.document_notes import citations, page_starts, with_endnotes
from sozialraum.publish.items import (
    Grid,
    Heading,
    ListItems,
    Paragraph,
    Rule,
    Run,
    notes_of,
    plain_text,
    texts_of,
)
from sozialraum.publish.markdown import parse_markdown
from tests.publish.conftest import code, notebook, table, text


def test_footnotes_of_all_cells_are_found_and_what_is_none_stays_text():
    document = read_document(
        notebook(
            text("Viele sagen das.[^a] Und `[^a]`, [^b]"),
            text("[^a]: Gespräch am **5. Mai**\n    im Treff\n\n[^c]: ohne Bezug"),
        )
    )
    first, second = document.items
    assert plain_text(first.runs) == "Viele sagen das. Und [^a], [^b]"
    assert [plain_text(note) for note in notes_of(first)] == ["Gespräch am 5. Mai im Treff"]
    assert plain_text(second.runs) == "[^c]: ohne Bezug"


def test_what_has_no_footnotes_gets_them_as_a_list_at_the_end():
    markdown = "A[^1]\n\n- b[^2]\n\n| c |\n|---|\n| d[^1] |\n\n[^1]: eins\n[^2]: zwei"
    *items, heading, notes = with_endnotes(parse_markdown(markdown))
    said = [text for item in items for text in texts_of(item)]
    assert said == ["A[1]", "b[2]", "d[3]"]
    assert heading == Heading(1, "Anmerkungen")
    assert [plain_text(entry.runs) for entry in notes.entries] == ["eins", "zwei", "eins"]


def test_pages_begin_anew_where_it_is_asked_for_with_areas_and_with_the_annex():
    markdown = (
        "# T\n\n## Lage\n\n\\pagebreak\n\ntext\n\n---\n\n## Die Sozialräume\n\n### Nord\n\ntext\n\n"
        "#### Stimmen\n\ntext\n\n### Süd\n\ntext\n\n## Ziele\n\n### Ziel\n\n## Anhang: Zahlen\n\n"
        "## In einfacher Sprache\n\ntext\n\n## Raum\n\n## Rahmen"
    )
    items = read_document(notebook(text(markdown))).items
    begun = [plain_text(i.runs) if isinstance(i, Paragraph) else i.text
             for n, i in enumerate(items) if n in page_starts(items)]  # fmt: skip
    assert begun == [
        "text",
        "Die Sozialräume",
        "Süd",
        "Anhang: Zahlen",
        "In einfacher Sprache",
        "Raum",
    ]
    assert [item for item in items if isinstance(item, Rule)] == [Rule(new_page=True), Rule()]


def test_the_first_mention_of_a_source_is_cited_in_full():
    listed = "## Quellen\n\n| Kurz | Titel | Lizenz |\n|---|---|---|\n| IT.NRW | Amt: Zahlen | – |"
    items = read_document(notebook(code(table(), table()), text(listed))).items
    assert {place: plain_text(note) for place, note in citations(items).items()} == {
        0: "IT.NRW: Amt: Zahlen."
    }


def test_a_note_on_many_sources_only_says_where_they_are_listed_and_only_once():
    names = ["Amt 1", "Amt 2", "Amt 3", "Amt 4"]
    many, one = Grid((), (), source="; ".join(names)), Grid((), (), source="Amt 2")
    heads = (Column("Kurz"), Column("Titel"))
    listed = Grid(heads, tuple(((Run(name),), (Run("Zahlen"),)) for name in names))
    items = (many, many, one, Heading(1, "Vorgehen und Quellen"), listed)
    assert {place: plain_text(note) for place, note in citations(items).items()} == {
        0: "Alle Angaben zu diesen Quellen: Kapitel „Vorgehen und Quellen“.",
        2: "Amt 2: Zahlen.",
    }


def test_lines_of_a_text_that_begin_with_a_bullet_are_a_list():
    block = Text(("Es fehlt:", "• Zeit", "• Raum", "Danke."))
    first, listed, last = read_document(notebook(code(block))).items
    assert isinstance(listed, ListItems)
    assert [plain_text(entry.runs) for entry in listed.entries] == ["Zeit", "Raum"]
    assert [plain_text(item.runs) for item in (first, last)] == ["Es fehlt:", "Danke."]
    assert "<ul><li>Zeit</li><li>Raum</li></ul>" in block.to_html()
