"""Uncertainty of an index and robustness of a choice, on made figures."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import pandas as pd
from figure import Figure, median_seconds, peak_mib

from sozialraum.analysis.chain import Need, Piece, sort_pieces, status_of
from sozialraum.analysis.focus_routes import robustness
from sozialraum.analysis.model import route_settings, standard
from sozialraum.analysis.scoring import need_steps, strongest
from sozialraum.measures.composite.assumptions import Vary
from sozialraum.measures.composite.classes import StandardDeviations
from sozialraum.measures.composite.compute import Group, Index, Indicator
from sozialraum.measures.composite.normalise import MinMax, PercentileRank
from sozialraum.measures.composite.routes import Routes, prepare
from sozialraum.measures.composite.uncertainty import rank_sensitivity, uncertainty
from sozialraum.measures.decision.measurements import Between
from sozialraum.measures.decision.smaa import smaa
from sozialraum.programme import BELEGARTEN, ECKPUNKTE, LUECKEN

SEED = 20250101


def index_uncertainty() -> Iterator[Figure]:
    """1,000 routes, 396 areas × 30 indicators in 5 dimensions, 3 scales: aim 2 s."""
    start = time.perf_counter()
    uncertainty(_routes(396), seed=SEED, n=1000)
    yield Figure("uncertainty_1000x396x30_cold", time.perf_counter() - start, "s")
    seconds = median_seconds(lambda: uncertainty(_routes(396), seed=SEED, n=1000))
    yield Figure("uncertainty_1000x396x30", seconds, "s")
    routes = _routes(396)
    seconds = median_seconds(lambda: rank_sensitivity(routes, seed=SEED, points=256))
    yield Figure("rank_sensitivity_1280x396x30", seconds, "s")


def index_uncertainty_memory() -> Iterator[Figure]:
    """Areas and routes are doubled: memory at most doubles."""
    peaks = [_peak(2000, 1000), _peak(4000, 1000), _peak(2000, 2000)]
    yield Figure("uncertainty_1000x2000x30_peak", peaks[0], "MiB")
    yield Figure("uncertainty_peak_twice_the_areas", peaks[1] / peaks[0], "ratio")
    yield Figure("uncertainty_peak_twice_the_routes", peaks[2] / peaks[0], "ratio")


def choice() -> Iterator[Figure]:
    """SMAA-2 with 1,000 draws, 4 alternatives × 30 uncertain criteria: aim 1 s."""
    cells = np.random.default_rng(SEED).random((4, 30))
    table = pd.DataFrame([[Between(low, low + 0.5) for low in row] for row in cells])
    start = time.perf_counter()
    smaa(table, seed=SEED, draws=1000)
    yield Figure("smaa_1000x4x30_cold", time.perf_counter() - start, "s")
    yield Figure("smaa_1000x4x30", median_seconds(lambda: smaa(table, seed=SEED, draws=1000)), "s")
    needs, model, settings = _needs(30), standard(), route_settings()
    seconds = median_seconds(lambda: robustness(needs, model, settings))
    yield Figure(f"choice_of_30_needs_{settings.draws}_draws", seconds, "s")


def _needs(count: int) -> list[Need]:
    """Return made needs with five pieces of evidence each."""
    random = np.random.default_rng(SEED)
    kinds, gaps = list(BELEGARTEN), list(LUECKEN)
    made = []
    for number in range(count):
        pieces = [
            Piece(f"{number}-{k}", kinds[random.integers(6)], int(random.integers(1, 4)),
                  "stuetzt", "", "", "")
            for k in range(5)
        ]  # fmt: skip
        found, gap = sort_pieces(pieces), gaps[random.integers(len(gaps))]
        steps = need_steps(strongest(found.pieces), gap, False, standard())
        weights = {code: int(random.integers(0, 3)) for code in ECKPUNKTE}
        made.append(
            Need(f"N{number}", "", "", (), found.pieces, (), status_of(found, 2), gap, False,
                 steps["punktzahl"], steps, weights, "IA", {})
        )  # fmt: skip
    return made


def _peak(areas: int, n: int) -> float:
    routes = _routes(areas)
    return peak_mib(lambda: uncertainty(routes, seed=SEED, n=n))


def _routes(areas: int) -> Routes:
    random = np.random.default_rng(SEED)
    codes = [f"i{number:02d}" for number in range(30)]
    values = random.normal(size=(areas, 1)) + random.normal(size=(areas, 30))
    groups = [
        Group(f"d{start}", tuple(Indicator(code, 1) for code in codes[start : start + 6]))
        for start in range(0, 30, 6)
    ]
    classes = StandardDeviations((-1.0, 1.0, 1.5), ("gering", "mittel", "hoch", "sehr hoch"))
    scales = {"Min–Max": MinMax(), "Prozentrang": PercentileRank()}
    return prepare(
        pd.DataFrame(values, columns=codes),
        Index(Group("index", tuple(groups)), classes=classes),
        Vary(alternatives={"normalisation": scales}),
    )
