"""Old figures for new areas: by table, by outlines, by people; and areas of one's own."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point, box

from sozialraum.errors import DataError
from sozialraum.sources.areas import read_areas
from sozialraum.sources.crosswalks import (
    convert_figures,
    read_crosswalk,
)
from sozialraum.sources.custom_areas import crosswalk_of, read_unions, unite
from sozialraum.sources.overlay import crosswalk_by_area, crosswalk_by_people
from sozialraum.sources.tables import read_kennzahlen

DATA = Path(__file__).parents[2] / "data"


def figures(values, merkmal="bevoelkerung", jahr=2024):
    return pd.DataFrame(
        [(key, jahr, "2024-12-31", merkmal, value, "", "q") for key, value in values.items()],
        columns=["gebiet", "jahr", "stand", "merkmal", "wert", "zeichen", "quelle"],
    )


def squares(**edges):
    shapes = [box(*edge) for edge in edges.values()]
    index = pd.Index(list(edges), name="gebiet")
    return gpd.GeoDataFrame({"name": list(edges)}, index=index, geometry=shapes, crs="EPSG:25832")


def write(folder, text, name="umrechnung.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


OLD = squares(a=(0, 0, 100, 100), b=(100, 0, 200, 100))
NEW = squares(x=(0, 0, 150, 100), y=(150, 0, 200, 100))


# Tables of conversion


def test_a_table_of_conversion_divides_an_old_area(tmp_path):
    path = write(tmp_path, "von;nach;anteil\na;x;1\nb;x;0,75\nb;y;0,25\n")
    table, notes = convert_figures(figures({"a": 100.0, "b": 40.0}), read_crosswalk(path))
    assert table.set_index("gebiet")["wert"].to_dict() == {"x": 130, "y": 10}
    assert table.set_index("gebiet")["wert_bis"].to_dict() == {"x": 140, "y": 40}
    assert notes == [
        "bevoelkerung 2024: in 2 Gebieten geschätzt (Umrechnungstabelle); am unsichersten in x: "
        "130,0, möglich sind 100,0 bis 140,0."
    ]


def test_without_shares_each_old_area_belongs_to_one_new_one(tmp_path):
    path = write(tmp_path, "von;nach\na;x\nb;x\n")
    table, notes = convert_figures(figures({"a": 100.0, "b": 40.0}), read_crosswalk(path))
    assert table["wert"].tolist() == [140]
    assert notes == []


def test_all_faults_of_a_table_come_at_once_with_their_lines(tmp_path):
    path = write(tmp_path, "von;nach;anteil\na;x;75\n;y;0,5\nb;x;viel\nc;x;0,2\nc;x;0,2\n")
    with pytest.raises(DataError) as caught:
        read_crosswalk(path)
    assert [(fault.row, fault.what) for fault in caught.value.faults] == [
        (2, "Kein Anteil."),
        (4, "Kein Anteil."),
        (3, "Ein Schlüssel fehlt."),
        (6, "Die Zuordnung steht zweimal in der Tabelle."),
    ]
    short = write(tmp_path, "von;nach;anteil\na;x;0,6\na;y;0,3\n")
    with pytest.raises(DataError, match="nicht 1") as caught:
        read_crosswalk(short)
    assert caught.value.faults[0].found == "a: 0,900"


def test_a_new_area_that_lacks_a_part_has_no_value_but_a_sign(tmp_path):
    crosswalk = read_crosswalk(write(tmp_path, "von;nach\na;x\nb;x\nc;y\n"))
    table, _ = convert_figures(figures({"a": 100.0, "c": 7.0}), crosswalk)
    assert table["wert"].isna().tolist() == [True, False]
    assert table["zeichen"].tolist() == [".", ""]


def test_a_rate_needs_its_denominator(tmp_path):
    crosswalk = read_crosswalk(write(tmp_path, "von;nach\na;x\nb;x\n"))
    both = pd.concat([figures({"a": 100.0, "b": 300.0}), figures({"a": 10.0, "b": 20.0}, "quote")])
    table, _ = convert_figures(both, crosswalk, {"quote": "bevoelkerung"})
    assert table.set_index("merkmal")["wert"].to_dict() == {"bevoelkerung": 400, "quote": 17.5}
    with pytest.raises(DataError, match="fehlt ihr Nenner"):
        convert_figures(figures({"a": 1.0, "b": 2.0}, "quote"), crosswalk, {"quote": "haushalte"})


# Outlines


def test_by_area_half_of_b_is_in_x_and_by_people_a_tenth():
    by_area = crosswalk_by_area(OLD, NEW)
    assert by_area.share.to_dict() == {("a", "x"): 1, ("b", "x"): 0.5, ("b", "y"): 0.5}
    places = gpd.GeoSeries([Point(50, 50), Point(120, 50), Point(180, 50)], crs=OLD.crs)
    by_people = crosswalk_by_people(OLD, NEW, places, pd.Series([10.0, 10.0, 90.0]))
    assert by_people.share.to_dict() == {("a", "x"): 1, ("b", "x"): 0.1, ("b", "y"): 0.9}
    table, _ = convert_figures(figures({"a": 10.0, "b": 20.0}, "arbeitslose"), by_people)
    low = table.set_index("gebiet")["wert_von"]
    assert low.to_dict() == {"x": 10, "y": 10}  # only 10 of b's people live in x


def test_what_lies_in_no_new_area_is_told():
    crosswalk = crosswalk_by_area(OLD, NEW.loc[["x"]])
    assert crosswalk.notes == ("50,0 % von b liegen in keinem der neuen Gebiete.",)
    assert crosswalk.share["b", "x"] == 0.5


def test_stadtteile_of_koeln_fall_whole_into_their_bezirke():
    areas = read_areas(DATA / "koeln/gebiete.geojson", "STT_NR", "STT_NAME", level="stadtteil")
    bezirke = areas.dissolve(areas.index.str[0])
    bezirke.index.name = "gebiet"
    share = crosswalk_by_area(areas, bezirke).share
    assert len(share) == 86
    assert np.allclose(share, 1)
    long = read_kennzahlen(DATA / "koeln/kennzahlen.csv")
    people = long[(long["merkmal"] == "bevoelkerung") & (long["jahr"] == 2012)]
    parts = people[people["gebiet"].isin(areas.index)]
    table, notes = convert_figures(parts, crosswalk_by_area(areas, bezirke))
    published = people.set_index("gebiet")["wert"]
    assert notes == []
    for number, value in zip(table["gebiet"], table["wert"], strict=True):
        assert value == pytest.approx(published[f"00{number}"])


# Areas of one's own


TOML = """[[gebiet]]
schluessel = "Q1"
name = "Quartier Süd"
teile = ["a", "b"]
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("eigene.toml", TOML),
        ("eigene.csv", "schluessel;name;teile\nQ1;Quartier Süd;a, b\n"),
        ("eigene.csv", "schluessel;name;teil\nQ1;Quartier Süd;a\nQ1;;b\n"),
    ],
)
def test_a_listed_union_becomes_one_area_with_both_outlines(tmp_path, name, text):
    (union,) = unions = read_unions(write(tmp_path, text, name))
    assert union.teile == ("a", "b")
    areas, crosswalk = unite(OLD, unions, name)
    assert areas["name"].to_dict() == {"Q1": "Quartier Süd"}
    assert areas.area["Q1"] == pytest.approx(20_000)
    assert areas.attrs["hinweise"] == []
    table, _ = convert_figures(figures({"a": 100.0, "b": 40.0}), crosswalk)
    assert table["wert"].tolist() == [140]


