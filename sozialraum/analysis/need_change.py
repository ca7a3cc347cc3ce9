"""Why the need index changed against another year: new data, another method, other weights.

*Data* are the values of the indicators that both years have, and the population.  *Method*
is which indicators enter and how they are joined; an indicator that only one year has counts
with its only values, so that its coming or going is method and not data.  *Weights* are
those given in the tree.  Changed one after the other in every order and averaged (Shapley),
the parts add up to the whole change.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sozialraum.analysis.needs import NeedIndex
from sozialraum.measures.change import split_change
from sozialraum.measures.composite import Index, compute, reweighted

DATA, METHOD, WEIGHTS, TOTAL = "daten", "verfahren", "gewichte", "gesamt"


@dataclass(frozen=True, eq=False)
class NeedChange:
    """How the need index changed between two years.  Made by `need_change`.

    Parameters
    ----------
    before, after
        The two indices.
    parts
        Index area; ``daten``, ``verfahren``, ``gewichte`` and ``gesamt`` in index points
        (standard deviations of all areas); NaN where one of the years has no score.
    came, went
        Ids of the indicators that only the later or only the earlier year has.
    """

    before: NeedIndex
    after: NeedIndex
    parts: pd.DataFrame
    came: tuple[str, ...]
    went: tuple[str, ...]

    @property
    def moved(self) -> pd.DataFrame:
        """Classes of the areas whose class differs: ``vorher``, ``jetzt``."""
        both = pd.DataFrame(
            {"vorher": self.before.status.classes, "jetzt": self.after.status.classes}
        ).fillna("")
        return both[both["vorher"] != both["jetzt"]]

    @property
    def renewed(self) -> list[str]:
        """Ids of the indicators of both years whose values are of another year."""
        shared = [i.id for i in self.after.indicators if i.id in self.before.years]
        return [name for name in shared if self.after.years[name] != self.before.years[name]]


def need_change(before: NeedIndex, after: NeedIndex) -> NeedChange:
    """Return how far data, method and weights explain the change of the need index.

    Parameters
    ----------
    before, after
        Need indices of the same region in two years.
    """
    parts = split_change(_score, _factors(before, after), _factors(after, before))
    old, new = set(before.years), set(after.years)
    return NeedChange(
        before=before,
        after=after,
        parts=parts,
        came=tuple(i.id for i in after.indicators if i.id not in old),
        went=tuple(i.id for i in before.indicators if i.id not in new),
    )


def _factors(own: NeedIndex, other: NeedIndex) -> dict[str, object]:
    """Return data, method and weights of one year; what only the other one has is lent."""
    lent = [code for code in other.status.raw if code not in own.status.raw]
    values = own.status.raw.join(other.status.raw[lent])
    return {
        DATA: (values, own.population),
        METHOD: own.status.index,
        WEIGHTS: _weights(other.status.index) | _weights(own.status.index),
    }


def _weights(index: Index) -> dict[str, float]:
    return {member.code: member.weight for group in index.groups for member in group.members}


def _score(
    daten: tuple[pd.DataFrame, pd.Series], verfahren: Index, gewichte: dict[str, float]
) -> pd.Series:
    values, population = daten
    known = {code: gewichte[code] for code in _weights(verfahren)}
    found = compute(values, reweighted(verfahren, known), population=population)
    return found.score.reindex(values.index)
