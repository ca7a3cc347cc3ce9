"""Frozen dataclasses to data that JSON can write, and back, led by their types.

Known are text, truth values, whole numbers, bytes (written as base64), tuples and
dataclasses of these.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import lru_cache
from typing import Any, get_args, get_origin, get_type_hints


def to_plain(value: Any) -> Any:
    """Return a value as text, list or dict.

    >>> to_plain((b"a", ("b",)))
    ['YQ==', ['b']]
    """
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    if is_dataclass(value):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    return value


def from_plain(wanted: Any, value: Any) -> Any:
    """Return the value of type ``wanted`` that `to_plain` described.

    Raises
    ------
    ValueError, TypeError
        If something is missing, unknown or of another type (German sentence).

    Examples
    --------
    >>> from_plain(tuple[str, ...], ["a", "b"])
    ('a', 'b')
    """
    if is_dataclass(wanted):
        return _dataclass(wanted, value)
    if get_origin(wanted) is tuple:
        return tuple(from_plain(get_args(wanted)[0], item) for item in _checked(value, list))
    if wanted is bool:
        return _checked(value, bool)
    if wanted is int:
        return _checked(value, int)
    text = _checked(value, str)
    return base64.b64decode(text, validate=True) if wanted is bytes else text


def _dataclass(wanted: Any, value: Any) -> Any:
    given = _checked(value, Mapping)
    known = [field.name for field in fields(wanted)]
    needed = {field.name for field in fields(wanted) if field.default is MISSING}
    if unknown := sorted(set(given) - set(known)):
        raise ValueError(f"unbekannte Angabe „{unknown[0]}“")
    if missing := sorted(needed - set(given)):
        raise ValueError(f"es fehlt „{missing[0]}“")
    types = _types(wanted)
    return wanted(**{name: from_plain(types[name], item) for name, item in given.items()})


@lru_cache
def _types(wanted: Any) -> dict[str, Any]:
    return get_type_hints(wanted)


def _checked(value: Any, wanted: type) -> Any:
    if not isinstance(value, wanted):
        raise TypeError(f"{str(value)[:40]!r} ist von falscher Art")
    return value
