"""Why the need index of an area changed between two records: data, method or weights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from sozialraum.analysis.year_data import IndexData
from sozialraum.errors import DataError
from sozialraum.measures.change import TOTAL, split_change
from sozialraum.measures.composite.as_data import index_from_data
from sozialraum.measures.composite.compute import compute
from sozialraum.measures.composite.index import Index, reweighted
from sozialraum.measures.composite.tree import walk

PARTS = {"daten": "Daten", "verfahren": "Verfahren", "gewichte": "Gewichte", TOTAL: "gesamt"}
"""Columns of `index_change` and what people call them."""


def index_change(before: IndexData | None, now: IndexData | None) -> tuple[pd.DataFrame, str]:
    """Return the parts of the change of each area's score, or why there are none.

    Returns
    -------
    DataFrame
        Index area; columns ``daten``, ``verfahren``, ``gewichte`` and ``gesamt``, the new
        score minus the old.  Empty if the change cannot be split.
    str
        The German reason why not, ``""`` if it can.
    """
    empty = pd.DataFrame(columns=list(PARTS), dtype=float)
    if before is None or now is None:
        which = "vorigen" if before is None else "neuen"
        return empty, f"Im {which} Stand stehen keine Werte des Bedarfsindex."
    try:
        old, new = _factors(before), _factors(now)
        reason = _unlike(old, new)
        if reason:
            return empty, reason
        return split_change(_score, old, new), ""
    except DataError as error:
        return empty, str(error)


def _factors(data: IndexData) -> dict[str, Any]:
    index = index_from_data(data.verfahren)
    columns = {name: pd.Series(column, dtype=float) for name, column in data.werte.items()}
    values = pd.DataFrame(columns).sort_index()
    population = pd.Series(data.bevoelkerung, dtype=float).reindex(values.index)
    return {
        "daten": (values, population),
        "verfahren": index,
        "gewichte": {node.code: node.weight for node, _ in walk(index.root)},
    }


def _score(
    daten: tuple[pd.DataFrame, pd.Series], verfahren: Index, gewichte: Mapping[str, float]
) -> pd.Series:
    """Return the index of all areas, NaN for those that are screened out."""
    values, population = daten
    index = reweighted(verfahren, gewichte)
    return compute(values, index, population=population).score.reindex(values.index)


def _unlike(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """Return why two indices are about different things, ``""`` if they are not."""
    (before, _), (now, _) = old["daten"], new["daten"]
    if set(before.index) != set(now.index):
        return "Die Region hat nicht mehr dieselben Gebiete."
    indicators = set(before.columns) ^ set(now.columns)
    if indicators:
        return f"Andere Indikatoren gehen ein ({', '.join(sorted(indicators))})."
    if set(old["gewichte"]) != set(new["gewichte"]):
        return "Der Index hat andere Dimensionen."
    return ""
