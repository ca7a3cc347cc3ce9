"""The audit: attack a table before anybody sees it, and refuse it if it gives a cell away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sozialraum.errors import Fault, raise_all
from sozialraum.formats import MISSING, SUPPRESSED, write_number
from sozialraum.measures.disclosure.cells import (
    TOLERANCE,
    Cell,
    Floats,
    Truths,
    describe,
    refuse,
)
from sozialraum.measures.disclosure.possible import Possible, extremes, known, possible
from sozialraum.measures.disclosure.rules import (
    KNOWS,
    Demand,
    Level,
    Rules,
    Threat,
    demand,
    limits,
)
from sozialraum.measures.disclosure.suppress import Cost, protect
from sozialraum.measures.disclosure.table import FrequencyTable, crosstab


@dataclass(frozen=True)
class Finding:
    """What one attacker can read: names of cells, never values."""

    level: Level
    readable: tuple[Cell, ...]

    @property
    def safe(self) -> bool:
        """Whether the attacker can read nothing."""
        return not self.readable


@dataclass(frozen=True)
class Audit:
    """What attacks on a table found.  It carries no values and may be printed.

    Parameters
    ----------
    cells, hidden
        How many cells the table has, and how many of them are hidden.
    bare
        Cells that had to be hidden and are not.
    findings
        What each attacker can read.
    rules
        Rules that were applied, as sentences.
    known
        What attackers were assumed to know beside the table.
    """

    cells: int
    hidden: int
    bare: tuple[Cell, ...]
    findings: tuple[Finding, ...]
    rules: tuple[str, ...]
    known: tuple[str, ...]

    @property
    def safe(self) -> bool:
        """Whether nothing that must stay hidden can be read."""
        return not self.bare and all(finding.safe for finding in self.findings)

    def texts(self) -> tuple[str, ...]:
        """Return the result as sentences for the annex of a report."""
        attacks = [
            f"Angriff {finding.level:d} ({KNOWS[finding.level]}): "
            + ("keine gesperrte Zelle errechenbar." if finding.safe else "nicht bestanden.")
            for finding in self.findings
        ]
        beside = [f"Mitbedacht: {', '.join(self.known)}."] if self.known else []
        return (*self.rules, f"{self.hidden} von {self.cells} Zellen gesperrt.", *beside, *attacks)


def attack(
    table: FrequencyTable,
    hidden: Truths,
    level: Level,
    rules: Rules | None = None,
    threat: Threat | None = None,
) -> pd.DataFrame:
    """Return between which bounds each hidden cell follows from what is printed.

    Parameters
    ----------
    table
        The table; only what is printed of it is used.
    hidden
        Which cells are hidden.
    level
        What the attacker knows beside the table and ``threat.knowledge``.
    rules
        Rules by which cells were hidden.
    threat
        What else is known; its levels play no part here.

    Returns
    -------
    DataFrame
        ``low`` and ``high`` (∞ without bound) on the cells' texts; counts are rounded
        inwards to whole numbers.

    Raises
    ------
    DataError
        If zeros are said to be printed and one is hidden, or what is known contradicts
        the table.
    """
    rules, threat = rules or Rules(), threat or Threat()
    wanted = demand(table, rules, threat.keep)
    found = extremes(_possible(table.knowing(threat.knowledge), hidden, level, rules, wanted))
    low, high = found.low, found.high
    if table.whole:
        low, high = np.ceil(low - TOLERANCE), np.floor(high + TOLERANCE)
    names = [describe(one) for one, out in zip(table.cells, hidden, strict=True) if out]
    return pd.DataFrame({"low": low, "high": high}, index=pd.Index(names, name="zelle"))


def audit(
    table: FrequencyTable,
    hidden: Truths,
    rules: Rules | None = None,
    threat: Threat | None = None,
) -> Audit:
    """Return what all attackers can read of a table with hidden cells.

    Parameters
    ----------
    table
        The true table.
    hidden
        Which cells are hidden.
    rules
        What must be hidden.
    threat
        Attackers and what they know.
    """
    rules, threat = rules or Rules(), threat or Threat()
    wanted = demand(table, rules, threat.keep)
    whole = table.knowing(threat.knowledge)
    findings: list[Finding] = []
    for level in sorted(threat.levels, reverse=True):
        # Whoever knows less holds every table possible that the best informed does.
        less = bool(findings) and findings[-1].safe
        known_to = () if less else _names(table, _readable(whole, hidden, level, rules, wanted))
        findings.append(Finding(level, known_to))
    return Audit(
        cells=len(table.cells),
        hidden=int(hidden.sum()),
        bare=_names(table, wanted.primary & ~hidden),
        findings=tuple(reversed(findings)),
        rules=rules.texts(),
        known=tuple(dict.fromkeys(relation.source for relation in threat.knowledge)),
    )


@dataclass(frozen=True, init=False, eq=False)
class Published:
    """A table that passed the audit; there is no other way to make one.

    Parameters
    ----------
    table
        The true table; hidden values are not kept.
    hidden
        Which cells are hidden.
    rules, threat
        See `audit`.

    Raises
    ------
    DataError
        If the audit fails, with the cells that can be read or are not hidden.
    """

    cells: tuple[Cell, ...]
    values: Floats  # NaN, the one marker, for primary and secondary cells alike
    audit: Audit

    def __init__(
        self,
        table: FrequencyTable,
        hidden: Truths,
        rules: Rules | None = None,
        threat: Threat | None = None,
    ) -> None:
        found = audit(table, hidden, rules, threat)
        raise_all(_faults(found))
        values = np.where(hidden, np.nan, table.values)
        values.flags.writeable = False
        for name, value in (("cells", table.cells), ("values", values), ("audit", found)):
            object.__setattr__(self, name, value)

    def series(self) -> pd.Series:
        """Return the values on the cells' texts, NaN where hidden."""
        names = pd.Index([describe(one) for one in self.cells], name="zelle")
        return pd.Series(self.values, names, name="anzahl")

    def texts(self, rows: str, columns: str, **fixed: str) -> pd.DataFrame:
        """Return a crosstab as text, „•“ where hidden.

        Parameters
        ----------
        rows, columns
            Dimensions of the crosstab.
        **fixed
            Category of other dimensions; without it their sum.
        """
        texts = [SUPPRESSED if np.isnan(value) else write_number(value) for value in self.values]
        return crosstab(self.cells, texts, rows, columns, **fixed).fillna(MISSING)


