"""An executed notebook becomes a document, in order and complete, or is refused."""

import base64

import nbformat
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_output

from sozialraum.display.blocks import Cover, Figure, Gap, Note, Text
from sozialraum.publish.document import labels, read_document
from sozialraum.publish.foreign import LOST, grids_from_html
from sozialraum.publish.items import (
    Grid,
    Heading,
    ListItems,
    Paragraph,
    Picture,
    Preformatted,
    Run,
    count_gaps,
    mark_gaps,
    plain_text,
)
from sozialraum.publish.markdown import parse_markdown
from tests.publish.conftest import PNG, SVG, code, notebook, table, text


def kinds(document):
    return [type(item).__name__ for item in document.items]


def test_cells_and_blocks_stand_in_the_order_of_the_notebook():
    document = read_document(
        notebook(text("# Köln"), text("## Lage"), code(Text(("Am Rhein.",))), text("Mein *Satz*."))
    )
    assert document.title == "Köln"
    assert document.items == (
        Heading(1, "Lage"),
        Paragraph((Run("Am Rhein."),)),
        Paragraph((Run("Mein "), Run("Satz", italic=True), Run("."))),
    )


def test_the_first_cover_gives_title_notice_and_mark():
    cover = Cover("Köln", "2025", (("Stand", "31.12.2024"),), "Beispieldaten", True)
    document = read_document(notebook(code(cover), text("# Teil eins")))
    assert (document.title, document.subtitle, document.facts) == ("Köln", "2025", cover.facts)
    assert document.page_line == "Erfundenes Beispiel · Beispieldaten"
    assert document.items == (Heading(1, "Teil eins"),)


def test_metadata_name_a_notebook_without_cover():
    plain = notebook(text("# Köln"))
    plain.metadata["sozialraum"] = {"title": "Profil", "notice": "Entwurf"}
    document = read_document(plain)
    assert (document.title, document.notice) == ("Profil", "Entwurf")
    assert document.items == (Heading(1, "Köln"),)


def test_heading_levels_begin_with_one_and_skip_none():
    markdown = "## A\n\n#### B\n\n###### C\n\n### D\n\n## E"
    document = read_document(notebook(text("# T"), text(markdown)))
    assert [item.level for item in document.items] == [1, 2, 3, 2, 1]


def test_gaps_are_counted_in_blocks_texts_lists_and_tables():
    document = read_document(
        notebook(
            code(Gap("Stimmen"), Text(("[FACHKRAFT: a] und [FACHKRAFT: b]",))),
            text("- [FACHKRAFT: c]\n    - [FACHKRAFT: d]\n\n| x |\n|---|\n| [FACHKRAFT: e] |"),
        )
    )
    assert document.draft == "Entwurf, 6 offene Stellen"
    assert read_document(notebook(text("# Nichts offen"))).draft == ""


def test_a_gap_is_marked_across_bold_words():
    runs = mark_gaps((Run("Vorher [FACHKRAFT: "), Run("wer", bold=True), Run("?] nachher")))
    assert [(run.text, run.gap) for run in runs] == [
        ("Vorher ", False),
        ("[FACHKRAFT: ", True),
        ("wer", True),
        ("?]", True),
        (" nachher", False),
    ]


@given(st.lists(st.text(alphabet="[FACHKRAFT: ]x", max_size=14), max_size=5))
def test_marking_gaps_never_changes_the_text(pieces):
    runs = tuple(Run(piece) for piece in pieces)
    marked = mark_gaps(runs)
    assert plain_text(marked) == plain_text(runs)
    assert count_gaps([Paragraph(marked)]) == count_gaps([Paragraph(runs)])


@given(st.text())
def test_any_text_is_readable_as_markdown(words):
    parse_markdown(words)


def test_html_and_dangerous_links_in_markdown_are_only_text():
    (paragraph,) = parse_markdown("<b>fett</b> [x](javascript:alert(1)) [y](bericht.html)")
    assert "<b>fett</b>" in plain_text(paragraph.runs)
    assert [run.link for run in paragraph.runs if run.link] == ["bericht.html"]


