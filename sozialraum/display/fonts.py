"""The typeface that pictures are drawn in, for documents that are set in it too."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.ft2font import FT2Font

FAMILY = "DejaVu Sans"
_SIZE = 100
_FIXED_POINT = _SIZE * 65536
_USUAL = 0.6
"""Width of a letter that the typeface does not have, in sizes of the type."""


def font_folder() -> Path:
    """Return the folder with the typeface; matplotlib brings it along."""
    import matplotlib  # takes a while to load, and only a PDF needs it

    return Path(matplotlib.get_data_path()) / "fonts" / "ttf"


@lru_cache(maxsize=1)
def letters() -> frozenset[int]:
    """Return the code points that the typeface can show."""
    return frozenset(_font(bold=False).get_charmap())


def text_width(text: str, *, bold: bool = False) -> float:
    """Return the width of a line of text in sizes of its type.

    >>> 2.1 < text_width("Köln") < 2.3 < text_width("Köln", bold=True)
    True
    """
    return sum(_advance(letter, bold) for letter in text)


@lru_cache(maxsize=4096)
def _advance(letter: str, bold: bool) -> float:
    if ord(letter) not in letters():
        return _USUAL
    return float(_font(bold).load_char(ord(letter)).linearHoriAdvance) / _FIXED_POINT


@lru_cache(maxsize=2)
def _font(bold: bool) -> FT2Font:
    from matplotlib.ft2font import FT2Font

    font = FT2Font(str(font_folder() / f"DejaVuSans{'-Bold' if bold else ''}.ttf"))
    font.set_size(_SIZE, 72)
    return font
