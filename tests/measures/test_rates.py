import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialraum.measures.rates import (
    denominator_from_rate,
    difference_recognisable,
    newcombe,
    percentile_rank,
    publishable,
    rank_band,
    wilson,
)

NAN = math.nan
AREAS = ["101", "102", "103", "104"]
counts = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def rounded(interval):
    return round(interval["unten"], 4), round(interval["oben"], 4)


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


@pytest.mark.parametrize(
    ("k", "n", "unten", "oben"),
    [
        (0, 100, 0.0, 0.0370),  # nobody: 1.96² ÷ (100 + 1.96²)
        (100, 100, 0.9630, 1.0),  # all: the mirror of nobody
        (NAN, 100, NAN, NAN),  # unknown
        (5, NAN, NAN, NAN),
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


@given(counts, counts)
def test_newcombe_changes_its_sign_with_the_order_of_the_groups(first, second):
    there, back = newcombe(*first, *second), newcombe(*second, *first)
    assert there["unten"] == pytest.approx(-back["oben"], abs=1e-12)


def test_a_difference_is_recognisable_if_its_interval_excludes_zero():
    # 60 of 100 in the area, 380 of 900 in the rest: 18 points apart; 45 of 100: 3 points.
    assert difference_recognisable(60, 100, 380, 900) is True
    assert difference_recognisable(45, 100, 380, 900) is False
    assert difference_recognisable(45, 100, 45, 100) is False
    assert difference_recognisable(NAN, 100, 380, 900) is False


def test_the_smaller_the_area_the_larger_its_interval():
    assert difference_recognisable(6, 10, 380, 900) is False  # 60 % again, of ten people


def test_series_keep_their_index():
    k = pd.Series([0.0, 9.0, NAN, 3.0], index=AREAS)
    n = pd.Series([100.0, 100.0, 100.0, 99.0], index=AREAS)
    assert list(wilson(k, n)["unten"].index) == AREAS
    assert publishable(k, n).to_dict() == {"101": False, "102": True, "103": False, "104": False}
    assert difference_recognisable(k, n, 500, 1000).to_dict() == {
        "101": True, "102": True, "103": False, "104": True,
    }  # fmt: skip


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


@pytest.mark.parametrize(
    ("values", "ranks"),
    [
        ([10.0, 20.0, 30.0], [0, 50, 100]),
        ([10.0, 20.0, 20.0, 30.0], [0, 50, 50, 100]),  # a tie: half of the other one is lower
        ([7.0, 7.0, 7.0], [50, 50, 50]),
        ([10.0, NAN, 30.0], [0, NAN, 100]),
        ([10.0, NAN], [NAN, NAN]),  # nobody to compare with
        ([], []),
    ],
)
def test_the_percentile_rank_counts_the_other_areas_with_a_lower_value(values, ranks):
    result = percentile_rank(pd.Series(values, dtype=float))
    assert result.tolist() == pytest.approx(ranks, nan_ok=True)


def test_53_areas_lie_in_five_bands_of_ten_or_eleven():
    bands = rank_band(pd.Series(np.arange(53.0)))
    assert bands.value_counts(sort=False).to_dict() == {
        "niedrigstes Fünftel": 11,
        "zweitniedrigstes Fünftel": 10,
        "mittleres Fünftel": 11,
        "zweithöchstes Fünftel": 10,
        "höchstes Fünftel": 11,
    }


@pytest.mark.parametrize(
    ("values", "bands"),
    [
        ([1.0, 2.0, 3.0, 4.0], ["", "", "", ""]),  # fewer areas than bands
        ([1.0, NAN, 3.0, 4.0, 5.0], [""] * 5),
        ([4.0] * 5, ["mittleres Fünftel"] * 5),
        (
            [1.0, 1.0, 2.0, 3.0, 4.0],  # a tie across a limit is never at the end
            ["zweitniedrigstes Fünftel"] * 2
            + ["mittleres Fünftel", "zweithöchstes Fünftel", "höchstes Fünftel"],
        ),
    ],
)
def test_rank_bands_at_the_edges(values, bands):
    assert rank_band(pd.Series(values)).tolist() == bands


@given(st.lists(st.integers(-5, 5), min_size=5, max_size=60))
def test_ranks_and_bands_mirror_when_the_values_change_their_sign(numbers):
    values = pd.Series(numbers, dtype=float)
    assert percentile_rank(-values).tolist() == pytest.approx(
        (100 - percentile_rank(values)).tolist()
    )
    swapped = rank_band(-values).replace(
        {"niedrigstes Fünftel": "höchstes Fünftel", "höchstes Fünftel": "niedrigstes Fünftel"}
        | {"zweitniedrigstes Fünftel": "zweithöchstes Fünftel"}
        | {"zweithöchstes Fünftel": "zweitniedrigstes Fünftel"}
    )
    assert swapped.tolist() == rank_band(values).tolist()
