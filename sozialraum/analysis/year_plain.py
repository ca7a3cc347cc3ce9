"""Year record to plain data and back, led by the types of its fields.

All that is wrong with a damaged file is said at once, each with its entry.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import lru_cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from sozialraum.analysis.year_data import YearRecord
from sozialraum.errors import Fault, raise_all, suggest
from sozialraum.programme import AUDIENCES

VERSION = 1
FILE = "jahr.json"
REMEDY = "Den Bericht des Jahres neu erstellen lassen; jahr.json nicht von Hand ändern."
LONGEST_SHOWN = 60
_GERMAN: Mapping[Any, str] = {
    str: "ein Text",
    int: "eine ganze Zahl",
    float: "eine Zahl",
    bool: "true oder false",
}


def to_data(value: Any) -> Any:
    """Return a record, or a part of one, as data that JSON can write."""
    if is_dataclass(value):
        return {item.name: to_data(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_data(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [to_data(item) for item in value]
    return value


def read_record(data: Mapping[str, Any]) -> YearRecord:
    """Return the record that plain data describe.

    Raises
    ------
    DataError
        With all faults: what is missing, unknown or of the wrong kind, each with its entry.
    """
    if not isinstance(data, Mapping):
        raise_all([_fault("Hier wird eine Tabelle von Angaben erwartet.", "", data)])
    version = data.get("version")
    if version != VERSION:
        what = f"Diese Fassung der Jahresdatei ist unbekannt (bekannt: {VERSION})."
        raise_all([_fault(what, "version", version)])
    raise_all(_faults(YearRecord, data, ""))
    record: YearRecord = _made(YearRecord, data)
    raise_all(_rule_faults(record))
    return record


def _rule_faults(record: YearRecord) -> Iterator[Fault]:
    """Yield what no type can say: words that are not among the known ones."""
    if record.empfaenger not in AUDIENCES:
        yield _fault("Unbekannte Ausgabe.", "empfaenger", record.empfaenger)
    lists = ("befunde", "bedarfe", "ziele", "massnahmen", "offen")
    parts = [(f"{n}[{i}]", one) for n in lists for i, one in enumerate(getattr(record, n), 1)]
    for place, one in [*parts, *([("wahl", record.wahl)] if record.wahl else [])]:
        if one.freigabe not in AUDIENCES:
            yield _fault("Unbekannte Freigabe.", f"{place}.freigabe", one.freigabe)
    goals = {goal.id for goal in record.ziele}
    for number, one in enumerate(record.massnahmen, 1):
        if one.ziel not in goals:
            what = "Das Ziel dieser Maßnahme fehlt in der Datei."
            yield _fault(what, f"massnahmen[{number}].ziel", one.ziel)


def _faults(wanted: Any, value: Any, place: str) -> Iterator[Fault]:
    """Yield everywhere that a value is not of the wanted type."""
    if is_dataclass(wanted):
        yield from _table_faults(wanted, value, place)
    elif get_origin(wanted) in (Union, types.UnionType):
        if value is not None:
            yield from _faults(get_args(wanted)[0], value, place)
    elif get_origin(wanted) is tuple:
        if not isinstance(value, list):
            yield _fault("Hier wird eine Liste erwartet.", place, value)
            return
        for number, item in enumerate(value, 1):
            yield from _faults(get_args(wanted)[0], item, f"{place}[{number}]")
    elif get_origin(wanted) is not None:  # a mapping from text
        if not isinstance(value, Mapping):
            yield _fault("Hier wird eine Tabelle von Angaben erwartet.", place, value)
            return
        for key, item in value.items():
            yield from _faults(get_args(wanted)[1], item, f"{place}.{key}")
    elif wanted is not Any and not _is(wanted, value):
        yield _fault("Die Angabe ist von falscher Art.", place, value, _GERMAN[wanted])


def _table_faults(wanted: Any, value: Any, place: str) -> Iterator[Fault]:
    if not isinstance(value, Mapping):
        yield _fault("Hier wird eine Tabelle von Angaben erwartet.", place, value)
        return
    prefix = f"{place}." if place else ""
    kind: Any = wanted
    hints = _hints(kind)
    for name in sorted(value.keys() - hints.keys()):
        yield _fault(f"Unbekannte Angabe. {suggest(name, hints)}".strip(), prefix + name, "")
    for item in fields(wanted):
        if item.name in value:
            yield from _faults(hints[item.name], value[item.name], prefix + item.name)
        elif item.default is MISSING and item.default_factory is MISSING:
            yield _fault("Die Angabe fehlt.", prefix + item.name, "")


def _is(wanted: type, value: Any) -> bool:
    if wanted is float:
        return type(value) in (int, float) and value == value and abs(value) != float("inf")
    return type(value) is wanted


def _made(wanted: Any, value: Any) -> Any:
    """Return checked data as the dataclass, tuple or value that is wanted."""
    if value is None or wanted is Any:
        return value
    kind: Any = wanted
    if is_dataclass(wanted):
        hints = _hints(kind)
        return kind(**{name: _made(hints[name], item) for name, item in value.items()})
    arguments = get_args(wanted)
    if get_origin(wanted) in (Union, types.UnionType):
        return _made(arguments[0], value)
    if get_origin(wanted) is tuple:
        return tuple(_made(arguments[0], item) for item in value)
    if arguments:
        return {str(key): _made(arguments[1], item) for key, item in value.items()}
    return float(value) if wanted is float else value


@lru_cache
def _hints(wanted: Any) -> dict[str, Any]:
    return get_type_hints(wanted)


def _fault(what: str, place: str, found: object, expected: str = "") -> Fault:
    shown = "" if found is None else str(found)[:LONGEST_SHOWN]
    return Fault(what, FILE, None, place, shown, expected, REMEDY)
