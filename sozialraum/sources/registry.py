"""Registry: who published each figure and each outline, when, and under which licence.

A *source* is one table, file or list under a short id; every figure carries that id
and can be cited.  What the published file does not say (a licence, an address) stays
empty here: nothing is filled in from memory.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from sozialraum.errors import DataError, Fault, suggest

FILE = "sources.toml"


@dataclass(frozen=True)
class Source:
    """One published table, file or list.

    Parameters
    ----------
    id
        Short name that figures carry in their column ``quelle``.
    titel, herausgeber
        Title as published, and who published it.
    datenbank
        Data base or publication in which the table stands, ``""`` if it stands alone.
    lizenz, lizenz_adresse
        Licence and where its text stands; ``""`` = the source does not say.
    namensnennung
        Attribution as the publisher wants it.
    adresse
        Where it is published; ``""`` = the file does not say.
    tabelle
        Code of the table, ``""`` if it has none.
    stand, abruf
        Date of the file by its own footer, and day of retrieval; ``""`` = unknown.
    hinweis
        German sentences on what to mind.
    kurz
        Short name below tables and pictures, ``""`` = data base and table code.
    """

    id: str
    titel: str
    herausgeber: str
    datenbank: str = ""
    lizenz: str = ""
    lizenz_adresse: str = ""
    namensnennung: str = ""
    adresse: str = ""
    tabelle: str = ""
    stand: str = ""
    abruf: str = ""
    hinweis: str = ""
    kurz: str = ""


@cache
def sources() -> Mapping[str, Source]:
    """Return all sources by id, in the order of the registry."""
    text = files("sozialraum.sources").joinpath(FILE).read_text(encoding="utf-8")
    entries = tomllib.loads(text)
    return MappingProxyType({name: Source(name, **entry) for name, entry in entries.items()})


def with_own(own: Iterable[Source]) -> Mapping[str, Source]:
    """Return all sources by id and, behind them, those that a region declares itself."""
    return MappingProxyType({**sources(), **{entry.id: entry for entry in own}})


def unknown_source(name: str, known: Mapping[str, Source]) -> Fault:
    """Return the fault of an id that no source has, to be completed with its place."""
    hint = suggest(name, known)
    own = "Eigene Quellen stehen als [[quelle]] mit kennung, titel, herausgeber in region.toml."
    return Fault(
        "Diese Quelle ist nicht verzeichnet.",
        column="quelle",
        found=name,
        remedy=f"{hint} {own}".strip(),
    )


def source(name: str) -> Source:
    """Return the source with an id.

    Raises
    ------
    DataError
        If there is none, with the closest ids.
    """
    known = sources()
    if name not in known:
        raise DataError(replace(unknown_source(name, known), file=FILE))
    return known[name]


def short(source: Source) -> str:
    """Return the short name of a source, for the line below a table or picture.

    >>> short(sources()["rdb-13211-02-05-4"]), short(sources()["zensus-2022"])
    ('Regionaldatenbank 13211-02-05-4', 'Zensus 2022')
    """
    return source.kurz or f"{source.datenbank or source.titel} {source.tabelle}".strip()
