"""Local evidence: counted by kind, told without persons, drawn without an address."""

import math
import re
from itertools import combinations
from types import SimpleNamespace

import pandas as pd
import pytest

from sozialraum.display import local
from sozialraum.display.blocks import Figure, Note, Table
from sozialraum.display.network import MOST
from tests.regions import opened

EVIL = "<b>Süd</b> $x_1$ & „Kita“"
QUESTION = "Ich fühle mich im Stadtteil willkommen."
COLUMNS = ("x", "y", "gebiet", "thema", "art", "anzahl", "stand")


@pytest.fixture(scope="module")
def region():
    return opened("musterstadt")


def belege(*changes: dict[str, object]) -> SimpleNamespace:
    row = {
        "gebiet": ("22",), "art": "gespraech", "thema": "Kita", "aussage": "Der Weg ist weit.",
        "zielgruppe": "Eltern", "richtung": "stuetzt", "staerke": 2, "quelle": "Kita-Leitungen",
        "stand": "2025-03", "n": math.nan, "einschraenkung": "", "aus_zielgruppe": False,
        "einwilligung": "ja", "verfremdet": "nicht nötig", "freigabe": "intern",
        "notiz": "GEHEIM",
    }  # fmt: skip
    index = [f"G{number}" for number in range(len(changes))]
    return SimpleNamespace(belege=pd.DataFrame([row | change for change in changes], index))


def nadel(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS)


def pin(x=451_200, y=5_661_300, art="gern", anzahl=3, gebiet=()) -> tuple:
    return x, y, gebiet, "Alltag", art, anzahl, "2025-05"


def answers(counts, asked=400.0, group="", question=QUESTION, answered=None) -> pd.DataFrame:
    total = sum(counts.values()) if answered is None else answered
    rows = [
        {"frage": question, "antwort": answer, "anzahl": count, "n_gefragt": asked,
         "n_antworten": total, "gruppe": group, "stand": "2025-09", "quelle": "Stadtteilfest"}
        for answer, count in counts.items()
    ]  # fmt: skip
    return pd.DataFrame(rows)


def netz(*edges: tuple) -> pd.DataFrame:
    columns = ["von", "nach", "beziehung", "staerke", "stand"]
    return pd.DataFrame([(*edge, "2025-03") for edge in edges], columns=columns)


def test_kinds_names_all_six_also_those_without_evidence(region):
    evidence = belege(
        {"n": 3.0}, {"n": 12.0, "stand": "2024", "aus_zielgruppe": True},
        {"art": "befragung", "n": 140.0, "einschraenkung": "nur eine Schule"},
        {"richtung": "widerspricht", "gebiet": ()},
    )  # fmt: skip
    table = local.kinds(evidence, region, gebiete=("22", "31"))

    assert isinstance(table, Table)
    assert [row[0] for row in table.rows] == [
        "Statistik", "Fallzahlen", "Gespräche", "Befragung", "Begehung", "Dokumente",
    ]  # fmt: skip
    assert table.rows[2] == ("Gespräche", "3", "1", "3 bis 12; 1 ohne Angabe", "2024 bis 03/2025",
                             "–")  # fmt: skip
    assert table.rows[3][1:] == ("1", "0", "140", "03/2025", "nur eine Schule")
    assert table.rows[4][1] == "0"
    assert "1 davon widersprechen" not in table.note
    assert "Ein Beleg widerspricht" in table.note
    assert "zu 1 von 2 Gebieten; 1 für alle Gebiete zusammen" in table.note


def test_without_evidence_the_need_is_open_not_absent(region):
    note = local.kinds(SimpleNamespace(belege=belege({}).belege.iloc[:0]), region)

    assert isinstance(note, Note)
    assert "heißt nicht, dass es keinen Bedarf gibt" in note.text


