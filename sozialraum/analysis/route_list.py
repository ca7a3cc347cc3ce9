"""The list of routes: the calculation repeated with one thing changed at a time (S7).

Each local piece one stronger or weaker, all of them, without each kind of evidence, and each
threshold or supplement at both ends of its range.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from sozialraum.analysis.model import Model, RouteSettings, parameters
from sozialraum.analysis.route_scores import CODES, KINDS, Case, Numbers, scores_of
from sozialraum.formats import write_number
from sozialraum.measures.decision.acceptability import EQUAL
from sozialraum.programme import BELEGARTEN

Floats: TypeAlias = npt.NDArray[np.float64]


MOVES_NO_SCORE = "moeglich"
"""Varied on the draws for the proposal only; it could change no order."""


@dataclass(frozen=True)
class Route:
    """A route of the list: what it changes, and whether the order holds."""

    label: str
    holds: bool


def route_list(
    case: Case, model: Model, settings: RouteSettings, reference: pd.Series
) -> tuple[Route, ...]:
    """Return the routes that change one thing each, and whether the order holds.

    Parameters
    ----------
    case
        Needs and their evidence.
    model, settings
        The numbers, and how far they are moved.
    reference
        Score of each rated Eckpunkt in the calculation that is reported.
    """
    numbers = Numbers.of(model)
    base = case.strengths(numbers)
    moved = [*_moved_pieces(case, base), *_left_out(case, base)]
    found = []
    if moved:
        rows = np.vstack([strengths for _, strengths in moved])
        held = _holds(scores_of(case, rows, numbers), reference)
        found += [Route(one[0], bool(h)) for one, h in zip(moved, held, strict=True)]
    for label, changed in _moved_numbers(model, settings):
        scores = scores_of(case, case.strengths(changed), changed)
        found.append(Route(label, bool(_holds(scores, reference)[0])))
    return tuple(found)


def _holds(scores: Floats, reference: pd.Series) -> npt.NDArray[np.bool_]:
    """Return on which routes every Eckpunkt stays before all that are behind it.

    As `sozialraum.measures.decision.acceptability.routes_in_order` counts: a tie in the
    place of an order does not hold.
    """
    held = np.ones(len(scores), dtype=bool)
    limit = EQUAL * np.abs(scores).max(axis=1)
    for first, second in combinations(reference.index, 2):
        if reference[first] > reference[second]:
            lead = scores[:, CODES.index(first)] - scores[:, CODES.index(second)]
            held &= lead > limit
    return held


Moved: TypeAlias = tuple[str, Floats]
"""Label and strengths."""


def _moved_pieces(case: Case, base: Floats) -> Iterator[Moved]:
    """Yield each local piece one lower and one higher, and then all of them."""
    for shift, word in ((-1, "niedriger"), (1, "höher")):
        every = case.shifted(base, np.full((1, len(case.local)), shift))
        for place in case.local:
            moved = base.copy()
            moved[:, place] = every[:, place]
            if (moved != base).any():
                yield f"Beleg {case.names[place]}: Stärke um 1 {word}", moved
        if (every != base).any():
            yield f"alle eingetragenen Belege: Stärke um 1 {word}", every


def _left_out(case: Case, base: Floats) -> Iterator[Moved]:
    """Yield the evidence without each of its kinds."""
    for number, art in enumerate(KINDS):
        is_kind = case.kind == number
        if base[:, is_kind].any():
            yield f"ohne {BELEGARTEN[art]}", np.where(is_kind, 0.0, base)


def _moved_numbers(model: Model, settings: RouteSettings) -> Iterator[tuple[str, Numbers]]:
    """Yield each threshold and supplement that moves scores at both ends of its range."""
    titles = {parameter.name: parameter.titel for parameter in parameters()}
    numbers = Numbers.of(model)
    for name, spread in settings.spread.items():
        for offset in (offset for offset in spread if offset and name != MOVES_NO_SCORE):
            value = getattr(model, name) + offset
            changed = numbers.changed(None, {name: np.array([[value]])})
            yield f"{titles[name]}: {write_number(value, 2)}", changed
