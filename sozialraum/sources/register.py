"""The register of schools in North Rhine-Westphalia, and the points of its postcodes.

Its file begins with ``sep=;`` (a hint to a spreadsheet), every row ends with an empty
cell and names its own coordinate reference system (CRS).  A row that names none is
kept without a place: a CRS is never guessed.
"""

from __future__ import annotations

import re
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely import Point

from sozialraum.errors import DataError, Fault, raise_all
from sozialraum.sources.figures import Figures, Table, read_table
from sozialraum.sources.vector import GERMANY, METRIC

NAME_COLUMNS = ("Schulbezeichnung_1", "Schulbezeichnung_2", "Schulbezeichnung_3")
AXES = ("UTMRechtswert", "UTMHochwert")
COLUMNS = ("Schulnummer", "Schulform", *NAME_COLUMNS, "PLZ", "Ort", "Gemeindeschluessel", "EPSG")

NO_CRS = ("", "null")


def read_schools(path: Path) -> gpd.GeoDataFrame:
    """Read the register of schools.

    Returns
    -------
    GeoDataFrame
        EPSG:25832, in the order of the file: ``kennung`` (six digits), ``name``,
        ``schulform`` (code of the ministry), ``plz``, ``ort``, ``gemeinde`` (AGS, eight
        digits), ``geometry`` (a point, empty where the row has no coordinates or no
        CRS).  ``attrs["ohne_ort"]`` lists the ``kennung`` of those, ``attrs["hinweise"]``
        says so in German.

    Raises
    ------
    DataError
        With all faults of the file, points outside Germany included.
    """
    table = read_table(path, (*COLUMNS, *AXES), "Schulverzeichnis")
    figures = Figures(table.file, comma=True)
    rows = [_school(figures, line, cells) for line, cells in table.records]
    points = _points(figures, table)
    _check_unique(figures, table)
    raise_all(sorted(figures.faults, key=lambda fault: fault.row or 0))
    if not rows:
        what, remedy = "Unter der Kopfzeile steht keine Schule.", "Die Datei neu herunterladen."
        raise DataError(Fault(what, file=table.file, remedy=remedy))
    schools = gpd.GeoDataFrame(rows, geometry=points, crs=METRIC)
    schools.attrs["ohne_ort"] = list(schools.loc[schools.geometry.is_empty, "kennung"])
    schools.attrs["hinweise"] = _notes(schools)
    return schools


def postcode_points(schools: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return a point for each postcode: the median of its schools.

    Parameters
    ----------
    schools
        As `read_schools` returns them; schools without a place do not count.

    Returns
    -------
    DataFrame
        Index ``plz`` (text, sorted), columns ``x`` and ``y`` (EPSG:25832, metres, medians
        taken apart) and ``n`` (number of schools).

    Examples
    --------
    >>> corner = gpd.points_from_xy([0, 10, 50], [0, 4, 5], crs="EPSG:25832")
    >>> points = postcode_points(gpd.GeoDataFrame({"plz": ["50667"] * 3}, geometry=corner))
    >>> points.loc["50667"].tolist()
    [10.0, 4.0, 3.0]
    """
    placed = schools[~schools.geometry.is_empty]
    points = pd.DataFrame({"plz": placed["plz"], "x": placed.geometry.x, "y": placed.geometry.y})
    return points.groupby("plz").agg(x=("x", "median"), y=("y", "median"), n=("x", "size"))


def _school(figures: Figures, line: int, cells: dict[str, str]) -> dict[str, str]:
    for column, digits in (("Schulnummer", 6), ("PLZ", 5)):
        if not re.fullmatch(f"[0-9]{{{digits}}}", cells[column]):
            expected = f"{digits} Ziffern"
            figures.fault("Die Nummer ist falsch.", line, column, cells[column], expected)
    return {
        "kennung": cells["Schulnummer"],
        "name": " ".join(" ".join(cells[column] for column in NAME_COLUMNS).split()),
        "schulform": cells["Schulform"],
        "plz": cells["PLZ"],
        "ort": cells["Ort"],
        "gemeinde": figures.key(
            cells["Gemeindeschluessel"], "gemeinde", line, "Gemeindeschluessel"
        ),
    }


def _points(figures: Figures, table: Table) -> gpd.GeoSeries:
    pairs = [[figures.number(c[axis], line, axis)[0] for axis in AXES] for line, c in table.records]
    numbers = np.array(pairs).reshape(-1, 2)
    stated = np.array([cells["EPSG"] for _, cells in table.records], dtype=object)
    points = gpd.GeoSeries([Point()] * len(stated), crs=METRIC)
    for code in sorted(set(stated) - set(NO_CRS)):
        rows = np.flatnonzero((stated == code) & np.isfinite(numbers).all(axis=1))
        crs = _crs(code)
        if crs is None:
            _unknown_crs(figures, table, code)
        elif len(rows):
            there = gpd.GeoSeries.from_xy(*numbers[rows].T, crs=crs).to_crs(METRIC)
            points.iloc[rows] = there.to_numpy()
            _check_inside(figures, table, rows, there)
    return points


def _crs(code: str) -> CRS | None:
    """Return the CRS of a code, None if there is none."""
    try:
        return CRS.from_user_input(code) if re.fullmatch("EPSG:[0-9]{4,6}", code) else None
    except CRSError:
        return None


def _unknown_crs(figures: Figures, table: Table, code: str) -> None:
    for line, cells in table.records:
        if cells["EPSG"] == code:
            expected = "etwa EPSG:25832; leer oder „null“, wenn unbekannt"
            figures.fault("Unbekanntes Koordinatensystem.", line, "EPSG", code, expected)


def _check_inside(figures: Figures, table: Table, rows: np.ndarray, points: gpd.GeoSeries) -> None:
    west, south, east, north = GERMANY
    inside = points.x.between(west, east) & points.y.between(south, north)
    for row in rows[~inside.to_numpy()]:
        line, cells = table.records[row]
        found = " / ".join(cells[axis] for axis in AXES)
        expected = f"Rechtswert und Hochwert in {cells['EPSG']}"
        figures.fault("Der Punkt liegt nicht in Deutschland.", line, AXES[0], found, expected)


def _check_unique(figures: Figures, table: Table) -> None:
    first: dict[str, int] = {}
    for line, cells in table.records:
        number = cells["Schulnummer"]
        if first.setdefault(number, line) != line:
            what = f"Die Schulnummer steht schon in Zeile {first[number]}."
            figures.fault(what, line, "Schulnummer", number, "jede Nummer nur einmal")


def _notes(schools: gpd.GeoDataFrame) -> list[str]:
    return [
        f"Ohne Ort, weil Koordinaten oder Koordinatensystem fehlen: {row.kennung} {row.name_}."
        for row in schools[schools.geometry.is_empty].rename(columns={"name": "name_"}).itertuples()
    ]
