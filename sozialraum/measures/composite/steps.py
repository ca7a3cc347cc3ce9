"""The steps of an index, each a pure function on a frame of areas × indicators.

They are what `sozialraum.measures.composite.compute.compute` strings together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sozialraum.errors import DataError, Fault, raise_all
from sozialraum.measures.composite.aggregate import aggregate
from sozialraum.measures.composite.checks import aligned, areas_text, check_positive, check_values
from sozialraum.measures.composite.columns import Floats, by_period, even, largest, periods
from sozialraum.measures.composite.columns import ranks as column_ranks
from sozialraum.measures.composite.index import Index, Level, Ranking
from sozialraum.measures.composite.lost import check_lost, reference_faults
from sozialraum.measures.composite.normalise import (
    Distance,
    Normalisation,
    is_pooled,
    is_weighted,
    needs_references,
    normalise,
)
from sozialraum.measures.composite.rounding import joined_scale
from sozialraum.measures.composite.screening import population_of
from sozialraum.measures.composite.treat import Treatment, Untreated, treat
from sozialraum.measures.composite.tree import Group
from sozialraum.measures.composite.weights import FactorWeights, factor_weights, principal_weights


def denominate(
    frame: pd.DataFrame, index: Index, denominators: pd.DataFrame | None
) -> pd.DataFrame:
    """Return the indicators divided by their denominators, NaN where that is unknown.

    Raises
    ------
    DataError
        If a denominator is missing or not above 0.
    """
    named = {i.code: i.denominator for i in index.indicators if i.denominator}
    if not named:
        return frame
    absent = [
        f"{den} (für {code})" for code, den in named.items() if den not in _names(denominators)
    ]
    if denominators is None or absent:
        raise DataError(
            Fault(
                f"Nenner fehlen: {', '.join(absent)}.",
                remedy="Mit denominators übergeben, eine Spalte je Nenner.",
            )
        )
    bases = aligned(denominators, frame, "Nenner")
    raise_all(
        _denominator_fault(bases[den], code) for code, den in named.items() if _bad(bases[den])
    )
    divided = {code: frame[code] / bases[den] for code, den in named.items()}
    return frame.assign(**divided)


def treat_outliers(frame: pd.DataFrame, index: Index) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the indicators after treatment within each period, and the marks."""
    hows = {i.code: i.treatment or index.treatment or Untreated() for i in index.indicators}
    parts = [_treated(part, hows) for _, part in periods(frame)]
    treated, marks = (pd.concat(side) for side in zip(*parts, strict=True))
    return treated.loc[frame.index], marks.loc[frame.index]


def normalise_indicators(
    frame: pd.DataFrame, index: Index, population: pd.Series | None = None
) -> pd.DataFrame:
    """Return the indicators normalised as the spec says, high for a high index."""
    signs = pd.Series({i.code: float(i.direction) for i in index.indicators})
    references = {
        i.code: i.direction * i.reference for i in index.indicators if i.reference is not None
    }
    return _scaled(frame * signs, index.normalisation, references, population)


@dataclass(frozen=True, eq=False)
class Aggregated:
    """Scores of the groups before and after scaling, and the shares of their members."""

    joined: pd.DataFrame
    scores: pd.DataFrame
    shares: pd.Series


def aggregate_tree(
    normalised: pd.DataFrame, index: Index, population: pd.Series | None = None
) -> Aggregated:
    """Return the scores of all groups, the root last.

    Raises
    ------
    DataError
        If a mean has no meaning for the values, or a scaled score is the same everywhere.
    """
    values, joined = normalised, normalised[[]]
    shares: dict[str, float] = {}
    scales = {str(code): largest(normalised[code]) for code in normalised}
    for group in index.groups:
        level = index.level(group)
        members = values[[member.code for member in group.members]]
        if level.aggregation in ("geometric", "harmonic"):
            check_positive(members, group.code, level.aggregation)
        parts = [scales[member.code] for member in group.members]
        if level.aggregation == "copeland":  # noise must not win
            members = members.assign(
                **{c: even(members[c].to_numpy(), s) for c, s in zip(members, parts, strict=True)}
            )
        weights = member_weights(members, group, level)
        shares |= {str(code): float(w) for code, w in (weights / weights.sum()).items()}
        score = _joined(members, weights, level).rename(group.code)
        joined = joined.assign(**{group.code: score})
        scale = joined_scale(score, parts, level)
        scaled = _rescaled(score, scale, level, population)
        values = values.assign(**{group.code: scaled})
        scales[group.code] = scale if level.scale is None else largest(scaled)
    codes = [group.code for group in index.groups]
    return Aggregated(joined, values[codes], pd.Series({**shares, index.root.code: 1.0}))


