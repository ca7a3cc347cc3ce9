"""Entries of a TOML file, read into records; all faults are collected, then raised at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from typing import Any

from sozialraum.errors import Fault, suggest

GERMAN: Mapping[type, tuple[str, str]] = {
    str: ("ein Text", "Den Text in gerade Anführungszeichen setzen."),
    int: ("eine ganze Zahl", "Die Zahl ohne Anführungszeichen und ohne Komma schreiben."),
    bool: ("true oder false", "true oder false ohne Anführungszeichen schreiben."),
    list: ("eine Liste", "Listen stehen in [eckigen Klammern], Tabellen davon unter [[…]]."),
    dict: ("eine Tabelle", "Die Einträge unter eine Zeile [Name] oder in { … } schreiben."),
}
"""What an entry of a type is called, and what to do where it has another type."""

EXAMPLE = "Ein Beispiel ist data/nrw/region.toml."
_TYPES: Mapping[str, type] = {"str": str, "int": int, "bool": bool, "tuple[str, ...]": list}


class Entries:
    """Reads the entries of one TOML file and collects their faults.

    Parameters
    ----------
    file
        Name of the file, for the faults.
    example
        Where a right one can be looked at, a German sentence.
    """

    def __init__(self, file: str, example: str = EXAMPLE) -> None:
        self.file = file
        self.example = example
        self.faults: list[Fault] = []

    def fault(
        self, what: str, entry: str, remedy: str, *, found: object = "", expected: str = ""
    ) -> None:
        """Note that an entry is wrong."""
        self.faults.append(Fault(what, self.file, None, entry, str(found)[:60], expected, remedy))

    def known(self, raw: Mapping[str, Any], names: Sequence[str], entry: str = "") -> None:
        """Report entries that nobody reads: mostly a typing error."""
        for name in sorted(raw.keys() - set(names)):
            remedy = suggest(name, names) or f"Bekannt sind: {', '.join(names)}."
            self.fault("Unbekannter Eintrag.", f"{entry}{name}", remedy)

    def take(self, raw: Mapping[str, Any], name: str, kind: type, entry: str = "") -> Any:
        """Return an entry that must be there, or an empty value of its type and a fault."""
        value, place = raw.get(name), entry + name
        expected, remedy = GERMAN[kind]
        if value is None:
            remedy = f"Den Eintrag ergänzen. {self.example}"
            self.fault("Der Eintrag fehlt.", place, remedy, expected=expected)
        elif not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            what = "Der Eintrag hat die falsche Art."
            self.fault(what, place, remedy, found=value, expected=expected)
        else:
            return value
        return kind()

    def text(self, raw: Mapping[str, Any], name: str, entry: str = "") -> str:
        """Return a text that must be there and not be empty."""
        before = len(self.faults)
        value = str(self.take(raw, name, str, entry)).strip()
        if not value and len(self.faults) == before:
            self.fault(
                "Der Eintrag ist leer.", entry + name, f"Einen Text eintragen. {self.example}"
            )
        return value

    def record(
        self, raw: object, kind: type, entry: str, names: Mapping[str, str] | None = None
    ) -> Any:
        """Return ``kind(**raw)`` if raw has its entries with the right types, else None.

        Parameters
        ----------
        raw
            A table of the file.
        kind
            A dataclass; its fields without default must be there and not be empty.
        entry
            Where the table stands, for the faults.
        names
            Entries that are called otherwise than the fields: field → entry.
        """
        before = len(self.faults)
        if not isinstance(raw, Mapping):
            what = "Die Tabelle fehlt." if raw is None else "Hier wird eine Tabelle erwartet."
            found = "" if raw is None else raw
            self.fault(what, entry, f"{GERMAN[dict][1]} {self.example}", found=found)
            return None
        called = {field.name: (names or {}).get(field.name, field.name) for field in fields(kind)}
        self.known(raw, list(called.values()), f"{entry}.")
        values: dict[str, Any] = {}
        for field in fields(kind):
            name, of_type = called[field.name], _TYPES[str(field.type)]
            needed = field.default is MISSING
            if needed and of_type is str:
                values[field.name] = self.text(raw, name, f"{entry}.")
            elif needed or name in raw:
                value = self.take(raw, name, of_type, f"{entry}.")
                values[field.name] = (
                    self._texts(value, f"{entry}.{name}") if of_type is list else value
                )
        return kind(**values) if len(self.faults) == before else None

    def _texts(self, values: Sequence[object], entry: str) -> tuple[object, ...]:
        if not values or not all(isinstance(value, str) and value for value in values):
            what, remedy = "Die Liste enthält nicht nur Texte.", GERMAN[str][1]
            self.fault(what, entry, remedy, found=values, expected="mindestens ein Text")
        return tuple(values)

    def records(
        self, raw: Mapping[str, Any], name: str, kind: type, names: Mapping[str, str] | None = None
    ) -> tuple[Any, ...]:
        """Return the records of all tables ``[[name]]`` that are right."""
        entries = self.take(raw, name, list) if name in raw else []
        found = (
            self.record(entry, kind, f"{name}[{number}]", names)
            for number, entry in enumerate(entries, 1)
        )
        return tuple(record for record in found if record is not None)
