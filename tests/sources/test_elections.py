"""Elections: turnout of known places, headers found by what they say."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialraum.errors import DataError
from sozialraum.sources.elections import (
    read_bundestagswahl_kreise,
    read_bundestagswahl_stadtteile,
)

TITLE = "Ergebnisse der Bundestagswahl 2025 nach kreisfreien Städten und Landkreisen;;;;"
HEADER = (
    "Land;Statistische Kennziffer;Kreisfreie Stadt bzw. Stadtkreis, Landkreis bzw. Kreis;"
    "Wahlberechtigte (A);Wählende (B)"
)
COLOGNE = "NW;05315;Köln, Stadt;1000;800"
STADTTEILE = "Nr;Name;Wahlberechtigte;abgegeben;Wahlbeteiligung"


def write(folder, *lines, name="btw2013.csv"):
    path = folder / name
    path.write_text("\r\n".join(lines), encoding="utf-8-sig", newline="")
    return path


@pytest.fixture(scope="module")
def kreise(shared):
    return read_bundestagswahl_kreise(shared / "data/raw/btw2025/btw2025kreis.csv")


@pytest.fixture(scope="module")
def stadtteile(shared):
    return read_bundestagswahl_stadtteile(shared / "data/raw/koeln/btw2013_stadtteile.csv")


def wide(figures, index):
    return figures.pivot_table(index=index, columns="merkmal", values="wert")


def test_duesseldorf_338_965_of_413_320_voted(kreise):
    voted = wide(kreise, "gebiet").loc["05111"]
    assert (voted["Wahlberechtigte (A)"], voted["Wählende (B)"]) == (413_320, 338_965)
    assert round(100 * voted["Wählende (B)"] / voted["Wahlberechtigte (A)"], 1) == 82.0


def test_germany_and_nrw_add_up(kreise):
    entitled = wide(kreise, "gebiet")["Wahlberechtigte (A)"]
    assert (len(entitled), entitled.sum()) == (401, 60_510_631)
    assert entitled[entitled.index.str.startswith("05")].sum() == 12_884_209


def test_valid_and_invalid_votes_are_the_voters(kreise):
    votes = wide(kreise, "gebiet")
    for kind in ("Erststimmen", "Zweitstimmen"):
        cast = votes[f"Gültige - {kind}"] + votes[f"Ungültige - {kind}"]
        assert (cast == votes["Wählende (B)"]).all()


def test_the_day_of_the_poll_is_the_stand(kreise, stadtteile):
    assert (set(kreise["stand"]), set(kreise["jahr"])) == ({"2025-02-23"}, {2025})
    assert (set(stadtteile["stand"]), set(stadtteile["jahr"])) == ({"2013-09-22"}, {2013})


def test_duesseldorf_stands_in_line_69_of_the_file(kreise):
    assert set(kreise.loc[kreise["gebiet"] == "05111", "zeile"]) == {69}


def test_86_stadtteile_by_name_and_nothing_but_turnout(stadtteile):
    assert (stadtteile["name"].nunique(), set(stadtteile["gebiet"])) == (86, {""})
    assert set(stadtteile["merkmal"]) == {"Wahlberechtigte", "abgegeben", "Wahlbeteiligung"}


def test_altstadt_nord_9_772_of_12_740_voted(stadtteile):
    row = wide(stadtteile, "name").loc["Altstadt/Nord"]
    assert row.to_dict() == {"Wahlberechtigte": 12_740, "abgegeben": 9_772, "Wahlbeteiligung": 76.7}


def test_the_published_turnout_is_that_of_the_counts(stadtteile):
    rows = wide(stadtteile, "name")
    computed = 100 * rows["abgegeben"] / rows["Wahlberechtigte"]
    assert (computed - rows["Wahlbeteiligung"]).abs().max() <= 0.005 + 1e-9
    assert (rows["Wahlberechtigte"].sum(), rows["abgegeben"].sum()) == (722_435, 523_763)


@pytest.mark.parametrize("above", [[TITLE], ["©;;;;", ";;;;", TITLE, ";;;;"]])
def test_the_header_may_stand_in_any_line(tmp_path, above):
    frame = read_bundestagswahl_kreise(write(tmp_path, *above, HEADER, COLOGNE))
    assert list(frame["wert"]) == [1000, 800]
    assert set(frame["zeile"]) == {len(above) + 2}


def test_without_a_title_nobody_knows_which_election_it_is(tmp_path):
    with pytest.raises(DataError, match="welche Wahl"):
        read_bundestagswahl_kreise(write(tmp_path, HEADER, COLOGNE))


def test_all_faults_are_told_at_once(tmp_path):
    bad = ["NW;5111;Düsseldorf;tausend;9", "NW;99111;Nirgends;10;11", COLOGNE, COLOGNE]
    with pytest.raises(DataError) as caught:
        read_bundestagswahl_kreise(write(tmp_path, TITLE, HEADER, *bad))
    assert [(f.row, f.found) for f in caught.value.faults] == [
        (3, "tausend"),
        (4, "99111"),
        (4, "11"),
        (6, "05315 Köln, Stadt, 2025-02-23"),
    ]


def test_a_fault_says_place_expected_and_remedy(tmp_path):
    with pytest.raises(DataError) as caught:
        read_bundestagswahl_kreise(write(tmp_path, TITLE, HEADER, COLOGNE.replace("800", "80O")))
    assert str(caught.value) == (
        "btw2013.csv, Zeile 3, Spalte „Wählende (B)“: In der Zahlenspalte steht keine Zahl. "
        "Gefunden: „80O“. Erwartet: eine Zahl mit Dezimalkomma oder eine leere Zelle. "
        "Abhilfe: Die Stelle mit der Quelle vergleichen und berichtigen."
    )


def test_the_year_of_a_table_by_stadtteil_is_that_of_its_file_unless_given(tmp_path):
    rows = (STADTTEILE, ";Kalk;100;61;61,00")
    assert set(read_bundestagswahl_stadtteile(write(tmp_path, *rows))["jahr"]) == {2013}
    unnamed = write(tmp_path, *rows, name="wahl.csv")
    assert set(read_bundestagswahl_stadtteile(unnamed, jahr=2017)["stand"]) == {"2017-09-24"}
    with pytest.raises(DataError, match="das Jahr der Wahl"):
        read_bundestagswahl_stadtteile(unnamed)


def test_a_decimal_point_in_a_german_table_is_refused(tmp_path):
    with pytest.raises(DataError, match="Dezimalkomma"):
        read_bundestagswahl_stadtteile(write(tmp_path, STADTTEILE, ";Kalk;100;61;61.00"))


@pytest.mark.parametrize("reader", [read_bundestagswahl_kreise, read_bundestagswahl_stadtteile])
@pytest.mark.parametrize("text", ["", "kreis_id,year,gisd_score", "\n\n"])
def test_another_file_is_refused(tmp_path, reader, text):
    with pytest.raises(DataError, match=r"leer|keine Tabelle"):
        reader(write(tmp_path, text))


@settings(deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.lists(st.text('0159.,-x K"', max_size=6), min_size=5, max_size=5).map(
            lambda cells: "\n".join([TITLE, HEADER, STADTTEILE, ";".join(cells)]).encode()
        ),
    )
)
def test_no_bytes_whatever_raise_anything_but_a_data_error(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "btw2013.csv"
    path.write_bytes(content)
    for reader in (read_bundestagswahl_kreise, read_bundestagswahl_stadtteile):
        try:
            reader(path)
        except DataError:
            continue
