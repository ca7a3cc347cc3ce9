import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialraum.errors import DataError
from sozialraum.measures.decision.acceptability import rank_acceptability, routes_in_order
from sozialraum.measures.decision.measurements import Between, Normal, OneOf
from sozialraum.measures.decision.preferences import Around, Bounded, Ordinal
from sozialraum.measures.decision.smaa import smaa
from sozialraum.measures.decision.verdict import verdict, verdicts

DRAWS = 20_000
MIDDLE = pd.DataFrame({"Nähe": [1.0, 0.0, 0.6], "Ruhe": [0.0, 1.0, 0.6]}, index=["A", "B", "C"])
THRESHOLDS = {"clear": 0.8, "narrow": 0.6}


def table(*rows):
    """Alternatives A, B, … by criteria k1, k2, …"""
    names = [chr(65 + place) for place in range(len(rows))]
    return pd.DataFrame(list(rows), names, [f"k{place + 1}" for place in range(len(rows[0]))])


def within(found, error, expected, times=4):
    """All shares lie within some standard errors of what must come out."""
    off = np.abs(np.asarray(found) - np.asarray(expected))
    return bool((off <= times * np.asarray(error) + 1e-12).all())


def test_two_alternatives_of_equal_values_are_first_in_half_of_the_routes():
    found = smaa(table([0.3, 0.9, 0.1], [0.3, 0.9, 0.1]), seed=1, draws=1000)
    assert found.acceptability.ranks.to_numpy().tolist() == [[0.5, 0.5], [0.5, 0.5]]
    assert found.acceptability.pairwise.loc["A", "B"] == 0.5
    assert found.confidence.tolist() == [0.5, 0.5]


def test_two_alternatives_of_equally_uncertain_values_share_the_first_rank():
    found = smaa(table([Between(0, 1)] * 3, [Between(0, 1)] * 3), seed=1, draws=DRAWS)
    shares, errors = found.acceptability.ranks, found.acceptability.ranks_error
    assert within(shares, errors, 0.5)
    assert errors.loc["A", 1] == pytest.approx(0.5 / math.sqrt(DRAWS), rel=0.01)


def test_a_dominated_alternative_is_never_first():
    found = smaa(table([0.5, 0.5], [0.4, 0.5], [0.0, 1.0]), seed=1, draws=1000)
    assert found.acceptability.ranks.loc["B", 1] == 0
    assert found.acceptability.pairwise.loc["A", "B"] == pytest.approx(1, abs=1e-3)
    assert found.central_weights.loc["B"].isna().all()
    assert math.isnan(found.confidence["B"])


def test_the_middle_way_between_two_extremes():
    # The weight w of Nähe is even on 0…1.  Scores: A w, B 1 − w, C 0.6.
    # A is first above 0.6, second from 0.5 (C, A, B), else third.
    found = smaa(MIDDLE, seed=1, draws=DRAWS)
    ranks = [[0.4, 0.1, 0.5], [0.4, 0.1, 0.5], [0.2, 0.8, 0.0]]
    assert within(found.acceptability.ranks, found.acceptability.ranks_error, ranks)
    # Middle of what remains: w from 0.6 to 1, from 0 to 0.4, from 0.4 to 0.6.
    central = [[0.8, 0.2], [0.2, 0.8], [0.5, 0.5]]
    assert within(found.central_weights, found.central_error, central)
    assert found.confidence.tolist() == [1, 1, 1]
    pairs, errors = found.acceptability.pairwise, found.acceptability.pairwise_error
    assert within(pairs.loc["A", ["B", "C"]], errors.loc["A", ["B", "C"]], [0.5, 0.4])


@pytest.mark.parametrize(
    ("preference", "first"),
    [
        (Ordinal(["Nähe", "Ruhe"]), [0.8, 0.0, 0.2]),  # w even on 0.5…1
        (Ordinal([["Nähe", "Ruhe"]]), [0.4, 0.4, 0.2]),  # no order: as if free
        (Bounded({"Nähe": 0.3}, {"Nähe": 0.7}), [0.25, 0.25, 0.5]),  # w even on 0.3…0.7
        (Bounded({"Nähe": 0.9}), [1.0, 0.0, 0.0]),
        (Around({"Nähe": 1, "Ruhe": 1}, 2), [0.4, 0.4, 0.2]),  # Dirichlet (1, 1) is flat
        (Around({"Nähe": 3, "Ruhe": 1}, 1e9), [1.0, 0.0, 0.0]),  # w = 0.75
    ],
)
def test_what_is_known_of_the_weights_moves_the_middle_way(preference, first):
    found = smaa(MIDDLE, seed=2, draws=DRAWS, preference=preference).acceptability
    assert within(found.ranks[1], found.ranks_error[1], first)


