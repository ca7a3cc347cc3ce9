import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from sozialraum.errors import DataError
from sozialraum.measures.rates.funnel import funnel_limits, funnel_position
from sozialraum.measures.rates.overdispersion import funnel_errors, funnel_z, overdispersion

NAN = math.nan


def ones(values: pd.Series) -> pd.Series:
    return pd.Series(1.0, values.index)


def test_ten_people_and_a_target_of_one_half_by_head():
    # P(R ≤ 1) = 11/1024, P(R ≤ 2) = 56/1024; 2,5 % lies at 1 + (25.6 - 11)/45.
    limits = funnel_limits(10, 0.5)
    assert limits["unten"] == pytest.approx((1 + 14.6 / 45) / 10)
    assert limits["oben"] == pytest.approx(1 - (1 + 14.6 / 45) / 10)  # the mirror


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
    error = 0.015  # √(0.1 · 0.9 / 400)
    wide = funnel_limits(400, 0.1, tau=error * math.sqrt(3))  # √(1 + 3): twice as far
    assert wide["oben"] - 0.1 == pytest.approx(2 * (near["oben"] - 0.1))
    assert funnel_limits(400, 0.1, tau=0.0) == near
    assert funnel_limits(400, 0.1, tau=1000) == {"unten": 0.0, "oben": 1.0}


def test_large_areas_keep_the_usual_difference_of_areas_inside_the_limits():
    """However many people: 1,96 times τ remain, which chance alone would bring down to 0."""
    limits = funnel_limits(1e9, 0.5, tau=0.05)
    assert limits["oben"] - 0.5 == pytest.approx(1.96 * 0.05, abs=0.001)


@pytest.mark.parametrize("n", [NAN, 0, -5, math.inf])
def test_without_people_there_are_no_limits(n):
    assert math.isnan(funnel_limits(n, 0.1)["unten"])


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
    assert math.isnan(funnel_z(13, 0, 0.1))


def test_overdispersion_is_the_mean_square_of_the_winsorised_z_scores():
    # The two outermost of each end of twenty become the third: 18 of 1 and 2 of … 1.
    z = pd.Series([1.0, -1.0] * 8 + [9.0, 9.0, -9.0, -9.0])
    assert overdispersion(z, ones(z)).phi == 1.0
    assert overdispersion(z, ones(z), winsorised=0).phi == pytest.approx((16 + 4 * 81) / 20)


def test_the_variance_between_areas_of_one_size_by_head():
    """Twelve areas at ±2 errors of 0.01: τ² = 0.01² · (12 · 4 − 11) / 11, Spiegelhalter 2005."""
    z = pd.Series([2.0, -2.0] * 6)
    found = overdispersion(z, ones(z) * 0.01, winsorised=0)
    assert found.tau**2 == pytest.approx(0.0001 * 37 / 11)
    assert overdispersion(z / 3, ones(z), winsorised=0).tau == 0.0  # less than chance explains


def test_of_sizes_that_differ_the_small_area_weighs_little():
    """Weights 1/s² of 1 and 4: Σw − Σw²/Σw = 30 − 102/30 = 26.6; Iφ − (I − 1) = 37."""
    z, errors = pd.Series([2.0, -2.0] * 6), pd.Series([1.0, 0.5] * 6)
    assert overdispersion(z, errors, winsorised=0).tau ** 2 == pytest.approx(37 / 26.6)


def test_overdispersion_is_measured_from_the_target_not_from_the_mean():
    """All areas two standard errors above: no spread of their own, yet φ = 4 (not 0)."""
    z = pd.Series([2.0] * 12)
    found = overdispersion(z, ones(z), winsorised=0)
    assert found.phi == 4.0
    assert found.p < 1e-5
    assert found.present


def test_chance_alone_is_no_overdispersion_and_real_differences_are():
    random = np.random.default_rng(5)
    n = pd.Series([2000.0] * 500)
    errors = funnel_errors(n, 0.1)
    chance = overdispersion(funnel_z(pd.Series(random.binomial(2000, 0.1, 500)), n, 0.1), errors)
    shares = random.beta(20, 180, 500)  # their spread is 0,021
    real = overdispersion(funnel_z(pd.Series(random.binomial(2000, shares)), n, 0.1), errors)
    assert not chance.present
    assert "nicht stärker" in chance.note
    assert real.present
    assert real.tau == pytest.approx(0.0211, abs=0.005)  # less by winsorising
    assert real.note.startswith("Die 500 Gebiete unterscheiden sich stärker, als der Zufall")
    assert "φ" not in real.note
    assert chance.tau < 0.003


def test_few_areas_say_nothing_of_their_spread():
    found = overdispersion(pd.Series([5.0, -5.0, NAN]), pd.Series([1.0, 1.0, 1.0]))
    assert math.isnan(found.phi)
    assert not found.present
    assert found.note == "2 Gebiete sind zu wenige, um ihre Streuung zu beurteilen."
    assert math.isnan(funnel_limits(100, 0.1, tau=found.tau)["oben"])
