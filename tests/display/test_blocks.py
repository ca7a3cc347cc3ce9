"""Blocks keep their content through a notebook and never let text become markup."""

import json

import pytest

from sozialraum.display.blocks import (
    MIME,
    Column,
    Figure,
    Gap,
    Heading,
    Map,
    Note,
    Table,
    Text,
    from_data,
)
from sozialraum.errors import PublishError

EVIL = "<script>alert('x')</script> & „Süd“"
SVG = '<svg xmlns="http://www.w3.org/2000/svg"></svg>'

EXAMPLES = [
    Text((EVIL, "zweiter Absatz")),
    Table(EVIL, (Column("Gebiet"), Column(EVIL, "right", EVIL)), ((EVIL, EVIL),), EVIL, EVIL),
    Figure(EVIL, EVIL, SVG, EVIL, EVIL),
    Map(EVIL, EVIL, "<div></div>", SVG, EVIL),
    Note(EVIL, "erfunden"),
    Gap(EVIL),
    Heading(2, EVIL),
]
KINDS = [block.block for block in EXAMPLES]


@pytest.mark.parametrize("block", EXAMPLES, ids=KINDS)
def test_a_block_comes_back_from_json_as_it_was(block):
    assert from_data(json.loads(json.dumps(block.to_data()))) == block


@pytest.mark.parametrize("block", EXAMPLES, ids=KINDS)
def test_a_block_shows_itself_as_escaped_html_text_and_data(block):
    bundle = block._repr_mimebundle_()

    assert "<script>alert" not in bundle["text/html"]
    assert "&lt;script&gt;alert" in bundle["text/html"]
    assert EVIL in bundle["text/plain"]
    assert bundle[MIME]["version"] == 1


def test_a_table_marks_its_heads_and_aligns_its_numbers_right():
    table = Table(
        "Bevölkerung", (Column("Gebiet"), Column("2024", "right")), (("Köln", "1.025.523"),)
    )

    assert '<th scope="col" class="sr-right">2024</th>' in table.to_html()
    assert '<th scope="row">Köln</th><td class="sr-right">1.025.523</td>' in table.to_html()


def test_a_gap_is_printed_in_brackets():
    assert Gap("Stimmen aus dem Raum").marked == "[FACHKRAFT: Stimmen aus dem Raum]"


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ({"block": "torte"}, "Unbekannte Art von Baustein: 'torte'"),
        ({"block": ["gap"]}, "Unbekannte Art"),
        ({"version": 2}, "unbekannter Fassung 2"),
        ({"text": 7}, "falscher Art"),
        ({"farbe": "rot"}, "unbekannte Angabe „farbe“"),
    ],
)
def test_data_that_no_block_wrote_are_refused_in_german(damage, said):
    with pytest.raises(PublishError, match=said):
        from_data(Gap("x").to_data() | damage)


def test_a_picture_of_earlier_notebooks_which_carried_a_png_is_read():
    assert from_data(EXAMPLES[2].to_data() | {"png": "iVBORw=="}) == EXAMPLES[2]


def test_data_without_a_needed_entry_are_refused():
    data = Gap("x").to_data()
    del data["text"]
    with pytest.raises(PublishError, match="es fehlt „text“"):
        from_data(data)


def test_a_picture_without_alternative_text_is_refused():
    with pytest.raises(PublishError, match="„Lage“ hat keinen Alternativtext"):
        Figure("Lage", " ", SVG)


def test_a_row_must_fit_the_columns():
    with pytest.raises(PublishError, match="Zeile 2: 1 Zellen bei 2 Spalten"):
        Table("T", (Column("a"), Column("b")), (("1", "2"), ("1",)))


def test_cells_are_text_only():
    with pytest.raises(PublishError, match="müssen Text sein"):
        Table("T", (Column("a"),), ((1,),))  # type: ignore[arg-type]


def test_an_unknown_kind_of_note_is_refused():
    with pytest.raises(PublishError, match="„rot“"):
        Note("x", "rot")


def test_the_frame_of_a_map_carries_leaflet_and_forbids_the_network():
    html = EXAMPLES[3]._repr_mimebundle_()["text/html"]

    assert "L.Map=" in html or "t.Map=" in html
    assert "default-src &#x27;none&#x27;" in html
