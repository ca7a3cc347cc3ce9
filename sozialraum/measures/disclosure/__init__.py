"""Disclosure control: tables of small counts that give no cell away.

>>> import pandas as pd
>>> fields = pd.Index(["Arbeit", "Bildung", "Wohnen"], name="lebensbereich")
>>> published = release(from_counts(pd.Series([2, 9, 4], fields)))
>>> published.series().to_list()
[nan, 9.0, nan, 15.0]
>>> published.audit.safe
True
"""

from sozialraum.measures.disclosure.auditing import (
    Audit,
    Finding,
    Published,
    attack,
    audit,
    release,
)
from sozialraum.measures.disclosure.build import Hierarchy, from_counts, from_crosstab
from sozialraum.measures.disclosure.cells import TOTAL, Cell, cell, describe
from sozialraum.measures.disclosure.knowledge import (
    between,
    change,
    known_case,
    printed,
    share,
)
from sozialraum.measures.disclosure.rounding import Rounded, controlled_rounding
from sozialraum.measures.disclosure.rules import (
    LEVELS,
    Level,
    Rules,
    Threat,
    dominance,
    p_percent,
)
from sozialraum.measures.disclosure.suppress import Pattern, protect
from sozialraum.measures.disclosure.table import (
    FrequencyTable,
    Relation,
    crosstab,
    link,
    margin,
    renamed,
)

__all__ = [
    "LEVELS",
    "TOTAL",
    "Audit",
    "Cell",
    "Finding",
    "FrequencyTable",
    "Hierarchy",
    "Level",
    "Pattern",
    "Published",
    "Relation",
    "Rounded",
    "Rules",
    "Threat",
    "attack",
    "audit",
    "between",
    "cell",
    "change",
    "controlled_rounding",
    "crosstab",
    "describe",
    "dominance",
    "from_counts",
    "from_crosstab",
    "known_case",
    "link",
    "margin",
    "p_percent",
    "printed",
    "protect",
    "release",
    "renamed",
    "share",
]
