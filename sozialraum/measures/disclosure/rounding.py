"""Controlled rounding: every cell to a multiple of a base, and all sums still add up.

The alternative to hiding: no cell is missing, none is exact.  Every rounded value lies less
than the base from the true one, and multiples of the base stay as they are.

Cox, L. H. (1987): A constructive procedure for unbiased controlled rounding. Journal of the
American Statistical Association 82, 520–524.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp

from sozialraum.formats import write_number
from sozialraum.measures.disclosure.cells import Cell, Floats, Truths, describe, refuse
from sozialraum.measures.disclosure.possible import known, possible
from sozialraum.measures.disclosure.rules import Rules, Threat, demand
from sozialraum.measures.disclosure.table import FrequencyTable, crosstab


@dataclass(frozen=True, init=False, eq=False)
class Rounded:
    """A rounded table that passed the audit; there is no other way to make one.

    Parameters
    ----------
    table
        The true table; true values are not kept.
    base
        Values become multiples of it, 3 or 5 in official statistics.
    rules
        Which counts must not be read exactly.
    threat
        What is known beside the table; its levels play no part, for nothing is hidden.

    Raises
    ------
    DataError
        If no rounding adds up, or a small count could be computed from the rounded ones.
    """

    cells: tuple[Cell, ...]
    values: Floats
    base: int

    def __init__(
        self,
        table: FrequencyTable,
        base: int = 5,
        rules: Rules | None = None,
        threat: Threat | None = None,
    ) -> None:
        values = controlled_rounding(table, base)
        open_cells = _readable(table, values, base, rules or Rules(), threat or Threat())
        if open_cells.any():
            names = [describe(table.cells[one]) for one in np.flatnonzero(open_cells)]
            refuse(
                "Die gerundete Tabelle wird nicht veröffentlicht: Kleine Anzahlen lassen "
                "sich errechnen.",
                "Eine größere Rundung wählen oder die Tabelle vergröbern.",
                found=", ".join(names),
            )
        values.flags.writeable = False
        for name, value in (("cells", table.cells), ("values", values), ("base", base)):
            object.__setattr__(self, name, value)

    def texts(self, rows: str, columns: str, **fixed: str) -> pd.DataFrame:
        """Return a crosstab as text; see `Published.texts`."""
        return crosstab(self.cells, list(map(write_number, self.values)), rows, columns, **fixed)


def controlled_rounding(table: FrequencyTable, base: int = 5) -> Floats:
    """Return the values rounded to multiples of a base so that all sums add up.

    Parameters
    ----------
    table
        Counts and how they add up.
    base
        Values become multiples of it.

    Returns
    -------
    array
        As close to the true values as possible; where several are, the same in every run.

    Raises
    ------
    DataError
        If no such rounding exists, as may be in tables of three and more dimensions.

    Examples
    --------
    >>> from sozialraum.measures.disclosure.build import from_crosstab
    >>> frame = pd.DataFrame([[1, 4], [3, 12]], index=["a", "b"], columns=["x", "y"])
    >>> table = from_crosstab(frame.rename_axis(index="ort", columns="art"))
    >>> controlled_rounding(table).reshape(3, 3).tolist()
    [[0.0, 5.0, 5.0], [5.0, 10.0, 15.0], [5.0, 15.0, 20.0]]
    """
    if base < 2 or not table.whole:
        refuse("So wird nicht gerundet.", "Anzahlen auf Vielfache von 3 oder 5 runden.")
    below = np.floor(table.values / base)
    rest = table.values - base * below
    ties = np.arange(len(rest)) / (2.0 * len(rest) ** 2)
    low, high = (np.where(np.isfinite(bound), 0.0, bound) for bound in table.bounds)
    result = milp(
        base - 2 * rest + ties,
        integrality=np.ones(len(rest)),
        bounds=Bounds(0.0, (rest > 0).astype(np.float64)),
        constraints=_adding_up(table, low - table.matrix @ below, high - table.matrix @ below),
        options={"mip_rel_gap": 0.0},
    )
    if result.x is None:
        refuse(
            "Die Tabelle lässt sich nicht so runden, dass alle Summen aufgehen.",
            "Zellen sperren statt runden, oder weniger Gliederungen zugleich zeigen.",
        )
    rounded: Floats = base * (below + np.round(result.x))
    return rounded


def _adding_up(table: FrequencyTable, low: Floats, high: Floats) -> list[LinearConstraint]:
    return [LinearConstraint(table.matrix, low, high)] if len(low) else []


def _readable(
    table: FrequencyTable, rounded: Floats, base: int, rules: Rules, threat: Threat
) -> Truths:
    """Return the small counts that follow from the rounded table."""
    small = demand(table, rules, threat.keep).small
    everything = np.ones(len(rounded), dtype=np.bool_)
    lower, upper = np.maximum(0.0, rounded - base + 1), rounded + base - 1
    tables = possible(table.knowing(threat.knowledge), everything, lower, upper)
    result: Truths = small & known(tables)
    return result
