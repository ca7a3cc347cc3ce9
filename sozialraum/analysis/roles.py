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
"""Roles with a direction that may count as evidence of a need; only bedarf enters the index."""

GROUP_ROLES = (Role.KONTEXT, Role.LUECKE, Role.BELEG)
"""Roles of a figure whose numerator counts people by origin, never a deficit by itself."""

UNDIRECTED = (Role.KONTEXT, Role.BELEG)
"""Roles without a direction: more is neither better nor worse."""

ROLE_MEANING: Mapping[Role, str] = {
    Role.KONTEXT: "beschreibt den Raum und die Größe der Zielgruppen, wird nie gewertet",
    Role.BEDARF: "soziale Lage; geht in den Bedarfsindex ein und kann Beleg sein",
    Role.LUECKE: "Abstand der Teilhabe von Gruppen; kann Beleg sein, geht nicht in den Index ein",
    Role.ANGEBOT: "Angebot und Erreichbarkeit; kann Beleg sein, geht nicht in den Index ein",
    Role.RESSOURCE: "Stärken des Raums, werden gezeigt und nicht gewertet",
    Role.BELEG: "Zahlen der eigenen Arbeit, werden gezeigt und nicht gewertet",
}

MARKED_AGE, LAST_AGE = 3, 6
"""Years after which a figure is marked, and after which it is no evidence any more."""
