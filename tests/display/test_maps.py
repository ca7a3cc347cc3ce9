"""Maps: classes as printed, nothing secret, nothing foreign, no name as markup."""

import json
import math
import re
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import box

from sozialraum.display import theme
from sozialraum.display.charts import Around, Unit
from sozialraum.display.layers import layer
from sozialraum.display.leaflet import POLICY
from sozialraum.display.maps import (
    choropleth,
    class_breaks,
    interactive_map,
    leaflet_assets,
    locator_map,
)
from sozialraum.display.places import drawn, not_drawn
from sozialraum.display.shapes import outlines
from sozialraum.errors import PublishError

EVIL = "Süd <b>fett</b> </script><script>alert(1)</script> ${alert(2)} {{ 7*7 }} `x`"
PERCENT = Unit("%", 1)
KEYS = [f"0{number}" for number in range(1, 10)]
WEST, SOUTH = 450_000, 5_660_000


@pytest.fixture
def areas() -> gpd.GeoDataFrame:
    """Nine squares of 1 km, three by three; the fifth has a bad name."""
    squares = [
        box(WEST + 1000 * x, SOUTH + 1000 * y, WEST + 1000 * (x + 1), SOUTH + 1000 * (y + 1))
        for y in range(3)
        for x in range(3)
    ]
    names = [EVIL if key == "05" else f"Gebiet {key}" for key in KEYS]
    index = pd.Index(KEYS, name="gebiet")
    return gpd.GeoDataFrame({"name": names}, index=index, geometry=squares, crs=25832)


@pytest.fixture
def values() -> pd.Series:
    """1 to 9 per cent, the last area without a value."""
    return pd.Series([*map(float, range(1, 9)), math.nan], KEYS)


def place(**changes) -> dict[str, object]:
    row = {
        "art": "IA", "einrichtung": EVIL, "traeger": "Träger", "strasse": "Weg 1", "plz": "00815",
        "ort": "Musterstadt", "zustaendig": "", "genauigkeit": "plz", "stand": "2025-01",
        "anzahl": "", "x": WEST + 1500.0, "y": SOUTH + 1500.0,
    }  # fmt: skip
    return row | changes


def content(fragment: str) -> dict:
    """Return the data that a fragment hands to its script."""
    code = re.search(r"sozialraumKarte\(\w+, (.*)\);", fragment)
    assert code
    return json.loads(code[1])


def make(areas, values, **changes):
    shown = layer("Quote 2025", values, PERCENT, **changes)
    places = pd.DataFrame([place(), place(), place(x=math.nan), place(anzahl="6")])
    return interactive_map(areas, "05", places, Around("Karte"), shown=shown)


def test_classes_hold_as_many_areas_each():
    assert class_breaks(pd.Series(range(1, 11)), 0) == (3.0, 5.0, 7.0, 9.0)


def test_classes_that_fall_together_become_one():
    assert class_breaks(pd.Series([5, 5, 5, 5, 9]), 0) == (9.0,)
    assert class_breaks(pd.Series([5, 5]), 0) == ()
    assert class_breaks(pd.Series([math.nan]), 0) == ()


def test_a_value_belongs_to_the_class_of_its_printed_number():
    shown = layer("Quote", pd.Series({"a": 9.05, "b": 9.04}), PERCENT, breaks=(9.1,))

    assert [fill.text for fill in shown.classes] == ["unter 9,1\u202f%", "9,1\u202f% und mehr"]
    assert (shown.text("a"), shown.class_of("a")) == ("9,1\u202f%", 1)
    assert (shown.text("b"), shown.class_of("b")) == ("9,0\u202f%", 0)


def test_classes_are_the_same_whichever_area_is_outlined(areas, values):
    legends = {
        tuple(re.findall(r">([^<>]*(?:unter|mehr)[^<>]*)<", choropleth(areas, shown, key,
              Around("Karte")).svg))
        for shown in [layer("Quote 2025", values, PERCENT)]
        for key in ("01", "05")
    }  # fmt: skip

    assert len(legends) == 1


def test_context_is_grey(values):
    colours = [fill.colour for fill in layer("Anteil", values, PERCENT, neutral=True).classes]

    assert colours == list(theme.GREYS)


