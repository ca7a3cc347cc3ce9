"""Small strips that show how alike an area and its peers are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sozialraum.display import theme
from sozialraum.display.around import Around, Unit
from sozialraum.display.blocks import Figure
from sozialraum.display.drawing import bare, drawing, panel, sheet, wrap

NAMES = 1.4
ROW = 0.23
HEAD = 0.42
"""Inches for the names, for one row and for the heads."""


def peers(table: pd.DataFrame, units: Sequence[Unit], around: Around) -> Figure:
    """Return one strip of dots and numbers for each feature that made areas peers.

    Parameters
    ----------
    table
        One row per area with its name as index, the area of the report first; one
        column per feature.
    units
        Unit of each column.
    around
        Text around the picture.
    """
    around.demand_values(table.to_numpy(dtype=float).ravel())
    with drawing():
        page = sheet(HEAD + ROW * len(table) + 0.04)
        ax = panel(page, NAMES, 0.04, 0.0, HEAD)
        draw_peers(ax, table, units)
        return around.figure(page, _peers_text(table, units))


def draw_peers(ax: Axes, table: pd.DataFrame, units: Sequence[Unit]) -> Axes:
    """Draw names, heads and strips; x counts the features, y the areas."""
    bare(ax).set(xlim=(0, table.shape[1]), ylim=(len(table) - 0.5, -0.5))
    for y, name in enumerate(table.index):
        ax.annotate(wrap(str(name), 26, lines=1), (0, y), (-72 * NAMES, 0), "data",
                    "offset points", va="center_baseline", fontweight=_weight(y))  # fmt: skip
    for x, (feature, unit) in enumerate(zip(table.columns, units, strict=True)):
        ax.text(x + 0.97, -0.62, wrap(str(feature), 17), ha="right", va="bottom",
                fontsize=theme.SIZE_SMALL, linespacing=1.05)  # fmt: skip
        _strip(ax, x, table[feature].to_numpy(dtype=float), unit)
    left = -NAMES / (theme.WIDTH - NAMES)
    ax.plot([left, 1], [1, 1], color=theme.INK, linewidth=0.8, transform=ax.transAxes,
            clip_on=False)  # fmt: skip
    return ax


def _strip(ax: Axes, x: int, values: np.ndarray, unit: Unit) -> None:
    low, high = np.nanmin(values), np.nanmax(values)
    places = x + 0.08 + 0.17 * (values - low) / (high - low or 1.0)
    for y, (place, value) in enumerate(zip(places, values, strict=True)):
        color = theme.AREA if y == 0 else theme.DOTS
        ax.plot([x + 0.06, x + 0.27], [y, y], color=theme.ALL_AREAS, linewidth=1)
        ax.plot(place, y, "o", color=color, markersize=5.5 if y == 0 else 4.5)
        ax.text(x + 0.97, y, unit.write(value), ha="right", va="center_baseline",
                fontweight=_weight(y))  # fmt: skip


def _weight(y: int) -> str:
    return "bold" if y == 0 else "normal"


def _peers_text(table: pd.DataFrame, units: Sequence[Unit]) -> str:
    rows = []
    for name, row in table.iterrows():
        pairs = zip(table.columns, units, strict=True)
        rows.append(f"{name}: " + ", ".join(f"{c} {unit.write(row[c])}" for c, unit in pairs))
    return f"Vergleich mit {len(table) - 1} ähnlich aufgebauten Gebieten. {'; '.join(rows)}."
