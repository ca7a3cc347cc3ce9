"""Charts of the choice say shares of routes, keep feasibility apart and never say „kein Bedarf“."""

import math
from dataclasses import replace

import pandas as pd
import pytest

from sozialraum.analysis.chain import Need, Piece
from sozialraum.analysis.focus_routes import Robustness
from sozialraum.analysis.model import standard
from sozialraum.analysis.scoring import focus_of, need_steps, strongest
from sozialraum.display.blocks import Figure, Note, Table
from sozialraum.display.decision_charts import acceptability, density, feasibility, goals, routes
from sozialraum.display.goals import measured
from sozialraum.measures.decision.acceptability import rank_acceptability
from sozialraum.programme import ECKPUNKTE

EVIL = "Eltern <b>brauchen</b> $x_1$ & „Hilfe“."
GIVEN = {"personal": "ja", "auftrag": "ja", "partner": "ja"}


def piece(name, art, staerke) -> Piece:
    return Piece(name, art, staerke, "stuetzt", "Text", "Quelle", "2025")


def need(name, text, pieces, eckpunkte, machbarkeit=GIVEN, luecke="keine") -> Need:
    steps = need_steps(strongest(pieces), luecke, False, standard())
    status = "bestätigt" if len({one.art for one in pieces}) > 1 else "einfach belegt"
    return Need(
        name, text, "Eltern", ("22",), tuple(pieces), (), status, luecke, False,
        steps["punktzahl"], steps, eckpunkte, "IA", machbarkeit,
    )  # fmt: skip


TWO_KINDS = [piece("a", "gespraech", 2), piece("b", "dokument", 2)]
NEEDS = [
    need("N1", EVIL, TWO_KINDS, {"SRA": 2}, luecke="gross"),
    need("N2", "Jugendliche brauchen einen Ort.", [piece("c", "befragung", 2)], {"BE": 2},
         GIVEN | {"personal": "nein"}),
    need("N3", "Vereine brauchen Räume.", TWO_KINDS, {"AD": 2}, GIVEN | {"partner": ""}),
]  # fmt: skip


def robustness(rated=("SRA", "AD"), **changes) -> Robustness:
    shares = pd.DataFrame({"SRA": [3.0, 2.0, 4.0, 1.0] * 25, "AD": [2.0, 2.0, 1.0, 2.0] * 25})
    found = {
        "rated": rated, "open": ("IKO", "BE"), "scores": shares,
        "acceptability": rank_acceptability(shares), "verdicts": (), "routes": (),
        "central_weights": pd.DataFrame(), "confidence": pd.Series(dtype=float),
        "confidence_error": pd.Series(dtype=float), "proposals": pd.DataFrame(), "kept": 0.6,
        "varied": ("Gewichte",), "fixed": ("Zuordnung",), "seed": 7, "draws": 100,
    }  # fmt: skip
    return Robustness(**found | changes)


def focus(needs):
    return {code: focus_of(code, needs, standard()) for code in ECKPUNKTE}


def goal(**changes) -> dict[str, str]:
    row = {
        "ziel": "Eltern finden zur Anmeldung.", "indikator": "Kitas mit Aushang",
        "ausgangswert": "0 von 3 Kitas", "zielwert": "3 von 3 Kitas", "ist": "2 von 3 Kitas",
        "bewertung": "teilweise",
    }  # fmt: skip
    return row | changes


def plan(*rows) -> pd.DataFrame:
    return pd.DataFrame(list(rows), index=[f"Z{number}" for number in range(len(rows))])


def test_shares_of_ranks_are_no_probabilities():
    block = acceptability(robustness())

    assert "Anteil der Rechenwege, keine Wahrscheinlichkeit" in block.caption
    assert "Sozialraumorientierte Arbeit: Platz 1 in 63\u202f%, Platz 2 in 38\u202f%" in (
        block.alternative
    )
    assert "100 Rechenwege, Startwert 7" in block.note


def test_an_open_eckpunkt_is_no_last_one():
    block = acceptability(robustness())

    assert "Interkulturelle Öffnung: offen, zu erheben" in block.alternative
    assert block.svg.count("offen: erheben") == 2


def test_nothing_to_compare_is_said():
    block = acceptability(robustness((), acceptability=None))

    assert isinstance(block, Note)
    assert "reichen die Belege" in block.text


