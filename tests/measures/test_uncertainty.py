from dataclasses import fields, replace
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialraum.errors import DataError
from sozialraum.measures.composite import route_ranks
from sozialraum.measures.composite.assumptions import (
    ALWAYS_FIXED,
    BEFORE_THE_INDEX,
    LEFT_OUT,
    STEPS,
    WEIGHTS,
    Vary,
)
from sozialraum.measures.composite.classes import Cuts, Quantiles, StandardDeviations
from sozialraum.measures.composite.compute import compute
from sozialraum.measures.composite.impute import Imputation
from sozialraum.measures.composite.index import (
    Index,
    Level,
    Ranking,
    Screening,
    reweighted,
    without,
)
from sozialraum.measures.composite.normalise import MinMax, PercentileRank, Unchanged, ZScore
from sozialraum.measures.composite.route_scores import drawn_weights
from sozialraum.measures.composite.routes import prepare
from sozialraum.measures.composite.treat import Winsorise
from sozialraum.measures.composite.tree import Group, Indicator
from sozialraum.measures.composite.uncertainty import TOGETHER, rank_sensitivity, uncertainty
from sozialraum.measures.composite.weights import PrincipalComponent

TREE = Group(
    "bedarf",
    (
        Group("arbeit", (Indicator("D01", 1, 2.0), Indicator("D03", 1), Indicator("D05", 1))),
        Group("bildung", (Indicator("E08", 1), Indicator("E01", -1, 3.0)), weight=2.0),
        Group("teilhabe", (Indicator("G01", -1),)),
    ),
)
PLAIN = Index(TREE)
NAMES = ("gering", "mittel", "hoch", "sehr hoch")
DEVIATIONS = StandardDeviations((-1.0, 1.0, 1.5), NAMES)


def areas(n=40, seed=1):
    """Six indicators that hang together, as those of deprivation do."""
    random = np.random.default_rng(seed)
    burden = random.normal(size=n)
    columns = {
        indicator.code: 10 + 2 * indicator.direction * burden + random.normal(size=n)
        for indicator in PLAIN.indicators
    }
    return pd.DataFrame(columns, index=[f"{number:03}" for number in range(n)])


def with_gaps():
    data = areas()
    data.iloc[3, 0] = data.iloc[3, 1] = data.iloc[7, 3] = np.nan
    data.iloc[9, :5] = np.nan
    return data


SPECS = {
    "plain": PLAIN,
    "percentile ranks of sums of percentile ranks": Index(
        TREE,
        PercentileRank(decimals=4),
        levels=(Level("sum", decimals=4, scale=PercentileRank()), Level("sum")),
        ranking=Ranking(decimals=6, ties="average", highest_first=False),
    ),
    "sums without scale keep the weights of the tree": Index(TREE, levels=(Level("sum"),)),
    "geometric below, harmonic above": Index(
        TREE, MinMax(1, 100), levels=(Level("geometric"), Level("harmonic"))
    ),
    "Copeland above": Index(TREE, levels=(Level(), Level("copeland"))),
    "equal weights, scaled": Index(
        TREE, levels=(Level(weights="equal", scale=ZScore(limit=2)), Level(scale=MinMax(0, 100)))
    ),
    "gaps allowed": Index(TREE, levels=(Level(coverage=0.4), Level(coverage=0.5))),
}


def one_route(routes, name, number):
    """Scores along the route on which an assumption has one of its values."""
    values = next(assumption.values for assumption in routes.varied if assumption.name == name)
    point = np.array([[(number + 0.5) / values]])
    return routes.scores(routes.moved(routes.still(1), name, point))[0]


def same(scores, result):
    # An area may stay out of an index of fewer indicators; along a route it has no score.
    areas_of_route = result.raw.index if len(scores) == len(result.raw) else result.score.index
    expected = result.score.reindex(areas_of_route).to_numpy()
    assert scores == pytest.approx(expected, abs=1e-11 * np.nanmax(abs(expected)), nan_ok=True)