def test_what_is_left_over_or_apart_is_told():
    far = squares(a=(0, 0, 10, 10), b=(50, 0, 60, 10), c=(90, 0, 95, 5))
    (union,) = unions = read_unions_of("schluessel;teile\nQ;a b\n")
    areas, _ = unite(far, unions, "eigene.csv")
    assert areas.attrs["hinweise"] == [
        "Q (Q) besteht aus 2 getrennten Flächen.",
        "In keinem eigenen Gebiet (1): c.",
    ]
    assert crosswalk_of((union,)).share.tolist() == [1, 1]


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def read_unions_of(text):
    return read_unions(write(Path(), text, "eigene.csv"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("schluessel;teile\nQ1;a\nQ2;a\n", "zählen Menschen doppelt"),
        ("schluessel;teile\nQ1;\n", "schluessel und teile"),
        ("name;teile\nQ1;a\n", "Spalte „schluessel“"),
        ("schluessel;teile\n", "leer"),
    ],
)
def test_a_list_that_cannot_be_is_refused(text, said):
    with pytest.raises(DataError, match=said):
        read_unions_of(text)


def test_a_part_that_is_not_there_is_refused_with_the_closest():
    with pytest.raises(DataError, match="Einen Teil dieses Gebiets gibt es nicht"):
        unite(OLD, read_unions_of("schluessel;teile\nQ1;zz\n"), "eigene.csv")
