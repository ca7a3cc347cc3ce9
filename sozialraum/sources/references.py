"""References between the rows of a workbook's sheets: to be found, and of the right kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from sozialraum.errors import Fault, suggest
from sozialraum.sources.schema import Column, Schema, Sheet
from sozialraum.sources.sheets import LINE, Book

MOST_LISTED = 12


def reference_faults(book: Book, schema: Schema) -> list[Fault]:
    """Return references that lead nowhere, to a row of the wrong kind, or in a circle."""
    faults = []
    for name, sheet in schema.items():
        for column in sheet.spalten:
            if column.verweis and column.verweis not in book.unread:
                for key, line, target in references(book.frames[name], column):
                    fault = _fault(key, target, sheet, column, book, schema)
                    if fault:
                        what, remedy = fault
                        file = book.names[name]
                        faults.append(Fault(what, file, line, column.titel, target, remedy=remedy))
    return faults


def references(frame: pd.DataFrame, column: Column) -> Iterator[tuple[str, int, str]]:
    """Yield key of the row, its line and each id that it refers to."""
    for key, line, targets in zip(frame.index, frame[LINE], frame[column.name], strict=True):
        listed = (targets,) if isinstance(targets, str) else targets
        yield from ((str(key), int(line), target) for target in listed if target)


def nearest(wanted: str, known: Iterable[str]) -> str:
    """Return a remedy for an id that is not known: what may be meant, or all there are.

    >>> nearest("G9", ["G1", "G2"]), nearest("G9", [])
    ('Bekannt sind: G1, G2.', 'Die Zeile mit dieser ID ergänzen oder den Verweis löschen.')
    """
    ids = list(dict.fromkeys(str(one) for one in known))
    if not 0 < len(ids) <= MOST_LISTED:
        listed = "Die Zeile mit dieser ID ergänzen oder den Verweis löschen."
    else:
        listed = f"Bekannt sind: {', '.join(ids)}."
    return suggest(wanted, ids) or listed


def kept(ids: tuple[str, ...], frame: pd.DataFrame) -> tuple[str, ...]:
    """Return the ids that are rows of a table."""
    return tuple(one for one in ids if one in frame.index)


def _fault(
    key: str, target: str, sheet: Sheet, column: Column, book: Book, schema: Schema
) -> tuple[str, str] | None:
    """Return what is wrong with one reference and what to do, None if it is right."""
    known = book.frames[column.verweis].index
    wanted = schema[column.verweis].titel
    if target in known:
        return None
    if target == key:
        remedy = f"Hier nur IDs aus dem Blatt {wanted} eintragen."
        return "Die Zeile verweist auf sich selbst: der Verweis läuft im Kreis.", remedy
    elsewhere = [
        name
        for name, frame in book.frames.items()
        if frame.index.name == "id" and target in frame.index
    ]
    if elsewhere:
        other = schema[elsewhere[0]].titel
        circle = _leads_back(target, elsewhere[0], key, book.frames, schema)
        what = f"Diese ID steht im Blatt {other}, nicht im Blatt {wanted}."
        if circle:
            what += " Beide verweisen aufeinander: der Verweis läuft im Kreis."
        return what, f"Hier nur IDs aus dem Blatt {wanted} eintragen."
    return f"Diese ID gibt es im Blatt {wanted} nicht.", nearest(target, known)


def _leads_back(
    start: str, sheet: str, goal: str, frames: Mapping[str, pd.DataFrame], schema: Schema
) -> bool:
    """Return whether the references of a row lead to another, over any number of rows."""
    seen: set[tuple[str, str]] = set()
    ahead = [(sheet, start)]
    while ahead:
        name, key = ahead.pop()
        if (name, key) in seen:
            continue
        seen.add((name, key))
        for column in schema[name].spalten:
            if column.verweis:
                found = [t for k, _, t in references(frames[name], column) if k == key]
                if goal in found:
                    return True
                ahead += [(n, t) for n, f in frames.items() for t in found if t in f.index]
    return False
