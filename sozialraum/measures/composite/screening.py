"""Screening: which areas and indicators are known well enough to enter an index."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sozialraum.errors import DataError, Fault, raise_all
from sozialraum.formats import write_number
from sozialraum.measures.composite.checks import aligned
from sozialraum.measures.composite.index import Screening

NOTHING_KNOWN = "kein Indikator bekannt"


def screen(
    frame: pd.DataFrame, screening: Screening, population: pd.Series | None = None
) -> pd.Series:
    """Return the areas that stay out, each with its reason in German.

    Raises
    ------
    DataError
        If an indicator is known for too few areas, or a smallest population is asked for
        and there is no population.
    """
    people = pd.Series(np.inf, index=frame.index)
    if screening.min_population > 0:
        people = population_of(population, frame)
    small = ~(people >= screening.min_population)
    share = frame.notna().mean(axis=1)
    sparse = ~small & ((share < screening.areas) | (share == 0))
    _check_availability(frame[~small & ~sparse], screening.indicators)
    limit = write_number(screening.min_population)
    reasons = pd.Series("", index=frame.index, dtype="object")
    reasons[small] = f"Bevölkerung unbekannt oder unter {limit}"
    reasons[sparse] = [
        f"nur {write_number(100 * value)} % der Indikatoren bekannt" if value else NOTHING_KNOWN
        for value in share[sparse]
    ]
    return reasons[reasons != ""]


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
