"""Cells of a workbook that specialists fill in: text in, checked values out."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from sozialraum import keys
from sozialraum.errors import suggest
from sozialraum.formats import plain_number, read_date, read_number
from sozialraum.programme import ECKPUNKTE
from sozialraum.sources.joining import repaired
from sozialraum.sources.schema import ALIASES, Column, fold
from sozialraum.sources.texts import parts
from sozialraum.sources.vector import GERMANY

RASTER = 100
"""Points of the pin method are known to 100 m only: no house can be told."""

EMPTY: Mapping[str, Callable[[], object]] = {
    "yesno": bool, "number": lambda: math.nan, "whole": int, "areas": tuple, "ids": tuple,
    "indicators": tuple, "eckpunkte": dict, "x": lambda: math.nan, "y": lambda: math.nan,
}  # fmt: skip
"""What an empty cell of a kind means; all others are an empty text."""

_WHOLE_REGION = "alle"
_YES, _NO = ("ja", "j", "x", "wahr", "true", "1"), ("nein", "n", "falsch", "false", "0")
_ID = re.compile(r"[^\s,;]{1,40}")
_INDICATOR = re.compile(r"[A-J]\d\d", re.ASCII)
_WEIGHTED = re.compile(r"(?P<name>.*?)[\s:=(]*(?P<weight>\d+)?\s*\)?", re.ASCII)
_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})|(?P<m>\d{1,2})[./](?P<y>\d{4})", re.ASCII)


@dataclass(frozen=True)
class Context:
    """What cells are checked against: areas (key → name) and the day of today."""

    areas: Mapping[str, str]
    today: date


class CellError(ValueError):
    """What is wrong with a cell, what is expected and what to do, in German."""

    def __init__(self, what: str, expected: str, remedy: str) -> None:
        self.what, self.expected, self.remedy = what, expected, remedy
        super().__init__(what)


def empty(column: Column) -> object:
    """Return what stands for an empty cell."""
    return EMPTY.get(column.art, str)()


def convert(text: str, column: Column, context: Context) -> object:
    """Return what a cell says.

    Raises
    ------
    CellError
        If it must not be empty and is, or says what its column cannot hold.
    """
    given = text or column.vorgabe
    if given:
        return _CONVERT[column.art](given, column, context)
    if column.pflicht:
        raise CellError("Die Angabe fehlt.", _expected(column), column.hinweis)
    return empty(column)


def read_stand(text: str) -> str:
    """Return a year, month or day as ISO text.

    Raises
    ------
    ValueError
        If it is none.

    Examples
    --------
    >>> read_stand("2025"), read_stand("9/2025"), read_stand("14.09.2025")
    ('2025', '2025-09', '2025-09-14')
    """
    if re.fullmatch(r"(19|20|21)\d{2}", text, re.ASCII):
        return text
    if month := _MONTH.fullmatch(text):
        year, number = month["year"] or month["y"], month["month"] or month["m"]
        return f"{date(int(year), int(number), 1):%Y-%m}"
    return read_date(text).isoformat()


def _expected(column: Column) -> str:
    return ", ".join(column.choices.values())


def _text(text: str, column: Column, context: Context) -> str:
    return text


def _id(text: str, column: Column, context: Context) -> str:
    if not _ID.fullmatch(text):
        remedy = "Eine kurze Kennung ohne Leerzeichen, Komma und Semikolon eintragen, etwa G1."
        raise CellError("Das ist keine Kennung.", "höchstens 40 Zeichen", remedy)
    return text


def _code(text: str, column: Column, context: Context) -> str:
    code = column.codes.get(fold(text))
    if code is None:
        remedy = suggest(text, [*column.choices, *column.choices.values()])
        what = f"„{column.titel}“ kennt dieses Wort nicht."
        raise CellError(what, _expected(column), remedy or "Eines der Wörter aus der Liste wählen.")
    return code


def _yesno(text: str, column: Column, context: Context) -> bool:
    said = fold(text)
    if said not in (*_YES, *_NO):
        raise CellError("Hier steht weder ja noch nein.", "ja oder nein", "ja oder nein eintragen.")
    return said in _YES


def _number(text: str, column: Column, context: Context) -> float:
    expected = _range(column)
    try:
        value = read_number(text)
    except ValueError:
        remedy = "Nur die Zahl eintragen, mit Dezimalkomma und ohne Einheit."
        raise CellError("Das ist keine Zahl.", expected, remedy) from None
    low, high = column.von, column.bis
    if (low is not None and value < low) or (high is not None and value > high):
        what = f"„{column.titel}“ liegt außerhalb des Erlaubten."
        raise CellError(what, expected, column.hinweis)
    return value


def _whole(text: str, column: Column, context: Context) -> int:
    value = _number(text, column, context)
    if not value.is_integer():
        raise CellError("Das ist keine ganze Zahl.", _range(column), column.hinweis)
    return int(value)


def _range(column: Column) -> str:
    kind = "eine ganze Zahl" if column.art == "whole" else "eine Zahl"
    low = f" ab {plain_number(float(column.von))}" if column.von is not None else ""
    if column.bis is None:
        return kind + low
    return (
        f"{kind} von {plain_number(float(column.von or 0))} bis {plain_number(float(column.bis))}"
    )


def _date(text: str, column: Column, context: Context) -> str:
    expected = "ein Jahr, ein Monat wie 2025-09 oder ein Tag wie 14.09.2025"
    try:
        stand = read_stand(text)
    except ValueError:
        raise CellError("Das ist kein Datum.", expected, column.hinweis) from None
    if not column.zukunft and stand > context.today.isoformat()[: len(stand)]:
        what = "Das Datum liegt in der Zukunft."
        remedy = "Das Jahr prüfen: eintragen, wann das galt, nicht wann es gelten soll."
        raise CellError(what, f"höchstens {context.today:%d.%m.%Y}", remedy)
    return stand


def _areas(text: str, column: Column, context: Context) -> tuple[str, ...]:
    if fold(text) == _WHOLE_REGION:
        return ()
    whole = _area(text, context)
    named = [whole] if whole else [part.strip() for part in re.split(r"[;,\n]", text)]
    found = {part: _area(part, context) for part in named if part}
    for part, key in found.items():
        if not key:
            several = sum(name.casefold() == part.casefold() for name in context.areas.values())
            raise _no_area(part, several, context)
    return tuple(dict.fromkeys(found.values()))


def _area(text: str, context: Context) -> str:
    """Return the key of the one area that a key or name means, "" if there is none."""
    wanted = text.strip()
    if wanted in context.areas:
        return wanted
    named = [key for key, name in context.areas.items() if name.casefold() == wanted.casefold()]
    if len(named) == 1:
        return named[0]
    levels = {level for key in context.areas if (level := keys.level_of(key))}
    key = repaired(wanted, context.areas, levels)
    return key if key in context.areas else ""


def _no_area(text: str, several: int, context: Context) -> CellError:
    expected = "Name oder Schlüssel eines Gebiets, mehrere mit Semikolon"
    if several > 1:
        what = f"Der Name „{text}“ ist mehrdeutig."
        return CellError(what, expected, "Den Schlüssel statt des Namens eintragen.")
    near = suggest(text, [*context.areas.values(), *context.areas])
    what = f"Das Gebiet „{text}“ gibt es nicht."
    return CellError(what, expected, near or "Im Blatt Gebiete nachsehen; leer: die ganze Region.")


def _ids(text: str, column: Column, context: Context) -> tuple[str, ...]:
    return tuple(parts(text))


def _indicators(text: str, column: Column, context: Context) -> tuple[str, ...]:
    named = [part.upper() for part in parts(text)]
    for part in named:
        if not _INDICATOR.fullmatch(part):
            what = f"„{part}“ ist keine Nummer eines Indikators."
            remedy = "Die Nummern stehen in docs/indikatoren.md; mehrere mit Komma trennen."
            raise CellError(what, "ein Buchstabe und zwei Ziffern wie E01", remedy)
    return tuple(named)


def _eckpunkte(text: str, column: Column, context: Context) -> dict[str, int]:
    known = {fold(word): code for code, word in ECKPUNKTE.items()}
    known |= ALIASES | {fold(code): code for code in ECKPUNKTE}
    found: dict[str, int] = {}
    expected = f"{', '.join(ECKPUNKTE)} mit Gewicht 1 oder 2, etwa: IKO 2, SRA 1"
    for part in filter(None, (part.strip() for part in re.split(r"[,;\n]", text))):
        said = _WEIGHTED.fullmatch(part)
        name, weight = (said["name"], int(said["weight"] or 2)) if said else (part, 2)
        code = known.get(fold(name))
        if code is None:
            remedy = suggest(name, [*ECKPUNKTE, *ECKPUNKTE.values()])
            what = f"Den Eckpunkt „{part}“ gibt es nicht."
            raise CellError(what, expected, remedy or "Mehrere Eckpunkte mit Komma trennen.")
        if weight not in (1, 2):
            remedy = "2: der Bedarf trägt den Eckpunkt, 1: er ergänzt ihn; sonst weglassen."
            raise CellError(f"„{part}“ hat kein mögliches Gewicht.", expected, remedy)
        if code in found:
            remedy = "Jeden Eckpunkt nur einmal nennen."
            raise CellError(f"Der Eckpunkt {code} steht zweimal da.", expected, remedy)
        found[code] = weight
    return found


def _metres(axis: int) -> Callable[[str, Column, Context], float]:
    low, high = GERMANY[axis], GERMANY[axis + 2]

    def converted(text: str, column: Column, context: Context) -> float:
        value = _number(text, column, context)
        if not low <= value <= high:
            what = "Die Koordinate liegt nicht in Deutschland."
            expected = f"Meter in EPSG:25832, {low:.0f} bis {high:.0f}"
            remedy = "Grad (etwa 6,96) zuerst umrechnen; x ist der Ostwert, y der Nordwert."
            raise CellError(what, expected, remedy)
        return float(value // RASTER * RASTER)

    return converted


_CONVERT: Mapping[str, Callable[[str, Column, Context], object]] = {
    "text": _text, "id": _id, "code": _code, "yesno": _yesno, "number": _number,
    "whole": _whole, "date": _date, "areas": _areas, "ids": _ids, "indicators": _indicators,
    "eckpunkte": _eckpunkte, "x": _metres(0), "y": _metres(1),
}  # fmt: skip
