"""Ranks and classes of many calculation routes at once, a part of the routes at a time."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from sozialraum.measures.composite.assumptions import WEIGHTS, Assumption
from sozialraum.measures.composite.classes import Classes, Cuts, StandardDeviations, class_numbers
from sozialraum.measures.composite.columns import ranks as column_ranks
from sozialraum.measures.composite.routes import Draw, Routes
from sozialraum.measures.composite.scales import z_scores

Floats: TypeAlias = npt.NDArray[np.float64]

AT_ONCE = 500_000
"""Scores held at a time beside the ranks: memory stays linear in areas and routes."""


def calculated(
    routes: Routes, draw: Draw, *, classes: bool = True
) -> tuple[Floats, pd.DataFrame | None]:
    """Return ranks, routes × areas, and the share of routes with each class."""
    how = routes.base.index.classes if classes else None
    areas = routes.base.rank.index
    ranks = np.empty((len(draw), len(areas)))
    counts = np.zeros((len(areas), 1 + (0 if how is None else len(how.names))))
    step = max(1, AT_ONCE // len(areas))
    for start in range(0, len(draw), step):
        part = slice(start, start + step)
        scores = routes.scores(draw.part(part))
        ranks[part] = _ranks(scores, routes)
        if how is not None:
            numbers = _class_numbers(scores, how)
            counts += np.stack([(numbers == c).sum(axis=0) for c in range(counts.shape[1])], 1)
    if how is None:
        return ranks, None
    known = counts[:, 1:].sum(axis=1, keepdims=True)
    shares = counts[:, 1:] / np.where(known > 0, known, np.nan)
    return ranks, pd.DataFrame(shares, index=areas, columns=list(how.names))


def _ranks(scores: Floats, routes: Routes) -> Floats:
    ranking = routes.base.index.ranking
    rounded = scores if ranking.decimals is None else np.round(scores, ranking.decimals)
    return column_ranks(rounded.T, highest_first=ranking.highest_first, ties=ranking.ties).T


def reported_ranks(routes: Routes) -> Floats:
    """Return the ranks of the reported calculation, by the arithmetic of the routes."""
    reported: Floats = _ranks(routes.scores(routes.still(1)), routes)[0]
    return reported


def ranks_alone(
    routes: Routes, assumption: Assumption, n: int, random: np.random.Generator
) -> Floats:
    """Return ranks with one assumption varied: all its values, or drawn ones."""
    if assumption.name == WEIGHTS:
        points = random.random((n, assumption.coordinates))
    else:
        points = (np.arange(assumption.values)[:, None] + 0.5) / assumption.values
    draw = routes.moved(routes.still(len(points)), assumption.name, points)
    return calculated(routes, draw, classes=False)[0]


def _class_numbers(scores: Floats, how: Classes) -> npt.NDArray[np.int64]:
    """Return the number of each class, routes × areas, 0 without one."""
    if isinstance(how, StandardDeviations):
        scores = z_scores(scores.T, ddof=how.ddof).T
        how = Cuts(how.limits, how.names, how.closed)
    if isinstance(how, Cuts):
        return class_numbers(pd.Series(scores.ravel()), how).reshape(scores.shape)
    return np.array([class_numbers(pd.Series(route), how) for route in scores])
