"""Indices written as data: nested tables of a TOML file become an `Index` and back.

Where there is a choice, ``method`` names it; every other key is a parameter of the class
that stands behind the name.  An unknown key or value is a fault with its place: a typing
error must not silently leave a default in force.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from sozialraum.errors import DataError, Fault, suggest
from sozialraum.measures.composite.classes import Cuts, Quantiles, StandardDeviations
from sozialraum.measures.composite.impute import Imputation
from sozialraum.measures.composite.index import Index
from sozialraum.measures.composite.normalise import (
    Deviation,
    Distance,
    Exponential,
    MinMax,
    NormalScores,
    PercentileRank,
    Rank,
    Unchanged,
    ZScore,
)
from sozialraum.measures.composite.treat import Logarithm, Untreated, Winsorise
from sozialraum.measures.composite.tree import Group, Indicator
from sozialraum.measures.composite.weights import FactorWeights, PrincipalComponent

Data = Mapping[str, Any]

METHODS: dict[str, type] = {
    "unchanged": Unchanged,
    "z": ZScore,
    "minmax": MinMax,
    "percentile": PercentileRank,
    "rank": Rank,
    "normal": NormalScores,
    "exponential": Exponential,
    "distance": Distance,
    "deviation": Deviation,
    "winsorise": Winsorise,
    "log": Logarithm,
    "untreated": Untreated,
    "principal_component": PrincipalComponent,
    "factors": FactorWeights,
    "cuts": Cuts,
    "standard_deviations": StandardDeviations,
    "quantiles": Quantiles,
}
"""Names of the choices, as ``method`` writes them."""

WANTED = {float: "eine Zahl", int: "eine ganze Zahl", str: "ein Text", bool: "true oder false"}
NAMES = {kind: name for name, kind in METHODS.items()}


def index_from_data(data: Data) -> Index:
    """Return the index that nested tables describe.

    Parameters
    ----------
    data
        Keys as the fields of `Index`; a member of a group that has ``members`` is a group,
        any other an indicator.

    Raises
    ------
    DataError
        If a key or value is unknown, or the tree has faults.

    Examples
    --------
    >>> index = index_from_data({
    ...     "root": {"code": "bedarf", "members": [{"code": "D01", "direction": 1}]},
    ...     "normalisation": {"method": "minmax", "high": 100},
    ... })
    >>> index.normalisation
    MinMax(low=0.0, high=100, over='period')
    """
    made: Index = _make(Index, data, "Index")
    return made


def index_to_data(index: Index) -> dict[str, Any]:
    """Return an index as nested tables of plain values; what is None is left out.

    >>> data = index_to_data(Index(Group("bedarf", (Indicator("D01", 1),))))
    >>> data["normalisation"]["method"], index_from_data(data).root.members[0].code
    ('z', 'D01')
    """
    plain: dict[str, Any] = _plain(index)
    return plain


def _make(kind: type, data: Data, place: str) -> Any:
    hints = get_type_hints(kind)
    unknown = [key for key in data if key not in hints]
    if unknown:
        raise _fault(place, f"Unbekannter Eintrag „{unknown[0]}“", unknown[0], list(hints))
    absent = [key for key in _required(kind) if key not in data]
    if absent == ["direction"]:
        data, absent = {**data, "direction": 0}, []  # the tree says it of all indicators at once
    if absent:
        raise _fault(place, f"„{absent[0]}“ fehlt", "", _required(kind))
    return kind(**{key: _value(v, hints[key], f"{place}.{key}") for key, v in data.items()})


def _value(value: Any, hint: Any, place: str) -> Any:
    """Return a value as the type of its field, or say what is wrong with it."""
    union = get_origin(hint) in (Union, types.UnionType)
    options = get_args(hint) if union else (hint,)
    if isinstance(value, Mapping):
        return _make(_kind(value, options, place), _parameters(value), place)
    if isinstance(value, list):
        inner = next((get_args(o)[0] for o in options if get_origin(o) is tuple), None)
        if inner is None:
            raise _fault(place, "Eine Liste passt hier nicht", "", ["ein einzelner Wert"])
        return tuple(_value(v, inner, f"{place}[{n}]") for n, v in enumerate(value))
    words = [w for option in options if get_origin(option) is Literal for w in get_args(option)]
    if words and value not in words:
        raise _fault(place, f"Unbekannter Wert „{value}“", str(value), words)
    if not words and not any(_fits(value, option) for option in options):
        wanted = [WANTED[option] for option in options if option in WANTED]
        raise _fault(place, f"Der Wert „{value}“ passt nicht", "", wanted)
    return value


def _kind(value: Data, options: tuple[Any, ...], place: str) -> type:
    """Return the class that a table stands for."""
    classes: list[type] = [option for option in options if is_dataclass(option)]  # type: ignore[misc]
    if set(classes) == {Indicator, Group}:
        return Group if "members" in value else Indicator
    if "method" not in value or classes == [Imputation]:
        if len(classes) == 1:
            return classes[0]
        raise _fault(place, "„method“ fehlt", "", [NAMES[kind] for kind in classes])
    names = [NAMES[kind] for kind in classes if kind in NAMES]
    if value["method"] not in names:
        raise _fault(place, f"Unbekanntes Verfahren „{value['method']}“", value["method"], names)
    return METHODS[value["method"]]


def _parameters(value: Data) -> Data:
    chosen = value.get("method") in METHODS
    return {key: v for key, v in value.items() if not (chosen and key == "method")}


def _fits(value: Any, hint: Any) -> bool:
    if isinstance(value, bool):
        return hint is bool
    return isinstance(value, (int, float) if hint is float else hint)


def _required(kind: type) -> list[str]:
    return [
        field.name
        for field in fields(kind)
        if field.default is MISSING and field.default_factory is MISSING
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if not is_dataclass(value):
        return value
    name = NAMES.get(type(value))
    inner = {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    inner = {key: v for key, v in inner.items() if v is not None}
    return {"method": name, **inner} if name else inner


def _fault(place: str, what: str, found: str, known: list[Any]) -> DataError:
    names = [str(name) for name in known]
    remedy = suggest(found, names) if found else ""
    if not remedy and names:
        remedy = f"Möglich sind: {', '.join(names)}."
    return DataError(Fault(f"{what}.", column=place, remedy=remedy))
