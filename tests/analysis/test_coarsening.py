"""Coarsening: merge, pool, and prefer the table without holes that says most."""

import runpy
from collections import Counter
from itertools import product
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialraum.analysis.coarsening import preferred, variants
from sozialraum.errors import DataError
from sozialraum.sources.cases import COLUMNS, Cases, read_cases
from sozialraum.sources.categories import categories

TOWN = Path(__file__).parents[2] / "data/musterstadt"
MADE = runpy.run_path(str(TOWN / "faelle_herstellen.py"))
NO_SIZE = pd.Series(
    [], dtype=float, index=pd.MultiIndex.from_arrays([[], []], names=["stelle", "jahr"])
)


@pytest.fixture(scope="module")
def mu03() -> Cases:
    return read_cases(TOWN / "faelle.csv")


def counted(*rows: tuple, station: str = "A", unit: str = "fall") -> pd.DataFrame:
    """Rows year, category, answer, number as counts of a station."""
    full = [(station, *row[:3], "", "", row[3], unit) for row in rows]
    return pd.DataFrame(full, columns=list(COLUMNS))


def cases_of(*frames: pd.DataFrame) -> Cases:
    return Cases(pd.concat(frames, ignore_index=True), NO_SIZE)


def years(*numbers: dict[str, int], total: int = 20) -> pd.DataFrame:
    """One category with one answer per case: ebene, beginning with 2021."""
    rows = [(2021 + at, "gesamt", "gesamt", total) for at, _ in enumerate(numbers)]
    for at, answers in enumerate(numbers):
        rows += [(2021 + at, "ebene", code, n) for code, n in answers.items()]
    return counted(*rows)


def test_a_table_without_small_cells_stays_as_it_is():
    cases = cases_of(years({"individuell": 12, "strukturell": 8}))
    best = preferred(variants(cases, "ebene", threshold=5))
    assert best.table.to_dict() == {"2021": {"individuell": 12, "strukturell": 8}}
    assert (best.small, best.has_holes, best.additive, best.in_answers) == (0, False, True, False)
    assert best.merged == {}


def test_small_answers_are_merged_into_their_broader_one():
    cases = cases_of(years({"individuell": 12, "institutionell": 4, "strukturell": 4}))
    found = variants(cases, "ebene", threshold=5)
    best = preferred(found)
    assert best.table["2021"].to_dict() == {"individuell": 12, "ueber_einzelne_hinaus": 8}
    assert best.merged == {"ueber_einzelne_hinaus": ("institutionell", "strukturell")}
    assert "keine Zelle unter 5" in best.beschreibung
    assert [one.small for one in found] == [0, 2]


def test_years_are_pooled_where_that_leaves_more_to_see():
    once = {"individuell": 12, "institutionell": 4, "strukturell": 4}
    cases = cases_of(years(once, once, once, once))
    best = preferred(variants(cases, "ebene", threshold=5))
    merged_only = 2 * 4
    assert best.detail == merged_only  # 2 answers in 4 years beat 3 answers in 2 windows
    best = preferred(variants(cases, "ebene", threshold=5, years=[2021, 2022]))
    assert best.detail == 2 * 2
    single = preferred(variants(cases, "ebene", threshold=9, years=[2022, 2023, 2024]))
    assert list(single.table.columns) == ["2022–2024"]
    assert single.table["2022–2024"].to_dict() == {
        "individuell": 36,
        "institutionell": 12,
        "strukturell": 12,
    }
    assert single.n.to_dict() == {"2022–2024": 60}


def test_windows_of_years_count_back_from_the_newest_and_none_is_incomplete():
    once = {"individuell": 12, "strukturell": 8}
    found = variants(cases_of(years(*[once] * 5)), "ebene", threshold=13)
    windows = {tuple(one.table.columns) for one in found}
    assert windows == {
        ("2021", "2022", "2023", "2024", "2025"),
        ("2022–2023", "2024–2025"),
        ("2023–2025",),
    }


def test_consenting_stations_are_pooled_and_units_never_mixed():
    small = {"individuell": 3, "strukturell": 3}
    one = years(small, total=6)
    other = one.assign(stelle="B")
    alone = variants(cases_of(one, other), "ebene", threshold=5, station="A")
    assert preferred(alone) is None
    together = variants(cases_of(one, other), "ebene", threshold=5, station="A", consenting=["B"])
    best = preferred(together)
    assert best.stations == ("A", "B")
    assert best.table["2021"].to_dict() == {"individuell": 6, "strukturell": 6}
    assert "2 Stellen zusammen" in best.beschreibung
    asked = other.assign(zaehleinheit="anfrage")
    with pytest.raises(DataError, match="Zähleinheiten"):
        variants(cases_of(one, asked), "ebene", threshold=5, station="A", consenting=["B"])


