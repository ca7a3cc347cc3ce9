"""Cell suppression on a made table as large as a state's, and on the tables of one station."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import pandas as pd
from figure import Figure, median_seconds

from sozialraum.measures.disclosure import (
    FrequencyTable,
    Published,
    Rules,
    Threat,
    from_counts,
    from_crosstab,
    link,
    protect,
    release,
)
from sozialraum.measures.disclosure.rules import Level

SEED = 20250101
AREAS, KINDS = 437, 4
CASES = 29
DIMENSIONS = {
    "machtverhaeltnis": ("Rassismus", "Antisemitismus", "Geschlecht", "Behinderung", "Sonstiges"),
    "lebensbereich": ("Arbeit", "Bildung", "Wohnen", "Behörden", "Güter", "Öffentlicher Raum"),
    "ebene": ("individuell", "institutionell", "strukturell"),
    "form": ("unmittelbar", "mittelbar", "Belästigung", "Viktimisierung", "Angriff"),
    "ergebnis": ("Entschuldigung", "Einigung", "kein Erfolg", "weitergeleitet", "offen"),
    "zugangsweg": ("eigene Suche", "Verweis", "Meldestelle", "Veranstaltung"),
}


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
    """All tables of a station with 29 cases a year, linked and audited: aim 1 s."""
    tables = _station()
    rules = Rules(zeros_protected=True)
    seconds = median_seconds(lambda: [release(table, rules) for table in tables])
    yield Figure(f"station_{len(tables)}_tables_apart", seconds, "s")
    both = link(*tables)
    yield Figure("station_cells_linked", float(len(both.cells)), "cells")
    yield Figure("station_linked", median_seconds(lambda: release(both, rules)), "s")


def _large() -> FrequencyTable:
    random = np.random.default_rng(SEED)
    sizes = random.lognormal(4.25, 0.8, (AREAS, 1))
    counts = random.poisson(sizes * random.dirichlet([4, 3, 2, 1.2], AREAS))
    names = [f"{number:05d}" for number in range(AREAS)]
    frame = pd.DataFrame(counts, pd.Index(names, name="ort"), pd.Index([*"abcd"], name="art"))
    return from_crosstab(frame)


def _station() -> list[FrequencyTable]:
    """Four years of each category, and two crosstabs of all years."""
    random = np.random.default_rng(SEED)
    cases = pd.DataFrame({name: random.choice(c, 4 * CASES) for name, c in DIMENSIONS.items()})
    cases["jahr"] = np.repeat(["2021", "2022", "2023", "2024"], CASES)
    pairs = [("jahr", name) for name in DIMENSIONS]
    pairs += [("machtverhaeltnis", "lebensbereich"), ("ebene", "form")]
    return [_counted(cases, *pair) for pair in pairs]


def _counted(cases: pd.DataFrame, one: str, other: str) -> FrequencyTable:
    return from_counts(cases.groupby([one, other]).size(), absent_is_zero=True)
