"""Weights of the members of a group, if wanted from how they hang together.

Values come as areas × indicators that all point the same way; only rows without a missing
value count.  A *loading* is the correlation of an indicator with a component.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from sozialraum.errors import DataError, Fault
from sozialraum.measures.composite.columns import Columns, Floats, table


@dataclass(frozen=True)
class PrincipalComponent:
    """`principal_weights`: loadings on the first principal component."""

    anchor: str = ""
    squared: bool = False


@dataclass(frozen=True)
class FactorWeights:
    """`factor_weights`: squared loadings after rotation; 0 takes eigenvalues above 1."""

    factors: int = 0


Weighting = Literal["given", "equal"] | PrincipalComponent | FactorWeights


def principal_weights(
    values: pd.DataFrame, *, anchor: str = "", squared: bool = False
) -> pd.Series:
    """Return weights proportional to the loadings on the first principal component.

    Parameters
    ----------
    values
        Areas × indicators; standardised here, as the correlation matrix is decomposed.
    anchor
        Indicator whose loading has to be positive.  Without one the sum of the loadings
        is: a component has no sign of its own.
    squared
        Whether squared loadings, the shares of the component's variance, are the weights.

    Returns
    -------
    Series
        Weights that sum to 1.

    Raises
    ------
    DataError
        If an indicator loads against the others: its direction contradicts the data, and
        a weight below 0 would turn it round without a word.

    Examples
    --------
    >>> values = pd.DataFrame({"a": [1.0, 2, 3, 4], "b": [1.0, 2, 3, 4], "c": [1.0, 4, 2, 4]})
    >>> principal_weights(values).round(3).to_dict()
    {'a': 0.356, 'b': 0.356, 'c': 0.288}
    """
    vector = np.linalg.eigh(_correlations(values))[1][:, -1]
    loadings = pd.Series(vector, index=values.columns)
    turned = loadings * np.sign(loadings[anchor] if anchor else loadings.sum())
    against = [str(code) for code in turned.index[turned < 0]]
    if against:
        raise DataError(_against(code, anchor) for code in against)
    return turned**2 if squared else turned / turned.sum()


def factor_weights(values: pd.DataFrame, *, factors: int = 0) -> pd.Series:
    """Return weights from the squared loadings on rotated factors.

    Parameters
    ----------
    values
        Areas × indicators.
    factors
        Number of principal components that are rotated; 0 takes those whose eigenvalue is
        above 1.

    Returns
    -------
    Series
        Weights that sum to 1, see `weights_from_loadings`.
    """
    loadings = varimax(component_loadings(values, factors))
    return pd.Series(weights_from_loadings(loadings), index=values.columns)


def component_loadings(values: Columns, components: int = 0) -> Floats:
    """Return the loadings on the first principal components of the correlations.

    Parameters
    ----------
    values
        Areas × indicators.
    components
        How many; 0 takes those whose eigenvalue is above 1.

    Returns
    -------
    array
        Indicators × components, the largest component first.
    """
    eigenvalues, vectors = np.linalg.eigh(_correlations(values))
    count = components or int((eigenvalues > 1).sum())
    largest = np.argsort(eigenvalues)[::-1][:count]
    return np.asarray(vectors[:, largest] * np.sqrt(np.maximum(eigenvalues[largest], 0)))


def varimax(loadings: Floats, *, tolerance: float = 1e-12, rounds: int = 1000) -> Floats:
    """Return loadings rotated so that each indicator loads on few factors.

    Notes
    -----
    Kaiser's varimax with Kaiser normalisation: Kaiser, H. F. (1958): The varimax criterion
    for analytic rotation in factor analysis. Psychometrika 23, 187–200; the singular value
    iteration as in R's ``varimax``.
    """
    length = np.sqrt((loadings**2).sum(axis=1, keepdims=True))
    rows = loadings / length
    rotation, before = np.eye(loadings.shape[1]), 0.0
    for _ in range(rounds):
        turned = rows @ rotation
        target = turned**3 - turned * (turned**2).mean(axis=0)
        left, strength, right = np.linalg.svd(rows.T @ target)
        rotation = left @ right
        if strength.sum() < before * (1 + tolerance):
            break
        before = strength.sum()
    return np.asarray(rows @ rotation * length)


def weights_from_loadings(loadings: Floats) -> Floats:
    r"""Return one weight per indicator from the loadings on several factors.

    Every indicator is assigned to the factor on which it loads most.

    Parameters
    ----------
    loadings
        Indicators × factors.

    Returns
    -------
    array
        Weights that sum to 1.

    Notes
    -----
    With :math:`V_j = \sum_i l_{ij}^2` an indicator assigned to factor j has a weight
    proportional to its squared loading scaled to unity sum, times the factor's share of
    the explained variance:

    .. math:: \frac{l_{ij}^2}{V_j} \cdot \frac{V_j}{\sum_k V_k}

    Nicoletti, G. et al. (2000), as in OECD/JRC (2008): Handbook on constructing composite
    indicators, tables 17 and 18.

    Examples
    --------
    >>> weights_from_loadings(np.array([[0.9, 0.1], [0.8, 0.3], [0.2, 0.7]])).round(3).tolist()
    [0.418, 0.33, 0.253]
    """
    squares = loadings**2
    highest = squares.max(axis=1)  # V_j cancels: what is left is the squared loading itself
    return np.asarray(highest / highest.sum())


def _correlations(values: Columns) -> Floats:
    x = table(values)
    complete = x[~np.isnan(x).any(axis=1)]
    if len(complete) < 3:
        raise DataError(
            Fault(
                "Gewichte aus den Daten brauchen mindestens drei Räume ohne fehlende Werte.",
                found=str(len(complete)),
                remedy="Gewichte vorgeben oder gleich gewichten.",
            )
        )
    return np.asarray(np.corrcoef(complete, rowvar=False), dtype=np.float64)


def _against(code: str, anchor: str) -> Fault:
    lead = f"„{anchor}“" if anchor else "die übrigen Indikatoren"
    return Fault(
        f"Der Indikator „{code}“ lädt auf der ersten Hauptkomponente gegen {lead}.",
        column=code,
        remedy="Seine Richtung prüfen, ihn herausnehmen oder Gewichte vorgeben.",
    )
