"""Figures of one region, estimated for the areas of another: territorial changes, own areas."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from sozialraum.analysis.catalogue import catalogue
from sozialraum.errors import DataError, Fault
from sozialraum.formats import plain_number, write_number
from sozialraum.publish.files import write_whole
from sozialraum.region import locate
from sozialraum.sources.areas import read_areas
from sozialraum.sources.census_grid import CENSUS_2022, CRS, PEOPLE, read_grid
from sozialraum.sources.crosswalks import (
    FILE,
    Crosswalk,
    convert_figures,
    read_crosswalk,
)
from sozialraum.sources.files import back_up
from sozialraum.sources.overlay import crosswalk_by_area, crosswalk_by_people
from sozialraum.sources.settings import read_settings
from sozialraum.sources.tables import COLUMNS, read_kennzahlen, write_kennzahlen

FIGURES, ERRORS = "kennzahlen.csv", "umrechnung_fehler.csv"
DIGITS = 1
"""An estimate of people is not exact to more."""

IDENTITY = ["gebiet", "jahr", "merkmal"]
BOUNDS = ("wert", "wert_von", "wert_bis", "geteilt")


@dataclass(frozen=True)
class GridFiles:
    """Files of a census grid that tell where people live, none of them for no grid."""

    files: tuple[Path, ...] = ()
    size: int = 1000
    stand: str = CENSUS_2022


NO_GRID = GridFiles()


def convert_region(
    target: Path, source: Path, grid: GridFiles = NO_GRID
) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Take the counts of one region over into another, divided or added up.

    The target's ``umrechnung.csv`` says which area becomes which; without it the outlines of
    both are laid over each other, weighted by where people live if a grid is given.  What the
    target has already stays as it is.

    Parameters
    ----------
    target, source
        Region folders; the target needs no figures yet.
    grid
        Where people live.

    Returns
    -------
    tuple
        Files written: the figures, and the bounds of the error of each; German notes.

    Raises
    ------
    SozialraumError
        If one of the regions is faulty or they have no area in common.
    """
    into, out_of = locate(target), locate(source)
    figures = read_kennzahlen(out_of / FIGURES)
    published = published_rates() & set(figures["merkmal"])
    counts = figures[~figures["merkmal"].isin(published)]
    table, notes = convert_figures(counts, _crosswalk(into, out_of, grid))
    table[list(BOUNDS[:-1])] = table[list(BOUNDS[:-1])].round(DIGITS)
    joined, kept = _added(table, into / FIGURES)
    if published:
        listed = ", ".join(sorted(published))
        notes.append(f"Quoten lassen sich nicht teilen und bleiben draußen: {listed}.")
    if kept:
        notes.append(f"{write_number(kept)} Zahlen waren schon da und sind geblieben.")
    back_up(into / FIGURES)
    write_kennzahlen(joined, into / FIGURES)
    write_whole(into / ERRORS, _bounds(table).encode("utf-8-sig"))
    return (into / FIGURES, into / ERRORS), tuple(notes)


def published_rates() -> set[str]:
    """Return the merkmale that are rates, means or indices: no sum of them means anything.

    >>> "arbeitslosenquote" in published_rates(), "arbeitslose" in published_rates()
    (True, False)
    """
    formulas = [formula for one in catalogue().values() for formula in one.rechnungen]
    return {
        name
        for formula in formulas
        if formula.art in ("veroeffentlicht", "differenz")
        for name in formula.merkmale
    }


def _crosswalk(into: Path, out_of: Path, grid: GridFiles) -> Crosswalk:
    if (into / FILE).is_file():
        if grid.files:
            raise DataError(_two_ways(into / FILE))
        return read_crosswalk(into / FILE)
    old, new = (_areas(folder) for folder in (out_of, into))
    if not grid.files:
        return crosswalk_by_area(old, new)
    cells = read_grid(grid.files, size=grid.size, stand=grid.stand)
    x, y = (cells.centres[axis] for axis in ("x", "y"))
    points = gpd.GeoSeries(gpd.points_from_xy(x, y), cells.values.index, crs=CRS)
    near = points.cx[slice(*_width(old, 0)), slice(*_width(old, 1))]
    return crosswalk_by_people(old, new, near.to_crs(old.crs), cells.values.loc[near.index, PEOPLE])


def _width(areas: gpd.GeoDataFrame, axis: int) -> tuple[float, float]:
    """Return how far areas reach in one direction of the grid: cells elsewhere tell nothing."""
    bounds = areas.to_crs(CRS).total_bounds
    return float(bounds[axis]), float(bounds[axis + 2])


def _two_ways(path: Path) -> Fault:
    what = "Es gibt schon eine Umrechnungstabelle; ein Gitter braucht es dann nicht."
    return Fault(what, path.name, remedy="--gitter weglassen oder die Tabelle umbenennen.")


def _areas(folder: Path) -> gpd.GeoDataFrame:
    settings = read_settings(folder)
    source = settings.gebiete
    return read_areas(
        folder / source.datei, source.schluessel, source.name, source.art, source.crs,
        level=settings.ebene,
    )  # fmt: skip


def _added(table: pd.DataFrame, path: Path) -> tuple[pd.DataFrame, int]:
    """Return the figures of the target with those that it lacks, and how many it had."""
    fresh = table[list(COLUMNS)]
    if not path.is_file():
        return fresh, 0
    present = read_kennzahlen(path)
    known = pd.MultiIndex.from_frame(present[IDENTITY])
    lacking = ~pd.MultiIndex.from_frame(fresh[IDENTITY]).isin(known)
    return pd.concat([present, fresh[lacking]], ignore_index=True), int((~lacking).sum())


def _bounds(table: pd.DataFrame) -> str:
    """Return what each estimate cannot fall short of or exceed, as the text of a table."""
    ordered = table.sort_values(["merkmal", "gebiet", "jahr"])
    lines = [";".join((*IDENTITY, *BOUNDS))]
    for row in ordered.itertuples():
        numbers = [plain_number(float(round(getattr(row, name), 3))) for name in BOUNDS]
        lines.append(";".join([str(row.gebiet), str(row.jahr), str(row.merkmal), *numbers]))
    return "\n".join([*lines, ""])
