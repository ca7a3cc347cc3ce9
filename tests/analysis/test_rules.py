"""The protective rules: each test falls when its rule is taken away.

Rules 3 and 10 also bind words that display writes; what is here is what an assessment and a
decision can show.
"""

import re
from dataclasses import fields, replace

import pytest

from sozialraum.analysis.catalogue import catalogue
from sozialraum.analysis.evidence import evidence_from_figures
from sozialraum.analysis.focus import assess
from sozialraum.analysis.focus_routes import SHARES_ARE
from sozialraum.analysis.model import conventions, parameters, route_settings, standard
from sozialraum.analysis.profile import profile
from sozialraum.analysis.roles import LAST_AGE, Role
from sozialraum.analysis.rules import (
    FEW_CASES,
    NOT_INVOLVED,
    counter_evidence,
    departs,
    few_cases,
    participation,
    resources_of,
    rule_faults,
)
from sozialraum.errors import DataError, RoleError
from sozialraum.measures.decision.verdict import WORDS
from sozialraum.sources.decisions import Choice, Decision
from tests.regions import opened

REASON = "Das haben wir gemeinsam so entschieden."


@pytest.fixture(scope="module")
def example(worked_example):
    return assess(*worked_example, 2025)


def decided(**choices):
    return Decision("MU-01", 2025, "2025-10-20", ("Fachkraft",), eckpunkte=choices)


def said(assessment, decision=None):
    return " | ".join(str(fault) for fault in rule_faults(assessment, decision))


def two_kinds(**more):
    return {"B1": {"staerke": 2} | more, "B2": {"art": "befragung", "staerke": 2} | more}


def one_need(evidence_of, pieces, figures=None, **need):
    named = {"belege": tuple(pieces)}
    return assess(evidence_of(pieces, {"N": named | need}), figures or {}, 2025)


def test_rule_1_no_need_without_target_group_area_and_evidence(evidence_of, figures_of):
    assert said(one_need(evidence_of, two_kinds())) == ""
    assert "keine Zielgruppe" in said(one_need(evidence_of, two_kinds(), zielgruppe=" "))
    assert "Blatt „Bedarfe“, Zeile 2, Spalte „Belege“" in said(one_need(evidence_of, {}))
    assert "keinen Beleg, der zählt" in said(one_need(evidence_of, {}))
    old = one_need(evidence_of, two_kinds(stand="2016"))
    assert "keinen Beleg, der zählt" in said(old)
    there = {"22": figures_of(resources=()), "33": figures_of()}
    elsewhere = one_need(evidence_of, two_kinds(gebiet=("33",)), there, gebiet=("22",))
    assert "Beleg B1, der für ein anderes Gebiet gilt" in said(elsewhere)


def test_rule_1_no_chosen_focus_without_confirmed_need_or_reason(evidence_of):
    single = one_need(evidence_of, {"B1": {"staerke": 3, "aus_zielgruppe": True}}, luecke="gross")
    assert "keiner seiner Bedarfe ist bestätigt" in said(single, decided(SRA=Choice(True)))
    assert said(single, decided(SRA=Choice(True, REASON))) == ""
    contradicted = two_kinds() | {"B3": {"art": "begehung", "richtung": "widerspricht"}}
    full = one_need(evidence_of, contradicted, luecke="gross")
    choice = Choice(True, gegenbelege="Die Begehung war an einem Sonntag.")
    assert "keiner seiner Bedarfe ist bestätigt" in said(full, decided(SRA=choice))


def test_rule_1_a_departure_from_the_proposal_needs_a_reason(example):
    left = decided(SRA=Choice(True), AD=Choice(True))
    assert "Interkulturelle Öffnung: Die Wahl weicht vom Vorschlag ab: „naheliegend“" in said(
        example, left
    )
    reasoned = decided(SRA=Choice(True), AD=Choice(True), IKO=Choice(False, REASON))
    assert said(replace(example, gebiete=()), reasoned) == ""
    short = decided(SRA=Choice(True), AD=Choice(True), IKO=Choice(False, "kein Personal"))
    assert "weicht vom Vorschlag ab" in said(example, short)
    assert "kein Eckpunkt gewählt" in said(example, decided())
    be = example.focus["BE"]  # „möglich“ leaves the choice open
    assert not departs(be, True)
    assert not departs(be, False)
    assert departs(replace(be, proposal="offen: erheben"), True)
    assert departs(replace(be, proposal="derzeit nicht vordringlich"), True)


