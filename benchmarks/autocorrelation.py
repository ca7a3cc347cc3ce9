"""Local Moran beside esda, on made towns.

Run as ``python benchmarks/autocorrelation.py ours|esda`` it is the process that is measured cold:
it prints the seconds of its one call.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator

import numpy as np
import pandas as pd
from figure import Figure

SEED = 20250101
PERMUTATIONS = 999


def local_moran() -> Iterator[Figure]:
    """10,000 areas, 999 permutations, each time in a fresh process: aim 5 s."""
    for side, rounds in {"ours": 3, "esda": 1}.items():
        measured = [_process(side) for _ in range(rounds)]
        process, call = (statistics.median(times) for times in zip(*measured, strict=True))
        yield Figure(f"local_moran_10000x999_cold_{side}", process, "s (process)")
        yield Figure(f"local_moran_10000x999_first_call_{side}", call, "s")


def local_moran_memory() -> Iterator[Figure]:
    """Peak memory at 10,000 and at 40,000 areas: four times as much at most."""
    from sozialraum.measures.space.autocorrelation import local_moran as measure
    from sozialraum.measures.space.neighbours import neighbours_from_pairs

    for side in (100, 200):
        town = neighbours_from_pairs(_borders(side), pd.RangeIndex(side**2))
        tracemalloc.start()
        measure(_values(side), town, permutations=PERMUTATIONS)
        yield Figure(f"local_moran_{side**2}_peak", tracemalloc.get_traced_memory()[1] / 1e6, "MB")
        tracemalloc.stop()


def _process(side: str) -> tuple[float, float]:
    """Return the seconds of a fresh process and of the call in it."""
    start = time.perf_counter()
    done = subprocess.run([sys.executable, __file__, side], check=True, capture_output=True)
    return time.perf_counter() - start, float(done.stdout.split()[-1])


def _borders(side: int) -> list[tuple[int, int]]:
    """Return the pairs of squares that share an edge or a corner."""
    number = np.arange(side**2).reshape(side, side)
    steps = (
        (number[:, :-1], number[:, 1:]),
        (number[:-1], number[1:]),
        (number[:-1, :-1], number[1:, 1:]),
        (number[:-1, 1:], number[1:, :-1]),
    )
    pairs = np.concatenate([np.column_stack([one.ravel(), two.ravel()]) for one, two in steps])
    return [(one, two) for one, two in pairs.tolist()]


def _values(side: int) -> pd.Series:
    return pd.Series(np.random.default_rng(SEED).normal(size=side**2))


def _ours() -> float:
    from sozialraum.measures.space.autocorrelation import local_moran as measure
    from sozialraum.measures.space.neighbours import neighbours_from_pairs

    town = neighbours_from_pairs(_borders(100), pd.RangeIndex(10_000))
    start = time.perf_counter()
    measure(_values(100), town, permutations=PERMUTATIONS)
    return time.perf_counter() - start


def _esda() -> float:
    from esda import Moran_Local
    from libpysal.weights import W

    neighbours: dict[int, list[int]] = {area: [] for area in range(10_000)}
    for one, other in _borders(100):
        neighbours[one].append(other)
        neighbours[other].append(one)
    weights = W(neighbours)
    start = time.perf_counter()
    Moran_Local(_values(100).to_numpy(), weights, permutations=PERMUTATIONS)
    return time.perf_counter() - start


if __name__ == "__main__":
    print({"ours": _ours, "esda": _esda}[sys.argv[1]]())