@pytest.mark.parametrize("palette", [theme.SEQUENTIAL, theme.GREYS])
def test_classes_differ_in_lightness_for_print_without_colour(palette):
    lightness = [
        0.2126 * int(c[1:3], 16) + 0.7152 * int(c[3:5], 16) + 0.0722 * int(c[5:], 16)
        for c in palette
    ]

    assert all(light - dark > 20 for light, dark in pairwise(lightness))


def test_missing_and_suppressed_are_hatched_and_told_apart(areas, values):
    shown = layer("Quote", values, PERCENT, suppressed=frozenset(["02"]))

    assert [fill.hatch for fill in shown.legend(areas.index)] == [
        "", "", "", "", "", "missing", "suppressed",
    ]  # fmt: skip
    assert (shown.text("02"), shown.text("09")) == ("•", "–")


def test_a_suppressed_value_is_nowhere_in_the_map(areas, values):
    secret = values.copy()
    secret["02"] = 77.7
    block = make(areas, secret, suppressed=frozenset(["02"]))

    text = json.dumps(block.to_data(), ensure_ascii=False)

    assert "•" in text
    assert not re.search("77[.,]7", text)


def test_the_alternative_text_says_what_the_map_shows(areas, values):
    assert make(areas, values).alternative == (
        "Karte. Quote 2025 in 8 von 9 Gebieten, 5 Klassen, von 1,0\u202f% bis 8,0\u202f%, "
        f"hervorgehoben: {EVIL} 5,0\u202f% (Klasse 3 von 5). Eingezeichnet: "
        "Integrationsagentur (2). Ohne Ort und nicht eingezeichnet: 2 Einträge der Liste."
    )


def test_places_without_a_point_or_for_several_are_counted_not_drawn():
    places = pd.DataFrame([place(), place(y=math.nan), place(anzahl="6"), place(anzahl="1")])

    assert (len(drawn(places)), not_drawn(places)) == (2, 2)


def test_marks_at_the_same_point_stand_a_diameter_apart():
    marks = drawn(pd.DataFrame([place()] * 5))
    spots = np.array([(mark.dx, mark.dy) for mark in marks])
    apart = np.linalg.norm(spots[:, None] - spots[None], axis=2)[np.triu_indices(5, 1)]

    assert apart.min() >= 1
    assert (drawn(pd.DataFrame([place()]))[0].dx, drawn(pd.DataFrame([place()]))[0].dy) == (0, 0)


def test_what_is_said_of_a_place():
    (mark,) = drawn(pd.DataFrame([place(art="ADA", zustaendig="landesweit")]))

    assert mark.lines == (
        "Servicestelle für Antidiskriminierungsarbeit", "Träger", "Weg 1, 00815 Musterstadt",
        "Sitz; landesweit zuständig", "Lage ungefähr (Mitte des Postleitzahlgebiets)",
        "Stand: 2025-01",
    )  # fmt: skip


def test_the_fragment_carries_its_content_as_data_only(areas, values):
    fragment = make(areas, values).fragment
    data = content(fragment)

    assert fragment.count("<script>") == fragment.count("</script>") == 1
    assert "<b>" not in fragment
    assert "http" not in fragment
    assert data["areas"][4]["properties"]["name"] == EVIL
    assert data["marks"][0]["name"] == EVIL
    assert data["highlight"]["type"] == "Polygon"


def test_the_same_content_has_the_same_name_and_another_has_another(areas, values):
    first, again, other = (make(areas, v).fragment for v in (values, values.copy(), values + 1))

    assert first == again
    assert not set(re.findall(r'id="(\w+)"', first)) & set(re.findall(r'id="(\w+)"', other))


def test_coordinates_are_degrees_with_five_decimals(areas, values):
    data = content(make(areas, values).fragment)
    ring = np.array(data["areas"][0]["geometry"]["coordinates"][0])

    assert ring[:, 0] == pytest.approx(np.full(len(ring), 8.293), abs=0.01)
    assert ring[:, 1] == pytest.approx(np.full(len(ring), 51.093), abs=0.01)
    assert np.array_equal(ring, ring.round(5))


