"""Published results of cell suppression: patterns, intervals and tables that are not safe."""

import itertools

import numpy as np
import pandas as pd
import pytest

from sozialraum.measures.disclosure import (
    Level,
    Rules,
    Threat,
    attack,
    audit,
    cell,
    from_counts,
    from_crosstab,
    link,
    protect,
)

SIGNS = Threat(levels=(Level.SIGNS,))


def crosstab(rows, index, columns):
    frame = pd.DataFrame(rows, list(index), list(columns))
    return from_crosstab(frame.rename_axis(index="zeile", columns="spalte"))


def mask(table, *pairs):
    named = [cell(zeile=row, spalte=column) for row, column in pairs]
    return np.array([one in named for one in table.cells])


def names(table, hidden):
    return {
        "".join(dict(one).values()) for one, out in zip(table.cells, hidden, strict=True) if out
    }


@pytest.fixture(scope="module")
def fischetti_salazar():
    """Rows 1 to 3, columns A to C; 2C = 22 must be uncertain by 5 on either side."""
    rows = [(20, 50, 10), (8, 19, 22), (17, 32, 12)]
    return crosstab(rows, "123", "ABC"), Rules(0, dominated={cell(zeile="2", spalte="C"): 5.0})


def test_fischetti_and_salazar_s_pattern_is_found_and_proven(fischetti_salazar):
    table, rules = fischetti_salazar
    found = protect(table, rules, SIGNS)
    assert names(table, found.hidden) == {"A2", "C2", "A3", "C3"}
    assert found.cost == found.bound == 8 + 22 + 17 + 12 == 59
    assert found.optimal


def test_their_attacker_knows_5_to_30(fischetti_salazar):
    table, rules = fischetti_salazar
    hidden = protect(table, rules, SIGNS).hidden
    interval = attack(table, hidden, Level.SIGNS, rules).loc["spalte C × zeile 2"]
    assert interval.tolist() == [5, 30]


def test_no_other_pattern_is_as_cheap_by_brute_force(fischetti_salazar):
    table, rules = fischetti_salazar
    target = table.positions[cell(zeile="2", spalte="C")]
    others = [position for position in range(len(table.cells)) if position != target]
    cheap = []
    for size in range(1, 5):
        for some in itertools.combinations(others, size):
            hidden = np.isin(np.arange(len(table.cells)), [target, *some])
            if table.values[hidden].sum() <= 59 and audit(table, hidden, rules, SIGNS).safe:
                cheap.append(names(table, hidden))
    assert cheap == [{"A2", "C2", "A3", "C3"}]


@pytest.fixture(scope="module")
def problemdata():
    rows = [(30, 47, 64, 89), (90, 124, 5, 31), (92, 100, 59, 85), (800, 991, 651, 685)]
    table = crosstab(rows, "wxyz", "abcd")
    hidden = mask(table, *("wa", "wb", "wc", "xa", "xc", "yb", "yd", "zb", "zd"))
    return table, hidden


def test_sdctable_s_problemdata_is_recognised_as_unsafe(problemdata):
    table, hidden = problemdata
    inner = np.array([len(one) == 2 for one in table.cells])
    grid = hidden[inner].reshape(4, 4)
    for counts in (grid.sum(axis=0), grid.sum(axis=1)):
        assert (counts[counts > 0] >= 2).all()  # no line gives a cell away at first sight
    found = audit(table, hidden, Rules(threshold=0), SIGNS)
    assert not found.safe
    assert found.findings[0].readable == (cell(zeile="w", spalte="b"),)
    interval = attack(table, hidden, Level.SIGNS).loc["spalte b × zeile w"]
    assert interval.tolist() == [47, 47]


def test_after_hiding_x_b_as_well_it_lies_in_0_to_141(problemdata):
    table, hidden = problemdata
    more = hidden | mask(table, "xb")
    assert audit(table, more, Rules(threshold=0), SIGNS).safe
    assert attack(table, more, Level.SIGNS).loc["spalte b × zeile w"].tolist() == [0, 141]


@pytest.fixture(scope="module")
def linked():
    """Municipalities by county and by size: two tables of the same counts."""
    index = pd.Index(list("ABIJKLMN"), name="ort")
    counts = pd.Series([2, 2, 8, 8, 3, 3, 3, 7], index)
    counties = {"county-1": list("ABIJ"), "county-2": list("KLMN")}
    sizes = {"BIG": list("LM"), "small": list("ABIJKN")}
    return [from_counts(counts, hierarchies={"ort": tiers}) for tiers in (counties, sizes)]


def test_linked_tables_are_safe_alone_and_not_together(linked):
    rules = Rules(threshold=4)
    for table, most in zip(linked, (9, 7), strict=True):
        hidden = table.values <= 3
        assert attack(table, hidden, Level.SIGNS, rules).loc["ort K"].tolist() == [0, most]
        assert audit(table, hidden, rules, SIGNS).safe
    both = link(*linked)
    hidden = both.values <= 3
    assert attack(both, hidden, Level.SIGNS, rules).loc["ort K"].tolist() == [3, 3]
    assert not audit(both, hidden, rules, SIGNS).safe


def test_hiding_n_as_well_protects_linked_tables_at_the_lowest_cost(linked):
    both = link(*linked)
    found = protect(both, Rules(threshold=4), SIGNS)
    assert names(both, found.hidden) == set("ABKLMN")
    assert found.cost == found.bound == 2 + 2 + 3 + 3 + 3 + 7 == 20


@pytest.mark.parametrize(("threshold", "total"), [(4, 35), (5, 45), (6, 58)])
def test_ssbtools_z1_is_suppressed_at_the_lowest_cost(shared, threshold, total):
    frame = pd.read_csv(shared / "data/conformance/z1.csv")
    table = from_counts(frame.set_index(["region", "hovedint"])["ant"])
    found = protect(table, Rules(threshold, one_step=True), SIGNS)
    assert found.cost == found.bound == total
    assert found.optimal
