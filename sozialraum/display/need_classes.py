"""The classes of the need index as map and as tables: how many areas have which.

Areas stand in the order of their names, never in that of their scores.
"""

from __future__ import annotations

import pandas as pd

from sozialraum.analysis.catalogue import catalogue
from sozialraum.analysis.needs import NO_CLASS, NeedIndex, settings
from sozialraum.analysis.values import snapshot
from sozialraum.display import maps
from sozialraum.display.around import Around
from sozialraum.display.blocks import Column, Figure, Note, Table
from sozialraum.display.conventions import percent
from sozialraum.display.wording import source_line
from sozialraum.formats import MISSING, write_number
from sozialraum.region import Region

STATUS = "Soziale Lage (Belastung)"
NO_PROBABILITY = "Anteil der Rechenwege, keine Wahrscheinlichkeit."

USUAL = "mittel"
"""Class of most areas; its areas are counted, not named."""

UNSURE = 0.25
"""Share of routes with a higher class from which an area of the usual class is named."""


def class_layer(found: NeedIndex) -> maps.Layer:
    """Return the classes of all areas as colours of a map."""
    return maps.named_layer(f"{STATUS} {found.jahr}", found.status.classes, _class_names())


def classes_figure(region: Region, found: NeedIndex, gebiet: str) -> Figure:
    """Return the map of the classes, with an area marked if there is one."""
    shown = class_layer(found)
    ids = [name for one in found.indicators for name in _sources(region, found, one.id)]
    source = source_line(region, ids)
    around = Around(
        shown.title, source, "Die Klassen beschreiben Zahlen, nicht Menschen oder Orte."
    )
    return maps.choropleth(region.gebiete, shown, gebiet, around)


def both_classes(region: Region, found: NeedIndex, gebiet: str) -> Table | Note:
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
    areas = "Gebiet" if without == 1 else "Gebiete"
    return Table(
        f"Lage und Dynamik {found.jahr}: Zahl der Gebiete",
        (Column("Lage"), *(Column(f"Dynamik {name}", "right") for name in columns)),
        tuple(rows),
        note="Lage und Dynamik werden getrennt gerechnet, wie in Berlin. Dynamik: Veränderung über "
        f"{' bis '.join(map(str, settings()['dynamik']['jahre']))} Jahre."
        + (f" Ohne eine der beiden Klassen: {without} {areas}." if without else ""),
    )


def areas_by_class(region: Region, found: NeedIndex) -> Table:
    """Return the number of areas of each class; those not in the usual one by name."""
    classes = found.status.classes.reindex(region.gebiete.index, fill_value="")
    kinds = [name for name in (*_class_names(), "") if name or (classes == "").any()]
    return Table(
        f"{STATUS} {found.jahr}: Gebiete je Klasse",
        (Column("Klasse"), Column("Gebiete", "right"), Column("welche")),
        tuple(
            (
                name or NO_CLASS,
                write_number(int((classes == name).sum())),
                _named(region, found, classes.index[classes == name], name),
            )
            for name in kinds
        ),
        note=f"In Klammern: Anteil der Rechenwege mit {attention_classes(found)}; "
        f"{NO_PROBABILITY} Die Namen stehen nach dem Alphabet, das ist keine Rangfolge.",
    )


def _named(region: Region, found: NeedIndex, areas: pd.Index, name: str) -> str:
    """Return areas by name with their share of routes, of the usual class the unsure ones."""
    shares = found.attention.reindex(areas)
    usual = name == USUAL
    shown = {
        region.area_name(str(key)): "" if pd.isna(share) else f" ({percent(float(share))})"
        for key, share in shares.items()
        if not usual or share >= UNSURE
    }
    said = "; ".join(f"{area}{share}" for area, share in sorted(shown.items()))
    if not usual:
        return said or MISSING
    return f"die übrigen; davon ab {percent(UNSURE)}: {said}" if said else "die übrigen"


def attention_classes(found: NeedIndex) -> str:
    """Return the classes that ask for particular attention, as text."""
    return " oder ".join(f"„{name}“" for name in found.uncertainty.attention_classes)


def _sources(region: Region, found: NeedIndex, name: str) -> list[str]:
    table = snapshot(region, catalogue()[name], found.jahr)
    return list(dict.fromkeys(source for ids in table["quellen"] for source in ids))


def _class_names() -> tuple[str, ...]:
    return tuple(settings()["index"]["classes"]["names"])
