"""A new region folder: region.toml with comments, areas, templates and a letter.

Nothing that lies in the folder already is ever replaced.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from string import Template

import geopandas as gpd

from sozialraum.errors import DataError, Fault, raise_all, suggest
from sozialraum.publish.files import prepare_folder, write_whole
from sozialraum.publish.forms import evidence_workbook, plan_workbook
from sozialraum.publish.input_forms import figures_workbook, places_workbook
from sozialraum.publish.office_letter import request_letter
from sozialraum.sources.area_writing import areas_geojson
from sozialraum.sources.areas import read_areas
from sozialraum.sources.crosswalks import FILE as CROSSWALK
from sozialraum.sources.custom_areas import crosswalk_table, read_unions, unite
from sozialraum.sources.folder import FIGURES_TEMPLATE, LETTER, TEMPLATES
from sozialraum.sources.outline_columns import area_columns
from sozialraum.sources.settings import FILE, LEVELS
from sozialraum.sources.vector import open_vector

AREAS = "gebiete.geojson"
PLACES_TEMPLATE = f"{TEMPLATES}/standorte.xlsx"
UNKNOWN = "?"
"""Key of the example as long as no areas are known; `pruefen` asks for it."""

PARENT_LEVELS = {"kreis": "land", "gemeinde": "kreis", "stadtteil": "stadt", "gitter": "raum"}
PARENT_LENGTHS = {"kreis": 2, "gemeinde": 5}


@dataclass(frozen=True)
class AreaSource:
    """Where the areas of a new region come from.

    Parameters
    ----------
    file
        Any vector file with outlines.
    key, name
        Columns of the file, ``""`` to find them.
    crs
        Declared coordinate reference system, where the file states none.
    unions
        List of custom areas that the file's areas are joined to, None for none.
    """

    file: Path
    key: str = ""
    name: str = ""
    crs: str = ""
    unions: Path | None = None


@dataclass(frozen=True)
class NewRegion:
    """What was made: the files, and German notes on what was found and repaired."""

    files: tuple[Path, ...]
    notes: tuple[str, ...]


def new_region(
    folder: Path, level: str, source: AreaSource | None = None, *, name: str = "", today: date
) -> NewRegion:
    """Make a region folder that only lacks its figures.

    Parameters
    ----------
    folder
        Where to; it is made if it is not there.
    level
        Level of the areas, as in region.toml.
    source
        Where the areas come from; None leaves them to be added.
    name
        Name of the region, ``""`` for the folder's.
    today
        The last whole year before it becomes the region's year.

    Raises
    ------
    SozialraumError
        If the level is unknown, the areas are faulty or one of the files is there already.
    """
    raise_all(_level_faults(level))
    areas, notes, extra = _areas(source, level) if source else (None, [], {})
    names = {str(key): str(one) for key, one in areas["name"].items()} if areas is not None else {}
    called = name or folder.resolve().name
    contents: dict[str, bytes] = {
        FILE: _settings(called, level, names, today.year - 1).encode(),
        **({AREAS: areas_geojson(areas).encode()} if areas is not None else {}),
        **extra,
        FIGURES_TEMPLATE: figures_workbook(names, level),
        PLACES_TEMPLATE: places_workbook(names),
        "belege.xlsx": evidence_workbook(names),
        "plan.xlsx": plan_workbook(names, ()),
        LETTER: request_letter(called, level, len(names), today),
    }
    _refuse_to_replace(folder, contents)
    prepare_folder(folder / TEMPLATES)
    for path, content in contents.items():
        write_whole(folder / path, content)
    return NewRegion(tuple(folder / path for path in contents), tuple(notes))


def _level_faults(level: str) -> list[Fault]:
    if level in LEVELS:
        return []
    remedy = suggest(level, LEVELS) or "Eine der bekannten Ebenen angeben."
    return [Fault("Unbekannte Ebene.", "", None, "", level, ", ".join(LEVELS), remedy)]


def _areas(source: AreaSource, level: str) -> tuple[gpd.GeoDataFrame, list[str], dict[str, bytes]]:
    """Return the areas, notes on them, and the table of conversion of custom areas."""
    file = source.file.name
    frame = open_vector(source.file, source.key)
    columns = area_columns(frame, level, file, key=source.key, name=source.name)
    areas = read_areas(
        source.file, columns.key, columns.name, columns.kind, source.crs, level=level
    )
    notes = [
        f"{len(areas)} Gebiete aus {file}: Schlüssel in „{columns.key}“, Name in „{columns.name}“.",
        *areas.attrs["hinweise"],
    ]
    if source.unions is None:
        return areas, notes, {}
    unions = read_unions(source.unions)
    united, _ = unite(areas, unions, source.unions.name)
    told = united.attrs["hinweise"][len(areas.attrs["hinweise"]) :]
    notes += [f"Zu {len(united)} eigenen Gebieten zusammengefasst.", *told]
    return united, notes, {CROSSWALK: crosswalk_table(unions).encode("utf-8-sig")}


def _settings(name: str, level: str, names: Mapping[str, str], year: int) -> str:
    text = files("sozialraum.publish").joinpath("templates/region.toml").read_text("utf-8")
    return Template(text).substitute(
        name=_toml(name),
        level=_toml(level),
        year=year,
        example=_toml(min(names, default=UNKNOWN)),
        parent=_parent(name, level, list(names)),
    )


def _parent(name: str, level: str, keys: list[str]) -> str:
    """Return the entry of the area of comparison that holds all areas."""
    key, prefix = _parent_key(level, keys)
    entries = {"gebiet": key, "name": name, "ebene": PARENT_LEVELS[level], "praefix": prefix}
    lines = ["[[uebergeordnet]]", *(f"{entry} = {_toml(text)}" for entry, text in entries.items())]
    return "\n".join(lines)


def _parent_key(level: str, keys: list[str]) -> tuple[str, str]:
    """Return key and prefix of the whole: the official ones, or a key that no area has."""
    begins = {key[: PARENT_LENGTHS.get(level, 0)] for key in keys}
    if level in PARENT_LENGTHS and len(begins) == 1:
        return (prefix := begins.pop()), prefix
    noughts = "0" * max(map(len, keys), default=3)
    usual = noughts if all(key.isdigit() for key in keys) and noughts not in keys else "GESAMT"
    return usual, ""


def _toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _refuse_to_replace(folder: Path, contents: Mapping[str, bytes]) -> None:
    there = [name for name in contents if (folder / name).exists()]
    if there:
        what = "In diesem Ordner liegt schon eine Region; es wird nichts überschrieben."
        remedy = "Einen neuen Ordner nennen, oder die Dateien vorher umbenennen."
        raise DataError(Fault(what, str(folder), None, "", ", ".join(there), "", remedy))