def test_pictures_are_kept_if_the_notebook_carries_them():
    data = base64.b64encode(PNG).decode("ascii")
    (picture,) = parse_markdown(f"![Haus](data:image/png;base64,{data})")
    assert picture == Picture(PNG, "image/png", "Haus")
    pasted = {"a.png": {"image/png": data}}
    assert parse_markdown("![](attachment:a.png)", pasted) == (
        Picture(PNG, "image/png", "Abbildung ohne Beschreibung"),
    )


def test_a_picture_beside_the_notebook_is_in_the_document(tmp_path):
    (tmp_path / "bilder").mkdir()
    (tmp_path / "bilder" / "ein Haus.PNG").write_bytes(PNG)
    node = notebook(text('![Haus](bilder/ein%20Haus.PNG "Unser Haus")'))
    nbformat.write(node, tmp_path / "a.ipynb")
    assert read_document(tmp_path / "a.ipynb").items == (
        Picture(PNG, "image/png", "Haus", "Unser Haus"),
    )


@pytest.mark.parametrize(
    "address",
    ["https://example.org/a.png", "fehlt.png", "../a.png", "/a.png", "a.webp", "attachment:a.png"],
)
def test_a_picture_that_is_missing_is_said_to_be_missing(tmp_path, address):
    (tmp_path / "a.png").write_bytes(PNG)
    (tmp_path / "unten").mkdir()
    (tmp_path / "unten" / "a.webp").write_bytes(PNG)
    for markdown in (f"![Haus]({address})", f"# ![Haus]({address})", f"1. ![Haus]({address})"):
        *_, note = parse_markdown(markdown, folder=tmp_path / "unten")
        assert note.text.startswith("Hier fehlt ein Bild („Haus“).")


def test_a_list_goes_on_with_its_number_and_a_table_in_it_follows_it():
    first, grid, words, second = parse_markdown(
        "1. eins\n\n   | x | y |\n   |---|---|\n   | 1 | 2 |\n\nDazu.\n\n3. drei"
    )
    assert [plain_text(entry.runs) for entry in first.entries] == ["eins"]
    assert [plain_text(cell) for cell in grid.rows[0]] == ["1", "2"]
    assert (plain_text(words.runs), first.first, second.first) == ("Dazu.", 1, 3)


def test_a_line_break_in_html_is_one_and_other_tags_are_text():
    (grid,) = parse_markdown("| a |\n|---|\n| x<br>y<br/>z <b>fett</b> `<br>` |")
    assert plain_text(grid.rows[0][0]) == "x\ny\nz <b>fett</b> <br>"


def test_a_nested_list_keeps_its_depth():
    (items,) = parse_markdown("1. eins\n2. zwei\n    - zwei a")
    assert items.ordered
    assert isinstance(items.entries[1].below[0], ListItems)
    assert plain_text(items.entries[1].below[0].entries[0].runs) == "zwei a"


def test_a_data_frame_becomes_a_table_with_numbers_on_the_right():
    frame = pd.DataFrame({"Ort": ["Köln", "Bonn"], "Zahl": [1.5, None]})
    document = read_document(notebook(code({"text/html": frame._repr_html_()})))
    (grid,) = document.items
    assert [(column.title, column.align) for column in grid.columns] == [
        ("", "right"),
        ("Ort", "left"),
        ("Zahl", "right"),
    ]
    assert [plain_text(cell) for cell in grid.rows[0]] == ["0", "Köln", "1.5"]


def test_cells_that_span_several_are_written_out():
    frame = pd.DataFrame(
        [[1, 2], [3, 4]],
        index=pd.MultiIndex.from_tuples([("Köln", "a"), ("Köln", "b")]),
        columns=pd.MultiIndex.from_tuples([("2024", "m"), ("2024", "w")]),
    )
    (grid,) = grids_from_html(frame._repr_html_())
    assert [column.title for column in grid.columns] == ["", "", "2024 | m", "2024 | w"]
    assert [[plain_text(cell) for cell in row] for row in grid.rows] == [
        ["Köln", "a", "1", "2"],
        ["Köln", "b", "3", "4"],
    ]


