"""Checks of what a spatial measure is given: every fault named with its areas and a remedy.

*Areas* are the labels of an index (keys as text); *coordinates* a DataFrame with the
columns ``x`` and ``y`` in a metric projection.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import NoReturn, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from sozialraum.errors import DataError, Fault, raise_all

Floats: TypeAlias = npt.NDArray[np.float64]
MOST_NAMED = 5


def refuse(what: str, remedy: str, *, found: str = "", expected: str = "") -> NoReturn:
    """Raise the error for an input that no result can be computed from."""
    raise DataError(Fault(what, found=found, expected=expected, remedy=remedy))


def named(labels: Iterable[object]) -> str:
    """Return the first few labels as text, and how many more there are.

    >>> named(["05111", "05112"]), named(range(7))
    ('05111, 05112', '0, 1, 2, 3, 4 und 2 weitere')
    """
    every = [str(label) for label in labels]
    more = len(every) - MOST_NAMED
    return ", ".join(every[:MOST_NAMED]) + (f" und {more} weitere" if more > 0 else "")


def require_complete(complete: bool, what: str) -> None:
    """Refuse a statement on supply from a list of places that is not complete.

    A place that the list lacks may be the nearest one: the result would be wrong, not
    just inexact.  Only ``True`` counts as complete, not a word that looks like it.
    """
    if complete is not True:
        refuse(
            f"{what} wird nicht berechnet, denn die Liste ist nicht vollständig: "
            "Ein fehlender Standort könnte der nächste sein.",
            "Die Liste der Standorte prüfen, ergänzen und in region.toml unter [listen] "
            "als vollständig kennzeichnen.",
        )


def checked(*given: tuple[str, pd.Series, float]) -> list[Floats]:
    """Return Series as arrays after checking them all.

    Parameters
    ----------
    *given
        Name for messages, values, smallest value allowed (0 or −∞); all on one index.

    Raises
    ------
    DataError
        With every fault: other index, twofold areas, unknown, infinite or too small
        values.
    """
    first_name, first, _ = given[0]
    for name, values, _ in given[1:]:
        same_areas(first_name, first.index, name, values.index)
    raise_all(fault for name, values, least in given for fault in _faults(name, values, least))
    return [_array(values) for _, values, _ in given]


def coordinates(frame: pd.DataFrame, what: str) -> Floats:
    """Return the columns ``x`` and ``y`` as an array of two columns.

    Raises
    ------
    DataError
        If there are no rows, a column is missing, or labels or values are faulty.
    """
    if frame.empty:
        refuse(f"Die Liste „{what}“ ist leer.", "Mindestens einen Ort mit x und y angeben.")
    missing = [column for column in ("x", "y") if column not in frame.columns]
    if missing:
        refuse(
            f"In „{what}“ fehlen Koordinaten.",
            "Orte mit den Spalten x und y in Metern (EPSG:25832) angeben.",
            found=named(frame.columns),
            expected=f"Spalte {named(missing)}",
        )
    return np.column_stack(
        checked((f"{what}, x", frame["x"], -math.inf), (f"{what}, y", frame["y"], -math.inf))
    )


def same_areas(one: str, left: pd.Index, other: str, right: pd.Index) -> None:
    """Refuse two inputs that are not about the same areas in the same order."""
    if not left.equals(right):
        differing = left.symmetric_difference(right)
        refuse(
            f"„{one}“ und „{other}“ haben verschiedene Gebiete oder eine andere Reihenfolge.",
            "Beide vorher ausdrücklich über den Schlüssel verbinden.",
            found=named(differing) if len(differing) else "andere Reihenfolge",
        )


def at_least(areas: int, least: int, what: str) -> None:
    """Refuse too few areas."""
    if areas < least:
        refuse(
            f"{what} braucht mindestens {least} Gebiete.",
            "Weitere Gebiete derselben Ebene hinzunehmen.",
            found=f"{areas} Gebiet" + ("" if areas == 1 else "e"),
        )


def _faults(name: str, values: pd.Series, least: float) -> Iterator[Fault]:
    numbers = _array(values)
    twofold = values.index[values.index.duplicated()].unique()
    findings = (
        (twofold, "Gebiete kommen mehrfach vor.", "Jedes Gebiet nur einmal angeben."),
        (
            values.index[np.isnan(numbers)],
            "Werte fehlen.",
            "Die Werte beschaffen oder die Gebiete vorher ausdrücklich weglassen.",
        ),
        (values.index[np.isinf(numbers)], "Werte sind unendlich.", "Den Nenner der Werte prüfen."),
        (
            values.index[np.isfinite(numbers) & (numbers < least)],
            "Werte sind negativ.",
            "Die Werte berichtigen.",
        ),
    )
    for labels, what, remedy in findings:
        if len(labels):
            yield Fault(what, column=name, found=named(labels), remedy=remedy)


def _array(values: pd.Series) -> Floats:
    numbers: Floats = values.to_numpy(dtype=np.float64, na_value=np.nan)
    return numbers
