"""Turnout and votes of Bundestag elections, by Kreis and by Stadtteil.

The *Stand* of an election is its polling day.  The table of the Bundeswahlleiterin has
some lines above its header row; a header row is therefore found by what it says.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from sozialraum.errors import DataError, Fault
from sozialraum.sources.figures import At, Figures, Table, read_table
from sozialraum.sources.tables import read_rows

POLLING_DAYS = {
    2009: "2009-09-27",
    2013: "2013-09-22",
    2017: "2017-09-24",
    2021: "2021-09-26",
    2025: "2025-02-23",
}
"""Days of the Bundestag elections; another year has the year itself as its Stand."""

KREIS_KEY = "Statistische Kennziffer"
KREIS_NAME = "Kreisfreie Stadt bzw. Stadtkreis, Landkreis bzw. Kreis"
KREIS_COLUMNS = ("Land", KREIS_KEY, KREIS_NAME, "Wahlberechtigte (A)", "Wählende (B)")

STADTTEIL_UNITS = {"Wahlberechtigte": "Personen", "abgegeben": "Personen", "Wahlbeteiligung": "%"}
"""The columns that are taken from a table by Stadtteil, with their units."""


def read_bundestagswahl_kreise(path: Path) -> pd.DataFrame:
    """Read the results of a Bundestag election by Kreis (Bundeswahlleiterin).

    Returns
    -------
    DataFrame
        Figures: persons entitled to vote, voters, and votes, each column of the file as
        a ``merkmal``; the year is that of the title above the header row.

    Raises
    ------
    DataError
        With all faults of the file, more voters than persons entitled to vote included.
    """
    table = read_table(path, KREIS_COLUMNS, "Bundestagswahl nach Kreisen")
    year = _year_in_title(path, table)
    figures = Figures(table.file, comma=True)
    for line, cells in table.records:
        key = figures.key(cells[KREIS_KEY], "kreis", line, KREIS_KEY)
        at = At(key, cells[KREIS_NAME], year, POLLING_DAYS.get(year, str(year)), line)
        for column in table.columns:
            if column and column not in KREIS_COLUMNS[:3]:
                figures.add(at, column, cells[column], einheit=_unit(column))
        _check_turnout(figures, line, cells["Wahlberechtigte (A)"], cells["Wählende (B)"])
    return figures.frame()


def read_bundestagswahl_stadtteile(path: Path, *, jahr: int = 0) -> pd.DataFrame:
    """Read the turnout of a Bundestag election by Stadtteil (Köln).

    Parameters
    ----------
    path
        The table of the city; of its columns only `STADTTEIL_UNITS` are taken.
    jahr
        Year of the election; 0: the year in the name of the file, for the table names none.

    Returns
    -------
    DataFrame
        Figures with ``gebiet`` ``""``: the file has no keys; the caller joins by ``name``.

    Raises
    ------
    DataError
        With all faults of the file.
    """
    table = read_table(path, ("Name", *STADTTEIL_UNITS), "Bundestagswahl nach Stadtteilen")
    year = jahr or _year_in_name(table.file)
    figures = Figures(table.file, comma=True)
    for line, cells in table.records:
        if not cells["Name"]:
            figures.fault("Der Stadtteil hat keinen Namen.", line, "Name", "", "ein Name")
        at = At("", cells["Name"] or f"?{line}", year, POLLING_DAYS.get(year, str(year)), line)
        for column, unit in STADTTEIL_UNITS.items():
            figures.add(at, column, cells[column], einheit=unit)
        _check_turnout(figures, line, cells["Wahlberechtigte"], cells["abgegeben"])
    return figures.frame()


def _unit(column: str) -> str:
    return "Stimmen" if column.endswith("stimmen") else "Personen"


def _check_turnout(figures: Figures, line: int, entitled: str, voters: str) -> None:
    if entitled.isdecimal() and voters.isdecimal() and int(voters) > int(entitled):
        what = "Mehr Wählende als Wahlberechtigte."
        figures.fault(what, line, "", voters, f"höchstens {entitled}")


def _year_in_title(path: Path, table: Table) -> int:
    above = " ".join(cells[0] for line, cells in read_rows(path) if line < table.line)
    found = re.search(r"Bundestagswahl ((?:19|20)[0-9]{2})", above)
    if found is None:
        raise DataError(
            Fault(
                "Über der Kopfzeile steht nicht, welche Wahl es ist.",
                file=table.file,
                row=1,
                expected="„Bundestagswahl“ mit Jahr, etwa „Bundestagswahl 2025“",
                remedy="Die Datei unverändert von der Bundeswahlleiterin übernehmen.",
            )
        )
    return int(found[1])


def _year_in_name(file: str) -> int:
    found = re.search(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])", file)
    if found is None:
        raise DataError(
            Fault(
                "Weder die Tabelle noch der Dateiname nennt das Jahr der Wahl.",
                file=file,
                remedy="Das Jahr in den Dateinamen schreiben, etwa „btw2013_stadtteile.csv“.",
            )
        )
    return int(found[0])
