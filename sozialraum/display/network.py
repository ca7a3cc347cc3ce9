"""Network map: which institutions have to do with each other, and how.

Institutions stand in two arcs with their names outside, so that no name hides a line or
another name.  Their order is searched so that lines are short; it starts from the alphabet
and always ends the same.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from sozialraum.display import theme
from sozialraum.display.around import Around
from sozialraum.display.blocks import Figure, Note
from sozialraum.display.drawing import bare, drawing, panel, sheet, spread, wrap
from sozialraum.display.network_edges import (
    KINDS,
    NOTHING,
    SOURCE,
    Edge,
    alternative,
    degrees,
    edges_of,
    in_order,
    partners_of,
)
from sozialraum.display.wording import date_text

MOST = 36
"""Institutions that can be named on one page."""

NAMES = 1.85
LETTERS = 31
LINE = 0.125
"""Inches beside the lines for names; letters of a line and height of one."""

FLATNESS = 0.35
"""How far the upper- and lowermost institutions move inwards, as a share of the width."""

STYLES: Mapping[str, dict[str, Any]] = dict(
    zip(
        KINDS,
        (
            {"color": theme.INK, "linestyle": "-", "width": 0.8},
            {"color": theme.AREA, "linestyle": "-", "width": 0.8},
            {"color": theme.MUTED, "linestyle": (0, (1.2, 1.8)), "width": 0.8},
            {"color": theme.NEED, "linestyle": (0, (5, 2)), "width": 0.8},
        ),
        strict=True,
    )
)
"""How each kind of relation is drawn; a cross on the line marks a conflict."""

DOUBLE, RIM = "Vertrag", 0.8
"""Kind that is drawn as a double line, and the width of each of its lines in points."""

OTHER: dict[str, Any] = {"color": theme.MUTED, "linestyle": (0, (4, 1.5, 1, 1.5)), "width": 0.8}
CROSS: dict[str, Any] = {
    "marker": "X", "markersize": 6, "color": theme.NEED, "markeredgecolor": theme.PAPER,
    "markeredgewidth": 0.6, "linestyle": "none",
}  # fmt: skip

Floats = npt.NDArray[np.float64]


def network(netz: pd.DataFrame, *, own: str = "") -> Figure | Note:
    """Return the map of a network of institutions.

    Parameters
    ----------
    netz
        One row per relation: ``von``, ``nach`` (names of institutions, never of persons),
        ``beziehung``, ``staerke`` (1–3), ``stand``.
    own
        Name of the agency itself, which is drawn darker.
    """
    edges, left_out = _shown(edges_of(netz))
    if not edges:
        return Note(NOTHING)
    names = in_order(edges)
    lines = {name: wrap(name.replace("e. V.", "e.\u00a0V."), LETTERS) for name in names}
    with drawing():
        height = _height(list(lines.values()))
        page = sheet(height + 0.3)
        ax = _panel(page, height)
        spots = _spots(names, height)
        _draw_edges(ax, edges, spots)
        _draw_nodes(ax, edges, spots, own)
        _write_names(ax, spots, lines, own)
        _write_kinds(ax, edges, height)
        return _around(netz, left_out).figure(page, alternative(edges, names))


def _shown(edges: list[Edge]) -> tuple[list[Edge], int]:
    """Return the relations among the institutions that have most, and how many are left out."""
    number = degrees(edges)
    ranked = sorted(number, key=lambda name: (-number[name], name))
    kept = set(ranked[:MOST])
    return [edge for edge in edges if kept.issuperset(edge.ends)], len(ranked) - len(kept)


def _height(lines: Sequence[str]) -> float:
    """Return the height that the names need on the fuller side."""
    tallest = max(text.count("\n") + 1 for text in lines)
    return max(1.8, math.ceil(len(lines) / 2 + 1) * (tallest * LINE + 0.09))


def _panel(page: Any, height: float) -> Axes:
    """Return axes in inches, the middle of the picture at 0, 0."""
    ax = bare(panel(page, 0, 0.3, 0, 0))
    ax.set(xlim=(-theme.WIDTH / 2, theme.WIDTH / 2), ylim=(-height / 2, height / 2))
    return ax


def _spots(names: Sequence[str], height: float) -> dict[str, Floats]:
    """Return where institutions stand, evenly by height, so that names have equal room."""
    half = theme.WIDTH / 2 - NAMES - 0.2
    right = math.ceil(len(names) / 2)
    spots = {}
    for side, part in ((1, names[:right]), (-1, names[right:][::-1])):
        for number, name in enumerate(part):
            level = 1 - (2 * number + 1) / len(part)
            x = half * (1 - FLATNESS * level**2)
            spots[name] = np.array([side * x, level * (height / 2 - 0.12)])
    return spots


def _draw_edges(ax: Axes, edges: Sequence[Edge], spots: Mapping[str, Floats]) -> None:
    """Draw each line bent towards the middle, several between the same two beside each other."""
    beside: dict[tuple[str, str], int] = {}
    for edge in edges:
        number = beside[edge.ends] = beside.get(edge.ends, -1) + 1
        style = STYLES.get(edge.kind, OTHER)
        start, end = spots[edge.ends[0]], spots[edge.ends[1]]
        bend = _bend(start, end, number)
        path = Path(np.array([start, bend, end]), [Path.MOVETO, Path.CURVE3, Path.CURVE3])
        width = style["width"] * (0.6 + 0.6 * edge.strength)
        for colour, wide in _strokes(edge.kind, width):
            ax.add_patch(PathPatch(path, fill=False, edgecolor=colour, linewidth=wide,
                                   linestyle=style["linestyle"], zorder=2))  # fmt: skip
        if edge.kind == "Konflikt":
            ax.plot(*(start / 4 + bend / 2 + end / 4), zorder=3, **CROSS)


def _strokes(kind: str, width: float) -> list[tuple[str, float]]:
    """Return colour and width of what is drawn for a line: a contract is a double one."""
    colour = STYLES.get(kind, OTHER)["color"]
    if kind != DOUBLE:
        return [(colour, width)]
    return [(colour, width + 2 * RIM), (theme.PAPER, width)]


def _bend(start: Floats, end: Floats, number: int) -> Floats:
    """Return the point that a line is pulled to: inwards on one side, else to the middle.

    ``number`` counts the lines between the same two: each further one bends more.
    """
    along, middle = end - start, (start + end) / 2
    if start[0] * end[0] < 0:
        across = np.array([-along[1], along[0]]) / float(np.hypot(*along))
        return np.asarray(middle * 0.8 + 0.3 * number * across)
    inwards = min(0.3 + 0.3 * abs(float(along[1])), 1.6) + 0.3 * number
    return np.asarray(middle - np.array([math.copysign(inwards, middle[0]), 0.0]))


def _draw_nodes(ax: Axes, edges: Sequence[Edge], spots: Mapping[str, Floats], own: str) -> None:
    """Draw the institutions, larger the more others they have to do with."""
    partners = partners_of(edges)
    most = max(partners.values())
    for name, spot in spots.items():
        size = 5 + 6 * math.sqrt(partners[name] / most)
        colour = theme.INK if name == own else theme.PAPER
        ax.plot(*spot, "o", markersize=size, color=colour, markeredgecolor=theme.INK,
                markeredgewidth=1.1, zorder=4)  # fmt: skip


def _write_names(ax: Axes, spots: Mapping[str, Floats], lines: Mapping[str, str], own: str) -> None:
    edge = theme.WIDTH / 2 - NAMES
    for side, align in ((1, "left"), (-1, "right")):
        mine = [name for name in spots if math.copysign(1, spots[name][0]) == side]
        tallest = max((lines[name].count("\n") + 1 for name in mine), default=1)
        heights = spread([float(spots[name][1]) for name in mine], tallest * LINE + 0.03)
        for name, y in zip(mine, heights, strict=True):
            x = float(spots[name][0])
            ax.plot([x, side * (edge - 0.03)], [spots[name][1], y], color=theme.RULE,
                    linewidth=0.6, zorder=1)  # fmt: skip
            ax.text(side * edge, y, lines[name], ha=align, va="center", linespacing=1.05,
                    fontsize=theme.SIZE_SMALL,
                    fontweight="bold" if name == own else "normal")  # fmt: skip


def _write_kinds(ax: Axes, edges: Sequence[Edge], height: float) -> None:
    kinds = {edge.kind for edge in edges}
    shown = [kind for kind in STYLES if kind in kinds] + sorted(kinds - set(STYLES))
    x, y = -theme.WIDTH / 2 + 0.05, -height / 2 - 0.17
    for kind in shown:
        style = STYLES.get(kind, OTHER)
        for colour, width in _strokes(kind, style["width"] * 1.6):
            ax.plot([x, x + 0.42], [y, y], color=colour, linestyle=style["linestyle"],
                    linewidth=width, clip_on=False)  # fmt: skip
        if kind == "Konflikt":
            ax.plot(x + 0.21, y, clip_on=False, **CROSS)
        ax.text(x + 0.5, y, kind, va="center", fontsize=theme.SIZE_SMALL, color=theme.MUTED)
        x += 0.5 + 0.065 * len(kind) + 0.3


def _around(netz: pd.DataFrame, left_out: int) -> Around:
    dates = sorted({str(stand) for stand in netz["stand"] if stand})
    when = f", {date_text(dates[-1])}" if dates else ""
    note = (
        "Dicke der Linie: Stärke der Beziehung; Größe des Kreises: Zahl der Verbindungen. Die "
        "Karte zeigt nur, was eingetragen ist."
    )
    if left_out:
        note += f" {left_out} weitere Einrichtungen mit wenigen Beziehungen fehlen im Bild."
    return Around(f"Netzwerk der Einrichtungen{when}", SOURCE, note)
