"""Sozialraum: from official figures and local evidence to a needs analysis.

``import sozialraum as sr`` offers what a notebook needs.  The names are loaded when
they are first used, so that ``sozialraum --help`` does not wait for drawing libraries.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "open_region": "sozialraum.display.opening",
    "catalogue": "sozialraum.analysis.catalogue",
    "profile": "sozialraum.analysis.profile",
    "prose": "sozialraum.display.prose",
    "tables": "sozialraum.display.tables",
    "listings": "sozialraum.display.listings",
    "pictures": "sozialraum.display.pictures",
    "need_index": "sozialraum.analysis.needs",
    "strain": "sozialraum.display.strain",
    "standing": "sozialraum.display.standing",
    "yearly": "sozialraum.display.yearly",
    "chance": "sozialraum.display.chance",
    "development": "sozialraum.display.development",
    "typology": "sozialraum.display.typology",
    "reach": "sozialraum.display.reach",
    "overview": "sozialraum.display.overview",
    "dossier": "sozialraum.analysis.dossier",
    "agency": "sozialraum.display.agency",
    "choice": "sozialraum.display.choice",
    "workbench": "sozialraum.display.workbench",
    "planning": "sozialraum.display.planning",
    "association": "sozialraum.display.association",
    "discrimination": "sozialraum.display.discrimination",
    "field_dossier": "sozialraum.display.field_dossier",
}
__all__ = sorted([*_HOMES, "__version__"])


def __getattr__(name: str) -> Any:
    """Load a public name from its room when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sozialraum' has no attribute {name!r}")
    home = import_module(_HOMES[name])
    return getattr(home, name, home)


def __dir__() -> list[str]:
    """Return the public names, so that Tab completes them."""
    return __all__
