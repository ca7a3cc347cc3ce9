"""Custom areas: unions of a region's areas that somebody lists, as one's own Sozialräume.

A list names each new area with its key, its name and the areas that it consists of, in TOML
or in a table.  Areas that somebody drew need no list: any vector file is read as areas.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from sozialraum.errors import DataError, Fault, raise_all, suggest
from sozialraum.measures.space.interpolation import FROM, TO
from sozialraum.sources.crosswalks import BY_TABLE, Crosswalk
from sozialraum.sources.files import read_toml
from sozialraum.sources.texts import doubled_columns, empty_file, parts, read_rows
from sozialraum.sources.workbooks import is_workbook, read_sheet

COLUMNS = ("schluessel", "name", "teile")
ENTRY = "gebiet"
GAP = 1.0
"""Width in metres of gaps between neighbours that are closed: outlines are rounded."""


@dataclass(frozen=True)
class Union:
    """One custom area: its key, its name and the keys of the areas that it consists of."""

    schluessel: str
    name: str
    teile: tuple[str, ...]


def read_unions(path: Path) -> tuple[Union, ...]:
    """Read a list of custom areas.

    Parameters
    ----------
    path
        TOML with ``[[gebiet]]`` entries, or a table (CSV, workbook), each with
        ``schluessel``, ``name``, ``teile``; a table may give one part per line.

    Raises
    ------
    DataError
        With all faults: missing columns or entries, an area that is part of two unions.
    """
    records = _of_toml(path) if path.suffix.lower() == ".toml" else _of_table(path)
    unions: dict[str, Union] = {}
    faults = []
    for line, key, name, listed in records:
        if not (key and listed):
            what, expected = "Die Angabe fehlt.", "schluessel und teile"
            remedy = "Schlüssel und Teile eintragen."
            faults.append(Fault(what, path.name, line, "", f"{key} {name}", expected, remedy))
            continue
        before = unions.get(key, Union(key, name or key, ()))
        unions[key] = Union(key, before.name, (*before.teile, *listed))
    raise_all([*faults, *_shared(unions.values(), path.name)])
    if not unions:
        raise DataError(empty_file(path.name))
    return tuple(unions.values())


def unite(
    areas: gpd.GeoDataFrame, unions: Sequence[Union], file: str
) -> tuple[gpd.GeoDataFrame, Crosswalk]:
    """Return the custom areas as `read_areas` would, and the crosswalk to them.

    Raises
    ------
    DataError
        If a union names an area that is not there.
    """
    raise_all(
        Fault(
            "Einen Teil dieses Gebiets gibt es nicht.", file, None, union.schluessel, part,
            "", suggest(part, map(str, areas.index)) or "Den Schlüssel berichtigen.",
        )
        for union in unions
        for part in union.teile
        if part not in areas.index
    )  # fmt: skip
    shapes = [_united(areas.geometry.loc[list(union.teile)]) for union in unions]
    table = {"name": [union.name for union in unions], "art": ""}
    index = pd.Index([union.schluessel for union in unions], name="gebiet")
    united = gpd.GeoDataFrame(table, index=index, geometry=shapes, crs=areas.crs).sort_index()
    united.attrs["hinweise"] = [*areas.attrs.get("hinweise", ()), *_notes(areas, united, unions)]
    return united, crosswalk_of(unions)


def crosswalk_of(unions: Sequence[Union]) -> Crosswalk:
    """Return the crosswalk from the parts to the unions: no part is divided, nothing estimated."""
    pairs = [(part, union.schluessel) for union in unions for part in union.teile]
    index = pd.MultiIndex.from_tuples(pairs, names=[FROM, TO])
    return Crosswalk(pd.Series(1.0, index=index), BY_TABLE)


def crosswalk_table(unions: Sequence[Union]) -> str:
    """Return the crosswalk as the text of a table that `read_crosswalk` reads."""
    lines = [f"{part};{union.schluessel}" for union in unions for part in union.teile]
    return "\n".join([f"{FROM};{TO}", *lines, ""])


Record = tuple[int | None, str, str, list[str]]


def _of_toml(path: Path) -> Iterable[Record]:
    entries = read_toml(path).get(ENTRY)
    if not isinstance(entries, list) or not all(isinstance(one, Mapping) for one in entries):
        example = '[[gebiet]] mit schluessel = "Q1", name = "Hafen", teile = ["101", "102"]'
        what, remedy = "Die Datei nennt keine eigenen Gebiete.", "Je Gebiet einen Eintrag anlegen."
        raise DataError(Fault(what, path.name, None, ENTRY, "", example, remedy))
    for entry in entries:
        listed = entry.get("teile", ())
        known = [str(part) for part in listed] if isinstance(listed, list) else []
        yield None, str(entry.get("schluessel", "")), str(entry.get("name", "")), known


def _of_table(path: Path) -> Iterable[Record]:
    rows = read_sheet(path) if is_workbook(path) else read_rows(path)
    if not rows:
        raise DataError(empty_file(path.name))
    (top, first), *body = rows
    header = [cell.strip().casefold() for cell in first]
    header = ["teile" if name == "teil" else name for name in header]
    expected, remedy = ", ".join(COLUMNS), "Die Spalten so nennen."
    missing = [
        Fault("Die Spalte fehlt.", path.name, top, name, "; ".join(header), expected, remedy)
        for name in ("schluessel", "teile")
        if name not in header
    ]
    raise_all([*missing, *doubled_columns(header, path.name, top)])
    for line, cells in body:
        row = dict(zip(header, map(str.strip, cells), strict=False))
        if any(row.values()):
            yield line, row["schluessel"], row.get("name", ""), parts(row.get("teile", ""))


def _shared(unions: Iterable[Union], file: str) -> list[Fault]:
    owner: dict[str, str] = {}
    faults = []
    for union in unions:
        for part in union.teile:
            if part in owner:
                what = "Ein Gebiet gehört zu zwei eigenen Gebieten oder steht zweimal in einem."
                found = f"{part}: {owner[part]} und {union.schluessel}"
                remedy = "Jedes Gebiet nur einem zuordnen: sonst zählen Menschen doppelt."
                faults.append(Fault(what, file, None, "teile", found, "", remedy))
            owner.setdefault(part, union.schluessel)
    return faults


def _united(shapes: gpd.GeoSeries) -> shapely.Geometry:
    """Return the union of areas without the hair-thin gaps that rounding has left."""
    closed = shapes.union_all().buffer(GAP, join_style="mitre").buffer(-GAP, join_style="mitre")
    return closed if closed.geom_type in ("Polygon", "MultiPolygon") else shapes.union_all()


def _notes(
    areas: gpd.GeoDataFrame, united: gpd.GeoDataFrame, unions: Sequence[Union]
) -> Iterable[str]:
    for union in unions:
        pieces = shapely.get_num_geometries(united.geometry[union.schluessel])
        if pieces > 1:
            yield f"{union.name} ({union.schluessel}) besteht aus {pieces} getrennten Flächen."
    used = {part for union in unions for part in union.teile}
    left = [str(key) for key in areas.index if key not in used]
    if left:
        yield f"In keinem eigenen Gebiet ({len(left)}): {', '.join(left)}."
