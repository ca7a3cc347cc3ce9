"""What makes an index impossible, said with the indicator's name and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import numpy as np
import pandas as pd
from pandas.api.types import is_complex_dtype, is_numeric_dtype

from sozialraum.errors import DataError, Fault, raise_all, suggest
from sozialraum.measures.composite.columns import constant, periods
from sozialraum.measures.composite.index import Index

Rows = TypeVar("Rows", pd.DataFrame, pd.Series)


def checked_indicators(data: pd.DataFrame, index: Index) -> pd.DataFrame:
    """Return the indicators of an index in the order of its tree.

    Raises
    ------
    DataError
        If areas stand twice, or an indicator is missing, no number or infinite.
    """
    raise_all(_row_faults(data))
    codes = [indicator.code for indicator in index.indicators]
    raise_all(fault for code in codes for fault in _column_faults(data, code))
    return data[codes].astype(np.float64)


def aligned(rows: Rows, data: pd.DataFrame, what: str) -> Rows:
    """Return further values in the order of the areas.

    Raises
    ------
    DataError
        If an area is not among them, or stands there twice.
    """
    absent = data.index[~data.index.isin(rows.index)]
    if len(absent) or rows.index.has_duplicates:
        raise DataError(
            Fault(
                f"{what}: nicht genau ein Eintrag je Raum.",
                found=f"{len(absent)} Räume fehlen ({areas_text(absent)})" if len(absent) else "",
                remedy="Mit demselben Index übergeben wie die Indikatoren.",
            )
        )
    return rows.reindex(data.index)


def check_values(frame: pd.DataFrame, *, pooled: bool, what: str = "Der Indikator") -> None:
    """Refuse columns that cannot set areas apart.

    Parameters
    ----------
    frame
        Areas × columns.
    pooled
        Whether all periods are measured together.
    what
        What a column is, in German.

    Raises
    ------
    DataError
        If there is only one area, or a column has no known value or the same one everywhere.
    """
    parts = [("", frame)] if pooled else periods(frame)
    raise_all(fault for period, part in parts for fault in _value_faults(part, period, what))


def check_positive(frame: pd.DataFrame, group: str, aggregation: str) -> None:
    """Refuse members at or below 0 where a mean has no meaning for them."""
    mean = {"geometric": "geometrische", "harmonic": "harmonische"}[aggregation]
    raise_all(
        Fault(
            f"„{code}“ hat in „{group}“ Werte von 0 oder darunter; das {mean} Mittel braucht"
            " Werte über 0.",
            column=str(code),
            found=f"{frame[code].min():g}".replace(".", ","),
            remedy="Eine Normierung über 0 wählen, etwa Min-Max von 1 bis 100, oder das"
            " arithmetische Mittel.",
        )
        for code in frame
        if (frame[code] <= 0).any()
    )


def check_scored(normalised: pd.DataFrame, score: pd.Series) -> None:
    """Refuse an index in which an area has no score though all its indicators are known."""
    lost = score.index[score.isna() & normalised.notna().all(axis=1)]
    if len(lost):
        raise DataError(
            Fault(
                f"„{score.name}“ hat für Räume keinen Wert, obwohl alle Indikatoren bekannt sind.",
                found=areas_text(lost),
                remedy="Normierung, Gewichte und Zusammenfassung prüfen: Eine davon ergibt hier"
                " keine Zahl.",
            )
        )


def areas_text(areas: pd.Index, most: int = 3) -> str:
    """Return the names of the first areas of an index as text."""
    names = ["/".join(map(str, a)) if isinstance(a, tuple) else str(a) for a in areas[:most]]
    return ", ".join(names) + (" …" if len(areas) > most else "")


def _row_faults(data: pd.DataFrame) -> Iterator[Fault]:
    if data.index.nlevels > 2:
        yield Fault(
            "Die Zeilen haben mehr als zwei Schlüssel.",
            remedy="Als Index den Raum oder Raum und Jahr verwenden.",
        )
    elif data.index.has_duplicates:
        twice = data.index[data.index.duplicated()].unique()
        yield Fault(
            "Räume stehen mehrfach in den Daten.",
            found=areas_text(twice),
            remedy="Jeden Raum je Jahr nur einmal angeben.",
        )


def _column_faults(data: pd.DataFrame, code: str) -> Iterator[Fault]:
    if code not in data.columns:
        yield Fault(
            f"Der Indikator „{code}“ fehlt in den Daten.",
            column=code,
            remedy=suggest(code, map(str, data.columns))
            or "Die Spalte ergänzen oder den Indikator aus dem Index nehmen.",
        )
    elif isinstance(data[code], pd.DataFrame):
        yield Fault(
            f"Die Spalte „{code}“ steht mehrfach in den Daten.",
            column=code,
            remedy="Nur eine Spalte dieses Namens übergeben.",
        )
    elif not is_numeric_dtype(data[code]) or is_complex_dtype(data[code]):
        yield Fault(
            f"Der Indikator „{code}“ enthält keine Zahlen, mit denen sich vergleichen lässt.",
            column=code,
            found=str(data[code].dtype),
            remedy="Die Spalte als Zahlen einlesen.",
        )
    elif np.isinf(data[code].to_numpy(dtype=np.float64, na_value=np.nan)).any():
        infinite = data.index[np.isinf(data[code].astype(np.float64))]
        yield Fault(
            f"Der Indikator „{code}“ hat unendliche Werte.",
            column=code,
            found=areas_text(infinite),
            remedy="Meist ein Nenner von 0: den Wert als unbekannt führen.",
        )


def _value_faults(part: pd.DataFrame, period: str, what: str) -> Iterator[Fault]:
    when = f" im Zeitraum {period}" if period else ""
    if len(part) < 2:
        yield Fault(
            f"Nur ein Raum{when}: Ein Index vergleicht Räume miteinander."
            if len(part)
            else f"Kein Raum{when}, für den ein Index gerechnet werden kann.",
            remedy="Mehr Räume derselben Ebene aufnehmen.",
        )
        return
    for code, values in part.items():
        known = values.dropna()
        if len(known) > 1 and not constant(known)[0]:
            continue
        found = {0: "keinen bekannten Wert", 1: "nur einen bekannten Wert"}.get(
            len(known), "überall denselben Wert"
        )
        yield Fault(
            f"{what} „{code}“ hat{when} {found} und kann keine Räume unterscheiden.",
            column=str(code),
            found=f"{known.iloc[0]:g}".replace(".", ",") if len(known) else "",
            remedy="Aus dem Index nehmen oder Werte beschaffen.",
        )
