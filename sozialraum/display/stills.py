"""Still maps: areas, legend and places on paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Sheet
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.transforms import Bbox, ScaledTranslation

from sozialraum.display import theme
from sozialraum.display.drawing import bare, panel, sheet, wrap
from sozialraum.display.layers import Fill
from sozialraum.display.linking import AREA, about
from sozialraum.display.places import Place, kind_name
from sozialraum.display.rows import axes_size
from sozialraum.display.shapes import Bounds, Outlines

MAP_WIDTH = 4.0
MOST_HEIGHT = 4.6
LINE_SPACING, LINE_HEIGHT = 1.1, 1.3
"""Distance of the lines in a legend as matplotlib counts it, and by the size of the type."""
HATCHES = {"missing": "/////", "suppressed": "xxxx"}
SWATCH = 0.17
LONGEST_BAR = 0.9
WIDTH_OF_A_LETTER = 0.052
"""Inches: width of the map, greatest height, side of a legend's swatch, scale bar, letter."""


def map_sheet(view: Bounds, width: float = MAP_WIDTH) -> tuple[Sheet, Axes, Axes]:
    """Return a sheet with axes for the map and, right of it, in inches, for the legend.

    ``view`` is what the map shows: west, south, east, north in metres.
    """
    west, south, east, north = view
    height = min(MOST_HEIGHT, width * (north - south) / (east - west))
    page = sheet(height)
    beside = theme.WIDTH - width
    ax = panel(page, 0.0, 0.02, beside, 0.02)
    legend = bare(panel(page, width + 0.2, 0.02, 0.0, 0.02))
    legend.set(xlim=(0, beside - 0.2), ylim=(height, 0))
    margin = (east - west) * 0.01
    bare(ax).set(xlim=(west - margin, east + margin), ylim=(south - margin, north + margin))
    ax.set_aspect("equal")
    return page, ax, legend


def draw_areas(
    ax: Axes, shapes: Outlines, fills: Sequence[Fill], names: Mapping[str, str] | None = None
) -> Axes:
    """Draw the areas that the map shows with their fills, and the region's border.

    With ``names`` by key a page can show each area together with its row in a table.
    """
    (west, east), (south, north) = ax.get_xlim(), ax.get_ylim()
    view = Bbox([[west, south], [east, north]])
    order = sorted(zip(shapes.paths, fills, strict=True), key=lambda area: bool(area[1].hatch))
    for key, fill in order:  # hatched ones last: their darker edges stay whole
        path = shapes.paths[key]
        if view.overlaps(path.get_extents()):
            ax.add_artist(
                PathPatch(path, facecolor=fill.colour, linewidth=0.5, hatch=HATCHES.get(fill.hatch),
                          edgecolor=theme.DOTS if fill.hatch else theme.PAPER,
                          gid=about(AREA, key, str(names[key])) if names is not None else None)
            )  # fmt: skip
    ax.add_artist(PathPatch(shapes.border, fill=False, edgecolor=theme.MUTED, linewidth=0.5))
    return ax


def draw_names(
    ax: Axes, shapes: Outlines, names: Mapping[str, str], places: Iterable[Place]
) -> Axes:
    """Write the names of areas, small and grey, where a name has room and hides no place."""
    marks = shapely.MultiPoint([(place.x, place.y) for place in places])
    (west, east), (south, north) = ax.get_xlim(), ax.get_ylim()
    view, metres = shapely.box(west, south, east, north), (east - west) / axes_size(ax)[0]
    for key, name in names.items():
        lines, middle = wrap(name, 14), shapes.middles[key]
        room = _room(middle, lines, metres)
        within = room.intersection(shapes.areas.geometry[key]).area > 0.97 * room.area
        if within and view.contains(room) and not room.intersects(marks):
            ax.text(middle.x, middle.y, lines, ha="center", va="center", fontsize=6,
                    color=theme.MUTED, linespacing=1.05, clip_on=True)  # fmt: skip
    return ax


def _room(middle: shapely.Point, lines: str, metres: float) -> shapely.Polygon:
    """Return the box that a text takes on the map; ``metres`` are those of an inch."""
    parts = lines.split("\n")
    half_width = max(map(len, parts)) * WIDTH_OF_A_LETTER / 2 * metres
    half_height = (0.1 * len(parts) / 2 + 0.03) * metres
    x, y = middle.x, middle.y
    return shapely.box(x - half_width, y - half_height, x + half_width, y + half_height)


def draw_frame(ax: Axes) -> Axes:
    """Draw a frame around a map that shows only a part of the region."""
    for side in ax.spines.values():
        side.set(visible=True, color=theme.RULE)
    return ax


