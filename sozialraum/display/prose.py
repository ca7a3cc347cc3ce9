"""Sentences of a report, generated from a profile.

They state and never explain: no „weil“, no „deshalb“; what a figure means is for the
specialist to say, at the places marked `[FACHKRAFT: …]`.
"""

from __future__ import annotations

from sozialraum.analysis.catalogue import Indicator, catalogue
from sozialraum.analysis.method import comparison_rules
from sozialraum.analysis.places import documented, located, places_in
from sozialraum.analysis.profile import Profile
from sozialraum.analysis.roles import LAST_AGE, MARKED_AGE
from sozialraum.display.blocks import Cover, Gap, Note, Text
from sozialraum.display.wording import (
    LEVEL_NAMES,
    completeness,
    date_text,
    differing,
    name_of,
    source_line,
    sources_of,
    value_text,
)  # fmt: skip
from sozialraum.formats import write_number, write_value
from sozialraum.sources.places import KINDS

MOST_NAMED = 3


def cover(profile: Profile) -> Cover:
    """Return the title of the report with the facts that every reader asks for first."""
    region = profile.region
    kind = str(region.gebiete.at[profile.gebiet, "art"]) or LEVEL_NAMES[region.settings.ebene][0]
    kind = "" if kind.lower() in profile.name.lower() else f"{kind}, "
    parents = [parent.name for parent in region.parents_of(profile.gebiet)]
    facts = [
        ("Gebiet", f"{profile.name} ({kind}Schlüssel {profile.gebiet})"),
        ("Verglichen mit", ", ".join(parents) or "keinem größeren Gebiet"),
        ("Berichtsjahr", f"{profile.jahr}; jede Zahl nennt ihren eigenen Stand"),
        ("Zahlen", f"{len(profile.available)} von {len(catalogue())} Kennzahlen des Katalogs"),
    ]
    return Cover(
        title=f"Sozialraumprofil {profile.name}",
        subtitle="Zahlen und Karten für die Sozialraum- und Bedarfsanalyse",
        facts=tuple(facts),
        notice=region.settings.hinweis,
        invented=region.settings.erfunden,
    )


def summary(profile: Profile) -> Text:
    """Return the area in a few sentences: size, people, and what stands out."""
    sentences = [_population(profile), _people(profile), *_standing_out(profile)]
    return Text(tuple(sentence for sentence in sentences if sentence))


def _value(profile: Profile, name: str) -> str:
    """Return the value of an indicator as text, empty if there is none."""
    if name not in profile.available:
        return ""
    return value_text(catalogue()[name], profile.werte.at[name, "wert"])


def _population(profile: Profile) -> str:
    if "A01" not in profile.available:
        return ""
    row = profile.werte.loc["A01"]
    text = (
        f"Hier leben {_value(profile, 'A01')} Menschen "
        f"({profile.region.settings.begriff_bevoelkerung}, Stand {date_text(row['stand'])})."
    )
    if "A02" in profile.available:
        change = profile.werte.loc["A02"]
        years = f"{write_value(change['wert'], '%', 1, sign=True)}"
        text += f" Gegenüber dem Stand fünf Jahre zuvor sind das {years}."
        if row["bruch"]:
            text += f" Dazwischen liegt ein Bruch in der Reihe ({row['bruch']})."
    return text


def _people(profile: Profile) -> str:
    parts = []
    if under := _value(profile, "A03"):
        parts.append(f"{under} sind jünger als 18 Jahre")
    if over := _value(profile, "A04"):
        parts.append(f"{over} sind 65 Jahre oder älter")
    text = f"{' und '.join(parts)}." if parts else ""
    for name, words in (
        ("A05", "haben eine ausländische Staatsangehörigkeit"),
        ("A06", "haben einen Migrationshintergrund (Begriff der kommunalen Statistik)"),
    ):
        if share := _value(profile, name):
            row = profile.werte.loc[name]
            text += (
                f" {share} {words}; das sind {write_number(row['zaehler'])} Menschen "
                f"(Stand {date_text(row['stand'])})."
            )
    return text.strip()


