"""Charts: plain tables and values in, one `Figure` block out.

Every chart consists of a function ``draw_…`` that puts it into given axes and returns
them, and a function that makes the block of it, with an alternative text written from
the same numbers.  Values are numbers in the indicator's unit; NaN is a missing value and
stays a gap.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from sozialraum.display import theme
from sozialraum.display.around import Around, Unit, Who
from sozialraum.display.blocks import Figure
from sozialraum.display.drawing import bare, drawing, german_ticks, grid, panel, sheet
from sozialraum.display.multiples import Panel, small_multiples
from sozialraum.display.pyramid import pyramid
from sozialraum.display.rows import (
    AREA_MARK,
    draw_parents,
    number_columns,
    row_panel,
    write_legend,
)
from sozialraum.display.spine import spine
from sozialraum.display.trend import Spread, trend

__all__ = [
    "Around",
    "Panel",
    "Spread",
    "Unit",
    "Who",
    "age_structure",
    "comparison",
    "distribution",
    "pyramid",
    "small_multiples",
    "spine",
    "trend",
]

BAR_MARK = {"marker": "s", "color": theme.BAR, "markersize": 6.5}
DOT_MARK: dict[str, Any] = {
    "marker": "o",
    "color": theme.DOTS,
    "markersize": 4,
    "markeredgewidth": 0,
}
RANGE_MARK = {"marker": "s", "color": theme.ALL_AREAS, "markersize": 7.5}


def comparison(table: pd.DataFrame, who: Who, unit: Unit, around: Around) -> Figure:
    """Return a dot chart of several indicators that have the same unit.

    Parameters
    ----------
    table
        One row per indicator with its name as index; columns ``wert`` (the area), one
        for each parent under its name, ``min`` and ``max`` of all areas.
    who, unit, around
        Names, unit of all values, text around the picture.
    """
    around.demand_values(table["wert"])
    columns = number_columns(table, who, unit, AREA_MARK)
    with drawing():
        page, ax = row_panel([str(name) for name in table.index], columns, 0.44)
        draw_comparison(ax, table, who)
        write_legend(ax, 0.33, [(RANGE_MARK, f"Spanne {who.all_areas}")])
        german_ticks(ax, "x", unit=_on_axis(unit))
        return around.figure(page, _comparison_text(table, who, unit))


def draw_comparison(ax: Axes, table: pd.DataFrame, who: Who) -> Axes:
    """Draw for each row the range of all areas, the parents and the area."""
    ax.set_xlim(_limits(table[["wert", "min", "max", *who.parents]].to_numpy(dtype=float)))
    grid(ax, "x")
    rows = range(len(table))
    ax.hlines(rows, table["min"], table["max"], color=theme.ALL_AREAS, linewidth=7, zorder=2)
    draw_parents(ax, table, who)
    ax.plot(table["wert"], rows, linestyle="none", zorder=4, **AREA_MARK)
    return ax


def age_structure(shares: pd.DataFrame, who: Who, around: Around) -> Figure:
    """Return bars of the age groups' shares, the parents marked on them.

    Parameters
    ----------
    shares
        One row per age group (its name is the index, youngest first); columns ``wert``
        and one for each parent, in per cent of all inhabitants.  ``attrs["hoechstens"]``
        is the largest share in any area, where the scale of all of them ends.
    who, around
        Names and text around the picture.
    """
    around.demand_values(shares["wert"])
    columns = number_columns(shares, who, Unit("%", 1), BAR_MARK)
    with drawing():
        groups = [str(name) for name in shares.index]
        page, ax = row_panel(groups, columns, 0.26, row=0.18, left=1.1)
        draw_age_structure(ax, shares, who)
        german_ticks(ax, "x", unit="\u202f%")
        return around.figure(page, _age_text(shares, who))


def draw_age_structure(ax: Axes, shares: pd.DataFrame, who: Who) -> Axes:
    """Draw a bar for each age group and a mark for each parent."""
    drawn = np.nanmax(shares[["wert", *who.parents]].to_numpy(dtype=float))
    ax.set_xlim(0, max(float(drawn), shares.attrs.get("hoechstens", 0.0)) * 1.06)
    grid(ax, "x")
    ax.barh(range(len(shares)), shares["wert"], height=0.66, color=theme.BAR, zorder=2)
    draw_parents(ax, shares, who)
    return ax


def distribution(
    values: pd.Series, area: str, parent: float, who: Who, unit: Unit, around: Around
) -> Figure:
    """Return a strip of dots, one for each area, with one of them highlighted.

    No other area is named, neither the first nor the last.

    Parameters
    ----------
    values
        Value of every area by its key.
    area
        Key of the highlighted area.
    parent
        Value of ``who.parents[0]``; NaN if there is none.
    who, unit, around
        Names, unit of all values, text around the picture.
    """
    around.demand_values(values)
    own = float(values.get(area, np.nan))
    with drawing():
        page = sheet(1.45)
        ax = panel(page, 0.15, 0.46, 0.15, 0.03)
        draw_distribution(ax, values.drop(area, errors="ignore"), own, parent)
        _name_on_strip(ax, own, 0.86, f"{who.area} {unit.write(own)}", bold=True)
        _name_on_strip(ax, parent, 0.13, f"{_first(who)} {unit.write(parent)}", bold=False)
        german_ticks(ax, "x", unit=_on_axis(unit))
        write_legend(ax, 0.38, [(DOT_MARK, f"Werte {who.all_areas}")])
        return around.figure(page, _distribution_text(values, own, parent, who, unit))


def draw_distribution(ax: Axes, others: pd.Series, own: float, parent: float) -> Axes:
    """Draw the other areas as grey dots, the area as a big one, the parent as a line."""
    points = np.sort(others.dropna().to_numpy(dtype=float))
    everything = np.append(points, [own, parent])
    low, high = float(np.nanmin(everything)), float(np.nanmax(everything))
    margin = (high - low) * 0.03 or 1.0
    bare(ax).set(xlim=(low - margin, high + margin), ylim=(0, 1))
    grid(ax, "x")
    ax.plot([parent, parent], [0.22, 0.78], color=theme.PARENT, linewidth=1.4, zorder=2)
    ax.plot([own, own], [0.5, 0.78], color=theme.AREA, linewidth=1, zorder=2)
    heights = 0.5 + 0.066 * _stacked(points, low - margin, high + margin)
    ax.plot(points, heights, linestyle="none", zorder=3, **DOT_MARK)
    ax.plot(own, 0.5, linestyle="none", zorder=4, **AREA_MARK)
    return ax


def _stacked(points: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    """Return how many dots up or down a dot goes so that close ones lie beside each other."""
    bins = np.floor((points - low) / (high - low) * 90)
    order = pd.Series(bins).groupby(bins).cumcount().to_numpy()
    sizes = pd.Series(bins).groupby(bins).transform("size").to_numpy()
    return np.asarray(order - (sizes - 1) / 2, dtype=float)


def _name_on_strip(ax: Axes, value: float, y: float, text: str, *, bold: bool) -> None:
    if not np.isfinite(value):
        return
    low, high = ax.get_xlim()
    side = (value - low) / (high - low)
    align = "left" if side < 0.2 else "right" if side > 0.8 else "center"
    color, weight = (theme.AREA, "bold") if bold else (theme.INK, "normal")
    ax.text(value, y, text, ha=align, va="center", color=color, fontweight=weight,
            fontsize=theme.SIZE)  # fmt: skip


def _limits(numbers: NDArray[np.float64]) -> tuple[float, float]:
    """Return limits of an axis that begins at zero unless the values lie far from it."""
    low, high = float(np.nanmin(numbers)), float(np.nanmax(numbers))
    margin = (high - low) * 0.04 or 1.0
    return (0.0 if 0 <= low < high / 2 else low - margin), high + margin


def _on_axis(unit: Unit) -> str:
    return "\u202f%" if unit.name == "%" else ""


def _first(who: Who) -> str:
    return who.parents[0] if who.parents else ""


def _comparison_text(table: pd.DataFrame, who: Who, unit: Unit) -> str:
    rows = [
        f"{name}: {_beside_parents(row, who, unit)}, "
        f"Spanne {who.all_areas} {unit.write(row['min'])} bis {unit.write(row['max'])}"
        for name, row in table.iterrows()
    ]
    return f"Punktdiagramm mit {len(table)} Zeilen. {'; '.join(rows)}."


def _age_text(shares: pd.DataFrame, who: Who) -> str:
    rows = [f"{n}: {_beside_parents(row, who, Unit('%', 1))}" for n, row in shares.iterrows()]
    return f"Balkendiagramm des Altersaufbaus. {'; '.join(rows)}."


def _beside_parents(row: pd.Series, who: Who, unit: Unit) -> str:
    parents = [f"{parent} {unit.write(row[parent])}" for parent in who.parents]
    return ", ".join([f"{who.area} {unit.write(row['wert'])}", *parents])


def _distribution_text(values: pd.Series, own: float, parent: float, who: Who, unit: Unit) -> str:
    known = values.dropna()
    text = (
        f"Punktstreifen mit {len(known)} Gebieten von {unit.write(known.min())} bis "
        f"{unit.write(known.max())}, in der Mitte {unit.write(known.median())}. "
        f"{who.area}: {unit.write(own)}."
    )
    return f"{text} {_first(who)}: {unit.write(parent)}." if np.isfinite(parent) else text
