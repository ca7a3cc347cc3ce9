"""Storing: imported figures in kennzahlen.csv, decisions and sources in region.toml.

An import replaces what stood for the same area, year and merkmal, and tells what it
changed.  Importing the same file again changes no byte.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from sozialraum.errors import DataError, Fault
from sozialraum.formats import plain_number, write_number
from sozialraum.sources.files import back_up, read_bytes, write_bytes
from sozialraum.sources.incoming.entry import ImportEntry, quoted, with_entry
from sozialraum.sources.recipe import KENNZAHLEN
from sozialraum.sources.registry import Source
from sozialraum.sources.settings import FILE, Parent
from sozialraum.sources.tables import COLUMNS, read_kennzahlen, write_kennzahlen

MOST_TOLD = 20
IDENTITY = ["gebiet", "jahr", "merkmal"]
_ONE_ONLY = "Das Blatt, das gilt, als eigene Datei speichern und einlesen."
_BOM = b"\xef\xbb\xbf"


def store_figures(folder: Path, figures: pd.DataFrame) -> list[str]:
    """Put figures into the region's table and return in German what that changed.

    A table of which a number changes is copied before; one that stays the same is not written.

    Raises
    ------
    DataError
        If the region keeps its figures in a workbook, or the table has faults.
    """
    path = folder / KENNZAHLEN
    if path.with_suffix(".xlsx").is_file():
        raise DataError(_workbook(path))
    earlier = read_kennzahlen(path) if path.is_file() else pd.DataFrame(columns=list(COLUMNS))
    merged, told = merge(earlier, figures)
    if len(told) > 1:
        back_up(path)
    if not (len(earlier) and _indexed(merged).equals(_indexed(earlier))):
        write_kennzahlen(merged, path)
    return told


def contradictions(tables: Sequence[tuple[str, pd.DataFrame]]) -> Iterator[Fault]:
    """Yield where two tables of one file give the same figure differently.

    Parameters
    ----------
    tables
        Place of each table and its figures.
    """
    known: dict[tuple[object, ...], tuple[str, str]] = {}
    for place, figures in tables:
        for row in figures.itertuples():
            key, text = tuple(getattr(row, name) for name in IDENTITY), _shown(row)
            first, earlier = known.setdefault(key, (place, text))
            if text != earlier:
                what = f"Dieselbe Angabe steht anders in {first}: {earlier}."
                found = f"{', '.join(map(str, key))}: {text}"
                yield Fault(what, place, None, "", found, "", _ONE_ONLY)


def merge(earlier: pd.DataFrame, figures: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return a table in which figures replace earlier ones of the same area, year, merkmal.

    The first of the German sentences counts, one more tells each number that changed.
    """
    old, new = _indexed(earlier), _indexed(figures)
    both = old.index.intersection(new.index)
    kept = old.drop(both)
    merged = pd.concat([part for part in (kept, new) if len(part)]).reset_index()
    changed = list(_changes(old.loc[both], new.loc[both]))
    counts = (len(new) - len(both), len(both) - len(changed), len(changed))
    words = ("neu", "unverändert", "geändert")
    listed = ", ".join(f"{write_number(n)} {w}" for n, w in zip(counts, words, strict=True))
    more = len(changed) - MOST_TOLD
    tail = [f"{write_number(more)} weitere Zahlen geändert."] if more > 0 else []
    return merged[list(COLUMNS)], [f"Zahlen: {listed}.", *changed[:MOST_TOLD], *tail]


def _indexed(frame: pd.DataFrame) -> pd.DataFrame:
    typed = frame[list(COLUMNS)].astype({"jahr": "int64", "wert": "float64"})
    return typed.set_index(IDENTITY).sort_index()


def _changes(old: pd.DataFrame, new: pd.DataFrame) -> Iterator[str]:
    for (gebiet, jahr, merkmal), before, after in zip(
        old.index, old.itertuples(), new.itertuples(), strict=True
    ):
        shown = [_shown(row) for row in (before, after)]
        if shown[0] != shown[1]:
            yield f"{gebiet}, {jahr}, {merkmal}: {shown[0]} → {shown[1]} (vorher {before.quelle})."


def _shown(row: Any) -> str:
    return plain_number(row.wert) or str(row.zeichen)


def _workbook(path: Path) -> Fault:
    return Fault(
        "Die Region führt ihre Zahlen in einer Arbeitsmappe.",
        file=path.with_suffix(".xlsx").name,
        expected=path.name,
        remedy="Die Mappe in der Tabellenkalkulation als kennzahlen.csv (CSV UTF-8, Semikolon) "
        "speichern und entfernen.",
    )


def store_decisions(
    folder: Path, entry: ImportEntry, source: Source | None, parents: Sequence[Parent]
) -> None:
    """Write an import, a new source and new areas of comparison into region.toml."""
    path = folder / FILE
    content = read_bytes(path)
    text = content.removeprefix(_BOM).decode("utf-8")
    blocks = [*map(_parent, parents), *([_source(source)] if source else [])]
    for block in blocks:
        text = f"{text.rstrip()}\n\n{block}"
    written = with_entry(text, entry).encode("utf-8")
    if content.removeprefix(_BOM) != written:
        write_bytes(path, (_BOM if content.startswith(_BOM) else b"") + written)


def _parent(parent: Parent) -> str:
    names = ("gebiet", "name", "ebene", "praefix")
    lines = [f"{name} = {quoted(getattr(parent, name))}" for name in names]
    return "\n".join(["[[uebergeordnet]]", *lines]) + "\n"


def _source(source: Source) -> str:
    given = {"kennung": source.id, "titel": source.titel, "herausgeber": source.herausgeber}
    lines = [f"{name} = {quoted(value)}" for name, value in given.items()]
    return "\n".join(["[[quelle]]", *lines]) + "\n"
