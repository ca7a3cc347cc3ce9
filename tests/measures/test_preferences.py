import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialraum.measures.decision.preferences import FREE, Around, Bounded, Ordinal, draw_weights

CRITERIA = ["a", "b", "c", "d"]
N = 40_000


def draw(preference, criteria=CRITERIA, n=N, seed=1):
    return draw_weights(criteria, preference, n, random=np.random.default_rng(seed))


def error(sample):
    return sample.std(axis=0, ddof=1) / np.sqrt(len(sample))


def test_free_weights_have_the_moments_of_the_flat_dirichlet_distribution():
    weights = draw(FREE)
    assert (abs(weights.mean(axis=0) - 1 / 4) < 4 * error(weights)).all()
    # Variance of a weight among m: (m − 1) ÷ (m² (m + 1)) = 3 ÷ 80.
    assert weights.var(axis=0) == pytest.approx(np.full(4, 3 / 80), rel=0.03)


def test_ordered_weights_have_the_mean_of_the_rank_order_centroid():
    # For four criteria: (1 + 1/2 + 1/3 + 1/4) ÷ 4, (1/2 + 1/3 + 1/4) ÷ 4, …
    centroid = [25 / 48, 13 / 48, 7 / 48, 3 / 48]
    weights = draw(Ordinal(["c", "a", "d", "b"]))[:, [2, 0, 3, 1]]
    assert (abs(weights.mean(axis=0) - centroid) < 4 * error(weights)).all()
    assert (np.diff(weights) <= 0).all()


def test_criteria_without_order_between_them_share_their_places():
    weights = draw(Ordinal(["a", ["b", "c"], "d"]))
    middle = (13 / 48 + 7 / 48) / 2
    assert (
        abs(weights.mean(axis=0) - [25 / 48, middle, middle, 3 / 48]) < 4 * error(weights)
    ).all()
    assert (weights[:, 1] > weights[:, 2]).mean() == pytest.approx(0.5, abs=0.01)


def test_bounded_weights_are_those_free_weights_that_fulfil_the_bounds():
    free = draw(FREE, n=1_000_000, seed=2)
    kept = free[(free[:, 0] >= 0.1) & (free <= 0.4).all(axis=1)]
    weights = draw(Bounded({"a": 0.1}, dict.fromkeys(CRITERIA, 0.4)))
    for moment in (1, 2, 3):
        off = abs((weights**moment).mean(axis=0) - (kept**moment).mean(axis=0))
        assert (off < 4 * np.hypot(error(weights**moment), error(kept**moment))).all()


def test_bounds_that_leave_a_single_point_give_this_point():
    exact = {"a": 0.1, "b": 0.2, "c": 0.3, "d": 0.4}
    assert draw(Bounded(exact, exact), n=3) == pytest.approx(np.tile(list(exact.values()), (3, 1)))


def test_weights_around_given_ones_scatter_by_the_concentration():
    weights = draw(Around({"a": 4, "b": 3, "c": 3, "d": 0}, 99))
    assert (abs(weights.mean(axis=0) - [0.4, 0.3, 0.3, 0]) <= 4 * error(weights)).all()
    assert weights[:, 0].std() == pytest.approx((0.4 * 0.6 / 100) ** 0.5, rel=0.03)
    assert (weights[:, 3] == 0).all()


bounds = st.lists(st.tuples(st.floats(0, 0.3), st.floats(0.4, 1)), min_size=3, max_size=6).filter(
    lambda pairs: sum(low for low, _ in pairs) <= 1
)


@settings(max_examples=50)
@given(bounds)
def test_drawn_weights_keep_their_bounds_and_sum_to_one(pairs):
    names = [f"k{place}" for place in range(len(pairs))]
    low = {name: pair[0] for name, pair in zip(names, pairs, strict=True)}
    high = {name: pair[1] for name, pair in zip(names, pairs, strict=True)}
    weights = draw(Bounded(low, high), names, n=50)
    assert weights.sum(axis=1) == pytest.approx(1)
    assert (weights >= np.array(list(low.values())) - 1e-9).all()
    assert (weights <= np.array(list(high.values())) + 1e-9).all()


def test_every_preference_says_in_german_how_weights_vary():
    assert FREE.describe() == "alle Gewichte gleich möglich"
    assert Ordinal(["a", ["b", "c"]]).describe() == "Rangfolge a ≥ b, c"
    assert Bounded({"a": 0.1}, {"a": 0.5, "b": 0.4}).describe() == (
        "Gewichte in Grenzen: a 0,10 bis 0,50; b 0,00 bis 0,40"
    )
    assert Around({"a": 1}, 100).describe() == "um die gegebenen Gewichte (Konzentration 100)"
