"""Soft hyphens for long German words, where browsers have no German dictionary.

A word may be parted only before a known part of a compound („Arbeitslosen-quote“), so
that no wrong hyphen can appear; words without such a part stay whole.
"""

from __future__ import annotations

import re

SHY = "\u00ad"
LONG, LEAST = 14, 3
"""Letters of a word that may be parted, and of each of its parts at least."""

PARTS = (
    "abgänge", "abschluss", "abschlüsse", "agentur", "angebot", "angehörig", "anteil",
    "arbeit", "auswertung", "bedarf", "belastung", "beratung", "berechtigte", "bereich",
    "beschreibung", "beschäftig", "beteiligung", "bevölkerung", "bewegung", "beziehende",
    "bezirk", "bildung", "datenbank", "diskriminierung", "einkommen", "einrichtung",
    "empfäng", "entfernung", "entwicklung", "ergebnis", "erwerb", "erziehende", "förderung",
    "fortschreibung", "gebiet", "geschichte", "gesellschaft", "gewicht", "gruppe", "größe",
    "haushalt", "hintergrund", "index", "integration", "intervall", "kaltmiete", "kennzahl",
    "klasse", "leistung", "migration", "niveau", "personen", "quote", "richtung", "schreibung",
    "schule", "schwerpunkt", "sicherung", "sprache", "statistik", "stelle", "träger",
    "unterschied", "veränderung", "verband", "verein", "vergleich", "verhältnis", "versorgung",
    "wanderung", "werkstatt", "wohlfahrt", "wohner", "wohnung", "zentrum", "zugewandert",
)  # fmt: skip
_WORD = re.compile(rf"[^\W\d_]{{{LONG},}}")
_JOINT = re.compile(rf"(?<=\w{{{LEAST}}})(?={'|'.join(PARTS)})")


def soften(text: str) -> str:
    """Return text whose long words may be parted at their joints.

    >>> soften("Jugendarbeitslosenquote in Köln").replace(SHY, "|")
    'Jugend|arbeitslosen|quote in Köln'
    >>> soften("Arbeitslose").replace(SHY, "|")
    'Arbeitslose'
    """
    return _WORD.sub(lambda word: _JOINT.sub(SHY, word.group()), text)
