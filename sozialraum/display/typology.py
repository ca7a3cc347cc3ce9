"""Types of areas in a report: what they rest on, how stable they are, which one this is."""

from __future__ import annotations

import numpy as np

from sozialraum.analysis.area_types import AreaTypes, NoTypesError, area_types
from sozialraum.analysis.catalogue import catalogue
from sozialraum.analysis.need_rules import settings
from sozialraum.analysis.peers import DENSITY, LOG_POPULATION
from sozialraum.analysis.profile import Profile
from sozialraum.display.blocks import Column, Note, Table, Text
from sozialraum.display.several import Blocks
from sozialraum.formats import write_number

UNITS = {LOG_POPULATION: "Bevölkerungszahl", DENSITY: "Menschen je km²"}
"""Names of the variables where they are not the catalogue's."""

NEUTRAL = "Die Nummern folgen der Größe der Typen; sie sind keine Rangfolge."


def chapter(profile: Profile) -> Blocks | Note:
    """Return the types of the region with the area's own one marked, or why there are none."""
    try:
        found = area_types(profile.region, profile.jahr)
    except NoTypesError as refusal:
        return Note(str(refusal))
    return Blocks((Text(_sentences(profile, found)), _table(profile, found)))


def _sentences(profile: Profile, found: AreaTypes) -> tuple[str, ...]:
    region = profile.region
    number = found.types.get(profile.gebiet)
    names = sorted(region.area_name(key) for key in found.like(profile.gebiet))
    own = (
        f"{profile.name} gehört zu Typ {number}, zusammen mit {len(names)} weiteren: "
        f"{', '.join(names)}."
        if number is not None
        else f"{profile.name} hat keinen Typ: Eine der Größen ist dort unbekannt."
    )
    out = ", ".join(region.area_name(key) for key in found.left_out)
    stable = "; ".join(f"Typ {kind} {word}" for kind, word in found.stability["urteil"].items())
    return (
        f"{own}{f' Ohne Typ: {out}.' if out else ''}",
        f"Ob die Typen auch in anderen Stichproben der Gebiete herauskämen: {stable}.",
    )


def _named(variable: str) -> str:
    """Return the name of a variable with its unit."""
    units = {one.name: one.einheit for one in catalogue().values()}
    return UNITS.get(variable) or f"{variable} ({units[variable]})"


def _table(profile: Profile, found: AreaTypes) -> Table:
    kinds, medians = list(found.stability.index), found.medians
    own = found.types.get(profile.gebiet)
    heads = [f"Typ {kind}" + (f" ({profile.name})" if kind == own else "") for kind in kinds]
    rows = [("Gebiete", *(write_number(int(n)) for n in found.stability["gebiete"]))]
    for name in medians.index:
        values = np.exp(medians.loc[name]) if name == LOG_POPULATION else medians.loc[name]
        digits = 1 if name not in UNITS and values.max() < 100 else 0
        texts = (write_number(float(value), digits) for value in values)
        rows.append((_named(str(name)), *texts))
    stable = [write_number(float(one), 2) for one in found.stability["jaccard"]]
    rules = settings()["gebietstypen"]
    first, last = rules["zahl"]
    return Table(
        "Gebietstypen nach der Struktur: mittleres Gebiet jedes Typs",
        (Column("Größe"), *(Column(head, "right") for head in heads)),
        (*rows, ("Stabilität", *stable)),
        note=f"Werte: Median. {NEUTRAL} Weder Bedarf noch Herkunft gehen ein. Verfahren: Ward, "
        f"alle Größen gleich stark; gewählt ist die größte Zahl von {last} bis {first} Typen, bei "
        f"der jeder mindestens {rules['mindestgebiete']} Gebiete hat und in Stichproben der "
        f"Gebiete wiederkehrt (Stabilität mindestens "
        f"{write_number(rules['mindeststabilitaet'], 1)}; 1 hieße immer gleich).",
    )
