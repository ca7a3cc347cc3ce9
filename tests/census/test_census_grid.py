"""Cells of the census: read without guessing, placeholders apart, means with what they rest on."""

import io
import zipfile

import geopandas as gpd
import numpy as np
import pytest

from sozialraum.analysis.census_grid import (
    area_table,
    coverage,
    grid_figures,
    grid_in_areas,
    people_centres,
    people_within,
)
from sozialraum.errors import DataError
from sozialraum.sources.areas import read_areas
from sozialraum.sources.census_grid import CENSUS_2011, read_grid
from sozialraum.sources.settings import Parent
from tests.census.conftest import PEOPLE, rows

KREIS = Parent("99001", "Musterkreis", "kreis", "99001")


def refused(*words: str, **options) -> None:
    paths = options.pop("paths")
    with pytest.raises(DataError) as caught:
        read_grid(paths, **options)
    for word in words:
        assert word in str(caught.value)
    assert all(fault.remedy and fault.file for fault in caught.value.faults)


def test_a_cell_is_where_its_name_says(files):
    grid = read_grid(files)
    assert grid.size == 1000
    assert grid.centres.iloc[0].tolist() == [4_341_500, 2_691_500]
    assert grid.values["bevoelkerung"].sum() == 300 + 100 + 50 + 200 + 500


@pytest.mark.parametrize(
    ("text", "size", "centre"),
    [
        ("GITTER_ID_1km;Einwohner\nCRS3035RES1000mN2691000E4341000;5\n", 1000, (4341500, 2691500)),
        ("GITTER_ID_1km;Einwohner\n1kmN2691E4341;5\n", 1000, (4341500, 2691500)),
        ("Gitter_ID_100m;Einwohner\n100mN26910E43410;5\n", 100, (4341050, 2691050)),
        ("GITTER_ID_100m;Einwohner\nCRS3035RES100mN2691000E4341000;5", 100, (4341050, 2691050)),
        ("x_mp_100m;y_mp_100m;Einwohner\n4341050;2691050;5\n", 100, (4341050, 2691050)),
        ("\ufeffGITTER_ID_1km;Einwohner\r\n1kmN2691E4341;5\r\n", 1000, (4341500, 2691500)),
    ],
)
def test_long_and_short_names_and_bare_centres_name_the_same_cell(tmp_path, text, size, centre):
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode())
    grid = read_grid([path], size=size)
    assert tuple(grid.centres.iloc[0]) == centre
    assert grid.values["bevoelkerung"].tolist() == [5]


def test_placeholders_are_kept_apart_and_never_numbers(files):
    grid = read_grid(files)
    signs = grid.signs["zensus_auslaenderanteil"].value_counts()
    assert signs["–"] == 2  # not published
    assert signs["()"] == 1  # KLAMMERN: there is a value, but an unsure one
    assert signs["fehlt"] == 1  # the cell is not in this file
    assert np.nanmin(grid.values["zensus_auslaenderanteil"]) == 10
    assert grid.signs["bevoelkerung"].value_counts()["–"] == 1


def test_a_file_in_windows_letters_has_the_same_values(files, tmp_path):
    other = tmp_path / "cp1252.csv"
    other.write_bytes(files[1].read_text(encoding="utf-8").encode("cp1252"))
    assert read_grid([files[0], other]).values.equals(read_grid(files).values)


def test_of_a_zip_the_file_of_the_wanted_size_is_read(files, tmp_path):
    packed = tmp_path / "Zensus2022.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(files[0], "Zensus2022_Bevoelkerungszahl_1km-Gitter.csv")
        archive.writestr("Zensus2022_Bevoelkerungszahl_100m-Gitter.csv", "…")
        archive.writestr("Beschreibung.xlsx", b"")
    assert read_grid([packed]).values.equals(read_grid(files[:1]).values)
    refused("10km", paths=[packed], size=10_000)


