"""Tables of the Stadt Köln by Stadtteil: population 2005–2012 and the monitoring of 2019.

The city numbers its areas with three digits: ``000`` is the city, ``001`` to ``009`` are
the *Bezirke*, ``101`` to ``909`` the *Stadtteile*, whose first digit is their Bezirk.  All
three *levels* stand in one column, so that a naive sum counts everybody three times.

The population table also holds religion, marital status and origin groups.  They stay
out of the project: such a line is passed over while the file is read, its number is
neither converted nor kept.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Literal

import pandas as pd

from sozialraum.errors import DataError, Fault, missing_file, raise_all
from sozialraum.formats import write_number
from sozialraum.sources.figures import At, Figures, header_faults, point_number, read_table
from sozialraum.sources.files import blocked
from sozialraum.sources.texts import broken_quoting, empty_file

POPULATION = "Einwohner in Köln"
MIGRATION = "Einwohner mit Migrationshintergrund"
TABLES = (
    *(POPULATION, "Einwohner nach Geschlecht", "Einwohner nach Alter"),
    *(MIGRATION, "Wohnstatus"),
)
"""The only tables that are taken in; of `MIGRATION` only its total."""

COLUMNS = ("tabelle", "jahr", "raum_id", "raum", "zeile", "zahl")
MONITORING_COLUMNS = ("nummer", "name", "arbeitslosenquote_2019")
NO_FIGURES = ("X", "Y", "nummer", "name", "nr_stbez", "stbezirk")
_YEAR = re.compile(r"20[0-9]{2}")
_KEY = re.compile(r"00[0-9]|[1-9][0-9]{2}")
_MOST_SUMS = 10


def read_koeln_bevoelkerung(path: Path) -> pd.DataFrame:
    """Read the population of Köln by city, Bezirk and Stadtteil, 2005–2012.

    Returns
    -------
    DataFrame
        Figures of 31 December of `TABLES`: ``merkmal`` is the table, ``auspraegung`` its
        line; „Einwohner“ counts main and secondary homes.  ``attrs["ebenen"]`` gives the
        level (``stadt``, ``bezirk``, ``stadtteil``) of each key; ``attrs["hinweise"]``
        names tables passed over and sums of parts that differ from their whole.

    Raises
    ------
    DataError
        With all faults of the file.
    """
    figures = Figures(path.name)
    passed_over: dict[str, None] = {}
    with closing(_records(figures, path)) as records:
        for line, cells in records:
            if _is_taken(cells):
                _add_population(figures, line, cells)
            else:
                passed_over[cells["tabelle"]] = None
    if passed_over:
        names = ", ".join(f"„{name}“" for name in passed_over)
        figures.notes.append(f"Ganz oder teilweise nicht übernommen: {names}.")
    frame = figures.frame()
    frame.attrs["ebenen"] = {key: _level(key) for key in frame["gebiet"].unique()}
    frame.attrs["hinweise"] += _sum_notes(frame)
    return frame


def read_koeln_monitoring(
    path: Path, *, unlesbar: Literal["fehler", "melden"] = "fehler"
) -> pd.DataFrame:
    """Read the monitoring of Köln by Stadtteil, 2019.

    Parameters
    ----------
    path
        The table of the city.
    unlesbar
        What to do with a cell that is no number („+-0.3“): ``fehler`` raises it,
        ``melden`` keeps it as NaN with sign ``.`` and a note with its place.

    Returns
    -------
    DataFrame
        Figures: ``merkmal`` is the column; ``jahr`` the last year in its name (columns
        with two years are changes), for the area without a year the newest of all.

    Raises
    ------
    DataError
        With all faults of the file.
    """
    table = read_table(path, MONITORING_COLUMNS, "Monitoring Köln", delimiter=",")
    figures = Figures(table.file)
    columns = [column for column in table.columns if column not in NO_FIGURES]
    years = {column: int(found[-1]) for column in columns if (found := _YEAR.findall(column))}
    for line, cells in table.records:
        area = _key(figures, cells["nummer"], line, "nummer")
        for column in columns:
            year = years.get(column, max(years.values()))
            at = At(area, cells["name"], year, str(year), line)
            cell = _reported(figures, at, column, cells[column], unlesbar)
            figures.add(at, column, cell)
    frame = figures.frame()
    frame.attrs["ebenen"] = {key: _level(key) for key in frame["gebiet"].unique()}
    return frame


def _records(figures: Figures, path: Path) -> Generator[tuple[int, dict[str, str]]]:
    """Yield line and cells by column, one line at a time."""
    rows = _rows(path)
    line, columns = next((row for row in rows if any(row[1])), (1, []))
    if not columns:
        raise DataError(empty_file(path.name))
    raise_all(header_faults(columns, COLUMNS, "Bevölkerung Köln 2005–2012", path.name, line))
    for line, cells in rows:
        if len(cells) == len(columns):
            yield line, dict(zip(columns, cells, strict=True))
        elif any(cells):
            what = "Die Zeile hat nicht so viele Zellen wie die Kopfzeile."
            figures.fault(what, line, "", str(len(cells)), str(len(columns)))


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    with path.open(encoding=_encoding(path), newline="") as stream:
        reader = csv.reader(stream)
        try:
            for cells in reader:
                yield reader.line_num, [cell.strip() for cell in cells]
        except csv.Error as error:
            raise DataError(broken_quoting(path.name, reader.line_num)) from error


def _encoding(path: Path) -> str:
    if not path.is_file():
        raise missing_file(path, "Die Datei", "Pfad und Schreibweise prüfen.")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            with path.open(encoding=encoding, newline="") as stream:
                for _ in stream:
                    pass
        except UnicodeDecodeError:
            continue
        except OSError as error:
            raise blocked(error, path, "öffnen") from error
        return encoding
    what = "Die Zeichenkodierung ist beschädigt oder unbekannt."
    remedy = "Datei als „CSV UTF-8“ neu speichern."
    raise DataError(Fault(what, path.name, expected="UTF-8 oder Windows-1252", remedy=remedy))


def _is_taken(cells: dict[str, str]) -> bool:
    table = cells["tabelle"]
    return table in TABLES and (table != MIGRATION or cells["zeile"] == MIGRATION)


def _add_population(figures: Figures, line: int, cells: dict[str, str]) -> None:
    year = figures.year(cells["jahr"], line, "jahr")
    area = _key(figures, cells["raum_id"], line, "raum_id")
    at = At(area, cells["raum"], year, f"{year}-12-31", line)
    table, group = cells["tabelle"], cells["zeile"]
    figures.add(at, table, cells["zahl"], auspraegung=group, einheit="Personen")


def _key(figures: Figures, text: str, line: int, column: str) -> str:
    """Return the key of three digits; lost zeros come back, for the length is known."""
    padded = text.zfill(3)
    if not _KEY.fullmatch(padded):
        expected = "000 (Stadt), 001 bis 009 (Bezirk) oder 101 bis 909 (Stadtteil)"
        figures.fault("Kein gültiger Gebietsschlüssel.", line, column, text, expected)
        return f"?{line}"
    if padded != text:
        figures.repaired(f"Führende Nullen ergänzt: „{text}“ → „{padded}“.")
    return padded


def _level(key: str) -> str:
    if key == "000":
        return "stadt"
    return "bezirk" if key.startswith("00") else "stadtteil"


def _reported(figures: Figures, at: At, column: str, cell: str, unlesbar: str) -> str:
    """Return the cell, or an empty one if it is unreadable and that is to be reported."""
    if unlesbar != "melden" or not cell:
        return cell
    try:
        point_number(cell)
    except ValueError:
        place = f"{figures.file}, Zeile {at.zeile}, Spalte „{column}“, {at.name}"
        figures.notes.append(f"{place}: „{cell}“ ist keine Zahl; der Wert bleibt unbekannt.")
        return ""
    return cell


def _sum_notes(frame: pd.DataFrame) -> list[str]:
    """Return what does not add up: Bezirke to the city, Stadtteile to their Bezirk."""
    same = ["whole", "jahr", "merkmal", "auspraegung"]
    whole = frame["gebiet"].map(lambda key: "000" if key.startswith("00") else f"00{key[0]}")
    parts = frame.assign(whole=whole)[frame["gebiet"] != "000"]
    sums = parts.groupby(same)["wert"].agg(["sum", "count", "size"]).reset_index()
    wholes = frame.rename(columns={"gebiet": "whole"})
    both = sums.merge(wholes, on=same, validate="1:1")
    known = both["count"] == both["size"]
    wrong = both[known & ((both["sum"] - both["wert"]).abs() > 0)]
    notes = [
        f"Zeile {row.zeile}: {row.merkmal}, {row.auspraegung}, {row.name_} {row.jahr}: angegeben "
        f"{write_number(row.wert)}, Summe der Teile {write_number(row.sum_)}."
        for row in wrong.rename(columns={"sum": "sum_", "name": "name_"}).itertuples()
    ]
    more = len(notes) - _MOST_SUMS
    return notes[:_MOST_SUMS] + ([f"{more} weitere Summen weichen ab."] if more > 0 else [])
