"""Figures of one set of areas for another: known answers, an oracle, and laws."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from sozialraum.errors import DataError
from sozialraum.measures.space.interpolation import interpolate_counts, interpolate_rates, shares


def pieces(**values):
    """A Series by piece: ``a_x=0.5`` is what of source a falls into target x."""
    index = pd.MultiIndex.from_tuples([key.split("_") for key in values], names=["von", "nach"])
    return pd.Series(list(map(float, values.values())), index=index)


# Known answers


def test_a_source_is_shared_out_by_area():
    # b has 40 people, three quarters of its area lie in x: 100 + 30 and 10
    result = interpolate_counts(
        pd.Series({"a": 100.0, "b": 40.0}), pieces(a_x=1, b_x=0.75, b_y=0.25)
    )
    assert result.value.to_dict() == {"x": 130, "y": 10}
    assert result.low.to_dict() == {"x": 100, "y": 0}  # all of b may live in y
    assert result.high.to_dict() == {"x": 140, "y": 40}
    assert result.error.to_dict() == {"x": 30, "y": 30}
    assert result.split.to_dict() == {"x": pytest.approx(30 / 130), "y": 1}
    assert result.lost == 0


def test_with_the_people_of_each_piece_the_bounds_are_narrower():
    # 100 live in b, 80 of them in x: of 40 unemployed at least 40 − 20 and at most 40 are in x
    people = pieces(b_x=80, b_y=20)
    result = interpolate_counts(pd.Series({"b": 40.0}), shares(people), people)
    assert result.value.to_dict() == {"x": 32, "y": 8}
    assert result.low.to_dict() == {"x": 20, "y": 0}
    assert result.high.to_dict() == {"x": 40, "y": 20}


def test_rates_are_weighted_by_their_denominator():
    # x: 10 % of 100 and 20 % of 300 ∙ 1/2: (10 + 30) ÷ 250
    rates, base = pd.Series({"a": 10.0, "b": 20.0}), pd.Series({"a": 100.0, "b": 300.0})
    result = interpolate_rates(rates, pieces(a_x=1, b_x=0.5, b_y=0.5), base)
    assert result.value.to_dict() == {"x": 16, "y": 20}
    assert (result.low["x"], result.high["x"]) == (10, 20)
    assert result.split.to_dict() == {"x": 0.6, "y": 1}


def test_what_is_not_split_has_no_error():
    result = interpolate_counts(pd.Series({"a": 7.0, "b": 3.0}), pieces(a_x=1, b_x=1))
    assert (result.value["x"], result.low["x"], result.high["x"], result.split["x"]) == (
        10,
        10,
        10,
        0,
    )


def test_an_unknown_source_makes_its_targets_unknown_and_no_others():
    counts = pd.Series({"a": np.nan, "b": 4.0})
    result = interpolate_counts(counts, pieces(a_x=1, b_x=0.5, b_y=0.5))
    assert np.isnan(result.value["x"])
    assert np.isnan(result.low["x"])
    assert result.value["y"] == 2


def test_nobody_is_no_division_by_nought():
    result = interpolate_counts(pd.Series({"a": 0.0}), pieces(a_x=0.5, a_y=0.5))
    assert result.value.to_dict() == {"x": 0, "y": 0}
    assert result.split.to_dict() == {"x": 0, "y": 0}


def test_what_falls_into_no_target_is_told():
    share = shares(pieces(a_x=6), pd.Series({"a": 10.0}))
    assert (
        interpolate_counts(pd.Series({"a": 50.0, "c": 5.0}), share).lost == 25
    )  # 20 of a, all of c


def test_slivers_are_given_to_the_other_targets():
    sizes = pieces(a_x=990, a_y=10, b_y=1000)
    assert shares(sizes, sliver=0.02).to_dict() == {("a", "x"): 1.0, ("b", "y"): 1.0}
    assert shares(sizes)["a", "y"] == pytest.approx(0.01)


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (pieces(a_x=0.7, a_y=0.7), "mehr als 1"),
        (pieces(a_x=-0.1, a_y=1), "negativ"),
        (pieces(z_x=1), "keine Zahl"),
    ],
)
def test_impossible_shares_are_refused(share, said):
    with pytest.raises(DataError, match=said):
        interpolate_counts(pd.Series({"a": 1.0}), share)


def test_a_source_smaller_than_its_pieces_is_refused():
    with pytest.raises(DataError, match="kleiner als ihre Teile"):
        shares(pieces(a_x=5), pd.Series({"a": 4.0}))


# Oracle: Tobler's definition, computed from geopandas' own overlay


def squares(edges, name):
    shapes = [box(*edge) for edge in edges]
    keys = [f"{name}{number}" for number in range(len(edges))]
    return gpd.GeoDataFrame({name: keys}, geometry=shapes, crs="EPSG:25832")


def test_counts_and_densities_agree_with_the_published_definition_on_an_overlay():
    sources = squares([(0, 0, 4, 4), (4, 0, 10, 4), (0, 4, 10, 9)], "von")
    targets = squares([(1, 1, 6, 6), (6, 1, 9, 8)], "nach")
    counts, rates = np.array([160.0, 600.0, 50.0]), np.array([1.0, 2.0, 4.0])
    cut = gpd.overlay(sources, targets)
    areas = cut.assign(size=cut.area).set_index(["von", "nach"])["size"]
    table = areas.unstack(fill_value=0.0)  # Tobler: table[i, j] = area of i ∩ j
    extensive = (table.T / sources.area.to_numpy() * counts).sum(axis=1)  # Σ v_i ∙ a_ij / a_i
    intensive = (table.T * rates).sum(axis=1) / table.sum()  # Σ v_i ∙ a_ij / Σ a_ij
    size = pd.Series(sources.area.to_numpy(), index=sources["von"])
    share = shares(areas, size)
    by_count = interpolate_counts(pd.Series(counts, index=sources["von"]), share).value
    by_rate = interpolate_rates(pd.Series(rates, index=sources["von"]), share, size).value
    assert by_count.sort_index().tolist() == pytest.approx(extensive.tolist())
    assert by_rate.sort_index().tolist() == pytest.approx(intensive.tolist())


# Laws


COUNT, WEIGHT = st.integers(0, 1000), st.integers(1, 50)


@given(st.lists(st.tuples(COUNT, WEIGHT, WEIGHT), min_size=1, max_size=8))
def test_nobody_is_lost_and_the_truth_lies_within_the_bounds(rows):
    people = pieces(
        **{
            f"s{i}_{t}": p
            for i, (_, x, y) in enumerate(rows)
            for t, p in zip("xy", (x, y), strict=True)
        }
    )
    counts = pd.Series({f"s{i}": float(min(c, x + y)) for i, (c, x, y) in enumerate(rows)})
    result = interpolate_counts(counts, shares(people), people)
    assert result.value.sum() == pytest.approx(counts.sum())
    truth = pd.Series({"x": sum(min(counts[f"s{i}"], x) for i, (_, x, _) in enumerate(rows))})
    assert result.low["x"] - 1e-6 <= truth["x"] <= result.high["x"] + 1e-6
    assert (result.low <= result.value + 1e-6).all()
    assert (result.value <= result.high + 1e-6).all()
