"""Composite indices: declared as data, computed step by step, with their uncertainty.

>>> import pandas as pd
>>> data = pd.DataFrame(
...     {"arbeitslos": [4.0, 8.0, 12.0], "abitur": [60.0, 30.0, 20.0]}, index=list("abc")
... )
>>> tree = Group("bedarf", (Indicator("arbeitslos", 1), Indicator("abitur", -1)))
>>> compute(data, Index(tree)).rank.astype(int).to_dict()
{'a': 3, 'b': 2, 'c': 1}
"""

from sozialraum.measures.composite.as_data import index_from_data
from sozialraum.measures.composite.assumptions import Vary
from sozialraum.measures.composite.classes import (
    Cuts,
    Quantiles,
    StandardDeviations,
    cross_classes,
)
from sozialraum.measures.composite.compute import Result, changes, compute, effective_weights
from sozialraum.measures.composite.impute import Imputation
from sozialraum.measures.composite.index import (
    Index,
    Level,
    Ranking,
    reweighted,
    without,
)
from sozialraum.measures.composite.normalise import (
    Deviation,
    Distance,
    Exponential,
    MinMax,
    NormalScores,
    PercentileRank,
    Rank,
    Unchanged,
    ZScore,
)
from sozialraum.measures.composite.presets import preset
from sozialraum.measures.composite.routes import prepare
from sozialraum.measures.composite.screening_rule import Screening
from sozialraum.measures.composite.treat import Logarithm, Untreated, Winsorise
from sozialraum.measures.composite.tree import Group, Indicator
from sozialraum.measures.composite.uncertainty import (
    RankSensitivity,
    Uncertainty,
    rank_sensitivity,
    uncertainty,
)
from sozialraum.measures.composite.weights import FactorWeights, PrincipalComponent

__all__ = [
    "Cuts",
    "Deviation",
    "Distance",
    "Exponential",
    "FactorWeights",
    "Group",
    "Imputation",
    "Index",
    "Indicator",
    "Level",
    "Logarithm",
    "MinMax",
    "NormalScores",
    "PercentileRank",
    "PrincipalComponent",
    "Quantiles",
    "Rank",
    "RankSensitivity",
    "Ranking",
    "Result",
    "Screening",
    "StandardDeviations",
    "Uncertainty",
    "Unchanged",
    "Untreated",
    "Vary",
    "Winsorise",
    "ZScore",
    "changes",
    "compute",
    "cross_classes",
    "effective_weights",
    "index_from_data",
    "prepare",
    "preset",
    "rank_sensitivity",
    "reweighted",
    "uncertainty",
    "without",
]
