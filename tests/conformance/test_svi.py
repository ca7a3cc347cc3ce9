"""The Social Vulnerability Index 2020 for Pennsylvania, as the CDC/ATSDR publish it."""

import pandas as pd
import pytest

from sozialraum.measures.composite.compute import compute
from sozialraum.measures.composite.presets import preset


@pytest.fixture(scope="module")
def published(shared) -> pd.DataFrame:
    path = shared / "data/conformance/svi2020_pennsylvania_counties.csv"
    return pd.read_csv(path, encoding="utf-8-sig", dtype={"FIPS": str}).set_index("FIPS")


@pytest.fixture(scope="module")
def result(published):
    return compute(published, preset("svi").index)


def test_all_1072_percentile_ranks_of_the_variables_are_exact(published, result):
    ours = result.normalised.rename(columns=lambda code: code.replace("EP_", "EPL_"))
    assert ours.shape == (67, 16)
    assert (ours == published[ours.columns]).all(axis=None)


def test_all_335_sums_and_percentile_ranks_of_themes_and_total_are_exact(published, result):
    for ours, prefix in ((result.scores, "SPL_"), (result.percentiles, "RPL_")):
        named = ours.rename(columns=lambda code, prefix=prefix: prefix + code)
        assert named.shape == (67, 5)
        assert (named == published[named.columns]).all(axis=None)
