"""Yearly statistics of a station for antidiscrimination work: tables T1 to T12, protected.

Everything that is published is one linked system: tables, totals, percentages and what
earlier reports told are attacked together before anything is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import nan

import pandas as pd

from sozialraum.analysis.case_choice import SPAN
from sozialraum.analysis.case_protection import CaseTable, Protection
from sozialraum.analysis.case_reports import (
    first_report,
    not_before_the_first,
    reported,
    year_of_report,
)
from sozialraum.analysis.case_system import RULES
from sozialraum.errors import DataError, Fault, suggest
from sozialraum.formats import read_number
from sozialraum.region import Region
from sozialraum.sources.cases import Cases
from sozialraum.sources.categories import STRUCTURE, categories

PEOPLE = "bevoelkerung"
PER = 100_000


@dataclass(frozen=True)
class OwnGrowth:
    """How a station's cases grew from one year to another, in per cent; NaN if unknown."""

    von: int
    bis: int
    roh: float
    je_vzae: float


@dataclass(frozen=True, eq=False)
class Statistics:
    """The yearly statistics of a station.  Made by `statistics`; hidden counts are NaN.

    Parameters
    ----------
    region, stelle, jahr
        The region, the station's ``kennung`` (empty without counts) and the year.
    unit
        Code of the unit in which it counts cases.
    totals, flows
        Cases by year; new and closed cases (index answer, columns years).
    fte
        Full-time equivalents by year, where they are stated.
    tables
        The tables that can be published, in the order of the list.
    structure
        Structural work: index answer, columns years; every row has a unit of its own.
    per_100_000
        Cases per 100,000 people of the declared catchment by year; empty without one.
    left_out
        Number and title of tables that are not published, with the reason (German).
    audit
        What the audit found, German sentences without values.
    notes
        What is good to know about the counts (German).
    """

    region: Region
    stelle: str
    jahr: int
    unit: str = ""
    totals: pd.Series = field(default_factory=lambda: pd.Series(dtype=float))
    flows: pd.DataFrame = field(default_factory=pd.DataFrame)
    fte: pd.Series = field(default_factory=lambda: pd.Series(dtype=float))
    tables: tuple[CaseTable, ...] = ()
    structure: pd.DataFrame = field(default_factory=pd.DataFrame)
    per_100_000: pd.Series = field(default_factory=lambda: pd.Series(dtype=float))
    left_out: Mapping[tuple[str, str], str] = field(default_factory=dict)
    audit: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there are no counts."""
        return bool(self.totals.empty)

    @property
    def name(self) -> str:
        """Name of the station."""
        places = self.region.standorte
        found = places.loc[places["kennung"] == self.stelle, "einrichtung"]
        return str(found.iloc[0]) if len(found) else self.stelle

    @property
    def released(self) -> bool:
        """Whether the counts may stand in another agency's report."""
        return self.region.settings.faelle.holds_for(self.stelle)

    @property
    def per_fte(self) -> pd.Series:
        """Cases per full-time equivalent by year, NaN where one of both is not known."""
        return self.totals / self.fte.reindex(self.totals.index)

    def table(self, nummer: str) -> CaseTable | None:
        """Return a table by its number, None if it is not published."""
        return next((one for one in self.tables if one.nummer == nummer), None)

    def growth(self, von: int = 0) -> OwnGrowth:
        """Return how the cases grew since a year, ``0`` for the year before."""
        since = von or self.jahr - 1
        return OwnGrowth(
            since,
            self.jahr,
            _percent(self.totals, since, self.jahr),
            _percent(self.per_fte, since, self.jahr),
        )


def statistics(region: Region, station: str = "", jahr: int = 0) -> Statistics:
    """Return the yearly statistics of a station.

    Parameters
    ----------
    region
        An opened region.
    station
        Its ``kennung``; ``""`` means the first station that has counts.
    jahr
        Year of the report; ``0`` means the region's own, or the newest with counts before.

    Returns
    -------
    Statistics
        Without counts (`Statistics.empty`) if the region has no file of them.

    Raises
    ------
    DataError
        If the file of counts is faulty, the station or year has none, or the year lies before
        the first report that later ones know of.
    """
    cases = region.faelle
    if not cases.stations:
        return Statistics(region, station, jahr or region.settings.jahr)
    stelle = _station(cases, station)
    totals = cases.totals(stelle)
    year = year_of_report(totals, jahr, region.settings.jahr)
    not_before_the_first(region.settings.faelle.berichte_seit, year, int(totals.index.max()))
    return _made(region, stelle, year)


