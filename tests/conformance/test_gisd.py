"""GISD of the Robert Koch-Institut: scale within NRW and classes, from the federal scores."""

from dataclasses import replace

import pandas as pd
import pytest

from sozialraum.measures.composite.classes import Quantiles
from sozialraum.measures.composite.compute import Group, Index, Indicator, Level, compute
from sozialraum.measures.composite.normalise import MinMax, Unchanged
from sozialraum.measures.composite.presets import preset
from sozialraum.sources.gisd import read_gisd

TREE = Group("gisd", (Indicator("gisd_score", 1),))


def by_area_and_year(path) -> pd.DataFrame:
    figures = read_gisd(path)
    return figures.pivot(index=["gebiet", "jahr"], columns="merkmal", values="wert")


@pytest.fixture(scope="module")
def federal(shared) -> pd.DataFrame:
    return by_area_and_year(shared / "data/raw/gisd/GISD_Bund_Kreis.csv")


@pytest.fixture(scope="module")
def nrw(shared) -> pd.DataFrame:
    return by_area_and_year(shared / "data/raw/gisd/GISD_Nordrhein-Westfalen_Kreis.csv")


def test_the_scores_of_nrw_are_min_max_of_the_federal_scores_within_each_year(federal, nrw):
    spec = Index(TREE, normalisation=Unchanged(), levels=(Level(scale=MinMax()),))
    ours = compute(federal.loc[federal.index.isin(nrw.index)], spec).score
    assert len(ours) == len(nrw) == 53 * 24
    assert (ours - nrw["gisd_score"]).abs().max() <= 2e-5


FIFTHS = preset("gisd").index.classes
TENTHS = replace(
    FIFTHS,
    shares=tuple(n / 10 for n in range(1, 10)),
    names=tuple(str(n) for n in range(1, 11)),
)
THREE = replace(FIFTHS, shares=(0.2, 0.8), names=("1", "2", "3"))


@pytest.mark.parametrize(
    ("column", "classes"), [("gisd_5", FIFTHS), ("gisd_10", TENTHS), ("gisd_k", THREE)]
)
def test_all_9600_classes_follow_from_the_federal_scores(federal, column: str, classes: Quantiles):
    spec = Index(TREE, normalisation=Unchanged(), classes=classes)
    ours = compute(federal, spec).classes
    assert len(ours) == 9600
    assert (ours == federal[column].astype(int).astype(str)).sum() == 9600
