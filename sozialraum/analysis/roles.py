"""Roles: what an indicator may be used for.

A role is not a matter of taste: the share of foreign nationals says how large a target
group is and can never be a deficit, an index of need holds only what is scorable.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """What an indicator may be used for."""

    KONTEXT = "kontext"
    BEDARF = "bedarf"
    LUECKE = "luecke"
    ANGEBOT = "angebot"
    RESSOURCE = "ressource"
    BELEG = "beleg"


SCORABLE = (Role.BEDARF, Role.LUECKE, Role.ANGEBOT)
"""Roles that may enter an index or count as evidence of a need."""

GROUP_ROLES = (Role.KONTEXT, Role.LUECKE, Role.BELEG)
"""Roles of a figure whose numerator counts people by origin, never a deficit by itself."""

UNDIRECTED = (Role.KONTEXT, Role.BELEG)
"""Roles without a direction: more is neither better nor worse."""

ROLE_MEANING: Mapping[Role, str] = {
    Role.KONTEXT: "beschreibt den Raum und die Größe der Zielgruppen, wird nie gewertet",
    Role.BEDARF: "soziale Lage, geht in die Wertung ein",
    Role.LUECKE: "Unterschied der Teilhabe zwischen Gruppen, geht in die Wertung ein",
    Role.ANGEBOT: "Angebot und Erreichbarkeit, geht in die Wertung ein",
    Role.RESSOURCE: "Stärken des Raums, werden gezeigt und nicht gewertet",
    Role.BELEG: "Zahlen der eigenen Arbeit, werden gezeigt und nicht gewertet",
}

MARKED_AGE, LAST_AGE = 3, 6
"""Years after which a figure is marked, and after which it is no evidence any more."""
