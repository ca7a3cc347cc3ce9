"""Section ``[begriffe]`` of region.toml: which of several words a house uses.

The guidelines of 2009 to 2017 say Eckpunkt, those since 2024 Handlungsfeld; the law on
participation says Einwanderungsgeschichte, some carriers Zuwanderungsgeschichte; and how
German names people of every gender is a question of house style.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sozialraum.errors import suggest
from sozialraum.sources.entries import Entries

SECTION = "begriffe"
CHOICES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "eckpunkt": ("Eckpunkt", "Handlungsfeld"),
        "einwanderung": ("Einwanderungsgeschichte", "Zuwanderungsgeschichte"),
        "gender": ("stern", "doppelpunkt", "neutral"),
    }
)
"""What may be chosen; the first of each is what the program writes by itself."""


@dataclass(frozen=True)
class Terms:
    """Words that a house uses, one of each of `CHOICES`."""

    eckpunkt: str = CHOICES["eckpunkt"][0]
    einwanderung: str = CHOICES["einwanderung"][0]
    gender: str = CHOICES["gender"][0]


USUAL = Terms()


def chosen_terms(raw: Mapping[str, Any], entries: Entries) -> Terms | None:
    """Return the words that region.toml chooses, None after a fault; see `Terms`."""
    if SECTION not in raw:
        return USUAL
    found: Terms | None = entries.record(raw[SECTION], Terms, SECTION)
    if found is None:
        return None
    for name, words in CHOICES.items():
        said = getattr(found, name)
        if said not in words:
            expected = " | ".join(words)
            remedy = suggest(said, words) or f"Eines davon eintragen: {', '.join(words)}."
            what, place = "Dieser Begriff steht nicht zur Wahl.", f"{SECTION}.{name}"
            entries.fault(what, place, remedy, found=said, expected=expected)
    return found
