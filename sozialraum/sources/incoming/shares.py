"""Shares: rates that a table gives as shares of one, as Excel stores what it shows in per cent."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from sozialraum.sources.incoming.asking import SHARE, Ask, ImportReport, Question
from sozialraum.sources.plausibility import is_count, shares_of_one

HUNDRED, YES = 100.0, "ja"


def settle_shares(
    figures: pd.DataFrame, known: Collection[str], ask: Ask, report: ImportReport, place: str
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return figures whose shares of one are per cent where somebody said so, and which.

    Parameters
    ----------
    known
        Merkmale of which region.toml says that they come as shares of one.
    place
        File and sheet.
    """
    settled = []
    for fault in shares_of_one(figures, place):
        name = fault.column
        text = f"„{name}“ steht als Anteil von 1 da ({fault.found}). Mit 100 malnehmen?"
        if is_count(name) or not (
            name in known or ask(Question(SHARE, text, (YES, "nein"))) == YES
        ):
            continue
        values = figures["wert"].where(figures["merkmal"] != name, figures["wert"] * HUNDRED)
        figures = figures.assign(wert=values.round(12))
        settled.append(name)
    report.tell("Anteile", [f"„{name}“ mit 100 malgenommen: Prozent." for name in settled])
    return figures, tuple(sorted({*known, *settled}))
