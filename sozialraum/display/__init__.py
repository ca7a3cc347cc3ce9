"""Display: tables in, blocks out; the only package that knows matplotlib and folium.

Its rooms are loaded when they are first used; Tab lists those that return blocks for a
notebook, such as ``display.prose`` and ``display.tables``.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any

_FOR_NOTEBOOKS = (
    "agency", "association", "blocks", "chance", "choice", "closer", "development",
    "discrimination", "field_dossier", "listings", "overview", "pictures", "planning", "prose",
    "reach", "standing", "strain", "tables", "typology", "workbench", "yearly",
)  # fmt: skip


def __getattr__(name: str) -> Any:
    """Load a room when it is first asked for."""
    if name not in _FOR_NOTEBOOKS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    room = import_module(f"{__name__}.{name}")
    offered(room)
    return room


def offered(room: ModuleType) -> None:
    """Let Tab complete what a room itself defines, not what it imports.

    >>> from sozialraum.display import reach
    >>> offered(reach)
    >>> dir(reach)
    ['chapter']
    """
    own = [
        name
        for name, value in vars(room).items()
        if not name.startswith("_") and getattr(value, "__module__", "") == room.__name__
    ]
    room.__dict__["__dir__"] = lambda: own


def __dir__() -> list[str]:
    """Return the rooms for notebooks, so that Tab completes them."""
    return list(_FOR_NOTEBOOKS)
