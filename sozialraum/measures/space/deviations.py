"""Deviations from the mean, as every measure of spatial autocorrelation takes them."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from sozialraum.formats import plain_number
from sozialraum.measures.space.inputs import Floats, at_least, checked, named, refuse, same_areas
from sozialraum.measures.space.neighbours import Neighbours


def deviations_of(values: pd.Series, neighbours: Neighbours, *, least: int) -> Floats:
    """Return the deviations from the mean after all checks of values and neighbours.

    Raises
    ------
    DataError
        If a value is missing or infinite, all are equal, areas do not match, an area has no
        neighbours or there are fewer areas than ``least``.
    """
    same_areas("Werte", values.index, "Nachbarschaft", neighbours.areas)
    (y,) = checked(("Werte", values, -math.inf))
    at_least(len(y), least, "Räumliche Autokorrelation")
    if np.ptp(y) == 0:
        refuse(
            "Alle Gebiete haben denselben Wert; ein räumliches Muster gibt es nicht.",
            "Eine Kennzahl wählen, die sich zwischen den Gebieten unterscheidet.",
            found=plain_number(float(y[0])),
        )
    if len(neighbours.islands):
        refuse(
            "Gebiete haben keine Nachbarn (Inseln).",
            "Mit nearest_neighbours die nächsten Gebiete zu Nachbarn machen oder Inseln mit "
            "without_islands ausdrücklich weglassen.",
            found=named(neighbours.islands),
        )
    deviations: Floats = y - y.mean()
    return deviations
