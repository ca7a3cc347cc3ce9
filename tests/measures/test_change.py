import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialraum.errors import DataError
from sozialraum.measures.change import all_scores, shapley_parts, split_change

FACTORS = ("daten", "verfahren", "gewichte")


def index(daten, verfahren, gewichte):
    """Return a weighted sum of two indicators after a method has been applied to them."""
    return (verfahren(daten) * gewichte).sum(axis="columns")


OLD = {
    "daten": pd.DataFrame({"a": [1.0, 3.0], "b": [2.0, 0.0]}, index=["11", "12"]),
    "verfahren": lambda table: table,
    "gewichte": pd.Series({"a": 0.5, "b": 0.5}),
}
NEW = {
    "daten": pd.DataFrame({"a": [2.0, 3.0], "b": [2.0, 1.0]}, index=["11", "12"]),
    "verfahren": lambda table: table**2,
    "gewichte": pd.Series({"a": 0.25, "b": 0.75}),
}


def test_the_parts_of_three_factors_add_up_to_the_whole_change():
    # Area 11: from 0.5 · 1 + 0.5 · 2 = 1.5 to 0.25 · 4 + 0.75 · 4 = 4.
    parts = split_change(index, OLD, NEW)
    assert list(parts.columns) == [*FACTORS, "gesamt"]
    assert parts.loc["11", "gesamt"] == 2.5
    assert parts[list(FACTORS)].sum(axis="columns").tolist() == pytest.approx(
        parts["gesamt"].tolist(), abs=1e-12
    )


def one_after_the_other(scores, order):
    """Return the parts if the factors change in one order."""
    done = [frozenset(order[:step]) for step in range(len(order) + 1)]
    parts = {
        name: scores[after] - scores[before]
        for name, before, after in zip(order, done, done[1:], strict=False)
    }
    return pd.DataFrame(parts).assign(gesamt=scores[done[-1]] - scores[done[0]])


def test_one_step_after_the_other_by_head():
    # Area 11: 1.5, new data 2.0, new method 4.0, new weights 4.0.
    steps = one_after_the_other(all_scores(index, OLD, NEW), FACTORS)
    assert steps.loc["11", list(FACTORS)].tolist() == [0.5, 2.0, 0.0]
    # The other way round: 1.5, weights 1.75, method 3.25, data 4.0.
    back = one_after_the_other(all_scores(index, OLD, NEW), FACTORS[::-1])
    assert back.loc["11", list(FACTORS[::-1])].tolist() == [0.25, 1.5, 0.75]


def test_the_parts_are_the_mean_over_all_orders():
    scores = all_scores(index, OLD, NEW)
    a, b, c = FACTORS
    every = [(a, b, c), (a, c, b), (b, a, c), (b, c, a), (c, a, b), (c, b, a)]
    mean = sum(one_after_the_other(scores, order) for order in every) / 6
    pd.testing.assert_frame_equal(mean[[*FACTORS, "gesamt"]], shapley_parts(scores))


def test_what_has_not_changed_has_no_part():
    parts = split_change(index, OLD, NEW | {"gewichte": OLD["gewichte"]})
    assert parts["gewichte"].tolist() == [0.0, 0.0]
    assert split_change(index, OLD, OLD).to_numpy().tolist() == [[0.0] * 4] * 2


@given(st.lists(st.floats(-1e3, 1e3), min_size=8, max_size=8))
def test_parts_of_any_scores_add_up(values):
    subsets = list(all_scores(index, OLD, NEW))
    scores = {
        new: pd.Series([value], index=["11"]) for new, value in zip(subsets, values, strict=True)
    }
    parts = shapley_parts(scores)
    total = values[subsets.index(frozenset(FACTORS))] - values[subsets.index(frozenset())]
    assert parts.loc["11", list(FACTORS)].sum() == pytest.approx(total, abs=1e-9)


def test_an_area_without_a_score_in_one_mixture_cannot_be_split():
    data = NEW["daten"].copy()
    data.loc["12", "a"] = math.nan

    def strict(daten, verfahren, gewichte):
        return (verfahren(daten) * gewichte).sum(axis="columns", skipna=False)

    parts = split_change(strict, OLD, NEW | {"daten": data})
    assert parts.loc["12"].isna().all()
    assert parts.loc["11"].notna().all()


def test_scores_of_different_areas_are_refused_by_name():
    scores = all_scores(index, OLD, NEW)
    scores[frozenset(FACTORS)] = scores[frozenset(FACTORS)].rename({"12": "99"})
    with pytest.raises(DataError, match="nicht dieselben Gebiete") as caught:
        shapley_parts(scores)
    assert "12, 99" in str(caught.value)


def test_a_missing_mixture_is_refused_by_name():
    scores = all_scores(index, OLD, NEW)
    del scores[frozenset({"daten", "gewichte"})]
    with pytest.raises(DataError, match="bei dem neu ist: daten, gewichte"):
        shapley_parts(scores)


def test_before_and_after_have_the_same_factors():
    with pytest.raises(DataError, match="verschiedene Bestandteile"):
        split_change(index, OLD, {"daten": NEW["daten"]})
