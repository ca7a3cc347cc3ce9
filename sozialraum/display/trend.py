"""A line for each area over the years; a year without a value stays a gap.

Behind the lines stands, year by year, from where to where all areas of the region reach:
that is the same in every area's chart, and so is the scale.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from sozialraum.display import theme
from sozialraum.display.around import Around, Unit
from sozialraum.display.blocks import Figure
from sozialraum.display.drawing import bare, drawing, german_ticks, grid, panel, sheet, wrap_to
from sozialraum.display.drawing import spread as moved_apart
from sozialraum.display.rows import axes_size, write_legend

LINES: tuple[dict[str, Any], ...] = (
    {"color": theme.AREA, "linewidth": 2.2, "marker": "o", "markersize": 4.5},
    {"color": theme.PARENT, "linewidth": 1.3, "marker": "s", "markersize": 3.2},
    {"color": theme.MUTED, "linewidth": 1.3, "marker": "D", "markersize": 3.2, "dashes": (4, 2)},
    {"color": theme.NEED, "linewidth": 1.3, "marker": "^", "markersize": 3.6, "dashes": (1, 1.5)},
)
"""Each line differs in colour, thickness, dashes and marker."""

LINE_INCHES, BESIDE = 0.125, 1.5
"""Height of a line of text; width of the names beside the lines."""


SPREAD_MARK: dict[str, Any] = {"marker": "s", "color": theme.ALL_AREAS, "markersize": 7.5}


@dataclass(frozen=True, eq=False)
class Spread:
    """From where to where all areas of a region reach.

    Parameters
    ----------
    values
        One row per year; columns ``min`` and ``max``.
    of
        The areas in the genitive, such as „aller 53 Kreise“.
    ends
        Least and largest value of all areas and areas of comparison: the scale.
    """

    values: pd.DataFrame
    of: str
    ends: tuple[float, float]


def trend(
    table: pd.DataFrame,
    breaks: Mapping[int, str],
    unit: Unit,
    around: Around,
    spread: Spread | None = None,
) -> Figure:
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
    spread
        All areas of the region, which makes years and scale the same for each of them;
        None where there is nothing to compare with.
    """
    around.demand_values(table.to_numpy(dtype=float).ravel())
    told = table.index if spread is None else table.index.union(spread.values.dropna().index)
    whole = table.reindex(range(int(told.min()), int(told.max()) + 1))
    with drawing():
        page = sheet(2.0 if spread is None else 2.2)
        ax = panel(page, 0.55, 0.25 if spread is None else 0.45, BESIDE, 0.25)
        draw_trend(ax, whole, breaks, spread)
        if spread is not None:
            write_legend(ax, 0.36, [(SPREAD_MARK, f"Spanne {spread.of}")])
        _name_lines(ax, whole, unit)
        _name_unit(ax, unit)
        german_ticks(ax, "y")
        return around.figure(page, _trend_text(whole, breaks, unit, spread))


def draw_trend(
    ax: Axes, table: pd.DataFrame, breaks: Mapping[int, str], spread: Spread | None = None
) -> Axes:
    """Draw the lines, which break where a year has no value, and behind them the spread."""
    limits = _limits(table.to_numpy(dtype=float) if spread is None else np.array(spread.ends))
    bare(ax).set(xlim=(table.index[0] - 0.35, table.index[-1] + 0.35), ylim=limits)
    grid(ax, "y")
    if spread is not None:
        ends = spread.values.dropna()
        ax.vlines(ends.index, ends["min"], ends["max"], color=theme.ALL_AREAS, linewidth=7,
                  zorder=2)  # fmt: skip
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


def _limits(values: NDArray[np.float64]) -> tuple[float, float]:
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
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
    room = BESIDE - 0.1
    names = [wrap_to(str(n), room, bold=n == table.columns[0], lines=2) for n in named]
    texts = [f"{name}\n{_last(table[n], unit)}" for name, n in zip(names, named, strict=True)]
    line = (high - low) * LINE_INCHES / axes_size(ax)[1]
    gap = line * (max(text.count("\n") for text in texts) + 1.2)
    places = _within(moved_apart(ends, gap), low + gap / 2 - line, high - gap / 2 + line)
    for name, place, text in zip(named, places, texts, strict=True):
        colour = LINES[table.columns.get_loc(name)]["color"]
        ax.annotate(text, (1, place), (5, 0), ax.get_yaxis_transform(), "offset points",
                    va="center", color=colour, linespacing=1.1,
                    fontweight="bold" if name == table.columns[0] else "normal")  # fmt: skip


def _last(values: pd.Series, unit: Unit) -> str:
    """Return the last value, with its year where the line ends before the others."""
    known = values.dropna()
    text = unit.write(known.iloc[-1])
    return text if known.index[-1] == values.index[-1] else f"{text} ({known.index[-1]})"


def _within(places: list[float], low: float, high: float) -> list[float]:
    """Return places moved together, as far as need be, to lie between two limits."""
    if max(places) > high:
        places = [place - (max(places) - high) for place in places]
    if min(places) < low:
        places = [place + (low - min(places)) for place in places]
    return places


def _name_unit(ax: Axes, unit: Unit) -> None:
    ax.annotate(unit.name or "Anzahl", (0, 1), (-5, 6), "axes fraction", "offset points",
                ha="right", color=theme.MUTED, fontsize=theme.SIZE_SMALL)  # fmt: skip


def _trend_text(
    table: pd.DataFrame, breaks: Mapping[int, str], unit: Unit, spread: Spread | None
) -> str:
    said = [_line_text(str(name), table[name], unit) for name in table.columns]
    said += [f"Ab {year}: {text}." for year, text in breaks.items() if year in table.index[1:]]
    if spread is not None and len(ends := spread.values.dropna()):
        low, high = (unit.write(ends[name].iloc[-1]) for name in ("min", "max"))
        said.append(f"Spanne {spread.of} {ends.index[-1]}: {low} bis {high.rstrip('.')}.")
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
