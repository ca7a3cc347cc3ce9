"""herkunft.toml: where each figure of an embedded region comes from, read and checked.

The file declares, as data, which areas are kept and for each *merkmal* the source, the
file, its *leser* (reader) and the *spalte* (path of the header) to take.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd

from sozialraum.errors import Fault, missing_file, raise_all, suggest
from sozialraum.sources.elections import (
    read_bundestagswahl_kreise,
    read_bundestagswahl_stadtteile,
)
from sozialraum.sources.files import read_toml
from sozialraum.sources.genesis import read_genesis
from sozialraum.sources.gisd import read_gisd
from sozialraum.sources.inkar import read_inkar
from sozialraum.sources.koeln import read_koeln_bevoelkerung
from sozialraum.sources.tidy import read_bevoelkerung_alter
from sozialraum.sources.zensus import read_zensus_kreise, read_zensus_regionaltabelle

FILE = "herkunft.toml"

READERS: Mapping[str, Callable[[Path], pd.DataFrame]] = {
    "genesis": read_genesis,
    "bevoelkerung_alter": read_bevoelkerung_alter,
    "bundestagswahl_kreise": read_bundestagswahl_kreise,
    "bundestagswahl_stadtteile": read_bundestagswahl_stadtteile,
    "gisd": read_gisd,
    "inkar": read_inkar,
    "koeln_bevoelkerung": read_koeln_bevoelkerung,
    "zensus_kreise": read_zensus_kreise,
    "zensus_regionaltabelle": read_zensus_regionaltabelle,
}
"""The readers that a table may name as its ``leser``."""

Part = tuple[str, str]
"""What the reader calls ``merkmal`` and ``auspraegung`` of one column."""

_LIKE_NRW = "Den Eintrag ergänzen oder berichtigen; ein Beispiel ist data/nrw/herkunft.toml."
_REQUIRED = {"quelle": str, "leser": str, "dateien": list, "merkmale": dict}
_OPTIONAL = {"gebiete": str, "von": int, "bis": int, "namen": dict}


@dataclass(frozen=True)
class Names:
    """Where a table without keys finds them: a file with keys and names, and which keys."""

    leser: str
    datei: str
    muster: str


@dataclass(frozen=True)
class Table:
    """One source and what is taken from its files.

    Parameters
    ----------
    quelle
        Id of the source in the registry.
    leser
        Name of the reader, one of `READERS`.
    dateien
        Files, relative to the folder of raw data.
    merkmale
        For each merkmal the parts that are added up.
    gebiete
        Pattern of the keys to keep, beside that of the region; ``""`` for no further one.
    von, bis
        First and last year to keep.
    namen
        Where the keys come from if the table has none.
    """

    quelle: str
    leser: str
    dateien: tuple[str, ...]
    merkmale: Mapping[str, tuple[Part, ...]]
    gebiete: str = ""
    von: int = 0
    bis: int = 9999
    namen: Names | None = None


@dataclass(frozen=True)
class Provenance:
    """Everything that ``herkunft.toml`` declares: pattern of keys, exceptions, tables."""

    muster: str
    ohne: frozenset[str]
    tables: tuple[Table, ...]


def read_provenance(path: Path) -> Provenance:
    """Return the declaration in ``herkunft.toml``, checked.

    Raises
    ------
    DataError
        If there is none, it is no TOML, or entries are unknown, missing or mistyped.
    """
    if not path.is_file():
        raise missing_file(path, "Die Herkunft der Kennzahlen", "Ordner der Region prüfen.")
    data = read_toml(path)
    raise_all(_Check(path.name).all(data))
    areas = data["gebiete"]
    tables = tuple(_table(entry) for entry in data["tabelle"])
    return Provenance(areas["muster"], frozenset(areas.get("ohne", ())), tables)


def _table(entry: Mapping[str, Any]) -> Table:
    given = {key: value for key, value in entry.items() if key not in ("namen", "merkmale")}
    return Table(
        **{**given, "dateien": tuple(entry["dateien"])},
        merkmale={name: _parts(taken) for name, taken in entry["merkmale"].items()},
        namen=Names(**entry["namen"]) if "namen" in entry else None,
    )


def _parts(taken: Mapping[str, Any]) -> tuple[Part, ...]:
    return tuple(product(_listed(taken["spalte"]), _listed(taken.get("auspraegung", ""))))


def _listed(given: str | Sequence[str]) -> Sequence[str]:
    return [given] if isinstance(given, str) else given


class _Check:
    """Finds the faults of a declaration."""

    def __init__(self, file: str) -> None:
        self.file = file

    def all(self, data: Mapping[str, Any]) -> Iterator[Fault]:
        yield from self.entry(data, {"gebiete": dict, "tabelle": list}, {}, "")
        areas = data.get("gebiete", {"muster": ""})
        yield from self.entry(areas, {"muster": str}, {"ohne": list}, "gebiete")
        yield from self.pattern(areas.get("muster"), "gebiete")
        for table in data.get("tabelle", []):
            yield from self.table(table)

    def table(self, table: Mapping[str, Any]) -> Iterator[Fault]:
        place = f"tabelle {table.get('quelle', '?')}"
        yield from self.entry(table, _REQUIRED, _OPTIONAL, place)
        yield from self.pattern(table.get("gebiete"), place)
        yield from self.reader(table.get("leser"), place)
        if names := table.get("namen"):
            required = {item.name: str for item in fields(Names)}
            yield from self.entry(names, required, {}, f"{place}, namen")
            yield from self.pattern(names.get("muster"), f"{place}, namen")
            yield from self.reader(names.get("leser"), f"{place}, namen")
        for merkmal, taken in table.get("merkmale", {}).items():
            column = {"spalte": (str, list)}
            yield from self.entry(
                taken, column, {"auspraegung": (str, list)}, f"{place}, {merkmal}"
            )

    def entry(
        self, entry: object, required: Mapping[str, Any], optional: Mapping[str, Any], place: str
    ) -> Iterator[Fault]:
        """Yield what is missing, unknown or of the wrong type in one TOML table."""
        if not isinstance(entry, dict):
            what = "Hier fehlt eine TOML-Tabelle."
            yield Fault(what, self.file, None, place, str(entry), "", _LIKE_NRW)
            return
        known = {**required, **optional}
        for name in required.keys() - entry.keys():
            what = f"Der Eintrag „{name}“ fehlt."
            yield Fault(what, self.file, None, place, remedy=_LIKE_NRW)
        for name, value in entry.items():
            if name not in known:
                hint = suggest(name, known) or f"Bekannt sind: {', '.join(known)}."
                yield Fault("Unbekannter Eintrag.", self.file, None, place, name, remedy=hint)
            elif not isinstance(value, known[name]):
                what = f"Der Eintrag „{name}“ hat die falsche Art."
                yield Fault(what, self.file, None, place, str(value), "", _LIKE_NRW)

    def reader(self, leser: str | None, place: str) -> Iterator[Fault]:
        if leser is not None and leser not in READERS:
            what, known = "Unbekannter Leser.", ", ".join(READERS)
            remedy = suggest(leser, READERS) or "Einen der bekannten Leser eintragen."
            yield Fault(what, self.file, None, place, leser, known, remedy)

    def pattern(self, muster: str | None, place: str) -> Iterator[Fault]:
        try:
            re.compile(muster or "")
        except re.error as error:
            what = f"Das Muster ist kein regulärer Ausdruck (Python: {error})."
            remedy = (
                "Das Muster berichtigen, etwa 05[0-9]{3} für die Kreise in Nordrhein-Westfalen."
            )
            yield Fault(what, self.file, None, place, str(muster), "", remedy)
