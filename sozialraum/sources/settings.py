"""region.toml: what a specialist declares about a region, read and checked.

The file names the region, its level, its default year and example area, where the
areas come from, which larger areas it is compared with, where a series breaks and
which lists of places are complete.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from sozialraum.errors import DataError, Fault, missing_file, raise_all, suggest

FILE = "region.toml"
LEVELS = ("kreis", "gemeinde", "stadtteil", "gitter")
COMPLETENESS = ("ja", "nein", "unbekannt")


@dataclass(frozen=True)
class AreaFile:
    """Where the areas come from: file, columns, declared CRS, source id."""

    datei: str
    schluessel: str
    name: str
    art: str = ""
    crs: str = ""
    quelle: str = ""


@dataclass(frozen=True)
class Parent:
    """A larger area of comparison; areas whose key begins with ``praefix`` are its parts."""

    gebiet: str
    name: str
    ebene: str
    praefix: str = ""


@dataclass(frozen=True)
class Break:
    """A year from which a series is counted differently."""

    merkmale: tuple[str, ...]
    ab: int
    text: str

    def concerns(self, merkmal: str) -> bool:
        """Return whether the break is one of this merkmal's (``*`` stands for any ending)."""
        return any(fnmatch(merkmal, pattern) for pattern in self.merkmale)


@dataclass(frozen=True)
class PlaceList:
    """How complete the list of one kind of place is: ``ja``, ``nein`` or ``unbekannt``."""

    vollstaendig: str = "unbekannt"
    stand: str = ""
    bekannt_von: int = 0


@dataclass(frozen=True)
class Settings:
    """What region.toml says, checked."""

    name: str
    ebene: str
    jahr: int
    beispiel: str
    gebiete: AreaFile
    hinweis: str = ""
    erfunden: bool = False
    begriff_bevoelkerung: str = "Bevölkerung"
    uebergeordnet: tuple[Parent, ...] = ()
    bruch: tuple[Break, ...] = ()
    listen: Mapping[str, PlaceList] | None = None


def read_settings(folder: Path) -> Settings:
    """Return the checked settings of a region folder.

    Raises
    ------
    DataError
        If the folder or region.toml is missing, or with all faults of the file.
    """
    path = folder / FILE
    if not folder.is_dir():
        raise missing_file(folder, "Der Regionsordner", _which_folder(folder))
    if not path.is_file():
        raise missing_file(path, "Die Datei", "Eine region.toml anlegen, etwa nach data/nrw.")
    raw = _parse(path)
    check = _Check(path.name)
    settings = _settings(raw, check)
    raise_all(check.faults)
    if settings is None:  # every way to None has left a fault
        raise AssertionError("region.toml without faults gave no settings")
    return settings


def _which_folder(folder: Path) -> str:
    """Return a remedy that names the region folders beside the one asked for."""
    near = folder.parent if folder.parent.is_dir() else Path()
    known = sorted(entry.parent.name for entry in near.glob(f"*/{FILE}"))
    hint = suggest(folder.name, known)
    listed = f"Vorhanden sind: {', '.join(known)}." if known else "Den Pfad prüfen."
    return f"{hint} {listed}".strip()


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        fault = Fault(
            "Die Datei ist nicht in UTF-8 gespeichert.",
            file=path.name,
            remedy="Im Editor als UTF-8 speichern.",
        )
        raise DataError(fault) from error
    except tomllib.TOMLDecodeError as error:
        fault = Fault(
            f"Kein gültiges TOML ({error}).",
            file=path.name,
            remedy="Texte stehen in Anführungszeichen, Zahlen ohne; je Zeile ein Eintrag.",
        )
        raise DataError(fault) from error


