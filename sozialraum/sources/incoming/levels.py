"""Levels: totals and larger areas that stand among the areas, recognised by their sums.

A row that names no area of the region is an area of comparison if its figures are the sums
of all areas, or of those whose key begins alike.  It is never counted as an area.  Areas of
comparison that the region knows are checked against the sums of their parts.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from sozialraum.formats import plain_number, write_number

AGREE = 0.95
"""Share of the figures that must be exact sums; offices correct single ones."""

FEWEST = 2
MOST_TOLD = 10
TOTAL = re.compile(r"(?:ins)?gesamt|summe|zusammen|alle .*|.*\b(?:ins)?gesamt", re.IGNORECASE)
"""Names of rows that say themselves that they are the sum of all areas."""

AVERAGES = ("quote", "miete", "groesse", "_je_", "score", "anteil", "index", "eigentuemer")
"""Parts of the names of merkmale that cannot be added up."""

_SAME = ["jahr", "merkmal"]


@dataclass(frozen=True)
class Whole:
    """A row that is the sum of areas: its text, and how the keys of its parts begin."""

    text: str
    prefix: str
    parts: int
    figures: int


def is_total(name: str) -> bool:
    """Return whether a row says by its name that it is the sum of all areas.

    >>> is_total("Stadt insgesamt"), is_total("Gesamt"), is_total("Gesamtschule")
    (True, True, False)
    """
    return TOTAL.fullmatch(name.strip()) is not None


def additive(merkmal: str) -> bool:
    """Return whether a merkmal can be added up over areas."""
    return not any(word in merkmal for word in AVERAGES)


def wholes(
    figures: pd.DataFrame, others: pd.DataFrame, totals: Collection[str] = ()
) -> list[Whole]:
    """Return which rows without an area are sums of areas, the largest first.

    Parameters
    ----------
    figures
        Figures of areas: ``gebiet``, ``jahr``, ``merkmal``, ``wert``.
    others
        Figures of the other rows; their ``gebiet`` is the text of the table.
    totals
        Which of these say themselves that they are totals: one exact sum proves it.
    """
    countable = others[others["merkmal"].map(additive).astype(bool) & others["wert"].notna()]
    if countable.empty or figures.empty:
        return []
    sums = {prefix: _sums(figures, prefix) for prefix in _prefixes(figures["gebiet"])}
    found = (
        _whole(str(text), rows, sums, figures["gebiet"], 1 if text in totals else FEWEST)
        for text, rows in countable.groupby("gebiet")
    )
    return sorted((one for one in found if one), key=lambda one: (-one.parts, one.text))


def _prefixes(keys: pd.Series) -> list[str]:
    """Return beginnings that several, but not all, keys share; ``""`` stands for all."""
    known = sorted(set(keys))
    longest = min(map(len, known))
    counted = pd.Series([key[:n] for n in range(1, longest) for key in known]).value_counts()
    return ["", *(str(p) for p, count in counted.items() if FEWEST <= count < len(known))]


def _sums(figures: pd.DataFrame, prefix: str) -> pd.Series:
    """Return the sums of the areas whose key begins so, NaN where one of them is missing."""
    parts = figures[figures["gebiet"].str.startswith(prefix)]
    groups = parts.groupby(_SAME)["wert"]
    complete = groups.count() == parts["gebiet"].nunique()
    return groups.sum().where(complete)


def _whole(
    text: str, rows: pd.DataFrame, sums: Mapping[str, pd.Series], keys: pd.Series, fewest: int
) -> Whole | None:
    values = rows.drop_duplicates(_SAME).set_index(_SAME)["wert"]
    for prefix, expected in sums.items():
        both = pd.concat([values, expected], axis=1, keys=["own", "sum"]).dropna()
        exact = int(((both["own"] == both["sum"]) & (both["own"] > 0)).sum())
        if exact >= fewest and exact >= AGREE * (both["own"] > 0).sum():
            parts = sum(key.startswith(prefix) for key in set(keys))
            return Whole(text, prefix, parts, len(both))
    return None


def wrong_totals(figures: pd.DataFrame, others: pd.DataFrame) -> Iterator[str]:
    """Yield German sentences on rows called totals that are not the sums of all areas.

    Parameters
    ----------
    figures, others
        As for `wholes`; the ``gebiet`` of the others is their name.
    """
    countable = others[others["merkmal"].map(additive).astype(bool)]
    for name, rows in countable.groupby("gebiet"):
        own = rows.drop_duplicates(_SAME).set_index(_SAME)["wert"]
        both = pd.concat([own, _sums(figures, "")], axis=1, keys=["own", "sum"]).dropna()
        yield from _different(f"„{name}“", both[both["own"] != both["sum"]])[:MOST_TOLD]


def check_sums(figures: pd.DataFrame, parents: Mapping[str, str]) -> Iterator[str]:
    """Yield German sentences on areas of comparison that differ from the sums of their parts.

    Parameters
    ----------
    figures
        Figures of areas and of areas of comparison.
    parents
        How the keys of the parts begin, by the key of the area of comparison.
    """
    countable = figures[figures["merkmal"].map(additive)]
    areas = countable[~countable["gebiet"].isin(parents)]
    checked, far = 0, 0.0
    wrong: list[str] = []
    for parent, prefix in parents.items():
        own = countable[countable["gebiet"] == parent].set_index(_SAME)["wert"]
        if areas.empty or own.empty:
            continue
        both = pd.concat([own, _sums(areas, prefix)], axis=1, keys=["own", "sum"]).dropna()
        checked += len(both)
        wrong += _different(parent, both[both["own"] != both["sum"]])
        far = max(far, float(((both["own"] - both["sum"]).abs() / both["own"]).max()))
    if checked:
        most = f", höchstens um {write_number(100 * far, 2)} %" if wrong else ""
        counted = f"{write_number(checked)} Summen geprüft, {write_number(len(wrong))} weichen ab"
        yield f"{counted}{most}."
    yield from wrong[:MOST_TOLD]
    if len(wrong) > MOST_TOLD:
        yield f"{write_number(len(wrong) - MOST_TOLD)} weitere Summen weichen ab."


def _different(parent: str, both: pd.DataFrame) -> Sequence[str]:
    return [
        f"{merkmal} {jahr}: {parent} hat {plain_number(own)}, die Teile zusammen "
        f"{plain_number(total)}."
        for (jahr, merkmal), own, total in both.itertuples()
    ]
