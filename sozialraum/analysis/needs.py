"""Need index: which areas carry more strain than others, by a stated procedure.

The *need index* (Bedarfsindex) joins the indicators of role ``bedarf`` of a region into
one score per area; its classes name the strain (``gering`` … ``sehr hoch``), never the
place.  *Dynamics* is the same for the change over two or three years, kept apart.  All
conventions stand in need_index.toml.  An index of too few indicators is refused in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from sozialraum.analysis.catalogue import Indicator, catalogue
from sozialraum.analysis.need_dynamics import dynamics as dynamics_of
from sozialraum.analysis.need_rules import (
    DYNAMICS,
    SCALES,
    STATUS,
    dimension,
    need_spec,
    settings,
    vary,
)
from sozialraum.analysis.roles import Role
from sozialraum.analysis.smoothing import smoothed_shares
from sozialraum.analysis.values import snapshot
from sozialraum.cards import Card
from sozialraum.errors import DataError, SozialraumError
from sozialraum.measures.composite import (
    RankSensitivity,
    Result,
    Uncertainty,
    compute,
    cross_classes,
    prepare,
    rank_sensitivity,
    uncertainty,
)
from sozialraum.measures.composite.columns import constant
from sozialraum.region import Region

__all__ = [
    "DYNAMICS",
    "NO_CLASS",
    "SCALES",
    "STATUS",
    "NeedIndex",
    "NoNeedIndexError",
    "dimension",
    "need_index",
    "need_spec",
    "settings",
]

NO_CLASS = "ohne Klasse"


class NoNeedIndexError(SozialraumError):
    """The region's figures do not carry a need index; the German text says why."""


@dataclass(frozen=True, eq=False, repr=False)
class NeedIndex(Card):
    """The need index of a region.  Made by `need_index`.

    Parameters
    ----------
    jahr
        The year of the report; each indicator has its own in ``years``.
    indicators
        The indicators that enter, in the catalogue's order.
    years
        Year of each indicator's values.
    status
        The calculation with every step (areas × indicators, dimensions, classes).
    dynamics
        The same for the change over two or three years; None if too few series allow it.
    dynamics_note
        Why there are no dynamics, „“ if there are.
    left_out
        Indicators of role ``bedarf`` with values that do not enter, and why.
    uncertainty, sensitivity
        Classes and ranks over many calculation routes, and which assumption moves them.
    population
        Population of each area, by which small areas stay out.
    smoothed
        Ids of the indicators whose shares were smoothed; none unless asked for.
    """

    jahr: int
    indicators: tuple[Indicator, ...]
    years: Mapping[str, int]
    status: Result
    dynamics: Result | None
    dynamics_note: str
    left_out: Mapping[str, str]
    uncertainty: Uncertainty
    sensitivity: RankSensitivity
    population: pd.Series
    smoothed: tuple[str, ...] = ()

    def _card(self) -> tuple[str, Mapping[str, object]]:
        return f"Bedarfsindex {self.jahr}", {
            "Gebiete": len(self.status.raw.index),
            "Kennzahlen": ", ".join(indicator.name for indicator in self.indicators),
            "Rechenwege": self.uncertainty.routes,
        }

    @property
    def class_shares(self) -> pd.DataFrame:
        """Share of all routes with each class and with none; rows add up to 1."""
        shares = self.uncertainty.classes
        if shares is None:
            raise AssertionError("the need index always has classes")
        has_class = self.uncertainty.ranks["rechenwege"] / self.uncertainty.routes
        scaled = shares.mul(has_class, axis="index").fillna(0.0)
        return scaled.assign(**{NO_CLASS: 1 - has_class})

    @property
    def attention(self) -> pd.Series:
        """Share of all routes in which an area asks for particular attention."""
        return self.class_shares[list(self.uncertainty.attention_classes)].sum(axis="columns")

    @property
    def both(self) -> pd.Series:
        """Status and dynamics of each area in one text, „“ where one is missing."""
        areas = self.status.raw.index
        if self.dynamics is None:
            return pd.Series("", index=areas, dtype="str")
        parts = (
            part.classes.reindex(areas, fill_value="") for part in (self.status, self.dynamics)
        )
        return cross_classes(*parts)

    @property
    def dimensions(self) -> list[str]:
        """Names of the dimensions, in the catalogue's order."""
        return [group.code for group in self.status.index.groups[:-1]]


def need_index(region: Region, jahr: int = 0, *, smoothed: bool | None = None) -> NeedIndex:
    """Return the need index of all areas of a region.

    Parameters
    ----------
    region
        An opened region.
    jahr
        Each indicator uses its newest value of this year or before; ``0`` means the
        region's default year.
    smoothed
        Whether shares of people enter smoothed (empirical Bayes), so that small areas are
        not far out by chance; None takes what need_index.toml says, by default not.

    Raises
    ------
    NoNeedIndexError
        If fewer than three indicators of role ``bedarf`` from two dimensions have values
        that are not too old.

    Examples
    --------
    >>> from sozialraum.region import open_region
    >>> index = need_index(open_region("data/musterstadt"))
    >>> index.status.classes.to_dict()["22"]
    'sehr hoch'
    """
    chosen = bool(settings()["glaettung"]["verwenden"]) if smoothed is None else smoothed
    return _need_index(region, jahr or region.settings.jahr, chosen)


