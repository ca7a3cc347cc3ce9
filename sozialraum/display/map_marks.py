"""Marks on an interactive map: places, pieces of local evidence by area, pins.

Each mark belongs to a group that can be switched on and off.  A mark never carries the
words of a piece of evidence, only how many there are, and a pin is only as exact as the
cell of the raster it was counted in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd
from pyproj import Transformer

from sozialraum.display import theme
from sozialraum.display.pins import CLASSES, RASTER, SLOTS
from sozialraum.display.places import Place, kind_name
from sozialraum.display.wording import date_text
from sozialraum.formats import write_number
from sozialraum.programme import BELEGARTEN

TO_DEGREES = Transformer.from_crs(25832, 4326, always_xy=True)
DISC, PIN, BADGE = "disc", "pin", "badge"
BELOW = (0.0, -1.1)
"""Where a badge stands, so that it hides no place in the middle of its area."""

SIGNS = {"gern": "●", "ungern": "□", "angst": "▲", "treff": "◆"}
"""Signs of the classes of pins, the same shapes as on paper."""


@dataclass(frozen=True)
class Mark:
    """One mark on the screen.

    Parameters
    ----------
    group
        With which others it is switched on and off, as the legend names them.
    name, lines
        What it is, and what a click shows below that.
    x, y
        EPSG:25832, metres.
    letter, colour, look
        What stands in it, its colour, and whether it is a disc, a pin or a badge.
    shift
        Shift in its own diameters.
    """

    group: str
    name: str
    lines: tuple[str, ...]
    x: float
    y: float
    letter: str
    colour: str
    look: str = DISC
    shift: tuple[float, float] = (0.0, 0.0)

    def to_data(self) -> dict[str, Any]:
        """Return what the script of the map needs, in degrees."""
        lon, lat = TO_DEGREES.transform(self.x, self.y)
        return {
            "group": self.group,
            "name": self.name,
            "lines": self.lines,
            "at": [round(lat, 5), round(lon, 5)],
            "shift": self.shift,
            "letter": self.letter,
            "colour": self.colour,
            "look": self.look,
        }


def place_marks(places: Iterable[Place]) -> tuple[Mark, ...]:
    """Return a disc for each place; places of a kind are a group."""
    return tuple(
        Mark(kind_name(one.kind), one.name, one.lines, one.x, one.y, one.letter, one.colour,
             shift=(one.dx, one.dy))
        for one in places
    )  # fmt: skip


def pin_marks(nadel: pd.DataFrame) -> tuple[Mark, ...]:
    """Return a sign for each class of pins in each cell; a class is a group.

    Parameters
    ----------
    nadel
        As in `sozialraum.display.pins.pins`, already released.
    """
    return tuple(_pins(nadel)) if len(nadel) else ()


def _pins(nadel: pd.DataFrame) -> Iterator[Mark]:
    for _, cell in nadel.groupby(["x", "y"], sort=True):
        counts = cell.groupby("art", sort=False)["anzahl"].sum()
        known = [art for art in CLASSES if art in counts.index]
        for art, (dx, dy) in zip(known, SLOTS.get(len(known), ()), strict=True):
            rows, style = cell[cell["art"] == art], CLASSES[art]
            x, y = float(rows["x"].iloc[0]), float(rows["y"].iloc[0])
            said = f"{style.text}: {_count(counts[art], 'Nadel', 'Nadeln')}"
            yield Mark(
                f"Felder mit Nadeln: {style.text}", said, _about_pins(rows),
                x + RASTER * (0.5 + dx), y + RASTER * (0.5 + dy), SIGNS[art], style.colour, PIN,
            )  # fmt: skip


def _about_pins(rows: pd.DataFrame) -> tuple[str, ...]:
    themes = dict.fromkeys(str(text) for text in rows["thema"] if text)
    dates = sorted({str(stand) for stand in rows["stand"] if stand})
    lines = [f"Feld von {RASTER} m, keine Adresse"]
    lines += [f"Themen: {'; '.join(themes)}"] if themes else []
    return (*lines, f"Stand: {date_text(dates[-1])}") if dates else tuple(lines)


def evidence_marks(areas: gpd.GeoDataFrame, belege: pd.DataFrame) -> tuple[Mark, ...]:
    """Return a badge with the number of pieces of local evidence for each area that has any.

    Parameters
    ----------
    areas
        Areas with their names by key.
    belege
        Pieces with ``gebiet`` (keys of areas) and ``art``, already released.
    """
    said = [(str(area), str(row.art)) for row in belege.itertuples() for area in row.gebiet]
    marks = []
    for key in areas.index:
        arts = Counter(art for area, art in said if area == key)
        middle = areas.geometry[key].representative_point()
        if arts:
            number = _count(arts.total(), "örtlicher Beleg", "örtliche Belege")
            marks.append(
                Mark(
                    "Gebiete mit örtlichen Belegen", f"{areas['name'][key]}: {number}",
                    tuple(f"{BELEGARTEN.get(art, art)}: {n}" for art, n in arts.items()),
                    middle.x, middle.y, write_number(arts.total()), theme.INK, BADGE, BELOW,
                )
            )  # fmt: skip
    return tuple(marks)


def _count(number: float, one: str, several: str) -> str:
    return f"{write_number(number)} {one if number == 1 else several}"


def groups_of(marks: Sequence[Mark]) -> dict[str, list[Mark]]:
    """Return the marks by group, in the order of their first one."""
    found: dict[str, list[Mark]] = {}
    for mark in marks:
        found.setdefault(mark.group, []).append(mark)
    return found