@lru_cache(maxsize=8)
def _made(region: Region, stelle: str, year: int) -> Statistics:
    cases = region.faelle
    totals = cases.totals(stelle)
    found = reported(region, stelle, year)
    people = _people(region, found.totals)
    return Statistics(
        region=region,
        stelle=stelle,
        jahr=year,
        unit=cases.unit(stelle),
        totals=found.totals,
        flows=found.flows,
        fte=_full_time(region, cases, stelle, found.totals),
        tables=found.tables,
        structure=_structure(cases, stelle, year),
        per_100_000=PER * found.totals / people if len(people) else people,
        left_out=found.left_out,
        audit=_audit(found, first_report(region, totals, year), year),
        notes=cases.notes,
    )


def stations(region: Region) -> tuple[str, ...]:
    """Return the stations of the region that have counts and released them."""
    return tuple(s for s in region.faelle.stations if region.settings.faelle.holds_for(s))


def _station(cases: Cases, wanted: str) -> str:
    if not wanted or wanted in cases.stations:
        return wanted or cases.stations[0]
    remedy = suggest(wanted, cases.stations) or f"Vorhanden sind: {', '.join(cases.stations)}."
    raise DataError(Fault("Diese Stelle hat keine Fallzahlen.", found=wanted, remedy=remedy))


def _full_time(region: Region, cases: Cases, stelle: str, totals: pd.Series) -> pd.Series:
    stated = cases.full_time(stelle).reindex(totals.index).astype(float)
    declared = region.settings.faelle.vzae
    return stated.fillna(read_number(declared)) if declared else stated


def _structure(cases: Cases, stelle: str, year: int) -> pd.DataFrame:
    codes = [one.code for one in categories().values() if one.art == STRUCTURE]
    tables = [cases.table(code, stelle) for code in codes]
    whole = pd.concat(tables) if tables else pd.DataFrame()
    return whole[[one for one in whole.columns if year - SPAN < one <= year]]


def _people(region: Region, totals: pd.Series) -> pd.Series:
    """Return the people of the declared catchment by year, empty without one."""
    keys = region.settings.faelle.einzugsgebiet
    known = region.by_merkmal.get(PEOPLE) if keys else None
    if known is None:
        return pd.Series(dtype=float)
    unknown = [key for key in keys if key not in known.index.get_level_values("gebiet")]
    if unknown:
        remedy = "Schlüssel aus kennzahlen.csv eintragen, zu denen es die Bevölkerung gibt."
        what, place = "Unbekanntes Gebiet im Einzugsgebiet.", "faelle.einzugsgebiet"
        raise DataError(Fault(what, "region.toml", None, place, ", ".join(unknown), "", remedy))
    known_of = known["wert"]
    return pd.Series(
        {year: sum(known_of.get((key, int(year)), nan) for key in keys) for year in totals.index}
    )


def _audit(found: Protection, first: int, year: int) -> tuple[str, ...]:
    gone = dict.fromkeys(number for number, _ in found.left_out)
    before = f"der Berichte {first} bis {year - 1} und " if first < year else ""
    return (
        *found.texts,
        f"Alle Tabellen {before}dieses Berichts wurden gemeinsam angegriffen, dazu die Anzahlen "
        "der einzelnen Jahre hinter zusammengefassten Jahren: keine unter "
        f"{RULES.threshold} ist errechenbar.",
        "Auch wer als beschuldigte Seite einen Fall kennt, kann keine gesperrte Anzahl errechnen; "
        "verursachende Seite und Ort werden nie gekreuzt.",
        "Frühere Berichte werden aus der heutigen Auszählung nachgerechnet: Die Zahlen schon "
        "veröffentlichter Jahre dürfen sich nicht mehr ändern.",
        f"Nicht veröffentlicht werden: {', '.join(gone) or 'keine'}.",
    )


def _percent(series: pd.Series, von: int, bis: int) -> float:
    if von not in series.index or bis not in series.index or not series[von]:
        return nan
    return float(100 * (series[bis] / series[von] - 1))
