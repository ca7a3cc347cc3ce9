"""Which cells must not be read exactly, and what an attacker is assumed to know.

A *primary* cell is hidden for its own sake; a *secondary* cell is hidden because a primary
one could be computed from it.  Three attackers, each of whom knows more than the last:

1. ``SIGNS``: counts are not negative;
2. ``ZEROS``: zeros are printed, so what is hidden is at least 1;
3. ``KINDS``: which hidden cells are primary, hence below the threshold, and which are not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np

from sozialraum.measures.disclosure.cells import Cell, Floats, Truths, describe, refuse
from sozialraum.measures.disclosure.table import FrequencyTable, Relation


class Level(IntEnum):
    """What an attacker knows beside the printed table; each level includes those before."""

    SIGNS = 1
    ZEROS = 2
    KINDS = 3


LEVELS = (Level.SIGNS, Level.ZEROS, Level.KINDS)

KNOWS = {
    Level.SIGNS: "weiß nur, dass Anzahlen nicht negativ sind",
    Level.ZEROS: "weiß außerdem, ob Nullen gedruckt werden",
    Level.KINDS: "weiß außerdem, welche Zellen wegen ihrer Größe gesperrt sind",
}
"""What each attacker knows, for the annex of a report."""


@dataclass(frozen=True)
class Rules:
    """When a cell is hidden for its own sake.

    Parameters
    ----------
    threshold
        Smallest count that may be printed; 3 hides 1 and 2.
    zeros_protected
        Whether zeros are hidden like small counts; otherwise zeros are always printed.
    minimum
        Smallest number of cases that a crosstab may be printed for; 0: any.
    dominated
        For sums: how uncertain some cells must be on either side, from `dominance` or
        `p_percent`.
    one_step
        The variant of the literature: every primary cell must reach one less and one
        more than its count.  Otherwise every hidden cell must have two possible counts.
    """

    threshold: int = 3
    zeros_protected: bool = False
    minimum: int = 0
    dominated: Mapping[Cell, float] = field(default_factory=dict)
    one_step: bool = False

    def __post_init__(self) -> None:
        """Refuse thresholds that mean nothing."""
        if self.threshold < 0 or self.minimum < 0:
            refuse("Die Schwelle ist negativ.", "Eine Schwelle ab 0 angeben.")

    def texts(self) -> tuple[str, ...]:
        """Return the rules as sentences for the annex of a report."""
        smallest = 0 if self.zeros_protected else 1
        zeros = "Nullen werden wie kleine Anzahlen gesperrt."
        texts = [f"Anzahlen von {smallest} bis {self.threshold - 1} werden gesperrt."]
        texts.append(zeros if self.zeros_protected else "Nullen werden gedruckt.")
        if self.minimum:
            texts.append(f"Kreuztabellen nur ab {self.minimum} Fällen.")
        if self.dominated:
            texts.append("Summen, die wenige Beiträge beherrschen, werden gesperrt.")
        return tuple(texts)


@dataclass(frozen=True)
class Threat:
    """Against whom a table is protected, and what they know beside it.

    Parameters
    ----------
    levels
        Attackers; by default all three.
    knowledge
        What else is printed or known, see `sozialraum.measures.disclosure.knowledge`.
    keep
        Cells that stay printed, such as totals published elsewhere.
    """

    levels: tuple[Level, ...] = LEVELS
    knowledge: tuple[Relation, ...] = ()
    keep: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Demand:
    """What must stay hidden, and how uncertain an attacker must be about it.

    Parameters
    ----------
    small
        Cells below the threshold.
    primary
        Cells hidden for their own sake: small ones and those that a few dominate.
    down, up
        How far an attacker's interval must reach below and above the true value.
    width
        How wide it must be at least.
    hideable
        Cells that may be hidden.
    """

    small: Truths
    primary: Truths
    down: Floats
    up: Floats
    width: Floats
    hideable: Truths


def demand(table: FrequencyTable, rules: Rules, keep: Sequence[Cell] = ()) -> Demand:
    """Return what the rules demand of a table.

    Parameters
    ----------
    table
        The true table.
    rules
        Threshold and what goes with it.
    keep
        Cells that stay printed, such as totals published elsewhere.

    Raises
    ------
    DataError
        If a crosstab has fewer cases than the minimum, or a cell to keep is unknown.
    """
    _check_minimum(table, rules)
    values = table.values
    small = np.zeros(len(values), dtype=np.bool_)
    if table.whole:
        small = (values < rules.threshold) & ((values > 0) | rules.zeros_protected)
    kept = _mask(table, keep)
    small &= ~kept
    few = _mask(table, list(rules.dominated)) & ~kept
    wide = np.array([rules.dominated.get(one, 0.0) for one in table.cells]) * few
    step = small * (1.0 if rules.one_step else 0.0)
    whole = float(table.whole and not rules.one_step)
    zeros = np.zeros(len(values), dtype=np.bool_) if rules.zeros_protected else values == 0
    return Demand(
        small=small,
        primary=small | few,
        down=np.maximum(step, wide),
        up=np.maximum(step, wide),
        width=np.full(len(values), whole),
        hideable=~(kept | zeros),
    )


def limits(
    table: FrequencyTable, rules: Rules, small: Truths, level: Level
) -> tuple[Floats, Floats]:
    """Return between which bounds an attacker knows each cell to lie if it is hidden."""
    lower, upper = np.zeros(len(table.cells)), np.full(len(table.cells), np.inf)
    if not table.whole or level < Level.ZEROS:
        return lower, upper
    if not rules.zeros_protected:
        lower[:] = 1
    if level < Level.KINDS:
        return lower, upper
    lower[~small] = max(rules.threshold, lower.min(initial=1))
    upper[small] = rules.threshold - 1
    return lower, upper


def dominance(
    contributions: Mapping[Cell, Sequence[float]], *, number: int = 1, share: float = 85.0
) -> dict[Cell, float]:
    """Return the cells whose largest contributors make up too much, with what they need.

    Parameters
    ----------
    contributions
        Contributions to each sum.
    number
        How many contributors are looked at.
    share
        What they may make up, in per cent.

    Returns
    -------
    dict
        How uncertain the sum must be on either side.

    Notes
    -----
    Hundepool, A. et al. (2012): Statistical disclosure control, section 4.2.

    Examples
    --------
    >>> dominance({(): [90, 5, 5], (("a", "x"),): [50, 50]}, share=80)
    {(): 12.5}
    """
    found = {}
    for one, parts in contributions.items():
        need = 100 / share * sum(sorted(parts)[-number:]) - sum(parts)
        if need > 0:
            found[one] = need
    return found


def p_percent(
    contributions: Mapping[Cell, Sequence[float]], *, p: float = 10.0
) -> dict[Cell, float]:
    """Return the cells whose second contributor could tell the first to p per cent.

    >>> p_percent({(): [100, 20, 4], (("a", "x"),): [50, 40, 30]}, p=10)
    {(): 6.0}
    """
    found = {}
    for one, parts in contributions.items():
        ordered = sorted(parts, reverse=True)
        need = p / 100 * ordered[0] - sum(ordered[2:]) if ordered else 0.0
        if need > 0:
            found[one] = need
    return found


def _check_minimum(table: FrequencyTable, rules: Rules) -> None:
    crossed = max((len(one) for one in table.cells), default=0) > 1
    cases = max(table.values, default=0.0)
    if crossed and cases < rules.minimum:
        refuse(
            "Die Kreuztabelle hat zu wenige Fälle und wird nicht veröffentlicht.",
            "Kategorien, Jahre oder Stellen zusammenfassen.",
            expected=f"mindestens {rules.minimum} Fälle",
        )


def _mask(table: FrequencyTable, cells: Sequence[Cell]) -> Truths:
    unknown = [describe(one) for one in cells if one not in table.positions]
    if unknown:
        refuse(
            "Eine Zelle steht nicht in der Tabelle.",
            "Die Namen der Zellen prüfen.",
            found=", ".join(unknown),
        )
    mask = np.zeros(len(table.cells), dtype=np.bool_)
    mask[[table.positions[one] for one in cells]] = True
    return mask
