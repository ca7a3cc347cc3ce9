"""A station's own words for the answers of the category scheme (``zuordnung.csv``)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from sozialraum.errors import Fault, raise_all
from sozialraum.sources.categories import (
    categories,
    closest_answer,
    closest_category,
    find_category,
    fold,
)
from sozialraum.sources.count_files import CountFile, no_cases, read_count_file

FILE = "zuordnung.csv"
COLUMNS = ("kategorie", "eigener_begriff", "auspraegung")

OwnTerms = Mapping[tuple[str, str], str]
"""Category and folded own word → code of the answer."""


def read_own_terms(path: Path) -> OwnTerms:
    """Return what a station's own words mean.

    Parameters
    ----------
    path
        A CSV file or workbook with the columns `COLUMNS`; category and answer by code or
        German name.  Several words may mean the same answer.

    Raises
    ------
    DataError
        With all faults of the file; it repeats nothing of it, as `read_cases` does.
    """
    terms, faults = _checked(read_count_file(path, COLUMNS, ()))
    raise_all(faults)
    return MappingProxyType(terms)


def _checked(source: CountFile) -> tuple[dict[tuple[str, str], str], list[Fault]]:
    terms: dict[tuple[str, str], str] = {}
    faults = list(source.faults)
    for line, row in source.rows:
        category, answer, wrong = _row(row, line, source.file)
        word = (category, fold(row["eigener_begriff"]))
        if not wrong and terms.setdefault(word, answer) != answer:
            remedy = "Eine der Zeilen löschen: Ein Begriff hat nur eine Bedeutung."
            what = "Derselbe Begriff ist schon anders zugeordnet."
            wrong = [no_cases(source.file, what, line, "eigener_begriff", remedy)]
        faults += wrong
    return ({} if faults else terms), faults


def _row(row: Mapping[str, str], line: int, file: str) -> tuple[str, str, list[Fault]]:
    category = find_category(row["kategorie"])
    if not category:
        hint = closest_category(row["kategorie"])
        remedy = hint or f"Bekannt sind: {', '.join(categories())}."
        return "", "", [no_cases(file, "Unbekannte Kategorie.", line, "kategorie", remedy)]
    answer = categories()[category].find(row["auspraegung"])
    if not answer:
        hint = closest_answer(category, row["auspraegung"])
        remedy = hint or f"Bekannt sind: {', '.join(categories()[category].answers)}."
        return "", "", [no_cases(file, "Unbekannte Ausprägung.", line, "auspraegung", remedy)]
    meant = categories()[category].find(row["eigener_begriff"])
    if not fold(row["eigener_begriff"]) or meant not in ("", answer):
        what = "Der eigene Begriff fehlt oder ist schon der einer anderen Ausprägung."
        remedy = "Einen Begriff eintragen, der im Schema nichts anderes bedeutet."
        return "", "", [no_cases(file, what, line, "eigener_begriff", remedy)]
    return category, answer, []