def test_uncertain_measurements_of_one_criterion():
    # A even on 0…1, B even on 0…2: B is above 1 in half of the cases, else as good as A.
    found = smaa(table([Between(0, 1)], [Between(0, 2)]), seed=1, draws=DRAWS)
    assert within(found.acceptability.ranks[1], found.acceptability.ranks_error[1], [0.25, 0.75])
    assert within(found.confidence, found.confidence_error, [0.25, 0.75])


def test_normal_measurements_one_standard_deviation_of_the_difference_apart():
    # Difference of N(1, 0.6) and N(0, 0.8): standard deviation 1, so Φ(1) = 0.8413.
    found = smaa(table([Normal(1, 0.6)], [Normal(0, 0.8)]), seed=1, draws=DRAWS).acceptability
    assert within(found.pairwise.loc["A", "B"], found.pairwise_error.loc["A", "B"], 0.841345)


def test_strengths_one_up_or_down_count_ties_half():
    # A 1, 2 or 3, B 2: one of three above, one equal, one below.
    found = smaa(table([OneOf([1, 2, 3])], [2]), seed=1, draws=DRAWS).acceptability
    assert within(found.pairwise.loc["A", "B"], found.pairwise_error.loc["A", "B"], 0.5)
    # With shares 1 : 1 : 2 it is above in a half, equal in a quarter.
    found = smaa(table([OneOf([1, 2, 3], [1, 1, 2])], [2]), seed=1, draws=DRAWS).acceptability
    assert within(found.pairwise.loc["A", "B"], found.pairwise_error.loc["A", "B"], 0.625)


def test_confidence_is_low_where_measurements_do_not_suffice():
    # Under every weight A and B are equally likely first; C is far behind.
    rows = [[Between(0, 1)] * 2, [Between(0, 1)] * 2, [-1, -1]]
    found = smaa(table(*rows), seed=1, draws=DRAWS)
    known = found.confidence[["A", "B"]]
    assert within(known, found.confidence_error[["A", "B"]], 0.5)
    assert math.isnan(found.confidence["C"])


def test_scales_turn_a_criterion_of_which_less_is_better():
    minutes = pd.DataFrame({"Minuten": [10, 30], "Plätze": [20, 40]}, index=["A", "B"])
    scales = {"Minuten": (60.0, 0.0), "Plätze": (0.0, 60.0)}
    # A 50 ÷ 60 and 20 ÷ 60, B 30 ÷ 60 and 40 ÷ 60: equal at the weight 0.5.
    found = smaa(minutes, seed=1, draws=DRAWS, scales=scales).acceptability
    assert within(found.ranks[1], found.ranks_error[1], [0.5, 0.5])
    assert found.ranks_error.loc["A", 1] > 0


def test_the_standard_error_is_the_scatter_between_seeds():
    uncertain = table([Between(0, 1), 0.2], [0.4, Between(0, 1)], [0.4, 0.6])
    runs = [smaa(uncertain, seed=seed, draws=400) for seed in range(200)]
    scatter = np.std([run.acceptability.ranks.to_numpy() for run in runs], axis=0, ddof=1)
    stated = np.mean([run.acceptability.ranks_error.to_numpy() for run in runs], axis=0)
    assert scatter == pytest.approx(stated, rel=0.2)
    assert (stated <= runs[0].acceptability.largest_error).all()
    central = np.std([run.central_weights.to_numpy() for run in runs], axis=0, ddof=1)
    assert central == pytest.approx(np.mean([run.central_error for run in runs], axis=0), rel=0.2)


def test_the_same_seed_gives_the_same_result_and_another_one_does_not():
    uncertain = table([Between(0, 1), 0.2], [0.4, Between(0, 1)])
    once, again, other = (smaa(uncertain, seed=seed, draws=500) for seed in (7, 7, 8))
    pd.testing.assert_frame_equal(once.acceptability.ranks, again.acceptability.ranks)
    pd.testing.assert_frame_equal(once.central_weights, again.central_weights)
    assert not once.acceptability.ranks.equals(other.acceptability.ranks)


def test_it_names_what_was_varied_and_what_was_not():
    found = smaa(table([Between(0, 1), 0.2], [0.4, 0.1]), seed=1, draws=100)
    assert found.varied == (
        "Gewichte der Kriterien: alle Gewichte gleich möglich",
        "Bewertungen: 1 von 4 mit Spanne",
    )
    exact = smaa(table([1.0], [0.5]), seed=1, draws=100)
    assert exact.varied == ()
    assert exact.fixed[:2] == (
        "Gewichte der Kriterien: es gibt nur eines",
        "Bewertungen: alle ohne Spanne",
    )


scores = st.integers(2, 5).flatmap(
    lambda n: st.lists(st.lists(st.integers(-3, 3), min_size=n, max_size=n), min_size=2)
)


