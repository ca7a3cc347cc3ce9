"""The workbench moves the calculation, and writes down only what the rules allow."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from sozialraum.analysis.dossier import NOBODY, dossier
from sozialraum.analysis.what_if import what_if
from sozialraum.display.workbench import begin, decide, store, tried, try_out
from sozialraum.errors import DataError
from sozialraum.programme import AUDIENCES
from sozialraum.region import open_region
from sozialraum.sources.decisions import Choice, Decision, read_decisions
from tests.regions import opened

TOWN = Path(__file__).parents[2] / "data/musterstadt"


@pytest.fixture
def found(tmp_path):
    copy = shutil.copytree(TOWN, tmp_path / "stadt")
    return dossier(open_region(copy), "MU-01", empfaenger="intern")


def test_a_weaker_piece_of_evidence_lowers_the_score_that_rests_on_it(found):
    assert what_if(found).focus["AD"].score == 3.5
    weaker = what_if(found, staerken={"W2": 1})
    assert weaker.focus["AD"].score == pytest.approx((2 + 1) / 2 + 1)
    assert found.assessment.focus["AD"].score == 3.5  # trying out changes nothing


@pytest.mark.parametrize("edition", AUDIENCES)
def test_nothing_changed_gives_what_the_edition_itself_says(found, edition):
    one = dossier(found.region, "MU-01", empfaenger=edition)
    tried = what_if(one)
    assert tried.focus == one.assessment.focus
    assert [need.id for need in tried.needs] == [need.id for need in one.assessment.needs]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"gewichte": {"gesprach": 1.0}}, "Meinten Sie „gespraech“"),
        ({"staerken": {"T9": 1}}, "Beleg unbekannt"),
        ({"staerken": {"T1": 4}}, "0 bis 3"),
        ({"schwellen": {"naheligend": 2.0}}, "Meinten Sie „naheliegend“"),
    ],
)
def test_what_cannot_be_tried_out_is_refused(found, given, said):
    with pytest.raises(DataError, match=said):
        what_if(found, **given)


def test_the_sliders_move_the_table(found):
    form = try_out(found)
    accordion, seen = form.children
    strengths = accordion.children[1].children
    slider = next(one for one in strengths if one.description.startswith("W2"))
    slider.value = 1
    plain = tried(found, staerken={"W2": 1})
    assert seen.value == plain.to_html()
    assert "2,50" in plain.blocks[0].to_text()


def test_a_decision_is_saved_with_a_backup_and_its_release(found):
    old = replace(found.decision, freigabe="intern")
    note = store(found, old)
    assert note.text.startswith("Gespeichert")
    folder = found.region.folder
    (kept,) = folder.glob("entscheidungen.toml.*.bak")
    assert 'freigabe = "oeffentlich"' in kept.read_text(encoding="utf-8")
    assert read_decisions(folder)[-1].freigabe == "intern"


def test_the_form_begins_with_what_was_decided(found):
    form = decide(found)
    values = [getattr(child, "value", None) for child in form.children]
    assert found.decision.datum in values
    assert found.decision.freigabe in values


def test_a_deviation_without_a_reason_is_not_saved(found):
    choices = {**found.decision.eckpunkte, "IKO": Choice(False)}
    note = store(found, replace(found.decision, eckpunkte=choices))
    assert note.text.startswith("Nicht gespeichert")
    assert "weicht vom Vorschlag ab" in note.text
    assert not list(found.region.folder.glob("*.bak"))


def test_without_an_agency_the_example_area_is_shown_for_nobody_and_nothing_is_decided():
    trial = begin(opened("koeln"))
    assert (trial.name, trial.kennung, trial.gebiete) == (NOBODY, "", ("101",))
    choices = {code: Choice(False, "Versuch") for code in ("IKO", "SRA", "BE", "AD")}
    decision = Decision("", trial.jahr, "2025-10-01", (), "intern", choices)
    assert "keiner Agentur ein Gebiet zugeordnet" in store(trial, decision).text
    assert not (trial.region.folder / "entscheidungen.toml").exists()


def test_an_agency_that_is_there_is_taken():
    assert begin(opened("musterstadt")).kennung == "MU-01"
