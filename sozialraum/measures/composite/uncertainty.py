"""How far ranks and classes of a composite index depend on its assumptions.

Every *route* (Rechenweg) is a calculation of the index under other assumptions (see
`sozialraum.measures.composite.routes`).  Shares of routes are no probabilities: they say
how many of the calculations that were allowed to differ come to a result.  „In 94 % der
Rechenwege im Bereich mit besonderem Aufmerksamkeitsbedarf“ is an entry of ``attention``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from sozialraum.errors import DataError, Fault, raise_all, suggest
from sozialraum.measures.composite.assumptions import Assumption
from sozialraum.measures.composite.classes import Classes
from sozialraum.measures.composite.route_ranks import calculated, ranks_alone, reported_ranks
from sozialraum.measures.composite.routes import Routes
from sozialraum.measures.composite.sensitivity import Sobol, saltelli_points, sobol_indices

Floats: TypeAlias = npt.NDArray[np.float64]

TOGETHER = "alle Annahmen zusammen"


@dataclass(frozen=True, eq=False)
class Uncertainty:
    """Ranks and classes over many calculation routes.

    Parameters
    ----------
    ranks
        Per area: ``rang`` as reported, ``unten`` and ``oben``, between which the rank lies
        in the share ``level`` of the routes, the median ``mitte``, and the number of
        ``rechenwege`` in which the area has a rank.
    by_assumption
        The same bounds if only one assumption varies; columns (name, ``unten`` | ``oben``).
        Where an assumption has few values all are taken, and the bounds hold all of them.
    rank_change
        Mean distance of an area's rank from the reported one, if only one assumption
        varies, and for `TOGETHER`; shows at a glance which one matters.
    classes
        Share of the routes in which an area has a class; areas × classes.  None if the
        index has no classes.
    attention
        Share of the routes in which an area is in one of the ``attention_classes``.
    attention_classes
        By default the highest class.
    routes, level, seed
        Number of routes, level of the bounds, start of the draws.
    varied, fixed
        The assumptions that were varied, and the names of those that were not.
    """

    ranks: pd.DataFrame
    by_assumption: pd.DataFrame
    rank_change: pd.Series
    classes: pd.DataFrame | None
    attention: pd.Series | None
    attention_classes: tuple[str, ...]
    routes: int
    level: float
    seed: int
    varied: tuple[Assumption, ...]
    fixed: tuple[str, ...]

    @property
    def largest_error(self) -> float:
        r"""Standard error that no share of routes exceeds: :math:`1 / (2 \sqrt{n})`."""
        return float(0.5 / np.sqrt(self.routes))


@dataclass(frozen=True, eq=False)
class RankSensitivity:
    """Which assumption moves the ranks.

    Parameters
    ----------
    sobol
        Indices of the mean rank change; None if no route changes any rank.
    mean_change
        Mean over routes and areas of the distance from the reported rank.
    varied, fixed
        The assumptions that were varied, and the names of those that were not.
    """

    sobol: Sobol | None
    mean_change: float
    varied: tuple[Assumption, ...]
    fixed: tuple[str, ...]


def uncertainty(
    routes: Routes,
    *,
    seed: int,
    n: int = 1000,
    level: float = 0.9,
    attention: Sequence[str] = (),
) -> Uncertainty:
    """Return intervals of ranks and shares of classes over many calculation routes.

    Parameters
    ----------
    routes
        The prepared index.
    seed
        Start of the draws; the same seed gives the same result.
    n
        Number of routes, all assumptions varied together and independently; as many with
        the weights alone.
    level
        Share of the routes that the bounds of a rank hold.
    attention
        Classes that ask for particular attention; by default the highest one.

    Returns
    -------
    Uncertainty
        Ranks, classes, and what was varied.

    Raises
    ------
    DataError
        If ``attention`` names a class that there is not, there are no routes, or the level
        is no share between 0 and 1.

    Notes
    -----
    Saisana, M., Saltelli, A., Tarantola, S. (2005): Uncertainty and sensitivity analysis
    techniques as tools for the quality assessment of composite indicators. Journal of the
    Royal Statistical Society A 168, 307–323.

    Examples
    --------
    Area z is high in both indicators, whatever they weigh; x and y depend on the weights:

    >>> from sozialraum.measures.composite.assumptions import Vary
    >>> from sozialraum.measures.composite.index import Index
    >>> from sozialraum.measures.composite.routes import prepare
    >>> from sozialraum.measures.composite.tree import Group, Indicator
    >>> data = pd.DataFrame({"a": [1.0, 2.0, 4.0], "b": [2.0, 1.0, 4.0]}, index=list("xyz"))
    >>> spec = Index(Group("bedarf", (Indicator("a", 1), Indicator("b", 1))))
    >>> found = uncertainty(prepare(data, spec, Vary()), seed=1)
    >>> found.ranks[["unten", "oben"]].astype(int).T.to_dict("list")
    {'x': [2, 3], 'y': [2, 3], 'z': [1, 1]}
    """
    raise_all(_faults(n, level))
    names = _attention(routes.base.index.classes, attention)
    random = np.random.default_rng(seed)
    together = routes.draw(random.random((n, sum(routes.coordinates.values()))))
    ranks, shares = calculated(routes, together)
    alone = {a.name: ranks_alone(routes, a, n, random) for a in routes.varied}
    reported = reported_ranks(routes)
    bounds = {
        (a.name, side): bound
        for a in routes.varied
        for side, bound in _bounds(alone[a.name], 1.0 if a.values else level).items()
    }
    changes = {name: _change(moved, reported) for name, moved in alone.items()}
    areas = routes.base.rank.index
    return Uncertainty(
        ranks=pd.DataFrame(
            {
                "rang": routes.base.rank,
                **_bounds(ranks, level),
                "mitte": _quantiles(ranks, [0.5])[0],
                "rechenwege": np.sum(~np.isnan(ranks), axis=0),
            },
            index=areas,
        ),
        by_assumption=pd.DataFrame(bounds, index=areas),
        rank_change=pd.Series({**changes, TOGETHER: _change(ranks, reported)}),
        classes=shares,
        attention=None if shares is None else shares[list(names)].sum(axis=1, min_count=1),
        attention_classes=names,
        routes=n,
        level=level,
        seed=seed,
        varied=routes.varied,
        fixed=routes.fixed,
    )


def rank_sensitivity(
    routes: Routes, *, seed: int, points: int = 256, resamples: int = 1000, level: float = 0.95
) -> RankSensitivity:
    r"""Return which assumption moves the ranks, as shares of variance.

    Parameters
    ----------
    routes
        The prepared index.
    seed
        Start of the draws and of the bootstrap.
    points
        Number of base points, a power of two; calculated are
        ``points × (assumptions + 2)`` routes.
    resamples, level
        Number of bootstrap samples and level of their intervals.

    Returns
    -------
    RankSensitivity
        Indices of the result below, for the assumptions that were varied.

    Notes
    -----
    The result of a route is the mean rank change over the areas,

    .. math:: \bar R = \frac{1}{n} \sum_i |r_i - r_i^{\text{reported}}|

    as in Saisana, Saltelli and Tarantola (2005), see `uncertainty`.
    """
    design = saltelli_points(routes.coordinates, points, seed=seed)
    flat = design.reshape(-1, design.shape[-1])
    ranks, _ = calculated(routes, routes.draw(flat), classes=False)
    change = np.abs(ranks - reported_ranks(routes))
    results = np.nanmean(change, axis=1).reshape(design.shape[:2])
    sobol = None
    if np.ptp(results[:, [0, -1]]) > 0:
        names = list(routes.coordinates)
        sobol = sobol_indices(results, names, seed=seed, resamples=resamples, level=level)
    return RankSensitivity(sobol, float(results[:, [0, -1]].mean()), routes.varied, routes.fixed)


def _bounds(ranks: Floats, level: float) -> dict[str, Floats]:
    low, high = _quantiles(ranks, ((1 - level) / 2, (1 + level) / 2))
    return {"unten": low, "oben": high}


def _quantiles(ranks: Floats, shares: Sequence[float]) -> list[Floats]:
    """Return for every area ranks that occur; NaN for an area that never has a rank."""
    ordered = np.sort(ranks, axis=0)  # unknown ranks come last
    known = np.sum(~np.isnan(ranks), axis=0)
    places = [np.ceil(np.round(share * known, 9)).astype(int) - 1 for share in shares]
    return [np.take_along_axis(ordered, place.clip(0)[None], axis=0)[0] for place in places]


def _change(ranks: Floats, reported: Floats) -> float:
    return float(np.nanmean(np.abs(ranks - reported)))


def _faults(n: int, level: float) -> Iterator[Fault]:
    if n < 1:
        yield Fault("Die Zahl der Rechenwege liegt unter 1.", found=str(n), remedy="Etwa 1000.")
    if not 0 < level < 1:
        yield Fault(
            "Der Anteil der Rechenwege, den die Spanne umfasst, liegt nicht zwischen 0 und 1.",
            found=str(level),
            remedy="Zum Beispiel 0.9 für neun von zehn.",
        )


def _attention(classes: Classes | None, names: Sequence[str]) -> tuple[str, ...]:
    known = () if classes is None else classes.names
    for name in names:
        if name not in known:
            raise DataError(
                Fault(
                    f"Die Klasse „{name}“ hat der Index nicht.",
                    expected=", ".join(known) or "Der Index hat keine Klassen",
                    remedy=suggest(name, known) or "Name berichtigen.",
                )
            )
    return tuple(names) or known[-1:]
