"""Shapes of a region's areas, simplified once for paper and once for the screen.

They are the same in all reports of a region; `outlines` keeps those of the last regions
and knows them again by their content.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.path import Path

Bounds = tuple[float, float, float, float]
"""West, south, east, north in metres."""

STEPS_ON_PAPER = 300
STEPS_ON_SCREEN = 1000
"""Detail that is kept: so many steps along the longer side of the region."""


@dataclass(frozen=True, eq=False)
class Outlines:
    """The areas of a region, ready to be drawn; metres in EPSG:25832."""

    areas: gpd.GeoDataFrame
    digest: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Outlines) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    @cached_property
    def bounds(self) -> Bounds:
        """Edges of the region."""
        west, south, east, north = (float(edge) for edge in self.areas.total_bounds)
        return west, south, east, north

    @property
    def extent(self) -> float:
        """The longer side in metres."""
        west, south, east, north = self.bounds
        return max(east - west, north - south)

    @cached_property
    def paths(self) -> dict[str, Path]:
        """Outline of each area for paper, by its key."""
        simple = _simplified(self.areas, self.extent / STEPS_ON_PAPER)
        return dict(zip(map(str, self.areas.index), map(path_of, simple), strict=True))

    @cached_property
    def middles(self) -> dict[str, shapely.Point]:
        """A point inside each area, by its key."""
        inside = self.areas.representative_point()
        return dict(zip(map(str, self.areas.index), inside, strict=True))

    @cached_property
    def border(self) -> Path:
        """Outline of the whole region for paper."""
        simple = _simplified(self.areas, self.extent / STEPS_ON_PAPER)
        return path_of(shapely.union_all(simple))

    @cached_property
    def coordinates(self) -> dict[str, dict[str, Any]]:
        """GeoJSON geometry of each area for the screen (WGS 84), by its key."""
        simple = self.areas.set_geometry(_simplified(self.areas, self.extent / STEPS_ON_SCREEN))
        digits = 4 if self.extent > 100_000 else 5
        shapes = simple.geometry.to_crs(4326).map(
            lambda g: _rounded(shapely.geometry.mapping(g), digits)
        )
        return {str(key): shape for key, shape in shapes.items()}

    def around(self, key: str) -> Bounds:
        """Return the bounds of an area and its neighbours, of all if there is no such area.

        They are a third of the region or more, so that a small area is seen in its place.
        """
        if key not in self.areas.index:
            return self.bounds
        own = self.areas.geometry[key]
        near = self.areas[self.areas.intersects(own.buffer(self.extent / 500))]
        centre = gpd.GeoSeries([own.centroid.buffer(self.extent / 6)])
        corners = np.vstack([near.total_bounds, centre.total_bounds])
        (west, south), (east, north) = corners[:, :2].min(axis=0), corners[:, 2:].max(axis=0)
        return float(west), float(south), float(east), float(north)


def outlines(areas: gpd.GeoDataFrame) -> Outlines:
    """Return the outlines of areas (index: key; EPSG:25832), made only once per content."""
    content = hashlib.sha256("|".join(map(str, areas.index)).encode())
    for shape in areas.geometry.to_wkb():
        content.update(shape)
    return _kept(Outlines(areas[["geometry"]], content.hexdigest()))


@lru_cache(maxsize=8)
def _kept(made: Outlines) -> Outlines:
    return made


def path_of(geometry: shapely.Geometry) -> Path:
    """Return a polygon or multipolygon, holes included, as one path."""
    rings = [
        shapely.get_coordinates(ring)
        for polygon in shapely.get_parts(geometry)
        for ring in (polygon.exterior, *polygon.interiors)
    ]
    codes = [
        np.r_[Path.MOVETO, np.full(len(ring) - 2, Path.LINETO), Path.CLOSEPOLY] for ring in rings
    ]
    return Path(np.concatenate(rings), np.concatenate(codes))


def _simplified(areas: gpd.GeoDataFrame, tolerance: float) -> Any:
    """Return simpler shapes whose common borders stay common; a lost one stays as it was."""
    whole = areas.geometry.to_numpy()
    simple = shapely.coverage_simplify(whole, tolerance)
    return np.where(shapely.is_valid(simple) & ~shapely.is_empty(simple), simple, whole)


def _rounded(value: Any, digits: int) -> Any:
    if isinstance(value, dict):
        return {name: _rounded(part, digits) for name, part in value.items()}
    if isinstance(value, tuple | list):
        return [_rounded(part, digits) for part in value]
    return round(value, digits) if isinstance(value, float) else value
