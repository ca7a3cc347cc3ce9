import math
from itertools import combinations, permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialraum.errors import DataError
from sozialraum.measures.space.autocorrelation import NOT_NOTABLE, local_moran, moran
from sozialraum.measures.space.neighbours import (
    Neighbours,
    nearest_neighbours,
    neighbours_from_pairs,
)

AREAS = pd.Index(list("abcdef"))
ROW = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("e", "f")]
numbers = st.lists(st.integers(-50, 50), min_size=6, max_size=6).filter(lambda v: len(set(v)) > 1)


def row():
    return neighbours_from_pairs(ROW, AREAS)


def chessboard(side):
    """Square areas, each a neighbour of those that share an edge with it."""
    number = np.arange(side * side).reshape(side, side)
    across = zip(number[:, :-1].ravel(), number[:, 1:].ravel(), strict=True)
    down = zip(number[:-1].ravel(), number[1:].ravel(), strict=True)
    return neighbours_from_pairs([*across, *down], pd.RangeIndex(side * side))


def varied(values):
    return pd.Series(values, AREAS, dtype=float)


def test_neighbours_count_equally_and_add_up_to_1():
    assert row().matrix.toarray()[1].tolist() == [0.5, 0, 0.5, 0, 0, 0]
    assert row().number.tolist() == [1, 2, 2, 2, 2, 1]


def test_repeated_and_turned_pairs_are_one_border():
    twice = neighbours_from_pairs([*ROW, *[(b, a) for a, b in ROW]], AREAS)
    assert (twice.matrix.toarray() == row().matrix.toarray()).all()


def test_islands_are_named_and_only_left_out_on_request():
    town = neighbours_from_pairs(ROW[:-1], AREAS)
    assert list(town.islands) == ["f"]
    assert list(town.without_islands().areas) == list("abcde")
    with pytest.raises(DataError, match=r"Inseln.*Gefunden: „f“.*nearest_neighbours"):
        moran(pd.Series(range(6), AREAS), town)


def test_nearest_neighbours_also_where_areas_share_a_point():
    points = pd.DataFrame({"x": [0.0, 0.0, 0.0, 5.0], "y": 0.0}, index=list("abcd"))
    near = nearest_neighbours(points, 1)
    assert near.number.tolist() == [1, 1, 1, 1]
    assert near.matrix.diagonal().tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        # deviations −2.5 … 2.5, squares 17.5, products with the mean of the neighbours 12.5
        ((1, 2, 3, 4, 5, 6), 12.5 / 17.5),
        ((1, 0, 1, 0, 1, 0), -1.0),  # always the opposite of the neighbours
    ],
)
def test_known_values_of_moran(values, expected):
    assert moran(varied(values), row(), permutations=0).value == pytest.approx(expected)


def test_the_analytic_moments_are_those_of_all_720_orders():
    values = varied((1, 2, 4, 8, 9, 3))
    orders = [pd.Series(order, AREAS) for order in permutations(values)]
    every = np.array([moran(order, row(), permutations=0).value for order in orders])
    found = moran(values, row(), permutations=0)
    assert found.expected == pytest.approx(every.mean(), abs=1e-12)
    assert found.variance_random == pytest.approx(every.var(), abs=1e-12)


def test_the_pseudo_p_is_that_of_all_720_orders():
    values = varied((1, 2, 4, 8, 9, 3))
    orders = [pd.Series(order, AREAS) for order in permutations(values)]
    every = np.array([moran(order, row(), permutations=0).value for order in orders])
    found = moran(values, row(), permutations=9_999)
    exact = 2 * (every >= found.value - 1e-12).mean()
    assert found.p_permutations == pytest.approx(exact, abs=0.02)


def test_the_local_pseudo_p_is_that_of_all_samples_of_the_others():
    values = varied((1, 2, 4, 8, 9, 3))
    found = local_moran(values, row(), permutations=20_000)["p"]
    for place, area in enumerate(AREAS):
        size = row().number[area]
        lag = (row().matrix @ values.to_numpy())[place]
        every = [np.mean(some) for some in combinations(values.drop(area), size)]
        sides = np.mean(np.array(every) >= lag - 1e-12), np.mean(np.array(every) <= lag + 1e-12)
        assert found[area] == pytest.approx(min(1, 2 * min(sides)), abs=0.02)


def test_unequal_weights_take_the_same_way():
    values = varied((1, 2, 4, 8, 9, 3))
    weights = row().matrix.toarray()
    weights[1] = [0.9, 0, 0.1, 0, 0, 0]
    town = Neighbours(AREAS, type(row().matrix)(weights))
    found = local_moran(values, town, permutations=20_000)["p"]["b"]
    every = [0.9 * one + 0.1 * two for one, two in permutations(values.drop("b"), 2)]
    lag = 0.9 * values["a"] + 0.1 * values["c"]
    sides = np.mean(np.array(every) >= lag - 1e-12), np.mean(np.array(every) <= lag + 1e-12)
    assert found == pytest.approx(2 * min(sides), abs=0.02)


