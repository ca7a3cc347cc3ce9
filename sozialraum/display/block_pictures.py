"""Pictures as blocks: charts, still and interactive maps."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import ClassVar

from sozialraum.display import markup
from sozialraum.display.block_base import BaseBlock, demand
from sozialraum.display.leaflet import standalone_page

_FITTING = "this.style.height = this.contentDocument.documentElement.scrollHeight + 4 + 'px'"
"""Makes the frame as high as map, controls and legend together; without it the legend is cut."""


@dataclass(frozen=True)
class Figure(BaseBlock):
    """A chart or a still map.

    Parameters
    ----------
    caption
        What the picture shows, where and when.
    alternative
        The same in words with its main numbers, for those who do not see it.
    svg
        The picture as an ``<svg>`` element without XML declaration.
    source, note
        Printed below the picture.
    """

    caption: str
    alternative: str
    svg: str
    source: str = ""
    note: str = ""
    block: ClassVar[str] = "figure"

    def __post_init__(self) -> None:
        _demand_picture(self.caption, self.alternative, self.svg)

    def to_html(self) -> str:
        """Return a ``<figure>`` with the SVG under its alternative text."""
        picture = markup.picture(self.alternative, self.svg)
        return markup.figure(self.caption, picture, self.source, self.note)

    def to_text(self) -> str:
        """Return caption and alternative text."""
        return f"{self.caption}\n{self.alternative}"


@dataclass(frozen=True)
class Map(BaseBlock):
    """An interactive map with its still picture for paper.

    Parameters
    ----------
    caption, alternative
        As in `Figure`.
    fragment
        HTML and script of the map; Leaflet itself stands once in the page, see
        `sozialraum.display.leaflet.leaflet_assets`.
    svg, source, note
        As in `Figure`.
    """

    caption: str
    alternative: str
    fragment: str
    svg: str
    source: str = ""
    note: str = ""
    block: ClassVar[str] = "map"

    def __post_init__(self) -> None:
        _demand_picture(self.caption, self.alternative, self.svg)
        demand(bool(self.fragment.strip()), f"Karte „{self.caption}“ ist leer.")

    def to_html(self) -> str:
        """Return a ``<figure>`` with the map, for a page that carries Leaflet."""
        return markup.figure(self.caption, self.fragment, self.source, self.note)

    def to_text(self) -> str:
        """Return caption and alternative text."""
        return f"{self.caption}\n{self.alternative}"

    def _notebook_html(self) -> str:
        page = escape(standalone_page(self.fragment))
        title = escape(self.caption)
        frame = f'<iframe title="{title}" onload="{_FITTING}" srcdoc="{page}"></iframe>'
        return markup.figure(self.caption, frame, self.source, self.note)


def _demand_picture(caption: str, alternative: str, svg: str) -> None:
    demand(bool(caption.strip()), "Ein Bild braucht eine Überschrift.")
    demand(bool(alternative.strip()), f"Bild „{caption}“ hat keinen Alternativtext.")
    demand(svg.lstrip().startswith("<svg"), f"Bild „{caption}“ ist kein SVG.")
