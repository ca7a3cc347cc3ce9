"""Tables and bars of a station's case counts: every share with its basis, one mark for hidden.

Only what the protected statistics holds is shown; a hidden count has no share, and where one
is hidden the number of answers is not told either.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sozialraum.analysis.case_protection import CaseTable
from sozialraum.analysis.case_system import RULES
from sozialraum.analysis.discrimination import Statistics
from sozialraum.display import theme
from sozialraum.display.around import Around
from sozialraum.display.blocks import Column, Figure, Note, Table
from sozialraum.display.drawing import drawing
from sozialraum.display.rows import Numbers, row_panel
from sozialraum.formats import SUPPRESSED, write_number, write_value
from sozialraum.measures.disclosure import TOTAL
from sozialraum.sources.categories import units

SEVERAL = (
    "Ein Fall kann mehrere Nennungen haben: Die Anteile beziehen sich auf die Fälle und ergeben "
    "zusammen mehr als 100\u202f%."
)
"""Stands once before the tables; each of them bears the mark."""

MARKED = "Mehrere Nennungen je Fall."
HIDDEN = (
    f"„{SUPPRESSED}“ gesperrt: eine Anzahl unter {RULES.threshold}, auch null, oder eine, aus der "
    "sich eine solche errechnen ließe."
)
ONLY_ANSWERS = "Gezählt sind Nennungen, nicht Fälle: Die Auszählung nennt die Fälle dazu nicht."
POOLED = "Mehrere Jahre sind zusammengefasst, damit keine Anzahl zu klein wird."

TOGETHER = "Die Stellen haben zugestimmt; einzeln blieben hier Zellen gesperrt."


def case_table(one: CaseTable, statistics: Statistics) -> Table:
    """Return a table with counts, shares and the basis of each column."""
    if one.category2 is not None:
        return _crosstab(one, statistics)
    columns = [str(window) for window in one.werte.columns]
    years = f"{columns[0][:4]} bis {columns[-1][-4:]}"
    rows = [
        (one.category.name_of(str(a)), *(_cell(one, str(a), window) for window in columns))
        for a in one.werte.index
    ]
    return Table(
        f"{one.nummer} {one.titel}: {who(one, statistics)}, {years}",
        (Column(one.category.name), *(Column(window, "right") for window in columns)),
        (*rows, *_bases(one, columns)),
        source=_source(one),
        note=" ".join(_notes(one)),
    )


def _cell(one: CaseTable, row: str, column: str) -> str:
    value, n = float(one.werte.at[row, column]), float(one.n[column])
    return _share(value, n, with_share=not one.in_answers)


def _share(value: float, n: float, *, with_share: bool = True) -> str:
    """Return a count with its share.

    >>> _share(13, 58), _share(float("nan"), 58)
    ('13 (22\\u202f%)', '•')
    """
    if pd.isna(value):
        return SUPPRESSED
    share = f" ({write_value(100 * value / n, '%', 0)})" if with_share and n else ""
    return f"{write_number(value)}{share}"


def _bases(one: CaseTable, columns: list[str]) -> Iterator[tuple[str, ...]]:
    unit = units()[one.unit].mehrzahl
    basis = "" if one.in_answers else " (Basis der Anteile)"
    yield f"{unit} n{basis}", *(write_number(float(one.n[window])) for window in columns)
    if one.multiple and (one.in_answers or not one.merged):  # else a case may be in a row twice
        yield "Nennungen m", *(_answers(one.answers(window)) for window in columns)


def _answers(value: float) -> str:
    return SUPPRESSED if pd.isna(value) else write_number(value)


def _crosstab(one: CaseTable, statistics: Statistics) -> Table:
    first, second, n = one.category, one.category2, float(one.n.iloc[-1])
    window, unit = str(one.n.index[-1]), units()[one.unit].mehrzahl
    heads = [second.name_of(str(b)) if second else str(b) for b in one.werte.columns]
    rows = [
        (first.name_of(str(a)), *(_share(float(v), n, with_share=not one.in_answers) for v in row))
        for a, row in zip(one.werte.index, one.werte.to_numpy(), strict=True)
    ]
    basis = f"Basis der Anteile: n = {write_number(n)} {unit} ({window})."
    return Table(
        f"{one.nummer} {one.titel}: {who(one, statistics)}, {window}",
        (Column(first.name), *(Column(head, "right") for head in heads)),
        tuple(rows),
        source=_source(one),
        note=" ".join([basis, *_notes(one)]),
    )


def who(one: CaseTable, statistics: Statistics) -> str:
    """Return whose table it is."""
    return f"{len(one.stations)} Stellen gemeinsam" if one.stations else statistics.name


def _source(one: CaseTable) -> str:
    unit = "Nennungen" if one.in_answers else units()[one.unit].mehrzahl
    return f"Auszählung der {'Stellen' if one.stations else 'Stelle'}; gezählt: {unit}"


def _notes(one: CaseTable) -> Iterator[str]:
    if one.in_answers:
        yield ONLY_ANSWERS
    elif one.multiple:
        yield MARKED
    if any("–" in str(window) for window in one.n.index):
        yield POOLED
    if one.stations:
        yield TOGETHER
    if one.hidden:
        yield HIDDEN


def bars(one: CaseTable, statistics: Statistics) -> Figure | Note:
    """Return bars of the newest column of a table; what is hidden has none."""
    window = str(one.werte.columns[-1])
    values = one.werte[window].drop(TOTAL, errors="ignore")
    if values.notna().sum() == 0:
        return Note(f"{one.titel}: Alle Anzahlen sind gesperrt.")
    n = float(one.n[window])
    names = [one.category.name_of(str(code)) for code in values.index]
    texts = [SUPPRESSED if pd.isna(v) else write_number(v) for v in values]
    shares = [SUPPRESSED if pd.isna(v) else write_value(100 * v / n, "%", 0) for v in values]
    unit = units()[one.unit].mehrzahl
    around = Around(
        f"{one.titel}: {who(one, statistics)}, {window}",
        _source(one),
        f"n = {write_number(n)} {unit}. " + (MARKED if one.multiple else ""),
    )
    columns = [Numbers(unit, tuple(texts), bold=True), Numbers("Anteil an n", tuple(shares))]
    with drawing():
        page, ax = row_panel(names, columns[: 1 if one.in_answers else 2], 0.08)
        ax.set_xlim(0, float(values.max()) * 1.05)
        ax.barh(range(len(values)), values.fillna(0), height=0.5, color=theme.AREA, zorder=2)
        said = "; ".join(f"{name} {text}" for name, text in zip(names, texts, strict=True))
        return around.figure(page, f"Balken, {window}, n = {write_number(n)}: {said}.")
