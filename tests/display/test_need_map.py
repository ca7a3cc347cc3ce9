"""The map of need, offers and plans: nothing hides anything, and what is not reached is named."""

from itertools import combinations
from types import SimpleNamespace

import pandas as pd
import pytest

from sozialraum.analysis.chain import Need
from sozialraum.display.map_labels import Label, apart, framed, label_sheet, placed
from sozialraum.display.maps import named_layer
from sozialraum.display.need_map import need_map, planned, unreached
from sozialraum.display.places import Place
from tests.regions import opened

NAMES = ("sehr niedrig", "niedrig", "mittel", "hoch", "sehr hoch")
EVIL = "Eltern brauchen <b>Hilfe</b>."


@pytest.fixture(scope="module")
def region():
    return opened("musterstadt")


@pytest.fixture
def shown(region):
    classes = pd.Series("mittel", region.gebiete.index)
    classes["22"], classes["12"] = "hoch", ""
    return named_layer("Soziale Lage 2025", classes, NAMES)


def plan(*activities, goals=(("Z1", "SRA", "N1"), ("Z2", "AD", "N2"))) -> SimpleNamespace:
    ziele = pd.DataFrame(list(goals), columns=["id", "eckpunkt", "bedarf"]).set_index("id")
    rows = pd.DataFrame(list(activities), columns=["ziel", "gebiet", "status"])
    return SimpleNamespace(ziele=ziele, massnahmen=rows)


def need(name="N1", gebiete=("22", "31"), zustaendig="IA", **eckpunkte) -> Need:
    return Need(
        name, EVIL, "Eltern", gebiete, (), (), "bestätigt", "gross", False, 3.0, {"arten": {}},
        eckpunkte or {"SRA": 2}, zustaendig, {},
    )  # fmt: skip


def test_activities_count_where_they_are_and_cancelled_ones_nowhere():
    counts = planned(
        plan(("Z1", ("22",), "geplant"), ("Z2", (), "laufend"), ("Z1", ("22",), "entfallen")),
        ["22", "31"],
    )

    assert counts["22"] == {"IKO": 0, "SRA": 1, "BE": 0, "AD": 1}
    assert counts["31"] == {"IKO": 0, "SRA": 0, "BE": 0, "AD": 1}


def test_the_map_says_need_offers_and_plans(region, shown):
    block = need_map(
        region, shown, ["22", "31"], region.standorte, plan(("Z1", ("22",), "geplant"))
    )

    assert block.alternative.startswith(
        "Karte von 2 Sozialräumen. Altmarkt, Soziale Lage 2025 hoch; geplante Maßnahmen: "
        "Sozialraumorientierte Arbeit 1. Drei Uhren, Soziale Lage 2025 mittel; geplante "
        "Maßnahmen: keine. Eingezeichnete Stellen: "
    )
    assert ">SRA 1<" in block.svg
    assert "kein Befund über das Angebot" in block.note


def test_without_index_and_places_there_is_still_a_map(region):
    block = need_map(region, None, ["22"], region.standorte.iloc[:0], plan())

    assert block.alternative == ("Karte eines Sozialraums. Altmarkt; geplante Maßnahmen: keine.")


def test_the_map_of_the_page_in_plain_language_has_no_eckpunkt_and_no_class(region):
    block = need_map(region, None, ["22"], region.standorte, None)

    assert block.caption == "Hier arbeiten wir"
    assert block.alternative.startswith("Karte eines Sozialraums. Altmarkt. Eingezeichnete Stellen")
    assert "Maßnahmen" not in f"{block.svg}{block.alternative}{block.source}{block.note}"
    assert ">Hier arbeiten wir<" in block.svg


def test_no_text_of_the_map_hides_another(region, shown, overlapping):
    everywhere = plan(("Z1", (), "geplant"), ("Z2", (), "geplant"))
    block = need_map(region, shown, ["22", "31", "32"], region.standorte, everywhere)

    assert overlapping(block.svg) == 0


def test_the_same_plan_gives_the_same_map(region, shown):
    maps = [need_map(region, shown, ["22"], region.standorte, plan()) for _ in range(2)]

    assert maps[0] == maps[1]


def test_marks_that_would_touch_stand_apart():
    _, ax, *_ = label_sheet((0.0, 0.0, 10_000.0, 10_000.0), 1)
    crowd = [Place("IA", str(i), (), 5_000.0 + 40 * i, 5_000.0, 0, 0) for i in range(6)]
    moved = apart(ax, [*crowd, Place("IA", "fern", (), 100.0, 100.0, 0, 0)])
    spots = [(mark.dx, mark.dy) for mark in moved if mark.name != "fern"]

    assert all(
        ((a - c) ** 2 + (b - d) ** 2) ** 0.5 > 1 for (a, b), (c, d) in combinations(spots, 2)
    )
    assert (moved[-1].x, moved[-1].dx) == (100.0, 0) or (moved[0].x, moved[0].dx) == (100.0, 0)


def test_a_label_leaves_the_middle_where_a_place_stands(region):
    _, ax, *_ = label_sheet(framed((451_000.0, 5_661_000.0, 452_000.0, 5_662_000.0)), 1)
    label = [Label("22", "Altmarkt", {"SRA": 2})]
    outlines = region.gebiete.geometry
    (free,) = placed(ax, label, outlines, [])
    (moved,) = placed(ax, label, outlines, [Place("IA", "", (), free.x, free.y, 0, 0)])

    assert (free.x, free.y) == pytest.approx((451_500, 5_661_500), abs=1)
    assert abs(moved.x - free.x) + abs(moved.y - free.y) > 50


@pytest.mark.parametrize(
    ("activities", "missing"),
    [
        ([("Z2", ("22",), "geplant")], "Es gibt ein Ziel, aber keine Maßnahme"),
        ([("Z1", ("22",), "entfallen")], "Es gibt ein Ziel, aber keine Maßnahme"),
        ([("Z1", ("22",), "geplant")], "In Drei Uhren erreicht ihn keine Maßnahme"),
        ([("Z1", ("11",), "geplant")], "In Altmarkt und Drei Uhren erreicht ihn keine Maßnahme"),
    ],
)
def test_a_chosen_need_that_no_activity_reaches_is_named(region, activities, missing):
    (sentence,) = unreached([need()], plan(*activities), region.area_name)

    assert sentence == f"Bedarf N1 („Eltern brauchen <b>Hilfe</b>“): {missing}."


def test_a_need_without_a_goal_is_named(region):
    (sentence,) = unreached([need("N9")], plan(), region.area_name)

    assert "Kein Ziel und keine Maßnahme" in sentence


@pytest.mark.parametrize("areas", [(), ("22", "31")])
def test_a_need_that_is_reached_everywhere_is_not_named(region, areas):
    assert unreached([need()], plan(("Z1", areas, "geplant")), region.area_name) == ()


def test_only_chosen_needs_of_the_agency_are_looked_at(region):
    nothing = plan(goals=())
    needs = [need(BE=2), need(SRA=1), need(zustaendig="andere")]

    assert unreached(needs, nothing, region.area_name, chosen=["SRA"]) == ()
    assert len(unreached(needs, nothing, region.area_name, chosen=["BE"])) == 1


def test_where_no_need_leads_to_a_chosen_eckpunkt_those_that_support_it_are_looked_at(region):
    nothing = plan(goals=())
    needs = [need("N1", SRA=2, BE=1), need("N2", AD=2)]

    (sentence,) = unreached(needs, nothing, region.area_name, chosen=["BE"])
    assert sentence.startswith("Bedarf N1 ")
