import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sozialraum.errors import DataError
from sozialraum.measures.space.segregation import (
    dissimilarity,
    interaction,
    isolation,
    unevenness,
)

AREAS = ["101", "102", "103", "104"]
towns = st.lists(
    st.integers(0, 3000).flatmap(lambda all_: st.tuples(st.integers(0, all_), st.just(all_))),
    min_size=2,
    max_size=8,
)


def series(*values):
    return pd.Series(values, AREAS[: len(values)], dtype=float)


def town(people):
    group, total = (pd.Series(column, dtype=float) for column in zip(*people, strict=True))
    assume(0 < group.sum() < total.sum())
    return group, total


@pytest.mark.parametrize(
    ("group", "total", "even", "alone"),
    [
        # half of all people, 80 % here, 20 % there: D = (|0.8 − 0.2| + |0.2 − 0.8|) / 2
        ((40, 10), (50, 50), 0.6, 0.68),
        ((10, 20), (100, 200), 0.0, 0.1),  # 10 % everywhere
        ((100, 0), (100, 200), 1.0, 1.0),  # no shared area
        ((40, 10, 0), (50, 50, 0), 0.6, 0.68),  # an area without people changes nothing
    ],
)
def test_known_towns(group, total, even, alone):
    x, t = series(*group), series(*total)
    assert dissimilarity(x, t) == pytest.approx(even, abs=1e-12)
    assert isolation(x, t) == pytest.approx(alone, abs=1e-12)


def test_interaction_with_one_of_several_groups():
    # 30 of 40 live where a third is of the other group (20 of 60), 10 where nobody is.
    assert interaction(series(30, 10), series(20, 0), series(60, 40)) == pytest.approx(0.25)


def test_unevenness_names_the_areas_that_matter():
    # the group lives 60/20/20 %, the others 20/40/40 %: half of 40, 20 and 20 points
    parts = unevenness(series(60, 20, 20), series(80, 60, 60))
    assert parts.round(12).to_dict() == {"101": 0.2, "102": 0.1, "103": 0.1}


@given(towns)
def test_all_measures_lie_between_0_and_1(people):
    x, t = town(people)
    for value in (dissimilarity(x, t), isolation(x, t), interaction(x, t - x, t)):
        assert 0 <= value <= 1


@given(towns)
def test_group_and_others_have_the_same_dissimilarity(people):
    x, t = town(people)
    assert dissimilarity(x, t) == pytest.approx(dissimilarity(t - x, t), abs=1e-12)


@given(towns)
def test_isolation_and_interaction_with_the_others_add_up_to_1(people):
    x, t = town(people)
    assert isolation(x, t) + interaction(x, t - x, t) == pytest.approx(1)


@given(towns, st.randoms(use_true_random=False))
def test_the_order_of_areas_does_not_matter(people, random):
    shuffled = random.sample(people, len(people))
    (x, t), (x2, t2) = town(people), town(shuffled)
    assert dissimilarity(x, t) == pytest.approx(dissimilarity(x2, t2), abs=1e-12)
    assert isolation(x, t) == pytest.approx(isolation(x2, t2), abs=1e-12)


@given(towns)
def test_parting_an_area_evenly_changes_nothing(people):
    x, t = town(people)
    halves = [pd.concat([part, part], ignore_index=True) / 2 for part in (x, t)]
    assert dissimilarity(*halves) == pytest.approx(dissimilarity(x, t), abs=1e-12)


@pytest.mark.parametrize(
    ("group", "total", "message"),
    [
        ((math.nan, 10), (50, 50), "„Gruppe“: Werte fehlen. Gefunden: „101“"),
        ((-1, 10), (50, 50), "„Gruppe“: Werte sind negativ. Gefunden: „101“"),
        ((1, 10), (math.inf, 50), "„alle Personen“: Werte sind unendlich"),
        ((60, 10), (50, 50), "größer als die Zahl aller Personen. Gefunden: „101“"),
        ((0, 0), (50, 50), "Niemand gehört zur Gruppe"),
        ((50, 50), (50, 50), "Alle Personen gehören zur Gruppe"),
        ((10,), (50,), "mindestens 2 Gebiete. Gefunden: „1 Gebiet“"),
    ],
)
def test_bad_input_is_refused_with_its_areas_and_a_remedy(group, total, message):
    with pytest.raises(DataError, match=message) as error:
        dissimilarity(series(*group), series(*total))
    assert "Abhilfe" in str(error.value)


def test_all_faults_come_at_once():
    with pytest.raises(DataError, match="3 Fehler"):
        dissimilarity(series(math.nan, -1, 5), series(50, 50, math.nan))


def test_other_areas_are_refused():
    with pytest.raises(DataError, match="andere Reihenfolge"):
        dissimilarity(series(10, 20), series(50, 50)[::-1])


def test_groups_that_together_exceed_all_people_are_refused():
    with pytest.raises(DataError, match="beide Gruppen zusammen"):
        interaction(series(30, 10), series(30, 0), series(50, 50))


def test_arguments_are_left_as_they_are():
    x, t = series(40, 10), series(50, 50)
    dissimilarity(x, t)
    assert x.tolist() == [40, 10]
    assert np.array_equal(t, [50, 50])
