"""Which stations' case counts stand in an agency's document: only what they released."""

from __future__ import annotations

from sozialraum.analysis.discrimination import Statistics, stations, statistics
from sozialraum.analysis.dossier import Dossier
from sozialraum.display.blocks import Note
from sozialraum.errors import DataError
from sozialraum.region import Region

NO_COUNTS = (
    "Für diese Region liegen keine Fallzahlen vor. Eine Servicestelle kann sie mit der "
    "Zählvorlage liefern: Die Mappe bildet aus Auswahllisten die Auszählung, und nur diese "
    "(faelle.csv oder faelle.xlsx) kommt in den Ordner der Region – nie ein einzelner Fall."
)
NOT_RELEASED = (
    "Die Stelle hat ihre Fallzahlen nicht für fremde Berichte freigegeben. Servicestellen sind "
    "unabhängig: Das Kapitel erscheint nur mit Freigabe, Datum und Rolle ([faelle] in region.toml)."
)
NOT_READABLE = (
    "Die Fallzahlen sind nicht lesbar. Was zu berichtigen ist, sagt „sozialraum pruefen“."
)


def shown_statistics(dossier: Dossier) -> tuple[Statistics | Note, ...]:
    """Return the statistics of the agency itself if it is a station, else of all that released.

    A remark stands where there are none, and for a station or a file with faults.
    """
    region = dossier.region
    try:
        released = stations(region)
    except DataError:  # the faults are for whoever looks after the file, not for this report
        return (Note(NOT_READABLE, "warnung"),)
    if not region.faelle.stations:
        return (Note(NO_COUNTS),)
    if not released:
        return (Note(NOT_RELEASED),)
    own = tuple(one for one in released if one == dossier.kennung) or released
    return tuple(_statistics(region, one, dossier.jahr) for one in own)


def _statistics(region: Region, station: str, year: int) -> Statistics | Note:
    try:
        return statistics(region, station, year)
    except DataError as error:
        fault = error.faults[0]
        return Note(f"{station}, {year}: {fault.what} {fault.remedy}".strip())
