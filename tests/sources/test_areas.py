"""Areas come out checked, in EPSG:25832, and say what was repaired."""

import errno
import json
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, Polygon, box

from sozialraum.errors import DataError
from sozialraum.sources.areas import read_areas

ROOT = Path(__file__).parents[2]
BOWTIE = Polygon(
    [(400_000, 5_600_000), (402_000, 5_602_000), (402_000, 5_600_000), (400_000, 5_602_000)]
)


def squares(**columns):
    """Squares of 1 km side in a row near Köln, one per value of the first column."""
    count = len(next(iter(columns.values())))
    shapes = [
        box(x, 5_640_000, x + 1000, 5_641_000) for x in range(350_000, 350_000 + count * 1000, 1000)
    ]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:25832")


@pytest.fixture
def write(tmp_path):
    def write(frame: gpd.GeoDataFrame, name: str = "gebiete.gpkg") -> Path:
        path = tmp_path / name
        if path.suffix == ".parquet":
            frame.to_parquet(path)
        else:
            frame.to_file(path)
        return path

    return write


def refuse_to_open(monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)


def faults_of(*arguments, **options):
    with pytest.raises(DataError) as caught:
        read_areas(*arguments, **options)
    return caught.value.faults


# What lies in the project and beside it


def test_nrw_has_53_kreise_of_34_112_square_kilometres():
    kreise = read_areas(ROOT / "data/nrw/gebiete.geojson", "ARS", "GEN", "BEZ", level="kreis")
    assert len(kreise) == 53
    assert list(kreise.columns) == ["name", "art", "geometry"]
    assert kreise.index.name == "gebiet"
    assert kreise.index.is_monotonic_increasing
    assert kreise.crs.to_epsg() == 25832
    assert kreise.loc["05315"].drop("geometry").tolist() == ["Köln", "Kreisfreie Stadt"]
    assert kreise.area.sum() / 1e6 == pytest.approx(34_112, abs=1)
    assert kreise.attrs["hinweise"] == []


def test_koeln_has_86_stadtteile_in_nine_bezirke():
    stadtteile = read_areas(
        ROOT / "data/koeln/gebiete.geojson", "STT_NR", "STT_NAME", level="stadtteil"
    )
    assert len(stadtteile) == 86
    assert stadtteile.at["101", "name"] == "Altstadt/Süd"
    assert set(stadtteile.index.str[0]) == set("123456789")


@pytest.mark.parametrize("name", ["nrw_kreise", "koeln_stadtteile"])
def test_the_outlines_in_the_project_are_those_that_were_handed_over(shared, name):
    region = name.split("_")[0]
    handed_over = shared / f"data/geometry/{name}.geojson"
    assert (ROOT / "data" / region / "gebiete.geojson").read_bytes() == handed_over.read_bytes()


def test_the_odd_but_stated_crs_of_koeln_is_taken_as_stated_and_marienburg_repaired(shared):
    stadtteile = read_areas(shared / "data/raw/koeln/Stadtteil.shp", "STT_NR", "STT_NAME")
    generalised = read_areas(ROOT / "data/koeln/gebiete.geojson", "STT_NR", "STT_NAME")
    assert len(stadtteile) == 86
    assert stadtteile.attrs["hinweise"] == [
        "Geometrie von Marienburg (202) repariert: Rand berührt sich selbst."
    ]
    assert stadtteile.is_valid.all()
    assert list(stadtteile["name"]) == list(generalised["name"])
    assert stadtteile.centroid.distance(generalised.centroid).max() < 20  # metres
    assert stadtteile.area.sum() / 1e6 == pytest.approx(404.9, abs=0.1)


def test_the_topojson_of_396_gemeinden_needs_a_declared_crs(shared):
    path = shared / "data/raw/gemeinden/nrw_gemeinden.topojson"
    (fault,) = faults_of(path, "AGS", "GEN")
    assert fault.what == "Die Datei nennt kein Koordinatensystem."
    assert 'crs = "EPSG:…"' in fault.remedy
    gemeinden = read_areas(path, "AGS", "GEN", crs="EPSG:4326", level="gemeinde")
    assert len(gemeinden) == 396
    assert gemeinden.at["05315000", "name"] == "Köln"


