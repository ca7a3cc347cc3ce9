"""The chart of strengths and needs, in public health called a spine chart.

Each row has a scale of its own: the comparison area stands in the middle, all areas
reach from the paler bar's left to its right end, and values that speak for a need lie on
the left whatever the indicator counts.  Context indicators never enter.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sozialraum.display import theme
from sozialraum.display.around import Around, Unit, Who
from sozialraum.display.blocks import Figure
from sozialraum.display.drawing import drawing
from sozialraum.display.rows import (
    Numbers,
    axes_size,
    row_panel,
    write_around,
    write_legend,
)
from sozialraum.errors import RoleError

ROW, NAMES = 0.28, 2.55
"""Height of a row and width of the names in inches."""

STRENGTH, NEED, UNDECIDED = "Stärke", "Bedarf", "offen"

SHORT_UNITS = ("", "Anzahl", "%", "€", "km", "m²", "€/m²")

MARKS: dict[str, dict[str, Any]] = {
    STRENGTH: {"marker": "o", "color": theme.STRENGTH, "markersize": 7},
    NEED: {"marker": "D", "color": theme.NEED, "markersize": 6.2},
    UNDECIDED: {
        "marker": "o",
        "color": theme.PAPER,
        "markersize": 6.5,
        "markeredgecolor": theme.UNDECIDED,
        "markeredgewidth": 1.6,
    },
}
"""Shape and filling tell the directions apart in black and white."""


def spine(rows: pd.DataFrame, who: Who, around: Around) -> Figure:
    """Return the chart of strengths and needs of one area.

    Parameters
    ----------
    rows
        One row per indicator with its name as index; columns ``einheit``,
        ``nachkommastellen``, ``rolle``, ``polaritaet`` (1: a high value speaks for a
        need, -1: a low one does), ``wert``, ``vergleich`` (the parent), ``min``, ``q1``,
        ``q3``, ``max`` of all areas, ``unten``, ``oben`` (95 % interval, NaN: none),
        ``erkennbar`` (whether the difference is recognisable; None: not tested).
    who, around
        Names and text around the picture; ``who.parents[0]`` stands in the middle.

    Raises
    ------
    RoleError
        If an indicator of role kontext or without polarity is among the rows.
    """
    _refuse_directionless(rows)
    around.demand_values(rows["wert"])
    with drawing():
        page, ax = row_panel(_names(rows), _columns(rows, who), 0.44, row=ROW, left=NAMES)
        draw_spine(ax, rows)
        _write_sides(ax)
        _write_legend(ax, who)
        return around.figure(page, _spine_text(rows, who))


def draw_spine(ax: Axes, rows: pd.DataFrame) -> Axes:
    """Draw the ranges, the middle line, the intervals and the marks."""
    ax.set_xlim(-1.05, 1.05)
    ax.plot([0, 0], [-0.5, len(rows) - 0.5], color=theme.PARENT, linewidth=1.4, zorder=3)
    place, y = positions(rows), np.arange(len(rows))
    ax.hlines(y, place["min"], place["max"], color=theme.ALL_AREAS, linewidth=10)
    ax.hlines(y, place["q1"], place["q3"], color=theme.ALL_AREAS_MIDDLE, linewidth=10, zorder=2)
    ax.hlines(y, place["unten"], place["oben"], color=theme.INK, linewidth=1, zorder=4)
    found = np.array([direction(row) for _, row in rows.iterrows()])
    for way, mark in MARKS.items():
        chosen = found == way
        ax.plot(place["wert"][chosen], y[chosen], linestyle="none", zorder=5, **mark)
    return ax


def positions(rows: pd.DataFrame) -> pd.DataFrame:
    """Return where values lie: 0 the parent, -1 the end of the side of need, 1 of strength."""
    columns = ["min", "q1", "q3", "max", "unten", "oben", "wert"]
    away = rows[columns].astype(float).sub(rows["vergleich"].astype(float), axis=0)
    reach = away[["min", "max", "wert"]].abs().max(axis=1).replace(0.0, 1.0)
    return away.mul(-rows["polaritaet"] / reach, axis=0).clip(-1.0, 1.0)


def direction(row: pd.Series) -> str:
    """Return what the area's difference from its parent speaks for.

    >>> direction(pd.Series({"wert": 9.1, "vergleich": 7.8, "polaritaet": 1, "erkennbar": True}))
    'Bedarf'
    """
    difference = row["polaritaet"] * (row["wert"] - row["vergleich"])
    tested_without_result = row["erkennbar"] is not None and not row["erkennbar"]
    if not difference or not math.isfinite(difference) or tested_without_result:
        return UNDECIDED
    return NEED if difference > 0 else STRENGTH


def _refuse_directionless(rows: pd.DataFrame) -> None:
    directionless = (rows["rolle"] == "kontext") | (rows["polaritaet"] == 0)
    names = [str(name) for name in rows.index[directionless]]
    if names:
        raise RoleError(
            "Größen ohne Richtung (Kontext, Beleg) stehen nicht im Stärken-Schwächen-Bild: "
            f"{', '.join(names)}."
        )


def _names(rows: pd.DataFrame) -> list[str]:
    """Return the names; a unit that is too long for the numbers stands here."""
    units = [unit if unit not in SHORT_UNITS else "" for unit in rows["einheit"]]
    named = zip(map(str, rows.index), units, strict=True)
    return [f"{name} ({unit})" if unit and unit not in name else name for name, unit in named]


def _columns(rows: pd.DataFrame, who: Who) -> list[Numbers]:
    short = [_unit(row) for _, row in rows.iterrows()]
    short = [unit if unit.name in SHORT_UNITS else Unit("", unit.decimals) for unit in short]
    own = tuple(u.write(value) for u, value in zip(short, rows["wert"], strict=True))
    parent = tuple(u.write(value) for u, value in zip(short, rows["vergleich"], strict=True))
    line = {"marker": "|", "color": theme.PARENT, "markersize": 10, "markeredgewidth": 1.6}
    return [Numbers(who.area, own, bold=True), Numbers(who.parents[0], parent, line)]


def _write_sides(ax: Axes) -> None:
    right = axes_size(ax)[0]
    write_around(ax, 0, -0.05, "◂ spricht für Bedarf", va="bottom", color=theme.NEED)
    write_around(ax, right, -0.05, "spricht für Stärke ▸", va="bottom", ha="right",
                 color=theme.STRENGTH)  # fmt: skip


def _write_legend(ax: Axes, who: Who) -> None:
    found = [
        (MARKS[NEED], "spricht für Bedarf"),
        (MARKS[STRENGTH], "spricht für Stärke"),
        (MARKS[UNDECIDED], "Unterschied nicht erkennbar"),
        ({"marker": "_", "color": theme.INK, "markersize": 12}, "95-%-Intervall"),
    ]
    square = {"marker": "s", "markersize": 7.5}
    ranges = [
        (square | {"color": theme.ALL_AREAS}, f"Spanne {who.all_areas}"),
        (square | {"color": theme.ALL_AREAS_MIDDLE}, "mittlere Hälfte davon"),
    ]
    write_legend(ax, 0.15, found)
    write_legend(ax, 0.33, ranges)


def _spine_text(rows: pd.DataFrame, who: Who) -> str:
    found = {name: direction(row) for name, row in rows.iterrows()}
    counts = [list(found.values()).count(way) for way in (NEED, STRENGTH, UNDECIDED)]
    said = [
        f"{name}: {_unit(row).write(row['wert'])}, {who.parents[0]} "
        f"{_unit(row).write(row['vergleich'])}, {found[name]}"
        for name, row in rows.iterrows()
    ]
    return (
        f"Stärken-Schwächen-Bild von {who.area}, verglichen mit {who.parents[0]}: "
        f"{counts[0]} Größen sprechen für Bedarf, {counts[1]} für Stärke, {counts[2]} "
        f"unterscheiden sich nicht erkennbar. {'; '.join(said)}."
    )


def _unit(row: pd.Series) -> Unit:
    return Unit(str(row["einheit"]), int(row["nachkommastellen"]))
