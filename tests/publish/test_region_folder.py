"""A new region folder: complete but for its figures, and it says so itself."""

import io
import tomllib
from datetime import date
from pathlib import Path

import docx
import geopandas as gpd
import openpyxl
import pytest
from shapely import box

from sozialraum.cli import run
from sozialraum.errors import DataError
from sozialraum.publish.office_letter import missing_indicators, request_letter
from sozialraum.publish.region_folder import AreaSource, new_region
from sozialraum.region import open_region
from sozialraum.sources.areas import read_areas
from sozialraum.sources.crosswalks import read_crosswalk
from sozialraum.sources.outline_columns import area_columns
from sozialraum.sources.vector import open_vector

DATA = Path(__file__).parents[2] / "data"
TODAY = date(2026, 3, 1)
MADE = [
    "region.toml",
    "gebiete.geojson",
    "vorlagen/kennzahlen.xlsx",
    "vorlagen/standorte.xlsx",
    "belege.xlsx",
    "plan.xlsx",
    "vorlagen/anfrage-statistikstelle.docx",
]


@pytest.fixture(scope="module")
def koeln(tmp_path_factory):
    folder = tmp_path_factory.mktemp("neu") / "köln-neu"
    source = AreaSource(DATA / "koeln/gebiete.geojson")
    return new_region(folder, "stadtteil", source, name="Köln", today=TODAY), folder


def faults_of(function, *arguments, **options):
    with pytest.raises(DataError) as caught:
        function(*arguments, **options)
    return caught.value.faults


def squares(**columns):
    count = len(next(iter(columns.values())))
    shapes = [
        box(x, 5_640_000, x + 1000, 5_641_000) for x in range(350_000, 350_000 + count * 1000, 1000)
    ]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:25832")


# What is made


def test_settings_areas_templates_and_letter_are_made_from_one_file(koeln):
    made, folder = koeln
    assert [path.relative_to(folder).as_posix() for path in made.files] == MADE
    assert made.notes == (
        "86 Gebiete aus gebiete.geojson: Schlüssel in „STT_NR“, Name in „STT_NAME“.",
    )
    settings = tomllib.loads((folder / "region.toml").read_text("utf-8"))
    assert (settings["name"], settings["jahr"], settings["beispiel"]) == ("Köln", 2025, "101")
    assert settings["uebergeordnet"] == [
        {"gebiet": "000", "name": "Köln", "ebene": "stadt", "praefix": ""}
    ]
    before = read_areas(DATA / "koeln/gebiete.geojson", "STT_NR", "STT_NAME", level="stadtteil")
    after = read_areas(folder / "gebiete.geojson", "gebiet", "name", "art", level="stadtteil")
    assert after["name"].equals(before["name"])
    assert (after.geometry.symmetric_difference(before.geometry).area / before.area).max() < 1e-3


def test_the_whole_of_kreise_and_gemeinden_has_its_official_key(tmp_path, shared):
    nrw = AreaSource(DATA / "nrw/gebiete.geojson")
    new_region(tmp_path / "nrw", "kreis", nrw, today=TODAY)
    settings = tomllib.loads((tmp_path / "nrw/region.toml").read_text("utf-8"))
    assert settings["uebergeordnet"][0]["gebiet"] == "05"
    topojson = shared / "data/raw/gemeinden/nrw_gemeinden.topojson"
    (fault,) = faults_of(new_region, tmp_path / "g", "gemeinde", AreaSource(topojson), today=TODAY)
    assert "Koordinatensystem" in fault.what
    assert not (tmp_path / "g").exists()
    declared = AreaSource(topojson, crs="EPSG:4326")
    made = new_region(tmp_path / "g", "gemeinde", declared, today=TODAY)
    assert made.notes[0].startswith("396 Gebiete aus nrw_gemeinden.topojson: Schlüssel in „AGS“")


def test_the_official_shapefile_of_koeln_becomes_a_region(tmp_path, shared):
    source = AreaSource(shared / "data/raw/koeln/Stadtteil.shp")
    made = new_region(tmp_path / "k", "stadtteil", source, today=TODAY)
    assert made.notes == (
        "86 Gebiete aus Stadtteil.shp: Schlüssel in „STT_NR“, Name in „STT_NAME“.",
        "Geometrie von Marienburg (202) repariert: Rand berührt sich selbst.",
    )


