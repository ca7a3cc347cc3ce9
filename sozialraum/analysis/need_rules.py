"""Conventions of the need index, read from need_index.toml, and the spec they make.

The *spec* says which indicators stand in which dimension and how they are joined; only
indicators of role ``bedarf`` can stand in it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from sozialraum.analysis.catalogue import Indicator
from sozialraum.analysis.roles import Role
from sozialraum.errors import RoleError
from sozialraum.measures.composite import Index, MinMax, PercentileRank, Vary, index_from_data

FILE = "need_index.toml"
STATUS, DYNAMICS = "lage", "dynamik"
SCALES = {"Perzentilrang": PercentileRank(), "Min–Max": MinMax()}
"""Other ways to make indicators comparable, that calculation routes try."""


@cache
def settings() -> Mapping[str, Any]:
    """Return the conventions of need_index.toml."""
    return tomllib.loads(files("sozialraum.analysis").joinpath(FILE).read_text("utf-8"))


def vary() -> Vary:
    """Return the assumptions that are varied: weights, selection, scale."""
    concentration = float(settings()["unsicherheit"]["konzentration"])
    return Vary(concentration=concentration, alternatives={"normalisation": SCALES})


def need_spec(indicators: Iterable[Indicator], code: str = STATUS) -> Index:
    """Return the spec of a need index: indicators in dimensions, dimensions in the index.

    Raises
    ------
    RoleError
        If an indicator has another role than ``bedarf``.
    """
    members: dict[str, list[dict[str, Any]]] = {}
    for indicator in indicators:
        if indicator.rolle != Role.BEDARF:
            raise RoleError(
                f"„{indicator.name}“ ({indicator.id}) hat die Rolle „{indicator.rolle}“: In den "
                f"Bedarfsindex geht nur „bedarf“ ein. Abhilfe: {indicator.id} daneben zeigen."
            )
        entry = {"code": indicator.id, "direction": indicator.polaritaet}
        members.setdefault(dimension(indicator), []).append(entry)
    groups = [{"code": name, "members": entries} for name, entries in members.items()]
    chosen, index = settings()["auswahl"], settings()["index"]
    screening = {
        **index["screening"],
        "min_indicators": chosen["mindestindikatoren"],
        "min_groups": chosen["mindestdimensionen"],
    }
    spec = {**index, "screening": screening, "root": {"code": code, "members": groups}}
    if code == DYNAMICS:
        spec["classes"] = settings()["dynamik"]["classes"]
    return index_from_data(spec)


def dimension(indicator: Indicator) -> str:
    """Return the name of the dimension that an indicator belongs to."""
    return str(settings()["dimensionen"][indicator.id[0]])
