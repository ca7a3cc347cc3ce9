"""Which assumption moves a result: variance-based sensitivity indices (Sobol).

An *assumption* is a choice that could have been made otherwise (weights, normalisation, …).
Its *first-order* index is the share of the result's variance that it explains alone, its
*total* index the share in which it takes part, alone or together with others.  A *point*
lies in the unit cube; what its coordinates mean is the caller's affair.  An assumption may
own several coordinates (all weights together): it is one group then and moves as one.

An index says what drives the result within the stated assumptions; an assumption that
was not varied has no index, and that says nothing about its importance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from sozialraum.errors import Fault, raise_all

Floats: TypeAlias = npt.NDArray[np.float64]

COLUMNS = (
    "erster_ordnung", "erster_ordnung_unten", "erster_ordnung_oben",
    "gesamt", "gesamt_unten", "gesamt_oben",
)  # fmt: skip
"""Columns of `Sobol.indices`."""


@dataclass(frozen=True)
class Sobol:
    """Sensitivity indices of one result.

    Parameters
    ----------
    indices
        One row per assumption, the columns of `COLUMNS`: shares of the variance with the
        bounds of their bootstrap intervals.  By chance they may lie a little below 0 or
        above 1; many base points help.
    variance
        Variance of the result over all base points, in its squared unit.
    points, calculations
        Number of base points, and of calculations in all: ``points × (assumptions + 2)``.
    resamples, level, seed
        Of the bootstrap.
    """

    indices: pd.DataFrame
    variance: float
    points: int
    calculations: int
    resamples: int
    level: float
    seed: int

    @property
    def interaction(self) -> float:
        """Share of the variance that no assumption explains alone."""
        return float(1 - self.indices["erster_ordnung"].sum())


def saltelli_points(groups: Mapping[str, int], n: int, *, seed: int) -> Floats:
    r"""Return the points at which a result must be calculated for `sobol_indices`.

    Parameters
    ----------
    groups
        The assumptions in order, each with the number of its coordinates.
    n
        Number of base points, a power of two, at least 8.
    seed
        Start of the scrambling; the same seed gives the same points.

    Returns
    -------
    array
        Shape ``(n, assumptions + 2, coordinates)``, values from 0 to 1.  Along the second
        axis: the base point :math:`A`, then for each assumption :math:`A_B^{(i)}`, which
        is :math:`A` with the coordinates of this assumption from :math:`B`, then :math:`B`.

    Raises
    ------
    DataError
        If there is no assumption, one has no coordinate, or ``n`` is no power of two.

    Notes
    -----
    :math:`A` and :math:`B` are the halves of a scrambled Sobol sequence in twice as many
    dimensions.

    Saltelli, A. et al. (2010): Variance based sensitivity analysis of model output. Design
    and estimator for the total sensitivity index. Computer Physics Communications 181,
    259–270.

    Examples
    --------
    >>> saltelli_points({"Gewichte": 3, "Normierung": 1}, 8, seed=1).shape
    (8, 4, 4)
    """
    from scipy.stats import qmc  # takes longer to load than all the rest of what reports need

    raise_all(_design_faults(groups, n))
    owner = np.repeat(np.arange(len(groups)), list(groups.values()))
    generator = qmc.Sobol(2 * len(owner), scramble=True, seed=np.random.default_rng(seed))
    base = generator.random_base2(n.bit_length() - 1)
    a, b = base[:, : len(owner)], base[:, len(owner) :]
    mixed = [np.where(owner == group, b, a) for group in range(len(groups))]
    return np.stack([a, *mixed, b], axis=1)


def sobol_indices(
    results: Floats,
    assumptions: Sequence[str],
    *,
    seed: int,
    resamples: int = 1000,
    level: float = 0.95,
) -> Sobol:
    r"""Return first-order and total indices with bootstrap intervals.

    Parameters
    ----------
    results
        The result at each of the `saltelli_points`, shape ``(n, assumptions + 2)``.
    assumptions
        Their names, in the order of the points.
    seed
        Start of the bootstrap.
    resamples
        Number of bootstrap samples; base points are drawn with replacement.
    level
        Level of the percentile intervals, 0.95 for 95 %.

    Returns
    -------
    Sobol
        The indices, with what they were computed from.

    Raises
    ------
    DataError
        If the shape does not fit, a result is missing or infinite, or all results are
        equal: there is no variance to share out then.

    Notes
    -----
    With :math:`V` the variance over :math:`A` and :math:`B` together and centred results:

    .. math::
        S_i = \frac{1}{nV} \sum_j f(B)_j \left(f(A_B^{(i)})_j - f(A)_j\right) \qquad
        S_{Ti} = \frac{1}{2nV} \sum_j \left(f(A)_j - f(A_B^{(i)})_j\right)^2

    First order: Saltelli et al. (2010), table 2 (b); total: Jansen, M. J. W. (1999):
    Analysis of variance designs for model output. Computer Physics Communications 117,
    35–43.  The same estimators as in SALib and in COINr.

    Examples
    --------
    The first coordinate of ``3 x + y`` explains nine tenths of the variance:

    >>> points = saltelli_points({"x": 1, "y": 1}, 1024, seed=1)
    >>> found = sobol_indices(3 * points[..., 0] + points[..., 1], ["x", "y"], seed=1)
    >>> found.indices["gesamt"].round(2).to_dict()
    {'x': 0.9, 'y': 0.1}
    """
    raise_all(_result_faults(results, assumptions))
    estimate, variance = _estimates(results, np.ones((1, len(results))))
    samples = _bootstrap(results, resamples, np.random.default_rng(seed))
    low, high = np.nanquantile(samples, [(1 - level) / 2, (1 + level) / 2], axis=0)
    columns = np.stack([estimate[0], low, high], axis=1).reshape(len(COLUMNS), -1)
    return Sobol(
        indices=pd.DataFrame(columns.T, index=list(assumptions), columns=list(COLUMNS)),
        variance=variance,
        points=len(results),
        calculations=results.size,
        resamples=resamples,
        level=level,
        seed=seed,
    )


def _bootstrap(results: Floats, resamples: int, random: np.random.Generator) -> Floats:
    """Return indices of resampled base points, in parts that bound the memory."""
    n = len(results)
    step = max(1, 1_000_000 // n)
    sizes = [min(step, resamples - start) for start in range(0, resamples, step)]
    even = np.full(n, 1 / n)
    parts = [_estimates(results, random.multinomial(n, even, size=size))[0] for size in sizes]
    return np.concatenate(parts)


def _estimates(results: Floats, counts: npt.NDArray[np.int64] | Floats) -> tuple[Floats, float]:
    """Return (sample, order, assumption) indices for weighted base points; first variance."""
    centred = results - results.mean()  # the estimator of the first order depends on it
    a, mixed, b = centred[:, :1], centred[:, 1:-1], centred[:, -1:]
    share = counts / counts.sum(axis=1, keepdims=True)
    variance = share @ (a**2 + b**2) / 2 - (share @ (a + b) / 2) ** 2
    first = share @ (b * (mixed - a))
    total = share @ (a - mixed) ** 2 / 2
    usable = np.where(variance > 0, variance, np.nan)
    return np.stack([first / usable, total / usable], axis=1), float(variance[0, 0])


def _design_faults(groups: Mapping[str, int], n: int) -> list[Fault]:
    faults = [
        Fault(
            f"Die Annahme „{name}“ hat keine Größe, die sich verändern lässt.",
            found=str(size),
            expected="mindestens 1",
            remedy="Annahme weglassen und unter den nicht veränderten nennen.",
        )
        for name, size in groups.items()
        if size < 1
    ]
    if not groups:
        faults.append(
            Fault(
                "Es ist keine Annahme genannt, die sich verändern soll.",
                remedy="Mindestens eine Annahme angeben.",
            )
        )
    if n < 8 or n & (n - 1):
        faults.append(
            Fault(
                "Die Zahl der Grundpunkte ist keine Zweierpotenz ab 8.",
                found=str(n),
                expected="8, 16, 32, …, 1024, …",
                remedy="Die nächstgrößere Zweierpotenz wählen.",
            )
        )
    return faults


def _result_faults(results: Floats, assumptions: Sequence[str]) -> list[Fault]:
    if results.ndim != 2 or results.shape[1] != len(assumptions) + 2 or len(results) < 2:
        return [
            Fault(
                "Die Ergebnisse passen nicht zu den Annahmen.",
                found=" × ".join(map(str, results.shape)),
                expected=f"Grundpunkte × {len(assumptions) + 2} (Annahmen + 2)",
                remedy="Das Ergebnis an jedem Punkt von saltelli_points berechnen.",
            )
        ]
    unknown = int(np.sum(~np.isfinite(results)))
    if unknown:
        return [
            Fault(
                f"{unknown} von {results.size} Rechenwegen haben kein endliches Ergebnis.",
                remedy="Rechenwege ausschließen, in denen sich nichts berechnen lässt.",
            )
        ]
    if np.ptp(results[:, [0, -1]]) == 0:
        return [
            Fault(
                "Das Ergebnis ist in allen Rechenwegen gleich; es gibt keine Streuung, die "
                "sich auf Annahmen verteilen ließe.",
                remedy="Ohne Empfindlichkeitsmaße berichten: Keine Annahme ändert etwas.",
            )
        ]
    return []
