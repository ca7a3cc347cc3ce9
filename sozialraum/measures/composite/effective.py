"""What each indicator weighs in the whole index."""

from __future__ import annotations

import pandas as pd

from sozialraum.measures.composite.index import Index


def effective_weights(index: Index, shares: pd.Series | None = None) -> pd.Series:
    """Return the weight of each indicator in the whole index.

    Parameters
    ----------
    index
        The spec.
    shares
        `Result.shares`; without them the weights given in the tree are taken.

    Returns
    -------
    Series
        The shares along the branch of each indicator multiplied; they sum to 1.  For
        indices that scale or mix aggregations between levels they are an approximation.

    Examples
    --------
    >>> from sozialraum.measures.composite.tree import Group, Indicator
    >>> tree = Group("index", (Group("x", (Indicator("a", 1), Indicator("b", 1))),
    ...                        Group("y", (Indicator("c", 1),), weight=3.0)))
    >>> effective_weights(Index(tree)).to_dict()
    {'a': 0.125, 'b': 0.125, 'c': 0.75}
    """
    known = _given_shares(index) if shares is None else shares.to_dict()
    weight = {index.root.code: 1.0}
    for group in reversed(index.groups):
        for member in group.members:
            weight[member.code] = weight[group.code] * known[member.code]
    return pd.Series({indicator.code: weight[indicator.code] for indicator in index.indicators})


def _given_shares(index: Index) -> dict[str, float]:
    shares: dict[str, float] = {}
    for group in index.groups:
        equal = index.level(group).weights == "equal"
        weights = {member.code: 1.0 if equal else member.weight for member in group.members}
        shares |= {code: weight / sum(weights.values()) for code, weight in weights.items()}
    return shares
