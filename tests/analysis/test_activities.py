"""The catalogue of activities is whole, and what fits a need comes in a fixed order."""

import csv
from collections import Counter

import pytest

from sozialraum.analysis.activities import AUFWAENDE, activities, matching
from sozialraum.analysis.catalogue import catalogue
from sozialraum.programme import ECKPUNKTE


def codes(found):
    return [one.code for one in found]


def test_the_catalogue_has_39_activities_in_the_four_eckpunkte():
    counted = Counter(one.eckpunkt for one in activities().values())
    assert counted == {"IKO": 10, "SRA": 10, "BE": 8, "AD": 11}
    assert set(counted) == set(ECKPUNKTE)


@pytest.mark.parametrize("one", activities().values(), ids=lambda one: one.code)
def test_every_activity_is_complete(one):
    assert all([one.massnahme, one.zielgruppe, one.output, one.outcome])
    assert one.aufwand in AUFWAENDE
    assert one.fuer_alle or one.indikatoren
    assert set(one.indikatoren) <= set(catalogue())


def test_the_facts_are_those_of_the_collected_list(shared):
    with (shared / "fach/massnahmenkatalog.csv").open(encoding="utf-8") as stream:
        rows = {row["id"]: row for row in csv.DictReader(stream, delimiter=";")}
    assert list(rows) == list(activities())
    for code, row in rows.items():
        one = activities()[code]
        listed = () if row["passt_zu"] == "alle" else tuple(row["passt_zu"].split())
        assert (one.eckpunkt, AUFWAENDE[one.aufwand]) == (row["eckpunkt"], row["aufwand"])
        assert (one.indikatoren, one.fuer_alle) == (listed, row["passt_zu"] == "alle")


def test_nothing_changes_the_catalogue():
    with pytest.raises(TypeError):
        activities()["SRA01"] = None
    with pytest.raises(AttributeError):
        activities()["SRA01"].aufwand = "klein"


def test_the_main_eckpunkt_comes_first_and_more_shared_indicators_before_fewer():
    found = codes(matching({"SRA": 1, "IKO": 2}, ["E01", "E03", "J02"]))
    assert found == ["IKO02", "IKO01", "IKO05", "SRA08", "SRA05"]


def test_a_need_without_indicators_is_offered_its_whole_main_eckpunkt():
    found = codes(matching({"SRA": 2, "BE": 1}))
    assert found == [f"SRA{number:02}" for number in range(1, 11)]


def test_a_supplementary_eckpunkt_gives_only_what_shares_an_indicator():
    assert codes(matching({"BE": 1}, ["G04"])) == ["BE02", "BE06"]
    assert matching({"BE": 1}, ["D01"]) == ()
    assert matching({"BE": 0}, ["G04"]) == ()


def test_single_cases_are_counselled_by_a_service_office_only():
    assert "AD01" not in codes(matching("AD"))
    assert codes(matching("AD", art="ADA"))[0] == "AD01"
    assert codes(matching("AD", ["I01"], art="ADA")) == ["AD01", "AD05", "AD06", "AD10", "AD11"]


def test_the_order_of_what_is_asked_changes_nothing():
    one = matching({"AD": 2, "IKO": 2}, ["I05", "J02"])
    assert one == matching({"IKO": 2, "AD": 2}, ["J02", "I05"])
