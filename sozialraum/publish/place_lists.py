"""Lists of places from others, added to the list of a region folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sozialraum.region import locate
from sozialraum.sources.areas import read_areas
from sozialraum.sources.geocoding import AddressFile, Geocoder
from sozialraum.sources.geocoding_service import CACHE, WebGeocoder
from sozialraum.sources.place_import import ImportOptions, import_places, present_rows, write_rows
from sozialraum.sources.settings import read_settings


def add_places(
    folder: Path,
    file: Path,
    options: ImportOptions,
    addresses: Path | None = None,
    service: str = "",
    contact: str = "",
) -> tuple[Path, tuple[str, ...]]:
    """Add somebody else's list of places to ``standorte.csv`` of a region folder.

    Parameters
    ----------
    folder
        The region folder; it needs its areas, but no figures yet.
    file
        The list.
    options
        What the user says of the list.
    addresses
        File with coordinates of addresses, None for none.
    service, contact
        Address of a geocoder's search and the user's contact for it, ``""`` for none.

    Returns
    -------
    tuple
        The list that was written, and German notes.

    Raises
    ------
    SozialraumError
        With all faults; the region's list is unchanged then.
    """
    region = locate(folder)
    settings = read_settings(region)
    source = settings.gebiete
    areas = read_areas(
        region / source.datei, source.schluessel, source.name, source.art, source.crs,
        level=settings.ebene,
    )  # fmt: skip
    geocoders = list(_geocoders(region, addresses, service, contact))
    present = present_rows(region)
    done = import_places(file, areas, present, options, geocoders, level=settings.ebene)
    return write_rows(done.rows, region), done.notes


def _geocoders(
    region: Path, addresses: Path | None, service: str, contact: str
) -> Iterator[Geocoder]:
    if addresses:
        yield AddressFile(addresses)
    if service:
        yield WebGeocoder(service, region / CACHE, contact=contact)