@pytest.mark.parametrize("name", SPECS)
@pytest.mark.parametrize("data", [areas(), with_gaps()], ids=["complete", "gaps"])
def test_the_still_route_is_the_reported_calculation(name, data):
    routes = prepare(data, SPECS[name], Vary())
    same(routes.scores(routes.still(2))[1], compute(data, SPECS[name]))
    found = uncertainty(routes, seed=1, n=20)
    pd.testing.assert_series_equal(
        found.ranks["rang"], compute(data, SPECS[name]).rank, check_names=False
    )


@pytest.mark.parametrize("name", SPECS)
@pytest.mark.parametrize("code", ["D03", "E01", "G01"])
@pytest.mark.parametrize("data", [areas(), with_gaps()], ids=["complete", "gaps"])
def test_leaving_out_an_indicator_is_the_index_without_it(name, code, data):
    index = SPECS[name]
    number = 1 + [indicator.code for indicator in index.indicators].index(code)
    scores = one_route(prepare(data, index, Vary()), LEFT_OUT, number)
    same(scores, compute(data, without(index, code)))  # G01 takes its dimension along


@pytest.mark.parametrize("name", [name for name in SPECS if "equal" not in name])
def test_other_weights_are_the_index_with_these_weights(name):
    data, index = areas(), SPECS[name]
    routes = prepare(data, index, Vary(concentration=20))
    points = np.random.default_rng(1).random((3, routes.coordinates[WEIGHTS]))
    scores = routes.scores(routes.moved(routes.still(3), WEIGHTS, points))
    drawn = drawn_weights(routes.variants[()].weights, points, 20)
    for route in range(3):
        weights = {
            member.code: float(drawn[group.code][min(route, len(drawn[group.code]) - 1)][place])
            for group in index.groups
            for place, member in enumerate(group.members)
        }
        same(scores[route], compute(data, reweighted(index, weights)))


def test_alternatives_of_several_steps_are_computed_in_all_combinations():
    data = with_gaps()
    alternatives = {
        "normalisation": {"Min–Max": MinMax(), "Prozentrang": PercentileRank()},
        "imputation": {"Mittel": Imputation("mean")},
        "treatment": {"gestutzt": Winsorise()},
        "levels": {"oben geometrisch": (Level(scale=MinMax(1, 100)), Level("geometric"))},
    }
    routes = prepare(data, PLAIN, Vary(alternatives=alternatives))
    assert len(routes.variants) == 3 * 2 * 2 * 2
    changed = {step: next(iter(others.values())) for step, others in alternatives.items()}
    same(
        one_route(routes, "Ersetzen fehlender Werte", 1),
        compute(data, replace(PLAIN, imputation=Imputation("mean"))),
    )
    all_changed = replace(routes.still(1), choices=np.array([[1, 1, 1, 1]]))
    same(routes.scores(all_changed)[0], compute(data, replace(PLAIN, **changed)))


def test_drawn_weights_have_the_moments_of_the_dirichlet_distribution():
    points = np.random.default_rng(1).random((40_000, 3))
    weights = drawn_weights({"arbeit": np.array([4.0, 2.0, 2.0])}, points, 50)["arbeit"]
    assert weights.sum(axis=1) == pytest.approx(8)  # the sum of the given weights stays
    shares = weights / 8
    assert shares.mean(axis=0) == pytest.approx([0.5, 0.25, 0.25], abs=0.002)
    # Standard deviation: root of w (1 − w) ÷ (c + 1).
    expected = np.sqrt(np.array([0.25, 0.1875, 0.1875]) / 51)
    assert shares.std(axis=0) == pytest.approx(expected, rel=0.02)


TWO = Group("lage", (Indicator("x", 1), Indicator("y", 1)))
MIDDLE = pd.DataFrame({"x": [1.0, 0.0, 0.6], "y": [0.0, 1.0, 0.6]}, index=["a", "b", "c"])
FLAT = Vary(concentration=2, leave_out=False)
"""Dirichlet (1, 1): the weight of x is even on 0…1."""


