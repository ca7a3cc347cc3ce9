"""Cells of the census grid: from their names or centres to row and column."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sozialraum.errors import DataError, Fault
from sozialraum.measures.space.cells import COLUMNS

SIZES = {"100m": 100, "1km": 1000, "10km": 10_000}
NAME = (
    r"^(?:CRS3035RES(?P<metres>[0-9]{1,6})mN(?P<north>[0-9]{1,8})E(?P<east>[0-9]{1,8})"
    r"|(?P<short>100m|1km|10km)N(?P<rows>[0-9]{1,6})E(?P<columns>[0-9]{1,6}))$"
)
PARTS = ("metres", "north", "east", "short", "rows", "columns")
FORMS = "CRS3035RES1000mN2691000E4341000 oder 1kmN2691E4341"
MOST_TOLD = 5
_PLACE = re.compile(r"(gitter_id|x|y|x_mp|y_mp)(_(100m|1km|10km))?")
Whole = npt.NDArray[np.int64]


def grid_size(table: pa.Table, file: str) -> int:
    """Return the width of the cells of a table in metres.

    Raises
    ------
    DataError
        If the table has neither names of cells nor centres, or they fit no size.
    """
    if name := _column(table, "gitter_id"):
        first = pc.extract_regex(table[name].cast(pa.string()).slice(0, 1), NAME)
        found = first[0].as_py() if len(first) else None
        if found:
            return SIZES.get(found["short"]) or int(found["metres"])
        raise DataError(_misnamed(table, name, [0] if len(first) else [], file))
    x, y = _centres(table, file)
    for size in sorted(SIZES.values(), reverse=True):
        if not ((2 * x - size) % (2 * size)).any() and not ((2 * y - size) % (2 * size)).any():
            return size
    expected, remedy = "Mittelpunkte von Zellen", "Eine Datei des Zensusgitters angeben."
    what = "Die Koordinaten sind keine Mittelpunkte eines Gitters in EPSG:3035."
    raise DataError(Fault(what, file, column="x, y", expected=expected, remedy=remedy))


def cell_numbers(table: pa.Table, size: int, file: str) -> tuple[Whole, list[Fault]]:
    """Return the number of each cell (see `sozialraum.measures.space.cells`) and all faults.

    Where a table has names and centres, they have to agree.
    """
    faults: list[Fault] = []
    name = _column(table, "gitter_id")
    has_centres = bool(_column(table, "x") and _column(table, "y"))
    if name:
        rows, columns, wrong = _from_names(table, name, size)
        faults += [_misnamed(table, name, wrong, file)] if wrong else []
    if has_centres:
        x, y = _centres(table, file)
        by_centre = (y - size // 2) // size, (x - size // 2) // size
        if name and not faults:
            off = np.flatnonzero((rows != by_centre[0]) | (columns != by_centre[1]))
            faults += [_disagree(table, name, off, file)] if len(off) else []
        elif not name:
            rows, columns = by_centre
    numbers: Whole = rows * COLUMNS + columns
    _, first = np.unique(numbers, return_index=True)
    if not faults and len(first) < len(numbers):
        again = np.setdiff1d(np.arange(len(numbers)), first)
        what, remedy = "Zellen kommen mehrfach vor.", "Die Datei neu herunterladen."
        shown = f"{len(again)} Zeilen, zuerst diese"
        faults.append(Fault(what, file, int(again[0]) + 2, found=shown, remedy=remedy))
    return numbers, faults


def _from_names(table: pa.Table, name: str, size: int) -> tuple[Whole, Whole, list[int]]:
    """Return rows and columns by the names, piece by piece, and which names are none."""
    pieces = [_of_names(one, size) for one in table[name].cast(pa.string()).chunks]
    rows, columns, right = (np.concatenate(parts) for parts in zip(*pieces, strict=True))
    return rows, columns, np.flatnonzero(~right).tolist()


def _of_names(names: pa.Array, size: int) -> tuple[Whole, Whole, npt.NDArray[np.bool_]]:
    parts = pc.extract_regex(names, NAME)
    fields = {field: pc.struct_field(parts, field) for field in PARTS}
    whole = {field: _integers(column) for field, column in fields.items() if field != "short"}
    on_grid = (whole["north"] % size == 0) & (whole["east"] % size == 0)
    long = (whole["metres"] == size) & on_grid
    short = np.asarray(pc.fill_null(pc.equal(fields["short"], _short(size)), False))
    rows = np.where(long, whole["north"] // size, whole["rows"])
    columns = np.where(long, whole["east"] // size, whole["columns"])
    return rows, columns, long | short


def _integers(column: pa.Array) -> Whole:
    """Return digits as numbers, −1 where there are none."""
    digits = pc.if_else(pc.equal(column, ""), None, column)
    numbers: Whole = np.asarray(pc.fill_null(digits.cast(pa.int64()), -1))
    return numbers


def _short(size: int) -> str:
    return next((name for name, metres in SIZES.items() if metres == size), "")


def columns_of_place(table: pa.Table) -> list[str]:
    """Return the columns that say where a cell is."""
    return [name for name in table.column_names if _PLACE.fullmatch(name.casefold())]


def _column(table: pa.Table, what: str) -> str:
    """Return the column with the name, x or y of the cells, ``""`` if there is none."""
    found = (name for name in columns_of_place(table) if name.casefold().startswith(what))
    return str(next(found, ""))


def _centres(table: pa.Table, file: str) -> tuple[Whole, Whole]:
    columns = [_column(table, axis) for axis in ("x", "y")]
    if not all(columns):
        found, remedy = ", ".join(table.column_names), "Eine Datei des Zensusgitters angeben."
        what, expected = "Die Zellen sind nicht benannt.", "Spalte GITTER_ID_… oder x und y"
        raise DataError(Fault(what, file, found=found, expected=expected, remedy=remedy))
    try:
        x, y = (np.asarray(table[name].cast(pa.float64())) for name in columns)
    except pa.ArrowInvalid as error:
        what, remedy = "Koordinaten sind keine Zahlen.", "Die Datei neu herunterladen."
        raise DataError(Fault(what, file, column=", ".join(columns), remedy=remedy)) from error
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        what, remedy = "Koordinaten fehlen.", "Die Datei neu herunterladen."
        raise DataError(Fault(what, file, column=", ".join(columns), remedy=remedy))
    return x.astype(np.int64), y.astype(np.int64)


def _misnamed(table: pa.Table, name: str, rows: list[int], file: str) -> Fault:
    shown = ", ".join(str(table[name][row].as_py()) for row in rows[:MOST_TOLD])
    what = "Das ist kein Name einer Zelle." if len(rows) == 1 else (
        f"{len(rows)} Zellen haben keinen gültigen Namen dieser Größe."
    )  # fmt: skip
    remedy = "Die Datei neu herunterladen und nicht mit einer Tabellenkalkulation speichern."
    return Fault(what, file, rows[0] + 2 if rows else None, name, shown, FORMS, remedy)


def _disagree(table: pa.Table, name: str, rows: Whole, file: str) -> Fault:
    shown = ", ".join(str(table[name][int(row)].as_py()) for row in rows[:MOST_TOLD])
    what = f"Name und Mittelpunkt von {len(rows)} Zellen widersprechen einander."
    remedy = "Die Datei neu herunterladen."
    expected = "Mittelpunkt = Ecke aus dem Namen + halbe Zelle"
    return Fault(what, file, int(rows[0]) + 2, name, shown, expected, remedy)
