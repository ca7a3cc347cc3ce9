"""COINr's ASEM example: every step from raw values to ranks equals the stored tables."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sozialraum.measures.composite.compute import (
    Group,
    Index,
    Indicator,
    Ranking,
    Result,
    compute,
    reweighted,
)
from sozialraum.measures.composite.impute import Imputation
from sozialraum.measures.composite.normalise import MinMax
from sozialraum.measures.composite.treat import Winsorise


@pytest.fixture(scope="module")
def folder(shared) -> Path:
    return shared / "data/conformance/asem"


def stored(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / f"{name}.csv", index_col="UnitCode")


def tree(folder: Path) -> Group:
    """The hierarchy as COINr's metadata declare it: indicators → 8 pillars → 2 → 1."""
    meta = pd.read_csv(folder / "indmeta.csv", keep_default_na=False)
    weights = pd.read_csv(folder / "weights.csv").set_index("Code")["Weight"]

    def group(code: str, members: tuple) -> Group:
        return Group(code, members, weight=weights[code])

    def pillar(code: str) -> Group:
        rows = meta[meta["Agg1"] == code].itertuples()
        indicators = (
            Indicator(r.IndCode, int(r.Direction), r.IndWeight, r.Denominator) for r in rows
        )
        return group(code, tuple(indicators))

    def sub_index(code: str) -> Group:
        return group(code, tuple(pillar(c) for c in meta[meta["Agg2"] == code]["Agg1"].unique()))

    return group("Index", tuple(sub_index(code) for code in meta["Agg2"].unique()))


@pytest.fixture(scope="module")
def index(folder) -> Index:
    return Index(
        tree(folder),
        imputation=Imputation("group_mean"),
        treatment=Winsorise(max_points=6),
        normalisation=MinMax(0, 100),
        ranking=Ranking(decimals=2),
    )


def computed(folder: Path, index: Index) -> Result:
    raw = stored(folder, "raw")
    return compute(
        raw, index, denominators=stored(folder, "denominators"), groups=raw["Group_EurAsia"]
    )


@pytest.fixture(scope="module")
def result(folder, index) -> Result:
    return computed(folder, index)


@pytest.mark.parametrize("step", ["denominated", "imputed", "treated", "normalised"])
def test_each_step_equals_the_stored_table(folder, result, step):
    ours = getattr(result, step)
    assert ours.shape == (51, 49)
    np.testing.assert_allclose(ours, stored(folder, step)[ours.columns], rtol=1e-12, atol=1e-12)


def test_all_11_scores_equal_the_stored_table(folder, result):
    expected = stored(folder, "aggregated")[result.scores.columns]
    assert expected.shape == (51, 11)
    np.testing.assert_allclose(result.scores, expected, rtol=1e-12)


def test_all_561_ranks_equal_the_stored_table(folder, result):
    expected = stored(folder, "ranks")[result.ranks.columns].loc[result.ranks.index]
    assert (result.ranks == expected).to_numpy().sum() == 51 * 11


def test_imputed_and_treated_values_are_marked(folder, result):
    summary = pd.read_csv(folder / "treatsummary.csv", index_col=0)
    missing = stored(folder, "denominated")[result.raw.columns].isna()
    assert missing.to_numpy().sum() == 63 + 2  # unknown values, unknown denominators
    assert (result.was_imputed == missing).all(axis=None)
    assert ((result.was_treated == "winhi").sum() == summary["High"]).all()
    assert ((result.was_treated == "winlo").sum() == summary["Low"]).all()
    assert ((result.was_treated != "").any()).sum() == 15


def test_unequal_weights_shift_the_score_as_the_arithmetic_says(folder, index, result):
    """Conn three times as heavy as Sust: index = (3·Conn + Sust) / 4, and so within Conn."""
    pillars = {"Physical": 2.0, "ConEcFin": 1.0, "Political": 0.5, "Instit": 4.0, "P2P": 2.5}
    weighted = computed(folder, reweighted(index, {"Conn": 3.0, **pillars}))
    old = result.scores
    conn = sum(weight * old[code] for code, weight in pillars.items()) / 10
    np.testing.assert_allclose(weighted.scores["Conn"], conn, rtol=1e-12)
    np.testing.assert_allclose(weighted.score, (3 * conn + old["Sust"]) / 4, rtol=1e-12)
    assert weighted.shares[["Conn", "Sust", "Instit"]].tolist() == [0.75, 0.25, 0.4]
