"""Wording guard: words that a report on people and places should not use.

The list stands in guard.toml.  In a specialist's text a hit is a hint, never an error;
the programme's own sentences must have none.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

FILE = "guard.toml"


@dataclass(frozen=True)
class WordHint:
    """A word that was found, and what to write instead (German)."""

    found: str
    instead: str

    def __str__(self) -> str:
        return f"„{self.found}“ – besser: {self.instead}"


def wording_hints(text: str, *, causes: bool = False) -> tuple[WordHint, ...]:
    """Return the words of a text that should be others, in the order of the list.

    Parameters
    ----------
    text
        Any German text.
    causes
        Whether words that name causes are reported too: for sentences that a program
        wrote, which may only say „geht einher mit“.

    Examples
    --------
    >>> [str(hint) for hint in wording_hints("Der Stadtteil gilt als Brennpunkt.")]
    ['„Brennpunkt“ – besser: „Gebiet mit besonderem Aufmerksamkeitsbedarf“']
    """
    return tuple(_hits(text, causes))


def _hits(text: str, causes: bool) -> Iterator[WordHint]:
    words, cause = _patterns()
    for pattern, instead in (*words, *((cause,) if causes else ())):
        for match in pattern.finditer(text):
            yield WordHint(match.group(), instead)


@cache
def _patterns() -> tuple[tuple[tuple[re.Pattern[str], str], ...], tuple[re.Pattern[str], str]]:
    """Return the words as patterns with what is better, and that of causes."""
    data = tomllib.loads(files("sozialraum.analysis").joinpath(FILE).read_text("utf-8"))
    words = [(rf"\b(?:{entry['muster']})\b", entry["besser"]) for entry in data["wort"]]
    words.append((data["rangliste"]["muster"], data["rangliste"]["besser"]))
    found = tuple((re.compile(muster, re.IGNORECASE), besser) for muster, besser in words)
    cause = data["ursache"]
    return found, (re.compile(cause["muster"], re.IGNORECASE), cause["besser"])
