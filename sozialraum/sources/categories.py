"""The category scheme of antidiscrimination work: what is counted, and in which unit.

A *category* (Machtverhältnis, Lebensbereich …) has *answers* (``auspraegung``) with ASCII
codes and German names.  An answer may have a broader one (``ober``); its *level*
(``stufe``) says how broad it is, from 1 fine to 4 coarse.  A *counting unit* is what a
number is a number of; numbers of different units are never added.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from sozialraum.errors import suggest
from sozialraum.formats import slug

FILE = "categories.toml"

SINGLE, MULTIPLE, TOTAL, FLOW, STATION, STRUCTURE = (
    "einfach", "mehrfach", "gesamt", "bewegung", "stelle", "struktur",
)  # fmt: skip
"""Kinds of categories (``art``): the first two break the cases of a year down."""

CASE_UNITS = "fall"
"""Kind of the units in which cases are counted: Fall, Anfrage, Vorfall, Meldung."""

LEVELS: Mapping[int, str] = MappingProxyType(
    {1: "fein", 2: "Hauptausprägungen", 3: "Gruppen", 4: "grobe Gruppen"}
)
"""Name of each level, from fine to coarse."""

_KREIS = re.compile(r"0[1-9]\d{3}|1[0-6]\d{3}")


@dataclass(frozen=True)
class Unit:
    """A counting unit: code, German names, kind (``fall``, ``stelle`` or ``struktur``)."""

    code: str
    name: str
    mehrzahl: str
    art: str


@dataclass(frozen=True)
class Answer:
    """One answer of a category.

    Parameters
    ----------
    code, name
        ASCII code in files, German name for people.
    ober
        Code of the broader answer into which it is merged, ``""`` at the top.
    stufe
        How broad it is: 1 fine, 2 main, 3 group, 4 coarse.
    agg
        Whether § 1 AGG names it (only for the Machtverhältnisse).
    zaehleinheit
        Code of its own unit, ``""`` where it is counted in cases.
    """

    code: str
    name: str
    ober: str = ""
    stufe: int = 2
    agg: bool = False
    zaehleinheit: str = ""


@dataclass(frozen=True)
class Category:
    """A category with its answers by code, in the order of the scheme.

    Parameters
    ----------
    code, name
        ASCII code in files, German name for people.
    art
        One of the kinds above.
    answers
        All answers, groups included.
    leer
        Code of the answer of cases that tell nothing, ``""`` if there is none.
    raum
        Whether keys of Kreise are answers too; nothing smaller ever is.
    """

    code: str
    name: str
    art: str
    answers: Mapping[str, Answer]
    leer: str = ""
    raum: bool = False

    @property
    def breaks_down(self) -> bool:
        """Whether it breaks the cases of a year down, so that crosstabs make sense."""
        return self.art in (SINGLE, MULTIPLE)

    @property
    def multiple(self) -> bool:
        """Whether a case may have several answers."""
        return self.art == MULTIPLE

    @property
    def levels(self) -> tuple[int, ...]:
        """The levels at which it can be cut, from fine to coarse."""
        return tuple(sorted({answer.stufe for answer in self.answers.values()}))

    @property
    def leaves(self) -> tuple[str, ...]:
        """The answers that a case can be given: those that no other makes finer."""
        return self.narrowest(self.answers)

    @property
    def counted(self) -> tuple[str, ...]:
        """The answers that a complete table of counts lists.

        Where a case may have several, the broader ones too: nobody can add them up later.
        """
        return tuple(self.answers) if self.multiple else self.leaves

    @property
    def crossed(self) -> tuple[str, ...]:
        """Those of the answers counted that a complete crosstab lists: main and broader ones."""
        return tuple(code for code in self.counted if self.answers[code].stufe > 1)

    def find(self, text: str) -> str:
        """Return the code of an answer by its code or name, ``""`` if there is none.

        >>> categories()["lebensbereich"].find("Ämter, Behörden")
        'aemter'
        """
        if self.raum and _KREIS.fullmatch(text.strip()):
            return text.strip()
        return _by_word(self.code).get(fold(text), "")

    def name_of(self, code: str) -> str:
        """Return the German name of an answer; a Kreis keeps its key."""
        return self.answers[code].name if code in self.answers else code

    def above(self, code: str) -> Iterator[str]:
        """Yield the broader answers of an answer, the next one first."""
        yield from self._above.get(code, ())

    def below(self, code: str) -> tuple[str, ...]:
        """Return all narrower answers of an answer, in the order of the scheme."""
        return self._below.get(code, ())

    @cached_property
    def _above(self) -> Mapping[str, tuple[str, ...]]:
        def up(code: str) -> Iterator[str]:
            while code in self.answers and self.answers[code].ober:
                code = self.answers[code].ober
                yield code

        return {code: tuple(up(code)) for code in self.answers}

    @cached_property
    def _below(self) -> Mapping[str, tuple[str, ...]]:
        held: dict[str, list[str]] = {}
        for code in self.answers:
            for up in self._above[code]:
                held.setdefault(up, []).append(code)
        return {up: tuple(codes) for up, codes in held.items()}

    def at_level(self, code: str, stufe: int) -> str:
        """Return the broadest answer above (or the same) that is no broader than a level.

        >>> power = categories()["machtverhaeltnis"]
        >>> [power.at_level("sprache", stufe) for stufe in power.levels]
        ['sprache', 'sprache', 'zugehoerigkeit', 'weitere']
        """
        allowed = [up for up in self.above(code) if self.answers[up].stufe <= stufe]
        return allowed[-1] if allowed else code

    def with_multiple(self) -> Category:
        """Return the category as a station counts it that allows several answers."""
        return replace(self, art=MULTIPLE)

    def narrowest(self, codes: Collection[str]) -> tuple[str, ...]:
        """Return those of some answers that none of the others makes finer."""
        broader = {up for code in codes for up in self.above(code)}
        return tuple(code for code in codes if code not in broader)

    def broadest(self, codes: Collection[str]) -> tuple[str, ...]:
        """Return those of some answers that none of the others holds."""
        return tuple(code for code in codes if not set(self.above(code)) & set(codes))


def fold(text: str) -> str:
    """Return a word as codes are written: lower case, ASCII, joined by underscores.

    >>> fold(" Verursachende Seite"), fold("Zähleinheit")
    ('verursachende_seite', 'zaehleinheit')
    """
    return slug(text).replace("-", "_")


@cache
def categories() -> Mapping[str, Category]:
    """Return all categories by code, in the order of the scheme.

    Examples
    --------
    >>> categories()["machtverhaeltnis"].name, categories()["ergebnis"].multiple
    ('Machtverhältnis', False)
    """
    entries = _scheme()["kategorien"]
    return MappingProxyType({code: _category(code, dict(raw)) for code, raw in entries.items()})


@cache
def crosstabs() -> tuple[tuple[Category, Category], ...]:
    """Return the pairs of categories that a complete table of counts crosses."""
    known = categories()
    return tuple((known[one], known[other]) for one, other in _scheme()["kreuztabellen"])


@cache
def units() -> Mapping[str, Unit]:
    """Return all counting units by code.

    >>> [unit.code for unit in units().values() if unit.art == CASE_UNITS]
    ['fall', 'anfrage', 'vorfall', 'meldung']
    """
    entries = _scheme()["zaehleinheiten"]
    return MappingProxyType({code: Unit(code, **raw) for code, raw in entries.items()})


def find_category(text: str) -> str:
    """Return the code of a category by its code or name, ``""`` if there is none."""
    wanted = fold(text)
    found = (c.code for c in categories().values() if wanted in (c.code, fold(c.name)))
    return next(found, "")


def find_unit(text: str) -> str:
    """Return the code of a counting unit by its code or one of its names, else ``""``.

    >>> find_unit("Fälle"), find_unit("Stück")
    ('fall', '')
    """
    wanted = fold(text)
    found = (u.code for u in units().values() if wanted in (u.code, fold(u.name), fold(u.mehrzahl)))
    return next(found, "")


def closest_category(text: str) -> str:
    """Return „Meinten Sie …?“ with the closest codes of categories, or an empty text."""
    return suggest(fold(text), categories())


def closest_answer(category: str, text: str) -> str:
    """Return „Meinten Sie …?“ with the closest codes of a category's answers, or nothing."""
    return suggest(fold(text), categories()[category].answers)


def _scheme() -> dict[str, Any]:
    text = files("sozialraum.sources").joinpath(FILE).read_text(encoding="utf-8")
    return tomllib.loads(text)


def _category(code: str, raw: dict[str, Any]) -> Category:
    answers = {name: Answer(name, **entry) for name, entry in raw.pop("auspraegungen").items()}
    return Category(code, answers=MappingProxyType(answers), **raw)


@cache
def _by_word(category: str) -> Mapping[str, str]:
    """Return the code of each answer by its folded code and its folded name."""
    answers = categories()[category].answers.values()
    return {fold(a.name): a.code for a in answers} | {fold(a.code): a.code for a in answers}
