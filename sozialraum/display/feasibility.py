"""Matrix Bedarf × Machbarkeit: how strong a need is against what can be done about it.

Rows are words of feasibility, the place from left to right is the score.  Each need has a
line of its own in its row, so no name hides another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes

from sozialraum.analysis.chain import FEASIBILITY, STATUSES, Need
from sozialraum.analysis.model import Model, standard
from sozialraum.display import theme
from sozialraum.display.around import Around
from sozialraum.display.blocks import Figure, Note
from sozialraum.display.drawing import bare, drawing, panel, sheet, wrap
from sozialraum.display.rows import axes_size, write_around, write_legend
from sozialraum.formats import write_number

WORDS = ("machbar", "teilweise\nmachbar", "zurzeit nicht\nmachbar", "nicht\neingeschätzt")
"""How the words of feasibility stand on the axis."""

LEFT, FOOT, HEAD = 1.05, 0.58, 0.24
LINE, AROUND_LABEL, LEAST_BAND = 0.122, 0.08, 0.36
LETTER = 0.056
"""Inches: margins, line of a label, space around it, lowest row, width of a letter."""

MOST_LETTERS, BESIDE = 46, 0.11

MARKS: dict[str, dict[str, Any]] = {
    "bestätigt": {"marker": "o", "color": theme.AREA, "markersize": 7},
    "einfach belegt": {
        "marker": "o", "color": theme.PAPER, "markersize": 6.5, "markeredgecolor": theme.AREA,
        "markeredgewidth": 1.6,
    },
    "widersprüchlich": {"marker": "D", "color": theme.NEED, "markersize": 6},
    "offen": {"marker": "x", "color": theme.UNDECIDED, "markersize": 6, "markeredgewidth": 1.6},
}  # fmt: skip


@dataclass(frozen=True)
class Label:
    """The name of a need in lines, and whether it stands right of its dot."""

    need: Need
    lines: str
    right: bool

    @property
    def height(self) -> float:
        """Inches that it takes."""
        return LINE * (self.lines.count("\n") + 1) + AROUND_LABEL


def feasibility(needs: Iterable[Need], model: Model | None = None) -> Figure | Note:
    """Return the matrix of needs: score from left to right, feasibility from top to bottom.

    Parameters
    ----------
    needs
        Needs that may be shown.
    model
        The numbers: end of the scale and thresholds of the proposal; None for those of
        model.toml.
    """
    numbers = model or standard()
    listed = sorted(needs, key=lambda need: (-need.score, need.id))
    if not listed:
        return Note("Es sind noch keine Bedarfe eingetragen.")
    width = theme.WIDTH - LEFT - 0.1
    bands = [
        [_label(need, numbers, width) for need in listed if need.feasibility == word]
        for word in FEASIBILITY
    ]
    heights = [max(LEAST_BAND, sum(label.height for label in band) + 0.04) for band in bands]
    with drawing():
        page = sheet(sum(heights) + FOOT + HEAD)
        ax = bare(panel(page, LEFT, FOOT, 0.1, HEAD))
        ax.set(xlim=(0, numbers.hoechstens), ylim=(sum(heights), 0))
        _draw_frame(ax, heights, numbers)
        for number, band in enumerate(bands):
            _draw_band(ax, band, sum(heights[:number]), heights[number])
        _write_axis(ax, numbers, [status for status in STATUSES if _occurs(status, listed)])
        return _around(numbers).figure(page, _text(listed))


def _label(need: Need, model: Model, width: float) -> Label:
    """Return the label on the side of the dot that has more room, in as many lines as needed."""
    x = need.score / model.hoechstens * width
    right = width - x >= x
    room = (width - x if right else x) - BESIDE
    letters = min(MOST_LETTERS, int(room / LETTER))
    return Label(need, wrap(need.text, letters, lines=4), right)


def _draw_frame(ax: Axes, heights: Sequence[float], model: Model) -> None:
    top = 0.0
    for word, height in zip(WORDS, heights, strict=True):
        ax.text(-LEFT / axes_size(ax)[0], top + height / 2, word, va="center", linespacing=1.1,
                transform=ax.get_yaxis_transform())  # fmt: skip
        top += height
        ax.axhline(top, xmin=-LEFT / axes_size(ax)[0], color=theme.RULE, linewidth=0.6,
                   clip_on=False)  # fmt: skip
    ax.axhline(0, xmin=-LEFT / axes_size(ax)[0], color=theme.INK, linewidth=0.6, clip_on=False)
    for tick in range(round(model.hoechstens) + 1):
        ax.axvline(tick, color=theme.PALE, linewidth=0.8, zorder=0)
    for x in (model.moeglich, model.naheliegend):
        ax.axvline(x, color=theme.DOTS, linewidth=0.9, linestyle=(0, (4, 2)), zorder=1)


def _draw_band(ax: Axes, band: Sequence[Label], top: float, height: float) -> None:
    y = top + (height - sum(label.height for label in band)) / 2
    per_inch = ax.get_xlim()[1] / axes_size(ax)[0]
    for label in band:
        middle, need = y + label.height / 2, label.need
        side = 1 if label.right else -1
        ax.plot(need.score, middle, linestyle="none", zorder=4, clip_on=False,
                **MARKS[need.status])  # fmt: skip
        ax.text(need.score + side * BESIDE * per_inch, middle, label.lines, va="center",
                ha="left" if label.right else "right", linespacing=1.05, zorder=3,
                fontsize=theme.SIZE_SMALL,
                bbox={"facecolor": theme.PAPER, "edgecolor": "none", "pad": 0.6})  # fmt: skip
        y += label.height


def _write_axis(ax: Axes, model: Model, statuses: Sequence[str]) -> None:
    per_point = axes_size(ax)[0] / model.hoechstens
    muted = {"color": theme.MUTED, "va": "center"}
    for tick in range(round(model.hoechstens) + 1):
        write_around(ax, tick * per_point, 0.1, str(tick), ha="center", **muted)
    write_around(ax, -LEFT, 0.1, "Punktzahl", **muted)
    write_around(ax, 0, 0.25, "◂ schwach belegt, Angebot reicht", **muted)
    write_around(ax, axes_size(ax)[0], 0.25, "stark belegt, große Lücke ▸", ha="right", **muted)
    for x, word in ((model.moeglich, "möglich"), (model.naheliegend, "naheliegend")):
        write_around(ax, x * per_point, -0.04, f"ab hier „{word}“", ha="center", va="bottom",
                     color=theme.MUTED)  # fmt: skip
    write_legend(ax, 0.46, [(MARKS[status], status) for status in statuses])


def _occurs(status: str, needs: Sequence[Need]) -> bool:
    return any(need.status == status for need in needs)


def _around(model: Model) -> Around:
    return Around(
        "Bedarf und Machbarkeit",
        note="Machbarkeit: Personal, Auftrag und Partner, wie eingetragen; sie fließt nicht in "
        "die Punktzahl ein. Gestrichelt: ab welcher Punktzahl ein Eckpunkt „möglich“ "
        f"({write_number(model.moeglich, 2)}) und „naheliegend“ "
        f"({write_number(model.naheliegend, 2)}) heißt.",
    )


def _text(needs: Sequence[Need]) -> str:
    words = dict(zip(FEASIBILITY, (word.replace("\n", " ") for word in WORDS), strict=True))
    said = [
        f"{need.text.rstrip('.')}: Punktzahl {write_number(need.score, 2)}, {need.status}, "
        f"{words[need.feasibility]}"
        for need in needs
    ]
    return f"Matrix von {len(needs)} Bedarfen nach Punktzahl und Machbarkeit. {'; '.join(said)}."