def test_all_tables_of_an_output_are_kept_with_their_captions():
    html = (
        "<h3>Modell</h3><table><caption>Guete <i>kurz</i></caption><tr><th>a<td>1</table>und"
        "<table><tr><th>b</th></tr><tr><td>2<table><tr><td>innen</td></tr></table></td></tr></table>"
        "<table><tr></tr></table>"
    )
    first, second = grids_from_html(html)
    assert (first.caption, [column.title for column in first.columns]) == ("Guete kurz", ["a", "1"])
    assert [plain_text(cell) for cell in second.rows[0]] == ["2 innen"]
    assert read_document(notebook(code({"text/html": "<table><tr></tr></table>"}))).items == (
        Note(LOST),
    )


def test_a_data_frame_that_pandas_cut_says_how_long_it_is():
    frame = pd.DataFrame({"Zahl": range(200)})
    (grid,) = grids_from_html(frame._repr_html_())
    assert grid.note == "Gekürzt; die ganze Tabelle hat 200 Zeilen und 1 Spalten."


def test_a_vector_plot_and_a_printed_result_are_kept_and_damaged_pictures_are_said_to_be_lost():
    cell = new_code_cell("x", execution_count=1)
    cell.outputs = [
        new_output("display_data", data={"image/svg+xml": SVG, "text/plain": "<Figure>"}),
        new_output("execute_result", data={"text/plain": "Mitte    3\nOst      4"}),
        new_output("display_data", data={"text/plain": "Mitte    3\nOst      4"}),
        new_output("display_data", data={"image/png": "kein Bild!"}),
        new_output("display_data", data={"application/vnd.plotly.v1+json": {}}),
        new_output("execute_result", data={"text/latex": "$x^2$", "text/plain": "x**2"}),
    ]
    picture, printed, *lost = read_document(notebook(cell)).items
    assert (picture.kind, picture.data) == ("image/svg+xml", SVG.encode())
    assert printed == Preformatted("Mitte    3\nOst      4")
    assert [item.text for item in lost] == [LOST, LOST, LOST]


def test_a_plot_is_kept_and_prints_are_not():
    data = base64.b64encode(PNG).decode("ascii")
    cell = new_code_cell("x", execution_count=1)
    cell.outputs = [
        new_output("stream", text="lädt …"),
        new_output("display_data", data={"image/png": data, "text/plain": "<Figure>"}),
        new_output("execute_result", data={"text/plain": "5"}),
        new_output("display_data", data={"text/html": "<div>Karte</div>"}),
    ]
    first, second = read_document(notebook(cell)).items
    assert first == Picture(PNG, "image/png", "Abbildung ohne Beschreibung")
    assert isinstance(second, Note)


def test_captions_are_numbered_by_kind():
    figure = Figure("Alter", "Balken.", SVG)
    document = read_document(notebook(code(table(), figure, table(), figure)))
    assert labels(document.items)[:4] == ("Tabelle 1", "Abbildung 1", "Tabelle 2", "Abbildung 2")


def test_every_source_is_listed_once_unless_the_notebook_does_it():
    document = read_document(notebook(code(table(), table())))
    assert document.items[-2] == Heading(1, "Quellen")
    assert [plain_text(entry.runs) for entry in document.items[-1].entries] == [
        "IT.NRW, dl-de/by-2-0"
    ]
    own = read_document(notebook(text("## Vorgehen und Quellen"), code(table())))
    assert kinds(own) == ["Heading", "Grid"]


def test_links_of_a_table_lead_from_its_first_cells():
    block = table(rows=1)
    linked = type(block)(
        block.caption, block.columns, block.rows, links=("05315_koeln/bericht.html",)
    )
    (grid,) = read_document(notebook(code(linked))).items
    assert isinstance(grid, Grid)
    assert grid.rows[0][0] == (Run("Köln 0", link="05315_koeln/bericht.html"),)
