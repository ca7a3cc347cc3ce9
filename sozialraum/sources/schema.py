"""Schemas of the workbooks that specialists fill in: sheets and columns as data.

``evidence.toml`` and ``plan.toml`` say once what a sheet is called, which columns it has,
what a cell may hold and what is said to whoever fills it in.  Reading, checking and the
empty forms follow from it, so that a form never asks for what the reader refuses.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from sozialraum.formats import slug
from sozialraum.programme import AUDIENCES, BELEGARTEN, ECKPUNKTE, LUECKEN, RICHTUNGEN, ZUSTAENDIG
from sozialraum.sources.texts import EXAMPLE as EXAMPLE  # what forms and their readers share

LISTS: Mapping[str, Mapping[str, str]] = {
    "eckpunkte": ECKPUNKTE,
    "belegarten": BELEGARTEN,
    "richtungen": RICHTUNGEN,
    "luecken": LUECKEN,
    "zustaendig": ZUSTAENDIG,
    "freigabe": dict(zip(AUDIENCES, ("intern", "Förderer", "öffentlich"), strict=True)),
    "bedarfsarten": {
        "normativ": "normativ",
        "empfunden": "empfunden",
        "geaeussert": "geäußert",
        "vergleichend": "vergleichend",
    },
    "nadeln": {"gern": "gern", "ungern": "ungern", "angst": "Angst", "treff": "Treffpunkt"},
}
"""Lists of words: code in tables → word for people."""

ALIASES = {"ikoe": "IKO"}
KINDS = (
    "id", "text", "code", "yesno", "number", "whole", "date", "areas", "ids", "indicators",
    "eckpunkte", "x", "y",
)  # fmt: skip
"""What a cell may hold; see `cells`."""


@dataclass(frozen=True)
class Column:
    """One column of a sheet.

    Parameters
    ----------
    name, titel
        Name in code and in CSV files; heading that people read.  Both are understood.
    art
        One of `KINDS`.
    hinweis
        What is said to whoever fills the column in.
    pflicht
        Whether a row must fill it.
    breite
        Width in the form, in characters.
    beispiel
        Cell of the example row.
    liste, werte
        For codes: one of `LISTS`, or the words themselves.
    vorgabe
        What an empty cell means.
    von, bis
        Smallest and largest number.
    verweis
        For ids: the sheet whose rows are meant.
    zukunft
        For dates: whether they may lie ahead.
    """

    name: str
    titel: str
    art: str
    hinweis: str
    pflicht: bool = False
    breite: int = 16
    beispiel: str = ""
    liste: str = ""
    werte: tuple[str, ...] = ()
    vorgabe: str = ""
    von: float | None = None
    bis: float | None = None
    verweis: str = ""
    zukunft: bool = False

    @property
    def choices(self) -> Mapping[str, str]:
        """Words that the cell may hold: code → word for people."""
        return LISTS[self.liste] if self.liste else {word: word for word in self.werte}

    @property
    def codes(self) -> Mapping[str, str]:
        """Code by every folded way to write it."""
        named = {fold(word): code for code, word in self.choices.items()}
        also = {name: code for name, code in ALIASES.items() if code in self.choices}
        return named | also | {fold(code): code for code in self.choices}


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook, or one CSV file."""

    name: str
    titel: str
    text: str
    spalten: tuple[Column, ...]

    @property
    def columns(self) -> Mapping[str, Column]:
        """Columns by name."""
        return {column.name: column for column in self.spalten}

    @property
    def headings(self) -> Mapping[str, str]:
        """Name of the column by every folded heading under which it is understood."""
        titles = {fold(column.titel): column.name for column in self.spalten}
        return titles | {fold(column.name): column.name for column in self.spalten}


Schema = Mapping[str, Sheet]
"""Sheets by name, in their order."""

NAMES = ("evidence", "plan")


def fold(text: str) -> str:
    """Return a word without case, umlauts and signs, as it is compared.

    >>> fold("Lücke"), fold(" Angebot ausreichend? "), fold("nicht nötig")
    ('luecke', 'angebot_ausreichend', 'nicht_noetig')
    """
    return slug(text).replace("-", "_")


@cache
def schema(name: str) -> Schema:
    """Return the sheets of ``evidence`` or ``plan`` by name, in their order."""
    text = files("sozialraum.sources").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return {entry["name"]: _sheet(entry) for entry in tomllib.loads(text)["blatt"]}


def schema_of(sheets: Collection[str]) -> Schema:
    """Return the schema that has sheets of these names."""
    return next(found for name in NAMES if set(sheets) <= set(found := schema(name)))


def _sheet(entry: Mapping[str, Any]) -> Sheet:
    columns = tuple(_column(raw) for raw in entry["spalte"])
    return Sheet(entry["name"], entry["titel"], entry["text"], columns)


def _column(raw: Mapping[str, Any]) -> Column:
    column = Column(**{**raw, "werte": tuple(raw.get("werte", ()))})
    if column.art not in KINDS or (column.liste and column.liste not in LISTS):
        raise AssertionError(f"unknown kind or list in the schema: {column}")
    return column