def power(**answers: int) -> Cases:
    rows = [(2024, "gesamt", "gesamt", 20)]
    return cases_of(counted(*rows, *((2024, "machtverhaeltnis", *one) for one in answers.items())))


def test_cases_of_a_broader_answer_are_taken_where_the_file_states_them():
    stated = power(rassismus=12, sprache=4, religion=4, zugehoerigkeit=6, weitere=9, alter=4)
    best = preferred(variants(stated, "machtverhaeltnis", threshold=5))
    assert best.table["2024"].to_dict() == {"rassismus": 12, "weitere": 9}
    assert (best.in_answers, best.additive) == (False, False)  # 12 + 9 > 20 cases


def test_where_it_does_not_state_them_answers_are_counted_and_the_variant_says_so():
    silent = power(rassismus=12, sprache=4, religion=4, alter=4)
    best = preferred(variants(silent, "machtverhaeltnis", threshold=5))
    assert best.table["2024"].to_dict() == {"rassismus": 12, "weitere": 12}
    assert (best.in_answers, best.additive) == (True, True)
    assert "gezählt: Nennungen" in best.beschreibung


def test_noughts_are_small_only_if_they_are_protected():
    cases = cases_of(
        years({"individuell": 20}, {"individuell": 10, "strukturell": 10}),
    )
    assert preferred(variants(cases, "ebene", threshold=5)).detail == 3
    guarded = variants(cases, "ebene", threshold=5, protect_zeros=True)
    assert preferred(guarded).table.columns.to_list() == ["2021–2022"]


def test_a_crosstab_needs_its_fewest_cases(mu03):
    found = variants(mu03, "ebene", "form", threshold=5, least=30)
    assert preferred(found).n.to_dict() == {"2024–2025": 58}
    assert [one.too_few for one in found if one.n.to_list() == [29]]
    assert all(one.has_holes for one in found if one.n.to_list() == [29])


def test_nothing_to_show_gives_no_variant_and_an_unknown_category_is_named(mu03):
    one_answer = cases_of(years({"individuell": 20}))
    assert variants(one_answer, "ebene", threshold=5) == ()
    assert preferred(()) is None
    assert variants(one_answer, "form", threshold=5) == ()
    with pytest.raises(DataError, match="Meinten Sie „ergebnis“"):
        variants(mu03, "ergebniss", threshold=5)


def test_the_counts_stay_as_they_are(mu03):
    before = mu03.counts.copy()
    variants(mu03, "machtverhaeltnis", "lebensbereich", threshold=5)
    pd.testing.assert_frame_equal(mu03.counts, before)


def test_29_cases_a_year_give_a_table_without_holes_for_every_category(mu03):
    best = {code: preferred(variants(mu03, code, threshold=5)) for code in mu03.categories}
    assert all(best.values())
    by_year = [code for code, one in best.items() if one.table.shape[1] == 5]
    assert len(by_year) >= 4
    assert all(one.table.shape[0] >= 2 for one in best.values())


@settings(max_examples=6)
@given(seed=st.integers(0, 10**6), threshold=st.integers(2, 12))
def test_every_cell_of_every_variant_is_the_true_number_of_cases(seed, threshold):
    drawn = MADE["draw"](seed)
    rows = [
        ("MU", year, *row, "fall")
        for year, cases in drawn.items()
        for row in (("gesamt", "gesamt", "", "", len(cases)), *MADE["counts"](cases))
    ]
    cases = Cases(pd.DataFrame(rows, columns=list(COLUMNS)), NO_SIZE)
    for code in ("machtverhaeltnis", "form", "zugangsweg"):
        held = {year: [all_answers(one, code) for one in some] for year, some in drawn.items()}
        for variant in variants(cases, code, threshold=threshold):
            assert not variant.in_answers
            for label, column in variant.table.items():
                tally = Counter(answer for one in within(held, label) for answer in one)
                assert column.to_dict() == {code: tally[code] for code in column.index}
                assert variant.n[label] == len(within(held, label))
    pair = "machtverhaeltnis", "lebensbereich"
    held = {
        year: [[*product(*(all_answers(one, code) for code in pair))] for one in some]
        for year, some in drawn.items()
    }
    for variant in variants(cases, *pair, threshold=threshold):
        tally = Counter(both for one in within(held, variant.n.index[0]) for both in one)
        assert variant.table.stack().to_dict() == {
            key: tally[key] for key in variant.table.stack().index
        }


def all_answers(case: dict, code: str) -> set[str]:
    """The answers of a drawn case with all broader ones."""
    return {up for answer in case[code] for up in (answer, *categories()[code].above(answer))}


def within(held: dict[int, list], label: str) -> list:
    first, _, last = label.partition("–")
    return [one for year in range(int(first), int(last or first) + 1) for one in held[year]]
