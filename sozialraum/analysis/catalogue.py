"""Catalogue of indicators: indicators.toml, read and checked, and its German page.

All faults of the file are reported together, each with indicator and entry.  The
page docs/indikatoren.md is what ``python -m sozialraum.analysis.catalogue`` prints.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, fields, replace
from functools import cache
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sozialraum.analysis.indicator import Formula, Indicator, check_scorable
from sozialraum.analysis.roles import ROLE_MEANING, Role
from sozialraum.cards import Card
from sozialraum.errors import DataError, Fault, raise_all, suggest
from sozialraum.sources.tables import read_text

__all__ = ["Formula", "Indicator", "Role", "catalogue", "check_scorable", "page"]

BUILT_IN = Path(__file__).with_name("indicators.toml")
COMMAND = "python -m sozialraum.analysis.catalogue > docs/indikatoren.md"


class Catalogue(Card, Mapping[str, Indicator]):
    """All indicators by id; nothing changes it.  Made by `catalogue`."""

    def __init__(self, indicators: Mapping[str, Indicator]) -> None:
        self._indicators = MappingProxyType(dict(indicators))

    def __getitem__(self, key: str) -> Indicator:
        return self._indicators[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._indicators)

    def __len__(self) -> int:
        return len(self._indicators)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)  # Tab after catalogue()["

    def _card(self) -> tuple[str, Mapping[str, object]]:
        return f"Katalog der {len(self)} Kennzahlen", {
            key: f"{one.name} ({one.rolle})" for key, one in self.items()
        }

    def __repr__(self) -> str:
        return f"<Catalogue {self._card()[0]} · {', '.join(self)}>"


@cache
def catalogue(path: Path | None = None) -> Catalogue:
    """Return all indicators by id, in the order of the file.

    Parameters
    ----------
    path
        A catalogue in TOML, one table per indicator; None is the one built in.

    Raises
    ------
    DataError
        With all faults of the file, each naming indicator and entry.

    Examples
    --------
    >>> catalogue()["G01"].name
    'Wahlbeteiligung (letzte Bundestags-/Kommunalwahl)'
    >>> len(catalogue())
    59
    """
    file = path or BUILT_IN
    faults: list[Fault] = []
    indicators = {}
    for key, entries in _parse(file).items():
        try:
            indicators[key] = _indicator(key, entries)
        except DataError as error:
            faults += [replace(fault, file=file.name) for fault in error.faults]
    raise_all(faults)
    return Catalogue(indicators)


def _parse(file: Path) -> dict[str, Any]:
    text, _ = read_text(file)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        fault = Fault(
            f"Kein gültiges TOML ({error}).",
            file=file.name,
            row=int(line[1]) if line else None,
            remedy="Texte stehen in Anführungszeichen, Zahlen ohne; jeder Indikator nur einmal.",
        )
        raise DataError(fault) from error


def _indicator(key: str, entries: object) -> Indicator:
    """Return the indicator of one table of the file; it checks its own rules."""
    raise_all(_shape_faults(Indicator, entries, key, key, given=("id",)))
    raw = dict(entries) if isinstance(entries, Mapping) else {}
    formulas = raw.pop("rechnungen", [])
    raise_all(
        fault
        for number, formula in enumerate(formulas, 1)
        for fault in _shape_faults(Formula, formula, key, f"{key}.rechnungen[{number}]")
    )
    built = tuple(Formula(**_frozen(formula)) for formula in formulas)
    return Indicator(id=key, rechnungen=built, **_frozen(raw))


def _frozen(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the entries with tuples for lists and a `Role` for its name."""
    entries = {name: tuple(v) if isinstance(v, list) else v for name, v in raw.items()}
    return entries | ({"rolle": Role(raw["rolle"])} if "rolle" in raw else {})


def _of_type(*types: type) -> Callable[[object], bool]:
    return lambda value: type(value) in types  # no isinstance: True would be a whole number


def _list_of(kind: type) -> Callable[[object], bool]:
    return lambda value: isinstance(value, list) and all(type(item) is kind for item in value)


def _whole_numbers(value: object) -> bool:
    return isinstance(value, dict) and all(type(item) is int for item in value.values())


_EXPECTED: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "str": (_of_type(str), "ein Text in Anführungszeichen"),
    "int": (_of_type(int), "eine ganze Zahl"),
    "float": (_of_type(int, float), "eine Zahl"),
    "bool": (_of_type(bool), "true oder false"),
    "Role": (lambda value: value in tuple(Role), " | ".join(Role)),
    "tuple[str, ...]": (_list_of(str), "eine Liste von Texten"),
    "tuple[Formula, ...]": (_list_of(dict), "Tabellen in doppelten eckigen Klammern"),
    "Mapping[str, int]": (_whole_numbers, "ganze Zahlen für IKO, SRA, BE und AD"),
}
"""Check and German name of each type that a field of the dataclasses has."""


