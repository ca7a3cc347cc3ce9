"""Names that tell places apart: a district from its town, a parent from its area."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import geopandas as gpd
import pandas as pd

from sozialraum.sources.settings import Settings

KREIS = "Kreis "


def full_names(gebiete: gpd.GeoDataFrame) -> pd.Series:
    """Return „Kreis Borken“ where the file says Borken, for the town is another place."""
    named = gebiete["name"].str.contains("kreis|region", case=False)
    bare = (gebiete["art"] == KREIS.strip()) & ~named
    return gebiete["name"].where(~bare, KREIS + gebiete["name"])


def parents_told_apart(settings: Settings, gebiete: gpd.GeoDataFrame) -> Settings:
    """Return the settings with „Stadtbezirk Nippes“ where an area is called Nippes too."""
    named = Counter([*gebiete["name"], *(parent.name for parent in settings.uebergeordnet)])
    parents = (
        replace(parent, name=f"{parent.ebene.capitalize()} {parent.name}")
        if named[parent.name] > 1
        else parent
        for parent in settings.uebergeordnet
    )
    return replace(settings, uebergeordnet=tuple(parents))
