"""Pages in a real browser: accessible, silent, and nothing foreign runs in them."""

import pytest

from sozialraum.display.leaflet import standalone_page
from sozialraum.publish.document import read_document
from sozialraum.publish.html import write_html
from tests.publish.conftest import EVIL, ODD
from tests.publish.pages import FORMULA, UNNAMED, live_map, opened, overview, report, violations

PAGES = ("bericht", "ueberblick", "karte")
LOOKS = {
    "hell": {},
    "dunkel": {"color_scheme": "dark"},
    "telefon": {"viewport": {"width": 375, "height": 700}, "has_touch": True},
}


@pytest.fixture(scope="module")
def browser(chromium):
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A report, an overview and a map alone, as files."""
    folder = tmp_path_factory.mktemp("seiten")
    write_html(read_document(report()), folder / "bericht.html")
    write_html(read_document(overview()), folder / "ueberblick.html")
    (folder / "karte.html").write_text(standalone_page(live_map("01").fragment), "utf-8")
    return folder


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_is_asked_for_or_said(browser, folder, name, look):
    with opened(browser, folder / f"{name}.html", **LOOKS[look]) as page:
        assert page.locator(".leaflet-interactive").count() >= 5
        assert violations(page) == []
        assert page.evaluate(UNNAMED) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert (page.asked, page.said) == ([], [])


def test_names_that_look_like_code_are_text_and_run_nowhere(browser, folder):
    for name in PAGES:
        with opened(browser, folder / f"{name}.html") as page:
            page.locator(".sr-mark-disc").first.click()
            shown = page.locator("body").inner_text()
            heard = page.evaluate(
                "[...document.querySelectorAll('[aria-label]')].map(e => e.ariaLabel).join()"
            )
            assert page.said == []
        for text in (EVIL, FORMULA, ODD):
            assert text in shown + heard


@pytest.mark.parametrize("name", PAGES)
def test_the_tab_key_gets_into_the_map_and_out_of_it_again(browser, folder, name):
    with opened(browser, folder / f"{name}.html") as page:
        inside = []
        for _ in range(40):
            page.keyboard.press("Tab")
            inside.append(page.evaluate("!!document.activeElement.closest('.leaflet-container')"))
            if inside[-1] is False and any(inside):
                break
        assert any(inside)
        assert not inside[-1]
        assert sum(inside) <= 6  # map, an area, a mark, two buttons


def test_the_first_stop_leads_to_the_content_and_each_stop_is_seen(browser, folder):
    with opened(browser, folder / "bericht.html") as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Zum Inhalt springen"
        assert page.locator(".skip").bounding_box()["x"] >= 0
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "inhalt"
        for _ in range(12):
            page.keyboard.press("Tab")
            seen = page.evaluate(
                "(({ outlineStyle, strokeWidth }, path) => path ? strokeWidth : outlineStyle)("
                "getComputedStyle(document.activeElement), document.activeElement.matches('path'))"
            )
            assert seen in ("solid", "auto", "4px"), page.evaluate(
                "document.activeElement.outerHTML.slice(0, 200)"
            )


def test_layers_and_marks_are_switched_by_keyboard(browser, folder):
    with opened(browser, folder / "karte.html") as page:
        area = page.locator("path[aria-label^='Altstadt']")
        before = area.get_attribute("fill")
        page.locator("input[type=radio]").first.focus()
        page.keyboard.press("ArrowUp")  # round to the last: without colour
        assert area.get_attribute("fill") not in (before, None)
        assert page.locator(".sr-legend-of:not([hidden])").count() == 1
        marks = page.locator(".sr-mark").count()
        page.locator("input[type=checkbox]").first.focus()
        page.keyboard.press("Space")
        assert page.locator(".sr-mark").count() == marks - 2  # both Integrationsagenturen
        page.keyboard.press("Space")
        assert page.locator(".sr-mark").count() == marks
        assert page.locator(".sr-mark[tabindex='0']").count() == 1
        assert page.said == []


def test_a_map_tells_of_places_evidence_and_pins_but_no_words_of_evidence(browser, folder):
    with opened(browser, folder / "karte.html") as page:
        groups = page.locator(".sr-controls label:has([type=checkbox])").all_inner_texts()
        assert [text.split("\n")[-1] for text in groups] == [
            "Integrationsagentur (2)",
            "Servicestelle für Antidiskriminierungsarbeit (1)",
            "Gebiete mit örtlichen Belegen (2)",
            "Felder mit Nadeln: gern hier (1)",
            "Felder mit Nadeln: Ort mit Angst (1)",
        ]
        page.locator(".sr-mark-badge").first.press("Enter")
        assert "2 örtliche Belege" in page.locator(".leaflet-popup-content").inner_text()
        page.keyboard.press("Escape")
        page.locator(".leaflet-popup-content").wait_for(state="detached")


def test_without_scripts_the_page_shows_still_pictures_and_all_tables(browser, folder):
    with opened(browser, folder / "ueberblick.html", java_script_enabled=False) as page:
        assert page.locator(".still svg").first.is_visible()
        assert not page.locator(".live").first.is_visible()
        assert not page.locator(".finder").is_visible()
        assert page.locator("main table a:visible").count() == 10
