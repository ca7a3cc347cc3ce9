"""Columns of somebody else's list of places, taken for those of ``standorte.csv``.

Which heading means which column is data (``place_columns.toml``).  Columns of persons are
refused; a user who cannot change the list, as with a PDF, says which to leave out, and then
nothing of them is read.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from sozialraum.errors import DataError, Fault, raise_all, suggest
from sozialraum.formats import slug
from sozialraum.sources.places import KINDS, is_personal
from sozialraum.sources.texts import Row, doubled_columns, empty_file, surplus_faults

FILE, PLACE = "place_columns.toml", "einrichtung"
HEADER_WITHIN = 15
"""Rows of a list in which its header is looked for: a title and a date may stand above it."""

ADDRESS = re.compile(r"(?P<strasse>.*?)[,;\n ]*\b(?P<plz>\d{5})\s+(?P<ort>\D+)")


@dataclass(frozen=True)
class Pattern:
    """Which heading means which column, for lists of one kind.

    Parameters
    ----------
    name, titel
        Name for the command line and for people; both empty for any list.
    columns
        Column of ``standorte.csv`` (or a part of it) by folded heading.
    marks
        Folded headings by which such a list is recognised.
    prefix
        What the identifiers that are made begin with.
    ort
        Place of all rows, where the list does not say it.
    """

    name: str
    titel: str
    columns: Mapping[str, str]
    marks: tuple[str, ...] = ()
    prefix: str = "S"
    ort: str = ""


@dataclass(frozen=True)
class PlaceTable:
    """A list whose columns are known: rows by column, and what was left out."""

    rows: tuple[tuple[int, Mapping[str, str]], ...]
    pattern: Pattern
    unread: tuple[str, ...]


@cache
def patterns() -> Mapping[str, Pattern]:
    """Return all patterns by name; ``""`` is the one for any list."""
    text = files("sozialraum.sources").joinpath(FILE).read_text(encoding="utf-8")
    data = tomllib.loads(text)
    usual = _by_heading(data["spalten"])
    own = {
        name: Pattern(
            name,
            entry["titel"],
            MappingProxyType(usual | _by_heading(entry["spalten"])),
            tuple(entry["kennzeichen"]),
            entry["praefix"],
            entry["ort"],
        )
        for name, entry in data["muster"].items()
    }
    return MappingProxyType({"": Pattern("", "", MappingProxyType(usual)), **own})


@cache
def kind_words() -> Mapping[str, str]:
    """Return the kind of place by folded word."""
    text = files("sozialraum.sources").joinpath(FILE).read_text(encoding="utf-8")
    listed = tomllib.loads(text)["arten"]
    return {word: kind for kind, words in listed.items() for word in words}


def read_columns(
    rows: Sequence[Row], file: str, *, pattern: str = "", left_out: Collection[str] = ()
) -> PlaceTable:
    """Return a list of places by the columns of ``standorte.csv``.

    Parameters
    ----------
    rows
        Rows of the file; what stands above the header is passed over.
    file
        Name of the file, for the faults.
    pattern
        Name of a pattern, ``""`` to recognise it by its headings.
    left_out
        Headings of columns that are not to be read.

    Raises
    ------
    DataError
        If there is no header, a column of persons is not left out, or a heading to leave
        out is not there.
    """
    if not rows:
        raise DataError(empty_file(file))
    start = _header_at(rows, file)
    (top, first), body = rows[start], rows[start + 1 :]
    header = [cell.strip() for cell in first]
    chosen = _pattern_of(header, pattern)
    named = _with_name(header, [chosen.columns.get(slug(cell), "") for cell in header])
    dropped = {slug(cell) for cell in left_out}
    raise_all(
        [
            *doubled_columns(header, file, top),
            *_persons(header, named, dropped, file, top),
            *_not_there(header, left_out, file, top),
            *surplus_faults(body, len(header), file),
        ]
    )
    named = [
        "" if slug(cell) in dropped else name for cell, name in zip(header, named, strict=True)
    ]
    unread = tuple(cell for cell, name in zip(header, named, strict=True) if cell and not name)
    records = ((line, _record(cells, named)) for line, cells in body)
    kept = ((line, _whole(row, chosen)) for line, row in records if any(row.values()))
    return PlaceTable(tuple(kept), chosen, unread)


def kind_of(text: str) -> str:
    """Return the kind of place that a word of a list means, ``""`` if it is not known.

    >>> kind_of("IA"), kind_of("Jugendfreizeiteinrichtungen"), kind_of("Parkplatz")
    ('IA', 'Treffpunkt', '')
    """
    if text in KINDS:
        return text
    folded = slug(text)
    names = {slug(name): kind for kind, name in KINDS.items()}
    for words in (names, kind_words()):
        for word, kind in words.items():
            if folded == word or folded.startswith(f"{word}-") or _plural(folded, word):
                return kind
    return ""


def _plural(folded: str, word: str) -> bool:
    return folded.startswith(word) and folded[len(word) :] in ("n", "en", "e", "s")


def _by_heading(columns: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {heading: name for name, headings in columns.items() for heading in headings}


def _header_at(rows: Sequence[Row], file: str) -> int:
    """Return the place of the row that has most known headings, at least two."""
    known = set().union(*(set(one.columns) for one in patterns().values()))
    counts = [sum(slug(cell) in known for cell in cells) for _, cells in rows[:HEADER_WITHIN]]
    best = max(range(len(counts)), key=lambda place: counts[place])
    if counts[best] < 2:
        what = "In der Liste ist keine Kopfzeile zu erkennen."
        found, expected = "; ".join(rows[0][1])[:100], "Einrichtung, Träger, Straße, PLZ, Ort …"
        remedy = "Die Spalten in der ersten Zeile benennen."
        raise DataError(Fault(what, file, rows[0][0], "", found, expected, remedy))
    return best


def _pattern_of(header: Sequence[str], name: str) -> Pattern:
    if name and name not in patterns():
        known = [one for one in patterns() if one]
        remedy = suggest(name, known) or f"Bekannt sind: {', '.join(known)}."
        raise DataError(Fault("Dieses Muster gibt es nicht.", "", None, "", name, "", remedy))
    if name:
        return patterns()[name]
    folded = {slug(cell) for cell in header}
    found = [one for one in patterns().values() if one.marks and folded.issuperset(one.marks)]
    return found[0] if found else patterns()[""]


def _with_name(header: Sequence[str], named: list[str]) -> list[str]:
    """Return the columns, „Name“ being that of the place where nothing else can be.

    Beside a first name it is that of a person.
    """
    folded = [slug(cell) for cell in header]
    if PLACE in named or folded.count("name") != 1 or "vorname" in folded:
        return named
    return [PLACE if cell == "name" else name for cell, name in zip(folded, named, strict=True)]


def _persons(
    header: Sequence[str], named: Sequence[str], dropped: Collection[str], file: str, line: int
) -> list[Fault]:
    personal = [
        cell
        for cell, name in zip(header, named, strict=True)
        if not name and slug(cell) not in dropped and is_personal(cell)
    ]
    remedy = (
        f'Die Spalten löschen, oder mit --ohne "{",".join(personal)}" auslassen: die Liste nennt '
        "Einrichtungen, keine Personen."
    )
    what = "Die Spalte sieht nach Personen aus."
    return [Fault(what, file, line, cell, remedy=remedy) for cell in personal]


def _not_there(header: Sequence[str], left_out: Iterable[str], file: str, line: int) -> list[Fault]:
    known = {slug(cell) for cell in header}
    what = "Die Spalte, die ausgelassen werden soll, gibt es nicht."
    return [
        Fault(what, file, line, cell, "; ".join(header), "", suggest(cell, header) or "Weglassen.")
        for cell in left_out
        if slug(cell) not in known
    ]


def _record(cells: Sequence[str], named: Sequence[str]) -> dict[str, str]:
    """Return the cells by column; a second column of the same kind adds to the first."""
    record: dict[str, str] = {}
    for cell, name in zip(cells, named, strict=False):
        text = " ".join(cell.split())
        if name and text:
            record[name] = f"{record[name]}, {text}" if name in record else text
    return record


def _whole(row: dict[str, str], pattern: Pattern) -> dict[str, str]:
    """Return a row whose address is in its parts: street with number, postcode, place."""
    parts = ADDRESS.fullmatch(row.pop("anschrift", ""))
    if parts:
        found = {name: text.strip(" ,") for name, text in parts.groupdict().items()}
        row = {**found, **row} if not row.get("strasse") else {**row, **found, **row}
    if number := row.pop("hausnummer", ""):
        row["strasse"] = f"{row.get('strasse', '')} {number}".strip()
    row.setdefault("ort", pattern.ort)
    if row.get("plz", "").isdigit() and len(row["plz"]) == 4:
        row["plz"] = f"0{row['plz']}"  # Saxony's, without the nought a spreadsheet has eaten
    return {name: text for name, text in row.items() if text}


def with_source(table: PlaceTable, path: Path) -> PlaceTable:
    """Return the list with the file's name as the place where each row was found."""
    rows = ((line, {"fundstelle": path.name, **row}) for line, row in table.rows)
    return replace(table, rows=tuple(rows))
