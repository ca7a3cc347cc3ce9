"""The page of an import: what was read, repaired, decided and found wrong, for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from sozialraum.display.blocks import Column, Heading, Note
from sozialraum.errors import Fault
from sozialraum.formats import write_date
from sozialraum.publish.document import Document
from sozialraum.publish.html import write_html
from sozialraum.publish.items import Grid, Item, ListEntry, ListItems, Paragraph, Run
from sozialraum.sources.incoming.asking import ImportReport

_PLACE = ("Datei, Blatt", "Zeile", "Spalte", "Was ist", "Gefunden", "Erwartet", "Abhilfe")


def write_import_page(
    reports: Mapping[str, ImportReport], path: Path, *, today: date | None = None
) -> None:
    """Write one web page on the import of some files.

    Parameters
    ----------
    reports
        What came up, by the name of the file.
    path
        The page.
    today
        Day that stands on the page; without it the present one.

    Raises
    ------
    PublishError
        If the page cannot be written.
    """
    items = tuple(item for file, report in reports.items() for item in _items(file, report))
    day = write_date(today or date.today())
    write_html(Document("Bericht über den Import", items, subtitle=f"Stand {day}"), path)


def _items(file: str, report: ImportReport) -> Iterator[Item]:
    yield Heading(1, Path(file).name)
    if report.faults:
        yield Note("Nicht eingelesen: zuerst sind die Fehler zu beheben.", "warnung")
        yield _table("Fehler", report.faults)
    for title, lines in report.sections:
        yield Heading(2, title)
        yield ListItems(tuple(ListEntry((Run(line),)) for line in lines))
    if report.warnings:
        yield Heading(2, "Auffällig")
        yield Paragraph((Run("Diese Zahlen können stimmen, sehen aber falsch aus."),))
        yield _table("Auffällige Zahlen", report.warnings)


def _table(caption: str, faults: Sequence[Fault]) -> Grid:
    rows = [
        (fault.file, fault.row, fault.column, fault.what, fault.found, fault.expected, fault.remedy)
        for fault in faults
    ]
    cells = tuple(tuple((Run(str(cell or "–")),) for cell in row) for row in rows)
    return Grid(tuple(map(Column, _PLACE)), cells, f"{caption} ({len(rows)})")