def test_shares_of_routes_are_the_known_ones():
    # The score of a is the weight w of x, that of b is 1 − w, that of c always 0.6.
    index = Index(TWO, Unchanged(), classes=Cuts((0.5, 0.75), ("niedrig", "mittel", "hoch")))
    found = uncertainty(prepare(MIDDLE, index, FLAT), seed=1, n=20_000)
    near = pytest.approx
    assert found.classes.loc["a"].tolist() == near([0.5, 0.25, 0.25], abs=0.015)
    assert found.attention.to_dict() == near({"a": 0.25, "b": 0.25, "c": 0.0}, abs=0.015)
    assert found.classes.loc["c"].tolist() == [0, 1, 0]
    assert found.ranks.loc["a", ["unten", "oben"]].tolist() == [1, 3]
    # c is first for w from 0.4 to 0.6, else second; never third.
    assert found.ranks.loc["c", ["unten", "mitte", "oben"]].tolist() == [1, 2, 2]
    # Reported is w = 0.5: c first, a and b on rank 2.  Above 0.6 a is first, b third and c
    # second: changes 1, 1, 1.  From 0.5 to 0.6 only b changes, by 1.
    assert found.rank_change[TOGETHER] == near(0.8 * 1 + 0.2 / 3, abs=0.015)
    assert found.largest_error == near(0.5 / 20_000**0.5)


def test_several_classes_may_ask_for_attention():
    index = Index(TWO, Unchanged(), classes=Cuts((0.5, 0.75), ("niedrig", "mittel", "hoch")))
    routes = prepare(MIDDLE, index, FLAT)
    found = uncertainty(routes, seed=1, n=500, attention=["mittel", "hoch"])
    assert found.attention["c"] == 1
    assert found.attention["a"] == pytest.approx(found.classes.loc["a", ["mittel", "hoch"]].sum())


def test_an_area_that_is_ahead_in_everything_stays_first_along_every_route():
    data = areas()
    data.loc["first"] = [99.0, 99, 99, 99, -99, -99]
    vary = Vary(concentration=5, alternatives={"normalisation": {"Min–Max": MinMax()}})
    found = uncertainty(prepare(data, replace(PLAIN, classes=DEVIATIONS), vary), seed=1, n=200)
    assert found.ranks.loc["first", ["rang", "unten", "oben"]].tolist() == [1, 1, 1]
    assert found.attention["first"] == 1


@pytest.mark.parametrize("classes", [DEVIATIONS, Quantiles((0.25, 0.5, 0.75), NAMES)])
def test_classes_of_the_still_route_are_the_reported_classes(classes):
    index = replace(PLAIN, classes=classes)
    vary = Vary(concentration=1e9, leave_out=False)  # hardly varied at all
    found = uncertainty(prepare(areas(), index, vary), seed=1, n=10)
    reported = compute(areas(), index).classes
    assert (found.classes.idxmax(axis=1) == reported).all()
    assert (found.classes.max(axis=1) == 1).all()


def test_bounds_with_one_assumption_hold_all_of_its_few_values():
    data = areas()
    found = uncertainty(prepare(data, PLAIN, Vary()), seed=1, n=50)
    codes = [indicator.code for indicator in PLAIN.indicators]
    left = pd.concat([compute(data, without(PLAIN, code)).rank for code in codes], axis=1)
    every = left.assign(reported=compute(data, PLAIN).rank)
    bounds = found.by_assumption[LEFT_OUT]
    assert (bounds["unten"] == every.min(axis=1)).all()
    assert (bounds["oben"] == every.max(axis=1)).all()
    change = every.sub(every["reported"], axis=0).abs().to_numpy().mean()
    assert found.rank_change[LEFT_OUT] == pytest.approx(change)


def test_the_more_closely_weights_are_held_the_narrower_the_bounds():
    widths = []
    for concentration in (5, 50, 500):
        vary = Vary(concentration, leave_out=False)
        found = uncertainty(prepare(areas(), PLAIN, vary), seed=1, n=300).ranks
        widths.append((found["oben"] - found["unten"]).mean())
    assert widths[0] > widths[1] > widths[2]


def test_an_area_without_a_score_is_not_counted_as_if_it_had_one():
    data = with_gaps()
    found = uncertainty(prepare(data, replace(PLAIN, classes=DEVIATIONS), Vary()), seed=1, n=400)
    # Area 007 lacks E08: it has a rank only along routes that leave E08 out, one in seven.
    assert found.ranks.loc["007", "rechenwege"] == pytest.approx(400 / 7, abs=30)
    assert np.isnan(found.ranks.loc["007", "rang"])
    assert found.ranks.loc["009", "rechenwege"] == 0
    assert found.ranks.loc["009", ["unten", "oben"]].isna().all()
    assert np.isnan(found.attention["009"])
    assert found.classes.loc["007"].sum() == pytest.approx(1)


