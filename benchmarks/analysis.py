"""Measures on made figures of the size of real ones.

Each topic is a function that yields its figures; `TOPICS` lists them.  The first call
counts by itself where it is the one that people wait for („cold“).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from autocorrelation import local_moran, local_moran_memory
from catchments import floating_catchment
from figure import Figure, median_seconds, peak_mib
from robustness import choice, index_uncertainty, index_uncertainty_memory

from sozialraum.measures.composite.compute import Group, Index, Indicator, compute
from sozialraum.measures.composite.treat import Winsorise

SEED = 20250101


def composite() -> Iterator[Figure]:
    """10,990 areas × 40 indicators in 8 dimensions: index and ranks, aim 0.5 s."""
    codes = [f"i{number:02d}" for number in range(40)]
    root = Group("index", tuple(_dimension(codes[n : n + 5]) for n in range(0, 40, 5)))
    data, plain = _lognormal(10_990, codes), Index(root)
    start = time.perf_counter()
    compute(data, plain)
    yield Figure("composite_10990x40_cold", time.perf_counter() - start, "s")
    yield Figure("composite_10990x40", median_seconds(lambda: compute(data, plain)), "s")
    treated = Index(root, treatment=Winsorise())
    seconds = median_seconds(lambda: compute(data, treated))
    yield Figure("composite_10990x40_winsorised", seconds, "s")
    double = _lognormal(2 * 10_990, codes)
    memory = [peak_mib(lambda part=part: compute(part, plain)) for part in (data, double)]
    yield Figure("composite_10990x40_peak", memory[0], "MiB")
    yield Figure("composite_peak_twice_the_areas", memory[1] / memory[0], "ratio")


def _lognormal(areas: int, codes: list[str]) -> pd.DataFrame:
    random = np.random.default_rng(SEED)
    return pd.DataFrame(random.lognormal(sigma=0.8, size=(areas, len(codes))), columns=codes)


def _dimension(codes: list[str]) -> Group:
    return Group(f"d_{codes[0]}", tuple(Indicator(code, 1) for code in codes))


TOPICS: list[Callable[[], Iterator[Figure]]] = [
    composite,
    local_moran,
    local_moran_memory,
    floating_catchment,
    index_uncertainty,
    index_uncertainty_memory,
    choice,
]


def measure() -> Iterator[Figure]:
    """Yield the figures of all topics."""
    for topic in TOPICS:
        yield from topic()
