"""Need index: which areas carry more strain than others, by a stated procedure.

The *need index* (Bedarfsindex) joins the indicators of role ``bedarf`` of a region into
one score per area; its classes name the strain (``gering`` … ``sehr hoch``), never the
place.  *Dynamics* is the same for the change over two or three years, kept apart.  All
conventions stand in need_index.toml.  An index of too few indicators is refused in words.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import pandas as pd

from sozialraum.analysis.catalogue import Indicator, catalogue
from sozialraum.analysis.roles import Role
from sozialraum.analysis.values import formula_for, indicator_values, snapshot
from sozialraum.errors import DataError, RoleError, SozialraumError
from sozialraum.measures.composite.as_data import index_from_data
from sozialraum.measures.composite.assumptions import Vary
from sozialraum.measures.composite.compute import Result, compute
from sozialraum.measures.composite.index import Index
from sozialraum.measures.composite.normalise import MinMax, PercentileRank
from sozialraum.measures.composite.routes import prepare
from sozialraum.measures.composite.uncertainty import (
    RankSensitivity,
    Uncertainty,
    rank_sensitivity,
    uncertainty,
)
from sozialraum.region import Region

FILE = "need_index.toml"
STATUS, DYNAMICS = "lage", "dynamik"
NO_CLASS = "ohne Klasse"
SCALES = {"Perzentilrang": PercentileRank(), "Min–Max": MinMax()}
"""Other ways to make indicators comparable, that calculation routes try."""


class NoNeedIndexError(SozialraumError):
    """The region's figures do not carry a need index; the German text says why."""


@dataclass(frozen=True, eq=False)
class NeedIndex:
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
    def dimensions(self) -> list[str]:
        """Names of the dimensions, in the catalogue's order."""
        return [group.code for group in self.status.index.groups[:-1]]


@cache
def settings() -> Mapping[str, Any]:
    """Return the conventions of need_index.toml."""
    return tomllib.loads(files("sozialraum.analysis").joinpath(FILE).read_text("utf-8"))


def need_index(region: Region, jahr: int = 0) -> NeedIndex:
    """Return the need index of all areas of a region.

    Parameters
    ----------
    region
        An opened region.
    jahr
        Each indicator uses its newest value of this year or before; ``0`` means the
        region's default year.

    Raises
    ------
    NoNeedIndexError
        If fewer than three indicators of role ``bedarf`` from two dimensions have values
        that are not too old.
    """
    return _need_index(region, jahr or region.settings.jahr)


@lru_cache(maxsize=32)
def _need_index(region: Region, jahr: int) -> NeedIndex:
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
    try:
        return _calculated(region, jahr, used, years, data, population, left_out)
    except DataError as error:
        raise NoNeedIndexError(f"Kein Bedarfsindex: {error}") from error


def _calculated(
    region: Region,
    jahr: int,
    used: tuple[Indicator, ...],
    years: Mapping[str, int],
    data: pd.DataFrame,
    population: pd.Series,
    left_out: Mapping[str, str],
) -> NeedIndex:
    index = need_spec(used)
    dynamics, note = _dynamics(region, used, data, years, population)
    rules = settings()["unsicherheit"]
    seed, n = int(rules["startwert"]), int(rules["rechenwege"])
    routes = prepare(data, index, _vary(), population=population)
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
    )


def _vary() -> Vary:
    """Return the assumptions that are varied: weights, selection, scale."""
    concentration = float(settings()["unsicherheit"]["konzentration"])
    return Vary(concentration=concentration, alternatives={"normalisation": SCALES})


def need_spec(indicators: Iterable[Indicator], code: str = STATUS) -> Index:
    """Return the spec of a need index: indicators in dimensions, dimensions in the index.

    Raises
    ------
    RoleError
        If an indicator has another role than ``bedarf``.
    """
    members: dict[str, list[dict[str, Any]]] = {}
    for indicator in indicators:
        if indicator.rolle != Role.BEDARF:
            raise RoleError(
                f"„{indicator.name}“ ({indicator.id}) hat die Rolle „{indicator.rolle}“: In den "
                f"Bedarfsindex geht nur „bedarf“ ein. Abhilfe: {indicator.id} daneben zeigen."
            )
        entry = {"code": indicator.id, "direction": indicator.polaritaet}
        members.setdefault(dimension(indicator), []).append(entry)
    groups = [{"code": name, "members": entries} for name, entries in members.items()]
    spec = {**settings()["index"], "root": {"code": code, "members": groups}}
    if code == DYNAMICS:
        spec["classes"] = settings()["dynamik"]["classes"]
    return index_from_data(spec)


def dimension(indicator: Indicator) -> str:
    """Return the name of the dimension that an indicator belongs to."""
    return str(settings()["dimensionen"][indicator.id[0]])


def _unfit(table: pd.DataFrame, jahr: int, kept: pd.Index) -> str:
    """Return why the values of an indicator cannot enter, „“ if they can."""
    oldest = int(settings()["auswahl"]["hoechstalter"])
    values = table["wert"].astype(float).reindex(kept)
    if jahr - int(table["jahr"].iloc[0]) > oldest:
        return f"älter als {oldest} Jahre"
    if values.notna().mean() < settings()["index"]["screening"]["indicators"]:
        return "für zu wenige Gebiete bekannt"
    return "in allen Gebieten gleich" if values.nunique() < 2 else ""


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
        + " Was fehlt, nennt der Anhang mit der Stelle, bei der es zu beschaffen ist."
    )


def _dynamics(
    region: Region,
    used: tuple[Indicator, ...],
    data: pd.DataFrame,
    years: Mapping[str, int],
    population: pd.Series,
) -> tuple[Result | None, str]:
    """Return the index of the change, or None and why there is none."""
    smallest = float(settings()["index"]["screening"]["min_population"])
    enough = float(settings()["index"]["screening"]["indicators"])
    change: dict[Indicator, pd.Series] = {}
    for indicator in used:
        before = _earlier(region, indicator, years[indicator.id])
        moved = None if before is None else data[indicator.id] - before
        seen = None if moved is None else moved[population >= smallest]
        if seen is not None and seen.notna().mean() >= enough and seen.nunique() > 1:
            change[indicator] = moved
    rules = settings()["auswahl"]
    dimensions = {dimension(indicator) for indicator in change}
    if len(change) < rules["mindestindikatoren"] or len(dimensions) < rules["mindestdimensionen"]:
        years_text = " bis ".join(map(str, settings()["dynamik"]["jahre"]))
        names = ", ".join(i.name_of(formula_for(region, i)) for i in change)
        only = f"nur für: {names}" if names else "für keine Kennzahl"
        return None, (
            f"Keine Dynamik: Eine vergleichbare Veränderung über {years_text} Jahre gibt es {only}."
        )
    frame = pd.DataFrame({indicator.id: values for indicator, values in change.items()})
    return compute(frame, need_spec(change, DYNAMICS), population=population), ""


def _earlier(region: Region, indicator: Indicator, year: int) -> pd.Series | None:
    """Return the values of two to three years before, None across a break or without any."""
    first, last = settings()["dynamik"]["jahre"]
    formula = formula_for(region, indicator)
    values = indicator_values(region, indicator)
    for before in range(year - first, year - last - 1, -1):
        known = before in values.index.get_level_values("jahr")
        if formula and known and not region.break_between(formula.merkmale, before, year):
            found = values.xs(before, level="jahr")["wert"].astype(float)
            return found.reindex(region.gebiete.index)
    return None