def test_equal_scores_stay_equal_although_their_summands_differ():
    codes = ("x", "y", "z")
    orders = list(permutations([0.1, 0.2, 0.3]))  # 0.1 + 0.2 + 0.3 > 0.3 + 0.2 + 0.1
    data = pd.DataFrame([*orders, (0.9, 0.9, 0.9)], columns=codes)
    index = Index(Group("lage", tuple(Indicator(code, 1) for code in codes)), Unchanged())
    routes = prepare(data, index, Vary())
    assert len(set(routes.scores(routes.still(1))[0])) == 2


def test_it_names_every_assumption_as_varied_or_fixed():
    known = {field.name for field in fields(Index)} - {"note"}
    assert known == set(STEPS) | set(ALWAYS_FIXED)  # a new step of the spec must be named here
    everything = {WEIGHTS, LEFT_OUT, *(name for name, _ in STEPS.values())}
    everything |= {*ALWAYS_FIXED.values(), *BEFORE_THE_INDEX}
    for vary in (Vary(), Vary(None), Vary(leave_out=False), Vary(alternatives=ZVALUES)):
        found = uncertainty(prepare(areas(), PLAIN, vary), seed=1, n=10)
        varied = {assumption.name for assumption in found.varied}
        assert varied | set(found.fixed) == everything
        assert varied & set(found.fixed) == set()
        assert list(found.rank_change.index) == [*(a.name for a in found.varied), TOGETHER]


ZVALUES = {"normalisation": {"Min–Max": MinMax()}}


def test_weights_from_the_data_are_said_not_to_be_computed_anew():
    index = Index(TREE, levels=(Level(weights=PrincipalComponent()), Level()))
    assert any("nicht neu berechnet" in name for name in prepare(areas(), index, Vary()).fixed)
    routes = prepare(areas(), index, Vary())
    same(routes.scores(routes.still(1))[0], compute(areas(), index))


def test_the_same_seed_gives_the_same_result_and_nothing_is_changed_in_the_data():
    data = areas()
    before = data.copy()
    routes = prepare(data, replace(PLAIN, classes=DEVIATIONS), Vary())
    once, again, other = (uncertainty(routes, seed=seed, n=100) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(once.classes, again.classes)
    pd.testing.assert_frame_equal(once.by_assumption, again.by_assumption)
    assert not once.ranks.equals(other.ranks)
    pd.testing.assert_frame_equal(data, before)


def test_in_parts_the_result_is_the_same(monkeypatch):
    routes = prepare(areas(), replace(PLAIN, classes=DEVIATIONS), Vary(alternatives=ZVALUES))
    whole = uncertainty(routes, seed=1, n=101)
    monkeypatch.setattr(route_ranks, "AT_ONCE", 40 * 7)
    parts = uncertainty(routes, seed=1, n=101)
    pd.testing.assert_frame_equal(whole.ranks, parts.ranks)
    pd.testing.assert_frame_equal(whole.classes, parts.classes)


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(12)), st.floats(0.1, 10), st.floats(-5, 5))
def test_order_of_areas_and_units_of_indicators_do_not_matter(order, factor, shift):
    data = areas(12)
    other = data.iloc[order].assign(D01=factor * data["D01"] + shift)
    index = replace(PLAIN, ranking=Ranking(decimals=6))
    there, here = (uncertainty(prepare(d, index, Vary()), seed=1, n=30) for d in (other, data))
    pd.testing.assert_frame_equal(there.ranks.loc[data.index], here.ranks)


def test_a_scale_weighted_by_population_takes_the_population_along():
    index = Index(TREE, levels=(Level(scale=ZScore(weighted=True)), Level()))
    people = pd.Series(np.arange(1, 42), index=[*areas().index[::-1], "elsewhere"], dtype=float)
    index = replace(index, screening=Screening(min_population=3))
    routes = prepare(areas(), index, Vary(), population=people)
    assert len(routes.base.normalised) == 38
    same(routes.scores(routes.still(1))[0], compute(areas(), index, population=people))


