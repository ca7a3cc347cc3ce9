"""Composite indices: declared as data, computed step by step, with their uncertainty.

>>> import pandas as pd
>>> data = pd.DataFrame(
...     {"arbeitslos": [4.0, 8.0, 12.0], "abitur": [60.0, 30.0, 20.0]}, index=list("abc")
... )
>>> tree = Group("bedarf", (Indicator("arbeitslos", 1), Indicator("abitur", -1)))
>>> compute(data, Index(tree)).rank.astype(int).to_dict()
{'a': 3, 'b': 2, 'c': 1}
"""

from sozialraum.measures.composite.assumptions import Vary
from sozialraum.measures.composite.compute import Result, compute
from sozialraum.measures.composite.index import Index, Level, Ranking, Screening
from sozialraum.measures.composite.presets import preset
from sozialraum.measures.composite.routes import prepare
from sozialraum.measures.composite.tree import Group, Indicator
from sozialraum.measures.composite.uncertainty import rank_sensitivity, uncertainty

__all__ = [
    "Group",
    "Index",
    "Indicator",
    "Level",
    "Ranking",
    "Result",
    "Screening",
    "Vary",
    "compute",
    "prepare",
    "preset",
    "rank_sensitivity",
    "uncertainty",
]
