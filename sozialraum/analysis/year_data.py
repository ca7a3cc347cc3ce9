"""Year record: what is kept of a year for the next one.

The content of ``jahr.json``.  Everything that can be held back carries its ``freigabe``,
so that a record made for the agency itself can be narrowed to what others may see.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sozialraum.programme import AUDIENCES, released


@dataclass(frozen=True)
class Break:
    """A year from which on a series is hard to compare with what was before."""

    ab: int
    text: str


@dataclass(frozen=True)
class Value:
    """One figure of an area; ``wert`` is None where there is no number (see ``zeichen``).

    ``belegt`` says whether it may count as evidence; ``brueche`` are all breaks of its series.
    """

    id: str
    name: str
    wert: float | None
    zeichen: str
    einheit: str
    nachkommastellen: int
    jahr: int
    stand: str
    quellen: tuple[str, ...]
    belegt: bool = True
    brueche: tuple[Break, ...] = ()


@dataclass(frozen=True)
class Area:
    """One area: its class in the need index (``""`` without one) and its figures."""

    gebiet: str
    name: str
    klasse: str
    kennzahlen: tuple[Value, ...]


@dataclass(frozen=True)
class IndexData:
    """What the need index of all areas can be computed again from.

    Parameters
    ----------
    verfahren
        The spec as nested tables.
    werte
        Indicator → area → value, None where it is unknown.
    bevoelkerung
        Area → population, by which areas are screened.
    """

    verfahren: Mapping[str, Any]
    werte: Mapping[str, Mapping[str, float | None]]
    bevoelkerung: Mapping[str, float | None]


@dataclass(frozen=True)
class Finding:
    """A finding (Befund) and its status."""

    id: str
    text: str
    status: str
    freigabe: str


@dataclass(frozen=True)
class Need:
    """A need (Bedarf), its score and what it belongs to."""

    id: str
    text: str
    zielgruppe: str
    gebiete: tuple[str, ...]
    status: str
    luecke: str
    punktzahl: float
    eckpunkte: Mapping[str, int]
    zustaendig: str
    freigabe: str


@dataclass(frozen=True)
class Focus:
    """An Eckpunkt: its score, what the model proposed, how dense the evidence was."""

    eckpunkt: str
    punktzahl: float
    vorschlag: str
    belege: int
    arten: int


@dataclass(frozen=True)
class Chosen:
    """What was decided on one Eckpunkt."""

    gewaehlt: bool
    begruendung: str
    gegenbelege: str


@dataclass(frozen=True)
class Decided:
    """The decision of the year: when, who in which role, and on which Eckpunkt what."""

    datum: str
    beteiligte: tuple[str, ...]
    eckpunkte: Mapping[str, Chosen]
    freigabe: str


@dataclass(frozen=True)
class Goal:
    """A goal (Ziel) of the year ``jahr``, planned and actual."""

    id: str
    jahr: int
    eckpunkt: str
    bedarf: str
    zielgruppe: str
    ziel: str
    ausgangswert: str
    zielwert: str
    bis: str
    indikator: str
    ist: str
    bewertung: str
    folgerung: str
    freigabe: str


@dataclass(frozen=True)
class Measure:
    """An activity (Maßnahme) towards a goal, planned and actual."""

    id: str
    ziel: str
    katalog: str
    massnahme: str
    output_indikator: str
    output_soll: str
    output_ist: str
    outcome_indikator: str
    outcome_soll: str
    outcome_ist: str
    status: str
    freigabe: str


@dataclass(frozen=True)
class Question:
    """What stayed open; ``art`` is eckpunkt, bedarf or befund."""

    art: str
    id: str
    text: str
    stand: str
    freigabe: str


@dataclass(frozen=True)
class YearRecord:
    """All that is kept of a year.  Made by `year_of` and `read_record`.

    Parameters
    ----------
    version, programm
        Version of this format and of the software.
    region, name, erfunden
        The region's key and name, and whether it is made up.
    agentur, agentur_name, jahr, empfaenger
        Key and name of the agency, year of the report, edition.
    gebiete
        The agency's areas with their figures.
    verfahren
        Fingerprint of each table of conventions: name → hash of its content.
    bedarfsindex
        What the index can be computed again from; None without one or for the public.
    befunde, bedarfe, schwerpunkte, wahl, ziele, massnahmen, offen
        The chain from finding to activity, and what stayed open.
    """

    version: int
    programm: str
    region: str
    name: str
    erfunden: bool
    agentur: str
    agentur_name: str
    jahr: int
    empfaenger: str
    gebiete: tuple[Area, ...]
    verfahren: Mapping[str, str]
    bedarfsindex: IndexData | None
    befunde: tuple[Finding, ...]
    bedarfe: tuple[Need, ...]
    schwerpunkte: tuple[Focus, ...]
    wahl: Decided | None
    ziele: tuple[Goal, ...]
    massnahmen: tuple[Measure, ...]
    offen: tuple[Question, ...]

    def released(self, empfaenger: str) -> YearRecord:
        """Return the record with only what an audience may see; never more than it holds."""
        narrower = max(self.empfaenger, empfaenger, key=AUDIENCES.index)
        goals = _released(self.ziele, narrower)
        kept = {goal.id for goal in goals}
        measures = tuple(one for one in _released(self.massnahmen, narrower) if one.ziel in kept)
        decided = self.wahl if self.wahl and released(self.wahl.freigabe, narrower) else None
        return replace(
            self,
            empfaenger=narrower,
            bedarfsindex=None if narrower == AUDIENCES[-1] else self.bedarfsindex,
            befunde=_released(self.befunde, narrower),
            bedarfe=_released(self.bedarfe, narrower),
            wahl=decided,
            ziele=goals,
            massnahmen=measures,
            offen=_released(self.offen, narrower),
        )


Item = TypeVar("Item", Finding, Need, Goal, Measure, Question)


def _released(items: tuple[Item, ...], empfaenger: str) -> tuple[Item, ...]:
    return tuple(item for item in items if released(item.freigabe, empfaenger))
