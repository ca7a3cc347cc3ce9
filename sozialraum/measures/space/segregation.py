r"""Segregation: how unevenly a group lives over the areas of a town, and who lives beside whom.

A *group* is counted in each area next to *all people* there; the *others* are the rest.
Every measure lies between 0 and 1 and says nothing of why people live where they live.
It depends on the size of the areas: compare towns only with areas of similar size, and
years only with the same areas.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sozialraum.measures.space.inputs import Floats, at_least, checked, named, refuse


def dissimilarity(group: pd.Series, total: pd.Series) -> float:
    r"""Return the share of a group that would have to move for an even distribution.

    Parameters
    ----------
    group, total
        People of the group and all people per area, on the same index.

    Returns
    -------
    float
        From 0 (the group has the same share everywhere) to 1 (group and others share
        no area).

    Raises
    ------
    DataError
        If values are unknown, infinite or negative, the group is larger than all people
        somewhere, nobody belongs to the group or nobody to the others, or there is one
        area only.

    Notes
    -----
    With the group :math:`x_i` of :math:`X` and the others :math:`y_i` of :math:`Y`:

    .. math:: D = \frac{1}{2} \sum_i \left| \frac{x_i}{X} - \frac{y_i}{Y} \right|

    Duncan, O. D.; Duncan, B. (1955): A methodological analysis of segregation indexes.
    American Sociological Review 20, 210–217.

    Examples
    --------
    >>> areas = ["101", "102"]
    >>> round(dissimilarity(pd.Series([40, 10], areas), pd.Series([50, 50], areas)), 4)
    0.6
    """
    return min(float(unevenness(group, total).sum()), 1.0)


def unevenness(group: pd.Series, total: pd.Series) -> pd.Series:
    r"""Return how much each area adds to the dissimilarity.

    Parameters
    ----------
    group, total
        As in `dissimilarity`.

    Returns
    -------
    Series
        :math:`|x_i / X - y_i / Y| / 2` on the index of the areas, from 0 to 0.5; their
        sum is the dissimilarity.

    Examples
    --------
    >>> areas = ["101", "102"]
    >>> unevenness(pd.Series([40, 10], areas), pd.Series([50, 50], areas)).round(3).tolist()
    [0.3, 0.3]
    """
    x, t = _counts(group, total)
    return pd.Series(_unevenness(x, t), index=group.index)


def isolation(group: pd.Series, total: pd.Series) -> float:
    r"""Return the group's share in the area of an average member of the group.

    Parameters
    ----------
    group, total
        As in `dissimilarity`.

    Returns
    -------
    float
        From the group's share of all people (even distribution) to 1 (the group lives
        alone): a large group has a high value without any segregation.  `interaction`
        with the others adds up with it to 1.

    Notes
    -----
    .. math:: {}_xP_x = \sum_i \frac{x_i}{X} \cdot \frac{x_i}{t_i}

    Massey, D. S.; Denton, N. A. (1988): The dimensions of residential segregation.
    Social Forces 67, 281–315.

    Examples
    --------
    >>> areas = ["101", "102"]
    >>> round(isolation(pd.Series([40, 10], areas), pd.Series([50, 50], areas)), 4)
    0.68
    """
    x, t = _counts(group, total)
    return _exposure(x, x, t)


def interaction(group: pd.Series, other: pd.Series, total: pd.Series) -> float:
    r"""Return another group's share in the area of an average member of a group (exposure).

    Parameters
    ----------
    group, other, total
        People of both groups and all people per area, on the same index.  ``total``
        may hold further people, for example of a third group.

    Returns
    -------
    float
        From 0 (the groups share no area) to 1; not the same in both directions unless
        the groups have equal size.

    Notes
    -----
    .. math:: {}_xP_y = \sum_i \frac{x_i}{X} \cdot \frac{y_i}{t_i}

    Massey, D. S.; Denton, N. A. (1988): The dimensions of residential segregation.
    Social Forces 67, 281–315.

    Examples
    --------
    >>> areas = ["101", "102"]
    >>> group, total = pd.Series([40, 10], areas), pd.Series([50, 50], areas)
    >>> round(interaction(group, total - group, total), 4)
    0.32
    """
    x, t = _counts(group, total)
    _, y = checked(("Gruppe", group, 0), ("andere Gruppe", other, 0))
    _not_larger(x + y, t, group.index, "beide Gruppen zusammen")
    return _exposure(x, y, t)


def _unevenness(x: Floats, t: Floats) -> Floats:
    y = t - x
    halves: Floats = np.abs(x / x.sum() - y / y.sum()) / 2
    return halves


def _exposure(x: Floats, y: Floats, t: Floats) -> float:
    """Weigh the share of ``y`` by the members of ``x``; an area without people adds nothing."""
    share = np.divide(y, t, out=np.zeros_like(t), where=t > 0)
    return min(float((x * share).sum() / x.sum()), 1.0)


def _counts(group: pd.Series, total: pd.Series) -> tuple[Floats, Floats]:
    x, t = checked(("Gruppe", group, 0), ("alle Personen", total, 0))
    at_least(len(x), 2, "Ein Segregationsmaß")
    _not_larger(x, t, group.index, "die Gruppe")
    if x.sum() == 0:
        refuse("Niemand gehört zur Gruppe.", "Eine Gruppe wählen, die in den Gebieten wohnt.")
    if x.sum() == t.sum():
        refuse(
            "Alle Personen gehören zur Gruppe; es gibt niemanden zum Vergleich.",
            "Als zweites Argument alle Personen angeben, nicht die Gruppe.",
        )
    return x, t


def _not_larger(part: Floats, whole: Floats, areas: pd.Index, what: str) -> None:
    if (part > whole).any():
        refuse(
            f"In Gebieten ist {what} größer als die Zahl aller Personen.",
            "Prüfen, ob beide Zahlen denselben Stichtag und Bevölkerungsbegriff haben.",
            found=named(areas[part > whole]),
        )
