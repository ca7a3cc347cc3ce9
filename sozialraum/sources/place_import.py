"""Lists of places from others, brought into a region's ``standorte.csv``.

Read, placed, told which area they lie in, checked by the rules of the list, and added to what
is there: a place that is there already stays as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from sozialraum.errors import Fault, raise_all
from sozialraum.formats import plain_number, slug, write_number
from sozialraum.sources.agencies import FILE, write_agencies
from sozialraum.sources.files import back_up
from sozialraum.sources.geocoding import Address, Geocoder, Located, points_of
from sozialraum.sources.incoming.joining import join_areas
from sozialraum.sources.incoming.names import alike
from sozialraum.sources.pdf_tables import is_pdf, read_pdf_table
from sozialraum.sources.place_columns import PlaceTable, kind_of, read_columns, with_source
from sozialraum.sources.places import COLUMNS, KINDS, read_places, row_faults
from sozialraum.sources.texts import Row, read_rows
from sozialraum.sources.workbooks import is_workbook, read_sheet

TAKEN = (
    "einrichtung", "traeger", "verband", "strasse", "plz", "ort", "sprachen", "schwerpunkte",
    "zustaendig", "stand", "fundstelle", "hinweis",
)  # fmt: skip
"""Columns that are taken over as they stand."""


@dataclass(frozen=True)
class ImportOptions:
    """What the user says of a list that the list does not say itself.

    Parameters
    ----------
    art
        Kind of all places whose kind the list does not tell.
    quelle
        Id of the source.
    stand
        Date of the list.
    muster
        Name of a shipped pattern, ``""`` to recognise it.
    ohne
        Headings of columns that are not to be read.
    """

    art: str = ""
    quelle: str = ""
    stand: str = ""
    muster: str = ""
    ohne: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlaceImport:
    """The whole list after the import, and German notes on what happened."""

    rows: tuple[Mapping[str, str], ...]
    added: int
    notes: tuple[str, ...]


def read_rows_of(path: Path) -> list[Row]:
    """Return the rows of a list: text, workbook or PDF.

    Raises
    ------
    DataError
        If it cannot be read as one of them.
    """
    if is_pdf(path):
        return read_pdf_table(path)
    if is_workbook(path):
        return read_sheet(path)
    semicolons, commas = (read_rows(path, mark) for mark in ";,")
    return semicolons if _width(semicolons) >= _width(commas) else commas


def import_places(
    path: Path,
    areas: gpd.GeoDataFrame,
    present: Sequence[Mapping[str, str]],
    options: ImportOptions,
    geocoders: Iterable[Geocoder] = (),
    *,
    level: str,
) -> PlaceImport:
    """Return the list of a region with the places of somebody else's list.

    Parameters
    ----------
    path
        The list: CSV, workbook or PDF.
    areas
        Areas of the region, as `read_areas` returns them.
    present
        Rows that the region has already, by column.
    options
        What the user says of the list.
    geocoders
        Asked one after the other for places without coordinates of their own.
    level
        Level of the areas.

    Raises
    ------
    DataError
        With all faults of the list.
    """
    found = read_columns(
        read_rows_of(path), path.name, pattern=options.muster, left_out=options.ohne
    )
    table = with_source(found, path)
    raise_all(_kind_faults(table, options, path.name))
    own = points_of(table, path.name)
    points = [
        point or _asked(row, geocoders) for point, (_, row) in zip(own, table.rows, strict=True)
    ]
    seats = _seats(table, points, areas, level)
    made = [
        (line, _row(row, options, point, seat))
        for (line, row), point, seat in zip(table.rows, points, seats, strict=True)
    ]
    taken = {row["kennung"] for row in present}
    fresh = _fresh(made, present)
    raise_all(_taken_faults(fresh, taken, path.name))
    _number(fresh, taken, table.pattern.prefix)
    raise_all(row_faults(fresh, path.name))
    notes = _notes(table, [row for _, row in fresh], len(made))
    return PlaceImport((*present, *(row for _, row in fresh)), len(fresh), tuple(notes))


def present_rows(folder: Path) -> list[Mapping[str, str]]:
    """Return the rows of a region's ``standorte.csv``, none if it has no such file."""
    path = folder / FILE
    return [row for _, row in read_places(path)] if path.is_file() else []


def write_rows(rows: Sequence[Mapping[str, str]], folder: Path) -> Path:
    """Write ``standorte.csv``; what stood there is kept as ``standorte.csv.<n>.bak``."""
    path = folder / FILE
    back_up(path)
    write_agencies(pd.DataFrame(rows, columns=list(COLUMNS)), path)
    return path


def _width(rows: Sequence[Row]) -> int:
    return max((len(cells) for _, cells in rows[:20]), default=0)


def _kind_faults(table: PlaceTable, options: ImportOptions, file: str) -> Iterable[Fault]:
    """Yield kinds that nobody knows, each once; a kind for all of them may be given."""
    if options.art and options.art not in KINDS:
        what, expected = "Unbekannte Art von Stelle.", ", ".join(KINDS)
        remedy = "Eine der bekannten Arten angeben."
        yield Fault(what, "", None, "--art", options.art, expected, remedy)
    if options.art:
        return
    unknown: dict[str, int] = {}
    for line, row in table.rows:
        if not kind_of(row.get("art", "")):
            unknown.setdefault(row.get("art", ""), line)
    for text, line in unknown.items():
        what = "Die Art dieser Stellen ist nicht bekannt." if text else "Die Art der Stellen fehlt."
        remedy = f"Mit --art eine der Arten angeben: {', '.join(KINDS)}."
        yield Fault(what, file, line, "art", text, "", remedy)


