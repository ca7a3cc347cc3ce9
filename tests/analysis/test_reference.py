"""Published case figures: stated as published, computed beside it, breaks and units kept."""

import math

import pytest

from sozialraum.analysis.reference import SUM, growth, published_table, reference, references
from sozialraum.errors import DataError
from sozialraum.sources.categories import CASE_UNITS, units


def test_the_rias_table_sums_exactly_in_all_three_years():
    table = published_table("rias-nrw", "vorfallart")
    parts = table.drop(SUM)
    assert parts.sum().to_dict() == {2022: 264, 2023: 664, 2024: 940}
    assert table.loc[SUM].to_dict() == {2022: 264, 2023: 664, 2024: 940}
    assert table.loc["Versammlungen"].to_list() == [60, 117, 228]


def test_what_rias_did_not_count_in_2022_is_missing_and_not_nought():
    assert math.isnan(published_table("rias-nrw", "vorfallart").loc["Diskriminierungen", 2022])


def test_an_excerpt_has_no_sum():
    places = published_table("rias-nrw", "ort")
    assert SUM not in places.index
    assert places[2023].sum() == 509  # of 664


def test_rias_from_2022_to_2023_carries_its_break_and_to_2024_does_not():
    (note,) = growth("rias-nrw", 2022, 2023).hinweise
    assert "nicht vergleichbar" in note
    later = growth("rias-nrw", 2023, 2024)
    assert later.hinweise == ()
    assert later.roh == pytest.approx(100 * (940 / 664 - 1))


def test_advd_grew_by_27_9_percent_raw_and_14_2_per_office_beside_the_published_14_4():
    found = growth("advd", 2023, 2024)
    assert found.roh == pytest.approx(100 * (3332 / 2605 - 1))
    assert found.je_stelle == pytest.approx(100 * ((3332 / 28) / (2605 / 25) - 1))
    assert (round(found.roh, 1), round(found.je_stelle, 1)) == (27.9, 14.2)
    assert found.veroeffentlicht_je_stelle == 14.4
    offices, difference = found.hinweise
    assert "3 Stellen dazugekommen (25 → 28)" in offices
    assert "+14,4\u202f% je Stelle, errechnet +14,2\u202f% je Stelle" in difference


def test_ada_nrw_grew_by_15_1_percent_as_published_to_the_whole_percent():
    found = growth("ada-nrw", 2023, 2024)
    assert round(found.roh, 1) == 15.1
    assert found.veroeffentlicht == 15
    assert found.hinweise == ()
    assert math.isnan(found.je_stelle)


def test_the_federal_agency_grew_by_5_9_percent_and_counts_enquiries():
    assert round(growth("ads", 2023, 2024).roh, 1) == 5.9
    assert growth("ads", 2019, 2022).roh == pytest.approx(100 * (8827 / 4247 - 1))
    assert reference("ads").zaehleinheit == "anfrage"


def test_growth_of_what_was_not_published_is_no_number():
    assert math.isnan(growth("ada-nrw", 2022, 2023).roh)  # new cases of 2022 are not known
    closed = growth("ada-nrw", 2022, 2023, "abgeschlossen")
    assert closed.roh == pytest.approx(100 * (713 / 549 - 1))
    assert math.isnan(growth("rias-nrw", 2022, 2023, "abgeschlossen").roh)


@pytest.mark.parametrize("publisher", references().values(), ids=lambda one: one.id)
def test_every_publisher_names_source_and_unit_and_every_share_its_basis(publisher):
    assert units()[publisher.zaehleinheit].art == CASE_UNITS
    assert publisher.herausgeber in publisher.citation()
    assert units()[publisher.zaehleinheit].mehrzahl in publisher.citation()
    for fact in publisher.angaben:
        assert fact.einheit in ("anzahl", "prozent", "stellen")
        assert fact.einheit != "prozent" or fact.basis
    keys = [(fact.jahr, fact.merkmal) for fact in publisher.angaben]
    assert len(set(keys)) == len(keys)


def test_figures_are_written_as_exactly_as_they_were_published():
    ada = reference("ada-nrw")
    assert str(ada.fact("neu", 2024)) == "1.043"
    assert str(ada.fact("rassismus", 2024)) == "rund 70\u202f%"
    assert str(ada.fact("ausserhalb_agg", 2024)) == "über 50\u202f%"
    assert str(ada.fact("rassismus", 2022)) == "67,9\u202f%"
    assert ada.fact("neu", 1999) is None


def test_an_unknown_publisher_is_named_with_the_closest():
    with pytest.raises(DataError, match="rias-nrw"):
        reference("rias")
