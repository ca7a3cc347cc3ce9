"""The change of the need index against last year: parts that add up, and status × dynamics."""

import pandas as pd

from sozialraum.analysis.need_change import need_change
from sozialraum.analysis.needs import need_index
from sozialraum.analysis.profile import profile
from sozialraum.display import strain, yearly
from sozialraum.display.blocks import Note
from tests.regions import opened


def test_the_parts_add_up_to_the_difference_of_the_scores(nrw):
    before, after = need_index(nrw, 2024), need_index(nrw, 2025)
    found = need_change(before, after)
    whole = after.status.score - before.status.score
    pd.testing.assert_series_equal(found.parts["gesamt"], whole, check_names=False)
    parts = found.parts[["daten", "verfahren", "gewichte"]].sum(axis=1)
    pd.testing.assert_series_equal(parts, whole, check_names=False)


def test_turnout_that_only_one_year_has_is_method_not_data(nrw):
    found = need_change(need_index(nrw, 2024), need_index(nrw, 2025))
    assert found.came == ("G01",)
    assert found.renewed == ["D01", "D03"]
    assert found.parts["verfahren"].abs().mean() > 4 * found.parts["daten"].abs().mean()
    assert (found.parts["gewichte"].abs() < 1e-12).all()


def test_the_same_year_twice_is_no_change(nrw):
    found = need_change(need_index(nrw), need_index(nrw))
    assert (found.parts.abs() < 1e-12).all(axis=None)
    assert found.moved.empty


def test_without_an_index_in_one_of_the_years_a_sentence_says_so(nrw):
    koeln = opened("koeln")
    for refusal in (yearly.last_year(profile(koeln)), yearly.last_year(profile(nrw, jahr=2023))):
        assert isinstance(refusal, Note)
    assert "2013 gibt es keinen Bedarfsindex" in yearly.last_year(profile(koeln)).text
    assert "Vorjahr 2022: Kein Bedarfsindex" in yearly.last_year(profile(nrw, jahr=2023)).text


def test_the_chapter_counts_moved_areas_and_ranks_none(nrw):
    text, table = yearly.last_year(profile(nrw, "05315")).blocks
    assert "6 von 53 Gebieten haben eine andere Klasse" in text.to_text()
    heads = [row[0].split()[0] for row in table.rows]
    assert heads == ["Daten", "Verfahren", "Gewichte", "Zusammen"]
    assert "Rang" not in text.to_text() + table.to_text() + table.note


def test_status_and_dynamics_stand_in_twelve_cells():
    town = opened("musterstadt")
    found = need_index(town)
    assert found.both["22"] == "sehr hoch / ungünstig"
    assert found.both["31"] == "hoch / günstig"
    assert found.both["11"] == ""  # two figures of one dimension are too few
    table = strain.overview(town).blocks[2]
    assert [len(row) for row in table.rows] == [4] * 4
    numbers = [int(cell) for row in table.rows for cell in row[1:]]
    assert sum(numbers) == 7
    assert "Ohne eine der beiden Klassen: 2 Gebiete" in table.note
    chapter = strain.chapter(profile(town, "22")).blocks
    assert "Lage und Dynamik zusammen: „sehr hoch / ungünstig“" in chapter[0].to_text()
    assert chapter[-1].rows[3] == ("sehr hoch", "0", "0", "1 (mit Altmarkt)")


def test_without_dynamics_the_overview_gives_the_reason(nrw):
    assert any("Keine Dynamik" in block.to_text() for block in strain.overview(nrw).blocks)


def test_the_overview_repeats_what_the_region_says_of_its_figures():
    koeln, town = (opened(name) for name in ("koeln", "musterstadt"))
    assert "nicht für Entscheidungen" in strain.overview(koeln).blocks[0].text
    assert strain.overview(town).blocks[0].kind == "erfunden"
