"""Monitoring Soziale Stadtentwicklung Berlin 2021: classes from published z-scores."""

from dataclasses import replace

import pandas as pd
import pytest

from sozialraum.measures.composite.classes import cross_classes
from sozialraum.measures.composite.compute import Group, Index, Indicator, Result, compute
from sozialraum.measures.composite.normalise import Unchanged
from sozialraum.measures.composite.presets import preset

STATUS = {"gering": "hoch", "mittel": "mittel", "hoch": "niedrig", "sehr hoch": "sehr niedrig"}
DYNAMICS = {"günstig": "positiv", "stabil": "stabil", "ungünstig": "negativ"}


@pytest.fixture(scope="module")
def published(shared) -> pd.DataFrame:
    path = shared / "data/conformance/mss_2021_index-indikatoren_z-werte_plr.csv"
    table = pd.read_csv(path, sep=";", encoding="utf-8-sig", dtype={"PLR-ID": str}, na_values=[" "])
    return table.rename(columns=str.strip).set_index("PLR-ID")


def from_z_scores(table: pd.DataFrame, index: Index, codes: tuple[str, ...]) -> Result:
    root = Group(index.root.code, tuple(Indicator(code, 1) for code in codes))
    spec = replace(index, root=root, normalisation=Unchanged())
    return compute(table, spec, population=table["EW 31.12.2020"])


@pytest.fixture(scope="module")
def status(published) -> Result:
    return from_z_scores(published, preset("berlin").index, ("zS1", "zS3", "zS4"))


@pytest.fixture(scope="module")
def dynamics(published) -> Result:
    return from_z_scores(published, preset("berlin").dynamics, ("zD1", "zD3", "zD4"))


def test_all_536_status_classes_are_equal(published, status):
    ours = status.classes[status.score.notna()].map(STATUS)
    assert len(ours) == 536
    assert (ours == published["Zuordnung Klasse Status-Index"].dropna()).all()


def test_all_536_dynamics_classes_are_equal(published, dynamics):
    ours = dynamics.classes[dynamics.score.notna()].map(DYNAMICS)
    assert len(ours) == 536
    assert (ours == published["Zuordnung Klasse Dynamik-Index"].dropna()).all()


def test_the_six_areas_without_z_scores_stay_out_with_a_reason(published, status):
    assert len(published) - len(status.score.dropna()) == 6
    assert set(status.excluded.index) == set(published.index[published["zS1"].isna()])
    assert (status.excluded != "").all()


def test_status_and_dynamics_make_twelve_classes(status, dynamics):
    both = cross_classes(status.classes, dynamics.classes)
    assert both[both != ""].nunique() == 12
