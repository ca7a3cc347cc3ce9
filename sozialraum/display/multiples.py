"""Small multiples: one little line chart for each area or indicator, all on one scale.

What differs between the panels is then a difference in the figures.  Panels stand in the
order given; the eye compares heights, so there is no legend of colours to learn.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Sheet
from matplotlib.ticker import MaxNLocator

from sozialraum.display import theme
from sozialraum.display.around import Around, Unit
from sozialraum.display.blocks import Figure
from sozialraum.display.drawing import bare, drawing, german_ticks, panel, sheet, wrap_to
from sozialraum.display.fonts import text_width
from sozialraum.display.rows import write_around, write_legend
from sozialraum.display.trend import LINES

MOST_BESIDE = 3
HEIGHT, LINE, YEARS, FOOT = 0.82, 0.13, 0.26, 0.24
LEFT, RIGHT = 0.38, 0.14
"""Inches: a panel, a line of its name, the years below it, the legend; left of a panel for
the scale, right of it what is left beside the last value."""

MARGIN = 0.08
"""Inches left and right of a panel's name."""


@dataclass(frozen=True, eq=False)
class Panel:
    """One small chart.

    Parameters
    ----------
    name
        Whose line it is, or of what.
    values
        Value by year; a year without one stays a gap.
    other
        Series of the area of comparison, None if there is none.
    """

    name: str
    values: pd.Series
    other: pd.Series | None = None

    @property
    def series(self) -> list[pd.Series]:
        """All series of the panel, the comparison first: it is drawn below."""
        return [*([] if self.other is None else [self.other]), self.values]


def small_multiples(
    panels: Sequence[Panel], unit: Unit, around: Around, *, own: str, other: str = ""
) -> Figure:
    """Return several small line charts with the same years and the same scale.

    Parameters
    ----------
    panels
        In reading order.
    unit
        Unit of all values.
    around
        Text around the picture.
    own, other
        What the thick and the thin line are, for the legend; ``other`` is empty if no
        panel has a comparison.
    """
    everything = [series for one in panels for series in one.series]
    around.demand_values(value for series in everything for value in series)
    first = min(int(series.dropna().index.min()) for series in everything if series.notna().any())
    last = max(int(series.dropna().index.max()) for series in everything if series.notna().any())
    limits = _limits([float(value) for series in everything for value in series])
    with drawing():
        page, grid = _sheet_of([one.name for one in panels], _beside(panels, unit))
        for place, (ax, one) in enumerate(zip(grid, panels, strict=True)):
            draw_panel(ax, one, range(first, last + 1), limits)
            _name_panel(ax, one, unit, scale=place % _columns(len(panels)) == 0)
        write_legend(grid[-_in_last_row(len(panels))], YEARS + 0.13, _marks(own, other))
        return around.figure(page, _panels_text(panels, unit, other))


def draw_panel(ax: Axes, one: Panel, years: range, limits: tuple[float, float]) -> Axes:
    """Draw the lines of one panel; they break where a year has no value."""
    bare(ax).set(xlim=(years[0] - 0.5, years[-1] + 0.5), ylim=limits)
    ax.spines["bottom"].set_visible(True)
    ax.yaxis.set_major_locator(MaxNLocator(3, steps=[1, 2, 2.5, 5, 10]))
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=True, axis="y", color=theme.PALE, linewidth=0.8)
    ax.set_axisbelow(True)
    styles = LINES[len(one.series) - 1 :: -1]
    for series, style in zip(one.series, styles, strict=True):
        whole = series.reindex(years)
        ax.plot(years, whole, zorder=3, **style | {"markersize": 1.8})
    ends = sorted({years[0], years[-1]})
    ax.set_xticks(ends, [str(year) for year in ends])
    ax.tick_params(axis="x", length=3)
    return ax


def _columns(number: int) -> int:
    """Return how many panels stand beside each other: four are two rows of two."""
    return min(number, 2 if number in (2, 4) else MOST_BESIDE)


