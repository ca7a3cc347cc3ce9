"""Why the need index changed against another year: new data, another method, other weights.

The years are two calculations (`need_change`) or two records of an agency (`index_change`);
the rule is the same.  *Data* are the values of the indicators that both years have, and the
population.  *Method* is which indicators enter and how they are joined; an indicator that only
one year has counts with its only values, so that its coming or going is method and not data.
*Weights* are those given in the tree.  Changed one after the other in every order and averaged
(Shapley), the parts add up to the whole change.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sozialraum.analysis.needs import NeedIndex
from sozialraum.analysis.year_data import IndexData
from sozialraum.errors import DataError
from sozialraum.measures.change import TOTAL, split_change
from sozialraum.measures.composite import Index, compute, index_from_data, reweighted
from sozialraum.measures.composite.tree import walk

DATA, METHOD, WEIGHTS = "daten", "verfahren", "gewichte"
PARTS = {DATA: "Daten", METHOD: "Verfahren", WEIGHTS: "Gewichte", TOTAL: "gesamt"}
"""Columns of a split change and what people call them."""


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
    parts = _parts(_of_index(before), _of_index(after))
    old, new = set(before.years), set(after.years)
    return NeedChange(
        before=before,
        after=after,
        parts=parts,
        came=tuple(i.id for i in after.indicators if i.id not in old),
        went=tuple(i.id for i in before.indicators if i.id not in new),
    )


def index_change(before: IndexData | None, now: IndexData | None) -> tuple[pd.DataFrame, str]:
    """Return the parts of the change between two records, or why there are none.

    Returns
    -------
    DataFrame
        As `NeedChange.parts`; empty if the change cannot be split.
    str
        The German reason why not, ``""`` if it can.
    """
    empty = pd.DataFrame(columns=list(PARTS), dtype=float)
    if before is None or now is None:
        which = "vorigen" if before is None else "neuen"
        return empty, f"Im {which} Stand stehen keine Werte des Bedarfsindex."
    try:
        old, new = _of_record(before), _of_record(now)
        if set(old.values.index) != set(new.values.index):
            return empty, "Die Region hat nicht mehr dieselben Gebiete."
        return _parts(old, new), ""
    except DataError as error:
        return empty, str(error)


@dataclass(frozen=True, eq=False)
class _Year:
    """What a year's index is computed from."""

    values: pd.DataFrame
    population: pd.Series
    index: Index

    @property
    def weights(self) -> dict[str, float]:
        return {node.code: node.weight for node, _ in walk(self.index.root)}


def _of_index(found: NeedIndex) -> _Year:
    return _Year(found.status.raw, found.population, found.status.index)


def _of_record(data: IndexData) -> _Year:
    columns = {name: pd.Series(column, dtype=float) for name, column in data.werte.items()}
    values = pd.DataFrame(columns).sort_index()
    population = pd.Series(data.bevoelkerung, dtype=float).reindex(values.index)
    return _Year(values, population, index_from_data(data.verfahren))


def _parts(before: _Year, after: _Year) -> pd.DataFrame:
    return split_change(_score, _factors(before, after), _factors(after, before))


def _factors(own: _Year, other: _Year) -> dict[str, object]:
    """Return data, method and weights of one year; what only the other one has is lent."""
    lent = [code for code in other.values if code not in own.values]
    return {
        DATA: (own.values.join(other.values[lent]), own.population),
        METHOD: own.index,
        WEIGHTS: other.weights | own.weights,
    }


def _score(
    daten: tuple[pd.DataFrame, pd.Series], verfahren: Index, gewichte: dict[str, float]
) -> pd.Series:
    """Return the index of all areas, NaN for those that are screened out."""
    values, population = daten
    known = {node.code: gewichte[node.code] for node, _ in walk(verfahren.root)}
    found = compute(values, reweighted(verfahren, known), population=population)
    return found.score.reindex(values.index)
