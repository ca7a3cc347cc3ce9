"""GISD: known scores, and scales that must not mix."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialraum.errors import DataError
from sozialraum.sources.gisd import check_same_scale, read_gisd

HEADER = "kreis_id,kreis_name,year,gisd_score"
TWO = ('05111,"Düsseldorf, Stadt",2021,0', "05513,Gelsenkirchen,2021,1")


def write(folder, *lines):
    path = folder / "gisd.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def bund(shared):
    return read_gisd(shared / "data/raw/gisd/GISD_Bund_Kreis.csv")


@pytest.fixture(scope="module")
def nrw(shared):
    return read_gisd(shared / "data/raw/gisd/GISD_Nordrhein-Westfalen_Kreis.csv")


@pytest.fixture(scope="module")
def verband(shared):
    return read_gisd(shared / "data/raw/gisd/GISD_Nordrhein-Westfalen_Gemeindeverband.csv")


def score(frame, gebiet, year):
    row = frame[(frame["gebiet"] == gebiet) & (frame["jahr"] == year)].set_index("merkmal")
    return row.loc["gisd_score", "wert"]


def test_duesseldorf_2021_is_0_within_nrw_and_0_26958_within_germany(nrw, bund):
    assert score(nrw, "05111", 2021) == 0
    assert score(bund, "05111", 2021) == 0.26958


def test_kreise_and_gemeindeverbaende_of_nrw_share_one_scale(nrw, verband):
    assert score(nrw, "05513", 2021) == score(verband, "055130000", 2021) == 1
    assert score(nrw, "05111", 1998) == score(verband, "051110000", 1998) == 0.13696
    assert check_same_scale(nrw, verband) == "nrw"


def test_areas_and_years(bund, nrw, verband):
    assert [frame["gebiet"].nunique() for frame in (bund, nrw, verband)] == [400, 53, 396]
    assert (bund["jahr"].min(), bund["jahr"].max()) == (1998, 2021)
    assert set(verband["gebiet"].str.len()) == {9}
    assert set(bund["merkmal"]) == {"gisd_score", "gisd_5", "gisd_10", "gisd_k"}


def test_a_score_of_0_is_a_number_and_no_sign(nrw):
    lowest = nrw[(nrw["gebiet"] == "05111") & (nrw["jahr"] == 2021)]
    assert list(lowest["zeichen"]) == [""]


def test_scores_of_germany_and_of_nrw_never_mix(bund, nrw):
    assert (bund.attrs["massstab"], nrw.attrs["massstab"]) == ("bund", "nrw")
    with pytest.raises(DataError, match=r"nicht gemischt werden\. Gefunden: „bund, nrw“"):
        check_same_scale(bund, nrw)


def test_an_extract_has_no_known_scale(tmp_path, nrw):
    extract = read_gisd(write(tmp_path, HEADER, TWO[0]))
    assert extract.attrs["massstab"] == "unbekannt"
    assert check_same_scale(extract) == "unbekannt"
    with pytest.raises(DataError):
        check_same_scale(extract, nrw)
    with pytest.raises(DataError):
        check_same_scale(extract, extract)


def test_a_complete_file_has_its_scale(tmp_path):
    assert read_gisd(write(tmp_path, HEADER, *TWO)).attrs["massstab"] == "nrw"
    bavaria = [row.replace("05", "09", 1) for row in TWO]
    assert read_gisd(write(tmp_path, HEADER, *bavaria)).attrs["massstab"] == "land-09"


def test_all_faults_are_told_at_once(tmp_path):
    bad = ["05315,Köln,2021,1.2", "05316,Leverkusen,21,NA", "0531,Rest,2021,0.5", TWO[0]]
    with pytest.raises(DataError) as caught:
        read_gisd(write(tmp_path, HEADER, *TWO, *bad))
    assert [(f.row, f.column, f.found) for f in caught.value.faults] == [
        (4, "gisd_score", "1.2"),
        (5, "year", "21"),
        (5, "gisd_score", "NA"),
        (6, "kreis_id", "0531"),
        (7, "", "05111 Düsseldorf, Stadt, 2021"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "leer"),
        ("jahr;region_code\n2024;05315", "Das ist keine Tabelle „GISD“"),
        ("year,gisd_score\n2021,0.5", "Schlüssel und Name der Gebiete fehlen"),
        ("kreis_id,kreis_name,year,score\n", "„gisd_score“"),
        (HEADER, "keine Zahl"),
    ],
)
def test_another_file_is_refused(tmp_path, text, message):
    with pytest.raises(DataError, match=message):
        read_gisd(write(tmp_path, text))


@settings(deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.lists(st.text('0159.-xe "', max_size=6), min_size=4, max_size=4).map(
            lambda cells: f"{HEADER}\n{TWO[0]}\n{','.join(cells)}".encode()
        ),
    )
)
def test_no_bytes_whatever_raise_anything_but_a_data_error(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "gisd.csv"
    path.write_bytes(content)
    try:
        frame = read_gisd(path)
    except DataError:
        return
    assert frame["wert"].dropna().between(0, 1).all()
