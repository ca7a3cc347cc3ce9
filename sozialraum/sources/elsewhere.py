"""Files that lie elsewhere than their name says.

A notebook names its region by the words of whoever asked for the report.  Where the folder
was fetched from an address, or sent to another computer, a copy of it is read instead.
Which copies there are stands in a variable of the environment, so that every process that
is started knows them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

VARIABLE = "SOZIALRAUM_ORTE"


def place_of(name: str | Path) -> Path:
    """Return where a file or folder is read: where its name says, or where its copy lies.

    >>> with elsewhere({"s3://verband/mein-ort": Path("kopie")}):
    ...     place_of("s3://verband/mein-ort/region.toml").as_posix()
    'kopie/region.toml'
    """
    path = Path(name)
    for called, place in _places().items():
        if path.is_relative_to(called):
            return Path(place, path.relative_to(called))
    return path.expanduser() if path.parts[:1] == ("~",) else path


def name_of(path: Path) -> str:
    """Return what a file or folder is called: the other way round.

    >>> with elsewhere({"s3://verband/mein-ort": Path("kopie")}):
    ...     name_of(Path("kopie/region.toml"))
    's3://verband/mein-ort/region.toml'
    """
    for called, place in _places().items():
        if path.is_relative_to(place):
            rest = path.relative_to(place)
            return f"{called}/{rest.as_posix()}" if rest.parts else called
    return str(path)


@contextmanager
def elsewhere(places: Mapping[str, Path]) -> Iterator[None]:
    """Let files be read from other places, here and in every process started meanwhile."""
    before = os.environ.get(VARIABLE)
    os.environ.update(as_variable({**_places(), **places}))
    try:
        yield
    finally:
        del os.environ[VARIABLE]
        if before is not None:
            os.environ[VARIABLE] = before


def as_variable(places: Mapping[str, str | Path]) -> dict[str, str]:
    """Return the variable that tells a process where files lie."""
    return {VARIABLE: json.dumps({name: str(place) for name, place in places.items()})}


def _places() -> Mapping[str, str]:
    found: Mapping[str, str] = json.loads(os.environ.get(VARIABLE, "{}"))
    return found
