"""The population pyramid: age groups by sex, men on the left, women on the right.

Bars are shares of all people, so both sides together make 100 per cent and two areas of
different size can be laid side by side; their scale is the same in all areas of a region.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sozialraum.display import theme
from sozialraum.display.around import Around, Unit, Who
from sozialraum.display.blocks import Figure
from sozialraum.display.drawing import drawing, german_ticks, grid
from sozialraum.display.rows import (
    PARENT_MARKS,
    Numbers,
    axes_size,
    row_panel,
    write_around,
    write_legend,
)

SHARE = Unit("%", 1)
SIDES = (-1, 1)
"""Men lie on the left of zero, women on the right."""


def pyramid(sexes: Mapping[str, pd.DataFrame], who: Who, around: Around) -> Figure:
    """Return the population pyramid of an area, its largest parent marked on the bars.

    Parameters
    ----------
    sexes
        Two tables, left side first, by what they are called („Männer“, „Frauen“).  One row
        per age group, youngest first; columns ``wert`` and one for each parent, in per cent
        of all people; ``attrs["hoechstens"]`` is the largest share in any area.
    who, around
        Names and text around the picture.
    """
    for shares in sexes.values():
        around.demand_values(shares["wert"])
    oldest_first = {sex: shares.iloc[::-1] for sex, shares in sexes.items()}
    columns = [
        Numbers(sex, tuple(map(SHARE.write, shares["wert"])), bold=True)
        for sex, shares in oldest_first.items()
    ]
    groups = [str(name) for name in next(iter(oldest_first.values())).index]
    with drawing():
        page, ax = row_panel(groups, columns, 0.44, row=0.18, left=1.1)
        draw_pyramid(ax, oldest_first, who)
        _write_sides(ax, list(sexes))
        write_legend(ax, 0.33, _marks(who))
        return around.figure(page, _pyramid_text(sexes, who))


def draw_pyramid(ax: Axes, sexes: Mapping[str, pd.DataFrame], who: Who) -> Axes:
    """Draw the bars of both sides from the middle outwards and the marks of a parent."""
    tables = list(sexes.values())
    end = max(_largest(shares, who) for shares in tables) * 1.06
    ax.set_xlim(-end, end)
    grid(ax, "x")
    for side, shares in zip(SIDES, tables, strict=True):
        rows = range(len(shares))
        ax.barh(rows, side * shares["wert"], height=0.66, color=theme.BAR, zorder=2)
        for parent in who.parents[:1]:
            marks = PARENT_MARKS[0] | {"markersize": 9}
            ax.plot(side * shares[parent], rows, linestyle="none", zorder=3, **marks)
    ax.axvline(0, color=theme.PAPER, linewidth=1.4, zorder=4)
    german_ticks(ax, "x", unit="\u202f%")
    unsigned = [label.get_text().lstrip("−-") for label in ax.get_xticklabels()]
    ax.set_xticks(ax.get_xticks(), unsigned)
    return ax


def _largest(shares: pd.DataFrame, who: Who) -> float:
    drawn = np.nanmax(shares[["wert", *who.parents[:1]]].to_numpy(dtype=float))
    return max(float(drawn), float(shares.attrs.get("hoechstens", 0.0)))


def _write_sides(ax: Axes, names: list[str]) -> None:
    middle = axes_size(ax)[0] / 2
    for side, name, align in zip(SIDES, names, ("right", "left"), strict=True):
        word = f"◂ {name}" if side < 0 else f"{name} ▸"
        write_around(ax, middle + side * 0.08, -0.05, word, ha=align, va="bottom")


def _marks(who: Who) -> list[tuple[dict[str, object], str]]:
    bar: dict[str, object] = {"marker": "s", "color": theme.BAR, "markersize": 6.5}
    parents = [(PARENT_MARKS[0] | {"markersize": 9}, parent) for parent in who.parents[:1]]
    return [(bar, who.area), *parents]


def _pyramid_text(sexes: Mapping[str, pd.DataFrame], who: Who) -> str:
    said = [
        f"{sex}: {', '.join(f'{n} {SHARE.write(v)}' for n, v in shares['wert'].items())}"
        for sex, shares in sexes.items()
    ]
    return (
        f"Bevölkerungspyramide von {who.area}, Anteile an der ganzen Bevölkerung nach Alter "
        f"in Jahren und Geschlecht. {'; '.join(said)}."
    )
