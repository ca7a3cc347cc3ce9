"""Screening: which areas and indicators are known well enough to enter an index."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sozialraum.errors import DataError, Fault, raise_all
from sozialraum.formats import write_number
from sozialraum.measures.composite.aggregate import ROUNDING
from sozialraum.measures.composite.checks import aligned
from sozialraum.measures.composite.columns import Floats
from sozialraum.measures.composite.index import Index
from sozialraum.measures.composite.tree import Group, Indicator

NOTHING_KNOWN = "kein Indikator bekannt"


def screen(frame: pd.DataFrame, index: Index, population: pd.Series | None = None) -> pd.Series:
    """Return the areas that stay out of an index, each with its reason in German.

    Raises
    ------
    DataError
        If an indicator is known for too few areas, or a smallest population is asked for
        and there is no population.
    """
    screening = index.screening
    people = pd.Series(np.inf, index=frame.index)
    if screening.min_population > 0:
        people = population_of(population, frame)
    small = ~(people >= screening.min_population)
    share = frame.notna().mean(axis=1)
    sparse = ~small & ((share < screening.areas) | (share == 0))
    indicators, groups = _entering(frame, index)
    few = (indicators < screening.min_indicators) | (groups < screening.min_groups)
    few &= ~small & ~sparse
    _check_availability(frame[~small & ~sparse & ~few], screening.indicators)
    limit = write_number(screening.min_population)
    reasons = pd.Series("", index=frame.index, dtype="object")
    reasons[small] = f"Bevölkerung unbekannt oder unter {limit}"
    reasons[sparse] = [
        f"nur {write_number(100 * value)} % der Indikatoren bekannt" if value else NOTHING_KNOWN
        for value in share[sparse]
    ]
    reasons[few] = [
        f"nur {_number(one, 'Indikator', 'Indikatoren')} aus"
        f" {_number(of, 'Dimension', 'Dimensionen')} bekannt"
        for one, of in zip(indicators[few], groups[few], strict=True)
    ]
    return reasons[reasons != ""]


def _number(count: float, one: str, more: str) -> str:
    return f"{count:.0f} {one if count == 1 else more}"


def _entering(frame: pd.DataFrame, index: Index) -> tuple[Floats, Floats]:
    """Return how many known indicators of each area enter its score, and from how many groups.

    A group counts if its coverage is reached; what will be imputed makes up for nothing.
    """
    indicators, groups = np.zeros(len(frame)), np.zeros(len(frame))
    for group in index.groups:
        own = [member for member in group.members if isinstance(member, Indicator)]
        known = frame[[member.code for member in own]].notna().to_numpy(dtype=np.float64)
        counts = known.any(axis=1) & (_share(known, group, index) >= _needed(group, index))
        indicators += np.where(counts, known.sum(axis=1), 0)
        groups += counts
    return indicators, groups


def _share(known: Floats, group: Group, index: Index) -> Floats:
    """Return the share of a group's weight that is known, as far as it is known beforehand."""
    given = index.level(group).weights == "given"
    members = [member for member in group.members if isinstance(member, Indicator)]
    weights = np.array([member.weight if given else 1.0 for member in members])
    whole = sum(member.weight if given else 1.0 for member in group.members)
    return np.asarray(known @ weights / whole)


def _needed(group: Group, index: Index) -> float:
    mixed = any(isinstance(member, Group) for member in group.members)
    return 0.0 if index.imputation or mixed else index.level(group).coverage * (1 - ROUNDING)


def _check_availability(frame: pd.DataFrame, share: float) -> None:
    known = frame.notna().mean()
    raise_all(
        Fault(
            f"Der Indikator „{code}“ ist nur für {write_number(100 * known[code])} % der Räume"
            f" bekannt.",
            column=str(code),
            expected=f"mindestens {write_number(100 * share)} %",
            remedy="Aus dem Index nehmen oder Werte beschaffen.",
        )
        for code in frame.columns
        if known[code] < share
    )


def population_of(population: pd.Series | None, frame: pd.DataFrame) -> pd.Series:
    """Return the population of each row of a frame.

    Raises
    ------
    DataError
        If there is none, or a row of the frame has none.
    """
    if population is None:
        raise DataError(
            Fault(
                "Die Bevölkerung der Räume fehlt: Der Index hat eine Mindestbevölkerung oder"
                " gewichtet mit der Bevölkerung.",
                remedy="Mit population übergeben.",
            )
        )
    return aligned(population, frame, "Bevölkerung")
