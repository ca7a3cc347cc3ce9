"""Felddossier: two pages on one sphere of life, for a newsletter or a study.

What the station counts, what the region's figures say, what was published, what people
told, and what nobody knows yet.  Figures of different units are never mixed, and examples
are shown only if they are public and nobody can be recognised in them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isnan

import pandas as pd

from sozialraum.analysis.catalogue import catalogue
from sozialraum.analysis.discrimination import Statistics, statistics
from sozialraum.analysis.profile import Profile, profile
from sozialraum.analysis.reference import references
from sozialraum.analysis.roles import Role
from sozialraum.display.blocks import Block, Column, Gap, Heading, Note, Table, Text
from sozialraum.display.case_tables import SEVERAL, who
from sozialraum.display.discrimination import FIELD, REMARK, contact, sphere
from sozialraum.display.published_cases import published_rows
from sozialraum.display.several import Blocks
from sozialraum.display.wording import (
    date_text,
    known_rows,
    name_of,
    parent_value,
    source_line,
    sources_of,
    value_text,
)
from sozialraum.formats import write_number, write_value
from sozialraum.region import Region
from sozialraum.sources.categories import CASE_UNITS, Category, categories, units
from sozialraum.sources.privacy import personal_findings

GROUPS: Mapping[str, tuple[str, ...]] = {
    "arbeit": ("D",),
    "bildung": ("E",),
    "wohnen": ("F",),
    "aemter": ("B",),
    "partizipation": ("G",),
}
"""Groups of indicators that belong to a sphere of life; the others have none."""

ALSO: Mapping[str, tuple[str, ...]] = {
    "aemter": ("staatliche_stellen", "behoerden_bei_staatsangehoerigkeit_und_aufenthalt"),
    "gueter": ("alltagsgeschaefte", "alltagsdiskriminierung"),
}
"""Published figures of a sphere of life that are called otherwise."""

SHOWN_ROLES = (Role.LUECKE, Role.BEDARF, Role.KONTEXT)
EXAMPLES = ("fallzahl", "gespraech")


def field_dossier(region: Region, feld: str, stelle: str = "", jahr: int = 0) -> Blocks:
    """Return two pages on one sphere of life.

    Parameters
    ----------
    region
        An opened region.
    feld
        A sphere of life, by code or name, such as ``wohnen``.
    stelle, jahr
        Station and year as in `statistics`.

    Raises
    ------
    DataError
        If there is no such sphere of life, with the closest.
    """
    category, code = categories()[FIELD], sphere(feld)
    found = statistics(region, stelle, jahr)
    name = category.name_of(code)
    return Blocks(
        (
            *_own(found, category, code),
            _figures(region, code, found.jahr),
            *_published(code, name),
            _examples(region, category, code),
            Heading(3, "Offene Fragen"),
            Gap(f"{name}: Welche Diskriminierung kommt nicht in die Beratung, und warum?"),
            Gap(f"{name}: Wer kann bis wann was ändern?"),
            contact(region, found.stelle),
        )
    )


def _own(found: Statistics, category: Category, code: str) -> Iterator[Block]:
    """Yield the station's own share, or the group in which it is hidden."""
    table = found.table("T4")
    name = category.name_of(code)
    if table is None:
        yield Note(f"{name}: Eigene Fallzahlen liegen nicht vor oder sind nicht zu schützen.")
        return
    rows = [str(row) for row in table.werte.index]
    row = next((one for one in (code, *category.above(code)) if one in rows), "")
    windows = [str(window) for window in table.werte.columns]
    said = [_share(table.werte.at[row, w], table.n[w], w) for w in windows if row]
    known = [text for text in said if text]
    if not known:
        yield Note(
            f"{name}: In dieser Zusammenfassung werden keine Anzahlen gezeigt, sie wären zu klein."
        )
        return
    group = "" if row == code else f" Ausgewiesen nur als Teil von „{category.name_of(row)}“."
    counted = f"{units()[found.unit].mehrzahl} zu „{name}“"
    yield Text((f"{counted}, {who(table, found)}: {', '.join(known)}.{group} {SEVERAL}",))
    yield Note(REMARK, "warnung")


def _share(value: float, n: float, window: str) -> str:
    """Return a count with its basis and share, empty if it is hidden.

    >>> _share(6, 58, "2024–2025")
    '2024–2025: 6 von 58 (10\u202f%)'
    """
    if isnan(value):
        return ""
    share = write_value(100 * value / n, "%", 0)
    return f"{window}: {write_number(value)} von {write_number(n)} ({share})"


