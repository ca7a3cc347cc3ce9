"""The need index in a report: class of the area, how it came about, how sure it is.

Classes name the strain (Belastung) of an area as the indicators show it.  Readers see
classes and shares of calculation routes, never a rank; what was not varied is named.
"""

from __future__ import annotations

import numpy as np

from sozialraum.analysis.needs import NO_CLASS, NeedIndex, NoNeedIndexError, need_index
from sozialraum.analysis.profile import Profile
from sozialraum.analysis.space import FEWEST_AREAS
from sozialraum.display.blocks import Block, Column, Figure, Note, Table, Text
from sozialraum.display.conventions import conventions, percent
from sozialraum.display.need_classes import (
    NO_PROBABILITY,
    STATUS,
    areas_by_class,
    attention_classes,
    both_classes,
    class_layer,
    classes_figure,
)
from sozialraum.display.pattern import spatial
from sozialraum.display.several import Blocks
from sozialraum.display.wording import known_rows, name_of, source_line, sources_of, value_text
from sozialraum.formats import MISSING, write_number
from sozialraum.region import Region

__all__ = [
    "STATUS",
    "attention_sentence",
    "chapter",
    "class_layer",
    "classes_map",
    "conventions",
    "next_steps",
    "overview",
    "spatial",
]

NO_CLASSES = "Ohne Bedarfsindex hat kein Gebiet eine Klasse."
VARIED = "Was verändert wurde und was nicht, steht bei den Festlegungen des Bedarfsindex."
NEAR = 0.5
"""Standard deviations within which a public edition calls a value near the mean."""
Z_SCORE = (
    "z-Wert: Abstand vom Mittel aller Gebiete in Standardabweichungen, so gerichtet, dass Plus "
    "mehr Belastung heißt."
)
BANDS = (
    "Belastung: Lage zum Mittel aller Gebiete; nahe heißt weniger als eine halbe "
    "Standardabweichung entfernt."
)
STEPS = (
    "Die Klasse mit dem eigenen Wissen vergleichen: Was überrascht, was fehlt?",
    "Für fehlende Kennzahlen im Bericht nachsehen, bei wem sie zu beschaffen sind.",
    "Offene Fragen für Begehung und Gespräche notieren; sie sind Belege wie die Zahlen.",
)


def chapter(profile: Profile, *, told: bool = False) -> Blocks | Note:
    """Return class, map, components and certainty of an area, or why there is no index.

    Parameters
    ----------
    profile
        The area's figures.
    told
        Whether `overview` stands before: its map, its table of status and dynamics and its
        reasons for having none are not repeated.
    """
    try:
        found = need_index(profile.region, profile.jahr)
    except NoNeedIndexError as refusal:
        return Note(NO_CLASSES if told else str(refusal))
    shown: tuple[Block, ...] = (_summary(profile, found, told=told),)
    if not told:
        shown += (classes_figure(profile.region, found, profile.gebiet),)
    if found.status.classes.get(profile.gebiet, ""):
        shown += (_parts(profile, found), _certainty(profile, found))
        if found.dynamics is not None and not told:
            shown += (both_classes(profile.region, found, profile.gebiet),)
    return Blocks(shown)


def overview(region: Region, jahr: int = 0, *, gebiet: str = "") -> Blocks:
    """Return map of all areas and number of areas by class, those that stand out by name.

    Parameters
    ----------
    region, jahr
        An opened region and the year of the report.
    gebiet
        The area marked on the map and in the table of status and dynamics; none if empty.
    """
    try:
        found = need_index(region, jahr)
    except NoNeedIndexError as refusal:
        return Blocks((*_notice(region), Note(str(refusal))))
    shown = (
        classes_figure(region, found, gebiet),
        both_classes(region, found, gebiet),
        areas_by_class(region, found),
    )
    return Blocks((*_notice(region), *shown))


def next_steps(region: Region, jahr: int = 0) -> Text:
    """Return what to do with the classes, or without them."""
    try:
        need_index(region, jahr)
    except NoNeedIndexError:
        return Text(STEPS[1:])
    return Text(STEPS)


def classes_map(region: Region, jahr: int = 0) -> Figure | Note:
    """Return the map of the classes of all areas alone."""
    try:
        return classes_figure(region, need_index(region, jahr), "")
    except NoNeedIndexError as refusal:
        return Note(str(refusal))


