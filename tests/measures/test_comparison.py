import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialraum.errors import DataError
from sozialraum.measures.comparison import (
    nearest_peers,
    percentile_rank,
    rank_band,
    strengths_and_weaknesses,
)

NAN = math.nan


def town(**columns):
    return pd.DataFrame(columns, index=["11", "12", "13", "14"], dtype=float)


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


def test_the_nearest_peer_is_the_one_with_the_smallest_mean_of_squares():
    # Both columns have mean 2 and variance 2: z = ±√2 and 0.
    found = nearest_peers(town(a=[0, 2, 2, 4], b=[2, 2, 4, 0]), "12", 3)
    assert list(found.abstand.index) == ["11", "13", "14"]
    assert found.abstand.tolist() == pytest.approx([1.0, 1.0, math.sqrt(2)])
    assert found.merkmale == ("a", "b")
    assert found.hinweise == ()


def test_units_do_not_matter_for_peers():
    table = town(a=[0, 2, 3, 4], b=[2, 1, 4, 0])
    scaled = table.mul([1000, 0.01]).add([5, -3])
    assert nearest_peers(scaled, "11").abstand.to_dict() == pytest.approx(
        nearest_peers(table, "11").abstand.to_dict()
    )


def test_what_cannot_be_compared_is_left_out_and_said():
    table = town(a=[1, 2, NAN, 5], b=[NAN, 1, 2, 3], c=[7, 7, 7, 7], d=[1, NAN, NAN, 3])
    found = nearest_peers(table, "11")
    assert found.merkmale == ("a",)
    assert list(found.abstand.index) == ["12", "14"]
    assert found.hinweise == (
        "b: für 11 unbekannt.",
        "c: überall gleich.",
        "d: für weniger als 3 Gebiete bekannt.",
        "Wegen fehlender Angaben nicht verglichen: 13.",
    )


def test_what_differs_only_by_rounding_is_alike_everywhere():
    table = town(a=[0.1 + 0.2, 0.3, 0.3, 0.3], b=[1, 2, 3, 4])
    assert nearest_peers(table, "11").hinweise == ("a: überall gleich.",)
    standing = strengths_and_weaknesses(table, "11", {"a": 1, "b": 1})
    assert standing.hinweise == ("a: überall gleich.",)


def test_with_nothing_to_compare_there_are_no_peers():
    found = nearest_peers(town(a=[NAN, 1, 2, 3]), "11")
    assert found.abstand.empty
    assert found.hinweise == ("a: für 11 unbekannt.",)
    assert nearest_peers(town(a=[1, 2, 3, 4]).head(1), "11").abstand.empty  # one area only


def test_an_unknown_area_and_infinite_values_are_refused():
    with pytest.raises(DataError, match="Meinten Sie „11“"):
        nearest_peers(town(a=[1, 2, 3, 4]), "111")
    with pytest.raises(DataError, match="„a“ hat unendliche Werte"):
        nearest_peers(town(a=[1, 2, 3, math.inf]), "11")


def test_a_table_is_not_changed_by_comparing():
    table = town(a=[1, 2, NAN, 5], b=[4, 1, 2, 3])
    before = table.copy()
    nearest_peers(table, "11")
    strengths_and_weaknesses(table, "11", {"a": 1, "b": -1})
    pd.testing.assert_frame_equal(table, before)


TABLE = town(arbeitslose=[10, 4, 4, 6], wahl=[50, 60, 60, 70], kinder=[30, 10, 10, 10])


def test_a_high_burden_is_a_weakness_and_a_high_resource_a_strength():
    # arbeitslose: mean 6, variance 6; wahl: mean 60, variance 50, and a low value is a burden.
    polarity = {"arbeitslose": 1, "wahl": -1, "kinder": 0}
    worst = strengths_and_weaknesses(TABLE, "11", polarity)
    assert worst.staerken.empty
    assert worst.schwaechen.to_dict() == pytest.approx(
        {"arbeitslose": 4 / math.sqrt(6), "wahl": 10 / math.sqrt(50)}
    )
    assert list(worst.schwaechen.index) == ["arbeitslose", "wahl"]  # 1.63 before 1.41
    best = strengths_and_weaknesses(TABLE, "14", polarity)
    assert best.staerken.to_dict() == pytest.approx({"wahl": 10 / math.sqrt(50)})
    assert best.schwaechen.empty  # 6 is the mean


def test_turning_the_polarity_turns_strengths_into_weaknesses():
    there = strengths_and_weaknesses(TABLE, "11", {"arbeitslose": 1, "wahl": -1, "kinder": 1})
    back = strengths_and_weaknesses(TABLE, "11", {"arbeitslose": -1, "wahl": 1, "kinder": -1})
    pd.testing.assert_series_equal(there.schwaechen, back.staerken)


def test_small_differences_and_long_lists_are_cut():
    polarity = dict.fromkeys(TABLE, 1)
    assert list(strengths_and_weaknesses(TABLE, "11", polarity, number=1).schwaechen.index) == [
        "kinder"
    ]
    assert strengths_and_weaknesses(TABLE, "11", polarity, smallest=2).schwaechen.empty


def test_an_indicator_without_direction_is_refused_by_name():
    with pytest.raises(DataError, match="„wahl“ ist nicht gesagt, was günstig ist"):
        strengths_and_weaknesses(TABLE, "11", {"arbeitslose": 1, "kinder": 0})


def test_unknown_indicators_are_said():
    table = TABLE.assign(wahl=[NAN, 60, 60, 70])
    found = strengths_and_weaknesses(table, "11", dict.fromkeys(TABLE, 1))
    assert "wahl" not in found.schwaechen
    assert found.hinweise == ("wahl: für 11 unbekannt.",)