@given(scores)
def test_ranks_and_alternatives_share_everything_out(rows):
    found = rank_acceptability(pd.DataFrame(rows))
    ranks, pairs = found.ranks.to_numpy(), found.pairwise.to_numpy()
    assert ranks.sum(axis=0) == pytest.approx(1)
    assert ranks.sum(axis=1) == pytest.approx(1)
    off = ~np.eye(len(ranks), dtype=bool)
    assert (pairs + pairs.T)[off] == pytest.approx(1)
    # The mean rank is 1 plus how many come before on average.
    mean = ranks @ np.arange(1, len(ranks) + 1)
    assert mean == pytest.approx(1 + np.nansum(pairs, axis=0))


@given(scores, st.randoms(use_true_random=False))
def test_names_and_order_of_the_alternatives_do_not_matter(rows, shuffler):
    frame = pd.DataFrame(rows)
    columns = list(frame.columns)
    shuffler.shuffle(columns)
    found, shuffled = rank_acceptability(frame), rank_acceptability(frame[columns])
    pd.testing.assert_frame_equal(shuffled.ranks.loc[found.ranks.index], found.ranks)
    pd.testing.assert_frame_equal(
        shuffled.pairwise.loc[found.ranks.index, found.ranks.index], found.pairwise
    )


@given(scores)
def test_the_opposite_scores_turn_the_ranks_round(rows):
    frame = pd.DataFrame(rows)
    turned = rank_acceptability(-frame).ranks.to_numpy()[:, ::-1]
    assert turned == pytest.approx(rank_acceptability(frame).ranks.to_numpy())


@settings(max_examples=25)
@given(
    st.lists(st.lists(st.floats(0, 1), min_size=3, max_size=3), min_size=2, max_size=4),
    st.floats(0, 1),
)
def test_a_better_value_never_lowers_the_first_rank(rows, more):
    better = [[rows[0][0] + more, *rows[0][1:]], *rows[1:]]
    before = smaa(table(*rows), seed=3, draws=200).acceptability.ranks.loc["A", 1]
    assert smaa(table(*better), seed=3, draws=200).acceptability.ranks.loc["A", 1] >= before


@settings(max_examples=25)
@given(st.lists(st.lists(st.floats(0, 1), min_size=3, max_size=3), min_size=2, max_size=4))
def test_central_weights_are_weights(rows):
    found = smaa(table(*rows), seed=3, draws=200)
    known = found.central_weights.dropna()
    assert known.sum(axis=1).to_numpy() == pytest.approx(1)
    assert (known >= 0).all(axis=None)
    first = found.acceptability.ranks[1].to_numpy()
    # Whatever the shares: all weights drawn come back together, 1/3 on average.
    mean = np.nansum(found.central_weights.to_numpy() * first[:, None], axis=0)
    assert mean == pytest.approx(1 / 3, abs=0.1)


def test_equal_scores_stay_equal_after_rounding_errors():
    found = rank_acceptability(pd.DataFrame([[0.1 + 0.2, 0.3], [0.1 + 0.2, 0.3]]))
    assert found.ranks.to_numpy().tolist() == [[0.5, 0.5], [0.5, 0.5]]


def test_many_alternatives_are_counted_in_parts_with_the_same_result():
    frame = pd.DataFrame(np.random.default_rng(1).random((50, 200)))
    ranks = frame.rank(axis=1, ascending=False)
    found = rank_acceptability(frame)
    assert found.ranks.loc[0, 1] == (ranks[0] == 1).mean()
    assert found.ranks.to_numpy() @ np.arange(1, 201) == pytest.approx(ranks.mean().to_numpy())


@pytest.mark.parametrize(
    ("wins", "of", "word", "settled"),
    [
        (95, 100, "deutlich", True),
        (80, 100, "deutlich", False),  # at the threshold: more routes may change the word
        (8000, 10_000, "deutlich", False),
        (7000, 10_000, "knapp", True),
        (5500, 10_000, "gleichauf", True),
        (30, 100, "gleichauf", True),  # behind is not ahead
        (100, 100, "deutlich", True),
    ],
)
def test_a_verdict_follows_the_stated_thresholds(wins, of, word, settled):
    routes = pd.DataFrame({"SRA": [1.0] * wins + [-1.0] * (of - wins), "AD": [0.0] * of})
    said = verdict(rank_acceptability(routes), "SRA", "AD", **THRESHOLDS)
    assert (said.word, said.settled, said.share) == (word, settled, wins / of)


