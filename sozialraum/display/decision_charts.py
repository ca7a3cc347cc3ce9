"""Charts of the choice: how robust it is, what can be done, how much is known.

The calculation proposes, the specialist decides.  Shares of calculation routes are no
probabilities, feasibility is no part of the score, and too little evidence is „offen“.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from sozialraum.analysis.chain import Focus
from sozialraum.analysis.focus_routes import SHARES_ARE, Robustness
from sozialraum.analysis.model import Model, standard
from sozialraum.display import theme
from sozialraum.display.around import Around
from sozialraum.display.blocks import Figure, Note, Text
from sozialraum.display.drawing import drawing
from sozialraum.display.feasibility import feasibility
from sozialraum.display.goals import goals
from sozialraum.display.rows import Numbers, axes_size, row_panel, write_around, write_legend
from sozialraum.display.stacks import LEAST, Shade, draw_stack
from sozialraum.formats import write_number, write_value
from sozialraum.programme import ECKPUNKTE

__all__ = ["acceptability", "density", "feasibility", "goals", "routes"]

RANKS = (
    Shade("#0b5a8f", theme.PAPER),
    Shade("#72a5c8", theme.INK),
    Shade("#b9cbd8", theme.INK),
    Shade("#e4e9ed", theme.INK),
)
"""Looks of the ranks 1 to 4, from dark to light."""

NAMES = 1.88
GAP, BARS, COUNTS = 0.35, 0.8, 2.15
"""Between the scale and the bars of density, length of the longest, and room for what is written
beside them, in points of score."""

FOUND: dict[str, Any] = {"marker": "o", "color": theme.AREA, "markersize": 7}
OPEN: dict[str, Any] = {
    "marker": "o", "color": theme.PAPER, "markersize": 6.5,
    "markeredgecolor": theme.UNDECIDED, "markeredgewidth": 1.6,
}  # fmt: skip


def acceptability(robustness: Robustness) -> Figure | Note:
    """Return how often each Eckpunkt had which rank on the draws; a note if nothing compares."""
    found = robustness.acceptability
    if found is None:
        return Note(robustness.sentence)
    codes = [*robustness.rated, *robustness.open]
    with drawing():
        page, ax = row_panel([ECKPUNKTE[code] for code in codes], [], 0.24, row=0.42, left=NAMES)
        ax.set_xlim(0, 100)
        for y, code in enumerate(robustness.rated):
            draw_stack(ax, y, 100 * found.ranks.loc[code], RANKS)
        for y in range(len(robustness.rated), len(codes)):
            ax.text(0, y, "offen: erheben (zu wenige Arten von Belegen)", va="center_baseline",
                    color=theme.MUTED, fontsize=theme.SIZE_SMALL)  # fmt: skip
        write_around(ax, 0, -0.05, "Anteil der Rechenwege in Prozent", va="bottom",
                     color=theme.MUTED)  # fmt: skip
        write_legend(ax, 0.14, _rank_marks(len(robustness.rated)))
        return _acceptability_around(robustness).figure(page, _ranks_text(robustness))


def _rank_marks(number: int) -> list[tuple[dict[str, Any], str]]:
    square = {"marker": "s", "markersize": 7.5}
    return [
        (square | {"color": shade.fill}, f"Platz {rank}")
        for rank, shade in enumerate(RANKS[:number], start=1)
    ]


def _acceptability_around(robustness: Robustness) -> Around:
    return Around(
        f"Wie oft welcher Eckpunkt vorn liegt: {SHARES_ARE}",
        note=f"{write_number(robustness.draws)} Rechenwege, Startwert {robustness.seed}. Von "
        f"{robustness.of} Rechenwegen, die nur eines ändern, bleibt die Reihenfolge in "
        f"{robustness.stable} gleich.",
    )


def routes(robustness: Robustness) -> Text:
    """Return what the calculation routes vary and what not: belongs below the chart."""
    return Text(
        (
            f"Verändert: {'; '.join(robustness.varied)}.",
            f"Nicht verändert: {'; '.join(robustness.fixed)}.",
        )
    )


def _ranks_text(robustness: Robustness) -> str:
    found = robustness.acceptability
    said = [
        f"{ECKPUNKTE[code]}: {_ranks_of(found.ranks.loc[code])}"
        for code in (robustness.rated if found else ())
        if found
    ]
    said += [f"{ECKPUNKTE[code]}: offen, zu erheben" for code in robustness.open]
    return f"Gestapelte Balken, {SHARES_ARE}. {'; '.join(said)}. {robustness.sentence}"


def _ranks_of(shares: pd.Series) -> str:
    return ", ".join(
        f"Platz {rank} in {_percent(100 * share)}" for rank, share in shares.items() if share > 0
    )


def _percent(share: float) -> str:
    """Return a share; one that would be rounded to nothing is not nothing."""
    return f"weniger als {write_value(1, '%', 0)}" if share < LEAST else write_value(share, "%", 0)


def density(focus: Mapping[str, Focus], model: Model | None = None) -> Figure:
    """Return the score of each Eckpunkt and beside it how much evidence is behind it.

    Parameters
    ----------
    focus
        All four Eckpunkte by code.
    model
        The numbers: thresholds of the proposal, end of the scale; None for those of
        model.toml.
    """
    numbers = model or standard()
    names = [ECKPUNKTE[code] for code in focus]
    scores = tuple(write_number(one.score, 2) for one in focus.values())
    with drawing():
        page, ax = row_panel(names, [Numbers("Punktzahl", scores, bold=True)], 0.3, left=NAMES)
        most = max((one.pieces for one in focus.values()), default=0) or 1
        ax.set_xlim(-0.15, numbers.hoechstens + GAP + BARS + COUNTS)
        _draw_scale(ax, len(names), numbers)
        for y, one in enumerate(focus.values()):
            _draw_focus(ax, y, one, numbers.hoechstens + GAP, most)
        _write_words(ax, numbers)
        marks = [(FOUND, "rechnerischer Vorschlag"), (OPEN, "offen: erheben")]
        write_legend(ax, 0.22, marks)
        return _density_around(numbers).figure(page, _density_text(focus))


def _draw_scale(ax: Axes, rows: int, model: Model) -> None:
    """Draw the ends of the scale and the thresholds of the proposal."""
    top, foot = -0.5, rows - 0.5
    for tick in range(round(model.hoechstens) + 1):
        ax.plot([tick, tick], [top, foot], color=theme.PALE, linewidth=0.8, zorder=1)
        ax.text(tick, foot + 0.08, str(tick), ha="center", va="top", color=theme.MUTED,
                fontsize=theme.SIZE_SMALL)  # fmt: skip
    for x in (model.moeglich, model.naheliegend):
        ax.plot([x, x], [top, foot], color=theme.INK, linewidth=1, linestyle=(0, (4, 2)), zorder=2)


def _draw_focus(ax: Axes, y: int, one: Focus, left: float, most: int) -> None:
    ax.plot([0, one.score], [y, y], color=theme.DOTS, linewidth=1.2, zorder=2)
    ax.plot(one.score, y, linestyle="none", zorder=4, **(OPEN if one.open else FOUND))
    length = BARS * one.pieces / most
    ax.barh(y, length, left=left, height=0.4, color=theme.BAR, zorder=2)
    ax.text(left + length + 0.1, y, _counted(one), va="center_baseline",
            fontsize=theme.SIZE_SMALL)  # fmt: skip


def _counted(one: Focus) -> str:
    pieces = "1 Beleg" if one.pieces == 1 else f"{one.pieces} Belege"
    if not one.pieces:
        return "keine Belege"
    return f"{pieces}, {'1 Art' if one.kinds == 1 else f'{one.kinds} Arten'}"


def _write_words(ax: Axes, model: Model) -> None:
    low, high = ax.get_xlim()
    per_point = axes_size(ax)[0] / (high - low)
    zones = (
        (0.0, model.moeglich, "derzeit nicht\nvordringlich"),
        (model.moeglich, model.naheliegend, "möglich"),
        (model.naheliegend, model.hoechstens, "naheliegend"),
    )
    for start, end, word in zones:
        middle = ((start + end) / 2 - low) * per_point
        write_around(ax, middle, -0.05, word, ha="center", va="bottom", color=theme.MUTED)
    beside = (model.hoechstens + GAP - low) * per_point
    write_around(ax, beside, -0.05, "Belegdichte", va="bottom", color=theme.MUTED)


def _density_around(model: Model) -> Around:
    return Around(
        "Punktzahl und Belegdichte je Eckpunkt",
        note=f"Gestrichelt: Schwellen „möglich“ ab {write_number(model.moeglich, 2)} und "
        f"„naheliegend“ ab {write_number(model.naheliegend, 2)}. Mit weniger als "
        f"{write_number(model.mindestarten)} Arten von Belegen bleibt ein Eckpunkt offen; das "
        "heißt nicht, dass es keinen Bedarf gibt. Der Vorschlag ist gerechnet, entschieden wird "
        "von der Fachkraft.",
    )


def _density_text(focus: Mapping[str, Focus]) -> str:
    said = [
        f"{ECKPUNKTE[code]}: Punktzahl {write_number(one.score, 2)}, {one.proposal}, "
        f"{_counted(one)}"
        for code, one in focus.items()
    ]
    return f"Punktdiagramm mit Belegdichte. {'; '.join(said)}."
