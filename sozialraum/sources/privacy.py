"""Privacy: texts in which somebody may be recognised.

The search only gives hints, for a person to look at.  What it finds is not repeated in
full: a hint that is printed or logged must not spread what it warns of.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Protocol, TypeVar

import pandas as pd

from sozialraum.errors import Fault
from sozialraum.sources.places import MAIL
from sozialraum.sources.schema import Schema, Sheet, schema_of
from sozialraum.sources.sheets import LINE, place

SHOWN = 2
"""Letters of what was found that a hint repeats."""

_DATE = re.compile(r"\d{1,2}\.\s?\d{1,2}\.\s?\d{2,4}|\d{4}-\d{1,2}(-\d{1,2})?")
_PHONE = re.compile(
    r"(?<![\w,.])(?:\+\d{2}|0)[\s/()-]*\d(?:[\s/()-]*\d){5,}"
    r"|(?i:\b(?:tel(?:efon)?|mobil|handy|fon|fax|ruf(?:nummer)?)\b\.?:?)\s*[\d+(][\d\s/()-]{4,}"
)
_AT = re.compile(r"\S+\s?[\[(](?:at|ät)[\])]\s?\S+", re.IGNORECASE)
_LABEL = re.compile(r"\b(?:(?:Vor|Nach|Familien)?[Nn]ame|Ansprechpartner(?:in)?)\s*:\s*\w")
_AGE = re.compile(
    r"\b\d{1,2}\s?-?(?:Jahre?\b|jährig\w*|J\.)|\(\d{1,2}\)|\bJahrgang\s+\d{2,4}"
    r"|\bgeb(?:oren|\.)\s|\bAlter:?\s+(?:von\s+)?\d{1,2}|\b(?:Anfang|Mitte|Ende)\s+\d0\b"
)
_PLACE = re.compile(
    r"\w(?:straße|str\.|weg|platz|allee|gasse)\b|\b\d{5}\b|\bUnterkunft|\bWohnheim"
    r"|\b(?:in|bei)\s+(?!Deutsch|NRW)[A-ZÄÖÜ]\w+"
)


@dataclass(frozen=True)
class Finding:
    """Something in a text by which somebody may be recognised.

    Parameters
    ----------
    was
        What it looks like, German.
    stelle
        Its first letters.
    """

    was: str
    stelle: str


class Sheeted(Protocol):
    """What a workbook of specialists becomes: evidence or plan."""

    @property
    def sheets(self) -> Mapping[str, pd.DataFrame]:
        """Tables by the name of their sheet."""

    @property
    def file(self) -> str:
        """Name of the file."""


def personal_findings(
    text: str, places: Collection[str] = (), *, local: bool = False
) -> list[Finding]:
    """Return what in a text may point to a person.

    Parameters
    ----------
    text
        What somebody wrote.
    places
        Names of areas.
    local
        Whether the place is known from elsewhere, so that the text need not name it.

    Examples
    --------
    >>> [found.was for found in personal_findings("Frau Muster, Tel. 0221 123456")]
    ['ein Name', 'eine Telefonnummer']
    >>> personal_findings("Drei Kita-Leitungen sagen, dass Eltern den Aushang nicht lesen.")
    []
    """
    searched = (
        ("ein Name", _name(), text),
        ("ein Name", _LABEL, text),
        ("eine Telefonnummer", _PHONE, _DATE.sub(" ", text)),
        ("eine E-Mail-Adresse", MAIL, text),
        ("eine E-Mail-Adresse", _AT, text),
    )
    found = [
        Finding(what, _masked(hit[0]))
        for what, pattern, where in searched
        if (hit := pattern.search(where))
    ]
    return [*dict.fromkeys(found), *_combination(text, places, local)]


def privacy_hints(book: Sheeted, places: Collection[str] = ()) -> tuple[str, ...]:
    """Return German hints on texts of a workbook in which somebody may be recognised.

    Parameters
    ----------
    book
        Evidence or a plan.
    places
        Names of the region's areas.
    """
    schema = schema_of(book.sheets)
    return tuple(str(fault) for fault in _hints(book, schema, places))


Book = TypeVar("Book", bound=Sheeted)


def guarded(book: Book, places: Collection[str] = ()) -> Book:
    """Return a workbook in which rows that may point to a person are for internal use only.

    Whatever their release says: an edition that leaves the house never names somebody.
    """
    schema = schema_of(book.sheets)
    frames = {}
    for name, frame in book.sheets.items():
        texts = [c.name for c in schema[name].spalten if c.art == "text" and c.name != "notiz"]
        named = [
            any(
                personal_findings(str(row[text]), places, local=bool(row.get("gebiet")))
                for text in texts
            )
            for _, row in frame.iterrows()
        ]
        level = frame["freigabe"].mask(pd.Series(named, index=frame.index, dtype=bool), "intern")
        frames[name] = frame.assign(freigabe=level)
    return replace(book, **frames)  # type: ignore[type-var]


def _hints(book: Sheeted, schema: Schema, places: Collection[str]) -> Iterator[Fault]:
    for name, frame in book.sheets.items():
        texts = [column for column in schema[name].spalten if column.art == "text"]
        for _, row in frame.iterrows():
            # A row on one area says the place already.
            local = bool(row.get("gebiet"))
            for column in texts:
                for found in personal_findings(str(row[column.name]), places, local=local):
                    yield _hint(found, book.file, schema[name], int(row[LINE]), column.titel)


def _hint(found: Finding, file: str, sheet: Sheet, line: int, title: str) -> Fault:
    return Fault(
        f"Hinweis: Hier steht vermutlich {found.was}.",
        file=place(file, sheet),
        row=line,
        column=title,
        found=found.stelle,
        remedy="Weglassen oder so verfremden, dass niemand zu erkennen ist.",
    )


def _combination(text: str, places: Collection[str], local: bool) -> list[Finding]:
    origin, age = _origin().search(text), _AGE.search(text)
    named = local or _PLACE.search(text) or any(name and name in text for name in places)
    what = "eine Person, die an Herkunft, Ort und Alter zusammen zu erkennen ist"
    return [Finding(what, _masked(origin[0]))] if origin and age and named else []


def _masked(text: str) -> str:
    """Return the first letters only.

    >>> _masked("Frau Muster")
    'Fr…'
    """
    return f"{text.strip()[:SHOWN]}…"


@cache
def _words(name: str) -> str:
    """Return one alternative of all words of a list in ``privacy.toml``."""
    text = files("sozialraum.sources").joinpath("privacy.toml").read_text(encoding="utf-8")
    return "|".join(tomllib.loads(text)[name])


@cache
def _name() -> re.Pattern[str]:
    """Return what finds a salutation or first name with a name behind it."""
    before = rf"(?:{_words('anreden')})\s+(?:(?:Dr|Prof)\.\s+)*|(?:{_words('vornamen')})\s+"
    return re.compile(rf"\b(?:{before})[A-ZÄÖÜÇŞİ][\w.'-]*")


@cache
def _origin() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_words('herkunft')})\w*", re.IGNORECASE)
