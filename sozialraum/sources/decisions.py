"""Decisions: which focus areas an agency chose for a year, and why.

The programme proposes, people decide: ``entscheidungen.toml`` holds what they chose, their
roles (never their names), the day and what speaks against it.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sozialraum.errors import raise_all, suggest
from sozialraum.programme import AUDIENCES, ECKPUNKTE, released
from sozialraum.sources.entries import Entries
from sozialraum.sources.files import back_up, read_toml, write_bytes
from sozialraum.sources.privacy import personal_findings

FILE = "entscheidungen.toml"
TABLE = "entscheidung"
EXAMPLE = f"Ein Beispiel ist data/musterstadt/{FILE}."
HEAD = (
    "# Entscheidungen der Agenturen: was gewählt wurde, von wem (Rollen, keine Namen) und warum.\n"
)


@dataclass(frozen=True)
class Choice:
    """What was decided on one focus area.

    Parameters
    ----------
    gewaehlt
        Whether it was chosen.
    begruendung
        Why, or why not.
    gegenbelege
        What speaks against it.
    """

    gewaehlt: bool
    begruendung: str = ""
    gegenbelege: str = ""


@dataclass(frozen=True)
class Decision:
    """What an agency decided for a year.

    Parameters
    ----------
    agentur
        Its key in the list of places.
    jahr
        Year of the report.
    datum
        Day of the decision, ISO text.
    beteiligte
        Roles of those who decided, never names.
    freigabe
        For whom it is released.
    eckpunkte
        Choices by code, in the order of the programme.
    """

    agentur: str
    jahr: int
    datum: str
    beteiligte: tuple[str, ...]
    freigabe: str = "foerderer"
    eckpunkte: Mapping[str, Choice] = field(default_factory=dict)

    @property
    def chosen(self) -> tuple[str, ...]:
        """Codes of the focus areas that were chosen."""
        return tuple(code for code, choice in self.eckpunkte.items() if choice.gewaehlt)

    def released(self, empfaenger: str) -> Decision | None:
        """Return the decision if it is released for an edition, else None."""
        return self if released(self.freigabe, empfaenger) else None


@dataclass(frozen=True)
class _Head:
    """The entries of a decision without its choices."""

    agentur: str
    jahr: int
    datum: str
    beteiligte: tuple[str, ...]
    freigabe: str = "foerderer"


def read_decisions(folder: Path, *, today: date | None = None) -> tuple[Decision, ...]:
    """Return the decisions of a region folder, none if it has no file of them.

    Raises
    ------
    DataError
        With all faults of the file.
    """
    path = folder / FILE
    return _checked(read_toml(path), today or date.today()) if path.is_file() else ()


def write_decision(folder: Path, decision: Decision, *, today: date | None = None) -> Path:
    """Write a decision down in place of the one of the same agency and year.

    All others stay.  What stood there is kept beside the file as ``<name>.<n>.bak``.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    DataError
        If the decision or the file has faults, or it cannot be written: nothing changes.
    """
    day = today or date.today()
    same = (decision.agentur, decision.jahr)
    before = read_decisions(folder, today=day)
    others = [one for one in before if (one.agentur, one.jahr) != same]
    text = decisions_text([*others, decision])
    _checked(tomllib.loads(text), day)
    path = folder / FILE
    back_up(path)
    write_bytes(path, text.encode("utf-8"))
    return path


def decisions_text(decisions: Iterable[Decision]) -> str:
    """Return decisions as they stand in the file."""
    return HEAD + "".join(map(_as_toml, decisions))


def _checked(raw: Mapping[str, Any], today: date) -> tuple[Decision, ...]:
    entries = Entries(FILE, EXAMPLE)
    entries.known(raw, [TABLE])
    tables = entries.take(raw, TABLE, list) if TABLE in raw else []
    found = [
        _decision(table, f"{TABLE}[{number}]", entries, today)
        for number, table in enumerate(tables, 1)
    ]
    decisions = [one for one in found if one is not None]
    seen: set[tuple[str, int]] = set()
    for one in decisions:
        if (one.agentur, one.jahr) in seen:
            what = "Diese Agentur hat für dieses Jahr schon eine Entscheidung."
            remedy = "Eine der beiden löschen oder das Jahr berichtigen."
            entries.fault(what, TABLE, remedy, found=f"{one.agentur}, {one.jahr}")
        seen.add((one.agentur, one.jahr))
    raise_all(entries.faults)
    return tuple(decisions)


def _decision(raw: object, entry: str, entries: Entries, today: date) -> Decision | None:
    if not isinstance(raw, Mapping):
        entries.record(raw, _Head, entry)
        return None
    rest = {name: value for name, value in raw.items() if name != "eckpunkte"}
    head = entries.record(rest, _Head, entry)
    choices = _choices(raw, f"{entry}.", entries)
    if head is None:
        return None
    _check_head(head, entry, entries, today)
    return Decision(**vars(head), eckpunkte=choices)


def _choices(raw: Mapping[str, Any], entry: str, entries: Entries) -> dict[str, Choice]:
    tables = entries.take(raw, "eckpunkte", dict, entry)
    for name in tables:
        if name not in ECKPUNKTE:
            what, expected = "Diesen Eckpunkt gibt es nicht.", ", ".join(ECKPUNKTE)
            remedy = suggest(name, ECKPUNKTE) or "Eines der vier Kürzel eintragen."
            entries.fault(what, f"{entry}eckpunkte.{name}", remedy, found=name, expected=expected)
    found = {
        code: entries.record(tables[code], Choice, f"{entry}eckpunkte.{code}")
        for code in ECKPUNKTE
        if code in tables
    }
    return {code: choice for code, choice in found.items() if choice is not None}


def _check_head(head: _Head, entry: str, entries: Entries, today: date) -> None:
    for what, name, found, expected, remedy in _head_faults(head, today):
        entries.fault(what, f"{entry}.{name}", remedy, found=found, expected=expected)


def _head_faults(head: _Head, today: date) -> Iterator[tuple[str, str, object, str, str]]:
    try:
        ahead = date.fromisoformat(head.datum) > today
    except ValueError:
        remedy = 'Den Tag der Entscheidung eintragen, etwa datum = "2025-10-20".'
        yield "Das ist kein Tag.", "datum", head.datum, "JJJJ-MM-TT", remedy
    else:
        if ahead:
            remedy = "Den Tag eintragen, an dem entschieden wurde."
            yield "Das Datum liegt in der Zukunft.", "datum", head.datum, "", remedy
    if not 2000 <= head.jahr <= 2100:
        yield "Das ist kein Jahr.", "jahr", head.jahr, "etwa 2025", "Das Berichtsjahr eintragen."
    if head.freigabe not in AUDIENCES:
        remedy = suggest(head.freigabe, AUDIENCES) or "Eines der drei Wörter eintragen."
        yield "Unbekannte Freigabe.", "freigabe", head.freigabe, " | ".join(AUDIENCES), remedy
    if any(personal_findings(one) for one in head.beteiligte):
        remedy = "Nur Rollen eintragen, etwa „Leitung des Trägers“."
        yield "Hier stehen Namen oder Kontakte von Personen.", "beteiligte", "", "Rollen", remedy


def _as_toml(decision: Decision) -> str:
    head = [
        f"\n[[{TABLE}]]",
        f"agentur = {_quoted(decision.agentur)}",
        f"jahr = {decision.jahr}",
        f"datum = {_quoted(decision.datum)}",
        f"beteiligte = [{', '.join(map(_quoted, decision.beteiligte))}]",
        f"freigabe = {_quoted(decision.freigabe)}",
    ]
    for code, choice in decision.eckpunkte.items():
        head += [
            f"\n[{TABLE}.eckpunkte.{_quoted(code) if code not in ECKPUNKTE else code}]",
            f"gewaehlt = {str(choice.gewaehlt).lower()}",
            f"begruendung = {_quoted(choice.begruendung)}",
            f"gegenbelege = {_quoted(choice.gegenbelege)}",
        ]
    return "\n".join(head) + "\n"


def _quoted(text: str) -> str:
    """Return a text as TOML writes it: the escapes of JSON, and delete, which JSON leaves."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