def _standing_out(profile: Profile) -> list[str]:
    """Return one sentence on figures with more, one on figures with less strain."""
    parents = profile.region.parents_of(profile.gebiet)
    found = sorted(differing(profile), key=lambda entry: -abs(entry[2]))
    strained = [entry for entry in found if entry[2] > 0][:MOST_NAMED]
    relieved = [entry for entry in found if entry[2] < 0][:MOST_NAMED]
    sentences = []
    if strained:
        begin = f"Mehr Belastung als im Vergleich ({parents[-1].name}) zeigen"
        sentences.append(_listed(profile, strained, begin))
    if relieved:
        begin = f"Günstiger als im Vergleich ({parents[-1].name}) sind"
        sentences.append(_listed(profile, relieved, begin))
    return sentences


def _listed(profile: Profile, found: list[tuple[Indicator, float, float]], begin: str) -> str:
    named = [
        f"{name_of(profile.region, indicator)} {_value(profile, indicator.id)} gegenüber "
        f"{value_text(indicator, other)}"
        for indicator, other, _ in found
    ]
    return f"{begin}: {'; '.join(named)}".rstrip(".") + "."


def resources(profile: Profile) -> Text:
    """Return what the area can build on: relief in the figures and known places.

    Every description of an area names at least one resource.
    """
    region = profile.region
    sentences = []
    better = [entry for entry in differing(profile) if entry[2] < 0]
    if better:
        sentences.append(_listed(profile, better, "Günstiger als im Vergleich liegen"))
    known = documented(located(places_in(region, profile.gebiet)), profile.jahr)
    if len(known):
        kinds = known["art"].map(KINDS).value_counts()
        listed = ", ".join(f"{kind} ({number})" for kind, number in kinds.items())
        sentences.append(f"Belegte Stellen mit Sitz im Gebiet: {listed}. {completeness(region)}")
    if "A03" in profile.available:
        row = profile.werte.loc["A03"]
        sentences.append(
            f"{write_number(row['zaehler'])} Kinder und Jugendliche wachsen hier auf "
            f"(Stand {date_text(row['stand'])})."
        )
    if not sentences:
        sentences.append("Aus den vorliegenden Zahlen lässt sich keine Ressource ablesen.")
    return Text(tuple(sentences))


def missing(profile: Profile) -> Text:
    """Return how much of the catalogue there is, and which of its core is missing."""
    lacking = [i for i in catalogue().values() if not profile.werte.at[i.id, "jahr"]]
    hidden = len(catalogue()) - len(lacking) - len(profile.available)
    core = "; ".join(indicator.name for indicator in lacking if indicator.stufe == "kern")
    told = f"Von {len(catalogue())} Kennzahlen des Katalogs gibt es hier {len(profile.available)}."
    if hidden:
        told += f" Bei {hidden} weiteren steht an der Stelle der Zahl ein Zeichen (siehe Tabelle)."
    if core:
        told += f" Aus dem Kern fehlen: {core}."
    return Text((told, "Wo sich jede beschaffen lässt, steht im Anhang."))


def gap(text: str) -> Gap:
    """Return an open place for the specialist; they are counted at the end of the report."""
    return Gap(text)


def ageing(*profiles: Profile) -> Note:
    """Return how old the figures of areas are, and what follows from it."""
    names = dict.fromkeys(
        f"{name_of(profile.region, catalogue()[str(name)])} ({row['jahr']:.0f})"
        for profile in profiles
        for name, row in profile.werte[profile.werte["wert"].notna()].iterrows()
        if row["alter"] > MARKED_AGE
    )
    if not names:
        return Note(f"Keine der Zahlen ist älter als {MARKED_AGE} Jahre.")
    return Note(
        f"Älter als {MARKED_AGE} Jahre sind: {'; '.join(names)}. Zahlen, die älter als "
        f"{LAST_AGE} Jahre sind, gehen in keinen Index ein und zählen nicht als Beleg.",
        kind="warnung",
    )


def method(profile: Profile) -> Text:
    """Return how the figures were compared, and what cannot be concluded from them."""
    rows = profile.werte[profile.werte["wert"].notna()]
    return Text(
        (
            *comparison_rules(),
            "Kontextgrößen, etwa der Anteil von Menschen mit ausländischer Staatsangehörigkeit, "
            "beschreiben die Größe einer Zielgruppe; sie werden nie bewertet und stehen nicht im "
            "Stärken-Schwächen-Bild.",
            "Vom Gebiet lässt sich nicht auf einzelne Menschen schließen. Die Zahlen stellen "
            "Fragen; Antworten geben die Menschen vor Ort und die Fachkräfte.",
            f"Grundlage: {source_line(profile.region, sources_of(rows))}.",
        )
    )
