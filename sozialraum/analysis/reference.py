"""Published case figures of the state and the federation, to set a station's own beside.

What was published stands in reference_cases.toml with source, year and counting unit; what
follows from it (sums, growth) is computed here, so that both can be shown side by side.
Each publisher counts something else: figures of two publishers are never added.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from math import isnan, nan
from types import MappingProxyType
from typing import Any

import pandas as pd

from sozialraum.errors import DataError, Fault, suggest
from sozialraum.formats import MISSING, write_number, write_value
from sozialraum.sources.categories import units

FILE = "reference_cases.toml"
SUM = "Summe"
ROUGH: Mapping[str, str] = MappingProxyType({"": "", "rund": "rund ", "ueber": "über "})
"""How exact a published figure is, as it is said before the number."""

_TOTALS = ("gesamt", "neu")
_UNEXPLAINED = 0.05
"""Percentage points from which a published and a computed growth differ after rounding."""


@dataclass(frozen=True)
class Fact:
    """One published figure.

    Parameters
    ----------
    jahr, merkmal, wert
        What it is; shares are in per cent.
    einheit
        ``anzahl``, ``prozent`` or ``stellen``.
    basis
        What a share is a share of.
    genau
        ``""`` as published, ``rund`` or ``ueber``.
    hinweis
        What to mind (German).
    """

    jahr: int
    merkmal: str
    wert: float
    einheit: str = "anzahl"
    basis: str = ""
    genau: str = ""
    hinweis: str = ""

    def __str__(self) -> str:
        percent = self.einheit == "prozent"
        decimals = 0 if float(self.wert).is_integer() else 1
        number = write_value(self.wert, "%" if percent else "", decimals)
        return f"{ROUGH[self.genau]}{number}"


@dataclass(frozen=True)
class Break:
    """A year from which the figures are not comparable with those before."""

    ab: int
    text: str


@dataclass(frozen=True)
class Reference:
    """One publisher with its figures.

    Parameters
    ----------
    id, name
        Short names for code and for people.
    herausgeber, titel, fundstelle
        Who published it, what, and where it was read.
    raum
        For which area it speaks.
    zaehleinheit
        Code of the unit in which it counts.
    hinweis
        What to mind (German).
    angaben, brueche
        Its figures and its breaks.
    tabellen
        Its tables as published, by name.
    """

    id: str
    name: str
    herausgeber: str
    titel: str
    raum: str
    zaehleinheit: str
    fundstelle: str = ""
    hinweis: str = ""
    angaben: tuple[Fact, ...] = ()
    brueche: tuple[Break, ...] = ()
    tabellen: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def fact(self, merkmal: str, jahr: int) -> Fact | None:
        """Return a published figure, None if there is none."""
        found = (one for one in self.angaben if (one.merkmal, one.jahr) == (merkmal, jahr))
        return next(found, None)

    def breaks(self, von: int, bis: int) -> tuple[str, ...]:
        """Return what makes a later year incomparable with an earlier one."""
        return tuple(one.text for one in self.brueche if von < one.ab <= bis)

    def citation(self) -> str:
        """Return source, area and counting unit as a line below a table."""
        unit = units()[self.zaehleinheit].mehrzahl
        found = f" (gelesen bei {self.fundstelle})" if self.fundstelle else ""
        return f"{self.herausgeber}: {self.titel}{found}; {self.raum}; gezählt: {unit}."


@dataclass(frozen=True)
class Growth:
    """How a figure grew from one year to another, as computed and as published.

    Parameters
    ----------
    von, bis
        The years.
    roh, je_stelle
        Growth of the number and of the number per office in per cent, computed; NaN if
        the figures for it were not published.
    veroeffentlicht, veroeffentlicht_je_stelle
        What the publisher says, NaN if nothing.
    hinweise
        German sentences: breaks, more offices, a difference of computed and published.
    """

    von: int
    bis: int
    roh: float
    je_stelle: float
    veroeffentlicht: float
    veroeffentlicht_je_stelle: float
    hinweise: tuple[str, ...]


@cache
def references() -> Mapping[str, Reference]:
    """Return all publishers by id.

    >>> list(references())
    ['rias-nrw', 'ada-nrw', 'advd', 'ads']
    """
    text = files("sozialraum.analysis").joinpath(FILE).read_text(encoding="utf-8")
    made = {name: _reference(name, dict(raw)) for name, raw in tomllib.loads(text).items()}
    return MappingProxyType(made)


def reference(name: str) -> Reference:
    """Return one publisher.

    Raises
    ------
    DataError
        If there is none of that id, with the closest.
    """
    known = references()
    if name not in known:
        remedy = suggest(name, known) or f"Bekannt sind: {', '.join(known)}."
        raise DataError(Fault("Unbekannte Quelle von Fallzahlen.", FILE, found=name, remedy=remedy))
    return known[name]


def published_table(name: str, table: str) -> pd.DataFrame:
    """Return a published table: index its rows, columns years, NaN where a year says nothing.

    A table that is no excerpt ends with the published sums (row ``Summe``).

    >>> int(published_table("rias-nrw", "vorfallart").loc["Summe", 2024])
    940
    """
    raw = reference(name).tabellen[table]
    rows = {
        row: {int(year): n for year, n in cells.items()} for row, cells in raw["zeilen"].items()
    }
    if "summe" in raw:
        rows[SUM] = {int(year): n for year, n in raw["summe"].items()}
    frame = pd.DataFrame.from_dict(rows, orient="index", dtype=float)
    return frame[sorted(frame.columns)]


def growth(name: str, von: int, bis: int, merkmal: str = "") -> Growth:
    """Return the growth of a published number, raw and per office.

    Parameters
    ----------
    name
        Id of the publisher.
    von, bis
        The years that are compared.
    merkmal
        What grows; empty: the total, or new cases where there is no total.

    Examples
    --------
    >>> found = growth("advd", 2023, 2024)
    >>> round(found.roh, 1), round(found.je_stelle, 1), found.veroeffentlicht_je_stelle
    (27.9, 14.2, 14.4)
    """
    publisher = reference(name)
    before, after = (_number(publisher, year, merkmal) for year in (von, bis))
    offices = [_value(publisher, "stellen", year) for year in (von, bis)]
    per_office = _percent(before / offices[0], after / offices[1])
    found = Growth(
        von,
        bis,
        roh=_percent(before, after),
        je_stelle=per_office,
        veroeffentlicht=_value(publisher, "zuwachs", bis),
        veroeffentlicht_je_stelle=_value(publisher, "zuwachs_je_stelle", bis),
        hinweise=publisher.breaks(von, bis),
    )
    said = (*found.hinweise, *_offices(offices), *_difference(found))
    return Growth(**{**vars(found), "hinweise": said})


def _reference(name: str, raw: dict[str, Any]) -> Reference:
    facts = tuple(Fact(**entry) for entry in raw.pop("angaben", ()))
    breaks = tuple(Break(**entry) for entry in raw.pop("brueche", ()))
    return Reference(name, angaben=facts, brueche=breaks, **raw)


def _number(publisher: Reference, year: int, merkmal: str) -> float:
    """Return the number that grows; without a name the total, however it is published."""
    for wanted in (merkmal,) if merkmal else _TOTALS:
        if publisher.fact(wanted, year):
            return _value(publisher, wanted, year)
    sums = [table["summe"] for table in publisher.tabellen.values() if "summe" in table]
    return float(sums[0].get(str(year), nan)) if sums and not merkmal else nan


def _value(publisher: Reference, merkmal: str, year: int) -> float:
    fact = publisher.fact(merkmal, year)
    return float(fact.wert) if fact else nan


def _percent(before: float, after: float) -> float:
    return 100 * (after / before - 1)


def _offices(offices: list[float]) -> tuple[str, ...]:
    """Say how many offices more or fewer there are, for that alone changes the number."""
    change = offices[1] - offices[0]
    if isnan(change) or change == 0:
        return ()
    more = "dazugekommen" if change > 0 else "weggefallen"
    return (
        f"Zwischen beiden Jahren sind {write_number(abs(change))} Stellen {more} "
        f"({write_number(offices[0])} → {write_number(offices[1])}): "
        "der Zuwachs je Stelle sagt mehr als der rohe.",
    )


def _difference(found: Growth) -> tuple[str, ...]:
    """Say where the published growth is not the computed one."""
    pairs = (
        (found.roh, found.veroeffentlicht, "", 0),
        (found.je_stelle, found.veroeffentlicht_je_stelle, " je Stelle", 1),
    )
    return tuple(
        f"Veröffentlicht sind {_signed(published)}{per}, errechnet {_signed(computed)}{per}; "
        "wie die veröffentlichte Zahl gerechnet ist, ist hier nicht bekannt."
        for computed, published, per, decimals in pairs
        if abs(round(computed, decimals) - published) >= _UNEXPLAINED
    )


def _signed(percent: float) -> str:
    """Return a growth with its sign.

    >>> _signed(14.4), _signed(nan)
    ('+14,4\u202f%', '–')
    """
    return MISSING if isnan(percent) else write_value(percent, "%", 1, sign=True)
