"""Agencies: institutions with a seat, placed as precisely as it is known and no more."""

import shutil
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from sozialraum.errors import DataError
from sozialraum.region import open_region
from sozialraum.sources.agencies import (
    FILE,
    compile_agencies,
    main,
    read_agencies,
)
from sozialraum.sources.areas import read_areas

DATA = Path(__file__).parents[2] / "data"
ADA_HEADER = "nr;kuerzel;name;traeger;verband;strasse;plz;ort;region;schwerpunkte;quelle;hinweis"
IA_HEADER = "nr;einrichtung;traeger;verband;strasse;plz;ort;art;belegt;quelle;hinweis"


@pytest.fixture(scope="module")
def nrw() -> gpd.GeoDataFrame:
    return read_agencies(DATA / "nrw" / FILE).set_index("kennung")


def write(folder: Path, text: str, name: str = FILE) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


# The lists in the project


def test_43_ada_offices_are_placed_41_by_postcode_and_2_by_municipality(nrw):
    ada = nrw[nrw["art"] == "ADA"]
    assert len(ada) == 43
    assert ada["genauigkeit"].value_counts().to_dict() == {"plz": 41, "gemeinde": 2}
    assert set(ada["zustaendig"]) == {"landesweit"}
    assert set(ada.index[ada["genauigkeit"] == "gemeinde"]) == {"ADA-COE2", "ADA-JUE"}
    assert (ada["gebiet_sitz"] != "").all()


def test_22_rows_of_the_ia_list_are_18_agencies_and_4_fachdienste(nrw):
    ia = nrw[nrw["quelle"] == "standorte-ia-nordrhein"]
    assert list(ia.index) == [f"IA-{number:02d}" for number in range(1, 23)]
    assert ia["art"].value_counts().to_dict() == {"IA": 18, "Fachdienst": 4}


def test_rows_for_several_agencies_are_neither_counted_nor_placed_as_one(nrw):
    several = nrw[nrw["anzahl"] != ""]
    assert several["anzahl"].to_dict() == {"IA-07": "2", "IA-22": "13"}
    assert several.geometry.isna().all()
    assert set(several["gebiet_sitz"]) == {""}


def test_what_has_no_clear_place_stays_a_row_without_one(nrw):
    without = nrw[nrw["genauigkeit"] == ""]
    assert list(without.index) == [
        "IA-03", "IA-04", "IA-05", "IA-06", "IA-07", "IA-13", "IA-22",
    ]  # fmt: skip
    assert without[["x", "y"]].isna().all(axis=None)
    assert without.at["IA-13", "ort"] == "Siegburg/Troisdorf"
    assert without.at["IA-07", "ort"] == "Bonn (Bad Godesberg)"


def test_every_placed_seat_lies_in_the_kreis_that_it_names(nrw):
    kreise = read_areas(DATA / "nrw/gebiete.geojson", "ARS", "GEN")
    placed = nrw[nrw["genauigkeit"] != ""]
    inside = kreise.geometry.loc[placed["gebiet_sitz"]].contains(placed.geometry, align=False)
    assert inside.all()
    assert kreise.at[nrw.at["ADA-LEV", "gebiet_sitz"], "name"] == "Rheinisch-Bergischer Kreis"


def test_dates_are_those_that_are_stated_and_otherwise_open(nrw):
    assert nrw.at["ADA-AC", "stand"] == "2023"
    assert nrw.at["ADA-JUE", "stand"] == "2025-09"
    assert nrw.at["ADA-COE2", "stand"] == ""  # only P8, undated
    assert nrw.at["IA-09", "stand"] == "2017"
    assert nrw.at["IA-18", "stand"] == "2007"
    assert nrw.at["IA-01", "stand"] == ""  # the year stands only in an address


def test_a_reference_to_another_row_becomes_the_address_it_means(nrw):
    assert nrw.at["IA-10", "fundstelle"] == nrw.at["IA-09", "fundstelle"]
    assert nrw.at["IA-09", "fundstelle"].startswith("https://www.caritas-ac.de/")


