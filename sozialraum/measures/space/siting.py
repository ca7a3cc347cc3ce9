"""The best next locations while the existing ones stay where they are.

Two aims: *covering* brings as many people as possible within reach of a location,
*median* makes the way of all people to their nearest location as short as possible.  They
may disagree, and neither knows rents, staff or bus lines: a proposal for people to judge.

Solved exactly by mixed-integer programming (HiGHS).  Where the time limit ends the search
the result says so and how far from the best it may be.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sozialraum.measures.space.inputs import (
    Floats,
    checked,
    named,
    refuse,
    require_complete,
    same_areas,
)
from sozialraum.measures.space.programs import Truths, solve
from sozialraum.measures.space.reach import Reach
from sozialraum.measures.space.siting_programs import (
    covered,
    covering_program,
    median_program,
    nearest_taken,
)


@dataclass(frozen=True)
class Siting:
    """Proposed locations and what they bring.

    Parameters
    ----------
    chosen
        Labels of the proposed locations in the order of the candidates; fewer than asked
        for where more would bring nothing.
    before, after
        Covering: people within reach; median: people times cost, NaN before where an
        area reaches no existing location.
    per_area
        Covering: whether an area is within reach; median: label of its nearest location,
        missing where nobody lives and none is within reach.
    gap
        By what share the gain over the existing locations might still be larger; 0 if the
        solution is proven to be the best.
    optimal
        Whether the solution is proven to be the best.
    unique
        Whether every other choice is worse; None where the time limit ended the search.
    """

    chosen: tuple[object, ...]
    before: float
    after: float
    per_area: pd.Series
    gap: float
    optimal: bool
    unique: bool | None


def best_covering(
    demand: pd.Series,
    reach: Reach,
    count: int,
    *,
    complete: bool,
    existing: Sequence[object] = (),
    time_limit: float = 60,
) -> Siting:
    r"""Return the locations that bring most people within reach (maximal covering).

    Parameters
    ----------
    demand
        People per area, on ``reach.areas``.
    reach
        Pairs within the limit, of existing and possible locations.
    count
        Number of new locations.
    complete
        Whether the list of existing locations is complete; anything but True is refused.
    existing
        Labels in ``reach.locations`` that are there already; all others are candidates.
    time_limit
        Longest search in seconds, each for the solution and for its uniqueness.

    Raises
    ------
    DataError
        If the list is not complete, labels do not match, people are unknown or negative,
        or there are fewer candidates than asked for.

    Notes
    -----
    With people :math:`P_i`, chosen candidates :math:`y_j`, covered areas :math:`z_i` and
    the candidates :math:`N_i` within reach of an area that no existing location covers:

    .. math:: \max \sum_i P_i z_i, \quad z_i \le \sum_{j \in N_i} y_j, \quad \sum_j y_j \le p

    Church, R.; ReVelle, C. (1974): The maximal covering location problem. Papers of the
    Regional Science Association 32, 101–118.

    Examples
    --------
    >>> from sozialraum.measures.space.reach import reach_from_matrix
    >>> minutes = pd.DataFrame(
    ...     {"A": [5, 40, 40], "B": [10, 40, 20], "C": [40, 10, 40]}, ["101", "102", "103"]
    ... )
    >>> people = pd.Series([500, 300, 200], minutes.index)
    >>> found = best_covering(
    ...     people, reach_from_matrix(minutes, 30), 1, existing=["A"], complete=True
    ... )
    >>> found.chosen, found.before, found.after  # B would add only 200
    (('C',), 500.0, 800.0)
    """
    require_complete(complete, "Der beste nächste Standort")
    people, fixed = _checked(demand, reach, count, existing)

    def worth(taken: Truths) -> float:
        return float(people[covered(reach, taken)].sum())

    candidates = np.flatnonzero(~fixed)
    program = covering_program(reach, people, fixed, count)
    found = solve(program, candidates, fixed, worth, time_limit)
    return Siting(
        chosen=tuple(reach.locations[found.picked].tolist()),
        before=worth(fixed),
        after=worth(found.taken),
        per_area=pd.Series(covered(reach, found.taken), index=reach.areas),
        gap=found.gap,
        optimal=found.gap == 0,
        unique=found.unique,
    )


def best_median(
    demand: pd.Series,
    reach: Reach,
    count: int,
    *,
    complete: bool,
    existing: Sequence[object] = (),
    time_limit: float = 60,
) -> Siting:
    r"""Return the locations that make all people's way to the nearest one shortest (p-median).

    Parameters
    ----------
    demand, reach, count, complete, existing, time_limit
        As in `best_covering`; the costs in ``reach`` count, and each inhabited area needs
        a location within the limit, so none is best.

    Raises
    ------
    DataError
        As `best_covering`; also where inhabited areas cannot be reached.

    Notes
    -----
    With people :math:`P_i`, costs :math:`d_{ij}` and :math:`x_{ij}` for „area i goes to
    location j“:

    .. math::
        \min \sum_{ij} P_i d_{ij} x_{ij}, \quad \sum_j x_{ij} = 1, \quad x_{ij} \le y_j,
        \quad \sum_j y_j \le p

    ReVelle, C. S.; Swain, R. W. (1970): Central facilities location. Geographical
    Analysis 2, 30–42.  Only pairs that are nearer than the nearest existing location
    enter the program.

    Examples
    --------
    >>> from sozialraum.measures.space.reach import reach_from_matrix
    >>> minutes = pd.DataFrame(
    ...     {"A": [5, 40, 40], "B": [10, 40, 20], "C": [40, 10, 40]}, ["101", "102", "103"]
    ... )
    >>> people = pd.Series([500, 300, 200], minutes.index)
    >>> found = best_median(people, reach_from_matrix(minutes), 1, existing=["A"], complete=True)
    >>> found.chosen, found.before, found.after  # C saves 300 · 30
    (('C',), 22500.0, 13500.0)
    """
    require_complete(complete, "Der beste nächste Standort")
    people, fixed = _checked(demand, reach, count, existing)
    _all_reachable(people, reach)

    def worth(taken: Truths) -> float:
        ways = nearest_taken(reach, taken)[1]
        return -float((people * np.where(people > 0, ways, 0.0)).sum())

    candidates = np.flatnonzero(~fixed)
    program = median_program(reach, people, fixed, count)
    found = solve(program, candidates, fixed, worth, time_limit)
    before, sites = -worth(fixed), nearest_taken(reach, found.taken)[0]
    return Siting(
        chosen=tuple(reach.locations[found.picked].tolist()),
        before=before if math.isfinite(before) else math.nan,
        after=-worth(found.taken),
        per_area=pd.Series(
            [reach.locations[site] if site >= 0 else None for site in sites], reach.areas
        ),
        gap=found.gap,
        optimal=found.gap == 0,
        unique=found.unique,
    )


def _checked(
    demand: pd.Series, reach: Reach, count: int, existing: Sequence[object]
) -> tuple[Floats, Truths]:
    """Return the people and which locations exist already."""
    same_areas("Nachfrage", demand.index, "Erreichbarkeit", reach.areas)
    (people,) = checked(("Nachfrage", demand, 0))
    unknown = [label for label in existing if label not in reach.locations]
    if unknown:
        refuse(
            "Vorhandene Standorte stehen nicht in der Erreichbarkeit.",
            "Die Wege auch zu den vorhandenen Standorten angeben.",
            found=named(unknown),
        )
    fixed: Truths = reach.locations.isin(list(existing))
    candidates = int((~fixed).sum())
    if not 1 <= count <= candidates:
        refuse(
            "Die Zahl neuer Standorte passt nicht zu den möglichen Standorten.",
            "Mindestens einen und nicht mehr neue Standorte verlangen, als möglich sind.",
            found=f"{count} neue bei {candidates} möglichen",
        )
    return people, fixed


def _all_reachable(people: Floats, reach: Reach) -> None:
    lost = (people > 0) & (np.diff(reach.costs.indptr) == 0)
    if lost.any():
        refuse(
            "Bewohnte Gebiete erreichen keinen Standort, weder einen vorhandenen noch einen "
            "möglichen.",
            "Die Obergrenze der Wege erhöhen oder Standorte in der Nähe hinzunehmen.",
            found=named(reach.areas[lost]),
        )
