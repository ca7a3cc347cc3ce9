"""A notebook that somebody sent: its pictures draw and its maps show, nothing else."""

import pytest

from sozialraum.display.blocks import MIME, Column, Figure, Map, Table
from sozialraum.display.interactive import is_own
from sozialraum.errors import PublishError
from sozialraum.publish.document import read_document
from sozialraum.publish.html import render_html
from sozialraum.publish.items import Grid
from tests.publish.conftest import FRAGMENT, PNG, SVG, code, notebook, text
from tests.publish.pages import live_map, opened

SCRIPT = "<script>alert(1)</script>"
AWAY = '<meta http-equiv="refresh" content="0;url=https://example.org">'


def with_script(svg):
    return svg.replace("</svg>", f"{SCRIPT}</svg>")


def test_maps_of_our_own_are_known_as_such():
    assert is_own(FRAGMENT)
    assert is_own(live_map("01").fragment)


@pytest.mark.parametrize(
    "changed",
    [
        f"<div>{SCRIPT}</div>",
        FRAGMENT.replace("</script>", ";alert(1)</script>"),
        FRAGMENT.replace("<script>", f"{AWAY}<script>"),
        FRAGMENT.replace('{"name":', '{"name":alert(1),"x":'),
        FRAGMENT.replace('"link":""', '"link":"https://example.org"'),
        FRAGMENT.replace('"link":""', '"\\u006cink":"javascript:alert(1)"'),
        FRAGMENT + SCRIPT,
    ],
)
def test_a_changed_map_is_shown_as_a_picture_and_said_to_be(changed):
    assert changed != FRAGMENT
    sent = notebook(code(Map("Lage", "Köln liegt am Rhein.", changed, SVG, PNG)))
    with pytest.raises(PublishError, match="Karte, die nur als Bild erscheint: „Lage“"):
        read_document(sent)
    document = read_document(sent, partial=True)
    assert document.partial == "Teildokument: 1 Teil fehlt"
    assert [item.caption for item in document.items if isinstance(item, Figure)] == ["Lage"]
    page = render_html(document)
    assert changed not in page
    assert page.count("<script>") == 1


@pytest.mark.parametrize(
    "svg",
    [with_script(SVG), SVG.replace("<g", "<foreignObject/><g"), SVG + AWAY, SVG + "</figure>"],
)
def test_a_picture_that_does_more_than_draw_is_left_out_and_said_to_be(svg):
    sent = notebook(
        text("Text"), code(Figure("Alter", "Balken.", svg, PNG), Figure("B", "B", SVG, PNG))
    )
    document = read_document(sent, partial=True)
    assert [item.caption for item in document.items if isinstance(item, Figure)] == ["B"]
    assert "mehr als einer Zeichnung: „Alter“" in document.missing[0]


def test_the_policy_of_a_page_knows_no_script_that_stands_in_a_picture(tmp_path, chromium):
    playwright = pytest.importorskip("playwright.sync_api")
    document = read_document(notebook(code(Figure("Alter", "Balken.", SVG, PNG))))
    page = render_html(document).replace("</svg>", f"{SCRIPT}</svg>")
    (tmp_path / "seite.html").write_text(page, "utf-8")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        with opened(browser, tmp_path / "seite.html") as shown:
            assert not any(said == "1" for said in shown.said)
        browser.close()


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "//example.org/x"])
def test_rows_lead_only_to_pages(link):
    block = Table("T", (Column("Ort"),), (("Köln",),), links=(link,))
    (grid,) = (
        item for item in read_document(notebook(code(block))).items if isinstance(item, Grid)
    )
    assert grid.rows[0][0][0].link == ""


@pytest.mark.parametrize("data", [[1, 2], "abc", None, 3, {"block": "note"}])
def test_a_block_that_is_no_block_is_said_to_be_damaged(data):
    sent = notebook(
        text("Text"), code({MIME: data, "text/plain": "x"}), code(Figure("B", "B", SVG, PNG))
    )
    document = read_document(sent, partial=True)
    assert document.missing[0].startswith("Die 1. Code-Zelle gibt Unlesbares: Baustein")
