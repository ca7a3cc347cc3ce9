"""The social spaces of an agency: side by side, then one or two pages on each.

What was gathered on the spot stands beside the figures; where something is missing there
is an open place for the specialist, never a guess.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sozialraum.analysis.catalogue import catalogue
from sozialraum.analysis.dossier import Dossier
from sozialraum.analysis.needs import NeedIndex, NoNeedIndexError, need_index
from sozialraum.analysis.profile import Profile
from sozialraum.analysis.rules import resources_of
from sozialraum.display import local, pictures, prose, tables
from sozialraum.display.blocks import Block, Column, Gap, Heading, Note, Table, Text
from sozialraum.display.listings import indicator_sheets, listed_sources
from sozialraum.display.several import Blocks
from sozialraum.display.strain import STATUS
from sozialraum.display.wording import (
    areas_word,
    date_text,
    known_rows,
    name_of,
    parent_value,
    source_line,
    sources_of,
    value_text,
)
from sozialraum.formats import MISSING
from sozialraum.sources.evidence import Evidence
from sozialraum.sources.evidence_rules import RESOURCE
from sozialraum.sources.privacy import personal_findings


def comparison(dossier: Dossier) -> Table:
    """Return the core figures of all the agency's areas beside the largest area."""
    first = next(iter(dossier.profile.values()))
    whole = dossier.region.parents_of(first.gebiet)[-1:]
    body = [
        (
            name_of(dossier.region, catalogue()[name]),
            *(_cell(one, name) for one in dossier.profile.values()),
            *(_parent_cell(first, name, parent.gebiet) for parent in whole),
            date_text(_stand(dossier, name)),
        )
        for name in _core(dossier)
    ]
    names = [*(one.name for one in dossier.profile.values()), *(one.name for one in whole)]
    rows = [known_rows(one, _core(dossier)) for one in dossier.profile.values()]
    return Table(
        f"Die Sozialräume im Vergleich, {areas_word(dossier.region)} in {dossier.region.name}",
        (Column("Kennzahl"), *(Column(name, "right") for name in (*names, "Stand"))),
        tuple(body),
        source=source_line(dossier.region, [s for table in rows for s in sources_of(table)]),
        note="Die Reihenfolge ist die der Agentur; sie ist keine Rangfolge.",
    )


def _core(dossier: Dossier) -> list[str]:
    """Return the core indicators that one of the areas has a value of."""
    known = {name for one in dossier.profile.values() for name in one.available}
    return [name for name, one in catalogue().items() if one.stufe == "kern" and name in known]


def _stand(dossier: Dossier, name: str) -> str:
    """Return the newest date of an indicator's values in the areas."""
    rows = (one.werte.loc[name] for one in dossier.profile.values())
    return max(str(row["stand"]) for row in rows if row["jahr"])


def _cell(one: Profile, name: str) -> str:
    row = one.werte.loc[name]
    return value_text(catalogue()[name], row["wert"], row["zeichen"]) if row["jahr"] else MISSING


def _parent_cell(one: Profile, name: str, parent: str) -> str:
    found = parent_value(one, name, parent)
    return value_text(catalogue()[name], found["wert"]) if found else MISSING


def spaces(dossier: Dossier) -> Blocks:
    """Return one or two pages on each of the agency's areas."""
    return Blocks(tuple(block for key in dossier.gebiete for block in _space(dossier, key)))


def _space(dossier: Dossier, key: str) -> Iterator[Block]:
    one = dossier.profile[key]
    yield Heading(3, one.name)
    yield pictures.location(one, small=True)
    yield Text((*prose.summary(one).paragraphs, *_class(dossier, key)))
    yield pictures.strengths(one)
    yield tables.key_figures(one, core=True)
    yield Heading(4, "Ressourcen und Stärken")
    yield _resources(dossier, key)
    yield Heading(4, "Stimmen und Beobachtungen")
    yield local.voices(_statements(dossier), key, dossier.region, personal=personal_findings)
    yield Gap(f"{one.name}: Welche Fragen stellen die Zahlen, und wer kann sie beantworten?")


