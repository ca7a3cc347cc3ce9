"""Which areas and indicators a document is about, so that its parts can be shown together.

Names are read from the maps of the document (areas) and from the catalogue (indicators).
A table that somebody adds by hand is linked too, as long as its rows bear such a name; a
name that several areas share links nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from html import unescape

from sozialraum.analysis.catalogue import catalogue
from sozialraum.display.blocks import Figure, Map
from sozialraum.display.linking import AREA, INDICATOR, token
from sozialraum.publish.items import Grid, Item, plain_text

_DRAWN = re.compile(r' data-about="([^"]+)" data-name="([^"]*)"')
_ON_MAP = re.compile(r'"about":("(?:[^"\\]|\\.)*"),"name":("(?:[^"\\]|\\.)*")')
_UNIT = re.compile(r" \([^()]*\)$")


def subjects(items: Iterable[Item]) -> dict[str, str]:
    """Return what each name of the document stands for: ``gebiet:05315``, ``kennzahl:D01``."""
    found: dict[str, set[str]] = {}
    for item in items:
        for what, name in _areas(item):
            found.setdefault(_plain(name), set()).add(what)
    areas = {name: whats.pop() for name, whats in found.items() if len(whats) == 1}
    return {**indicators(), **areas}


@lru_cache(maxsize=1)
def indicators() -> Mapping[str, str]:
    """Return what each name of an indicator stands for, whatever it is computed from."""
    return {
        _plain(name): token(INDICATOR, one.id)
        for one in catalogue().values()
        for name in (one.name, *(one.name_of(formula) for formula in one.rechnungen))
    }


def of_name(names: Mapping[str, str], text: str) -> str:
    """Return what a name stands for, „“ if nothing; a unit in brackets behind it is no part.

    >>> of_name({"Köln": "gebiet:05315"}, " Köln")
    'gebiet:05315'
    """
    plain = _plain(text)
    return names.get(plain) or names.get(_UNIT.sub("", plain), "")


def of_caption(caption: str) -> str:
    """Return the indicator that a caption begins with, „“ if there is none.

    >>> of_caption("Arbeitslosenquote: Entwicklung 2015 bis 2025")
    'kennzahl:D01'
    """
    plain = _plain(caption)
    fitting = [name for name in indicators() if re.match(rf"{re.escape(name)}([\s:,(]|$)", plain)]
    return indicators()[max(fitting, key=len)] if fitting else ""


def of_rows(names: Mapping[str, str], grid: Grid) -> tuple[str, ...]:
    """Return what each row of a table is about."""
    return tuple(of_name(names, plain_text(row[0])) if row else "" for row in grid.rows)


def whole_region(names: Mapping[str, str], about: Iterable[str]) -> bool:
    """Return whether a table has a row for each area of the document and no other row."""
    areas = {what for what in names.values() if what.startswith(token(AREA, ""))}
    return len(areas) > 1 and set(about) == areas


def _areas(item: Item) -> Iterator[tuple[str, str]]:
    if isinstance(item, Figure | Map):
        for what, name in _DRAWN.findall(item.svg):
            yield unescape(what), unescape(name)
    if isinstance(item, Map):
        for what, name in _ON_MAP.findall(item.fragment):
            yield json.loads(what), json.loads(name)


def _plain(text: str) -> str:
    """Return a name as one line, whether or not a picture breaks it."""
    return " ".join(text.split()).replace("/ ", "/")
