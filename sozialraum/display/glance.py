"""What fits on one page: a map and a few figures as bars, side by side in one picture.

All bars begin at zero, and each figure has a scale of its own.  Only figures that may count
as evidence are drawn: the core of the catalogue first, context last and in grey.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from sozialraum.analysis.catalogue import Indicator, catalogue
from sozialraum.analysis.dossier import Dossier
from sozialraum.analysis.needs import NoNeedIndexError, need_index
from sozialraum.analysis.profile import Profile
from sozialraum.display import theme
from sozialraum.display.around import Around
from sozialraum.display.blocks import Figure
from sozialraum.display.drawing import drawing
from sozialraum.display.glance_sheet import Bar, Group, MapPart, draw, fitting
from sozialraum.display.layers import Fill
from sozialraum.display.map_labels import framed
from sozialraum.display.maps import PLAIN
from sozialraum.display.need_classes import class_layer
from sozialraum.display.shapes import outlines
from sozialraum.display.wording import (
    AGE_MARK,
    AGE_NOTE,
    date_text,
    known_rows,
    name_of,
    parent_value,
    scored,
    sign_notes,
    source_line,
    sources_of,
    value_text,
)
from sozialraum.formats import MISSING
from sozialraum.sources.settings import Parent

MOST_AREAS = 12
"""Areas that have bars; the others are counted."""
OUTLINED = "Sozialraum der Agentur"


def of_agency(dossier: Dossier) -> Figure:
    """Return the areas of an agency: map with their classes, figures beside the largest area."""
    region, areas = dossier.region, list(dossier.profile.values())
    keys = [one.gebiet for one in areas]
    bounds = region.gebiete.loc[keys].total_bounds
    west, south, east, north = (float(edge) for edge in bounds)
    try:
        shown = class_layer(need_index(region, dossier.jahr))
    except NoNeedIndexError:
        shown = None
    fills = [PLAIN if shown is None else shown.fill(key) for key in region.gebiete.index]
    legend = () if shown is None else tuple(reversed(shown.legend(region.gebiete.index)))
    part = MapPart(
        framed((west, south, east, north)), tuple(fills), "" if shown is None else shown.title,
        legend, OUTLINED, {key: region.area_name(key) for key in keys},
    )  # fmt: skip
    told = "; ".join(
        f"{one.name}, {shown.title} {shown.text(one.gebiet)}" if shown else one.name
        for one in areas
    )
    more = len(areas) - MOST_AREAS
    notes = [f"{more} weitere Sozialräume stehen in den Kapiteln." if more > 0 else ""]
    return _figure(
        "Die Sozialräume der Agentur: soziale Lage und Kennzahlen", part, told,
        areas[:MOST_AREAS], region.parents_of(keys[0])[-1:], notes,
    )  # fmt: skip


def of_area(profile: Profile) -> Figure:
    """Return where one area lies, and figures beside those of the larger areas."""
    region = profile.region
    own, others = Fill(profile.name, theme.AREA), Fill("übrige Gebiete", PLAIN.colour)
    fills = tuple(own if key == profile.gebiet else others for key in region.gebiete.index)
    part = MapPart(outlines(region.gebiete).bounds, fills, "", (own, others))
    told = f"Umrisse von {len(region.gebiete)} Gebieten, hervorgehoben: {profile.name}"
    parents = region.parents_of(profile.gebiet)
    caption = f"Lage und Kennzahlen: {profile.name} im Vergleich"
    return _figure(caption, part, told, [profile], parents, [])


def _figure(
    caption: str,
    part: MapPart,
    told: str,
    areas: Sequence[Profile],
    parents: Sequence[Parent],
    notes: Iterable[str],
) -> Figure:
    region = areas[0].region
    names = list(_telling(areas))
    groups = fitting([_group(areas, parents, catalogue()[name]) for name in names])
    rows = [known_rows(one, names[: len(groups)]) for one in areas]
    source = source_line(
        region, [region.settings.gebiete.quelle, *chain.from_iterable(map(sources_of, rows))]
    )
    marked = AGE_NOTE if any(AGE_MARK in group.title for group in groups) else ""
    signs = sign_notes(sign for table in rows for sign in table["zeichen"])
    scale = "Balken ab null, jede Kennzahl mit eigener Skala." if groups else ""
    said = f"Links eine Karte: {told}."
    if groups:
        said += f" Rechts Balken: {'; '.join(group.text for group in groups)}."
    note = " ".join(filter(None, [scale, signs, marked, *notes]))
    with drawing():
        page = draw(region.gebiete, part, groups)
        return Around(caption, source, note).figure(page, said)


def _telling(areas: Sequence[Profile]) -> Iterator[str]:
    """Yield the indicators for bars, those known in all areas first, context last.

    A difference between two rates has to be explained, which a bar cannot.
    """
    kept = {
        one.id for profile in areas for one in scored(profile) if one.einheit != "Prozentpunkte"
    }
    context = {
        name
        for profile in areas
        for name in profile.available
        if profile.evidence(name) and catalogue()[name].rolle == "kontext"
    }

    def place(one: Indicator) -> tuple[bool, bool, bool, bool]:
        unknown = any(one.id not in profile.available for profile in areas)
        return one.id in context, one.stufe != "kern", unknown, one.rolle != "bedarf"

    for one in sorted(catalogue().values(), key=place):
        shared = one.id in context and one.stufe == "kern" and one.einheit == "%"
        below = any(profile.werte.at[one.id, "wert"] < 0 for profile in areas)
        if (one.id in kept or shared) and not below:
            yield one.id


def _group(areas: Sequence[Profile], parents: Sequence[Parent], indicator: Indicator) -> Group:
    known = [one.werte.loc[indicator.id] for one in areas if one.werte.at[indicator.id, "jahr"]]
    newest = max(known, key=lambda row: str(row["stand"]))
    bars = [_bar(one, indicator) for one in areas]
    for parent in parents:
        found = parent_value(areas[0], indicator.id, parent.gebiet)
        value = float(found["wert"]) if found else float("nan")
        bars.append(Bar(parent.name, value, value_text(indicator, value)))
    title = f"{name_of(areas[0].region, indicator)}, {date_text(newest['stand'], newest['alter'])}"
    return Group(title, tuple(bars), neutral=not indicator.scorable)


def _bar(one: Profile, indicator: Indicator) -> Bar:
    row = one.werte.loc[indicator.id]
    text = value_text(indicator, row["wert"], row["zeichen"]) if row["jahr"] else MISSING
    return Bar(one.name, float(row["wert"]), text, one.gebiet)