def test_links_lead_only_to_pages_of_our_own(areas):
    around, nobody = Around("Karte"), pd.DataFrame()
    block = interactive_map(areas, "", nobody, around, links={"01": "01_nord/bericht.html"})

    assert content(block.fragment)["areas"][0]["properties"]["link"] == "01_nord/bericht.html"
    for link in ("javascript:alert(1)", "//anderswo", "data:text/html,x"):
        with pytest.raises(PublishError, match="eigenen Seiten"):
            interactive_map(areas, "", nobody, around, links={"01": link})


def test_a_map_of_nothing_is_refused(areas):
    with pytest.raises(PublishError, match="keine Werte"):
        choropleth(areas, layer("Quote", pd.Series(dtype=float), PERCENT), "05", Around("Karte"))


def test_a_locator_map_names_the_area_and_shows_a_scale(areas):
    block = locator_map(areas, "05", Around("Lage"))

    assert block.alternative == f"Lagekarte. Umrisse von 9 Gebieten, hervorgehoben: {EVIL}."
    assert "<b>" not in block.svg
    assert ">1 km<" in block.svg


@pytest.mark.parametrize("words", [4, 8, 12])
def test_a_name_of_several_lines_is_whole_in_the_legend(areas, values, words, overlapping, cut_off):
    name = " ".join(["Siedlungsgebiet"] * words)
    plain = areas.assign(name=[f"G{key}" for key in areas.index])
    named = plain.assign(name=plain["name"].where(plain.index != "05", name))
    shown = layer("Wert", values, PERCENT)
    for picture in (
        locator_map(named, "05", Around("Lage")), choropleth(named, shown, "05", Around("Wert")),
    ):  # fmt: skip
        assert not cut_off(picture.svg)
        assert not overlapping(picture.svg)


def test_outlines_of_a_region_are_made_once(areas):
    assert outlines(areas) is outlines(areas.copy())
    assert outlines(areas) is not outlines(areas.iloc[:8])


def test_common_borders_stay_common(areas):
    paths = outlines(areas).paths

    assert {tuple(v) for v in paths["01"].vertices} & {tuple(v) for v in paths["02"].vertices}


def test_real_outlines_give_a_small_picture(shared):
    real = gpd.read_file(shared / "data/geometry/nrw_kreise.geojson").to_crs(25832)
    real = real.rename(columns={"GEN": "name"}).set_index("ARS")
    shown = layer("Rang", pd.Series(np.arange(53.0), real.index), Unit("", 0))
    block = choropleth(real, shown, "05315", Around("Karte"))

    assert len(block.svg) < 60_000


def test_the_assets_ask_for_nothing():
    css, script = leaflet_assets()

    assert not re.findall(r"url\((?!data:|#)", css)
    assert "</script" not in script
    assert "sourceMappingURL" not in script
    assert "default-src 'none'" in POLICY


@pytest.fixture
def page(chromium):
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright fehlt")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context(offline=True)
        yield context.new_page()
        browser.close()


def test_in_a_browser_without_network_the_map_is_drawn_and_safe(page, areas, values, tmp_path):
    css, script = leaflet_assets()
    maps = make(areas, values).to_html() + make(areas, values + 1).to_html()
    (tmp_path / "karte.html").write_text(
        f'<!DOCTYPE html><html lang="de"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><title>Karte</title>'
        f"<style>{css}</style><script>{script}</script></head><body>{maps}</body></html>",
        encoding="utf-8",
    )
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "karte.html").as_uri())
    first = page.locator(".folium-map").first

    assert page.locator("path.leaflet-interactive").count() == 18
    assert first.locator(".leaflet-marker-icon").count() == 2
    assert page.locator('path.leaflet-interactive[aria-label^="Gebiet 01, Quote 2025:"]').count()
    assert page.locator("[tabindex='0']:not([aria-label])").count() == 0
    first.locator(".leaflet-marker-icon").first.focus()
    page.keyboard.press("Enter")
    assert EVIL in first.locator(".leaflet-popup").inner_text()
    assert page.locator("b").count() == 0
    assert said == []
    assert len(asked) == 1
