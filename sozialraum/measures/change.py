"""Why an index changed: new data, a new method, or new weights.

When an index is published again, usually all three are new at once.  A *factor* is one of
them; a *score* is the index computed with some factors old and some new.  Changing the
factors one after the other gives parts that depend on the order; the average over all
orders (Shapley) does not, and its parts add up to the whole change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from math import factorial
from typing import Any

import pandas as pd

from sozialraum.errors import DataError, Fault, raise_all

Scores = Mapping[frozenset[str], pd.Series]
"""One score per set of factors that are new, the others being old; the index is the area."""

TOTAL = "gesamt"
MOST_NAMED = 5


def split_change(
    index: Callable[..., pd.Series], before: Mapping[str, Any], after: Mapping[str, Any]
) -> pd.DataFrame:
    """Return which part of the change of an index each factor has.

    Parameters
    ----------
    index
        Function that returns the index by area; its arguments are named like the factors.
    before, after
        The factors' old and new values, such as ``daten``, ``verfahren``, ``gewichte``.

    Returns
    -------
    DataFrame
        As `shapley_parts`; the index is computed 2ᵐ times for m factors.

    Raises
    ------
    DataError
        If the factors before and after differ, or the areas of two scores.

    Examples
    --------
    >>> def index(daten, gewichte):
    ...     return daten * gewichte
    >>> old, new = pd.Series({"11": 2.0}), pd.Series({"11": 3.0})
    >>> split_change(index, {"daten": old, "gewichte": 1}, {"daten": new, "gewichte": 2})
        daten  gewichte  gesamt
    11    1.5       2.5     4.0
    """
    return shapley_parts(all_scores(index, before, after))


def all_scores(
    index: Callable[..., pd.Series], before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[frozenset[str], pd.Series]:
    """Return the index for every mixture of old and new factors.

    Parameters
    ----------
    index, before, after
        As in `split_change`.
    """
    if set(before) != set(after):
        raise DataError(
            Fault(
                "Vorher und nachher haben verschiedene Bestandteile.",
                found=", ".join(after),
                expected=", ".join(before),
                remedy="Was gleich geblieben ist, auf beiden Seiten angeben.",
            )
        )
    return {
        new: index(**{name: (after if name in new else before)[name] for name in before})
        for new in _subsets(tuple(before))
    }


def shapley_parts(scores: Scores) -> pd.DataFrame:
    r"""Return each factor's part in the change, averaged over all orders of the factors.

    Parameters
    ----------
    scores
        A score for every set of new factors: ``frozenset()`` is the old index, the set of
        all factors the new one.

    Returns
    -------
    DataFrame
        Index area; one column per factor and ``gesamt``, the new score minus the old.  The
        factors' parts add up to ``gesamt``.  NaN where an area has no score in one of the
        mixtures, for then nothing can be split.

    Raises
    ------
    DataError
        If a mixture is missing or two scores are about different areas.

    Notes
    -----
    With :math:`m` factors and the score :math:`v(S)` where those of :math:`S` are new:

    .. math::
        \varphi_f = \sum_{S \not\ni f} \frac{|S|!\,(m - |S| - 1)!}{m!}
        \left(v(S \cup \{f\}) - v(S)\right)

    Shapley, L. S. (1953): A value for n-person games. In: Contributions to the theory of
    games II, Princeton, 307–317; Shorrocks, A. F. (2013): Decomposition procedures for
    distributional analysis. Journal of Economic Inequality 11, 99–126.

    Examples
    --------
    >>> old, data, weights, new = (pd.Series({"11": score}) for score in (2.0, 3.0, 4.0, 6.0))
    >>> shapley_parts({
    ...     frozenset(): old, frozenset({"daten"}): data, frozenset({"gewichte"}): weights,
    ...     frozenset({"daten", "gewichte"}): new,
    ... })
        daten  gewichte  gesamt
    11    1.5       2.5     4.0
    """
    factors = _checked_factors(scores)
    parts = {name: _shapley_part(scores, factors, name) for name in factors}
    return _with_total(parts, scores, factors)


def _shapley_part(scores: Scores, factors: tuple[str, ...], name: str) -> pd.Series:
    others = tuple(other for other in factors if other != name)
    gains = [
        (scores[subset | {name}] - scores[subset])
        * (factorial(len(subset)) * factorial(len(others) - len(subset)) / factorial(len(factors)))
        for subset in _subsets(others)
    ]
    return pd.concat(gains, axis="columns").sum(axis="columns", skipna=False)


def _with_total(
    parts: Mapping[str, pd.Series], scores: Scores, factors: tuple[str, ...]
) -> pd.DataFrame:
    table = pd.DataFrame(dict(parts))
    known = table.notna().all(axis="columns")
    return table.assign(**{TOTAL: scores[frozenset(factors)] - scores[frozenset()]}).where(known)


def _subsets(factors: tuple[str, ...]) -> Iterator[frozenset[str]]:
    for size in range(len(factors) + 1):
        yield from map(frozenset, combinations(factors, size))


def _checked_factors(scores: Scores) -> tuple[str, ...]:
    """Return the factors in the order in which single ones stand in the scores."""
    single = [name for new in scores if len(new) == 1 for name in new]
    factors = tuple(single + sorted(set().union(*scores) - set(single)))
    raise_all(_missing(scores, factors))
    raise_all(_unlike(scores))
    return factors


def _missing(scores: Scores, factors: tuple[str, ...]) -> Iterator[Fault]:
    for new in _subsets(factors):
        if new not in scores:
            named = ", ".join(name for name in factors if name in new) or "nichts"
            yield Fault(
                f"Der Wert des Index fehlt, bei dem neu ist: {named}.",
                remedy="Den Index auch in dieser Mischung berechnen.",
            )


def _unlike(scores: Scores) -> Iterator[Fault]:
    """Yield a fault for the areas that some of the scores have and others do not."""
    first, *others = (score.index for score in scores.values())
    odd = sorted({str(key) for other in others for key in first.symmetric_difference(other)})
    if odd or any(not first.equals(other) for other in others):
        shown = ", ".join(odd[:MOST_NAMED]) + (" …" if len(odd) > MOST_NAMED else "")
        yield Fault(
            "Die Werte des Index haben nicht dieselben Gebiete in derselben Reihenfolge.",
            found=shown,
            remedy="Vorher auf die gemeinsamen Gebiete bringen, etwa durch Umschlüsseln.",
        )
