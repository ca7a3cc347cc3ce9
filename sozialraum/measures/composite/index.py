"""A composite index as data: its tree and every step that is done.

A *level* says how the groups of one height are joined; groups of height 1 hold indicators
only.  A *period* is the second index level of the input, if it has one (years, for
instance); what is standardised is standardised within a period unless the spec says
otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from sozialraum.errors import DataError, Fault, raise_all, suggest
from sozialraum.measures.composite.aggregate import Aggregation
from sozialraum.measures.composite.classes import Classes
from sozialraum.measures.composite.columns import Ties
from sozialraum.measures.composite.impute import Imputation
from sozialraum.measures.composite.normalise import Normalisation, PercentileRank, ZScore
from sozialraum.measures.composite.parameters import (
    class_faults,
    normalisation_faults,
    screening_faults,
    share_faults,
    treatment_faults,
    weighting_faults,
)
from sozialraum.measures.composite.screening_rule import Screening
from sozialraum.measures.composite.spec_types import type_faults
from sozialraum.measures.composite.treat import Treatment
from sozialraum.measures.composite.tree import Group, Indicator, height, tree_faults, walk
from sozialraum.measures.composite.weights import PrincipalComponent, Weighting


@dataclass(frozen=True)
class Level:
    """How groups of one height are joined.

    Parameters
    ----------
    aggregation
        ``arithmetic``, ``geometric`` or ``harmonic`` mean, weighted ``sum``, or
        ``copeland`` (wins minus losses in pairs of areas that have a score).
    weights
        ``given`` in the tree, ``equal``, or computed from the data:
        `PrincipalComponent`, `FactorWeights`.
    coverage
        Smallest share of a group's weight that must be known; below, the area has no
        score.  With less than 1, missing members count as the mean of the known ones.
    decimals
        Decimals to which the score is rounded before anything else is done with it.
    scale
        Normalisation of the joined scores; what goes up to the next level.
    """

    aggregation: Aggregation = "arithmetic"
    weights: Weighting = "given"
    coverage: float = 1.0
    decimals: int | None = None
    scale: Normalisation | None = None


@dataclass(frozen=True)
class Ranking:
    """How scores become ranks.

    Parameters
    ----------
    decimals
        Decimals to which scores are rounded before ranking; None for not at all.
    ties
        Rank of equal scores: the best of theirs (``min``), the worst (``max``), the mean
        (``average``), or without gaps (``dense``).
    highest_first
        Whether the highest score has rank 1.
    percentile
        How scores become percentile ranks, which grow with the score.
    """

    decimals: int | None = None
    ties: Ties = "min"
    highest_first: bool = True
    percentile: PercentileRank = field(default_factory=PercentileRank)


@dataclass(frozen=True)
class Index:
    """A composite index: a tree of groups and indicators, and the steps in their order.

    Parameters
    ----------
    root
        The tree; its code is the name of the index among the scores.
    normalisation
        How indicators are made comparable.
    levels
        How groups are joined, from the lowest level up to the root; a single entry holds
        for all levels.
    treatment, imputation
        None: outliers stay as they are, missing values stay missing.
    screening, ranking
        What stays out, and how ranks are made.
    classes
        Classes of the score of the root; None for none.
    note
        What has to be said beside the index.

    Raises
    ------
    DataError
        With all faults of the spec: polarity missing, codes twice, groups without members,
        weights that are not positive, levels that do not fit, impossible parameters.
    """

    root: Group
    normalisation: Normalisation = field(default_factory=ZScore)
    levels: tuple[Level, ...] = (Level(),)
    treatment: Treatment | None = None
    imputation: Imputation | None = None
    screening: Screening = field(default_factory=Screening)
    ranking: Ranking = Ranking()
    classes: Classes | None = None
    note: str = ""

    def __post_init__(self) -> None:
        raise_all(type_faults(self, "Index"))  # with other types the rest could not be asked
        raise_all(_faults(self))

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """The indicators in the order of the tree."""
        return tuple(node for node, _ in walk(self.root) if isinstance(node, Indicator))

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups, every one after its members, the root last."""
        return tuple(node for node, _ in walk(self.root) if isinstance(node, Group))

    def level(self, group: Group) -> Level:
        """Return how the members of a group are joined."""
        return self.levels[0] if len(self.levels) == 1 else self.levels[height(group) - 1]


