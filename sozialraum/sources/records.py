"""Reads the record of a year (``jahr.json``) that a run of an earlier year has left."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sozialraum.errors import DataError, Fault, missing_file
from sozialraum.sources.elsewhere import place_of

FILE = "jahr.json"
REMEDY = "Den Bericht des Vorjahres neu erstellen lassen; jahr.json nicht von Hand ändern."


def read_year_file(path: str | Path) -> dict[str, Any]:
    """Return what a year file holds, unchecked: `analysis.review.read_record` checks it.

    Raises
    ------
    DataError
        If there is no such file, it cannot be read, or it is no JSON; with its line.
    """
    file = place_of(path)
    if not file.is_file():
        remedy = "Den Pfad prüfen oder den Bericht ohne Rückblick erstellen."
        raise missing_file(file, "Die Jahresdatei", remedy)
    try:
        data = json.loads(file.read_bytes().decode("utf-8-sig"), parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise _damaged(file, f"kein gültiges JSON ({error.msg})", error.lineno) from error
    except (ValueError, RecursionError) as error:
        raise _damaged(file, str(error)) from error
    except OSError as error:
        raise _damaged(file, error.strerror or "nicht lesbar") from error
    if not isinstance(data, dict):
        raise _damaged(file, "keine Tabelle von Angaben")
    return data


def read_year_files(folder: Path) -> list[dict[str, Any]]:
    """Return what all year files in the folders of a folder hold, by the folders' names."""
    return [read_year_file(path) for path in sorted(place_of(folder).glob(f"*/{FILE}"))]


def _no_number(name: str) -> float:
    raise ValueError(f"{name} ist keine Zahl")


def _damaged(file: Path, why: str, row: int | None = None) -> DataError:
    what = f"Die Jahresdatei ist beschädigt: {why}."
    return DataError(Fault(what, file.name, row, remedy=REMEDY))
