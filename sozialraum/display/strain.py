"""The need index in a report: class of the area, how it came about, how sure it is.

Classes name the strain (Belastung) of an area as the indicators show it.  Readers see
classes and shares of calculation routes, never a rank; what was not varied is named.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from sozialraum.analysis.catalogue import catalogue
from sozialraum.analysis.method import index_rules, uncertainty_rules
from sozialraum.analysis.needs import NeedIndex, TooFewIndicatorsError, need_index, settings
from sozialraum.analysis.profile import Profile
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


def chapter(profile: Profile) -> Blocks | Note:
    """Return class, map, components and certainty of an area, or why there is no index."""
    return _or_refusal(
        profile.region,
        profile.jahr,
        lambda found: Blocks(
            (
                _summary(profile, found),
                _map(profile.region, found, profile.gebiet),
                _parts(profile, found),
                _certainty(profile, found),
            )
        ),
    )


def conventions(region: Region, jahr: int = 0) -> Blocks | Note:
    """Return the conventions of the index as a table and in words, for the annex."""
    return _or_refusal(
        region, jahr, lambda found: Blocks((_weights(region, found), Text(_rules(found))))
    )


def overview(region: Region, jahr: int = 0) -> Blocks | Note:
    """Return map and table of the classes of all areas, in the order of their names."""
    return _or_refusal(
        region, jahr, lambda found: Blocks((_map(region, found, ""), _all_classes(region, found)))
    )


def spatial(region: Region, jahr: int = 0) -> Blocks:
    """Return the spatial pattern of the index and the segregation of groups, in words."""
    year = jahr or region.settings.jahr
    of_index = _or_refusal(region, year, lambda found: Blocks((Text(_pattern(region, found)),)))
    shown = of_index.blocks if isinstance(of_index, Blocks) else (of_index,)
    groups = tuple(_segregation(region, year))
    return Blocks((*shown, Text(groups))) if groups else Blocks(shown)


def _pattern(region: Region, found: NeedIndex) -> tuple[str, ...]:
    seen = pattern(region, found.jahr)
    if seen is None:
        return (
            f"Räumliches Muster: Bei weniger als {FEWEST_AREAS} Gebieten lässt es sich nicht vom "
            "Zufall unterscheiden.",
        )
    value, chance = write_number(seen.moran.value, 2), write_number(seen.moran.expected, 2)
    p = write_number(seen.moran.p_permutations, 4)
    names = [f"{region.area_name(str(key))} ({kind})" for key, kind in seen.notable.items()]
    alike = "ähnlich" if seen.moran.value > seen.moran.expected else "verschieden"
    told = (
        f"Auffällig zusammen mit ihren Nachbarn sind: {', '.join(names)}."
        if names
        else "Kein Gebiet ist mit seinen Nachbarn für sich allein auffällig."
    )
    alike = f"Benachbarte Gebiete sind einander {alike}."
    sure = seen.moran.p_permutations < 0.05
    return (
        f"Räumliches Muster: Morans I des Bedarfsindex ist {value} (ohne Muster {chance}, p = "
        f"{p} aus "
        f"{write_number(seen.moran.permutations)} Vertauschungen). "
        + (
            f"Benachbarte Gebiete sind einander {alike}."
            if sure
            else "Ein Muster ist nicht erkennbar."
        ),
        f"{told} Der Anteil falscher Funde ist auf 5 % begrenzt (Benjamini und Hochberg 1995).",
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


def _or_refusal(region: Region, jahr: int, show: Callable[[NeedIndex], Blocks]) -> Blocks | Note:
    try:
        return show(need_index(region, jahr))
    except TooFewIndicatorsError as refusal:
        return Note(str(refusal))


def _summary(profile: Profile, found: NeedIndex) -> Block:
    name = found.status.classes.get(profile.gebiet, "")
    if not name:
        reason = found.status.excluded.get(profile.gebiet, "Es fehlen zu viele Zahlen.")
        return Note(f"Für {profile.name} gibt es keine Klasse: {reason}")
    sentences = [
        f"{STATUS}: „{name}“. Die Klasse fasst {len(found.indicators)} Indikatoren aus "
        f"{len(found.dimensions)} Bereichen zusammen ({', '.join(found.dimensions)}).",
        attention_sentence(found, profile.gebiet),
    ]
    if found.dynamics is not None:
        sentences.append(f"Dynamik: „{found.dynamics.classes.get(profile.gebiet, MISSING)}“.")
    else:
        sentences.append(found.dynamics_note)
    sentences.append(
        "Ob daraus Handlungsbedarf folgt, lässt sich an den Zahlen allein nicht ablesen; dazu "
        "gehört das Wissen der Menschen vor Ort."
    )
    return Text(tuple(sentences))


def attention_sentence(found: NeedIndex, gebiet: str) -> str:
    """Return in how many calculation routes an area asks for particular attention."""
    attention = found.uncertainty.attention
    share = float("nan") if attention is None else float(attention.get(gebiet, float("nan")))
    classes = " oder ".join(f"„{name}“" for name in found.uncertainty.attention_classes)
    return (
        f"In {_percent(share)} der {write_number(found.uncertainty.routes)} Rechenwege liegt das "
        f"Gebiet im Bereich mit besonderem Aufmerksamkeitsbedarf ({classes}); das ist ein "
        f"{NO_PROBABILITY}"
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
        "Plus mehr Belastung heißt. Bereiche und Kennzahlen zählen jeweils gleich viel.",
    )


def _certainty(profile: Profile, found: NeedIndex) -> Table:
    """Return the share of routes with each class, and what was varied and what was not."""
    shares = found.uncertainty.classes
    row = pd.Series(dtype=float) if shares is None else shares.loc[profile.gebiet]
    return Table(
        f"Wie sicher die Klasse ist: {profile.name}",
        (Column("Klasse"), Column("Anteil der Rechenwege", "right")),
        tuple((str(name), _percent(float(share))) for name, share in row.items()),
        note=f"{NO_PROBABILITY} {_varied(found)}",
    )


def _varied(found: NeedIndex) -> str:
    varied = "; ".join(f"{one.name} ({one.how})" for one in found.uncertainty.varied)
    fixed = "; ".join(found.uncertainty.fixed)
    return f"Verändert wurden: {varied}. Nicht verändert wurden: {fixed}."


def _all_classes(region: Region, found: NeedIndex) -> Table:
    names = pd.Series({key: region.area_name(str(key)) for key in region.gebiete.index})
    attention = found.uncertainty.attention
    body = [
        (
            name,
            str(found.status.classes.get(key, "")) or MISSING,
            MISSING if attention is None else _percent(float(attention.get(key, float("nan")))),
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


def _rules(found: NeedIndex) -> tuple[str, ...]:
    left_out = "; ".join(f"{name} ({why})" for name, why in found.left_out.items())
    return (
        *index_rules(),
        *([f"Nicht verwendet: {left_out}."] if left_out else []),
        f"{uncertainty_rules()} {_varied(found)} {_sensitivity(found)}",
        *found.status.notes,
    )


def _sensitivity(found: NeedIndex) -> str:
    """Return which assumption moves the ranks most, by total Sobol index."""
    sobol = found.sensitivity.sobol
    if sobol is None:
        return "Kein Rechenweg verändert die Reihenfolge."
    shares = sobol.indices["gesamt"].sort_values(ascending=False)
    told = ", ".join(f"{name} {write_number(float(share), 2)}" for name, share in shares.items())
    return f"Einfluss auf die Reihenfolge (Sobol-Gesamtindex): {told}."


def _class_names() -> tuple[str, ...]:
    return tuple(settings()["index"]["classes"]["names"])


def _percent(share: float) -> str:
    number = write_number(100 * share)
    return number if number == MISSING else f"{number}\u202f%"


def _score(value: float) -> str:
    return write_number(float(value), 2, sign=True)
