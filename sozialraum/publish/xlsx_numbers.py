"""Numbers of a table read back from their German text, where they can mean only one thing.

A number keeps its unit, its marks and its digits behind the comma in the number format,
so that a cell shows what the report shows; a unit that a whole column shares goes into
the column's head.  Keys, dates, ranges and signs stay text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sozialraum.display.blocks import Column
from sozialraum.formats import MINUS, MISSING, SIGNS, SUPPRESSED, read_number

MOST_DIGITS = 15
"""Digits that a spreadsheet keeps of a number."""
NO_NUMBER = frozenset(("", MISSING, SUPPRESSED, *SIGNS)) - {"0"}

_CELL = re.compile(
    r"(?P<sign>[+−-]?)(?P<digits>\d[\d.,]*)"
    r"(?:[ \u00a0\u202f]+(?P<unit>[^\d\s\"\\(][^\d\"\\(]{0,19}|je 1[\d.]*))?"
)
_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{2,4}|\d{4}-\d{2}-\d{2}")
_ENGLISH = re.compile(r"[+−-]?(0\.\d+|\d+\.(\d{1,2}|\d{4,})|\d{1,3}(,\d{3})+\.\d+)%?")
_ONE_GROUP = re.compile(r"[+−-]?\d{1,3}\.\d{3}")


@dataclass(frozen=True)
class Number:
    """A number and how it was written.

    Parameters
    ----------
    value
        As written, so rounded.
    decimals
        Digits behind the comma.
    grouped
        Whether thousands are parted.
    plus
        Whether a plus stood before it.
    unit
        What stood behind it.
    """

    value: float
    decimals: int = 0
    grouped: bool = True
    plus: bool = False
    unit: str = ""

    @property
    def form(self) -> str:
        """Number format of a spreadsheet that shows it as it was written."""
        digits = "#,##0" if self.grouped else "0"
        if self.decimals:
            digits += "." + "0" * self.decimals
        if self.unit:
            digits += f'"\u202f{self.unit}"'
        positive = f'"+"{digits}' if self.plus else digits
        return f'{positive};"{MINUS}"{digits};{digits}'


Cell = Number | str


def read_cell(text: str) -> Cell:
    """Return the number that a text writes, else the text.

    >>> read_cell("1.234,5\u202f%")
    Number(value=1234.5, decimals=1, grouped=True, plus=False, unit='%')
    >>> read_cell("605 von 10.380"), read_cell("05315"), read_cell("31.12.2024")
    ('605 von 10.380', '05315', '31.12.2024')
    """
    found = _CELL.fullmatch(text.strip())
    if found is None:
        return text
    sign, digits, unit = found["sign"], found["digits"], (found["unit"] or "").rstrip()
    whole, _, decimals = digits.partition(",")
    leading = len(whole) > 1 and whole.startswith("0")
    if leading or sum(letter.isdigit() for letter in digits) > MOST_DIGITS:
        return text
    try:
        value = read_number(digits)
    except ValueError:
        return text
    return Number(
        -value if sign in ("-", MINUS) else value,
        decimals=len(decimals),
        grouped="." in whole or value < 1000,
        plus=sign == "+",
        unit=unit,
    )


def read_column(
    column: Column, texts: Sequence[str], *, german: bool
) -> tuple[str, tuple[Cell, ...]]:
    """Return the unit of a column and its cells, numbers as numbers.

    Parameters
    ----------
    column
        Its head.
    texts
        Its cells.
    german
        Whether the table is known to write numbers in German.  In one that somebody
        else's program made, ``1.234`` may be less than two.
    """
    cells = tuple(read_cell(text) for text in texts)
    numbers = [cell for cell in cells if isinstance(cell, Number)]
    if not numbers or not _convertible(column, texts, cells, german=german):
        return column.unit, tuple(texts)
    units = {number.unit for number in numbers}
    if column.unit or len(units) > 1 or units == {""}:
        return column.unit, cells
    bare = tuple(replace(cell, unit="") if isinstance(cell, Number) else cell for cell in cells)
    return units.pop(), bare


def _convertible(
    column: Column, texts: Sequence[str], cells: Sequence[Cell], *, german: bool
) -> bool:
    """Return whether the numbers of a column are quantities, and German ones."""
    stripped = [text.strip() for text in texts]
    if any(_DATE.fullmatch(text) for text in stripped):
        return False
    clear = [cell for cell in cells if isinstance(cell, Number) and (cell.unit or cell.decimals)]
    if not german:
        if any(_ENGLISH.fullmatch(text) for text in stripped):
            return False
        if not clear and any(_ONE_GROUP.fullmatch(text) for text in stripped):
            return False
    if column.align == "right":
        return True
    words = [cell for cell in cells if isinstance(cell, str) and cell.strip() not in NO_NUMBER]
    grouped = [text for text in stripped if _ONE_GROUP.match(text)]
    return not words and bool(clear or grouped)
