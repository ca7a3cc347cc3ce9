"""Dossier: all that one agency's document is made of.

An *agency* (Integrationsagentur) works in one or more areas, its *social spaces*
(Sozialräume); its seat is another thing.  An area may have several agencies.  What is
not released for the edition is left out here, before anything is shown or written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from sozialraum.analysis.evidence import evidence_from_figures
from sozialraum.analysis.focus import Assessment, assess
from sozialraum.analysis.profile import Profile, profile
from sozialraum.analysis.review import YearRecord, read_record
from sozialraum.analysis.rules import rule_faults
from sozialraum.cards import Card
from sozialraum.errors import DataError, Fault, suggest
from sozialraum.region import Region
from sozialraum.sources.decisions import Decision
from sozialraum.sources.evidence import Evidence
from sozialraum.sources.plan import Plan
from sozialraum.sources.privacy import guarded
from sozialraum.sources.records import read_year_file

MOST_LISTED = 12
AGENCY_KINDS = ("IA", "ADA")
"""Kinds of place that choose focus areas and hand in a plan."""

NOBODY = "Noch keine Agentur mit Gebiet in standorte.csv"


@dataclass(frozen=True, eq=False, repr=False)
class Dossier(Card):
    """What an agency's document is made of.  Made by `dossier`.

    Parameters
    ----------
    region, jahr, empfaenger
        The region, the year of the report and the edition.
    agentur
        The agency's row in the list of places.
    profile
        Profiles of its areas by key, in the agency's own order.
    evidence
        Local evidence on its areas that is released for this edition.
    withheld
        Number of rows by sheet that are not.
    assessment
        Findings, needs, scores and their robustness, computed from the evidence of this
        edition: nobody can infer what it leaves out, and every sum can be done again.
    decision
        What the agency decided for this year, None if nothing yet.
    plan
        Goals and activities of the following year.
    done
        Goals and activities of this year, to look back on.
    before
        Last year's record, None if there is none.
    """

    region: Region
    agentur: pd.Series
    jahr: int
    empfaenger: str
    profile: Mapping[str, Profile]
    evidence: Evidence
    withheld: Mapping[str, int]
    assessment: Assessment
    decision: Decision | None
    plan: Plan
    done: Plan
    before: YearRecord | None

    def _card(self) -> tuple[str, Mapping[str, object]]:
        chosen = self.decision.eckpunkte if self.decision else {}
        return self.name, {
            "Kennung": self.kennung,
            "Jahr": self.jahr,
            "Sozialräume": ", ".join(found.name for found in self.profile.values()),
            "Ausgabe": self.empfaenger,
            "Gewählt": ", ".join(code for code, choice in chosen.items() if choice.gewaehlt),
        }

    @property
    def kennung(self) -> str:
        """Key of the agency."""
        return str(self.agentur["kennung"])

    @property
    def name(self) -> str:
        """Name of the agency."""
        return str(self.agentur["einrichtung"])

    @property
    def gebiete(self) -> tuple[str, ...]:
        """Keys of the areas that the agency works in."""
        return tuple(self.profile)


def dossier(
    region: Region,
    agentur: str = "",
    jahr: int = 0,
    *,
    empfaenger: str = "foerderer",
    vorjahr: str = "",
) -> Dossier:
    """Return all that the document of one agency is made of.

    Parameters
    ----------
    region
        An opened region.
    agentur
        Its ``kennung``, or its name; ``""`` means the first agency of the list that
        works in an area of the region.
    jahr
        Year of the report, ``0`` for the region's own.
    empfaenger
        ``intern``, ``foerderer`` or ``oeffentlich``; only what is released for it is in.
    vorjahr
        Path of last year's ``jahr.json``, empty if there is none.

    Raises
    ------
    DataError
        If the agency is unknown or works in no area, or a file of the region is faulty.

    Examples
    --------
    >>> from sozialraum.region import open_region
    >>> found = dossier(open_region("data/musterstadt"), "MU-01")
    >>> {code: focus.proposal for code, focus in found.assessment.focus.items()}
    {'IKO': 'naheliegend', 'SRA': 'naheliegend', 'BE': 'möglich', 'AD': 'naheliegend'}
    """
    key = find_agency(region, agentur)
    return _made(region, _row(region, key), areas_of(region, key), jahr, empfaenger, vorjahr)


def trial_dossier(region: Region, gebiet: str = "", jahr: int = 0) -> Dossier:
    """Return the dossier of one area for nobody, to try out what an agency would see.

    For a region in whose list no agency has an area yet; it has no ``kennung`` and nothing
    can be decided or handed in with it.
    """
    nobody = pd.Series("", index=region.standorte.columns)
    nobody["einrichtung"], nobody["art"] = NOBODY, AGENCY_KINDS[0]
    return _made(region, nobody, [region.find_area(gebiet)], jahr, "intern", "")


def _made(
    region: Region,
    agentur: pd.Series,
    areas: list[str],
    jahr: int,
    empfaenger: str,
    vorjahr: str,
) -> Dossier:
    year, key = jahr or region.settings.jahr, str(agentur["kennung"])
    profiles = {area: profile(region, area, year, empfaenger=empfaenger) for area in areas}
    own = guarded(region.belege.of(areas), region.names.values())
    figures = {area: evidence_from_figures(found) for area, found in profiles.items()}
    shown = own.released(empfaenger)
    assessment = assess(shown, figures, year)
    plan = guarded(region.plan, region.names.values()).released(empfaenger)
    decided = decision_of(region, key, year)
    return Dossier(
        region=region,
        agentur=agentur,
        jahr=year,
        empfaenger=empfaenger,
        profile=profiles,
        evidence=shown,
        withheld=_withheld(own, decided, empfaenger),
        assessment=assessment,
        decision=decided.released(empfaenger) if decided else None,
        plan=plan.of(key, year + 1),
        done=plan.of(key, year),
        before=read_record(read_year_file(vorjahr)) if vorjahr else None,
    )


def dossier_faults(region: Region, agentur: str, jahr: int) -> list[Fault]:
    """Return what breaks a protective rule in an agency's evidence, needs and choice."""
    areas = areas_of(region, agentur)
    profiles = {area: profile(region, area, jahr) for area in areas}
    figures = {area: evidence_from_figures(found) for area, found in profiles.items()}
    found = assess(region.belege.of(areas), figures, jahr)
    return rule_faults(found, decision_of(region, agentur, jahr))


