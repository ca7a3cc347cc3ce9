import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from sozialraum.errors import DataError
from sozialraum.measures.rates.false_discovery import benjamini_hochberg

P_1995 = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
    0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.000,
]  # fmt: skip
probabilities = st.lists(st.floats(0, 1), min_size=1, max_size=60)


def test_four_of_fifteen_hypotheses_are_rejected_as_in_benjamini_and_hochberg_1995():
    adjusted = benjamini_hochberg(np.array(P_1995))
    assert (adjusted <= 0.05).sum() == 4  # Bonferroni rejects three
    assert adjusted[3] == pytest.approx(0.0095 * 15 / 4)


@given(probabilities)
def test_adjusted_p_values_are_those_of_scipy(values):
    p = np.array(values)
    assert benjamini_hochberg(p) == pytest.approx(false_discovery_control(p, method="bh"))


@given(probabilities)
def test_adjusting_raises_p_values_and_keeps_their_order(values):
    p = pd.Series(sorted(values))
    adjusted = benjamini_hochberg(p)
    assert adjusted.is_monotonic_increasing
    assert (p <= adjusted + 1e-12).all()
    assert (adjusted <= 1).all()


@pytest.mark.parametrize(
    ("p", "adjusted"),
    [
        ([0.04], [0.04]),  # one area: nothing to adjust
        ([0.02, 0.02], [0.02, 0.02]),  # a tie
        ([0.01, math.nan, 0.04], [0.02, math.nan, 0.04]),  # two tests, not three
        ([math.nan], [math.nan]),
        ([], []),
    ],
)
def test_adjusted_p_values_at_the_edges(p, adjusted):
    index = [str(number) for number in range(len(p))]
    found = benjamini_hochberg(pd.Series(p, index=index, dtype=float))
    assert found.tolist() == pytest.approx(adjusted, nan_ok=True)
    assert list(found.index) == index


def test_p_values_that_are_no_shares_are_all_named():
    with pytest.raises(DataError, match="p-Wert von 12") as caught:
        benjamini_hochberg(pd.Series([0.5, 5.0, -0.1], index=["11", "12", "13"]))
    assert len(caught.value.faults) == 2
