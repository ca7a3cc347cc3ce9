"""Census grid: cells of 100 m or 1 km from the official files, CSV (also in a zip) or parquet.

A cell is known by its name (``CRS3035RES1000mN2691000E4341000``, in short ``1kmN2691E4341``:
its south-western corner in EPSG:3035) or by the coordinates of its centre.  A *placeholder*
says why a cell has no value; it is kept apart and never becomes a number.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd
import pyarrow as pa

from sozialraum.errors import DataError, Fault, raise_all
from sozialraum.formats import write_number
from sozialraum.measures.space.cells import COLUMNS
from sozialraum.sources.census_cells import cell_numbers, columns_of_place, grid_size
from sozialraum.sources.census_files import read_table
from sozialraum.sources.census_values import ABSENT, UNSURE, columns_of_signs, values_of

CRS = "EPSG:3035"
CENSUS_2022, CENSUS_2011 = "2022-05-15", "2011-05-09"
PEOPLE = "bevoelkerung"
PROTECTION: Mapping[str, str] = MappingProxyType(
    {
        CENSUS_2022: "Zum Schutz einzelner Menschen sind Fallzahlen des Zensus 2022 leicht "
        "verändert (Cell-Key-Methode), kleine Werte nicht ausgewiesen („–“) oder als statistisch "
        "unsicher gekennzeichnet (KLAMMERN). Summen von Zellen weichen deshalb von den amtlichen "
        "Zahlen der Gemeinde ab.",
        CENSUS_2011: "Zum Schutz einzelner Menschen sind Fallzahlen des Zensus 2011 leicht "
        "verändert (SAFE), kleine Werte durch −1 oder −9 ersetzt. Summen von Zellen weichen "
        "deshalb von den amtlichen Zahlen der Gemeinde ab.",
    }
)


@dataclass(frozen=True)
class GridMerkmal:
    """What a column of the grid files is, and how cells of it become an area."""

    name: str
    titel: str
    einheit: str
    art: str
    grundlage: str
    spalten: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class CensusGrid:
    """Cells with their values.

    Parameters
    ----------
    size
        Width of a cell in metres.
    stand
        Day of the census.
    values
        One column per merkmal, NaN where not published; the index numbers the cells by row and
        column (see `sozialraum.measures.space.cells`).
    signs
        The same columns: the placeholder where there is no value, ``()`` where the value is
        marked as unsure, ``fehlt`` where the file of the merkmal lacks the cell, else empty.
    notes
        German sentences on what was left out.
    """

    size: int
    stand: str
    values: pd.DataFrame
    signs: pd.DataFrame
    notes: tuple[str, ...] = ()

    @property
    def centres(self) -> pd.DataFrame:
        """Columns ``x`` and ``y`` of the centres in EPSG:3035."""
        rows, columns = np.divmod(self.values.index.to_numpy(), COLUMNS)
        half = self.size / 2
        places = {"x": columns * self.size + half, "y": rows * self.size + half}
        return pd.DataFrame(places, self.values.index)


@cache
def grid_merkmale() -> Mapping[str, GridMerkmal]:
    """Return what the program reads from the grid, by merkmal."""
    text = files("sozialraum.sources").joinpath("census_grid.toml").read_text(encoding="utf-8")
    entries = tomllib.loads(text).items()
    return MappingProxyType({name: GridMerkmal(name, **entry) for name, entry in entries})


def read_grid(
    paths: Sequence[str | Path], *, size: int = 1000, stand: str = CENSUS_2022
) -> CensusGrid:
    """Read files of one grid and put their cells side by side.

    Parameters
    ----------
    paths
        CSV, zip with CSV, or parquet; one of them has the population.
    size
        Which cells of a zip that has several sizes: 100 or 1000 metres.
    stand
        Day of the census, `CENSUS_2022` or `CENSUS_2011`.

    Raises
    ------
    DataError
        With all faults of the first faulty file: columns, cells twofold or misnamed, no numbers;
        if no file has the population, or two files have the same column.
    """
    raise_all(_stand_faults(stand))
    parts = [_read_part(Path(path), size, stand) for path in paths]
    names = [name for part in parts for name in part.values]
    raise_all(_whole_faults(names, paths))
    values = pd.concat([part.values for part in parts], axis=1).sort_index()
    signs = pd.concat([part.signs for part in parts], axis=1).reindex(values.index)
    notes = tuple(note for part in parts for note in part.notes)
    return CensusGrid(size, stand, values, signs.fillna(ABSENT), notes)


def _read_part(path: Path, size: int, stand: str) -> CensusGrid:
    table = read_table(path, size)
    found = grid_size(table, path.name)
    if found != size:
        shown = f"{write_number(found)} m"
        remedy = "Die Dateien einer Zellengröße zusammen angeben."
        what, expected = "Die Zellen haben eine andere Größe.", f"{write_number(size)} m"
        raise DataError(Fault(what, path.name, found=shown, expected=expected, remedy=remedy))
    wanted, notes = _wanted(table, stand, path.name)
    cells, faults = cell_numbers(table, size, path.name)
    values, signs = {}, {}
    for name, column in wanted.items():
        values[name], signs[name], wrong = values_of(table, column, path.name)
        faults += wrong
    raise_all(faults)
    index = pd.Index(cells, name="zelle")
    return CensusGrid(size, stand, pd.DataFrame(values, index), pd.DataFrame(signs, index), notes)


def _wanted(table: pa.Table, stand: str, file: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the column of each merkmal in a table, and a note on the other columns."""
    folded = {name.casefold(): name for name in table.column_names}
    wanted = {
        merkmal.name: folded[column.casefold()]
        for merkmal in grid_merkmale().values()
        if (column := merkmal.spalten.get(stand, "")) and column.casefold() in folded
    }
    if not wanted:
        raise DataError(_nothing_known(folded, stand, file))
    others = [
        name for name in table.column_names
        if name not in {*wanted.values(), *columns_of_signs(table), *columns_of_place(table)}
    ]  # fmt: skip
    return wanted, (f"{file}: nicht verwendet: {', '.join(others)}.",) if others else ()


