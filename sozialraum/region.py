"""Region: a specialist's folder, opened, checked, joined and frozen.

An *area* (Gebiet) is what gets a report; a *parent* is a larger area it is compared
with; a *merkmal* is a raw count or a published figure, never an indicator.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import geopandas as gpd
import pandas as pd

from sozialraum.cards import Card
from sozialraum.errors import DataError, Fault, suggest
from sozialraum.formats import slug
from sozialraum.sources.agencies import empty_agencies, read_agencies
from sozialraum.sources.area_names import KREIS, full_names, parents_told_apart
from sozialraum.sources.areas import read_areas
from sozialraum.sources.cases import Cases, read_cases
from sozialraum.sources.decisions import Decision, read_decisions
from sozialraum.sources.elsewhere import place_of
from sozialraum.sources.evidence import Evidence, read_evidence
from sozialraum.sources.folder import missing_inputs
from sozialraum.sources.joining import check_settings, join_figures, join_places, repaired
from sozialraum.sources.own_terms import FILE as OWN_TERMS
from sozialraum.sources.own_terms import read_own_terms
from sozialraum.sources.plan import Plan, read_plan
from sozialraum.sources.registry import Source, with_own
from sozialraum.sources.settings import (
    Break,
    Parent,
    PlaceList,
    Settings,
    is_folder,
    read_settings,
)
from sozialraum.sources.tables import read_kennzahlen

FIGURES = ("kennzahlen.csv", "kennzahlen.xlsx")
PLACES = ("standorte.csv", "standorte.xlsx")
CASES = ("faelle.csv", "faelle.xlsx")
STATION_KIND = "ADA"
UNKNOWN_LIST = PlaceList()
LONGEST_NAME = 60


@dataclass(frozen=True, eq=False, repr=False)
class Region(Card):
    """A region, ready for analysis.  Made by `open_region`; nothing changes it.

    Parameters
    ----------
    folder
        The folder it was read from.
    settings
        What region.toml declares.
    gebiete
        Areas, index ``gebiet``, columns ``name``, ``art``, ``geometry`` in EPSG:25832.
    kennzahlen
        Long table ``gebiet, jahr, stand, merkmal, wert, zeichen, quelle``.
    standorte
        Agencies and other places; geometry is missing where the place is unknown.
    notes
        German sentences on what was repaired while reading.
    """

    folder: Path
    settings: Settings
    gebiete: gpd.GeoDataFrame
    kennzahlen: pd.DataFrame
    standorte: gpd.GeoDataFrame
    notes: tuple[str, ...] = field(default=())

    def _card(self) -> tuple[str, Mapping[str, object]]:
        years = self.kennzahlen["jahr"]
        return self.name, {
            "Gebiete": len(self.gebiete),
            "Merkmale": self.kennzahlen["merkmal"].nunique(),
            "Jahre": f"{years.min()}–{years.max()}",
            "Stellen": len(self.standorte),
            "Hinweis": self.settings.hinweis,
        }

    @property
    def key(self) -> str:
        """Name of the folder: the region's name in file paths."""
        return self.folder.name

    @property
    def name(self) -> str:
        """Name of the region for people."""
        return self.settings.name

    @property
    def parents(self) -> tuple[Parent, ...]:
        """All areas of comparison."""
        return self.settings.uebergeordnet

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """All sources by id: the registry's, then those that region.toml declares."""
        return with_own(self.settings.quellen)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Names of the areas by key."""
        return {str(key): str(name) for key, name in self.gebiete["name"].items()}

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """Keys of the areas by what a form shows: name and key."""
        return {f"{name} ({key})": key for key, name in self.names.items()}

    @cached_property
    def belege(self) -> Evidence:
        """Local evidence, read when it is first asked for; empty without a file.

        Raises
        ------
        DataError
            With all faults of the file; so have `entscheidungen` and `plan`.
        """
        return read_evidence(self.folder, self.names)

    @cached_property
    def entscheidungen(self) -> tuple[Decision, ...]:
        """What agencies decided, of all years."""
        return read_decisions(self.folder)

    @cached_property
    def plan(self) -> Plan:
        """Goals and activities of all agencies and years."""
        return read_plan(self.folder, self.names)

    @cached_property
    def faelle(self) -> Cases:
        """Case counts of the stations, their own words put right; empty without a file."""
        file = _first_of(self.folder, CASES)
        stations = self.standorte.loc[self.standorte["art"] == STATION_KIND, "kennung"]
        words = self.folder / OWN_TERMS
        return read_cases(
            *([file] if file else []),
            own_terms=read_own_terms(words) if words.is_file() else {},
            multiple=self.settings.faelle.mehrfach,
            stations=tuple(map(str, stations)),
        )

    @cached_property
    def by_merkmal(self) -> Mapping[str, pd.DataFrame]:
        """One table per merkmal: index (gebiet, jahr), columns wert, zeichen, stand, quelle."""
        columns = ["wert", "zeichen", "stand", "quelle"]
        indexed = self.kennzahlen.set_index(["gebiet", "jahr"]).sort_index()
        return {str(name): table[columns] for name, table in indexed.groupby("merkmal")}

    def parents_of(self, gebiet: str) -> tuple[Parent, ...]:
        """Return the areas that an area is compared with, the nearest first."""
        return tuple(p for p in self.parents if gebiet.startswith(p.praefix))

    def parts_of(self, parent: Parent) -> list[str]:
        """Return the keys of the areas that make up a parent."""
        return [gebiet for gebiet in self.gebiete.index if gebiet.startswith(parent.praefix)]

    def break_between(self, merkmale: Iterable[str], first: int, last: int) -> Break | None:
        """Return the break that makes two years of a series hard to compare, if any."""
        names = list(merkmale)
        for entry in self.settings.bruch:
            if first < entry.ab <= last and any(entry.concerns(name) for name in names):
                return entry
        return None

    def place_list(self, kind: str) -> PlaceList:
        """Return how complete the list of one kind of place is; ``unbekannt`` if undeclared."""
        return (self.settings.listen or {}).get(kind, UNKNOWN_LIST)

    def area_name(self, gebiet: str) -> str:
        """Return the name of an area or of an area of comparison."""
        for parent in self.parents:
            if parent.gebiet == gebiet:
                return parent.name
        return str(self.gebiete.at[gebiet, "name"])

    def folder_of(self, gebiet: str) -> str:
        """Return the name of the folder that holds the report of an area.

        Long names are cut, so that every file system takes them; the key keeps them apart.

        >>> open_region("data/musterstadt").folder_of("22")[:3]
        '22_'
        """
        name = slug(self.gebiete.at[gebiet, "name"])[:LONGEST_NAME].rstrip("-")
        return f"{gebiet}_{name}"

    def find_area(self, wanted: str) -> str:
        """Return the key of an area named by key or name; ``""`` means the example area.

        Raises
        ------
        DataError
            If there is no such area, with the closest names.
        """
        wanted = (wanted or self.settings.beispiel).strip()
        if wanted in self.gebiete.index:
            return wanted
        names = self.gebiete["name"].str.removeprefix(KREIS).str.casefold()
        named = self.gebiete.index[names == wanted.removeprefix(KREIS).casefold()]
        if len(named) == 1:
            return str(named[0])
        complete = repaired(wanted, self.gebiete.index, [self.settings.ebene])
        if complete in self.gebiete.index:
            return complete
        raise DataError(self._unknown_area(wanted, len(named)))

    def _unknown_area(self, wanted: str, hits: int) -> Fault:
        if hits > 1:
            what, remedy = "Der Name ist mehrdeutig.", "Den Schlüssel statt des Namens angeben."
        else:
            what = f"Dieses Gebiet gibt es in „{self.name}“ nicht."
            known = [*self.gebiete["name"], *self.gebiete.index]
            listed = "„sozialraum pruefen“ listet alle Gebiete."
            remedy = f"{suggest(wanted, known)} {listed}".strip()
        return Fault(what, file=self.key, found=wanted, remedy=remedy)


def open_region(folder: str | Path) -> Region:
    """Open a region folder: read, check and join everything in it.

    Parameters
    ----------
    folder
        Path of the folder; a relative path is looked up in the working directory,
        then beside the library (so that ``data/nrw`` works from any directory).

    Raises
    ------
    DataError
        With all faults of the file at fault: file, row, what was found, what to do.

    Examples
    --------
    >>> region = open_region("data/musterstadt")
    >>> len(region.gebiete)
    9
    """
    path = locate(folder)
    settings = read_settings(path)
    figures_file = _first_of(path, FIGURES)
    if figures_file is None or not (path / settings.gebiete.datei).exists():
        raise DataError(missing_inputs(path, settings, FIGURES))
    source = settings.gebiete
    gebiete = read_areas(
        path / source.datei, source.schluessel, source.name, source.art, source.crs,
        level=settings.ebene,
    )  # fmt: skip
    gebiete = gebiete.assign(name=full_names(gebiete))
    settings = parents_told_apart(settings, gebiete)
    known = with_own(settings.quellen)
    check_settings(settings, gebiete, known)
    places_file = _first_of(path, PLACES)
    places = read_agencies(places_file) if places_file else empty_agencies()
    figures, told = join_figures(
        read_kennzahlen(figures_file), gebiete, settings, known, figures_file.name
    )
    name = places_file.name if places_file else ""
    places, told_too = join_places(places, gebiete, settings, known, name)
    notes = tuple(dict.fromkeys([*gebiete.attrs.get("hinweise", ()), *told, *told_too]))
    return Region(path, settings, gebiete, figures, places, notes)


def locate(folder: str | Path) -> Path:
    """Return the full path of a region folder: working directory first, then the repository."""
    path = place_of(folder)
    if not path.is_absolute() and not is_folder(path):
        beside = Path(__file__).resolve().parents[1] / path
        if is_folder(beside):
            return beside
    return path.resolve()


def _first_of(folder: Path, names: Iterable[str]) -> Path | None:
    present = [folder / name for name in names if (folder / name).is_file()]
    if len(present) > 1:
        raise DataError(
            Fault(
                "Es liegen zwei Fassungen derselben Tabelle im Ordner.",
                file=str(folder),
                found=", ".join(path.name for path in present),
                remedy="Eine davon umbenennen oder entfernen.",
            )
        )
    return present[0] if present else None
