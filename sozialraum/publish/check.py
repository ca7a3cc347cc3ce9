"""What a region folder holds, as lines for the command line."""

from __future__ import annotations

from collections.abc import Iterator

from sozialraum.analysis.ages import age_groups
from sozialraum.analysis.catalogue import catalogue
from sozialraum.analysis.peers import AREA
from sozialraum.analysis.values import indicator_values
from sozialraum.display.wording import areas_word, name_of
from sozialraum.errors import suggest
from sozialraum.formats import write_number
from sozialraum.region import Region


def describe(region: Region) -> Iterator[str]:
    """Yield what there is in a region and what is missing, line by line, in German."""
    yield f"{region.name} ({region.folder})"
    yield from (f"  {label:<12} {text}" for label, text in _facts(region))
    yield from _indicators(region)
    yield from _unused(region)
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


def _unused(region: Region) -> Iterator[str]:
    """Yield the merkmale that no indicator uses: mostly a typing error."""
    formulas = [formula for one in catalogue().values() for formula in one.rechnungen]
    used = {name for formula in formulas for name in (*formula.merkmale, formula.zaehlwert)}
    used |= {AREA, *age_groups(region.by_merkmal)}
    unused = sorted(set(region.by_merkmal) - used)
    if unused:
        yield "\nZahlen, die keine Kennzahl verwendet (richtig geschrieben?):"
        yield from (f"  {name} {suggest(name, used)}".rstrip() for name in unused)


def _indicators(region: Region) -> Iterator[str]:
    missing = [i for i in catalogue().values() if indicator_values(region, i).empty]
    present = [i for i in catalogue().values() if i not in missing]
    yield f"\nKennzahlen: {len(present)} von {len(catalogue())} vorhanden"
    yield from (f"  {one.id:<5} {name_of(region, one)}" for one in present)
    yield f"\nNicht verfügbar: {len(missing)}"
    yield from (f"  {one.id:<5} {one.name}: {one.unavailable}" for one in missing)
