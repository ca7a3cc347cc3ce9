"""What a region folder holds, as lines for the command line."""

from __future__ import annotations

from collections.abc import Iterator

from sozialraum.analysis.ages import SEXES, age_groups
from sozialraum.analysis.catalogue import catalogue
from sozialraum.analysis.dossier import agencies, dossier_faults
from sozialraum.analysis.guard import wording_hints
from sozialraum.analysis.named_indicators import forbidden_indicators, unknown_indicators
from sozialraum.analysis.peers import AREA
from sozialraum.analysis.values import indicator_values
from sozialraum.display.wording import areas_word, name_of
from sozialraum.errors import DataError, Fault, suggest
from sozialraum.formats import write_number
from sozialraum.region import Region
from sozialraum.sources.plan import check_plan
from sozialraum.sources.privacy import privacy_hints

LOCAL = ("belege", "entscheidungen", "plan")
"""Parts of a region that specialists write; each is read when it is first asked for."""

RATE, FIELDS = "I01", "I02"
"""Indicators of case counts: per 100,000 people of a catchment; shares of fields of life."""


def describe(region: Region) -> Iterator[str]:
    """Yield what there is in a region and what is missing, line by line, in German."""
    yield f"{region.name} ({region.folder})"
    yield from (f"  {label:<12} {text}" for label, text in _facts(region))
    yield from _indicators(region)
    yield from _unused(region)
    if region.notes:
        yield "\nBeim Lesen berichtigt:"
        yield from (f"  {note}" for note in region.notes)
    try:
        yield from _local(region)
    except DataError as error:
        yield f"\nÖrtliche Belege: nicht lesbar, {len(error.faults)} Fehler (siehe unten)."
    yield from _cases(region)
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


def faults(region: Region) -> list[Fault]:
    """Return what is wrong in local evidence, decisions and plan, all of it at once."""
    found: list[Fault] = []
    for part in LOCAL:
        found += _faults_of(region, part)
    found += _rule_faults(region) if not found else ()
    found += _faults_of(region, "faelle")
    return list(dict.fromkeys(found))


def _faults_of(region: Region, part: str) -> tuple[Fault, ...]:
    try:
        getattr(region, part)
    except DataError as error:
        return error.faults
    return ()


def _rule_faults(region: Region) -> Iterator[Fault]:
    """Yield what breaks a rule across files; that of roles first, for nothing works without."""
    keys = set(region.standorte["kennung"])
    yield from check_plan(region.plan, region.belege.bedarfe.index, keys)
    wrong = [*unknown_indicators(region.belege), *forbidden_indicators(region.belege)]
    yield from wrong
    for agency in agencies(region) if _has_local(region) and not wrong else ():
        yield from dossier_faults(region, agency, region.settings.jahr)


def _has_local(region: Region) -> bool:
    return bool(len(region.belege.belege) or len(region.belege.bedarfe) or region.entscheidungen)


def _local(region: Region) -> Iterator[str]:
    """Yield what local evidence there is, and hints on people and wording in it."""
    if not _has_local(region):
        yield "\nÖrtliche Belege: keine. Vorlagen legt „sozialraum vorlagen“ an."
        return
    sheets = region.belege.sheets.items()
    counts = ", ".join(f"{name.capitalize()} {len(rows)}" for name, rows in sheets)
    yield f"\nÖrtliche Belege (Zeilen je Blatt): {counts}"
    for note in (*region.belege.notes, *region.plan.notes):
        yield f"  {note}"
    names = region.names.values()
    hints = [*privacy_hints(region.belege, names), *privacy_hints(region.plan, names)]
    hints += _wording(region)
    if hints:
        yield "\nHinweise (bitte ansehen):"
        yield from (f"  {hint}" for hint in dict.fromkeys(hints))


def _cases(region: Region) -> Iterator[str]:
    """Yield whose case counts there are; how many cases is for protected tables alone."""
    try:
        counts = region.faelle
    except DataError as error:
        yield f"\nFallzahlen: nicht lesbar, {len(error.faults)} Fehler (siehe unten)."
        return
    if not counts.stations:
        yield "\nFallzahlen: keine."
        return
    told = region.settings.faelle
    for station in counts.stations:
        years = counts.totals(station).index
        free = "freigegeben" if told.holds_for(station) else "nicht freigegeben"
        yield f"\nFallzahlen: {station or 'eine Stelle'}, {min(years)}–{max(years)}, {free}"
    yield from (f"  {note}" for note in counts.notes)


def _wording(region: Region) -> Iterator[str]:
    """Yield words of the evidence that a report should not use."""
    for name, rows in region.belege.sheets.items():
        texts = rows.select_dtypes(include=["object", "string"])
        for key, row in texts.iterrows():
            for text in (value for value in row if isinstance(value, str)):
                yield from (f"Blatt {name}, {key}: {hint}" for hint in wording_hints(text))


def _unused(region: Region) -> Iterator[str]:
    """Yield the merkmale that no indicator uses: mostly a typing error."""
    formulas = [formula for one in catalogue().values() for formula in one.rechnungen]
    used = {name for formula in formulas for name in (*formula.merkmale, formula.zaehlwert)}
    used |= {AREA, *age_groups(region.by_merkmal)}
    used |= {name for sex in SEXES for name in age_groups(region.by_merkmal, sex)}
    unused = sorted(set(region.by_merkmal) - used)
    if unused:
        yield "\nZahlen, die keine Kennzahl verwendet (richtig geschrieben?):"
        yield from (f"  {name} {suggest(name, used)}".rstrip() for name in unused)


def _indicators(region: Region) -> Iterator[str]:
    counted = _counted(region)
    missing = [i for i in catalogue().values() if indicator_values(region, i).empty]
    missing = [one for one in missing if one.id not in counted]
    present = [i for i in catalogue().values() if i not in missing]
    yield f"\nKennzahlen: {len(present)} von {len(catalogue())} vorhanden"
    for one in present:
        told = " (aus den Fallzahlen, nicht je Gebiet)" if one.id in counted else ""
        yield f"  {one.id:<5} {name_of(region, one)}{told}"
    yield f"\nNicht verfügbar: {len(missing)}"
    yield from (f"  {one.id:<5} {one.name}: {one.unavailable}" for one in missing)


def _counted(region: Region) -> tuple[str, ...]:
    """Return the indicators that are made of case counts, for a station instead of an area."""
    try:
        there = bool(region.faelle.stations)
    except DataError:  # `_cases` tells of it
        there = False
    catchment = bool(region.settings.faelle.einzugsgebiet)
    return tuple(name for name, known in ((RATE, there and catchment), (FIELDS, there)) if known)
