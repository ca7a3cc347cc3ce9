import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialraum.errors import DataError
from sozialraum.measures.space.access import (
    floating_catchment,
    nearest,
    steps,
)
from sozialraum.measures.space.reach import reach_by_distance, reach_from_matrix, reach_from_table

AREAS = ["101", "102", "103"]
OFFICES = ["A1", "A2"]
MINUTES = pd.DataFrame([[5.0, 40.0], [20.0, 10.0], [60.0, 50.0]], AREAS, OFFICES)
PEOPLE = pd.Series([100, 300, 200], AREAS)
HOURS = pd.Series([40, 30], OFFICES)
LUO_QI = steps({10: 1.0, 20: 0.68, 30: 0.22})

towns = st.integers(1, 6).flatmap(
    lambda areas: st.integers(1, 4).flatmap(
        lambda offices: st.tuples(
            st.lists(st.integers(0, 900), min_size=areas, max_size=areas),
            st.lists(st.integers(0, 50), min_size=offices, max_size=offices),
            st.lists(st.integers(0, 60), min_size=areas * offices, max_size=areas * offices),
        )
    )
)


def town(parts):
    people, hours, minutes = parts
    shape = (len(people), len(hours))
    costs = pd.DataFrame(np.array(minutes, dtype=float).reshape(shape))
    return pd.Series(people), pd.Series(hours), costs


def points(*places, names=AREAS):
    return pd.DataFrame(places, names[: len(places)], ["x", "y"], dtype=float)


def test_each_person_gets_a_share_of_every_office_in_reach():
    found = floating_catchment(PEOPLE, HOURS, reach_from_matrix(MINUTES, 30), complete=True)
    # A1 serves 101 and 102: 40 / 400; A2 serves only 102: 30 / 300; 103 reaches nothing
    assert found.ratio.to_dict() == {"A1": 0.1, "A2": 0.1}
    assert found.access.to_dict() == {"101": 0.1, "102": 0.2, "103": 0.0}


def test_weights_count_far_people_less():
    reach = reach_from_matrix(MINUTES, 30)
    found = floating_catchment(PEOPLE, HOURS, reach, weight=LUO_QI, complete=True)
    assert found.ratio["A1"] == pytest.approx(40 / (100 + 0.68 * 300))
    assert found.access["102"] == pytest.approx(0.68 * found.ratio["A1"] + 30 / 300)


def test_an_office_whose_catchment_is_empty_is_named():
    nobody = pd.Series([0, 0, 200], AREAS)
    found = floating_catchment(nobody, HOURS, reach_from_matrix(MINUTES, 30), complete=True)
    assert list(found.unreached) == OFFICES
    assert found.ratio.isna().all()
    assert found.access.tolist() == [0, 0, 0]


@settings(deadline=None)
@given(towns, st.sampled_from([None, LUO_QI]))
def test_people_times_access_is_the_supply_that_somebody_reaches(parts, weight):
    people, hours, costs = town(parts)
    found = floating_catchment(
        people, hours, reach_from_matrix(costs, 30), weight=weight, complete=True
    )
    reached = hours.drop(found.unreached).sum()
    assert (people * found.access).sum() == pytest.approx(reached)


@settings(deadline=None)
@given(towns)
def test_it_is_what_the_formula_says(parts):
    people, hours, costs = town(parts)
    found = floating_catchment(
        people, hours, reach_from_matrix(costs, 30), weight=LUO_QI, complete=True
    )
    shares = np.vectorize(lambda cost: LUO_QI(np.array([cost]))[0])(costs.to_numpy())
    for area in costs.index:
        total = 0.0
        for office in costs.columns:
            demand = sum(people[k] * shares[k, office] for k in costs.index)
            total += shares[area, office] * hours[office] / demand if demand else 0
        assert found.access[area] == pytest.approx(total)


@settings(deadline=None)
@given(towns)
def test_twice_the_supply_is_twice_the_access_and_twice_the_people_half(parts):
    people, hours, costs = town(parts)
    reach = reach_from_matrix(costs, 30)
    access = floating_catchment(people, hours, reach, complete=True).access
    more = floating_catchment(people, 2 * hours, reach, complete=True).access
    crowded = floating_catchment(2 * people, hours, reach, complete=True).access
    assert np.allclose(more, 2 * access)
    assert np.allclose(crowded, access / 2)


def test_a_matrix_and_a_long_table_give_the_same_reach():
    table = MINUTES.stack().rename_axis(["gebiet", "standort"]).rename("kosten").reset_index()
    long = reach_from_table(table[::-1], MINUTES.index, MINUTES.columns, 40)
    wide = reach_from_matrix(MINUTES, 40)
    assert (long.costs.toarray() == wide.costs.toarray()).all()
    assert long.costs.nnz == 4


