"""Weights of the members of a group, if wanted from how they hang together.

Values come as areas × indicators that all point the same way; only rows without a missing
value count.  A *loading* is the correlation of an indicator with a component.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from sozialraum.errors import DataError, Fault, raise_all
from sozialraum.measures.composite.columns import Columns, Floats, constant, table


@dataclass(frozen=True)
class PrincipalComponent:
    """`principal_weights`: loadings on the first principal component."""

    anchor: str = ""
    squared: bool = False


@dataclass(frozen=True)
class FactorWeights:
    """`factor_weights`: squared loadings after rotation; 0 takes eigenvalues above 1."""

    factors: int = 0


NO_SIGN = 1e-9
"""Sum of loadings, relative to their sizes, that is nothing but rounding noise."""

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
        a weight below 0 would turn it round without a word.  If the loadings that give the
        sign add up to 0: then there is none.

    Examples
    --------
    >>> values = pd.DataFrame({"a": [1.0, 2, 3, 4], "b": [1.0, 2, 3, 4], "c": [1.0, 4, 2, 4]})
    >>> principal_weights(values).round(3).to_dict()
    {'a': 0.356, 'b': 0.356, 'c': 0.288}
    """
    vector = np.linalg.eigh(_correlations(values))[1][:, -1]
    loadings = pd.Series(vector, index=values.columns)
    sign = float(loadings[anchor] if anchor else loadings.sum())
    if abs(sign) <= NO_SIGN * float(loadings.abs().sum()):
        raise DataError(_without_sign(list(map(str, values.columns)), anchor))
    turned = loadings * np.sign(sign)
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

    Raises
    ------
    DataError
        If there are fewer components than wanted, or none has an eigenvalue above 1.
    """
    eigenvalues, vectors = np.linalg.eigh(_correlations(values))
    count = components or int((eigenvalues > 1 + NO_SIGN).sum())
    if not 0 < count <= len(eigenvalues):
        raise DataError(_no_factors(count, len(eigenvalues)))
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
    names = values.columns if isinstance(values, pd.DataFrame) else range(x.shape[1])
    raise_all(
        _alike(str(code)) for code, same in zip(names, constant(complete), strict=True) if same
    )
    return np.asarray(np.corrcoef(complete, rowvar=False), dtype=np.float64)


def _alike(code: str) -> Fault:
    return Fault(
        f"„{code}“ hat in den Räumen ohne fehlende Werte überall denselben Wert.",
        column=code,
        remedy=f"„{code}“ herausnehmen, Gewichte vorgeben oder gleich gewichten.",
    )


def _without_sign(codes: list[str], anchor: str) -> Fault:
    named = ", ".join(f"„{code}“" for code in codes)
    if anchor:
        return Fault(
            f"„{anchor}“ lädt nicht auf der ersten Hauptkomponente von {named}.",
            column=anchor,
            remedy="Einen anderen Anker (anchor) wählen oder Gewichte vorgeben.",
        )
    return Fault(
        f"Die Ladungen von {named} heben sich auf; die erste Hauptkomponente hat keine Richtung.",
        remedy="Die Richtungen der Indikatoren prüfen, mit anchor nennen, was positiv laden soll,"
        " oder Gewichte vorgeben.",
    )


def _no_factors(wanted: int, there: int) -> Fault:
    return Fault(
        "Die Daten haben nicht so viele Faktoren."
        if wanted
        else "Kein Faktor hat einen Eigenwert über 1: Was verbunden werden soll, hängt nicht"
        " zusammen.",
        found=str(wanted) if wanted else "",
        expected=f"1 bis {there}" if wanted else "",
        remedy="Die Zahl der Faktoren (factors) ändern, Gewichte vorgeben oder gleich gewichten.",
    )


def _against(code: str, anchor: str) -> Fault:
    lead = f"„{anchor}“" if anchor else "die übrigen"
    return Fault(
        f"„{code}“ lädt auf der ersten Hauptkomponente gegen {lead}.",
        column=code,
        remedy=f"Die Richtung prüfen, „{code}“ herausnehmen oder Gewichte vorgeben.",
    )
