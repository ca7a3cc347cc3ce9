import math
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialraum.errors import DataError
from sozialraum.measures.space.reach import reach_from_matrix
from sozialraum.measures.space.siting import best_covering, best_median

AREAS = ["101", "102", "103"]
MINUTES = pd.DataFrame(
    [[5.0, 10.0, 40.0], [40.0, 40.0, 10.0], [40.0, 20.0, 40.0]], AREAS, ["A", "B", "C"]
)
PEOPLE = pd.Series([500, 300, 200], AREAS)

towns = st.tuples(st.integers(1, 7), st.integers(1, 6)).flatmap(
    lambda size: st.tuples(
        st.lists(st.integers(0, 900), min_size=size[0], max_size=size[0]),
        st.lists(st.integers(0, 60), min_size=size[0] * size[1], max_size=size[0] * size[1]),
        st.integers(0, size[1] - 1),  # existing
        st.integers(1, 3),
    )
)


def town(parts):
    people, minutes, existing, count = parts
    costs = pd.DataFrame(np.array(minutes, dtype=float).reshape(len(people), -1))
    count = min(count, costs.shape[1] - existing)
    return pd.Series(people), costs, list(range(existing)), count


def choices(costs, existing, count):
    candidates = [site for site in costs.columns if site not in existing]
    return [existing + list(some) for some in combinations(candidates, count)]


def people_within(people, costs, sites):
    return people[(costs[sites] <= 30).any(axis=1)].sum()


def way_of_all(people, costs, sites):
    return (people * costs[sites].min(axis=1)).sum()


def test_covering_goes_where_most_people_are_out_of_reach():
    reach = reach_from_matrix(MINUTES, 30)
    found = best_covering(PEOPLE, reach, 1, existing=["A"], complete=True)
    assert found.chosen == ("C",)  # 300 people; B would bring 200
    assert (found.before, found.after) == (500, 800)
    assert found.per_area.to_dict() == {"101": True, "102": True, "103": False}
    assert found.optimal
    assert found.unique
    assert found.gap == 0


def test_median_goes_where_most_minutes_are_saved():
    found = best_median(PEOPLE, reach_from_matrix(MINUTES), 1, existing=["A"], complete=True)
    assert found.chosen == ("C",)  # saves 300 · 30 minutes; B saves 200 · 20
    assert (found.before, found.after) == (22_500, 13_500)
    assert found.per_area.to_dict() == {"101": "A", "102": "C", "103": "A"}


def test_without_existing_places_there_is_no_way_before():
    found = best_median(PEOPLE, reach_from_matrix(MINUTES), 1, complete=True)
    assert found.chosen == ("B",)  # 5,000 + 12,000 + 4,000; A 22,500, C 31,000
    assert math.isnan(found.before)


def test_both_aims_may_disagree():
    costs = pd.DataFrame([[29.0, 1.0], [29.0, 31.0]], ["101", "102"], ["X", "Y"])
    people = pd.Series([100, 100], costs.index)
    assert best_covering(people, reach_from_matrix(costs, 30), 1, complete=True).chosen == ("X",)
    assert best_median(people, reach_from_matrix(costs), 1, complete=True).chosen == ("Y",)


def test_a_tie_is_said():
    costs = pd.DataFrame([[5.0, 5.0]], ["101"], ["X", "Y"])
    for best in (best_covering, best_median):
        found = best(pd.Series([10], ["101"]), reach_from_matrix(costs, 30), 1, complete=True)
        assert found.optimal
        assert found.unique is False


def test_places_that_bring_nothing_are_not_proposed():
    reach = reach_from_matrix(MINUTES, 30)
    found = best_covering(PEOPLE, reach, 2, existing=["B"], complete=True)
    assert found.chosen == ("C",)
    all_there = best_covering(PEOPLE, reach, 1, existing=["B", "C"], complete=True)
    assert all_there.chosen == ()
    assert all_there.before == all_there.after == 1000