def test_koeln_has_five_places_of_which_nobody_knows_the_stadtteil(nrw):
    koeln = read_agencies(DATA / "koeln" / FILE).set_index("kennung")
    assert list(koeln.index) == ["ADA-K1", "ADA-K2", "ADA-K3", "ADA-K4", "IA-18"]
    assert set(koeln["gebiet_sitz"]) == {""}
    assert set(nrw.loc[koeln.index, "gebiet_sitz"]) == {"05315"}
    assert "adresse" not in set(koeln["genauigkeit"])


def test_the_documented_command_makes_both_lists_byte_for_byte(shared, tmp_path, capsys):
    for region in ("nrw", "koeln"):
        (tmp_path / region).mkdir()
    outlines = (DATA / "nrw/gebiete.geojson").read_bytes()
    (tmp_path / "nrw/gebiete.geojson").write_bytes(outlines)
    assert main([str(tmp_path / "nrw"), str(shared / "data")]) == 0
    for region in ("nrw", "koeln"):
        assert (tmp_path / region / FILE).read_bytes() == (DATA / region / FILE).read_bytes()
    told = capsys.readouterr().out
    assert "65 Zeilen" in told
    assert "5 Zeilen" in told


def test_the_command_names_what_is_missing_and_ends_with_2(tmp_path, capsys):
    assert main([]) == 2
    assert main([str(tmp_path), str(tmp_path)]) == 2
    assert "Aufruf: python -m sozialraum.sources.agencies" in capsys.readouterr().err


# The social spaces an agency works in


def with_spaces(folder: Path, spaces: str) -> Path:
    """Copy Musterstadt, with other social spaces of its first agency."""
    copy = folder / "musterstadt"
    shutil.copytree(DATA / "musterstadt", copy)
    text = (copy / FILE).read_text(encoding="utf-8-sig")
    assert ";11;11 12 22;" in text
    write(copy, text.replace(";11;11 12 22;", f";11;{spaces};"))
    return copy


def test_an_agency_works_in_several_areas_and_two_share_one():
    places = open_region("data/musterstadt").standorte.set_index("kennung")
    assert places.loc[["MU-01", "MU-28"], "gebiete"].tolist() == ["11 12 22", "22 31"]
    assert (places.drop(["MU-01", "MU-28"])["gebiete"] == "").all()


def test_areas_may_be_separated_by_commas(tmp_path):
    places = open_region(with_spaces(tmp_path, "11, 12")).standorte
    assert places.at[0, "gebiete"] == "11 12"


def test_an_unknown_social_space_is_named_with_its_line(tmp_path):
    with pytest.raises(DataError) as caught:
        open_region(with_spaces(tmp_path, "11 99 Altmarkt"))
    found = [(fault.row, fault.column, fault.found) for fault in caught.value.faults]
    assert found == [(2, "gebiete", "MU-01: 99"), (2, "gebiete", "MU-01: Altmarkt")]


# Compiling, with made lists: two Kreise of 10 km side, three municipalities


@pytest.fixture
def compiled(tmp_path):
    def compiled(ada: list[str] = (), ia: list[str] = ()) -> pd.DataFrame:
        west = box(400_000, 5_600_000, 410_000, 5_610_000)
        east = box(410_000, 5_600_000, 420_000, 5_610_000)
        kreise = gpd.GeoDataFrame(
            {"name": ["West", "Ost"]}, geometry=[west, east], index=["05901", "05902"], crs=25832
        )
        gemeinden = gpd.GeoDataFrame(
            {"name": ["Weststadt", "Oststadt", "Neustadt", "Neustadt"]},
            geometry=[west, east, west, east],
            index=pd.Index(["05901000", "05902000", "05901004", "05902004"], name="gebiet"),
            crs=25832,
        )
        points = pd.DataFrame({"x": [402_000.4], "y": [5_602_000.6], "n": [3]}, index=["59001"])
        return compile_agencies(
            write(tmp_path, "\n".join([ADA_HEADER, *ada]), "ada.csv"),
            write(tmp_path, "\n".join([IA_HEADER, *ia]), "ia.csv"),
            points,
            gemeinden,
            kreise,
        ).set_index("kennung")

    return compiled