def test_listed_areas_are_joined_and_leave_a_table_of_conversion(tmp_path):
    unions = tmp_path / "eigene.csv"
    unions.write_text("schluessel;name;teile\nQ1;Innenstadt;101 102 103\n", encoding="utf-8")
    source = AreaSource(DATA / "koeln/gebiete.geojson", unions=unions)
    made = new_region(tmp_path / "q", "stadtteil", source, today=TODAY)
    assert made.notes[1] == "Zu 1 eigenen Gebieten zusammengefasst."
    assert made.notes[2].startswith("In keinem eigenen Gebiet (83): 104, 105")
    share = read_crosswalk(tmp_path / "q/umrechnung.csv").share
    assert share.to_dict() == {("101", "Q1"): 1, ("102", "Q1"): 1, ("103", "Q1"): 1}


def test_the_template_has_lists_and_an_example_that_the_reader_passes_over(koeln, tmp_path):
    _, folder = koeln
    book = openpyxl.load_workbook(folder / "vorlagen/kennzahlen.xlsx")
    page = book["Kennzahlen"]
    assert [cell.value for cell in page[1]] == [
        "gebiet", "jahr", "stand", "merkmal", "wert", "zeichen", "quelle",
    ]  # fmt: skip
    assert page["A2"].value.startswith("BEISPIEL")
    listed = {
        str(rule.sqref).split("2")[0]
        for rule in page.data_validations.dataValidation
        if rule.formula1
    }
    assert {"A", "D", "F", "G"} <= listed
    assert book["Gebiete"]["A2"].value == "Altstadt/Süd"
    names = [row[0].value for row in book["Gebiete"].iter_rows(min_row=2)]
    for line, name in enumerate(names, 3):
        for column, value in enumerate([name, 2024, "31.12.2024", "bevoelkerung", 1000, None], 1):
            page.cell(line, column, value)
        page.cell(line, 7, "koeln-bevoelkerung")
    region = copy_of(folder, tmp_path / "voll")
    book.save(region / "kennzahlen.xlsx")
    opened = open_region(region)
    assert len(opened.kennzahlen) == 86
    assert set(opened.kennzahlen["gebiet"]) == set(opened.gebiete.index)
    assert "Gebiet am Namen erkannt: „Altstadt/Süd“ → „101“." in opened.notes


def copy_of(folder: Path, target: Path) -> Path:
    target.mkdir()
    for name in ("region.toml", "gebiete.geojson"):
        (target / name).write_bytes((folder / name).read_bytes())
    return target


