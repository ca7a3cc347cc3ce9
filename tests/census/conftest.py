"""A made region of four municipalities with nothing but a census grid, and the real one of 2011."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from sozialraum.sources.area_writing import areas_geojson

WEST, NORTH = 4_341_000, 2_691_000
"""South-western corner of the made cells in EPSG:3035: in Germany."""

KREIS = "99001"
REGION = """name = "Musterkreis"
ebene = "gemeinde"
jahr = 2022
beispiel = "{example}"
hinweis = "Erfundene Zahlen für einen Test"
erfunden = true
begriff_bevoelkerung = "Bevölkerung (Zensus, aus Gitterzellen)"
[gebiete]
datei = "gebiete.geojson"
schluessel = "gebiet"
name = "name"
art = "art"
quelle = "bkg-vg250"
[[uebergeordnet]]
gebiet = "{kreis}"
name = "{kreisname}"
ebene = "kreis"
praefix = "{kreis}"
"""


def cell(column: int, row: int) -> str:
    return f"CRS3035RES1000mN{NORTH + 1000 * row}E{WEST + 1000 * column}"


def rows(values: dict[tuple[int, int], str], *names: str, size: str = "1km") -> str:
    """Lines of a file as the Statistisches Bundesamt publishes it."""
    lines = [f"GITTER_ID_{size};x_mp_{size};y_mp_{size};{';'.join(names)}"]
    for (column, row), value in values.items():
        x, y = WEST + 1000 * column + 500, NORTH + 1000 * row + 500
        lines.append(f"{cell(column, row)};{x};{y};{value}")
    return "\n".join(lines) + "\n"


PEOPLE = {(0, 0): "300", (1, 0): "100", (2, 0): "50", (3, 0): "–", (0, 1): "200", (2, 1): "500"}
FOREIGN = {(0, 0): "10,00;", (1, 0): "40,00;KLAMMERN", (2, 0): "–;", (0, 1): "–;", (2, 1): "20,5;"}


@pytest.fixture
def files(tmp_path) -> list[Path]:
    """Population and share of foreign nationals in the form of 2022."""
    people, foreign = tmp_path / "Einwohner_1km-Gitter.csv", tmp_path / "Auslaender_1km-Gitter.csv"
    people.write_text(rows(PEOPLE, "Einwohner"), encoding="utf-8")
    names = ("AnteilAuslaender", "werterlaeuternde_Zeichen")
    foreign.write_text(rows(FOREIGN, *names), encoding="utf-8")
    return [people, foreign]


@pytest.fixture
def areas() -> gpd.GeoDataFrame:
    """Two municipalities: columns 0–1 and columns 2–3 of the cells."""
    boxes = [
        shapely.box(WEST + west, NORTH, WEST + west + 2000, NORTH + 2000) for west in (0, 2000)
    ]
    frame = gpd.GeoDataFrame({"name": ["Aue", "Bach"], "art": "Gemeinde"}, geometry=boxes, crs=3035)
    frame.index = pd.Index(["99001001", "99001002"], name="gebiet")
    return frame.to_crs(25832)


def make_region(folder: Path, areas: gpd.GeoDataFrame, kreis: str, kreisname: str) -> Path:
    """A region folder that has areas and nothing else."""
    folder.mkdir()
    (folder / "gebiete.geojson").write_text(areas_geojson(areas), encoding="utf-8")
    text = REGION.format(example=areas.index[0], kreis=kreis, kreisname=kreisname)
    (folder / "region.toml").write_text(text, encoding="utf-8")
    return folder
