"""Places on a map: which can be drawn, where their marks stand, what is said of them.

A row without coordinates, or one that stands for several agencies, is never drawn; it is
counted and said.  Places at the same point (one postcode, one town) stand around it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from sozialraum.analysis.places import REACH
from sozialraum.display import theme
from sozialraum.sources.places import KINDS

ABOUT = {
    "plz": "Lage ungefähr (Mitte des Postleitzahlgebiets)",
    "gemeinde": "Lage ungefähr (Mitte der Gemeinde)",
}


@dataclass(frozen=True)
class Place:
    """One mark on a map.

    Parameters
    ----------
    kind, name
        Kind as in `theme.PLACES`; name of the institution.
    lines
        What a click shows below the name.
    x, y
        EPSG:25832, metres.
    dx, dy
        Shift of the mark in its own diameters, so that marks do not hide each other.
    """

    kind: str
    name: str
    lines: tuple[str, ...]
    x: float
    y: float
    dx: float
    dy: float

    @property
    def colour(self) -> str:
        """Colour of the kind."""
        return theme.PLACES.get(self.kind, theme.OTHER_PLACE)[0]

    @property
    def letter(self) -> str:
        """Letter of the kind."""
        return theme.PLACES.get(self.kind, theme.OTHER_PLACE)[1]


def kind_name(kind: str) -> str:
    """Return the German name of a kind of place.

    >>> kind_name("IA")
    'Integrationsagentur'
    """
    return KINDS.get(kind, kind)


def drawn(places: pd.DataFrame) -> tuple[Place, ...]:
    """Return the places that can be drawn, in the order of the table.

    Parameters
    ----------
    places
        Table of agencies; needed columns: art, einrichtung, x, y; used if there:
        traeger, strasse, plz, ort, zustaendig, genauigkeit, anzahl, stand.
    """
    known = places[_drawable(places)]
    same = known.groupby([known["x"].round(-1), known["y"].round(-1)])
    numbers, sizes = same.cumcount(), same["x"].transform("size")
    return tuple(
        _place(row, int(number), int(size))
        for (_, row), number, size in zip(known.iterrows(), numbers, sizes, strict=True)
    )


def within(place: Place, view: tuple[float, float, float, float]) -> bool:
    """Return whether a place lies within west, south, east, north."""
    west, south, east, north = view
    return west <= place.x <= east and south <= place.y <= north


def not_drawn(places: pd.DataFrame) -> int:
    """Return how many rows cannot be drawn."""
    return int((~_drawable(places)).sum())


def _drawable(places: pd.DataFrame) -> pd.Series:
    alone = places["anzahl"].isin(["", "1"]) if "anzahl" in places else True
    return places["x"].notna() & places["y"].notna() & alone


def _place(row: pd.Series, number: int, size: int) -> Place:
    angle = 2 * math.pi * number / size
    away = 0.0 if size == 1 else max(0.55, 0.55 / math.sin(math.pi / size))
    shift = round(away * math.sin(angle), 3), round(away * math.cos(angle), 3)
    name = str(row["einrichtung"]) or kind_name(str(row["art"]))
    return Place(str(row["art"]), name, _lines(row), row["x"], row["y"], *shift)


def _lines(row: pd.Series) -> tuple[str, ...]:
    given = {name: str(row.get(name, "")) for name in _TEXTS}
    town = " ".join(part for part in (given["plz"], given["ort"]) if part)
    reach = f"zuständig: {given['zustaendig']}" if given["zustaendig"] else ""
    lines = (
        kind_name(str(row["art"])),
        given["traeger"],
        ", ".join(part for part in (given["strasse"], town) if part),
        REACH.get(str(row["art"]), reach),
        ABOUT.get(given["genauigkeit"], ""),
        f"Stand: {given['stand']}" if given["stand"] else "",
    )
    return tuple(line for line in lines if line)


_TEXTS = ("traeger", "strasse", "plz", "ort", "zustaendig", "genauigkeit", "stand")
