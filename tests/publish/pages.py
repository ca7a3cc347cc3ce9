"""Pages as people open them: a file on a disk, no network, a real browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from sozialraum.display import charts, maps
from sozialraum.display.around import Around, Unit, Who
from sozialraum.display.blocks import Column, Cover, Figure, Map, Table
from tests.publish.conftest import EVIL, ODD, code, notebook, text

FORMULA = '=HYPERLINK("https://example.org";"x")'
NAMES = {"01": EVIL, "02": FORMULA, "03": ODD, "04": "Altstadt", "05": "Bad Öhne"}
"""Areas with names that are no markup, no formula and no Markdown."""
WEST, SOUTH = 450_000, 5_660_000

FOCUSABLE = "a[href], button, input, select, textarea, summary, iframe, [tabindex]"
UNNAMED = f"""() => [...document.querySelectorAll('{FOCUSABLE}')].filter(element => {{
    if (element.tabIndex < 0 || !element.checkVisibility()) return false;
    const by = (element.getAttribute("aria-labelledby") || "").split(" ").filter(Boolean)
        .map(id => document.getElementById(id)?.textContent).join("");
    const name = element.getAttribute("aria-label") || by || element.title || element.textContent
        || [...(element.labels || [])].map(label => label.textContent).join("");
    return !name.trim();
}}).map(element => element.outerHTML.slice(0, 120))"""
"""What the tab key reaches and nobody can name."""


@contextmanager
def opened(browser: Any, path: Any, **settings: Any) -> Iterator[Any]:
    """A page without network that notes whatever it asks for, says or reports."""
    context = browser.new_context(
        **{"viewport": {"width": 1280, "height": 900}, "offline": True} | settings
    )
    page = context.new_page()
    page.asked, page.said = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.on("dialog", lambda dialog: (page.said.append(dialog.message), dialog.dismiss()))
    page.goto(path.as_uri())
    page.asked = [url for url in page.asked if url != path.as_uri() and url[:5] != "data:"]
    yield page
    context.close()


def violations(page: Any) -> list[str]:
    """What axe-core finds, each with the first piece of the page it concerns."""
    pytest.importorskip("axe_playwright_python", reason="axe-playwright-python fehlt")
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


def region() -> gpd.GeoDataFrame:
    """Five squares of 1 km in a row."""
    squares = [box(WEST + 1000 * x, SOUTH, WEST + 1000 * (x + 1), SOUTH + 1000) for x in range(5)]
    index = pd.Index(list(NAMES), name="gebiet")
    return gpd.GeoDataFrame(
        {"name": list(NAMES.values())}, index=index, geometry=squares, crs=25832
    )


def places() -> pd.DataFrame:
    row = {"einrichtung": EVIL, "traeger": FORMULA, "strasse": ODD, "plz": "", "ort": "",
           "y": SOUTH + 500.0, "zustaendig": EVIL, "genauigkeit": "", "anzahl": "",
           "stand": "2025-01"}  # fmt: skip
    points = [("IA", 500.0), ("IA", 1500.0), ("ADA", 2500.0)]
    return pd.DataFrame([row | {"art": art, "x": WEST + x} for art, x in points])


def live_map(key: str = "", **changes: Any) -> Map:
    """A map with two layers of colours, places, pins and evidence."""
    shown = [
        maps.layer(title, pd.Series([1.0, 2.0, 3.0, 4.0, float("nan")], list(NAMES)), Unit("%", 1))
        for title in ("Arbeitslosenquote, 2025", f"{EVIL} 2025")
    ]
    nadel = pd.DataFrame(
        {"x": [WEST + 300, WEST + 300], "y": [SOUTH + 300] * 2, "art": ["gern", "angst"],
         "anzahl": [3, 1], "thema": [EVIL, ""], "stand": ["2025-05-01"] * 2}
    )  # fmt: skip
    belege = pd.DataFrame({"gebiet": [("01",), ("01", "02")], "art": ["gespraech", "begehung"]})
    return maps.interactive_map(
        region(), key, places(), Around(f"Karte {ODD}", "Geobasis NRW"), shown=shown,
        **{"nadel": nadel, "belege": belege} | changes,
    )  # fmt: skip


def areas_table(*names: str, first: float = 1.0) -> Table:
    """A row for each area with one figure for each name."""
    heads = (Column("Gebiet"), *(Column(name, "right", "%") for name in names))
    rows = tuple(
        (
            area,
            *(f"{first + row + 10 * column:.1f}".replace(".", ",") for column in range(len(names))),
        )
        for row, area in enumerate(NAMES.values())
    )
    links = tuple(f"{key}/bericht.html" for key in NAMES)
    return Table(f"Gebiete {names[0]}", heads, rows, links=links)


def chart() -> Figure:
    """A chart with a row for each of two indicators of the catalogue."""
    names = ["Arbeitslosenquote", "Anteil 65 und älter"]
    values = pd.DataFrame({"wert": [9.1, 18.0], "min": 4.0, "max": 30.0, ODD: 8.0}, names)
    return charts.comparison(values, Who(EVIL, (ODD,)), Unit("%", 1), Around(f"Vergleich {EVIL}"))


def indicators() -> Table:
    """A table with a row for each of the same indicators and one for no indicator."""
    rows = (("Anteil 65 und älter", "18,0"), ("Arbeitslosenquote", "9,1"), ("Sonstiges", "1"))
    return Table(f"Kennzahlen {EVIL}", (Column("Kennzahl"), Column("Wert", "right")), rows)


def report() -> Any:
    """A notebook as that of a report: chart, still and live map, tables of both kinds."""
    shown = maps.layer("Arbeitslosenquote", pd.Series(range(5), list(NAMES)), Unit("%", 1))
    still = maps.choropleth(region(), shown, "01", Around("Arbeitslosenquote 2025"))
    near = Table("Nachbarn", (Column("Gebiet"), Column("Wert")), ((EVIL, "1"), ("Altstadt", "2")))
    return notebook(
        code(Cover(EVIL, ODD, (("Stand", FORMULA),))),
        text("## Lage"),
        code(live_map("01"), near),
        text("## Zahlen"),
        code(chart(), indicators()),
        text("## Karte"),
        code(still),
    )


def overview() -> Any:
    """A notebook as that of a region's overview, all names awkward."""
    return notebook(
        code(Cover(ODD, EVIL, notice=FORMULA)),
        text("## Karte"),
        code(live_map(links={"04": "04/bericht.html"})),
        text("## Alle Gebiete"),
        code(areas_table("Arbeitslosenquote", EVIL)),
        text("## Weitere Kennzahlen"),
        code(areas_table(FORMULA, first=5.0)),
    )
