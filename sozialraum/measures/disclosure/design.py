"""The problem of choosing what to hide.

A *choice* says of each unknown whether it is hidden (1) or printed (0); while it is
searched it may be a fraction.  An attacker of a *target* moves the true table: a hidden
unknown may move down and up within its bounds, a printed one not at all, and all equations
must hold.  The target is safe if it can be moved as far as demanded.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from sozialraum.measures.disclosure.cells import Floats, Positions, Truths
from sozialraum.measures.disclosure.rules import Demand
from sozialraum.measures.disclosure.table import FrequencyTable


@dataclass(frozen=True)
class Target:
    """A cell that must be movable down (−1), up (1), or by so much in both together.

    A target that is conditional must be movable only if it is hidden.
    """

    cell: int
    signs: tuple[int, ...]
    need: float
    conditional: bool = False


@dataclass(frozen=True)
class Design:
    """What may be hidden, what must be, and how far each unknown may then move.

    Parameters
    ----------
    matrix
        Equations × unknowns: the cells, then one unknown per inequality, always hidden.
    down, up
        How far each unknown may move.
    forced, free
        Unknowns that are hidden anyway, and those that may be hidden or not.
    cells
        How many unknowns are cells; they come first.
    wanted
        What the rules demand.
    """

    matrix: sparse.csc_array
    down: Floats
    up: Floats
    forced: Truths
    free: Truths
    cells: int
    wanted: Demand

    def reach(self, cell: int, sign: int) -> float:
        """Return how far a cell may move in a direction, all others allowing."""
        return float((self.up if sign > 0 else self.down)[cell])

    def most(self) -> Floats:
        """Return the choice that hides whatever may be hidden."""
        return (self.forced | self.free).astype(np.float64)

    def targets(self) -> list[Target]:
        """Return what must be movable of the primary cells."""
        return self._targets(np.flatnonzero(self.wanted.primary), conditional=False)

    def secondary_targets(self, choice: Truths) -> list[Target]:
        """Return what must be movable of the secondary cells of a choice."""
        cells = np.flatnonzero(choice[: self.cells] & ~self.wanted.primary)
        return self._targets(cells, conditional=True)

    def _targets(self, cells: Positions, *, conditional: bool) -> list[Target]:
        wanted, found = self.wanted, []
        for cell in cells.tolist():
            for sign, need in ((-1, wanted.down[cell]), (1, wanted.up[cell])):
                if need > 0:
                    found.append(Target(cell, (sign,), float(need), conditional))
            if wanted.width[cell] > wanted.down[cell] + wanted.up[cell]:
                found.append(Target(cell, (1, -1), float(wanted.width[cell]), conditional))
        return found


def design(table: FrequencyTable, wanted: Demand, lower: Floats, upper: Floats) -> Design:
    """Return the problem of hiding cells of a table.

    Parameters
    ----------
    table
        The true table with all relations that the attacker knows.
    wanted
        What the rules demand of it.
    lower, upper
        Bounds of each cell if it is hidden, as the attacker knows them.
    """
    low, high = table.bounds
    loose = np.flatnonzero(low != high)
    slack = sparse.csr_array(
        (-np.ones(len(loose)), (loose, np.arange(len(loose)))), shape=(len(low), len(loose))
    )
    sums = (table.matrix @ table.values)[loose]
    always = np.ones(len(loose), dtype=np.bool_)
    return Design(
        matrix=sparse.hstack([table.matrix, slack], format="csc"),
        down=np.maximum(np.r_[table.values - lower, sums - low[loose]], 0),
        up=np.maximum(np.r_[upper - table.values, high[loose] - sums], 0),
        forced=np.r_[wanted.primary, always],
        free=np.r_[wanted.hideable & ~wanted.primary, ~always],
        cells=len(table.cells),
        wanted=wanted,
    )