def _notice(region: Region) -> tuple[Note, ...]:
    """Return what a region says of its figures, such as that they are invented."""
    kind = "erfunden" if region.settings.erfunden else "warnung"
    return (Note(region.settings.hinweis, kind=kind),) if region.settings.hinweis else ()


def _summary(profile: Profile, found: NeedIndex, *, told: bool) -> Block:
    name = found.status.classes.get(profile.gebiet, "")
    if not name:
        reason = found.status.excluded[profile.gebiet]
        return Note(f"{profile.name} hat keine Klasse: {reason}. Die Regeln stehen im Anhang.")
    known = found.status.normalised.loc[profile.gebiet].notna()
    areas = found.status.scores.loc[profile.gebiet, found.dimensions].notna()
    change = "" if told and found.dynamics is None else _dynamics(found, profile.gebiet)
    return Text(
        (
            f"{STATUS}: „{name}“. Die Klasse fasst {known.sum()} von {len(known)} Kennzahlen aus "
            f"{areas.sum()} von {len(areas)} Bereichen zusammen und vergleicht nur mit den anderen "
            f"{len(found.status.score.dropna()) - 1} Gebieten dieser Region.",
            attention_sentence(found, profile.gebiet),
            *([change] if change else []),
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
    of = f"aus {len(found.dynamics.index.indicators)} von {len(found.indicators)} Kennzahlen"
    return f"Dynamik: „{name}“, {of}; dafür wurden keine anderen Rechenwege gerechnet.{told}"


def attention_sentence(found: NeedIndex, gebiet: str) -> str:
    """Return in how many calculation routes an area asks for particular attention."""
    share, routes = float(found.attention[gebiet]), write_number(found.uncertainty.routes)
    whole = {
        percent(0.0): f"keinem der {routes} Rechenwege",
        percent(1.0): f"allen {routes} Rechenwegen",
    }
    return (
        f"In {whole.get(percent(share), f'{percent(share)} der {routes} Rechenwege')} liegt das "
        f"Gebiet im Bereich mit besonderem Aufmerksamkeitsbedarf ({attention_classes(found)}); "
        f"das ist ein {NO_PROBABILITY}"
    )


def _parts(profile: Profile, found: NeedIndex) -> Table:
    """Return the components of the class: each indicator's value and its z-score."""
    public = profile.empfaenger == "oeffentlich"
    told = _band if public else _score  # from all reports' scores anybody could make a ranking
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
            told(z[indicator.id]),
        )
        for indicator in found.indicators
    ]
    body += [(f"Mittel {name}", name, "", "", told(scores[name])) for name in found.dimensions]
    status = told(scores[found.status.index.root.code])
    body.append(
        ("Bedarfsindex", "alle", str(found.status.classes.get(profile.gebiet, MISSING)), "", status)
    )
    rows = known_rows(profile, [indicator.id for indicator in found.indicators])
    return Table(
        f"Woraus sich die Klasse ergibt: {profile.name}",
        (
            Column("Kennzahl"),
            Column("Bereich"),
            Column("Wert", "right"),
            Column("Jahr", "right"),
            Column("Belastung") if public else Column("z-Wert", "right"),
        ),
        tuple(body),
        source=source_line(profile.region, sources_of(rows)),
        note=f"{BANDS if public else Z_SCORE} Jeder Bereich zählt gleich viel, in ihm jede "
        "Kennzahl. Bedarfsindex: Mittel der Bereiche, noch einmal auf Mittel 0 und "
        "Standardabweichung 1 gebracht; daraus folgt die Klasse.",
    )


def _certainty(profile: Profile, found: NeedIndex) -> Table:
    """Return the share of routes with each class; the annex says what was varied."""
    shares = found.class_shares.loc[profile.gebiet]
    few = len(found.status.score.dropna())
    notes = [NO_PROBABILITY, *_rank_band(profile, found), VARIED]
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
    low, high = f"{ranks['unten']:.0f}", f"{ranks['oben']:.0f}"
    where = f"bei {low}" if low == high else f"zwischen {low} und {high}"
    return [
        f"In {percent(found.uncertainty.level)} der Rechenwege liegt der Rang {where} "
        "(1: höchste Belastung)."
    ]


def _band(value: float) -> str:
    """Return on which side of the areas' mean a z-score lies, without giving it away."""
    if np.isnan(value):
        return MISSING
    if abs(value) < NEAR:
        return "nahe am Mittel"
    return "über dem Mittel" if value > 0 else "unter dem Mittel"


def _score(value: float) -> str:
    return write_number(float(value), 2, sign=True)
