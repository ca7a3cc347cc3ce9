"""Naming: which merkmal a column of somebody else's table counts, by what it is called.

A name is *folded* to what all ways to write it have in common.  `merkmale.toml` says which
names are meant for certain and which only may be.  Age groups are read from their bounds.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sozialraum.formats import slug

FILE = "merkmale.toml"
_SEXES = re.compile(r"maennlich|weiblich|maenner|frauen|m|w")
_AGES = (
    (re.compile(r"unter (?P<end>\d+)(?: Jahren?)?"), 0),
    (re.compile(r"(?P<start>\d+) ?(?:bis unter|- ?<|bis <|– ?<) ?(?P<end>\d+)(?: Jahren?)?"), 0),
    (re.compile(r"(?P<start>\d+) ?(?:-|–|bis) ?(?P<end>\d+)(?: Jahren?)?"), 1),
    (re.compile(r"(?P<start>\d+)(?: Jahre)? (?:und älter|und mehr|u\. ?ä\.)|ab (\d+) Jahren?"), 0),
)
"""Forms of an age group, and how many years beyond its end it goes."""


@dataclass(frozen=True)
class Names:
    """What `merkmale.toml` says, folded."""

    sure: Mapping[str, str]
    unsure: Mapping[str, str]
    questions: Mapping[str, str]
    protected: frozenset[str]
    empty: frozenset[str]
    ages: frozenset[str]


@cache
def names() -> Names:
    """Return the names by which merkmale are known."""
    text = files("sozialraum.sources.incoming").joinpath(FILE).read_text(encoding="utf-8")
    raw = tomllib.loads(text)
    empty = frozenset(raw["leer"]["worte"])
    entries: Mapping[str, Mapping[str, Sequence[str]]] = raw["merkmal"]

    def by_name(kind: str) -> dict[str, str]:
        return {
            folded(name.split(" | "), empty): merkmal
            for merkmal, entry in entries.items()
            for name in entry.get(kind, ())
        }

    return Names(
        sure=by_name("namen"),
        unsure=by_name("fraglich"),
        questions={
            name: str(entry["frage"]) for name, entry in entries.items() if "frage" in entry
        },
        protected=frozenset(raw["geschuetzt"]["worte"]),
        empty=empty,
        ages=frozenset(slug(name) for name in raw["alter"]["namen"]),
    )


def folded(path: Sequence[str], empty: frozenset[str], place: str = "") -> str:
    """Return a path through a header in its folded form.

    Parameters
    ----------
    path
        Parts of the header from the top down, then what further columns say.
    empty
        Words that say nothing of their own.
    place
        Name of the region, left out („Einwohner in Köln“).

    Examples
    --------
    >>> folded(["Einwohner in Köln", "Insgesamt"], frozenset(["insgesamt"]), "Köln")
    'einwohner'
    """
    return "|".join(_parts(path, empty, place))


def _parts(path: Sequence[str], empty: frozenset[str], place: str) -> list[str]:
    parts = []
    for text in path:
        part = slug(re.sub(r"\([AB]\)|[*¹²³]+$|, ", lambda m: " " if m[0] == ", " else "", text))
        if place:
            part = re.sub(rf"(?:-in|-der-stadt)?-{slug(place)}$", "", part)
        part = "-".join(re.sub(rf"(?:^|-)(?:{'|'.join(empty)})$", "", part).split("-"))
        if part and part not in parts:
            parts.append(part)
    return parts


def age_group(text: str) -> str:
    """Return the ending of the merkmal of an age group, ``""`` if the text is none.

    >>> [age_group(text) for text in ("00 - < 03", "unter 3 Jahre", "3 bis unter 6 Jahre")]
    ['00_02', '00_02', '03_05']
    >>> age_group("75 und älter"), age_group("15-24"), age_group("unter 15"), age_group("Jahr 3")
    ('75_plus', '15_24', 'unter_15', '')
    """
    bare = re.sub(r"^(?:Personen|Einwohner|Bevölkerung|im Alter von)\s+", "", text.strip())
    for form, beyond in _AGES:
        if found := form.fullmatch(bare):
            bounds = [int(number) for number in re.findall(r"\d+", found[0])]
            return _ending(bounds, found[0], beyond)
    return ""


def _ending(bounds: Sequence[int], text: str, beyond: int) -> str:
    if text.startswith("unter"):
        return "00_02" if bounds[0] == 3 else f"unter_{bounds[0]:02}"
    if len(bounds) == 1:
        return f"{bounds[0]:02}_plus"
    return f"{bounds[0]:02}_{bounds[1] - 1 + beyond:02}" if bounds[0] < bounds[1] else ""


def is_sex(part: str) -> bool:
    """Return whether a folded part says nothing but a sex."""
    return _SEXES.fullmatch(part) is not None