def test_rule_2_the_share_of_a_group_is_never_evidence_of_a_deficit(evidence_of):
    for name in ("A05", "A06", "A07"):
        assert catalogue()[name].rolle == Role.KONTEXT
        with pytest.raises(RoleError, match=name):
            assess(evidence_of({}, {"N": {"indikatoren": (name,)}}), {}, 2025)


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("Der Ausländeranteil ist hoch.", True),
        ("Anteil der Menschen mit Migrationshintergrund: 40 %", True),
        ("Der Anteil der Menschen mit Migrationshintergrund liegt bei 40 %.", True),
        ("Kinder mit Migrationshintergrund haben halb so oft einen Kita-Platz.", False),
        ("Der Anteil der Kinder mit Migrationshintergrund ohne Kita-Platz ist doppelt.", False),
    ],
)
def test_rule_2_nor_is_it_where_someone_types_it_in(evidence_of, text, refused):
    pieces = {"B1": {"art": "statistik", "aussage": text}, "B2": {}}
    found = said(one_need(evidence_of, pieces))
    assert ("nie ein Mangel" in found) == refused
    neutral = {"B1": {"art": "statistik", "aussage": text, "richtung": "neutral"}, "B2": {}}
    assert "nie ein Mangel" not in said(one_need(evidence_of, neutral))


def test_rule_3_figures_are_stated_not_explained():
    region = opened("musterstadt")
    texts = evidence_from_figures(profile(region, "22"))["text"]
    causal = re.compile(r"\b(weil|deshalb|daher|dadurch|führt zu|wegen|aufgrund)\b")
    assert not [text for text in texts if causal.search(text)]


def test_rule_4_every_area_names_a_resource(evidence_of, figures_of):
    pieces = two_kinds() | {"R": {"thema": "Ressource", "richtung": "neutral", "gebiet": ("22",)}}
    need = {"N": {"belege": ("B1", "B2")}}
    figures = {"22": figures_of(), "33": figures_of()}
    found = assess(evidence_of(pieces, need), figures, 2025)
    assert resources_of(found, "22") == ("Text von R",)
    assert "Gebiet 33 ist keine Ressource genannt" in said(found)
    assert "Gebiet 22" not in said(found)


def test_rule_5_few_cases_come_with_a_sentence_on_what_is_not_reported(evidence_of):
    for n, due in ((5, True), (29, True), (30, False), (float("nan"), True)):
        pieces = {"B1": {"art": "fallzahl", "n": n}, "B2": {}}
        assert (few_cases(one_need(evidence_of, pieces)) == FEW_CASES) == due
    assert few_cases(one_need(evidence_of, two_kinds(n=5))) == ""
    assert "Dunkelfeld" in FEW_CASES


def test_rule_6_contradicting_evidence_is_kept_and_named(evidence_of):
    pieces = two_kinds() | {
        "B3": {"art": "begehung", "richtung": "widerspricht"},
        "B4": {"art": "dokument", "richtung": "widerspricht"},
    }
    full = one_need(evidence_of, pieces)
    assert [piece.id for piece in full.need("N").counter] == ["B3", "B4"]
    assert counter_evidence(full.focus["SRA"]) == "Gegenbelege zu diesem Eckpunkt: B3, B4."
    silent = decided(SRA=Choice(True, REASON))
    assert "Gegenbelege vor: B3, B4" in said(full, silent)
    spoken = decided(SRA=Choice(True, REASON, "B3 galt nur an Sonntagen."))
    assert said(full, spoken) == ""


