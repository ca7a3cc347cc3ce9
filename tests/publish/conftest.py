"""Small notebooks, made as a specialist's JupyterLab would leave them."""

import base64
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from shapely import box

from sozialraum.display import interactive
from sozialraum.display.blocks import Column, Cover, Figure, Gap, Map, Note, Table, Text
from sozialraum.display.layers import Fill
from sozialraum.display.map_controls import Legend
from sozialraum.display.shapes import Outlines

EVIL = "<script>alert(1)</script>"
ODD = "Bezirk #1 *Köln* $ß_"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAAEElEQVR4nGP4//8/EDMwAgAa6gP+Hk0kNwAAAABJRU5ErkJggg=="
)
SVG = (
    '<svg width="90pt" viewBox="0 0 90 40"><defs><clipPath id="c"><rect width="9" height="9"/>'
    '</clipPath></defs><g clip-path="url(#c)"><text>Köln</text></g></svg>'
)
FRAGMENT = interactive.fragment(
    Outlines(gpd.GeoDataFrame(index=["1"], geometry=[box(4e5, 56e5, 5e5, 57e5)], crs=25832), "1"),
    {"1": interactive.Shown("Köln", ("1.044.555 Menschen",), (Fill("", "#ffffff"),))},
    (),
    "",
    "Karte gezeichnet",
    (Legend("", ()),),
)


def code(*outputs: Any, source: str = "x", count: int | None = 1) -> Any:
    """A code cell that was run and showed blocks, or MIME bundles."""
    data = [o if isinstance(o, dict) else o._repr_mimebundle_() for o in outputs]
    return new_code_cell(
        source,
        execution_count=count,
        outputs=[new_output("display_data", data=bundle) for bundle in data],
    )


def text(markdown: str, **extra: Any) -> Any:
    return new_markdown_cell(markdown, **extra)


def notebook(*cells: Any) -> Any:
    return new_notebook(cells=list(cells))


def table(rows: int = 2, *, name: str = "Köln") -> Table:
    return Table(
        f"Kennzahlen: {name}",
        (Column("Kennzahl"), Column("Wert", "right", "%"), Column("Menschen", "right")),
        tuple((f"{name} {number}", "9,1", "1.044.555") for number in range(rows)),
        source="IT.NRW, dl-de/by-2-0",
        note="• = gesperrt",
    )


def wide(columns: int, rows: int) -> Table:
    """A table of long German words, as the reports have them."""
    names = ["Jugendarbeitslosenquote", *["113.828 bis 1.024.621"] * (columns - 1)]
    heads = tuple(Column("Bevölkerungsentwicklung") for _ in names)
    return Table("Spannen", heads, (tuple(names),) * rows)


@pytest.fixture
def make() -> Callable[..., Any]:
    return notebook


@pytest.fixture
def report() -> Any:
    """One notebook with everything in it and awkward names everywhere."""
    return notebook(
        code(
            Cover(ODD, EVIL, (("Stand", "31.12.2024"),), "Beispieldaten 2005–2012", invented=True)
        ),
        text(
            "## Lage\n\nEin **eigener** Absatz, [FACHKRAFT: **wer** war dabei?]\n\n1. eins\n2. zwei"
        ),
        code(Text((f"In {ODD} leben 1.044.555 Menschen. {EVIL}",)), Gap("Stimmen")),
        code(Map("Lage", "Köln liegt am Rhein.", FRAGMENT, SVG, "Geobasis NRW")),
        text("### Zahlen\n\n1. noch einmal eins"),
        code(table(name=EVIL), table(name=ODD), Note("neue Basis: Zensus 2022", "warnung")),
        code(Figure("Alter", "Balken je Alter.", SVG), Figure("Alter 2", "Balken.", SVG)),
        text(f"## Eigenes\n\n| Ort | Zahl |\n|---|---:|\n| {EVIL} | 3 |"),
        code({"text/html": "<table><tr><th>a</th></tr><tr><td>1</td></tr></table>"}),
        code({"image/png": base64.b64encode(PNG).decode("ascii")}),
    )
