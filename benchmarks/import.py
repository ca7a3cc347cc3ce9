"""From a downloaded file to a region: cells of the census to areas, large tables to figures."""

from __future__ import annotations

from collections.abc import Iterator

import grid
import tables
from figure import Figure


def measure() -> Iterator[Figure]:
    """Yield the figures of all ways into a region."""
    yield from grid.measure()
    yield from tables.measure()
