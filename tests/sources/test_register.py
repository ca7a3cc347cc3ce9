"""Schools: number, place, coordinates, and the points of the postcodes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialraum.errors import DataError
from sozialraum.sources.register import postcode_points, read_schools

HEADER = (
    "Schulnummer;Schulform;Schulbezeichnung_1;Schulbezeichnung_2;Schulbezeichnung_3;PLZ;Ort;"
    "Gemeindeschluessel;EPSG;UTMRechtswert;UTMHochwert;"
)


def school(number="100001", plz="50667", epsg="EPSG:25832", x="356000", y="5645000"):
    cells = (number, "0A", "Schule", "am Rhein", "", plz, "Köln", "05315000", epsg, x, y, "")
    return ";".join(f'"{cell}"' for cell in cells)


def write(folder, *lines):
    path = folder / "schulen.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def schools(shared):
    return read_schools(shared / "data/raw/schulen/schulen_nrw_2021.csv")


def test_5_507_schools_299_of_them_in_koeln(schools):
    assert (len(schools), schools["kennung"].nunique()) == (5_507, 5_507)
    assert (schools["gemeinde"] == "05315000").sum() == 299
    assert schools.crs.to_epsg() == 25832


def test_a_school_is_where_the_file_says(schools):
    gym = schools.set_index("kennung").loc["100015"]
    assert gym["name"] == "Städt. Wim-Wenders-Gymnasium Sekundarstufe I und II"
    assert (gym["schulform"], gym["plz"], gym["ort"]) == ("20", "40227", "Düsseldorf")
    assert (gym.geometry.x, gym.geometry.y) == (346_808, 5_675_555)


def test_the_school_without_a_crs_has_no_place_although_it_has_numbers(schools):
    assert schools.attrs["ohne_ort"] == ["100000"]
    assert list(schools.loc[schools.geometry.is_empty, "kennung"]) == ["100000"]
    assert "100000 Studienkolleg" in schools.attrs["hinweise"][0]


def test_50933_is_the_median_of_its_9_schools(schools):
    points = postcode_points(schools)
    assert points.loc["50933"].to_dict() == {"x": 351_063, "y": 5_645_763, "n": 9}
    assert (len(points), points["n"].sum()) == (862, 5_506)
    assert points.index.is_monotonic_increasing


def test_the_point_of_a_postcode_is_the_median_of_each_axis(tmp_path):
    places = [("300001", "100"), ("300005", "300"), ("300002", "200"), ("300009", "900")]
    rows = [school(str(100_001 + i), x=x, y=f"5645{y}") for i, (x, y) in enumerate(places)]
    nowhere = school("100099", epsg="null")
    alone = school("100098", plz="44799", epsg="")
    points = postcode_points(read_schools(write(tmp_path, HEADER, *rows, nowhere, alone)))
    assert points.to_dict("index") == {"50667": {"x": 300_003.5, "y": 5_645_250, "n": 4}}


def test_a_row_in_another_crs_is_reprojected_as_declared(tmp_path):
    degrees = school(epsg="EPSG:4326", x="9", y="51")
    point = read_schools(write(tmp_path, "sep=;", HEADER, degrees)).geometry[0]
    assert (round(point.x), round(point.y)) == (500_000, 5_649_825)


def test_empty_coordinates_leave_the_school_without_a_place(tmp_path):
    frame = read_schools(write(tmp_path, HEADER, school(), school("100002", x="")))
    assert frame.attrs["ohne_ort"] == ["100002"]
    assert list(frame.geometry.is_empty) == [False, True]


def test_all_faults_are_told_at_once(tmp_path):
    rows = [
        school("1x"),
        school("100002", plz="5066"),
        school("100003", epsg="EPSG:99999"),
        school("100004", epsg="UTM 32"),
        school("100005", x="3,5,6"),
        school("100006", x="5645000", y="356000"),
        school("100006"),
        school("100007").replace("05315000", "05315"),
    ]
    with pytest.raises(DataError) as caught:
        read_schools(write(tmp_path, "sep=;", HEADER, *rows))
    assert [(f.row, f.column, f.found) for f in caught.value.faults] == [
        (3, "Schulnummer", "1x"),
        (4, "PLZ", "5066"),
        (5, "EPSG", "EPSG:99999"),
        (6, "EPSG", "UTM 32"),
        (7, "UTMRechtswert", "3,5,6"),
        (8, "UTMRechtswert", "5645000 / 356000"),
        (9, "Schulnummer", "100006"),
        (10, "Gemeindeschluessel", "05315"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "leer"),
        ("sep=;\njahr;gebiet\n2024;05", "Das ist keine Tabelle „Schulverzeichnis“"),
        (HEADER.replace("EPSG;", ""), "Spalte „EPSG“: Die Spalte fehlt"),
        (HEADER, "keine Schule"),
    ],
)
def test_another_file_is_refused(tmp_path, text, message):
    with pytest.raises(DataError, match=message):
        read_schools(write(tmp_path, text))


@settings(deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.text('01;"\n,.-E', max_size=60).map(lambda text: f"sep=;\n{HEADER}\n{text}".encode()),
        st.tuples(
            st.sampled_from(["EPSG:25832", "EPSG:4326", "EPSG:2180", "EPSG:5703", "null", "x"]),
            st.text("0159,.-", max_size=9),
            st.text("0159,.-", max_size=9),
        ).map(lambda t: f"{HEADER}\n{school(epsg=t[0], x=t[1], y=t[2])}".encode()),
    )
)
def test_no_bytes_whatever_raise_anything_but_a_data_error(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "schulen.csv"
    path.write_bytes(content)
    try:
        read_schools(path)
    except DataError:
        return
