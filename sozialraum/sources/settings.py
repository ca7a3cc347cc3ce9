"""region.toml: what a specialist declares about a region, read and checked.

The file names the region, its level, its default year and example area, where the
areas come from, which larger areas it is compared with, where a series breaks, which
lists of places are complete, and the sources that only this region has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from sozialraum.errors import missing_file, raise_all, suggest
from sozialraum.sources.case_release import NOT_RELEASED, CaseRelease, case_release
from sozialraum.sources.entries import Entries
from sozialraum.sources.files import read_toml
from sozialraum.sources.incoming.entry import ImportEntry, read_entries
from sozialraum.sources.places import KINDS
from sozialraum.sources.registry import Source, sources
from sozialraum.sources.terms import USUAL, Terms, chosen_terms

FILE = "region.toml"
LEVELS = ("kreis", "gemeinde", "stadtteil", "gitter")
COMPLETENESS = ("ja", "nein", "unbekannt")
YEARS = (1990, 2100)
SHIPPED = Path(__file__).resolve().parents[2] / "data"
"""The regions that come with the project."""

_ENTRIES = {"quellen": "quelle", "importe": "import"}  # tables, one for each source or import


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
    quellen: tuple[Source, ...] = ()
    begriffe: Terms = USUAL
    faelle: CaseRelease = NOT_RELEASED
    importe: tuple[ImportEntry, ...] = ()


def read_settings(folder: Path) -> Settings:
    """Return the checked settings of a region folder.

    Raises
    ------
    DataError
        If the folder or region.toml is missing, or with all faults of the file.
    """
    path = folder / FILE
    if not is_folder(folder):
        raise missing_file(folder, "Der Regionsordner", _which_folder(folder))
    if not path.is_file():
        raise missing_file(path, "Die Datei", "Eine region.toml anlegen, etwa nach data/nrw.")
    entries = Entries(path.name)
    settings = _settings(read_toml(path), entries)
    raise_all(entries.faults)
    if settings is None:  # every way to None has left a fault
        raise AssertionError("region.toml without faults gave no settings")
    return settings


def is_folder(path: Path) -> bool:
    """Return whether a folder is there and may be looked at."""
    try:
        return path.is_dir()
    except OSError:  # a name too long, or a folder above that may not be entered
        return False


def _which_folder(folder: Path) -> str:
    """Return a remedy that names the region folders beside the one asked for, and the shipped."""
    near = folder.parent if is_folder(folder.parent) else Path()
    known = sorted(entry.parent.name for entry in near.glob(f"*/{FILE}"))
    if near != SHIPPED:
        known += sorted(f"{SHIPPED.name}/{file.parent.name}" for file in SHIPPED.glob(f"*/{FILE}"))
    hint = suggest(folder.name, known)
    listed = f"Vorhanden sind: {', '.join(known)}." if known else "Den Pfad prüfen."
    return f"{hint} {listed}".strip()


def _settings(raw: Mapping[str, Any], entries: Entries) -> Settings | None:
    names = [_ENTRIES.get(field.name, field.name) for field in fields(Settings)]
    entries.known(raw, names)
    parents = entries.records(raw, "uebergeordnet", Parent)
    breaks = entries.records(raw, "bruch", Break)
    gebiete = entries.record(raw.get("gebiete"), AreaFile, "gebiete")
    own = entries.records(raw, "quelle", Source, {"id": "kennung"})
    faelle = case_release(raw, entries)
    begriffe = chosen_terms(raw, entries)
    importe = read_entries(raw, entries)
    listen = _place_lists(raw.get("listen", {}), entries)
    texts: dict[str, str] = {name: entries.text(raw, name) for name in ("name", "beispiel")}
    for name in ("hinweis", "begriff_bevoelkerung"):
        if name in raw:
            texts[name] = entries.take(raw, name, str)
    jahr, ebene = _year(raw, entries), _level(raw, entries)
    erfunden = entries.take(raw, "erfunden", bool) if "erfunden" in raw else False
    _check_parents(parents, entries)
    _check_own(own, entries)
    if entries.faults or gebiete is None or faelle is None or begriffe is None:
        return None
    return Settings(
        ebene=ebene, jahr=jahr, gebiete=gebiete, erfunden=erfunden, quellen=own,
        uebergeordnet=_nearest_first(parents), bruch=breaks, listen=listen, faelle=faelle,
        begriffe=begriffe, importe=importe, **texts,
    )  # fmt: skip


def _nearest_first(parents: Iterable[Parent]) -> tuple[Parent, ...]:
    """Return areas of comparison in the order in which they are compared with."""
    return tuple(sorted(parents, key=lambda parent: -len(parent.praefix)))


def _year(raw: Mapping[str, Any], entries: Entries) -> int:
    before = len(entries.faults)
    jahr = int(entries.take(raw, "jahr", int))
    if len(entries.faults) == before and not YEARS[0] <= jahr <= YEARS[1]:
        expected = f"ein Jahr von {YEARS[0]} bis {YEARS[1]}"
        remedy = "Das Jahr eintragen, für das berichtet wird."
        entries.fault("Das ist kein Berichtsjahr.", "jahr", remedy, found=jahr, expected=expected)
    return jahr


def _level(raw: Mapping[str, Any], entries: Entries) -> str:
    ebene = entries.text(raw, "ebene")
    if ebene and ebene not in LEVELS:
        remedy = suggest(ebene, LEVELS) or "Eine der bekannten Ebenen eintragen."
        expected = " | ".join(LEVELS)
        entries.fault("Unbekannte Ebene.", "ebene", remedy, found=ebene, expected=expected)
    return ebene


def _check_parents(parents: Sequence[Parent], entries: Entries) -> None:
    for number, key in _repeated(parent.gebiet for parent in parents):
        what, entry = "Zwei Vergleichsräume haben denselben Schlüssel.", f"uebergeordnet[{number}]"
        remedy = "Jedem einen eigenen Schlüssel geben oder einen der beiden löschen."
        entries.fault(what, f"{entry}.gebiet", remedy, found=key)


def _check_own(own: Sequence[Source], entries: Entries) -> None:
    for number, entry in enumerate(own, 1):
        if entry.id in sources():
            what = "Diese Kennung hat schon eine Quelle des Projekts."
            remedy = "Der eigenen Quelle eine andere Kennung geben, etwa mit dem Namen der Stadt."
            entries.fault(what, f"quelle[{number}].kennung", remedy, found=entry.id)
    for number, name in _repeated(entry.id for entry in own):
        what, remedy = "Zwei Quellen haben dieselbe Kennung.", "Eine der beiden umbenennen."
        entries.fault(what, f"quelle[{number}].kennung", remedy, found=name)


def _repeated(names: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield number and name of all that have come before."""
    seen: set[str] = set()
    for number, name in enumerate(names, 1):
        if name in seen:
            yield number, name
        seen.add(name)