def _shape_faults(
    kind: type[Indicator | Formula],
    raw: object,
    key: str,
    place: str,
    given: tuple[str, ...] = (),
) -> Iterator[Fault]:
    """Yield what is missing, of the wrong type or unknown in one table of the file."""
    if not isinstance(raw, Mapping):
        expected = "eine Tabelle je Indikator"
        yield Fault(f"{key} ist keine Tabelle.", column=place, found=str(raw), expected=expected)
        return
    known = {item.name: item for item in fields(kind) if item.name not in given}
    for name in raw.keys() - known.keys():
        what = f"Indikator {key}: Diesen Eintrag gibt es nicht."
        yield Fault(what, column=f"{place}.{name}", remedy=suggest(name, known))
    for name, item in known.items():
        right, expected = _EXPECTED[str(item.type)]
        if name not in raw:
            if item.default is MISSING:
                what = f"Indikator {key}: Der Eintrag fehlt."
                yield Fault(what, column=f"{place}.{name}", expected=expected)
        elif not right(raw[name]):
            what = f"Indikator {key}: Der Eintrag hat die falsche Art."
            found = str(raw[name])
            yield Fault(what, column=f"{place}.{name}", found=found, expected=expected)


def page(indicators: Iterable[Indicator]) -> str:
    """Return the German handbook page of the catalogue as Markdown."""
    shown = list(indicators)
    roles = [f"* **{role}**: {meaning}." for role, meaning in ROLE_MEANING.items()]
    parts = [
        "# Indikatoren",
        f"Aus dem Katalog erzeugt mit `{COMMAND}`; nicht von Hand ändern.",
        f"{len(shown)} Indikatoren. Die Rolle sagt, wofür eine Zahl verwendet werden darf:",
        "\n".join(roles),
        "Eine Quote aus eigenen Zahlen wird erst ab dem Mindestnenner und dem Mindestzähler "
        "ausgewiesen. Die Eckpunkte heißen IKO (interkulturelle Öffnung), SRA "
        "(Sozialraumorientierung), BE (bürgerschaftliches Engagement) und AD "
        "(Antidiskriminierung); ihr Gewicht reicht von 0 bis 2.",
        "## Übersicht",
        "\n".join(
            ["| Nr. | Indikator | Rolle | Rechnung für |", "|---|---|---|---|"]
            + [_overview_row(indicator) for indicator in shown]
        ),
    ]
    for group, members in groupby(shown, key=lambda indicator: indicator.gruppe):
        parts += [f"## {group}", *map(_sheet, members)]
    return "\n\n".join(parts) + "\n"


def _overview_row(indicator: Indicator) -> str:
    levels = dict.fromkeys(level for formula in indicator.rechnungen for level in formula.ebenen)
    known = ", ".join(levels) or "–"
    return f"| {indicator.id} | {_escape(indicator.name)} | {indicator.rolle} | {known} |"


def _sheet(indicator: Indicator) -> str:
    """Return the sheet (Indikatorblatt) of one indicator as Markdown."""
    weights = ", ".join(f"{name} {weight}" for name, weight in indicator.eckpunkte.items())
    lines = {
        "Zähler": indicator.zaehler,
        "Nenner": indicator.nenner,
        "Einheit": indicator.einheit,
        "Skala": indicator.skala,
        "Rolle": f"{indicator.rolle}, {_direction(indicator)}",
        "Zählt Menschen nach Herkunft oder Staatsangehörigkeit": (
            "ja" if indicator.gruppe_im_zaehler else ""
        ),
        "Stufe": indicator.stufe,
        "Eckpunkte": weights,
        "Ebenen": ", ".join(indicator.ebenen),
        "Warum": indicator.warum,
        "Vorsicht": indicator.hinweis,
        "Mindestnenner und Mindestzähler": (
            f"{indicator.mindestnenner} und {indicator.mindestzaehler}" if indicator.nenner else ""
        ),
        "Quelle": indicator.quelle,
        "Tabelle": indicator.tabellencode,
        "Tabelle geprüft": indicator.code_geprueft,
    }
    rows = [f"* {title}: {_escape(text)}" for title, text in lines.items() if text]
    formulas = [_formula_line(formula) for formula in indicator.rechnungen]
    rows += formulas or ["* Rechnung: keine; nicht verfügbar"]
    heading = f"### {indicator.id} {_escape(indicator.name)}"
    return "\n".join([heading, "", *rows, f"* {_escape(indicator.beschaffen)}"])


def _direction(indicator: Indicator) -> str:
    if indicator.polaritaet == 0:
        return "ohne Richtung"
    more = "mehr Ressourcen" if indicator.rolle == Role.RESSOURCE else "weniger Bedarf"
    return f"hoher Wert: {'mehr Bedarf' if indicator.polaritaet > 0 else more}"


def _formula_line(formula: Formula) -> str:
    levels = ", ".join(formula.ebenen)
    remarks = [_escape(remark) for remark in (formula.name, formula.hinweis) if remark]
    if formula.nur_jahr:
        remarks.append(f"nur {formula.nur_jahr}")
    if formula.zaehlwert:
        remarks.append(f"Zahl der Menschen: `{formula.zaehlwert}`, Nenner errechnet")
    said = "; ".join(remarks)
    return f"* Rechnung ({levels}): `{formula.describe()}`{f' – {said}' if said else ''}"


def _escape(text: str) -> str:
    return re.sub(r"([*_|<>`\\])", r"\\\1", text)


def _print_page() -> None:
    """Write the page to the standard output, in UTF-8 on every system."""
    sys.stdout.buffer.write(page(catalogue().values()).encode("utf-8"))


if __name__ == "__main__":
    _print_page()
