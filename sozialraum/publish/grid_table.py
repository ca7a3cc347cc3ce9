"""The table that `sozialraum gitter` leaves in a region folder: people and places by cells."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd

from sozialraum.display.blocks import Column, Note, Table
from sozialraum.formats import plain_number, read_number, write_number
from sozialraum.publish.files import write_whole
from sozialraum.sources.texts import read_rows

FILE = "gitter.csv"


def write_grid_table(table: pd.DataFrame, folder: Path) -> Path:
    """Write a table of areas, numbers with a decimal comma, and return its path."""
    rows = [[table.index.name or "gebiet", *table.columns]]
    rows += [[str(key), *map(_text, cells)] for key, *cells in table.itertuples()]
    text = "\n".join([*map(";".join, rows), ""])
    write_whole(folder / FILE, text.encode("utf-8-sig"))
    return folder / FILE


def _text(cell: object) -> str:
    return plain_number(cell) if isinstance(cell, float) else str(cell)


def _shown(cell: str) -> str:
    number = read_number(cell) if cell else math.nan
    return write_number(number, 0 if float(number).is_integer() else 1)


def grid_table(folder: Path) -> Table | Note:
    """Return the table as a block.

    Raises
    ------
    DataError
        If somebody has spoiled the file.
    """
    if not (folder / FILE).is_file():
        return Note("Noch keine Zellen eines Gitters eingelesen („sozialraum gitter“).")
    (_, head), *body = read_rows(folder / FILE)
    columns = (Column(head[1]), *(Column(name, "right") for name in head[2:]))
    return Table(
        "Was die Zellen des Zensusgitters sagen",
        columns,
        tuple((cells[1], *map(_shown, cells[2:])) for _, cells in body),
        note="Ost und Nord: wo die Menschen im Mittel wohnen. Wege sind Luftlinien von der Mitte "
        "der Zelle zur nächsten Stelle; nur Arten mit vollständiger Liste. Nach einer Änderung von "
        "standorte.csv „sozialraum gitter“ noch einmal ausführen.",
    )
