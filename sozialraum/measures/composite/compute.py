"""Composite indices: from many indicators per area to one score, step by step.

The *spec* (`Index`) says what is done, `compute` does it, and the `Result` keeps every step:
denominated → imputed → treated → normalised → aggregated → ranks and classes.  Nothing is
left out without a word: what was imputed or treated is marked, and every area without a
rank stands in ``excluded`` with the reason.

After Becker, W. et al. (2022): COINr: An R package for developing composite indicators.
Journal of Open Source Software 7 (78), 4567, and OECD/JRC (2008): Handbook on constructing
composite indicators.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sozialraum.measures.composite.aggregate import weighted_scores
from sozialraum.measures.composite.checks import (
    aligned,
    check_scored,
    check_values,
    checked_indicators,
)
from sozialraum.measures.composite.classes import classify
from sozialraum.measures.composite.columns import difference, periods, table
from sozialraum.measures.composite.effective import effective_weights
from sozialraum.measures.composite.impute import impute
from sozialraum.measures.composite.index import (
    Index,
    Level,
    Ranking,
    reweighted,
    without,
)
from sozialraum.measures.composite.normalise import is_pooled, limited
from sozialraum.measures.composite.notes import missing_reasons, notes
from sozialraum.measures.composite.rounding import even_scores
from sozialraum.measures.composite.screening import screen
from sozialraum.measures.composite.screening_rule import Screening
from sozialraum.measures.composite.steps import (
    aggregate_tree,
    denominate,
    normalise_indicators,
    rank_percentiles,
    rank_scores,
    treat_outliers,
)
from sozialraum.measures.composite.tree import Group, Indicator

__all__ = [
    "Group",
    "Index",
    "Indicator",
    "Level",
    "Ranking",
    "Result",
    "Screening",
    "changes",
    "compute",
    "effective_weights",
    "reweighted",
    "weighted_scores",
    "without",
]


@dataclass(frozen=True, eq=False)
class Result:
    """Every step of an index; frames are areas × indicators or areas × groups.

    Parameters
    ----------
    index
        The spec.
    raw
        The indicators as given, areas that stayed out included.
    denominated, imputed, treated, normalised
        The indicators after each step, without the areas screened out; ``normalised`` is
        high for a high index.
    was_imputed
        True where a value was imputed.
    was_treated
        How a value was treated: „“, ``winhi``, ``winlo`` or ``log``.
    shares
        Share of each member in the weight of its group, by code; 1 for the root.
    aggregated
        Joined scores of each group, before `Level.scale`.
    scores
        Scores of each group after `Level.scale`; the last column is the index.
    ranks
        Ranks of the scores within the period, NaN where there is no score.
    percentiles
        The same as percentile ranks, growing with the score.
    classes
        Class of the index per area, „“ without one.
    excluded
        Reason for each area without rank (German).
    notes
        What a reader has to know: ties, imputed values, areas that stayed out (German).
    """

    index: Index
    raw: pd.DataFrame
    denominated: pd.DataFrame
    imputed: pd.DataFrame
    was_imputed: pd.DataFrame
    treated: pd.DataFrame
    was_treated: pd.DataFrame
    normalised: pd.DataFrame
    shares: pd.Series
    aggregated: pd.DataFrame
    scores: pd.DataFrame
    ranks: pd.DataFrame
    percentiles: pd.DataFrame
    classes: pd.Series
    excluded: pd.Series
    notes: tuple[str, ...]

    @property
    def was_limited(self) -> pd.DataFrame:
        """True where the limit of `ZScore` holds a value back."""
        return limited(self.normalised, self.index.normalisation)

    @property
    def limited(self) -> pd.Series:
        """Number of values per indicator that the limit of `ZScore` holds back."""
        return self.was_limited.sum()

    @property
    def score(self) -> pd.Series:
        """The score of the index."""
        return self.scores[self.index.root.code]

    @property
    def rank(self) -> pd.Series:
        """The rank of the index."""
        return self.ranks[self.index.root.code]


def compute(
    data: pd.DataFrame,
    index: Index,
    *,
    denominators: pd.DataFrame | None = None,
    groups: pd.Series | None = None,
    population: pd.Series | None = None,
) -> Result:
    """Compute an index for all areas.

    Parameters
    ----------
    data
        One row per area (or per area and period: an index of two levels), one column per
        indicator of the spec; further columns are ignored.  NaN is unknown.
    index
        The spec.
    denominators
        Columns named by `Indicator.denominator`, on the same rows.
    groups
        Group of each row, for imputation by group.
    population
        Population of each row, for `Screening.min_population` and weighted scales.

    Returns
    -------
    Result
        All steps; areas that were screened out are only in ``raw`` and ``excluded``.

    Raises
    ------
    DataError
        With all faults of a step: an indicator that is missing, infinite, never known or
        the same everywhere, one area only, denominators or weights that do not fit.

    Examples
    --------
    >>> data = pd.DataFrame(
    ...     {"arbeitslos": [4.0, 8.0, 12.0], "abitur": [60.0, 30.0, 30.0]}, index=list("abc")
    ... )
    >>> tree = Group("bedarf", (Indicator("arbeitslos", 1), Indicator("abitur", -1)))
    >>> result = compute(data, Index(tree))
    >>> result.score.round(3).to_dict(), result.rank.to_dict()
    ({'a': -1.319, 'b': 0.354, 'c': 0.966}, {'a': 3.0, 'b': 2.0, 'c': 1.0})
    """
    raw = checked_indicators(data, index)
    out = screen(raw, index, population)
    kept = raw.drop(index=out.index)
    denominated = denominate(kept, index, denominators)
    imputed, was_imputed = _imputed(denominated, index, groups)
    pooled = is_pooled(index.normalisation)
    check_values(imputed, pooled=pooled)
    treated, was_treated = treat_outliers(imputed, index)
    check_values(treated, pooled=pooled, what="Nach der Behandlung von Ausreißern: Der Indikator")
    normalised = normalise_indicators(treated, index, population)
    tree = aggregate_tree(normalised, index, population)
    check_scored(normalised, tree.scores[index.root.code])
    even = even_scores(normalised, tree.joined, tree.scores, index)
    ranks = rank_scores(even, index.ranking)
    excluded = pd.concat([out, missing_reasons(normalised, tree.scores, index)])
    return Result(
        index=index,
        raw=raw,
        denominated=denominated,
        imputed=imputed,
        was_imputed=was_imputed,
        treated=treated,
        was_treated=was_treated,
        normalised=normalised,
        shares=tree.shares,
        aggregated=tree.joined,
        scores=tree.scores,
        ranks=ranks,
        percentiles=rank_percentiles(even, index.ranking),
        classes=_classes(even[index.root.code], index),
        excluded=excluded,
        notes=notes(index, was_imputed, was_treated, normalised, ranks, excluded),
    )


def changes(now: pd.DataFrame, before: pd.DataFrame, index: Index) -> pd.DataFrame:
    """Return how far each indicator has changed, to compute an index of dynamics from.

    Status and dynamics stay apart: two indices of the same tree, whose classes
    `sozialraum.measures.composite.classes.cross_classes` shows together.

    Parameters
    ----------
    now, before
        Areas × indicators of two points in time.
    index
        The spec that names the indicators.

    Returns
    -------
    DataFrame
        ``now − before`` for the areas of ``now``; NaN where one is unknown.

    Raises
    ------
    DataError
        If an area has no earlier row: areas have to be the same at both times.

    Examples
    --------
    >>> spec = Index(Group("bedarf", (Indicator("D01", 1),)))
    >>> now = pd.DataFrame({"D01": [5.0, 7.0]}, index=["a", "b"])
    >>> before = pd.DataFrame({"D01": [9.0, 6.0]}, index=["b", "a"])
    >>> changes(now, before, spec)["D01"].to_dict()
    {'a': -1.0, 'b': -2.0}
    """
    current = checked_indicators(now, index)
    earlier = aligned(checked_indicators(before, index), current, "Frühere Werte")
    return pd.DataFrame(
        {
            code: difference(table(current[code])[:, 0], table(earlier[code])[:, 0])
            for code in current
        },
        index=current.index,
    )


def _imputed(
    frame: pd.DataFrame, index: Index, groups: pd.Series | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    if index.imputation is None:
        return frame, pd.DataFrame(False, index=frame.index, columns=frame.columns)
    return impute(frame, index.imputation, groups=groups)


def _classes(score: pd.Series, index: Index) -> pd.Series:
    if index.classes is None:
        return pd.Series("", index=score.index, dtype="str")
    how = index.classes
    parts = [classify(part[score.name], how) for _, part in periods(score.to_frame())]
    return pd.concat(parts).loc[score.index]
