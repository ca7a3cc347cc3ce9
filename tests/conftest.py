"""What several test files need: the raw data beside the repository, a browser."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from sozialraum.region import Region
from tests.regions import opened

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


def program(name: str, package: str) -> str:
    """The path of a program that a test needs; where .ci/run installs it, it has to be there."""
    path = shutil.which(name)
    if path is None:
        said = f"{name} fehlt; .ci/run richtet es ein (apt-get install {package})."
        (pytest.fail if os.environ.get("CI") else pytest.skip)(said)
    return path


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium that a test can drive."""
    return program("chromium", "chromium")


@pytest.fixture(scope="session")
def writer() -> str:
    """The path of a LibreOffice that opens Word files."""
    return program("soffice", "libreoffice-writer")


@pytest.fixture(scope="session")
def calc(writer: str) -> str:
    """The path of a LibreOffice that opens Excel files as well."""
    program("localc", "libreoffice-calc")
    return writer


@pytest.fixture(scope="session")
def nrw() -> Region:
    return opened("nrw")


@pytest.fixture(scope="session")
def koeln() -> Region:
    return opened("koeln")


@pytest.fixture(scope="session")
def town() -> Region:
    """The invented town: the region that has everything."""
    return opened("musterstadt")
