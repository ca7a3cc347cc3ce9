import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialraum.errors import DataError
from sozialraum.measures.rates.intervals import byar, poisson_exact
from sozialraum.measures.rates.standardisation import direct_rate

NAN = math.nan
AGES = ["<20", "20-24", "25-29", "30-34", "35-39", "40+"]
# Fleiss, J. L. (1981): Statistical methods for rates and proportions, table 14.4: Down's
# syndrome in Michigan 1950-64, fifth and later births, by age of the mother.
DOWN_CASES = pd.DataFrame([[0, 8, 63, 112, 262, 295]], columns=AGES, dtype=float)
DOWN_BIRTHS = pd.DataFrame([[327, 30666, 123419, 149919, 104088, 34392]], columns=AGES, dtype=float)
DOWN_STANDARD = pd.Series([319933, 931318, 786511, 488235, 237863, 61313], index=AGES)


def table(*rows):
    keys = [str(11 + number) for number in range(len(rows))]
    return pd.DataFrame(rows, index=keys, columns=["jung", "alt"], dtype=float)


HALF = pd.Series({"jung": 1, "alt": 1})


def test_the_directly_standardised_rate_is_that_of_fleiss_1981():
    # R package dsrTest, vignette: 75.52901 per 100 000.
    rate = direct_rate(DOWN_CASES, DOWN_BIRTHS, DOWN_STANDARD)
    assert round(1e5 * rate["wert"][0], 5) == 75.52901


def test_dobsons_interval_follows_its_formula_step_by_step():
    # 740 cases: Garwood 687.637…795.294; √(v/k) = 0.150796 per 100 000 and case, so
    # 75.529 - 0.150796 · 52.363 and 75.529 + 0.150796 · 55.294.
    rate = direct_rate(DOWN_CASES, DOWN_BIRTHS, DOWN_STANDARD)
    shares = DOWN_STANDARD / DOWN_STANDARD.sum()
    weights = shares / DOWN_BIRTHS.iloc[0]
    scale = math.sqrt((weights**2 * DOWN_CASES.iloc[0]).sum() / 740)
    counts = poisson_exact(740)
    assert rate["unten"][0] == pytest.approx(rate["wert"][0] + scale * (counts["unten"] - 740))
    assert rate["oben"][0] == pytest.approx(rate["wert"][0] + scale * (counts["oben"] - 740))
    assert [round(1e5 * rate[end][0], 2) for end in ("unten", "oben")] == [67.63, 83.87]


@given(st.integers(10, 500), st.integers(1, 400), st.sampled_from([poisson_exact, byar]))
def test_standardised_to_itself_an_area_has_its_crude_rate_and_the_interval_of_its_count(
    young, old, bounds
):
    # Weights in proportion to the people: Σ (n/N)(k/n) = k/N and √(v/k) = 1/N.
    cases, people = table([young, old]), table([8000, 2000])
    rate = direct_rate(cases, people, people.loc["11"], bounds=bounds)
    total = young + old
    assert rate["wert"]["11"] == pytest.approx(total / 10_000)
    assert rate["unten"]["11"] == pytest.approx(bounds(total)["unten"] / 10_000)
    assert rate["oben"]["11"] == pytest.approx(bounds(total)["oben"] / 10_000)


def test_two_areas_with_the_same_rates_by_age_have_the_same_standardised_rate():
    # 1 % of the young and 10 % of the old in both; crude 1.9 % and 9.1 %.
    rate = direct_rate(table([90, 100], [10, 900]), table([9000, 1000], [1000, 9000]), HALF)
    assert rate["wert"].tolist() == pytest.approx([0.055, 0.055])


@pytest.mark.parametrize(
    ("cases", "people"),
    [
        ([NAN, 20], [8000, 2000]),  # unknown in one age
        ([10, 20], [NAN, 2000]),
        ([10, 0], [8000, 0]),  # nobody in one age
        ([10, -1], [8000, 2000]),
        ([5, 4], [8000, 2000]),  # 9 events: too few
        ([0, 0], [8000, 2000]),
    ],
)
def test_without_sure_numbers_there_is_no_standardised_rate(cases, people):
    rate = direct_rate(table(cases), table(people), HALF)
    assert all(math.isnan(rate[part]["11"]) for part in ("wert", "unten", "oben"))


def test_few_events_have_a_rate_only_on_demand_and_never_below_zero():
    rate = direct_rate(table([0, 1]), table([8000, 20]), HALF, min_count=1)
    assert rate["unten"]["11"] >= 0
    assert rate["wert"]["11"] == pytest.approx(0.5 / 20)


def test_the_order_of_the_ages_does_not_matter_but_their_names_do():
    people = table([8000, 2000])
    there = direct_rate(table([50, 60]), people, HALF)
    back = direct_rate(table([50, 60])[["alt", "jung"]], people, HALF[::-1])
    assert there["wert"].equals(back["wert"])
    with pytest.raises(DataError, match="verschiedene Spalten") as caught:
        direct_rate(table([50, 60]).rename(columns={"alt": "65+"}), people, HALF)
    assert "65+" in str(caught.value)


@pytest.mark.parametrize("standard", [{"jung": NAN, "alt": 1}, {"jung": -1, "alt": 1}])
def test_a_standard_must_be_known(standard):
    with pytest.raises(DataError, match="Gruppe „jung“ ist unbekannt oder negativ"):
        direct_rate(table([50, 60]), table([8000, 2000]), pd.Series(standard))


def test_a_standard_of_nobody_is_refused():
    with pytest.raises(DataError, match="leer oder überall null"):
        direct_rate(table([50, 60]), table([8000, 2000]), pd.Series({"jung": 0, "alt": 0}))


def test_tables_of_different_areas_are_refused():
    with pytest.raises(ValueError, match="verschiedene Gebiete"):
        direct_rate(table([50, 60]), table([8000, 2000], [1, 1]).tail(1), HALF)
