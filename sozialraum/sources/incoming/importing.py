"""Importing: one file of an office into the figures of a region.

The steps go one way: the file is taken apart, its places are joined to areas, its terms are
mapped to merkmale, the wanted figures are read and checked, and only then anything is
written.  Whatever a step decides it tells; whatever it cannot know it asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from sozialraum.errors import DataError, Fault, raise_all
from sozialraum.formats import slug, write_number
from sozialraum.sources.incoming.asking import PUBLISHER, TIME, Ask, ImportReport, Question
from sozialraum.sources.incoming.deciding import (
    decide_cells,
    decide_merkmale,
    decide_places,
    nothing_found,
)
from sozialraum.sources.incoming.dividing import divided
from sozialraum.sources.incoming.entry import ImportEntry, fingerprint, pattern_of
from sozialraum.sources.incoming.joining import describe_join
from sozialraum.sources.incoming.layout import Layout, recognise
from sozialraum.sources.incoming.levels import check_sums
from sozialraum.sources.incoming.mapping import Parts
from sozialraum.sources.incoming.marks import settle_marks
from sozialraum.sources.incoming.raw import RawTable, read_raw
from sozialraum.sources.incoming.reading import Place, Survey, read_figures, survey
from sozialraum.sources.incoming.shape import Hints, Shape, shape_of
from sozialraum.sources.incoming.shares import settle_shares
from sozialraum.sources.incoming.storing import (
    IDENTITY,
    contradictions,
    store_decisions,
    store_figures,
)
from sozialraum.sources.incoming.target import Known, Taken, Target, open_target
from sozialraum.sources.incoming.times import only_time
from sozialraum.sources.incoming.totals import Totals, find_totals
from sozialraum.sources.plausibility import implausible, shares_of_one, suspicious
from sozialraum.sources.recipe import add_up
from sozialraum.sources.registry import Source, with_own
from sozialraum.sources.settings import Parent, read_settings
from sozialraum.sources.tables import COLUMNS

UNKNOWN = Known()


@dataclass(frozen=True)
class Recognised:
    """A table of which is known what stands where, and what region.toml knew before."""

    shape: Shape
    found: Survey
    entry: ImportEntry
    known: bool


def import_file(
    folder: Path, path: Path, ask: Ask, report: ImportReport, known: Known = UNKNOWN
) -> None:
    """Import a file into a region.

    Parameters
    ----------
    folder
        The region's folder.
    path
        The file; it is only read.
    ask
        Who answers what cannot be known.
    report
        Where everything that is read, decided and found wrong is told.
    known
        What the caller knows of the file.

    Raises
    ------
    DataError
        With all faults; then nothing has been written.
    """
    known.check()
    target = open_target(folder)
    refusals: list[Fault] = []
    taken: list[Taken] = []
    for table in divided(read_raw(path)):
        try:
            seen = _recognised(recognise(table), target, ask, known.jahr)
        except DataError as error:
            refusals += error.faults
            continue
        if one := _import_table(seen, target, ask, report, known):
            taken.append(one)
            target = target.with_table(one)
    if not taken:
        raise_all(refusals or [nothing_found(path.name, report)])
    raise_all(contradictions([(one.place, one.figures) for one in taken]))
    report.tell("Nicht eingelesen", [f"Überlesen: {fault}" for fault in refusals])
    for one in taken:
        if one.source or one.parents or one.entry not in read_settings(folder).importe:
            store_decisions(folder, one.entry, one.source, one.parents)
    figures = pd.concat([one.figures for one in taken])
    report.tell("Übernommen", store_figures(folder, figures.drop_duplicates(IDENTITY)))


def _recognised(layout: Layout, target: Target, ask: Ask, jahr: str) -> Recognised:
    table = layout.table
    mark = fingerprint([column.name for column in layout.columns])
    concerned = [e for e in target.settings.importe if e.concerns(table.file, table.sheet)]
    usual = next((e for e in concerned if e.kennung in ("", mark)), None)
    sheet = pattern_of(table.sheet)
    entry = usual or ImportEntry(pattern_of(table.file), "", sheet, mark)
    hints = Hints(entry.gebiet, jahr or entry.jahr, entry.dezimal, entry.zellen)
    shape = shape_of(layout, target.areas, hints)
    if not shape.dated:
        shape = replace(shape, date=_asked_time(table, ask))
    return Recognised(shape, survey(shape), entry, usual is not None)


def _asked_time(table: RawTable, ask: Ask) -> tuple[int, str]:
    text = ask(Question(TIME, f"Von wann sind die Zahlen in {table.place}? (Jahr oder Tag)"))
    if date := only_time(text):
        return date
    raise DataError(
        Fault(
            "Nirgends steht, von wann die Zahlen sind.",
            file=table.place,
            found=text,
            expected="ein Jahr oder ein Tag in einer Spalte, im Titel oder im Dateinamen",
            remedy="Beim Import mit --jahr angeben, etwa --jahr 2024 oder --jahr 31.12.2024.",
        )
    )


def _import_table(
    seen: Recognised, target: Target, ask: Ask, report: ImportReport, known: Known
) -> Taken | None:
    """Return what is taken of one table, None if nothing is."""
    shape, table = seen.shape, seen.shape.layout.table
    report.tell(f"Gelesen: {table.place}", [*table.notes, *shape.layout.notes, *shape.notes])
    merkmale = decide_merkmale(
        shape, seen.found, seen.entry, ask, report, target.settings.name, known.spalten
    )
    here = [place for place in seen.found.places if not target.areas.is_elsewhere(place[0])]
    join, gebiete = decide_places(here, target.areas, seen.entry, ask)
    places = dict(zip(here, join.gebiet, strict=True))
    shape, dezimal = settle_marks(shape, merkmale, ask, report)
    totals = find_totals(shape, places, target, merkmale) if merkmale else Totals()
    names = {**target.areas.names, **target.areas.parents}
    elsewhere = _elsewhere(len(seen.found.places) - len(here))
    join = totals.told_in(join, here)
    report.tell("Gebiete", [*describe_join(join, names), *elsewhere])
    if not merkmale:
        return None
    cells = decide_cells(shape, places, merkmale, seen.entry, ask)
    shape = _with_cells(shape, cells)
    places.update(totals.places)
    figures = _figures(shape, places, merkmale, report)
    source = _source(seen, target, ask, known.quelle)
    figures = figures.assign(quelle=source.id)[list(COLUMNS)]
    figures, shares = settle_shares(figures, seen.entry.prozent, ask, report, table.place)
    _check(figures, target, totals, report, table.place)
    entry = _entry(seen, source, merkmale, gebiete, cells)
    entry = replace(entry, dezimal=dezimal or entry.dezimal, prozent=shares)
    fresh = None if source.id in with_own(target.settings.quellen) else source
    return Taken(table.place, figures, entry, fresh, totals.parents)


def _entry(
    seen: Recognised,
    source: Source,
    merkmale: Mapping[str, Parts],
    gebiete: Mapping[str, str],
    cells: Mapping[str, str],
) -> ImportEntry:
    """Return what next year's file is to be read by; a year is never kept, a column is."""
    shape, columns = seen.shape, seen.shape.layout.columns
    places = tuple(columns[i].name for i in shape.places if columns[i].name)
    time = columns[shape.time].name if shape.time is not None else ""
    return replace(
        seen.entry, quelle=source.id, gebiet=places, jahr=time or seen.entry.jahr,
        merkmale=merkmale, gebiete=gebiete, zellen=cells,
    )  # fmt: skip


