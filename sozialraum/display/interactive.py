"""Interactive maps: folium without its foreign files, the content as checked data.

folium makes the map; what is on it reaches the page as JSON and is drawn by
``assets/map.js``, which writes names into the page as text only.  A name with ``<b>`` or
a script in it therefore shows just these letters.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import folium
from branca.element import MacroElement
from folium.template import Template

from sozialraum.display.layers import Fill
from sozialraum.display.linking import AREA, token
from sozialraum.display.map_controls import Legend, colours_html, groups_html, legends_html
from sozialraum.display.map_marks import TO_DEGREES, Mark
from sozialraum.display.markup import elements
from sozialraum.display.shapes import Outlines
from sozialraum.errors import PublishError

_HERE = "@daten@"
_ELSEWHERE = re.compile(r"[a-zA-Z][\w+.-]*:|//")
_PARTS = re.compile(r'<div class="sr-map">(.*?)<script>(.*)</script></div>', re.DOTALL)
_DATA = re.compile(r"sozialraumKarte\(map_([0-9a-f]{12}), (\{.*\})\);", re.DOTALL)
_BESIDE = frozenset(("div", "fieldset", "legend", "label", "input", "span", "p", "ul", "li"))
"""What stands beside a map."""


@dataclass(frozen=True)
class Shown:
    """What an interactive map shows of one area.

    Parameters
    ----------
    name
        Its name.
    lines
        What a touch shows below the name.
    fills
        How it is filled, once for each layer.
    link
        Where a click leads: an address within the same folder, empty for nowhere.
    """

    name: str
    lines: tuple[str, ...]
    fills: tuple[Fill, ...]
    link: str = ""

    def __post_init__(self) -> None:
        if _ELSEWHERE.match(self.link):
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
    marks: Sequence[Mark],
    key: str,
    name: str,
    legends: Sequence[Legend],
) -> str:
    """Return the map's HTML and script; its name in the page comes from its content.

    Parameters
    ----------
    shapes, shown, marks
        Outlines of the areas, what is shown of each, marks on them.
    key
        Key of the outlined area, empty for none.
    name
        Name of the map.
    legends
        One for each layer of colours.
    """
    content = _json(
        {
            "name": name,
            "view": _view(shapes, key),
            "areas": [_feature(shapes, area, shown[area]) for area in shapes.coordinates],
            "highlight": shapes.coordinates.get(key),
            "marks": [mark.to_data() for mark in marks],
        }
    )
    identity = hashlib.sha256(content.encode()).hexdigest()[:12]
    box, script = _drawn(identity)
    parts = (
        colours_html(f"k{identity}", legends),
        box,
        legends_html(legends),
        groups_html(marks),
        f"<script>{script.replace(_HERE, content)}</script>",
    )
    return f'<div class="sr-map">{"".join(parts)}</div>'


def is_own(fragment: str) -> bool:
    """Return whether a map is nothing but what `fragment` writes.

    A notebook that somebody sent can carry any script in its place.
    """
    parts = _PARTS.fullmatch(fragment)
    data = _DATA.search(parts[2]) if parts else None
    if parts is None or data is None:
        return False
    beside, script = parts.groups()
    identity, content = data.groups()
    return (
        script == _drawn(identity)[1].replace(_HERE, content)
        and elements(beside) <= _BESIDE
        and _is_content(content)
    )


def _is_content(text: str) -> bool:
    """Return whether a text is nothing but data of a map that leads to own pages only."""
    try:
        links = [area["properties"]["link"] for area in json.loads(text)["areas"]]
        return "<" not in text and not any(map(_ELSEWHERE.match, links))
    except (ValueError, KeyError, TypeError):
        return False


def _drawn(identity: str) -> tuple[str, str]:
    """Return the box of a map and its script, which has a mark in place of the data."""
    drawn = OfflineMap(identity)
    drawn.add_child(_Content(identity))
    page: Any = drawn.get_root()
    page.render()
    return page.html.render(), page.script.render()


def with_links(fragment: str, kept: Callable[[str], bool]) -> str:
    """Return a map that leads only to those pages that are kept."""

    def link(found: re.Match[str]) -> str:
        return found[0] if kept(json.loads(found[1])) else '"link":""'

    return re.sub(r'"link":("[^"]+")', link, fragment)


def _feature(shapes: Outlines, key: str, shown: Shown) -> dict[str, Any]:
    properties = {
        "about": token(AREA, key),
        "name": shown.name,
        "lines": shown.lines,
        "fills": [[fill.colour, fill.hatch] for fill in shown.fills],
        "link": shown.link,
    }
    return {"type": "Feature", "geometry": shapes.coordinates[key], "properties": properties}


def _view(shapes: Outlines, key: str) -> list[list[float]]:
    west, south, east, north = TO_DEGREES.transform_bounds(*shapes.around(key))
    return [[round(south, 4), round(west, 4)], [round(north, 4), round(east, 4)]]


def _json(content: object) -> str:
    """Return JSON that can stand inside ``<script>``."""
    text = json.dumps(content, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
