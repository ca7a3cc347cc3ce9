"""Labels on a map: the name of an area and, below it, small boxes with short names.

A label stands as near to the middle of its area as it can without hiding the mark of a
place or another label.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Sheet

from sozialraum.display import theme
from sozialraum.display.drawing import bare, panel, sheet, wrap
from sozialraum.display.places import Place, kind_name
from sozialraum.display.rows import axes_size
from sozialraum.display.shapes import Bounds
from sozialraum.display.stills import MAP_WIDTH, MOST_HEIGHT, draw_places
from sozialraum.programme import ECKPUNKTE

SHORT: Mapping[str, str] = {"IKO": "IKÖ", "SRA": "SRA", "BE": "BE", "AD": "AD"}
"""Short names of the Eckpunkte as they stand on the map."""

KIND, KIND_LETTERS = 0.19, 56
BOX, BOX_LETTER, BOX_AROUND = 0.18, 0.05, 0.15
NAME_LINE, NAME_LETTER, NAME_AROUND = 0.115, 0.07, 0.06
DISC = 0.075
"""Inches: line of a kind of place; box; line and letter of a name; radius of a place's mark."""

MOST_PASSES = 5
"""How often close places are moved at most, for a ring may meet another."""

PER_ROW = 2
SEARCH = 15
LEAST_RATIO, AROUND = 0.95, 0.2
"""Boxes side by side; places tried along each side of an area; least height of the map by its
width, and what it shows around the areas, as a share of their size."""


