"""Routes: the same calculation as in the plain scorer, and shares that must come out."""

import math
from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialraum.analysis.chain import Need, Piece, sort_pieces, status_of
from sozialraum.analysis.evidence import figure_direction, figure_strength
from sozialraum.analysis.focus import assess
from sozialraum.analysis.focus_routes import SHARES_ARE, robustness
from sozialraum.analysis.model import route_settings, standard
from sozialraum.analysis.route_scores import (
    CODES,
    KINDS,
    Case,
    Numbers,
    kinds_of_focus,
    need_scores,
    scores_of,
)
from sozialraum.analysis.scoring import focus_of, need_steps, strongest
from sozialraum.measures.decision.acceptability import routes_in_order
from sozialraum.measures.decision.preferences import FREE, Bounded
from sozialraum.programme import BELEGARTEN, ECKPUNKTE, LUECKEN

MODEL = standard()
STILL = {-1: 0.0, 0: 1.0, 1: 0.0}
NOTHING = replace(route_settings(), shifts=STILL, spread={}, draws=20_000)
"""Only the weights vary."""

SAME = dict.fromkeys(BELEGARTEN.values(), 1 / len(BELEGARTEN))
EQUAL = replace(NOTHING, preference=Bounded(SAME, SAME))
"""Nothing varies."""


def local(name, art, strength, most=3):
    return Piece(name, art, strength, "stuetzt", "", "", "", hoechstens=most)


def figure(name, z, told=True):
    strength, most, note = figure_strength(z, told, True, MODEL)
    direction = figure_direction(z, True, MODEL)
    return Piece(
        name, "statistik", strength, direction, "", "", "", ("22",),
        amtlich=True, z=z, hoechstens=most, vermerk=note,
    )  # fmt: skip


def need(name, eckpunkte, *pieces, luecke="keine", enough=False, model=MODEL):
    found = sort_pieces(pieces)
    steps = need_steps(strongest(found.pieces), luecke, enough, model)
    return Need(
        name, "", "", (), found.pieces, found.counter, status_of(found, 2), luecke, enough,
        steps["punktzahl"], steps, eckpunkte, "IA", {}, weitere=found.weitere,
    )  # fmt: skip


def within(found, error, expected, times=4):
    return bool(np.all(np.abs(np.asarray(found) - expected) <= times * np.asarray(error) + 1e-12))


# --- The same calculation --------------------------------------------------------------------

pieces = st.one_of(
    st.builds(
        local,
        st.sampled_from([f"B{n}" for n in range(8)]),
        st.sampled_from(list(BELEGARTEN)),
        st.integers(0, 3),
    ),
    st.builds(
        figure,
        st.sampled_from(["D01", "D02", "D03"]),
        st.floats(-3, 3),
        st.sampled_from([True, False, None]),
    ),
)
needs = st.lists(
    st.builds(
        lambda name, eckpunkte, found, luecke, enough: need(
            name, eckpunkte, *found, luecke=luecke, enough=enough
        ),
        st.text("abc", min_size=1, max_size=2),
        st.dictionaries(st.sampled_from(list(ECKPUNKTE)), st.integers(0, 2)),
        st.lists(pieces, max_size=6, unique_by=lambda piece: piece.id),
        st.sampled_from(list(LUECKEN)),
        st.booleans(),
    ),
    max_size=6,
)


def same_everywhere(listed):
    """A piece of one name is the same in all needs, as it is in a file."""
    first = {}
    for one in listed:
        for piece in (*one.pieces, *one.counter, *one.weitere):
            first.setdefault(piece.key, piece)
    return [
        need(
            one.id,
            one.eckpunkte,
            *(first[p.key] for p in (*one.pieces, *one.counter, *one.weitere)),
            luecke=one.luecke,
            enough=one.angebot_ausreichend,
        )
        for one in listed
    ]


