"""The spatial pattern of the need index and the segregation of groups, in words."""

from __future__ import annotations

from sozialraum.analysis.catalogue import catalogue
from sozialraum.analysis.needs import NoNeedIndexError
from sozialraum.analysis.profile import LEVEL
from sozialraum.analysis.space import FEWEST_AREAS, pattern, segregation
from sozialraum.display.blocks import Block, Note, Text
from sozialraum.display.conventions import NOT_HERE
from sozialraum.display.several import Blocks
from sozialraum.formats import write_number
from sozialraum.region import Region


def spatial(region: Region, jahr: int = 0) -> Blocks:
    """Return the spatial pattern of the index and the segregation of groups, in words."""
    year = jahr or region.settings.jahr
    try:
        told: Block = Text(_pattern(region, year))
    except NoNeedIndexError:
        told = Note(NOT_HERE)
    groups = tuple(_segregation(region, year))
    return Blocks((told, Text(groups))) if groups else Blocks((told,))


def _pattern(region: Region, jahr: int) -> tuple[str, ...]:
    seen = pattern(region, jahr)
    if seen is None:
        return (
            f"Räumliches Muster: Bei weniger als {FEWEST_AREAS} Gebieten lässt es sich nicht vom "
            "Zufall unterscheiden.",
        )
    side = "ähnlich" if seen.moran.value > seen.moran.expected else "verschieden"
    sure = seen.moran.p_permutations < LEVEL
    judged = f"Benachbarte Gebiete sind einander {side}." if sure else "Kein erkennbares Muster."
    names = [f"{region.area_name(str(key))} ({kind})" for key, kind in seen.notable.items()]
    told = (
        f"Mit ihren Nachbarn zusammen fallen auf: {', '.join(names)}; das erste Wort meint das "
        "Gebiet, das zweite seine Nachbarn. Von solchen Funden ist im Mittel höchstens jeder "
        "zwanzigste Zufall (Benjamini und Hochberg 1995)."
        if names
        else "Kein einzelnes Gebiet fällt mit seinen Nachbarn zusammen auf."
    )
    out = ", ".join(region.area_name(key) for key in seen.left_out)
    return (
        f"Räumliches Muster: {judged} Morans I des Bedarfsindex ist "
        f"{write_number(seen.moran.value, 2)}; ohne Muster wären es "
        f"{write_number(seen.moran.expected, 2)} (p = "
        f"{write_number(seen.moran.p_permutations, 4)} aus "
        f"{write_number(seen.moran.permutations)} Vertauschungen).",
        f"{told}{f' Nicht dabei: {out}.' if out else ''}",
    )


def _segregation(region: Region, jahr: int) -> list[str]:
    """Return sentences on how unevenly groups live: context, with its limits."""
    said = []
    for one in segregation(region, jahr):
        missing = [region.area_name(key) for key in one.missing]
        without = f" Ohne Angabe: {', '.join(missing)}." if missing else ""
        said.append(
            f"Verteilung (Kontext, nie gewertet), {catalogue()[one.indicator].name} {one.jahr}: "
            f"Dissimilaritätsindex {write_number(one.dissimilarity, 2)}, Isolationsindex "
            f"{write_number(one.isolation, 2)}, Kontaktindex {write_number(one.exposure, 2)}: Im "
            "Gebiet eines durchschnittlichen Mitglieds der Gruppe gehören "
            f"{write_number(100 * one.isolation)}\u202f% der Menschen zu ihr, "
            f"{write_number(100 * one.exposure)}\u202f% nicht.{without} Alle drei hängen vom "
            "Zuschnitt der Gebiete ab und sind zwischen Städten nicht vergleichbar."
        )
    return said
