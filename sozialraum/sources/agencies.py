"""Agencies and other places of a region: read, checked, and compiled from the two lists.

A *seat* is where an office is; its *area of responsibility* is another thing.  A place
without coordinates stays in the list and is "ohne Ort": nobody places it by guess.

``python -m sozialraum.sources.agencies data/nrw ../shared/data`` makes
``standorte.csv`` of the Land and of its cities from the two lists, byte for byte.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from sozialraum.errors import Fault, SozialraumError, raise_all, suggest
from sozialraum.formats import read_number
from sozialraum.sources.areas import read_areas
from sozialraum.sources.files import write_file
from sozialraum.sources.places import COLUMNS, CONTACT, is_personal, read_places, row_faults
from sozialraum.sources.register import postcode_points, read_schools
from sozialraum.sources.texts import read_rows
from sozialraum.sources.vector import METRIC

FILE = "standorte.csv"
CITIES = {"koeln": "05315"}
"""Folders beside the Land's that get the places seated in one of its Kreise."""

ADA_COLUMNS = (
    "nr", "kuerzel", "name", "traeger", "verband", "strasse", "plz", "ort", "region",
    "schwerpunkte", "quelle", "hinweis",
)  # fmt: skip
IA_COLUMNS = (
    "nr", "einrichtung", "traeger", "verband", "strasse", "plz", "ort", "art", "belegt",
    "quelle", "hinweis",
)  # fmt: skip
ADA_DATES = {"L": "2023", "P12": "2025-09"}
"""Date of what is found where: the public list, and the page on the office of Jülich."""

