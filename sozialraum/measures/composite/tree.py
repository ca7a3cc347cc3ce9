"""The tree of a composite index: indicators in groups, groups in groups.

An *indicator* is one column of the input.  A *group* joins indicators or other groups into
one score: a dimension, or at the root the index itself.  Scores point one way: every
indicator has a *direction*, 1 if more of it means more of what the index measures, −1 if it
means less.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sozialraum.errors import Fault
from sozialraum.measures.composite.treat import Treatment


@dataclass(frozen=True)
class Indicator:
    """One column of the input and how it enters its group.

    Parameters
    ----------
    code
        Name of the column.
    direction
        1 if a higher value means a higher index, −1 if it means a lower one.
    weight
        Weight relative to the other members of its group.
    denominator
        Column of the denominators by which the column is divided; „“ for none.
    reference
        Value with which areas are compared, for normalisations that need one.
    treatment
        Treatment of outliers in place of that of the index.
    """

    code: str
    direction: int
    weight: float = 1.0
    denominator: str = ""
    reference: float | None = None
    treatment: Treatment | None = None


@dataclass(frozen=True)
class Group:
    """A dimension or, at the root, the index: what is joined into one score."""

    code: str
    members: tuple[Indicator | Group, ...]
    weight: float = 1.0


Node = Indicator | Group

LARGEST_WEIGHT = 1e9
"""Weights beyond, or below one by it, would lose the others in rounding."""


def walk(node: Node, depth: int = 0) -> Iterator[tuple[Node, int]]:
    """Yield the nodes of a tree with their depth, members before their group."""
    if isinstance(node, Group):
        for member in node.members:
            yield from walk(member, depth + 1)
    yield node, depth


def height(node: Node) -> int:
    """Return 0 for an indicator, and for a group one more than its highest member."""
    if isinstance(node, Indicator):
        return 0
    return 1 + max((height(member) for member in node.members), default=0)


def tree_faults(root: Group) -> Iterator[Fault]:
    """Yield what is wrong with a tree: polarity missing, codes twice, bad weights."""
    nodes = [node for node, _ in walk(root)]
    for node in nodes:
        yield from _node_faults(node)
    for code, times in Counter(node.code for node in nodes).items():
        if times > 1:
            yield Fault(
                f"„{code}“ steht {times}-mal im Baum.",
                column=code,
                remedy="Jeden Indikator und jede Dimension nur einmal und verschieden nennen.",
            )


def _node_faults(node: Node) -> Iterator[Fault]:
    if not (math.isfinite(node.weight) and node.weight > 0):
        yield Fault(
            f"Das Gewicht von „{node.code}“ ist keine Zahl über 0.",
            column=node.code,
            found=str(node.weight),
            remedy="Ein Gewicht über 0 angeben oder den Eintrag weglassen.",
        )
    elif not 1 / LARGEST_WEIGHT <= node.weight <= LARGEST_WEIGHT:
        yield Fault(
            f"Mit dem Gewicht von „{node.code}“ lässt sich nicht genau rechnen.",
            column=node.code,
            found=str(node.weight),
            remedy="Gewichte gelten im Verhältnis zueinander; kleine Zahlen genügen, etwa 1 und 2.",
        )
    if isinstance(node, Group) and not node.members:
        yield Fault(
            f"„{node.code}“ hat keine Indikatoren.",
            column=node.code,
            remedy="Indikatoren zuordnen oder die Dimension weglassen.",
        )
    if isinstance(node, Indicator) and node.direction not in (1, -1):
        yield Fault(
            f"Dem Indikator „{node.code}“ fehlt die Polarität.",
            column=node.code,
            found=str(node.direction),
            expected="1 (mehr ist mehr) oder -1 (mehr ist weniger)",
            remedy="Die Richtung festlegen; ohne Richtung gehört er in keinen Index.",
        )