def member_weights(members: pd.DataFrame, group: Group, level: Level) -> pd.Series:
    """Return the weights of a group's members, as given or from all periods together."""
    if level.weights == "equal":
        return pd.Series(1.0, index=members.columns)
    if level.weights == "given" or len(group.members) == 1:
        return pd.Series({member.code: member.weight for member in group.members})
    if isinstance(level.weights, FactorWeights):
        return factor_weights(members, factors=level.weights.factors)
    anchor = level.weights.anchor if level.weights.anchor in members else ""
    return principal_weights(members, anchor=anchor, squared=level.weights.squared)


def rank_scores(scores: pd.DataFrame, ranking: Ranking) -> pd.DataFrame:
    """Return the ranks of all scores within each period, NaN where there is no score."""

    def ranked(part: pd.DataFrame) -> pd.DataFrame:
        return column_ranks(part, highest_first=ranking.highest_first, ties=ranking.ties)

    return by_period(_rounded(scores, ranking), ranked)


def rank_percentiles(scores: pd.DataFrame, ranking: Ranking) -> pd.DataFrame:
    """Return the percentile ranks of all scores within each period."""

    def ranked(part: pd.DataFrame) -> pd.DataFrame:
        return normalise(part, ranking.percentile)

    return by_period(_rounded(scores, ranking), ranked)


def _rounded(scores: pd.DataFrame, ranking: Ranking) -> pd.DataFrame:
    return scores if ranking.decimals is None else scores.round(ranking.decimals)


def _treated(part: pd.DataFrame, hows: dict[str, Treatment]) -> tuple[pd.DataFrame, pd.DataFrame]:
    done = {code: treat(part[code], how) for code, how in hows.items()}
    values = pd.DataFrame({code: column for code, (column, _) in done.items()})
    return values, pd.DataFrame({code: marks for code, (_, marks) in done.items()})


def _joined(members: pd.DataFrame, weights: pd.Series, level: Level) -> pd.Series:
    w: Floats = weights.to_numpy(dtype=np.float64)

    def join(part: pd.DataFrame) -> pd.DataFrame:
        score = aggregate(part, w, level.aggregation, coverage=level.coverage)
        return pd.DataFrame({"score": score}, index=part.index)

    pairs_of_areas = level.aggregation == "copeland"
    score = (by_period(members, join) if pairs_of_areas else join(members))["score"]
    return score if level.decimals is None else score.round(level.decimals)


def _rescaled(
    score: pd.Series, scale: float, level: Level, population: pd.Series | None
) -> pd.Series:
    if level.scale is None:
        return score
    frame = pd.DataFrame({score.name: even(score.to_numpy(), scale)}, index=score.index)
    check_values(frame, pooled=is_pooled(level.scale), what="Die Dimension")
    return _scaled(frame, level.scale, {}, population, "Die Dimension")[score.name]


def _scaled(
    frame: pd.DataFrame,
    how: Normalisation,
    references: dict[str, float],
    population: pd.Series | None,
    what: str = "Der Indikator",
) -> pd.DataFrame:
    people = _weights(population, frame) if is_weighted(how) else None
    if needs_references(how):
        _check_references(frame, references)

    def scale(part: pd.DataFrame) -> pd.DataFrame:
        own = None if people is None else people.loc[part.index]
        if isinstance(how, Distance) and how.to == "given":
            raise_all(reference_faults(part, references))
        with np.errstate(all="ignore"):  # what overflows is named below
            done = normalise(part, how, references=references, population=own)
        check_lost(part, done, how, what=what)
        return done

    return scale(frame) if is_pooled(how) else by_period(frame, scale)


def _names(frame: pd.DataFrame | None) -> list[str]:
    return [] if frame is None else [str(column) for column in frame.columns]


def _bad(base: pd.Series) -> bool:
    return bool(((base <= 0) | np.isinf(base)).any())


def _denominator_fault(base: pd.Series, code: str) -> Fault:
    bad = base.index[(base <= 0) | np.isinf(base)]
    return Fault(
        f"Der Nenner „{base.name}“ des Indikators „{code}“ ist nicht überall eine Zahl über 0.",
        column=code,
        found=areas_text(bad),
        remedy="Den Nenner berichtigen oder als unbekannt führen.",
    )


def _check_references(frame: pd.DataFrame, references: dict[str, float]) -> None:
    raise_all(
        Fault(
            f"Dem Indikator „{code}“ fehlt der Bezugswert, mit dem verglichen wird.",
            column=str(code),
            remedy="Beim Indikator reference angeben, etwa den Wert der ganzen Stadt.",
        )
        for code in frame.columns
        if code not in references
    )


def _weights(population: pd.Series | None, frame: pd.DataFrame) -> pd.Series:
    people = population_of(population, frame)
    bad = people.index[~(people > 0) | np.isinf(people)]
    if len(bad):
        raise DataError(
            Fault(
                "Mit der Bevölkerung kann nicht gewichtet werden: nicht überall eine Zahl über 0.",
                found=areas_text(bad),
                remedy="Werte ergänzen oder eine Mindestbevölkerung setzen.",
            )
        )
    return people
