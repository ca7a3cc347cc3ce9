"""One map of need, existing offers and planned activities, and what no activity reaches.

Areas are coloured by the class of the need index, places carry the letter of their kind,
and activities stand as labels with the short name of their Eckpunkt and their number.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes

from sozialraum.analysis.chain import Need
from sozialraum.display.around import Around
from sozialraum.display.blocks import Figure
from sozialraum.display.drawing import drawing
from sozialraum.display.layers import Fill, Layer
from sozialraum.display.map_labels import (
    Label,
    apart,
    counted,
    draw_labels,
    framed,
    label_sheet,
    placed,
    write_kinds_below,
    write_short_names,
)
from sozialraum.display.maps import PLAIN
from sozialraum.display.places import Place, drawn, kind_name, within
from sozialraum.display.scope import listed
from sozialraum.display.shapes import Bounds, outlines
from sozialraum.display.stills import (
    draw_areas,
    draw_frame,
    draw_highlight,
    draw_places,
    draw_scale,
    write_legend,
)
from sozialraum.display.wording import completeness, source_line
from sozialraum.programme import ECKPUNKTE
from sozialraum.region import Region
from sozialraum.sources.plan import Plan

CANCELLED = "entfallen"
OUTLINED = "Sozialraum der Agentur"
CAPTION = "Bedarf, vorhandene Stellen und geplante Maßnahmen"
PLAIN_CAPTION = "Hier arbeiten wir"
"""What the map is called, and its outlined areas, where it shows no plan."""


def need_map(
    region: Region,
    shown: Layer | None,
    areas: Sequence[str],
    places: pd.DataFrame,
    plan: Plan | None,
) -> Figure:
    """Return the map of an agency's areas.

    Parameters
    ----------
    region
        The region.
    shown
        Classes of the need index (`sozialraum.display.maps.named_layer`); None if there
        is no index.
    areas
        Keys of the agency's areas.
    places
        Table of places (see `sozialraum.display.places.drawn`).
    plan
        Goals and activities; an activity without an area is one for all of ``areas``.  None: the
        map for everybody, which knows neither activities nor the names of Eckpunkte.
    """
    shapes = outlines(region.gebiete)
    view = framed(_bounds(region, areas))
    marks = [mark for mark in (drawn(places) if len(places) else ()) if within(mark, view)]
    counts = {key: {} for key in areas} if plan is None else planned(plan, areas)
    with drawing():
        page, ax, legend, below = label_sheet(view, len(counted(marks)))
        discs = apart(ax, marks)
        draw_areas(ax, shapes, [_fill(shown, str(key)) for key in region.gebiete.index],
                   region.gebiete["name"])  # fmt: skip
        for key in areas:
            draw_highlight(ax, shapes.paths[key])
        draw_frame(ax)
        draw_places(ax, discs)
        labels = [Label(key, region.area_name(key), counts[key]) for key in areas]
        draw_labels(ax, placed(ax, labels, region.gebiete.geometry, discs))
        _write_legend(legend, region, shown, plan)
        draw_scale(legend, ax)
        write_kinds_below(below, marks)
        text = _text(region, shown, counts, marks)
        return _around(region, places, plan).figure(page, text)


def planned(plan: Plan, areas: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return the number of activities by area and Eckpunkt; cancelled ones do not count."""
    counts = {key: dict.fromkeys(ECKPUNKTE, 0) for key in areas}
    for _, row in _running(plan).iterrows():
        for key in row["gebiet"] or areas:
            if key in counts:
                counts[key][row["eckpunkt"]] += 1
    return counts


def _running(plan: Plan) -> pd.DataFrame:
    """Return the activities that are not cancelled, each with Eckpunkt and need of its goal."""
    rows = plan.massnahmen[plan.massnahmen["status"] != CANCELLED]
    goals = plan.ziele
    return rows.assign(
        eckpunkt=rows["ziel"].map(goals["eckpunkt"]), bedarf=rows["ziel"].map(goals["bedarf"])
    )


def _totals(plan: Plan) -> dict[str, int]:
    counts = _running(plan)["eckpunkt"].value_counts()
    return {code: int(counts.get(code, 0)) for code in ECKPUNKTE}


def _bounds(region: Region, areas: Sequence[str]) -> Bounds:
    shapes = region.gebiete.loc[list(areas)] if areas else region.gebiete
    west, south, east, north = (float(edge) for edge in shapes.total_bounds)
    return west, south, east, north