def test_the_zip_of_10_990_gemeinden_tells_its_37_repairs(shared):
    path = shared / "data/raw/gemeinden/VG250_GEM_simplified.zip"
    gemeinden = read_areas(path, "ARS", "ARS", level="ars")
    assert len(gemeinden) == 10_990
    assert len(gemeinden.attrs["hinweise"]) == 37
    assert gemeinden.is_valid.all()
    assert set(gemeinden.geom_type) == {"Polygon", "MultiPolygon"}


def test_an_ars_becomes_the_ags_where_municipalities_are_wanted(shared):
    path = shared / "data/raw/gemeinden/VG250_GEM_simplified.zip"
    gemeinden = read_areas(path, "ARS", "ARS", level="gemeinde")
    assert gemeinden.index.is_unique
    assert "05315000" in gemeinden.index
    assert gemeinden.attrs["hinweise"][0].endswith("auf Gemeindeschlüssel (AGS) gekürzt.")


# Every kind of file


@pytest.mark.parametrize("name", ["a.gpkg", "a.shp", "a.geojson", "a.parquet", "a.fgb"])
def test_every_usual_format_gives_the_same_areas(write, name):
    path = write(squares(nr=["101", "102"], ort=["Süd", "Höhe"]), name)
    areas = read_areas(path, "nr", "ort")
    assert list(areas.index) == ["101", "102"]
    assert list(areas["name"]) == ["Süd", "Höhe"]
    assert list(areas["art"]) == ["", ""]
    assert areas.area.tolist() == pytest.approx([1e6, 1e6])


def test_a_zipped_shapefile_and_a_topojson_give_them_too(write, tmp_path):
    path = write(squares(nr=["101", "102"], ort=["Süd", "Höhe"]), "a.shp")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        for part in path.parent.glob("a.*"):
            if part.suffix != ".zip":
                packed.write(part, part.name)
    zipped = read_areas(tmp_path / "a.zip", "nr", "ort")
    assert zipped.area.to_dict() == pytest.approx({"101": 1e6, "102": 1e6})
    plain = [[list(point) for point in one.exterior.coords] for one in zipped.geometry]
    objects = [
        {"type": "Polygon", "arcs": [[at]], "properties": {"nr": nr, "ort": ort}}
        for at, (nr, ort) in enumerate(zip(zipped.index, zipped["name"], strict=True))
    ]
    collection = {"type": "GeometryCollection", "geometries": objects}
    topology = {"type": "Topology", "arcs": plain, "objects": {"gebiete": collection}}
    (tmp_path / "a.topojson").write_text(json.dumps(topology), encoding="utf-8")
    areas = read_areas(tmp_path / "a.topojson", "nr", "ort", crs="EPSG:25832")
    assert areas["name"].equals(zipped["name"])
    assert areas.area.to_dict() == pytest.approx({"101": 1e6, "102": 1e6})


def test_of_several_layers_the_one_with_the_key_column_is_read(tmp_path):
    path = tmp_path / "zwei.gpkg"
    squares(nr=["101"], ort=["Süd"]).to_file(path, layer="gebiete")
    squares(strasse=["Weg"]).to_file(path, layer="strassen")
    assert list(read_areas(path, "nr", "ort").index) == ["101"]
    squares(nr=["101"], ort=["Süd"]).to_file(path, layer="doppelt")
    (fault,) = faults_of(path, "nr", "ort")
    assert fault.what == "Die Datei hat 3 Ebenen, 2 davon mit dieser Spalte."


# Keys


def test_numbers_become_text_and_a_lost_zero_is_handed_overback_and_told(write):
    path = write(squares(ars=[5315.0, 5316.0], gen=["Köln", "Leverkusen"]))
    areas = read_areas(path, "ars", "gen", level="kreis")
    assert list(areas.index) == ["05315", "05316"]
    assert areas.attrs["hinweise"][0] == "Führende Null ergänzt: „5315“ → „05315“."


def test_without_a_level_keys_stay_as_they_are(write):
    assert list(read_areas(write(squares(nr=[7, 12], n=["a", "b"])), "nr", "n").index) == [
        "12",
        "7",
    ]


def test_keys_that_meet_after_the_repair_are_duplicates(write):
    path = write(squares(ars=["5315", "05315"], gen=["Köln", "Köln"]))
    (fault,) = faults_of(path, "ars", "gen", level="kreis")
    assert (fault.what, fault.found) == (
        "Der Schlüssel steht 2-mal in der Datei.",
        "05315: Objekte 1, 2",
    )