def test_means_are_weighted_with_the_people_for_whom_they_are_known(files, areas):
    table = area_table(grid_in_areas(read_grid(files), areas), [KREIS])
    aue = table.loc[("99001001", "zensus_auslaenderanteil")]
    assert aue["wert"] == (300 * 10 + 100 * 40) / 400
    assert (aue["menschen"], aue["erfasst"]) == (600, 400)
    assert (aue["zellen"], aue["bekannt"]) == (3, 2)
    kreis = table.loc[("99001", "zensus_auslaenderanteil")]
    assert kreis["wert"] == pytest.approx((3000 + 4000 + 500 * 20.5) / 900)
    assert table.loc[("99001", "bevoelkerung"), "wert"] == 1150


def test_a_mean_that_is_known_for_less_than_half_is_not_shown(tmp_path, areas, files):
    few = tmp_path / "few.csv"
    few.write_text(rows({(0, 1): "10", (2, 1): "20"}, "AnteilAuslaender"), encoding="utf-8")
    table = area_table(grid_in_areas(read_grid([files[0], few]), areas))
    aue = table.loc[("99001001", "zensus_auslaenderanteil")]
    assert np.isnan(aue["wert"])  # known for 200 of 600 people
    assert aue["zeichen"] == "/"
    assert table.loc[("99001002", "zensus_auslaenderanteil"), "wert"] == 20


def test_household_size_is_people_over_households_and_no_mean_of_means(tmp_path, areas, files):
    size = tmp_path / "hh.csv"
    size.write_text(rows({(0, 0): "3", (1, 0): "1"}, "DurchschnHHGroesse"), encoding="utf-8")
    table = area_table(grid_in_areas(read_grid([files[0], size]), areas))
    # 300 people in households of 3 and 100 people living alone: 400 people in 200 households
    assert table.loc[("99001001", "haushaltsgroesse"), "wert"] == 2


def test_what_a_value_rests_on_is_said_in_a_sentence(files, areas):
    cells = grid_in_areas(read_grid(files), areas)
    said = coverage(cells, area_table(cells), list(areas.index))
    assert said[0] == "Bevölkerung: Summe der Zellen; 1 von 6 Zellen ohne Zahl."
    assert "bekannt für 67\u202f% bis 91\u202f% der Menschen je Gebiet (3 von 5" in said[1]
    assert "33\u202f% der Werte statistisch unsicher" in said[1]


def test_figures_have_the_day_of_the_census(files, areas):
    table = area_table(grid_in_areas(read_grid(files), areas))
    figures = grid_figures(table, "2022-05-15", "zensus-2022-gitter")
    assert set(figures["jahr"]) == {2022}
    assert figures.set_index(["gebiet", "merkmal"]).at[("99001002", "bevoelkerung"), "wert"] == 550


def test_people_live_elsewhere_than_the_middle_of_the_outline(files, areas):
    centres = people_centres(grid_in_areas(read_grid(files), areas), "EPSG:3035")
    # 300 people at (500, 500), 100 at (1500, 500), 200 at (500, 1500)
    assert centres.loc["99001001"].round().tolist() == [4_341_667, 2_691_833]


def test_reach_counts_people_and_needs_a_complete_list(files, areas):
    cells = grid_in_areas(read_grid(files), areas)
    office = gpd.GeoSeries(gpd.points_from_xy([4_341_500], [2_691_500]), ["IA-1"], crs=3035)
    reach = people_within(cells, office, 1, complete=True)
    assert reach.loc["99001001", ["menschen", "erreicht"]].tolist() == [600, 600]
    assert reach.loc["99001001", "mittel"] == pytest.approx((300 * 0 + 100 * 1 + 200 * 1) / 600)
    assert reach.loc["99001002", "erreicht"] == 0
    with pytest.raises(DataError, match="nicht vollständig"):
        people_within(cells, office, 1, complete=False)


def test_an_area_between_the_centres_has_no_cell_and_is_named(files, areas):
    tiny = areas.copy()
    middle = tiny.geometry.iloc[1].centroid
    tiny.loc["99001003"] = {"name": "Klein", "art": "Gemeinde", "geometry": middle.buffer(100)}
    cells = grid_in_areas(read_grid(files), tiny)
    assert any("Ohne Mittelpunkt einer Zelle: Klein" in note for note in cells.notes)
    assert "99001003" not in area_table(cells).index.get_level_values("gebiet")