def test_verdicts_go_down_the_order_of_the_mean_ranks():
    routes = pd.DataFrame({"BE": [1, 1, 1], "SRA": [4, 4, 3], "AD": [3, 3, 4]}, dtype=float)
    said = verdicts(rank_acceptability(routes), clear=0.9, narrow=0.6)
    assert [(one.first, one.second, one.word) for one in said] == [
        ("SRA", "AD", "knapp"),
        ("AD", "BE", "deutlich"),
    ]


def test_the_order_is_stable_in_x_of_y_routes():
    model = pd.Series({"SRA": 3.75, "AD": 3.5, "IKO": 2.75})
    routes = pd.DataFrame(
        {"SRA": [4.0, 3.5, 3.0, 3.0], "AD": [3.5, 3.5, 2.0, 2.0], "IKO": [2.0, 2.0, 2.5, 1.0]}
    )
    assert routes_in_order(routes, model) == 2  # a tie in the second, turned in the third
    tie = pd.Series({"SRA": 3.5, "AD": 3.5, "IKO": 2.75})
    assert routes_in_order(routes, tie) == 3  # between SRA and AD there is no order to keep


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"measurements": MIDDLE[:1]}, ["zwei Alternativen", "1 Alternativen, 2 Kriterien"]),
        ({"measurements": table([1, math.nan], [None, 1])}, ["2 Fehler", "„A“", "Spalte „k2“"]),
        ({"measurements": table([Between(2, 1)], [1])}, ["untere Grenze", "„k1“"]),
        ({"measurements": table([Normal(0, -1)], [1])}, ["Standardabweichung"]),
        ({"measurements": table([OneOf([1, 2], [1])], [1])}, ["gehört ein Anteil"]),
        ({"measurements": table([OneOf([])], [1])}, ["möglichen Werte fehlen"]),
        ({"measurements": table(["viel"], [1])}, ["keine Zahl", "„viel“"]),
        ({"measurements": MIDDLE.rename(index={"B": "A"})}, ["„A“ kommt zweimal vor"]),
        ({"preference": Ordinal(["Nahe", "Ruhe"])}, ["„Nahe“ gibt es nicht", "„Nähe“", "fehlt"]),
        ({"preference": Ordinal(["Ruhe", "Nähe", "Ruhe"])}, ["zweimal in der Rangfolge"]),
        ({"preference": Bounded({"Nähe": 0.7, "Ruhe": 0.5})}, ["zusammen 1", "1,200"]),
        ({"preference": Bounded({}, {"Nähe": 0.3, "Ruhe": 0.3})}, ["obere zusammen 0,600"]),
        ({"preference": Bounded({"Nähe": 0.5}, {"Nähe": 0.2})}, ["„Nähe“ sind nicht möglich"]),
        ({"preference": Around({"Nähe": -1, "Ruhe": 1}, 5)}, ["„Nähe“ ist keine Zahl ab 0"]),
        ({"preference": Around({"Nähe": 0, "Ruhe": 0}, 5)}, ["Alle Gewichte sind 0"]),
        ({"preference": Around({"Nähe": 1, "Ruhe": 1}, 0)}, ["Konzentration"]),
        ({"scales": {"Nahe": (0, 1)}}, ["„Nahe“", "Meinten Sie „Nähe“"]),
        ({"scales": {"Nähe": (1, 1)}}, ["keinen schlechtesten und besten Wert"]),
        ({"draws": 1}, ["zwei Ziehungen"]),
    ],
)
def test_what_is_wrong_is_named_with_its_remedy(change, words):
    with pytest.raises(DataError) as caught:
        smaa(**{"measurements": MIDDLE, "seed": 1, "draws": 100} | change)
    assert "Abhilfe:" in str(caught.value)
    assert [word for word in words if word not in str(caught.value)] == []


def test_scores_without_a_number_and_thresholds_that_do_not_fit_are_refused():
    with pytest.raises(DataError, match="„AD“ hat in 1 von 2 Rechenwegen keine endliche"):
        rank_acceptability(pd.DataFrame({"SRA": [1.0, 2.0], "AD": [1.0, math.inf]}))
    found = rank_acceptability(pd.DataFrame({"SRA": [1.0, 2.0], "AD": [1.0, 3.0]}))
    with pytest.raises(DataError, match="0,5 ≤ knapp ≤ deutlich ≤ 1"):
        verdict(found, "SRA", "AD", clear=0.6, narrow=0.8)
    with pytest.raises(DataError, match="„BE“ gibt es nicht"):
        verdict(found, "SRA", "BE", **THRESHOLDS)
    with pytest.raises(DataError, match="mit sich selbst"):
        verdict(found, "SRA", "SRA", **THRESHOLDS)
    with pytest.raises(DataError, match="„AD“ hat in der berichteten Rechnung keine Punktzahl"):
        routes_in_order(pd.DataFrame({"SRA": [1.0, 2.0], "AD": [1.0, 2.0]}), pd.Series({"SRA": 1}))
