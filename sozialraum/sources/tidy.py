"""Population by age and sex, 2023 and 2024, as somebody has tidied it from GENESIS 12411."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sozialraum.sources.figures import At, Figures, read_table

LEVELS = {"KR": "kreis", "RB": "regierungsbezirk", "BL": "land", "DE": "bund"}
COLUMNS = ("insgesamt", "maennlich", "weiblich")
KEY_COLUMNS = ("jahr", "region_code", "region", "ebene", "altersgruppe")


def read_bevoelkerung_alter(path: Path) -> pd.DataFrame:
    """Read population by age group and sex, already tidied from GENESIS 12411.

    Returns
    -------
    DataFrame
        Figures: persons on 31 December; ``merkmal`` is ``insgesamt``, ``maennlich`` or
        ``weiblich``, ``auspraegung`` the age group („Insgesamt“ for all ages); Germany
        has the key ``DG``.  Dissolved areas stand in the file without numbers: NaN.

    Raises
    ------
    DataError
        With all faults of the file.
    """
    table = read_table(path, (*KEY_COLUMNS, *COLUMNS), "Bevölkerung nach Alter (12411)")
    figures = Figures(table.file, comma=True)
    for line, cells in table.records:
        at = _place(figures, line, cells)
        for column in COLUMNS:
            group = cells["altersgruppe"]
            figures.add(at, column, cells[column], auspraegung=group, einheit="Personen")
    return figures.frame()


def _place(figures: Figures, line: int, cells: dict[str, str]) -> At:
    level = LEVELS.get(cells["ebene"])
    if level is None:
        known = ", ".join(LEVELS)
        figures.fault("Unbekannte Ebene.", line, "ebene", cells["ebene"], known)
    code = cells["region_code"]
    area = figures.key(code, level, line, "region_code") if level else f"?{line}"
    year = figures.year(cells["jahr"], line, "jahr")
    return At(area, cells["region"], year, f"{year}-12-31", line)
