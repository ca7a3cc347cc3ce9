"""Regions to import into: only outlines and region.toml, no figures yet."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from sozialraum.sources.incoming.asking import Ask, ImportReport, only_sure
from sozialraum.sources.incoming.importing import import_file
from sozialraum.sources.incoming.target import Known
from sozialraum.sources.tables import read_kennzahlen

DATA = Path(__file__).parents[3] / "data"


def bare_region(target: Path, name: str, *, parents: bool = True) -> Path:
    """Copy a shipped region without its figures, and without its areas of comparison."""
    target.mkdir()
    shutil.copy(DATA / name / "gebiete.geojson", target)
    text = (DATA / name / "region.toml").read_text(encoding="utf-8")
    if not parents:
        blocks = text.split("\n\n")
        text = "\n\n".join(block for block in blocks if "[[uebergeordnet]]" not in block)
    (target / "region.toml").write_text(text, encoding="utf-8")
    return target


@pytest.fixture
def koeln(tmp_path) -> Path:
    """Köln without any area of comparison."""
    return bare_region(tmp_path / "koeln", "koeln", parents=False)


@pytest.fixture
def nrw(tmp_path) -> Path:
    return bare_region(tmp_path / "nrw", "nrw")


@pytest.fixture
def take() -> Callable[..., tuple[pd.DataFrame, ImportReport]]:
    """Import a file as ``--ja`` does; the region's figures and the report."""

    def run(folder: Path, file: Path, ask: Ask = only_sure, **known):
        report = ImportReport()
        import_file(folder, file, ask, report, Known(**known))
        return read_kennzahlen(folder / "kennzahlen.csv"), report

    return run


@pytest.fixture
def shipped() -> Callable[[str], pd.DataFrame]:
    """The figures that come with the project: an oracle made by other readers."""
    return lambda name: read_kennzahlen(DATA / name / "kennzahlen.csv")
