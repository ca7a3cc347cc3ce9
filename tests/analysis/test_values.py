"""Values of indicators: what is counted, what is shown, what is left open."""

from dataclasses import replace

import numpy as np
import pytest

from sozialraum.analysis.catalogue import catalogue
from sozialraum.analysis.profile import profile
from sozialraum.analysis.values import indicator_values, snapshot
from sozialraum.errors import DataError
from sozialraum.formats import SUPPRESSED
from sozialraum.sources.settings import PlaceList


def test_published_figures_of_koeln_2025_come_out_as_published(nrw):
    werte = profile(nrw, "05315").werte
    assert werte.at["D01", "wert"] == 9.1  # of all civilian labour force, not 9.7 of the dependent
    assert werte.at["D02", "wert"] == 9.0  # 18.1 - 9.1
    assert round(werte.at["D05", "wert"], 2) == 3.38  # 2023: 23 811 of 704 163
    assert werte.at["D05", "jahr"] == 2023


def test_the_turnout_of_duesseldorf_is_82_0_per_cent(nrw):
    assert round(profile(nrw, "05111").werte.at["G01", "wert"], 1) == 82.0  # 338 965 of 413 320


def test_the_53_add_up_to_the_land_in_2024(nrw):
    values = indicator_values(nrw, catalogue()["A01"])["wert"].xs(2024, level="jahr")
    assert values[nrw.gebiete.index].sum() == 18_034_454 == values["05"]


def test_every_kreis_has_at_least_fourteen_indicators_with_values(nrw):
    fewest = {key: len(profile(nrw, key).available) for key in nrw.gebiete.index}
    assert min(fewest.values()) >= 14, min(fewest, key=lambda key: fewest[key])


def test_hernes_census_values_are_not_available(nrw):
    werte = profile(nrw, "Herne").werte
    assert np.isnan(werte.loc[["A05", "F02", "F03", "F05"], "wert"].astype(float)).all()
    assert not profile(nrw, "Bochum").werte.loc[["A05", "F02", "F03", "F05"], "wert"].isna().any()


def test_a_sum_with_a_missing_part_is_no_sum(nrw):
    assert "05" not in snapshot(nrw, catalogue()["A05"], 2025).index  # Herne is missing


def test_the_deprivation_index_has_one_year_and_no_trend(nrw):
    assert set(indicator_values(nrw, catalogue()["C06"]).index.unique("jahr")) == {2021}


def test_gaps_in_years_stay_gaps(nrw):
    years = set(indicator_values(nrw, catalogue()["A01"]).index.unique("jahr"))
    assert {2021, 2023, 2024} <= years
    assert 2022 not in years


def test_a_change_across_a_new_census_base_says_so(nrw):
    row = profile(nrw, "05315").werte.loc["A01"]
    assert (row["jahr"], row["vorher_jahr"], row["bruch"]) == (
        2024,
        2019,
        "neue Basis: Zensus 2022",
    )


def test_a_year_before_uses_only_figures_until_then(nrw):
    werte = profile(nrw, "05315", 2020).werte
    assert werte.loc[werte["jahr"] > 0, "jahr"].max() == 2020


def test_a_year_without_figures_is_refused(nrw):
    with pytest.raises(DataError, match="keine Zahlen"):
        profile(nrw, "05315", 1990)


def test_small_numbers_are_not_shown_in_any_column(town):
    row = snapshot(town, catalogue()["D03"], 2025).loc["11"]  # 2 of 100
    assert row["zeichen"] == SUPPRESSED
    assert row[["wert", "zaehler", "nenner", "unten", "oben"]].isna().all()


def test_a_computed_denominator_is_count_over_rate_and_marked(nrw):
    row = profile(nrw, "05315").werte.loc["D01"]
    assert row["errechnet"]
    assert round(row["nenner"]) == round(56_541 / 0.091)


