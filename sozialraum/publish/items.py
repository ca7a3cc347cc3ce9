"""Items: what a document consists of, whoever wrote it and whatever it is written as.

A *run* is a stretch of text in one style; a *grid* is a table whose cells are runs; a
*gap* is a place where only the specialist can write, printed as „[FACHKRAFT: …]“.
Tables and texts that blocks carry become grids and paragraphs, so that there is one
way to write them; headings, figures, maps, notes and gaps stay the blocks they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeAlias

from sozialraum.display.blocks import Column, Figure, Gap, Heading, Map, Note, Table

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
GAP = re.compile(r"\[FACHKRAFT:[^\]]*\]")


@dataclass(frozen=True)
class Run:
    """Text in one style; ``link`` is an address or empty.

    A run with a ``note`` has no text of its own: there a footnote is referred to.
    """

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    struck: bool = False
    gap: bool = False
    link: str = ""
    note: tuple[Run, ...] = ()


Runs: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of running text, perhaps quoted."""

    runs: Runs
    quoted: bool = False


@dataclass(frozen=True)
class Preformatted:
    """Text whose lines and blanks stay as they are."""

    text: str


@dataclass(frozen=True)
class ListEntry:
    """One entry of a list and the lists below it."""

    runs: Runs
    below: tuple[ListItems, ...] = ()


@dataclass(frozen=True)
class ListItems:
    """A list with bullets, or with numbers from ``first`` on."""

    entries: tuple[ListEntry, ...]
    ordered: bool = False
    first: int = 1


@dataclass(frozen=True)
class Rule:
    """A line between two parts, or only a break: what follows begins on a new page."""

    new_page: bool = False


@dataclass(frozen=True)
class Grid:
    """A table; the first cell of a row names it.

    ``foreign`` is one that somebody else's program made; it may write numbers in English.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Runs, ...], ...]
    caption: str = ""
    source: str = ""
    note: str = ""
    foreign: bool = False


@dataclass(frozen=True)
class Picture:
    """A picture that no block describes: pasted, or drawn by somebody's own code."""

    data: bytes
    kind: str
    alternative: str
    caption: str = ""


Written: TypeAlias = Heading | Paragraph | Preformatted | ListItems | Rule
Item: TypeAlias = Written | Grid | Picture | Figure | Map | Note | Gap


def plain_text(runs: Iterable[Run]) -> str:
    """Return the text of runs without their styles."""
    return "".join(run.text for run in runs)


def styled(text: str) -> Runs:
    """Return plain text as runs in which gaps are marked.

    >>> [run.gap for run in styled("Treff: [FACHKRAFT: wo?].")]
    [False, True, False]
    """
    return mark_gaps((Run(text),))


def mark_gaps(runs: Runs) -> Runs:
    """Return runs cut so that each „[FACHKRAFT: …]“ is marked, across styles too."""
    text = plain_text(runs)
    spans = [match.span() for match in GAP.finditer(text)]
    if not spans:
        return runs
    cuts = sorted({edge for span in spans for edge in span})
    pieces: list[Run] = []
    start = 0
    for run in runs:
        end = start + len(run.text)
        edges = [start, *(cut for cut in cuts if start < cut < end), end]
        for left, right in pairwise(edges):
            inside = any(first <= left < last for first, last in spans)
            pieces.append(replace(run, text=text[left:right], gap=inside))
        start = end
    return tuple(pieces)


def grid_from_table(table: Table) -> Grid:
    """Return the table of a block as a grid, with the links of its rows."""
    links = table.links or ("",) * len(table.rows)
    rows = tuple(
        (_linked(row[0], link), *(styled(cell) for cell in row[1:]))
        for row, link in zip(table.rows, links, strict=True)
    )
    return Grid(table.columns, rows, table.caption, table.source, table.note)


def _linked(text: str, link: str) -> Runs:
    return (Run(text, link=safe_link(link)),) if link else styled(text)


def safe_link(address: str) -> str:
    """Return an address that may stand in a document, ``""`` for any other scheme.

    >>> safe_link("https://example.org/a"), safe_link("bericht.html"), safe_link("javascript:x")
    ('https://example.org/a', 'bericht.html', '')
    """
    scheme = _SCHEME.match(address)
    known = scheme is None or scheme.group(1).lower() in ("http", "https", "mailto")
    return address if known and not address.startswith("//") else ""


def texts_of(item: Item) -> Iterator[str]:
    """Yield every text of an item in which a gap can stand."""
    if isinstance(item, Paragraph):
        yield plain_text(item.runs)
    elif isinstance(item, ListItems):
        for entry in item.entries:
            yield plain_text(entry.runs)
            for below in entry.below:
                yield from texts_of(below)
    elif isinstance(item, Grid):
        for row in item.rows:
            yield from (plain_text(cell) for cell in row)
    elif isinstance(item, Heading | Note | Preformatted):
        yield item.text


def runs_of(item: Item) -> Iterator[Run]:
    """Yield every run of an item in reading order."""
    if isinstance(item, Paragraph):
        yield from item.runs
    elif isinstance(item, ListItems):
        for entry in item.entries:
            yield from entry.runs
            for below in entry.below:
                yield from runs_of(below)
    elif isinstance(item, Grid):
        for cell in (cell for row in item.rows for cell in row):
            yield from cell


def notes_of(item: Item) -> tuple[Runs, ...]:
    """Return the footnotes that an item refers to."""
    return tuple(run.note for run in runs_of(item) if run.note)


def count_gaps(items: Iterable[Item]) -> int:
    """Return how many open places there are: gap blocks and „[FACHKRAFT: …]“ in texts."""
    return sum(
        1
        if isinstance(item, Gap)
        else sum(
            len(GAP.findall(text)) for text in (*texts_of(item), *map(plain_text, notes_of(item)))
        )
        for item in items
    )