def _figures(region: Region, code: str, year: int) -> Table | Note:
    """Return the region's indicators of this sphere of life, gaps first."""
    groups = GROUPS.get(code, ())
    one = profile(region, "", year)
    wanted = [i for i in catalogue().values() if i.id[0] in groups and i.rolle in SHOWN_ROLES]
    wanted.sort(key=lambda indicator: SHOWN_ROLES.index(indicator.rolle))
    names = [i.id for i in wanted if i.id in one.available]
    if not names:
        return Note("Der Kennzahlenkatalog hat zu diesem Lebensbereich hier keine Zahlen.")
    rows = known_rows(one, names)
    return Table(
        f"Kennzahlen zu diesem Lebensbereich: {region.name}",
        (Column("Kennzahl"), Column("Rolle"), Column(_parent_name(one), "right"),
         Column("Gebiete von – bis", "right"), Column("Stand")),
        tuple(_figure_row(one, name) for name in names),
        source=source_line(region, sources_of(rows)),
        note="Kontext beschreibt und wird nie gewertet. Von einem Gebiet lässt sich nicht auf "
        "einzelne Menschen schließen, und keine dieser Zahlen misst Diskriminierung.",
    )  # fmt: skip


def _parent_name(one: Profile) -> str:
    parents = one.region.parents_of(one.gebiet)
    return parents[-1].name if parents else one.name


def _figure_row(one: Profile, name: str) -> tuple[str, ...]:
    indicator, row = catalogue()[name], one.werte.loc[name]
    parents = one.region.parents_of(one.gebiet)
    whole = parent_value(one, name, parents[-1].gebiet) if parents else {"wert": row["wert"]}
    low, high = value_text(indicator, row["min"]), value_text(indicator, row["max"])
    role = {Role.LUECKE: "Lücke", Role.BEDARF: "Bedarf"}.get(Role(indicator.rolle), "Kontext")
    return (
        name_of(one.region, indicator),
        role,
        value_text(indicator, whole.get("wert", float("nan"))),
        f"{low} – {high}",
        date_text(str(row["stand"]), float(row["alter"])),
    )


def _published(code: str, name: str) -> Iterator[Block]:
    """Yield published figures, a table for each unit of counting."""
    nothing = True
    for unit in (one for one in units().values() if one.art == CASE_UNITS):
        told = [
            (one, row)
            for one in references().values()
            for merkmal in (code, *ALSO.get(code, ()))
            for row in published_rows(one, unit.code, merkmal)
        ]
        if told:
            nothing = False
            heads = ("Was", "Wer", "Jahr", "Wert", "Basis")
            columns = tuple(Column(h, "right" if h == "Wert" else "left") for h in heads)
            source = " ".join(dict.fromkeys(one.citation() for one, _ in told))
            caption, rows = f"Veröffentlicht, gezählt: {unit.mehrzahl}", (row for _, row in told)
            yield Table(caption, columns, tuple(rows), source=source)
    if nothing:
        yield Note(
            f"{name}: Die ausgewerteten Jahresberichte (ada.nrw, advd, Antidiskriminierungsstelle "
            "des Bundes, RIAS NRW) nennen dazu keine Zahl, die hier belegt ist."
        )


def _examples(region: Region, category: Category, code: str) -> Table | Note:
    """Return what was told, if it is public and nobody can be recognised in it."""
    belege = region.belege.released("oeffentlich").belege
    words = {category.name_of(one).casefold() for one in (code, *category.below(code))}
    chosen = [row for _, row in belege.iterrows() if _printable(region, row, words)]
    if not chosen:
        return Note(
            "Es gibt kein Fallbeispiel, das öffentlich freigegeben und verfremdet ist. Beispiele "
            "kommen als Beleg (Fallzahlen oder Gespräche) mit dem Thema des Lebensbereichs in "
            "belege.xlsx."
        )
    return Table(
        "Freigegebene, verfremdete Beispiele",
        (Column("Beispiel"), Column("Quelle"), Column("Stand")),
        tuple((str(r["aussage"]), str(r["quelle"]), date_text(str(r["stand"]))) for r in chosen),
    )


def _printable(region: Region, row: pd.Series, words: set[str]) -> bool:
    about = row["art"] in EXAMPLES and str(row["thema"]).strip().casefold() in words
    safe = row["verfremdet"] == "ja" and row["einwilligung"] != "nein"
    if not about or not safe:
        return False
    return not personal_findings(str(row["aussage"]), list(region.names.values()))
