"""The need index: what enters, what is refused, and that its words are in force."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from sozialraum.analysis import method, space
from sozialraum.analysis.catalogue import catalogue
from sozialraum.analysis.need_dynamics import dynamics
from sozialraum.analysis.needs import NoNeedIndexError, need_index, need_spec
from sozialraum.analysis.procedures import procedures
from sozialraum.analysis.profile import profile
from sozialraum.display import strain
from sozialraum.display.blocks import Note
from sozialraum.errors import RoleError
from sozialraum.region import Region, open_region
from tests.regions import opened
from tests.rendered import shown

ROOT = Path(__file__).parents[2]


def test_in_nrw_work_education_and_turnout_enter(nrw):
    found = need_index(nrw)
    assert [indicator.id for indicator in found.indicators] == ["D01", "D03", "D05", "E08", "G01"]
    assert found.dimensions == ["Arbeit", "Bildung und Gesundheit", "Teilhabe"]
    assert found.years["D05"] == 2023


def test_the_score_is_the_mean_of_dimensions_of_z_scores_by_hand(nrw):
    found = need_index(nrw)
    areas = nrw.gebiete.index
    z = {}
    for indicator in found.indicators:
        values = found.status.raw[indicator.id]
        z[indicator.id] = indicator.polaritaet * (values - values.mean()) / values.std(ddof=0)
    z = pd.DataFrame(z).clip(-3, 3)
    means = (z[["D01", "D03", "D05"]].mean(axis=1) + z["E08"] + z["G01"]) / 3
    by_hand = (means - means.mean()) / means.std(ddof=0)
    pd.testing.assert_series_equal(
        found.status.score[areas], by_hand[areas], check_names=False, atol=1e-12
    )
    highest = by_hand.idxmax()
    assert found.status.classes[highest] == "sehr hoch"


def test_context_gaps_and_offers_can_never_enter():
    for name in ("A05", "C05", "G05", "C04", "D02", "E01", "H01"):
        with pytest.raises(RoleError, match=name):
            need_spec([catalogue()["D01"], catalogue()[name]])


def test_too_few_indicators_are_refused_in_words():
    koeln = opened("koeln")
    with pytest.raises(NoNeedIndexError, match=r"mindestens 3 .*2 Dimensionen.*G01"):
        need_index(koeln)
    refusal = strain.chapter(profile(koeln, "101"))
    assert isinstance(refusal, Note)
    assert "Kein Bedarfsindex" in refusal.text


def test_an_area_needs_three_indicators_of_two_dimensions_too(nrw):
    """Without its three figures on work, Köln has two: more than half of the dimensions."""
    rows = nrw.kennzahlen
    gone = (rows["gebiet"] == "05315") & rows["merkmal"].str.startswith("arbeitslos")
    found = need_index(replace(nrw, kennzahlen=rows[~gone]))
    assert found.status.excluded.to_dict() == {
        "05315": "nur 2 Indikatoren aus 2 Dimensionen bekannt"
    }
    assert "05315" not in found.status.classes
    asked = found.status.index.screening
    assert (asked.min_indicators, asked.min_groups) == (3, 2)
    assert any("ohne Klasse, ebenso Gebiete mit weniger als 3" in p for p in method.index_rules())


def test_figures_older_than_six_years_stay_out(town):
    assert need_index(town).left_out == {"B05": "älter als 6 Jahre"}  # its newest year is 2018
    assert "B05" not in need_index(town).status.raw


def test_more_unemployment_never_lowers_the_score(tmp_path, nrw):
    folder = tmp_path / "nrw"
    shutil.copytree(ROOT / "data/nrw", folder)
    path = folder / "kennzahlen.csv"
    text = path.read_text(encoding="utf-8-sig")
    old = "05315;2025;2025;arbeitslosenquote;9,1;"
    assert old in text
    path.write_text(text.replace(old, old.replace("9,1", "14,9")), encoding="utf-8-sig")
    changed = need_index(open_region(folder)).status.score["05315"]
    assert changed > need_index(nrw).status.score["05315"]


def test_shares_of_routes_add_up_and_name_what_was_not_varied(nrw):
    found = need_index(nrw).uncertainty
    assert ((found.classes.sum(axis=1) - 1).abs() < 1e-12).all()
    assert found.attention.between(0, 1).all()
    assert {assumption.name for assumption in found.varied} == {
        "Gewichte", "Weglassen eines Indikators", "Normierung",
    }  # fmt: skip
    assert "Grenzen der Klassen" in found.fixed


def test_the_same_input_gives_the_same_shares(nrw):
    again = need_index(open_region("data/nrw")).uncertainty.classes
    pd.testing.assert_frame_equal(again, need_index(nrw).uncertainty.classes)


def test_dynamics_need_comparable_years_on_both_sides(nrw):
    found = need_index(nrw)
    assert found.dynamics is None
    assert "Langzeit" not in found.dynamics_note  # D05 crosses the new census base
    assert "nur für: Arbeitslosenquote, Jugend" in found.dynamics_note


def test_dynamics_are_the_change_in_standard_deviations(town):
    """D01 and D05 rose in Altmarkt only; E03 rose by 20 points there and fell by 18 in 31."""
    found = need_index(town)
    areas = ["13", "21", "22", "23", "31", "32", "33"]  # in 11 and 12 E03 is not known
    work = pd.Series([0, 0, 2, 0, 0, 0, 0], areas, dtype=float)
    school = pd.Series([0, 0, 20, 0, -18, 0, 0], areas, dtype=float)
    z = [(one - one.mean()) / one.std(ddof=0) for one in (work, school)]
    mean = sum(z) / 2
    pd.testing.assert_series_equal(
        found.dynamics.score, (mean - mean.mean()) / mean.std(ddof=0), check_names=False
    )
    assert found.dynamics.classes.to_dict() == dict.fromkeys(areas, "stabil") | {
        "22": "ungünstig", "31": "günstig",
    }  # fmt: skip


def test_the_same_change_everywhere_is_no_dynamics_and_no_fault(town):
    """0,1 points more in every area: such differences are off in their last digit."""
    found = need_index(town)
    before = found.status.raw["E03"] - pd.Series({"22": 20.0, "31": -18.0}).reindex(
        found.status.raw.index, fill_value=0.0
    )
    moved = found.status.raw.assign(E03=before + 0.1)
    assert (moved["E03"] - before).nunique() > 1
    none, why = dynamics(town, found.indicators, moved, found.years, found.population)
    assert none is None
    assert "nur für: Arbeitslosenanteil, Langzeitarbeitslosenanteil." in why.replace("\xad", "")


def test_the_page_on_the_method_is_what_the_specs_say():
    assert (ROOT / "docs/methode.md").read_text(encoding="utf-8") == method.page()


def test_every_procedure_cites_what_its_function_cites():
    for one in procedures():
        for author, year in one.sources:
            first = author.split()[0]
            assert any(re.match(rf"{first}, .*\({year}\)", r) for r in one.references), author
        assert one.name in method.page()
        assert all(f"* {reference}\n" in method.page() for reference in one.references)


def test_neighbouring_kreise_are_alike_and_only_sure_findings_are_named(nrw):
    seen = space.pattern(nrw)
    assert 0.2 < seen.moran.value < 0.4
    assert seen.moran.p_permutations < 0.05
    assert set(seen.notable.index) <= set(nrw.gebiete.index)
    assert (seen.local.loc[seen.notable.index, "p_fdr"] <= 0.05).all()


def test_segregation_in_musterstadt_is_5_of_24(town):
    of_foreigners = space.segregation(town)[0]
    assert of_foreigners.indicator == "A05"
    assert abs(of_foreigners.dissimilarity - 5 / 24) < 1e-12
    assert of_foreigners.isolation > of_foreigners.share  # as even as can be: the same
    table = strain.spatial(town).blocks[1]
    assert table.rows[0][2:] == ("20\u202f%", "0,21", "0,24", "0,76")


def test_nine_areas_are_too_few_for_a_pattern(town):
    assert space.pattern(town) is None


def test_an_area_touches_its_neighbours_but_not_itself(town):
    assert sorted(space.neighbours_of(town, "11")) == ["12", "21", "22"]
    assert len(space.neighbours_of(town, "22")) == 8


def changed_town(tmp_path, changes) -> Region:
    """Musterstadt with other figures; ``changes`` maps the start of a line to its value."""
    folder = tmp_path / "musterstadt"
    shutil.copytree(ROOT / "data/musterstadt", folder)
    path = folder / "kennzahlen.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    for number, line in enumerate(lines):
        cells = line.split(";")
        key = ";".join((cells[0], cells[1], cells[3]))
        if key in changes:
            cells[4], cells[5] = changes[key], ""
            lines[number] = ";".join(cells)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    return open_region(folder)


def test_an_area_too_small_for_the_index_still_gets_its_report(tmp_path):
    small = changed_town(tmp_path, {"11;2025;bevoelkerung": "250"})
    blocks = strain.chapter(profile(small, "11")).blocks
    reason = "Bevölkerung unbekannt oder unter 300"
    assert f"hat keine Klasse: {reason}." in blocks[0].to_text()
    assert len(blocks) == 2  # the note and the map
    assert f"Ohne Klasse: Nordhafen ({reason})." in strain.conventions(small).blocks[1].to_text()


def test_shares_count_the_routes_without_a_class_too(town):
    shares = need_index(town).class_shares
    assert ((shares.sum(axis=1) - 1).abs() < 1e-12).all()
    assert shares.loc["11", "ohne Klasse"] > 0.1  # three of its eight figures are not shown
    assert shares.loc["22", "ohne Klasse"] == 0


def test_the_summary_counts_what_is_known_of_this_area(town):
    said = strain.chapter(profile(town, "11")).blocks[0].to_text()
    assert "5 von 8 Kennzahlen aus 4 von 5 Bereichen" in said


def test_few_areas_and_the_audience_decide_what_is_said_of_ranks(town, nrw):
    inside = shown(strain.chapter(profile(town, "22")))
    assert "Bei nur 9 Gebieten" in inside
    assert "liegt der Rang bei" in inside
    assert "Rang" not in shown(strain.chapter(profile(nrw, "05513", empfaenger="oeffentlich")))
    rules = strain.conventions(nrw).blocks[1].to_text()
    assert "Rang " not in rules


def test_without_population_the_refusal_says_what_is_missing(town):
    without = replace(
        town, kennzahlen=town.kennzahlen[town.kennzahlen["merkmal"] != "bevoelkerung"]
    )
    with pytest.raises(NoNeedIndexError, match=r"Bevölkerung \(A01\)"):
        need_index(without)


def test_the_pattern_is_told_in_one_clear_sentence(nrw):
    said = strain.spatial(nrw).blocks[0].to_text()
    assert said.startswith("Benachbarte Gebiete sind einander ähnlich. Morans I")
    assert said.count("Benachbarte Gebiete sind einander") == 1
