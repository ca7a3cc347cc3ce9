"""Rows of somebody else's table find their area by key, by name, or by a person's decision."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialraum.errors import DataError
from sozialraum.sources.areas import read_areas
from sozialraum.sources.elections import read_bundestagswahl_stadtteile
from sozialraum.sources.genesis import read_genesis
from sozialraum.sources.incoming.joining import check_joined, describe_join, join_areas
from sozialraum.sources.incoming.names import SHORTLIST, Closest, alike, fits
from tests.regions import opened

KREISE = {"05111": "Düsseldorf", "05315": "Köln", "05334": "Städteregion Aachen", "05554": "Borken"}
STADTTEILE = {"101": "Altstadt/Süd", "102": "Altstadt/Nord", "502": "Nippes", "802": "Kalk"}


def kreise(keys=(), names=(), **options):
    longest = max(len(keys), len(names))
    padded = [list(column) + [""] * (longest - len(column)) for column in (keys, names)]
    return join_areas(*padded, KREISE, level="kreis", **options)


def stadtteile(keys=(), names=(), **options):
    longest = max(len(keys), len(names))
    padded = [list(column) + [""] * (longest - len(column)) for column in (keys, names)]
    return join_areas(*padded, STADTTEILE, level="stadtteil", **options)


# By key


@pytest.mark.parametrize(
    "damaged",
    ["5315", "5315.0", "5315,0", "05 315", "053 15", "5 315", " '05315", "05315000", "5315000",
     "053150000000", "05.315", "5.315"],
)  # fmt: skip
def test_a_key_is_repaired_where_only_one_area_can_be_meant(damaged):
    join = kreise([damaged])
    assert (join.gebiet, join.how) == (["05315"], ["repariert"])
    assert join.notes == (f"Schlüssel berichtigt: „{damaged.strip()}“ → „05315“.",)


def test_the_key_of_a_gemeinde_may_have_blanks_or_be_an_ars():
    areas = {"05111000": "Düsseldorf", "05315000": "Köln"}
    join = join_areas(["05 111 000", "53150000000"], ["", ""], areas, level="gemeinde")
    assert join.gebiet == ["05111000", "05315000"]


@pytest.mark.parametrize("lost", ["5,32E+03", "53", "05354", "05315001", "x", "5315.5"])
def test_a_key_that_may_be_anything_is_left_alone(lost):
    join = kreise([lost])
    assert (join.gebiet, join.how) == ([""], ["keins"])
    assert join.without_area == (lost,)


def test_a_city_that_numbers_with_three_digits_gets_its_zeros_back():
    areas = {"001": "Mitte", "010": "Nord", "100": "Süd"}
    join = join_areas(["1", "10", "100.0"], ["", "", ""], areas, level="stadtteil")
    assert join.gebiet == ["001", "010", "100"]


def test_key_and_name_in_one_cell_are_told_apart():
    assert stadtteile(["101 Altstadt-Süd", "Kalk (802)"]).gebiet == ["101", "802"]


def test_a_name_that_contradicts_its_key_is_proposed_both_ways_and_not_used():
    join = stadtteile(["101"], ["Altstadt-Nord"])
    assert (join.gebiet, join.how) == ([""], ["vorgeschlagen"])
    assert join.proposed == {"Altstadt-Nord": ("102", "101")}


def test_a_dissolved_kreis_does_not_become_its_successor_by_name():
    join = kreise(["05354"], ["Aachen, Kreis"])
    assert join.how == ["vorgeschlagen"]
    assert join.proposed == {"Aachen, Kreis": ("05334",)}


# By name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Altstadt/Süd", "ALTSTADT - Sued"),
        ("St. Augustin", "Sankt Augustin"),
        ("Porz a. d. Wahn", "Porz an der Wahn"),
        ("Frankfurt a.M.", "Frankfurt am M"),
        ("Neuehrenfelder Str. Süd", "Neuehrenfelder Straße-Süd"),
        ("Libur u. Lind", "Libur und Lind"),
        ("Groß-Gerau", "Gross Gerau"),
        ("Kl. Heide", "Klein-Heide"),
    ],
)
def test_ways_to_write_a_name_are_alike(one, other):
    assert alike(one) == alike(other)


def test_names_are_found_with_the_kind_that_statistics_adds():
    join = kreise(names=["Köln, Stadt", "Kreis Borken", "Borken, Kreis", "Aachen, Städteregion"])
    assert join.gebiet == ["05315", "05554", "05554", "05334"]


def test_a_name_of_another_kind_is_only_proposed():
    assert kreise(names=["Aachen, krfr. Stadt"]).how == ["vorgeschlagen"]
    assert stadtteile(names=["Nippes, Stadtbezirk"]).how == ["vorgeschlagen"]
    assert fits("Stadtteil Nippes", "Nippes", "stadtteil")


def test_two_areas_whose_names_are_alike_are_both_proposed():
    join = join_areas([""], ["Neustadt Süd"], {"1": "Neustadt/Süd", "2": "Neustadt-Süd"}, level="")
    assert join.how == ["vorgeschlagen"]
    assert set(join.proposed["Neustadt Süd"]) == {"1", "2"}


def test_an_area_called_like_its_parent_is_not_guessed():
    join = stadtteile(names=["Nippes"], parents={"005": "Nippes"})
    assert join.how == ["vorgeschlagen"]
    apart = stadtteile(
        names=["Nippes", "Stadtbezirk Nippes"], parents={"005": "Stadtbezirk Nippes"}
    )
    assert list(zip(apart.gebiet, apart.how, strict=True)) == [
        ("502", "name"), ("005", "uebergeordnet"),
    ]  # fmt: skip


# What was decided, and what is left


def test_a_close_name_is_proposed_and_used_only_once_it_is_decided():
    before = stadtteile(names=["Altstadt Sud", "Kallk", "Mond"])
    assert before.gebiet == ["", "", ""]
    assert before.how == ["vorgeschlagen", "vorgeschlagen", "keins"]
    assert before.proposed["Altstadt Sud"][0] == "101"
    assert before.proposed["Kallk"] == ("802",)
    after = stadtteile(names=["Altstadt Sud", "Kallk"], decided={"Altstadt Sud": "101"})
    assert after.gebiet == ["101", ""]
    assert after.notes == ("Wie bestätigt: „Altstadt Sud“ → „101“.",)


def test_a_decision_for_an_area_that_is_not_there_is_refused():
    with pytest.raises(DataError, match="Meinten Sie „802“") as caught:
        stadtteile(names=["Kalk"], decided={"Kalk": "8022"})
    assert caught.value.faults[0].found == "Kalk = 8022"


def test_the_report_tells_what_is_left_on_both_sides_and_what_belongs_together():
    join = stadtteile(
        keys=["101", "", "", "", ""],
        names=["", "Altstadt Süd", "Altstadt I", "Kalk und Nippes", "Mond"],
        decided={"Altstadt I": "101"},
    )
    assert join.without_figures == ("102", "502", "802")
    assert join.without_area == ("Kalk und Nippes", "Mond")
    assert join.unions == {"101": ("101", "Altstadt Süd", "Altstadt I")}
    assert join.several == {"Kalk und Nippes": ("802", "502")}
    assert not join.complete
    text = "\n".join(describe_join(join, STADTTEILE))
    assert "1 über den Schlüssel, 1 über den Namen, 1 wie bestätigt" in text
    assert "„Kalk und Nippes“ fasst 2 Gebiete zusammen: Kalk (802), Nippes (502)." in text
    assert "Zu Altstadt/Süd (101) gehören 3 Namen" in text
    assert "Ohne passendes Gebiet (1): „Mond“." in text
    assert "Gebiete ohne Zahlen (3): Altstadt/Nord (102), Nippes (502), Kalk (802)." in text
    with pytest.raises(DataError, match="bestätigen"):
        check_joined(join, "zahlen.csv")


@given(st.text(max_size=30), st.text(max_size=30))
def test_whatever_stands_in_a_cell_is_joined_to_a_known_area_or_to_none(key, name):
    join = stadtteile([key], [name], parents={"000": "Köln"})
    assert join.gebiet[0] in {*STADTTEILE, "000", ""}
    assert (join.gebiet[0] == "") == (join.how[0] in ("vorgeschlagen", "keins"))


@given(st.sampled_from(sorted(KREISE)), st.sampled_from(["{}", "{}.0", " {} ", "{}000"]))
def test_a_repaired_key_is_that_of_the_same_number(key, form):
    assert kreise([form.format(key.lstrip("0"))]).gebiet == [key]


# Real files


def test_all_86_stadtteile_of_the_election_are_found_by_name(shared):
    region = opened("koeln")
    figures = read_bundestagswahl_stadtteile(shared / "data/raw/koeln/btw2013_stadtteile.csv")
    names = set(figures["name"])
    assert len(names) == 86
    join = join_areas([""] * len(names), sorted(names), dict(region.names), level="stadtteil")
    assert set(join.how) == {"name"}
    assert join.without_figures == ()


def test_zensus_keys_that_lost_their_zero_find_52_of_53_kreise(shared):
    region = opened("nrw")
    lines = (shared / "data/raw/zensus2022/kreise_anteile.csv").read_text("utf-8-sig").splitlines()
    keys = [row[2] for row in csv.reader(lines[1:])]
    join = join_areas(keys, [""] * len(keys), dict(region.names), level="kreis")
    assert len({key for key in join.gebiet if key}) == 52
    assert join.without_figures == ("05916",)  # Herne is missing in the file


def test_kreise_of_a_genesis_table_are_joined_and_the_dissolved_one_is_left(shared):
    region = opened("nrw")
    figures = read_genesis(shared / "data/raw/genesis/13211-02-05-4_2015-2020.csv")
    table = figures[figures["gebiet"].str.startswith("05") & (figures["gebiet"].str.len() == 5)]
    keys, names = list(table["gebiet"]), list(table["name"])
    join = join_areas(keys, names, dict(region.names), level="kreis")
    assert join.without_figures == ()
    assert join.without_area == ("Aachen, Kreis",)


@pytest.mark.langsam
def test_10_990_gemeinden_are_joined_and_close_names_are_searched_among_a_few(shared, monkeypatch):
    path = shared / "data/raw/gemeinden/VG250_GEM_simplified.zip"
    gemeinden = read_areas(path, "ARS", "ARS", level="gemeinde")
    names = {key: f"Gemeinde{key}" for key in gemeinden.index}
    shortened = [key.lstrip("0") for key in names]
    assert join_areas(shortened, [""] * len(names), names, level="gemeinde").without_area == ()
    closest, compared = Closest(names), []
    usual = Closest._likeness
    monkeypatch.setattr(
        Closest, "_likeness", lambda self, word, key: compared.append(key) or usual(self, word, key)
    )
    assert all(closest(f"Gemeinde{key[:7]}") for key in list(names)[:200])
    assert len(compared) == 200 * SHORTLIST  # letter by letter with few, not with all
