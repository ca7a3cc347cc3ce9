"""Which yearly reports are taken as known: all since the first one that region.toml declares."""

from __future__ import annotations

import pandas as pd

from sozialraum.errors import DataError, Fault
from sozialraum.region import Region


def year_of_report(totals: pd.Series, wanted: int, default: int) -> int:
    """Return the wanted year, or the newest with counts up to the region's own."""
    if wanted in totals.index:
        return wanted
    before = [int(year) for year in totals.index if year <= default]
    if not wanted and before:
        return max(before)
    raise DataError(
        Fault(
            "Für dieses Jahr gibt es keine Fallzahlen.",
            found=str(wanted or default),
            remedy=f"Vorhanden sind: {', '.join(map(str, totals.index))}.",
        )
    )


def not_before_the_first(declared: int, year: int, newest: int) -> None:
    """Refuse a report that later ones would not take as known: together they tell too much."""
    if declared > newest:
        what = "Der erste Bericht (berichte_seit) liegt nach dem letzten Jahr mit Fallzahlen."
        remedy = f"Das Jahr des ersten Berichts eintragen, höchstens {newest}."
    else:
        what = "Dieses Jahr liegt vor dem ersten Bericht (berichte_seit)."
        remedy = (
            f"berichte_seit auf {year} setzen: Spätere Berichte rechnen diesen dann ein und "
            "werden gröber. Sonst verrieten beide Berichte zusammen kleine Anzahlen."
        )
    if year < declared:
        place = "faelle.berichte_seit"
        raise DataError(Fault(what, "region.toml", None, place, str(declared), "", remedy))


def first_report(region: Region, totals: pd.Series, year: int) -> int:
    """Return the year of the first report that is taken as known."""
    declared = region.settings.faelle.berichte_seit
    return min(year, max(declared, int(totals.index.min())))