def _in_last_row(number: int) -> int:
    return (number - 1) % _columns(number) + 1


def _beside(panels: Sequence[Panel], unit: Unit) -> float:
    """Return how much room the last values need, in inches."""
    last = [unit.write(one.values.dropna().iloc[-1]) for one in panels if one.values.notna().any()]
    widest = max((text_width(text, bold=True) for text in last), default=0.0)
    return RIGHT + widest * theme.SIZE_SMALL / 72


def _sheet_of(names: Sequence[str], beside: float) -> tuple[Sheet, list[Axes]]:
    """Return a sheet and axes for each panel, row by row, under its wrapped name.

    ``beside`` is the room right of each panel in inches.
    """
    columns = _columns(len(names))
    width = theme.WIDTH / columns
    wrapped = [wrap_to(name, width - 2 * MARGIN, bold=True, lines=4) for name in names]
    head = LINE * max(text.count("\n") + 1 for text in wrapped) + 0.08
    rows = math.ceil(len(names) / columns)
    row = head + HEIGHT + YEARS
    page = sheet(rows * row + FOOT)
    grid = []
    for place, text in enumerate(wrapped):
        down, across = divmod(place, columns)
        left, below = across * width + LEFT, FOOT + (rows - 1 - down) * row + YEARS
        ax = panel(page, left, below, theme.WIDTH - left - width + LEFT + beside,
                   rows * row + FOOT - below - HEIGHT)  # fmt: skip
        write_around(ax, MARGIN - LEFT, -0.06, text, va="bottom", fontweight="bold",
                     fontsize=theme.SIZE)  # fmt: skip
        grid.append(ax)
    return page, grid


def _name_panel(ax: Axes, one: Panel, unit: Unit, *, scale: bool) -> None:
    """Write the last value beside the end of the line, and the scale of a row once."""
    known = one.values.dropna()
    if len(known):
        ax.annotate(unit.write(known.iloc[-1]), (known.index[-1], float(known.iloc[-1])), (5, 0),
                    "data", "offset points", va="center_baseline", color=theme.AREA,
                    fontsize=theme.SIZE_SMALL, fontweight="bold")  # fmt: skip
    german_ticks(ax, "y")
    if not scale:
        ax.set_yticklabels([])


def _limits(numbers: Sequence[float]) -> tuple[float, float]:
    low, high = float(np.nanmin(numbers)), float(np.nanmax(numbers))
    margin = (high - low) * 0.12 or abs(high) * 0.1 or 1.0
    return (0.0 if 0 <= low < high / 2 else low - margin), high + margin


def _marks(own: str, other: str) -> list[tuple[dict[str, object], str]]:
    thick: dict[str, object] = {**LINES[0], "marker": "_", "markersize": 11, "markeredgewidth": 2.2}
    thin: dict[str, object] = {**LINES[1], "marker": "_", "markersize": 11, "markeredgewidth": 1.3}
    return [(thick, own), *([(thin, other)] if other else [])]


def _panels_text(panels: Sequence[Panel], unit: Unit, other: str) -> str:
    said = [f"{one.name}: {_from_to(one.values, unit)}" for one in panels]
    compared = next((one.other for one in panels if one.other is not None), None)
    same = all(one.other is None or one.other is compared for one in panels)
    if other and compared is not None and same:
        said.append(f"{other}: {_from_to(compared, unit)}")
    return f"{len(panels)} kleine Liniendiagramme mit gleicher Skala. {'; '.join(said)}."


def _from_to(values: pd.Series, unit: Unit) -> str:
    known = values.dropna()
    if known.empty:
        return "keine Werte"
    text = f"{unit.write(known.iloc[0])} ({known.index[0]})"
    if len(known) > 1:
        text += f", {unit.write(known.iloc[-1])} ({known.index[-1]})"
    return text
