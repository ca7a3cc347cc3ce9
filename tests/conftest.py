"""What several test files need: the raw data beside the repository, a browser."""

import shutil
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("fest", derandomize=True, deadline=None)
settings.load_profile("fest")  # the same examples in every run; a slow machine is no failure

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder ``shared`` with the raw data; it lies beside the repository, not in it."""
    folder = (ROOT / "../shared").resolve()
    if not folder.is_dir():
        pytest.skip("Die Rohdaten fehlen: neben dem Repository liegt kein Ordner „shared“.")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium that a test can drive."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium fehlt; .ci/run richtet es ein (apt-get install chromium).")
    return path
