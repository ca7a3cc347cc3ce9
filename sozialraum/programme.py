"""Words that the programme and its model define: focus areas, kinds of evidence, audiences.

German terms of law and programme stay German in code.  Each mapping goes from the word in
a file to the word that people read; its order is the order in which things are shown.
"""

from __future__ import annotations

from collections.abc import Mapping

ECKPUNKTE: Mapping[str, str] = {
    "IKO": "Interkulturelle Öffnung",
    "SRA": "Sozialraumorientierte Arbeit",
    "BE": "Bürgerschaftliches Engagement",
    "AD": "Antidiskriminierung",
}
"""The four focus areas (Eckpunkte; „Handlungsfelder“ in the guidelines since 2024)."""

BELEGARTEN: Mapping[str, str] = {
    "statistik": "Statistik",
    "fallzahl": "Fallzahlen",
    "gespraech": "Gespräche",
    "befragung": "Befragung",
    "begehung": "Begehung",
    "dokument": "Dokumente",
}
"""The six kinds of evidence; more kinds, not more pieces, make a finding confirmed."""

RICHTUNGEN: Mapping[str, str] = {
    "stuetzt": "stützt",
    "widerspricht": "widerspricht",
    "neutral": "neutral",
}
LUECKEN: Mapping[str, str] = {"keine": "keine", "teilweise": "teilweise", "gross": "groß"}
ZUSTAENDIG: Mapping[str, str] = {
    "IA": "Integrationsagentur",
    "ADA": "Servicestelle für Antidiskriminierungsarbeit",
    "andere": "andere Stelle (weiterleiten)",
}

AUDIENCES = ("intern", "foerderer", "oeffentlich")
"""For whom an edition is (Ausgabe); what is released for one is released for those before."""


def released(freigabe: str, empfaenger: str) -> bool:
    """Return whether something released up to ``freigabe`` may be in an edition.

    >>> released("foerderer", "intern"), released("foerderer", "oeffentlich")
    (True, False)
    """
    return AUDIENCES.index(empfaenger) <= AUDIENCES.index(freigabe)
