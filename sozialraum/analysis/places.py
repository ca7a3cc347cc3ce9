"""Agencies and other places seen from an area: what is known there, and how far.

A *kind* (Art) of place has a list that is complete or not.  Unless region.toml calls
it complete there is no density, gap or distance to the nearest: only „bekannt sind n
Stellen, die Liste ist unvollständig“.  Distances are straight lines from the area's
centre, in km, and only to places located by postcode or better.
"""

from __future__ import annotations

from functools import lru_cache

import geopandas as gpd
import pandas as pd

from sozialraum.analysis.roles import LAST_AGE
from sozialraum.measures.space.access import nearest
from sozialraum.region import Region

ADVICE = ("IA", "ADA", "MBE", "JMD")
"""Kinds that indicator H01 (distance to the next service) is about."""

PRECISE = ("adresse", "plz")
"""Precisions good enough for a distance."""

REACH = {"ADA": "Sitz; landesweit zuständig"}
"""What a seat means for kinds whose area of responsibility is larger than any area here."""


def located(places: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the places that stand for one office and have a point."""
    single = places["anzahl"].isin(["", "1"])
    return places[single & places.geometry.notna() & ~places.geometry.is_empty]


def documented(places: gpd.GeoDataFrame, jahr: int) -> gpd.GeoDataFrame:
    """Return the places whose list entry is sourced and not older than six years."""
    year = pd.to_numeric(places["stand"].str[:4], errors="coerce").fillna(jahr)
    sourced = places["belegt"].str.startswith("ja") | (places["belegt"] == "")
    return places[sourced & (jahr - year <= LAST_AGE)]


def places_in(region: Region, gebiet: str) -> gpd.GeoDataFrame:
    """Return the places whose seat is in an area, with ``km`` from its centre.

    ``km`` is rounded to whole kilometres (at least 1) and NaN where the place is not
    located precisely enough.
    """
    places = region.standorte[region.standorte["gebiet_sitz"] == gebiet]
    centre = region.gebiete.geometry.centroid[gebiet]
    precise = places["genauigkeit"].isin(PRECISE)
    km = places.geometry.distance(centre).div(1000).round().clip(lower=1)
    return places.assign(km=km.where(precise)).sort_values(["art", "einrichtung"])


def unplaced(region: Region) -> gpd.GeoDataFrame:
    """Return the places whose area is not known, with ``lage``: what is known instead.

    Without any point a place is „ohne Ort“; one whose town is known lies somewhere in it.
    """
    found = region.standorte[region.standorte["gebiet_sitz"] == ""]
    known = found["genauigkeit"] != ""
    somewhere = "in " + found["ort"] + ", genaues Gebiet nicht bestimmt"
    without = ("ohne Ort (Angabe: " + found["ort"] + ")").where(found["ort"] != "", "ohne Ort")
    return found.assign(lage=somewhere.where(known, without))


def known_sentence(region: Region, gebiet: str, kind: str) -> str:
    """Return how many places of a kind are known in an area, and what that means.

    Rows that stand for several offices are named, never counted.
    """
    places = places_in(region, gebiet)
    places = places[places["art"] == kind]
    number = int(places["anzahl"].isin(["", "1"]).sum())
    listing = region.place_list(kind)
    if listing.vollstaendig == "ja":
        return f"{number} (Liste vollständig, Stand {listing.stand})"
    state = (
        "unvollständig" if listing.vollstaendig == "nein" else "nicht auf Vollständigkeit geprüft"
    )
    return f"bekannt: {number}; die Liste ist {state}"


@lru_cache(maxsize=64)
def distance_to_nearest(region: Region) -> pd.DataFrame:
    """Return the straight distance from each area's centre to the next advice service.

    Returns
    -------
    DataFrame
        Index ``gebiet``; ``km`` (one decimal), ``stand``, ``quellen``.  Empty unless the
        list of at least one kind of advice is complete; other kinds do not count.
    """
    complete = [kind for kind in ADVICE if region.place_list(kind).vollstaendig == "ja"]
    places = located(region.standorte)
    places = places[places["art"].isin(complete) & places["genauigkeit"].isin(PRECISE)]
    if places.empty:
        return pd.DataFrame(
            {"km": [], "stand": [], "quellen": []}, index=pd.Index([], name="gebiet")
        )
    centres = region.gebiete.geometry.centroid
    found = nearest(
        pd.DataFrame({"x": centres.x, "y": centres.y}),
        pd.DataFrame({"x": places.geometry.x, "y": places.geometry.y}),
        complete=True,  # only complete lists are left here
    )
    return pd.DataFrame(
        {
            "km": (found["entfernung"] / 1000).round(1),
            "stand": min(region.place_list(kind).stand for kind in complete),
            "quellen": [tuple(sorted(set(places["quelle"])))] * len(centres),
        },
        index=centres.index,
    )
