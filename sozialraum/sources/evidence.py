"""Local evidence: what an agency knows that no statistics tells.

A *Beleg* (piece of evidence) is one statement with its source; a *Befund* (finding) says
what several pieces say together; a *Bedarf* (need) says who needs what, where and what for.
Beside them stand edges between institutions (netz), points of the pin method (nadel) and
counted answers (befragung).  Each row says for whom it is released; the default is nobody
but the agency itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from sozialraum.cards import Card
from sozialraum.errors import raise_all
from sozialraum.programme import AUDIENCES, released
from sozialraum.sources.cells import Context
from sozialraum.sources.evidence_rules import evidence_faults
from sozialraum.sources.references import kept, reference_faults
from sozialraum.sources.schema import Schema, schema
from sozialraum.sources.sheets import empty_book, in_order, read_book

STEM = "belege"
"""Name of the workbook without its ending."""


@dataclass(frozen=True, eq=False, repr=False)
class Evidence(Card):
    """Local evidence of a region.  Made by `read_evidence`.

    Parameters
    ----------
    belege, befunde, bedarfe
        Index ``id``; the columns of ``evidence.toml`` and ``zeile``, the line of the file.
        ``gebiet`` is a tuple of keys, empty for the whole region.
    netz, nadel, befragung
        The same without ids.
    file
        Name of the file, empty if there is none.
    notes
        German sentences on what is worth knowing about the file.
    """

    belege: pd.DataFrame
    befunde: pd.DataFrame
    bedarfe: pd.DataFrame
    netz: pd.DataFrame
    nadel: pd.DataFrame
    befragung: pd.DataFrame
    file: str = ""
    notes: tuple[str, ...] = ()

    def _card(self) -> tuple[str, Mapping[str, object]]:
        counts = {evidence_schema()[name].titel: len(rows) for name, rows in self.sheets.items()}
        return self.file or "Keine örtlichen Belege", counts

    @property
    def sheets(self) -> Mapping[str, pd.DataFrame]:
        """All tables by the name of their sheet."""
        return {name: getattr(self, name) for name in evidence_schema()}

    def released(self, empfaenger: str) -> Evidence:
        """Return what is released for an edition, without references to what is not."""
        frames = {name: released_rows(frame, empfaenger) for name, frame in self.sheets.items()}
        return replace(self, **_consistent(frames))

    def withheld(self, empfaenger: str) -> dict[str, int]:
        """Return the number of rows of each sheet that are not released for an edition."""
        return {
            name: len(frame) - len(released_rows(frame, empfaenger))
            for name, frame in self.sheets.items()
        }

    def of(self, areas: Collection[str]) -> Evidence:
        """Return what concerns some areas or the whole region.

        A need keeps all its evidence, wherever that comes from; the network belongs to
        no area and is kept as it is, and so are the answers of surveys.
        """
        needs = self.bedarfe[_concerns(self.bedarfe, areas)]
        local = self.belege[_concerns(self.belege, areas)]
        named = _ids(needs["befunde"])
        findings = self.befunde[
            _mask(
                key in named or not listed or any(one in local.index for one in listed)
                for key, listed in self.befunde["belege"].items()
            )
        ]
        used = set(local.index) | _ids(needs["belege"]) | _ids(findings["belege"])
        pieces = self.belege[self.belege.index.isin(used)]
        pins = self.nadel[_concerns(self.nadel, areas)]
        return replace(self, belege=pieces, befunde=findings, bedarfe=needs, nadel=pins)


def evidence_schema() -> Schema:
    """Return the sheets of the workbook and their columns."""
    return schema("evidence")


def empty_evidence() -> Evidence:
    """Return what a region has that has no evidence of its own."""
    return Evidence(**empty_book(evidence_schema()).frames)


def read_evidence(folder: Path, areas: Mapping[str, str], *, today: date | None = None) -> Evidence:
    """Read the evidence of a region folder and check it.

    Parameters
    ----------
    folder
        Holds ``belege.xlsx`` or the CSV files ``belege.csv``, ``befunde.csv``,
        ``bedarfe.csv``, ``netz.csv``, ``nadel.csv``, ``befragung.csv``, or none of them.
    areas
        Names of the region's areas by key; a row may name either.
    today
        No evidence may be younger; None means the day of the call.

    Raises
    ------
    DataError
        With all faults of all sheets, or if the file is locked or there are two versions.
    """
    context = Context(areas, today or date.today())
    book = read_book(folder, STEM, evidence_schema(), context)
    faults = [*book.faults, *reference_faults(book, evidence_schema()), *evidence_faults(book)]
    raise_all(in_order(faults, book))
    return Evidence(**book.frames, file=book.file, notes=tuple(book.notes))


def released_rows(frame: pd.DataFrame, empfaenger: str) -> pd.DataFrame:
    """Return the rows that an edition may show; notes stay in the internal one."""
    shown = frame[_mask(released(one, empfaenger) for one in frame["freigabe"])]
    if "notiz" in frame and empfaenger != AUDIENCES[0]:
        shown = shown.assign(notiz="")
    return shown


def _consistent(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the tables without references to rows that they do not hold."""
    cleaned = dict(frames)
    for name, sheet in evidence_schema().items():
        for column in sheet.spalten:
            if column.verweis:
                target = frames[column.verweis]
                ids = [kept(listed, target) for listed in frames[name][column.name]]
                values = pd.Series(ids, index=frames[name].index, dtype=object)
                cleaned[name] = cleaned[name].assign(**{column.name: values})
    return cleaned


def _mask(chosen: Iterable[bool]) -> npt.NDArray[np.bool_]:
    """Return which rows are taken, as an array even where there is no row."""
    return np.array(list(chosen), dtype=bool)


def _concerns(frame: pd.DataFrame, areas: Collection[str]) -> npt.NDArray[np.bool_]:
    """Return which rows concern one of the areas or the whole region."""
    return _mask(not listed or not set(listed).isdisjoint(areas) for listed in frame["gebiet"])


def _ids(lists: pd.Series) -> set[str]:
    return {one for listed in lists for one in listed}
