"""Interpolation: counts and rates of one set of areas, estimated for another set.

*Sources* are the areas that figures exist for, *targets* those that they are wanted for.  A
*share* tells how much of a source falls into a target; a source is *split* if no single target
holds all of it.  Only what comes from split sources is an estimate, and its error is bounded:
nobody can be where no piece is, and no piece holds more people than live in it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sozialraum.measures.space.inputs import Floats, checked, named, refuse

FROM, TO = "von", "nach"
TOLERANCE = 1e-9


@dataclass(frozen=True)
class Interpolated:
    """Values of targets with the bounds of their error.

    Parameters
    ----------
    value
        Estimate by target; NaN where a source with a share in it has none.
    low, high
        What the true value cannot fall short of and cannot exceed; equal to the estimate
        where no source is split.
    split
        Share of the estimate that comes from split sources, 0 to 1.
    lost
        What of the sources falls into no target, one number.
    """

    value: pd.Series
    low: pd.Series
    high: pd.Series
    split: pd.Series
    lost: float

    @property
    def error(self) -> pd.Series:
        """Largest possible distance between the estimate and the truth."""
        return pd.concat([self.value - self.low, self.high - self.value], axis=1).max(
            axis=1, skipna=False
        )


def shares(sizes: pd.Series, totals: pd.Series | None = None, *, sliver: float = 0) -> pd.Series:
    """Return which share of each source falls into each target.

    Parameters
    ----------
    sizes
        Area of each intersection, or people who live in it; index (von, nach).
    totals
        Area or people of each source.  Without them all of a source is taken to fall into
        the targets, as Tobler's ``allocate_total`` does.
    sliver
        Shares below this are taken for errors of drawing and are given to the source's
        other targets.

    Returns
    -------
    Series
        On the index of `sizes` without slivers and empty pieces; sums to at most 1 by source.

    Raises
    ------
    DataError
        If sizes are negative or unknown, or a source is smaller than its pieces.

    Examples
    --------
    >>> index = pd.MultiIndex.from_tuples([("a", "x"), ("a", "y")], names=["von", "nach"])
    >>> shares(pd.Series([3.0, 1.0], index=index)).tolist()
    [0.75, 0.25]
    """
    checked(("Größe der Teile", sizes, 0))
    within = sizes.groupby(level=FROM).sum()
    whole = within if totals is None else totals.reindex(within.index)
    if not (whole * (1 + 1e-6) >= within).all():
        wrong = within.index[~(whole * (1 + 1e-6) >= within)]
        refuse(
            "Gebiete sind kleiner als ihre Teile, oder ihre Größe fehlt.",
            "Die Größen mit denselben Umrissen und derselben Quelle bestimmen.",
            found=named(wrong),
        )
    sized = sizes[sizes > 0]
    share = sized / _of_source(whole, sized.index)
    kept = share[share > sliver]
    if kept.empty or kept.size == share.size:
        return share
    before, after = (one.groupby(level=FROM).sum() for one in (share, kept))
    return kept * _of_source(before / after, kept.index)


def interpolate_counts(
    counts: pd.Series, share: pd.Series, people: pd.Series | None = None
) -> Interpolated:
    r"""Return counts of people or things for other areas.

    Each target gets :math:`\hat y_t = \sum_s w_{st} y_s`.  The bounds are those of Duncan and
    Davis (1953): of :math:`y_s` people, at most :math:`\min(y_s, p_{st})` and at least
    :math:`\max(0, y_s - (p_s - p_{st}))` can live in a piece with :math:`p_{st}` people.

    Parameters
    ----------
    counts
        Counts of the sources, NaN where unknown.
    share
        What `shares` returns, or a table of conversion: index (von, nach), 0 to 1.
    people
        People in each piece, on the index of `share`, where the counts are of people among
        them; None if unknown: then a split source may lie wholly in any of its targets.

    Raises
    ------
    DataError
        If a source has shares below 0 or of more than 1 in sum, or no count at all.

    References
    ----------
    .. [1] Goodchild, M. F. and Lam, N. S. (1980). Areal interpolation: a variant of the
       traditional spatial problem. Geo-Processing 1, 297–312.
    .. [2] Duncan, O. D. and Davis, B. (1953). An alternative to ecological correlation.
       American Sociological Review 18, 665–666.

    Examples
    --------
    >>> index = pd.MultiIndex.from_tuples(
    ...     [("a", "x"), ("b", "x"), ("b", "y")], names=["von", "nach"]
    ... )
    >>> result = interpolate_counts(
    ...     pd.Series({"a": 100.0, "b": 40.0}), pd.Series([1.0, 0.75, 0.25], index=index)
    ... )
    >>> result.value.tolist(), result.low.tolist(), result.high.tolist()
    ([130.0, 10.0], [100.0, 0.0], [140.0, 40.0])
    """
    _check_shares(share, counts.index)
    count = _of_source(counts, share.index)
    estimate = share * count
    least, most = _bounds(count, share, people)
    split = estimate.where(share < 1 - TOLERANCE, 0.0)
    value = _by_target(estimate)
    given = share.groupby(level=FROM).sum().reindex(counts.index, fill_value=0.0)
    return Interpolated(
        value=value,
        low=_by_target(least),
        high=_by_target(most),
        split=(_by_target(split) / value).where(value != 0, 0.0).where(value.notna()),
        lost=float((counts * (1 - given)).sum()),
    )


def interpolate_rates(rates: pd.Series, share: pd.Series, base: pd.Series) -> Interpolated:
    r"""Return rates, means or densities for other areas, weighted by their denominator.

    Each target gets :math:`\hat r_t = \sum_s w_{st} b_s r_s / \sum_s w_{st} b_s`; with the area
    of the sources as ``base`` this is areal weighting of an intensive variable.

    Parameters
    ----------
    rates
        Rates of the sources.
    share
        As for `interpolate_counts`.
    base
        Denominator of each rate: people, households, square metres.

    Returns
    -------
    Interpolated
        The bounds are the lowest and highest rate among the sources of a target if the rate
        is the same everywhere within a source, which nobody knows; they do not hold beyond.
        ``split`` is the share of the denominator that comes from split sources.
    """
    _check_shares(share, rates.index)
    checked(("Nenner", base.reindex(rates.index), 0))
    rate, weight = _of_source(rates, share.index), share * _of_source(base, share.index)
    total = _by_target(weight)
    value = _by_target(weight * rate) / total.where(total > 0)
    split = _by_target(weight.where(share < 1 - TOLERANCE, 0.0)) / total.where(total > 0)
    known = rate.where(weight > 0)
    limits = known.groupby(level=TO, sort=False).agg(["min", "max"]).where(value.notna(), axis=0)
    given = share.groupby(level=FROM).sum().reindex(rates.index, fill_value=0.0)
    lost = float((base.reindex(rates.index) * (1 - given)).sum())
    return Interpolated(value, limits["min"], limits["max"], split, lost)


def _bounds(
    count: pd.Series, share: pd.Series, people: pd.Series | None
) -> tuple[pd.Series, pd.Series]:
    """Return the least and the most of each source that can be in each target."""
    whole = share >= 1 - TOLERANCE
    if people is None:
        return count.where(whole, 0.0).where(count.notna()), count
    if not people.index.equals(share.index):
        refuse("Zu den Teilen fehlen die Menschen.", "Je Teil die Bevölkerung angeben.")
    elsewhere = _of_source(people.groupby(level=FROM).sum(), share.index) - people
    least = (count - elsewhere).clip(lower=0)
    return least.where(~whole, count), count.clip(upper=people).where(~whole, count)


def _check_shares(share: pd.Series, sources: pd.Index) -> None:
    checked(("Anteile", share, 0))
    sums = share.groupby(level=FROM).sum()
    if (sums > 1 + 1e-6).any():
        refuse(
            "Anteile eines Gebiets ergeben zusammen mehr als 1.",
            "Die Anteile prüfen: jeder Teil gehört zu genau einem neuen Gebiet.",
            found=named(sums.index[sums > 1 + 1e-6]),
        )
    missing = sums.index.difference(sources)
    if len(missing):
        refuse(
            "Zu Gebieten der Umrechnung gibt es keine Zahl.",
            "Die Zahlen ergänzen; was geheim ist, steht als fehlender Wert in der Reihe.",
            found=named(missing),
        )


def _of_source(values: pd.Series, index: pd.Index) -> pd.Series:
    """Return the value of the source of each piece."""
    numbers: Floats = values.reindex(index.get_level_values(FROM)).to_numpy(dtype=np.float64)
    return pd.Series(numbers, index=index)


def _by_target(pieces: pd.Series) -> pd.Series:
    """Return sums by target; one unknown piece makes the whole unknown."""
    grouped = pieces.groupby(level=TO, sort=False)
    return grouped.sum().where(~pieces.isna().groupby(level=TO, sort=False).any())
