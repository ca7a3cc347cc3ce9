"""JupyterLab as the workplace: German, quiet, at home in the project's folder."""

import json
import runpy
import socket
from pathlib import Path

import pytest

from sozialraum.cli import lab
from sozialraum.errors import DataError, Fault

ROOT = Path(__file__).parents[1]


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


@pytest.mark.langsam
def test_a_specialist_chooses_koeln_makes_a_report_and_opens_it(tmp_path, chromium):
    made = runpy.run_path(str(ROOT / "docs/bilder_herstellen.py"), run_name="bilder")
    folder = tmp_path / "mein ordner"
    folder.mkdir()
    with made["lab"](folder) as address, made["workplace"](address) as place:
        assert place.page.locator("text=Ausführen").first.is_visible()
        place.run_all()
        place.choose("Region", "Köln")
        place.type_into("Gebiet", "Ehrenfeld (401)")
        place.press("Bericht für dieses Gebiet")
        report = place.follow("Bericht als Webseite")
        assert report.page.url.endswith("/files/reports/koeln/2013/401_ehrenfeld/bericht.html")
        assert "Ehrenfeld" in report.page.title()
        place.press("Notizbücher für diese Auswahl")
        copy = place.follow("02_sozialraum")
        copy.wait()
        copy.run_all()
        assert copy.page.locator(".sr-block >> text=Ehrenfeld").count() > 0
        assert copy.page.locator("[data-mime-type*='error']").count() == 0
        outside = [url for url in place.requests if not local(url)]
    assert outside == []
    assert (folder / "reports/koeln/2013/401_ehrenfeld/bericht.docx").is_file()
    assert not list((folder / "home").rglob("*"))


def local(url: str) -> bool:
    return url.startswith(("http://127.0.0.1:", "data:", "blob:"))