def test_a_way_of_0_counts_as_a_way():
    costs = pd.DataFrame([[0.0, 9.0], [9.0, 0.0]], ["101", "102"], ["X", "Y"])
    people = pd.Series([10, 30], costs.index)
    assert best_covering(people, reach_from_matrix(costs, 5), 1, complete=True).chosen == ("Y",)
    assert best_median(people, reach_from_matrix(costs), 2, complete=True).after == 0


@settings(deadline=None, max_examples=60)
@given(towns)
def test_covering_is_the_best_of_all_choices(parts):
    people, costs, existing, count = town(parts)
    found = best_covering(
        people, reach_from_matrix(costs, 30), count, existing=existing, complete=True
    )
    values = [people_within(people, costs, some) for some in choices(costs, existing, count)]
    assert found.optimal
    assert found.after == max(values) == people_within(people, costs, [*existing, *found.chosen])
    if len(found.chosen) == count:
        assert found.unique == (values.count(max(values)) == 1)


@settings(deadline=None, max_examples=60)
@given(towns)
def test_median_is_the_best_of_all_choices(parts):
    people, costs, existing, count = town(parts)
    found = best_median(people, reach_from_matrix(costs), count, existing=existing, complete=True)
    values = [way_of_all(people, costs, some) for some in choices(costs, existing, count)]
    assert found.optimal
    assert found.after == min(values)
    if len(found.chosen) == count:
        assert found.unique == (values.count(min(values)) == 1)


@settings(deadline=None, max_examples=20)
@given(towns)
def test_the_same_question_gets_the_same_answer(parts):
    people, costs, existing, count = town(parts)
    one, two = (
        best_median(people, reach_from_matrix(costs), count, existing=existing, complete=True)
        for _ in range(2)
    )
    assert one.chosen == two.chosen


def test_a_search_without_time_says_so():
    rng = np.random.default_rng(1)
    costs = pd.DataFrame(rng.uniform(0, 60, (60, 30)))
    people = pd.Series(rng.integers(1, 900, 60))
    with pytest.raises(DataError, match=r"Zeit hat nicht gereicht.*Zeitgrenze 0 Sekunden"):
        best_median(people, reach_from_matrix(costs), 4, complete=True, time_limit=0)


@pytest.mark.parametrize("best", [best_covering, best_median])
def test_bad_questions_are_refused(best):
    reach = reach_from_matrix(MINUTES, 30)
    with pytest.raises(DataError, match="die Liste ist nicht vollständig"):
        best(PEOPLE, reach, 1, complete=False)
    with pytest.raises(DataError, match=r"nicht in der Erreichbarkeit\. Gefunden: „Z“"):
        best(PEOPLE, reach, 1, existing=["Z"], complete=True)
    with pytest.raises(DataError, match="3 neue bei 2 möglichen"):
        best(PEOPLE, reach, 3, existing=["A"], complete=True)
    with pytest.raises(DataError, match="Werte sind negativ"):
        best(-PEOPLE, reach, 1, complete=True)
    with pytest.raises(DataError, match="andere Reihenfolge"):
        best(PEOPLE[::-1], reach, 1, complete=True)


def test_inhabited_areas_that_reach_nothing_have_no_shortest_way():
    with pytest.raises(DataError, match=r"keinen Standort.*Gefunden: „103“"):
        best_median(PEOPLE, reach_from_matrix(MINUTES, 15), 1, complete=True)
    found = best_median(
        pd.Series([500, 300, 0], AREAS), reach_from_matrix(MINUTES, 15), 2, complete=True
    )
    assert found.per_area.tolist()[:2] == ["A", "C"]
    assert pd.isna(found.per_area["103"])


def test_too_few_places_to_reach_everybody_are_refused():
    with pytest.raises(DataError, match="bleiben bewohnte Gebiete ohne"):
        best_median(PEOPLE, reach_from_matrix(MINUTES, 30), 1, complete=True)