@settings(max_examples=300)
@given(needs)
def test_arrays_and_the_plain_scorer_give_the_same_scores(found):
    listed = same_everywhere(found)
    case, numbers = Case.of(listed), Numbers.of(MODEL)
    strengths = case.strengths(numbers)
    plain = [focus_of(code, listed, MODEL) for code in ECKPUNKTE]
    assert need_scores(case, strengths, numbers)[0].tolist() == [one.score for one in listed]
    assert scores_of(case, strengths, numbers)[0].tolist() == [one.score for one in plain]
    assert kinds_of_focus(case, strengths)[0].tolist() == [one.kinds for one in plain]


@given(needs, st.fixed_dictionaries({art: st.floats(0.05, 20) for art in BELEGARTEN}))
def test_they_also_do_with_other_weights(found, gewichte):
    model = replace(MODEL, gewichte=gewichte)
    listed = same_everywhere(found)
    case, numbers = Case.of(listed), Numbers.of(model)
    arrays = need_scores(case, case.strengths(numbers), numbers)[0]
    plain = [
        need_steps(strongest(one.pieces), one.luecke, one.angebot_ausreichend, model)["punktzahl"]
        for one in listed
    ]
    assert arrays == pytest.approx(plain)


@settings(max_examples=50)
@given(needs, st.integers(0, 10_000))
def test_strengths_stay_within_their_limits_and_nothing_begins_to_count(found, seed):
    case, numbers = Case.of(same_everywhere(found)), Numbers.of(MODEL)
    shifts = np.random.default_rng(seed).integers(-1, 2, (20, len(case.local)))
    moved = case.strengths(numbers, shifts)[:, case.local]
    base, most = case.strength[case.local], case.most[case.local]
    assert (base > 0).all()  # pieces of strength 0 are not even there
    assert (moved >= 1).all()
    assert (moved <= most).all()
    assert (np.abs(moved - base) <= 1).all()


@settings(max_examples=50)
@given(needs, pieces, st.integers(0, 10_000))
def test_on_no_route_does_a_further_piece_lower_a_score(found, piece, seed):
    listed = same_everywhere([*found, need("x", {"SRA": 2, "AD": 1}, piece)])
    case = Case.of(listed)
    random = np.random.default_rng(seed)
    shares = random.dirichlet(np.ones(len(KINDS)), 20)
    numbers = Numbers.of(MODEL).changed(shares, {"dritte_art": random.uniform(0, 0.5, (20, 1))})
    strengths = case.strengths(numbers, random.integers(-1, 2, (20, len(case.local))))
    for place in range(len(case.names)):
        without = strengths.copy()
        without[:, place] = 0
        before, after = (scores_of(case, found, numbers) for found in (without, strengths))
        assert (before <= after + 1e-12).all()


# --- Shares that must come out ---------------------------------------------------------------


def test_two_eckpunkte_of_the_same_evidence_are_level():
    both = need("N", {"SRA": 2, "AD": 2}, local("B1", "gespraech", 2), local("B2", "befragung", 2))
    found = robustness([both], MODEL, route_settings())
    assert found.acceptability.ranks.loc["SRA"].tolist() == [0.5, 0.5]
    assert found.word("SRA", "AD") == "gleichauf"
    assert found.confidence.tolist() == [0.5, 0.5]


def test_strengths_up_and_down_come_out_as_counted_by_hand():
    # SRA: two pieces of 2 that may be 1, 2 or 3; AD: two that may be 1 or 2 (3 is not allowed).
    sra = need("N", {"SRA": 2}, local("B1", "gespraech", 2), local("B2", "befragung", 2))
    ad = need("M", {"AD": 2}, local("B3", "gespraech", 2, 2), local("B4", "befragung", 2, 2))
    shares = {1: 0.25, 2: 0.5, 3: 0.25}
    capped = {1: 0.25, 2: 0.75}
    ahead = 0.0
    for a, b, c, d in product(shares, shares, capped, capped):
        chance = shares[a] * shares[b] * capped[c] * capped[d]
        ahead += chance * ((a + b > c + d) + (a + b == c + d) / 2)
    varied = replace(EQUAL, shifts=route_settings().shifts)
    found = robustness([sra, ad], MODEL, varied)
    shares, errors = found.acceptability.pairwise, found.acceptability.pairwise_error
    assert within(shares.loc["SRA", "AD"], errors.loc["SRA", "AD"], ahead)
    # Weights do not vary: with the central ones SRA is first as often.
    assert found.confidence["SRA"] == pytest.approx(shares.loc["SRA", "AD"])


