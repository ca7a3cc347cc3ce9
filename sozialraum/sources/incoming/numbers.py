"""Numbers and signs as other offices write them.

The *decimal mark* of a column is what its own cells prove: ``9,1`` and ``1.044.555`` have a
comma, ``9.1`` and ``1,044,555`` a point.  ``1.234`` alone proves nothing.  Then the other
columns of the table say it, or that whole numbers below a thousand stand beside it without
a mark; else nobody can know, and the cell is refused.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sozialraum.formats import MINUS, SIGNS

COMMA, POINT = ",", "."
SMALL, WHOLE, GROUPED_OR_POINT, GROUPED_OR_COMMA = "klein", "ganz", "1.234", "1,234"
SIGN, TEXT, EMPTY, PLACEHOLDER = "zeichen", "text", "", "-1"
NUMBERS = (SMALL, WHOLE, COMMA, POINT, GROUPED_OR_POINT, GROUPED_OR_COMMA, PLACEHOLDER)
"""Kinds of cells that are numbers."""

MARKED = (COMMA, POINT, GROUPED_OR_POINT, GROUPED_OR_COMMA)
"""Kinds of numbers with a mark in them."""

UNKNOWN = "."
PLACEHOLDERS: Mapping[str, str] = {
    **{sign: sign for sign in SIGNS if sign != "0"},
    **{"X": "x", "…": "...", "–": UNKNOWN, "—": UNKNOWN, "*": UNKNOWN, "**": UNKNOWN, "•": UNKNOWN},
    **dict.fromkeys(("k. A.", "k.A.", "k.a.", "k. a.", "n. v.", "n.v.", "NA", "N/A"), UNKNOWN),
    **dict.fromkeys(("n/a", "#N/A", "#NV", "NaN", "nan", "null", "NULL", "None"), UNKNOWN),
}
"""Texts that stand for no ordinary number, and the sign that each of them means."""

COUNTED_AS_MISSING = ("-1", "-9")
"""Numbers that stand for a missing one where nothing else is below nought."""

_BLANK = re.compile("(?<=[0-9])[ \u00a0\u2009\u202f'’](?=[0-9]{3}(?![0-9]))")
_PER_CENT = re.compile(r"\s*%$")
_SMALL = re.compile(r"[+-]?[0-9]{1,3}")
_WHOLE = re.compile(r"[+-]?[0-9]{4,}")
_OPEN = re.compile(r"[+-]?[1-9][0-9]{0,2}([.,])[0-9]{3}")
_COMMA = re.compile(
    r"[+-]?(?:[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+),[0-9]+(?:[eE]-[0-9]{1,2})?"
    r"|[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,}"
)
_POINT = re.compile(
    r"[+-]?(?:[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)\.[0-9]+(?:[eE]-[0-9]{1,2})?"
    r"|[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3}){2,}"
)


def kind_of(text: str) -> str:
    """Return which kind of cell a text is; what ``1.234`` means the column must say.

    >>> [kind_of(text) for text in ("12", "1044555", "9,1", "9.1", "1.234", "k. A.", "+-0.3")]
    ['klein', 'ganz', ',', '.', '1.234', 'zeichen', 'text']
    """
    if not text:
        return EMPTY
    if text in PLACEHOLDERS:
        return SIGN
    if text in COUNTED_AS_MISSING:
        return PLACEHOLDER
    plain = _plain(text)
    if grouped := _OPEN.fullmatch(plain):
        return GROUPED_OR_POINT if grouped[1] == POINT else GROUPED_OR_COMMA
    forms = {SMALL: _SMALL, WHOLE: _WHOLE, COMMA: _COMMA, POINT: _POINT}
    return next((kind for kind, form in forms.items() if form.fullmatch(plain)), TEXT)


def decimal_mark(own: Counter[str], table: Counter[str], declared: str = "") -> str:
    """Return the decimal mark of a column, ``""`` if nothing says it and it matters.

    Parameters
    ----------
    own, table
        How often each kind of cell stands in the column, and in the whole table.
    declared
        What region.toml says, where the column itself does not prove it.

    Examples
    --------
    >>> decimal_mark(Counter({"1.234": 80, "klein": 6}), Counter())
    ','
    >>> decimal_mark(Counter({"1.234": 80}), Counter())
    ''
    """
    if own[COMMA] != own[POINT]:
        return COMMA if own[COMMA] > own[POINT] else POINT
    if declared:
        return declared
    if not own[GROUPED_OR_POINT] and not own[GROUPED_OR_COMMA]:
        return COMMA
    if table[COMMA] and not table[POINT]:
        return COMMA
    if table[POINT] and not table[COMMA]:
        return POINT
    return _by_grouping(own)


def open_mark(own: Counter[str]) -> str:
    """Return the mark of a column that may be a decimal mark or divide thousands.

    >>> open_mark(Counter({"1.234": 80})), open_mark(Counter({"1.234": 8, "1,234": 1}))
    ('.', '')
    """
    found = [one for one in (GROUPED_OR_POINT, GROUPED_OR_COMMA) if own[one]]
    return found[0][1] if len(found) == 1 else ""


def other_mark(mark: str) -> str:
    """Return the decimal mark where the other one divides thousands."""
    return COMMA if mark == POINT else POINT


def _by_grouping(own: Counter[str]) -> str:
    """Return the mark if numbers below and above a thousand show that 1.234 is grouped."""
    if not own[SMALL] or own[WHOLE] or (own[GROUPED_OR_POINT] and own[GROUPED_OR_COMMA]):
        return ""
    return COMMA if own[GROUPED_OR_POINT] else POINT


@dataclass(frozen=True)
class NumberForm:
    """How the numbers of one column are written.

    Parameters
    ----------
    decimal
        Decimal mark, ``""`` if unknown.
    decided
        What a person said of texts that are no number: text → sign or German number.
    nought
        Whether ``0`` is the sign „less than half of the unit“, as in GENESIS tables.
    missing
        Texts of numbers that stand for a missing one (-1, -9).
    opened
        Where the decimal mark is unknown: the mark that stands before three digits.
    """

    decimal: str = COMMA
    decided: Mapping[str, str] = field(default_factory=dict)
    nought: bool = False
    missing: tuple[str, ...] = ()
    opened: str = ""

    def read(self, text: str) -> tuple[float, str]:
        """Return value and sign of a cell; an empty one is unknown.

        Raises
        ------
        ValueError
            If it is neither a number of this form nor a sign.

        Examples
        --------
        >>> NumberForm(",").read("1 044 555"), NumberForm(".").read("-0.5")
        ((1044555.0, ''), (-0.5, ''))
        >>> NumberForm(",").read("-"), NumberForm(",").read("9,1 %")
        ((0.0, '-'), (9.1, ''))
        """
        text = self.decided.get(text, text)
        sign = UNKNOWN if not text or text in self.missing else PLACEHOLDERS.get(text, "")
        if self.nought and text == "0":
            sign = "0"
        if sign:
            return (0.0 if sign in ("-", "0") else math.nan), sign
        return _number(_plain(text), self.decimal), ""


def _number(plain: str, decimal: str) -> float:
    forms = {COMMA: _COMMA, POINT: _POINT}
    opened = _OPEN.fullmatch(plain)
    if opened and not decimal:
        raise ValueError("zweideutig")
    fitting = decimal and (forms[decimal].fullmatch(plain) or opened)
    if not (_SMALL.fullmatch(plain) or _WHOLE.fullmatch(plain) or fitting):
        raise ValueError(f"keine Zahl: {plain[:30]!r}")
    group = POINT if decimal == COMMA else COMMA
    value = float(plain.replace(group, "").replace(COMMA, POINT))
    if not math.isfinite(value):
        raise ValueError(f"zu groß: {plain[:20]!r}")
    # 0.18600000000000003 is 0.186: behind 15 digits stands the noise of a conversion.
    return float(f"{value:.15g}") + 0.0


def _plain(text: str) -> str:
    return _BLANK.sub("", _PER_CENT.sub("", text).replace(MINUS, "-"))


def missing_numbers(texts: Mapping[str, int]) -> tuple[str, ...]:
    """Return -1 and -9 if they stand in a column in which nothing else is below nought.

    >>> missing_numbers({"12": 5, "-1": 2, "0": 1}), missing_numbers({"-1": 2, "-5": 1})
    (('-1',), ())
    """
    signed = [text for text in texts if text[0:1] in ("-", "+", MINUS) and len(text) > 1]
    if any(text not in COUNTED_AS_MISSING for text in signed):
        return ()
    return tuple(text for text in COUNTED_AS_MISSING if text in texts)
