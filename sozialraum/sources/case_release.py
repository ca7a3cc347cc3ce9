"""Section ``[faelle]`` of region.toml: whether a station's case counts are released, and why.

Stations are independent: their counts stand in an agency's report only if they said so,
with day and role.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sozialraum.errors import suggest
from sozialraum.formats import read_date, read_number
from sozialraum.sources.categories import categories
from sozialraum.sources.entries import Entries

SECTION = "faelle"
YES, NO = "ja", "nein"
LEAST_TOGETHER = 3


@dataclass(frozen=True)
class CaseRelease:
    """Whether the case counts of stations may stand in other people's reports.

    Parameters
    ----------
    freigabe
        ``ja`` or ``nein``; stations are independent, so the default is no.
    datum, rolle
        When it was released, and in which role by whom (never a name).
    stellen
        Stations for which this holds; empty: all of the file.
    vzae
        Full-time equivalents where the file of counts tells none, such as ``0,75``.
    einzugsgebiet
        Keys of the areas of the catchment; empty: none is declared, no rate per head.
    berichte_seit
        Year of the first yearly report made with this program.  All reports since then are
        taken as known; 0: of every year of the file.
    gemeinsam
        Stations that agreed to show tables together where one alone would have holes; at
        least three, for of two each could subtract itself.
    mehrfach
        Categories with one answer per case in the scheme in which the stations allow more.
    """

    freigabe: str = "nein"
    datum: str = ""
    rolle: str = ""
    stellen: tuple[str, ...] = ()
    vzae: str = ""
    einzugsgebiet: tuple[str, ...] = ()
    berichte_seit: int = 0
    gemeinsam: tuple[str, ...] = ()
    mehrfach: tuple[str, ...] = ()

    @property
    def released(self) -> bool:
        """Whether it is released, with day and role."""
        return self.freigabe == YES and bool(self.datum and self.rolle)

    def holds_for(self, station: str) -> bool:
        """Return whether a station has released its counts."""
        return self.released and (not self.stellen or station in self.stellen)


NOT_RELEASED = CaseRelease()


def case_release(raw: Mapping[str, Any], entries: Entries) -> CaseRelease | None:
    """Return what the section says, the default if there is none, None if it is faulty."""
    if SECTION not in raw:
        return NOT_RELEASED
    before = len(entries.faults)
    found: CaseRelease | None = entries.record(raw[SECTION], CaseRelease, SECTION)
    if found is not None:
        _check(found, entries)
    return found if len(entries.faults) == before else None


def _check(found: CaseRelease, entries: Entries) -> None:
    if found.freigabe not in (YES, NO):
        remedy = suggest(found.freigabe, (YES, NO)) or "Ohne Zustimmung der Stelle: nein."
        what, place = "Unbekannte Angabe.", f"{SECTION}.freigabe"
        entries.fault(what, place, remedy, found=found.freigabe, expected="ja | nein")
    for name in ("datum", "rolle"):
        if found.freigabe == YES and not getattr(found, name).strip():
            what = "Eine Freigabe braucht Datum und Rolle."
            remedy = 'Ergänzen, etwa datum = "2026-01-31" und rolle = "Leitung der Servicestelle".'
            entries.fault(what, f"{SECTION}.{name}", remedy)
    if found.datum and not _can(read_date, found.datum):
        what, remedy = "Das ist kein Tag.", "Den Tag der Freigabe eintragen, etwa 2026-01-31."
        entries.fault(what, f"{SECTION}.datum", remedy, found=found.datum, expected="JJJJ-MM-TT")
    if found.vzae and not (_can(read_number, found.vzae) and read_number(found.vzae) > 0):
        what, remedy = "Das ist kein Stellenumfang.", "Vollzeitäquivalente eintragen, etwa 0,75."
        entries.fault(what, f"{SECTION}.vzae", remedy, found=found.vzae, expected="Zahl über 0")
    _check_together(found, entries)
    for code in found.mehrfach:
        known = [one.code for one in categories().values() if one.breaks_down]
        if code not in known:
            remedy = suggest(code, known) or f"Bekannt sind: {', '.join(known)}."
            what, place = "Unbekannte Kategorie.", f"{SECTION}.mehrfach"
            entries.fault(what, place, remedy, found=code)


def _check_together(found: CaseRelease, entries: Entries) -> None:
    place, together = f"{SECTION}.gemeinsam", found.gemeinsam
    if 0 < len(set(together)) < LEAST_TOGETHER:
        what = "Gemeinsame Tabellen brauchen mindestens drei Stellen."
        remedy = "Weitere Stellen dazunehmen: Von zweien könnte jede die andere herausrechnen."
        entries.fault(what, place, remedy, found=", ".join(together))
    missing = [one for one in together if not found.holds_for(one)]
    if missing:
        what = "Gemeinsame Tabellen brauchen die Freigabe jeder Stelle."
        remedy = 'freigabe = "ja" mit Datum und Rolle; stellen nennt jede von ihnen.'
        entries.fault(what, place, remedy, found=", ".join(missing))


def _can(read: Any, text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True