def test_a_distance_of_0_is_within_reach_and_the_limit_too():
    areas = points((0, 0), (3, 4), (9, 0))
    offices = points((0, 0), names=OFFICES)
    reach = reach_by_distance(areas, offices, 5)
    assert np.diff(reach.costs.indptr).tolist() == [1, 1, 0]


def test_no_way_is_out_of_any_reach():
    costs = pd.DataFrame([[math.nan, math.inf]], ["101"], OFFICES)
    assert reach_from_matrix(costs).costs.nnz == 0


def test_the_nearest_office_and_its_distance():
    found = nearest(
        points((0, 0), (300, 400)), points((300, 0), (300, 900), names=OFFICES), complete=True
    )
    assert found["standort"].tolist() == ["A1", "A1"]
    assert found["entfernung"].tolist() == [300, 400]


@pytest.mark.parametrize("complete", [False, "ja", 1, None])
def test_a_list_that_is_not_complete_allows_no_statement_on_supply(complete):
    reach = reach_from_matrix(MINUTES, 30)
    place = points((0, 0))
    message = "die Liste ist nicht vollständig"
    with pytest.raises(DataError, match=message):
        nearest(place, place, complete=complete)
    with pytest.raises(DataError, match=message):
        floating_catchment(PEOPLE, HOURS, reach, complete=complete)


@pytest.mark.parametrize(
    ("people", "hours", "message"),
    [
        ((100, -1, 200), (40, 30), "„Nachfrage“: Werte sind negativ. Gefunden: „102“"),
        ((100, math.nan, 200), (40, 30), "„Nachfrage“: Werte fehlen. Gefunden: „102“"),
        ((100, 300, 200), (40, math.nan), "„Angebot“: Werte fehlen. Gefunden: „A2“"),
    ],
)
def test_bad_people_and_supply_are_refused(people, hours, message):
    with pytest.raises(DataError, match=message):
        floating_catchment(
            pd.Series(people, AREAS),
            pd.Series(hours, OFFICES),
            reach_from_matrix(MINUTES, 30),
            complete=True,
        )


def test_people_of_other_areas_are_refused():
    with pytest.raises(DataError, match="„Nachfrage“ und „Erreichbarkeit“"):
        floating_catchment(PEOPLE[::-1], HOURS, reach_from_matrix(MINUTES), complete=True)


def test_an_empty_list_of_places_is_refused():
    with pytest.raises(DataError, match="Die Liste „Standorte“ ist leer"):
        nearest(points((0, 0)), points((0, 0))[:0], complete=True)


@pytest.mark.parametrize(
    ("place", "message"),
    [
        (pd.DataFrame({"x": [math.nan], "y": [1.0]}, ["A1"]), "„Standorte, x“: Werte fehlen"),
        (pd.DataFrame({"lon": [7.0], "lat": [51.0]}, ["A1"]), r"Spalte x, y.*EPSG:25832"),
        (points((0, 0), (1, 1), names=["A1", "A1"]), r"mehrfach vor\. Gefunden: „A1“"),
    ],
)
def test_bad_places_are_refused(place, message):
    with pytest.raises(DataError, match=message):
        nearest(points((0, 0)), place, complete=True)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("101", "A1", 5), ("101", "A1", 6)], "Paare .* mehrfach"),
        ([("999", "A1", 5)], r"Gebiete, die es hier nicht gibt\. Gefunden: „999“"),
        ([("101", "A9", 5)], r"Standorte, die es hier nicht gibt\. Gefunden: „A9“"),
        ([("101", "A1", -5)], r"negative Kosten\. Gefunden: „-5“"),
    ],
)
def test_bad_tables_of_ways_are_refused(rows, message):
    table = pd.DataFrame(rows, columns=["gebiet", "standort", "kosten"])
    with pytest.raises(DataError, match=message):
        reach_from_table(table, pd.Index(AREAS), pd.Index(OFFICES))


@pytest.mark.parametrize("limit", [0, -5, math.nan])
def test_a_limit_that_reaches_nothing_is_refused(limit):
    with pytest.raises(DataError, match="nicht größer als 0"):
        reach_from_matrix(MINUTES, limit)


def test_weights_that_make_no_sense_are_refused():
    with pytest.raises(DataError, match="leer oder negativ"):
        steps({10: -1.0})
    with pytest.raises(DataError, match="unendliche Gewichte"):
        floating_catchment(
            PEOPLE, HOURS, reach_from_matrix(MINUTES), weight=lambda c: c * np.inf, complete=True
        )