def test_rule_7_all_weights_and_thresholds_are_printed_and_chance_is_fixed(worked_example):
    printed = {one.name for one in parameters()}
    assert {field.name for field in fields(standard())} == printed | {"gewichte"}
    texts = " ".join(" ".join(row) for row in conventions())
    for known in ("Statistik 1", "Startwert 2026", "1000 Ziehungen", "deutlich ab 0,8"):
        assert known in texts
    once, again = (assess(*worked_example, 2025).robustness for _ in range(2))
    assert once.seed == again.seed == route_settings().seed
    assert once.scores.equals(again.scores)
    assert once.sentence == again.sentence
    assert standard().hoechstalter == LAST_AGE  # the same for figures and local evidence


def test_rule_8_a_chosen_focus_without_the_target_group_says_so(evidence_of):
    without = one_need(evidence_of, two_kinds()).focus["SRA"]
    assert participation(without) == NOT_INVOLVED
    assert NOT_INVOLVED == "Menschen aus der Zielgruppe wurden nicht beteiligt."
    assert participation(one_need(evidence_of, two_kinds(aus_zielgruppe=True)).focus["SRA"]) == ""
    old = two_kinds() | {"B3": {"aus_zielgruppe": True, "stand": "2016"}}
    assert participation(one_need(evidence_of, old).focus["SRA"]) == NOT_INVOLVED


def test_rule_9_who_is_counted_by_origin_is_context_gap_or_own_work(evidence_of, figures_of):
    counted = [one for one in catalogue().values() if one.gruppe_im_zaehler]
    assert {one.rolle for one in counted} <= {Role.KONTEXT, Role.LUECKE, Role.BELEG}
    with pytest.raises(DataError, match="nie ein Mangel"):
        replace(catalogue()["A05"], rolle=Role.BEDARF, polaritaet=1)
    figures = {"22": figures_of(A05=(3.0, True), G05=(3.0, True))}
    for one in (
        one for one in catalogue().values() if one.rolle not in ("bedarf", "luecke", "angebot")
    ):
        with pytest.raises(RoleError, match=one.id):
            assess(evidence_of({}, {"N": {"indikatoren": (one.id,)}}), figures, 2025)


def test_rule_10_shares_are_shares_of_routes_and_words_stand_in_the_text(example):
    assert SHARES_ARE == "Anteil der Rechenwege, keine Wahrscheinlichkeit"
    assert {one.word for one in example.robustness.verdicts} <= set(WORDS)
    assert WORDS == ("deutlich", "knapp", "gleichauf")
    assert not re.search(r"\d|%|wahrscheinlich", example.robustness.sentence)


# --- Editions --------------------------------------------------------------------------------

CANARY = "Kanarienvogel"


def test_an_edition_is_computed_from_what_is_in_it(evidence_of, figures_of):
    secret = {"aussage": CANARY, "quelle": CANARY, "einschraenkung": CANARY, "freigabe": "intern"}
    pieces = {
        "B1": {"staerke": 2},
        "B2": {"art": "befragung", "staerke": 2} | secret,
        "B3": {"richtung": "widerspricht"} | secret,
        "B4": secret,
        "R": {"thema": "Ressource"} | secret,
    }
    needs = {
        "N": {"belege": ("B1", "B2", "B3"), "befunde": ("F",)},
        "M": {
            "belege": ("B1", "B2"), "eckpunkte": {"AD": 2}, "bedarf": CANARY,
            "zielgruppe": CANARY, "luecke": "gross", "freigabe": "foerderer",
        },
    }  # fmt: skip
    findings = {"F": {"belege": ("B2",), "aussage": CANARY, "freigabe": "intern"}}
    evidence, figures = evidence_of(pieces, needs, findings), {"22": figures_of()}
    full = assess(evidence, figures, 2025)
    public = assess(evidence.released("oeffentlich"), figures, 2025)
    assert CANARY in str(vars(full))
    assert CANARY not in str(vars(public))
    assert (full.need("N").score, public.need("N").score) == (2.0, 1.0)
    assert (full.need("N").kinds, public.need("N").kinds) == (
        ("gespraech", "befragung"),
        ("gespraech",),
    )
    assert (public.focus["SRA"].needs, public.focus["SRA"].pieces) == (1, 1)
    assert public.focus["AD"].leading == ()
    for_funder = assess(evidence.released("foerderer"), figures, 2025)
    assert [need.id for need in for_funder.needs] == ["N", "M"]
