"""Classes of a score: from low to high, with names.

A score on a limit belongs to the upper class with ``closed="left"`` (a class contains its
lower limit) and to the lower class with ``closed="right"``.  Unknown scores have no class:
the empty text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from sozialraum.measures.composite.columns import Floats, even, largest
from sozialraum.measures.composite.scales import z_scores

Closed = Literal["left", "right"]
QUANTILE_METHODS: dict[int, str] = {
    1: "inverted_cdf",
    2: "averaged_inverted_cdf",
    3: "closest_observation",
    4: "interpolated_inverted_cdf",
    5: "hazen",
    6: "weibull",
    7: "linear",
    8: "median_unbiased",
    9: "normal_unbiased",
}
"""The nine types of Hyndman and Fan (1996), as R numbers them, by numpy's names."""


@dataclass(frozen=True)
class Cuts:
    """Classes between given limits of the score itself.

    Parameters
    ----------
    limits
        Limits, rising.
    names
        Names of the classes, one more than limits.
    closed
        Which of its limits a class contains.
    """

    limits: tuple[float, ...]
    names: tuple[str, ...]
    closed: Closed = "left"


@dataclass(frozen=True)
class StandardDeviations:
    """Classes by standard deviations from the mean of all known scores, as `Cuts`."""

    limits: tuple[float, ...]
    names: tuple[str, ...]
    closed: Closed = "left"
    ddof: int = 0


@dataclass(frozen=True)
class Quantiles:
    """Classes between quantiles: ``shares`` of 0.2, 0.4 … for fifths.

    ``kind`` is the type of quantile from 1 to 9 as R numbers them (Hyndman and Fan, 1996).
    """

    shares: tuple[float, ...]
    names: tuple[str, ...]
    kind: int = 7
    closed: Closed = "left"


Classes = Cuts | StandardDeviations | Quantiles


def classify(scores: pd.Series, how: Classes) -> pd.Series:
    """Return the name of each score's class, „“ where the score is unknown.

    Examples
    --------
    >>> cuts = Cuts((-1.0, 1.0), ("gering", "mittel", "hoch"))
    >>> classify(pd.Series([-2.0, -1.0, 1.0, None]), cuts).tolist()
    ['gering', 'mittel', 'hoch', '']
    """
    numbers = class_numbers(scores, how)
    names = np.array(("", *how.names), dtype=object)
    return pd.Series(names[numbers], index=scores.index, name=scores.name, dtype="str")


def class_numbers(scores: pd.Series, how: Classes) -> npt.NDArray[np.int64]:
    """Return the number of each score's class, 1 for the lowest, 0 for an unknown score."""
    x = scores.to_numpy(dtype=np.float64)
    if isinstance(how, StandardDeviations):
        x = z_scores(x, ddof=how.ddof)
    x = even(x, largest(x))
    limits = _limits(x, how)
    above = np.searchsorted(limits, x, side="right" if how.closed == "left" else "left") + 1
    return np.where(np.isnan(x), 0, above).astype(np.int64)


def cross_classes(first: pd.Series, second: pd.Series, *, sign: str = " / ") -> pd.Series:
    """Return both classes of each area in one text: status and dynamics, four by three.

    Parameters
    ----------
    first, second
        Classes on the same index, „“ where there is none.
    sign
        What stands between the two.

    Returns
    -------
    Series of str
        „“ where one of the two is missing.

    Raises
    ------
    ValueError
        If the indexes differ.

    Examples
    --------
    >>> cross_classes(pd.Series(["hoch", ""]), pd.Series(["stabil", "stabil"])).tolist()
    ['hoch / stabil', '']
    """
    if not first.index.equals(second.index):
        raise ValueError("Die Reihen haben verschiedene Indizes; vorher ausdrücklich verbinden.")
    both = first + sign + second
    return both.where((first != "") & (second != ""), "")


def _limits(x: Floats, how: Classes) -> Floats:
    if not isinstance(how, Quantiles):
        return np.array(how.limits, dtype=np.float64)
    method = QUANTILE_METHODS[how.kind]
    values = x[~np.isnan(x)]
    limits = [np.quantile(values, share, method=method) for share in how.shares]  # type: ignore[call-overload]
    return even(np.array(limits), largest(values))
