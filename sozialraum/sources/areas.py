"""Areas: any vector file that GDAL reads, as checked polygons in EPSG:25832.

An *area* is one polygon or several with one key and one name.  A coordinate
reference system (CRS) is never guessed: the file states it, or the caller declares
it.  Broken polygons are repaired, and every repair is told in ``attrs["hinweise"]``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from sozialraum import keys
from sozialraum.errors import DataError, Fault, raise_all, suggest
from sozialraum.formats import write_number
from sozialraum.sources.texts import is_mojibake
from sozialraum.sources.vector import METRIC, open_vector, outside_germany, to_metric

_SAVE_AS_UTF8 = "Die Datei als UTF-8 speichern (bei Shapefiles eine .cpg-Datei beilegen)."
_GRID_KEY = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]{0,39}")  # it becomes the name of a folder

REASONS = {
    "Self-intersection": "Linie schneidet sich selbst",
    "Ring Self-intersection": "Rand berührt sich selbst",
    "Hole lies outside shell": "Loch außerhalb der Fläche",
    "Nested shells": "Fläche in der Fläche",
    "Interior is disconnected": "Inneres nicht zusammenhängend",
}


def read_areas(
    path: str | Path, key: str, name: str, kind: str = "", crs: str = "", *, level: str = ""
) -> gpd.GeoDataFrame:
    """Read areas from a vector file and check, repair and reproject them.

    Parameters
    ----------
    path
        GeoJSON, TopoJSON, GeoPackage, shapefile, a zip of one, or GeoParquet.
    key, name, kind
        Columns with the key, the name and (``""``: none) the kind of an area.
    crs
        Declared CRS such as ``EPSG:4326``, only where the file states none.
    level
        Level of the keys as in `keys.parse`; then each key is checked, a lost leading
        zero given back and, for ``gemeinde``, an ARS shortened to the AGS.

    Returns
    -------
    GeoDataFrame
        Index ``gebiet`` (text, sorted), columns ``name``, ``art``, ``geometry``
        (EPSG:25832, metres); German notes on repairs in ``attrs["hinweise"]``.

    Raises
    ------
    DataError
        With all faults of the file: columns, keys, names, polygons, CRS.
    """
    path = Path(path)
    frame = open_vector(path, key)
    _check_columns(frame, [key, name, *([kind] if kind else [])], path.name)
    metric, notes = to_metric(frame, crs, path.name)
    table = gpd.GeoDataFrame(
        {
            "gebiet": [_text(value) for value in frame[key]],
            "name": [_text(value) for value in frame[name]],
            "art": [_text(value) for value in frame[kind]] if kind else "",
        },
        geometry=shapely.force_2d(metric.to_numpy()),
        crs=METRIC,
    )
    raise_all([*_row_faults(table, path.name), *_key_faults(table, path.name)])
    parsed, key_notes = _parse_keys(table["gebiet"], level, path.name)
    table["gebiet"] = parsed
    raise_all([*_key_faults(table, path.name), *outside_germany(table, path.name)])
    areas, repairs = _repair(table, path.name)
    areas = areas.set_index("gebiet").sort_index()
    areas.attrs["hinweise"] = [*notes, *key_notes, *repairs]
    return areas


def _check_columns(frame: gpd.GeoDataFrame, wanted: Iterable[str], file: str) -> None:
    known = [str(column) for column in frame.columns if column != frame.geometry.name]
    raise_all(
        Fault(
            "Die Spalte fehlt.",
            file=file,
            column=column,
            expected=f"eine der Spalten {', '.join(known) or '– die Datei hat keine'}",
            remedy=f"{suggest(column, known)} Unter [gebiete] in region.toml eintragen.".strip(),
        )
        for column in wanted
        if column not in known
    )


def _text(value: object) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def _key_faults(table: gpd.GeoDataFrame, file: str) -> list[Fault]:
    counts = Counter(key for key in table["gebiet"] if key)
    doubled = [
        Fault(
            f"Der Schlüssel steht {count}-mal in der Datei.",
            file=file,
            found=f"{key}: Objekte {', '.join(_numbers(table, key))}",
            remedy="Teile eines Gebiets zu einem Objekt zusammenfassen, falsche Schlüssel ändern.",
        )
        for key, count in counts.items()
        if count > 1
    ]
    levels = _mixed_levels(counts)
    if levels:
        counted = ", ".join(f"{write_number(n)} × {one}" for one, n in sorted(levels.items()))
        doubled.append(
            Fault(
                "In der Schlüsselspalte stehen Gebiete mehrerer Ebenen.",
                file=file,
                found=counted,
                expected="eine einzige Ebene",
                remedy="Nur die Gebiete der gewünschten Ebene in der Datei lassen.",
            )
        )
    return doubled


def _numbers(table: gpd.GeoDataFrame, key: str) -> list[str]:
    return [str(number) for number, one in enumerate(table["gebiet"], 1) if one == key]


def _mixed_levels(found: Iterable[str]) -> Counter[str]:
    """Count official keys per level; empty unless several levels stand in one column.

    A city numbers its own areas with 1, 2 or 3 digits: without a key of at least
    5 digits nothing says that the keys are official.
    """
    levels = Counter("deutschland" if key == "DG" else keys.level_of(key) for key in found)
    official = "" not in levels and any(one in levels for one in ("kreis", "gemeinde", "ars"))
    return levels if official and len(levels) > 1 else Counter()


def _row_faults(table: gpd.GeoDataFrame, file: str) -> list[Fault]:
    shapes = table.geometry.map(_shape_fault)
    rows = zip(table["gebiet"], table["name"], shapes, strict=True)
    return [
        Fault(what, file=file, found=f"Objekt {number}: {key} {name}".rstrip(), remedy=remedy)
        for number, (key, name, shape) in enumerate(rows, 1)
        for wrong, what, remedy in (
            (not key, "Das Gebiet hat keinen Schlüssel.", "Den Schlüssel in der Datei eintragen."),
            (not name, "Das Gebiet hat keinen Namen.", "In der Datei den Namen eintragen."),
            (is_mojibake(name), "Die Zeichenkodierung ist falsch.", _SAVE_AS_UTF8),
            (shape, shape, "Die Fläche nachzeichnen oder das Objekt aus der Datei löschen."),
        )
        if wrong
    ]


def _shape_fault(shape: shapely.Geometry | None) -> str:
    if shape is None or shape.is_empty:
        return "Das Gebiet hat keine Geometrie."
    if shape.geom_type not in ("Polygon", "MultiPolygon"):
        return f"Das Gebiet ist keine Fläche, sondern „{shape.geom_type}“."
    return ""


def _parse_keys(found: pd.Series, level: str, file: str) -> tuple[list[str], list[str]]:
    """Return checked keys and notes on what was repaired; without a level the keys as found."""
    if level in ("", "gitter"):
        raise_all(_grid_fault(key, file) for key in found if level and not _GRID_KEY.fullmatch(key))
        return list(found), []
    shorten = level == "gemeinde" and bool((found.str.len() == keys.LENGTHS["ars"]).all())
    parsed, faults = [], []
    for key in found:
        try:
            parsed.append(keys.parse(key, "ars" if shorten else level))
        except DataError as error:
            faults += [replace(fault, file=file) for fault in error.faults]
    raise_all(faults)
    notes = [key.note for key in parsed if key.note]
    if not shorten:
        return [key.text for key in parsed], notes
    notes.append("Regionalschlüssel (ARS, 12 Ziffern) auf Gemeindeschlüssel (AGS) gekürzt.")
    return [keys.ags_from_ars(key.text) for key in parsed], notes


def _grid_fault(key: str, file: str) -> Fault:
    expected = "höchstens 40 Ziffern, Buchstaben, Punkte und Striche"
    remedy = "Die Zellen neu nummerieren."
    return Fault("Kein Schlüssel einer Gitterzelle.", file, None, "", key[:60], expected, remedy)


def _repair(areas: gpd.GeoDataFrame, file: str) -> tuple[gpd.GeoDataFrame, list[str]]:
    shapes = areas.geometry.to_numpy()
    broken = ~shapely.is_valid(shapes)
    reasons = shapely.is_valid_reason(shapes[broken])
    # "structure" keeps holes as holes and drops the lines and points that are left over.
    shapes[broken] = shapely.make_valid(shapes[broken], method="structure", keep_collapsed=False)
    lost = areas[shapely.is_empty(shapes)]
    raise_all(
        Fault(
            "Die Geometrie ist nicht zu reparieren: keine Fläche.",
            file=file,
            found=f"{k} {n}",
            remedy="Den Umriss neu zeichnen oder das Gebiet aus der Datei nehmen.",
        )
        for k, n in zip(lost["gebiet"], lost["name"], strict=True)
    )
    told = zip(areas["gebiet"][broken], areas["name"][broken], reasons, strict=True)
    notes = [_repair_note(key, name, reason) for key, name, reason in told]
    return areas.set_geometry(gpd.GeoSeries(shapes, index=areas.index, crs=areas.crs)), notes


def _repair_note(key: str, name: str, reason: str) -> str:
    german = REASONS.get(reason.split("[")[0], "ungültige Form")
    shown = key if name == key else f"{name} ({key})"
    return f"Geometrie von {shown} repariert: {german}."
