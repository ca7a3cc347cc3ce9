"""The sheet of `sozialraum.display.glance`: a map with its legend, and bars beside it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import geopandas as gpd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Sheet
from matplotlib.patches import Rectangle

from sozialraum.display import theme
from sozialraum.display.drawing import bare, panel, sheet, wrap_to
from sozialraum.display.fonts import text_width
from sozialraum.display.layers import Fill
from sozialraum.display.linking import AREA, about
from sozialraum.display.map_labels import Label, draw_labels, placed
from sozialraum.display.rows import axes_size
from sozialraum.display.shapes import Bounds, outlines
from sozialraum.display.stills import (
    HATCHES,
    draw_areas,
    draw_frame,
    draw_highlight,
    draw_scale,
)

MAP, BARS, NAMES = 2.95, 3.15, 1.2
"""Inches: width of the map, of the bars with all that belongs to them, of their names."""
TALLEST = 3.3
"""Inches; a taller picture would be made smaller in Word."""
LINE, BAR, BETWEEN = 0.125, 0.15, 0.1
"""Inches: a line of text, a bar with a name of one line, distance between two figures."""
SWATCH, ENTRY, SCALE = 0.13, 0.19, 0.26
"""Inches: side of a swatch, line of the legend, scale bar."""

MOST_NAMED = 9


@dataclass(frozen=True)
class Bar:
    """One bar: whose value, the value, how it is written, key of the area if it has one."""

    name: str
    value: float
    text: str
    key: str = ""

    @property
    def lines(self) -> str:
        """The name in lines."""
        return wrap_to(self.name, NAMES - 0.08, size=theme.SIZE_SMALL, bold=False, lines=3)

    @property
    def height(self) -> float:
        """Height of its row in inches."""
        return BAR + 0.11 * self.lines.count("\n")


@dataclass(frozen=True)
class Group:
    """One figure: heading with its date, and a bar for each area."""

    title: str
    bars: tuple[Bar, ...]
    neutral: bool = False

    @property
    def lines(self) -> str:
        """The heading in lines."""
        return wrap_to(self.title, BARS - 0.05, size=theme.SIZE_SMALL, bold=True, lines=3)

    @property
    def height(self) -> float:
        """Height in inches."""
        head = LINE * (self.lines.count("\n") + 1) + 0.04
        return head + sum(bar.height for bar in self.bars)

    @property
    def text(self) -> str:
        """The same in words."""
        return f"{self.title}: {', '.join(f'{bar.name} {bar.text}' for bar in self.bars)}".rstrip(
            "."
        )


@dataclass(frozen=True)
class MapPart:
    """What the map shows.

    Parameters
    ----------
    view
        West, south, east, north in metres.
    fills
        How each area is filled, in the order of the areas.
    title, legend, outlined
        Heading and entries of the legend; the entry of outlined areas, empty for none.
    names
        Names by key of the areas that are outlined; on the map if there are not many.
    """

    view: Bounds
    fills: tuple[Fill, ...]
    title: str
    legend: tuple[Fill, ...]
    outlined: str = ""
    names: Mapping[str, str] = field(default_factory=dict)


def fitting(groups: Sequence[Group]) -> tuple[Group, ...]:
    """Return the first figures, as many as there is room for."""
    kept: list[Group] = []
    for group in groups:
        if sum(one.height + BETWEEN for one in kept) + group.height > TALLEST - 0.02:
            break
        kept.append(group)
    return tuple(kept)


def draw(areas: gpd.GeoDataFrame, part: MapPart, groups: Sequence[Group]) -> Sheet:
    """Return the sheet."""
    west, south, east, north = part.view
    rows = _entries(part)
    below = LINE * bool(part.title) + sum(map(_row_height, rows)) + SCALE + 0.08
    high = min(TALLEST - below, MAP * (north - south) / (east - west))
    height = max(high + below, sum(one.height + BETWEEN for one in groups))
    page = sheet(height)
    ax = bare(panel(page, 0.02, height - high - 0.02, theme.WIDTH - MAP, 0.02))
    _draw_map(ax, areas, part)
    legend = bare(panel(page, 0.02, height - high - below, theme.WIDTH - MAP, high + 0.06))
    legend.set(xlim=(0, MAP - 0.02), ylim=(below - 0.06, 0))
    _write_legend(legend, part, rows)
    draw_scale(legend, ax)
    beside = bare(panel(page, theme.WIDTH - BARS, 0, 0, 0))
    beside.set(xlim=(0, BARS), ylim=(height, 0))
    _draw_groups(beside, groups)
    return page


def _draw_map(ax: Axes, areas: gpd.GeoDataFrame, part: MapPart) -> None:
    shapes = outlines(areas)
    west, south, east, north = part.view
    width, height = axes_size(ax)
    more = max(0.0, (north - south) * width / height - (east - west)) / 2
    beyond = more if part.names else 0.0  # around a part of the region there is more to see
    ax.set(xlim=(west - beyond, east + beyond), ylim=(south, north))
    ax.set_aspect("equal", anchor="NW")
    draw_areas(ax, shapes, part.fills, areas["name"])
    for key in part.names:
        draw_highlight(ax, shapes.paths[key])
    if part.view != shapes.bounds:
        draw_frame(ax)
    labels = [Label(key, name, {}) for key, name in part.names.items()]
    if len(labels) <= MOST_NAMED:
        draw_labels(ax, placed(ax, labels, areas.geometry, []))


@dataclass(frozen=True)
class _Entry:
    """An entry of the legend: how it looks, its text in lines, its place in its row."""

    fill: Fill
    lines: str
    x: float
    edge: float


def _entries(part: MapPart) -> list[list[_Entry]]:
    """Return the entries of the legend in rows."""
    entries = [(fill, 0.5) for fill in part.legend]
    if part.outlined:
        entries.append((Fill(part.outlined, theme.PAPER), 1.6))
    rows: list[list[_Entry]] = [[]]
    x, most = 0.0, MAP - SWATCH - 0.15
    for fill, edge in entries:
        lines = wrap_to(fill.text, most, size=theme.SIZE_SMALL, bold=False, lines=3)
        widest = max(map(text_width, lines.split("\n"))) * theme.SIZE_SMALL / 72
        width = SWATCH + 0.06 + widest
        if rows[-1] and x + width > MAP - 0.05:
            rows.append([])
            x = 0.0
        rows[-1].append(_Entry(fill, lines, x, edge))
        x += width + 0.14
    return rows


def _row_height(row: Sequence[_Entry]) -> float:
    return ENTRY + 0.11 * max(entry.lines.count("\n") for entry in row)


def _write_legend(ax: Axes, part: MapPart, rows: Sequence[Sequence[_Entry]]) -> None:
    y = 0.02
    if part.title:
        ax.text(0, y, part.title, va="top", fontweight="bold", fontsize=theme.SIZE_SMALL)
        y += LINE
    for row in rows:
        middle = y + 0.02 + _row_height(row) / 2
        for entry in row:
            ax.add_artist(
                Rectangle((entry.x + 0.01, middle - SWATCH / 2), SWATCH, SWATCH,
                          facecolor=entry.fill.colour, hatch=HATCHES.get(entry.fill.hatch),
                          edgecolor=theme.DOTS if entry.edge < 1 else theme.INK,
                          linewidth=entry.edge)
            )  # fmt: skip
            ax.text(entry.x + SWATCH + 0.06, middle, entry.lines, va="center",
                    fontsize=theme.SIZE_SMALL, linespacing=1.05)  # fmt: skip
        y += _row_height(row)


def _draw_groups(ax: Axes, groups: Sequence[Group]) -> None:
    y = 0.02
    for group in groups:
        ax.text(0, y, group.lines, va="top", fontsize=theme.SIZE_SMALL, fontweight="bold",
                linespacing=1.15)  # fmt: skip
        y += LINE * (group.lines.count("\n") + 1) + 0.04
        known = [bar.value for bar in group.bars if math.isfinite(bar.value)]
        widest = max(text_width(bar.text, bold=True) for bar in group.bars)
        room = BARS - NAMES - 0.08 - widest * theme.SIZE_SMALL / 72
        for bar in group.bars:
            share = bar.value / (max(known, default=0.0) or 1.0)
            _draw_bar(ax, y, bar, room * share, neutral=group.neutral)
            y += bar.height
        y += BETWEEN


def _draw_bar(ax: Axes, y: float, bar: Bar, length: float, *, neutral: bool) -> None:
    own = bool(bar.key)
    colour = theme.DOTS if not own else theme.MUTED if neutral else theme.AREA
    middle = y + bar.height / 2
    weight = "bold" if own else "normal"
    ax.text(0, middle, bar.lines, va="center", fontsize=theme.SIZE_SMALL, linespacing=1.05)
    if not math.isfinite(length):
        length = 0.0
    ax.add_artist(Rectangle((NAMES, middle - 0.05), length, 0.1, facecolor=colour, linewidth=0,
                            gid=about(AREA, bar.key, bar.name) if own else None))  # fmt: skip
    ax.text(NAMES + length + 0.05, middle, bar.text, va="center_baseline",
            fontsize=theme.SIZE_SMALL, fontweight=weight)  # fmt: skip
