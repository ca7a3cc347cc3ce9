"""A year leaves a record, and the next year says what became of it."""

import json
from copy import deepcopy
from dataclasses import replace
from functools import cache
from types import SimpleNamespace

import pandas as pd
import pytest

from sozialraum.analysis.figure_change import BROKEN, CORRECTED, LOST, MOVED, NEW, SAME
from sozialraum.analysis.need_change import index_change
from sozialraum.analysis.profile import profile
from sozialraum.analysis.review import compare, fingerprints, read_record, review, year_record
from sozialraum.errors import DataError
from sozialraum.programme import ECKPUNKTE, released
from tests.regions import opened

SECRET = "KANARIENVOGEL"
AREAS = ("21", "22")
GOAL = {
    "agentur": "MU-01", "eckpunkt": "SRA", "bedarf": "N2", "zielgruppe": "Nachbarschaft",
    "ziel": "Es gibt einen gemeinsamen Ort.", "ausgangswert": "0", "zielwert": "1",
    "bis": "2026-11", "indikator": "Orte", "ist": "", "bewertung": "", "folgerung": "",
    "freigabe": "foerderer", "notiz": SECRET,
}  # fmt: skip
MEASURE = {
    "ziel": "Z1", "katalog": "SRA01", "massnahme": "Begegnungscafé", "zielgruppe": "Nachbarschaft",
    "gebiet": ("22",), "ort": "Stadtteilzentrum", "kooperation": "", "beginn": "2026-02",
    "ende": "2026-10", "stunden": 60.0, "output_indikator": "Treffen", "output_soll": "10",
    "output_ist": "", "outcome_indikator": "neue Kontakte", "outcome_soll": "20",
    "outcome_ist": "", "status": "geplant", "freigabe": "foerderer", "notiz": SECRET,
}  # fmt: skip


@cache
def region():
    return opened("musterstadt")


def plan(goals=(), measures=()):
    """A plan of rows given as pairs of id and what is different from the usual row."""
    rows = {key: {**GOAL, **other} for key, other in goals}
    done = {key: {**MEASURE, **other} for key, other in measures}
    return SimpleNamespace(
        ziele=pd.DataFrame.from_dict(rows, orient="index", columns=[*GOAL, "jahr"]),
        massnahmen=pd.DataFrame.from_dict(done, orient="index", columns=list(MEASURE)),
    )


def need(name, text, status="bestätigt", score=3.75, freigabe="foerderer"):
    return SimpleNamespace(
        id=name, text=text, zielgruppe="Nachbarschaft", gebiete=("22",), status=status,
        luecke="gross", score=score, eckpunkte={"SRA": 2, "BE": 1}, zustaendig="IA",
        freigabe=freigabe,
    )  # fmt: skip


def assessment(needs=(), findings=(), **proposals):
    focus = {
        code: SimpleNamespace(
            score=3.75 if code == "SRA" else 0.0, pieces=3, kinds=2,
            proposal=proposals.get(code, "naheliegend" if code == "SRA" else "offen: erheben"),
        )
        for code in ECKPUNKTE
    }  # fmt: skip
    return SimpleNamespace(findings=tuple(findings), needs=tuple(needs), focus=focus)


def decision(freigabe="foerderer", **chosen):
    choices = {
        code: SimpleNamespace(
            gewaehlt=chosen.get(code, code == "SRA"), begruendung=f"Grund {code}", gegenbelege=""
        )
        for code in ECKPUNKTE
    }
    return SimpleNamespace(
        agentur="MU-01", jahr=2025, datum="2025-10-20", beteiligte=("Fachkraft",),
        freigabe=freigabe, eckpunkte=choices,
    )  # fmt: skip


def dossier(jahr=2025, empfaenger="intern", **given):
    parts = {
        "region": region(), "jahr": jahr, "empfaenger": empfaenger, "kennung": "MU-01",
        "name": "Integrationsagentur Nordhafen", "before": None, "decision": decision(),
        "profile": {k: profile(region(), k, 2025, empfaenger=empfaenger) for k in AREAS},
        "assessment": assessment([need("N2", "Ein gemeinsamer Ort fehlt.")]),
        "plan": plan([("Z1", {"jahr": jahr + 1})], [("M1", {})]), "done": plan(),
    }  # fmt: skip
    return SimpleNamespace(**{**parts, **given})


