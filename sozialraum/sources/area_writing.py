"""Areas written as GeoJSON: always the same bytes, in degrees, as the standard wants it."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

DEGREES, DIGITS = "EPSG:4326", 6
"""Digits of a degree that are kept: a tenth of a metre."""

KEY, NAME, KIND = "gebiet", "name", "art"


def areas_geojson(areas: gpd.GeoDataFrame) -> str:
    """Return areas, as `read_areas` gives them, as the text of a GeoJSON file.

    One line per area, columns ``gebiet``, ``name`` and ``art``, six digits of a degree.
    """
    shapes = _on_grid(areas.geometry.to_crs(DEGREES).to_numpy())
    lines = [
        _feature({KEY: str(key), NAME: name, KIND: kind}, shape)
        for key, name, kind, shape in zip(
            areas.index, areas["name"], areas["art"], shapes, strict=True
        )
    ]
    return '{"type": "FeatureCollection", "features": [\n' + ",\n".join(lines) + "\n]}\n"


def _on_grid(
    shapes: npt.NDArray[np.object_],
) -> npt.NDArray[np.object_]:
    """Return outlines with rounded coordinates; those that this would break are mended."""
    rounded: npt.NDArray[np.object_] = shapely.transform(shapes, _rounded)
    broken = ~shapely.is_valid(rounded)
    snapped = shapely.set_precision(shapes[broken], 10.0**-DIGITS)
    rounded[broken] = shapely.transform(snapped, _rounded)
    return rounded


def _rounded(coordinates: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.round(coordinates, DIGITS)


def _feature(properties: dict[str, str], shape: shapely.Geometry) -> str:
    feature = {"type": "Feature", "properties": properties, "geometry": shape.__geo_interface__}
    return json.dumps(feature, ensure_ascii=False)
