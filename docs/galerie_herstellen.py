"""Make docs/galerie: one report of Musterstadt as it looks in each format.

    python docs/galerie_herstellen.py

The report is made anew.  The web page is photographed by Chromium (playwright), the Word
file as LibreOffice shows it, the PDF as it is printed (pdftoppm of Poppler); sheets of the
Excel file are drawn from what the file says.  A format whose tool is missing is left out,
which is said, and its pictures of before stay.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
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
SHADOW = "#8a949c"
SHOWN = (0, 2, 4)
"""Which pages or sheets stand beside each other, counted from 0."""

ROWS, COLUMNS = 22, 6
SHEET_STYLE = """<style>
body { margin: 0; padding: 16px; background: #8a949c; display: flex; gap: 16px; }
section { background: #fff; width: 480px; height: 668px; overflow: hidden;
  font: 12px Carlito, Calibri, "DejaVu Sans", sans-serif; }
h2 { margin: 0; padding: 6px 8px; background: #e4e9ed; font-size: 13px; }
table { border-collapse: collapse; table-layout: fixed; }
td { border: 1px solid #e6eaed; padding: 1px 4px; overflow-wrap: anywhere; vertical-align: top; }
</style>"""


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
    Shot("excel", "Excel", "Drei Blätter der Excel-Datei, nach der Datei gezeichnet"),
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
    if _there("Excel", browser, "Chromium"):
        yield "excel", _sheets(folder / "bericht.xlsx", browser)


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
    profile = f"-env:UserInstallation={(file.parent / 'profil').as_uri()}"
    _run(office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(out), str(file))
    return out / f"{file.stem}.pdf"


def _pages(file: Path, printer: str) -> list[Image.Image]:
    """Return some pages of a PDF: the first, and the next with charts or tables."""
    folder = file.parent / f"seiten-{file.stem}"
    folder.mkdir()
    _run(printer, "-r", "64", "-png", str(file), str(folder / "s"))
    printed = [_image(path.read_bytes()) for path in sorted(folder.iterdir())]
    return [printed[number] for number in SHOWN if number < len(printed)]


def _sheets(file: Path, browser: str) -> Image.Image:
    """Return some sheets of a workbook drawn after the file, where no Calc can show them."""
    book = load_workbook(file, read_only=False)
    names = [book.sheetnames[number] for number in SHOWN if number < len(book.sheetnames)]
    drawn = "".join(_sheet_html(book[name]) for name in names)
    page = file.with_name("blaetter.html")
    page.write_text(f"<!DOCTYPE html><meta charset='utf-8'>{SHEET_STYLE}{drawn}", "utf-8")
    with sync_playwright() as player:
        tab = _browser(player, browser).new_page(viewport={"width": 1500, "height": 700})
        tab.goto(page.as_uri())
        return _image(tab.screenshot())


def _sheet_html(sheet: Any) -> str:
    """Return the first rows and columns of a sheet with its widths, bold type and numbers."""
    head = f"<h2>{escape(sheet.title)}</h2>"
    rows = sheet.iter_rows(max_row=ROWS, max_col=min(sheet.max_column, COLUMNS))
    widths = "".join(
        f"<col style='width:{sheet.column_dimensions[get_column_letter(n)].width * 7:.0f}px'>"
        for n in range(1, min(sheet.max_column, COLUMNS) + 1)
    )
    body = "".join(f"<tr>{''.join(map(_cell_html, row))}</tr>" for row in rows)
    return f"<section>{head}<table><colgroup>{widths}</colgroup>{body}</table></section>"


def _cell_html(cell: Any) -> str:
    value = "" if cell.value is None else cell.value
    number = isinstance(value, int | float)
    decimals = re.search(r"\.(0+)", cell.number_format)
    text = f"{value:,.{len(decimals[1]) if decimals else 0}f}" if number else str(value)
    text = text.translate(str.maketrans(",.", ".,")) if number else text
    style = {
        "font-weight": "bold" if cell.font.b else "normal",
        "text-align": "right" if number else "left",
        "white-space": "normal" if cell.alignment.wrap_text else "nowrap",
    }
    said = ";".join(f"{name}:{value}" for name, value in style.items())
    return f"<td style='{said}'>{escape(text)}</td>"


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
