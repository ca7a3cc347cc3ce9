"""Local evidence in a report: what was gathered, who says what, where and how often.

Data in, blocks out: the tables of `belege.xlsx` as the reader returns them, already cut
down to what is released.  What is missing is said, never filled in; nothing here names a
person.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import pandas as pd

from sozialraum.display.blocks import Column, Note, Table
from sozialraum.display.network import network
from sozialraum.display.network_edges import relations
from sozialraum.display.pins import pins
from sozialraum.display.survey import survey
from sozialraum.display.wording import date_text
from sozialraum.formats import MISSING, write_number
from sozialraum.programme import BELEGARTEN
from sozialraum.region import Region
from sozialraum.sources.evidence import Evidence

__all__ = ["kinds", "network", "pins", "relations", "survey", "voices", "withheld_note"]

SPOKEN = ("gespraech", "befragung", "begehung", "dokument")
"""Kinds of evidence that are statements; figures stand in other tables."""

STRENGTH_NOTE = (
    "Stärke 0: zählt nicht als Beleg; 1: eine Nennung; 2: mehrere unabhängige Quellen; "
    "3: mehrere Quellen und Menschen aus der Zielgruppe selbst."
)
SHEETS: Mapping[str, tuple[str, str]] = {
    "belege": ("Beleg", "Belege"),
    "befunde": ("Befund", "Befunde"),
    "bedarfe": ("Bedarf", "Bedarfe"),
    "netz": ("Beziehung im Netzwerk", "Beziehungen im Netzwerk"),
    "nadel": ("Ort der Nadelmethode", "Orte der Nadelmethode"),
    "befragung": ("Zeile der Befragung", "Zeilen der Befragung"),
    "ziele": ("Ziel", "Ziele"),
    "massnahmen": ("Maßnahme", "Maßnahmen"),
}
"""What one row of a sheet is called, and several."""


def kinds(evidence: Evidence, region: Region, *, gebiete: Collection[str] = ()) -> Table | Note:
    """Return how many pieces of evidence there are of each kind; a kind without is a row too.

    Parameters
    ----------
    evidence
        Local evidence as released.
    region
        The region.
    gebiete
        Keys of the areas that the report is about; empty for all of the region.
    """
    belege = evidence.belege
    if belege.empty:
        return Note(
            "Es sind keine örtlichen Belege eingetragen. Das heißt nicht, dass es keinen Bedarf "
            "gibt, sondern dass er noch zu erheben ist."
        )
    return Table(
        f"Örtliche Belege nach Art: {region.name}",
        (
            Column("Art"),
            Column("Belege", "right"),
            Column("aus der Zielgruppe", "right"),
            Column("n"),
            Column("Stand"),
            Column("Einschränkungen"),
        ),
        tuple(_kind_row(name, belege[belege["art"] == art]) for art, name in BELEGARTEN.items()),
        note=" ".join(_kinds_notes(belege, region, list(gebiete))),
    )


def _kind_row(name: str, rows: pd.DataFrame) -> tuple[str, ...]:
    if rows.empty:
        return (name, "0", "0", MISSING, MISSING, "keine Belege dieser Art")
    own = int(rows["aus_zielgruppe"].astype(bool).sum())
    limits = "; ".join(_distinct(rows["einschraenkung"])) or MISSING
    return name, str(len(rows)), str(own), _sizes(rows["n"]), _dates(rows["stand"]), limits


def _sizes(n: pd.Series) -> str:
    """Return the smallest and largest n; sums would count the same people twice.

    >>> _sizes(pd.Series([12.0, 140.0, float("nan")]))
    '12 bis 140; 1 ohne Angabe'
    """
    known = n.astype(float).dropna()
    if known.empty:
        return MISSING
    missing = f"; {len(n) - len(known)} ohne Angabe" if len(known) < len(n) else ""
    return _from_to(write_number(known.min()), write_number(known.max())) + missing


def _dates(stand: pd.Series) -> str:
    known = sorted(text for text in map(str, stand) if text)
    return _from_to(date_text(known[0]), date_text(known[-1])) if known else MISSING


def _from_to(first: str, last: str) -> str:
    return first if first == last else f"{first} bis {last}"


def _distinct(texts: Iterable[object]) -> list[str]:
    return list(dict.fromkeys(text for text in (str(text).strip() for text in texts) if text))


def _kinds_notes(belege: pd.DataFrame, region: Region, gebiete: list[str]) -> list[str]:
    chosen = gebiete or [str(key) for key in region.gebiete.index]
    named = {area for areas in belege["gebiet"] for area in areas}
    without = [region.area_name(key) for key in chosen if key not in named]
    against = int((belege["richtung"] == "widerspricht").sum())
    everywhere = sum(not areas for areas in belege["gebiet"])
    covered = f"Belege zu {len(chosen) - len(without)} von {len(chosen)} Gebieten"
    if everywhere:
        covered += f"; {everywhere} für alle Gebiete zusammen"
    return [
        "n: kleinste und größte Zahl der Menschen oder Fälle hinter einem Beleg.",
        *([_contradicting(against)] if against else []),
        f"{covered}.",
        "Amtliche Kennzahlen kommen hinzu.",
    ]


def _contradicting(number: int) -> str:
    who = "Ein Beleg widerspricht" if number == 1 else f"{number} Belege widersprechen"
    return f"{who}; auch das steht im Bericht."


def voices(
    evidence: Evidence,
    gebiet: str,
    region: Region,
    *,
    arten: Collection[str] = SPOKEN,
    personal: Callable[[str], Any] | None = None,
) -> Table | Note:
    """Return the statements on an area, those against a need among them.

    A statement without consent, or with people in it who are not made unrecognisable, is
    left out and counted; remarks are never printed.

    Parameters
    ----------
    evidence
        Local evidence as released.
    gebiet
        Key of the area; statements on the whole region are shown too, and say so.
    region
        The region.
    arten
        Kinds of evidence to show.
    personal
        Returns whether a text may tell who somebody is; such statements are left out too.
    """
    name = region.area_name(gebiet)
    belege = evidence.belege
    rows = belege[belege["art"].isin(list(arten)) & belege["gebiet"].map(_concerns(gebiet))]
    printable = rows[[_printable(row, personal) for _, row in rows.iterrows()]]
    left_out = _left_out(len(rows) - len(printable))
    if printable.empty:
        return Note(f"Zu {name} sind hier keine Aussagen abgedruckt. {left_out}".strip())
    order = {art: place for place, art in enumerate(BELEGARTEN)}
    ranked = sorted(
        (row for _, row in printable.iterrows()),
        key=lambda row: (order[row["art"]], -int(row["staerke"]), str(row.name)),
    )
    return Table(
        f"Aussagen zu {name}",
        (
            Column("Aussage"),
            Column("Art"),
            Column("Zielgruppe"),
            Column("Quelle"),
            Column("Stand"),
            Column("Stärke"),
        ),
        tuple(_voice(row) for row in ranked),
        note=" ".join(text for text in (STRENGTH_NOTE, left_out) if text),
    )


def _concerns(gebiet: str) -> Callable[[Collection[str]], bool]:
    return lambda areas: not areas or gebiet in areas


def _printable(row: pd.Series, personal: Callable[[str], Any] | None) -> bool:
    refused = str(row["einwilligung"]) == "nein" or str(row["verfremdet"]) == "nein"
    texts = (str(row[column]) for column in ("aussage", "zielgruppe", "quelle"))
    return not refused and not (personal and any(personal(text) for text in texts))


def _voice(row: pd.Series) -> tuple[str, ...]:
    where = "" if row["gebiet"] else " (für alle Gebiete)"
    return (
        f"{row['aussage']}{where}",
        BELEGARTEN[row["art"]],
        str(row["zielgruppe"]) or MISSING,
        str(row["quelle"]),
        date_text(str(row["stand"])),
        _strength(row),
    )


def _strength(row: pd.Series) -> str:
    words = {"widerspricht": ", widerspricht", "neutral": ", neutral"}
    return f"{int(row['staerke'])}{words.get(str(row['richtung']), '')}"


def _left_out(number: int) -> str:
    if not number:
        return ""
    what = "Eine Aussage ist" if number == 1 else f"{number} Aussagen sind"
    return (
        f"{what} hier nicht abgedruckt: ohne Einwilligung, nicht verfremdet oder mit möglichen "
        "Angaben zu einer Person."
    )


def withheld_note(counts: Mapping[str, int]) -> Note:
    """Return one sentence on how many rows are not in this edition.

    >>> withheld_note({"belege": 3, "bedarfe": 1, "netz": 0}).text
    'Nicht in dieser Ausgabe, weil nicht dafür freigegeben: 3 Belege, 1 Bedarf.'
    """
    said = [
        f"{write_number(count)} {SHEETS.get(sheet, (sheet, sheet))[count != 1]}"
        for sheet, count in counts.items()
        if count
    ]
    if not said:
        return Note("In dieser Ausgabe ist alles enthalten, was eingetragen ist.")
    return Note(f"Nicht in dieser Ausgabe, weil nicht dafür freigegeben: {', '.join(said)}.")
