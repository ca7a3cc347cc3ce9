"""German Index of Socioeconomic Deprivation (GISD) of the Robert Koch-Institut.

The *score* runs from 0 (least deprived) to 1 (most deprived) within one year and one
*scale* (Maßstab): the areas among which it was computed, all of Germany or one Land.
Scores of different scales say different things and must never be mixed.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sozialraum.errors import DataError, Fault
from sozialraum.sources.figures import At, Figures, Table, point_number, read_table

AREA_COLUMNS = {"kreis": ("kreis_id", "kreis_name"), "verband": ("gvb_id", "gvb_name")}
"""Columns with key and name for each level."""

SCALES = {"05": "nrw"}
"""Scale of a file that holds one Land only, by the key of the Land."""

UNKNOWN_SCALE = "unbekannt"


def read_gisd(path: Path) -> pd.DataFrame:
    """Read a GISD file: Bund or one Land, by Kreis or Gemeindeverband.

    Returns
    -------
    DataFrame
        Figures: ``gisd_score`` and, where the file has them, the classes ``gisd_5``,
        ``gisd_10``, ``gisd_k``; keys of 5 (Kreis) or 9 digits (Gemeindeverband);
        ``stand`` is the year.  ``attrs["massstab"]`` is ``bund``, ``nrw``, ``land-…``
        for another Land, or ``unbekannt`` for an extract: in a complete file the
        scores of each year begin with 0 and end with 1.

    Raises
    ------
    DataError
        With all faults of the file, scores beyond 0 to 1 included.
    """
    table = read_table(path, ("year", "gisd_score"), "GISD", delimiter=",")
    level = _level(table)
    key, name = AREA_COLUMNS[level]
    figures = Figures(table.file)
    for line, cells in table.records:
        year = figures.year(cells["year"], line, "year")
        at = At(figures.key(cells[key], level, line, key), cells[name], year, str(year), line)
        for column in table.columns:
            if column not in (key, name, "year"):
                figures.add(at, column, cells[column])
        _check_score(figures, line, cells["gisd_score"])
    frame = figures.frame()
    frame.attrs["massstab"] = _scale(frame)
    return frame


def check_same_scale(*frames: pd.DataFrame) -> str:
    """Return the scale that all frames of `read_gisd` share.

    Raises
    ------
    DataError
        If their scales differ, or one of several is unknown.
    """
    scales = {str(frame.attrs.get("massstab", UNKNOWN_SCALE)) for frame in frames}
    if len(scales) > 1 or (len(frames) > 1 and UNKNOWN_SCALE in scales):
        raise DataError(
            Fault(
                "GISD-Werte aus verschiedenen Maßstäben dürfen nicht gemischt werden.",
                found=", ".join(sorted(scales)),
                expected="ein Maßstab, entweder „nrw“ oder „bund“",
                remedy="Alle Werte aus derselben Datei des RKI nehmen.",
            )
        )
    return scales.pop() if scales else UNKNOWN_SCALE


def _level(table: Table) -> str:
    for level, columns in AREA_COLUMNS.items():
        if set(columns) <= set(table.columns):
            return level
    raise DataError(
        Fault(
            "Die Spalten mit Schlüssel und Name der Gebiete fehlen.",
            file=table.file,
            row=table.line,
            found="; ".join(table.columns)[:100],
            expected=" oder ".join("; ".join(columns) for columns in AREA_COLUMNS.values()),
            remedy="Eine Datei für Kreise oder Gemeindeverbände verwenden.",
        )
    )


def _check_score(figures: Figures, line: int, text: str) -> None:
    try:
        score = point_number(text or ".")[0]
    except ValueError:
        return  # no number at all: `Figures.add` has noted that already
    if score < 0 or score > 1:
        figures.fault("Der GISD liegt nicht im Wertebereich.", line, "gisd_score", text, "0 bis 1")


def _scale(frame: pd.DataFrame) -> str:
    scores = frame[frame["merkmal"] == "gisd_score"]
    ends = scores.groupby("jahr")["wert"].agg(["min", "max"])
    if not ((ends["min"] == 0) & (ends["max"] == 1)).all():
        return UNKNOWN_SCALE
    lands = {str(key)[:2] for key in scores["gebiet"]}
    if len(lands) > 1:
        return "bund"
    land = lands.pop()
    return SCALES.get(land, f"land-{land}")
