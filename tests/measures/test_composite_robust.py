"""Rounding noise decides nothing, lost values are named, impossible specs are refused."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import sozialraum.measures.composite as composite
from sozialraum.errors import DataError
from sozialraum.measures.composite import (
    Cuts,
    Deviation,
    Distance,
    Exponential,
    Group,
    Index,
    Indicator,
    Level,
    MinMax,
    NormalScores,
    Quantiles,
    Ranking,
    Screening,
    StandardDeviations,
    Unchanged,
    Vary,
    Winsorise,
    ZScore,
    compute,
    prepare,
    preset,
    uncertainty,
)
from sozialraum.measures.composite.treat import kurtosis, skewness, treat, winsorise

THREE = Group("i", tuple(Indicator(code, 1) for code in "abc"))
ONE = Group("i", (Indicator("a", 1),))


def refused(data: pd.DataFrame, index: Index) -> str:
    with pytest.raises(DataError) as error:
        compute(data, index)
    assert all(fault.remedy for fault in error.value.faults)
    return str(error.value)


def reported_and_route(data: pd.DataFrame, index: Index) -> tuple[list[float], list[float]]:
    reported = compute(data, index).rank
    found = uncertainty(prepare(data, index, Vary(1e9, leave_out=False)), seed=1, n=3)
    return reported.tolist(), found.by_assumption["Gewichte", "unten"].tolist()


def permuted(seed: int = 4) -> pd.DataFrame:
    """53 areas, each with the same three values in another order, but for two."""
    random = np.random.default_rng(seed)
    rows = [random.permutation([0.1, 0.2, 0.3]) for _ in range(53)]
    rows[7], rows[30] = np.array([0.5, 0.1, 0.7]), np.array([0.1, 0.1, 0.1])
    return pd.DataFrame(rows, columns=list("abc"))


def test_equal_sums_in_another_order_share_their_rank_and_class():
    cuts = Cuts((0.2,), ("unten", "oben"))
    index = Index(THREE, Unchanged(), classes=cuts)
    result = compute(permuted(), index)
    assert result.rank.value_counts().to_dict() == {2: 51, 1: 1, 53: 1}
    assert result.percentiles["i"].nunique() == 3
    assert (result.classes == "oben").sum() == 52  # 0.2 is on the limit, however it is added
    reported, route = reported_and_route(permuted(), replace(index, classes=None))
    assert reported[7] == route[7] == 1
    assert reported[30] == route[30] == 53


def test_scores_that_are_nothing_but_noise_are_ties():
    """A Latin square: every area has the same sum, its z-scores cancel to some 1e-16."""
    rows = [(1.1, 2.3, 3.7), (2.3, 3.7, 1.1), (3.7, 1.1, 2.3)]
    data = pd.DataFrame(rows * 9, columns=list("abc"))
    assert compute(data, Index(THREE)).rank.unique().tolist() == [1]
    routes = prepare(data, Index(THREE), Vary())
    assert set(np.abs(routes.scores(routes.still(1))[0])) == {0}
    scaled = Index(THREE, levels=(Level(scale=ZScore()),))
    assert "Die Dimension „i“ hat überall denselben Wert" in refused(data, scaled)


@pytest.mark.parametrize("levels", [(Level(),), (Level(scale=ZScore()),)])
def test_identical_rows_tie_and_routes_agree_with_the_report(levels):
    values = np.random.default_rng(2).lognormal(size=(18, 3))
    data = pd.DataFrame(np.tile(values, (3, 1))[:53], columns=list("abc"))
    index = Index(THREE, levels=levels)
    result = compute(data, index)
    assert (result.rank.groupby(np.arange(53) % 18).nunique() == 1).all()
    routes = prepare(data, index, Vary())
    found = uncertainty(routes, seed=1, n=5)
    first = routes.scores(routes.still(1))[0]
    assert (pd.Series(-first).rank(method="min") == result.rank).all()
    assert (found.ranks["rang"] == result.rank).all()


@pytest.mark.parametrize("how", [ZScore(), MinMax(), NormalScores()])
def test_a_column_equal_but_for_rounding_cannot_set_areas_apart(how):
    data = pd.DataFrame({"a": [0.1 + 0.2, 0.3, 0.3]})
    assert "„a“ hat überall denselben Wert" in refused(data, Index(ONE, how))


@pytest.mark.parametrize(
    ("values", "how", "cause"),
    [
        ([1e200, 2e200, 4e200], ZScore(), "zu groß"),
        ([1e-200, 2e-200, 4e-200], ZScore(), "zu klein"),
        ([-1.0, 0.0, 1.0], Deviation(), "Mittel oder der Bezugswert ist 0"),
        ([1.0, 2.0, 4.0], ZScore(ddof=3), "weniger bekannte Werte"),
    ],
)
def test_values_lost_in_normalising_are_refused_by_name_and_cause(values, how, cause):
    data = pd.DataFrame({"a": values})
    message = refused(data, Index(ONE, how))
    assert "„a“" in message
    assert cause in message


def test_a_reference_below_the_minimum_is_refused():
    """The scale would be turned over without a word."""
    data = pd.DataFrame({"a": [4.0, 5.0, 9.0]})
    for reference in (3.0, 4.0):
        index = Index(Group("i", (Indicator("a", 1, reference=reference),)), Distance("given"))
        assert "Bezugswert von „a“ liegt nicht über" in refused(data, index)
    down = Index(Group("i", (Indicator("a", -1, reference=2.0),)), Distance("given"))
    assert compute(data, down).score.round(3).tolist() == [0.714, 0.571, 0.0]


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ({"normalisation": ZScore(limit=0)}, "Die Grenze der z-Werte"),
        ({"normalisation": ZScore(ddof=-1)}, "ddof"),
        ({"normalisation": MinMax(1, 1)}, "Min-Max"),
        ({"normalisation": Exponential(scale=0)}, "Exponentialskala"),
        ({"levels": (Level(coverage=1.5),)}, "Mindestanteil"),
        ({"levels": (Level(scale=ZScore(limit=-2)),)}, "Die Grenze der z-Werte"),
        ({"screening": Screening(areas=50)}, "Mindestanteil"),
        ({"treatment": Winsorise(max_points=-1)}, "max_points"),
        ({"classes": Cuts((2.0, 1.0), ("a", "b", "c"))}, "aufsteigend"),
        ({"classes": Cuts((1.0, 1.0), ("a", "b", "c"))}, "aufsteigend"),
        ({"classes": Cuts((1.0,), ("a",))}, "Namen der Klassen"),
        ({"classes": StandardDeviations((1.0,), ("a", "b", "c"))}, "Namen der Klassen"),
        ({"classes": Quantiles((0.5, 1.5), ("a", "b", "c"))}, "zwischen 0 und 1"),
        ({"classes": Quantiles((0.5,), ("a", "b"), kind=10)}, "1 bis 9"),
    ],
)
def test_parameters_that_make_no_sense_are_refused_with_the_spec(part, words):
    with pytest.raises(DataError) as error:
        Index(ONE, **part)
    assert words in str(error.value)
    assert all(fault.remedy for fault in error.value.faults)


def test_all_faults_of_a_spec_come_at_once():
    with pytest.raises(DataError, match="3 Fehler"):
        Index(Group("i", (Indicator("a", 0),)), MinMax(5, 1), levels=(Level(coverage=-1),))


@pytest.mark.parametrize(("given", "word"), [({"n": 0}, "Rechenwege"), ({"level": 1.0}, "Anteil")])
def test_bounds_of_no_routes_or_of_all_are_refused(given, word):
    routes = prepare(permuted(), Index(THREE), Vary())
    with pytest.raises(DataError, match=word):
        uncertainty(routes, seed=1, **given)


def test_missing_values_and_limits_are_named_among_the_fixed_assumptions():
    index = Index(THREE, ZScore(limit=3.0), levels=(Level(coverage=0.5),))
    fixed = prepare(permuted(), index, Vary()).fixed
    assert "Umgang mit fehlenden Werten (Mindestanteil 50 %)" in fixed
    assert "Begrenzung der z-Werte (±3)" in fixed
    plain = " ".join(prepare(permuted(), Index(THREE), Vary()).fixed)
    assert "Mindestanteil" not in plain
    assert "Begrenzung" not in plain
    other = {"levels": {"alle": (Level(),)}, "normalisation": {"frei": ZScore()}}
    varied = " ".join(prepare(permuted(), index, Vary(alternatives=other)).fixed)
    assert "Mindestanteil" not in varied
    assert "Begrenzung" not in varied


def test_the_front_door_holds_what_a_spec_is_made_of():
    assert all(hasattr(composite, name) for name in composite.__all__)
    parts = {
        "Unchanged", "ZScore", "MinMax", "PercentileRank", "Rank", "NormalScores", "Exponential",
        "Distance", "Deviation", "Winsorise", "Logarithm", "Untreated", "Imputation", "Cuts",
        "Quantiles", "StandardDeviations", "cross_classes", "changes", "effective_weights",
        "reweighted", "without", "PrincipalComponent", "FactorWeights",
    }  # fmt: skip
    assert parts <= set(composite.__all__)


def test_conventions_of_the_presets():
    berlin = preset("berlin")
    for index in (berlin.index, berlin.dynamics):
        assert index.normalisation == ZScore(ddof=0)
        assert index.levels[0].scale == ZScore(ddof=0)
    assert "veröffentlichten z-Werten" in berlin.verified
    assert preset("gisd").index.classes.kind == 9
    assert preset("gisd").index.normalisation.ddof == 1
    weights = [member.weight for member in preset("imd").index.root.members]
    assert sum(weights) == pytest.approx(100, abs=0.2)  # published to one decimal: 100.1
    assert weights[:2] == [22.5, 22.5]


def test_an_indicator_passes_up_to_an_excess_kurtosis_of_three_and_a_half():
    values = pd.Series([*[0.0] * 5, *[1.0] * 5, *[2.0] * 5, 9.0])
    heavy = float(kurtosis(values)[0])
    assert abs(skewness(values)[0]) > 2
    assert heavy > Winsorise().kurtosis == 3.5
    assert treat(values, Winsorise(kurtosis=heavy))[1].eq("").all()
    assert treat(values, Winsorise(kurtosis=heavy - 1e-9))[1].ne("").any()


def test_winsorising_stops_at_max_points():
    values = pd.Series([*range(20), 300.0, 301.0, 302.0])
    for most in (1, 2, 3):
        assert winsorise(values, Winsorise(max_points=most))[1].eq("winhi").sum() == most


def test_ranks_are_rounded_as_the_spec_says_after_noise_is_gone():
    data = pd.DataFrame({"a": [0.1 + 0.2, 0.3, 0.5, 0.1]})
    index = Index(ONE, Unchanged(), ranking=Ranking(ties="max"))
    assert compute(data, index).rank.tolist() == [3, 3, 1, 4]


def test_how_many_values_a_limit_holds_back():
    data = pd.DataFrame({"a": [0.0] * 10 + [1.0] * 10 + [40.0]})
    assert compute(data, Index(ONE, ZScore(limit=3.0))).limited.to_dict() == {"a": 1}