def test_a_wrong_column_is_answered_with_the_columns_there_are(write):
    path = write(squares(ARS=["05315"], GEN=["Köln"]))
    key, name = faults_of(path, "AGS", "NAME")
    assert key.column == "AGS"
    assert key.expected == "eine der Spalten ARS, GEN"
    assert key.remedy.startswith("Meinten Sie „ARS“?")
    assert name.column == "NAME"


def test_mixed_levels_are_refused_with_the_count_of_each(write):
    keys = ["05", "05315", "05316", "05315000"]
    (fault,) = faults_of(write(squares(ars=keys, gen=list("abcd"))), "ars", "gen")
    assert fault.found == "1 × gemeinde, 2 × kreis, 1 × land"


@pytest.mark.parametrize("keys", [["1", "10", "101"], ["01", "001", "101"], ["B1", "05315"]])
def test_a_city_may_number_its_areas_as_it_likes(write, keys):
    assert len(read_areas(write(squares(nr=keys, n=keys)), "nr", "n")) == len(keys)


def test_all_faults_of_a_file_come_at_once(write):
    frame = squares(nr=["1", "1", "", "4", "5"], n=["a", "b", "c", "", "MÃ¼lheim"])
    frame.loc[0, "geometry"] = None
    faults = faults_of(write(frame), "nr", "n")
    assert all(fault.remedy for fault in faults)
    assert [fault.what for fault in faults] == [
        "Das Gebiet hat keine Geometrie.",
        "Das Gebiet hat keinen Schlüssel.",
        "Das Gebiet hat keinen Namen.",
        "Die Zeichenkodierung ist falsch.",
        "Der Schlüssel steht 2-mal in der Datei.",
    ]


# Geometry


def test_a_bowtie_becomes_two_triangles_of_two_square_kilometres_together(write):
    frame = gpd.GeoDataFrame({"nr": ["1"], "n": ["Fliege"]}, geometry=[BOWTIE], crs="EPSG:25832")
    areas = read_areas(write(frame), "nr", "n")
    assert isinstance(areas.geometry["1"], MultiPolygon)
    assert areas.area["1"] == pytest.approx(2e6)
    assert areas.attrs["hinweise"] == [
        "Geometrie von Fliege (1) repariert: Linie schneidet sich selbst."
    ]


def test_a_point_is_no_area_and_a_line_cannot_be_repaired_to_one(write):
    point = gpd.GeoDataFrame({"nr": ["1"]}, geometry=[Point(400_000, 5_600_000)], crs="EPSG:25832")
    (fault,) = faults_of(write(point, "punkt.gpkg"), "nr", "nr")
    assert fault.what == "Das Gebiet ist keine Fläche, sondern „Point“."
    flat = Polygon([(400_000, 5_600_000), (401_000, 5_600_000), (402_000, 5_600_000)])
    line = gpd.GeoDataFrame({"nr": ["1"]}, geometry=[flat], crs="EPSG:25832")
    (fault,) = faults_of(write(line, "linie.gpkg"), "nr", "nr")
    assert fault.what == "Die Geometrie ist nicht zu reparieren: keine Fläche."


def test_heights_are_left_out(write):
    shape = Polygon([(350_000, 5_640_000, 5), (351_000, 5_640_000, 5), (351_000, 5_641_000, 5)])
    frame = gpd.GeoDataFrame({"nr": ["1"]}, geometry=[shape], crs="EPSG:25832")
    assert not read_areas(write(frame), "nr", "nr").has_z.any()


# Coordinate reference systems


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_a_declared_crs_serves_where_none_is_stated(write):
    path = write(squares(nr=["1"]).set_crs(None, allow_override=True), "ohne.shp")
    assert read_areas(path, "nr", "nr", crs="EPSG:25832").area["1"] == pytest.approx(1e6)


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
@pytest.mark.parametrize(
    ("declared", "what"),
    [
        ("", "Die Datei nennt kein Koordinatensystem."),
        ("EPSG:99999", "Dieses Koordinatensystem gibt es nicht."),
        ("EPSG:4326", "Die Gebiete liegen nicht in Deutschland: das Koordinatensystem ist falsch."),
        (
            "EPSG:31467",
            "Die Gebiete liegen nicht in Deutschland: das Koordinatensystem ist falsch.",
        ),
    ],
)
def test_a_missing_or_wrong_declaration_is_refused(write, declared, what):
    path = write(squares(nr=["1", "2"]).set_crs(None, allow_override=True), "ohne.shp")
    (fault,) = faults_of(path, "nr", "nr", crs=declared)
    assert fault.what == what
    assert "EPSG:25832" in fault.remedy