def test_voices_tell_what_is_said_and_what_contradicts(region):
    evidence = belege(
        {"staerke": 1}, {"staerke": 2, "richtung": "widerspricht", "aussage": "Der Weg ist kurz."},
        {"gebiet": ("11",), "aussage": "anderswo"}, {"gebiet": (), "aussage": "Überall."},
        {"art": "fallzahl", "aussage": "12 Fälle"},
    )  # fmt: skip
    table = local.voices(evidence, "22", region)

    assert [row[0] for row in table.rows] == [
        "Der Weg ist kurz.", "Überall. (für alle Gebiete)", "Der Weg ist weit.",
    ]  # fmt: skip
    assert [row[5] for row in table.rows] == ["2, widerspricht", "2", "1"]


def test_voices_keep_back_what_may_tell_who_somebody_is(region):
    evidence = belege(
        {}, {"einwilligung": "nein"}, {"verfremdet": "nein"}, {"aussage": "Frau Muster sagt das."}
    )
    table = local.voices(evidence, "22", region, personal=lambda text: "Frau" in text)

    assert len(table.rows) == 1
    assert "3 Aussagen sind hier nicht abgedruckt" in table.note
    assert "GEHEIM" not in table.to_html()
    assert "Frau Muster" not in table.to_html()


def test_nothing_to_say_is_said(region):
    assert "keine Aussagen" in local.voices(belege({}), "11", region).text


def test_pins_are_counted_in_the_area_they_lie_in_or_are_entered_for(region):
    rows = nadel(pin(), pin(art="angst"), pin(x=450_200), pin(x=450_200, gebiet=("22",), anzahl=2))
    block = local.pins(region, rows, "22")

    assert block.alternative == (
        "Karte der Nadelmethode in Altmarkt: 8 Nadeln in 2 Feldern von 200 m Seitenlänge. "
        "gern hier: 5 Nadeln in 2 Feldern, höchstens 3 in einem. "
        "Ort mit Angst: 3 Nadeln in einem Feld, höchstens 3 in einem."
    )
    assert "Jedes Feld misst 200 m" in block.note


def test_one_class_of_pins_is_told_from_another_by_its_shape(region):
    shapes = [
        set(re.findall(r' d="([^"]+)"', local.pins(region, nadel(pin(art=art))).svg))
        for art in ("gern", "ungern", "angst", "treff")
    ]

    assert all(one != other for one, other in combinations(shapes, 2))


def test_pins_close_together_share_a_larger_cell(region):
    block = local.pins(region, nadel(*(pin(x=450_000 + 100 * i) for i in range(30))))

    assert "30 Nadeln" not in block.alternative
    assert "90 Nadeln in 10 Feldern von 300 m" in block.alternative


def test_without_pins_there_is_no_map(region):
    assert isinstance(local.pins(region, nadel()), Note)
    assert isinstance(local.pins(region, nadel(pin()), "11"), Note)


def test_a_survey_names_n_and_return_rate():
    block = local.survey(answers({"1": 40, "2": 35, "3": 30, "4": 28, "5": 10}), QUESTION)

    assert block.caption == (
        f"„{QUESTION}“: n\u202f=\u202f143 von 400 Gefragten (Rücklauf 36\u202f%), 09/2025"
    )
    assert "1 gar nicht 28\u202f%, 2 24\u202f%" in block.alternative
    assert ">27\u202f%<" in block.svg.replace("&#8239;", "\u202f")
    assert block.source == "Stadtteilfest"


def test_fewer_than_ten_answers_have_no_per_cent():
    block = local.survey(answers({"1": 2, "5": 7}, asked=12.0), QUESTION)

    assert isinstance(block, Note)
    assert "von 12 Gefragten nur neun" in block.text
    assert "„1 gar nicht“ zwei, „5 voll und ganz“ sieben" in block.text
    assert "%" not in block.text
    assert isinstance(local.survey(answers({"1": 3, "5": 7}, asked=12.0), QUESTION), Figure)


def test_a_small_group_is_told_in_words_below_the_others():
    table = pd.concat([
        answers({"1": 30, "5": 20}, group="Vereine"),
        answers({"4": 1}, asked=5.0, group="Jugendliche"),
    ])  # fmt: skip
    block = local.survey(table, QUESTION)

    assert "Jugendliche" not in block.svg
    assert "(Jugendliche) antwortete von 5 Gefragten nur eine Person" in block.note


