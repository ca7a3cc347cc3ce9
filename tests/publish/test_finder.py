"""The overview of a region: search as you type, comparison of chosen areas, no ranking."""

import pytest

from sozialraum.publish.document import read_document
from sozialraum.publish.html import render_html, write_html
from sozialraum.publish.overview import only_existing_links
from tests.publish.conftest import EVIL, code, notebook
from tests.publish.pages import FORMULA, NAMES, live_map, opened, overview, report, violations


@pytest.fixture(scope="module")
def browser(chromium):
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("ueberblick") / "index.html"
    write_html(read_document(overview()), path)
    return path


@pytest.fixture
def page(browser, path):
    with opened(browser, path) as page:
        yield page


def rows(page):
    return page.locator("[data-finder] >> nth=0 >> tbody tr:visible > th").all_inner_texts()


def pick(page, *names):
    for name in names:
        page.get_by_label(f"{name} vergleichen", exact=True).first.check()


def cells(page):
    return [
        row.locator("th, td").all_inner_texts() for row in page.locator("#vergleich tbody tr").all()
    ]


def test_only_a_table_of_the_whole_region_gets_a_search():
    assert 'type="search"' in render_html(read_document(overview()))
    assert 'type="search"' not in render_html(read_document(report()))


@pytest.mark.parametrize(
    ("typed", "left"),
    [("alt", ["Altstadt"]), ("ohne", ["Bad Öhne"]), ("ÖHNE", ["Bad Öhne"]), ("<script", [EVIL]),
     ("=hyper", [FORMULA]), ("nirgends", [])],
)  # fmt: skip
def test_typing_filters_the_table_and_the_map(page, typed, left):
    page.get_by_label("Gebiet suchen").type(typed)
    assert rows(page) == left
    assert page.locator("#treffer").inner_text() == f"{len(left)} von 5 Gebieten"
    assert page.locator(".live path[data-about]:not(.out)").count() == len(left)
    page.keyboard.press("Escape")
    assert len(rows(page)) == 5
    assert page.locator(".live path.out").count() == 0


def test_the_enter_key_goes_to_the_first_area_found(page):
    page.get_by_label("Gebiet suchen").type("Bad")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert "Bad Öhne" in page.evaluate("document.activeElement.closest('tr').textContent")


def test_chosen_areas_stand_side_by_side_with_all_their_figures(page):
    pick(page, "Bad Öhne")
    assert not page.locator("#vergleich").is_visible()
    pick(page, EVIL, "Altstadt")
    assert page.locator("#vergleich thead th").all_inner_texts() == [
        "Kennzahl", EVIL, "Altstadt", "Bad Öhne",
    ]  # fmt: skip
    assert [row[1:] for row in cells(page)] == [
        ["1,0", "4,0", "5,0"], ["11,0", "14,0", "15,0"], ["5,0", "8,0", "9,0"],
    ]  # fmt: skip
    assert page.locator(".live path.picked").count() == 3
    assert violations(page) == []
    assert page.said == []


def test_four_areas_are_the_most_and_the_choice_can_be_taken_back(page):
    pick(page, *list(NAMES.values())[:4])
    assert page.get_by_label("Bad Öhne vergleichen").first.is_disabled()
    page.get_by_role("button", name="Auswahl aufheben").click()
    assert not page.locator("#vergleich").is_visible()
    assert not page.locator(".chosen").is_visible()
    assert page.get_by_label("Bad Öhne vergleichen").first.is_enabled()
    assert page.evaluate("document.activeElement.id") == "suche"


def test_the_comparison_is_reached_and_chosen_by_keyboard_alone(page):
    page.get_by_label("Altstadt vergleichen").first.focus()
    page.keyboard.press("Space")
    page.get_by_label("Bad Öhne vergleichen").first.focus()
    page.keyboard.press("Space")
    page.get_by_role("link", name="Zum Vergleich").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "vergleich"


def test_areas_stand_by_name_and_nothing_sorts_them_by_a_figure(page):
    assert page.locator("main button").count() == 1  # „Auswahl aufheben“
    assert "keine Rangfolge" in page.locator("#vergleich").text_content()


def test_a_phone_shows_search_comparison_and_no_sideways_scrolling(browser, path):
    with opened(browser, path, viewport={"width": 375, "height": 700}) as page:
        pick(page, *list(NAMES.values())[:4])
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert page.locator("#vergleich table").is_visible()


def test_reports_that_were_not_made_are_no_links_in_table_and_map(tmp_path):
    (tmp_path / "04").mkdir()
    (tmp_path / "04/bericht.html").write_text("da")
    links = {"04": "04/bericht.html", "05": "05/bericht.html"}
    made = only_existing_links(read_document(notebook(code(live_map(links=links)))), tmp_path)
    assert '"link":"04/bericht.html"' in made.items[0].fragment
    assert "05/bericht.html" not in made.items[0].fragment