@pytest.fixture(scope="module")
def data():
    return year_record(dossier())


@pytest.fixture(scope="module")
def before(data):
    return read_record(data)


def next_year(before, **other):
    """The record of the following year; ``other`` are parts that are different."""
    return replace(before, jahr=before.jahr + 1, ziele=(), massnahmen=(), **other)


def with_value(record, name, **other):
    """The record with one figure of its first area changed."""
    first = record.gebiete[0]
    values = tuple(replace(v, **other) if v.id == name else v for v in first.kennzahlen)
    return replace(record, gebiete=(replace(first, kennzahlen=values), *record.gebiete[1:]))


def figure(review, name, area=AREAS[0]):
    return next(
        c for c in review.kennzahlen if c.gebiet == area and name == (c.jetzt or c.vorher).id
    )


def test_a_record_survives_json_and_is_the_same_every_time(data):
    text = json.dumps(data, ensure_ascii=False, allow_nan=False)
    assert read_record(json.loads(text)) == read_record(data)
    assert json.dumps(year_record(dossier()), ensure_ascii=False) == text


def test_a_record_holds_figures_with_year_and_source_classes_and_choice(before):
    assert [(area.gebiet, area.klasse) for area in before.gebiete] == [
        ("21", "mittel"), ("22", "sehr hoch"),
    ]  # fmt: skip
    value = next(v for v in before.gebiete[1].kennzahlen if v.id == "D01")
    assert (value.wert, value.jahr, value.quellen) == (10.0, 2025, ("musterstadt",))
    assert before.wahl.eckpunkte["SRA"].begruendung == "Grund SRA"
    assert [(goal.id, goal.jahr) for goal in before.ziele] == [("Z1", 2026)]
    assert before.massnahmen[0].output_soll == "10"


def test_what_is_open_stands_in_the_record():
    found = dossier(assessment=assessment([need("N9", "Wer fehlt?", "offen")]))
    questions = read_record(year_record(found)).offen
    assert [(one.art, one.id) for one in questions] == [
        ("eckpunkt", "IKO"), ("eckpunkt", "BE"), ("eckpunkt", "AD"), ("bedarf", "N9"),
    ]  # fmt: skip


@pytest.mark.parametrize("empfaenger", ["foerderer", "oeffentlich"])
def test_no_record_holds_what_is_not_released_nor_any_note(empfaenger):
    """Given a dossier from which nothing was left out, the record still leaves it out."""
    secret = {"ziel": SECRET, "freigabe": "intern", "jahr": 2026}
    found = dossier(
        empfaenger=empfaenger,
        decision=decision("intern"),
        assessment=assessment(
            [need("N1", SECRET, "offen", freigabe="intern")],
            [SimpleNamespace(id="F1", text=SECRET, status="offen", freigabe="intern")],
        ),
        plan=plan([("Z7", secret)], [("M7", {"ziel": "Z7", "massnahme": SECRET})]),
    )
    data = year_record(found)
    assert SECRET not in json.dumps(data)
    assert data["wahl"] is None
    assert released("foerderer", empfaenger) == (data["bedarfsindex"] is not None)


def test_notes_are_in_no_record_at_all(data):
    assert SECRET not in json.dumps(data)


def test_last_years_inner_record_does_not_come_into_a_public_review():
    inner = dossier(assessment=assessment([need("N1", SECRET, "offen", freigabe="intern")]))
    old = read_record(year_record(inner))
    now = dossier(2026, "oeffentlich", before=old)
    assert SECRET in str(old.offen)
    found = review(now)
    assert [one.frage.id for one in found.offen] == ["IKO", "BE", "AD"]
    assert found.ziele == ()
    assert found.nicht_zerlegbar == "In der öffentlichen Ausgabe stehen Klassen, keine Punktzahlen."


def test_without_a_record_of_the_year_before_there_is_no_review():
    assert review(dossier()) is None


