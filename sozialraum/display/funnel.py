"""The funnel: shares of areas by their size, and how far chance alone would take them.

No area but the chosen one is named: outside the limits is not the same as bad.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.path import Path
from matplotlib.text import Annotation

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


DASHES = Path([(x, 0.0) for x in (-1, -0.55, -0.22, 0.22, 0.55, 1)], [Path.MOVETO, Path.LINETO] * 3)
"""Three dashes as a mark."""


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
        name_area(ax, data, unit)
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


def name_area(ax: Axes, data: FunnelData, unit: Unit) -> Annotation | None:
    """Write name and value of the chosen area where they cover no line and no other area."""
    if data.area not in data.points.index:
        return None
    row = data.points.loc[data.area]
    low, high = ax.get_xlim()
    right = (row["menschen"] - low) / (high - low) < 0.7
    sides = (1, -1) if right else (-1, 1)
    taken = _taken(ax, data)
    spots = [(7 * x * far, 6 * y * far) for far in (1, 2, 4, 6, 9) for y in (1, -1) for x in sides]
    for spot in spots:
        text = _written(ax, data, unit, spot)
        box = text.get_window_extent()
        inside = ax.bbox.fully_containsx(box.x0) and ax.bbox.fully_containsx(box.x1)
        if inside and box.padded(2).count_contains(taken) == 0:
            return text
        text.remove()
    return _written(ax, data, unit, spots[0])


def _written(ax: Axes, data: FunnelData, unit: Unit, spot: tuple[float, float]) -> Annotation:
    row = data.points.loc[data.area]
    return ax.annotate(
        f"{data.name} {unit.write(row['wert'])}", (row["menschen"], row["wert"]), spot,
        textcoords="offset points", color=theme.AREA, va="bottom" if spot[1] > 0 else "top",
        ha="left" if spot[0] > 0 else "right", fontweight="bold",
    )  # fmt: skip


def _taken(ax: Axes, data: FunnelData) -> npt.NDArray[np.float64]:
    """Return points of all lines and of the other areas, in pixels."""
    sizes = np.linspace(float(data.curves.index.min()), float(data.curves.index.max()), 600)
    lines = [
        np.column_stack([sizes, np.interp(sizes, data.curves.index, data.curves[column])])
        for column in data.curves
    ]
    target = np.column_stack([sizes, np.full(len(sizes), data.target)])
    others = data.points.drop(data.area)[["menschen", "wert"]].to_numpy(dtype=np.float64)
    return np.asarray(ax.transData.transform(np.concatenate([*lines, target, others])))


def _legend(ax: Axes, data: FunnelData) -> None:
    lines = [
        (swatch(style), _level_text(level, style))
        for level, style in zip(data.curves.columns.unique(0), CURVES, strict=False)
    ]
    write_legend(
        ax, 0.55, [*lines, (INSIDE, "innerhalb"), (OUTSIDE, "außerhalb der Grenze 95\u202f%")]
    )


def swatch(style: dict[str, Any]) -> dict[str, Any]:
    """Return the mark of a limit in the legend, dashed as its line is.

    >>> swatch(CURVES[0])["marker"], len(swatch(CURVES[1])["marker"].vertices)
    ('_', 6)
    """
    return {
        "marker": DASHES if "dashes" in style else "_",
        "markersize": 10,
        "color": style["color"],
        "fillstyle": "none",
        "markeredgewidth": style["linewidth"],
    }


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
