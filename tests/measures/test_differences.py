import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from sozialraum.measures.rates.differences import (
    difference_p_value,
    difference_to_whole,
    newcombe,
)

NAN = math.nan
AREAS = ["101", "102", "103", "104"]
counts = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def excludes_zero(*groups, level=0.95):
    interval = newcombe(*groups, level)
    return interval["unten"] > 0 or interval["oben"] < 0


def rounded(interval):
    return round(interval["unten"], 4), round(interval["oben"], 4)


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.1705, 0.8090)),
        ((6, 7, 2, 7), (0.0582, 0.8062)),
        ((5, 56, 0, 29), (-0.0381, 0.1926)),
        ((0, 10, 0, 20), (-0.1611, 0.2775)),
        ((10, 10, 0, 10), (0.6075, 1.0)),
    ],
)
def test_newcombe_gives_the_figures_of_newcombe_1998_table_2_method_10(groups, expected):
    assert rounded(newcombe(*groups)) == expected


@given(counts, counts)
def test_newcombe_changes_its_sign_with_the_order_of_the_groups(first, second):
    there, back = newcombe(*first, *second), newcombe(*second, *first)
    assert there["unten"] == pytest.approx(-back["oben"], abs=1e-12)


def test_a_difference_is_sure_only_with_enough_people():
    # 60 of 100 in the area, 380 of 900 in the rest: 18 points apart; 45 of 100: 3 points.
    assert difference_p_value(60, 100, 380, 900) < 0.001
    assert difference_p_value(45, 100, 380, 900) > 0.5
    assert difference_p_value(45, 100, 45, 100) == 1.0
    assert math.isnan(difference_p_value(NAN, 100, 380, 900))
    assert difference_p_value(6, 10, 380, 900) > 0.2  # 60 % again, of ten people


def test_differences_keep_the_index():
    k = pd.Series([0.0, 9.0, NAN, 3.0], index=AREAS)
    n = pd.Series([100.0, 100.0, 100.0, 99.0], index=AREAS)
    assert list(difference_p_value(k, n, 500, 1000).isna()) == [False, False, True, False]
    assert list(newcombe(k, n, 500, 1000)["unten"].index) == AREAS
    assert list(difference_to_whole(k, n, 500, 1000)["p"].index) == AREAS


@given(counts, counts, st.sampled_from([0.8, 0.9, 0.95, 0.99, 0.998]))
def test_p_is_small_exactly_where_the_interval_excludes_zero(first, second, level):
    p = difference_p_value(*first, *second)
    assert 0 <= p <= 1
    if abs(p - (1 - level)) > 1e-9:
        assert (p < 1 - level) == excludes_zero(*first, *second, level=level)


def test_beside_a_large_rest_p_is_that_of_the_chi_squared_test():
    # 5,5 % of a million in the rest, 70 of 1 000 in the area.
    table = [[70, 930], [55_000, 945_000]]
    expected = chi2_contingency(table, correction=False).pvalue
    assert difference_p_value(70, 1000, 55_000, 1_000_000) == pytest.approx(expected, rel=0.01)


@pytest.mark.parametrize(
    ("groups", "p"),
    [
        ((5, 10, 50, 100), 1.0),  # a tie
        ((0, 10, 0, 20), 1.0),  # nobody
        ((10, 10, 20, 20), 1.0),  # all
        ((NAN, 10, 5, 20), NAN),
        ((5, 0, 5, 20), NAN),
        ((10**6, 10**6, 0, 10**6), 0.0),
    ],
)
def test_p_values_at_the_edges(groups, p):
    assert difference_p_value(*groups) == pytest.approx(p, abs=1e-12, nan_ok=True)


def test_the_difference_to_the_whole_is_that_to_the_rest_times_the_rests_share_of_people():
    # 300 of 3 000 in the area, 1 320 of 24 000 in town: 10,0 - 5,5 = 4,5 points.
    # Rest: 1 020 of 21 000; bounds times 21 000 / 24 000 = 0,875.
    found, rest = difference_to_whole(300, 3000, 1320, 24000), newcombe(300, 3000, 1020, 21000)
    assert found["differenz"] == pytest.approx(0.045)
    assert found["unten"] == pytest.approx(0.875 * rest["unten"])
    assert found["oben"] == pytest.approx(0.875 * rest["oben"])
    assert found["p"] == difference_p_value(300, 3000, 1020, 21000)


@pytest.mark.parametrize(
    ("k", "n", "difference", "tested"),
    [
        (0, 100, -0.1, True),  # nobody
        (100, 100, 0.9, True),  # all
        (100, 1000, 0.0, False),  # the area is the whole
        (20, 950, 20 / 950 - 0.1, False),  # the rest would be 80 of 50
        (NAN, 100, NAN, False),
        (10, math.inf, NAN, False),
    ],
)
def test_differences_to_the_whole_at_the_edges(k, n, difference, tested):
    found = difference_to_whole(k, n, 100, 1000)
    assert found["differenz"] == pytest.approx(difference, nan_ok=True)
    assert math.isnan(found["p"]) is not tested
    assert math.isnan(found["unten"]) is not tested


@given(counts, counts)
def test_the_interval_of_the_difference_to_the_whole_holds_the_difference(part, rest):
    found = difference_to_whole(*part, part[0] + rest[0], part[1] + rest[1])
    assert found["unten"] - 1e-12 <= found["differenz"] <= found["oben"] + 1e-12
