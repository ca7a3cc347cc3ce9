"""The agency's document: cover, one page for those who decide, town, social spaces.

It joins all areas that one agency works in; what concerns a single area is told on one
or two pages each.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version

from sozialraum.analysis.dossier import Dossier
from sozialraum.display.agency_spaces import (
    comparison,
    definitions,
    gathered,
    index_of,
    network,
    source_table,
    spaces,
    target_groups,
)
from sozialraum.display.blocks import Block, Column, Cover, Figure, Gap, Note, Table, Text
from sozialraum.display.glance import of_agency
from sozialraum.display.glossary import glossary
from sozialraum.display.limits import hidden, limits
from sozialraum.display.need_map import need_map, unreached
from sozialraum.display.region_map import places_of_agency as places_map
from sozialraum.display.scope import dates, listed, people, scope
from sozialraum.display.several import Blocks
from sozialraum.display.strain import class_layer
from sozialraum.display.wording import date_text
from sozialraum.formats import MISSING
from sozialraum.programme import ECKPUNKTE

__all__ = [
    "chain_map", "comparison", "cover", "definitions", "gathered", "glossary", "hidden", "limits",
    "network", "one_page", "places_map", "plain_page", "reach", "scope", "source_table",
    "spaces", "target_groups",
]  # fmt: skip

EDITIONS = {
    "intern": "interne Ausgabe, nicht weitergeben",
    "foerderer": "Ausgabe für Träger und Förderer",
    "oeffentlich": "öffentliche Ausgabe",
}
MOST = 3


def cover(dossier: Dossier, *, fassung: str = "Vollfassung") -> Cover:
    """Return the title with what every reader asks for first; ``fassung`` as it is called."""
    row, region = dossier.agentur, dossier.region
    names = [one.name for one in dossier.profile.values()]
    facts = [
        ("Agentur", f"{dossier.name} (Kennung {dossier.kennung})"),
        ("Träger, Verband", ", ".join(filter(None, [row["traeger"], row["verband"]])) or MISSING),
        ("Sozialräume", ", ".join(names)),
        ("Berichtsjahr", f"{dossier.jahr}; die Aufgabenplanung gilt für {dossier.jahr + 1}"),
        ("Ausgabe", EDITIONS[dossier.empfaenger]),
        ("Fassung", f"{fassung}, Programmfassung {version('sozialraum')}"),
        ("Stand der Zahlen", f"{dates(dossier)}; je Quelle im Kapitel zu den Quellen"),
        ("Wahl der Eckpunkte", _state(dossier)),
    ]
    notices = [region.settings.hinweis]
    if dossier.empfaenger == "intern":
        notices.append(EDITIONS["intern"][0].upper() + EDITIONS["intern"][1:])
    return Cover(
        title=f"Sozialraum- und Bedarfsanalyse {dossier.jahr}",
        subtitle=f"{dossier.name}, {region.name}",
        facts=tuple(facts),
        notice=". ".join(filter(None, notices)),
        invented=region.settings.erfunden,
    )


def _state(dossier: Dossier) -> str:
    decision = dossier.decision
    if decision is None:
        hidden = dossier.withheld.get("entscheidung")
        return "nicht für diese Ausgabe freigegeben" if hidden else "noch nicht entschieden"
    chosen = [ECKPUNKTE[code] for code, one in decision.eckpunkte.items() if one.gewaehlt]
    return f"{', '.join(chosen) or 'keiner gewählt'} ({date_text(decision.datum)})"


def one_page(dossier: Dossier) -> Blocks:
    """Return the page for carrier and council: findings, needs, choice, map beside bars."""
    rows = [*_finding_rows(dossier), *_need_rows(dossier), *_choice_rows(dossier)]
    shown: list[Block] = []
    if rows:
        heads = (Column("Was"), Column("Inhalt"), Column("Wie gut belegt"))
        shown.append(Table("Das Wichtigste auf einer Seite", heads, tuple(rows)))
    else:
        shown.append(Gap("Drei Befunde, drei Bedarfe und die gewählten Eckpunkte eintragen."))
    return Blocks((*shown, of_agency(dossier)))


def _finding_rows(dossier: Dossier) -> Iterator[tuple[str, str, str]]:
    order = {"bestätigt": 0, "widersprüchlich": 1, "einfach belegt": 2, "offen": 3}
    found = sorted(dossier.assessment.findings, key=lambda one: order[one.status])
    yield from (("Befund", one.text, one.status) for one in found[:MOST])


def _need_rows(dossier: Dossier) -> Iterator[tuple[str, str, str]]:
    found = sorted(dossier.assessment.needs, key=lambda need: -need.score)
    yield from (("Bedarf", need.text, need.status) for need in found[:MOST])


def _choice_rows(dossier: Dossier) -> Iterator[tuple[str, str, str]]:
    if dossier.decision is None:
        return
    for code, choice in dossier.decision.eckpunkte.items():
        if choice.gewaehlt:
            focus = dossier.assessment.focus[code]
            density = f"Rechnung: {focus.proposal}; {focus.pieces} Belege aus {focus.kinds} Arten"
            yield "Schwerpunkt", f"{ECKPUNKTE[code]}: {choice.begruendung}", density


def chain_map(dossier: Dossier) -> Figure:
    """Return the map that joins need, existing offers and planned activities."""
    found = index_of(dossier)
    shown = None if found is None else class_layer(found)
    return need_map(dossier.region, shown, dossier.gebiete, dossier.region.standorte, dossier.plan)


def _simple_map(dossier: Dossier) -> Figure:
    """Return the map in plain language: where we work and where what is."""
    return need_map(dossier.region, None, dossier.gebiete, dossier.region.standorte, None)


def reach(dossier: Dossier) -> Text | Note:
    """Return which needs of chosen Eckpunkte no planned activity reaches."""
    if dossier.decision is None:
        return Note("Ob die Planung die Bedarfe erreicht, zeigt sich nach der Wahl der Eckpunkte.")
    needs, chosen = dossier.assessment.needs, dossier.decision.chosen
    missed = unreached(needs, dossier.plan, dossier.region.area_name, chosen=chosen)
    return Text(missed or ("Jeder Bedarf der gewählten Eckpunkte hat ein Ziel und eine Maßnahme.",))


def plain_page(dossier: Dossier) -> Blocks:
    """Return one page in plain language."""
    paragraphs = tuple(_plain(dossier))
    check = Gap("Diese Seite mit Menschen aus dem Sozialraum gegenlesen.")
    return Blocks((Text(paragraphs), _simple_map(dossier), check))


def _plain(dossier: Dossier) -> Iterator[str]:
    row = dossier.agentur
    names = [one.name for one in dossier.profile.values()]
    yield f"Wir sind die {dossier.name}."
    yield "Wir arbeiten dafür, dass alle Menschen hier gut zusammenleben."
    yield f"Wir arbeiten in: {listed(names)}. Dort leben {people(dossier)} Menschen."
    needs = sorted(dossier.assessment.needs, key=lambda need: -need.score)[:MOST]
    if needs:
        yield "Wir haben mit Menschen gesprochen und Zahlen angesehen. Das wird hier gebraucht:"
        yield from (f"• {need.text}" for need in needs)
    goals = dossier.plan.ziele
    if len(goals):
        yield f"Das wollen wir {dossier.jahr + 1} schaffen:"
        yield from (f"• {text}" for text in goals["ziel"])
    town = f"{row['plz']} {row['ort']}".strip()
    address = ", ".join(filter(None, [row["strasse"], town]))
    yield f"Hier finden Sie uns: {address or row['ort'] or MISSING}."
