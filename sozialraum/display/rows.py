"""The frame of charts with one row per thing: name on the left, numbers on the right.

The heads of the number columns carry the mark that stands for them in the picture, so
such a chart needs no legend for them.  Widths are in inches as printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Sheet
from matplotlib.text import Text

from sozialraum.display import theme
from sozialraum.display.around import Unit, Who
from sozialraum.display.drawing import bare, panel, sheet, wrap

ROW = 0.33
LINE = 0.12
"""Height of a row whose name takes up to two lines, and of each further line."""

NAMES = 2.25
COLUMN = 0.8
HEAD = 0.42
"""Widths of the names and of a column of numbers; height of the heads."""

LETTERS = 15.2
"""Letters of a name in an inch."""

EDGE = 0.02
"""Distance of the names from the left edge: letters reach a little to the left of their place."""

BESIDE = 0.16
"""Distance between the picture and the first column of numbers."""

AREA_MARK: dict[str, Any] = {"marker": "o", "color": theme.AREA, "markersize": 6.5}
PARENT_MARKS: tuple[dict[str, Any], ...] = (
    {"marker": "|", "color": theme.PARENT, "markersize": 12, "markeredgewidth": 2},
    {"marker": "D", "color": theme.PAPER, "markersize": 4.5, "markeredgecolor": theme.PARENT},
    {"marker": "x", "color": theme.MUTED, "markersize": 5, "markeredgewidth": 1.4},
)


@dataclass(frozen=True)
class Numbers:
    """A column of numbers beside the rows.

    Parameters
    ----------
    head
        Whose numbers these are.
    texts
        One text per row.
    mark
        Marker that stands for them in the picture (keywords of ``Axes.plot``).
    bold
        Whether it is the area itself.
    """

    head: str
    texts: tuple[str, ...]
    mark: dict[str, Any] = field(default_factory=dict)
    bold: bool = False


def number_columns(
    table: pd.DataFrame, who: Who, unit: Unit, area_mark: dict[str, Any]
) -> list[Numbers]:
    """Return the columns of the area (``wert``) and of its parents."""
    own = Numbers(who.area, tuple(map(unit.write, table["wert"])), area_mark, bold=True)
    marks = zip(who.parents, PARENT_MARKS, strict=False)
    return [own, *(Numbers(p, tuple(map(unit.write, table[p])), mark) for p, mark in marks)]


def row_panel(
    names: Sequence[str],
    columns: Sequence[Numbers],
    foot: float,
    *,
    row: float = ROW,
    left: float = NAMES,
) -> tuple[Sheet, Axes]:
    """Return a sheet with names, rules and numbers, and its axes for the picture.

    In the axes y counts the rows downwards.  ``foot``, ``row`` and ``left`` are the
    heights of the foot and of a row and the width of the names in inches.
    """
    wrapped = [wrap(name, int(LETTERS * left), lines=4) for name in names]
    row = max(row, *(LINE * (name.count("\n") + 1) + 0.03 for name in wrapped))
    page = sheet(HEAD + row * len(names) + foot)
    ax = panel(page, left, foot, len(columns) * COLUMN + BESIDE, HEAD)
    return page, _frame(ax, wrapped, columns)


def _frame(ax: Axes, names: Sequence[str], columns: Sequence[Numbers]) -> Axes:
    bare(ax).set_ylim(len(names) - 0.5, -0.5)
    for y, name in enumerate(names):
        write_beside(ax, EDGE - left_of(ax), y, name, va="center", linespacing=1.05)
    _rules(ax, [y + 0.5 for y in range(len(names))], theme.RULE)
    _rules(ax, [-0.5], theme.INK)
    for number, column in enumerate(columns, start=1):
        _numbers(ax, axes_size(ax)[0] + BESIDE + number * COLUMN - EDGE, column)
    return ax


def draw_parents(ax: Axes, table: pd.DataFrame, who: Who) -> None:
    """Draw the marks of the parents, one row of the table for each row of the chart."""
    for parent, mark in zip(who.parents, PARENT_MARKS, strict=False):
        ax.plot(table[parent], range(len(table)), linestyle="none", zorder=3, **mark)


def axes_size(ax: Axes) -> tuple[float, float]:
    """Return width and height of axes in inches."""
    width, height = _page(ax).get_size_inches()
    return float(ax.get_position().width * width), float(ax.get_position().height * height)


def left_of(ax: Axes) -> float:
    """Return how many inches lie to the left of axes."""
    return float(ax.get_position().x0 * _page(ax).get_size_inches()[0])


def write_beside(ax: Axes, inches: float, y: float, text: str, **style: Any) -> None:
    """Write a text in row ``y``, so many inches to the right of the axes' left edge."""
    x = inches / axes_size(ax)[0]
    across = ax.get_yaxis_transform()
    ax.text(x, y, text, transform=across, **{"va": "center_baseline"} | style)


def write_around(ax: Axes, inches: float, down: float, text: str, **style: Any) -> Text:
    """Write a small text ``inches`` right of the left edge and ``down`` below the lower one.

    A negative ``down`` counts from the upper edge upwards.
    """
    width, height = axes_size(ax)
    y = 1 - down / height if down < 0 else -down / height
    plain = {"fontsize": theme.SIZE_SMALL, "linespacing": 1.05}
    return ax.text(inches / width, y, text, transform=ax.transAxes, **plain | style)


def mark_around(ax: Axes, inches: float, down: float, mark: dict[str, Any]) -> None:
    """Draw a mark at the place that `write_around` would write a text to."""
    width, height = axes_size(ax)
    y = 1 - down / height if down < 0 else -down / height
    plain: dict[str, Any] = {"linestyle": "none", "clip_on": False, "transform": ax.transAxes}
    ax.plot(inches / width, y, **plain | mark)


def ends_of(ax: Axes, text: Text) -> tuple[float, float]:
    """Return where a text begins and ends, in inches from the axes' left edge."""
    box, page = text.get_window_extent(), _page(ax)
    return box.x0 / page.dpi - left_of(ax), box.x1 / page.dpi - left_of(ax)


def write_legend(ax: Axes, down: float, entries: Sequence[tuple[dict[str, Any], str]]) -> None:
    """Write a line of marks with their meaning, so many inches below the axes."""
    inches = -left_of(ax) + 0.08
    for mark, meaning in entries:
        mark_around(ax, inches, down, mark)
        text = write_around(ax, inches + 0.12, down, meaning, va="center", color=theme.MUTED)
        inches = ends_of(ax, text)[1] + 0.25


def _numbers(ax: Axes, right: float, column: Numbers) -> None:
    weight = "bold" if column.bold else "normal"
    head = wrap(column.head, 13)
    text = write_around(ax, right, -0.05, head, ha="right", va="bottom", fontweight=weight)
    if column.mark:
        mark_around(ax, ends_of(ax, text)[0] - 0.1, -0.11, column.mark)
    for y, number in enumerate(column.texts):
        write_beside(ax, right, y, number, ha="right", fontweight=weight)


def _rules(ax: Axes, heights: Sequence[float], color: str) -> None:
    width, left = axes_size(ax)[0], left_of(ax)
    ends = (-left / width, (theme.WIDTH - left) / width)
    ax.hlines(heights, *ends, color=color, linewidth=0.6, clip_on=False, zorder=0,
              transform=ax.get_yaxis_transform())  # fmt: skip


def _page(ax: Axes) -> Sheet:
    page = ax.get_figure(root=True)
    if page is None:
        raise ValueError("axes without a figure")
    return page
