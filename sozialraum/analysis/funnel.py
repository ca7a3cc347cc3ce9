"""Which areas differ from the whole region by more than chance: a funnel.

The *target* is the share of all areas together; *limits* say how far chance alone takes an
area of a given size.  Where areas spread more than chance explains, as shares of people
nearly always do, the limits are widened by the usual difference τ of areas, and that is said.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sozialraum.analysis.catalogue import Indicator, catalogue
from sozialraum.analysis.need_rules import settings
from sozialraum.analysis.roles import LAST_AGE, Role
from sozialraum.analysis.smoothing import share_counts
from sozialraum.analysis.values import formula_for, snapshot
from sozialraum.errors import SozialraumError
from sozialraum.measures.rates.funnel import funnel_limits, funnel_position
from sozialraum.measures.rates.overdispersion import (
    FEWEST_AREAS,
    Overdispersion,
    funnel_errors,
    funnel_z,
    overdispersion,
)
from sozialraum.measures.rates.series import Values
from sozialraum.region import Region


class NoFunnelError(SozialraumError):
    """The region's figures do not carry a funnel; the German text says why."""


@dataclass(frozen=True, eq=False)
class Funnel:
    """Shares of all areas beside what chance alone would do.  Made by `funnel`.

    Parameters
    ----------
    indicator, jahr
        What is counted, and the year of the figures.
    shares, people
        Share (0 to 1) and denominator by area; areas without figures are left out.
    target
        Share of all these areas together.
    spread
        Overdispersion: how much more the areas spread than chance explains.
    position
        By area: „darunter“, „innerhalb“, „darüber“ of the widened limits of the first level.
    computed
        Whether the denominators are count ÷ published rate.
    """

    indicator: Indicator
    jahr: int
    shares: pd.Series
    people: pd.Series
    target: float
    spread: Overdispersion
    position: pd.Series
    computed: bool

    @property
    def outside_plain(self) -> int:
        """Number of areas outside the first level's limits if these are not widened."""
        limits = funnel_limits(self.people, self.target, levels()[0])
        return int((funnel_position(self.shares, limits) != "innerhalb").sum())

    def limits(self, people: Values, level: float) -> pd.DataFrame:
        """Return the widened limits (``unten``, ``oben``) for areas of some sizes."""
        return pd.DataFrame(funnel_limits(people, self.target, level, tau=self.spread.tau))


def levels() -> tuple[float, ...]:
    """Return the levels of the limits that are drawn, the narrow one first."""
    return tuple(map(float, settings()["trichter"]["niveaus"]))


def with_counts(region: Region, jahr: int) -> list[Indicator]:
    """Return the indicators of role ``bedarf`` that are shares of counted people, not too old."""
    found = []
    for indicator in catalogue().values():
        if indicator.rolle == Role.BEDARF and len(share_counts(region, indicator, jahr)):
            newest = snapshot(region, indicator, jahr)["jahr"].iloc[0]
            if jahr - int(newest) <= LAST_AGE:
                found.append(indicator)
    return found


def funnel(region: Region, jahr: int = 0, indicator: Indicator | None = None) -> Funnel:
    """Return the funnel of one indicator.

    Parameters
    ----------
    region, jahr
        An opened region; each indicator uses its newest value of this year or before.
    indicator
        A share of counted people; None is the catalogue's first of role ``bedarf``, one on
        unemployment before the others.

    Raises
    ------
    NoFunnelError
        If there are no counts, or too few areas to judge how much they spread.
    """
    year = jahr or region.settings.jahr
    chosen = indicator or _first(region, year)
    counts = share_counts(region, chosen, year).dropna()
    if len(counts) < FEWEST_AREAS:
        name = chosen.name_of(formula_for(region, chosen))
        raise NoFunnelError(
            f"Kein Trichterbild: {len(counts)} Gebiete mit Zahlen zu „{name}“ sind zu "
            f"wenige, um ihre Streuung zu beurteilen; nötig sind {FEWEST_AREAS}."
        )
    k, n = counts["zaehler"], counts["nenner"]
    target = float(k.sum() / n.sum())
    errors = _series(funnel_errors(n, target))
    spread = overdispersion(_series(funnel_z(k, n, target)), errors)
    narrow = funnel_limits(n, target, levels()[0], tau=spread.tau)
    table = snapshot(region, chosen, year)
    return Funnel(
        indicator=chosen,
        jahr=int(table["jahr"].iloc[0]),
        shares=k / n,
        people=n,
        target=target,
        spread=spread,
        position=funnel_position(k / n, narrow),
        computed=bool(table["errechnet"].eq(True).any()),
    )


def _first(region: Region, jahr: int) -> Indicator:
    found = with_counts(region, jahr)
    if not found:
        raise NoFunnelError(
            "Kein Trichterbild: Zu keiner Kennzahl der Rolle „bedarf“ gibt es Zähler und Nenner."
        )
    work = [one for one in found if one.id == "D01"]
    return (work or found)[0]


def _series(values: Values) -> pd.Series:
    if not isinstance(values, pd.Series):
        raise TypeError("ein Trichter hat eine Reihe von Gebieten")
    return values


def sizes(found: Funnel, number: int = 60) -> np.ndarray:
    """Return sizes from the smallest to the largest area, to draw the limits through."""
    return np.linspace(float(found.people.min()), float(found.people.max()), number)
