"""From evidence to proposals: the worked example, and what may never lower a score."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialraum.analysis.evidence import figure_strength
from sozialraum.analysis.focus import assess
from sozialraum.analysis.local_evidence import local_piece
from sozialraum.analysis.model import conventions, parameters, route_settings, standard
from sozialraum.analysis.scoring import focus_of, need_steps
from sozialraum.errors import DataError, RoleError
from sozialraum.programme import BELEGARTEN, ECKPUNKTE, LUECKEN

MODEL = standard()


@pytest.fixture(scope="module")
def example(worked_example):
    return assess(*worked_example, 2025)


# --- The worked example ----------------------------------------------------------------------


def test_the_needs_of_the_worked_example_score_as_the_model_says(example):
    scores = {need.id: need.score for need in example.needs}
    assert scores == {"Kita": 2.75, "Treff": 3.75, "Wohnung": 3.5}


def test_every_step_of_a_score_is_kept_for_printing(example):
    assert example.need("Kita").steps == {
        "arten": {"statistik": 2, "gespraech": 2, "begehung": 1},
        "gewertet": ("statistik", "gespraech"),
        "mittel": 2.0,
        "dritte_art": 0.25,
        "vor_luecke": 2.25,
        "luecke": 0.5,
        "angebot": 0.0,
        "punktzahl": 2.75,
    }


def test_the_eckpunkte_of_the_worked_example_score_as_the_model_says(example):
    scores = {code: focus.score for code, focus in example.focus.items()}
    assert scores == {"IKO": 2.75, "SRA": 3.75, "BE": 2.49, "AD": 3.5}
    assert list(scores) == list(ECKPUNKTE)
    assert {code: focus.proposal for code, focus in example.focus.items()} == {
        "IKO": "naheliegend",
        "SRA": "naheliegend",
        "BE": "möglich",  # only a supporting need: never more
        "AD": "naheliegend",
    }


def test_density_stands_beside_the_score(example):
    sra = example.focus["SRA"]
    assert (sra.pieces, sra.kinds, sra.needs) == (8, 6, 3)  # E01 and seven local pieces
    assert (sra.leading, sra.supporting) == (("Treff",), ("Kita", "Wohnung"))
    assert sra.bestaetigt
    assert sra.aus_zielgruppe


# --- S2: strength ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("z", "strength"),
    [(-3, 0), (0.49, 0), (0.5, 1), (0.99, 1), (1.0, 2), (1.5, 2), (1.51, 3), (3, 3)],
)
def test_the_strength_of_a_figure_follows_its_z_score(z, strength):
    assert figure_strength(z, True, True, MODEL)[0] == strength


@pytest.mark.parametrize("told", [False, None])
def test_a_figure_not_recognisably_different_counts_at_most_1(told):
    assert figure_strength(2.5, told, True, MODEL)[:2] == (1, 1)
    assert figure_strength(0.2, told, True, MODEL)[0] == 0


def test_an_old_figure_or_one_without_comparison_is_no_evidence():
    assert figure_strength(2.5, True, False, MODEL)[0] == 0
    assert figure_strength(math.nan, True, True, MODEL)[0] == 0


def local(**given):
    row = {
        "art": "gespraech", "staerke": 2, "richtung": "stuetzt", "aussage": "", "quelle": "",
        "stand": "2025", "gebiet": (), "aus_zielgruppe": False, "freigabe": "intern",
        "thema": "", "zielgruppe": "", "n": math.nan, "einschraenkung": "", "zeile": 2,
    }  # fmt: skip
    return local_piece("B1", row | given, 2025, MODEL)


@pytest.mark.parametrize(
    ("given", "counts"),
    [
        ({"art": "fallzahl", "staerke": 3, "aus_zielgruppe": True}, 2),
        ({"art": "statistik", "staerke": 3}, 1),  # nobody tested the difference
        ({"staerke": 3}, 2),  # 3 means: the target group itself
        ({"staerke": 3, "aus_zielgruppe": True}, 3),
        ({"staerke": 0}, 0),
        ({"stand": "2019-12-31"}, 2),  # six years
        ({"stand": "2018"}, 0),  # seven
    ],
)
def test_what_counts_is_never_more_than_the_kind_of_evidence_allows(given, counts):
    piece = local(**given)
    assert piece.staerke == counts
    assert piece.supports == (counts > 0)
    assert bool(piece.vermerk) == (counts == 0 or counts < given.get("staerke", 2))


# --- S3 to S5 --------------------------------------------------------------------------------


def test_one_kind_counts_half_and_is_called_so(evidence_of):
    pieces = {"B1": {"staerke": 3, "aus_zielgruppe": True}, "B2": {"staerke": 2}}
    found = assess(evidence_of(pieces, {"N": {"belege": ("B1", "B2")}}), {}, 2025)
    assert found.need("N").score == 1.5
    assert found.need("N").status == "einfach belegt"
    assert found.focus["SRA"].proposal == "offen: erheben"


def test_three_strong_kinds_are_capped_before_the_gap_and_the_scale_ends_at_4():
    arten = {"gespraech": 3, "befragung": 3, "begehung": 1}
    steps = need_steps(arten, "gross", False, MODEL)
    assert (steps["mittel"], steps["vor_luecke"], steps["punktzahl"]) == (3, 3, 4)
    assert need_steps({"gespraech": 1}, "keine", True, MODEL)["punktzahl"] == 0


def test_without_evidence_a_gap_is_no_need():
    assert need_steps({}, "gross", False, MODEL)["punktzahl"] == 0
    assert need_steps({"gespraech": 0}, "gross", False, MODEL)["arten"] == {}


def test_what_others_offer_takes_one_point():
    arten = {"gespraech": 2, "befragung": 2}
    assert need_steps(arten, "keine", True, MODEL)["punktzahl"] == 1
    assert need_steps(arten, "keine", True, MODEL)["angebot"] == -1


def test_feasibility_is_a_word_beside_the_score(worked_example):
    evidence, figures = worked_example
    needs = evidence.bedarfe.assign(personal="ja", auftrag="teilweise", partner="ja")
    changed = replace(evidence, bedarfe=needs)
    before, after = assess(evidence, figures, 2025), assess(changed, figures, 2025)
    assert [need.score for need in after.needs] == [need.score for need in before.needs]
    assert [need.feasibility for need in before.needs] == ["offen"] * 3
    assert [need.feasibility for need in after.needs] == ["teilweise gegeben"] * 3


def test_deleting_all_local_evidence_leaves_all_four_open(worked_example, evidence_of):
    figures = worked_example[1]
    needs = {"Kita": {"gebiet": ("22",), "indikatoren": ("E01",), "eckpunkte": {"IKO": 2}}}
    for left in (evidence_of(), evidence_of({}, needs)):  # all, or only the pieces
        found = assess(left, figures, 2025)
        assert {focus.proposal for focus in found.focus.values()} == {"offen: erheben"}
        assert found.robustness.acceptability is None
    assert found.need("Kita").pieces[0].id == "E01"


# --- Contradiction, age, what is not used ----------------------------------------------------


def test_contradicting_evidence_changes_no_score_and_is_shown(worked_example, evidence_of):
    pieces = {"B1": {"staerke": 2}, "B2": {"art": "befragung", "staerke": 2}}
    against = {"B3": {"art": "begehung", "staerke": 3, "richtung": "widerspricht"}}
    before = assess(evidence_of(pieces, {"N": {"belege": ("B1", "B2")}}), {}, 2025).need("N")
    full = evidence_of(pieces | against, {"N": {"belege": ("B1", "B2", "B3")}})
    after = assess(full, {}, 2025)
    assert (before.score, before.status) == (2.0, "bestätigt")
    assert (after.need("N").score, after.need("N").status) == (2.0, "widersprüchlich")
    assert [piece.id for piece in after.need("N").counter] == ["B3"]
    assert after.focus["SRA"].gegenbelege == ("B3",)


def test_a_figure_in_the_counter_zone_is_counter_evidence(evidence_of, figures_of):
    pieces = {"B1": {"staerke": 2}, "B2": {"art": "befragung", "staerke": 2}}
    needs = {"N": {"gebiet": ("22",), "belege": ("B1", "B2"), "indikatoren": ("D01",)}}
    for z, status in ((-0.5, "widersprüchlich"), (-0.49, "bestätigt"), (0.49, "bestätigt")):
        figures = {"22": figures_of(D01=(z, True))}
        need = assess(evidence_of(pieces, needs), figures, 2025).need("N")
        assert (need.score, need.status) == (2.0, status)
        assert len(need.counter) + len(need.weitere) == 1


def test_what_is_too_old_is_shown_and_says_why(evidence_of):
    pieces = {"B1": {"staerke": 2, "stand": "2018-05"}}
    need = assess(evidence_of(pieces, {"N": {"belege": ("B1",)}}), {}, 2025).need("N")
    assert (need.score, need.status) == (0, "offen")
    assert need.weitere[0].vermerk == "zählt nicht: älter als 6 Jahre"


def test_a_finding_brings_its_evidence_to_the_need(evidence_of):
    pieces = {"B1": {"staerke": 2}, "B2": {"art": "befragung", "staerke": 2}}
    findings = {"F1": {"belege": ("B1", "B2")}, "F2": {"belege": ("B1",)}, "F3": {}}
    needs = {"N": {"belege": ("B1",), "befunde": ("F1",)}}
    found = assess(evidence_of(pieces, needs, findings), {}, 2025)
    assert [one.status for one in found.findings] == ["bestätigt", "einfach belegt", "offen"]
    assert found.need("N").score == 2
    assert len(found.need("N").pieces) == 2  # B1 counts once


def test_evidence_of_no_need_is_not_forgotten(evidence_of, figures_of):
    pieces = {"B1": {}, "B2": {}, "B3": {"gebiet": ("33",)}, "R": {"thema": "Ressource"}}
    figures = {"22": figures_of(D01=(1.2, True), D03=(0.8, True))}
    found = assess(evidence_of(pieces, {"N": {"belege": ("B1",)}}), figures, 2025)
    assert [piece.id for piece in found.unused] == ["B2", "D01"]
    assert [piece.id for piece in found.resources["22"]] == ["R"]


def test_a_figure_compares_areas_and_says_nothing_of_the_whole_region(evidence_of, figures_of):
    figures = {"22": figures_of(D01=(2.0, True)), "33": figures_of(D01=(0.7, True))}
    needs = {
        "alle": {"indikatoren": ("D01",)},
        "eines": {"gebiet": ("33",), "indikatoren": ("D01",)},
        "beide": {"gebiet": ("22", "33"), "indikatoren": ("D01",)},
        "fremd": {"gebiet": ("44",)},
    }
    found = assess(evidence_of({}, needs), figures, 2025)
    assert {need.id: need.score for need in found.needs} == {"alle": 0, "eines": 0.5, "beide": 1.5}
    assert "ganze Region" in found.need("alle").weitere[0].vermerk
    assert len(found.need("beide").pieces) == 2


# --- What is refused -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["A05", "C05", "G05", "I01"])
def test_context_resources_and_own_work_are_never_evidence_of_a_need(evidence_of, name):
    with pytest.raises(RoleError, match=f"Bedarf N nennt .*{name}"):
        assess(evidence_of({}, {"N": {"indikatoren": ("D01", name)}}), {}, 2025)


def test_all_unknown_indicators_are_named_together(evidence_of):
    needs = {"N": {"indikatoren": ("Z99", "D1O")}}
    with pytest.raises(DataError, match=r"(?s)Z99.*D1O.*Meinten Sie „D01“"):
        assess(evidence_of({}, needs), {}, 2025)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"z_mittel": 0.3}, "z_mittel"),
        ({"moeglich": 3.0}, "moeglich"),
        ({"eine_art": 0.7}, "eine_art"),
        ({"ergaenzend": 2.5}, "ergaenzend"),
        ({"dritte_art": -0.1}, "dritte_art"),
        ({"gewichte": {"statistik": 1}}, "gewichte.fallzahl"),
    ],
)
def test_numbers_that_would_turn_the_model_round_are_refused(change, word):
    with pytest.raises(DataError, match=word):
        replace(MODEL, **change)


def test_every_number_of_the_model_has_a_title_and_a_reason():
    assert all(one.titel and one.grund.endswith(".") for one in parameters())
    assert all(one.von <= one.wert <= one.bis for one in parameters() if one.von is not None)
    assert len(conventions()) == len(parameters()) + 2


# --- What may never lower a score ------------------------------------------------------------

arts = st.sampled_from(list(BELEGARTEN))
strengths = st.dictionaries(arts, st.integers(0, 3))
gaps = st.sampled_from(list(LUECKEN))
weights = st.fixed_dictionaries({art: st.floats(0.05, 20) for art in BELEGARTEN})


@settings(max_examples=500)
@given(strengths, arts, st.integers(0, 3), gaps, st.booleans(), weights)
def test_a_further_or_stronger_piece_never_lowers_a_need(
    arten, art, strength, luecke, enough, gewichte
):
    more = arten | {art: max(strength, arten.get(art, 0))}
    for model in (MODEL, replace(MODEL, gewichte=gewichte)):
        before = need_steps(arten, luecke, enough, model)["punktzahl"]
        after = need_steps(more, luecke, enough, model)["punktzahl"]
        assert 0 <= before <= after + 1e-12 <= 4 + 1e-12


@given(strengths.filter(lambda found: sum(s > 0 for s in found.values()) > 1), gaps)
def test_with_equal_weights_it_is_the_mean_of_the_two_strongest_kinds(arten, luecke):
    steps = need_steps(arten, luecke, False, MODEL)
    known = sorted((s for s in arten.values() if s), reverse=True)
    before = min(sum(known[:2]) / 2 + 0.25 * (len(known) > 2), 3)
    assert steps["punktzahl"] == min(before + {"keine": 0, "teilweise": 0.5, "gross": 1}[luecke], 4)


local_pieces = st.lists(
    st.fixed_dictionaries(
        {
            "art": arts,
            "staerke": st.integers(0, 3),
            "aus_zielgruppe": st.booleans(),
            "stand": st.sampled_from(["2025", "2016"]),
            "richtung": st.sampled_from(["stuetzt", "widerspricht", "neutral"]),
        }
    ),
    max_size=6,
)
need_rows = st.lists(
    st.tuples(
        gaps,
        st.booleans(),
        st.dictionaries(st.sampled_from(list(ECKPUNKTE)), st.integers(1, 2), max_size=4),
    ),
    min_size=1,
    max_size=4,
)


@pytest.fixture(scope="module")
def few_draws():
    return replace(route_settings(), draws=2)


def case(evidence_of, pieces, needs, attached):
    """Pieces B0, B1, …; each need rests on the pieces whose number is attached to it."""
    rows = {
        f"N{n}": {
            "luecke": gap,
            "angebot_ausreichend": enough,
            "eckpunkte": eckpunkte,
            "belege": tuple(f"B{p}" for p in range(len(pieces)) if attached[p] % len(needs) == n),
        }
        for n, (gap, enough, eckpunkte) in enumerate(needs)
    }
    return evidence_of({f"B{p}": piece for p, piece in enumerate(pieces)}, rows)


@settings(max_examples=60)
@given(local_pieces, need_rows, st.lists(st.integers(0, 3), min_size=6, max_size=6), st.data())
def test_a_further_piece_or_need_never_lowers_an_eckpunkt(
    evidence_of, few_draws, pieces, needs, attached, data
):
    before = assess(case(evidence_of, pieces, needs, attached), {}, 2025, routes=few_draws)
    last = data.draw(st.integers(0, len(pieces)))
    fewer = case(evidence_of, pieces[:last], needs, attached)
    without = assess(fewer, {}, 2025, routes=few_draws)
    less = without.needs[:-1]
    for code in ECKPUNKTE:
        assert without.focus[code].score <= before.focus[code].score
        assert focus_of(code, less, MODEL).score <= without.focus[code].score


def test_a_piece_named_like_an_indicator_is_another_piece(evidence_of, figures_of):
    figures = {"22": figures_of(D01=(1.2, True))}
    pieces = {"D01": {"gebiet": ("22",), "staerke": 2}}
    needs = {"N": {"gebiet": ("22",), "belege": ("D01",), "indikatoren": ("D01",)}}
    need = assess(evidence_of(pieces, needs), figures, 2025).need("N")
    assert (need.score, len(need.pieces)) == (2.0, 2)