def draw_highlight(ax: Axes, path: Path) -> Axes:
    """Draw an area's outline: dark on white, to be seen on every class."""
    for colour, width in ((theme.PAPER, 3.4), (theme.INK, 1.8)):
        ax.add_artist(PathPatch(path, fill=False, edgecolor=colour, linewidth=width, zorder=4))
    return ax


def draw_places(ax: Axes, places: Iterable[Place]) -> Axes:
    """Draw each place as a disc with the letter of its kind."""
    for place in places:
        _draw_place(ax, place)
    return ax


def draw_scale(legend: Axes, ax: Axes) -> Axes:
    """Draw a scale bar of a round length for the map ``ax`` at the foot of the legend."""
    (west, east), (south, north) = ax.get_xlim(), ax.get_ylim()
    width, height = axes_size(ax)
    per_metre = min(width / (east - west), height / (north - south))
    lengths = [step * 10**power for power in range(1, 6) for step in (1, 2, 5)]
    metres = max(length for length in lengths if length * per_metre < LONGEST_BAR)
    foot = max(legend.get_ylim()) - 0.06
    legend.plot([0, metres * per_metre], [foot, foot], color=theme.MUTED, linewidth=1.4,
                solid_capstyle="butt")  # fmt: skip
    legend.text(0, foot - 0.05, f"{metres / 1000:g} km".replace(".", ","), va="bottom",
                color=theme.MUTED, fontsize=theme.SIZE_SMALL)  # fmt: skip
    return legend


def write_legend(ax: Axes, title: str, fills: Sequence[Fill], outlined: str = "") -> float:
    """Write title and classes from the top down; return how far down in inches."""
    y = 0.02
    if title:
        lines = wrap(title, 27, lines=4)
        ax.text(0, y, lines, va="top", fontweight="bold", linespacing=1.15)
        y += 0.08 + 0.135 * (lines.count("\n") + 1)
    classes = [fill for fill in reversed(fills) if not fill.hatch]
    for fill in (*classes, *(fill for fill in fills if fill.hatch)):
        y = _entry(ax, y, fill, theme.DOTS, 0.5)
    if outlined:
        y = _entry(ax, y + 0.07, Fill(outlined, theme.PAPER), theme.INK, 1.8)
    return y


def write_kinds(ax: Axes, y: float, places: Sequence[Place]) -> float:
    """Write mark, name and number of each kind of place; return how far down."""
    y += 0.12
    for kind in dict.fromkeys(place.kind for place in places):
        mine = [place for place in places if place.kind == kind]
        lines = wrap(f"{kind_name(kind)} ({len(mine)})", 32)
        middle = y + _text_height(lines) / 2
        _draw_place(ax, replace(mine[0], x=SWATCH / 2, y=middle, dx=0, dy=0))
        ax.text(SWATCH + 0.08, middle, lines, va="center", fontsize=theme.SIZE_SMALL,
                linespacing=LINE_SPACING)  # fmt: skip
        y += _text_height(lines) + 0.05
    return y


def _entry(ax: Axes, y: float, fill: Fill, edge: str, width: float) -> float:
    lines = wrap(fill.text, 32)
    middle = y + _text_height(lines) / 2
    ax.add_artist(Rectangle((0.02, middle - SWATCH / 2), SWATCH, SWATCH, facecolor=fill.colour,
                           edgecolor=edge, linewidth=width,
                           hatch=HATCHES.get(fill.hatch)))  # fmt: skip
    ax.text(SWATCH + 0.1, middle, lines, va="center", fontsize=theme.SIZE_SMALL,
            linespacing=LINE_SPACING)  # fmt: skip
    return y + _text_height(lines) + 0.04


def _text_height(lines: str) -> float:
    """Return the height of an entry of the legend in inches: that of its swatch or its lines."""
    return max(SWATCH, theme.SIZE_SMALL / 72 * LINE_HEIGHT * (lines.count("\n") + 1))


def _draw_place(ax: Axes, place: Place) -> None:
    size = 9.5
    page = ax.get_figure(root=True)
    if page is None:
        raise ValueError("axes without a figure")
    shift = ScaledTranslation(place.dx * size / 72, place.dy * size / 72, page.dpi_scale_trans)
    ax.plot(place.x, place.y, "o", markersize=size, color=place.colour, zorder=6, clip_on=False,
            markeredgecolor=theme.PAPER, markeredgewidth=0.7,
            transform=ax.transData + shift)  # fmt: skip
    ax.text(place.x, place.y, place.letter, transform=ax.transData + shift, zorder=7,
            ha="center", va="center_baseline", color=theme.PAPER, fontsize=6,
            fontweight="bold")  # fmt: skip