def test_sensitivity_shares_the_rank_change_out_among_the_assumptions():
    routes = prepare(areas(), PLAIN, Vary(concentration=10, alternatives=ZVALUES))
    found = rank_sensitivity(routes, seed=1, points=512)
    indices = found.sobol.indices
    assert list(indices.index) == [WEIGHTS, LEFT_OUT, "Normierung"]
    assert found.sobol.calculations == 512 * 5
    # Weights that vary so much count more than the choice between two linear scales.
    assert indices.loc[WEIGHTS, "gesamt_unten"] > indices.loc["Normierung", "gesamt_oben"]
    assert (indices["gesamt"] >= indices["erster_ordnung_unten"]).all()
    assert found.mean_change > 0


def test_a_single_assumption_explains_everything():
    found = rank_sensitivity(prepare(areas(), PLAIN, Vary(leave_out=False)), seed=1).sobol
    assert found.indices.loc[WEIGHTS, "gesamt"] == pytest.approx(1, abs=0.1)
    assert found.indices.loc[WEIGHTS, "erster_ordnung"] == pytest.approx(1, abs=0.15)


def test_without_any_rank_change_there_is_nothing_to_share_out():
    data = pd.DataFrame({"x": [1.0, 2, 3], "y": [1.0, 2, 3]}, index=["a", "b", "c"])
    routes = prepare(data, Index(TWO), Vary())
    found = rank_sensitivity(routes, seed=1, points=16)
    assert (found.sobol, found.mean_change) == (None, 0)
    assert uncertainty(routes, seed=1, n=10).rank_change[TOGETHER] == 0


SUMS = Index(TREE, levels=(Level("sum"),), classes=Cuts((0.0,), ("niedrig", "hoch")))


@pytest.mark.parametrize(
    ("index", "vary", "words"),
    [
        (PLAIN, Vary(0), ["Konzentration", "None lässt die Gewichte unverändert"]),
        (PLAIN, Vary(None, leave_out=False), ["keine Annahme da"]),
        (Index(Group("i", (Indicator("D01", 1),))), Vary(), ["keine Annahme da"]),
        (PLAIN, Vary(alternatives={"normalization": {"a": MinMax()}}), ["„normalisation“"]),
        (PLAIN, Vary(alternatives={"normalisation": {"a": 3}}), ["„a“", "Normierung", "„3“"]),
        (PLAIN, Vary(alternatives={"root": {"a": TREE}}), ["Zu „root“ sind keine"]),
        (
            PLAIN,
            Vary(alternatives={"levels": {"geometrisch": (Level("geometric"),)}}),
            ["Rechenweg mit Art der Zusammenfassung „geometrisch“", "Werte über 0"],
        ),
        (
            replace(PLAIN, classes=Cuts((0.0,), ("niedrig", "hoch"))),
            Vary(alternatives=ZVALUES),
            ["feste Grenzen", "Standardabweichungen oder Quantilen"],
        ),
        (SUMS, Vary(), ["feste Grenzen"]),
    ],
)
def test_what_cannot_be_varied_is_named_with_its_remedy(index, vary, words):
    with pytest.raises(DataError) as caught:
        prepare(areas(), index, vary)
    assert "Abhilfe:" in str(caught.value)
    assert [word for word in words if word not in str(caught.value)] == []


def test_several_periods_and_unknown_classes_are_refused():
    years = pd.concat({2023: areas(), 2024: areas(seed=2)}).swaplevel()
    with pytest.raises(DataError, match="mehrere Zeiträume"):
        prepare(years, PLAIN, Vary())
    routes = prepare(areas(), replace(PLAIN, classes=DEVIATIONS), Vary())
    with pytest.raises(DataError, match=r"Klasse „sehr hohe“ hat der Index nicht.*sehr hoch"):
        uncertainty(routes, seed=1, n=10, attention=["sehr hohe"])
    assert uncertainty(prepare(areas(), PLAIN, Vary()), seed=1, n=10).attention is None
