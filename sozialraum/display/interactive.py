"""Interactive maps: folium without its foreign files, the content as checked data.

folium makes the map; what is on it reaches the page as JSON and is drawn by
``assets/map.js``, which writes names into the page as text only.  A name with ``<b>`` or
a script in it therefore shows just these letters.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import folium
from branca.element import MacroElement
from folium.template import Template
from pyproj import Transformer

from sozialraum.display.layers import Fill
from sozialraum.display.places import Place, kind_name
from sozialraum.display.shapes import Outlines
from sozialraum.errors import PublishError


@dataclass(frozen=True)
class Shown:
    """What an interactive map shows of one area.

    Parameters
    ----------
    name
        Its name.
    lines
        What a touch shows below the name.
    fill
        How it is filled.
    link
        Where a click leads: an address within the same folder, empty for nowhere.
    """

    name: str
    lines: tuple[str, ...]
    fill: Fill
    link: str = ""

    def __post_init__(self) -> None:
        if re.match(r"[a-zA-Z][\w+.-]*:|//", self.link):
            raise PublishError(f"Karten führen nur zu eigenen Seiten, nicht zu „{self.link}“.")


class OfflineMap(folium.Map):
    """A folium map that asks for no file and draws no tiles."""

    def __init__(self, identity: str) -> None:
        self.default_js: list[tuple[str, str]] = []
        self.default_css: list[tuple[str, str]] = []
        super().__init__(tiles=None, zoom_control=False, attributionControl=False,
                         scrollWheelZoom=False, zoomSnap=0.25)  # fmt: skip
        self._id = identity


class _Content(MacroElement):
    """Hands the data of a map to ``assets/map.js``.

    The data themselves come in after rendering: folium takes what a template gave as a
    template again, and would compute a name with ``{{ 7 * 7 }}`` in it.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "sozialraumKarte({{ this._parent.get_name() }}, @daten@);"
        "{% endmacro %}"
    )

    def __init__(self, identity: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._id = identity


def fragment(
    shapes: Outlines,
    shown: Mapping[str, Shown],
    places: Sequence[Place],
    key: str,
    name: str,
) -> str:
    """Return the map's HTML and script; its name in the page comes from its content."""
    content = _json(
        {
            "name": name,
            "view": _view(shapes, key),
            "areas": [_feature(shapes, area, shown[area]) for area in shapes.coordinates],
            "highlight": shapes.coordinates.get(key),
            "places": [_place(place) for place in places],
        }
    )
    identity = hashlib.sha256(content.encode()).hexdigest()[:12]
    drawn = OfflineMap(identity)
    drawn.add_child(_Content(identity))
    page: Any = drawn.get_root()
    page.render()
    script = page.script.render().replace("@daten@", content)
    return f"{page.html.render()}<script>{script}</script>"


def legend_html(title: str, fills: Sequence[Fill], outlined: str, places: Sequence[Place]) -> str:
    """Return the legend as HTML lists."""
    entries = [_swatch(fill) for fill in fills]
    if outlined:
        entries.append(_item('<span class="sr-swatch sr-swatch-outlined"></span>', outlined))
    kinds = dict.fromkeys(place.kind for place in places)
    discs = [_disc([place for place in places if place.kind == kind]) for kind in kinds]
    heading = f'<p class="sr-legend-title">{escape(title)}</p>' if title else ""
    lists = [f'<ul class="sr-legend">{"".join(part)}</ul>' for part in (entries, discs) if part]
    return heading + "".join(lists)


def _swatch(fill: Fill) -> str:
    look = (
        f'class="sr-swatch sr-swatch-{fill.hatch}"'
        if fill.hatch
        else f'class="sr-swatch" style="background:{fill.colour}"'
    )
    return _item(f"<span {look}></span>", fill.text)


def _disc(places: Sequence[Place]) -> str:
    mark = f'<span class="sr-disc" style="background:{places[0].colour}">{places[0].letter}</span>'
    return _item(mark, f"{kind_name(places[0].kind)} ({len(places)})")


def _item(mark: str, text: str) -> str:
    return f'<li><span aria-hidden="true">{mark}</span>{escape(text)}</li>'


def _feature(shapes: Outlines, key: str, shown: Shown) -> dict[str, Any]:
    properties = {
        "name": shown.name,
        "lines": shown.lines,
        "colour": shown.fill.colour,
        "hatch": shown.fill.hatch,
        "link": shown.link,
    }
    return {"type": "Feature", "geometry": shapes.coordinates[key], "properties": properties}


def _place(place: Place) -> dict[str, Any]:
    lon, lat = _TO_DEGREES.transform(place.x, place.y)
    return {
        "name": place.name,
        "lines": place.lines,
        "at": [round(lat, 5), round(lon, 5)],
        "shift": [place.dx, place.dy],
        "letter": place.letter,
        "colour": place.colour,
    }


_TO_DEGREES = Transformer.from_crs(25832, 4326, always_xy=True)


def _view(shapes: Outlines, key: str) -> list[list[float]]:
    west, south, east, north = _TO_DEGREES.transform_bounds(*shapes.around(key))
    return [[round(south, 4), round(west, 4)], [round(north, 4), round(east, 4)]]


def _json(content: object) -> str:
    """Return JSON that can stand inside ``<script>``."""
    text = json.dumps(content, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
