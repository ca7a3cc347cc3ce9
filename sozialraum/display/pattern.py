"""The spatial pattern of the need index in words, the segregation of groups as a table."""

from __future__ import annotations

from sozialraum.analysis.catalogue import catalogue
from sozialraum.analysis.needs import NoNeedIndexError
from sozialraum.analysis.profile import LEVEL
from sozialraum.analysis.space import FEWEST_AREAS, Segregation, pattern, segregation
from sozialraum.display.blocks import Block, Column, Note, Table, Text
from sozialraum.display.conventions import NOT_HERE
from sozialraum.display.several import Blocks
from sozialraum.display.wording import source_line
from sozialraum.formats import write_number
from sozialraum.region import Region


def spatial(region: Region, jahr: int = 0) -> Blocks:
    """Return the spatial pattern of the index and the segregation of groups."""
    year = jahr or region.settings.jahr
    try:
        told: Block = Text(_pattern(region, year))
    except NoNeedIndexError:
        told = Note(NOT_HERE)
    groups = _segregation(region, year)
    return Blocks((told, groups)) if groups else Blocks((told,))


def _pattern(region: Region, jahr: int) -> tuple[str, ...]:
    seen = pattern(region, jahr)
    if seen is None:
        return (
            f"Bei weniger als {FEWEST_AREAS} Gebieten lässt sich ein räumliches Muster nicht vom "
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
        f"{judged} Morans I des Bedarfsindex ist "
        f"{write_number(seen.moran.value, 2)}; ohne Muster wären es "
        f"{write_number(seen.moran.expected, 2)} (p = "
        f"{write_number(seen.moran.p_permutations, 4)} aus "
        f"{write_number(seen.moran.permutations)} Vertauschungen).",
        f"{told}{f' Nicht dabei: {out}.' if out else ''}",
    )


def _segregation(region: Region, jahr: int) -> Table | None:
    """Return how unevenly groups live: context, with its limits."""
    found = segregation(region, jahr)
    if not found:
        return None
    shares = (f"{write_number(100 * one.share)}\u202f%" for one in found)
    return Table(
        "Wie ungleich Gruppen über die Gebiete verteilt sind (Kontext, nie gewertet)",
        (
            Column("Gruppe"),
            Column("Jahr", "right"),
            Column("Anteil in der Region", "right"),
            Column("Dissimilarität", "right"),
            Column("Isolation", "right"),
            Column("Kontakt", "right"),
        ),
        tuple(
            (
                catalogue()[one.indicator].name,
                str(one.jahr),
                share,
                write_number(one.dissimilarity, 2),
                write_number(one.isolation, 2),
                write_number(one.exposure, 2),
            )
            for one, share in zip(found, shares, strict=True)
        ),
        source=source_line(region, [source for one in found for source in one.quellen]),
        note="Dissimilarität: Teil der Gruppe, der umziehen müsste, damit sie überall den gleichen "
        "Anteil hätte. Isolation und Kontakt: Anteil der Gruppe und der übrigen im Gebiet eines "
        "durchschnittlichen Mitglieds; bei gleicher Verteilung wäre die Isolation so groß wie der "
        "Anteil in der Region. Alle drei hängen vom Zuschnitt der Gebiete ab und sind zwischen "
        f"Städten nicht vergleichbar.{_without(region, found)}",
    )


def _without(region: Region, found: tuple[Segregation, ...]) -> str:
    """Return the areas that are missing in a group's figures."""
    missing = {
        f"{region.area_name(key)} ({one.jahr})": None for one in found for key in one.missing
    }
    return f" Ohne Angabe: {', '.join(missing)}." if missing else ""
