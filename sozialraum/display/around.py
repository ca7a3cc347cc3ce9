"""What every picture needs beside its values: caption, unit, names."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from matplotlib.figure import Figure as Sheet

from sozialraum.display.blocks import Figure
from sozialraum.display.drawing import finish
from sozialraum.errors import PublishError
from sozialraum.formats import write_value


@dataclass(frozen=True)
class Around:
    """What stands around a picture.

    Parameters
    ----------
    caption
        What it shows, where and when.
    source, note
        Printed below it, without „Quelle:“ and „Anmerkung:“.
    """

    caption: str
    source: str = ""
    note: str = ""

    def figure(self, page: Sheet, alternative: str) -> Figure:
        """Return the block of a drawn sheet."""
        return Figure(self.caption, alternative, finish(page), self.source, self.note)

    def demand_values(self, values: Iterable[float]) -> None:
        """Refuse to draw a picture that would be empty.

        Raises
        ------
        PublishError
            If no value is a number.
        """
        if not any(math.isfinite(value) for value in values):
            raise PublishError(f"Für das Bild „{self.caption}“ liegen keine Werte vor.")


@dataclass(frozen=True)
class Unit:
    """How numbers are written.

    >>> Unit("%", 1).write(9.05)
    '9,1\\u202f%'
    """

    name: str = ""
    decimals: int = 0

    def write(self, value: float) -> str:
        """Return a value with its unit, „–“ for NaN."""
        return write_value(value, self.name, self.decimals)


@dataclass(frozen=True)
class Who:
    """Names of what is compared.

    Parameters
    ----------
    area
        The area that the report is about.
    parents
        The areas it is compared with, most important first.
    all_areas
        All areas of the region in the genitive, such as „aller 53 Kreise“.
    """

    area: str
    parents: tuple[str, ...] = ()
    all_areas: str = "aller Gebiete"
