"""Reach of places in a report: distance, places in the catchment, where one more would do."""

from __future__ import annotations

from sozialraum.analysis.places import REACH
from sozialraum.analysis.profile import Profile
from sozialraum.analysis.reach import (
    PER,
    KindReach,
    NoReachError,
    kind_reach,
    kinds,
    limit_km,
    step_weights,
)
from sozialraum.display.blocks import Block, Column, Note, Table
from sozialraum.display.conventions import percent
from sozialraum.display.several import Blocks
from sozialraum.display.wording import source_line
from sozialraum.formats import write_number
from sozialraum.measures.space.siting import Siting
from sozialraum.sources.places import KINDS


def chapter(profile: Profile) -> Blocks | Note:
    """Return how places of each kind can be reached, and which kinds cannot be judged."""
    found: list[KindReach] = []
    refused: dict[str, list[str]] = {}
    for kind in kinds(profile.region):
        try:
            found.append(kind_reach(profile.region, kind, profile.jahr))
        except NoReachError as refusal:
            refused.setdefault(str(refusal), []).append(KINDS[kind])
    refusals = _refusals(refused)
    if not found:
        return Note(f"Keine Aussage zur Erreichbarkeit. {refusals}".strip())
    shown: tuple[Block, ...] = (_access(profile, found), _next(profile, found))
    return Blocks((*shown, Note(refusals)) if refusals else shown)


def _refusals(refused: dict[str, list[str]]) -> str:
    said = (f"Nicht berechnet, {reason}: {', '.join(names)}." for reason, names in refused.items())
    return " ".join(said)


def _access(profile: Profile, found: list[KindReach]) -> Table:
    key, limit = profile.gebiet, write_number(limit_km(), 1)
    weights = ", ".join(
        f"bis {write_number(km, 1)} km {write_number(weight, 2)}"
        for km, weight in step_weights().items()
    )
    rows = tuple(
        (
            _named(one.kind),
            write_number(one.number),
            f"{write_number(float(one.distance[key]), 1)} km",
            f"{write_number(float(one.distance.median()), 1)} km",
            write_number(float(one.access[key]), 1),
            write_number(float(one.stepped[key]), 1),
            write_number(PER * one.number / float(one.people.sum()), 1),
        )
        for one in found
    )
    places = profile.region.standorte
    return Table(
        f"Erreichbarkeit von {profile.name} aus: Arten mit vollständiger Liste",
        (
            Column("Art"),
            Column("Standorte", "right"),
            Column("Weg zum nächsten", "right"),
            Column("Weg im mittleren Gebiet", "right"),
            Column("je 10.000 im Umkreis", "right"),
            Column("je 10.000, nahe zählen mehr", "right"),
            Column("je 10.000 in der Region", "right"),
        ),
        rows,
        source=source_line(profile.region, places["quelle"]),
        note="Luftlinie ab Gebietsmitte, als wohnten dort alle; mittleres Gebiet: Median. "
        f"Im Umkreis: Standorte bis {limit} km, jeder geteilt durch alle Menschen in seinem "
        "eigenen Umkreis (2SFCA, Luo und "
        f"Wang 2003). Nahe zählen mehr: Gewicht {weights} (E2SFCA, Luo und Qi 2009). Jeder "
        "Standort zählt gleich; Öffnungszeiten und Plätze sind nicht bekannt.",
    )


def _next(profile: Profile, found: list[KindReach]) -> Table:
    return Table(
        "Rechnerisch beste Lage eines weiteren Standorts",
        (
            Column("Art"),
            Column(f"Menschen im Umkreis von {write_number(limit_km(), 1)} km", "right"),
            Column("mit einem weiteren", "right"),
            Column("beste Lage dafür"),
            Column("mittlerer Weg", "right"),
            Column("mit einem weiteren", "right"),
            Column("beste Lage dafür"),
        ),
        tuple(_next_row(profile, one) for one in found),
        note="Möglich ist jede Gebietsmitte; vorhandene Standorte bleiben. Umkreis: größte "
        "Abdeckung (Church und ReVelle 1974); Weg: kürzester Weg aller zum nächsten Standort "
        "(p-Median, ReVelle und Swain 1970). Eine Rechnung ohne Mieten, Personal und Buslinien: "
        "ein Anlass zum Gespräch, kein Vorschlag.",
    )


def _next_row(profile: Profile, one: KindReach) -> tuple[str, ...]:
    people = float(one.people.sum())
    return (
        _named(one.kind),
        percent(one.covering.before / people),
        percent(one.covering.after / people),
        _where(profile, one.covering),
        f"{write_number(one.median.before / people / 1000, 2)} km",
        f"{write_number(one.median.after / people / 1000, 2)} km",
        _where(profile, one.median),
    )


def _where(profile: Profile, best: Siting) -> str:
    names = ", ".join(profile.region.area_name(str(key)) for key in best.chosen)
    if not names:
        return "keiner brächte mehr"
    return names if best.unique and best.optimal else f"{names} (andere sind gleich gut)"


def _named(kind: str) -> str:
    return f"{KINDS[kind]} ({REACH[kind]})" if kind in REACH else KINDS[kind]