def test_a_figure_follows_the_threshold_of_the_route():
    # z = 0.6 counts where the threshold, even on 0.25…0.75, is at most 0.6: in 0.35 ÷ 0.5 = 0.7.
    sra = need("N", {"SRA": 2}, local("B1", "gespraech", 1), figure("D01", 0.6))
    ad = need("M", {"AD": 2}, local("B2", "gespraech", 1), local("B3", "befragung", 1))
    spread = {"z_schwach": (-0.25, 0.25)}
    found = robustness([sra, ad], MODEL, replace(EQUAL, spread=spread))
    # SRA is level with AD where it counts, else it has half of 1 and is behind.
    pairs, errors = found.acceptability.pairwise, found.acceptability.pairwise_error
    assert within(pairs.loc["AD", "SRA"], errors.loc["AD", "SRA"], 0.3 + 0.7 / 2)
    assert found.proposals.loc["SRA", "offen: erheben"] == pytest.approx(0.3, abs=0.02)


def test_weights_of_two_kinds_move_their_mean():
    # All weights equally possible: the share of one of two kinds is even on 0…1, so that the
    # mean of 3 and 1 is even on 1…3.  It is above 1.5 in 3/4.
    sra = need("N", {"SRA": 2}, local("B1", "gespraech", 3), local("B2", "befragung", 1))
    ad = need(
        "M", {"AD": 2}, local("B3", "begehung", 1), local("B4", "dokument", 1), luecke="teilweise"
    )
    model = replace(MODEL, eine_art=0.0)
    found = robustness([sra, ad], model, replace(NOTHING, preference=FREE))
    pairs, errors = found.acceptability.pairwise, found.acceptability.pairwise_error
    assert within(pairs.loc["SRA", "AD"], errors.loc["SRA", "AD"], 0.75)
    # Where SRA is first, the share of gespraech is even on 1/4…1, on average 5/8; both kinds
    # together have a third of six free weights: 5/24 and 3/24.
    central = found.central_weights.loc["SRA", ["Gespräche", "Befragung"]]
    assert central.to_numpy(dtype=float) == pytest.approx([5 / 24, 3 / 24], abs=0.005)
    assert found.central_weights.loc["SRA", list(BELEGARTEN.values())].sum() == pytest.approx(1)
    # With 5/8 the mean is 2.25: always before 1.5.  With the central weights of AD it is behind.
    assert found.confidence.tolist() == [1, 1]


def test_the_error_of_a_share_is_its_scatter_between_seeds():
    sra = need("N", {"SRA": 2}, local("B1", "gespraech", 2), local("B2", "befragung", 2))
    ad = need("M", {"AD": 2}, local("B3", "gespraech", 2, 2), local("B4", "dokument", 2))
    varied = replace(route_settings(), draws=200)
    runs = [
        robustness([sra, ad], MODEL, replace(varied, seed=seed)).acceptability
        for seed in range(150)
    ]
    scatter = np.std([run.pairwise.loc["SRA", "AD"] for run in runs], ddof=1)
    assert scatter == pytest.approx(
        np.mean([run.pairwise_error.loc["SRA", "AD"] for run in runs]), rel=0.2
    )
    assert scatter <= runs[0].largest_error == 0.5 / math.sqrt(200)


def test_a_thousand_draws_keep_every_error_below_what_the_model_says(worked_example):
    found = assess(*worked_example, 2025).robustness
    assert found.draws == len(found.scores) == 1000
    assert found.acceptability.largest_error < 0.016


# --- The worked example ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def example(worked_example):
    return assess(*worked_example, 2025)


