"""Plan: goals and what is done for them, this year's and those of the years before."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd

from sozialraum.cards import Card
from sozialraum.errors import Fault, raise_all
from sozialraum.programme import ECKPUNKTE
from sozialraum.sources.cells import Context
from sozialraum.sources.evidence import released_rows
from sozialraum.sources.references import nearest, reference_faults
from sozialraum.sources.schema import Schema, schema
from sozialraum.sources.sheets import LINE, Book, empty_book, in_order, place, read_book

STEM = "plan"
"""Name of the workbook without its ending."""

_CATALOGUE = re.compile(rf"({'|'.join(ECKPUNKTE)})\d\d", re.ASCII)


@dataclass(frozen=True, eq=False, repr=False)
class Plan(Card):
    """Goals and activities.  Made by `read_plan`.

    Parameters
    ----------
    ziele, massnahmen
        Index ``id``; the columns of ``plan.toml`` and ``zeile``, the line of the file.
    file
        Name of the file, empty if there is none.
    notes
        German sentences on what is worth knowing about the file.
    """

    ziele: pd.DataFrame
    massnahmen: pd.DataFrame
    file: str = ""
    notes: tuple[str, ...] = ()

    def _card(self) -> tuple[str, Mapping[str, object]]:
        counts = {"Ziele": len(self.ziele), "Maßnahmen": len(self.massnahmen)}
        return self.file or "Kein Plan", counts

    @property
    def sheets(self) -> Mapping[str, pd.DataFrame]:
        """Both tables by the name of their sheet."""
        return {"ziele": self.ziele, "massnahmen": self.massnahmen}

    def released(self, empfaenger: str) -> Plan:
        """Return what is released for an edition; an activity goes with its goal."""
        goals = released_rows(self.ziele, empfaenger)
        return self._with(goals, released_rows(self.massnahmen, empfaenger))

    def of(self, agentur: str, jahr: int) -> Plan:
        """Return the goals of one agency and year, and what is done for them."""
        mine = (self.ziele["agentur"] == agentur) & (self.ziele["jahr"] == jahr)
        return self._with(self.ziele[mine], self.massnahmen)

    def _with(self, goals: pd.DataFrame, activities: pd.DataFrame) -> Plan:
        served = activities["ziel"].isin(goals.index)
        return replace(self, ziele=goals, massnahmen=activities[served])


def plan_schema() -> Schema:
    """Return the sheets of the workbook and their columns."""
    return schema("plan")


def empty_plan() -> Plan:
    """Return the plan of a region that has none."""
    return Plan(**empty_book(plan_schema()).frames)


def read_plan(folder: Path, areas: Mapping[str, str], *, today: date | None = None) -> Plan:
    """Read the plan of a region folder and check it.

    Parameters
    ----------
    folder
        Holds ``plan.xlsx``, or ``ziele.csv`` and ``massnahmen.csv``, or none of them.
    areas
        Names of the region's areas by key; a row may name either.
    today
        The day of the call if None.

    Raises
    ------
    DataError
        With all faults of both sheets, or if the file is locked or there are two versions.
    """
    book = read_book(folder, STEM, plan_schema(), Context(areas, today or date.today()))
    faults = [*book.faults, *reference_faults(book, plan_schema()), *_row_faults(book)]
    raise_all(in_order(faults, book))
    return Plan(**book.frames, file=book.file, notes=tuple(book.notes))


def check_plan(
    plan: Plan, needs: Collection[str], agencies: Collection[str] | None = None
) -> list[Fault]:
    """Return the goals that name a need or an agency that is not known.

    Parameters
    ----------
    plan
        What `read_plan` returns.
    needs
        Ids of all needs of the region's evidence.
    agencies
        Keys of the agencies in the list of places; None leaves them unchecked.
    """
    faults = []
    for column, known, where in (
        ("bedarf", needs, "im Blatt Bedarfe von belege.xlsx"),
        ("agentur", agencies, "in der Standortliste"),
    ):
        title = plan_schema()["ziele"].columns[column].titel
        for value, line in zip(plan.ziele[column], plan.ziele[LINE], strict=True):
            if known is not None and value not in known:
                what = f"„{value}“ steht nicht {where}."
                file = place(plan.file, plan_schema()["ziele"])
                remedy = nearest(value, known)
                faults.append(Fault(what, file, int(line), title, value, remedy=remedy))
    return faults


def _row_faults(book: Book) -> Iterator[Fault]:
    for name, row in ((n, row) for n, frame in book.frames.items() for _, row in frame.iterrows()):
        rule = _goal_dates if name == "ziele" else _activity
        titles = {column.name: column.titel for column in plan_schema()[name].spalten}
        for column, what, remedy in rule(row):
            found = str(row[column])
            yield Fault(what, book.names[name], int(row[LINE]), titles[column], found, "", remedy)


def _goal_dates(row: pd.Series) -> Iterator[tuple[str, str, str]]:
    if row["bis"] and row["jahr"] and int(row["bis"][:4]) < row["jahr"]:
        what = f"Das Ziel endet vor dem Jahr {row['jahr']}, in dem es umgesetzt wird."
        yield "bis", what, "Das Datum oder das Jahr berichtigen."


def _activity(row: pd.Series) -> Iterator[tuple[str, str, str]]:
    length = min(len(row["beginn"]), len(row["ende"]))
    if row["ende"][:length] < row["beginn"][:length]:
        yield "ende", "Die Maßnahme endet, bevor sie beginnt.", "Beginn oder Ende berichtigen."
    if row["katalog"] and not _CATALOGUE.fullmatch(row["katalog"]):
        remedy = "Eine Nummer wie SRA01 eintragen oder leer lassen."
        yield "katalog", "Das ist keine Nummer des Maßnahmenkatalogs.", remedy