NUMERALS = {"zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8}
SEVERAL = re.compile(r"(\d+|\w+) Integrationsagenturen\b")
YEAR = re.compile(r"(?<![\w/.-])((?:19|20)\d{2})(?:/(\d{2}))?(?![\w-])")
"""A year that is stated, not one inside an address on the web or a date."""


def read_agencies(path: str | Path) -> gpd.GeoDataFrame:
    """Read a region's list of places and check it.

    Parameters
    ----------
    path
        ``standorte.csv`` (``;``, decimal comma) or the first sheet of a workbook with
        the columns of `places.COLUMNS`; unknown columns are left out.

    Returns
    -------
    GeoDataFrame
        One row per place in the order of the file; all columns text but ``x`` and
        ``y`` (metres in EPSG:25832, NaN = ohne Ort); geometry None = ohne Ort.  The line
        of each row stands in ``attrs["zeilen"]``.

    Raises
    ------
    DataError
        With all faults of the file; columns that look like persons are among them.
    """
    rows = read_places(Path(path))
    frame = _as_frame([row for _, row in rows])
    frame.attrs["zeilen"] = [line for line, _ in rows]
    return frame


def empty_agencies() -> gpd.GeoDataFrame:
    """Return a list without any place: what a region has that lists none."""
    return _as_frame([])


def compile_agencies(
    ada_csv: Path,
    ia_csv: Path,
    postcodes: pd.DataFrame,
    municipalities: gpd.GeoDataFrame,
    kreise: gpd.GeoDataFrame,
) -> pd.DataFrame:
    """Make one list of places from the list of ADA offices and that of IA agencies.

    Parameters
    ----------
    ada_csv, ia_csv
        The two lists as compiled from public pages: institutions only.
    postcodes
        What `postcode_points` returns: index = postcode, columns ``x``, ``y``.
    municipalities, kreise
        What `read_areas` returns for the municipalities (AGS) and Kreise of the Land.

    Returns
    -------
    DataFrame
        Columns `places.COLUMNS`, all text; ADA offices first, each in the list's order.

    Notes
    -----
    A row with a known postcode gets its point (``plz``), else one whose place is the
    exact name of one municipality gets a point in it (``gemeinde``).  All others, among
    them "A/B" and "Ort (Ortsteil)", and rows for several agencies have no place.
    """
    ada = [_ada_row(cells) for cells in _source_rows(ada_csv, ADA_COLUMNS)]
    ia = [_ia_row(cells) for cells in _source_rows(ia_csv, IA_COLUMNS)]
    references = {row["ort"]: row["fundstelle"] for row in reversed(ia) if row["ort"]}
    for row in ia:
        row["fundstelle"] = _resolved(row["fundstelle"], references)
    named = municipalities[~municipalities["name"].duplicated(keep=False)].reset_index()
    named = named.set_index("name")
    placed = [row | _located(row, postcodes, named, kreise) for row in ada + ia]
    numbered = list(enumerate(placed, start=2))
    raise_all(row_faults(numbered, FILE))
    return pd.DataFrame(placed, columns=list(COLUMNS))


def write_agencies(places: pd.DataFrame, path: Path) -> None:
    """Write a list of places: UTF-8 with BOM, ``;``, line feed; complete or not at all."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(places[list(COLUMNS)].itertuples(index=False))
    write_file(path, text.getvalue())


def of_city(places: pd.DataFrame, kreis: str) -> pd.DataFrame:
    """Return the places seated in a kreisfreie Stadt, for a region of its Stadtteile.

    Their ``gebiet_sitz`` is empty: neither the middle of a postcode nor a point of the
    city tells the Stadtteil.
    """
    return places[places["gebiet_sitz"] == kreis].assign(gebiet_sitz="")


def main(arguments: Sequence[str]) -> int:
    """Write ``standorte.csv`` of the Land's folder and of the cities beside it."""
    if len(arguments) != 2:
        print("Aufruf: python -m sozialraum.sources.agencies LAND DATEN", file=sys.stderr)
        return 2
    land, shared = map(Path, arguments)
    try:
        places = _compiled(land, shared)
        lists = {land: places}
        lists |= {land.parent / city: of_city(places, kreis) for city, kreis in CITIES.items()}
        for folder, listed in lists.items():
            write_agencies(listed, folder / FILE)
            print(f"{folder / FILE}: {len(listed)} Zeilen")
    except SozialraumError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _compiled(land: Path, shared: Path) -> pd.DataFrame:
    municipalities = shared / "raw/gemeinden/nrw_gemeinden.topojson"
    return compile_agencies(
        shared / "agencies/standorte_ada_nrw.csv",
        shared / "agencies/standorte_ia_nordrhein.csv",
        postcode_points(read_schools(shared / "raw/schulen/schulen_nrw_2021.csv")),
        read_areas(municipalities, "AGS", "GEN", crs="EPSG:4326", level="gemeinde"),
        read_areas(land / "gebiete.geojson", "ARS", "GEN", level="kreis"),
    )


def _as_frame(rows: Sequence[Mapping[str, str]]) -> gpd.GeoDataFrame:
    table = pd.DataFrame(rows, columns=list(COLUMNS), dtype=str)
    x, y = (np.array([_metres(row[axis]) for row in rows], dtype=float) for axis in "xy")
    points = shapely.points(x, y)
    points[np.isnan(x)] = None
    return gpd.GeoDataFrame(table.assign(x=x, y=y), geometry=points, crs=METRIC)


def _metres(text: str) -> float:
    return read_number(text) if text else np.nan


def _source_rows(path: Path, columns: Iterable[str]) -> list[dict[str, str]]:
    """Return the known columns of a list; ways to reach persons are dropped, persons refused."""
    (_, first), *body = read_rows(path)
    header = [cell.strip() for cell in first]
    faults = [
        Fault(
            "Die Spalte fehlt.", path.name, 1, column,
            remedy=suggest(column, header) or "Die Spalte ergänzen, auch wenn sie leer ist.",
        )
        for column in columns
        if column not in header
    ]  # fmt: skip
    faults += [
        Fault(
            "Die Spalte sieht nach Personen aus.", path.name, 1, column,
            remedy="Die Spalte löschen: die Liste nennt Einrichtungen, keine Personen.",
        )
        for column in header
        if column not in columns
        and is_personal(column)
        and not CONTACT.fullmatch(column.casefold())
    ]  # fmt: skip
    raise_all(faults)
    rows = [dict(zip(header, (cell.strip() for cell in cells), strict=True)) for _, cells in body]
    return [{name: row[name] for name in columns} for row in rows]


def _ada_row(cells: Mapping[str, str]) -> dict[str, str]:
    codes = cells["quelle"].split(",")
    taken = ("traeger", "verband", "strasse", "plz", "ort", "schwerpunkte", "hinweis")
    return _row(cells, taken) | {
        "kennung": cells["kuerzel"],
        "einrichtung": cells["name"],
        "art": "ADA",
        "zustaendig": "landesweit",
        "stand": max(ADA_DATES.get(code, "") for code in codes),
        "quelle": "standorte-ada-nrw",
        "fundstelle": ", ".join(codes),
        "belegt": "ja" if cells["strasse"] else "ja (Ort)",
    }


def _ia_row(cells: Mapping[str, str]) -> dict[str, str]:
    taken = ("einrichtung", "traeger", "verband", "strasse", "plz", "ort", "art", "belegt")
    return _row(cells, (*taken, "hinweis")) | {
        "kennung": f"IA-{int(cells['nr']):02d}",
        "stand": _stated_year(cells["hinweis"], cells["quelle"], cells["belegt"]),
        "quelle": "standorte-ia-nordrhein",
        "fundstelle": cells["quelle"],
        "anzahl": _several(cells["einrichtung"]),
    }


def _row(cells: Mapping[str, str], taken: Iterable[str]) -> dict[str, str]:
    return dict.fromkeys(COLUMNS, "") | {name: cells[name] for name in taken}


def _stated_year(*texts: str) -> str:
    for text in texts:
        if stated := YEAR.search(text):
            return "-".join(part for part in stated.groups() if part)
    return ""


def _several(name: str) -> str:
    """Return the number of agencies that a row names, ``""`` for a single one."""
    named = SEVERAL.search(name)
    if not named:
        return ""
    number = NUMERALS.get(named[1].casefold(), named[1])
    return str(number)


def _resolved(reference: str, known: Mapping[str, str]) -> str:
    if reference.startswith("wie "):
        return known.get(reference.removeprefix("wie "), reference)
    if reference.startswith("Notizen"):
        return "Recherchenotiz, keine öffentliche Fundstelle"
    return reference


def _located(
    row: Mapping[str, str],
    postcodes: pd.DataFrame,
    named: gpd.GeoDataFrame,
    kreise: gpd.GeoDataFrame,
) -> dict[str, str]:
    """Return precision, coordinates and seat of a row, nothing for a row ohne Ort."""
    if row["anzahl"]:
        return {}
    by_name = {named.at[row["ort"], "gebiet"][:5]} if row["ort"] in named.index else set()
    if row["plz"] in postcodes.index:
        point, precision = shapely.Point(postcodes.loc[row["plz"], ["x", "y"]]), "plz"
        by_name |= set(kreise.index[kreise.contains(point)])
    elif by_name:
        point, precision = named.geometry[row["ort"]].representative_point(), "gemeinde"
    else:
        return {}
    found = {"genauigkeit": precision, "x": f"{point.x:.0f}", "y": f"{point.y:.0f}"}
    if len(by_name) != 1:
        doubt = "Postleitzahl und Ort nennen nicht denselben Kreis"
        return found | {"hinweis": "; ".join(filter(None, (row["hinweis"], doubt)))}
    return found | {"gebiet_sitz": by_name.pop()}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
