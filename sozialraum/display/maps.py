"""Maps: areas with keys, values and places in, `Figure` and `Map` blocks out.

Areas are a GeoDataFrame in EPSG:25832 with the key as index and a column ``name``; a
`Layer` says how they are coloured.  The table that belongs beside every map is the
business of whoever puts the report together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import geopandas as gpd
import pandas as pd

from sozialraum.display import theme
from sozialraum.display.around import Around
from sozialraum.display.blocks import Figure, Map
from sozialraum.display.drawing import drawing, finish
from sozialraum.display.interactive import Shown, fragment
from sozialraum.display.layers import Fill, Layer, class_breaks, layer, named_layer
from sozialraum.display.leaflet import leaflet_assets
from sozialraum.display.map_controls import Legend
from sozialraum.display.map_marks import evidence_marks, pin_marks, place_marks
from sozialraum.display.places import Place, drawn, kind_name, not_drawn, within
from sozialraum.display.shapes import Bounds, outlines
from sozialraum.display.stills import (
    draw_areas,
    draw_frame,
    draw_highlight,
    draw_names,
    draw_places,
    draw_scale,
    map_sheet,
    write_kinds,
    write_legend,
)

__all__ = [
    "Layer",
    "choropleth",
    "class_breaks",
    "interactive_map",
    "layer",
    "leaflet_assets",
    "locator_map",
    "named_layer",
]


PLAIN = Fill("", theme.ALL_AREAS)
LOCATOR_WIDTH, LOCATOR_HEIGHT, LOCATOR_SMALL = 3.0, 2.2, 1.5
"""Inches; it only has to show where."""


def locator_map(
    areas: gpd.GeoDataFrame, key: str, around: Around, *, height: float = LOCATOR_HEIGHT
) -> Figure:
    """Return a map that shows where one area lies in its region.

    Parameters
    ----------
    areas
        All areas of the region.
    key
        Key of the area; empty for a map of the whole region.
    around
        Text around the map.
    height
        Inches that the map is high at most.
    """
    shapes = outlines(areas)
    others = Fill("übrige Gebiete" if key in areas.index else "Gebiete", theme.ALL_AREAS)
    own = Fill(_name(areas, key), theme.AREA)
    with drawing():
        west, south, east, north = shapes.bounds
        width = min(LOCATOR_WIDTH, height * (east - west) / (north - south))
        page, ax, legend = map_sheet(shapes.bounds, width)
        fills = [own if area == key else others for area in areas.index]
        draw_areas(ax, shapes, fills, areas["name"])
        write_legend(legend, "", [others, own] if key in areas.index else [others])
        draw_scale(legend, ax)
        return around.figure(page, f"Lagekarte. {_areas_text(areas, None, key)}")


def choropleth(areas: gpd.GeoDataFrame, shown: Layer, key: str, around: Around) -> Figure:
    """Return a map with all areas coloured by their value and one of them outlined.

    Parameters
    ----------
    areas
        All areas of the region.
    shown
        Values and classes.
    key
        Key of the outlined area; empty for none.
    around
        Text around the map.
    """
    around.demand_values(shown.values)
    shapes = outlines(areas)
    svg = _still(areas, shown, (), key, shapes.bounds)
    alternative = f"Karte. {_areas_text(areas, shown, key)}"
    return Figure(around.caption, alternative, svg, around.source, around.note)


def interactive_map(
    areas: gpd.GeoDataFrame,
    key: str,
    places: pd.DataFrame,
    around: Around,
    *,
    shown: Layer | Sequence[Layer | None] | None = None,
    links: Mapping[str, str] | None = None,
    nadel: pd.DataFrame | None = None,
    belege: pd.DataFrame | None = None,
) -> Map:
    """Return a map to move and click on, with the same content on paper.

    Parameters
    ----------
    areas
        All areas of the region.
    key
        Key of the outlined area, on which the map opens; empty for the whole region.
    places
        Table of agencies and other places (see `sozialraum.display.places.drawn`); those
        without a place and rows that stand for several are counted, not drawn.
    around
        Text around the map.
    shown
        Values and classes, one layer or several to choose from, the first of which is
        shown at the beginning and on paper; None stands for areas without colour, which
        can always be chosen.
    links
        Page that a click on an area leads to, by its key.
    nadel, belege
        Pins and pieces of local evidence as released; only on the screen.
    """
    layers = _layers(shown)
    shapes, discs = outlines(areas), drawn(places) if len(places) else ()
    told = {
        str(area): Shown(
            str(name),
            tuple(f"{one.title}: {one.text(area)}" for one in layers if one is not None),
            tuple(_fill(one, str(area)) for one in layers),
            "" if links is None else links.get(str(area), ""),
        )
        for area, name in areas["name"].items()
    }
    marks = (
        *place_marks(discs),
        *(() if belege is None else evidence_marks(areas, belege)),
        *(() if nadel is None else pin_marks(nadel)),
    )
    legends = [Legend(*_legend(areas, one, key)) for one in layers]
    live = fragment(shapes, told, marks, key, around.caption, legends)
    svg = _still(areas, layers[0], discs, key, shapes.around(key))
    said = f"Karte. {_areas_text(areas, layers[0], key)} {_places_text(discs, places)}".strip()
    return Map(around.caption, said, live, svg, around.source, around.note)


def _layers(shown: Layer | Sequence[Layer | None] | None) -> tuple[Layer | None, ...]:
    """Return the layers with one of areas without colour among them."""
    layers = (shown,) if isinstance(shown, Layer) else tuple(shown or ())
    return layers if None in layers else (*layers, None)


def _still(
    areas: gpd.GeoDataFrame, shown: Layer | None, marks: Sequence[Place], key: str, view: Bounds
) -> str:
    shapes = outlines(areas)
    marks = [mark for mark in marks if within(mark, view)]
    title, fills, outlined = _legend(areas, shown, key)
    with drawing():
        page, ax, legend = map_sheet(view)
        draw_areas(ax, shapes, [_fill(shown, area) for area in areas.index], areas["name"])
        if key in shapes.paths:
            draw_highlight(ax, shapes.paths[key])
        if view != shapes.bounds:
            draw_frame(ax)
            names = areas["name"].drop(key, errors="ignore")
            draw_names(ax, shapes, names if shown is None else {}, marks)
        draw_places(ax, marks)
        write_kinds(legend, write_legend(legend, title, fills, outlined), marks)
        draw_scale(legend, ax)
        return finish(page)


def _legend(
    areas: gpd.GeoDataFrame, shown: Layer | None, key: str
) -> tuple[str, tuple[Fill, ...], str]:
    """Return title, classes and the entry of the outlined area."""
    own = _name(areas, key)
    if shown is None:
        return "", (), own
    return shown.title, shown.legend(areas.index), f"{own}: {shown.text(key)}" if own else ""


def _fill(shown: Layer | None, key: str) -> Fill:
    return PLAIN if shown is None else shown.fill(key)


def _name(areas: gpd.GeoDataFrame, key: str) -> str:
    return str(areas["name"][key]) if key in areas.index else ""


def _areas_text(areas: gpd.GeoDataFrame, shown: Layer | None, key: str) -> str:
    own = _name(areas, key)
    if shown is None:
        return f"Umrisse von {len(areas)} Gebieten{f', hervorgehoben: {own}' if own else ''}."
    known = shown.values[shown.values.index.isin(areas.index)].dropna()
    said = [
        f"{shown.title} in {len(known)} von {len(areas)} Gebieten, {len(shown.classes)} Klassen"
    ]
    if len(known) and not shown.names:
        said.append(f"von {shown.unit.write(known.min())} bis {shown.unit.write(known.max())}")
    if own:
        said.append(f"hervorgehoben: {own} {shown.text(key)}{_class_text(shown, key)}")
    return f"{', '.join(said)}."


def _class_text(shown: Layer, key: str) -> str:
    place = shown.class_of(key)
    if place is None or shown.names:
        return ""
    return f" (Klasse {place + 1} von {len(shown.classes)})"


def _places_text(marks: Sequence[Place], places: pd.DataFrame) -> str:
    counts = Counter(kind_name(mark.kind) for mark in marks)
    said = [f"Eingezeichnet: {', '.join(f'{kind} ({n})' for kind, n in counts.items())}."]
    missing = not_drawn(places) if len(places) else 0
    if missing:
        said.append(f"Ohne Ort und nicht eingezeichnet: {missing} Einträge der Liste.")
    return " ".join(said[not counts :])
