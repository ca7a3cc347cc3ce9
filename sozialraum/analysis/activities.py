"""Catalogue of activities (Maßnahmen) and which of them fit a need.

What fits is a proposal in a fixed order; the specialist chooses.  An activity fits
because its Eckpunkt is that of the need and because it answers to the same indicators.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from sozialraum.programme import ECKPUNKTE

FILE = "activities.toml"
AUFWAENDE: Mapping[str, str] = {"klein": "klein", "mittel": "mittel", "gross": "groß"}
"""Efforts, from the word in the file to the word that people read."""

MAIN = 2
"""Weight of the Eckpunkt that a need mainly belongs to."""


@dataclass(frozen=True)
class Activity:
    """One activity of the catalogue.

    Parameters
    ----------
    code
        Letters of its Eckpunkt and a number, such as ``SRA01``.
    massnahme, zielgruppe
        What is done, and with whom.
    aufwand
        ``klein``, ``mittel`` or ``gross``.
    output, outcome
        What is counted, and how an effect would show.
    indikatoren
        Indicators of the catalogue that it answers to.
    fuer_alle
        Whether it fits every need of its Eckpunkt.
    nur
        Kind of agency that alone may do it, ``""`` for all.
    """

    code: str
    massnahme: str
    zielgruppe: str
    aufwand: str
    output: str
    outcome: str
    indikatoren: tuple[str, ...] = ()
    fuer_alle: bool = False
    nur: str = ""

    @property
    def eckpunkt(self) -> str:
        """The Eckpunkt in whose field it lies."""
        return self.code.rstrip("0123456789")


@cache
def activities() -> Mapping[str, Activity]:
    """Return all activities by code, in the order of the catalogue.

    Examples
    --------
    >>> activities()["SRA06"].massnahme
    'Aufsuchende Sprechstunde, Außenstelle oder Quartierstreff'
    """
    text = files("sozialraum.analysis").joinpath(FILE).read_text(encoding="utf-8")
    entries = tomllib.loads(text)
    made = {
        code: Activity(code, **{**entry, "indikatoren": tuple(entry.get("indikatoren", ()))})
        for code, entry in entries.items()
    }
    return MappingProxyType(made)


def matching(
    eckpunkte: Mapping[str, int] | str, indikatoren: Collection[str] = (), *, art: str = "IA"
) -> tuple[Activity, ...]:
    """Return the activities that fit a need, the best fitting first.

    Parameters
    ----------
    eckpunkte
        Weight of the need for each of its Eckpunkte (2 mainly, 1 in addition); a single
        code means weight 2.
    indikatoren
        Indicators on which the need rests; none where only local evidence carries it.
    art
        Kind of the agency: single cases are counselled by an ``ADA`` only.

    Returns
    -------
    tuple
        For each Eckpunkt the activities that share an indicator with the need, then those
        that fit every need; all activities of a main Eckpunkt where none shares one.
        Ordered by weight, by the number of shared indicators, then as the catalogue is.

    Examples
    --------
    >>> [one.code for one in matching({"IKO": 2, "SRA": 1}, ["E01"])]
    ['IKO02', 'SRA08', 'SRA05']
    """
    weights = {eckpunkte: MAIN} if isinstance(eckpunkte, str) else eckpunkte
    wanted = set(indikatoren)
    found: list[Activity] = []
    for code in sorted(weights, key=lambda code: (-weights[code], list(ECKPUNKTE).index(code))):
        if weights[code] > 0:
            found += _of_eckpunkt(code, wanted, art, whole=weights[code] >= MAIN)
    return tuple(found)


def _of_eckpunkt(code: str, wanted: set[str], art: str, *, whole: bool) -> list[Activity]:
    """Return what fits in one Eckpunkt; ``whole``: all of it where nothing is shared."""
    allowed = [a for a in activities().values() if a.eckpunkt == code and a.nur in ("", art)]
    shared = [a for a in allowed if wanted.intersection(a.indikatoren)]
    shared.sort(key=lambda a: -len(wanted.intersection(a.indikatoren)))  # stable: then by code
    if not shared and whole:
        return allowed
    return shared + [a for a in allowed if a.fuer_alle]
