"""Published procedures as data, to compute with the same steps or to start one's own from.

Each file in ``presets`` holds one index with its published tree.  ``verified`` says which
published values this library reproduces; where it could not be checked, the index carries
that as its note, and so does every result.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from sozialraum.errors import DataError, Fault, suggest
from sozialraum.measures.composite.as_data import index_from_data
from sozialraum.measures.composite.index import Index

NAMES = ("berlin", "gisd", "svi", "imd", "duesseldorf")


@dataclass(frozen=True)
class Preset:
    """A published procedure.

    Parameters
    ----------
    name, title
        Short and full name.
    source
        Where it is published.
    verified
        Which published values come out (German).
    index
        The index; of the status, where status and dynamics are kept apart.
    dynamics
        The index of the change, computed from its own values (None where there is none).
    """

    name: str
    title: str
    source: str
    verified: str
    index: Index
    dynamics: Index | None


def preset(name: str) -> Preset:
    """Return a published procedure; ``dataclasses.replace`` gives its index another tree.

    Raises
    ------
    DataError
        If there is none of that name.

    Examples
    --------
    >>> preset("berlin").index.classes.names
    ('gering', 'mittel', 'hoch', 'sehr hoch')
    >>> preset("imd").index.note
    'nicht an veröffentlichten Werten geprüft'
    """
    if name not in NAMES:
        known = f"Vorhanden sind: {', '.join(NAMES)}."
        raise DataError(
            Fault(f"Das Verfahren „{name}“ gibt es nicht.", remedy=suggest(name, NAMES) or known)
        )
    text = (
        files("sozialraum.measures.composite").joinpath(f"presets/{name}.toml").read_text("utf-8")
    )
    data = tomllib.loads(text)
    dynamics = data.get("dynamics")
    return Preset(
        name=name,
        title=data["title"],
        source=data["source"],
        verified=data["verified"],
        index=index_from_data(data["index"]),
        dynamics=None if dynamics is None else index_from_data(_merged(data["index"], dynamics)),
    )


def _merged(data: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    return {**data, **changes}