class _Check:
    """Collects the faults of one TOML file while its entries are read."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []

    def fault(self, what: str, entry: str, found: object = "", expected: str = "") -> None:
        self.faults.append(
            Fault(what, file=self.file, column=entry, found=str(found), expected=expected)
        )

    def known(self, raw: Mapping[str, Any], kind: type, entry: str) -> None:
        """Report entries that nobody reads: mostly a typing error."""
        names = [field.name for field in fields(kind)]
        for name in raw.keys() - set(names):
            self.fault(f"Unbekannter Eintrag. {suggest(name, names)}".strip(), f"{entry}{name}")

    def take(self, raw: Mapping[str, Any], name: str, kind: type, entry: str = "") -> Any:
        value = raw.get(name)
        right = isinstance(value, kind) and not (kind is int and isinstance(value, bool))
        if not right:
            german = {
                str: "ein Text",
                int: "eine ganze Zahl",
                list: "eine Liste",
                dict: "eine Tabelle",
            }
            what = "Der Eintrag fehlt." if value is None else "Der Eintrag hat die falsche Art."
            self.fault(what, entry + name, "" if value is None else value, german[kind])
            return kind()
        return value

    def record(self, raw: object, kind: type, entry: str) -> Any:
        """Return ``kind(**raw)`` if raw has its entries with the right types, else None."""
        before = len(self.faults)
        if not isinstance(raw, Mapping):
            self.fault("Hier wird eine Tabelle erwartet.", entry, raw)
            return None
        self.known(raw, kind, f"{entry}.")
        types = {"str": str, "int": int, "tuple[str, ...]": list}
        values: dict[str, Any] = {}
        for field in fields(kind):
            if field.name in raw or field.default is MISSING:
                value = self.take(raw, field.name, types[str(field.type)], f"{entry}.")
                values[field.name] = tuple(value) if isinstance(value, list) else value
        return kind(**values) if len(self.faults) == before else None


def _settings(raw: Mapping[str, Any], check: _Check) -> Settings | None:
    check.known(raw, Settings, "")
    ebene = check.take(raw, "ebene", str)
    if ebene and ebene not in LEVELS:
        check.fault("Unbekannte Ebene.", "ebene", ebene, " | ".join(LEVELS))
    erfunden = raw.get("erfunden", False)
    if not isinstance(erfunden, bool):
        check.fault("Der Eintrag hat die falsche Art.", "erfunden", erfunden, "true oder false")
    parents = _records(raw, "uebergeordnet", Parent, check)
    breaks = _records(raw, "bruch", Break, check)
    gebiete = check.record(raw.get("gebiete"), AreaFile, "gebiete")
    listen = _place_lists(raw.get("listen", {}), check)
    texts = {
        name: check.take(raw, name, str)
        for name in ("name", "beispiel", "hinweis", "begriff_bevoelkerung")
        if name in raw or name in ("name", "beispiel")
    }
    jahr = check.take(raw, "jahr", int)
    if check.faults or gebiete is None:
        return None
    return Settings(
        ebene=ebene, jahr=jahr, gebiete=gebiete, erfunden=erfunden,
        uebergeordnet=parents, bruch=breaks, listen=listen, **texts,
    )  # fmt: skip


def _records(raw: Mapping[str, Any], name: str, kind: type, check: _Check) -> tuple[Any, ...]:
    entries = check.take(raw, name, list) if name in raw else []
    records = (
        check.record(entry, kind, f"{name}[{number}]") for number, entry in enumerate(entries, 1)
    )
    return tuple(record for record in records if record is not None)


def _place_lists(raw: object, check: _Check) -> dict[str, PlaceList]:
    if not isinstance(raw, Mapping):
        check.fault("Hier wird eine Tabelle erwartet.", "listen", raw)
        return {}
    lists = {kind: check.record(entry, PlaceList, f"listen.{kind}") for kind, entry in raw.items()}
    for kind, entry in lists.items():
        if entry is not None and entry.vollstaendig not in COMPLETENESS:
            check.fault(
                "Unbekannte Angabe.",
                f"listen.{kind}.vollstaendig",
                entry.vollstaendig,
                " | ".join(COMPLETENESS),
            )
    return {kind: entry for kind, entry in lists.items() if entry is not None}