def test_a_known_postcode_comes_before_the_name_of_the_place(compiled):
    office = compiled(["1;ADA-1;Stelle;T;V;Weg 1;59001;Weststadt;;;L;"]).loc["ADA-1"]
    assert (office["genauigkeit"], office["x"], office["y"]) == ("plz", "402000", "5602001")
    assert (office["gebiet_sitz"], office["belegt"]) == ("05901", "ja")


@pytest.mark.parametrize(
    ("ort", "precision", "seat"),
    [
        ("Oststadt", "gemeinde", "05902"),
        ("Neustadt", "", ""),  # two municipalities of that name
        ("Weststadt/Oststadt", "", ""),
        ("Oststadt (Mitte)", "", ""),
        ("oststadt", "", ""),  # only the exact name
        ("", "", ""),
    ],
)
def test_a_place_is_found_by_the_exact_name_of_one_municipality_only(
    compiled, ort, precision, seat
):
    row = compiled(ia=[f"1;Agentur;T;V;;99999;{ort};IA;ja;;"]).loc["IA-01"]
    assert (row["genauigkeit"], row["gebiet_sitz"]) == (precision, seat)
    assert (row["x"] != "") == (precision != "")


def test_where_postcode_and_place_contradict_each_other_the_seat_stays_open(compiled):
    row = compiled(ia=["1;Agentur;T;V;;59001;Oststadt;IA;ja;;eigener Hinweis"]).loc["IA-01"]
    assert (row["genauigkeit"], row["gebiet_sitz"]) == ("plz", "")
    assert row["hinweis"] == ("eigener Hinweis; Postleitzahl und Ort nennen nicht denselben Kreis")


@pytest.mark.parametrize(
    ("name", "anzahl"),
    [
        ("Zwei Integrationsagenturen der AWO", "2"),
        ("13 Integrationsagenturen in Oststadt", "13"),
        ("DRK-Integrationsagentur 3 von 6", ""),
        ("Integrationsagentur Zwei Brücken", ""),
    ],
)
def test_a_row_for_several_agencies_is_recognised_and_not_placed(compiled, name, anzahl):
    row = compiled(ia=[f"1;{name};T;V;;59001;Weststadt;IA;ja;;"]).loc["IA-01"]
    assert row["anzahl"] == anzahl
    assert (row["genauigkeit"] == "") == (anzahl != "")


@pytest.mark.parametrize(
    ("belegt", "quelle", "hinweis", "stand"),
    [
        ("ja", "", "Stand 2017", "2017"),
        ("ja", "zeitung.de 2019/02", "", "2019-02"),
        ("ja", "https://ort.de/2018/seite", "", ""),
        ("ja", "https://ort.de/bericht-2018-teil", "", ""),
        ("alt (2007)", "", "", "2007"),
    ],
)
def test_a_year_counts_where_it_is_stated_not_inside_an_address(
    compiled, belegt, quelle, hinweis, stand
):
    row = compiled(ia=[f"1;Agentur;T;V;;;;IA;{belegt};{quelle};{hinweis}"]).loc["IA-01"]
    assert row["stand"] == stand


def test_telephone_columns_are_dropped_and_persons_refused(tmp_path):
    line = "1;Agentur;T;V;;;;IA;ja;;"
    ada = write(tmp_path, ADA_HEADER, "ada.csv")
    nothing = gpd.GeoDataFrame({"name": []}, geometry=[], index=pd.Index([], name="gebiet"))
    contacts = write(tmp_path, f"{IA_HEADER};Telefon\n{line};0221 123", "ia.csv")
    made = compile_agencies(ada, contacts, pd.DataFrame(), nothing, nothing)
    assert "0221" not in made.to_csv()
    persons = write(tmp_path, f"{IA_HEADER};Ansprechpartner\n{line};E. Muster", "ia.csv")
    with pytest.raises(DataError, match="sieht nach Personen aus"):
        compile_agencies(ada, persons, pd.DataFrame(), nothing, nothing)