def test_a_parent_is_the_published_row_else_the_sum_of_all_parts(koeln, nrw):
    assert profile(nrw, "05315").vergleiche.at[("D01", "05"), "herkunft"] == "veröffentlicht"
    assert profile(nrw, "05315").vergleiche.at[("G01", "05"), "herkunft"] == "Summe der Teile"
    bezirk = profile(koeln, "101").vergleiche.loc[("G01", "001")]
    assert bezirk["herkunft"] == "Summe der Teile"


def test_a_stadtteil_is_compared_with_its_bezirk_and_its_city(koeln):
    assert list(profile(koeln, "101").vergleiche.loc["A01"].index) == ["001", "000"]


def test_the_city_of_koeln_has_its_published_inhabitants(koeln):
    assert profile(koeln, "101").vergleiche.at[("A01", "000"), "wert"] == 1_044_555


def test_a_small_difference_is_not_called_recognisable(town):
    found = profile(town, "22").vergleiche
    assert found.at[("D01", "00"), "erkennbar"] is True  # 10 % of 3 000 beside 5,5 % of 24 000
    same = profile(town, "33").vergleiche.loc[("D01", "00")]  # 6 % as the whole town
    assert same["differenz"] == 0
    assert same["erkennbar"] is False


def test_the_public_sees_no_rank_bands(town):
    assert profile(town, "22", empfaenger="intern").werte["rangband"].ne("").any()
    assert profile(town, "22", empfaenger="oeffentlich").werte["rangband"].eq("").all()


def test_an_unknown_audience_is_refused(town):
    with pytest.raises(DataError, match="oeffentlich"):
        profile(town, "22", empfaenger="presse")


def test_peers_are_others_and_near(nrw):
    found = profile(nrw, "05315").nachbarn
    assert "05315" not in found.index
    assert found["abstand"].is_monotonic_increasing
    assert "Düsseldorf" in list(found["name"])


def test_old_figures_know_their_age(nrw):
    werte = profile(nrw, "05315").werte
    assert werte.at["C05", "alter"] == 4
    assert werte.at["D01", "alter"] == 0


def test_a_change_across_a_new_census_base_is_shown_but_never_compared(nrw):
    row = profile(nrw, "05315").werte.loc["A02"]
    assert row["wertbruch"] == "neue Basis: Zensus 2022"
    assert not row["belegt"]
    assert row["rangband"] == ""
    assert np.isnan(profile(nrw, "05315").vergleiche.at[("A02", "05"), "differenz"])


def test_context_has_neither_band_nor_percentile(nrw):
    row = profile(nrw, "05315").werte.loc["A05"]
    assert row["rangband"] == ""
    assert np.isnan(row["perzentil"])


def test_a_year_far_ahead_is_refused(nrw):
    with pytest.raises(DataError, match="2026"):
        profile(nrw, "05315", 2999)


def test_a_balance_is_no_share_of_people(town):
    row = profile(town, "22").werte.loc["B01"]
    assert row["wert"] == 20
    assert np.isnan(row["zaehler"])
    assert profile(town, "22").vergleiche.at[("B01", "00"), "erkennbar"] is None


def test_density_needs_a_complete_list(town):
    assert profile(town, "22").werte.at["G04", "wert"] == 15  # the list of MSO is complete
    lists = dict(town.settings.listen) | {"MSO": PlaceList("nein", "2025-01", 18)}
    incomplete = replace(town, settings=replace(town.settings, listen=lists))
    assert not profile(incomplete, "22").werte.at["G04", "jahr"]


def test_a_series_names_the_sources_of_all_its_years(nrw):
    assert {"gen-12411-0015", "gen-12411-0018", "destatis-12411-alter"} <= set(
        profile(nrw, "05315").history_sources("A01")
    )


def test_differences_are_tested_together_and_adjusted_for_their_number(nrw):
    found = profile(nrw, "05315").vergleiche
    tested = found["p"].dropna()
    assert len(tested) >= 5
    assert (found.loc[tested.index, "p_fdr"] >= tested).all()
    decided = found.loc[tested.index, "erkennbar"].astype(bool)
    assert (decided == (found.loc[tested.index, "p_fdr"] <= 0.05)).all()
    assert found["erkennbar"][found["p"].isna()].isna().all()
