"""Whatever the table: no hidden cell can be read, and what is printed is true."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from sozialraum.errors import DataError
from sozialraum.measures.disclosure import (
    LEVELS,
    Level,
    Published,
    Rules,
    Threat,
    audit,
    controlled_rounding,
    from_counts,
    from_crosstab,
    link,
    protect,
    release,
)

rules_of_stations = st.builds(Rules, st.integers(3, 5), st.booleans())


@st.composite
def crosstabs(draw, most_rows=30, most_columns=8):
    rows, columns = draw(st.integers(1, most_rows)), draw(st.integers(1, most_columns))
    mean, seed = draw(st.sampled_from([1, 3, 8, 30])), draw(st.integers(0, 10**6))
    random = np.random.default_rng(seed)
    counts = random.poisson(mean * random.gamma(1, 1, (rows, columns)))
    frame = pd.DataFrame(counts, [f"r{n}" for n in range(rows)], [f"c{n}" for n in range(columns)])
    return from_crosstab(frame.rename_axis(index="zeile", columns="spalte"))


@st.composite
def cubes(draw):
    """Three dimensions, one of them with a hierarchy."""
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    levels = [[f"{name}{n}" for n in range(draw(st.integers(2, 3)))] for name in "abc"]
    index = pd.MultiIndex.from_product(levels, names=list("abc"))
    counts = pd.Series(random.poisson(draw(st.sampled_from([2, 6])), len(index)), index)
    tiers = {"a": {"oben": levels[0][:2], "unten": levels[0][2:]}} if len(levels[0]) > 2 else {}
    return from_counts(counts, hierarchies=tiers)


def readable_by_hand(table, hidden, rules, level):
    """The hidden cells that an attacker knows, by a program of its own for the whole table."""
    small = (table.values < rules.threshold) & (rules.zeros_protected | (table.values > 0))
    least = 0 if rules.zeros_protected or level == Level.SIGNS else 1
    kinds = level == Level.KINDS
    bounds = []
    for value, out, little in zip(table.values, hidden, small, strict=True):
        low = rules.threshold if kinds and not little else least
        high = rules.threshold - 1 if kinds and little else None
        bounds.append((low, high) if out else (value, value))
    low, high = table.values.copy(), table.values.copy()
    for position in np.flatnonzero(hidden):
        for sign in (1, -1):
            if high[position] - low[position] < 0.5:  # no other table seen yet
                costs = sign * np.eye(len(bounds))[position]
                equations = table.matrix.toarray()
                found = linprog(costs, A_eq=equations, b_eq=np.zeros(len(equations)), bounds=bounds)
                if found.status == 3:  # without bound
                    high[position] = np.inf
                else:
                    low, high = np.minimum(low, found.x), np.maximum(high, found.x)
    return hidden & (np.floor(high + 1e-6) <= np.ceil(low - 1e-6))


def published_or_refused(table, rules):
    """The published table, None where it is refused because it cannot be protected."""
    try:
        return release(table, rules)
    except DataError as refused:
        if "lässt sich nicht schützen" not in str(refused):
            raise
        return None


@settings(max_examples=40)
@given(crosstabs(), rules_of_stations)
def test_no_hidden_cell_of_a_crosstab_is_known_to_any_attacker(table, rules):
    published = published_or_refused(table, rules)
    if published is None:
        everything = rules.zeros_protected | (table.values > 0)
        assert readable_by_hand(table, everything, rules, Level.KINDS).any()
        return
    hidden = np.isnan(published.values)
    assert (hidden | (table.values >= rules.threshold) | (table.values == 0)).all()
    for level in LEVELS:
        assert not readable_by_hand(table, hidden, rules, level).any()


@settings(max_examples=40)
@given(crosstabs(12, 6), rules_of_stations)
def test_what_is_printed_is_the_true_figure_and_so_are_the_totals(table, rules):
    published = published_or_refused(table, rules)
    assume(published is not None)
    printed = ~np.isnan(published.values)
    assert (published.values[printed] == table.values[printed]).all()


@settings(max_examples=15)
@given(cubes(), rules_of_stations)
def test_no_hidden_cell_of_a_cube_with_hierarchy_is_known(table, rules):
    published = published_or_refused(table, rules)
    assume(published is not None)
    hidden = np.isnan(published.values)
    for level in LEVELS:
        assert not readable_by_hand(table, hidden, rules, level).any()


@settings(max_examples=25)
@given(crosstabs(5, 4), rules_of_stations)
def test_the_search_without_time_is_safe_and_its_bound_is_true(table, rules):
    try:
        best = protect(table, rules)
    except DataError:
        with pytest.raises(DataError, match="lässt sich nicht schützen"):
            protect(table, rules, time_limit=0)
        return
    quick = protect(table, rules, time_limit=0)
    assert Published(table, quick.hidden, rules).audit.safe
    assert quick.bound <= best.bound == best.cost <= quick.cost
    assert best.optimal
    assert best.gap == 0


@settings(max_examples=20)
@given(crosstabs(3, 3), st.integers(3, 4))
def test_no_cheaper_pattern_is_safe_by_brute_force(table, threshold):
    rules = Rules(threshold)
    primary = (table.values > 0) & (table.values < threshold)
    others = np.flatnonzero(~primary & (table.values > 0))
    assume(len(others) <= 8)
    published = published_or_refused(table, rules)
    if published is None:
        assert readable_by_hand(table, table.values > 0, rules, Level.KINDS).any()
        return
    best = table.values[np.isnan(published.values)].sum()
    for some in range(2 ** len(others)):
        hidden = primary.copy()
        hidden[others[[bool(some >> n & 1) for n in range(len(others))]]] = True
        if table.values[hidden].sum() < best:
            assert readable_by_hand(table, hidden, rules, Level.KINDS).any()


@settings(max_examples=20)
@given(crosstabs(6, 5), rules_of_stations)
def test_the_same_table_gets_the_same_pattern(table, rules):
    try:
        one, two = (protect(table, rules).hidden for _ in range(2))
    except DataError:
        assume(False)
    assert (one == two).all()


@settings(max_examples=20)
@given(crosstabs(6, 5))
def test_each_attacker_reads_what_the_last_one_reads(table):
    hidden = (table.values > 0) & (table.values < 3)
    threats = (Threat(levels=(level,)) for level in LEVELS)
    sets = [set(audit(table, hidden, Rules(), one).findings[0].readable) for one in threats]
    assert sets[0] <= sets[1] <= sets[2]


@settings(max_examples=40)
@given(crosstabs(12, 8), st.sampled_from([3, 5]))
def test_rounded_tables_add_up_near_the_truth(table, base):
    rounded = controlled_rounding(table, base)
    assert (rounded % base == 0).all()
    assert (abs(rounded - table.values) < base).all()
    assert (rounded == table.values)[table.values % base == 0].all()
    assert not (table.matrix @ rounded).any()


def test_linked_years_are_protected_with_their_sum():
    index = pd.MultiIndex.from_product([["2023", "2024"], list("abcd")], names=["jahr", "feld"])
    table = from_counts(pd.Series([2, 9, 5, 7, 6, 4, 12, 8], index))
    assert (link(table, table).values == table.values).all()
    published = release(table)
    assert published.audit.safe
    assert int(np.isnan(published.values).sum()) == 4