def _elsewhere(count: int) -> list[str]:
    return [f"{write_number(count)} Gebiete anderer Regionen überlesen."] if count else []


def _with_cells(shape: Shape, cells: Mapping[str, str]) -> Shape:
    measures = (replace(m, form=replace(m.form, decided=cells)) for m in shape.measures)
    return replace(shape, measures=tuple(measures))


def _figures(
    shape: Shape, places: Mapping[Place, str], merkmale: Mapping[str, Parts], report: ImportReport
) -> pd.DataFrame:
    terms = {term for parts in merkmale.values() for term in parts}
    read = read_figures(shape, places, terms)
    report.tell("Zahlen und Zeichen", read.attrs["hinweise"])
    read.attrs = {}
    sums = [add_up(read, parts).assign(merkmal=name) for name, parts in merkmale.items()]
    figures = pd.concat(sums, ignore_index=True)
    latest = figures.sort_values("stand", kind="stable")
    doubled = latest.duplicated(["gebiet", "jahr", "merkmal"], keep="last")
    if doubled.any():
        count = write_number(int(doubled.sum()))
        report.tell("Mehrere Stichtage", [f"Je Jahr gilt der letzte; {count} frühere überlesen."])
    return latest[~doubled]


def _source(seen: Recognised, target: Target, ask: Ask, quelle: str) -> Source:
    """Return the source of the figures: the one that is named, known, or a new one."""
    known = with_own(target.settings.quellen)
    table = seen.shape.layout.table
    name = quelle or seen.entry.quelle or slug(Path(pattern_of(table.file)).stem.replace("*", ""))
    if name in known:
        return known[name]
    told = [line for line in seen.shape.layout.footer if line.startswith(("©", "(C)", "Quelle"))]
    publisher = (
        told[0] if told else ask(Question(PUBLISHER, f"Wer hat {table.file} herausgegeben?"))
    )
    title = " ".join(seen.shape.layout.preamble)[:200] or Path(table.file).stem
    return Source(name, title, publisher or "in der Datei nicht genannt")


def _check(
    figures: pd.DataFrame, target: Target, totals: Totals, report: ImportReport, place: str
) -> None:
    """Refuse figures that cannot be; tell sums that differ and figures that look wrong."""
    impossible = [replace(fault, row=None) for fault in implausible(figures, place)]
    raise_all([*impossible, *shares_of_one(figures, place)])
    parents: list[Parent] = [*target.settings.uebergeordnet, *totals.parents]
    prefixes = {parent.gebiet: parent.praefix for parent in parents}
    report.tell("Summen", [*totals.notes, *check_sums(figures, prefixes)])
    report.warnings += suspicious(figures, target.gebiete, list(prefixes), place)
