"""Population by age: known persons, and what all readers of ready-made tables share."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialraum.errors import DataError
from sozialraum.sources.figures import FIGURE_COLUMNS, Figures, point_number
from sozialraum.sources.tidy import read_bevoelkerung_alter
from sozialraum.sources.workbooks import read_workbook

HEADER = "jahr;region_code;region;ebene;bundesland_code;altersgruppe;insgesamt;maennlich;weiblich"
COLOGNE = "2024;05315;Köln, kreisfreie Stadt;KR;05;Insgesamt;30;10;20"


def write(folder, *lines, encoding="utf-8"):
    path = folder / "alter.csv"
    path.write_text("\n".join(lines), encoding=encoding)
    return path


def faults(path):
    with pytest.raises(DataError) as caught:
        read_bevoelkerung_alter(path)
    return [(fault.row, fault.column, fault.found) for fault in caught.value.faults]


@pytest.fixture(scope="module")
def figures(shared):
    folder = shared / "data/raw/genesis"
    return read_bevoelkerung_alter(folder / "12411_bevoelkerung_alter_2023-2024_aufbereitet.csv")


def value(figures, gebiet, jahr, merkmal, auspraegung):
    row = figures.set_index(["gebiet", "jahr", "merkmal", "auspraegung"]).sort_index()
    return row.loc[(gebiet, jahr, merkmal, auspraegung), "wert"]


def test_duesseldorf_2024_has_618_685_people_16_116_of_them_under_3(figures):
    assert value(figures, "05111", 2024, "insgesamt", "Insgesamt") == 618_685
    assert value(figures, "05111", 2024, "insgesamt", "unter 3 Jahre") == 16_116
    assert value(figures, "05111", 2024, "weiblich", "Insgesamt") == 319_615


def test_the_53_kreise_of_nrw_add_up_to_the_land(figures):
    of_2024 = figures[(figures["jahr"] == 2024) & (figures["merkmal"] == "insgesamt")]
    total = of_2024[of_2024["auspraegung"] == "Insgesamt"].set_index("gebiet")["wert"]
    kreise = total[[key for key in total.index if len(key) == 5 and key.startswith("05")]].dropna()
    assert (len(kreise), kreise.sum(), total["05"]) == (53, 18_034_454, 18_034_454)


def test_every_age_group_of_every_area_adds_up(figures):
    wide = figures.pivot_table(
        index=["gebiet", "jahr"], columns=["merkmal", "auspraegung"], values="wert"
    )
    for merkmal in ("insgesamt", "maennlich", "weiblich"):
        groups = wide[merkmal].drop(columns="Insgesamt").sum(axis=1)
        assert (groups == wide[merkmal]["Insgesamt"]).all()


def test_a_dissolved_kreis_is_unknown_and_not_empty_of_people(figures):
    goettingen = figures[figures["gebiet"] == "03152"]
    assert goettingen["wert"].isna().all()
    assert set(goettingen["zeichen"]) == {"."}


def test_columns_and_types_are_those_of_all_readers(figures):
    assert tuple(figures.columns) == FIGURE_COLUMNS
    assert set(figures["stand"]) == {"2023-12-31", "2024-12-31"}
    assert set(figures.loc[figures["name"] == "Deutschland", "gebiet"]) == {"DG"}


def test_a_line_counts_from_one(tmp_path):
    assert set(read_bevoelkerung_alter(write(tmp_path, HEADER, COLOGNE))["zeile"]) == {2}


def test_a_lost_zero_comes_back_and_is_told_once(tmp_path):
    rows = [COLOGNE.replace("05315", "5315"), COLOGNE.replace("05315;", "5111;")]
    frame = read_bevoelkerung_alter(write(tmp_path, HEADER, *rows))
    assert set(frame["gebiet"]) == {"05315", "05111"}
    assert frame.attrs["hinweise"] == [
        "2 Schlüssel repariert, zum Beispiel: Führende Null ergänzt: „5315“ → „05315“."
    ]


def test_cp1252_is_read_too(tmp_path):
    frame = read_bevoelkerung_alter(write(tmp_path, HEADER, COLOGNE, encoding="cp1252"))
    assert frame["name"][0] == "Köln, kreisfreie Stadt"


def test_all_faults_are_told_at_once(tmp_path):
    rows = [
        COLOGNE.replace("30", "dreißig"),
        COLOGNE.replace("05315", "99999").replace("2024", "24"),
        COLOGNE.replace("KR", "GEM"),
        COLOGNE.replace("05315", "05111").replace(";10;", ";1.5;"),
    ]
    assert faults(write(tmp_path, HEADER, *rows)) == [
        (2, "insgesamt", "dreißig"),
        (3, "region_code", "99999"),
        (3, "jahr", "24"),
        (4, "ebene", "GEM"),
        (5, "maennlich", "1.5"),
    ]


def test_mixed_levels_are_refused(tmp_path):
    wrong = faults(write(tmp_path, HEADER, COLOGNE, COLOGNE.replace("05315;", "05315000;")))
    assert wrong == [(3, "region_code", "05315000")]


def test_an_area_twice_is_refused(tmp_path):
    assert faults(write(tmp_path, HEADER, COLOGNE, COLOGNE))[0][0] == 3


def test_a_row_with_a_cell_too_many_is_refused(tmp_path):
    assert faults(write(tmp_path, HEADER, COLOGNE + ";7")) == [(2, "", "10")]


def test_a_missing_column_names_the_nearest_one(tmp_path):
    path = write(tmp_path, HEADER.replace("maennlich", "männlich"), COLOGNE)
    with pytest.raises(DataError, match=r"Zeile 1, Spalte „maennlich“.*Meinten Sie „männlich“\?"):
        read_bevoelkerung_alter(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "leer"),
        ("kreis_id,kreis_name,gisd_score\n05111,Düsseldorf,0", "Das ist keine Tabelle"),
        (HEADER, "Unter der Kopfzeile steht keine Zahl"),
    ],
)
def test_another_file_is_refused_in_german(tmp_path, text, message):
    with pytest.raises(DataError, match=message):
        read_bevoelkerung_alter(write(tmp_path, text))


def test_a_file_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(DataError, match="nicht vorhanden"):
        read_bevoelkerung_alter(tmp_path / "fehlt.csv")


@pytest.mark.parametrize("content", [b"", b"kein Excel", b"PK\x03\x04", b"\xd0\xcf\x11\xe0" * 200])
def test_what_is_no_workbook_is_refused(tmp_path, content):
    path = tmp_path / "mappe.xls"
    path.write_bytes(content)
    with pytest.raises(DataError, match="nicht als Arbeitsmappe"):
        read_workbook(path)


def test_a_verband_has_nine_digits_and_gets_its_zero_back():
    figures = Figures("datei.csv")
    assert figures.key("51110000", "verband", 2, "gvb_id") == "051110000"
    figures.key("0511100", "verband", 3, "gvb_id")
    assert [(fault.row, fault.found) for fault in figures.faults] == [(3, "0511100")]


@given(st.integers(1, 10**9), st.integers(0, 5))
def test_a_sum_of_binary_fractions_is_again_the_number_that_was_published(digits, places):
    published = digits / 10**places
    for written in (published, np.nextafter(published, np.inf), np.nextafter(published, -np.inf)):
        assert point_number(f"{written:.17g}")[0] == published


@settings(deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.text('0123456789;,.-/x\n"ß', max_size=80).map(lambda t: f"{HEADER}\n{t}".encode()),
        st.lists(st.text("0159.,-x K", max_size=6), min_size=9, max_size=9).map(
            lambda cells: f"{HEADER}\n{';'.join(cells)}".encode()
        ),
    )
)
def test_no_bytes_whatever_raise_anything_but_a_data_error(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "alter.csv"
    path.write_bytes(content)
    try:
        frame = read_bevoelkerung_alter(path)
    except DataError:
        return
    assert tuple(frame.columns) == FIGURE_COLUMNS
