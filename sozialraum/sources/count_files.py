"""Files of counts, read so that nothing of a file of cases or persons can get out.

Whatever stands in a file may be a secret: no cell is ever repeated in a fault, not even
to say what is wrong with it.  Nothing is raised here, so that no traceback holds a row;
a file that looks like records of cases or persons gives one fault and no rows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sozialraum.errors import DataError, Fault, missing_file
from sozialraum.sources.categories import fold
from sozialraum.sources.count_books import CASES, SHEET, TOLD, count_book
from sozialraum.sources.texts import Row, read_rows
from sozialraum.sources.workbooks import is_workbook

FORM = "zaehlvorlage.xlsx"
LONGEST = 80
MOST_WORDS = 9
FEWEST_RECORDS = 8
"""From so many rows on, a table whose counts are all 1 is a list of cases."""

_PERSON = re.compile(
    r"(vor|nach|familien|ruf|geburts)?name.*|anrede|titel|geb|geb_.*|geburt.*|.*geboren.*"
    r"|.*person.*|.*klient.*|.*mandant.*|.*ratsuchende_name.*|.*beteiligte.*|.*berater.*"
    r"|.*adresse.*|.*anschrift.*|.*strasse.*|str|.*hausn.*|plz|.*postleitzahl.*|wohnort"
    r"|.*telefon.*|tel|.*rufnummer.*|fax|.*mobil.*|handy.*|.*mail.*|.*kontakt.*"
    r"|.*aktenz.*|az|.*akte|.*fall_?nr.*|.*fallnummer.*|.*fall_?id.*|id|.*_id|nr|lfd.*|.*kennung.*"
    r"|.*freitext.*|.*notiz.*|.*bemerkung.*|.*beschreibung.*|.*sachverhalt.*|.*kommentar.*|text"
    r"|.*datum.*|tag|.*nationalitaet.*|.*herkunftsland.*|.*diagnose.*"
)
_PATTERNS: Mapping[str, re.Pattern[str]] = {
    "Mailadressen": re.compile(r"\S+@\S+\.\w{2,}"),
    "Telefonnummern": re.compile(r"(\+|\b00)\d{2}[\d\s/()-]{6,}|\b0\d{2,5}\s*[\s/-]\s*\d{3,}"),
    "Tage statt Jahre": re.compile(
        r"\b\d{1,2}\.\s?\d{1,2}\.\s?(\d{4}|\d{2})\b|\b\d{4}-\d{2}-\d{2}\b"
    ),
    "Anschriften": re.compile(r"\w(straße|strasse|str\.|weg|platz|allee|gasse)\s*\d+", re.I),
    "Anreden und Namen": re.compile(r"\b(Herrn?|Frau|Familie|Fam\.|Dr\.|Prof\.)\s+\w"),
    "Aktenzeichen": re.compile(r"\b(az|aktenzeichen|fall-?nr|fallnummer)\b\.?", re.I),
}
_NUMBERS = re.compile(r"\d{4,}")
_KREIS = re.compile(r"\d{5}")
_WITH_NUMBERS = ("jahr", "anzahl")
_RECORDS = (
    "Die Datei sieht nach Fallakten oder Angaben zu Personen aus ({}). Sie wurde abgelehnt; "
    "nichts aus ihr wird behalten oder hier wiederholt."
)
_OTHERS = (
    "Die Datei hat nicht genau die Spalten einer Zähltabelle. Sie wurde vorsorglich "
    "abgelehnt; nichts aus ihr wird behalten oder hier wiederholt."
)


@dataclass(frozen=True)
class CountFile:
    """The rows of a file by column name with their lines, or what is wrong with it."""

    file: str
    rows: tuple[tuple[int, Mapping[str, str]], ...] = ()
    faults: tuple[Fault, ...] = ()


def read_count_file(path: Path, required: Sequence[str], others: Sequence[str]) -> CountFile:
    """Read a file of counts, or refuse it without repeating anything of it.

    Parameters
    ----------
    path
        A CSV file (``;``), or a workbook (.xlsx) with one sheet or a sheet `SHEET` beside those of
        our own form; one with comments or any other sheet is refused.
    required, others
        Columns that must and that may be there; a file with any other is refused.
    """
    rows, faults = _raw(path)
    if faults:
        return CountFile(path.name, faults=tuple(faults))
    header = [fold(cell) for cell in rows[0][1]]
    if _torn_otherwise(rows[0][1], required, others):
        remedy = "Beim Speichern als CSV das Semikolon als Trennzeichen wählen."
        fault = Fault("Das Trennzeichen der Datei ist nicht das Semikolon.", path.name, 1,
                      remedy=remedy)  # fmt: skip
        return CountFile(path.name, faults=(fault,))
    refusal = _refusal(header, rows[1:], required, others)
    if refusal:
        columns = "; ".join([*required, *others])
        remedy = (
            f"Nur Summen je Jahr und Ausprägung ausgeben; die Zählvorlage ({FORM}) bildet sie "
            "aus Auswahllisten."
        )
        fault = Fault(refusal, path.name, expected=f"nur die Spalten {columns}", remedy=remedy)
        return CountFile(path.name, faults=(fault,))
    return CountFile(path.name, tuple(_by_column(header, rows[1:])))


def _torn_otherwise(header: Sequence[str], required: Sequence[str], others: Sequence[str]) -> bool:
    """Return whether a header would be right if another separator held its columns apart."""
    if len(header) != 1:
        return False
    names = [{fold(name) for name in header[0].split(separator)} for separator in (",", "\t")]
    return any(set(required) <= found <= {*required, *others} for found in names)


def no_cases(file: str, what: str, line: int | None, column: str, remedy: str) -> Fault:
    """Return a fault that tells the place but not what stands there."""
    return Fault(what, file, line, column, remedy=remedy)


def _raw(path: Path) -> tuple[list[Row], list[Fault]]:
    """Return the rows that have any text; what goes wrong loses what it quotes."""
    if not path.is_file():
        missing = missing_file(path, "Die Zähltabelle", "Pfad und Schreibweise prüfen.")
        return [], list(missing.faults)
    if is_workbook(path):
        rows, faults = _of_workbook(path)
    else:
        rows, faults = _of_text(path)
    rows = [(line, cells) for line, cells in rows if any(cell.strip() for cell in cells)]
    if rows and fold(rows[0][1][0]) == "sep":  # Excel's line that names the separator
        rows = rows[1:]
    if not faults and len(rows) < 2:
        remedy = "Kopfzeile und je Zahl eine Zeile eintragen."
        faults = [Fault("Die Datei enthält keine Zahlen.", path.name, remedy=remedy)]
    return rows, faults


def _of_text(path: Path) -> tuple[list[Row], list[Fault]]:
    try:
        return read_rows(path), []
    except DataError as error:
        return [], [replace(fault, file=path.name, found="") for fault in error.faults]


def _of_workbook(path: Path) -> tuple[list[Row], list[Fault]]:
    book = count_book(path)
    signs = [sign for name, rows in book.beside.items() for sign in _beside(name, rows)]
    if signs:
        refusal = _RECORDS.format(", ".join(dict.fromkeys(signs)))
        remedy = f"Nur das Blatt „{SHEET}“ liefern, als CSV oder als Mappe mit diesem Blatt."
        return [], [Fault(refusal, path.name, remedy=remedy)]
    return list(book.rows), list(book.faults)


def _beside(name: str, rows: Sequence[Row]) -> Iterator[str]:
    """Yield what in a sheet beside the counts looks like records of cases or persons."""
    filled = [(line, cells) for line, cells in rows if any(cell.strip() for cell in cells)]
    if name == CASES and filled:
        header = [fold(cell) for cell in filled[0][1]]
        if any(map(_PERSON.fullmatch, header)):
            yield "Spalten für Personen oder Akten"
        yield from _signs(header, filled[1:])
    for cell in (cell for _, cells in filled for cell in cells):
        for sign, pattern in _PATTERNS.items():
            if pattern.search(cell) and (name, sign) != (TOLD, "Aktenzeichen"):
                yield sign


def _by_column(
    header: Sequence[str], body: Sequence[Row]
) -> Iterator[tuple[int, Mapping[str, str]]]:
    for line, cells in body:
        filled = [*cells, *[""] * (len(header) - len(cells))]
        named = zip(header, filled, strict=False)
        yield line, {name: cell.strip() for name, cell in named if name}


def _refusal(
    header: Sequence[str], body: Sequence[Row], required: Sequence[str], others: Sequence[str]
) -> str:
    """Return why a file is refused, ``""`` if it is a table of counts by its looks."""
    named = [name for name in header if name]
    unknown = [name for name in named if name not in (*required, *others)]
    signs = ["Spalten für Personen oder Akten"] if any(map(_PERSON.fullmatch, unknown)) else []
    signs += _signs(header, body)
    if signs:
        return _RECORDS.format(", ".join(dict.fromkeys(signs)))
    torn = any(cell.strip() for _, cells in body for cell in _nameless(header, cells))
    complete = set(required) <= set(named) and len(set(named)) == len(named)
    return "" if complete and not unknown and not torn else _OTHERS


def _nameless(header: Sequence[str], cells: Sequence[str]) -> Iterator[str]:
    """Yield the cells that stand in no column with a name."""
    for position, cell in enumerate(cells):
        if position >= len(header) or not header[position]:
            yield cell


def _signs(header: Sequence[str], body: Sequence[Row]) -> Iterator[str]:
    """Yield what in the cells looks like records of cases or persons."""
    for _, cells in body:
        for position, cell in enumerate(cells):
            name = header[position] if position < len(header) else ""
            yield from (sign for sign, pattern in _PATTERNS.items() if pattern.search(cell))
            if len(cell) > LONGEST or len(cell.split()) > MOST_WORDS:
                yield "längere Texte"
            text = name not in _WITH_NUMBERS and not _KREIS.fullmatch(cell.strip())
            if text and _NUMBERS.search(cell):
                yield "lange Nummern"
    if _one_row_per_case(header, body):
        yield "je Zeile ein Fall"


def _one_row_per_case(header: Sequence[str], body: Sequence[Row]) -> bool:
    """Return whether rows look like single cases.

    Every count is 1, equal rows with the count 1 repeat themselves, or nearly every row
    names another station, which is an identifier then.
    """
    counts, stations = _column(header, body, "anzahl"), _column(header, body, "stelle")
    alike = counts == ["1"] * len(body) or len(set(stations)) > len(body) / 2
    if alike and len(body) >= FEWEST_RECORDS:
        return True
    ones = [tuple(cells) for (_, cells), n in zip(body, counts, strict=False) if n == "1"]
    return sum(number - 1 for number in Counter(ones).values()) >= FEWEST_RECORDS // 2


def _column(header: Sequence[str], body: Sequence[Row], name: str) -> list[str]:
    """Return the cells of a column, none if there is no such column."""
    if name not in header:
        return []
    at = header.index(name)
    return [cells[at].strip() if at < len(cells) else "" for _, cells in body]
