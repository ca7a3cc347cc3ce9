"""What lies across a document: pages that begin anew, citations, notes at its end.

Word and PDF have footnotes.  What has none gets its notes as a numbered list at the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import count

from sozialraum.display.blocks import Heading
from sozialraum.formats import MISSING
from sozialraum.publish.items import (
    Grid,
    Item,
    ListEntry,
    ListItems,
    Paragraph,
    Rule,
    Run,
    Runs,
    notes_of,
    plain_text,
    styled,
)

ANNEX, AREAS = "Anhang", "Die Sozialräume"
ALONE = ("In einfacher Sprache",)
"""Chapters that are also handed out alone: they begin and end with a page."""
MOST_CITED = 3
"""Sources that a footnote cites in full; of more it only says where they are listed."""
SOURCES, NOTES = "Quellen", "Anmerkungen"
_NOTHING = ("", "nicht genannt", MISSING)
END = "#a-anmerkungen"
"""Where a web page has the heading of its notes."""


def page_starts(items: Sequence[Item]) -> frozenset[int]:
    """Return the places of items that begin a new page.

    These are what follows ``\\pagebreak``, the annex, what is handed out alone, and each
    area of an agency's document.

    >>> page_starts((Heading(1, "Lage"), Heading(1, "Anhang: Kennzahlen")))
    frozenset({1})
    """
    found: set[int] = set()
    chapter = ""
    for place, item in enumerate(items):
        before = items[place - 1] if place else None
        if isinstance(before, Rule) and before.new_page:
            found.add(place)
        if not isinstance(item, Heading):
            continue
        if item.level == 1:
            alone = item.text.startswith(ANNEX) or item.text == AREAS
            alone = alone or item.text in ALONE or chapter in ALONE
            chapter = item.text
        else:
            alone = item.level == 2 and chapter == AREAS and not isinstance(before, Heading)
        if alone:
            found.add(place)
    return frozenset(found - {0})


def citations(items: Sequence[Item]) -> Mapping[int, Runs]:
    """Return a footnote for each item that names one to three sources for the first time.

    The chapter on sources has tables whose first cell is the short name that stands below
    tables and pictures; what stands beside it there is the full citation.

    >>> from sozialraum.display.blocks import Column
    >>> own = Grid((), (), source="Amt 1; eigene Zählung")
    >>> listed = Grid((Column("Kurz"), Column("Titel")), (((Run("Amt 1"),), (Run("Zahlen"),)),))
    >>> plain_text(citations((own, Heading(1, "Quellen"), listed))[0])
    'Amt 1: Zahlen.'
    """
    chapter, full = _listed(items)
    found: dict[int, Runs] = {}
    pointed = False
    for place, item in enumerate(items):
        names = _named(getattr(item, "source", ""), full)
        if len(names) > MOST_CITED:
            if pointed:
                continue
            found[place] = styled(f"Alle Angaben zu diesen Quellen: Kapitel „{chapter}“.")
            pointed = True
        elif names:
            found[place] = styled(" ".join(f"{name}: {full.pop(name)}" for name in names))
    return found


def _named(source: str, full: Mapping[str, str]) -> list[str]:
    """Return the short names in a line of sources, in its order, each once."""
    names = "|".join(re.escape(name) for name in sorted(full, key=len, reverse=True))
    return list(dict.fromkeys(re.findall(names, source))) if names and source else []


def _listed(items: Iterable[Item]) -> tuple[str, dict[str, str]]:
    """Return the chapter on sources and what it says of each, by its short name."""
    listed: dict[str, str] = {}
    chapter = ""
    inside = False
    for item in items:
        if isinstance(item, Heading):
            inside = SOURCES in item.text
            chapter = item.text if inside else chapter
        elif inside and isinstance(item, Grid):
            for row in item.rows:
                short = plain_text(row[0]).strip() if row else ""
                if short and len(row) > 1:
                    listed[short] = _citation(item, row)
    return chapter, listed


def _citation(grid: Grid, row: tuple[Runs, ...]) -> str:
    """Return „Amt: Titel. Stand 31.12.2024. Lizenz dl-de/by-2-0.“ from a row of the list."""
    cells = [plain_text(cell).strip() for cell in row]
    first, *others = zip((column.title for column in grid.columns[1:]), cells[1:], strict=True)
    said = [first[1], *(f"{title} {text}" for title, text in others if text not in _NOTHING)]
    return " ".join(f"{text.rstrip('.')}." for text in said if text)


def with_endnotes(items: Sequence[Item]) -> tuple[Item, ...]:
    """Return items whose footnotes are numbers in brackets and a list at the end."""
    notes = [note for item in items for note in notes_of(item)]
    if not notes:
        return tuple(items)
    numbers = count(1)
    body = [_numbered(item, numbers) for item in items]
    entries = tuple(ListEntry(note) for note in notes)
    return (*body, Heading(1, NOTES), ListItems(entries, ordered=True))


def _numbered(item: Item, numbers: count[int]) -> Item:
    if isinstance(item, Paragraph):
        return replace(item, runs=_marked(item.runs, numbers))
    if isinstance(item, ListItems):
        return replace(item, entries=tuple(_entry(entry, numbers) for entry in item.entries))
    if isinstance(item, Grid):
        rows = tuple(tuple(_marked(cell, numbers) for cell in row) for row in item.rows)
        return replace(item, rows=rows)
    return item


def _entry(entry: ListEntry, numbers: count[int]) -> ListEntry:
    runs = _marked(entry.runs, numbers)
    below = tuple(
        replace(one, entries=tuple(_entry(e, numbers) for e in one.entries)) for one in entry.below
    )
    return ListEntry(runs, below)


def _marked(runs: Runs, numbers: count[int]) -> Runs:
    return tuple(Run(f"[{next(numbers)}]", link=END) if run.note else run for run in runs)