def _place_lists(raw: object, entries: Entries) -> dict[str, PlaceList]:
    if not isinstance(raw, Mapping):
        remedy = 'Je Art eine Zeile unter [listen] schreiben, etwa IA = { vollstaendig = "nein" }.'
        entries.fault("Hier wird eine Tabelle erwartet.", "listen", remedy, found=raw)
        return {}
    lists = {kind: entries.record(item, PlaceList, f"listen.{kind}") for kind, item in raw.items()}
    known = {kind: entry for kind, entry in lists.items() if entry is not None}
    for kind in sorted(raw.keys() - KINDS.keys()):
        remedy = suggest(kind, KINDS) or "Eine der bekannten Arten eintragen."
        what, expected = "Unbekannte Art von Stelle.", ", ".join(KINDS)
        entries.fault(what, f"listen.{kind}", remedy, found=kind, expected=expected)
    for kind, entry in known.items():
        _check_list(kind, entry, entries)
    return known


def _check_list(kind: str, entry: PlaceList, entries: Entries) -> None:
    said, place = entry.vollstaendig, f"listen.{kind}"
    if said not in COMPLETENESS:
        remedy = suggest(said, COMPLETENESS) or "Wo nichts bekannt ist: unbekannt."
        expected = " | ".join(COMPLETENESS)
        what = "Unbekannte Angabe."
        entries.fault(what, f"{place}.vollstaendig", remedy, found=said, expected=expected)
    if said == "ja" and not entry.stand:
        what = "Eine vollständige Liste braucht einen Stand."
        remedy = 'Eintragen, wann die Liste vollständig war, etwa stand = "2025-01".'
        entries.fault(what, f"{place}.stand", remedy, expected="JJJJ, JJJJ-MM oder JJJJ-MM-TT")
