"""Map, table and chart of a page belong together: what one shows, the others light up."""

import pytest

from sozialraum.publish.document import read_document
from sozialraum.publish.html import write_html
from sozialraum.publish.items import grid_from_table
from sozialraum.publish.subjects import of_caption, of_name, of_rows, subjects
from sozialraum.publish.svg import with_rows
from tests.publish.conftest import EVIL, code, notebook, text
from tests.publish.pages import chart, indicators, live_map, opened, report

D01, A04, FIRST = "kennzahl:D01", "kennzahl:A04", "gebiet:01"


@pytest.fixture(scope="module")
def browser(chromium):
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("verknuepft") / "bericht.html"
    write_html(read_document(report()), path)
    return path


@pytest.fixture
def page(browser, path):
    with opened(browser, path) as page:
        yield page


def lit(page):
    """What is lit: kind of element → what it is about."""
    return page.locator(".lit").evaluate_all(
        "all => all.map(one => [one.tagName.toLowerCase(), one.dataset.about])"
    )


def test_areas_are_known_from_the_maps_and_indicators_from_the_catalogue():
    names = subjects([live_map()])
    assert of_name(names, EVIL) == FIRST
    assert of_rows(names, grid_from_table(indicators())) == (A04, D01, "")
    assert of_name(names, "Arbeitslosenquote (%)") == D01
    assert of_caption("Arbeitslosenquote Ausländer*innen minus gesamt, 2025") == "kennzahl:D02"
    assert of_caption("Arbeitslosenquoten") == ""


def test_a_name_that_two_areas_share_links_nothing():
    twice = live_map().fragment.replace('"name":"Altstadt"', '"name":"Bad \\u00d6hne"')
    names = subjects([live_map().__class__("Karte", "Karte", twice, "<svg/>", b"")])
    assert of_name(names, "Bad Öhne") == ""
    assert of_name(names, EVIL) == FIRST


def test_a_chart_has_a_band_over_each_row_with_a_known_name():
    bands = with_rows(chart().svg, subjects([])).count('class="band"')
    assert bands == 2
    assert with_rows(chart().svg, {}) == chart().svg


@pytest.mark.parametrize("start", ["tr[data-about='{}'] td", ".band[data-about='{}']"])
def test_pointing_at_an_indicator_lights_its_rows_bands_and_captions(page, start):
    page.locator(start.format(D01)).first.hover()
    assert lit(page) == [["rect", D01], ["tr", D01], ["figcaption", D01]]
    page.locator("h1").hover()
    assert lit(page) == []


@pytest.mark.parametrize(
    "start", ["tr[data-about='{}'] td", ".live path[data-about='{}']", ".still g[data-about='{}']"]
)
def test_pointing_at_an_area_lights_it_on_both_maps_and_in_the_table(page, start):
    page.locator(start.format(FIRST)).locator("visible=true").first.hover(position={"x": 4, "y": 4})
    assert sorted(lit(page)) == [["g", FIRST], ["g", FIRST], ["path", FIRST], ["tr", FIRST]]
    assert page.locator(".live .halo, .still:visible .halo").count() >= 2


def test_the_keyboard_does_the_same_and_holds_what_is_lit(page):
    head = page.locator("table tr[data-about] > th[tabindex='0']").last
    head.focus()
    assert ["tr", A04] in lit(page)
    page.keyboard.press("ArrowDown")
    assert ["rect", D01] in lit(page)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert ["rect", D01] in lit(page)
    page.keyboard.press("Escape")
    assert lit(page) == []


def test_a_chart_is_stepped_through_and_says_where_it_is(page):
    box = page.locator(".still[data-steps]").first
    box.focus()
    for name, what in (("Arbeitslosenquote", D01), ("Anteil 65 und älter", A04)):
        page.keyboard.press("ArrowDown")
        assert page.locator("#gezeigt").inner_text() == name
        assert ["tr", what] in lit(page)


def test_an_area_of_the_map_is_reached_by_arrow_keys(page):
    page.locator(".live path[tabindex='0']").focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    found = page.evaluate("document.activeElement.dataset.about")
    assert ["path", found] in lit(page)
    assert page.locator(".live path[tabindex='0']").count() == 1


def test_a_click_holds_and_paper_shows_nothing_of_it(page, tmp_path):
    page.locator(f"tr[data-about='{D01}'] td").first.click()
    page.locator("h1").hover()
    assert ["rect", D01] in lit(page)
    page.emulate_media(media="print")
    fill = page.locator(".band.lit").evaluate("band => getComputedStyle(band).fill")
    assert fill == "none"
    assert not page.locator(".hint").is_visible()


def test_a_table_made_by_hand_is_linked_by_its_names(browser, tmp_path):
    hand = text("| Ort | Eindruck |\n|---|---|\n| Altstadt | laut |\n| anderswo | still |")
    write_html(read_document(notebook(code(live_map()), hand)), tmp_path / "a.html")
    with opened(browser, tmp_path / "a.html") as page:
        page.locator("tr[data-about='gebiet:04']").hover()
        assert sorted(lit(page)) == [["g", "gebiet:04"], ["path", "gebiet:04"], ["tr", "gebiet:04"]]
