import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, poisson

from sozialraum.errors import DataError
from sozialraum.measures.rates.funnel import funnel_limits, funnel_limits_ratio, funnel_position
from sozialraum.measures.rates.overdispersion import funnel_z, funnel_z_ratio, overdispersion

NAN = math.nan


def test_ten_people_and_a_target_of_one_half_by_head():
    # P(R ≤ 1) = 11/1024, P(R ≤ 2) = 56/1024; 2,5 % lies at 1 + (25.6 - 11)/45.
    limits = funnel_limits(10, 0.5)
    assert limits["unten"] == pytest.approx((1 + 14.6 / 45) / 10)
    assert limits["oben"] == pytest.approx(1 - (1 + 14.6 / 45) / 10)  # the mirror


@pytest.mark.parametrize(
    ("expected", "count", "end"),
    [
        (5.571644585, 1, "unten"),
        (18.39035799, 10, "unten"),
        (55.62112876, 41, "unten"),
        (0.025317898, 1, "oben"),
        (4.795387629, 10, "oben"),
        (81.36400699, 100, "oben"),
    ],
)
def test_at_whole_counts_limits_are_those_of_public_health_england(expected, count, end):
    # PHEindicatormethods, tests/testthat/testdata_funnel_ratio_outputs.csv, 2 sigma.
    limit = funnel_limits_ratio(expected)[end] * expected
    assert limit == pytest.approx(count, rel=1e-5)


def test_the_probabilities_of_false_alarm_are_those_of_seaton_and_manktelow_2012():
    # BMC Medical Research Methodology 12, 98, 95 % prediction limits, 1-50 events expected:
    # median below 0.0186, above 0.0201, none above 0.0250.
    expected = np.arange(1, 50.05, 0.1)
    limits = funnel_limits_ratio(expected)
    below = poisson.cdf(np.ceil(limits["unten"] * expected - 1e-9) - 1, expected)
    above = poisson.sf(np.floor(limits["oben"] * expected + 1e-9), expected)
    assert (round(np.median(below), 4), round(np.median(above), 4)) == (0.0186, 0.0201)
    assert max(below.max(), above.max()) <= 0.025


sizes = st.integers(1, 3000)
targets = st.floats(0.01, 0.99)


@given(sizes, targets, st.sampled_from([0.95, 0.998]))
def test_an_area_lies_outside_exactly_where_its_own_probability_is_too_small(n, target, level):
    limits, k = funnel_limits(n, target, level), np.arange(n + 1)
    low, high = limits["unten"] * n, limits["oben"] * n
    far = binom.cdf(k, n, target)[k < low - 1e-6], binom.sf(k - 1, n, target)[k > high + 1e-6]
    near = binom.cdf(k, n, target)[k > low + 1e-6], binom.sf(k - 1, n, target)[k < high - 1e-6]
    alpha = (1 - level) / 2
    assert all((part <= alpha + 1e-9).all() for part in far)
    assert all((part >= alpha - 1e-9).all() for part in near)


@given(sizes, targets)
def test_limits_hold_the_target_and_mirror_with_it(n, target):
    limits, mirror = funnel_limits(n, target), funnel_limits(n, 1 - target)
    assert 0 <= limits["unten"] <= target <= limits["oben"] <= 1
    assert limits["unten"] == pytest.approx(1 - mirror["oben"], abs=1e-9)


def test_wider_limits_for_higher_levels_and_for_overdispersion():
    near, far = funnel_limits(400, 0.1), funnel_limits(400, 0.1, 0.998)
    assert far["unten"] < near["unten"]
    assert far["oben"] > near["oben"]
    wide = funnel_limits(400, 0.1, phi=4)  # twice as far from the target
    assert wide["oben"] - 0.1 == pytest.approx(2 * (near["oben"] - 0.1))
    assert funnel_limits(400, 0.1, phi=0.5) == near
    assert funnel_limits(400, 0.1, phi=1000) == {"unten": 0.0, "oben": 1.0}


@pytest.mark.parametrize("n", [NAN, 0, -5, math.inf])
def test_without_people_there_are_no_limits(n):
    assert math.isnan(funnel_limits(n, 0.1)["unten"])
    assert math.isnan(funnel_limits_ratio(n)["oben"])


def test_limits_of_computed_denominators_lie_between_those_of_their_neighbours():
    low = [funnel_limits(n, 0.1)["unten"] for n in (621, 621.4, 622)]
    assert low == sorted(low)


@pytest.mark.parametrize("target", [0, 1, 9.1, NAN])
def test_a_target_that_is_no_share_is_refused(target):
    with pytest.raises(DataError, match=r"0\.091 schreiben"):
        funnel_limits(100, target)


def test_places_in_the_funnel():
    # Limits for 10 people around one half: 0.132 and 0.868.
    values = pd.Series([0.1, 0.2, 0.8, 0.9, NAN, 0.5], index=list("abcdef"))
    limits = funnel_limits(pd.Series([10.0] * 5 + [NAN], index=list("abcdef")), 0.5)
    assert funnel_position(values, limits).to_dict() == {
        "a": "darunter", "b": "innerhalb", "c": "innerhalb", "d": "darüber", "e": "", "f": "",
    }  # fmt: skip


def test_z_scores_count_standard_errors():
    assert funnel_z(13, 100, 0.1) == pytest.approx(1.0)  # √(0.1 · 0.9 / 100) = 0.03
    assert funnel_z_ratio(90, 100.0) == -1.0
    assert math.isnan(funnel_z(13, 0, 0.1))
    assert math.isnan(funnel_z_ratio(5, 0.0))


def test_overdispersion_is_the_mean_square_of_the_winsorised_z_scores():
    # The two outermost of each end of twenty become the third: 18 of 1 and 2 of … 1.
    z = pd.Series([1.0, -1.0] * 8 + [9.0, 9.0, -9.0, -9.0])
    assert overdispersion(z).phi == 1.0
    assert overdispersion(z, winsorised=0).phi == pytest.approx((16 + 4 * 81) / 20)


def test_overdispersion_is_measured_from_the_target_not_from_the_mean():
    """All areas two standard errors above: no spread of their own, yet φ = 4 (not 0)."""
    found = overdispersion(pd.Series([2.0] * 12), winsorised=0)
    assert found.phi == 4.0
    assert found.p < 1e-5
    assert found.present


def test_chance_alone_is_no_overdispersion_and_real_differences_are():
    random = np.random.default_rng(5)
    n = pd.Series([2000.0] * 500)
    chance = overdispersion(funnel_z(pd.Series(random.binomial(2000, 0.1, 500)), n, 0.1))
    real = overdispersion(
        funnel_z(pd.Series(random.binomial(2000, random.beta(20, 180, 500))), n, 0.1)
    )
    assert not chance.present
    assert "nicht stärker" in chance.note
    assert real.present
    assert real.note.startswith("Die 500 Gebiete streuen stärker, als der Zufall allein erklärt")


def test_few_areas_say_nothing_of_their_spread():
    found = overdispersion(pd.Series([5.0, -5.0, NAN]))
    assert math.isnan(found.phi)
    assert not found.present
    assert found.note == "2 Gebiete sind zu wenige, um ihre Streuung zu beurteilen."
    assert math.isnan(funnel_limits(100, 0.1, phi=found.phi)["oben"])
