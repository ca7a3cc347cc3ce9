"""What a region folder holds, as lines for the command line."""

from __future__ import annotations

from collections.abc import Iterator

from sozialraum.analysis.catalogue import catalogue
from sozialraum.analysis.values import formula_for
from sozialraum.formats import write_number
from sozialraum.region import Region

LEVELS = {
    "kreis": "Kreise und kreisfreie Städte",
    "gemeinde": "Gemeinden",
    "gitter": "Gitterzellen",
}


def describe(region: Region) -> Iterator[str]:
    """Yield what there is in a region and what is missing, line by line, in German."""
    yield f"{region.name} ({region.folder})"
    yield from (f"  {label:<12} {text}" for label, text in _facts(region))
    yield from _indicators(region)
    if region.notes:
        yield "\nBeim Lesen berichtigt:"
        yield from (f"  {note}" for note in region.notes)
    yield "\nGebiete (Schlüssel und Name):"
    width = max(map(len, region.gebiete.index))
    yield from (f"  {key:<{width}}  {region.area_name(key)}" for key in region.gebiete.index)


def _facts(region: Region) -> Iterator[tuple[str, str]]:
    figures, settings = region.kennzahlen, region.settings
    level = LEVELS.get(settings.ebene, "Stadtteile")
    years = f"{figures['jahr'].min()}–{figures['jahr'].max()}"
    yield "Gebiete", f"{write_number(len(region.gebiete))} {level}"
    yield "Vergleich", ", ".join(parent.name for parent in region.parents) or "–"
    yield (
        "Zahlen",
        f"{write_number(len(figures))} zu {figures['merkmal'].nunique()} Merkmalen, {years}",
    )
    yield "Stellen", f"{write_number(len(region.standorte))} in der Liste der Standorte"
    yield "Berichtsjahr", str(settings.jahr)
    if settings.hinweis:
        yield "Hinweis", settings.hinweis


def _indicators(region: Region) -> Iterator[str]:
    known = {indicator: formula_for(region, indicator) for indicator in catalogue().values()}
    present = [(indicator, formula) for indicator, formula in known.items() if formula]
    yield f"\nKennzahlen: {len(present)} von {len(known)} vorhanden"
    for indicator, formula in present:
        yield f"  {indicator.id:<5} {indicator.name_of(formula)}"
    yield f"\nNicht verfügbar: {len(known) - len(present)}"
    missing = [indicator for indicator, formula in known.items() if not formula]
    yield from (f"  {one.id:<5} {one.name}: {one.unavailable}" for one in missing)