def agencies(region: Region) -> list[str]:
    """Return the keys of all agencies that work in an area: IA first, as the list has them."""
    places = region.standorte
    listed = [places[places["art"] == kind]["kennung"] for kind in AGENCY_KINDS]
    return [str(key) for keys in listed for key in keys if areas_of(region, str(key))]


def no_agency(region: Region) -> DataError:
    """Return the error for a region in which no agency has an area."""
    return DataError(
        Fault(
            f"In „{region.name}“ ist keiner Agentur ein Gebiet zugeordnet.",
            file="standorte.csv",
            column="gebiete",
            remedy="Dort die Schlüssel der Sozialräume jeder Agentur eintragen.",
        )
    )


def areas_of(region: Region, agentur: str) -> list[str]:
    """Return the areas an agency works in: those declared, else the one of its seat."""
    row = _row(region, agentur)
    declared = str(row["gebiete"]).split()
    seat = str(row["gebiet_sitz"])
    return declared or ([seat] if seat in region.gebiete.index else [])


def name_of_agency(region: Region, agentur: str) -> str:
    """Return the name of an agency."""
    return str(_row(region, agentur)["einrichtung"])


def find_agency(region: Region, wanted: str) -> str:
    """Return the key of an agency named by key or name; ``""`` means the first.

    Raises
    ------
    DataError
        If there is none of that name, with the closest, or it works in no area.
    """
    known = agencies(region)
    if not known:
        raise no_agency(region)
    if wanted in known or not wanted:
        return wanted or known[0]
    named = [key for key in known if name_of_agency(region, key).casefold() == wanted.casefold()]
    if len(named) == 1:
        return named[0]
    raise DataError(_unknown(region, wanted, known))


def _unknown(region: Region, wanted: str, known: list[str]) -> Fault:
    if wanted in set(region.standorte["kennung"]):
        return Fault(
            "Diese Stelle ist keine Agentur mit einem Sozialraum in dieser Region.",
            file="standorte.csv",
            column="gebiete",
            found=wanted,
            remedy="Dort die Schlüssel ihrer Gebiete eintragen, mit Leerzeichen getrennt.",
        )
    names = [*known, *(name_of_agency(region, key) for key in known)]
    listed = f"Bekannt sind: {', '.join(known)}." if 0 < len(known) <= MOST_LISTED else ""
    return Fault(
        f"Diese Agentur gibt es in „{region.name}“ nicht.",
        file=region.key,
        found=wanted,
        remedy=suggest(wanted, names) or listed or "In standorte.csv nachsehen.",
    )


def _row(region: Region, agentur: str) -> pd.Series:
    places = region.standorte
    return places.loc[places["kennung"] == agentur].iloc[0]


def decision_of(region: Region, agentur: str, jahr: int) -> Decision | None:
    """Return what an agency decided for a year, whoever may see it; None if nothing."""
    found = [one for one in region.entscheidungen if (one.agentur, one.jahr) == (agentur, jahr)]
    return found[0] if found else None


def _withheld(evidence: Evidence, decided: Decision | None, empfaenger: str) -> dict[str, int]:
    """Return how many rows of each sheet are not in an edition, and whether the decision is."""
    hidden = decided is not None and decided.released(empfaenger) is None
    return evidence.withheld(empfaenger) | ({"entscheidung": 1} if hidden else {})
