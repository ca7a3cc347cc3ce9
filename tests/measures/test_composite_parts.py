"""The parts of an index: scales, treatment, estimates, weights, classes, presets."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sozialraum.errors import DataError
from sozialraum.measures.composite.aggregate import aggregate, copeland
from sozialraum.measures.composite.as_data import index_from_data, index_to_data
from sozialraum.measures.composite.classes import (
    Cuts,
    Quantiles,
    class_numbers,
    classify,
    cross_classes,
)
from sozialraum.measures.composite.compute import Group, Index, Indicator, compute
from sozialraum.measures.composite.impute import Imputation, impute
from sozialraum.measures.composite.normalise import Deviation, Distance, ZScore, normalise
from sozialraum.measures.composite.presets import NAMES, preset
from sozialraum.measures.composite.scales import (
    distance_to,
    exponential_ranks,
    min_max,
    normal_scores,
    percentile_ranks,
    z_scores,
)
from sozialraum.measures.composite.treat import Logarithm, Winsorise, kurtosis, skewness, treat
from sozialraum.measures.composite.weights import (
    component_loadings,
    factor_weights,
    principal_weights,
    varimax,
)

NAN = math.nan
SAMPLE = np.random.default_rng(3).lognormal(size=(40, 3))

# Technology Achievement Index, 23 countries: patents, royalties, internet hosts, technology
# exports, telephones (log), electricity (log), years of schooling, university students.
TAI = """
187 125.6 200.2 50.7 3.08 4.15 10 27.4
289 130 179.1 66.2 3 4.07 12 13.9
271 156.6 125.8 59.7 3.1 4.14 11.4 15.3
994 64.6 49 80.8 3 3.86 9.5 10
779 9.8 4.8 66.7 2.97 3.65 10.8 23.2
189 151.2 136 50.9 3.02 3.77 9.4 9.5
82 134 57.4 61.9 3.02 3.73 9.4 14.9
31 38.6 108 48.7 2.94 4.18 11.6 14.2
75 18.2 125.9 16.2 2.94 3.94 10.9 25.3
8 25.5 72.3 74.9 2.95 3.83 7.1 24.2
235 36.8 41.2 64.2 2.94 3.75 10.2 14.4
103 20.2 193.6 19 3.12 4.39 11.9 11.2
106 110.3 48.6 53.6 2.97 3.68 9.4 12.3
72 73.9 58.9 47.6 2.91 3.86 9.3 13.6
103 13 146.7 15.4 2.86 3.91 11.7 13.1
165 14.8 84.2 50.3 2.99 3.79 8.4 13.6
205 33.6 36.4 58.9 2.97 3.8 7.9 12.6
74 43.6 43.2 45 2.96 3.74 9.6 11
42 8.6 21 53.4 2.86 3.62 7.3 15.6
13 9.8 30.4 51 3 3.65 7.2 13
28 4.2 25 51.7 2.75 3.68 9.5 8.2
26 6.2 21.6 63.5 2.73 3.46 9.1 7.7
105 4 20.3 49.5 2.84 3.71 7.1 10.6
"""


@pytest.fixture
def tai() -> pd.DataFrame:
    return pd.DataFrame([[float(x) for x in line.split()] for line in TAI.split("\n") if line])


def test_skewness_and_kurtosis_are_those_of_scipy_without_bias():
    np.testing.assert_allclose(skewness(SAMPLE), stats.skew(SAMPLE, bias=False), rtol=1e-12)
    np.testing.assert_allclose(kurtosis(SAMPLE), stats.kurtosis(SAMPLE, bias=False), rtol=1e-12)
    assert np.isnan(skewness(pd.Series([1.0, 2.0]))).all()
    assert np.isnan(kurtosis(pd.Series([1.0, 2.0, 3.0]))).all()


def test_z_scores_are_those_of_scipy():
    for ddof in (0, 1):
        np.testing.assert_allclose(z_scores(SAMPLE, ddof=ddof), stats.zscore(SAMPLE, ddof=ddof))


def test_weighted_z_scores_count_an_area_of_double_population_twice():
    twice = z_scores(np.array([1.0, 2.0, 2.0, 6.0]))
    weighted = z_scores(np.array([1.0, 2.0, 6.0]), weights=np.array([1.0, 2.0, 1.0]))
    np.testing.assert_allclose(weighted, twice[[0, 1, 3]], rtol=1e-12)


@pytest.mark.parametrize("scale", [z_scores, min_max, percentile_ranks, normal_scores])
def test_unknown_values_stay_unknown_and_do_not_count(scale):
    with_gap = scale(pd.Series([1.0, NAN, 2.0, 5.0]))
    assert math.isnan(with_gap[1])
    assert with_gap.dropna().tolist() == scale(pd.Series([1.0, 2.0, 5.0])).tolist()


def test_equal_values_have_no_place_on_a_scale_of_differences():
    equal = np.array([0.1, 0.1, 0.1])  # their mean is 0.10000000000000002
    assert np.isnan(z_scores(equal)).all()
    assert np.isnan(min_max(equal)).all()


@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        ("(r-1)/(n-1)", [0, 1 / 3, 1 / 3, 1]),
        ("(n-r)/n", [0, 0.5, 0.5, 0.75]),
        ("(n-r+1)/n", [0.25, 0.75, 0.75, 1]),
    ],
)
def test_percentile_ranks_with_each_offset(offset, expected):
    ours = percentile_ranks(np.array([5.0, 7.0, 7.0, 9.0]), offset=offset)
    np.testing.assert_allclose(ours, expected, rtol=1e-15)


def test_the_exponential_scale_gives_the_most_deprived_tenth_the_upper_half():
    scores = exponential_ranks(np.arange(1.0, 1001))
    assert scores[-1] == pytest.approx(100, abs=1e-9)
    assert (scores > 50).mean() == pytest.approx(0.1, abs=0.003)


def test_distance_to_a_target_may_be_capped_and_a_target_must_lie_above():
    assert distance_to(np.array([2.0, 6.0, 12.0]), 10.0, cap=True).tolist() == [0, 0.5, 1]
    assert np.isnan(distance_to(np.array([2.0, 6.0]), 2.0)).all()
    frame = pd.DataFrame({"a": [2.0, 6.0, 10.0]})
    assert normalise(frame, Distance())["a"].tolist() == [0, 0.5, 1]


def test_the_average_of_the_town_is_that_of_its_people():
    frame = pd.DataFrame({"a": [10.0, 20.0]})
    people = pd.Series([300.0, 100.0])
    ours = normalise(frame, Deviation("weighted_mean"), population=people)["a"]
    assert ours.tolist() == [-20, 60]  # the average is 12.5


def test_after_too_many_points_the_spec_decides():
    values = pd.Series([*range(20), 300.0, 301.0, 302.0])
    one = Winsorise(max_points=1)
    logged, marks = treat(values, one)
    assert marks.eq("log").all()
    assert logged.is_monotonic_increasing
    kept, marks = treat(values, replace(one, otherwise="winsorised"))
    assert kept.max() == 301
    assert marks.tolist().count("winhi") == 1
    original, marks = treat(values, replace(one, otherwise="original"))
    assert original.equals(values)
    assert marks.eq("").all()


def test_the_logarithm_may_be_asked_for_without_a_rule():
    logged, marks = treat(pd.Series([0.0, 1.0, NAN, 100.0]), Logarithm())
    assert logged.round(3).tolist()[:2] == [0.0, 0.693]
    assert marks.tolist() == ["log", "log", "", "log"]


def test_a_group_of_which_nothing_is_known_stays_unknown():
    frame = pd.DataFrame({"a": [1.0, NAN, NAN]}, index=list("xyz"))
    groups = pd.Series(["g", "g", "h"], index=frame.index)
    values, marks = impute(frame, Imputation("group_median"), groups=groups)
    assert values["a"].fillna(-1).tolist() == [1, 1, -1]
    assert marks["a"].tolist() == [False, True, False]
    with pytest.raises(DataError, match="nicht jeder Raum hat"):
        impute(frame, Imputation("group_mean"), groups=groups.drop("z"))


def test_the_panel_regression_finds_values_that_follow_its_model():
    """y = 3 + t·m with t = year/2020 and m the mean of the area, solved for m."""
    years = np.arange(2018, 2023)
    t = years / years.mean()
    rows = pd.MultiIndex.from_product([["a", "b", "c"], years])
    level = {area: 3 + bend for area, bend in (("a", 0.0), ("b", 0.01), ("c", -0.01))}
    data = pd.Series([level[a] * t[y - 2018] for a, y in rows], index=rows)
    gap = data.copy()
    gap["b", 2020] = NAN
    values, marks = impute(gap.to_frame("x"), Imputation("panel"))
    assert values.loc[("b", 2020), "x"] == pytest.approx(data["b", 2020], rel=1e-6)
    assert marks["x"].sum() == 1
    with pytest.raises(DataError, match="keine Jahre"):
        impute(pd.DataFrame({"x": [1.0, NAN]}), Imputation("panel"))


def test_factor_weights_are_those_of_the_oecd_handbook_for_technology_achievement(tai):
    """Tables 16 to 18 of the handbook; its logarithms are given to two decimals here."""
    eigenvalues = (component_loadings(tai, 8) ** 2).sum(axis=0)
    assert (100 * eigenvalues / 8).round(1).tolist()[:4] == [41.9, 21.8, 12.3, 11.2]
    explained = np.sort((varimax(component_loadings(tai, 4)) ** 2).sum(axis=0))
    np.testing.assert_allclose(explained, [1.19, 1.39, 1.76, 2.64], atol=0.03)
    published = [0.17, 0.15, 0.11, 0.07, 0.08, 0.12, 0.14, 0.16]
    np.testing.assert_allclose(factor_weights(tai, factors=4), published, atol=0.006)


def test_squared_loadings_are_shares_of_variance_and_signs_do_not_matter():
    values = pd.DataFrame(SAMPLE + SAMPLE[:, :1], columns=list("abc"))
    shares = principal_weights(values, squared=True)
    assert shares.sum() == pytest.approx(1)
    pd.testing.assert_series_equal(principal_weights(-values), principal_weights(values))
    with pytest.raises(DataError, match="mindestens drei Räume"):
        principal_weights(values.iloc[:2])


def test_copeland_counts_wins_minus_losses_and_knows_no_scale():
    values = np.array([[1.0, 9.0, 3.0], [2.0, 8.0, 3.0], [3.0, 1.0, 5.0]])
    weights = np.array([1.0, 1.0, 1.0])
    assert copeland(values, weights).tolist() == [-1, -1, 2]  # a and b: one each, one tie
    assert copeland(values**3, weights).tolist() == [-1, -1, 2]
    gap = np.array([[1.0, NAN], [2.0, 5.0], [3.0, 6.0]])
    assert np.isnan(aggregate(gap, np.ones(2), "copeland")[0])


def test_a_score_on_a_limit_lies_where_the_spec_says():
    cuts = Cuts((1.0, 2.0), ("unten", "mitte", "oben"))
    scores = pd.Series([1.0, 2.0, NAN])
    assert classify(scores, cuts).tolist() == ["mitte", "oben", ""]
    assert classify(scores, replace(cuts, closed="right")).tolist() == ["unten", "mitte", ""]


def test_quantile_types_differ_as_in_r():
    """R: quantile(c(1, 2, 3, 10), 0.75, type = 1…9)."""
    scores = pd.Series([1.0, 2.0, 3.0, 10.0])
    expected = [3, 6.5, 3, 3, 6.5, 8.25, 4.75, 7.0833, 6.9375]
    for kind, limit in enumerate(expected, start=1):
        numbers = class_numbers(scores, Quantiles((0.75,), ("a", "b"), kind))
        assert numbers.tolist() == [1 + (score >= limit) for score in scores]


def test_classes_of_two_indices_are_joined_only_area_by_area():
    status, dynamics = pd.Series(["hoch"], index=["a"]), pd.Series(["stabil"], index=["b"])
    with pytest.raises(ValueError, match="verschiedene Indizes"):
        cross_classes(status, dynamics)


@pytest.mark.parametrize("name", NAMES)
def test_presets_read_back_as_written(name):
    ours = preset(name)
    assert index_from_data(index_to_data(ours.index)) == ours.index
    assert ours.title
    assert ours.source


def test_what_was_not_verified_is_said_in_every_result():
    unverified = {name for name in NAMES if "nicht an veröffentlichten" in preset(name).verified}
    assert unverified == {"imd", "duesseldorf"}
    data = pd.DataFrame({"a": [1.0, 2.0, 4.0]})
    for name in unverified:
        index = replace(preset(name).index, root=Group("i", (Indicator("a", 1),)))
        people = pd.Series([1.0, 1.0, 1.0])
        notes = compute(data, index, population=people).notes
        assert notes[0] == "nicht an veröffentlichten Werten geprüft"


def test_the_gisd_procedure_runs_from_indicators_to_fifths():
    random = np.random.default_rng(11)
    rows = pd.MultiIndex.from_product([[f"{n:05d}" for n in range(40)], [2020, 2021]])
    index = preset("gisd").index
    burden = random.normal(size=len(rows))
    data = pd.DataFrame(
        {i.code: 50 + i.direction * (burden + random.normal(size=80)) for i in index.indicators},
        index=rows,
    )
    data.iloc[3, 0] = NAN
    result = compute(data, index)
    assert result.was_imputed.to_numpy().sum() == 1
    assert result.score.groupby(level=1).agg(["min", "max"]).to_numpy().tolist() == [[0, 1]] * 2
    assert result.classes.groupby(level=1).value_counts().tolist() == [8] * 10


def test_an_unknown_preset_or_a_typing_error_in_data_is_refused():
    with pytest.raises(DataError, match="Meinten Sie „berlin“"):
        preset("Berlin ")
    data = {"root": {"code": "i", "members": [{"code": "a", "direction": 1}]}}
    for wrong, message in [
        ({"normalisation": {"method": "zscore"}}, "Unbekanntes Verfahren „zscore“"),
        ({"normalisation": {"method": "z", "dof": 1}}, "Meinten Sie „ddof“"),
        ({"levels": [{"aggregation": "summe"}]}, "Meinten Sie „sum“"),
        ({"root": {"code": "i", "members": [{"code": "a"}]}}, "„a“ fehlt die Polarität"),
        ({"screening": {"areas": "viel"}}, "Der Wert „viel“ passt nicht"),
    ]:
        with pytest.raises(DataError, match=message):
            index_from_data({**data, **wrong})
    assert index_from_data(data).normalisation == ZScore()


def test_known_index_spec_is_data_all_the_way():
    index = Index(Group("i", (Indicator("a", 1, treatment=Winsorise(max_points=3)),)))
    assert index_from_data(index_to_data(index)) == index
