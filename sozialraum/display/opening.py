"""What a notebook opens a region with: from here on its blocks have the region's words."""

from __future__ import annotations

from pathlib import Path

from sozialraum import region
from sozialraum.display import terms


def open_region(folder: str | Path) -> region.Region:
    """Return an opened region and let all that is shown have its words (``[begriffe]``).

    Parameters and errors are those of `sozialraum.region.open_region`.
    """
    opened = region.open_region(folder)
    terms.speak(opened)
    return opened
