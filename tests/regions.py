"""The regions of the repository, opened once for all tests of a process."""

from functools import cache
from pathlib import Path

from sozialraum.display.opening import keep_open
from sozialraum.region import Region

DATA = Path(__file__).parents[1] / "data"


@cache
def opened(name: str) -> Region:
    """The region ``data/<name>``; what has been computed for it is there for the next test too.

    Notebooks that are forked from this process find it as well.
    """
    return keep_open(DATA / name)