def _fill(shown: Layer | None, key: str) -> Fill:
    return PLAIN if shown is None else shown.fill(key)


def _write_legend(legend: Axes, region: Region, shown: Layer | None, plan: Plan | None) -> None:
    title, fills = ("", ()) if shown is None else (shown.title, shown.legend(region.gebiete.index))
    down = write_legend(legend, title, fills, PLAIN_CAPTION if plan is None else OUTLINED)
    if plan is not None:
        write_short_names(legend, down, _totals(plan))


def _around(region: Region, places: pd.DataFrame, plan: Plan | None) -> Around:
    sources = [region.settings.gebiete.quelle]
    if len(places):
        sources += list(places["quelle"])
    if plan is None:
        said = "Auf der Karte fehlen vielleicht Stellen, die wir nicht kennen."
        return Around(PLAIN_CAPTION, source_line(region, sources), said)
    return Around(
        CAPTION,
        f"{source_line(region, sources)}; Maßnahmen: eigene Planung",
        "Die Schilder nennen Eckpunkt und Zahl der geplanten Maßnahmen; sie stehen für das ganze "
        f"Gebiet, nicht für einen Ort. {completeness(region)}",
    )


def _text(
    region: Region,
    shown: Layer | None,
    counts: Mapping[str, Mapping[str, int]],
    marks: Sequence[Place],
) -> str:
    said = [_area_text(region, shown, key, own) for key, own in counts.items()]
    listed = ", ".join(f"{kind_name(kind)} ({n})" for kind, n in counted(marks).items())
    places = f" Eingezeichnete Stellen: {listed}." if listed else ""
    where = "eines Sozialraums" if len(counts) == 1 else f"von {len(counts)} Sozialräumen"
    return f"Karte {where}. {' '.join(said)}{places}"


def _area_text(region: Region, shown: Layer | None, key: str, own: Mapping[str, int]) -> str:
    level = f", {shown.title} {shown.text(key)}" if shown is not None else ""
    if not own:
        return f"{region.area_name(key)}{level}."
    listed = ", ".join(f"{ECKPUNKTE[code]} {n}" for code, n in own.items() if n)
    return f"{region.area_name(key)}{level}; geplante Maßnahmen: {listed or 'keine'}."


def unreached(
    needs: Iterable[Need],
    plan: Plan,
    area_name: Callable[[str], str],
    *,
    chosen: Collection[str] = tuple(ECKPUNKTE),
) -> tuple[str, ...]:
    """Return a sentence for each chosen need that no activity reaches, or not everywhere.

    Parameters
    ----------
    needs
        Needs that may be shown.
    plan
        Goals and activities.
    area_name
        Returns the name of an area by its key.
    chosen
        Eckpunkte that were chosen.  Needs that lead to none of them are left out, unless no
        need leads and they support one; and so are those that somebody else is responsible for.
    """
    found = list(needs)
    heaviest = {code: max((n.eckpunkte.get(code, 0) for n in found), default=0) for code in chosen}
    said = (_gap(need, plan, area_name) for need in found if _is_chosen(need, heaviest))
    return tuple(sentence for sentence in said if sentence)


def _is_chosen(need: Need, heaviest: Mapping[str, int]) -> bool:
    """Return whether one of the chosen Eckpunkte rests on a need of ours."""
    weights = ((need.eckpunkte.get(code, 0), most) for code, most in heaviest.items())
    return need.zustaendig != "andere" and any(0 < most <= own for own, most in weights)


def _gap(need: Need, plan: Plan, area_name: Callable[[str], str]) -> str:
    """Return what is missing for one need, „“ if activities reach all of its areas."""
    name = f"Bedarf {need.id} („{need.text.rstrip('.')}“)"
    if not (plan.ziele["bedarf"] == need.id).any():
        return f"{name}: Kein Ziel und keine Maßnahme der Planung erreicht ihn."
    running = _running(plan)
    mine = running[running["bedarf"] == need.id]
    if mine.empty:
        return f"{name}: Es gibt ein Ziel, aber keine Maßnahme."
    if any(not areas for areas in mine["gebiet"]):
        return ""
    reached = {area for areas in mine["gebiet"] for area in areas}
    missing = [area_name(area) for area in need.gebiete if area not in reached]
    if not missing:
        return ""
    return f"{name}: In {listed(missing)} erreicht ihn keine Maßnahme."