def test_a_goal_is_shown_with_what_was_reached_and_done(before):
    goal = replace(before.ziele[0], ist="1", bewertung="erreicht")
    done = replace(before.massnahmen[0], output_ist="12", status="fertig")
    now = replace(next_year(before), ziele=(goal,), massnahmen=(done,))
    (found,) = compare(before, now).ziele
    assert (found.ziel.zielwert, found.ziel.ist, found.ziel.bewertung) == ("1", "1", "erreicht")
    assert found.massnahmen == (done,)
    assert not found.offen


def test_a_goal_without_any_result_is_open_and_one_of_later_years_is_not_yet_judged(before):
    later = replace(before.ziele[0], id="Z2", jahr=2028)
    old = replace(before, ziele=(*before.ziele, later))
    (found,) = compare(old, next_year(before)).ziele
    assert (found.ziel.id, found.offen, found.weitergefuehrt) == ("Z1", True, False)


def test_a_goal_that_was_judged_the_year_before_is_not_judged_again(before):
    judged = replace(before.ziele[0], jahr=2025, bewertung="erreicht")
    late = replace(before.ziele[0], id="Z0", jahr=2025)
    found = compare(replace(before, ziele=(judged, late)), next_year(before)).ziele
    assert [one.ziel.id for one in found] == ["Z0"]


def test_open_questions_are_answered_still_open_or_gone(before):
    old = read_record(
        year_record(dossier(assessment=assessment([need("N9", "Wer fehlt?", "offen")])))
    )
    foci = tuple(
        replace(one, vorschlag="möglich") if one.eckpunkt == "BE" else one
        for one in old.schwerpunkte
    )
    now = next_year(old, schwerpunkte=foci, bedarfe=())
    became = {one.frage.id: (one.geworden, one.jetzt) for one in compare(old, now).offen}
    assert became == {
        "IKO": ("weiter offen", "offen: erheben"),
        "BE": ("beantwortet", "möglich"),
        "AD": ("weiter offen", "offen: erheben"),
        "N9": ("nicht mehr geführt", ""),
    }


def test_a_figure_moves_by_the_difference_of_two_years(before):
    now = with_value(next_year(before), "D01", wert=9.5, jahr=2026)
    then = figure(compare(before, now), "D01")
    assert (then.geworden, then.differenz) == (MOVED, 9.5 - then.vorher.wert)


def test_a_figure_that_reads_the_same_a_year_later_is_unchanged(before):
    old = figure(compare(before, next_year(before)), "D01").vorher.wert
    now = with_value(next_year(before), "D01", wert=old + 0.001, jahr=2026)
    assert figure(compare(before, now), "D01").geworden == "unverändert"


def test_a_figure_of_the_same_year_is_unchanged_or_corrected_never_a_change(before):
    found = compare(before, with_value(next_year(before), "D01", wert=7.25))
    assert (figure(found, "D01").geworden, figure(found, "D01").differenz) == (CORRECTED, None)
    assert figure(found, "C01").geworden == SAME


def test_a_break_between_two_years_forbids_the_difference(before):
    year = next(v.jahr for v in before.gebiete[0].kennzahlen if v.id == "A01")
    old = with_value(before, "A01", jahr=2021)
    found = figure(compare(old, next_year(before)), "A01")
    assert year >= 2022
    assert (found.geworden, found.differenz) == (BROKEN, None)
    assert found.bruch == "neue Basis: Zählung 2022 (erfunden)"


def test_figures_that_came_or_went_are_said(before):
    now = with_value(with_value(next_year(before), "D01", wert=None), "C01", wert=1.0)
    old = with_value(before, "C01", wert=None)
    found = compare(old, now)
    assert (figure(found, "D01").geworden, figure(found, "C01").geworden) == (LOST, NEW)


def test_a_changed_method_is_named_by_its_table(before):
    now = next_year(before, verfahren={**before.verfahren, "model.toml": "anders"})
    assert compare(before, now).verfahren == ("model.toml",)
    assert compare(before, next_year(before)).verfahren == ()
    assert set(fingerprints()) == {"model.toml", "need_index.toml", "indicators.toml"}


def test_another_choice_is_shown_with_its_reason(before):
    choice = replace(
        before.wahl, eckpunkte={**before.wahl.eckpunkte, "AD": before.wahl.eckpunkte["SRA"]}
    )
    foci = compare(before, next_year(before, wahl=choice)).eckpunkte
    changed = [
        (one.eckpunkt, one.gewaehlt_vorher, one.gewaehlt_jetzt) for one in foci if one.anders
    ]
    assert changed == [("AD", False, True)]