@dataclass(frozen=True)
class Label:
    """What stands in an area: its name and the number of activities by Eckpunkt."""

    key: str
    name: str
    counts: Mapping[str, int]

    @property
    def lines(self) -> str:
        """The name in lines."""
        return wrap(self.name, 16)

    @property
    def rows(self) -> list[list[str]]:
        """The boxes, row by row."""
        boxes = [f"{SHORT[code]} {n}" for code, n in self.counts.items() if n]
        return [boxes[i : i + PER_ROW] for i in range(0, len(boxes), PER_ROW)]

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in inches."""
        letters = max(map(len, self.lines.split("\n")))
        wide = max((sum(map(box_width, row)) for row in self.rows), default=0.0)
        height = NAME_LINE * (self.lines.count("\n") + 1) + 0.06 + BOX * len(self.rows)
        return max(letters * NAME_LETTER + NAME_AROUND, wide), height


@dataclass(frozen=True)
class Spot:
    """A label and its middle in metres."""

    label: Label
    x: float
    y: float


def box_width(text: str) -> float:
    """Return the width of a box with its distance to the next, in inches."""
    return BOX_LETTER * len(text) + BOX_AROUND


def framed(bounds: Bounds) -> Bounds:
    """Return what a map of areas with these bounds shows: some more, and never too flat."""
    west, south, east, north = bounds
    wide, high = east - west, north - south
    around = AROUND * max(wide, high)
    more = max(0.0, LEAST_RATIO * (wide + 2 * around) - high - 2 * around) / 2
    return west - around, south - around - more, east + around, north + around + more


def label_sheet(view: Bounds, kinds: int) -> tuple[Sheet, Axes, Axes, Axes]:
    """Return a sheet with axes for the map, the legend beside it, and the kinds below it.

    ``kinds`` is the number of kinds of places; legend and kinds are in inches.
    """
    west, south, east, north = view
    height = min(MOST_HEIGHT, MAP_WIDTH * (north - south) / (east - west))
    foot = KIND * math.ceil(kinds / 2) + (0.1 if kinds else 0.02)
    page, beside = sheet(height + foot), theme.WIDTH - MAP_WIDTH
    ax = bare(panel(page, 0.0, foot, beside, 0.02))
    legend = bare(panel(page, MAP_WIDTH + 0.2, foot, 0.0, 0.02))
    legend.set(xlim=(0, beside - 0.2), ylim=(height - 0.02, 0))
    below = bare(panel(page, 0.0, 0.0, 0.0, height))
    below.set(xlim=(0, theme.WIDTH), ylim=(foot, 0))
    ax.set(xlim=(west, east), ylim=(south, north))
    ax.set_aspect("equal")
    return page, ax, legend, below


def apart(ax: Axes, marks: Sequence[Place]) -> list[Place]:
    """Return places so that no mark hides another: close ones stand in a ring."""
    metres, moved = _metres(ax), list(marks)
    for _ in range(MOST_PASSES):
        crowds = _crowds(moved, metres)
        if len(crowds) == len({(mark.x, mark.y) for mark in moved}):
            break
        moved = [mark for crowd in crowds for mark in _ring(crowd)]
    return moved


def _crowds(marks: Sequence[Place], metres: float) -> list[list[Place]]:
    """Return places in groups whose marks touch each other or stand in the same ring."""
    crowds: list[list[Place]] = []
    for mark in marks:
        near = [crowd for crowd in crowds if any(_touch(mark, one, metres) for one in crowd)]
        others = [crowd for crowd in crowds if not any(crowd is one for one in near)]
        crowds = [*others, [*(one for crowd in near for one in crowd), mark]]
    return crowds


def _touch(one: Place, other: Place, metres: float) -> bool:
    if (one.x, one.y) == (other.x, other.y):
        return True
    return bool(_disc(one, metres).distance(_disc(other, metres)) == 0)


def _ring(crowd: Sequence[Place]) -> list[Place]:
    size = len(crowd)
    x, y = sum(mark.x for mark in crowd) / size, sum(mark.y for mark in crowd) / size
    away = 0.0 if size == 1 else max(0.55, 0.55 / math.sin(math.pi / size))
    angles = [2 * math.pi * number / size for number in range(size)]
    return [
        replace(mark, x=x, y=y, dx=away * math.sin(angle), dy=away * math.cos(angle))
        for mark, angle in zip(crowd, angles, strict=True)
    ]


def placed(
    ax: Axes, labels: Sequence[Label], areas: Mapping[str, shapely.Geometry], marks: Sequence[Place]
) -> list[Spot]:
    """Return where labels stand, each in its area, away from marks and other labels."""
    metres = _metres(ax)
    taken = [_disc(mark, metres) for mark in marks]
    spots = []
    for label in labels:
        spot = _best(label, areas[label.key], taken, metres)
        taken.append(_box(spot, metres))
        spots.append(spot)
    return spots


def _metres(ax: Axes) -> float:
    """Return how many metres an inch of the map shows."""
    (west, east), (south, north) = ax.get_xlim(), ax.get_ylim()
    width, height = axes_size(ax)
    return max((east - west) / width, (north - south) / height)


def _disc(mark: Place, metres: float) -> shapely.Geometry:
    shift = 2 * DISC * metres
    middle = shapely.Point(mark.x + mark.dx * shift, mark.y + mark.dy * shift)
    return middle.buffer(DISC * metres)


def _box(spot: Spot, metres: float) -> shapely.Geometry:
    width, height = (side * metres / 2 for side in spot.label.size)
    return shapely.box(spot.x - width, spot.y - height, spot.x + width, spot.y + height)


def _best(
    label: Label, area: shapely.Geometry, taken: Sequence[shapely.Geometry], metres: float
) -> Spot:
    """Return the place that hides least, lies in the area, and then is nearest its middle."""
    middle = area.representative_point()
    west, south, east, north = area.bounds
    tried = [Spot(label, middle.x, middle.y)]
    tried += [
        Spot(label, float(x), float(y))
        for x in np.linspace(west, east, SEARCH)
        for y in np.linspace(south, north, SEARCH)
    ]

    def cost(spot: Spot) -> tuple[float, float, float]:
        box = _box(spot, metres)
        hidden = sum(box.intersection(other).area for other in taken) / box.area
        outside = 1 - box.intersection(area).area / box.area
        away = shapely.Point(spot.x, spot.y).distance(middle)
        return round(hidden, 3), round(outside, 3), float(away)

    return min(tried, key=cost)


def draw_labels(ax: Axes, spots: Sequence[Spot]) -> Axes:
    """Write names on paper and boxes below them."""
    metres = _metres(ax)
    for spot in spots:
        label = spot.label
        top = spot.y + label.size[1] * metres / 2
        ax.text(spot.x, top, label.lines, ha="center", va="top", fontsize=theme.SIZE_SMALL,
                fontweight="bold", linespacing=1.0, zorder=8,
                bbox={"facecolor": theme.PAPER, "edgecolor": "none", "pad": 1.2})  # fmt: skip
        y = top - (NAME_LINE * (label.lines.count("\n") + 1) + 0.06 + BOX / 2) * metres
        for row in label.rows:
            x = spot.x - sum(map(box_width, row)) * metres / 2
            for text in row:
                _draw_box(ax, x + box_width(text) * metres / 2, y, text)
                x += box_width(text) * metres
            y -= BOX * metres
    return ax


def _draw_box(ax: Axes, x: float, y: float, text: str) -> None:
    ax.text(x, y, text, ha="center", va="center_baseline", fontsize=6.5, fontweight="bold",
            zorder=8, bbox={"boxstyle": "square,pad=0.22", "facecolor": theme.PAPER,
                            "edgecolor": theme.INK, "linewidth": 0.9})  # fmt: skip


def write_short_names(legend: Axes, y: float, totals: Mapping[str, int]) -> None:
    """Write what the short names mean, and how many activities there are."""
    y += 0.22
    legend.text(0, y, "Geplante Maßnahmen", va="center", fontsize=theme.SIZE_SMALL,
                fontweight="bold")  # fmt: skip
    for code, name in ECKPUNKTE.items():
        y += 0.2
        _draw_box(legend, 0.15, y, SHORT[code])
        legend.text(0.37, y, f"{name} ({totals.get(code, 0)})", va="center_baseline",
                    fontsize=theme.SIZE_SMALL)  # fmt: skip


def write_kinds_below(below: Axes, marks: Sequence[Place]) -> None:
    """Write mark, name and number of each kind of place in two columns."""
    for number, (kind, count) in enumerate(counted(marks).items()):
        x, y = (number % 2) * theme.WIDTH / 2 + 0.1, 0.05 + KIND * (number // 2 + 0.5)
        first = next(mark for mark in marks if mark.kind == kind)
        draw_places(below, [replace(first, x=x, y=y, dx=0, dy=0)])
        below.text(x + 0.15, y, f"{wrap(kind_name(kind), KIND_LETTERS, lines=1)} ({count})",
                   va="center_baseline", fontsize=theme.SIZE_SMALL)  # fmt: skip


def counted(marks: Sequence[Place]) -> dict[str, int]:
    """Return the number of places by kind, in the order of the list."""
    return dict(Counter(mark.kind for mark in marks))
