"""Make docs/galerie: one report of Musterstadt as it looks in each format.

    python docs/galerie_herstellen.py

The report is made anew.  The web page is photographed by Chromium (playwright), the Word
and Excel files as LibreOffice prints them, the PDF by pdftoppm of Poppler.  A format
whose tool is missing is left out, which is said, and its pictures of before stay.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

from sozialraum.publish.reports import area_job, write_report
from sozialraum.region import open_region

DOCS = Path(__file__).resolve().parent
FOLDER, PAGE = DOCS / "galerie", DOCS / "galerie.md"
REGION, AREA, YEAR = "data/musterstadt", "22", 2025
FORMATS = ("html", "docx", "pdf", "xlsx")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
OFFICES = ("soffice", "libreoffice")
WIDEST, QUALITY = 1100, 72
GERMAN = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>de-DE</value></prop></item></oor:items>"""
"""Settings of LibreOffice with which it writes numbers as German programs do."""
SHADOW = "#8a949c"
SHOWN = (0, 1, 4)
"""Which pages or sheets stand beside each other, counted from 0."""


@dataclass(frozen=True)
class Shot:
    """One picture of the gallery: file, heading it stands under, what it shows."""

    name: str
    chapter: str
    alternative: str


SHOTS = (
    Shot("web-hell", "Webseite", "Kopf der Webseite: Titel, Angaben, Inhaltsverzeichnis, Text"),
    Shot("web-bilder", "Webseite", "Webseite weiter unten: Stärken-Schwächen-Bild und Tabelle"),
    Shot("web-karte", "Webseite", "Webseite: bewegliche Karte der Stellen mit Legende"),
    Shot("web-dunkel", "Webseite", "Dieselbe Webseite im dunklen Modus"),
    Shot("web-telefon", "Webseite", "Dieselbe Webseite auf einem Telefon"),
    Shot("word", "Word", "Drei Seiten der Word-Datei nebeneinander"),
    Shot("pdf", "PDF", "Drei Seiten der PDF-Datei nebeneinander"),
    Shot("excel", "Excel", "Zwei Blätter der Excel-Datei, auf A4 quer gedruckt"),
)

HEAD = """# Galerie: ein Bericht in vier Formaten

Der Bericht für Altmarkt in Musterstadt – Stadt, Zahlen und Stellen sind erfunden – aus einem
einzigen Notizbuch. Die Bilder entstehen mit `python docs/galerie_herstellen.py`.
"""


