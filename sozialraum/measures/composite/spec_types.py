"""Words and types of a spec: an unknown word must not leave another rule in force unsaid."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from numbers import Integral, Real
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import numpy as np

from sozialraum.errors import Fault, suggest

WANTED = {
    float: "eine Zahl",
    int: "eine ganze Zahl",
    str: "ein Text",
    bool: "True oder False",
    tuple: "eine Liste",
    type(None): "None",
}
NUMBERS: dict[type, type] = {float: Real, int: Integral}


def type_faults(spec: Any, place: str) -> Iterator[Fault]:
    """Yield a fault for each field of a spec that holds no value of its type.

    Parameters
    ----------
    spec
        An instance of one of the dataclasses of which a spec is made.
    place
        How it is called in faults.
    """
    hints = _hints(type(spec))  # type: ignore[arg-type]
    for field in fields(spec):
        yield from _value_faults(
            getattr(spec, field.name), hints[field.name], f"{place}.{field.name}"
        )


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _value_faults(value: Any, hint: Any, place: str) -> Iterator[Fault]:
    options = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
    if not any(_fits(value, option) for option in options):
        yield _fault(value, options, place)
    elif is_dataclass(value):
        yield from type_faults(value, place)
    elif isinstance(value, tuple | list):
        inner = next(get_args(one)[0] for one in options if get_origin(one) is tuple)
        for number, part in enumerate(value):
            code = getattr(part, "code", None)
            named = f"„{code}“" if isinstance(code, str) else number
            yield from _value_faults(part, inner, f"{place}[{named}]")


def _fits(value: Any, option: Any) -> bool:
    if get_origin(option) is Literal:
        return isinstance(value, str) and value in get_args(option)
    if get_origin(option) is tuple:
        return isinstance(value, tuple | list)
    if option is bool or isinstance(value, bool | np.bool_):
        return option is bool and isinstance(value, bool | np.bool_)
    return isinstance(value, NUMBERS.get(option, option))


def _fault(value: Any, options: tuple[Any, ...], place: str) -> Fault:
    words = [word for one in options if get_origin(one) is Literal for word in get_args(one)]
    others = [_wanted(one) for one in options if get_origin(one) is not Literal]
    near = suggest(value, words) if isinstance(value, str) else ""
    possible = ", ".join([*words, *others])
    return Fault(
        f"Der Wert „{value}“ passt nicht.",
        column=place,
        found=type(value).__name__ if not isinstance(value, str) else value,
        remedy=f"{near} Möglich sind: {possible}.".strip(),
    )


def _wanted(option: Any) -> str:
    kind: type = get_origin(option) or option
    return WANTED.get(kind, kind.__name__)
