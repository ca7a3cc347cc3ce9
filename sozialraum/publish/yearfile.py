"""Year file: the record of a year as ``jahr.json``, written whole and read checked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sozialraum.analysis.dossier import Dossier
from sozialraum.analysis.review import FILE, YearRecord, read_record, year_record
from sozialraum.errors import DataError
from sozialraum.publish.files import write_whole
from sozialraum.sources.records import read_year_file

YEAR_FILE = FILE


def write_record(found: Dossier, path: str | Path) -> None:
    """Write the record of a dossier's year; what it holds back is not in the file.

    Raises
    ------
    PublishError
        If the file cannot be written.
    """
    write_year(year_record(found), path)


def write_year(data: Mapping[str, Any], path: str | Path) -> None:
    """Write a record that is plain data already; the same data give the same bytes."""
    text = json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False)
    write_whole(Path(path), f"{text}\n".encode())


def read_year(path: str | Path) -> YearRecord:
    """Return the record that a year file holds.

    Raises
    ------
    DataError
        If there is no such file or it is damaged; with the path that was given.
    """
    try:
        return read_record(read_year_file(path))
    except DataError as error:
        raise DataError(replace(fault, file=str(path)) for fault in error.faults) from error
