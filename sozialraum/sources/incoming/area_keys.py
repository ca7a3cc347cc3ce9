"""Keys of areas as other programs leave them, given back their zeros, blanks and digits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from sozialraum import keys

_BLANKS = re.compile(r"[\s\u00a0\u202f.'’-]+")
_FLOAT = re.compile(r"(\d+)[.,]0+")
_EXPONENT = re.compile(r"(\d)[.,](\d+)E\+?(\d+)", re.IGNORECASE)
_LONGER = {"kreis": (8, 12), "gemeinde": (12,), "land": (3, 5, 8, 12)}
_WHOLE = "0"
"""What follows the key of a kreisfreie Stadt in a longer key: nothing but zeros."""

_LABELS = (
    re.compile(r"(?P<key>\d+)\s*[:–-]?\s+(?P<name>\D.*)"),
    re.compile(r"(?P<name>\D.*?)\s*\((?P<key>\d+)\)"),
)


def split_label(key: str, name: str) -> tuple[str, str]:
    """Return key and name where one cell holds both.

    >>> split_label("", "101 Altstadt/Süd"), split_label("Kalk (802)", ""), split_label("", "Kalk")
    (('101', 'Altstadt/Süd'), ('802', 'Kalk'), ('', 'Kalk'))
    """
    if key and name:
        return key, name
    for label in _LABELS:
        if found := label.fullmatch(key or name):
            return found["key"], found["name"]
    return key, name


def meant(found: str, areas: Mapping[str, str], parents: Mapping[str, str], level: str) -> str:
    """Return the one known key that a damaged key can only mean, ``""`` if there is none.

    Parameters
    ----------
    found
        Text of the file: without its zeros, a decimal number, with blanks between its
        parts, or longer than the areas' keys (ARS for AGS, AGS of a kreisfreie Stadt).
    areas, parents
        Names of areas and of areas of comparison by key; an area wins.
    level
        Level of the areas.

    Examples
    --------
    >>> kreise = {"05315": "Köln", "05111": "Düsseldorf"}
    >>> [meant(text, kreise, {}, "kreis") for text in ("5315.0", "05 111", "05111000", "5111 001")]
    ['05315', '05111', '05111', '']
    >>> meant("1", {"001": "Mitte", "010": "Nord"}, {}, "stadtteil")
    '001'
    """
    for known, at in ((areas, level), (parents, "")):
        readings = {key for key in _readings(found, known, at) if key in known}
        if len(readings) == 1:
            return readings.pop()
    return ""


def _readings(found: str, known: Iterable[str], level: str) -> Iterable[str]:
    text = _plain(found)
    if not text:
        return
    yield text
    if not (text.isascii() and text.isdigit()):
        return
    yield from _official(text, level)
    if level in ("stadtteil", ""):
        lengths = {len(key) for key in known if key.isdigit()}
        yield from (text.zfill(length) for length in lengths if length > len(text))


def _plain(found: str) -> str:
    """Return a key without what a spreadsheet or a typist has put into it."""
    text = found.strip().lstrip("'’")
    if whole := _FLOAT.fullmatch(text):
        return whole[1]
    if _EXPONENT.fullmatch(text):
        return ""  # digits are lost for good
    joined = _BLANKS.sub("", text)
    return joined if joined.isdigit() else text


def _official(text: str, level: str) -> Iterable[str]:
    for reading in (text, f"0{text}"):
        if len(reading) == keys.LENGTHS.get(level):
            yield reading
        elif len(reading) in _LONGER.get(level, ()):
            yield from _shortened(reading, level)


def _shortened(key: str, level: str) -> Iterable[str]:
    """Yield the AGS of an ARS, and the Kreis of a kreisfreie Stadt."""
    length = keys.LENGTHS[level]
    if level == "gemeinde":
        yield keys.ags_from_ars(key)
    elif set(key[length:]) == {_WHOLE}:
        yield key[:length]
