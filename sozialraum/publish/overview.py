"""The overview of a region as a page, with links to the reports that are there."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from sozialraum.display.blocks import Map
from sozialraum.display.interactive import with_links
from sozialraum.errors import SozialraumError
from sozialraum.publish.document import Document, read_document
from sozialraum.publish.files import remove_files
from sozialraum.publish.html import write_html
from sozialraum.publish.items import Grid, Item, Runs
from sozialraum.publish.ledger import forget_state, note_state, state_of, with_reports
from sozialraum.publish.notebook import forget_folders, notebook_path, run_notebook
from sozialraum.publish.reports import Job
from sozialraum.publish.workers import io_fault
from sozialraum.sources.elsewhere import name_of

PAGES = {
    "gebiet": ("ueberblick.ipynb", "index.html"),
    "agentur": ("agenturen.ipynb", "agenturen.html"),
}
"""Notebook and page by what each report is for."""


def overview_page(kind: str) -> str:
    """Return the name of the page that leads to the reports."""
    return PAGES[kind][1]


def overview_fault(
    folder: Path, kind: str, parameters: Mapping[str, Any], *, run: str, neu: bool
) -> str:
    """Write the overview unless it is as it should be; return what went wrong, if anything.

    Parameters
    ----------
    folder, kind, parameters
        As in `write_overview`.
    run, neu
        Number of the run, and whether all is made anew in it.
    """
    begun, (notebook, page) = time.perf_counter(), PAGES[kind]
    place = folder / Path(notebook).stem
    job = with_reports(Job(kind, "", place, (), notebook, parameters, run=run))
    state = state_of(job) if (folder / page).is_file() else None
    if state and state.fingerprint == job.fingerprint and (not neu or state.run == run):
        return ""
    try:
        forget_state(job)
        write_overview(parameters, folder, kind)
        note_state(job, time.perf_counter() - begun)
    except SozialraumError as error:
        return str(error)
    except OSError as error:
        return io_fault(error)
    return ""


def write_overview(parameters: Mapping[str, Any], folder: Path, kind: str = "gebiet") -> Path:
    """Run the overview's notebook and write its page into the folder of a year.

    Parameters
    ----------
    parameters
        Values for the notebook; that of the agencies is told the folder as well.
    folder
        Folder of all reports of a year.
    kind
        Whether the reports are for each ``gebiet`` or each ``agentur``.

    Raises
    ------
    PublishError
        If the notebook fails or a file cannot be written; then there is no page, not
        that of an earlier run.
    """
    notebook, page = PAGES[kind]
    given = dict(parameters) if kind == "gebiet" else {**parameters, "ordner": name_of(folder)}
    remove_files(folder, (page, notebook))
    node = run_notebook(notebook_path(notebook), given, folder / notebook)
    if parameters.get("empfaenger") == "oeffentlich":
        forget_folders(folder / notebook, given)
    write_html(only_existing_links(read_document(node), folder), folder / page)
    return folder / page


def only_existing_links(document: Document, folder: Path) -> Document:
    """Return the document without links from tables and maps to reports that were not made."""
    return replace(document, items=tuple(_with_living(item, folder) for item in document.items))


def _with_living(item: Item, folder: Path) -> Item:
    if isinstance(item, Grid):
        rows = tuple(tuple(_living(cell, folder) for cell in row) for row in item.rows)
        return replace(item, rows=rows)
    if isinstance(item, Map):
        return replace(item, fragment=with_links(item.fragment, partial(_leads_somewhere, folder)))
    return item


def _living(cell: Runs, folder: Path) -> Runs:
    return tuple(
        replace(run, link="") if run.link and not _leads_somewhere(folder, run.link) else run
        for run in cell
    )


def _leads_somewhere(folder: Path, link: str) -> bool:
    if ":" in link or link.startswith("#"):
        return True
    # Unlike Path.is_file, this is False for a name that no file can have.
    return os.path.isfile(folder / link.partition("#")[0])
