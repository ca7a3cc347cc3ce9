"""All one-km cells of the census to all municipalities of Germany: aim 5 seconds.

The whole way is measured: both files are read, the cells are found in the areas, and the table
of all municipalities is made.  Beside it, in the same run, `geopandas.sjoin` finds the same
cells in the same outlines; both have to agree on every cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
from figure import Figure, median_seconds

from sozialraum.analysis.census_grid import area_table, grid_in_areas
from sozialraum.sources.areas import read_areas
from sozialraum.sources.census_grid import CENSUS_2011, CensusGrid, read_grid

RAW = Path(__file__).parents[2] / "shared/data/raw"
CELLS = RAW / "zensus2011_grid_1km/continuous_Einwohner.parquet"
OUTLINES = RAW / "gemeinden/VG250_GEM_simplified.zip"
ROUNDS = 5


def measure() -> Iterator[Figure]:
    """Yield seconds of the whole way and of finding alone, beside those of geopandas."""
    if not CELLS.is_file():
        raise SystemExit("The folder shared with the raw data is missing beside the repository.")
    yield Figure("import_grid_whole", median_seconds(_whole, ROUNDS), "s")
    grid, areas = _cells(), _areas()
    yield Figure("import_grid_cells", len(grid.values), "cells")
    yield Figure("import_grid_areas", len(areas), "areas")
    points = _points(grid)
    own = median_seconds(lambda: grid_in_areas(grid, areas), ROUNDS)
    peer = median_seconds(lambda: _joined(points, areas), ROUNDS)
    yield Figure("import_grid_own", own, "s")
    yield Figure("import_grid_geopandas_sjoin", peer, "s")
    yield Figure("import_grid_ratio", own / peer, "of geopandas.sjoin")
    found, joined = grid_in_areas(grid, areas).area.sort_index(), _joined(points, areas)
    joined = joined[~joined.index.duplicated()]["gebiet"].sort_index()
    same = found.index.equals(joined.index) and bool((found == joined).all())
    yield Figure("import_grid_agree", float(same), "1 = every cell")


def _whole() -> object:
    return area_table(grid_in_areas(_cells(), _areas()))


def _cells() -> CensusGrid:
    return read_grid([CELLS], stand=CENSUS_2011)


def _areas() -> gpd.GeoDataFrame:
    return read_areas(OUTLINES, "ARS", "ARS", level="gemeinde")


def _points(grid: CensusGrid) -> gpd.GeoDataFrame:
    centres = grid.centres
    points = gpd.points_from_xy(centres["x"], centres["y"])
    return gpd.GeoDataFrame(index=centres.index, geometry=points, crs=3035)


def _joined(points: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return gpd.sjoin(points, areas[["geometry"]].to_crs(3035), predicate="within")
