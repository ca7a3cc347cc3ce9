"""Case counts of counselling stations: aggregates only, never a case.

A file of counts has one number per row: how many cases of a year have an answer of a
category, or two answers at once.  What a category does not list in a year is counted as
nought; the cases of the year (``gesamt``) are what every breakdown relates to.  Each case
belongs to one year only, so that years can be pooled.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

import pandas as pd

from sozialraum.errors import DataError, Fault, raise_all, suggest
from sozialraum.sources.case_checks import check_rows, notes
from sozialraum.sources.case_rows import OTHERS, REQUIRED, CaseRow, case_rows, effective
from sozialraum.sources.categories import Category, categories, units
from sozialraum.sources.count_files import no_cases, read_count_file
from sozialraum.sources.own_terms import OwnTerms

FILE = "faelle.csv"
COLUMNS = (
    "stelle", "jahr", "kategorie", "auspraegung", "kategorie2", "auspraegung2",
    "anzahl", "zaehleinheit",
)  # fmt: skip

Pair: TypeAlias = tuple[str, str]
"""An answer, and that of a second category or ``""``."""

_NO_TERMS: OwnTerms = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Cases:
    """Counts of one or several stations, checked.

    Parameters
    ----------
    counts
        Columns `COLUMNS`, one row per number; ``anzahl`` int, ``jahr`` int, the others
        codes of the scheme; ``kategorie2`` and ``auspraegung2`` empty outside crosstabs.
    fte
        Full-time equivalents (VZÄ), index stelle and jahr.
    multiple
        Categories that the stations count with several answers although the scheme has one.
    files
        Names of the files.
    notes
        German sentences on what is no fault but good to know.
    """

    counts: pd.DataFrame
    fte: pd.Series
    multiple: frozenset[str] = frozenset()
    files: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @cached_property
    def stations(self) -> tuple[str, ...]:
        """The stations, sorted; one without a name is ``""``."""
        return tuple(sorted(set(self.counts["stelle"]) | set(self.fte.index.get_level_values(0))))

    @property
    def categories(self) -> tuple[str, ...]:
        """Codes of the categories that break the cases down and are there, as in the scheme."""
        there = set(self.counts.loc[self.counts["kategorie2"] == "", "kategorie"])
        return tuple(c.code for c in categories().values() if c.breaks_down and c.code in there)

    @property
    def crosstabs(self) -> tuple[tuple[str, str], ...]:
        """Pairs of categories that are crossed, in the order of the scheme."""
        crossed = self.counts[self.counts["kategorie2"] != ""]
        pairs = set(zip(crossed["kategorie"], crossed["kategorie2"], strict=True))
        order = list(categories())
        return tuple(sorted(pairs, key=lambda pair: [order.index(code) for code in pair]))

    def category(self, code: str) -> Category:
        """Return a category as these stations count it.

        Raises
        ------
        DataError
            If the scheme has no such category, with the closest.
        """
        if code not in categories():
            remedy = suggest(code, categories()) or f"Bekannt sind: {', '.join(categories())}."
            raise DataError(Fault("Unbekannte Kategorie.", found=code, remedy=remedy))
        return effective(code, self.multiple)

    def unit(self, *stations: str) -> str:
        """Return the code of the unit in which stations (all, if none is named) count cases.

        Raises
        ------
        DataError
            If they count in different units: such numbers are never added.
        """
        rows = self._of(*stations)
        total = rows.loc[rows["kategorie"] == "gesamt"]
        found = sorted(set(total["zaehleinheit"]))
        if len(found) != 1:
            raise DataError(_not_one_unit(found))
        return str(found[0])

    def totals(self, station: str = "") -> pd.Series:
        """Return the number of cases of a station by year; the only station needs no name."""
        name = self._station(station)
        if name not in self._totals:
            rows = self._of(name)
            mine = rows[(rows["kategorie"] == "gesamt") & (rows["auspraegung"] == "gesamt")]
            self._totals[name] = mine.set_index("jahr")["anzahl"].sort_index()
        return self._totals[name].copy()

    @cached_property
    def _totals(self) -> dict[str, pd.Series]:
        return {}

    def flows(self, station: str = "") -> pd.DataFrame:
        """Return new and closed cases of a station: index answer, columns years."""
        return self.table("bewegung", station)

    def full_time(self, station: str = "") -> pd.Series:
        """Return the full-time equivalents of a station by year, where they are stated."""
        name = self._station(station)
        mine = self.fte[self.fte.index.get_level_values("stelle") == name]
        return mine.droplevel("stelle").sort_index()

    def table(self, code: str, station: str = "") -> pd.DataFrame:
        """Return the counts of a category: index answers as in the scheme, columns years.

        Broader answers that are stated beside narrower ones are rows of their own; what a
        year does not list is 0.
        """
        key = code, self._station(station)
        if key not in self._tables:
            self._tables[key] = self._table(*key)
        return self._tables[key].copy()

    @cached_property
    def _tables(self) -> dict[tuple[str, str], pd.DataFrame]:
        return {}

    def _table(self, code: str, station: str) -> pd.DataFrame:
        rows = self._of(station)
        mine = rows[(rows["kategorie"] == code) & (rows["kategorie2"] == "")]
        wide = mine.pivot(index="auspraegung", columns="jahr", values="anzahl")
        return _in_order(wide.fillna(0).astype(int), self.category(code))

    def stated(
        self, code: str, other: str = "", station: str = ""
    ) -> Mapping[int, Mapping[Pair, int]]:
        """Return by year what the files state of a category or of two crossed, without noughts."""
        order = list(categories())
        name, turned = self._station(station), order.index(code) > order.index(other or code)
        found = self._stated.get((name, other, code) if turned else (name, code, other), {})
        if not turned:
            return found
        return {year: {(b, a): n for (a, b), n in cells.items()} for year, cells in found.items()}

    @cached_property
    def _stated(self) -> dict[tuple[str, str, str], dict[int, dict[Pair, int]]]:
        found: dict[tuple[str, str, str], dict[int, dict[Pair, int]]] = {}
        columns = [self.counts[name].tolist() for name in COLUMNS[:7]]
        for station, year, code, answer, other, answer2, n in zip(*columns, strict=True):
            cells = found.setdefault((station, code, other), {}).setdefault(year, {})
            if n:
                cells[answer, answer2] = n
        for (station, *_), years in found.items():
            for year, n in self.totals(station).items():
                if not n:  # a year without cases is the same with rows of noughts and without
                    years.setdefault(int(year), {})
        return found

    def _station(self, name: str) -> str:
        """Return the station that is meant: the named one, or the only one."""
        known = self.stations
        if name in known or not known:
            return name
        if not name and len(known) == 1:
            return known[0]
        remedy = suggest(name, known) or f"Vorhanden sind: {', '.join(known)}."
        raise DataError(Fault("Diese Stelle hat keine Fallzahlen.", found=name, remedy=remedy))

    def _of(self, *stations: str) -> pd.DataFrame:
        wanted = stations or self.stations
        return self.counts[self.counts["stelle"].isin(wanted)]


def read_cases(
    *paths: Path,
    own_terms: OwnTerms = _NO_TERMS,
    multiple: Collection[str] = (),
    stations: Collection[str] = (),
) -> Cases:
    """Return the counts of one or several files, checked together.

    Parameters
    ----------
    paths
        CSV files (``;``) or workbooks with the columns ``jahr``, ``kategorie``,
        ``auspraegung``, ``anzahl``, ``zaehleinheit`` and, if wanted, ``kategorie2``,
        ``auspraegung2`` (crosstabs) and ``stelle``.  Of a workbook (.xlsx) with
        several sheets only „Aggregat“ is read, and the others may be those of our form only.
        Category, answer and unit by code or German name.
        The cases of a year stand as category ``gesamt``, the full-time equivalents as
        category ``stelle``, answer and unit ``vzae``.
    own_terms
        A station's own words, from `read_own_terms`.
    multiple
        Categories with one answer per case in the scheme in which the stations allow more.
    stations
        Known stations; a file may name no other.  Empty: any ``kennung`` is taken.

    Raises
    ------
    DataError
        With all faults of all files.  A file that looks like records of cases or persons
        is refused.  No fault repeats any cell of a file, and neither does its traceback.
    """
    rows, faults = _rows(paths, own_terms, frozenset(stations))
    allowed = frozenset(multiple)
    if not faults:
        faults = list(check_rows(rows, allowed))
    raise_all(faults)
    return _cases(rows, allowed, tuple(path.name for path in paths))


def _rows(
    paths: Collection[Path], own_terms: OwnTerms, stations: frozenset[str]
) -> tuple[list[CaseRow], list[Fault]]:
    rows: list[CaseRow] = []
    faults: list[Fault] = []
    for path in paths:
        found, wrong = case_rows(read_count_file(path, REQUIRED, OTHERS), own_terms)
        rows += found
        faults += wrong
    if stations:
        faults += [_strange(row) for row in rows if row.stelle not in stations]
    return ([] if faults else rows), faults


def _strange(row: CaseRow) -> Fault:
    remedy = "Die Kennung eintragen, unter der die Stelle in standorte.csv steht."
    return no_cases(row.file, "Diese Stelle ist nicht bekannt.", row.line, "stelle", remedy)


def _cases(rows: list[CaseRow], multiple: frozenset[str], files: tuple[str, ...]) -> Cases:
    frame = pd.DataFrame([row._asdict() for row in rows], columns=list(CaseRow._fields))
    size = frame["kategorie"] == "stelle"
    fte = frame[size].set_index(["stelle", "jahr"])["anzahl"].rename("vzae")
    keys = list(COLUMNS[:6])
    counted = frame[~size].astype({"anzahl": int})
    # Own words with the same meaning add up here; check_rows has seen that they may.
    counts = counted.groupby([*keys, "zaehleinheit"], sort=True, as_index=False)["anzahl"].sum()
    return Cases(counts[list(COLUMNS)], fte, multiple, files, tuple(notes(rows, multiple)))


def _in_order(table: pd.DataFrame, category: Category) -> pd.DataFrame:
    """Return a table with its answers as in the scheme, other keys behind them."""
    known = [code for code in category.answers if code in table.index]
    return table.loc[[*known, *sorted(set(table.index) - set(known))]]


def _not_one_unit(found: list[str]) -> Fault:
    names = dict.fromkeys(units()[code].mehrzahl for code in found)
    return Fault(
        "Verschiedene Zähleinheiten werden nicht zusammengezählt."
        if found
        else "Es gibt keine Fallzahlen.",
        found=", ".join(names),
        remedy="Jede Zähleinheit für sich ausweisen.",
    )
