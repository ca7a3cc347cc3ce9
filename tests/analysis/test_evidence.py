"""Official figures as evidence: directed, compared, never by origin."""

import math

import numpy as np
import pytest

from sozialraum.analysis.catalogue import catalogue
from sozialraum.analysis.evidence import evidence_from_figures, figure_piece
from sozialraum.analysis.model import standard
from sozialraum.analysis.profile import profile
from sozialraum.analysis.values import snapshot
from sozialraum.errors import RoleError
from tests.regions import opened

MODEL = standard()


@pytest.fixture(scope="module")
def town():
    return profile(opened("musterstadt"), "22")


@pytest.fixture(scope="module")
def cologne():
    return profile(opened("nrw"), "05315")


def test_z_is_the_distance_to_the_mean_of_all_areas(town):
    found = evidence_from_figures(town)
    values = snapshot(town.region, catalogue()["D01"], 2025)["wert"].astype(float)
    areas = values.reindex(town.region.gebiete.index)
    by_hand = (areas["22"] - areas.mean()) / areas.std(ddof=0)
    assert found.at["D01", "z"] == pytest.approx(by_hand)
    assert found.at["D01", "richtung"] == "stuetzt"


def test_a_low_value_is_more_need_where_the_indicator_says_so(town):
    found = evidence_from_figures(town)
    # Turnout of 40 % beside 60 % in the town.
    assert found.at["G01", "differenz"] == -20
    assert found.at["G01", "z"] > 1
    assert found.at["G01", "erkennbar"] is True
    assert found.at["G01", "staerke"] == 2 + (found.at["G01", "z"] > 1.5)


def test_what_cannot_be_tested_counts_at_most_1(town):
    found = evidence_from_figures(town)
    assert found.at["C04", "erkennbar"] is None  # a ratio of two rates
    assert found.at["C04", "hoechstens"] == 1
    assert found.at["C04", "staerke"] <= 1
    assert "nicht prüfbar" in found.at["C04", "vermerk"]


def test_a_figure_that_is_too_old_is_shown_and_counts_for_nothing(town):
    row = evidence_from_figures(town).loc["B05"]
    assert (row["staerke"], row["richtung"]) == (0, "neutral")
    assert row["vermerk"] == "zählt nicht: älter als 6 Jahre"
    piece = figure_piece("B05", "22", row.to_dict(), MODEL)
    assert not piece.supports
    assert not piece.contradicts
    assert math.isnan(piece.z)  # no route makes it count


def test_only_roles_that_may_be_scored_come_in(town, cologne):
    for found in (evidence_from_figures(town), evidence_from_figures(cologne)):
        assert {str(catalogue()[name].rolle) for name in found.index} <= {
            "bedarf", "luecke", "angebot",
        }  # fmt: skip
    with pytest.raises(RoleError, match="A05"):
        evidence_from_figures(town, indicators=["D01", "A05"])


def test_the_largest_area_of_comparison_is_the_one_that_counts(town, cologne):
    assert evidence_from_figures(town).at["D01", "vergleich"] == "Musterstadt"  # not its Bezirk
    row = evidence_from_figures(cologne).loc["D01"]
    assert (row["wert"], row["vergleich"]) == (9.1, "Nordrhein-Westfalen")
    assert row["text"].startswith("Arbeitslosenquote")
    assert row["quelle"]


def test_a_difference_in_the_other_direction_does_not_speak_for_a_need():
    # The mean of the areas is not the value of the land: between the two, an area lies above
    # the one and below the other.  The difference is then none in the direction of z.
    region = opened("nrw")
    seen = 0
    for key in region.gebiete.index[:15]:
        found = evidence_from_figures(profile(region, key))
        for name, row in found.iterrows():
            towards = catalogue()[name].polaritaet * row["differenz"] * row["z"]
            if not np.isnan(towards) and towards <= 0:
                seen += 1
                assert row["erkennbar"] is not True
                assert row["staerke"] <= 1
    assert seen > 0


def test_places_and_resources_of_an_area_are_named(town):
    named = [piece.text for piece in evidence_from_figures(town).attrs["ressourcen"]]
    assert named
    assert set(town.standorte["einrichtung"]) <= set(named)
