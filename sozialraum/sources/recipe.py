"""How the figures of an embedded region come out of the raw files.

``herkunft.toml`` in the region's folder declares it (see `provenance`).  Where several
columns are named for a *merkmal* they are added up, and a sum of which one part is
missing is missing.  Where two tables give the same figure, the one declared first wins.

Run as ``python -m sozialraum.sources.recipe data/nrw ../shared/data/raw``, which
rewrites ``data/nrw/kennzahlen.csv`` byte for byte.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import pandas as pd

from sozialraum.errors import DataError, Fault, SozialraumError, raise_all, suggest
from sozialraum.formats import write_number
from sozialraum.sources.genesis import existing
from sozialraum.sources.provenance import FILE, READERS, Part, Provenance, Table, read_provenance
from sozialraum.sources.tables import COLUMNS, write_kennzahlen

KENNZAHLEN = "kennzahlen.csv"

_WITHOUT_VALUE = (".", "x", "/", "...")


def main(arguments: Sequence[str]) -> int:
    """Rewrite the long table of a region from the raw files and say what it holds."""
    if len(arguments) != 2:
        print("Aufruf: python -m sozialraum.sources.recipe REGION ROHDATEN", file=sys.stderr)
        return 2
    folder, raw = map(Path, arguments)
    try:
        frame = build(folder, raw)
        write_kennzahlen(frame, folder / KENNZAHLEN)
    except SozialraumError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{folder / KENNZAHLEN}: {summary(frame)}")
    return 0


def summary(frame: pd.DataFrame) -> str:
    """Return in one German line how much a long table holds."""
    merkmale, areas = (write_number(frame[name].nunique()) for name in ("merkmal", "gebiet"))
    years = f"{frame['jahr'].min()}–{frame['jahr'].max()}"
    return f"{write_number(len(frame))} Zeilen, {merkmale} Merkmale, {areas} Gebiete, {years}"


def build(folder: Path, raw: Path) -> pd.DataFrame:
    """Return the long table that a region's ``herkunft.toml`` declares.

    Parameters
    ----------
    folder
        Folder of the region.
    raw
        Folder of the raw files.

    Raises
    ------
    DataError
        If the declaration or a raw file has faults, a declared column does not exist,
        or a merkmal ends up without any figure.
    """
    provenance = read_provenance(folder / FILE)

    @cache
    def read(leser: str, datei: str) -> pd.DataFrame:
        frame = existing(READERS[leser](raw / datei))
        frame.attrs = {}  # pandas copies them deeply in every step, even for each group
        return frame

    pieces = [piece for table in provenance.tables for piece in _figures(table, provenance, read)]
    if not pieces:
        what, remedy = (
            "Es ist keine einzige Tabelle angegeben.",
            "Je Datei eine [[tabelle]] anlegen.",
        )
        raise DataError(Fault(what, file=FILE, remedy=remedy))
    frame = pd.concat(pieces, ignore_index=True)
    return frame.drop_duplicates(["gebiet", "jahr", "merkmal"], ignore_index=True)


def _figures(
    table: Table, provenance: Provenance, read: Callable[[str, str], pd.DataFrame]
) -> Iterator[pd.DataFrame]:
    files = [read(table.leser, datei) for datei in table.dateien]
    frame = pd.concat(files, ignore_index=True)
    if table.namen is not None:
        named = read(table.namen.leser, table.namen.datei)
        areas = named[named["gebiet"].str.fullmatch(table.namen.muster)]
        frame = with_keys(frame, areas, ", ".join(table.dateien))
    raise_all(_unknown_columns(frame, table))
    kept = frame[_kept(frame, table, provenance)]
    for merkmal, parts in table.merkmale.items():
        figures = add_up(kept, parts)
        if figures.empty:
            what = "Für keines der Gebiete und Jahre gibt es eine Zahl."
            remedy = "In herkunft.toml Muster der Gebiete, „von“ und „bis“ prüfen."
            raise DataError(Fault(what, ", ".join(table.dateien), None, merkmal, remedy=remedy))
        yield figures.assign(merkmal=merkmal, quelle=table.quelle)[list(COLUMNS)]


def with_keys(frame: pd.DataFrame, areas: pd.DataFrame, file: str) -> pd.DataFrame:
    """Return the figures with the key of the area that bears their name.

    Names are compared without case, blanks, slashes and hyphens.

    Parameters
    ----------
    frame
        Figures with ``name`` and ``zeile``.
    areas
        Columns ``gebiet`` and ``name``; an area may occur more than once.
    file
        Name of the file, for the error.

    Raises
    ------
    DataError
        If a name is borne by no area, or by several.
    """
    known = areas[["gebiet", "name"]].drop_duplicates().assign(name=areas["name"].map(_folded))
    doubled = known.loc[known["name"].duplicated(), "name"]
    what, remedy = "Zwei Gebiete haben denselben Namen.", "Ein engeres Muster der Namen angeben."
    raise_all(Fault(what, file, found=name, remedy=remedy) for name in doubled)
    keys = frame["name"].map(_folded).map(known.set_index("name")["gebiet"])
    unmatched = frame.loc[keys.isna(), ["name", "zeile"]].drop_duplicates()
    what, remedy = "Diesen Gebietsnamen gibt es nicht.", "Die Schreibweise des Namens prüfen."
    raise_all(
        Fault(what, file, int(line), "", name, "", suggest(name, areas["name"]) or remedy)
        for name, line in unmatched.itertuples(index=False)
    )
    return frame.assign(gebiet=keys)


def _folded(name: str) -> str:
    """Return „altstadtsüd“ for „Altstadt / Süd“ and „Altstadt-Süd“."""
    return re.sub(r"[^\w]|_", "", name.casefold())


def _unknown_columns(frame: pd.DataFrame, table: Table) -> Iterator[Fault]:
    there = set(zip(frame["merkmal"], frame["auspraegung"], strict=True))
    for merkmal, parts in table.merkmale.items():
        for part in parts:
            if part not in there:
                what, files = "Diese Spalte gibt es nicht.", ", ".join(table.dateien)
                hint = suggest(_written(part), map(_written, there)) or "Die Kopfzeile ansehen."
                yield Fault(what, files, None, merkmal, _written(part), remedy=hint)


def _written(part: Part) -> str:
    return " / ".join(filter(None, part))


def _kept(frame: pd.DataFrame, table: Table, provenance: Provenance) -> pd.Series:
    keys = frame["gebiet"]
    inside = keys.str.fullmatch(provenance.muster) & ~keys.isin(provenance.ohne)
    if table.gebiete:
        inside &= keys.str.fullmatch(table.gebiete)
    return inside & frame["jahr"].between(table.von, table.bis)


def add_up(frame: pd.DataFrame, parts: Sequence[Part]) -> pd.DataFrame:
    """Return the sum over the parts for each area and date.

    Parameters
    ----------
    frame
        Figures, at most one per area, date and part.
    parts
        Pairs of ``merkmal`` and ``auspraegung``.

    Returns
    -------
    DataFrame
        Columns ``gebiet``, ``jahr``, ``stand``, ``wert``, ``zeichen``; where any part is
        missing ``wert`` is NaN and ``zeichen`` says why.
    """
    pairs = pd.MultiIndex.from_frame(frame[["merkmal", "auspraegung"]])
    groups = frame[pairs.isin(list(parts))].groupby(["gebiet", "jahr", "stand"])
    total = groups["wert"].sum(min_count=len(parts))
    sign = groups["zeichen"].agg(_sign_of_sum)
    why = groups["zeichen"].agg(_why)
    return pd.DataFrame({"wert": total, "zeichen": sign.where(total.notna(), why)}).reset_index()


def _sign_of_sum(signs: pd.Series) -> str:
    """Return the sign of a sum that has a value: only noughts add up to a nought."""
    kinds = set(signs)
    if kinds == {"-"}:
        return "-"
    return "0" if kinds <= {"-", "0"} else ""


def _why(signs: pd.Series) -> str:
    """Return why a sum has no value: the first sign without one, else "unknown"."""
    kinds = set(signs)
    return next((sign for sign in _WITHOUT_VALUE if sign in kinds), ".")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
