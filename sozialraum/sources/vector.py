"""Vector files: opened with GDAL and brought to EPSG:25832, the metric system of the house.

A coordinate reference system (CRS) is never guessed.  The file states it, even an odd
one, or the caller declares it where the file states none.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError
from pyproj import CRS
from pyproj.exceptions import CRSError

from sozialraum.errors import DataError, Fault, missing_file
from sozialraum.formats import write_number
from sozialraum.sources.files import blocked

METRIC = "EPSG:25832"
GERMANY = (250_000.0, 5_200_000.0, 950_000.0, 6_150_000.0)
"""Box of Germany in EPSG:25832, metres: west, south, east, north, with a margin."""

USUAL_CRS = (
    "Häufig sind EPSG:4326 (Grad), EPSG:25832 (UTM 32), EPSG:4647 (UTM 32 mit vorangestellter 32), "
    "EPSG:31466 und EPSG:31467 (Gauß-Krüger)."
)


def open_vector(path: Path, key: str) -> gpd.GeoDataFrame:
    """Return all features of a vector file as they stand in it.

    Parameters
    ----------
    path
        GeoJSON, TopoJSON, GeoPackage, shapefile, a zip of one, or GeoParquet.
    key
        Column by which the right layer is found in a file that has several.

    Raises
    ------
    DataError
        If the file is missing, unreadable, empty, or the layer is ambiguous.
    """
    if not path.exists():
        raise missing_file(path, "Die Gebietsdatei", "Name unter [gebiete] „datei“ prüfen.")
    _check_readable(path)
    try:
        if path.suffix.lower() in (".parquet", ".geoparquet"):
            frame = gpd.read_parquet(path)
        else:
            frame = gpd.read_file(path, layer=_layer(path, key))
    except (DataSourceError, DataLayerError, ValueError, UnicodeDecodeError, OSError) as error:
        raise DataError(_unreadable(path)) from error
    if not isinstance(frame, gpd.GeoDataFrame):
        raise DataError(_unreadable(path, "keine Geometrien"))
    if frame.empty:
        what, remedy = "Die Gebietsdatei enthält kein Gebiet.", "Eine Datei mit Gebieten angeben."
        raise DataError(Fault(what, file=path.name, remedy=remedy))
    return frame


def _check_readable(path: Path) -> None:
    """Refuse a file that may not be read in German: GDAL would say so in English."""
    try:
        if path.is_file():
            path.open("rb").close()
    except OSError as error:
        raise blocked(error, path, "öffnen") from error


def _unreadable(path: Path, found: str = "") -> Fault:
    return Fault(
        "Die Datei ist nicht als Gebietsdatei lesbar.",
        file=path.name,
        found=found,
        expected="GeoJSON, TopoJSON, GeoPackage, Shapefile (auch als zip) oder GeoParquet",
        remedy="Bei Shapefiles müssen .shp, .shx, .dbf und .prj nebeneinander liegen.",
    )


def _layer(path: Path, key: str) -> str:
    """Return the layer to read: the only one, or the only one that has the key column."""
    layers = [str(name) for name in pyogrio.list_layers(path)[:, 0]]
    if not layers:
        raise DataError(_unreadable(path, "keine Ebene"))
    if len(layers) > 1:
        having = [one for one in layers if key in pyogrio.read_info(path, layer=one)["fields"]]
        if len(having) != 1:
            raise DataError(
                Fault(
                    f"Die Datei hat {len(layers)} Ebenen, {len(having)} davon mit dieser Spalte.",
                    file=path.name,
                    column=key,
                    found=", ".join(layers),
                    remedy="Die gewünschte Ebene als eigene Datei speichern.",
                )
            )
        layers = having
    return layers[0]


def to_metric(frame: gpd.GeoDataFrame, declared: str, file: str) -> tuple[gpd.GeoSeries, list[str]]:
    """Return the geometries in EPSG:25832 and German notes on what was assumed.

    Raises
    ------
    DataError
        If no CRS is known, the declared one does not exist or contradicts the file.
    """
    stated = frame.crs
    if not declared and stated is None:
        raise DataError(
            Fault(
                "Die Datei nennt kein Koordinatensystem.",
                file=file,
                remedy=f'Unter [gebiete] in region.toml als crs = "EPSG:…" angeben. {USUAL_CRS}',
            )
        )
    if not declared:
        return frame.geometry.to_crs(METRIC), []
    wanted = _declared(declared, file)
    notes = []
    if stated is not None and not _same(stated, wanted):
        if not (stated.is_geographic and _beyond_degrees(frame)):
            raise DataError(_contradiction(stated, declared, file))
        notes.append(f"Koordinaten sind keine Grad; wie angegeben als {declared} gelesen.")
    return frame.geometry.set_crs(wanted, allow_override=True).to_crs(METRIC), notes


def _declared(declared: str, file: str) -> CRS:
    try:
        return CRS.from_user_input(declared)
    except CRSError as error:
        fault = Fault(
            "Dieses Koordinatensystem gibt es nicht.",
            file=file,
            column="crs",
            found=declared,
            remedy=USUAL_CRS,
        )
        raise DataError(fault) from error


def _same(one: CRS, other: CRS) -> bool:
    codes = one.to_epsg(), other.to_epsg()
    return one.equals(other, ignore_axis_order=True) or codes[0] == codes[1] is not None


def _beyond_degrees(frame: gpd.GeoDataFrame) -> bool:
    return bool(np.abs(frame.total_bounds).max() > 360)


def _contradiction(stated: CRS, declared: str, file: str) -> Fault:
    return Fault(
        "Die Datei nennt ein anderes Koordinatensystem als region.toml.",
        file=file,
        column="crs",
        found=declared,
        expected=f"{stated.name}, wie in der Datei",
        remedy="Den Eintrag crs leer lassen: er gilt nur, wo die Datei keines nennt.",
    )


def outside_germany(areas: gpd.GeoDataFrame, file: str) -> list[Fault]:
    """Return the faults of areas (EPSG:25832) not in Germany: mostly a wrong CRS."""
    west, south, east, north = GERMANY
    bounds = areas.bounds.to_numpy()
    inside = (bounds >= [west, south, west, south]) & (bounds <= [east, north, east, north])
    outside = areas[~inside.all(axis=1)]  # infinite after a failed reprojection: outside too
    if len(outside) == len(areas):
        box = ", ".join(write_number(value) for value in areas.total_bounds)
        return [
            Fault(
                "Die Gebiete liegen nicht in Deutschland: das Koordinatensystem ist falsch.",
                file=file,
                found=f"nach der Umrechnung {box}",
                expected="x 250.000 bis 950.000, y 5.200.000 bis 6.150.000 (EPSG:25832)",
                remedy=f"Das richtige unter [gebiete] als crs angeben. {USUAL_CRS}",
            )
        ]
    return [
        Fault(
            "Das Gebiet liegt nicht in Deutschland.",
            file=file,
            found=f"{row.gebiet} {row.name}",
            remedy="Den Umriss berichtigen oder das Gebiet aus der Datei nehmen.",
        )
        for row in outside.itertuples()
    ]
