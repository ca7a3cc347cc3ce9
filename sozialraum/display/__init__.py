"""Display: tables in, blocks out; the only package that knows matplotlib and folium.

Its rooms are loaded when they are first used; Tab lists those that return blocks for a
notebook, such as ``display.prose`` and ``display.tables``.
"""

from __future__ import annotations

from importlib import import_module
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
    return import_module(f"{__name__}.{name}")


def __dir__() -> list[str]:
    """Return the rooms for notebooks, so that Tab completes them."""
    return list(_FOR_NOTEBOOKS)
