"""Manifest: what became of each report of a batch, as a table that a spreadsheet opens."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sozialraum.formats import plain_number
from sozialraum.publish.files import write_whole

DONE, NOT_DONE = "fertig", "nicht erstellt"
COLUMNS = ("gebiet", "name", "status", "sekunden", "fehler")


@dataclass(frozen=True)
class Outcome:
    """What became of one report; ``fault`` is empty if it is done."""

    gebiet: str
    name: str
    seconds: float
    fault: str = ""

    @property
    def status(self) -> str:
        """The German word in the manifest."""
        return NOT_DONE if self.fault else DONE


def write_manifest(outcomes: Iterable[Outcome], path: Path) -> None:
    """Write the outcomes as CSV (UTF-8 with BOM, ``;``, decimal comma), whole or not at all."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in outcomes:
        seconds = plain_number(round(one.seconds, 1))
        fault = " ".join(one.fault.split())
        row = (one.gebiet, one.name, one.status, seconds, fault)
        writer.writerow([_no_formula(text) for text in row])
    write_whole(path, stream.getvalue().encode("utf-8-sig"))


def _no_formula(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t")) else text
