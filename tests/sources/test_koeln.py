"""Köln: known figures, three levels in one column, what stays out of the project."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialraum.errors import DataError
from sozialraum.sources.koeln import TABLES, read_koeln_bevoelkerung, read_koeln_monitoring

HEADER = "id,tab_id,tabelle,jahr,raum_id,raum,zei_id,zeile,zahl"
MONITORING = "X,Y,nummer,name,arbeitslosenquote_2019,arbeitslosenquote_2016_2019"


def row(raum_id, zahl, tabelle="Einwohner in Köln", zeile="Einwohner"):
    return f"1,005,{tabelle},2012,{raum_id},Raum {raum_id},10,{zeile},{zahl}"


def write(folder, *lines, encoding="utf-8"):
    path = folder / "koeln.csv"
    path.write_text("\n".join(lines), encoding=encoding)
    return path


def faults(reader, path):
    with pytest.raises(DataError) as caught:
        reader(path)
    return [(fault.row, fault.column, fault.found) for fault in caught.value.faults]


@pytest.fixture(scope="module")
def figures(shared):
    return read_koeln_bevoelkerung(shared / "data/raw/koeln/bevoelkerung_2005-2012.csv")


@pytest.fixture(scope="module")
def city_2012(figures):
    whole = figures[(figures["gebiet"] == "000") & (figures["jahr"] == 2012)]
    return whole.set_index(["merkmal", "auspraegung"])["wert"]


def test_1_044_555_people_in_2012_17_873_of_them_with_a_secondary_home(city_2012):
    assert city_2012["Einwohner in Köln", "Einwohner"] == 1_044_555
    assert city_2012["Wohnstatus"].to_dict() == {"Hauptwohnung": 1_026_682, "Nebenwohnung": 17_873}
    assert city_2012["Einwohner nach Geschlecht"].sum() == 1_044_555
    assert city_2012["Einwohner nach Alter", "00 - < 03"] == 29_838


def test_a_naive_sum_counts_everybody_three_times(figures):
    people = figures[(figures["merkmal"] == "Einwohner in Köln") & (figures["jahr"] == 2012)]
    assert people["wert"].sum() == 3 * 1_044_555
    levels = people["gebiet"].map(figures.attrs["ebenen"])
    assert people.groupby(levels)["wert"].agg(["sum", "size"]).to_dict("index") == {
        "stadt": {"sum": 1_044_555, "size": 1},
        "bezirk": {"sum": 1_044_555, "size": 9},
        "stadtteil": {"sum": 1_044_555, "size": 86},
    }


def test_of_migration_background_only_the_total_is_taken(figures, city_2012):
    migration = "Einwohner mit Migrationshintergrund"
    assert city_2012[migration].to_dict() == {migration: 359_873}


def test_religion_marital_status_and_origin_stay_out(figures):
    assert set(figures["merkmal"]) == set(TABLES)
    words = " ".join(figures["auspraegung"].unique())
    for word in ("katholisch", "ledig", "Türkei", "Aussiedler", "Eingebürgerte"):
        assert word not in words


def test_all_sums_of_the_city_are_right_and_what_was_left_out_is_told(figures):
    assert figures.attrs["hinweise"] == [
        "Ganz oder teilweise nicht übernommen: „Einwohner mit Migrationshintergrund“, "
        "„Einwohner nach Familienstand“, „Konfession“."
    ]


def test_eight_years_on_31_december_without_a_gap(figures):
    assert sorted(figures["stand"].unique()) == [f"{year}-12-31" for year in range(2005, 2013)]
    assert len(figures) == 96 * 8 * 19


def test_a_sum_that_is_wrong_is_told_with_its_line(tmp_path):
    rows = [row("000", 100), row("001", 60), row("002", 40), row("101", 25), row("102", 30)]
    notes = read_koeln_bevoelkerung(write(tmp_path, HEADER, *rows)).attrs["hinweise"]
    assert notes == [
        "Zeile 3: Einwohner in Köln, Einwohner, Raum 001 2012: angegeben 60, Summe der Teile 55."
    ]


def test_an_unreadable_number_that_is_not_taken_in_disturbs_nobody(tmp_path):
    skipped = row("000", "?", "Konfession", "evangelisch")
    assert len(read_koeln_bevoelkerung(write(tmp_path, HEADER, row("000", 1), skipped))) == 1


def test_lost_zeros_come_back_for_the_length_is_known(tmp_path):
    frame = read_koeln_bevoelkerung(write(tmp_path, HEADER, row("0", 7), row("1", 7)))
    assert list(frame["gebiet"]) == ["000", "001"]
    assert "„0“ → „000“" in frame.attrs["hinweise"][0]


def test_all_faults_of_the_population_are_told_at_once(tmp_path):
    rows = [row("000", "viele"), row("1010", 1), row("101", 1) + ",2", row("102", 1), row("102", 2)]
    assert faults(read_koeln_bevoelkerung, write(tmp_path, HEADER, *rows)) == [
        (2, "Einwohner in Köln", "viele"),
        (3, "raum_id", "1010"),
        (4, "", "10"),
        (6, "", "102 Raum 102, 2012-12-31"),
    ]


def test_cp1252_is_read_too(tmp_path):
    frame = read_koeln_bevoelkerung(write(tmp_path, HEADER, row("000", 1), encoding="cp1252"))
    assert list(frame["merkmal"]) == ["Einwohner in Köln"]


@pytest.fixture(scope="module")
def monitoring(shared):
    path = shared / "data/raw/koeln/monitoring2019_stadtteile.csv"
    return read_koeln_monitoring(path, unlesbar="melden")


def test_elsdorf_plus_minus_0_3_is_refused_with_its_place(shared):
    path = shared / "data/raw/koeln/monitoring2019_stadtteile.csv"
    assert faults(read_koeln_monitoring, path) == [(21, "arbeitslosenquote_2016_2019", "+-0.3")]


def test_or_it_is_kept_as_unknown_and_told(monitoring):
    elsdorf = monitoring[monitoring["gebiet"] == "708"].set_index("merkmal")
    assert math.isnan(elsdorf.loc["arbeitslosenquote_2016_2019", "wert"])
    assert elsdorf.loc["arbeitslosenquote_2016_2019", "zeichen"] == "."
    assert elsdorf.loc["arbeitslosenquote_2019", "wert"] == 5.1
    assert monitoring.attrs["hinweise"] == [
        "monitoring2019_stadtteile.csv, Zeile 21, Spalte „arbeitslosenquote_2016_2019“, Elsdorf: "
        "„+-0.3“ ist keine Zahl; der Wert bleibt unbekannt."
    ]


def test_altstadt_sued_2019(monitoring):
    values = monitoring[monitoring["gebiet"] == "101"].set_index("merkmal")["wert"]
    assert values["arbeitslosenquote_2019"] == 5.9
    assert values["arbeitslosenquote_2016_2019"] == -0.4
    assert values["mietpreis_2016_2019"] == 2.3  # "+2.3"
    assert math.copysign(1, values["haushaltsgroesse_2016_2019"]) == 1  # "-0.0"


def test_86_stadtteile_of_one_level_in_2019(monitoring):
    assert (monitoring["gebiet"].nunique(), set(monitoring["jahr"])) == (86, {2019})
    assert set(monitoring.attrs["ebenen"].values()) == {"stadtteil"}


def test_all_faults_of_the_monitoring_are_told_at_once(tmp_path):
    path = write(tmp_path, MONITORING, "1,2,101,Süd,5.9,+-1", "1,2,1x,Nord,viele,0")
    assert [place[:2] for place in faults(read_koeln_monitoring, path)] == [
        (2, "arbeitslosenquote_2016_2019"),
        (3, "nummer"),
        (3, "arbeitslosenquote_2019"),
    ]


@pytest.mark.parametrize("reader", [read_koeln_bevoelkerung, read_koeln_monitoring])
@pytest.mark.parametrize("text", ["", "\n", "kreis_id,kreis_name,year,gisd_score\n05111,D,2021,0"])
def test_another_file_is_refused(tmp_path, reader, text):
    with pytest.raises(DataError, match=r"leer|keine Tabelle"):
        reader(write(tmp_path, text))


@pytest.mark.parametrize("reader", [read_koeln_bevoelkerung, read_koeln_monitoring])
def test_a_missing_column_and_a_missing_file_are_said_so(tmp_path, reader):
    with pytest.raises(DataError, match="nicht vorhanden"):
        reader(tmp_path / "fehlt.csv")
    half = "id,tabelle,jahr,raum_id,nummer,name"
    with pytest.raises(DataError, match="Die Spalte fehlt"):
        reader(write(tmp_path, half))


@settings(deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.text('01,.-\n" Ko', max_size=60).map(lambda text: f"{HEADER}\n{text}".encode()),
        st.tuples(st.text("0129x", max_size=4), st.text("019.-+e", max_size=6)).map(
            lambda cells: f"{HEADER}\n{row(*cells)}".encode()
        ),
        st.lists(st.text("019.-+x", max_size=4), min_size=6, max_size=6).map(
            lambda cells: f"{MONITORING}\n{','.join(cells)}".encode()
        ),
    )
)
def test_no_bytes_whatever_raise_anything_but_a_data_error(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "koeln.csv"
    path.write_bytes(content)
    for reader in (read_koeln_bevoelkerung, read_koeln_monitoring):
        try:
            reader(path)
        except DataError:
            continue
