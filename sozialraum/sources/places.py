"""Places: what one row of ``standorte.csv`` says, and whether it may say so.

A *place* is an institution with a seat: agencies first, then whatever else matters in
a Sozialraum.  It has a *precision* that says how its coordinates came about.  Persons
are no places: columns that look like persons or their contacts are refused.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from sozialraum.errors import DataError, Fault, missing_file, raise_all, suggest
from sozialraum.formats import read_number
from sozialraum.sources.texts import (
    doubled_columns,
    empty_file,
    is_example,
    read_rows,
    surplus_faults,
)
from sozialraum.sources.vector import GERMANY
from sozialraum.sources.workbooks import is_workbook, read_sheet

COLUMNS = (
    "kennung", "einrichtung", "traeger", "verband", "art", "strasse", "plz", "ort",
    "gebiet_sitz", "gebiete", "zustaendig", "sprachen", "schwerpunkte", "stand", "quelle",
    "fundstelle", "belegt", "genauigkeit", "x", "y", "anzahl", "hinweis",
)  # fmt: skip
"""Columns of ``standorte.csv`` in their order; all but `REQUIRED` may be left out.

``gebiet_sitz`` is where an office is, ``gebiete`` are the social spaces that an agency works
in: keys of areas, separated by blanks; empty means the one of its seat.
"""

REQUIRED = ("kennung", "einrichtung", "art")
SHEET = "Standorte"

KINDS = {
    "IA": "Integrationsagentur",
    "ADA": "Servicestelle für Antidiskriminierungsarbeit",
    "Fachdienst": "Fachdienst für Migration und Integration",
    "KI": "Kommunales Integrationszentrum",
    "MBE": "Migrationsberatung für erwachsene Zugewanderte",
    "JMD": "Jugendmigrationsdienst",
    "Schule": "Schule",
    "Kita": "Kindertageseinrichtung",
    "Behörde": "Behörde",
    "Gesundheit": "Gesundheitseinrichtung",
    "Arbeit": "Arbeitgeber oder Kammer",
    "MSO": "Migrant*innenselbstorganisation",
    "Treffpunkt": "Treffpunkt oder Begegnungsort",
}
"""What each kind of place (column ``art``) means."""

PRECISIONS = {
    "adresse": "Lage der Adresse",
    "plz": "Mitte der Schulen mit derselben Postleitzahl",
    "gemeinde": "Punkt in der Gemeinde",
    "": "ohne Ort",
}
"""How the coordinates of a place came about (column ``genauigkeit``)."""

PERSON = re.compile(
    r"(vor|nach|familien|ruf)?name|anrede|titel|geburt.*|.*ansprech.*|.*kontaktperson.*"
    r"|.*person.*|.*leitung.*|.*berater.*|.*mitarbeit.*"
)
CONTACT = re.compile(r".*telefon.*|tel|.*rufnummer.*|.*fax.*|mobil.*|handy.*|.*e?[-_ ]?mail.*")
MAIL = re.compile(r"\S+@\S+\.\w{2,}")
STAND = re.compile(r"(19|20)\d{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")

Row = tuple[int, Mapping[str, str]]
"""Line of the file and its cells by column, all columns present, blanks stripped."""


def read_places(path: Path) -> list[Row]:
    """Return the rows of a list of places, checked.

    Raises
    ------
    DataError
        With all faults of the header, else with all faults of the rows.
    """
    if not path.is_file():
        raise missing_file(path, "Die Standortliste", "Pfad und Schreibweise prüfen.")
    found = read_sheet(path, SHEET) if is_workbook(path) else read_rows(path)
    if not found:
        raise DataError(empty_file(path.name))
    (top, first), *body = found
    header = [cell.strip().casefold() for cell in first]
    raise_all([*column_faults(header, path.name), *doubled_columns(header, path.name, top)])
    raise_all(surplus_faults(body, len(header), path.name))
    rows: list[Row] = []
    for line, cells in (one for one in body if not is_example(one)):
        row = dict.fromkeys(COLUMNS, "")
        row |= {
            name: cell.strip() for name, cell in zip(header, cells, strict=False) if name in row
        }
        if any(row.values()):
            rows.append((line, row))
    raise_all(row_faults(rows, path.name))
    return rows


def column_faults(
    header: Iterable[str],
    file: str,
    columns: Sequence[str] = COLUMNS,
    required: Sequence[str] = REQUIRED,
) -> list[Fault]:
    """Return what is wrong with a header: columns missing, misspelt or of persons."""
    names = list(header)
    missing = [
        Fault(
            "Die Spalte fehlt.",
            file=file,
            column=name,
            remedy=suggest(name, names) or f"Pflicht sind {', '.join(required)}.",
        )
        for name in required
        if name not in names
    ]
    others = [name for name in names if name and name not in columns]
    personal = [name for name in others if is_personal(name)]
    absent = [name for name in columns if name not in names]
    misspelt = {name: difflib.get_close_matches(name, absent, n=1, cutoff=0.8) for name in others}
    return [
        *missing,
        *(_personal(name, file) for name in personal),
        *(
            Fault("Unbekannte Spalte.", file=file, column=name, remedy=f"Meinten Sie „{close[0]}“?")
            for name, close in misspelt.items()
            if close and name not in personal
        ),
    ]


def is_personal(column: str) -> bool:
    """Return whether a column by its name holds persons or ways to reach them.

    >>> is_personal("Ansprechpartnerin"), is_personal("E-Mail"), is_personal("Träger")
    (True, True, False)
    """
    name = column.strip().casefold()
    return bool(PERSON.fullmatch(name) or CONTACT.fullmatch(name))


def row_faults(rows: Iterable[Row], file: str) -> list[Fault]:
    """Return what is wrong with the rows of a list of places, in the order of the lines."""
    checked = list(rows)
    counts = Counter(row["kennung"] for _, row in checked if row["kennung"])
    faults = []
    for line, row in checked:
        doubled = counts[row["kennung"]] > 1
        for column, what, expected, remedy in [
            *_content(row),
            *_place(row),
            *([_DOUBLED] if doubled else []),
        ]:
            found = row.get(column, "")
            faults.append(Fault(what, file, line, column, found, expected, remedy))
    return faults


Problem = tuple[str, str, str, str]
"""Column, what is wrong, expected, remedy."""

_DOUBLED = (
    "kennung", "Die Kennung steht mehrmals in der Liste.", "jede Kennung nur einmal",
    "Jeder Stelle eine eigene Kennung geben oder die doppelte Zeile löschen.",
)  # fmt: skip


def _content(row: Mapping[str, str]) -> list[Problem]:
    problems = [
        (name, "Die Angabe fehlt.", "", "Jede Stelle braucht Kennung und Einrichtung.")
        for name in ("kennung", "einrichtung")
        if not row[name]
    ]
    for column, (right, expected) in _FORMS.items():
        if not right(row[column]):
            remedy = "Die Angabe berichtigen; was unbekannt ist, bleibt leer."
            problems.append((column, "Diese Angabe ist nicht lesbar.", expected, remedy))
    if row["art"] not in KINDS:
        kinds = ", ".join(KINDS)
        remedy = suggest(row["art"], KINDS) or "Eine der bekannten Arten eintragen."
        problems.append(("art", "Unbekannte Art von Stelle.", kinds, remedy))
    for column, text in row.items():
        if MAIL.search(text):
            remedy = "Löschen: die Liste nennt Einrichtungen, keine Personen."
            problems.append((column, "Hier steht eine E-Mail-Adresse.", "", remedy))
    return problems


def _place(row: Mapping[str, str]) -> list[Problem]:
    precision, coordinates = row["genauigkeit"], [row["x"], row["y"]]
    if precision not in PRECISIONS:
        known = ", ".join(name or "leer" for name in PRECISIONS)
        remedy = suggest(precision, PRECISIONS) or "Wo die Lage unbekannt ist, bleibt leer."
        return [("genauigkeit", "Unbekannte Genauigkeit.", known, remedy)]
    if precision and not all(coordinates):
        remedy = "x und y ergänzen (EPSG:25832, Meter) oder die Genauigkeit leeren: ohne Ort."
        return [("genauigkeit", "Die Genauigkeit steht ohne Koordinaten.", "", remedy)]
    if not precision and any(coordinates):
        remedy = "Angeben, wie die Koordinaten entstanden sind: adresse, plz oder gemeinde."
        return [("genauigkeit", "Die Koordinaten stehen ohne Genauigkeit.", "", remedy)]
    if precision and row["anzahl"]:
        remedy = "Je Stelle eine eigene Zeile anlegen oder die Zeile ohne Ort lassen."
        return [("anzahl", "Eine Zeile für mehrere Stellen hat keinen Ort.", "leer", remedy)]
    return [*_outside(row, "x", 0), *_outside(row, "y", 1)] if precision else []


def _outside(row: Mapping[str, str], column: str, axis: int) -> list[Problem]:
    low, high = GERMANY[axis], GERMANY[axis + 2]
    expected = f"Meter in EPSG:25832, {low:.0f} bis {high:.0f}"
    try:
        inside = low <= read_number(row[column]) <= high
    except ValueError:
        return [(column, "Das ist keine Zahl.", expected, "Dezimalkomma, keine Leerzeichen.")]
    remedy = "Grad (etwa 6,96) zuerst umrechnen; x ist der Ostwert, y der Nordwert."
    return (
        [] if inside else [(column, "Die Koordinate liegt nicht in Deutschland.", expected, remedy)]
    )


def _personal(column: str, file: str) -> Fault:
    remedy = "Die Spalte löschen: die Liste nennt Einrichtungen, keine Personen."
    if column.casefold() == "name":
        remedy = f"Den Namen der Einrichtung in „einrichtung“ schreiben. {remedy}"
    return Fault("Die Spalte sieht nach Personen aus.", file=file, column=column, remedy=remedy)


def _is_count(text: str) -> bool:
    return not text or (text.isascii() and text.isdigit() and int(text) >= 2)


_FORMS: dict[str, tuple[Callable[[str], object], str]] = {
    "plz": (lambda text: re.fullmatch(r"(\d{5})?", text, re.ASCII), "5 Ziffern oder leer"),
    "stand": (
        lambda text: not text or STAND.fullmatch(text),
        "JJJJ, JJJJ-MM, JJJJ-MM-TT oder leer",
    ),
    "anzahl": (_is_count, "leer (eine Stelle) oder eine Zahl ab 2"),
}
