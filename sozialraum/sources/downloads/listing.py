"""What can be downloaded: services, files and data bases of official publishers, as data."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files

from sozialraum.errors import Fault, raise_all, suggest

FILE = "downloads.toml"
CONTENTS = ("zip", "csv", "gml")
LIST_HINT = "„sozialraum daten --liste“ zeigt alles, was es gibt."
TABLE = re.compile(r"[0-9]{4,6}[A-Za-z0-9-]{0,20}")


@dataclass(frozen=True)
class Service:
    """Who answers, and how many seconds to leave between two requests."""

    kennung: str
    name: str
    pause: float


@dataclass(frozen=True)
class Download:
    """One file of a publisher; see the head of downloads.toml for its entries."""

    kennung: str
    titel: str
    dienst: Service
    adresse: str
    datei: str
    inhalt: str
    herausgeber: str
    lizenz: str
    stand: str
    megabyte: int
    beleg: str
    quelle: str = ""
    pruefsumme: str = ""


@dataclass(frozen=True)
class Database:
    """One data base of the GENESIS family."""

    kennung: str
    titel: str
    dienst: Service
    adresse: str
    umgebung: str
    zugang: str

    @property
    def variables(self) -> tuple[str, str]:
        """Names of the environment variables with user name and password."""
        return f"{self.umgebung}_KENNUNG", f"{self.umgebung}_PASSWORT"


@dataclass(frozen=True)
class Wanted:
    """A table of a data base."""

    database: Database
    tabelle: str


@dataclass(frozen=True)
class Listing:
    """All files and data bases by their short names."""

    dateien: Mapping[str, Download]
    datenbanken: Mapping[str, Database]


@cache
def listing() -> Listing:
    """Return everything that can be downloaded."""
    text = files("sozialraum.sources.downloads").joinpath(FILE).read_text(encoding="utf-8")
    raw = tomllib.loads(text)
    services = {name: Service(name, **entry) for name, entry in raw["dienst"].items()}
    return Listing(
        {one["kennung"]: Download(**one | _served(one, services)) for one in raw["datei"]},
        {one["kennung"]: Database(**one | _served(one, services)) for one in raw["datenbank"]},
    )


def _served(entry: Mapping[str, str], services: Mapping[str, Service]) -> dict[str, Service]:
    return {"dienst": services[entry["dienst"]]}


def find(names: Iterable[str], known: Listing) -> list[Download | Wanted]:
    """Return what some names mean: short names, ``zensus-gitter-*``, ``datenbank:tabelle``.

    Raises
    ------
    DataError
        With all names that mean nothing, and the closest that do.
    """
    faults: list[Fault] = []
    found: dict[Download | Wanted, None] = {}  # in order, each once
    for name in names:
        hits = _meant(name.strip(), known)
        found |= dict.fromkeys(hits)
        faults += [] if hits else [_unknown(name, known)]
    raise_all(faults)
    return list(found)


def _meant(name: str, known: Listing) -> list[Download | Wanted]:
    base, colon, table = name.partition(":")
    if colon:
        database = known.datenbanken.get(base)
        return [Wanted(database, table)] if database and TABLE.fullmatch(table) else []
    return [one for key, one in known.dateien.items() if fnmatchcase(key, name)]


def _unknown(name: str, known: Listing) -> Fault:
    base, colon, _ = name.partition(":")
    if name in known.datenbanken or (colon and base in known.datenbanken):
        what = "Zu dieser Datenbank fehlt die Nummer der Tabelle."
        expected = f"{base}:13211-02-05-4"
        remedy = "Die Nummer steht in der Datenbank neben dem Titel der Tabelle."
        return Fault(what, "daten", found=name, expected=expected, remedy=remedy)
    close = suggest(base, [*known.dateien, *known.datenbanken])
    what = "Diese Daten sind nicht verzeichnet."
    return Fault(what, "daten", found=name, remedy=f"{close} {LIST_HINT}".strip())
