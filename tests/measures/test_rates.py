import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2

from sozialraum.errors import DataError
from sozialraum.measures.rates.intervals import (
    byar,
    denominator_from_rate,
    poisson_exact,
    publishable,
    wilson,
)

NAN = math.nan
AREAS = ["101", "102", "103", "104"]
counts = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def rounded(interval, digits=4):
    return round(interval["unten"], digits), round(interval["oben"], digits)


@pytest.mark.parametrize(
    ("k", "n", "expected"),
    [
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0.0, 0.1611)),
        (1, 29, (0.0061, 0.1718)),
    ],
)
def test_wilson_gives_the_figures_of_newcombe_1998_table_1(k, n, expected):
    assert rounded(wilson(k, n)) == expected


@pytest.mark.parametrize(
    ("k", "n", "unten", "oben"),
    [
        (0, 100, 0.0, 0.0370),  # nobody: 1.96² ÷ (100 + 1.96²)
        (100, 100, 0.9630, 1.0),  # all: the mirror of nobody
        (NAN, 100, NAN, NAN),  # unknown
        (5, NAN, NAN, NAN),
        (5, math.inf, NAN, NAN),
        (0, 0, NAN, NAN),  # no people
        (12, 10, NAN, NAN),  # more cared for than live here: no share, no interval
        (-1, 10, NAN, NAN),
    ],
)
def test_wilson_at_the_edges(k, n, unten, oben):
    assert rounded(wilson(k, n)) == pytest.approx((unten, oben), nan_ok=True)


@given(counts)
def test_wilson_holds_the_share_and_mirrors_with_it(group):
    k, n = group
    interval, mirror = wilson(k, n), wilson(n - k, n)
    assert 0 <= interval["unten"] <= k / n <= interval["oben"] <= 1
    assert interval["unten"] == pytest.approx(1 - mirror["oben"], abs=1e-12)


@given(st.integers(1, 5000))
def test_nobody_and_all_are_exact_bounds(n):
    assert wilson(0, n)["unten"] == 0
    assert wilson(n, n)["oben"] == 1


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, (0.0, 3.689)),
        (1, (0.025, 5.572)),
        (2, (0.242, 7.225)),
        (3, (0.619, 8.767)),
        (5, (1.623, 11.668)),
        (10, (4.795, 18.390)),
        (100, (81.364, 121.627)),
    ],
)
def test_exact_poisson_limits_are_those_of_garwood_1936(count, expected):
    # Also in Public Health England's tables for funnels of ratios, at 1, 2, …, 100 events.
    assert rounded(poisson_exact(count), 3) == expected


def test_exact_poisson_limits_at_998_per_mille_are_those_of_public_health_england():
    # PHEindicatormethods, tests/testthat/testdata_funnel_ratio_outputs.csv, 3 sigma.
    assert rounded(poisson_exact(1, 0.998)) == (0.0010, 9.2334)
    assert rounded(poisson_exact(49, 0.998)) == (30.1781, 74.7246)


@given(st.floats(0.1, 1e6), st.sampled_from([0.8, 0.95, 0.998]))
def test_exact_poisson_limits_are_quantiles_of_chi_squared(count, level):
    interval, alpha = poisson_exact(count, level), 1 - level
    assert interval["unten"] == pytest.approx(chi2.ppf(alpha / 2, 2 * count) / 2, rel=1e-9)
    assert interval["oben"] == pytest.approx(chi2.isf(alpha / 2, 2 * count + 2) / 2, rel=1e-9)
    assert interval["unten"] < count < interval["oben"]


def test_byar_by_head():
    # 9 events: 9 (1 - 1/81 - 1.96/9)³ and 10 (1 - 1/90 + 1.96/√90)³
    expected = (
        9 * (1 - 1 / 81 - 1.959964 / 9) ** 3,
        10 * (1 - 1 / 90 + 1.959964 / (3 * math.sqrt(10))) ** 3,
    )
    assert rounded(byar(9)) == tuple(round(bound, 4) for bound in expected)


@given(st.integers(10, 100_000))
def test_byar_is_within_0_2_per_cent_of_the_exact_limits_from_10_events_on(count):
    # Public Health England, Technical guide: confidence intervals (2018), says so.
    near, exact = byar(count), poisson_exact(count)
    assert near["unten"] == pytest.approx(exact["unten"], rel=0.002)
    assert near["oben"] == pytest.approx(exact["oben"], rel=0.002)


@pytest.mark.parametrize("interval", [poisson_exact, byar])
@pytest.mark.parametrize(
    ("count", "known"), [(0, True), (-1, False), (NAN, False), (math.inf, False)]
)
def test_counts_at_the_edges(interval, count, known):
    found = interval(count)
    assert (found["unten"] == 0) is known
    assert (found["oben"] > 0) is known


def test_byar_never_falls_below_zero():
    assert byar(1, 0.9999)["unten"] == 0  # 1 - 1/9 - 3.89/3 is negative


@pytest.mark.parametrize("level", [0, 1, 95, NAN])
def test_a_level_that_is_no_share_is_refused(level):
    with pytest.raises(DataError, match=r"0\.95 schreiben"):
        poisson_exact(5, level)
    with pytest.raises(DataError, match=r"0\.95 schreiben"):
        wilson(5, 10, level)


def test_series_keep_their_index():
    k = pd.Series([0.0, 9.0, NAN, 3.0], index=AREAS)
    n = pd.Series([100.0, 100.0, 100.0, 99.0], index=AREAS)
    assert list(wilson(k, n)["unten"].index) == AREAS
    assert publishable(k, n).to_dict() == {"101": False, "102": True, "103": False, "104": False}


def test_series_of_different_areas_are_refused():
    with pytest.raises(ValueError, match="verschiedene Indizes"):
        wilson(pd.Series([1.0], index=["101"]), pd.Series([9.0], index=["102"]))


def test_arrays_give_arrays_and_numbers_give_numbers():
    assert isinstance(wilson(np.array([1, 2]), np.array([9, 9]))["unten"], np.ndarray)
    assert isinstance(wilson(1, 9)["unten"], float)


@pytest.mark.parametrize(
    ("k", "n", "shown"),
    [(3, 100, True), (2, 100, False), (0, 100, False), (3, 99, False), (NAN, 100, False)],
)
def test_a_rate_needs_a_denominator_of_100_and_a_numerator_of_3(k, n, shown):
    assert publishable(k, n) is shown


def test_a_balance_has_no_smallest_numerator_but_must_be_known():
    assert publishable(-50, 1000, min_k=0) is True
    assert publishable(NAN, 1000, min_k=0) is False


@pytest.mark.parametrize(
    ("count", "rate", "denominator"),
    [(91, 0.091, 1000), (0, 0.05, 0), (5, 0.0, NAN), (NAN, 0.05, NAN), (5, NAN, NAN)],
)
def test_a_denominator_is_the_count_divided_by_the_rate(count, rate, denominator):
    assert denominator_from_rate(count, rate) == pytest.approx(denominator, nan_ok=True)
