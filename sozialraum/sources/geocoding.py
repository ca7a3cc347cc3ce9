"""Coordinates of addresses: from a file that somebody supplies, or from a service on the web.

A *geocoder* answers an address with a point in EPSG:25832 and how precise it is, or with
nothing.  It never guesses: what is ambiguous has no place.  A service is asked politely, once
per second and address at most, under the program's own name, and every answer is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from pyproj import Transformer

from sozialraum.errors import DataError, Fault, raise_all
from sozialraum.formats import slug
from sozialraum.sources.incoming.names import alike
from sozialraum.sources.place_columns import PlaceTable, read_columns
from sozialraum.sources.texts import read_rows
from sozialraum.sources.vector import GERMANY, METRIC
from sozialraum.sources.workbooks import is_workbook, read_sheet

SAME_PLACE = 50.0
"""Metres within which two points of one address are the same place."""

LATITUDES, LONGITUDES = (47.0, 55.5), (5.5, 15.5)
"""Degrees between which Germany lies."""


@dataclass(frozen=True)
class Address:
    """Where an institution is: street with number, postcode, place."""

    strasse: str
    plz: str
    ort: str

    @property
    def key(self) -> str:
        """Return what all ways to write the address have in common."""
        return f"{alike(self.strasse)}|{self.plz or alike(self.ort)}"

    def __str__(self) -> str:
        return f"{self.strasse}, {self.plz} {self.ort}".strip(", ")


@dataclass(frozen=True)
class Located:
    """A point in EPSG:25832, how precise it is (as in `places.PRECISIONS`), and a remark."""

    x: float
    y: float
    genauigkeit: str
    hinweis: str = ""


class Geocoder(Protocol):
    """Whatever knows where addresses are."""

    @property
    def name(self) -> str:
        """What it is called in notes."""

    def find(self, address: Address) -> Located | None:
        """Return where an address is, None if that is unknown or ambiguous."""


class AddressFile:
    """Coordinates from a file with addresses: a town's house coordinates, one's own list.

    Parameters
    ----------
    path
        CSV or workbook with street (and number), postcode or place, and latitude and
        longitude in degrees or x and y in EPSG:25832.

    Raises
    ------
    DataError
        With all faults: no coordinates, rows outside Germany.
    """

    def __init__(self, path: Path) -> None:
        self.name = path.name
        rows = read_sheet(path) if is_workbook(path) else read_rows(path)
        table = read_columns(rows, path.name)
        self._points: dict[str, list[tuple[float, float]]] = {}
        for row, point in zip(table.rows, points_of(table, path.name), strict=True):
            if point and row[1].get("strasse"):
                for key in _keys(row[1]):
                    self._points.setdefault(key, []).append((point.x, point.y))
        if not self._points:
            what, expected = "Die Adressdatei enthält keine Koordinaten.", "Straße, PLZ und x, y"
            remedy = "Spalten strasse, plz, x, y oder latitude, longitude ergänzen."
            raise DataError(Fault(what, path.name, None, "", "", expected, remedy))

    def find(self, address: Address) -> Located | None:
        """Return the point of the address, None if it is not there or in two places."""
        for key in _keys({"strasse": address.strasse, "plz": address.plz, "ort": address.ort}):
            if found := self._points.get(key):
                return _one_of(found)
        return None


def to_metres(latitude: float, longitude: float) -> tuple[float, float]:
    """Return a point in degrees as metres in EPSG:25832.

    >>> [round(number) for number in to_metres(50.9413, 6.9583)]
    [356560, 5645282]
    """
    x, y = _TRANSFORMER.transform(longitude, latitude)
    return float(x), float(y)


def points_of(table: PlaceTable, file: str) -> list[Located | None]:
    """Return where the rows of a list are by their own coordinates, None without any.

    Raises
    ------
    DataError
        With all rows whose coordinates are no numbers or not in Germany.
    """
    faults: list[Fault] = []
    found: list[Located | None] = []
    for line, row in table.rows:
        point, wrong = _own_point(row)
        found.append(point)
        if wrong:
            what, remedy, seen = wrong
            faults.append(
                Fault(what, file, line, "Koordinaten", seen, "Grad oder EPSG:25832", remedy)
            )
    raise_all(faults)
    return found


_TRANSFORMER = Transformer.from_crs("EPSG:4326", METRIC, always_xy=True)


def _keys(row: Mapping[str, str]) -> Iterable[str]:
    street = alike(row.get("strasse", ""))
    for rest in (row.get("plz", ""), slug(row.get("ort", ""))):
        if rest:
            yield f"{street}|{rest}"


def _one_of(points: Sequence[tuple[float, float]]) -> Located | None:
    """Return the place of several points if they are one place."""
    spread = np.ptp(np.array(points), axis=0).max()
    if spread > SAME_PLACE:
        return None
    return Located(*points[0], "adresse")


def _own_point(row: Mapping[str, str]) -> tuple[Located | None, tuple[str, str, str] | None]:
    """Return the point of a row, or what is wrong with it: what, remedy, found."""
    for names, convert in ((("breite", "laenge"), _of_degrees), (("x", "y"), _of_metres)):
        texts = [row.get(name, "") for name in names]
        if not any(texts):
            continue
        seen = " / ".join(texts)
        try:
            first, second = map(_number, texts)
        except ValueError:
            return None, ("Das sind keine Koordinaten.", "Zahlen wie 51,2277 eintragen.", seen)
        if first == second == 0:
            continue  # how many systems write that they do not know
        return (*convert(first, second, seen),)
    return None, None


def _of_degrees(
    latitude: float, longitude: float, seen: str
) -> tuple[Located | None, tuple[str, str, str] | None]:
    if _within(latitude, LATITUDES) and _within(longitude, LONGITUDES):
        return Located(*to_metres(latitude, longitude), "adresse"), None
    turned = _within(longitude, LATITUDES) and _within(latitude, LONGITUDES)
    remedy = "Breite und Länge sind vertauscht." if turned else "Die Grade berichtigen oder leeren."
    return None, ("Der Ort liegt nicht in Deutschland.", remedy, seen)


def _of_metres(x: float, y: float, seen: str) -> tuple[Located | None, tuple[str, str, str] | None]:
    west, south, east, north = GERMANY
    if west <= x <= east and south <= y <= north:
        return Located(x, y, "adresse"), None
    remedy = "x und y in EPSG:25832 umrechnen (x ist der Ostwert) oder leeren."
    return None, ("Der Ort liegt nicht in Deutschland.", remedy, seen)


def _within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]


def _number(text: str) -> float:
    """Return a coordinate: decimal comma or point, blanks between thousands."""
    return float("".join(text.split()).replace(",", "."))
