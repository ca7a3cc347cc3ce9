"""Laws that hold for any values: order, permutation, units, means, many sets of weights."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sozialraum.measures.composite.aggregate import aggregate, copeland, weighted_scores
from sozialraum.measures.composite.classes import Quantiles, class_numbers
from sozialraum.measures.composite.columns import ranks
from sozialraum.measures.composite.compute import (
    Group,
    Index,
    Indicator,
    compute,
    effective_weights,
)
from sozialraum.measures.composite.normalise import (
    MinMax,
    NormalScores,
    PercentileRank,
    Rank,
    ZScore,
)
from sozialraum.measures.composite.scales import (
    exponential_ranks,
    min_max,
    normal_scores,
    percentile_ranks,
    z_scores,
)
from sozialraum.measures.composite.treat import Winsorise, log_shifted, treat

whole = st.integers(-50, 50).map(float)
columns = arrays(np.float64, st.integers(3, 12), elements=whole).filter(lambda x: np.ptp(x) > 0)
tables = arrays(np.float64, st.tuples(st.integers(3, 9), st.just(3)), elements=whole).filter(
    lambda x: (np.ptp(x, axis=0) > 0).all()
)
positive = arrays(np.float64, (4, 3), elements=st.integers(1, 50).map(float))
weights = arrays(np.float64, 3, elements=st.integers(1, 9).map(float))
TREE = Group(
    "i", (Group("x", (Indicator("a", 1), Indicator("b", -1, weight=2.0))), Indicator("c", 1))
)
SCALES = [z_scores, min_max, percentile_ranks, normal_scores, exponential_ranks, log_shifted]
NORMALISATIONS = [ZScore(), MinMax(0, 100), PercentileRank(), Rank(), NormalScores()]

few = settings(max_examples=20, deadline=None)  # a whole index takes some 20 ms


def frame(values: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(values, columns=list("abc"), index=[f"r{n}" for n in range(len(values))])


@pytest.mark.parametrize("scale", SCALES)
@given(columns)
def test_a_scale_keeps_order_and_ties(scale, values):
    scaled = scale(values)
    assert (
        np.sign(np.subtract.outer(values, values)) == np.sign(np.subtract.outer(scaled, scaled))
    ).all()


@pytest.mark.parametrize("scale", [z_scores, min_max, percentile_ranks])
@given(columns)
def test_scaling_twice_is_scaling_once(scale, values):
    once = scale(values)
    np.testing.assert_allclose(scale(once), once, atol=1e-12)


@few
@given(columns)
def test_a_passing_indicator_is_left_alone(values):
    treated, _ = treat(pd.Series(values), Winsorise(max_points=99, otherwise="winsorised"))
    again, marks = treat(treated, Winsorise(max_points=99))
    assert again.equals(treated)
    assert marks.eq("").all()


@few
@given(columns)
def test_winsorising_never_changes_the_order(values):
    treated, _ = treat(pd.Series(values), Winsorise(otherwise="winsorised"))
    order = np.argsort(values, kind="stable")
    assert (np.diff(treated.to_numpy()[order]) >= 0).all()
    assert treated.between(values.min(), values.max()).all()


@pytest.mark.parametrize("how", NORMALISATIONS)
@few
@given(tables, st.randoms())
def test_the_order_of_the_areas_does_not_matter(how, values, random):
    data = frame(values)
    shuffled = list(data.index)
    random.shuffle(shuffled)
    ours = compute(data, Index(TREE, how)).score
    theirs = compute(data.loc[shuffled], Index(TREE, how)).score
    np.testing.assert_allclose(theirs.loc[ours.index], ours, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("how", NORMALISATIONS)
@few
@given(tables, st.integers(1, 9), st.integers(-9, 9))
def test_the_unit_of_an_indicator_does_not_matter(how, values, factor, shift):
    data = frame(values)
    other = data.assign(b=data["b"] * factor + shift)
    ours, theirs = (compute(d, Index(TREE, how)).score for d in (data, other))
    np.testing.assert_allclose(theirs, ours, rtol=1e-9, atol=1e-9)


@few
@given(tables)
def test_turning_values_and_direction_together_changes_nothing(values):
    data = frame(values)
    turned = Group(
        "i", (Group("x", (Indicator("a", 1), Indicator("b", 1, weight=2.0))), Indicator("c", 1))
    )
    ours = compute(data, Index(TREE)).score
    theirs = compute(data.assign(b=-data["b"]), Index(turned)).score
    assert ours.equals(theirs)


@pytest.mark.parametrize("how", ["arithmetic", "geometric", "harmonic", "sum", "copeland"])
@given(positive, weights, st.integers(0, 3), st.integers(0, 2))
def test_more_of_one_member_never_lowers_the_score(how, values, weight, area, member):
    more = values.copy()
    more[area, member] += 5
    before, after = (aggregate(x, weight, how) for x in (values, more))
    assert after[area] >= before[area] - 1e-9
    others = np.arange(4) != area
    assert (after[others] <= before[others] + 1e-9).all()


@given(positive, weights)
def test_the_means_stand_in_their_known_order(values, weight):
    low, middle, high = (
        aggregate(values, weight, how) for how in ("harmonic", "geometric", "arithmetic")
    )
    assert (low <= middle * (1 + 1e-12)).all()
    assert (middle <= high * (1 + 1e-12)).all()


@given(positive, weights)
def test_only_the_ratio_of_weights_counts(values, weight):
    for how in ("arithmetic", "geometric", "harmonic", "copeland"):
        ours, theirs = aggregate(values, weight, how), aggregate(values, 7 * weight, how)
        np.testing.assert_allclose(theirs, ours, rtol=1e-12)


@given(tables, weights)
def test_copeland_sums_to_zero_and_turns_with_its_values(values, weight):
    score = copeland(values, weight)
    assert score.sum() == 0
    assert (copeland(-values, weight) == -score).all()


@given(tables, arrays(np.float64, (5, 3), elements=st.integers(1, 9).map(float)))
def test_many_sets_of_weights_give_what_each_gives(values, draws):
    together = weighted_scores(values, draws)
    each = [aggregate(values, weight) for weight in draws]
    np.testing.assert_allclose(together, each, rtol=1e-12, atol=1e-12)


@few
@given(tables)
def test_effective_weights_give_the_score_of_the_whole_tree(values):
    result = compute(frame(values), replace(Index(TREE), normalisation=MinMax()))
    draw = effective_weights(result.index, result.shares)
    assert draw.sum() == pytest.approx(1)
    score = weighted_scores(result.normalised, draw.to_numpy()[None])[0]
    np.testing.assert_allclose(score, result.score, rtol=1e-12, atol=1e-12)


@given(columns)
def test_ranks_share_out_what_ties_take(values):
    n = len(values)
    assert ranks(values, ties="average").sum() == n * (n + 1) / 2
    low, high = ranks(values, ties="min"), ranks(-values, highest_first=True, ties="min")
    assert (low == high).all()


@given(columns)
def test_a_higher_score_never_has_a_lower_class(values):
    fifths = Quantiles((0.2, 0.4, 0.6, 0.8), tuple("12345"), kind=9)
    numbers = class_numbers(pd.Series(values), fifths)
    assert (np.diff(numbers[np.argsort(values)]) >= 0).all()
