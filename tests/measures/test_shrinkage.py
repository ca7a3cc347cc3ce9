import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialraum.measures.rates.shrinkage import shrink_rates, shrink_shares

NAN = math.nan
areas = st.lists(
    st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=2,
    max_size=30,
)


def test_marshalls_rates_are_those_of_the_pysal_handbook():
    # PySAL user guide, smoothing: sm.Empirical_Bayes(e, b).r
    events = np.array([18.0, 5, 8, 7, 3, 8])
    people = np.array([190.0, 45, 45, 50, 160, 150])
    assert shrink_rates(events, people)["wert"] == pytest.approx(
        [0.09080775, 0.09252352, 0.12332267, 0.10753624, 0.03301368, 0.05934766], abs=5e-9
    )


def test_kleinmans_shares_by_head():
    # 2 and 8 of 10: m = 0.5, Σ n(p-m)² = 1.8; ρ = (1.8 - 0.25)/(0.25 · (20 - 10 - 1)) = 31/45.
    # M = 14/31; weight 10/(10 + 14/31).
    found = shrink_shares(np.array([2.0, 8.0]), np.array([10.0, 10.0]))
    weight = 10 / (10 + 14 / 31)
    assert found["gewicht"] == pytest.approx([weight, weight])
    assert found["wert"] == pytest.approx([(2 + 7 / 31) / (10 + 14 / 31), 0.5 + 0.3 * weight])


def test_the_prior_of_a_simulated_beta_distribution_is_found():
    # Beta(20, 180): mean 0.1, the prior worth 200 people.
    random = np.random.default_rng(3)
    n = random.integers(50, 3000, 5000).astype(float)
    k = random.binomial(n.astype(int), random.beta(20, 180, 5000)).astype(float)
    weight = shrink_shares(k, n)["gewicht"]
    assert np.median(n / weight - n) == pytest.approx(200, rel=0.1)


@pytest.mark.parametrize("shrink", [shrink_rates, shrink_shares])
@given(groups=areas)
def test_shrunk_values_lie_between_the_own_and_the_mean(shrink, groups):
    k, n = np.array(groups, dtype=float).T
    found, mean, own = shrink(k, n), k.sum() / n.sum(), k / n
    assert (found["wert"] >= np.minimum(own, mean) - 1e-12).all()
    assert (found["wert"] <= np.maximum(own, mean) + 1e-12).all()
    assert ((found["gewicht"] >= 0) & (found["gewicht"] <= 1)).all()


@pytest.mark.parametrize("shrink", [shrink_rates, shrink_shares])
@given(groups=areas)
def test_more_people_give_more_weight(shrink, groups):
    k, n = np.array(sorted(groups, key=lambda group: group[1]), dtype=float).T
    assert (np.diff(shrink(k, n)["gewicht"]) >= -1e-12).all()


@pytest.mark.parametrize("shrink", [shrink_rates, shrink_shares])
def test_areas_that_differ_by_chance_alone_get_the_mean(shrink):
    found = shrink(np.array([10.0, 10.0, 11.0]), np.array([100.0, 100.0, 100.0]))
    assert found["wert"] == pytest.approx([31 / 300] * 3)
    assert (found["gewicht"] == 0).all()


@pytest.mark.parametrize("shrink", [shrink_rates, shrink_shares])
@pytest.mark.parametrize(
    ("k", "n", "expected"),
    [
        ([0.0, 0.0], [100.0, 50.0], [0.0, 0.0]),  # nobody
        ([NAN, 10.0, 10.0], [100.0, 100.0, 100.0], [NAN, 0.1, 0.1]),  # unknown, not in the mean
        ([0.0, 10.0, 10.0], [0.0, 100.0, 100.0], [NAN, 0.1, 0.1]),  # no people
        ([7.0], [100.0], [0.07]),  # one area
        ([1.0, 0.0], [1.0, 1.0], [0.5, 0.5]),  # too small
        ([NAN], [NAN], [NAN]),
    ],
)
def test_shrinking_at_the_edges(shrink, k, n, expected):
    index = [str(number) for number in range(len(k))]
    found = shrink(pd.Series(k, index), pd.Series(n, index))
    assert found["wert"].tolist() == pytest.approx(expected, nan_ok=True)
    assert list(found["gewicht"].index) == index


def test_all_people_counted_is_a_share_of_one():
    assert shrink_shares(np.array([100.0, 50.0]), np.array([100.0, 50.0]))["wert"].tolist() == [
        1,
        1,
    ]


def test_more_events_than_people_are_a_rate_but_no_share():
    k, n = np.array([120.0, 10.0, 9.0]), np.array([100.0, 100.0, 100.0])
    assert not np.isnan(shrink_rates(k, n)["wert"]).any()
    assert np.isnan(shrink_shares(k, n)["wert"]).tolist() == [True, False, False]