GOOD = rows(PEOPLE, "Einwohner")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GOOD.replace(";300", ";dreihundert"), ["Zeile 2", "Einwohner", "dreihundert"]),
        (GOOD.replace(";100\n", ";-5\n"), ["Zeile 3", "-5", "Platzhalter"]),
        (GOOD.replace(";4341500;", ";4351500;", 1), ["Zeile 2", "widersprechen"]),
        (GOOD.replace("N2691000E4342000", "N2691E4342"), ["Zeile 3", "kein Name einer Zelle"]),
        (GOOD.replace("CRS3035RES1000mN2691000E4342000", "Zelle 2"), ["Zeile 3", "Zelle 2"]),
        (GOOD + GOOD.splitlines()[1] + "\n", ["Zeile 8", "mehrfach"]),
        (GOOD.replace(";50\n", "\n"), ["Zeile 4", "3 Spalten", "4 Spalten"]),
        (GOOD.replace("Einwohner", "Religion"), ["keine Spalte", "Einwohner"]),
        (GOOD.replace(";", ","), ["keine Gitterdatei", "Semikolon"]),
        ("<!DOCTYPE html>\n<html><body>Fehler; bitte warten</body></html>", ["keine Gitterdatei"]),
        (GOOD.splitlines()[0] + "\n", ["keine Zelle"]),
        ("", ["keine Gitterdatei"]),
        ("Name;Einwohner\nKöln;5\n", ["nicht benannt"]),
    ],
)
def test_a_spoiled_file_is_refused_with_line_and_remedy(tmp_path, text, words):
    path = tmp_path / "spoiled.csv"
    path.write_text(text, encoding="utf-8")
    refused(*words, paths=[path])


def test_files_that_do_not_belong_together_are_refused(files, tmp_path):
    refused("Bevölkerung der Zellen fehlt", paths=files[1:])
    refused("dasselbe Merkmal", paths=[files[0], files[0]])
    refused("andere Größe", "1.000 m", paths=files, size=100)
    broken = tmp_path / "a.parquet"
    broken.write_bytes(b"PAR1 no parquet")
    refused("nicht lesbar", paths=[broken])
    buffer = io.BytesIO(b"PK\x03\x04 torn")
    torn = tmp_path / "a.zip"
    torn.write_bytes(buffer.read())
    refused("nicht lesbar", paths=[torn])


def test_all_cells_of_2011_fall_to_the_municipalities_that_geopandas_finds(shared):
    folder = shared / "data/raw/zensus2011_grid_1km"
    grid = read_grid([folder / "continuous_Einwohner.parquet"], stand=CENSUS_2011)
    assert len(grid.values) == 361_478
    assert (grid.signs["bevoelkerung"] == "-1").sum() == 146_845
    assert grid.values["bevoelkerung"].sum() == 80_212_528
    zipped = shared / "data/raw/gemeinden/VG250_GEM_simplified.zip"
    areas = read_areas(zipped, "ARS", "ARS", level="gemeinde")
    cells = grid_in_areas(grid, areas)
    assert len(cells.area) == 357_101
    centres = grid.centres
    points = gpd.GeoSeries(gpd.points_from_xy(centres.x, centres.y), centres.index, crs=3035)
    shapes = areas[["geometry"]].to_crs(3035)
    joined = gpd.sjoin(points.to_frame("geometry"), shapes, predicate="within")
    joined = joined[~joined.index.duplicated()]
    assert (joined["gebiet"].sort_index() == cells.area.sort_index()).all()
    assert any("zwei Gebieten" in note for note in cells.notes)


def test_signs_of_2011_are_told_apart(shared):
    folder = shared / "data/raw/zensus2011_grid_1km"
    names = ("Einwohner", "Auslaender_A", "HHGroesse_D")
    paths = [folder / f"continuous_{name}.parquet" for name in names]
    grid = read_grid(paths, stand=CENSUS_2011)
    signs = grid.signs["zensus_auslaenderanteil"].value_counts()
    assert (signs["-1"], signs["-9"]) == (146_845, 13_532)
    refused("2011-05-09", paths=[paths[1]])
