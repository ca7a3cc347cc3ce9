"""A line for each area over the years; a year without a value stays a gap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sozialraum.display import theme
from sozialraum.display.around import Around, Unit
from sozialraum.display.blocks import Figure
from sozialraum.display.drawing import bare, drawing, german_ticks, grid, panel, sheet, spread, wrap

LINES: tuple[dict[str, Any], ...] = (
    {"color": theme.AREA, "linewidth": 2.2, "marker": "o", "markersize": 4.5},
    {"color": theme.PARENT, "linewidth": 1.3, "marker": "s", "markersize": 3.2},
    {"color": theme.MUTED, "linewidth": 1.3, "marker": "D", "markersize": 3.2, "dashes": (4, 2)},
    {"color": theme.NEED, "linewidth": 1.3, "marker": "^", "markersize": 3.6, "dashes": (1, 1.5)},
)
"""Each line differs in colour, thickness, dashes and marker."""

LINE_OF_TEXT = 0.075
"""Height of a line of text as a share of the axes."""


def trend(table: pd.DataFrame, breaks: Mapping[int, str], unit: Unit, around: Around) -> Figure:
    """Return a line chart of one indicator over the years.

    Parameters
    ----------
    table
        One row per year (index), one column per area under its name, the area of the
        report first; at most four.
    breaks
        First year of a new basis and what changed, such as ``{2022: "neue Basis"}``.
    unit, around
        Unit of the values, text around the picture.
    """
    around.demand_values(table.to_numpy(dtype=float).ravel())
    years = range(int(table.index.min()), int(table.index.max()) + 1)
    whole = table.reindex(years)
    with drawing():
        page = sheet(2.0)
        ax = panel(page, 0.55, 0.25, 1.5, 0.25)
        draw_trend(ax, whole, breaks)
        _name_lines(ax, whole, unit)
        _name_unit(ax, unit)
        german_ticks(ax, "y")
        return around.figure(page, _trend_text(whole, breaks, unit))


def draw_trend(ax: Axes, table: pd.DataFrame, breaks: Mapping[int, str]) -> Axes:
    """Draw the lines; they break where a year has no value."""
    bare(ax).set(xlim=(table.index[0] - 0.35, table.index[-1] + 0.35), ylim=_limits(table))
    grid(ax, "y")
    ax.spines["bottom"].set_visible(True)
    step = max(1, -(-len(table) // 12))
    shown = list(table.index[::-1][::step])
    ax.set_xticks(shown, [str(year) for year in shown])
    ax.tick_params(axis="x", length=3)
    for name, line in zip(
        reversed(table.columns), LINES[len(table.columns) - 1 :: -1], strict=True
    ):
        ax.plot(table.index, table[name], zorder=3, **line)
    for year, text in breaks.items():
        if table.index[0] < year <= table.index[-1]:
            _break(ax, year - 0.5, text)
    return ax


def _limits(table: pd.DataFrame) -> tuple[float, float]:
    low, high = float(np.nanmin(table)), float(np.nanmax(table))
    margin = (high - low) * 0.12 or abs(high) * 0.1 or 1.0
    return (0.0 if 0 <= low < high / 2 else low - margin), high + margin


def _break(ax: Axes, x: float, text: str) -> None:
    low, high = ax.get_xlim()
    left = (x - low) / (high - low) < 0.5
    ax.axvline(x, color=theme.MUTED, linewidth=0.8, linestyle=(0, (2, 2)), zorder=1)
    ax.annotate(text, (x, 1), (4 if left else -4, 2), ax.get_xaxis_transform(), "offset points",
                ha="left" if left else "right", va="bottom", color=theme.MUTED,
                fontsize=theme.SIZE_SMALL)  # fmt: skip


def _name_lines(ax: Axes, table: pd.DataFrame, unit: Unit) -> None:
    """Write name and last value beside the end of each line."""
    last = {name: table[name].dropna() for name in table.columns}
    named = [name for name in table.columns if len(last[name])]
    low, high = ax.get_ylim()
    ends = [float(last[name].iloc[-1]) for name in named]
    texts = [f"{wrap(str(n), 20, lines=2)}\n{unit.write(last[n].iloc[-1])}" for n in named]
    lines = max(text.count("\n") for text in texts) + 1
    places = spread(ends, (high - low) * LINE_OF_TEXT * lines)
    for name, place, text in zip(named, places, texts, strict=True):
        line = LINES[table.columns.get_loc(name)]
        ax.annotate(text, (1, place), (5, 0), ax.get_yaxis_transform(), "offset points",
                    va="center", color=line["color"], linespacing=1.1,
                    fontweight="bold" if name == table.columns[0] else "normal")  # fmt: skip


def _name_unit(ax: Axes, unit: Unit) -> None:
    ax.annotate(unit.name or "Anzahl", (0, 1), (-5, 6), "axes fraction", "offset points",
                ha="right", color=theme.MUTED, fontsize=theme.SIZE_SMALL)  # fmt: skip


def _trend_text(table: pd.DataFrame, breaks: Mapping[int, str], unit: Unit) -> str:
    said = [_line_text(str(name), table[name], unit) for name in table.columns]
    said += [f"Ab {year}: {text}." for year, text in breaks.items() if year in table.index[1:]]
    return f"Liniendiagramm {table.index[0]} bis {table.index[-1]}. {' '.join(said)}"


def _line_text(name: str, values: pd.Series, unit: Unit) -> str:
    known = values.dropna()
    if known.empty:
        return f"{name}: keine Werte."
    text = f"{name}: {unit.write(known.iloc[0])} ({known.index[0]})"
    if len(known) > 1:
        text += f", {unit.write(known.iloc[-1])} ({known.index[-1]})"
    missing = [str(year) for year in values.loc[known.index[0] : known.index[-1]].index
               if year not in known.index]  # fmt: skip
    return f"{text}; ohne Wert: {', '.join(missing)}." if missing else f"{text}."
