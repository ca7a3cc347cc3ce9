"""Manifest: what became of each report of a batch, as a table that a spreadsheet opens.

Beside it lies a log with the tracebacks of what nobody expected.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sozialraum.formats import plain_number
from sozialraum.publish.files import write_whole

LOG = "fehler.log"
NAMES = {"gebiet": "manifest.csv", "agentur": "agenturen.csv"}
"""Name of the manifest by what each report is for."""

DONE, NOT_DONE = "fertig", "nicht erstellt"
FORMULA = ("=", "+", "-", "@", "\t", "'")
COLUMNS = ("name", "status", "sekunden", "fehler")


@dataclass(frozen=True)
class Outcome:
    """What became of one report; ``fault`` is empty if it is done.

    ``trace`` is the traceback of an unexpected error, for the log.
    """

    key: str
    name: str
    seconds: float
    fault: str = ""
    trace: str = ""

    @property
    def status(self) -> str:
        """The German word in the manifest."""
        return NOT_DONE if self.fault else DONE


def manifest_name(kind: str) -> str:
    """Return the name of the manifest of the reports for each ``gebiet`` or ``agentur``."""
    return NAMES[kind]


def write_manifest(outcomes: Iterable[Outcome], path: Path, *, kind: str = "gebiet") -> None:
    """Write the outcomes as CSV (UTF-8 with BOM, ``;``, decimal comma), whole or not at all."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\n")
    writer.writerow((kind, *COLUMNS))
    for one in outcomes:
        seconds = plain_number(round(one.seconds, 1))
        fault = " ".join(one.fault.split())
        row = (one.key, one.name, one.status, seconds, fault)
        writer.writerow([_no_formula(text) for text in row])
    write_whole(path, stream.getvalue().encode("utf-8-sig"))


def read_manifest(path: Path) -> dict[str, Outcome]:
    """Return the outcomes of an earlier run by area or agency.

    No manifest, or one that a spreadsheet has made into something else, says nothing:
    it is written anew.
    """
    if not path.is_file():
        return {}
    text = path.read_bytes().decode("utf-8-sig", errors="replace")
    head, *rows = list(csv.reader(text.splitlines(), delimiter=";")) or [[]]
    if tuple(head[1:]) != COLUMNS or any(len(row) != len(head) for row in rows):
        return {}
    read = [[cell[1:] if cell[:1] == "'" else cell for cell in row] for row in rows]
    return {
        key: Outcome(key, name, _seconds(seconds), fault) for key, name, _, seconds, fault in read
    }


def update_manifest(
    outcomes: Iterable[Outcome], path: Path, *, order: Iterable[str], kind: str = "gebiet"
) -> None:
    """Write outcomes over those of the same reports; what is not in ``order`` is dropped."""
    known = read_manifest(path) | {outcome.key: outcome for outcome in outcomes}
    write_manifest([known[key] for key in order if key in known], path, kind=kind)


def append_log(outcomes: Iterable[Outcome], path: Path) -> None:
    """Add the tracebacks of unexpected errors to the log, if there are any."""
    entries = [f"{one.key} {one.name}\n{one.trace}\n" for one in outcomes if one.trace]
    if entries:
        before = path.read_bytes() if path.is_file() else b""
        write_whole(path, before + "\n".join(entries).encode("utf-8", errors="replace"))


def _seconds(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return 0.0  # a spreadsheet may have made a date of it; nothing depends on it


def _no_formula(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
