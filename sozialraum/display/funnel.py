"""The funnel: shares of areas by their size, and how far chance alone would take them.

No area but the chosen one is named: outside the limits is not the same as bad.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from sozialraum.display import theme
from sozialraum.display.around import Around, Unit
from sozialraum.display.blocks import Figure
from sozialraum.display.drawing import bare, drawing, german_ticks, grid, panel, sheet
from sozialraum.display.rows import AREA_MARK, write_around, write_legend

INSIDE: dict[str, Any] = {"marker": "o", "color": theme.DOTS, "markersize": 4, "mew": 0}
OUTSIDE: dict[str, Any] = {
    "marker": "^",
    "color": theme.PAPER,
    "markersize": 5.5,
    "markeredgecolor": theme.INK,
    "markeredgewidth": 1.1,
}
CURVES: tuple[dict[str, Any], ...] = (
    {"color": theme.PARENT, "linewidth": 1.1},
    {"color": theme.MUTED, "linewidth": 1.0, "dashes": (4, 2)},
)
"""Limits of each level, the narrow one first."""


@dataclass(frozen=True, eq=False)
class FunnelData:
    """What is drawn.

    Parameters
    ----------
    points
        One row per area; ``menschen`` (denominator), ``wert``, ``ausserhalb``.
    curves
        Limits by size (index), columns (level as text, ``unten`` | ``oben``).
    target
        Value of all areas together.
    area
        Key of the chosen area.
    name
        Name of the chosen area.
    """

    points: pd.DataFrame
    curves: pd.DataFrame
    target: float
    area: str
    name: str


def funnel_chart(data: FunnelData, unit: Unit, around: Around) -> Figure:
    """Return a funnel plot with one area marked."""
    around.demand_values(data.points["wert"])
    with drawing():
        page = sheet(2.9)
        ax = panel(page, 0.5, 0.7, 0.15, 0.25)
        draw_funnel(ax, data)
        _name_area(ax, data, unit)
        write_around(ax, -0.45, -0.1, unit.name or "Anteil", va="bottom", color=theme.MUTED)
        write_around(ax, 0, 0.33, "Menschen im Nenner der Kennzahl", color=theme.MUTED)
        german_ticks(ax, "x")
        german_ticks(ax, "y")
        _legend(ax, data)
        return around.figure(page, _text(data, unit))


def draw_funnel(ax: Axes, data: FunnelData) -> Axes:
    """Draw the limits, the common share and all areas."""
    points, sizes = data.points, data.curves.index
    margin = (points["menschen"].max() - points["menschen"].min()) * 0.03
    low, high = float(points["wert"].min()), float(points["wert"].max())
    room = max(high - low, 1e-9) * 0.12
    bare(ax).set(
        xlim=(max(0.0, points["menschen"].min() - margin), points["menschen"].max() + margin),
        ylim=(max(0.0, low - room), high + room),
    )
    for axis in ("x", "y"):
        grid(ax, axis)
    ax.spines["bottom"].set_visible(True)
    ax.axhline(data.target, color=theme.PARENT, linewidth=0.8, linestyle=(0, (1, 1.5)), zorder=2)
    for level, style in zip(data.curves.columns.unique(0), CURVES, strict=False):
        for side in ("unten", "oben"):
            ax.plot(sizes, data.curves[level, side], zorder=2, **style)
    others = points.drop(data.area, errors="ignore")
    for outside, mark in ((False, INSIDE), (True, OUTSIDE)):
        part = others[others["ausserhalb"] == outside]
        ax.plot(part["menschen"], part["wert"], linestyle="none", zorder=3, **mark)
    own = points.reindex([data.area])
    ax.plot(own["menschen"], own["wert"], linestyle="none", zorder=5, **AREA_MARK)
    return ax


def _name_area(ax: Axes, data: FunnelData, unit: Unit) -> None:
    if data.area not in data.points.index:
        return
    row = data.points.loc[data.area]
    low, high = ax.get_xlim()
    right = (row["menschen"] - low) / (high - low) < 0.7
    ax.annotate(f"{data.name} {unit.write(row['wert'])}", (row["menschen"], row["wert"]),
                (7 if right else -7, 6), textcoords="offset points", color=theme.AREA,
                ha="left" if right else "right", fontweight="bold",
                bbox={"facecolor": theme.PAPER, "edgecolor": "none", "pad": 0.6})  # fmt: skip


def _legend(ax: Axes, data: FunnelData) -> None:
    lines = [
        ({"marker": "_", "markersize": 12, "color": style["color"]}, _level_text(level, style))
        for level, style in zip(data.curves.columns.unique(0), CURVES, strict=False)
    ]
    write_legend(
        ax, 0.55, [*lines, (INSIDE, "innerhalb"), (OUTSIDE, "außerhalb der Grenze 95\u202f%")]
    )


def _level_text(level: str, style: dict[str, Any]) -> str:
    return f"Grenze {level}{' (gestrichelt)' if 'dashes' in style else ''}"


def _text(data: FunnelData, unit: Unit) -> str:
    points = data.points
    outside = int(points["ausserhalb"].sum())
    said = [
        f"Trichterbild mit {len(points)} Gebieten nach der Zahl der Menschen im Nenner, von "
        f"{unit.write(points['wert'].min())} bis {unit.write(points['wert'].max())}.",
        f"Alle Gebiete zusammen: {unit.write(data.target)}.",
        f"Außerhalb der engeren Grenze liegen {outside} Gebiete.",
    ]
    if data.area in points.index:
        row = points.loc[data.area]
        place = "außerhalb" if row["ausserhalb"] else "innerhalb"
        said.append(f"{data.name}: {unit.write(row['wert'])}, {place} der engeren Grenze.")
    return " ".join(said)
