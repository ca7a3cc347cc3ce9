"""Scores without rounding noise: what is equal but for the order of its summands is equal.

Sums in another order differ in the sixteenth digit, and differences of equal numbers are
some 1e-17 instead of 0.  Before scores are ranked, put into classes or scaled, they are
made `sozialraum.measures.composite.columns.even` on their *scale*: the largest number that
took part in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from sozialraum.measures.composite.columns import Columns, even, largest
from sozialraum.measures.composite.index import Index, Level


def joined_scale(joined: Columns, parts: Iterable[float], level: Level) -> float:
    """Return the scale of joined members from their own scales; wins have no unit."""
    return largest(joined) if level.aggregation == "copeland" else max(largest(joined), *parts)


def scales(
    normalised: pd.DataFrame, joined: pd.DataFrame, scores: pd.DataFrame, index: Index
) -> tuple[Mapping[str, float], Mapping[str, float]]:
    """Return the scales of all groups before and after `Level.scale`, by code."""
    after = {str(code): largest(normalised[code]) for code in normalised}
    before: dict[str, float] = {}
    for group in index.groups:
        code, level = group.code, index.level(group)
        parts = [after[member.code] for member in group.members]
        before[code] = joined_scale(joined[code], parts, level)
        after[code] = before[code] if level.scale is None else largest(scores[code])
    return before, after


def even_scores(
    normalised: pd.DataFrame, joined: pd.DataFrame, scores: pd.DataFrame, index: Index
) -> pd.DataFrame:
    """Return the scores of all groups as they are ranked and put into classes."""
    _, after = scales(normalised, joined, scores, index)
    columns = {code: even(scores[code].to_numpy(np.float64), after[code]) for code in scores}
    return pd.DataFrame(columns, index=scores.index)
