"""The category scheme holds together: codes, levels and hierarchies."""

import pytest

from sozialraum.sources.categories import (
    LEVELS,
    categories,
    crosstabs,
    find_category,
    find_unit,
    fold,
    units,
)

BREAKDOWNS = [category for category in categories().values() if category.breaks_down]


def test_all_nine_categories_of_the_scheme_and_space_and_time_are_there():
    assert [category.code for category in BREAKDOWNS] == [
        "machtverhaeltnis", "lebensbereich", "ebene", "form", "ratsuchende", "altersgruppe",
        "verursachende_seite", "zugangsweg", "intervention", "ergebnis", "agg_merkmal",
        "agg_einschlaegig", "herkunftsraum", "vorfallsort", "quartal",
    ]  # fmt: skip


@pytest.mark.parametrize("category", BREAKDOWNS, ids=lambda category: category.code)
def test_every_answer_goes_up_to_a_known_broader_one_of_a_higher_level(category):
    for answer in category.answers.values():
        assert fold(answer.code) == answer.code
        assert answer.stufe in LEVELS
        if answer.ober:
            assert category.answers[answer.ober].stufe > answer.stufe


@pytest.mark.parametrize("category", BREAKDOWNS, ids=lambda category: category.code)
def test_codes_and_names_of_a_category_mean_one_answer_only(category):
    words = [fold(word) for one in category.answers.values() for word in {one.code, one.name}]
    assert {category.find(word) for word in words} == set(category.answers)
    assert all(category.find(one.name) == one.code for one in category.answers.values())


@pytest.mark.parametrize("category", BREAKDOWNS, ids=lambda category: category.code)
def test_at_the_coarsest_level_at_least_two_answers_are_left(category):
    top = {category.at_level(code, max(LEVELS)) for code in category.leaves}
    assert 2 <= len(top) <= 5
    assert not category.leer or category.leer in category.leaves


def test_agg_is_marked_for_what_paragraph_1_names_and_nothing_else():
    power = categories()["machtverhaeltnis"].answers.values()
    assert [one.code for one in power if one.agg and not one.ober.startswith("rassismus")] == [
        "rassismus", "antisemitismus", "religion", "geschlecht", "sexuelle_identitaet",
        "behinderung", "alter",
    ]  # fmt: skip


def test_space_is_a_kreis_at_the_smallest():
    origin = categories()["herkunftsraum"]
    assert origin.find("05315") == "05315"
    assert [origin.find(text) for text in ("50667", "053150001", "Nippes")] == ["", "", ""]


def test_categories_and_units_are_found_by_german_names():
    assert find_category("Verursachende Seite") == "verursachende_seite"
    assert (find_unit("Vorfälle"), find_unit("Fall"), find_unit("Fälle und mehr")) == (
        "vorfall", "fall", "",
    )  # fmt: skip


def test_structural_work_has_units_of_its_own():
    structure = categories()["strukturarbeit"].answers.values()
    assert {units()[one.zaehleinheit].art for one in structure} == {"struktur"}


def test_a_complete_table_lists_broader_answers_only_where_they_cannot_be_added():
    power, result = categories()["machtverhaeltnis"], categories()["ergebnis"]
    assert set(power.counted) == set(power.answers)
    assert set(result.counted) == set(result.leaves)
    assert [(a.code, b.code) for a, b in crosstabs()] == [
        ("machtverhaeltnis", "lebensbereich"),
        ("ebene", "form"),
    ]
