"""The need index in a report: class of the area, how it came about, how sure it is.

Classes name the strain (Belastung) of an area as the indicators show it.  Readers see
classes and shares of calculation routes, never a rank; what was not varied is named.
"""

from __future__ import annotations

from importlib.metadata import version

import pandas as pd

from sozialraum.analysis.catalogue import catalogue
from sozialraum.analysis.method import index_rules, uncertainty_rules
from sozialraum.analysis.needs import NO_CLASS, NeedIndex, NoNeedIndexError, need_index, settings
from sozialraum.analysis.profile import LEVEL, Profile
from sozialraum.analysis.space import FEWEST_AREAS, pattern, segregation
from sozialraum.analysis.values import snapshot
from sozialraum.display import maps
from sozialraum.display.around import Around
from sozialraum.display.blocks import Block, Column, Figure, Note, Table, Text
from sozialraum.display.several import Blocks
from sozialraum.display.wording import known_rows, name_of, source_line, sources_of, value_text
from sozialraum.formats import MISSING, write_number
from sozialraum.measures.composite.compute import effective_weights
from sozialraum.region import Region

STATUS = "Soziale Lage (Belastung)"
NO_PROBABILITY = "Anteil der Rechenwege, keine Wahrscheinlichkeit."
NOT_HERE = "Für diese Region gibt es keinen Bedarfsindex; der Grund steht im Kapitel dazu."


def chapter(profile: Profile) -> Blocks | Note:
    """Return class, map, components and certainty of an area, or why there is no index."""
    try:
        found = need_index(profile.region, profile.jahr)
    except NoNeedIndexError as refusal:
        return Note(str(refusal))
    shown: tuple[Block, ...] = (
        _summary(profile, found),
        _map(profile.region, found, profile.gebiet),
    )
    if found.status.classes.get(profile.gebiet, ""):
        shown += (_parts(profile, found), _certainty(profile, found))
    return Blocks(shown)


def conventions(region: Region, jahr: int = 0) -> Blocks | Note:
    """Return the conventions of the index as a table and in words, for the annex."""
    try:
        found = need_index(region, jahr)
    except NoNeedIndexError:
        return Note(NOT_HERE)
    return Blocks((_weights(region, found), Text(_rules(region, found))))


def overview(region: Region, jahr: int = 0) -> Blocks | Note:
    """Return map and table of the classes of all areas, in the order of their names."""
    try:
        found = need_index(region, jahr)
    except NoNeedIndexError as refusal:
        return Note(str(refusal))
    return Blocks((_map(region, found, ""), _all_classes(region, found)))


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
        "Gebiet, das zweite seine Nachbarn."
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
        f"{told} Von solchen Funden ist höchstens jeder zwanzigste Zufall (Benjamini und Hochberg "
        f"1995).{f' Nicht dabei: {out}.' if out else ''}",
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
            f"{write_number(one.isolation, 2)}.{without} Beide hängen vom Zuschnitt der Gebiete ab "
            "und sind zwischen Städten nicht vergleichbar."
        )
    return said


def _summary(profile: Profile, found: NeedIndex) -> Block:
    name = found.status.classes.get(profile.gebiet, "")
    if not name:
        return Note(
            f"{profile.name} hat keine Klasse: Dort leben weniger Menschen, als der Index "
            "verlangt, "
            "oder es sind zu wenige Kennzahlen bekannt. Die Regeln stehen im Anhang."
        )
    known = found.status.normalised.loc[profile.gebiet].notna()
    areas = found.status.scores.loc[profile.gebiet, found.dimensions].notna()
    return Text(
        (
            f"{STATUS}: „{name}“. Die Klasse fasst {known.sum()} von {len(known)} Kennzahlen aus "
            f"{areas.sum()} von {len(areas)} Bereichen zusammen und vergleicht nur mit den anderen "
            f"{len(found.status.score.dropna()) - 1} Gebieten dieser Region.",
            attention_sentence(found, profile.gebiet),
            _dynamics(found, profile.gebiet),
            "Ob daraus Handlungsbedarf folgt, lässt sich an den Zahlen allein nicht ablesen; dazu "
            "gehört das Wissen der Menschen vor Ort.",
        )
    )


