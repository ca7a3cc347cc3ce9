"""How much chance and age are in the figures: funnel, smoothed shares, age standardising."""

from __future__ import annotations

import pandas as pd

from sozialraum.analysis.age_adjusted import GROUPS, NotAdjustableError, age_adjusted
from sozialraum.analysis.funnel import Funnel, NoFunnelError, levels, sizes, with_counts
from sozialraum.analysis.funnel import funnel as region_funnel
from sozialraum.analysis.profile import Profile
from sozialraum.analysis.smoothing import share_counts, smoothed_shares
from sozialraum.display.around import Around, Unit
from sozialraum.display.blocks import Block, Column, Note, Table, Text
from sozialraum.display.conventions import percent
from sozialraum.display.funnel import FunnelData, funnel_chart
from sozialraum.display.several import Blocks
from sozialraum.display.wording import (
    known_rows,
    name_of,
    people_text,
    source_line,
    sources_of,
    unit_of,
    value_text,
)
from sozialraum.formats import write_number

NOT_ITS_FIGURE = "Ein geglätteter Wert ist eine Hilfe für den Vergleich, nie die Zahl des Gebiets."


def funnel(profile: Profile) -> Blocks | Note:
    """Return the funnel of one indicator of need, and what it says in words."""
    try:
        found = region_funnel(profile.region, profile.jahr)
    except NoFunnelError as refusal:
        return Note(str(refusal))
    return Blocks((_funnel_picture(profile, found), Text((_funnel_sentence(profile, found),))))


def _funnel_picture(profile: Profile, found: Funnel) -> Block:
    unit = unit_of(found.indicator)
    size = pd.Series(sizes(found))
    curves = pd.concat(
        {_level(one): 100 * found.limits(size, one).set_index(size) for one in levels()}, axis=1
    )
    points = pd.DataFrame(
        {
            "menschen": found.people,
            "wert": 100 * found.shares,
            "ausserhalb": found.position != "innerhalb",
        }
    )
    name = name_of(profile.region, found.indicator)
    rows = known_rows(profile, [found.indicator.id])
    around = Around(
        f"{name} {found.jahr} nach der Größe der Gebiete",
        source_line(profile.region, sources_of(rows)),
        f"Gepunktete Linie: alle Gebiete zusammen. {found.spread.note}"
        + (" Nenner errechnet aus Zahl ÷ veröffentlichter Quote." if found.computed else ""),
    )
    data = FunnelData(points, curves, 100 * found.target, profile.gebiet, profile.name)
    return funnel_chart(data, Unit(unit.name, unit.decimals), around)


def _level(level: float) -> str:
    return f"{write_number(100 * level, 1 if 100 * level % 1 else 0)}\u202f%"


def _funnel_sentence(profile: Profile, found: Funnel) -> str:
    counts = found.position.value_counts()
    above, below = int(counts.get("darüber", 0)), int(counts.get("darunter", 0))
    place = str(found.position.get(profile.gebiet, ""))
    own = f" {profile.name} liegt {place}." if place else f" Zu {profile.name} fehlt die Zahl."
    expected = write_number((1 - levels()[0]) * len(found.position))
    return (
        f"Außerhalb der Grenze {_level(levels()[0])} liegen {above + below} von "
        f"{len(found.position)} Gebieten ({above} darüber, {below} darunter); wären alle nur "
        f"in üblichem Maß verschieden, wären es etwa {expected}.{own} Ließen die Grenzen nur den "
        f"Zufall zu, lägen {found.outside_plain} außerhalb. Was dahinter steht, sagt das Bild "
        "nicht."
    )


def smoothed(profile: Profile) -> Table | Note:
    """Return the shares of an area beside their smoothed values."""
    rows = []
    for indicator in with_counts(profile.region, profile.jahr):
        table = smoothed_shares(profile.region, indicator, profile.jahr)
        counts = share_counts(profile.region, indicator, profile.jahr)
        own, moved = (
            table.loc[profile.gebiet],
            table["wert"] - 100 * (counts["zaehler"] / counts["nenner"]),
        )
        rows.append(
            (
                name_of(profile.region, indicator),
                people_text(profile.werte.loc[indicator.id]),
                value_text(
                    indicator,
                    profile.werte.at[indicator.id, "wert"],
                    str(profile.werte.at[indicator.id, "zeichen"]),
                ),
                value_text(indicator, float(own["wert"])),
                percent(float(own["gewicht"])),
                f"{write_number(float(moved.abs().max()), 1)}\u202fPp.",
            )
        )
    if not rows:
        return Note("Keine Glättung: Zu keiner Kennzahl der Rolle „bedarf“ gibt es Menschenzahlen.")
    ids = [indicator.id for indicator in with_counts(profile.region, profile.jahr)]
    return Table(
        f"Kleine Zahlen geglättet: {profile.name}",
        (
            Column("Kennzahl"),
            Column("Menschen dahinter", "right"),
            Column("Wert", "right"),
            Column("geglättet", "right"),
            Column("Gewicht des eigenen Werts", "right"),
            Column("stärkste Bewegung in der Region", "right"),
        ),
        tuple(rows),
        source=source_line(profile.region, sources_of(known_rows(profile, ids))),
        note="Geglättet: der eigene Anteil, zum Mittel aller Gebiete bewegt; je weniger Menschen, "
        f"desto weiter (empirischer Bayes-Schätzer, Kleinman 1973). {NOT_ITS_FIGURE} In den "
        "Bedarfsindex gehen geglättete Werte nur ein, wo es ausdrücklich verlangt wird.",
    )


def age_standardised(profile: Profile) -> Table | Note:
    """Return the unemployed, raw and as with the age structure of all areas together."""
    try:
        found = age_adjusted(profile.region, profile.jahr)
    except NotAdjustableError as refusal:
        return Note(str(refusal))
    unit = Unit("%", 1)
    row = found.table.loc[profile.gebiet]
    bounds = f"{write_number(row['unten'], 1)} bis {write_number(row['oben'], 1)}"
    interval = bounds if pd.notna(row["unten"]) else "–"
    mean = unit.write(found.mean)
    groups = " und ".join(GROUPS)
    return Table(
        f"Arbeitslose je 100 Menschen von 15 bis 64 Jahren, {found.jahr}: gleicher Altersaufbau",
        (
            Column("Gebiet"),
            Column("roh", "right"),
            Column("altersstandardisiert", "right"),
            Column("95-%-Bereich", "right"),
        ),
        (
            (profile.name, unit.write(row["roh"]), unit.write(row["wert"]), interval),
            ("alle Gebiete zusammen", mean, mean, "–"),
        ),
        source=source_line(profile.region, found.quellen),
        note="Altersstandardisiert: als hätte das Gebiet den Altersaufbau der ganzen Region "
        f"(direkte Standardisierung, Dobson 1991), in nur zwei Altersgruppen ({groups}): Mehr gibt "
        "der Zähler nicht her; alle älteren Arbeitslosen zählen zur zweiten.",
    )
