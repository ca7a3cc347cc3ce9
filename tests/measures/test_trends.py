import math
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kendalltau, theilslopes

from sozialraum.errors import DataError
from sozialraum.measures.rates.trends import mann_kendall

NAN = math.nan


def row(values, years=None):
    columns = range(2000, 2000 + len(values)) if years is None else years
    return pd.DataFrame([values], index=["11"], columns=columns, dtype=float)


def test_an_unknown_year_is_left_out_and_not_bridged():
    gap = mann_kendall(row([100, NAN, 140, 160]))
    without = mann_kendall(row([100, 140, 160], [2000, 2002, 2003]))
    assert gap["steigung"]["11"] == without["steigung"]["11"] == 20.0
    assert gap["p"]["11"] == without["p"]["11"]
    assert gap["jahre"]["11"] == 3


def test_trends_keep_the_areas_and_the_order_of_columns_does_not_matter():
    k = pd.DataFrame({2023: [1.0, 9.0], 2021: [5.0, 2.0], 2022: [3.0, 7.0]}, index=["12", "11"])
    trend = mann_kendall(k)
    assert list(trend["s"].index) == ["12", "11"]
    assert trend["s"].tolist() == [-3, 3]


@pytest.mark.parametrize("years", [["a", "b", "c"], [2020, 2020, 2021]])
def test_columns_that_are_no_years_are_refused(years):
    with pytest.raises(DataError, match="keine Jahre"):
        mann_kendall(row([1, 2, 3], years))


@pytest.mark.parametrize(
    ("years", "s", "one_sided"),
    [
        (4, 2, 0.375), (4, 4, 0.167), (4, 6, 0.042),
        (5, 2, 0.408), (5, 4, 0.242), (5, 6, 0.117), (5, 8, 0.042), (5, 10, 0.0083),
        (8, 12, 0.089), (9, 18, 0.038), (10, 21, 0.036), (10, 45, 0.00000028),
    ],
)  # fmt: skip
def test_exact_p_values_are_those_of_kendalls_table(years, s, one_sided):
    # Kendall (1975), table 1; also Gilbert (1987), table A18.
    order = next(values for values in orders(years) if score(values) == s)
    trend = mann_kendall(row(order))
    assert trend["s"]["11"] == s
    assert trend["p"]["11"] / 2 == pytest.approx(one_sided, abs=6e-4 if one_sided > 0.01 else 5e-5)


def orders(years):
    """Orders of rising S, from all falling to all rising, one exchange after the other."""
    values = list(range(years, 0, -1))
    yield values
    for end in range(years - 1, 0, -1):
        for place in range(end):
            values = [*values[:place], values[place + 1], values[place], *values[place + 2 :]]
            yield values


def score(values):
    return sum(np.sign(b - a) for i, a in enumerate(values) for b in values[i + 1 :])


@pytest.mark.parametrize("values", [[1, 1, 2, 3, 3, 3], [1, 1, 1, 2], [2, 2, 1, 3, 3], [1, 2, 2]])
def test_with_ties_p_is_the_share_of_all_orders_as_far_out(values):
    scores = [score(order) for order in permutations(values)]
    for s in set(scores):
        order = next(order for order in permutations(values) if score(order) == s)
        far = np.mean([abs(other) >= abs(s) for other in scores])
        assert mann_kendall(row(order))["p"]["11"] == pytest.approx(far)


@given(st.permutations(range(8)))
def test_without_ties_p_is_that_of_scipy(order):
    expected = kendalltau(range(8), order, method="exact").pvalue
    assert mann_kendall(row(order))["p"]["11"] == pytest.approx(expected)


def test_fourteen_values_worked_by_hand():
    # mathcs.holycross.edu, MannKendallByHand: S = 54, normal p = 2 · 0.0018; the exact p of a
    # far-out S is smaller than that.
    values = [12.9, 14.8, 13.2, 15.7, 13.8, 15.6, 12.9, 11.0, 17.3, 15.9, 19.0, 18.3, 20.1, 21.7]
    trend = mann_kendall(row(values))
    assert trend["s"]["11"] == 54
    assert 0.002 < trend["p"]["11"] < 0.0036


def test_beyond_twenty_years_s_is_taken_as_normal():
    # 22 years of 11 tied pairs: the first lies below the 20 later ones, 2 · 20 pairs rise;
    # of the others' 190 pairs 10 are ties and 180 fall.  18 V = 22 · 21 · 49 - 11 · 2 · 9.
    variance = (22 * 21 * 49 - 11 * 2 * 9) / 18
    trend = mann_kendall(row([0, 0, *(number for number in range(10, 0, -1) for _ in "ab")]))
    assert trend["s"]["11"] == 40 - 180
    assert trend["p"]["11"] == pytest.approx(math.erfc((140 - 1) / math.sqrt(2 * variance)))


def test_beyond_twenty_years_the_normal_approximation_joins_smoothly():
    random = np.random.default_rng(1)
    values = random.normal(size=21) + 0.05 * np.arange(21)
    expected = kendalltau(range(21), values, method="exact").pvalue
    assert mann_kendall(row(values))["p"]["11"] == pytest.approx(expected, abs=0.01)


@given(st.lists(st.integers(-20, 20), min_size=3, max_size=12))
def test_turning_the_figures_turns_the_trend(values):
    there, back = mann_kendall(row(values)), mann_kendall(row([-value for value in values]))
    assert there["s"]["11"] == -back["s"]["11"]
    assert there["p"]["11"] == back["p"]["11"]
    assert there["steigung"]["11"] == -back["steigung"]["11"]
    assert there["steigung"]["11"] == pytest.approx(theilslopes(values).slope)


@pytest.mark.parametrize(
    ("values", "s", "p", "known"),
    [
        ([7, 7, 7, 7], 0, 1.0, 4),  # constant
        ([1, NAN, 2, 3], 3, 1 / 3, 3),
        ([1, NAN, NAN, 3], NAN, NAN, 2),  # too few
        ([NAN] * 4, NAN, NAN, 0),
        ([1, math.inf, 2, 3], 3, 1 / 3, 3),
    ],
)
def test_rank_trends_at_the_edges(values, s, p, known):
    trend = mann_kendall(row(values))
    assert trend["s"]["11"] == pytest.approx(s, nan_ok=True)
    assert trend["p"]["11"] == pytest.approx(p, nan_ok=True)
    assert trend["jahre"]["11"] == known


def test_a_constant_long_series_has_no_trend():
    assert mann_kendall(row([7] * 25))["p"]["11"] == 1.0