def _nothing_known(folded: Mapping[str, str], stand: str, file: str) -> Fault:
    merkmale = grid_merkmale().values()
    other = {
        day for one in merkmale for day, name in one.spalten.items() if name.casefold() in folded
    }
    known = ", ".join(one.spalten[stand] for one in merkmale if stand in one.spalten)
    remedy = (
        f"Die Spalten gehören zum Stichtag {', '.join(sorted(other))}: diesen angeben."
        if other
        else "Eine Gitterdatei mit einer dieser Spalten angeben."
    )
    found = ", ".join(folded.values())
    what = "Die Datei hat keine Spalte, die verwendet wird."
    return Fault(what, file, found=found, expected=known, remedy=remedy)


def _stand_faults(stand: str) -> list[Fault]:
    if stand in PROTECTION:
        return []
    expected, remedy = " oder ".join(PROTECTION), "Einen der Stichtage angeben."
    return [Fault("Unbekannter Stichtag.", found=stand, expected=expected, remedy=remedy)]


def _whole_faults(names: Sequence[str], paths: Sequence[str | Path]) -> list[Fault]:
    listed = ", ".join(Path(path).name for path in paths)
    faults = []
    if PEOPLE not in names:
        remedy = "Die Datei mit der Bevölkerungszahl dazugeben: ohne sie fehlt das Gewicht."
        faults.append(Fault("Die Bevölkerung der Zellen fehlt.", listed, remedy=remedy))
    for name in sorted({name for name in names if names.count(name) > 1}):
        what = "Zwei Dateien haben dasselbe Merkmal."
        faults.append(Fault(what, listed, found=name, remedy="Nur eine davon angeben."))
    return faults


def unsure_share(grid: CensusGrid, name: str) -> float:
    """Return the share of the published values of a merkmal that are marked as unsure."""
    known = grid.values[name].notna()
    return float((grid.signs[name] == UNSURE).sum() / known.sum()) if known.any() else 0.0
