"""Template of the planning exports: which columns they have, as data that users may change."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sozialraum.errors import DataError, Fault, missing_file, raise_all, suggest
from sozialraum.publish.planning_rows import FIELDS

BUILT_IN = Path(__file__).with_name("planning.toml")
OWN = "planung.toml"
PLAN, REPORT = "aufgabenplanung", "sachbericht"
DEFAULT_WIDTH, WIDEST = 18, 120
_PART = {"titel": str, "blatt": str, "spalten": list, "fragen": list}
_COLUMN = {"titel": str, "feld": str, "breite": int, "auswahl": list}
_GERMAN = {str: "ein Text", int: "eine ganze Zahl", list: "eine Liste in [eckigen Klammern]"}


@dataclass(frozen=True)
class PlanColumn:
    """One column: its title, the field of `FIELDS` in it, its width, words to choose from."""

    titel: str
    feld: str
    breite: int = DEFAULT_WIDTH
    auswahl: tuple[str, ...] = ()


@dataclass(frozen=True)
class Template:
    """One export: title, name of its sheet, columns, and questions to be answered in words."""

    titel: str
    blatt: str
    spalten: tuple[PlanColumn, ...]
    fragen: tuple[str, ...] = ()


def read_template(part: str, path: Path | None = None) -> Template:
    """Return the template of an export.

    Parameters
    ----------
    part
        ``aufgabenplanung`` or ``sachbericht``.
    path
        A user's own template; what it does not have is taken from the one built in.

    Raises
    ------
    DataError
        With all faults of the file: unknown columns with the closest known, wrong types.
    """
    own = _read(path) if path else {}
    return own.get(part) or _read(BUILT_IN)[part]


def own_template(folder: Path) -> Path | None:
    """Return the user's own template in a region's folder, None if there is none."""
    path = folder / OWN
    return path if path.is_file() else None


def _read(path: Path) -> Mapping[str, Template]:
    if not path.is_file():
        remedy = "Den Pfad prüfen oder ohne eigene Vorlage arbeiten."
        raise missing_file(path, "Die Vorlage", remedy)
    return _parsed(path, path.read_bytes())


@cache
def _parsed(path: Path, content: bytes) -> Mapping[str, Template]:
    try:
        data = tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        line = re.search(r"line (\d+)", str(error))
        what, row = f"Kein gültiges TOML ({error}).", int(line[1]) if line else None
        remedy = "Texte stehen in Anführungszeichen; als UTF-8 speichern."
        raise DataError(Fault(what, path.name, row, remedy=remedy)) from error
    raise_all(_faults(data, path.name))
    return {name: _template(entries) for name, entries in data.items()}


def _template(entries: Mapping[str, Any]) -> Template:
    columns = tuple(
        PlanColumn(**{**entry, "auswahl": tuple(entry.get("auswahl", ()))})
        for entry in entries["spalten"]
    )
    return Template(entries["titel"], entries["blatt"], columns, tuple(entries.get("fragen", ())))


def _faults(data: Mapping[str, Any], file: str) -> Iterator[Fault]:
    for name, entries in data.items():
        if name not in (PLAN, REPORT):
            what = "Diesen Teil gibt es nicht."
            yield Fault(what, file, None, name, name, f"[{PLAN}] oder [{REPORT}]")
            continue
        yield from _part_faults(entries, file, name)


def _part_faults(entries: object, file: str, place: str) -> Iterator[Fault]:
    yield from _entry_faults(entries, _PART, ("titel", "blatt", "spalten"), file, place)
    columns = entries.get("spalten") if isinstance(entries, Mapping) else None
    if columns == []:
        yield Fault("Die Liste der Spalten ist leer.", file, None, f"{place}.spalten")
    for number, column in enumerate(columns if isinstance(columns, list) else [], 1):
        yield from _column_faults(column, file, f"{place}.spalten[{number}]")
    yield from _word_faults(entries, "fragen", file, place)


def _column_faults(column: object, file: str, place: str) -> Iterator[Fault]:
    yield from _entry_faults(column, _COLUMN, ("titel", "feld"), file, place)
    if not isinstance(column, Mapping):
        return
    yield from _word_faults(column, "auswahl", file, place)
    field, width = column.get("feld"), column.get("breite", DEFAULT_WIDTH)
    if isinstance(field, str) and field not in FIELDS:
        known = f"Bekannt sind: {', '.join(FIELDS)}."
        remedy = suggest(field, FIELDS) or known
        yield Fault("Dieses Feld gibt es nicht.", file, None, f"{place}.feld", field, "", remedy)
    if type(width) is int and not 0 < width <= WIDEST:
        what, wanted = "Diese Breite geht nicht.", f"1 bis {WIDEST} Zeichen"
        yield Fault(what, file, None, f"{place}.breite", str(width), wanted)


def _entry_faults(
    entries: object, known: Mapping[str, type], needed: tuple[str, ...], file: str, place: str
) -> Iterator[Fault]:
    """Yield what is missing, unknown or of the wrong type in one table."""
    if not isinstance(entries, Mapping):
        yield Fault("Hier wird eine Tabelle erwartet.", file, None, place, str(entries)[:60])
        return
    for name in sorted(entries.keys() - known.keys()):
        remedy = suggest(name, known) or f"Bekannt sind: {', '.join(known)}."
        yield Fault("Unbekannter Eintrag.", file, None, f"{place}.{name}", name, "", remedy)
    for name, kind in known.items():
        if name in entries:
            value = entries[name]
            if type(value) is not kind or value == "":
                what, found = "Der Eintrag hat die falsche Art.", str(value)[:60]
                yield Fault(what, file, None, f"{place}.{name}", found, _GERMAN[kind])
        elif name in needed:
            yield Fault("Der Eintrag fehlt.", file, None, f"{place}.{name}", "", _GERMAN[kind])


def _word_faults(entries: object, name: str, file: str, place: str) -> Iterator[Fault]:
    words = entries.get(name) if isinstance(entries, Mapping) else None
    if isinstance(words, list) and not all(isinstance(word, str) and word for word in words):
        yield Fault("Die Liste enthält nicht nur Texte.", file, None, f"{place}.{name}")