def test_the_order_of_the_worked_example_in_words(example):
    found = example.robustness
    assert found.rated == ("SRA", "AD", "IKO", "BE")
    assert [(one.first, one.second, one.word) for one in found.neighbours] == [
        ("SRA", "AD", found.word("SRA", "AD")),
        ("AD", "IKO", found.word("AD", "IKO")),
        ("IKO", "BE", found.word("IKO", "BE")),
    ]
    assert found.word("SRA", "BE") == "deutlich"  # BE only rides along with the need of SRA
    assert found.word("SRA", "AD") != "deutlich"  # 3,75 and 3,5
    assert not any(sign.isdigit() or sign == "%" for sign in found.sentence)


def test_the_list_changes_one_thing_at_a_time_and_names_what_turns_the_order(example):
    found = example.robustness
    labels = [route.label for route in found.routes]
    assert len(set(labels)) == found.of == found.stable + len(found.unstable)
    assert "Beleg T2: Stärke um 1 niedriger" in labels
    assert "Beleg T3: Stärke um 1 niedriger" not in labels  # 1 stays 1
    assert "Beleg W1: Stärke um 1 höher" not in labels  # cases have at most 2
    assert {f"ohne {name}" for name in BELEGARTEN.values()} <= set(labels)
    # Without the talks SRA has (2 + 1) ÷ 2 + 1 = 2.5, behind AD with 3.5.
    assert "ohne Gespräche" in {route.label for route in found.unstable}
    # With gaps counting half, they have 3.25, 3, 2.5 and 2.49: the order holds.
    held = {route.label for route in found.routes if route.holds}
    assert "Faktor auf beide Zuschläge für die Lücke: 0,50" in held


def test_the_list_counts_like_the_measure_of_stable_orders(example):
    needs_, numbers = example.needs, Numbers.of(MODEL)
    case = Case.of(needs_)
    base = case.strengths(numbers)
    rows = [np.where(case.kind == kind, 0.0, base[0]) for kind in range(len(KINDS))]
    scores = pd.DataFrame(scores_of(case, np.array(rows), numbers), columns=list(CODES))
    reference = pd.Series({code: focus.score for code, focus in example.focus.items()})
    left_out = [r for r in example.robustness.routes if r.label.startswith("ohne ")]
    assert routes_in_order(scores, reference) == sum(route.holds for route in left_out)


def test_what_is_varied_and_what_not_is_named(example):
    found = example.robustness
    assert found.varied[0].startswith(
        "Gewichte der Belegarten: Gewichte in Grenzen: Statistik 0,08"
    )
    assert any("0,25 bis 0,75" in one for one in found.varied)
    assert len(found.varied) == 2 + len(route_settings().spread)
    assert any("Stärke 0" in one for one in found.fixed)
    assert SHARES_ARE == "Anteil der Rechenwege, keine Wahrscheinlichkeit"


def test_the_same_evidence_in_another_order_gives_the_same_result(example, worked_example):
    evidence, figures = worked_example
    turned = replace(evidence, belege=evidence.belege[::-1], bedarfe=evidence.bedarfe[::-1])
    again = assess(turned, figures, 2025).robustness
    pd.testing.assert_frame_equal(again.scores, example.robustness.scores)
    other = robustness(example.needs, MODEL, replace(route_settings(), seed=1))
    assert not other.scores.equals(example.robustness.scores)


def test_an_eckpunkt_with_too_little_evidence_has_no_place_in_the_order():
    thin = need("N", {"AD": 2}, local("B1", "gespraech", 3), luecke="gross")
    good = need("M", {"SRA": 2, "BE": 1}, local("B2", "gespraech", 2), local("B3", "befragung", 2))
    found = robustness([thin, good], MODEL, route_settings())
    assert found.rated == ("SRA", "BE") or found.rated == ("BE", "SRA")
    assert found.open == ("IKO", "AD")
    assert list(found.acceptability.ranks.index) == list(found.rated)
    alone = robustness([thin], MODEL, route_settings())
    assert (alone.acceptability, alone.verdicts, alone.of) == (None, (), 0)
    assert "nicht vergleichen" in alone.sentence


def test_only_supporting_needs_lead_to_possible_on_every_route(example):
    assert example.robustness.proposals.loc["BE", "naheliegend"] == 0
    assert example.robustness.proposals.sum(axis=1).to_numpy() == pytest.approx(1)
