"""The page asks nobody for anything, runs nothing foreign and can be read anywhere."""

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from sozialraum.errors import PublishError
from sozialraum.publish.document import read_document
from sozialraum.publish.html import render_html, write_html
from sozialraum.publish.hyphens import SHY, soften
from sozialraum.publish.svg import inline_svg
from tests.publish.conftest import EVIL, ODD, SVG, code, notebook, table, text, wide


class Reader(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.tags, self.text = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text.append(data)

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture
def page(report):
    return render_html(read_document(report))


def test_names_that_look_like_markup_stay_text(page):
    assert EVIL not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 5
    assert ODD in "".join(Reader(page).text)


def test_the_policy_allows_no_request_and_only_the_scripts_of_the_page(page):
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert policy.count("sha256-") == page.count("<script>") == 3
    assert "unsafe-inline" not in policy.partition("style-src")[0]


def test_nothing_is_loaded_from_elsewhere(page):
    reader = Reader(page)
    assert not reader.all("link")
    assert all(image["src"].startswith("data:") for image in reader.all("img"))
    assert not any("src" in script for script in reader.all("script"))
    assert not re.search(r"url\((?!data:|#)", re.sub(r"url\(#", "", page.split("<body")[0]))


def test_leaflet_stands_in_the_page_once_and_only_for_a_map(page):
    without = render_html(read_document(notebook(code(table()))))
    assert page.count("Leaflet 1.9") == 1
    assert "leaflet" not in without
    assert len(without) < 30_000


def test_ids_are_unique_although_two_pictures_have_the_same(page):
    ids = [attrs["id"] for _, attrs in Reader(page).tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert all(f'href="#{anchor}"' in page for anchor in ids if anchor.startswith("a-"))


def test_a_picture_refers_to_its_own_parts():
    svg = inline_svg(SVG, "b7", 'Köln "am" Rhein')
    assert 'id="b7-c"' in svg
    assert "url(#b7-c)" in svg
    assert 'aria-label="Köln &#34;am&#34; Rhein"' in svg


def test_a_table_names_its_columns_and_rows(page):
    reader = Reader(page)
    assert {head.get("scope") for head in reader.all("th")} == {"col", "row"}
    assert '<caption><span><span class="label">Tabelle 1</span>' in page


def test_headings_go_down_by_single_steps(page):
    levels = [int(tag[1]) for tag, _ in Reader(page).tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_page_says_how_many_places_are_open(page):
    assert page.count("Entwurf, 2 offene Stellen") == 2


def test_a_title_cannot_leave_its_style_sheet():
    evil = 'x"; } </style><script>alert(1)</script>'
    page = render_html(read_document(notebook(text(f"# `{evil}`"))))
    assert "</style><script>alert" not in page


def test_an_unwritable_place_gives_a_german_error_and_no_file(tmp_path, report):
    document = read_document(report)
    with pytest.raises(PublishError, match="kann nicht geschrieben werden"):
        write_html(document, tmp_path / "fehlt" / "bericht.html")
    (tmp_path / "ordner.html").mkdir()
    with pytest.raises(PublishError, match="Ordner gleichen Namens"):
        write_html(document, tmp_path / "ordner.html")
    assert [path.name for path in tmp_path.iterdir()] == ["ordner.html"]


@pytest.mark.parametrize(
    ("columns", "rows", "classes"),
    [(2, 3, "small short"), (4, 13, ""), (5, 12, "wide short"), (6, 13, "wide many")],
)
def test_a_table_is_laid_out_by_its_columns_and_rows(columns, rows, classes):
    page = render_html(read_document(notebook(code(wide(columns, rows)))))
    (found,) = Reader(page).all("table")
    assert found.get("class", "") == classes


def test_long_words_may_be_parted_in_tables_only(make):
    page = render_html(read_document(make(text("Jugendarbeitslosenquote"), code(wide(2, 1)))))
    assert "<p>Jugendarbeitslosenquote</p>" in page
    assert f'<th scope="row">Jugend{SHY}arbeitslosen{SHY}quote</th>' in page
    assert f">Bevölkerungs{SHY}entwicklung</th>" in page


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("Staatsangehörigkeit", "Staats|angehörigkeit"),
        ("Langzeitarbeitslosenanteil", "Langzeit|arbeitslosen|anteil"),
        ("Arbeitslosenquote", "Arbeitslosen|quote"),
        ("Traumatisierungen", "Traumatisierungen"),
        ("Donaudampfschiffe", "Donaudampfschiffe"),
        ("Schule", "Schule"),
    ],
)
def test_words_are_parted_at_their_joints_only(word, parts):
    assert soften(word).replace(SHY, "|") == parts


@pytest.mark.parametrize("width", [375, 1280])
def test_a_browser_draws_the_page_without_request_or_error(tmp_path, report, chromium, width):
    playwright = pytest.importorskip("playwright.sync_api")
    write_html(read_document(report), tmp_path / "a.html")
    messages, requests = [], []
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": width, "height": 800}, offline=True)
        page = context.new_page()
        page.on("console", lambda message: messages.append(message.text))
        page.on("pageerror", lambda error: messages.append(str(error)))
        page.on("dialog", lambda dialog: messages.append(dialog.message))
        page.on("request", lambda request: requests.append(request.url))
        page.goto((tmp_path / "a.html").as_uri())
        drawn = page.locator(".leaflet-interactive").count()
        size = page.locator(".leaflet-overlay-pane svg").evaluate(
            "picture => [picture.getAttribute('width'), String(picture.clientWidth)]"
        )
        named = page.get_by_role("region", name="Karte gezeichnet").count()
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        browser.close()
    assert (messages, [url for url in requests if not url.startswith(("file:", "data:"))]) == (
        [],
        [],
    )
    assert drawn == 1
    assert size[0] == size[1], "our style must leave Leaflet's pictures alone"
    assert named == 1
    assert overflow <= 0


def test_footnotes_stand_at_the_end_and_a_break_begins_a_new_sheet_of_paper(make):
    cells = (text("Das sagen viele.[^a]\n\n[^a]: Gespräch"), text("\\pagebreak"), text("Danach."))
    page = render_html(read_document(make(*cells)))
    assert '<a href="#a-anmerkungen">[1]</a>' in page
    assert page.index('id="a-anmerkungen"') < page.index("Gespräch")
    assert page.count('<div class="new-page">') == 1
    assert "<hr>" not in page


def test_a_picture_can_be_read_in_words_and_dark_paper_has_colours_of_its_own(page):
    assert page.count("</summary><p>Balken.</p></details>") == 1
    assert "prefers-color-scheme: dark) { :root {" in page
