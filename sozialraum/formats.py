"""German numbers and dates, read and written; the signs of official statistics.

Signs say why there is no ordinary number.  They are kept apart everywhere:
``-`` exactly zero, ``0`` less than half of the unit but more than nothing,
``.`` unknown or secret, ``x`` impossible, ``/`` too unreliable, ``...`` later.
"""

from __future__ import annotations

import math
import re
from datetime import date
from decimal import Decimal

SIGNS = {
    "-": "genau null",
    "0": "mehr als nichts, aber weniger als die Hälfte der kleinsten Einheit",
    ".": "unbekannt oder geheim zu halten",
    "x": "nicht möglich",
    "/": "nicht sicher genug",
    "...": "Angabe fällt später an",
}
"""Meaning of each sign; ``-`` and ``0`` have the value 0, the others have none."""

MISSING = "–"
SUPPRESSED = "•"
MINUS = "−"

UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})

# A nought before a point is no group of thousands: 0.269 is a number with a decimal point.
_GERMAN = re.compile(r"[+-]?([0-9]+|[1-9][0-9]{0,2}(\.[0-9]{3})+)(,[0-9]+)?")


def read_number(text: str) -> float:
    """Return the number that a German text writes.

    Parameters
    ----------
    text
        Digits with an optional decimal comma and points between thousands.

    Raises
    ------
    ValueError
        If it is no German number; ``1.5`` is refused, for it may mean 15 or 1,5, and
        so is ``0.269``, for no thousands begin with a nought.

    Examples
    --------
    >>> read_number("1.044.555"), read_number("9,1"), read_number("-0,5")
    (1044555.0, 9.1, -0.5)
    """
    stripped = text.strip().replace(MINUS, "-")
    if not _GERMAN.fullmatch(stripped):
        raise ValueError(f"keine deutsche Zahl: {text!r}")
    return float(stripped.replace(".", "").replace(",", "."))


def write_number(value: float, decimals: int = 0, *, sign: bool = False) -> str:
    """Return a number as German text, „–“ for NaN.

    Parameters
    ----------
    value
        The number; halves are rounded away from zero, as official statistics do.
    decimals
        Digits behind the comma.
    sign
        Whether a positive number gets a plus.

    Examples
    --------
    >>> write_number(1044555), write_number(9.05, 1), write_number(-0.04, 1)
    ('1.044.555', '9,1', '0,0')
    >>> write_number(1.5, 1, sign=True)
    '+1,5'
    """
    if not math.isfinite(value):
        return MISSING
    factor = 10**decimals
    rounded = math.floor(abs(value) * factor + 0.5 + 1e-9) / factor
    text = f"{rounded:,.{decimals}f}".translate(str.maketrans(",.", ".,"))
    if rounded == 0:
        return text
    return (MINUS if value < 0 else "+" if sign else "") + text


def write_value(value: float, unit: str, decimals: int, *, sign: bool = False) -> str:
    r"""Return a number with its unit behind a narrow no-break space.

    >>> write_value(9.1, "%", 1)
    '9,1\u202f%'
    """
    number = write_number(value, decimals, sign=sign)
    bare = number == MISSING or unit in ("", "Anzahl")
    return number if bare else f"{number}\u202f{unit}"


def plain_number(value: float) -> str:
    """Return a number for a data file: decimal comma, no thousands, shortest exact form.

    >>> plain_number(1044555.0), plain_number(9.1), plain_number(0.000026958)
    ('1044555', '9,1', '0,000026958')
    """
    if math.isnan(value):
        return ""
    text = str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
    return text.replace(".", ",")


def read_date(text: str) -> date:
    """Return the day that ``TT.MM.JJJJ`` or ``JJJJ-MM-TT`` names.

    >>> read_date("31.12.2024") == read_date("2024-12-31")
    True
    """
    stripped = text.strip()
    if re.fullmatch(r"\d{1,2}\.\d{1,2}\.\d{4}", stripped):
        day, month, year = stripped.split(".")
        return date(int(year), int(month), int(day))
    return date.fromisoformat(stripped)


def write_date(day: date) -> str:
    """Return a day as ``TT.MM.JJJJ``.

    >>> write_date(date(2022, 5, 15))
    '15.05.2022'
    """
    return f"{day:%d.%m.%Y}"


def slug(text: str) -> str:
    """Return a name for a file: lower case, ASCII, words joined by hyphens.

    >>> slug("Altstadt/Süd"), slug("Straße Nr. 5")
    ('altstadt-sued', 'strasse-nr-5')
    """
    folded = text.lower().translate(UMLAUTS)
    return re.sub(r"[^a-z0-9]+", "-", folded).strip("-")