def _dynamics(found: NeedIndex, gebiet: str) -> str:
    if found.dynamics is None:
        return found.dynamics_note
    name = found.dynamics.classes.get(gebiet, "") or NO_CLASS
    return f"Dynamik: „{name}“; dafür wurden keine anderen Rechenwege gerechnet."


def attention_sentence(found: NeedIndex, gebiet: str) -> str:
    """Return in how many calculation routes an area asks for particular attention."""
    classes = " oder ".join(f"„{name}“" for name in found.uncertainty.attention_classes)
    return (
        f"In {_percent(float(found.attention[gebiet]))} der "
        f"{write_number(found.uncertainty.routes)} Rechenwege liegt das Gebiet im Bereich mit "
        f"besonderem Aufmerksamkeitsbedarf ({classes}); das ist ein {NO_PROBABILITY}"
    )


def _map(region: Region, found: NeedIndex, gebiet: str) -> Figure:
    title = f"{STATUS} {found.jahr}"
    shown = maps.named_layer(title, found.status.classes, _class_names())
    ids = [name for one in found.indicators for name in _sources(region, found, one.id)]
    source = source_line(region, ids)
    around = Around(title, source, "Die Klassen beschreiben Zahlen, nicht Menschen oder Orte.")
    return maps.choropleth(region.gebiete, shown, gebiet, around)


def _sources(region: Region, found: NeedIndex, name: str) -> list[str]:
    table = snapshot(region, catalogue()[name], found.jahr)
    return list(dict.fromkeys(source for ids in table["quellen"] for source in ids))


def _parts(profile: Profile, found: NeedIndex) -> Table:
    """Return the components of the class: each indicator's value and its z-score."""
    z = found.status.normalised.reindex([profile.gebiet]).iloc[0]
    scores = found.status.scores.reindex([profile.gebiet]).iloc[0]
    parent = {
        member.code: group.code for group in found.status.index.groups for member in group.members
    }
    body = [
        (
            name_of(profile.region, indicator),
            parent[indicator.id],
            value_text(indicator, profile.werte.at[indicator.id, "wert"]),
            str(found.years[indicator.id]),
            _score(z[indicator.id]),
        )
        for indicator in found.indicators
    ]
    body += [(f"Mittel {name}", name, "", "", _score(scores[name])) for name in found.dimensions]
    status = _score(scores[found.status.index.root.code])
    body.append(
        (STATUS, "alle", str(found.status.classes.get(profile.gebiet, MISSING)), "", status)
    )
    rows = known_rows(profile, [indicator.id for indicator in found.indicators])
    return Table(
        f"Woraus sich die Klasse ergibt: {profile.name}",
        (
            Column("Kennzahl"),
            Column("Bereich"),
            Column("Wert", "right"),
            Column("Jahr", "right"),
            Column("z-Wert", "right"),
        ),
        tuple(body),
        source=source_line(profile.region, sources_of(rows)),
        note="z-Wert: Abstand vom Mittel aller Gebiete in Standardabweichungen, so gerichtet, dass "
        "Plus mehr Belastung heißt. Jeder Bereich zählt gleich viel, in ihm jede Kennzahl.",
    )


def _certainty(profile: Profile, found: NeedIndex) -> Table:
    """Return the share of routes with each class, and what was varied and what was not."""
    shares = found.class_shares.loc[profile.gebiet]
    few = len(found.status.score.dropna())
    notes = [NO_PROBABILITY, *_rank_band(profile, found), _varied(found)]
    if few < FEWEST_AREAS:
        notes.insert(1, f"Bei nur {few} Gebieten liegt fast immer eines oben.")
    return Table(
        f"Wie stark die Klasse vom Rechenweg abhängt: {profile.name}",
        (Column("Klasse"), Column("Anteil der Rechenwege", "right")),
        tuple((str(name), _percent(float(share))) for name, share in shares.items()),
        note=" ".join(notes),
    )