def test_the_same_input_gives_the_same_bytes(koeln, tmp_path):
    made, _ = koeln
    source = AreaSource(DATA / "koeln/gebiete.geojson")
    again = new_region(tmp_path / "neu", "stadtteil", source, name="Köln", today=TODAY)
    for one, other in zip(made.files, again.files, strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name


# The letter


def test_the_letter_asks_for_what_is_missing_and_makes_up_no_address(koeln):
    _, folder = koeln
    word = docx.Document(folder / "vorlagen/anfrage-statistikstelle.docx")
    lines = [line.text for line in word.paragraphs]
    assert lines[0].startswith("[FACHKRAFT: Absender")
    assert lines[3] == "Bitte um Zahlen für 86 Stadtteile in Köln"
    assert "die Jahre 2020 bis 2025, mindestens 2025, mit Stichtag" in lines
    (table,) = word.tables
    firsts = [row.cells[0].text.split()[0] for row in table.rows[1:]]
    assert {"A01", "A05", "C01", "D01"} <= set(firsts)
    assert "H01" not in firsts  # what the agency itself has to collect
    assert not any(text in " ".join(lines) for text in ("Straße 1", "50667", "@"))


def test_what_the_region_has_is_not_asked_for():
    every = {one.id for one in missing_indicators("stadtteil")}
    left = {one.id for one in missing_indicators("stadtteil", {"bevoelkerung"})}
    assert every - left == {"A01", "A02"}


@pytest.mark.parametrize("level", ["kreis", "gemeinde", "stadtteil", "gitter"])
def test_there_is_a_letter_for_each_level(level):
    word = docx.Document(io.BytesIO(request_letter("Ort", level, 0, TODAY)))
    assert word.tables[0].rows[1:]


# Bad input


def test_nothing_is_ever_overwritten(koeln):
    _, folder = koeln
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    source = AreaSource(DATA / "nrw/gebiete.geojson")
    (fault,) = faults_of(new_region, folder, "kreis", source, today=TODAY)
    assert fault.what.endswith("es wird nichts überschrieben.")
    assert fault.found.startswith("region.toml, gebiete.geojson")
    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_fresh_folder_says_in_words_what_is_missing(koeln, tmp_path, capsys):
    _, folder = koeln
    assert run(["bericht", str(folder), "101"]) == 2
    said = capsys.readouterr().err
    assert "Die Kennzahlen fehlen: Ohne Zahlen gibt es keinen Bericht." in said
    assert "sozialraum import ORDNER DATEI" in said
    assert "vorlagen/anfrage-statistikstelle.docx" in said
    new_region(tmp_path / "leer", "gemeinde", today=TODAY)
    assert run(["bericht", str(tmp_path / "leer"), "1"]) == 2
    said = capsys.readouterr().err
    assert "2 Fehler" in said
    assert "Die Gebietsdatei ist nicht vorhanden." in said


def test_columns_are_found_by_name_and_content_or_asked_for(tmp_path):
    def columns(frame, level="stadtteil", **chosen):
        return area_columns(frame, level, "a.gpkg", **chosen)

    found = columns(squares(OBJECTID=[7, 8], STT_NR=["1", "2"], STT_NAME=["Süd", "Nord"]))
    assert (found.key, found.name, found.kind) == ("STT_NR", "STT_NAME", "")
    official = squares(AGS=["05111000"] * 2, ARS=["051110000000", "053150000000"], GEN=["D", "K"])
    official["GEN"] = ["Düsseldorf", "Köln"]
    assert columns(official, "gemeinde").key == "ARS"  # AGS is not unique here
    two = squares(Nr=["1", "2"], Bezirk_Nr=["a", "b"], Name=["Süd", "Nord"])
    (fault,) = faults_of(columns, two)
    assert fault.what == "In 2 Spalten kann stehen, was mit --schluessel gemeint ist."
    assert fault.found == "Nr (etwa „1“); Bezirk_Nr (etwa „a“)"
    assert columns(two, key="Nr").key == "Nr"
    (fault,) = faults_of(columns, squares(x=["1", "1"], y=["2", "3"]))
    assert fault.what == "Keine Spalte passt zu --schluessel."


def test_the_zip_of_all_gemeinden_has_its_key_found(shared):
    frame = open_vector(shared / "data/raw/gemeinden/VG250_GEM_simplified.zip", "ARS")
    frame["GEN"] = "Gemeinde " + frame["ARS"]
    assert area_columns(frame, "gemeinde", "VG250").key == "ARS"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["neu", "x"], "--ebene"),
        (["neu", "x", "--ebene", "dorf"], "„dorf“ ist nicht bekannt. Bekannt: kreis, gemeinde"),
        (["neu", "x", "--ebene", "kreis", "--gebiete", "fehlt.shp"], "nicht vorhanden"),
        (["neu", "x", "--ebene", "kreis", "--crs", "EPSG:4326"], "brauchen --gebiete"),
        (["neu", "x", "--ebene", "kreis", "--gebiete", "text.geojson"], "nicht als Gebietsdatei"),
        (["neu", "datei", "--ebene", "kreis"], "Dort liegt schon eine Datei"),
    ],
)
def test_wrong_calls_are_answered_in_german_and_leave_nothing(
    arguments, said, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "text.geojson").write_text("Guten Tag")
    (tmp_path / "datei").write_text("im Weg")
    assert run(arguments) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "x").exists()


def test_the_command_makes_the_folder_and_says_what_comes_next(tmp_path, capsys):
    gebiete = str(DATA / "koeln/gebiete.geojson")
    assert run(["neu", str(tmp_path / "k"), "--ebene", "stadtteil", "--gebiete", gebiete]) == 0
    said = capsys.readouterr().out
    assert "86 Gebiete aus gebiete.geojson" in said
    assert "Als Nächstes: Zahlen einlesen" in said