def main() -> None:
    """Make the report, photograph it in each format and write the page."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        job = area_job(open_region(REGION), AREA, Path(folder), YEAR, FORMATS, "foerderer")
        write_report(job)
        for name, picture in _pictures(job.folder):
            _save(name, picture)
    PAGE.write_text(gallery_page(), "utf-8")
    size = sum(path.stat().st_size for path in FOLDER.iterdir())
    print(f"{PAGE.name}: {len(list(FOLDER.iterdir()))} Bilder, {size / 1024:.0f} KiB")


def gallery_page() -> str:
    """Return the page, with the pictures that are there."""
    lines, chapter = [HEAD], ""
    for shot in SHOTS:
        if not (FOLDER / f"{shot.name}.webp").is_file():
            continue
        if shot.chapter != chapter:
            lines.append(f"## {shot.chapter}\n")
            chapter = shot.chapter
        lines.append(f"![{shot.alternative}](galerie/{shot.name}.webp)\n")
    return "\n".join(lines)


def _pictures(folder: Path) -> Iterator[tuple[str, Image.Image]]:
    browser, office, printer = (_tool(names) for names in (BROWSERS, OFFICES, ("pdftoppm",)))
    if _there("Webseite", browser, "Chromium"):
        yield from _web(folder / "bericht.html", browser)
    if _there("PDF", printer, "pdftoppm (Poppler)"):
        yield "pdf", _side_by_side(_pages(folder / "bericht.pdf", printer))
    if printer and _there("Word", office, "LibreOffice"):
        yield "word", _side_by_side(_pages(_as_pdf(folder / "bericht.docx", office), printer))
    if printer and _there("Excel", _tool(("localc",)) and office, "LibreOffice Calc"):
        yield (
            "excel",
            _side_by_side(_pages(_as_pdf(folder / "bericht.xlsx", office), printer, (0, 1))),
        )


def _tool(names: tuple[str, ...]) -> str:
    return next((path for name in names if (path := shutil.which(name))), "")


def _there(what: str, tool: str, name: str) -> bool:
    if not tool:
        print(f"{what}: ausgelassen, {name} fehlt.")
    return bool(tool)


def _web(page: Path, browser: str) -> Iterator[tuple[str, Image.Image]]:
    """Yield pictures of the web page: wide, dark, on a phone."""
    with sync_playwright() as player:
        opened = _browser(player, browser)
        wide: Any = {"width": 1180, "height": 1000}
        for name, scheme, target in (
            ("web-hell", "light", ""),
            ("web-bilder", "light", "Stärken und Bedarf"),
            ("web-karte", "light", "Bekannte Stellen"),
            ("web-dunkel", "dark", "Entwicklung 2"),
        ):
            tab = opened.new_page(viewport=wide, color_scheme=scheme)
            tab.goto(page.as_uri())
            if target:
                caption = tab.locator("figcaption", has_text=target).first
                caption.evaluate("one => one.closest('figure').scrollIntoView()")
            tab.wait_for_timeout(500)
            yield name, _image(tab.screenshot())
            tab.close()
        phone = opened.new_page(viewport={"width": 390, "height": 800}, device_scale_factor=1.5)
        phone.goto(page.as_uri())
        halves = [_image(phone.screenshot())]
        caption = phone.locator("figcaption", has_text="Bekannte Stellen").first
        caption.evaluate("one => one.closest('figure').scrollIntoView()")
        phone.wait_for_timeout(500)
        halves.append(_image(phone.screenshot()))
        yield "web-telefon", _side_by_side(halves)
        opened.close()


def _browser(player: Any, browser: str) -> Any:
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return player.chromium.launch(executable_path=browser, args=["--no-sandbox"] if as_root else [])


def _as_pdf(file: Path, office: str) -> Path:
    """Return what LibreOffice prints of a file; it gets a profile of its own."""
    out = file.parent / f"gedruckt-{file.suffix[1:]}"
    settings = file.parent / "profil/user/registrymodifications.xcu"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(GERMAN, "utf-8")
    profile = f"-env:UserInstallation={(file.parent / 'profil').as_uri()}"
    _run(office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(out), str(file))
    return out / f"{file.stem}.pdf"


def _pages(file: Path, printer: str, shown: tuple[int, ...] = SHOWN) -> list[Image.Image]:
    """Return some pages of a PDF: the first, and the next with charts or tables."""
    folder = file.parent / f"seiten-{file.stem}"
    folder.mkdir()
    _run(printer, "-r", "64", "-png", str(file), str(folder / "s"))
    printed = [_image(path.read_bytes()) for path in sorted(folder.iterdir())]
    return [printed[number] for number in shown if number < len(printed)]


def _side_by_side(pages: list[Image.Image]) -> Image.Image:
    gap = 16
    height = max(page.height for page in pages)
    width = sum(page.width for page in pages) + gap * (len(pages) + 1)
    sheet = Image.new("RGB", (width, height + 2 * gap), SHADOW)
    left = gap
    for page in pages:
        sheet.paste(page, (left, gap))
        left += page.width + gap
    return sheet


def _image(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def _save(name: str, picture: Image.Image) -> None:
    if picture.width > WIDEST * 1.4:
        height = round(picture.height * WIDEST * 1.4 / picture.width)
        picture = picture.resize((round(WIDEST * 1.4), height), Image.Resampling.LANCZOS)
    picture.save(FOLDER / f"{name}.webp", quality=QUALITY, method=6)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=180)


if __name__ == "__main__":
    main()
