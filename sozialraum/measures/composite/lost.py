"""Values that normalising loses: a known number must never become unknown without a word."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from sozialraum.errors import Fault, raise_all
from sozialraum.measures.composite.columns import Floats, constant
from sozialraum.measures.composite.normalise import Deviation, Distance, Normalisation, ZScore

LARGE, SMALL = 1e150, 1e-150
"""Beyond these the square of a number is no longer one."""


def check_lost(
    before: pd.DataFrame, after: pd.DataFrame, how: Normalisation, *, what: str = "Der Indikator"
) -> None:
    """Refuse columns whose known values normalising has made unknown, infinite or equal.

    Raises
    ------
    DataError
        With column, cause and remedy.
    """
    lost = (before.notna() & ~np.isfinite(after)).any().to_numpy()
    levelled = constant(after) & ~constant(before)  # a spread of ∞ makes every value 0
    raise_all(
        _fault(str(code), before[code], how, what) for code in before.columns[lost | levelled]
    )


def reference_faults(part: pd.DataFrame, references: dict[str, float]) -> Iterator[Fault]:
    """Yield targets of `Distance` that no area can come near to: the scale would turn over."""
    for code, values in part.items():
        if not references[str(code)] > values.min():
            yield Fault(
                f"Der Bezugswert von „{code}“ liegt nicht über dem niedrigsten Wert der Räume"
                " (in der Richtung des Indikators).",
                column=str(code),
                remedy="Ein Ziel angeben, das über dem niedrigsten Wert liegt, oder anders"
                " normieren, etwa mit z-Werten.",
            )


def _fault(code: str, values: pd.Series, how: Normalisation, what: str) -> Fault:
    cause, remedy = _cause(values.dropna().to_numpy(np.float64), how)
    return Fault(
        f"{what} „{code}“ verliert beim Normieren seine Werte: {cause}.",
        column=code,
        remedy=remedy,
    )


def _cause(x: Floats, how: Normalisation) -> tuple[str, str]:
    top = np.abs(x).max()
    if isinstance(how, ZScore) and how.ddof >= len(x):
        return (
            f"für ddof = {how.ddof} gibt es weniger bekannte Werte als nötig ({len(x)})",
            "ddof auf 0 oder 1 setzen oder Werte beschaffen.",
        )
    if top > LARGE:
        return "die Zahlen sind zu groß, um damit zu rechnen", "Eine größere Einheit wählen."
    if np.ptp(x) < SMALL:
        return "die Zahlen sind zu klein, um damit zu rechnen", "Eine kleinere Einheit wählen."
    if isinstance(how, Deviation):
        return (
            "das Mittel oder der Bezugswert ist 0, eine Abweichung in Prozent gibt es davon nicht",
            "Mit z-Werten oder Min-Max normieren oder einen anderen Bezugswert angeben.",
        )
    if isinstance(how, Distance):
        return "das Ziel ist der niedrigste Wert", "Ein höheres Ziel angeben."
    return "die Normierung hat hier keinen Wert", "Eine andere Normierung wählen."
