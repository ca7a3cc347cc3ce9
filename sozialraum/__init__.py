"""Sozialraum: from official figures and local evidence to a needs analysis.

``import sozialraum as sr`` offers what a program or a notebook begins with:

>>> import sozialraum as sr
>>> region = sr.open_region("data/musterstadt")
>>> area = sr.profile(region, "22")
>>> area.name, int(area.werte.at["G01", "jahr"])
('Altmarkt', 2025)

``open_region`` reads a folder; ``profile``, ``need_index`` and ``dossier`` compute; ``report``,
``agency_report``, ``reports`` and ``export`` write; ``desk`` and ``working_copies`` are for
JupyterLab.  What a notebook shows comes from the rooms of ``sr.display``, one for each kind of
block, and from ``sr.stock``; a cell may leave out ``display``: ``sr.prose.summary(area)``.

Names are loaded when they are first used, so that ``sozialraum --help`` does not wait for
drawing libraries.  A name that is given up keeps working for a time and says what to use.
"""

from __future__ import annotations

import warnings
from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_OFFERED = {
    "open_region": "display.opening:open_region",
    "catalogue": "analysis.catalogue:catalogue",
    "profile": "analysis.profile:profile",
    "need_index": "analysis.needs:need_index",
    "dossier": "analysis.dossier:dossier",
    "report": "publish.batch:make_report",
    "agency_report": "publish.batch:make_agency_report",
    "reports": "publish.batch:make_reports",
    "export": "publish.export:export",
    "desk": "publish.desk:desk",
    "working_copies": "publish.copies:working_copies",
    "display": "display",
    "stock": "publish.stock",
}
"""Public names and where they live; ``room:name``, or a room."""

_ROOMS = (
    "agency", "association", "chance", "choice", "closer", "development", "discrimination",
    "listings", "overview", "pictures", "planning", "prose", "reach", "standing", "strain",
    "tables", "typology", "workbench", "yearly",
)  # fmt: skip
"""Rooms of ``sr.display`` that a notebook's cell may call without ``display``."""

_HOMES = {
    **{name: f"display.{name}" for name in _ROOMS},
    "field_dossier": "display.field_dossier:field_dossier",
    **_OFFERED,
}
_ROOM_PATHS = {*(f"display.{name}" for name in _ROOMS), "publish.stock"}
_GIVEN_UP: dict[str, str] = {}
"""Earlier public names and the present ones."""

__all__ = sorted([*_OFFERED, "__version__"])


def __getattr__(name: str) -> Any:
    """Load a public name from its room when it is first asked for."""
    if name in _GIVEN_UP:
        told = f"sozialraum.{name} heißt jetzt sozialraum.{_GIVEN_UP[name]}"
        warnings.warn(told, DeprecationWarning, stacklevel=2)
        name = _GIVEN_UP[name]
    if name not in _HOMES:
        raise AttributeError(f"module 'sozialraum' has no attribute {name!r}")
    room, _, function = _HOMES[name].partition(":")
    home = import_module(f"sozialraum.{room}")
    if room in _ROOM_PATHS:
        import_module("sozialraum.display").offered(home)
    return getattr(home, function) if function else home


def __dir__() -> list[str]:
    """Return the public names, so that Tab completes them."""
    return __all__
