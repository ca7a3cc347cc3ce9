"""Charts of survey tables: what people answered, how many, and how many were asked.

Answers on a scale from 1 to 5 are drawn to both sides of their middle; other answers are
plain bars.  Fewer than `FEWEST` answers are told in words, never in per cent.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes

from sozialraum.display import theme
from sozialraum.display.around import Around
from sozialraum.display.blocks import Figure, Note
from sozialraum.display.drawing import drawing
from sozialraum.display.rows import (
    Numbers,
    axes_size,
    row_panel,
    write_around,
    write_legend,
)
from sozialraum.display.stacks import Shade, draw_stack
from sozialraum.display.wording import date_text
from sozialraum.formats import write_number, write_value

FEWEST = 10
"""Answers below which a share says nothing."""

SCALE = ("1", "2", "3", "4", "5")
AGREE, DISAGREE = "voll und ganz", "gar nicht"
SHADES = (
    Shade("#9a4207", theme.PAPER),
    Shade("#e3ab7e", theme.INK),
    Shade("#dde3e8", theme.INK),
    Shade("#8fb8d4", theme.INK),
    Shade("#0b5a8f", theme.PAPER),
)
"""Looks of the answers 1 to 5; the sides of the middle tell them apart in grey."""

ALL = ("", "alle", "insgesamt")
WORDS = (
    "niemand", "eine Person", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun",
)  # fmt: skip


@dataclass(frozen=True)
class Answers:
    """The answers of one group to one question.

    Parameters
    ----------
    group
        Who was asked, „“ for all.
    counts
        Number by answer, in the order of the scale or of the table.
    asked, answered
        How many were asked and answered; NaN if unknown.
    """

    group: str
    counts: pd.Series
    asked: float
    answered: float

    @property
    def few(self) -> bool:
        """Whether there are too few answers for shares."""
        return self.answered < FEWEST

    @property
    def shares(self) -> pd.Series:
        """Share of each answer in those who answered, in per cent."""
        return 100 * self.counts / self.answered

    @property
    def name(self) -> str:
        """Name of the row."""
        return self.group if self.group not in ALL else "alle Antworten"


def survey(
    befragung: pd.DataFrame, frage: str, *, scale: tuple[str, str] = (DISAGREE, AGREE)
) -> Figure | Note:
    """Return the answers to one question of a survey.

    Parameters
    ----------
    befragung
        One row per group and answer: ``frage``, ``antwort`` (1 to 5 or words),
        ``anzahl``, ``n_gefragt``, ``n_antworten``, ``gruppe``, ``stand``, ``quelle``.
    frage
        The question.
    scale
        What 1 and 5 mean.
    """
    rows = befragung[befragung["frage"] == frage]
    if rows.empty:
        return Note(f"Zur Frage „{frage}“ liegen keine Antworten vor.")
    groups = groups_of(befragung, frage)
    told = [group for group in groups if group.few]
    drawn = [group for group in groups if not group.few]
    in_words = [_in_words(group, frage, scale) for group in told]
    if not drawn:
        return Note(" ".join(in_words))
    around = _around(rows, frage, groups, in_words)
    if _is_scale(rows):
        return _likert(drawn, scale, around)
    return _options(drawn, around)


def groups_of(befragung: pd.DataFrame, frage: str) -> list[Answers]:
    """Return the answers of each group to one question; parameters as for `survey`."""
    rows = befragung[befragung["frage"] == frage]
    return [_answers(str(name), part) for name, part in rows.groupby("gruppe", sort=False)]


def _answer(value: object) -> str:
    return str(value).strip().removesuffix(".0")


def _is_scale(rows: pd.DataFrame) -> bool:
    return set(map(_answer, rows["antwort"])) <= set(SCALE)


def _answers(group: str, rows: pd.DataFrame) -> Answers:
    order = SCALE if _is_scale(rows) else tuple(dict.fromkeys(map(_answer, rows["antwort"])))
    counts = rows["anzahl"].astype(float).groupby(rows["antwort"].map(_answer)).sum()
    counts = counts.reindex(list(order), fill_value=0.0)
    answered = float(rows["n_antworten"].astype(float).max())
    if _is_scale(rows) or math.isnan(answered):
        answered = float(counts.sum())  # one answer each; who left the question out is not in it
    return Answers(group, counts, float(rows["n_gefragt"].astype(float).max()), answered)


def _around(rows: pd.DataFrame, frage: str, groups: list[Answers], in_words: list[str]) -> Around:
    dates = sorted({str(stand) for stand in rows["stand"] if stand})
    when = "".join(f", {date_text(stand)}" for stand in dates[-1:])
    sources = dict.fromkeys(str(text) for text in rows["quelle"] if text)
    note = "Anteile in Prozent; sie gelten nur für die Menschen, die geantwortet haben."
    if any(group.counts.sum() > group.answered for group in groups):
        note += " Mehrere Antworten waren möglich; die Summe ist größer als 100\u202f%."
    caption = f"„{frage}“: {_returned(groups)}{when}"
    return Around(caption, "; ".join(sources), " ".join((note, *in_words)))


def _returned(groups: list[Answers]) -> str:
    """Return n and return rate; a row of all stands for the groups beside it."""
    whole = [group for group in groups if group.group in ALL] or groups
    answered = sum(group.answered for group in whole)
    asked = sum(group.asked for group in whole)
    said = f"n\u202f=\u202f{write_number(answered)}"
    if not asked >= answered:
        return f"{said} (wie viele gefragt wurden, ist nicht angegeben)"
    rate = write_value(100 * answered / asked, "%", 0)
    return f"{said} von {write_number(asked)} Gefragten (Rücklauf {rate})"


def _in_words(group: Answers, frage: str, scale: tuple[str, str]) -> str:
    who = "" if group.group in ALL else f" ({group.group})"
    asked = f" von {write_number(group.asked)} Gefragten" if group.asked >= group.answered else ""
    verb = "antwortete" if group.answered == 1 else "antworteten"
    said = ", ".join(
        f"„{_meaning(str(answer), scale)}“ {_word(count)}"
        for answer, count in group.counts.items()
        if count
    )
    return (
        f"Auf „{frage}“{who} {verb}{asked} nur {_word(group.answered)}; das sind zu wenige für "
        f"Anteile: {said}."
    )


def _word(number: float) -> str:
    return WORDS[round(number)] if number < len(WORDS) else write_number(number)


def _meaning(answer: str, scale: tuple[str, str]) -> str:
    ends = {SCALE[0]: scale[0], SCALE[-1]: scale[1]}
    return f"{answer} {ends[answer]}" if answer in ends else answer


def _likert(groups: list[Answers], scale: tuple[str, str], around: Around) -> Figure:
    columns = [
        Numbers("4 und 5", tuple(_percent(group, "4", "5") for group in groups), bold=True),
        Numbers("1 und 2", tuple(_percent(group, "1", "2") for group in groups)),
        Numbers("n", tuple(write_number(group.answered) for group in groups)),
    ]
    with drawing():
        left = 1.15 if len(groups) == 1 else 1.6
        page, ax = row_panel([g.name for g in groups], columns, 0.24, row=0.46, left=left)
        _draw_likert(ax, groups)
        marks = [{"marker": "s", "color": shade.fill, "markersize": 7.5} for shade in SHADES]
        texts = [_meaning(answer, scale) for answer in SCALE]
        write_legend(ax, 0.14, list(zip(marks, texts, strict=True)))
        return around.figure(page, _likert_text(groups, scale))


def _draw_likert(ax: Axes, groups: list[Answers]) -> None:
    """Draw the answers so that the middle of the scale stands on one line."""
    starts = [-(g.shares["1"] + g.shares["2"] + g.shares["3"] / 2) for g in groups]
    ends = [start + 100 for start in starts]
    ax.set_xlim(min(*starts, -5) - 1, max(*ends, 5) + 1)
    ax.axvline(0, color=theme.MUTED, linewidth=0.8, zorder=1)
    for y, (group, start) in enumerate(zip(groups, starts, strict=True)):
        draw_stack(ax, y, group.shares, SHADES, start)
    width = axes_size(ax)[0]
    write_around(ax, 0, -0.05, "◂ Ablehnung", va="bottom", color=theme.MUTED)
    write_around(ax, width, -0.05, "Zustimmung ▸", va="bottom", ha="right", color=theme.MUTED)


def _options(groups: list[Answers], around: Around) -> Figure:
    """Return plain bars, one block of rows per group."""
    rows = [
        (f"{group.name}: {answer}" if len(groups) > 1 else str(answer), float(count), share)
        for group in groups
        for (answer, count), share in zip(group.counts.items(), group.shares, strict=True)
    ]
    columns = [
        Numbers("Anteil", tuple(write_value(share, "%", 0) for *_, share in rows), bold=True),
        Numbers("Antworten", tuple(write_number(count) for _, count, _ in rows)),
    ]
    with drawing():
        page, ax = row_panel([name for name, *_ in rows], columns, 0.05, row=0.24)
        ax.set_xlim(0, max(share for *_, share in rows) * 1.02 or 1)
        ax.barh(range(len(rows)), [share for *_, share in rows], height=0.6, color=theme.BAR)
        return around.figure(page, _options_text(groups))


def _percent(group: Answers, *answers: str) -> str:
    return write_value(float(group.shares[list(answers)].sum()), "%", 0)


def _likert_text(groups: list[Answers], scale: tuple[str, str]) -> str:
    said = [f"{group.name}: {_shares_text(group, scale)}" for group in groups]
    return f"Gestapelte Balken, von Ablehnung links bis Zustimmung rechts. {'. '.join(said)}."


def _options_text(groups: list[Answers]) -> str:
    said = [f"{group.name}: {_shares_text(group, ('', ''))}" for group in groups]
    return f"Balken nach Antworten. {'. '.join(said)}."


def _shares_text(group: Answers, scale: tuple[str, str]) -> str:
    parts = [
        f"{_meaning(str(answer), scale) if scale[0] else answer} {write_value(share, '%', 0)}"
        for answer, share in group.shares.items()
    ]
    return f"n\u202f=\u202f{write_number(group.answered)}, {', '.join(parts)}"
