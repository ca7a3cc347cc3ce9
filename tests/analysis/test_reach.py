"""Reach of places: numbers that can be worked out by hand in Musterstadt, and refusals."""

from dataclasses import replace

import pytest

from sozialraum.analysis.profile import profile
from sozialraum.analysis.reach import NoReachError, kind_reach
from sozialraum.analysis.space import segregation
from sozialraum.display import reach
from sozialraum.display.blocks import Note
from sozialraum.display.pattern import spatial
from tests.regions import opened
from tests.rendered import shown


def test_the_one_youth_service_in_the_north_west_serves_twelve_thousand(town):
    found = kind_reach(town, "JMD")
    assert found.distance[["11", "12", "33"]].tolist() == [0, 1, 2.828]
    # its catchment of 1,5 km: the areas 11, 12, 21 and 22 with 1.000, 2.000, 4.000 and 5.000
    assert found.access["22"] == pytest.approx(10_000 / 12_000)
    assert found.access["33"] == 0
    weighted = 1000 + 0.68 * (2000 + 4000) + 0.22 * 5000
    assert found.stepped["12"] == pytest.approx(0.68 * 10_000 / weighted)


def test_what_falls_to_all_people_is_what_there_is(town):
    for kind in ("JMD", "Treffpunkt", "Schule"):
        found = kind_reach(town, kind)
        assert (found.access * found.people).sum() == pytest.approx(10_000 * found.number)


def test_one_more_in_the_middle_reaches_everybody(town):
    found = kind_reach(town, "JMD")
    assert found.covering.chosen == ("22",)
    assert (found.covering.before, found.covering.after) == (12_000, 45_000)
    assert found.median.after < found.median.before
    assert found.covering.optimal


def test_a_list_that_is_not_complete_or_not_placed_is_refused(town):
    with pytest.raises(NoReachError, match="nicht als vollständig gekennzeichnet"):
        kind_reach(town, "Kita")
    with pytest.raises(NoReachError, match="2 von 5 Einträgen keinen genauen Ort"):
        kind_reach(town, "MSO")


def test_areas_wider_than_the_limit_are_refused_in_words(town):
    """Squares of 3 km have a mean radius of 1,7 km: whoever lives at the edge is far away."""
    shapes = town.gebiete.geometry.scale(3, 3, origin=(450_000, 5_660_000))
    wide = replace(town, gebiete=town.gebiete.set_geometry(shapes))
    with pytest.raises(NoReachError, match=r"Gebiete zu groß sind.*1,7 km.*1,5 km"):
        kind_reach(wide, "JMD")


def test_who_lives_beside_whom_is_told_from_both_sides(town):
    told = shown(spatial(town))
    assert "Anteil der Gruppe und der übrigen im Gebiet eines durchschnittlichen Mitglieds" in told
    assert told.count("vom Zuschnitt der Gebiete") == 1  # for all groups together
    first = segregation(town)[0]
    assert first.isolation + first.exposure == pytest.approx(1)


@pytest.mark.parametrize("name", ["nrw", "koeln"])
def test_regions_without_complete_lists_get_one_sentence(name):
    told = reach.chapter(profile(opened(name)))
    assert isinstance(told, Note)
    assert "Integrationsagentur" in told.text
    assert "nicht als vollständig gekennzeichnet" in told.text


def test_the_chapter_says_straight_line_and_that_a_result_is_no_proposal(town):
    access, more, note = reach.chapter(profile(town, "22")).blocks
    assert "Luftlinie" in access.note
    assert "kein Vorschlag" in more.note
    assert "Fachdienst" in note.text
    assert access.rows[4][:2] == ("Treffpunkt oder Begegnungsort", "9")
    assert more.rows[4][3] == "keiner brächte mehr"