@lru_cache(maxsize=32)
def _need_index(region: Region, jahr: int, smoothed: bool) -> NeedIndex:
    areas = region.gebiete.index
    population = snapshot(region, catalogue()["A01"], jahr)["wert"].astype(float).reindex(areas)
    smallest = float(settings()["index"]["screening"]["min_population"])
    kept = population.index[population >= smallest]
    if kept.empty:
        raise NoNeedIndexError(
            "Kein Bedarfsindex: Die Bevölkerung (A01) ist für kein Gebiet mit mindestens "
            f"{smallest:.0f} Menschen bekannt. Abhilfe: Bevölkerungszahlen ergänzen."
        )
    tables = {i: snapshot(region, i, jahr) for i in catalogue().values() if i.rolle == Role.BEDARF}
    known = {indicator: table for indicator, table in tables.items() if len(table)}
    unfit = {i.id: _unfit(table, jahr, kept) for i, table in known.items()}
    left_out = {name: reason for name, reason in unfit.items() if reason}
    used = tuple(indicator for indicator in known if indicator.id not in left_out)
    _demand_enough(used, left_out)
    data = pd.DataFrame({i.id: known[i]["wert"].astype(float).reindex(areas) for i in used})
    years = {i.id: int(known[i]["jahr"].iloc[0]) for i in used}
    calm = _smoothed(region, used, jahr) if smoothed else {}
    try:
        return _calculated(region, jahr, used, years, data, calm, population, left_out)
    except DataError as error:
        raise NoNeedIndexError(f"Kein Bedarfsindex: {error}") from error


def _calculated(
    region: Region,
    jahr: int,
    used: tuple[Indicator, ...],
    years: Mapping[str, int],
    raw: pd.DataFrame,
    calm: Mapping[str, pd.Series],
    population: pd.Series,
    left_out: Mapping[str, str],
) -> NeedIndex:
    index = need_spec(used)
    dynamics, note = dynamics_of(region, used, raw, years, population)
    data = raw.assign(**calm)
    rules = settings()["unsicherheit"]
    seed, n = int(rules["startwert"]), int(rules["rechenwege"])
    routes = prepare(data, index, vary(), population=population)
    return NeedIndex(
        jahr=jahr,
        indicators=used,
        years=years,
        status=compute(data, index, population=population),
        dynamics=dynamics,
        dynamics_note=note,
        left_out=left_out,
        uncertainty=uncertainty(routes, seed=seed, n=n, attention=rules["aufmerksamkeit"]),
        sensitivity=rank_sensitivity(routes, seed=seed),
        population=population,
        smoothed=tuple(calm),
    )


def _smoothed(region: Region, used: tuple[Indicator, ...], jahr: int) -> dict[str, pd.Series]:
    """Return the smoothed values of all shares of people, by id."""
    tables = {i.id: smoothed_shares(region, i, jahr) for i in used}
    return {name: table["wert"] for name, table in tables.items() if len(table)}


def _unfit(table: pd.DataFrame, jahr: int, kept: pd.Index) -> str:
    """Return why the values of an indicator cannot enter, „“ if they can."""
    oldest = int(settings()["auswahl"]["hoechstalter"])
    values = table["wert"].astype(float).reindex(kept)
    if jahr - int(table["jahr"].iloc[0]) > oldest:
        return f"älter als {oldest} Jahre"
    if values.notna().mean() < settings()["index"]["screening"]["indicators"]:
        return "für zu wenige Gebiete bekannt"
    return "in allen Gebieten gleich" if constant(values)[0] else ""


def _demand_enough(used: tuple[Indicator, ...], left_out: Mapping[str, str]) -> None:
    rules = settings()["auswahl"]
    dimensions = list(dict.fromkeys(dimension(indicator) for indicator in used))
    enough = len(used) >= rules["mindestindikatoren"]
    if enough and len(dimensions) >= rules["mindestdimensionen"]:
        return
    have = ", ".join(f"{i.name} ({i.id}, {dimension(i)})" for i in used) or "keine"
    out = "; ".join(f"{catalogue()[name].name}: {why}" for name, why in left_out.items())
    raise NoNeedIndexError(
        f"Kein Bedarfsindex: Er braucht mindestens {rules['mindestindikatoren']} Indikatoren der "
        f"Rolle „bedarf“ aus {rules['mindestdimensionen']} Dimensionen. Vorhanden: {have}."
        + (f" Nicht verwendet: {out}." if out else "")
        + " Wo fehlende Kennzahlen zu beschaffen sind, sagt der Bericht eines Gebiets."
    )
