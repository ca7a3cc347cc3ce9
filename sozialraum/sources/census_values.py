"""Values of the census grid: numbers apart from the placeholders that say why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from sozialraum.errors import Fault
from sozialraum.formats import MINUS

NOT_SHOWN, UNSURE, ABSENT = "–", "()", "fehlt"
SIGNS: Mapping[str, str] = MappingProxyType(
    {
        NOT_SHOWN: "nichts vorhanden oder zum Schutz kleiner Zahlen nicht ausgewiesen",
        "-1": "Platzhalter des Zensus 2011: ohne Wert",
        "-9": "Platzhalter des Zensus 2011: ohne Wert",
        UNSURE: "ausgewiesen, aber statistisch unsicher (in der Datei: KLAMMERN)",
        ABSENT: "die Zelle fehlt in der Datei dieses Merkmals",
    }
)
"""Why a cell has no value, or what is to be said of it."""

UNSURE_WORD, SIGN_COLUMN = "KLAMMERN", "werterlaeuternde_zeichen"
MOST_TOLD = 5
AGAIN = "Die Datei neu herunterladen und nicht mit einer Tabellenkalkulation speichern."
_SAME = {"-": NOT_SHOWN, "": NOT_SHOWN, f"{MINUS}1": "-1", f"{MINUS}9": "-9"}
_NUMBER = r"^[0-9]+([,.][0-9]+)?$"


def columns_of_signs(table: pa.Table) -> list[str]:
    """Return the columns that qualify values instead of holding some."""
    return [name for name in table.column_names if name.casefold().endswith(SIGN_COLUMN)]


def values_of(
    table: pa.Table, column: str, file: str
) -> tuple[npt.NDArray[np.float64], pd.Categorical, list[Fault]]:
    """Return the values of a column (NaN without), their signs, and the faults."""
    raw = table[column].combine_chunks()
    if pa.types.is_string(raw.type) or pa.types.is_large_string(raw.type):
        values, signs, faults = _from_text(raw, column, file)
    else:
        values, signs, faults = _from_numbers(raw, column, file)
    unsure = _unsure(table, column) & ~np.isnan(values)
    signs[unsure & (signs == "")] = UNSURE
    return values, pd.Categorical(signs, ["", *SIGNS]), faults


def _from_text(
    raw: pa.Array, column: str, file: str
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.object_], list[Fault]]:
    text = pc.utf8_trim_whitespace(raw)
    known = pa.array([*SIGNS, *_SAME])
    held = pc.is_in(text, known)
    number = pc.match_substring_regex(text, _NUMBER)
    wrong = np.flatnonzero(~np.asarray(pc.or_(held, number)))
    faults = [_no_number(text, wrong, column, file)] if len(wrong) else []
    digits = pc.replace_substring(pc.if_else(number, text, None), ",", ".")
    values = digits.cast(pa.float64()).to_numpy(zero_copy_only=False)
    signs = np.full(len(text), "", dtype=object)
    placed = np.asarray(held)
    found = text.filter(held).to_pylist()
    signs[placed] = [_SAME.get(one, one) for one in found]
    return values, signs, faults


def _from_numbers(
    raw: pa.Array, column: str, file: str
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.object_], list[Fault]]:
    values = np.array(raw.cast(pa.float64()).to_numpy(zero_copy_only=False))
    signs = np.full(len(values), "", dtype=object)
    signs[np.isnan(values)] = NOT_SHOWN
    for sign in ("-1", "-9"):
        signs[values == float(sign)] = sign
    wrong = np.flatnonzero((values < 0) & (signs == ""))
    faults = [_no_number(raw, wrong, column, file)] if len(wrong) else []
    return np.where(signs == "", values, np.nan), signs, faults


def _unsure(table: pa.Table, column: str) -> npt.NDArray[np.bool_]:
    """Return which values are in brackets: by the column's own signs, else by those of the row."""
    own = f"{column.casefold()}_{SIGN_COLUMN}"
    named = [n for n in table.column_names if n.casefold() in (own, SIGN_COLUMN)]
    if not named:
        return np.zeros(table.num_rows, dtype=bool)
    name = next((n for n in named if n.casefold() == own), named[0])
    marked = pc.match_substring(table[name].cast(pa.string()), UNSURE_WORD)
    return np.asarray(pc.fill_null(marked, False))


def _no_number(raw: pa.Array, rows: npt.NDArray[np.int64], column: str, file: str) -> Fault:
    shown = ", ".join(str(raw[int(row)].as_py()) for row in rows[:MOST_TOLD])
    what = "Das ist keine Zahl." if len(rows) == 1 else f"{len(rows)} Werte sind keine Zahlen."
    expected = f"eine Zahl ab 0 oder einer der Platzhalter „{NOT_SHOWN}“, -1, -9"
    return Fault(what, file, int(rows[0]) + 2, column, shown, expected, AGAIN)