def _asked(row: Mapping[str, str], geocoders: Iterable[Geocoder]) -> Located | None:
    """Return where an address is; asked are only rows with a street."""
    address = Address(row.get("strasse", ""), row.get("plz", ""), row.get("ort", ""))
    if not address.strasse:
        return None
    found = (geocoder.find(address) for geocoder in geocoders)
    return next((point for point in found if point), None)


def _seats(
    table: PlaceTable, points: Sequence[Located | None], areas: gpd.GeoDataFrame, level: str
) -> list[tuple[str, str]]:
    """Return the area of each place and a remark: by its point, else by what the list says."""
    rows = [row for _, row in table.rows]
    names = {str(key): str(name) for key, name in areas["name"].items()}
    said = join_areas(
        [row.get("gebiet_nr", "") for row in rows],
        [row.get("gebiet_name", "") for row in rows],
        names,
        level=level,
    ).gebiet
    return [
        _seat(_area_at(point, areas), listed) for point, listed in zip(points, said, strict=True)
    ]


def _area_at(point: Located | None, areas: gpd.GeoDataFrame) -> str:
    if point is None or point.genauigkeit != "adresse":
        return ""
    inside = areas.index[areas.contains(shapely.Point(point.x, point.y))]
    return str(inside[0]) if len(inside) else ""


def _seat(lies_in: str, listed: str) -> tuple[str, str]:
    if lies_in and listed and lies_in != listed:
        return "", f"Liste nennt Gebiet {listed}, die Koordinaten liegen in {lies_in}"
    return lies_in or listed, ""


def _taken_faults(
    rows: Iterable[tuple[int, Mapping[str, str]]], taken: Collection[str], file: str
) -> Iterable[Fault]:
    for line, row in rows:
        if row["kennung"] in taken:
            what = f"Diese Kennung hat in {FILE} schon eine andere Stelle."
            remedy = "Eine der beiden Kennungen ändern."
            yield Fault(what, file, line, "kennung", row["kennung"], "", remedy)


def _number(
    rows: Sequence[tuple[int, dict[str, str]]], taken: Collection[str], prefix: str
) -> None:
    """Give identifiers to the rows that have none: the next free ones, in their order."""
    used = {*taken, *(row["kennung"] for _, row in rows)}
    free = (one for number in count(1) if (one := f"{prefix}-{number:03d}") not in used)
    for _, row in rows:
        row["kennung"] = row["kennung"] or next(free)


def _row(
    row: Mapping[str, str],
    options: ImportOptions,
    point: Located | None,
    seat: tuple[str, str],
) -> dict[str, str]:
    made = dict.fromkeys(COLUMNS, "") | {name: row.get(name, "") for name in TAKEN}
    remarks = [made["hinweis"], seat[1], point.hinweis if point else ""]
    made |= {
        "kennung": row.get("kennung", ""),
        "art": kind_of(row.get("art", "")) or options.art,
        "gebiet_sitz": seat[0],
        "stand": made["stand"] or options.stand,
        "quelle": options.quelle,
        "hinweis": "; ".join(filter(None, remarks)),
    }
    if point:
        made |= {
            "genauigkeit": point.genauigkeit,
            "x": plain_number(round(point.x, 1)),
            "y": plain_number(round(point.y, 1)),
        }
    return made


def _fresh(
    made: Sequence[tuple[int, dict[str, str]]], present: Iterable[Mapping[str, str]]
) -> list[tuple[int, dict[str, str]]]:
    """Return the rows that are not in the list yet, each place once."""
    seen = {_identity(row) for row in present}
    fresh = []
    for line, row in made:
        if (identity := _identity(row)) not in seen:
            seen.add(identity)
            fresh.append((line, row))
    return fresh


def _identity(row: Mapping[str, str]) -> tuple[str, ...]:
    """Return by what two rows are the same place: name, kind, and street or point."""
    where = alike(row["strasse"]) or f"{row['x']} {row['y']}"
    return alike(row["einrichtung"]), slug(row["art"]), where


def _notes(table: PlaceTable, rows: Sequence[Mapping[str, str]], read: int) -> Iterable[str]:
    pattern = f" nach dem Muster „{table.pattern.titel}“" if table.pattern.titel else ""
    yield f"{write_number(read)} Stellen gelesen{pattern}, {write_number(len(rows))} neu."
    precise = Counter(row["genauigkeit"] for row in rows)
    words = {"adresse": "an der Adresse", "gemeinde": "nur ungefähr", "": "ohne Ort"}
    placed = [f"{write_number(precise[one])} {word}" for one, word in words.items() if precise[one]]
    if placed:
        yield f"Lage: {', '.join(placed)}."
    if table.unread:
        yield f"Nicht gelesene Spalten: {', '.join(table.unread)}."
    doubtful = sum("die Koordinaten liegen in" in row["hinweis"] for row in rows)
    if doubtful:
        yield f"{write_number(doubtful)} Stellen liegen nicht im Gebiet der Liste: siehe hinweis."
