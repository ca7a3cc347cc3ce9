"""What a region folder holds, as lines for the command line."""

from __future__ import annotations

from collections.abc import Iterator

from sozialraum.analysis.catalogue import catalogue
from sozialraum.analysis.values import indicator_values
from sozialraum.display.wording import areas_word, name_of
from sozialraum.formats import write_number
from sozialraum.region import Region


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
    years = f"{figures['jahr'].min()}–{figures['jahr'].max()}"
    yield "Gebiete", f"{write_number(len(region.gebiete))} {areas_word(region)}"
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
    missing = [i for i in catalogue().values() if indicator_values(region, i).empty]
    present = [i for i in catalogue().values() if i not in missing]
    yield f"\nKennzahlen: {len(present)} von {len(catalogue())} vorhanden"
    yield from (f"  {one.id:<5} {name_of(region, one)}" for one in present)
    yield f"\nNicht verfügbar: {len(missing)}"
    yield from (f"  {one.id:<5} {one.name}: {one.unavailable}" for one in missing)
