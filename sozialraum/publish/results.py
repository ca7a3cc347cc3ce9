"""Results: which reports there are, and links with which a notebook opens them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path, PurePosixPath

from sozialraum.display.opening import SERVED
from sozialraum.sources.regions import PROJECT

REPORTS = PROJECT / "reports"
LINK = "color:#0b5a8f;text-decoration:underline"
WORDS = {
    "index.html": "Überblick mit Karte",
    "bericht.html": "Bericht als Webseite",
    "bericht.docx": "Bericht in Word",
    "bericht.pdf": "Bericht als PDF",
    "bericht.xlsx": "Tabellen in Excel",
    "aufgabenplanung.xlsx": "Aufgabenplanung in Excel",
    "sachbericht.xlsx": "Gerüst des Sachberichts in Excel",
    "agenturen.html": "Überblick der Agenturen",
    "belege.xlsx": "Vorlage für Belege, Befunde und Bedarfe in Excel",
    "plan.xlsx": "Vorlage für Ziele und Maßnahmen in Excel",
}
"""What a file of a report is called, in the order in which links stand."""


def links(paths: Iterable[Path]) -> str:
    """Return links to the files that are there, as HTML; what has no name is left out."""
    by_name = {path.name: path for path in paths if path.is_file()}
    return link_list({WORDS[name]: address(by_name[name]) for name in WORDS if name in by_name})


def link_list(addresses: Mapping[str, str]) -> str:
    """Return a list of links that open beside the notebook, as HTML."""
    rows = (
        f'<li><a href="{escape(address)}" target="_blank" style="{LINK}">{escape(word)}</a></li>'
        for word, address in addresses.items()
    )
    return f"<ul>{''.join(rows)}</ul>"


def address(path: Path, *, editor: bool = False) -> str:
    """Return where a browser finds a file: from JupyterLab if it serves the file.

    Parameters
    ----------
    path
        The file.
    editor
        Whether it is opened in JupyterLab for working in it.
    """
    served = os.environ.get(SERVED)
    if not served or not path.is_relative_to(served):
        return path.as_uri()
    place = PurePosixPath("/lab/tree" if editor else "/files", path.relative_to(served).as_posix())
    return place.as_uri().removeprefix("file://")