def test_groups_are_not_counted_twice_beside_all():
    table = pd.concat([answers({"1": 30, "5": 20}), answers({"1": 10, "5": 10}, group="Vereine")])

    assert "n\u202f=\u202f50 von 400" in local.survey(table, QUESTION).caption


def test_unknown_numbers_asked_give_no_return_rate():
    caption = local.survey(answers({"1": 10, "5": 20}, asked=math.nan), QUESTION).caption

    assert "Rücklauf" not in caption
    assert "nicht angegeben" in caption


def test_answers_in_words_become_bars_and_several_answers_are_mentioned():
    block = local.survey(answers({"Spielplatz": 50, EVIL: 75}, answered=120), QUESTION)

    assert "Spielplatz 42\u202f%" in block.alternative
    assert "Mehrere Antworten waren möglich" in block.note
    assert "<b>" not in block.svg
    assert "$x_1$" in block.svg


def test_a_question_nobody_was_asked_is_a_note():
    assert "keine Antworten" in local.survey(answers({"1": 20}), "Andere Frage").text


def test_no_number_of_a_survey_hides_another(overlapping):
    table = pd.concat([
        answers({"1": 1, "2": 1, "3": 2, "4": 94, "5": 2}, group="A"),
        answers({"1": 94, "2": 2, "3": 1, "4": 1, "5": 2}, group="B"),
    ])  # fmt: skip

    assert overlapping(local.survey(table, QUESTION).svg) == 0


def test_a_network_tells_relations_and_draws_each_once():
    table = netz(("Kita", EVIL, "Kooperation", 1), (EVIL, "Kita", "Kooperation", 3),
                 ("Kita", "Verein", "Konflikt", 1), ("Kita", "Kita", "Kontakt", 1))  # fmt: skip
    block = local.network(table, own="Kita")

    assert "3 Einrichtungen und 2 Beziehungen (Kooperation 1, Konflikt 1)" in block.alternative
    assert f"{EVIL} und Kita: Kooperation, Stärke 3" in block.alternative
    assert "<b>" not in block.svg
    assert local.relations(table).rows == (
        (EVIL, "Kita", "Kooperation", "3"), ("Kita", "Verein", "Konflikt", "1"),
    )  # fmt: skip


def test_a_network_is_the_same_however_it_was_entered():
    edges = [(f"Stelle {i}", f"Stelle {i * 7 % 11}", "Kontakt", 1 + i % 3) for i in range(11)]

    turned = [(b, a, kind, strength) for a, b, kind, strength in edges[::-1]]
    assert local.network(netz(*edges)) == local.network(netz(*turned))


def test_no_name_of_a_large_network_hides_another_and_what_is_left_out_is_said(overlapping):
    name = "Einrichtung {} mit einem sehr langen Namen im Stadtteil am Fluss"
    edges = [(name.format(i), name.format(i + 1), "Konflikt", 1) for i in range(MOST + 3)]
    block = local.network(netz(*edges))

    assert overlapping(block.svg) == 0
    assert "4 weitere Einrichtungen" in block.note
    assert len(block.svg) < 80_000


def test_each_kind_of_relation_has_a_line_of_its_own():
    kinds = ("Vertrag", "Kooperation", "Kontakt", "Konflikt")
    lines = {
        tuple(re.findall(r"(stroke-dasharray: ?[^;\"]+|stroke-width: ?[^;\"]+)",
                         local.network(netz(("A", "B", kind, 2))).svg))
        for kind in kinds
    }  # fmt: skip

    assert len(lines) == len(kinds)


def test_an_empty_network_is_a_note():
    assert isinstance(local.network(netz()), Note)
    assert isinstance(local.relations(netz()), Note)


def test_withheld_rows_are_counted_in_one_sentence():
    assert local.withheld_note({"belege": 1, "nadel": 1200}).text == (
        "Nicht in dieser Ausgabe, weil nicht dafür freigegeben: 1 Beleg, 1.200 Orte der "
        "Nadelmethode."
    )
    assert "alles enthalten" in local.withheld_note({"belege": 0}).text


def test_the_same_rows_give_the_same_bytes(region):
    rows = nadel(pin(), pin(art="treff"))

    assert local.pins(region, rows) == local.pins(region, rows.iloc[::-1])
