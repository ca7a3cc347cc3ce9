"""Target: the region that is imported into, and what one table adds to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import geopandas as gpd
import pandas as pd

from sozialraum.errors import DataError, Fault
from sozialraum.sources.areas import read_areas
from sozialraum.sources.incoming.area_columns import Areas
from sozialraum.sources.incoming.entry import ImportEntry
from sozialraum.sources.incoming.times import only_time
from sozialraum.sources.registry import Source
from sozialraum.sources.settings import Parent, Settings, read_settings


@dataclass(frozen=True)
class Known:
    """What the caller knows of a file.

    Parameters
    ----------
    quelle
        Id of the source.
    jahr
        Year or day of the figures, where the table does not say it.
    spalten
        What becomes a merkmal: merkmal → column as the report of an import writes it.
    """

    quelle: str = ""
    jahr: str = ""
    spalten: Mapping[str, str] = field(default_factory=dict)

    def check(self) -> None:
        """Refuse a time that is none.

        Raises
        ------
        DataError
            If ``jahr`` is no year and no day.
        """
        if self.jahr and not only_time(self.jahr):
            expected, remedy = "2024 oder 31.12.2024", "Jahr oder Tag so angeben."
            what = "Das ist kein Jahr und kein Tag."
            raise DataError(Fault(what, "--jahr", None, "", self.jahr, expected, remedy))


@dataclass(frozen=True)
class Target:
    """The region that is imported into."""

    folder: Path
    settings: Settings
    gebiete: gpd.GeoDataFrame

    @property
    def areas(self) -> Areas:
        """The areas and areas of comparison."""
        names = {str(key): str(name) for key, name in self.gebiete["name"].items()}
        parents = {parent.gebiet: parent.name for parent in self.settings.uebergeordnet}
        return Areas(names, parents, self.settings.ebene)

    def with_table(self, taken: Taken) -> Target:
        """Return the region as it will be once a table is stored."""
        old = self.settings
        sources = old.quellen + ((taken.source,) if taken.source else ())
        parents = old.uebergeordnet + taken.parents
        return replace(self, settings=replace(old, uebergeordnet=parents, quellen=sources))


@dataclass(frozen=True)
class Taken:
    """What one table gives: its figures, and what region.toml is to keep of it."""

    place: str
    figures: pd.DataFrame
    entry: ImportEntry
    source: Source | None
    parents: tuple[Parent, ...]


def open_target(folder: Path) -> Target:
    """Return a region as far as an import needs it: settings and areas, no figures.

    Raises
    ------
    DataError
        With all faults of region.toml or of the areas.
    """
    settings = read_settings(folder)
    file = settings.gebiete
    gebiete = read_areas(
        folder / file.datei, file.schluessel, file.name, file.art, file.crs, level=settings.ebene
    )
    return Target(folder, settings, gebiete)
