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

from sozialraum import keys
from sozialraum.errors import DataError, Fault, SozialraumError, raise_all, suggest
from sozialraum.formats import slug
from sozialraum.sources.agencies import empty_agencies, read_agencies
from sozialraum.sources.areas import read_areas
from sozialraum.sources.settings import Break, Parent, PlaceList, Settings, read_settings
from sozialraum.sources.tables import read_kennzahlen

FIGURES = ("kennzahlen.csv", "kennzahlen.xlsx")
PLACES = ("standorte.csv", "standorte.xlsx")
UNKNOWN_LIST = PlaceList()
KREIS = "Kreis "


@dataclass(frozen=True, eq=False)
class Region:
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

        >>> open_region("data/musterstadt").folder_of("22")[:3]
        '22_'
        """
        return f"{gebiet}_{slug(self.gebiete.at[gebiet, 'name'])}"

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
        repaired = _repair(wanted, self.settings.ebene)
        if repaired in self.gebiete.index:
            return repaired
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
    source = settings.gebiete
    gebiete = read_areas(
        path / source.datei, source.schluessel, source.name, source.art, source.crs,
        level=settings.ebene,
    )  # fmt: skip
    gebiete = gebiete.assign(name=_full_names(gebiete))
    figures_file = _first_of(path, FIGURES)
    if figures_file is None:
        raise DataError(
            Fault(
                "Die Kennzahlen fehlen.",
                file=str(path),
                expected=" oder ".join(FIGURES),
                remedy="Die Tabelle anlegen; die Spalten stehen in data/README.md.",
            )
        )
    figures, repaired = _join(read_kennzahlen(figures_file), gebiete, settings, figures_file.name)
    places_file = _first_of(path, PLACES)
    places = read_agencies(places_file) if places_file else empty_agencies()
    _check_seats(places, gebiete, places_file)
    _check_example(settings, gebiete)
    notes = (*gebiete.attrs.get("hinweise", ()), *repaired)
    return Region(path, settings, gebiete, figures, places, notes)


def locate(folder: str | Path) -> Path:
    """Return the full path of a region folder: working directory first, then the repository."""
    path = Path(folder).expanduser()
    if not path.is_absolute() and not path.is_dir():
        beside = Path(__file__).resolve().parents[1] / path
        if beside.is_dir():
            return beside
    return path.resolve()


def _full_names(gebiete: gpd.GeoDataFrame) -> pd.Series:
    """Return „Kreis Borken“ where the file says Borken, for the town is another place."""
    named = gebiete["name"].str.contains("kreis|region", case=False)
    bare = (gebiete["art"] == KREIS.strip()) & ~named
    return gebiete["name"].where(~bare, KREIS + gebiete["name"])


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


def _join(
    figures: pd.DataFrame, gebiete: gpd.GeoDataFrame, settings: Settings, file: str
) -> tuple[pd.DataFrame, list[str]]:
    """Join figures to areas by key; what does not match is an error, never dropped."""
    known = set(gebiete.index) | {parent.gebiet for parent in settings.uebergeordnet}
    renamed = {key: _repair(key, settings.ebene) for key in set(figures["gebiet"]) - known}
    unmatched = sorted(key for key, repaired in renamed.items() if repaired not in known)
    joined = figures.assign(gebiet=figures["gebiet"].replace(renamed))
    silent = sorted(set(gebiete.index) - set(joined["gebiet"]))
    raise_all(
        [_figures_without_area(key, figures, file, gebiete) for key in unmatched]
        + [
            Fault(
                f"Zum Gebiet {key} ({gebiete.at[key, 'name']}) gibt es keine einzige Zahl.",
                file=file,
                remedy="Die Zahlen ergänzen oder das Gebiet aus der Gebietsdatei nehmen.",
            )
            for key in silent
        ]
        + _doubled(joined, file)
    )
    notes = [f"Schlüssel ergänzt: „{old}“ → „{new}“." for old, new in sorted(renamed.items())]
    return joined, notes


def _repair(key: str, level: str) -> str:
    try:
        return keys.parse(key, level).text if level in keys.LENGTHS else key
    except SozialraumError:
        return key


def _figures_without_area(
    key: str, figures: pd.DataFrame, file: str, gebiete: gpd.GeoDataFrame
) -> Fault:
    rows = figures.index[figures["gebiet"] == key]
    return Fault(
        f"{len(rows)} Zahlen ohne Gebiet.",
        file=file,
        row=int(rows[0]),
        column="gebiet",
        found=key,
        remedy=f"{suggest(key, gebiete.index)} Schlüssel berichtigen oder die Zeilen "
        "entfernen; Vergleichsräume gehören als [[uebergeordnet]] in region.toml.".strip(),
    )


def _doubled(joined: pd.DataFrame, file: str) -> list[Fault]:
    doubled = joined[joined.duplicated(["gebiet", "jahr", "merkmal"])]
    return [
        Fault(
            "Diese Zahl steht zweimal in der Tabelle.",
            file=file,
            row=int(row),
            found=f"{entry.gebiet}; {entry.jahr}; {entry.merkmal}",
            remedy="Eine der Zeilen entfernen.",
        )
        for row, entry in zip(doubled.index, doubled.itertuples(), strict=True)
    ]


def _check_seats(places: gpd.GeoDataFrame, gebiete: gpd.GeoDataFrame, file: Path | None) -> None:
    """Refuse seats in areas that do not exist: a place would vanish from every report."""
    known = set(gebiete.index) | {""}
    raise_all(
        Fault(
            "Der Sitz liegt in einem unbekannten Gebiet.",
            file=file.name if file else "",
            column="gebiet_sitz",
            found=f"{place.kennung}: {place.gebiet_sitz}",
            remedy=f"{suggest(place.gebiet_sitz, gebiete.index)} Unbekannt bleibt leer.".strip(),
        )
        for place in places.itertuples()
        if place.gebiet_sitz not in known
    )


def _check_example(settings: Settings, gebiete: gpd.GeoDataFrame) -> None:
    if settings.beispiel not in gebiete.index:
        raise DataError(
            Fault(
                "Das Beispielgebiet gibt es nicht.",
                file="region.toml",
                column="beispiel",
                found=settings.beispiel,
                remedy=suggest(settings.beispiel, gebiete.index) or "Einen Schlüssel eintragen.",
            )
        )
