"""Counts of one region for the areas of another: added up exactly, divided with a stated error."""

from datetime import date
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import box

from sozialraum.cli import run
from sozialraum.publish.region_folder import AreaSource, new_region
from sozialraum.region import open_region
from sozialraum.sources.tables import read_kennzahlen
from tests.regions import opened

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture
def own(tmp_path):
    """The Bezirke 1 and 2 of Köln as two areas of somebody's own."""
    names = [key for key in opened("koeln").gebiete.index if key[0] in "12"]
    lines = [f"Q{key[0]};Quartier {key[0]};{key}" for key in names]
    unions = tmp_path / "eigene.csv"
    unions.write_text("\n".join(["schluessel;name;teil", *lines]), encoding="utf-8")
    source = AreaSource(DATA / "koeln/gebiete.geojson", unions=unions)
    new_region(tmp_path / "q", "stadtteil", source, today=date(2026, 1, 1))
    return tmp_path / "q"


def test_own_areas_have_the_published_sums_of_their_parts_and_open_as_a_region(own, capsys):
    assert run(["umrechnen", str(own), str(DATA / "koeln")]) == 0
    before = read_kennzahlen(DATA / "koeln/kennzahlen.csv").set_index(["gebiet", "merkmal", "jahr"])
    region = open_region(own)
    after = region.kennzahlen.set_index(["gebiet", "merkmal", "jahr"])["wert"]
    for merkmal in ("bevoelkerung", "bevoelkerung_migrationshintergrund"):
        for area, bezirk in (("Q1", "001"), ("Q2", "002")):
            assert after[area, merkmal, 2012] == before.at[(bezirk, merkmal, 2012), "wert"]
    assert "geschätzt" not in capsys.readouterr().out
    first = (own / "kennzahlen.csv").read_bytes()
    assert run(["umrechnen", str(own), str(DATA / "koeln")]) == 0
    assert "waren schon da und sind geblieben" in capsys.readouterr().out
    assert (own / "kennzahlen.csv").read_bytes() == first


def test_without_a_table_the_outlines_are_laid_over_each_other(own, capsys):
    (own / "umrechnung.csv").unlink()
    assert run(["umrechnen", str(own), str(DATA / "koeln")]) == 0
    said = capsys.readouterr().out
    assert "alte Gebiete liegen ganz außerhalb der neuen." in said
    header, first, *_ = (own / "umrechnung_fehler.csv").read_text("utf-8-sig").splitlines()
    assert header == "gebiet;jahr;merkmal;wert;wert_von;wert_bis;geteilt"
    assert first.startswith("Q1;2005;bevoelkerung;")


def test_rates_are_left_out_and_a_region_without_figures_is_refused(tmp_path, capsys):
    nrw = AreaSource(DATA / "nrw/gebiete.geojson")
    new_region(tmp_path / "neu", "kreis", nrw, today=date(2026, 1, 1))
    assert run(["umrechnen", str(tmp_path / "neu"), str(DATA / "nrw")]) == 0
    assert "Quoten lassen sich nicht teilen und bleiben draußen: arbeitslosenquote" in (
        capsys.readouterr().out
    )
    figures = read_kennzahlen(tmp_path / "neu/kennzahlen.csv").set_index(
        ["gebiet", "merkmal", "jahr"]
    )
    published = read_kennzahlen(DATA / "nrw/kennzahlen.csv").set_index(
        ["gebiet", "merkmal", "jahr"]
    )
    key = ("05315", "bevoelkerung", 2024)
    assert figures.at[key, "wert"] == published.at[key, "wert"]
    new_region(tmp_path / "leer", "kreis", nrw, today=date(2026, 1, 1))
    assert run(["umrechnen", str(tmp_path / "neu"), str(tmp_path / "leer")]) == 2


def made(folder: Path, **areas) -> Path:
    """A region of invented areas in the plane of the census grid, without figures."""
    outlines = gpd.GeoDataFrame(
        {"nummer": list(areas), "name": [f"Gebiet {key}" for key in areas]},
        geometry=[box(*edges) for edges in areas.values()],
        crs=3035,
    )
    outlines.to_crs(25832).to_file(folder.with_suffix(".geojson"))
    files = ["--gebiete", str(folder.with_suffix(".geojson"))]
    assert run(["neu", str(folder), "--ebene", "stadtteil", *files]) == 0
    return folder


def test_with_a_grid_counts_are_divided_by_where_people_live(tmp_path, capsys):
    west, south = 4_341_000, 2_691_000
    old = made(tmp_path / "alt", **{"001": (west, south, west + 4000, south + 1000)})
    halves = {"011": (west, west + 2000), "012": (west + 2000, west + 4000)}
    new = {key: (left, south, right, south + 1000) for key, (left, right) in halves.items()}
    (old / "kennzahlen.csv").write_text(
        "gebiet;jahr;stand;merkmal;wert;zeichen;quelle\n"
        "001;2022;2022-12-31;bevoelkerung;1000;;musterstadt\n",
        encoding="utf-8-sig",
    )
    lines = ["GITTER_ID_1km;x_mp_1km;y_mp_1km;Einwohner"]
    for column, people in enumerate((300, 0, 50, 50)):
        x, y = west + 1000 * column, south
        lines.append(f"CRS3035RES1000mN{y}E{x};{x + 500};{y + 500};{people}")
    grid = tmp_path / "gitter.csv"
    grid.write_text("\n".join(lines), encoding="utf-8")
    target = made(tmp_path / "neu", **new)
    assert run(["umrechnen", str(target), str(old), "--gitter", str(grid)]) == 0
    table = read_kennzahlen(target / "kennzahlen.csv").set_index("gebiet")["wert"]
    assert table.to_dict() == {"011": 750, "012": 250}
    assert "Anteile der Bevölkerung" in capsys.readouterr().out
