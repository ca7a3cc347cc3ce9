"""The conventions of the need index, for the annex: indicators, weights, rules, sensitivity."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version

from sozialraum.analysis.catalogue import catalogue
from sozialraum.analysis.method import index_rules, uncertainty_rules
from sozialraum.analysis.needs import NeedIndex, NoNeedIndexError, need_index, settings
from sozialraum.analysis.procedures import procedures
from sozialraum.display.blocks import Column, Note, Table, Text
from sozialraum.display.several import Blocks
from sozialraum.display.wording import name_of
from sozialraum.formats import MISSING, write_number
from sozialraum.measures.composite import Result, effective_weights
from sozialraum.region import Region

SHORT = 22
"""Signs between brackets that a narrow column holds on one line."""

NOT_HERE = "Für diese Region gibt es keinen Bedarfsindex; der Grund steht im Kapitel dazu."


def conventions(region: Region, jahr: int = 0, *, every: bool = False) -> Blocks:
    """Return the conventions of the index and the procedures in force, for the annex.

    Parameters
    ----------
    region, jahr
        An opened region and the year of the report.
    every
        Whether all procedures are listed, or those that the report shows.
    """
    used = _procedures(every=every)
    try:
        found = need_index(region, jahr)
    except NoNeedIndexError:
        return Blocks((Note(NOT_HERE), used))
    return Blocks((_weights(region, found), Text(_rules(region, found)), used))


def _procedures(*, every: bool) -> Table:
    """Return formula, limits and source of the procedures."""
    chosen = [one for one in procedures() if every or one.in_report]
    return Table(
        "Verfahren: Formel, Festlegung und Quelle",
        (Column("Verfahren"), Column("Formel"), Column("Festlegung und Grenze"), Column("Quelle")),
        tuple((one.name, held(one.formula), one.text, one.source) for one in chosen),
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
                f"{write_number(100 * float(weights[indicator.id]), 1)}\u202f%",
                str(found.years[indicator.id]),
            )
            for indicator in found.indicators
        ),
    )


def _rules(region: Region, found: NeedIndex) -> tuple[str, ...]:
    left_out = "; ".join(
        f"{catalogue()[name].name} ({why})" for name, why in found.left_out.items()
    )
    return (
        *index_rules(),
        *([f"Geglättet gehen ein: {', '.join(found.smoothed)}."] if found.smoothed else []),
        *([f"Nicht verwendet: {left_out}."] if left_out else []),
        *_gaps(region, found),
        uncertainty_rules(),
        f"Nicht verändert wurden: {'; '.join(found.uncertainty.fixed)}.",
        f"{_sensitivity(found)} Programmfassung {version('sozialraum')}.",
    )


def _gaps(region: Region, found: NeedIndex) -> Iterator[str]:
    """Yield what stays out, what is held back and what the dynamics are made of."""
    limited = found.status.limited
    held_back = "; ".join(f"{name} {count}" for name, count in limited[limited > 0].items())
    if held_back:
        limit = write_number(float(settings()["index"]["normalisation"]["limit"]))
        yield f"Auf ±{limit} begrenzt, Zahl der Gebiete: {held_back}."
    known = found.status.normalised[found.status.rank.notna()].notna().all(axis="columns")
    if not known.all():
        some = ", ".join(region.area_name(str(key)) for key in known.index[~known])
        yield f"Klasse ohne alle Kennzahlen: {some}."
    yield from _out("Ohne Klasse", region, found.status)
    if found.dynamics is None:  # the chapter says why
        return
    entering = [indicator.code for indicator in found.dynamics.index.indicators]
    others = [one.id for one in found.indicators if one.id not in entering]
    yield (
        f"Dynamik aus: {', '.join(entering)}"
        + (f"; ohne vergleichbare Veränderung: {', '.join(others)}." if others else ".")
    )
    yield from _out("Ohne Dynamik", region, found.dynamics)


def _out(head: str, region: Region, result: Result) -> Iterator[str]:
    for reason, areas in result.excluded.groupby(result.excluded, sort=False):
        names = ", ".join(region.area_name(str(key)) for key in areas.index)
        yield f"{head}: {names} ({reason})."


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
    return (
        f"Einfluss auf die Reihenfolge (Sobol-Gesamtindex mit 95-%-Bereich): {told}. Gezählt ist "
        "jeweils auch das Zusammenspiel mit den anderen; die Summe kann deshalb 1 übersteigen."
    )


def held(formula: str) -> str:
    """Return a formula that breaks between its terms, not within short brackets."""
    signs, opened = list(formula), []
    for place, sign in enumerate(formula):
        if sign == "(":
            opened.append(place)
        elif sign == ")":
            start = opened.pop()
            if place - start < SHORT:
                inner = formula[start:place].replace(" ", "\u00a0")
                signs[start:place] = inner
    return "".join(signs)


def percent(share: float) -> str:
    """Return a share from 0 to 1 in whole per cent; 0 and 100 only where they are exact."""
    share = round(share, 9)  # sums of shares are off by a last digit
    if 0 < share < 0.005:
        return "unter 1\u202f%"
    if 0.995 <= share < 1:
        return "über 99\u202f%"
    number = write_number(100 * share)
    return number if number == MISSING else f"{number}\u202f%"
