"""Types, funnel, smoothing, age, trends: what is shown, what is refused, checked by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sozialraum.analysis.age_adjusted import NotAdjustableError, age_adjusted
from sozialraum.analysis.area_types import NoTypesError, area_types
from sozialraum.analysis.catalogue import catalogue
from sozialraum.analysis.funnel import NoFunnelError, funnel
from sozialraum.analysis.needs import need_index
from sozialraum.analysis.profile import profile
from sozialraum.analysis.smoothing import share_counts, smoothed_shares
from sozialraum.analysis.standing import compared, standing
from sozialraum.analysis.trends import FALLING, NONE, RISING, TOO_FEW, since_break, trends
from sozialraum.display import chance, typology
from sozialraum.display.blocks import Note
from sozialraum.display.standing import deviations
from sozialraum.display.tables import changes


def said(block) -> str:
    blocks = getattr(block, "blocks", (block,))
    return "\n".join(b.to_text() + getattr(b, "note", "") for b in blocks)


# Types


def test_the_number_of_types_is_the_largest_that_is_stable_everywhere(nrw, koeln):
    assert area_types(nrw).stability["gebiete"].tolist() == [35, 12, 6]
    assert area_types(koeln).stability["gebiete"].tolist() == [33, 28, 14, 11]
    for region in (nrw, koeln):
        assert area_types(region).stability["jaccard"].min() >= 0.6


def test_types_rest_on_structure_never_on_need_or_origin(nrw):
    names = set(area_types(nrw).figures)
    assert len(names) == 5
    assert not names & {i.name for i in catalogue().values() if i.rolle in ("bedarf", "luecke")}
    assert catalogue()["A05"].name not in names


def test_nine_areas_have_no_types(town):
    with pytest.raises(NoTypesError, match=r"20 Gebiete .* hier sind es 9"):
        area_types(town)
    assert isinstance(typology.chapter(profile(town)), Note)


def test_the_chapter_names_the_areas_of_the_same_type_and_denies_a_ranking(nrw):
    told = said(typology.chapter(profile(nrw, "05315")))
    assert "Bochum, Bonn, Düsseldorf, Münster" in told
    assert "keine Rangfolge" in told
    assert "Bevölkerungszahl | 297.857" in told  # people, not their logarithm


# Strengths and weaknesses


def test_deviations_are_standard_deviations_from_the_mean_of_all_areas(town):
    shares = pd.Series([4, 4, 6, 7, 10, 7, 6, 3, 6], dtype=float)
    by_hand = (10 - shares.mean()) / shares.std(ddof=0)
    assert standing(profile(town, "22")).schwaechen["D01"] == pytest.approx(by_hand)


def test_context_never_counts_as_strength_or_need(nrw, koeln, town):
    for region in (nrw, koeln, town):
        roles = {indicator.rolle for indicator in compared(profile(region))}
        assert not roles & {"kontext", "beleg"}


def test_both_directions_are_told_and_no_area_is_ranked(town):
    told = said(deviations(profile(town, "22")))
    assert "spricht für Bedarf" in told
    assert "spricht für Stärke" in told
    assert "Rang" not in told


# Funnel


def test_the_funnel_counts_areas_and_names_only_the_chosen_one(koeln):
    found = funnel(koeln)
    assert found.indicator.id == "G01"
    assert found.spread.phi > 100
    assert found.spread.tau == pytest.approx(0.075, abs=0.01)
    assert (found.position != "innerhalb").sum() <= 12  # of 86; about 4 if all were usual
    picture, text = chance.funnel(profile(koeln, "101")).blocks
    names = set(koeln.gebiete["name"]) - {"Altstadt/Süd"}
    for told in (picture.alternative, text.to_text(), picture.svg):
        assert not [name for name in names if f">{name}" in told or f" {name}:" in told]
    assert "Altstadt/Süd" in picture.alternative
    assert "unterscheiden sich stärker, als der Zufall allein erklärt" in picture.note
    assert "φ" not in picture.note + text.to_text()


def test_the_common_share_is_all_cases_by_all_people(nrw):
    found = funnel(nrw, indicator=catalogue()["G01"])
    rows = nrw.kennzahlen[nrw.kennzahlen["gebiet"].isin(nrw.gebiete.index)]
    sums = rows.groupby("merkmal")["wert"].sum()
    assert found.target == pytest.approx(sums["waehlende"] / sums["wahlberechtigte"])


def test_too_few_areas_have_no_funnel(town):
    with pytest.raises(NoFunnelError, match="9 Gebiete mit Zahlen"):
        funnel(town)


# Smoothing


def test_smoothing_moves_towards_the_mean_and_small_areas_most(town):
    counts = share_counts(town, catalogue()["D01"], 2025)
    found = smoothed_shares(town, catalogue()["D01"], 2025)
    raw, mean = 100 * counts["zaehler"] / counts["nenner"], 6.0
    assert (np.sign(found["wert"] - mean) == np.sign(raw - mean)).all()
    assert ((found["wert"] - mean).abs() <= (raw - mean).abs() + 1e-12).all()
    assert found["gewicht"].idxmin() == counts["nenner"].idxmin() == "11"


def test_smoothing_is_off_unless_asked_for(town):
    plain, asked = need_index(town), need_index(town, smoothed=True)
    assert plain.smoothed == ()
    assert "D01" in asked.smoothed
    assert "F01" not in asked.smoothed  # published, without people behind it
    assert asked.status.raw["D01"]["22"] < plain.status.raw["D01"]["22"] == 10
    assert asked.dynamics_note == plain.dynamics_note


def test_a_smoothed_value_is_never_called_the_figure_of_the_area(town):
    table = chance.smoothed(profile(town, "22"))
    assert "nie die Zahl des Gebiets" in table.note
    assert table.columns[3].title == "geglättet"


# Age


def test_the_same_age_structure_everywhere_leaves_the_raw_share(town):
    found = age_adjusted(town)
    assert found.mean == pytest.approx(6)
    assert found.table.loc["22", "roh"] == pytest.approx(10)
    assert found.table.loc["22", "wert"] == pytest.approx(10)


def test_the_standard_is_the_population_of_all_areas(nrw):
    found = age_adjusted(nrw)
    assert found.jahr == 2023
    assert found.table.loc["05315", "wert"] < found.table.loc["05315", "roh"]
    assert (found.table["unten"] < found.table["wert"]).all()


def test_without_a_count_by_age_nothing_is_standardised(koeln):
    with pytest.raises(NotAdjustableError, match="kein Zähler"):
        age_adjusted(koeln)


# Trends


def test_a_trend_needs_five_years_since_the_last_break(town, koeln):
    ours = trends(profile(town, "22"), [catalogue()[name] for name in ("D01", "E01")])
    assert ours.at["D01", "richtung"] == TOO_FEW  # the new base of 2022 is four years old
    assert since_break(profile(town, "22"), catalogue()["D01"]).index.min() == 2022
    assert ours.at["E01", "richtung"] == FALLING
    theirs = trends(profile(koeln, "101"), [catalogue()[name] for name in ("A01", "A03", "A06")])
    assert theirs["richtung"].tolist() == [NONE, FALLING, RISING]


def test_the_table_of_changes_names_the_trend_and_its_years(koeln):
    rows = {row[0]: row[-1] for row in changes(profile(koeln, "101")).rows}
    assert rows[catalogue()["A03"].name] == "fallend (2005–2012)"


def test_an_area_without_figures_has_no_trend(town):
    other = replace(profile(town, "22"), gebiet="99")
    assert since_break(other, catalogue()["D01"]).empty
