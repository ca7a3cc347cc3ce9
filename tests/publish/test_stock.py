"""The stock says what there is, what is missing and what to do next."""

import shutil

import pytest

from sozialraum.publish import stock
from sozialraum.region import open_region


@pytest.fixture(scope="module")
def town():
    return open_region("data/musterstadt")


@pytest.fixture(scope="module")
def koeln():
    return open_region("data/koeln")


def test_the_folder_names_every_file_and_what_it_is_for(koeln):
    rows = {row[0]: row[2] for row in stock.folder(koeln).rows}
    assert rows["gebiete.geojson"] == "gebiete.geojson"
    assert rows["belege.xlsx"] == "fehlt noch"


def test_indicators_with_and_without_figures_are_all_of_the_catalogue(koeln):
    there, missing = stock.indicators(koeln), stock.missing(koeln)
    assert there.caption == "Kennzahlen mit Zahlen: 6 von 59"
    assert len(there.rows) + len(missing.rows) == 59
    assert missing.rows[0][1] == "kern"


def test_a_faultless_region_says_so(town):
    assert stock.problems(town).to_text() == "Hinweis: Keine Fehler gefunden."


def test_the_next_step_of_an_example_is_not_to_decide_with_it(koeln):
    first, *_ = stock.next_steps(koeln).paragraphs
    assert first.startswith("1. Zum Ausprobieren gut, für eine Entscheidung nicht")


def test_who_has_evidence_and_a_plan_is_not_told_to_begin(town):
    said = stock.next_steps(town).to_text()
    assert "Vorlagen anlegen" not in said
    assert "plan.xlsx" not in said
    assert "[FACHKRAFT: …]" in said


def test_a_faulty_file_comes_first_with_its_faults_in_the_table(tmp_path):
    folder = tmp_path / "stadt"
    shutil.copytree("data/musterstadt", folder)
    (folder / "entscheidungen.toml").write_text("[[entscheidung]]\nagentur = 3\n")
    region = open_region(folder)
    table = stock.problems(region)
    assert "entscheidungen.toml" in table.rows[0][1]
    assert "Fehler beheben" in stock.next_steps(region).paragraphs[0]
