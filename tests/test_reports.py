"""The reports themselves: all 53 made as an association makes them, then opened.

These tests take minutes and are marked ``langsam``; ``make test`` runs them too.
"""

import csv
import json
import subprocess
import sys
from pathlib import Path

import docx
import pytest

from sozialraum.publish.document import read_document

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
BROWSER = ["--no-sandbox", "--disable-background-networking", "--no-first-run", "--disable-sync"]

pytestmark = pytest.mark.langsam


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Folder of the reports of all Kreise, made by the command line."""
    folder = tmp_path_factory.mktemp("berichte")
    command = [BIN / "sozialraum", "berichte", "data/nrw", "-o", folder, "--jobs", "2"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder / "nrw/2025"


@pytest.fixture(scope="module")
def page(chromium):
    """A browser page that records requests and errors; the network is blocked."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=chromium, args=BROWSER)
        context = browser.new_context(offline=True)
        page = context.new_page()
        page.requests, page.errors = [], []
        page.on("request", lambda request: page.requests.append(request.url))
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.on("console", lambda m: page.errors.append(m.text) if m.type == "error" else None)
        yield page
        browser.close()


def opened(page, path: Path, width: int = 1280):
    page.requests.clear()
    page.errors.clear()
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(path.as_uri())
    page.wait_for_selector(".leaflet-interactive")
    return page


def test_every_kreis_has_a_report_and_the_manifest_says_so(made, nrw):
    with (made / "manifest.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert len(rows) == 53
    assert {row["status"] for row in rows} == {"fertig"}
    for row in rows:
        folder = made / nrw.folder_of(row["gebiet"])
        assert {path.name for path in folder.iterdir()} == {
            "bericht.html", "bericht.docx", "bericht.ipynb",
        }  # fmt: skip


def test_every_report_has_maps_charts_and_figures(made):
    for path in made.glob("*/bericht.ipynb"):
        data = [
            output["data"]["application/vnd.sozialraum+json"]
            for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
            for output in cell.get("outputs", [])
            if "application/vnd.sozialraum+json" in output.get("data", {})
        ]
        kinds = [block["block"] for block in data]
        table = next(b for b in data if b.get("caption", "").startswith("Kennzahlen:"))
        values = [row for row in table["rows"] if row[1] not in ("–", ".", "•")]
        assert kinds.count("map") >= 1, path
        assert kinds.count("figure") >= 4, path
        assert len(values) >= 14, path


@pytest.mark.parametrize("width", [1280, 375])
def test_a_report_opens_offline_with_its_map_drawn(made, page, width):
    path = made / "05315_koeln/bericht.html"
    opened(page, path, width)
    assert page.requests == [path.as_uri()]
    assert page.errors == []
    assert page.locator(".leaflet-interactive").count() > 53  # areas and places
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_overview_leads_to_every_report(made, page):
    path = made / "index.html"
    opened(page, path)
    assert page.requests == [path.as_uri()]
    assert page.errors == []
    links = page.locator("main table a").evaluate_all("all => all.map(a => a.href)")
    targets = [link for link in links if link.endswith("bericht.html")]
    assert len(set(targets)) == 53
    page.goto(targets[0])
    assert "Sozialraumprofil" in page.title()


def test_the_word_file_has_what_the_page_has(made):
    folder = made / "05315_koeln"
    document = read_document(folder / "bericht.ipynb")
    word = docx.Document(str(folder / "bericht.docx"))
    titles = {paragraph.text for paragraph in word.paragraphs}
    headings = [item.text for item in document.items if type(item).__name__ == "Heading"]
    assert len(headings) >= 10
    assert set(headings) <= titles
    assert len(word.tables) >= 8
    assert len(word.inline_shapes) >= 9
    page = (folder / "bericht.html").read_text(encoding="utf-8")
    for number in ("1.024.621", "9,1\u202f%", "3,38\u202f%", "83,1\u202f%"):
        assert number in page
        assert any(number in cell.text for table in word.tables for cell in table._cells)


@pytest.mark.parametrize(
    ("region", "notice"),
    [
        ("koeln", "Beispieldaten 2005–2012, nicht für Entscheidungen"),
        ("musterstadt", "Musterstadt ist erfunden"),
    ],
)
def test_examples_say_what_they_are_on_every_page(tmp_path, region, notice):
    command = [BIN / "sozialraum", "bericht", f"data/{region}", "", "-o", tmp_path]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    html = next(tmp_path.rglob("bericht.html"))
    assert notice in html.read_text(encoding="utf-8")
    word = docx.Document(str(html.with_suffix(".docx")))
    assert all(notice in section.header.paragraphs[0].text for section in word.sections)


def test_plain_papermill_runs_the_notebook_from_any_directory(tmp_path):
    command = [
        BIN / "papermill", ROOT / "notebooks/bericht.ipynb", "out.ipynb",
        "-p", "region", "data/koeln", "-r", "gebiet", "101",
    ]  # fmt: skip
    run = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True)
    assert "unknown parameter" not in run.stderr
    assert read_document(tmp_path / "out.ipynb").title == "Sozialraumprofil Altstadt/Süd"