def test_a_declaration_that_contradicts_the_file_is_refused(write):
    (fault,) = faults_of(write(squares(nr=["1"])), "nr", "nr", crs="EPSG:31467")
    assert fault.expected == "ETRS89 / UTM zone 32N, wie in der Datei"


def test_a_geojson_in_metres_is_read_as_declared_and_says_so(tmp_path):
    path = tmp_path / "meter.geojson"  # without a CRS, GeoJSON means degrees
    path.write_text(squares(nr=["1"]).set_crs(None, allow_override=True).to_json())
    areas = read_areas(path, "nr", "nr", crs="EPSG:25832")
    assert areas.area["1"] == pytest.approx(1e6)
    assert areas.attrs["hinweise"] == [
        "Koordinaten sind keine Grad; wie angegeben als EPSG:25832 gelesen."
    ]
    assert "liegen nicht in Deutschland" in faults_of(path, "nr", "nr")[0].what


def test_a_single_area_abroad_is_named(write):
    frame = squares(nr=["1", "2"])
    frame.loc[1, "geometry"] = box(0, 0, 1000, 1000)
    (fault,) = faults_of(write(frame), "nr", "nr")
    assert (fault.what, fault.found) == ("Das Gebiet liegt nicht in Deutschland.", "2 2")


# Files that are none


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("leer.geojson", b""),
        ("text.geojson", b"Guten Tag"),
        ("a.zip", b"PK"),
        ("a.parquet", b"PAR"),
    ],
)
def test_a_file_that_is_none_is_refused_with_its_name(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    (fault,) = faults_of(path, "nr", "nr")
    assert (fault.file, fault.what) == (name, "Die Datei ist nicht als Gebietsdatei lesbar.")
    assert fault.found == ""  # what GDAL says is English and names a path of the machine


def test_a_file_that_may_not_be_read_says_so_in_german(write, monkeypatch):
    path = write(squares(nr=["1"]))
    refuse_to_open(monkeypatch)
    (fault,) = faults_of(path, "nr", "nr")
    assert fault.what == "Die Datei lässt sich nicht öffnen: die Berechtigung fehlt."


@pytest.mark.parametrize("name", ["MÃ¼lheim", "Ã–dingen", "Ãœbach", "WeiÃŸ"])
def test_every_umlaut_that_was_decoded_wrongly_is_found(write, name):
    (fault,) = faults_of(write(squares(nr=["1"], n=[name])), "nr", "n")
    assert fault.what == "Die Zeichenkodierung ist falsch."


def test_a_key_of_a_grid_becomes_a_folder_and_may_not_leave_it(write):
    path = write(squares(nr=["../1", "N1E2"]))
    (fault,) = faults_of(path, "nr", "nr", level="gitter")
    assert (fault.what, fault.found) == ("Kein Schlüssel einer Gitterzelle.", "../1")
    assert list(read_areas(path, "nr", "nr").index) == ["../1", "N1E2"]


def test_missing_files_and_empty_ones_are_told_apart(tmp_path, write):
    (fault,) = faults_of(tmp_path / "fehlt.geojson", "nr", "nr")
    assert fault.what == "Die Gebietsdatei ist nicht vorhanden."
    (fault,) = faults_of(write(squares(nr=["1"]).iloc[:0]), "nr", "nr")
    assert fault.what == "Die Gebietsdatei enthält kein Gebiet."


def test_a_table_without_geometry_is_no_area_file(tmp_path):
    path = tmp_path / "tabelle.csv"
    path.write_text("nr,n\n1,a\n")
    assert faults_of(path, "nr", "n")[0].found == "keine Geometrien"


@given(
    st.lists(st.from_regex(r"[A-Za-z][A-Za-z0-9]{0,5}", fullmatch=True), min_size=1, unique=True)
)
def test_whatever_keys_a_city_uses_come_back_sorted_and_complete(tmp_path_factory, keys):
    path = tmp_path_factory.mktemp("staedte") / "a.geojson"
    path.write_text(squares(nr=keys).to_crs(4326).to_json())
    assert list(read_areas(path, "nr", "nr").index) == sorted(keys)