def test_the_change_of_the_index_is_split_and_its_parts_add_up(before):
    data = before.bedarfsindex
    values = {name: dict(column) for name, column in data.werte.items()}
    values["D01"]["21"] += 3
    now = replace(data, werte=values)
    parts, reason = index_change(data, now)
    assert reason == ""
    assert parts["verfahren"].abs().max() == parts["gewichte"].abs().max() == 0
    assert parts.at["21", "daten"] == parts.at["21", "gesamt"] > 0
    heavier = deepcopy(data.verfahren)
    heavier["root"]["members"][1]["weight"] = 3.0
    heavier["normalisation"]["limit"] = 1.0
    parts, _ = index_change(data, replace(now, verfahren=heavier))
    assert (parts.drop(columns="gesamt").abs().max() > 0.01).all()
    assert parts.drop(columns="gesamt").sum(axis=1).to_numpy() == pytest.approx(
        parts["gesamt"].to_numpy()
    )


def test_an_indicator_that_only_one_record_has_is_method_not_data(before):
    data = before.bedarfsindex
    fewer = {name: column for name, column in data.werte.items() if name != "G01"}
    tree = deepcopy(data.verfahren)
    for group in tree["root"]["members"]:
        group["members"] = [one for one in group["members"] if one["code"] != "G01"]
    tree["root"]["members"] = [one for one in tree["root"]["members"] if one["members"]]
    parts, reason = index_change(replace(data, werte=fewer, verfahren=tree), data)
    assert reason == ""
    assert parts["verfahren"].abs().max() > 0.1
    assert parts[["daten", "gewichte"]].abs().max(axis=None) < 1e-12


def test_where_the_index_cannot_be_split_the_reason_is_said(before):
    data = before.bedarfsindex
    assert "Im neuen Stand stehen keine Werte" in index_change(data, None)[1]
    smaller = {
        name: {k: v for k, v in column.items() if k != "33"} for name, column in data.werte.items()
    }
    parts, reason = index_change(data, replace(data, werte=smaller))
    assert parts.empty
    assert "nicht mehr dieselben Gebiete" in reason


def test_records_of_others_or_of_a_later_year_are_refused(before):
    with pytest.raises(DataError, match=r"anderen Agentur\. Gefunden: „MU-01“"):
        compare(before, replace(next_year(before), agentur="MU-03"))
    with pytest.raises(DataError, match="nicht aus einem früheren Jahr"):
        compare(before, before)


def test_a_narrower_record_of_the_year_before_is_said(before):
    found = compare(before.released("oeffentlich"), next_year(before))
    assert "nur in der Ausgabe „oeffentlich“" in found.hinweise[0]


def test_all_that_is_wrong_with_a_damaged_record_is_said_at_once(data):
    broken = deepcopy(data)
    broken["jahr"] = "2025"
    broken["gebiete"][0]["kennzahlen"][0]["wert"] = "viel"
    del broken["ziele"][0]["zielwert"]
    broken["massnahmen"][0]["massname"] = "x"
    with pytest.raises(DataError) as caught:
        read_record(broken)
    columns = {fault.column: str(fault) for fault in caught.value.faults}
    assert set(columns) == {
        "jahr", "gebiete[1].kennzahlen[1].wert", "ziele[1].zielwert", "massnahmen[1].massname",
    }  # fmt: skip
    assert "Erwartet: eine ganze Zahl" in columns["jahr"]
    assert "Meinten Sie „massnahme“" in columns["massnahmen[1].massname"]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"version": 99}, "Fassung der Jahresdatei"),
        ({"empfaenger": "alle"}, "Unbekannte Ausgabe"),
        ({"ziele": []}, "Das Ziel dieser Maßnahme fehlt"),
    ],
)
def test_a_record_that_cannot_be_true_is_refused(data, change, what):
    with pytest.raises(DataError, match=what):
        read_record({**data, **change})


def test_something_else_than_a_record_is_refused():
    with pytest.raises(DataError, match="Tabelle von Angaben"):
        read_record([1, 2])