def _statements(dossier: Dossier) -> Evidence:
    """Return the evidence without what is named as a resource already."""
    belege = dossier.evidence.belege
    resource = belege["thema"].str.strip().str.casefold() == RESOURCE.casefold()
    return replace(dossier.evidence, belege=belege[~resource])


def _class(dossier: Dossier, key: str) -> tuple[str, ...]:
    found = index_of(dossier)
    name = "" if found is None else str(found.status.classes.get(key, ""))
    if found is None or not name:
        return ()
    return (f"{STATUS}: „{name}“; was die Klasse meint, steht im Anhang.",)


def _resources(dossier: Dossier, key: str) -> Block:
    named = [text.rstrip(".") for text in resources_of(dossier.assessment, key)]
    if not named:
        return Gap(f"{dossier.region.area_name(key)}: mindestens eine Ressource benennen.")
    return Text((f"{'; '.join(dict.fromkeys(named))}.",))


def target_groups(dossier: Dossier) -> Table | Note:
    """Return for each target group what it needs and whether it was heard itself."""
    said = dossier.evidence.belege
    groups = [need.zielgruppe for need in dossier.assessment.needs]
    groups += [str(group) for group in said["zielgruppe"] if group]
    if not groups:
        return Note("Zielgruppen stehen in den Blättern „belege“ und „bedarfe“ von belege.xlsx.")
    body = []
    for group in dict.fromkeys(groups):
        own = said[said["zielgruppe"] == group]
        needed = [need.text for need in dossier.assessment.needs if need.zielgruppe == group]
        heard = int(own["aus_zielgruppe"].sum())
        body.append((group, "; ".join(needed) or MISSING, str(len(own)), str(heard)))
    return Table(
        "Zielgruppen: Bedarfe und Belege",
        (
            Column("Zielgruppe"),
            Column("Bedarf"),
            Column("Belege", "right"),
            Column("davon aus der Gruppe selbst", "right"),
        ),
        tuple(body),
        note="Wie groß Zielgruppen sind, steht bei den Kennzahlen der Sozialräume.",
    )


def network(dossier: Dossier) -> Blocks:
    """Return the network of institutions as a map and a table."""
    netz = dossier.evidence.netz
    shown = local.network(netz, own=dossier.name)
    return Blocks((shown,) if isinstance(shown, Note) else (shown, local.relations(netz)))


def gathered(dossier: Dossier) -> Blocks:
    """Return what was gathered on the spot: kinds of evidence, pins, survey."""
    evidence, region = dossier.evidence, dossier.region
    shown: list[Block] = [local.kinds(evidence, region, gebiete=dossier.gebiete)]
    if len(evidence.nadel):
        shown.append(local.pins(region, evidence.nadel))
    questions = dict.fromkeys(str(question) for question in evidence.befragung["frage"])
    shown += [local.survey(evidence.befragung, question) for question in questions]
    if any(dossier.withheld.values()):
        shown.append(local.withheld_note(dossier.withheld))
    return Blocks(tuple(shown))


def source_table(dossier: Dossier) -> Table:
    """Return every source of official figures behind the document."""
    ids = [name for one in dossier.profile.values() for name in sources_of(known_rows(one))]
    return listed_sources(dossier.region, ids, "Quellen der amtlichen Zahlen")


def definitions(dossier: Dossier) -> Table:
    """Return the sheets of the indicators that the document shows: the core and the index's."""
    found = index_of(dossier)
    used = {*_core(dossier), *(() if found is None else (one.id for one in found.indicators))}
    return indicator_sheets(list(dossier.profile.values()), [n for n in catalogue() if n in used])


def index_of(dossier: Dossier) -> NeedIndex | None:
    """Return the need index of the region, None if its figures carry none."""
    try:
        return need_index(dossier.region, dossier.jahr)
    except NoNeedIndexError:
        return None
