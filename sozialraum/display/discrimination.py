"""Yearly statistics of a station for antidiscrimination work, as blocks.

The tables come protected; here nothing is computed from hidden counts.  A region without a
file of counts gets a friendly remark and no error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from sozialraum.analysis.case_protection import CaseTable
from sozialraum.analysis.discrimination import Statistics, statistics
from sozialraum.analysis.dossier import Dossier
from sozialraum.display.around import Around, Unit
from sozialraum.display.blocks import (
    BULLET,
    Block,
    Column,
    Cover,
    Figure,
    Gap,
    Heading,
    Note,
    Table,
    Text,
)
from sozialraum.display.case_released import NO_COUNTS, shown_statistics
from sozialraum.display.case_tables import HIDDEN, SEVERAL, bars, case_table
from sozialraum.display.case_ways import ways
from sozialraum.display.published_cases import compared
from sozialraum.display.several import Blocks
from sozialraum.display.trend import trend
from sozialraum.display.wording import date_text
from sozialraum.errors import DataError, Fault, suggest
from sozialraum.formats import MISSING, SUPPRESSED, write_number, write_value
from sozialraum.region import STATION_KIND, Region
from sozialraum.sources.categories import STRUCTURE, categories, units

__all__ = [
    "audit", "chapter", "comparison", "contact", "cover", "development", "remark", "sphere",
    "statistics", "structure", "tables", "ways",
]  # fmt: skip

REMARK = (
    "Wenige Fälle heißen nicht wenig Diskriminierung. Sie heißen oft wenig Zugang: Gezählt wird, "
    "wer die Stelle kennt, erreicht und sich meldet."
)
BOX = "Die Beratung ist kostenlos, vertraulich und freiwillig."
NOTHING = "Ohne Fallzahlen gibt es hier nichts zu zeigen."
CHARTED = ("T4",)
IN_CHAPTER = ("T2", "T3", "T4", "T9")
"""Tables of the chapter in an agency's document; all others are in the station's own."""
FIELD = "lebensbereich"


def cover(statistics: Statistics, feld: str = "") -> Cover:
    """Return the title; the page of an invented place says so on every sheet.

    Parameters
    ----------
    statistics
        The yearly statistics.
    feld
        For the dossier of a sphere of life: its code or name.
    """
    region, release = statistics.region, statistics.region.settings.faelle
    facts = [("Stelle", statistics.name or MISSING), ("Berichtsjahr", str(statistics.jahr))]
    if not statistics.empty:
        facts.append(("Zähleinheit", units()[statistics.unit].mehrzahl))
        told = f"ja, {date_text(release.datum)}, {release.rolle}"
        if not feld:
            facts.append(("Freigabe für fremde Berichte", told if statistics.released else "nein"))
    title = categories()[FIELD].name_of(sphere(feld)) if feld else "Antidiskriminierungsarbeit"
    return Cover(
        title=f"{'Felddossier ' if feld else ''}{title} {statistics.jahr}",
        subtitle=", ".join(filter(None, [statistics.name, region.name])),
        facts=tuple(facts),
        notice=region.settings.hinweis,
        invented=region.settings.erfunden,
    )


def sphere(feld: str) -> str:
    """Return the code of a sphere of life, given by code or name.

    Raises
    ------
    DataError
        If there is no such sphere of life, with the closest.
    """
    category = categories()[FIELD]
    code = category.find(feld)
    if not code:
        names = [category.name_of(one) for one in category.counted]
        remedy = suggest(feld, [*category.answers, *names]) or f"Bekannt sind: {', '.join(names)}."
        raise DataError(Fault("Diesen Lebensbereich gibt es nicht.", found=feld, remedy=remedy))
    return code


def remark(statistics: Statistics) -> Note:
    """Return the fixed remark of every page of case counts."""
    return Note(NO_COUNTS) if statistics.empty else Note(REMARK, "warnung")


def contact(region: Region, station: str = "") -> Note:
    """Return the fixed box with the contact of a station: the institution, never a person."""
    places = region.standorte
    rows = places[places["art"] == STATION_KIND]
    own = rows[rows["kennung"] == station]
    named = [_address(row) for _, row in (own if len(own) else rows.iloc[:0]).iterrows()]
    where = " ".join(named) or "Servicestellen in Nordrhein-Westfalen nennt das Netzwerk ada.nrw."
    return Note(f"{BOX} {where}")


def _address(row: pd.Series) -> str:
    place = " ".join(filter(None, [str(row["plz"]), str(row["ort"])]))
    parts = [str(row["einrichtung"]), str(row["traeger"]), str(row["strasse"]), place]
    return f"{', '.join(filter(None, parts))}."


def development(statistics: Statistics) -> Blocks:
    """Return T1: cases of the years, new and closed, per full-time equivalent, and growth."""
    if statistics.empty:
        return Blocks((Note(NOTHING),))
    shown: list[Block] = [_first_table(statistics), *_trend(statistics), _growth(statistics)]
    return Blocks(tuple(shown))


def _first_table(statistics: Statistics) -> Table:
    years, unit = list(statistics.totals.index), units()[statistics.unit].mehrzahl
    rows = [(f"{unit} insgesamt", *map(_count, statistics.totals))]
    names = categories()["bewegung"].answers
    for code, row in statistics.flows.reindex(columns=years).iterrows():
        rows.append((names[str(code)].name, *map(_count, row)))
    fte = statistics.fte.reindex(years)
    if fte.notna().any():
        rows.append(("Vollzeitäquivalente", *(write_number(float(v), 2) for v in fte)))
        per = statistics.per_fte
        rows.append((f"{unit} je Vollzeitäquivalent", *(write_number(float(v), 1) for v in per)))
    if len(statistics.per_100_000):
        rates = [write_number(float(v), 1) for v in statistics.per_100_000]
        rows.append((f"{unit} je 100.000 Menschen im Einzugsgebiet", *rates))
    note = "" if len(statistics.per_100_000) else (
        "Je 100.000 Menschen wird nicht gerechnet: Ein Einzugsgebiet ist nicht erklärt."
    )  # fmt: skip
    return Table(
        f"T1 {unit}: {statistics.name}, {_span(years)}",
        (Column("Was"), *(Column(str(year), "right") for year in years)),
        tuple(rows),
        source=f"Auszählung der Stelle; gezählt: {unit}",
        note=" ".join(filter(None, [note, HIDDEN if statistics.totals.isna().any() else ""])),
    )


def _span(years: Sequence[int]) -> str:
    """Return the years of a table.

    >>> _span([2021, 2022, 2025]), _span([2025])
    ('2021 bis 2025', '2025')
    """
    return f"{years[0]} bis {years[-1]}" if len(years) > 1 else str(years[0])


def _count(value: float) -> str:
    return SUPPRESSED if pd.isna(value) else write_number(float(value))


def _trend(statistics: Statistics) -> Iterator[Figure]:
    unit = units()[statistics.unit].mehrzahl
    if statistics.totals.notna().sum() > 1:
        around = Around(
            f"{unit} je Jahr: {statistics.name}",
            f"Auszählung der Stelle; gezählt: {unit}",
            REMARK,
        )
        yield trend(pd.DataFrame({unit: statistics.totals}), {}, Unit("", 0), around)


def _growth(statistics: Statistics) -> Text:
    first = int(statistics.totals.index[0])
    said = []
    for von in dict.fromkeys([statistics.jahr - 1, first]):
        one = statistics.growth(von)
        if pd.isna(one.roh):
            continue
        per = "" if pd.isna(one.je_vzae) else f", je Vollzeitäquivalent {_signed(one.je_vzae)}"
        said.append(f"{one.von} → {one.bis}: je Stelle {_signed(one.roh)}{per}.")
    closing = "Ändert sich der Umfang der Stelle, sagt der Zuwachs je Vollzeitäquivalent mehr."
    return Text((" ".join([*said, closing]) if said else "Ein Vorjahr zum Vergleich fehlt.",))


def _signed(percent: float) -> str:
    return write_value(percent, "%", 1, sign=True)


def tables(statistics: Statistics) -> Blocks:
    """Return T2 to T11 as far as they can be published, and which cannot."""
    if statistics.empty:
        return Blocks((Note(NOTHING),))
    shown = list(_shown(statistics.tables, statistics))
    shown += _left_out(statistics.left_out)
    return Blocks((*shown, Note(REMARK, "warnung")))


def _left_out(gone: Mapping[tuple[str, str], str]) -> Iterator[Note]:
    """Yield one note for each reason why tables are not published."""
    for why in dict.fromkeys(gone.values()):
        names = [f"{n} {title}" for (n, title), said in gone.items() if said == why]
        yield Note(f"Nicht veröffentlicht: {', '.join(names)}. {why}")


def _shown(chosen: Sequence[CaseTable], statistics: Statistics) -> Iterator[Block]:
    if any(one.multiple and not one.in_answers for one in chosen):
        yield Note(SEVERAL)
    for one in chosen:
        yield case_table(one, statistics)
        if one.nummer in CHARTED:
            yield bars(one, statistics)


def structure(statistics: Statistics) -> Table | Note:
    """Return T12: structural work, every row in its own unit, nothing added up."""
    if statistics.empty:
        return Note(NOTHING)
    if statistics.structure.empty:
        return Note("T12 Strukturarbeit: Die Auszählung enthält dazu nichts.")
    answers = next(c for c in categories().values() if c.art == STRUCTURE).answers
    years = list(statistics.structure.columns)
    rows = tuple(
        (answers[str(code)].name, units()[answers[str(code)].zaehleinheit].mehrzahl,
         *(write_number(float(v)) for v in row))
        for code, row in statistics.structure.iterrows()
    )  # fmt: skip
    return Table(
        f"T12 Strukturarbeit: {statistics.name}, {_span(years)}",
        (Column("Was"), Column("Zähleinheit"), *(Column(str(y), "right") for y in years)),
        rows,
        source="Auszählung der Stelle",
        note="Jede Zeile hat ihre eigene Zähleinheit; eine Summe gibt es nicht.",
    )


def comparison(statistics: Statistics) -> Blocks:
    """Return published figures of state and federation, each unit of counting apart."""
    return Blocks(tuple(compared(statistics)))


def chapter(dossier: Dossier) -> Blocks:
    """Return the chapter of an agency's document; only what stations released is in it."""
    return Blocks(tuple(block for one in shown_statistics(dossier) for block in _station(one)))


def _station(found: Statistics | Note) -> Iterator[Block]:
    if isinstance(found, Note):
        yield found
        return
    release = found.region.settings.faelle
    yield Heading(3, found.name)
    yield Text((f"Freigegeben am {date_text(release.datum)}: {release.rolle}.",))
    yield contact(found.region, found.stelle)
    yield from development(found).blocks
    yield from _shown([one for one in found.tables if one.nummer in IN_CHAPTER], found)
    yield from _left_out({key: why for key, why in found.left_out.items() if key[0] in IN_CHAPTER})
    yield structure(found)
    yield from audit(found).blocks
    yield remark(found)
    yield Gap("Was zeigen die Fallzahlen, und was zeigen sie nicht?")


def audit(statistics: Statistics) -> Blocks:
    """Return for the annex what was hidden by which rules, and that it stayed hidden."""
    if statistics.empty:
        return Blocks((Note(NOTHING),))
    return Blocks(
        (Text(("Schutz der Fallzahlen:", *(f"{BULLET}{one}" for one in statistics.audit))),)
    )
