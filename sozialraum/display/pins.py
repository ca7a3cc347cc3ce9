"""Map of the pin method: where people like to be, where not, where they meet.

Pins are known only by the cell of a raster that they lie in, never by address.  Where the
cells of 100 m would be too small to be read, they are put together to larger ones.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from sozialraum.display import theme
from sozialraum.display.around import Around
from sozialraum.display.blocks import Figure, Note
from sozialraum.display.drawing import drawing
from sozialraum.display.layers import Fill
from sozialraum.display.places import Place
from sozialraum.display.rows import axes_size
from sozialraum.display.shapes import Bounds, Outlines, outlines
from sozialraum.display.stills import (
    draw_areas,
    draw_frame,
    draw_highlight,
    draw_names,
    draw_scale,
    map_sheet,
)
from sozialraum.display.wording import date_text, source_line
from sozialraum.formats import write_number
from sozialraum.region import Region

RASTER = 100
STEPS = (100, 200, 300, 400, 500, 1000, 2000, 5000, 10_000, 20_000)
"""Metres: side of the cells that pins are read in, and sides that cells can be drawn with."""

CELL = 0.3
"""Inches that a cell needs at least for four marks that do not touch."""

LARGEST, SMALLEST = 10.0, 4.0
"""Diameters of marks in points."""

MARGIN = 0.06


@dataclass(frozen=True)
class Mark:
    """How one class of pins looks: shape and colour both tell it."""

    text: str
    marker: str
    colour: str
    hollow: bool = False
    scale: float = 1.0

    def style(self, size: float) -> dict[str, Any]:
        """Return keywords of ``Axes.plot``."""
        return {
            "marker": self.marker,
            "markersize": size * self.scale,
            "linestyle": "none",
            "color": theme.PAPER if self.hollow else self.colour,
            "markeredgecolor": self.colour if self.hollow else theme.PAPER,
            "markeredgewidth": 1.5 if self.hollow else 0.5,
        }


CLASSES: Mapping[str, Mark] = {
    "gern": Mark("gern hier", "o", theme.AREA),
    "ungern": Mark("ungern hier", "s", theme.INK, hollow=True, scale=0.8),
    "angst": Mark("Ort mit Angst", "^", theme.NEED, scale=1.1),
    "treff": Mark("Treffpunkt", "D", theme.SERIES[4], scale=0.78),
}
SLOTS = {
    1: ((0.0, 0.0),),
    2: ((-0.25, 0.0), (0.25, 0.0)),
    3: ((-0.25, 0.25), (0.25, 0.25), (0.0, -0.25)),
    4: ((-0.25, 0.25), (0.25, 0.25), (-0.25, -0.25), (0.25, -0.25)),
}
"""Where the marks of a cell stand, in sides of the cell from its middle."""


def pins(region: Region, nadel: pd.DataFrame, gebiet: str = "") -> Figure | Note:
    """Return the still map of the pins of one area, or of all.

    Parameters
    ----------
    region
        The region.
    nadel
        One row per cell and class: ``x``, ``y`` (south-west corner of the cell of 100 m,
        EPSG:25832), ``gebiet`` (keys of areas, ``()`` if unknown), ``thema``,
        ``art``, ``anzahl``, ``stand``.
    gebiet
        Key of the area that is outlined; empty for the whole region.
    """
    name = region.area_name(gebiet) if gebiet else region.name
    rows = nadel[_inside(region, nadel, gebiet)] if gebiet else nadel
    if rows.empty:
        return Note(f"Zu {name} liegen keine Ergebnisse der Nadelmethode vor.")
    shapes = outlines(region.gebiete)
    view = _view(region, rows, gebiet)
    with drawing():
        page, ax, legend = map_sheet(view)
        step = _step(ax)
        cells = _cells(rows, step)
        _draw_ground(ax, shapes, region, gebiet, cells)
        most = float(cells["anzahl"].max())
        _draw_cells(ax, cells, step, most)
        y = _write_classes(legend, rows)
        _write_sizes(legend, y, most)
        draw_scale(legend, ax)
        return _around(region, rows, name, step).figure(page, _text(rows, cells, name, step))


def _inside(region: Region, nadel: pd.DataFrame, gebiet: str) -> pd.Series:
    """Return which pins belong to an area: by its key, else by their place."""
    middles = nadel[["x", "y"]].to_numpy(dtype=float) + RASTER / 2
    lying = shapely.covers(region.gebiete.geometry[gebiet], shapely.points(middles))
    named = nadel["gebiet"].map(lambda areas: gebiet in areas)
    return named | (~nadel["gebiet"].map(bool) & lying)


def _view(region: Region, rows: pd.DataFrame, gebiet: str) -> Bounds:
    """Return what is shown: the area, or all areas with pins, and every pin."""
    boxes = [(rows["x"].min(), rows["y"].min(), rows["x"].max() + RASTER, rows["y"].max() + RASTER)]
    around = shapely.box(*boxes[0])
    areas = region.gebiete.geometry
    shown = areas.loc[[gebiet]] if gebiet else areas[areas.intersects(around)]
    boxes += [tuple(shown.total_bounds)] if len(shown) else []
    west, south = (min(float(box[i]) for box in boxes) for i in (0, 1))
    east, north = (max(float(box[i]) for box in boxes) for i in (2, 3))
    margin = MARGIN * max(east - west, north - south)
    return west - margin, south - margin, east + margin, north + margin


def _step(ax: Axes) -> int:
    """Return the side of a cell that has room for its marks."""
    (west, east), (south, north) = ax.get_xlim(), ax.get_ylim()
    width, height = axes_size(ax)
    per_metre = min(width / (east - west), height / (north - south))
    return next((step for step in STEPS if step * per_metre >= CELL), STEPS[-1])


def _cells(rows: pd.DataFrame, step: int) -> pd.DataFrame:
    """Return the number of pins by cell (middle) and class, and where their mark stands."""
    corner = rows[["x", "y"]].astype(float) // step * step + step / 2
    counted = corner.assign(art=rows["art"], anzahl=rows["anzahl"].astype(float))
    counted = counted.groupby(["x", "y", "art"], as_index=False)["anzahl"].sum()
    order = counted["art"].map({art: place for place, art in enumerate(CLASSES)})
    counted = counted.assign(step=step, order=order).sort_values(["x", "y", "order"])
    same = counted.groupby(["x", "y"])["art"]
    spots = [
        SLOTS[size][number]
        for size, number in zip(same.transform("size"), same.cumcount(), strict=True)
    ]
    dx, dy = ([spot[i] * step for spot in spots] for i in (0, 1))
    return counted.assign(dx=dx, dy=dy).reset_index(drop=True)


def _draw_ground(
    ax: Axes, shapes: Outlines, region: Region, gebiet: str, cells: pd.DataFrame
) -> None:
    draw_areas(ax, shapes, [Fill("", theme.ALL_AREAS)] * len(region.gebiete),
               region.gebiete["name"])  # fmt: skip
    draw_frame(ax)
    if gebiet:
        draw_highlight(ax, shapes.paths[gebiet])
    names = region.gebiete["name"].drop(gebiet, errors="ignore")
    draw_names(ax, shapes, names, [spot for row in cells.itertuples() for spot in _ring(row)])


def _ring(row: Any) -> list[Place]:
    """Return points around a mark, where no name may stand."""
    reach = row.step * 0.2
    sides = ((0, 0), (-reach, 0), (reach, 0), (0, -reach), (0, reach))
    return [Place("", "", (), row.x + row.dx + x, row.y + row.dy + y, 0, 0) for x, y in sides]


def _draw_cells(ax: Axes, cells: pd.DataFrame, step: int, most: float) -> None:
    """Draw each cell as a pale square, for nothing finer is known, and its marks in it."""
    for x, y in dict.fromkeys(zip(cells["x"], cells["y"], strict=True)):
        ax.add_patch(Rectangle((x - step / 2, y - step / 2), step, step, fill=False,
                               edgecolor=theme.DOTS, linewidth=0.5, zorder=1.5))  # fmt: skip
    for row in cells.itertuples():
        style = CLASSES[str(row.art)].style(_size(float(row.anzahl), most))
        ax.plot(row.x + row.dx, row.y + row.dy, zorder=5, **style)


def _size(number: float, most: float) -> float:
    """Return the diameter of a mark whose surface grows with the number."""
    return max(SMALLEST, LARGEST * math.sqrt(number / most))


def _write_classes(legend: Axes, rows: pd.DataFrame) -> float:
    legend.text(0, 0.02, "Nadeln", va="top", fontweight="bold")
    y = 0.33
    for art, mark in CLASSES.items():
        number = float(rows.loc[rows["art"] == art, "anzahl"].sum())
        if number:
            legend.plot(0.1, y, **mark.style(9))
            legend.text(0.28, y, f"{mark.text} ({write_number(number)})", va="center",
                        fontsize=theme.SIZE_SMALL)  # fmt: skip
            y += 0.21
    return y


def _write_sizes(legend: Axes, y: float, most: float) -> None:
    y += 0.12
    legend.text(0, y, "Zahl der Nadeln in einem Feld", va="center", fontsize=theme.SIZE_SMALL)
    x, y = 0.1, y + 0.22
    for number in dict.fromkeys((1, round((1 + most) / 2), round(most))):
        size = _size(number, most)
        legend.plot(x, y, **Mark("", "o", theme.MUTED).style(size))
        legend.text(x + 0.13, y, write_number(number), va="center", fontsize=theme.SIZE_SMALL)
        x += 0.55


def _around(region: Region, rows: pd.DataFrame, name: str, step: int) -> Around:
    dates = sorted({str(stand) for stand in rows["stand"] if stand})
    when = ", ".join(dict.fromkeys(map(date_text, (*dates[:1], *dates[-1:]))))
    themes = list(dict.fromkeys(str(text) for text in rows["thema"] if text))
    return Around(
        f"Nadelmethode: {name}" + (f", {when}" if when else ""),
        f"eigene Erhebung; Grenzen: {source_line(region, [region.settings.gebiete.quelle])}",
        f"Jedes Feld misst {write_number(step)} m; Wohnadressen wurden nicht erfasst. Die Nadeln "
        "zeigen, was Teilnehmende gesagt haben, nicht wie oft etwas vorkommt."
        + (f" Themen: {'; '.join(themes)}." if themes else ""),
    )


def _text(rows: pd.DataFrame, cells: pd.DataFrame, name: str, step: int) -> str:
    total = float(rows["anzahl"].sum())
    fields = cells[["x", "y"]].drop_duplicates()
    said = [_class_text(art, cells) for art in CLASSES]
    first = (
        f"Karte der Nadelmethode in {name}: {write_number(total)} Nadeln in {len(fields)} Feldern "
        f"von {write_number(step)} m Seitenlänge."
    )
    return " ".join((first, *(text for text in said if text)))


def _class_text(art: str, cells: pd.DataFrame) -> str:
    mine = cells[cells["art"] == art]
    if mine.empty:
        return ""
    total, most = float(mine["anzahl"].sum()), float(mine["anzahl"].max())
    where = "einem Feld" if len(mine) == 1 else f"{len(mine)} Feldern"
    return (
        f"{CLASSES[art].text}: {write_number(total)} Nadeln in {where}, höchstens "
        f"{write_number(most)} in einem."
    )