def reweighted(index: Index, weights: Mapping[str, float]) -> Index:
    """Return the index with other weights for some of its indicators and groups.

    Raises
    ------
    DataError
        If a code is not in the tree or a weight is not a positive number.
    """
    codes = [node.code for node, _ in walk(index.root)]
    raise_all(
        Fault(
            f"Das Gewicht für „{code}“ passt nicht zum Baum: Er enthält „{code}“ nicht.",
            column=code,
            remedy=suggest(code, codes) or f"Vorhanden sind: {', '.join(codes)}.",
        )
        for code in weights
        if code not in codes
    )
    return replace(index, root=_reweighted(index.root, weights))


def _reweighted(group: Group, weights: Mapping[str, float]) -> Group:
    members = tuple(
        _reweighted(member, weights)
        if isinstance(member, Group)
        else replace(member, weight=weights.get(member.code, member.weight))
        for member in group.members
    )
    return replace(group, members=members, weight=weights.get(group.code, group.weight))


def without(index: Index, code: str) -> Index:
    """Return the index without one of its indicators or groups; groups left empty go too.

    Raises
    ------
    DataError
        If the code is not in the tree or nothing would be left.
    """
    codes = [node.code for node, _ in walk(index.root)]
    left = _without(index.root, code)
    if code not in codes or left is None:
        raise DataError(
            Fault(
                f"„{code}“ lässt sich nicht aus dem Index nehmen.",
                column=code,
                remedy=suggest(code, codes) or "Der Index braucht mindestens einen Indikator.",
            )
        )
    levels = tuple(_without_anchor(level, left) for level in index.levels)
    return replace(index, root=left, levels=levels)


def _without_anchor(level: Level, root: Group) -> Level:
    """Return a level that names no anchor outside the tree; all its weights are positive anyway."""
    how, codes = level.weights, [node.code for node, _ in walk(root)]
    if isinstance(how, PrincipalComponent) and how.anchor not in ("", *codes):
        return replace(level, weights=replace(how, anchor=""))
    return level


def _without(group: Group, code: str) -> Group | None:
    members: list[Indicator | Group] = []
    for member in group.members:
        left = _without(member, code) if isinstance(member, Group) else member
        if left is not None and left.code != code:
            members.append(left)
    return replace(group, members=tuple(members)) if members and group.code != code else None


def _faults(index: Index) -> Iterator[Fault]:
    yield from tree_faults(index.root)
    yield from _parameter_faults(index)
    levels = height(index.root)
    if len(index.levels) not in (1, levels):
        yield Fault(
            "Die Stufen passen nicht zum Baum.",
            found=f"{len(index.levels)} Stufen",
            expected=f"1 oder {levels}",
            remedy="Für jede Höhe des Baums eine Stufe angeben, die unterste zuerst.",
        )


def _parameter_faults(index: Index) -> Iterator[Fault]:
    codes = [node.code for node, _ in walk(index.root)]
    yield from normalisation_faults(index.normalisation)
    for number, level in enumerate(index.levels, start=1):
        yield from share_faults(level.coverage, f"Stufe {number}")
        yield from normalisation_faults(level.scale)
        yield from weighting_faults(level.weights, codes)
    yield from normalisation_faults(index.ranking.percentile)
    yield from screening_faults(index.screening)
    treatments = (index.treatment, *(indicator.treatment for indicator in index.indicators))
    for treatment in treatments:
        yield from treatment_faults(treatment)
    yield from class_faults(index.classes)
