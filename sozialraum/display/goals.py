"""Goals looked back on: planned and actual as bars where they are numbers, else as a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from sozialraum.display import theme
from sozialraum.display.around import Around
from sozialraum.display.blocks import Block, Column, Figure, Note, Table
from sozialraum.display.drawing import drawing
from sozialraum.display.rows import Numbers, row_panel, write_legend
from sozialraum.display.several import Blocks
from sozialraum.formats import MISSING, read_number, write_number

NUMBER = re.compile(r"([−-]?\d[\d.]*(?:,\d+)?)\s*(.*)", re.DOTALL)
SHORT_UNITS = ("", "%", "€", "h")
LOW, HIGH = -0.12, 1.25
"""Ends of the picture: 0 is where a goal starts, 1 is reached."""

NOT_YET = "noch offen"
TARGET: dict[str, Any] = {
    "marker": "|", "color": theme.INK, "markersize": 13, "markeredgewidth": 2.2,
}  # fmt: skip
PLANNED: dict[str, Any] = {"marker": "s", "color": theme.ALL_AREAS, "markersize": 7.5}
ACTUAL: dict[str, Any] = {"marker": "s", "color": theme.AREA, "markersize": 6}


@dataclass(frozen=True)
class Measured:
    """A goal in numbers; ``start`` is 0 and ``begins`` says so where nothing was measured."""

    name: str
    unit: str
    begins: str
    start: float
    target: float
    actual: float | None

    @property
    def way(self) -> float | None:
        """How much of the way from start to target is done: 1 is all of it."""
        if self.actual is None:
            return None
        return (self.actual - self.start) / (self.target - self.start)


def goals(ziele: pd.DataFrame) -> Blocks | Note:
    """Return what was planned and what became of it.

    Parameters
    ----------
    ziele
        Goals with index ``id``: ``ziel``, ``indikator``, ``ausgangswert``, ``zielwert``,
        ``ist``, ``bewertung``.  Where start, target and actual begin with a number and go
        on with the same words, the goal becomes a bar.
    """
    if ziele.empty:
        return Note("Für dieses Jahr sind keine Ziele eingetragen.")
    found = [(row, measured(row)) for _, row in ziele.iterrows()]
    bars = [one for _, one in found if one is not None]
    others = [row for row, one in found if one is None]
    shown: list[Block] = [_bars(bars)] if bars else []
    shown += [_table(others)] if others else []
    return Blocks(tuple(shown))


def measured(row: pd.Series) -> Measured | None:
    """Return a goal in numbers, None if it is not in numbers.

    >>> row = {"indikator": "Kitas", "ausgangswert": "0 von 3", "zielwert": "3 von 3", "ist": ""}
    >>> measured(pd.Series(row)).target
    3.0
    """
    target, start, actual = (
        _number(str(row[name])) for name in ("zielwert", "ausgangswert", "ist")
    )
    if target is None or (actual is None and str(row["ist"]).strip()):
        return None
    if any(one and one[1] not in ("", target[1]) for one in (start, actual)):
        return None
    begin = start[0] if start else 0.0
    if begin == target[0]:
        return None
    return Measured(
        str(row["indikator"]), target[1], str(row["ausgangswert"]) if not start else "",
        begin, target[0], actual[0] if actual else None,
    )  # fmt: skip


def _number(text: str) -> tuple[float, str] | None:
    """Return the number that a text begins with and the words that follow."""
    match = NUMBER.fullmatch(text.strip())
    try:
        return (read_number(match[1]), match[2].strip()) if match else None
    except ValueError:  # a date or a number written otherwise: the table shows it as it is
        return None


def _bars(found: Sequence[Measured]) -> Figure:
    columns = [
        Numbers("Ausgang", tuple(_begin(one) for one in found)),
        Numbers("Ziel", tuple(_write(one, one.target) for one in found), TARGET),
        Numbers("Ist", tuple(_write(one, one.actual) for one in found), ACTUAL, bold=True),
    ]
    with drawing():
        page, ax = row_panel([_name(one) for one in found], columns, 0.3)
        ax.set_xlim(LOW, HIGH)
        for y, one in enumerate(found):
            _draw_bar(ax, y, one)
        write_legend(ax, 0.2, [(PLANNED, "geplanter Weg"), (ACTUAL, "zurückgelegt"),
                               (TARGET, "Ziel erreicht")])  # fmt: skip
        return _around(found).figure(page, _text(found))


def _draw_bar(ax: Axes, y: int, one: Measured) -> None:
    ax.barh(y, 1, height=0.5, color=theme.ALL_AREAS, zorder=2)
    if one.way is not None:
        done = min(max(one.way, LOW), HIGH)
        ax.barh(y, done, height=0.2, color=theme.AREA, zorder=3)
        if done in (LOW, HIGH):
            ax.plot(done, y, ">" if done == HIGH else "<", color=theme.AREA, markersize=6,
                    clip_on=False, zorder=4)  # fmt: skip
    ax.plot([0, 0], [y - 0.25, y + 0.25], color=theme.MUTED, linewidth=0.8, zorder=3)
    ax.plot(1, y, linestyle="none", zorder=4, **TARGET)


def _name(one: Measured) -> str:
    """Return what is measured, with the unit where neither name nor numbers carry it."""
    said = one.unit in SHORT_UNITS or one.unit.casefold() in one.name.casefold()
    return one.name if said else f"{one.name} ({one.unit})"


def _begin(one: Measured) -> str:
    return MISSING if one.begins else _write(one, one.start)


def _write(one: Measured, value: float | None) -> str:
    if value is None:
        return NOT_YET
    text = _plain(value)
    return f"{text}\u202f{one.unit}" if one.unit in SHORT_UNITS[1:] else text


def _plain(value: float) -> str:
    decimals = next((d for d in (0, 1, 2) if abs(value - round(value, d)) < 1e-9), 3)
    return write_number(value, decimals)


def _around(found: Sequence[Measured]) -> Around:
    notes = ["Jede Zeile hat ihren eigenen Maßstab: vom Ausgangswert bis zum Ziel."]
    without = [one.name for one in found if one.begins]
    if without:
        notes.append(f"Ohne gemessenen Ausgangswert, daher ab 0: {'; '.join(without)}.")
    return Around("Ziele: geplant und erreicht", note=" ".join(notes))


def _text(found: Sequence[Measured]) -> str:
    said = [
        f"{_name(one)}: Ausgang {one.begins or _write(one, one.start)}, "
        f"Ziel {_write(one, one.target)}, Ist {_write(one, one.actual)}"
        for one in found
    ]
    return f"Balken von {len(found)} Zielen. {'; '.join(said)}."


def _table(rows: Sequence[pd.Series]) -> Table:
    heads = ("Ziel", "Indikator", "Ausgangswert", "Zielwert", "Ist", "Bewertung")
    names = ("ziel", "indikator", "ausgangswert", "zielwert", "ist", "bewertung")
    blank = {"ist": NOT_YET, "bewertung": NOT_YET}
    return Table(
        "Ziele ohne Zahlen: geplant und erreicht",
        tuple(map(Column, heads)),
        tuple(
            tuple(str(row[name]).strip() or blank.get(name, MISSING) for name in names)
            for row in rows
        ),
    )
