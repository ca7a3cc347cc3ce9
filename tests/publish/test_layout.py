"""What is wide or long stays readable in a window, on a phone and on paper."""

import re
import shutil
import subprocess

import pytest

from sozialraum.display.blocks import Column, Table
from sozialraum.publish.document import read_document
from sozialraum.publish.html import write_html
from tests.publish.conftest import code, text, wide


@pytest.fixture(scope="module")
def browser(chromium):
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.mark.parametrize(("width", "cut"), [(1100, 0), (1200, 0), (1500, 0), (375, 1)])
def test_no_column_is_cut_on_a_desk_and_a_phone_says_that_a_table_goes_on(
    tmp_path, browser, make, width, cut
):
    chapters = [text(f"## {number}") for number in range(3)]  # so that there is a table of contents
    write_html(read_document(make(*chapters, code(wide(7, 3)))), tmp_path / "a.html")
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto((tmp_path / "a.html").as_uri())
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    marked = page.locator(".scroll[data-more]").count()
    page.close()
    assert (overflow, marked) == (0, cut)


def test_on_paper_a_wide_table_does_not_make_everything_smaller(tmp_path, browser, make):
    write_html(read_document(make(code(wide(7, 3)))), tmp_path / "a.html")
    page = browser.new_page(viewport={"width": 643, "height": 900})  # 170 mm
    page.emulate_media(media="print")
    page.goto((tmp_path / "a.html").as_uri())
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    page.close()
    assert overflow <= 0


def listed(letter, rows):
    heads = (Column("Name"), Column("Zahl", "right"))
    return Table(letter, heads, tuple((f"{letter}{n}zeile", "1") for n in range(rows)))


def printed(browser, document, folder):
    """Return the text of each page of paper."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler) ist nicht installiert")
    write_html(document, folder / "a.html")
    page = browser.new_page()
    page.goto((folder / "a.html").as_uri())
    page.pdf(path=folder / "a.pdf", prefer_css_page_size=True)
    page.close()
    run = subprocess.run(["pdftotext", folder / "a.pdf", "-"], check=True, capture_output=True)
    return run.stdout.decode().split("\f")[:-1]


@pytest.mark.parametrize("before", [28, 32, 36, 40, 42, 44])
def test_paper_keeps_a_short_table_whole_and_three_rows_at_a_break(tmp_path, browser, make, before):
    blocks = [listed("a", before), listed("b", 12), listed("c", 60)]
    pages = printed(browser, read_document(make(code(*blocks))), tmp_path)
    rows = {name: [len(re.findall(rf"{name}\d+zeile", page)) for page in pages] for name in "abc"}
    assert [sum(rows[name]) for name in "abc"] == [before, 12, 60]
    assert set(rows["b"]) <= {0, 12}
    assert not {1, 2} & {*rows["a"], *rows["c"]}, rows
