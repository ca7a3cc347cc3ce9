"""Stacked bars with a number on every part: inside where there is room, else above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes

from sozialraum.display import theme
from sozialraum.display.drawing import spread
from sozialraum.display.rows import axes_size
from sozialraum.formats import write_number

ROOM = 0.24
"""Inches that a number needs inside its part."""

HEIGHT = 0.44
ABOVE = 0.36
"""Height of a bar and distance of the numbers above it, as shares of a row."""

LEAST = 0.5
"""Per cent below which a part has no number."""


@dataclass(frozen=True)
class Shade:
    """Colour of a part and of the number on it."""

    fill: str
    text: str


def draw_stack(
    ax: Axes, y: int, shares: pd.Series, shades: Sequence[Shade], start: float = 0.0
) -> None:
    """Draw one bar in row ``y``.

    Parameters
    ----------
    ax
        Axes whose limits of x are set.
    y
        Row.
    shares
        Parts in per cent, from left to right.
    shades
        One for each part.
    start
        Where the bar begins.
    """
    low, high = ax.get_xlim()
    needed = ROOM * (high - low) / axes_size(ax)[0]
    left = shares.cumsum() - shares + start
    ax.barh([y] * len(shares), shares, left=left, height=HEIGHT,
            color=[shade.fill for shade in shades], edgecolor=theme.PAPER, linewidth=0.6,
            zorder=2)  # fmt: skip
    middles = list(left + shares / 2)
    values = list(shares)
    wide = [i for i, share in enumerate(values) if share >= needed]
    narrow = [i for i, share in enumerate(values) if LEAST <= share < needed]
    for i in wide:
        _number(ax, middles[i], y, values[i], shades[i].text)
    for i, x in zip(narrow, spread([middles[i] for i in narrow], needed), strict=True):
        _number(ax, min(max(x, low), high), y - ABOVE, values[i], theme.MUTED)


def _number(ax: Axes, x: float, y: float, share: float, colour: str) -> None:
    ax.text(x, y, write_number(share), ha="center", va="center_baseline", color=colour,
            fontsize=theme.SIZE_SMALL, zorder=4)  # fmt: skip
