"""JupyterLab as the workplace: German, quiet, at home in the project's folder."""

import json
import runpy
import socket
from pathlib import Path

import pytest

from sozialraum.cli import lab
from sozialraum.errors import DataError, Fault

ROOT = Path(__file__).parents[1]
ERROR = "[data-mime-type='application/vnd.jupyter.stderr'], [data-mime-type*='error']"
"""Where JupyterLab shows what a cell raised."""


def test_the_settings_are_german_and_ask_nobody_outside():
    file = lab.SETTINGS / "labconfig/default_setting_overrides.json"
    settings = json.loads(file.read_text(encoding="utf-8"))
    assert settings["@jupyterlab/translation-extension:plugin"]["locale"] == "de_DE"
    assert settings["@jupyterlab/extensionmanager-extension:plugin"]["enabled"] is False
    news = settings["@jupyterlab/apputils-extension:notification"]
    assert news == {"fetchNews": "false", "checkForUpdates": False}


def test_the_server_listens_to_this_computer_only(tmp_path):
    options = lab.options(tmp_path, 8888, "geheim", browser=False)
    assert "--ServerApp.ip=127.0.0.1" in options
    assert "--LabApp.extension_manager=readonly" in options


def test_everything_jupyter_writes_goes_into_the_project(tmp_path):
    places = lab.environment(tmp_path)
    written = [value for name, value in places.items() if name != "JUPYTER_CONFIG_PATH"]
    assert all(Path(value).is_relative_to(tmp_path) for value in written)


def test_a_port_that_is_taken_is_passed_over():
    with socket.create_server((lab.HOST, 0)) as taken:
        port = taken.getsockname()[1]
        assert lab.free_port(port) > port


def test_an_error_of_ours_shows_no_lines_of_the_program():
    fault = Fault("Die Zahl ist zu groß.", "faelle.csv", 3, remedy="Berichtigen.")
    shown = DataError(fault)._render_traceback_()
    assert shown[0] == (
        "So geht es nicht weiter: faelle.csv, Zeile 3: Die Zahl ist zu groß. Abhilfe: Berichtigen."
    )
    assert not [line for line in shown if "Traceback" in line]


@pytest.fixture(scope="module")
def opened(tmp_path_factory, chromium):
    """JupyterLab in a browser at the first notebook, and the folder that it serves."""
    made = runpy.run_path(str(ROOT / "docs/bilder_herstellen.py"), run_name="bilder")
    folder = tmp_path_factory.mktemp("lab") / "mein ordner"
    folder.mkdir()
    with made["lab"](folder) as address, made["workplace"](address) as place:
        yield place, folder


@pytest.mark.langsam
def test_a_specialist_chooses_koeln_makes_a_report_and_opens_it(opened):
    place, folder = opened
    assert place.page.locator("text=Ausführen").first.is_visible()
    place.run_all()
    place.choose("Region", "Köln")
    place.type_into("Gebiet", "ehrenf")
    place.press("Bericht für dieses Gebiet")
    report = place.follow("Bericht als Webseite")
    assert report.page.url.endswith("/files/reports/koeln/2013/401_ehrenfeld/bericht.html")
    assert "Ehrenfeld" in report.page.title()
    place.press("Notizbücher für diese Auswahl")
    copy = place.follow("02_sozialraum")
    copy.wait()
    copy.run_all()
    assert copy.page.locator(".sr-block >> text=Ehrenfeld").count() > 0
    assert copy.page.locator(ERROR).count() == 0
    head = copy.page.locator(".sr-block tbody th").first
    assert head.evaluate("one => getComputedStyle(one).textAlign") == "left"
    assert head.evaluate("one => getComputedStyle(one.closest('table')).tableLayout") == "auto"
    map_page = copy.page.locator("iframe").first.evaluate(
        "one => [one.clientHeight, one.contentDocument.documentElement.scrollHeight]"
    )
    assert map_page[0] >= map_page[1]
    assert [url for url in place.requests if not local(url)] == []
    assert (folder / "reports/koeln/2013/401_ehrenfeld/bericht.docx").is_file()
    assert not list((folder / "home").rglob("*"))


@pytest.mark.langsam
def test_what_is_wrong_is_said_in_german_where_one_looks(opened):
    place, folder = opened
    source = (folder / "notebooks/02_sozialraum.ipynb").read_text(encoding="utf-8")
    wrong = folder / "notebooks/falsch.ipynb"
    wrong.write_text(source.replace("data/nrw", "data/kooln"), encoding="utf-8")
    there = type(place)(place.page.context.new_page(), place.requests)
    there.page.goto(place.page.url.replace("00_start", "falsch"))
    there.wait()
    there.run_all()
    said = there.page.locator(ERROR)
    said.wait_for()
    assert "Meinten Sie „data/koeln“?" in said.inner_text()
    assert "Traceback" not in said.inner_text()
    there.page.wait_for_timeout(1500)
    box = said.bounding_box()
    assert 0 < box["y"] < there.page.viewport_size["height"]


def local(url: str) -> bool:
    return url.startswith(("http://127.0.0.1:", "data:", "blob:"))