def release(
    table: FrequencyTable,
    rules: Rules | None = None,
    threat: Threat | None = None,
    *,
    cost: Cost = "values",
    time_limit: float = 30.0,
) -> Published:
    """Return the table with as little hidden as possible, after the audit.

    Parameters and errors as for `sozialraum.measures.disclosure.suppress.protect`.
    """
    pattern = protect(table, rules, threat, cost=cost, time_limit=time_limit)
    return Published(table, pattern.hidden, rules, threat)


def _readable(
    table: FrequencyTable, hidden: Truths, level: Level, rules: Rules, wanted: Demand
) -> Truths:
    """Return the hidden cells about which an attacker knows too much."""
    result = np.zeros(len(hidden), dtype=np.bool_)
    if not hidden.any():
        return result
    tables = _possible(table, hidden, level, rules, wanted)
    if table.whole:
        result[hidden] = known(tables)
    down, up, true = wanted.down[hidden], wanted.up[hidden], table.values[hidden]
    if not table.whole or (down > 0).any() or (up > 0).any():
        found, slack = extremes(tables), TOLERANCE * np.maximum(1.0, true)
        near = (found.low > true - down + slack) | (found.high < true + up - slack)
        result[hidden] |= near | (found.high - found.low < slack)
    return result


def _possible(
    table: FrequencyTable, hidden: Truths, level: Level, rules: Rules, wanted: Demand
) -> Possible:
    """Return the tables that an attacker must hold possible."""
    lower, upper = limits(table, rules, wanted.small, level)
    outside = hidden & ((table.values < lower) | (table.values > upper))
    if outside.any():
        refuse(
            "Eine Zelle ist gesperrt, die nach den Regeln gedruckt wird.",
            "Nullen schützen oder drucken, aber nicht beides.",
            found=", ".join(map(describe, _names(table, outside))),
        )
    return possible(table, hidden, lower, upper)


def _names(table: FrequencyTable, which: Truths) -> tuple[Cell, ...]:
    return tuple(one for one, hit in zip(table.cells, which, strict=True) if hit)


def _faults(found: Audit) -> Iterator[Fault]:
    remedy = "Die Tabelle neu sperren (protect) oder vergröbern."
    if found.bare:
        yield Fault(
            "Zu kleine Anzahlen sind nicht gesperrt.",
            found=", ".join(map(describe, found.bare)),
            remedy=remedy,
        )
    for finding in found.findings:
        if not finding.safe:
            yield Fault(
                "Die Tabelle wird nicht veröffentlicht: Gesperrte Zellen lassen sich "
                f"errechnen, wenn jemand {KNOWS[finding.level].removeprefix('weiß ')} weiß.",
                found=", ".join(map(describe, finding.readable)),
                remedy=remedy,
            )
