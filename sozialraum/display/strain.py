"""The need index in a report: class of the area, how it came about, how sure it is.

Classes name the strain (Belastung) of an area as the indicators show it.  Readers see
classes and shares of calculation routes, never a rank; what was not varied is named.
"""

from __future__ import annotations

import pandas as pd

from sozialraum.analysis.catalogue import catalogue
from sozialraum.analysis.needs import NO_CLASS, NeedIndex, NoNeedIndexError, need_index, settings
from sozialraum.analysis.profile import Profile
from sozialraum.analysis.space import FEWEST_AREAS
from sozialraum.analysis.values import snapshot
from sozialraum.display import maps
from sozialraum.display.around import Around
from sozialraum.display.blocks import Block, Column, Figure, Note, Table, Text
from sozialraum.display.conventions import conventions, percent
from sozialraum.display.pattern import spatial
from sozialraum.display.several import Blocks
from sozialraum.display.wording import known_rows, name_of, source_line, sources_of, value_text
from sozialraum.formats import MISSING, write_number
from sozialraum.region import Region

__all__ = ["chapter", "conventions", "overview", "spatial"]

STATUS = "Soziale Lage (Belastung)"
NO_PROBABILITY = "Anteil der Rechenwege, keine Wahrscheinlichkeit."


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
        if found.dynamics is not None:
            shown += (_both(profile.region, found, profile.gebiet),)
    return Blocks(shown)


def overview(region: Region, jahr: int = 0) -> Blocks:
    """Return map and table of the classes of all areas, in the order of their names."""
    try:
        found = need_index(region, jahr)
    except NoNeedIndexError as refusal:
        return Blocks((*_notice(region), Note(str(refusal))))
    shown = (_map(region, found, ""), _both(region, found, ""), _all_classes(region, found))
    return Blocks((*_notice(region), *shown))


def classes_map(region: Region, jahr: int = 0) -> Figure | Note:
    """Return the map of the classes of all areas alone."""
    try:
        return _map(region, need_index(region, jahr), "")
    except NoNeedIndexError as refusal:
        return Note(str(refusal))


def _notice(region: Region) -> tuple[Note, ...]:
    """Return what a region says of its figures, such as that they are invented."""
    kind = "erfunden" if region.settings.erfunden else "warnung"
    return (Note(region.settings.hinweis, kind=kind),) if region.settings.hinweis else ()


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
    both = str(found.both.get(gebiet, ""))
    told = f" Lage und Dynamik zusammen: „{both}“." if both else ""
    return f"Dynamik: „{name}“; dafür wurden keine anderen Rechenwege gerechnet.{told}"


def _both(region: Region, found: NeedIndex, gebiet: str) -> Table | Note:
    """Return how many areas have which status and dynamics, the area's own cell marked."""
    if found.dynamics is None:
        return Note(found.dynamics_note)
    columns = tuple(settings()["dynamik"]["classes"]["names"])
    status = found.status.classes
    change = found.dynamics.classes.reindex(status.index, fill_value="")
    own = (str(status.get(gebiet, "")), str(change.get(gebiet, "")))
    mark = f" (mit {region.area_name(gebiet)})" if gebiet else ""
    rows = [
        (
            row,
            *(
                write_number(int(((status == row) & (change == column)).sum()))
                + (mark if (row, column) == own else "")
                for column in columns
            ),
        )
        for row in _class_names()
    ]
    without = int((found.both == "").sum())
    return Table(
        f"Lage und Dynamik {found.jahr}: Zahl der Gebiete",
        (Column("Lage"), *(Column(f"Dynamik {name}", "right") for name in columns)),
        tuple(rows),
        note="Lage und Dynamik werden getrennt gerechnet, wie in Berlin. Dynamik: Veränderung über "
        f"{' bis '.join(map(str, settings()['dynamik']['jahre']))} Jahre."
        + (f" Ohne beide Klassen: {without} Gebiete." if without else ""),
    )


def attention_sentence(found: NeedIndex, gebiet: str) -> str:
    """Return in how many calculation routes an area asks for particular attention."""
    classes = " oder ".join(f"„{name}“" for name in found.uncertainty.attention_classes)
    return (
        f"In {percent(float(found.attention[gebiet]))} der "
        f"{write_number(found.uncertainty.routes)} Rechenwege liegt das Gebiet im Bereich mit "
        f"besonderem Aufmerksamkeitsbedarf ({classes}); das ist ein {NO_PROBABILITY}"
    )


def class_layer(found: NeedIndex) -> maps.Layer:
    """Return the classes of all areas as colours of a map."""
    return maps.named_layer(f"{STATUS} {found.jahr}", found.status.classes, _class_names())


def _map(region: Region, found: NeedIndex, gebiet: str) -> Figure:
    shown = class_layer(found)
    ids = [name for one in found.indicators for name in _sources(region, found, one.id)]
    source = source_line(region, ids)
    around = Around(
        shown.title, source, "Die Klassen beschreiben Zahlen, nicht Menschen oder Orte."
    )
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
        tuple((str(name), percent(float(share))) for name, share in shares.items()),
        note=" ".join(notes),
    )


def _rank_band(profile: Profile, found: NeedIndex) -> list[str]:
    """Return between which ranks the area lies; the public sees none."""
    if profile.empfaenger == "oeffentlich":
        return []
    ranks = found.uncertainty.ranks.loc[profile.gebiet]
    return [
        f"In {percent(found.uncertainty.level)} der Rechenwege liegt der Rang zwischen "
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
            percent(float(found.attention.get(key, float("nan")))),
        )
        for key, name in names.sort_values().items()
    ]
    return Table(
        f"{STATUS} {found.jahr}: alle Gebiete nach Namen",
        (Column("Gebiet"), Column("Klasse"), Column("Rechenwege „hoch“ und darüber", "right")),
        tuple(body),
        note=f"{NO_PROBABILITY} Die Tabelle ist keine Rangfolge.",
    )


def _class_names() -> tuple[str, ...]:
    return tuple(settings()["index"]["classes"]["names"])


def _score(value: float) -> str:
    return write_number(float(value), 2, sign=True)
