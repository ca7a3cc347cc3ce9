"""Cell suppression on a made table as large as a state's, and on the tables of one station."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from figure import Figure

from sozialraum.analysis.discrimination import statistics
from sozialraum.measures.disclosure import (
    FrequencyTable,
    Published,
    Rules,
    Threat,
    from_crosstab,
    protect,
)
from sozialraum.measures.disclosure.rules import Level
from sozialraum.region import open_region

SEED = 20250101
AREAS, KINDS = 437, 4
TOWN = Path(__file__).parents[1] / "data/musterstadt"


def measure() -> Iterator[Figure]:
    """Yield the figures of both sizes."""
    yield from large()
    yield from station()


def large() -> Iterator[Figure]:
    """437 areas × 4 kinds, about 120 primary cells: proven optimal, aim 30 s."""
    table = _large()
    for name, rules, threat in (
        ("all_attackers", Rules(), Threat()),
        ("one_step", Rules(one_step=True), Threat(levels=(Level.SIGNS,))),
    ):
        start = time.perf_counter()
        found = protect(table, rules, threat)
        yield Figure(f"suppress_{AREAS}x{KINDS}_{name}", time.perf_counter() - start, "s")
        yield Figure(f"suppress_{name}_primary", float(found.primary.sum()), "cells")
        yield Figure(f"suppress_{name}_hidden", float(found.hidden.sum()), "cells")
        yield Figure(f"suppress_{name}_gap", 100 * found.gap, "%")
        start = time.perf_counter()
        Published(table, found.hidden, rules, threat)
        yield Figure(f"audit_{AREAS}x{KINDS}_{name}", time.perf_counter() - start, "s")
    start = time.perf_counter()
    found = protect(table, time_limit=0)
    yield Figure("heuristic_all_attackers", time.perf_counter() - start, "s")
    yield Figure("heuristic_all_attackers_gap", 100 * found.gap, "%")


def station() -> Iterator[Figure]:
    """All tables of a station with 29 cases a year: chosen, protected, attacked; aim 1 s.

    The first call of a process that has read the counts, in seconds of the processor.
    """
    region = open_region(TOWN)
    _ = region.faelle
    start = time.process_time()
    found = statistics(region)
    yield Figure("station_tables_first_call", time.process_time() - start, "CPU s")
    yield Figure("station_tables", float(len(found.tables)), "tables")
    readable = [one for one in found.tables if 2 * one.hidden <= one.werte.size]
    yield Figure("station_tables_readable", float(len(readable)), "tables")


def _large() -> FrequencyTable:
    random = np.random.default_rng(SEED)
    sizes = random.lognormal(4.25, 0.8, (AREAS, 1))
    counts = random.poisson(sizes * random.dirichlet([4, 3, 2, 1.2], AREAS))
    names = [f"{number:05d}" for number in range(AREAS)]
    frame = pd.DataFrame(counts, pd.Index(names, name="ort"), pd.Index([*"abcd"], name="art"))
    return from_crosstab(frame)