def test_what_was_varied_and_what_not_is_told():
    assert routes(robustness()).paragraphs == (
        "Verändert: Gewichte.",
        "Nicht verändert: Zuordnung.",
    )


def test_density_shows_score_proposal_and_evidence():
    block = density(focus(NEEDS), standard())

    assert "Sozialraumorientierte Arbeit: Punktzahl 3,00, naheliegend, 2 Belege, 2 Arten" in (
        block.alternative
    )
    assert "Bürgerschaftliches Engagement: Punktzahl 1,00, offen: erheben, 1 Beleg, 1 Art" in (
        block.alternative
    )
    assert "„möglich“ ab 1,50 und „naheliegend“ ab 2,50" in block.note


def test_without_evidence_all_four_are_open():
    block = density(focus([]), standard())

    assert block.alternative.count("offen: erheben, keine Belege") == 4
    assert "heißt nicht, dass es keinen Bedarf gibt" in block.note


def test_feasibility_is_an_axis_of_its_own():
    block = feasibility(NEEDS, standard())

    assert "Jugendliche brauchen einen Ort: Punktzahl 1,00, einfach belegt, zurzeit nicht" in (
        block.alternative
    )
    assert "Vereine brauchen Räume: Punktzahl 2,00, bestätigt, nicht eingeschätzt" in (
        block.alternative
    )
    assert "fließt nicht in die Punktzahl ein" in block.note
    assert "<b>" not in block.svg
    assert "$x_1$" in block.svg


def test_no_needs_are_no_matrix():
    assert isinstance(feasibility([], standard()), Note)


def test_equal_needs_have_lines_of_their_own(overlapping):
    many = [replace(one, id=f"{one.id}-{i}", text=f"{one.text} " * 4) for i in range(5)
            for one in NEEDS]  # fmt: skip

    assert overlapping(feasibility(many, standard()).svg) == 0


@pytest.mark.parametrize(
    "draw",
    [
        lambda: density(focus(NEEDS), standard()),
        lambda: density(focus([]), standard()),
        lambda: acceptability(robustness()),
        lambda: goals(plan(goal(), goal(ist="", zielwert="1.500 von 3 Kitas"))).blocks[0],
    ],
)
def test_no_text_hides_another(draw, overlapping):
    assert overlapping(draw().svg) == 0


def test_the_same_needs_give_the_same_bytes():
    assert feasibility(NEEDS, standard()) == feasibility(NEEDS[::-1], standard())


def test_a_goal_in_numbers_becomes_a_bar():
    figure, table = goals(plan(goal(), goal(ist="Entwurf liegt vor"))).blocks

    assert isinstance(figure, Figure)
    assert "Kitas mit Aushang (von 3 Kitas): Ausgang 0, Ziel 3, Ist 2" in figure.alternative
    assert isinstance(table, Table)
    assert table.rows[0][4] == "Entwurf liegt vor"


@pytest.mark.parametrize(
    ("start", "target", "actual", "way"),
    [
        ("40 %", "20 %", "15 %", 1.25),
        ("nicht erhoben", "12", "6", 0.5),
        ("1.200", "1.500", "1.100", -1 / 3),
        ("0,5", "1,5", "", None),
    ],
)
def test_how_much_of_the_way_is_done(start, target, actual, way):
    one = measured(pd.Series(goal(ausgangswert=start, zielwert=target, ist=actual)))

    assert one.way == (way if way is None else pytest.approx(way))


@pytest.mark.parametrize(
    "changes",
    [
        {"zielwert": "Beschluss im Rat"},
        {"ist": "3 von 4 Kitas"},
        {"ausgangswert": "3 von 3 Kitas"},
        {"zielwert": "12.2026", "ausgangswert": "", "ist": ""},
    ],
)
def test_what_is_no_number_or_counts_something_else_stays_in_the_table(changes):
    assert measured(pd.Series(goal(**changes))) is None


def test_a_goal_without_a_measured_start_says_so():
    (figure,) = goals(plan(goal(ausgangswert="nicht erhoben"))).blocks

    assert "Ohne gemessenen Ausgangswert, daher ab 0: Kitas mit Aushang" in figure.note
    assert "Ausgang nicht erhoben" in figure.alternative
    assert not math.isnan(measured(pd.Series(goal())).start)


def test_no_goals_are_a_note():
    assert isinstance(goals(plan()), Note)
