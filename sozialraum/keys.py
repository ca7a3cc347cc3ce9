"""Keys of areas: always text, never numbers.

*AGS* is the official municipality key of 8 digits, *ARS* the regional key of 12,
a *Kreis* has 5 digits, a Regierungsbezirk 3, a Land 2.  Cities number their own
areas as they like; such a key is any short text of digits and letters.

A leading zero that a spreadsheet has eaten is given back only where exactly one
reading is possible (a Land between 01 and 16), and the caller is told so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sozialraum.errors import DataError, Fault, suggest

LENGTHS = {"land": 2, "regierungsbezirk": 3, "kreis": 5, "gemeinde": 8, "ars": 12}
LEVELS = {length: level for level, length in LENGTHS.items()}
CITY_KEY = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]{0,19}")


@dataclass(frozen=True)
class Key:
    """A checked key.

    Parameters
    ----------
    text
        The key, with all its zeros.
    level
        ``land``, ``regierungsbezirk``, ``kreis``, ``gemeinde``, ``ars`` or ``stadtteil``.
    note
        German sentence on what was repaired, empty if nothing was.
    """

    text: str
    level: str
    note: str = ""


def parse(value: object, level: str) -> Key:
    """Return the checked key of one area.

    Parameters
    ----------
    value
        What the file says: text, or a number that a spreadsheet made of it.
    level
        The level that the file declares, one of `LENGTHS` or ``stadtteil``.

    Raises
    ------
    DataError
        If the value is no key of that level and cannot be repaired in one way only.

    Examples
    --------
    >>> parse("05315", "kreis").text
    '05315'
    >>> parse(5315.0, "kreis")
    Key(text='05315', level='kreis', note='Führende Null ergänzt: „5315“ → „05315“.')
    >>> parse("05 111 000", "gemeinde").text
    '05111000'
    """
    found = _as_text(value)
    if level == "stadtteil":
        if CITY_KEY.fullmatch(found):
            return Key(found, level)
        raise DataError(_fault(found, "ein kurzer Schlüssel aus Ziffern und Buchstaben"))
    if level not in LENGTHS:
        raise DataError(
            Fault(
                "Unbekannte Ebene.",
                found=level,
                expected=", ".join(LENGTHS),
                remedy=suggest(level, LENGTHS) or "Eine der Ebenen angeben.",
            )
        )
    text = re.sub(r"[\s  ]", "", found)
    length = LENGTHS[level]
    lost_zero = len(text) == length - 1
    if lost_zero:
        text = f"0{text}"
    if not (text.isascii() and text.isdigit() and len(text) == length and _is_land(text[:2])):
        raise DataError(_fault(found, f"{length} Ziffern, die ersten beiden von 01 bis 16"))
    note = f"Führende Null ergänzt: „{found}“ → „{text}“." if lost_zero else ""
    return Key(text, level, note)


def level_of(key: str) -> str:
    """Return the level of an official key by its length, ``""`` if there is none.

    >>> level_of("05"), level_of("05315"), level_of("DG")
    ('land', 'kreis', '')
    """
    return LEVELS.get(len(key), "") if key.isascii() and key.isdigit() else ""


def parent(key: str) -> str:
    """Return the key one level up, ``""`` above the Land.

    A municipality belongs to a Kreis, a Kreis to a Regierungsbezirk, that to a Land.

    >>> parent("05111000"), parent("05111"), parent("051"), parent("05")
    ('05111', '051', '05', '')
    """
    steps = {"ars": 5, "gemeinde": 5, "kreis": 3, "regierungsbezirk": 2}
    return key[: steps.get(level_of(key), 0)]


def ags_from_ars(ars: str) -> str:
    """Return the AGS (8 digits) of an ARS (12 digits): without the digits of the Verband.

    >>> ags_from_ars("053150000000")
    '05315000'
    """
    if level_of(ars) != "ars":
        raise DataError(_fault(ars, "12 Ziffern (ARS)"))
    return ars[:5] + ars[9:]


def _as_text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip()
    return text[:-2] if re.fullmatch(r"\d+\.0", text) else text


def _is_land(digits: str) -> bool:
    return "01" <= digits <= "16"


def _fault(found: str, expected: str) -> Fault:
    return Fault(
        "Kein gültiger Gebietsschlüssel.",
        found=found,
        expected=expected,
        remedy="Spalte in der Tabellenkalkulation als Text formatieren und neu speichern.",
    )
