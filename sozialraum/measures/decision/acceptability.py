"""How often each alternative has which rank, over many calculation routes.

A *route* (Rechenweg) is one calculation with one possible set of assumptions; it gives each
*alternative* a score, and the scores an order.  Shares of routes are no probabilities: they
depend on what was allowed to vary („Anteil der Rechenwege, keine Wahrscheinlichkeit“).

Equal scores share their ranks evenly: two equal alternatives have each rank in half of the
routes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from sozialraum.errors import Fault, raise_all

Floats: TypeAlias = npt.NDArray[np.float64]

EQUAL = 1e-12
"""Scores that differ by less than this share of the largest one are equal."""


@dataclass(frozen=True, eq=False)
class Acceptability:
    """How often each alternative had which rank, and came before which other.

    Parameters
    ----------
    ranks, ranks_error
        Share of the routes in which an alternative (row) had a rank (column, 1 is best),
        and its standard error.
    pairwise, pairwise_error
        Share of the routes in which an alternative (row) came before another (column),
        equal scores counting half, and its standard error; NaN on the diagonal.
    routes
        Number of routes.

    Notes
    -----
    The standard errors come from the scatter between routes.  Where a share is 0 or 1 they
    are 0, though more routes might bring an exception; `largest_error` bounds all of them.
    """

    ranks: pd.DataFrame
    ranks_error: pd.DataFrame
    pairwise: pd.DataFrame
    pairwise_error: pd.DataFrame
    routes: int

    @property
    def largest_error(self) -> float:
        r"""Standard error that no share exceeds: :math:`1 / (2 \sqrt{n})`."""
        return float(0.5 / np.sqrt(self.routes))

    @property
    def order(self) -> list[str]:
        """The alternatives by their mean rank, the best first."""
        mean = self.ranks.to_numpy() @ np.arange(1, len(self.ranks) + 1)
        return [str(self.ranks.index[place]) for place in np.argsort(mean, kind="stable")]


def rank_acceptability(scores: pd.DataFrame) -> Acceptability:
    """Return how often each alternative has which rank, whatever made the scores.

    Parameters
    ----------
    scores
        One row per route, one column per alternative; more is better.  The scores of any
        model, also of one that is no weighted sum.

    Returns
    -------
    Acceptability
        Shares of the rows with their standard errors.

    Raises
    ------
    DataError
        With fewer than two alternatives or rows, or with scores that are no numbers.

    Examples
    --------
    In two of four calculation routes SRA comes first, in one both are equal:

    >>> routes = pd.DataFrame({"SRA": [3.0, 2.0, 4.0, 1.0], "AD": [2.0, 2.0, 1.0, 2.0]})
    >>> found = rank_acceptability(routes)
    >>> found.ranks.loc["SRA"].to_dict(), float(found.pairwise.loc["SRA", "AD"])
    ({1: 0.625, 2: 0.375}, 0.625)
    """
    raise_all(_score_faults(scores))
    before, equal = _places(scores.to_numpy(dtype=float))
    names, n = list(scores.columns), scores.shape[1]
    sums = np.zeros((4, n, n))
    for part in _parts(len(scores), n * n):
        start, size = before[part, :, None], equal[part, :, None]
        rank = np.arange(n)
        shares = ((rank >= start) & (rank < start + size)) / size
        wins = (start < start.transpose(0, 2, 1)) + (start == start.transpose(0, 2, 1)) / 2
        sums += [shares.sum(0), (shares**2).sum(0), wins.sum(0), (wins**2).sum(0)]
    ranks, ranks_error = mean_error(sums[0], sums[1], len(scores))
    wins, wins_error = mean_error(sums[2], sums[3], len(scores))
    np.fill_diagonal(wins, np.nan)
    np.fill_diagonal(wins_error, np.nan)
    numbers = list(range(1, n + 1))
    return Acceptability(
        ranks=pd.DataFrame(ranks, names, numbers),
        ranks_error=pd.DataFrame(ranks_error, names, numbers),
        pairwise=pd.DataFrame(wins, names, names),
        pairwise_error=pd.DataFrame(wins_error, names, names),
        routes=len(scores),
    )


def routes_in_order(scores: pd.DataFrame, reference: pd.Series) -> int:
    """Return in how many calculation routes the order is that of reference scores.

    „Reihenfolge stabil in x von y Rechenwegen“: this is x, and y the number of rows.

    Parameters
    ----------
    scores
        One row per calculation route, one column per alternative.
    reference
        Score of each alternative in the calculation that is reported.  Alternatives that
        are equal there may come in any order.

    Returns
    -------
    int
        Number of rows in which every alternative comes before all that are behind it in
        the reference; a tie in its place is no order.

    Examples
    --------
    >>> routes = pd.DataFrame({"SRA": [4.0, 3.0, 2.0], "AD": [3.0, 3.0, 1.0]})
    >>> routes_in_order(routes, pd.Series({"SRA": 3.75, "AD": 3.5}))
    2
    """
    raise_all([*_score_faults(scores), *_reference_faults(scores, reference)])
    given, _ = _places(reference.loc[list(scores.columns)].to_numpy(dtype=float)[None])
    before, _ = _places(scores.to_numpy(dtype=float))
    ahead = given[0][:, None] < given[0]
    kept = [(before[:, row] < before[:, column]) for row, column in np.argwhere(ahead)]
    return int(np.all(kept, axis=0).sum()) if kept else len(scores)


def _places(scores: Floats) -> tuple[Floats, Floats]:
    """Return for each alternative how many come before it and how many share its place."""
    order = np.argsort(-scores, axis=1, kind="stable")
    ranked = np.take_along_axis(scores, order, axis=1)
    limit = EQUAL * np.abs(scores).max(axis=1, keepdims=True)
    edge = np.ones((len(scores), 1), dtype=bool)
    lower = ranked[:, :-1] - ranked[:, 1:] > limit
    place = np.arange(scores.shape[1])
    start = np.maximum.accumulate(np.where(np.hstack([edge, lower]), place, 0), axis=1)
    last = np.where(np.hstack([lower, edge]), place, scores.shape[1])
    end = np.minimum.accumulate(last[:, ::-1], axis=1)[:, ::-1]
    before, equal = np.empty(scores.shape), np.empty(scores.shape)
    np.put_along_axis(before, order, start.astype(float), axis=1)
    np.put_along_axis(equal, order, end - start + 1.0, axis=1)
    return before, equal


def first_shares(scores: Floats) -> Floats:
    """Return the share that each alternative has in the first rank of each route."""
    before, equal = _places(scores)
    return np.where(before == 0, 1 / equal, 0.0)


def mean_error(total: Floats, squares: Floats, n: int) -> tuple[Floats, Floats]:
    """Return mean and standard error from sums of values and of their squares."""
    mean = total / n
    return mean, np.sqrt(np.maximum(squares / n - mean**2, 0) / (n - 1))


def _parts(n: int, size: int) -> list[slice]:
    """Return slices of the routes that bound the memory of what is made from each."""
    step = max(1, 1_000_000 // size)
    return [slice(start, start + step) for start in range(0, n, step)]


def _score_faults(scores: pd.DataFrame) -> Iterator[Fault]:
    if scores.shape[1] < 2 or len(scores) < 2:
        yield Fault(
            "Für eine Reihenfolge braucht es zwei Alternativen und zwei Rechenwege.",
            found=f"{scores.shape[1]} Alternativen, {len(scores)} Rechenwege",
            remedy="Alternativen oder Rechenwege ergänzen.",
        )
    for name in scores.columns[scores.columns.duplicated()]:
        yield Fault(f"Die Alternative „{name}“ kommt zweimal vor.", remedy="Umbenennen.")
    unknown = (~np.isfinite(scores.to_numpy(dtype=float))).sum(axis=0)
    for name, count in zip(scores.columns, unknown, strict=True):
        if count:
            yield Fault(
                f"„{name}“ hat in {count} von {len(scores)} Rechenwegen keine endliche Punktzahl.",
                remedy="Alternative weglassen oder ihre Bewertung ergänzen.",
            )


def _reference_faults(scores: pd.DataFrame, reference: pd.Series) -> Iterator[Fault]:
    known = set(reference[np.isfinite(reference.astype(float))].index)
    for name in scores.columns:
        if name not in known:
            yield Fault(
                f"„{name}“ hat in der berichteten Rechnung keine Punktzahl.",
                remedy="Alternative weglassen oder ihre Bewertung ergänzen.",
            )
