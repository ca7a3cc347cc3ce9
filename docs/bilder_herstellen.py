"""Make docs/bilder: JupyterLab as a specialist sees it, photographed by Chromium.

    python docs/bilder_herstellen.py

Works on a copy of the project in a temporary folder, so nothing of one's own is on a picture
and no report is overwritten.  `Workplace` is also what the test of JupyterLab drives.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

DOCS = Path(__file__).resolve().parent
PICTURES = DOCS / "bilder"
PARTS = ("sozialraum", "notebooks", "data")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SCREEN: Any = {"width": 1280, "height": 860}
PATIENCE = 240_000
"""Milliseconds that a step may take on a slow machine."""

QUALITY = 70
TITLES = ("start", "start-gewaehlt", "start-fertig", "bericht", "02_sozialraum", "01_daten")
"""Names of the pictures in the order in which they are taken."""

LAB = "from sozialraum.cli import main; main(['lab', '--kein-browser', '--port', '8950'])"


class Workplace:
    """JupyterLab in a browser, with what a specialist does in it as methods."""

    def __init__(self, page: Any, requests: list[str]) -> None:
        self.page, self.requests = page, requests
        page.set_default_timeout(PATIENCE)

    def wait(self) -> None:
        """Wait until JupyterLab shows a notebook and its kernel answers: before, nothing runs."""
        self.page.wait_for_selector("#jp-main-statusbar >> text=Leerlauf")
        self.page.wait_for_selector(".jp-Notebook .jp-MarkdownOutput :is(h1, h2) >> visible=true")

    def run_all(self) -> None:
        """Click „Ausführen“ → „Alle Zellen ausführen“ and wait until the kernel is idle."""
        self.page.click(".lm-MenuBar-item >> text=Ausführen")
        self.page.click(".lm-Menu-itemLabel >> text=/^Alle Zellen ausführen$/")
        self.idle()

    def idle(self) -> None:
        """Wait until nothing has run for a second: what was clicked begins a little later."""
        self.page.wait_for_selector(".jp-InputPrompt >> text=/\\[\\d+\\]/ >> visible=true")
        quiet = 0
        while quiet < 5:
            self.page.wait_for_timeout(200)
            status = self.page.locator(".jp-Notebook-ExecutionIndicator:visible").first
            quiet = quiet + 1 if status.get_attribute("data-status") == "idle" else 0

    def choose(self, label: str, value: str) -> None:
        """Choose from a list of the form."""
        self.page.locator(f".widget-dropdown:has(label:text-is('{label}')) select").select_option(
            label=value
        )
        self.idle()

    def type_into(self, label: str, value: str) -> None:
        """Type into a field of the form."""
        field = self.page.locator(f".widget-text:has(label:text-is('{label}')) input")
        field.fill(value)
        field.press("Enter")

    def press(self, word: str) -> None:
        """Click a button of the form."""
        self.page.click(f"button.jupyter-button:text-is('{word}')")

    def follow(self, word: str) -> Workplace:
        """Click a link of the form and return what opens beside the notebook."""
        with self.page.context.expect_page(timeout=PATIENCE) as opened:
            self.page.locator(f".widget-html a:text-is('{word}')").first.click()
        there = Workplace(opened.value, self.requests)
        there.page.wait_for_load_state()
        return there

    def picture(self) -> Image.Image:
        """Return a photograph of the screen."""
        self.page.wait_for_timeout(800)
        return Image.open(io.BytesIO(self.page.screenshot())).convert("RGB")


@contextmanager
def lab(folder: Path) -> Iterator[str]:
    """Serve a copy of the project from a folder; yield the address, end the server by its pid."""
    for part in PARTS:
        unwanted = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
        shutil.copytree(DOCS.parent / part, folder / part, ignore=unwanted)
    home = folder / "home"
    home.mkdir()
    environment = os.environ | {
        "PYTHONPATH": str(folder), "HOME": str(home), "USERPROFILE": str(home),
        "PYTHONUTF8": "1",
    }  # fmt: skip
    server = subprocess.Popen(
        [sys.executable, "-c", LAB], cwd=folder, env=environment,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8",
    )  # fmt: skip
    try:
        yield _address(server)
    finally:
        server.terminate()
        server.wait(timeout=60)


def _address(server: subprocess.Popen[str]) -> str:
    """Return the address that the server tells, when it answers."""
    assert server.stdout is not None
    for line in server.stdout:
        found = re.match(r"http://[\d.]+:(\d+)\S+", line)
        if found:
            _wait_for(server, int(found[1]))
            return found[0]
    raise RuntimeError("JupyterLab hat keine Adresse genannt.")


def _wait_for(server: subprocess.Popen[str], port: int) -> None:
    """Wait until the server answers: it tells its address shortly before."""
    while server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.3)
    raise RuntimeError("JupyterLab ist gleich wieder zu Ende gegangen.")


@contextmanager
def workplace(address: str) -> Iterator[Workplace]:
    """Open a browser at JupyterLab."""
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), "")
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as player:
        opened = player.chromium.launch(
            executable_path=browser, args=["--no-sandbox"] if as_root else []
        )
        context = opened.new_context(viewport=SCREEN, locale="de-DE")
        requests: list[str] = []
        context.on("request", lambda request: requests.append(request.url))
        place = Workplace(context.new_page(), requests)
        place.page.goto(address)
        place.wait()
        yield place
        opened.close()


def main() -> None:
    """Photograph the steps of the handbook."""
    PICTURES.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as name,
        lab(Path(name)) as address,
        workplace(address) as place,
    ):
        for title, picture in zip(TITLES, _steps(place), strict=True):
            picture.save(PICTURES / f"{title}.webp", quality=QUALITY, method=6)
            print(f"{title}.webp")


def _steps(place: Workplace) -> Iterator[Image.Image]:
    """Yield the pictures in the order of `TITLES`."""
    yield place.picture()
    place.run_all()
    place.choose("Region", "Köln")
    place.type_into("Gebiet", "Ehrenfeld (401)")
    yield place.picture()
    place.press("Bericht für dieses Gebiet")
    page = place.follow("Bericht als Webseite")
    yield place.picture()
    yield page.picture()
    page.page.close()
    place.press("Notizbücher für diese Auswahl")
    for name, target in (("02_sozialraum", "Genauer hinsehen"), ("01_daten", "Zahlen")):
        there = place.follow(name)
        there.wait()
        there.run_all()
        there.page.locator(f"h2:has-text('{target}')").first.evaluate("one => one.scrollIntoView()")
        yield there.picture()
        there.page.close()


if __name__ == "__main__":
    main()