def test_local_values_add_up_to_the_global_one():
    values = varied((1, 2, 4, 8, 9, 3))
    local = local_moran(values, row(), permutations=99)["moran"].sum()
    assert local / (len(AREAS) - 1) == pytest.approx(moran(values, row(), permutations=0).value)


def test_a_high_corner_of_the_town_stands_out_and_nothing_else():
    board = chessboard(20)
    values = pd.Series(np.random.default_rng(4).normal(size=400), board.areas)
    corner = [20 * y + x for y in range(4) for x in range(4)]
    values[corner] += 5
    found = local_moran(values, board)["klasse"]
    inside = [21, 22, 41, 42]  # at the very edge two neighbours are too few to be sure
    assert set(found[inside]) == {"hoch–hoch"}
    assert set(found.index[found == "hoch–hoch"]) <= set(corner)
    assert (found.drop(corner) != NOT_NOTABLE).sum() <= 2


def test_random_values_rarely_stand_out():
    board = chessboard(15)
    notable = 0
    for seed in range(10):
        values = pd.Series(np.random.default_rng(seed).normal(size=225), board.areas)
        notable += (local_moran(values, board, seed=seed)["klasse"] != NOT_NOTABLE).sum()
    assert notable <= 2  # of 2,250; without control of the rate there would be about 110


def test_the_same_seed_gives_the_same_result():
    values = varied((1, 2, 4, 8, 9, 3))
    pd.testing.assert_frame_equal(local_moran(values, row()), local_moran(values, row()))


@settings(deadline=None)
@given(numbers, st.integers(-9, 9).filter(bool), st.integers(-99, 99))
def test_unit_and_zero_of_the_scale_do_not_matter(values, factor, shift):
    series = varied(values)
    one = local_moran(series, row(), permutations=99)
    other = local_moran(series * factor + shift, row(), permutations=99)
    assert np.allclose(one["moran"], other["moran"], atol=1e-9)
    assert np.allclose(one["p"], other["p"])


@settings(deadline=None)
@given(numbers, st.permutations(range(6)))
def test_the_order_of_areas_does_not_matter(values, order):
    series = varied(values)
    other = neighbours_from_pairs(ROW, AREAS[list(order)])
    one, two = (
        moran(series, row(), permutations=0),
        moran(series[other.areas], other, permutations=0),
    )
    assert one.value == pytest.approx(two.value, abs=1e-9)
    assert one.p_random == pytest.approx(two.p_random, abs=1e-9)


@settings(deadline=None)
@given(numbers)
def test_a_pseudo_p_is_never_0_and_never_above_1(values):
    found = local_moran(varied(values), row(), permutations=99)
    assert found["p"].between(0.02, 1).all()
    assert (found["p_fdr"] >= found["p"]).all()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ((3, 3, 3, 3, 3, 3), "denselben Wert"),
        ((1, math.nan, 3, 4, 5, 6), "Werte fehlen. Gefunden: „b“"),
        ((1, 2, 3, 4, 5, math.inf), "unendlich. Gefunden: „f“"),
    ],
)
@pytest.mark.parametrize("measure", [moran, local_moran])
def test_bad_values_are_refused(measure, values, message):
    with pytest.raises(DataError, match=message):
        measure(pd.Series(values, AREAS, dtype=float), row())


def test_values_of_other_areas_are_refused():
    with pytest.raises(DataError, match="verschiedene Gebiete"):
        moran(pd.Series(range(6), list("abcdeg"), dtype=float), row())


def test_one_area_has_no_pattern():
    one = Neighbours(AREAS[:1], row().matrix[:1][:, :1])
    with pytest.raises(DataError, match=r"mindestens 4 Gebiete\. Gefunden: „1 Gebiet“"):
        moran(pd.Series([1.0], AREAS[:1]), one)


def test_too_few_permutations_for_a_pseudo_p_are_refused():
    with pytest.raises(DataError, match="mindestens 99"):
        local_moran(varied((1, 2, 4, 8, 9, 3)), row(), permutations=0)


@pytest.mark.parametrize(
    ("pairs", "areas", "message"),
    [
        ([("a", "x")], AREAS, "die es hier nicht gibt. Gefunden: „a–x“"),
        ([("a", "a")], AREAS, "sein eigener Nachbar genannt. Gefunden: „a“"),
        (ROW, AREAS.append(AREAS[:1]), "mehrfach vor. Gefunden: „a“"),
    ],
)
def test_bad_pairs_are_refused(pairs, areas, message):
    with pytest.raises(DataError, match=message):
        neighbours_from_pairs(pairs, areas)


@pytest.mark.parametrize("number", [0, 3])
def test_more_neighbours_than_areas_are_refused(number):
    points = pd.DataFrame({"x": [0.0, 1.0, 2.0], "y": 0.0}, index=list("abc"))
    with pytest.raises(DataError, match=f"{number} Nachbarn bei 3 Gebieten"):
        nearest_neighbours(points, number)
