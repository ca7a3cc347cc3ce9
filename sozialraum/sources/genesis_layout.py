"""How a GENESIS table is laid out: its four parts, its key columns, its columns of values.

See `sozialraum.sources.genesis` for the words.  Everything here is read off the
layout of the file; nothing depends on the code or the subject of a table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from sozialraum.errors import DataError, Fault
from sozialraum.formats import read_date
from sozialraum.sources.tables import Row, parse_cell

UNCHANGED = "Die Tabelle neu herunterladen und unverändert ablegen, nicht in Excel speichern."

Date = tuple[int, str]
"""Year and date as text: an ISO day where there is a day, else as the file writes it."""

_KEY = re.compile(r"DG|(0[0-9]|1[0-6])([0-9]|[0-9]{3}|[0-9]{6,8}|[0-9]{10})?")
_LOST_ZERO = re.compile(r"[0-9]{4}|[0-9]{7}")
_YEAR = re.compile(r"((?:18|19|20|21)[0-9]{2})(/[0-9]{2}|/[0-9]{4})?")
_IN_TITLE = re.compile(
    r"(?<![0-9.])(?<!ab )(?<!bis )(?<!seit )(?<!vor )(?<!Zensus )"
    r"(?:[0-9]{2}\.[0-9]{2}\.)?(?:19|20)[0-9]{2}(?![0-9])"
)
_TIME_WORDS = {
    "berichtsjahr", "berichtszeitpunkt", "erhebungsjahr", "jahr", "jahre", "schuljahr",
    "stichtag", "stichtage", "zeit", "zeitpunkt", "zeitraum",
}  # fmt: skip
_UNIT = re.compile(
    r"((Tsd|Mill|Mio|Mrd|1 ?000|100)\.? )?"
    r"(Anzahl|Prozent(punkte)?|%|Promille|‰|EUR|Euro|€|DM|qkm|km2|km²|km|ha|ar?|qm|m2|m²|m|cbm|m3|m³"
    r"|t|dt|kg|hl|MWh|GWh|kWh|GJ|TJ|MW|kW|Personen|Einwohner|Fälle|Haushalte|Betriebe|Stück|Tage"
    r"|Stunden|Std\.?|Jahre|Monate|Punkte|Index|Faktor|[12][0-9]{3} ?= ?100)?"
    r"(( je |/)[\w .²³]+|(?<! )je [\w .]+)?"
)


@dataclass(frozen=True)
class Parts:
    """The four parts of a file, and how many key columns its body has."""

    file: str
    preamble: tuple[str, ...]
    header: list[list[str]]
    body: list[Row]
    footer: tuple[str, ...]
    keys: int


@dataclass(frozen=True)
class Column:
    """One column of values."""

    position: int
    merkmal: str
    einheit: str
    date: Date | None


@dataclass(frozen=True)
class Roles:
    """Which key column is what; None where the table has no such column."""

    date: int | None
    key: int | None
    name: int | None
    others: tuple[int, ...]


def split(rows: Sequence[Row], file: str) -> Parts:
    """Return the four parts of a file.

    Raises
    ------
    DataError
        If it has no header or no body, or values behind its end.
    """
    clean = [(line, [" ".join(cell.split()) for cell in cells]) for line, cells in rows]
    filled = [(line, cells) for line, cells in clean if any(cells)]
    start = next((i for i, (_, cells) in enumerate(filled) if any(cells[1:])), len(filled))
    below = range(start + 1, len(filled))
    begin = next((i for i in below if _begins_body(filled[i][1], filled[start][1])), None)
    if begin is None:
        what = "Kopf oder Datenteil der Tabelle nicht gefunden."
        remedy = "Die Tabelle als CSV (nicht als Flat-File) herunterladen und unverändert lassen."
        raise DataError(Fault(what, file=file, remedy=remedy))
    end = _end_of_body(filled, begin)
    width = max(len(cells) for _, cells in filled[start:end])
    even = [(line, cells + [""] * (width - len(cells))) for line, cells in filled[start:end]]
    header, body = _header([cells for _, cells in even[: begin - start]]), even[begin - start :]
    _refuse_values(filled[end:], width, file)
    preamble = tuple(cells[0] for _, cells in filled[:start])
    footer = tuple(" ".join(cells).strip() for _, cells in filled[end:])
    return Parts(file, preamble, header, body, footer, _count_keys(header, body[0][1]))


def _begins_body(cells: Sequence[str], top: Sequence[str]) -> bool:
    """Return whether a row is the first below the header whose top row is given.

    In most exports the header is empty above the key columns.  Where it is labelled
    there, the body begins with the first key or date.
    """
    if top[0]:
        return any(_KEY.fullmatch(cell) or date_of(cell) for cell in cells[:2])
    if cells[0]:
        return True
    keys = next(i for i, cell in enumerate(top) if cell)
    values = [cell for cell in cells[keys:] if cell]
    return any(cells[:keys]) and all(_is_value(v) and not date_of(v) for v in values)


def _end_of_body(rows: Sequence[Row], begin: int) -> int:
    """Return the index of the line of underscores, else of the first text that is no row."""
    for ends in (_is_rule, _is_text):
        for index in range(begin + 1, len(rows)):
            if ends(rows[index][1]):
                return index
    return len(rows)


def _is_rule(cells: Sequence[str]) -> bool:
    return re.match("_{3,}", cells[0]) is not None


def _is_text(cells: Sequence[str]) -> bool:
    return not any(cells[1:]) or re.match(r"©|\(C\)|Stand: ?[0-9]", cells[0]) is not None


def _refuse_values(footer: Sequence[Row], width: int, file: str) -> None:
    for line, cells in footer:
        if len(cells) >= width and any(map(_is_value, cells[1:])):
            what = "Hinter dem Ende der Tabelle stehen noch Werte."
            remedy = "Jede Tabelle als eigene Datei speichern."
            raise DataError(Fault(what, file, line, found=";".join(cells)[:60], remedy=remedy))


def _header(rows: list[list[str]]) -> list[list[str]]:
    """Return the header; a merged cell of the top row counts for all its columns."""
    top = list(rows[0])
    for position in range(1, len(top)):
        if not top[position] and any(cells[position] for cells in rows):
            top[position] = top[position - 1]
    return [top, *rows[1:]]


def _count_keys(header: list[list[str]], first: list[str]) -> int:
    count = min(next(i for i, cell in enumerate(cells) if cell) for cells in header)
    if count:
        return count
    return 1 + max((i for i, cell in enumerate(first) if not _is_value(cell)), default=0)


def _is_value(text: str) -> bool:
    try:
        parse_cell(text)
    except ValueError:
        return False
    return True


@cache
def date_of(text: str) -> Date | None:
    """Return year and date if the text is a day, a year or a school year, else None."""
    if year := _YEAR.fullmatch(text):
        return int(year[1]), text
    try:
        day = read_date(text)
    except ValueError:
        return None
    return day.year, day.isoformat()


def is_key(text: str) -> bool:
    """Return whether a text has the form of an official key (``DG`` is Germany)."""
    return _KEY.fullmatch(text) is not None


def roles_of(parts: Parts) -> Roles:
    """Return which key column holds the date, which the area key, which its name."""
    cells = [[row[i] for _, row in parts.body] for i in range(parts.keys)]
    date = _first(cells, lambda cell: date_of(cell) is not None, range(parts.keys))
    free = [i for i in range(parts.keys) if i != date]
    key = _first(cells, is_key, free)
    if key is None and len(free) > 1:  # a spreadsheet ate the zeros: shown as faults later
        key = _first(cells, lambda cell: _LOST_ZERO.fullmatch(cell) is not None, free[:1])
    name = key + 1 if key is not None and key + 1 in free else None
    others = tuple(i for i in free if i not in (key, name))
    return Roles(date, key, name, others)


def _first(cells: list[list[str]], fits: Callable[[str], bool], among: Sequence[int]) -> int | None:
    """Return the first column of which more than half of the cells fit."""
    return next((i for i in among if 2 * sum(map(fits, cells[i])) > len(cells[i])), None)


def columns_of(parts: Parts, *, dated: bool) -> list[Column]:
    """Return the columns of values.

    Parameters
    ----------
    parts
        The parts of the file.
    dated
        Whether each column must have a date, from the header or else from the title.

    Raises
    ------
    DataError
        If a date is wanted and neither header nor title names exactly one.
    """
    content, title_unit = content_of(parts.preamble)
    texts, units = parts.header, [title_unit] * len(parts.header[0])
    unit_row = None if title_unit else _unit_row(parts)
    if unit_row is not None:
        texts, units = texts[:unit_row] + texts[unit_row + 1 :], texts[unit_row]
    columns = []
    for position in range(parts.keys, len(parts.header[0])):
        path = [row[position] for row in texts if row[position]]
        if path or (unit_row is not None and units[position]):
            date = next(filter(None, map(date_of, path)), None) if dated else None
            merkmal = " | ".join(_without_date(path) if date else path) or content
            columns.append(Column(position, merkmal, units[position], date))
    return _dated(columns, parts) if dated else columns


def content_of(preamble: Sequence[str]) -> tuple[str, str]:
    """Return the content that the title names, and its unit (``""`` if it stands elsewhere)."""
    bracketed = [m for line in preamble if (m := re.fullmatch(r"(.*\S) ?\(([^()]+)\)", line))]
    for match in reversed(bracketed):
        if _UNIT.fullmatch(match[2]):
            return match[1], match[2]
    titles = [line for line in preamble if not table_code(line)]
    return (titles[0] if titles else "Wert"), ""


def table_code(line: str) -> re.Match[str] | None:
    """Return the match whose group 1 is the code, if the line names the table."""
    return re.match(r"(?:GENESIS-)?Tabelle: ?(.*)", line)


def _unit_row(parts: Parts) -> int | None:
    for index in reversed(range(len(parts.header))):
        cells = [cell for cell in parts.header[index][parts.keys :] if cell]
        is_date = all(map(date_of, cells))
        if cells and not is_date and all(map(is_unit, cells)):
            return index
    return None


def is_unit(text: str) -> bool:
    """Return whether a text is a unit: „Anzahl“, „Prozent“, „EUR je Einwohner“."""
    return _UNIT.fullmatch(text) is not None


def _without_date(path: Sequence[str]) -> list[str]:
    rest = [text for text in path if text.casefold() not in _TIME_WORDS]
    at = next(i for i, text in enumerate(rest) if date_of(text))
    return rest[:at] + rest[at + 1 :]


def _dated(columns: Sequence[Column], parts: Parts) -> list[Column]:
    if all(column.date for column in columns):
        return list(columns)
    text = "\n".join(line for line in parts.preamble if not table_code(line))
    found = {day for match in _IN_TITLE.finditer(text) if (day := date_of(match[0]))}
    days = {day for day in found if "-" in day[1]} or found
    if len(days) != 1:
        what = "Die Zeitangabe steht weder in einer Spalte noch im Kopf noch eindeutig im Titel."
        seen = ", ".join(sorted(stand for _, stand in days))
        raise DataError(
            Fault(
                what, file=parts.file, found=seen, expected="genau ein Stichtag", remedy=UNCHANGED
            )
        )
    return [replace(column, date=column.date or min(days)) for column in columns]
