"""Region folders: where they lie, so that nobody has to type a path."""

from __future__ import annotations

from pathlib import Path

from sozialraum.errors import SozialraumError
from sozialraum.sources.settings import FILE, SHIPPED, read_settings

PROJECT = SHIPPED.parent


def region_folders(*places: Path) -> dict[str, Path]:
    """Return the region folders in some places by name; a faulty one has its folder's name.

    Parameters
    ----------
    places
        Folders that hold region folders; none means the project and its folder ``data``.

    Examples
    --------
    >>> sorted(region_folders(SHIPPED))
    ['Köln', 'Musterstadt', 'Nordrhein-Westfalen']
    """
    found: dict[str, Path] = {}
    for place in places or (PROJECT, SHIPPED):
        for file in sorted(place.glob(f"*/{FILE}")):
            name = _name(file.parent)
            found[f"{name} ({file.parent.name})" if name in found else name] = file.parent
    return found


def _name(folder: Path) -> str:
    try:
        return read_settings(folder).name
    except SozialraumError:
        return folder.name  # opening it says what is wrong
