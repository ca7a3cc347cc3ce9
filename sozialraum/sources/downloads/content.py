"""What came: is it the kind of file that was asked for, or a page that says something else."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from sozialraum.errors import Fault
from sozialraum.sources.files import read_bytes

HEAD = 4096
_PAGE = re.compile(rb"^\s*(<!doctype\s+html|<html|<head|<body)", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]*>([^<]{1,80})", re.IGNORECASE)
_EXPECTED = {"zip": "ein zip-Archiv", "csv": "eine CSV-Datei", "gml": "eine GML-Datei"}
REMEDY = (
    "Die Adresse im Browser öffnen; hat der Herausgeber sie geändert, die Datei dort von Hand "
    "laden und den Hinweis an das Projekt geben."
)


def content_faults(path: Path, content: str, file: str) -> list[Fault]:
    """Return why a file is not of the expected content, nothing if it is.

    Parameters
    ----------
    path
        The file as it came.
    content
        ``zip``, ``csv`` or ``gml``.
    file
        Name for the fault.
    """
    with path.open("rb") as opened:
        head = opened.read(HEAD)
    wrong = "" if head else "eine leere Datei"
    if _PAGE.match(head.removeprefix(b"\xef\xbb\xbf")):
        wrong = page_title(head)
    if not wrong and not _is(path, content, head):
        wrong = head[:60].decode("utf-8", "replace").strip() or "etwas Unlesbares"
    if not wrong:
        return []
    what = "Der Dienst hat nicht die erwartete Datei geschickt."
    return [Fault(what, file, found=wrong, expected=_EXPECTED[content], remedy=REMEDY)]


def page_title(head: bytes) -> str:
    """Return „eine Webseite“ with its title, if it has one."""
    title = _TITLE.search(head.decode("utf-8", "replace"))
    return f"eine Webseite ({title[1].strip()})" if title else "eine Webseite"


def is_page(content: bytes) -> bool:
    """Return whether some bytes are a web page."""
    return bool(_PAGE.match(content[:HEAD].removeprefix(b"\xef\xbb\xbf")))


def _is(path: Path, content: str, head: bytes) -> bool:
    if content == "zip":
        return zipfile.is_zipfile(path) and zipfile.ZipFile(path).testzip() is None
    if content == "gml":
        whole = read_bytes(path)
        return b"<" in head[:200] and b"FeatureCollection" in head and b"FeatureCollection" in (
            whole[-200:]
        )  # fmt: skip
    return b"\0" not in head and any(mark in head.split(b"\n")[0] for mark in (b",", b";", b"\t"))