def _rank_band(profile: Profile, found: NeedIndex) -> list[str]:
    """Return between which ranks the area lies; the public sees none."""
    if profile.empfaenger == "oeffentlich":
        return []
    ranks = found.uncertainty.ranks.loc[profile.gebiet]
    return [
        f"In {_percent(found.uncertainty.level)} der Rechenwege liegt der Rang zwischen "
        f"{ranks['unten']:.0f} und {ranks['oben']:.0f} (1: höchste Belastung)."
    ]


def _varied(found: NeedIndex) -> str:
    varied = "; ".join(f"{one.name} ({one.how})" for one in found.uncertainty.varied)
    fixed = "; ".join(found.uncertainty.fixed)
    return f"Verändert wurden: {varied}. Nicht verändert wurden: {fixed}."


def _all_classes(region: Region, found: NeedIndex) -> Table:
    names = pd.Series({key: region.area_name(str(key)) for key in region.gebiete.index})
    body = [
        (
            name,
            str(found.status.classes.get(key, "")) or MISSING,
            _percent(float(found.attention.get(key, float("nan")))),
        )
        for key, name in names.sort_values().items()
    ]
    return Table(
        f"{STATUS} {found.jahr}: alle Gebiete nach Namen",
        (Column("Gebiet"), Column("Klasse"), Column("Rechenwege „hoch“ und darüber", "right")),
        tuple(body),
        note=f"{NO_PROBABILITY} Die Tabelle ist keine Rangfolge.",
    )


def _weights(region: Region, found: NeedIndex) -> Table:
    weights = effective_weights(found.status.index, found.status.shares)
    parent = {
        member.code: group.code for group in found.status.index.groups for member in group.members
    }
    return Table(
        "Bedarfsindex: Indikatoren, Richtung und Gewicht",
        (
            Column("Kennzahl"),
            Column("Bereich"),
            Column("Rolle"),
            Column("Mehr Belastung bei"),
            Column("Gewicht", "right"),
            Column("Jahr", "right"),
        ),
        tuple(
            (
                f"{indicator.id} {name_of(region, indicator)}",
                parent[indicator.id],
                str(indicator.rolle),
                "hohem Wert" if indicator.polaritaet > 0 else "niedrigem Wert",
                _percent(float(weights[indicator.id])),
                str(found.years[indicator.id]),
            )
            for indicator in found.indicators
        ),
    )


def _rules(region: Region, found: NeedIndex) -> tuple[str, ...]:
    left_out = "; ".join(
        f"{catalogue()[name].name} ({why})" for name, why in found.left_out.items()
    )
    without = [key for key in region.gebiete.index if not found.status.classes.get(key, "")]
    names = ", ".join(region.area_name(key) for key in without)
    return (
        *index_rules(),
        *([f"Nicht verwendet: {left_out}."] if left_out else []),
        *([f"Ohne Klasse: {names}."] if names else []),
        f"{uncertainty_rules()} {_sensitivity(found)} Programmfassung {version('sozialraum')}.",
    )


def _sensitivity(found: NeedIndex) -> str:
    """Return how much each assumption moves the ranks: total Sobol index with interval."""
    sobol = found.sensitivity.sobol
    if sobol is None:
        return "Kein Rechenweg verändert die Reihenfolge."
    told = "; ".join(
        f"{name} {write_number(row['gesamt'], 2)} ({write_number(row['gesamt_unten'], 2)} bis "
        f"{write_number(row['gesamt_oben'], 2)})"
        for name, row in sobol.indices.iterrows()
    )
    return f"Einfluss auf die Reihenfolge (Sobol-Gesamtindex mit 95-%-Bereich): {told}."


def _class_names() -> tuple[str, ...]:
    return tuple(settings()["index"]["classes"]["names"])


def _percent(share: float) -> str:
    number = write_number(100 * share)
    return number if number == MISSING else f"{number}\u202f%"


def _score(value: float) -> str:
    return write_number(float(value), 2, sign=True)
