"""Types of districts: areas with similar figures, and whether the types would hold.

Clustering always finds clusters, in random numbers too.  So the caller chooses the number
of clusters, and `stability` says of each whether it comes back in other samples of areas.
"""

from __future__ import annotations

import math
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.cluster.hierarchy import cut_tree, ward
from scipy.cluster.vq import ClusterError, kmeans2

from sozialraum.formats import write_number
from sozialraum.measures.space.inputs import Floats, checked, named, refuse

Method: TypeAlias = Literal["ward", "kmeans"]
Labels: TypeAlias = npt.NDArray[np.int64]

MOST_FOR_WARD = 5_000
"""Ward keeps the distances of all pairs of areas: 100 MB for 5,000 areas."""

STABILITY = (
    (0.85, "sehr stabil"),
    (0.75, "stabil"),
    (0.6, "Muster erkennbar, Zuordnung unsicher"),
    (0.0, "nicht stabil"),
)
"""Smallest mean Jaccard similarity for each verdict, after Hennig."""

_STARTS = 25


def clusters(
    values: pd.DataFrame, number: int, *, method: Method = "ward", seed: int = 1
) -> pd.Series:
    """Return the cluster of each area.

    Parameters
    ----------
    values
        One row per area, one column per indicator; standardised here, so that each
        indicator has the same influence.
    number
        Number of clusters, chosen by the caller.
    method
        ``"ward"`` joins step by step what increases the spread within clusters least;
        ``"kmeans"`` is the best of 25 starts and needs memory in proportion to the areas.
    seed
        Start of the random numbers of ``"kmeans"``.

    Returns
    -------
    Series of int
        Clusters from 1, the largest first, on the index of the areas.

    Raises
    ------
    DataError
        If a value is missing or infinite, an indicator is constant, there are not more
        different areas than clusters, or too many areas for ``"ward"``.

    Notes
    -----
    Ward, J. H. (1963): Hierarchical grouping to optimize an objective function. Journal
    of the American Statistical Association 58, 236–244.  Arthur, D.; Vassilvitskii, S.
    (2007): k-means++. Proceedings of SODA 2007, 1027–1035.

    Examples
    --------
    >>> figures = pd.DataFrame({"quote": [5.0, 6.0, 5.5, 14.0, 15.0]}, index=list("abcde"))
    >>> clusters(figures, 2).to_dict()
    {'a': 1, 'b': 1, 'c': 1, 'd': 2, 'e': 2}
    """
    z = _standardised(values, number, method)
    labels = _partition(z, number, method, np.random.default_rng(seed))
    return pd.Series(_numbered(labels, z), index=values.index)


def stability(
    values: pd.DataFrame,
    number: int,
    *,
    method: Method = "ward",
    samples: int = 100,
    seed: int = 1,
) -> pd.DataFrame:
    r"""Return for each cluster how surely it comes back in samples of the areas.

    Parameters
    ----------
    values, number, method
        As in `clusters`.
    samples
        Number of bootstrap samples.
    seed
        Start of the random numbers; the same seed gives the same result.

    Returns
    -------
    DataFrame
        Index ``cluster``: ``gebiete`` (number of areas), ``jaccard`` (mean similarity to
        the most similar cluster of a sample, 0 to 1), ``aufgeloest`` (share of samples
        in which that similarity is at most 0.5) and ``urteil`` (see `STABILITY`).

    Notes
    -----
    Areas drawn with replacement, each counted once; for a cluster C and a cluster D of
    the sample:

    .. math:: \frac{|C \cap D|}{|C \cup D|} \text{ among the areas of the sample}

    Hennig, C. (2007): Cluster-wise assessment of cluster stability. Computational
    Statistics & Data Analysis 52, 258–271.  Samples that miss a cluster altogether say
    nothing of it and are left out of its mean; samples with fewer different areas than
    clusters are drawn again.

    Examples
    --------
    >>> figures = pd.DataFrame({"quote": [5.0, 6.0, 5.5, 14.0, 15.0]}, index=list("abcde"))
    >>> stability(figures, 2)["urteil"].tolist()
    ['sehr stabil', 'sehr stabil']
    """
    z = _standardised(values, number, method)
    rng = np.random.default_rng(seed)
    whole = _numbered(_partition(z, number, method, rng), z)
    likeness = np.array([_recovered(z, whole, number, method, rng) for _ in range(samples)])
    mean = np.nanmean(likeness, axis=0)
    return pd.DataFrame(
        {
            "gebiete": np.bincount(whole)[1:],
            "jaccard": mean,
            "aufgeloest": np.nanmean(np.where(np.isnan(likeness), np.nan, likeness <= 0.5), axis=0),
            "urteil": [next(word for least, word in STABILITY if one >= least) for one in mean],
        },
        index=pd.RangeIndex(1, number + 1, name="cluster"),
    )


def _recovered(
    z: Floats, whole: Labels, number: int, method: Method, rng: np.random.Generator
) -> Floats:
    """Return for each cluster its likeness to the most similar one of a bootstrap sample."""
    while True:  # a sample with too few different areas cannot be parted
        drawn = np.unique(rng.integers(len(z), size=len(z)))
        if len(np.unique(z[drawn], axis=0)) >= number:
            break
    part = _partition(z[drawn], number, method, rng)
    shared = np.zeros((number, number))
    np.add.at(shared, (whole[drawn] - 1, part), 1)
    union = shared.sum(axis=1)[:, None] + shared.sum(axis=0) - shared
    best: Floats = (shared / union).max(axis=1)
    return np.where(shared.sum(axis=1) > 0, best, np.nan)


def _partition(z: Floats, number: int, method: Method, rng: np.random.Generator) -> Labels:
    """Return labels from 0, in no particular order."""
    if method == "ward":
        labels: Labels = cut_tree(ward(z), n_clusters=number)[:, 0]
        return labels
    return _best_of_kmeans(z, number, rng)


def _best_of_kmeans(z: Floats, number: int, rng: np.random.Generator) -> Labels:
    best, least = None, math.inf
    for _ in range(_STARTS):
        try:
            centres, labels = kmeans2(z, number, minit="++", missing="raise", rng=rng)
        except ClusterError:
            continue  # this start left a cluster empty; the next one may not
        spread = float(((z - centres[labels]) ** 2).sum())
        if spread < least * (1 - 1e-12):
            best, least = labels, spread
    if best is None:
        refuse(
            f"Mit k-Mittelwerten ließen sich keine {number} Cluster bilden.",
            "Weniger Cluster wählen oder das Verfahren „ward“.",
        )
    return np.asarray(best, dtype=np.int64)


def _numbered(labels: Labels, z: Floats) -> Labels:
    """Return labels from 1 by size of the cluster, equally large ones by their means."""
    size = np.bincount(labels)
    means = np.stack([z[labels == label].mean(axis=0) for label in range(len(size))])
    order = np.lexsort((*means.round(9).T[::-1], -size))
    rank = np.empty_like(order)
    rank[order] = np.arange(1, len(order) + 1)
    return rank[labels]


def _standardised(values: pd.DataFrame, number: int, method: Method) -> Floats:
    columns = [(str(name), values[name], -math.inf) for name in values.columns]
    if not columns:
        refuse("Es sind keine Kennzahlen angegeben.", "Mindestens eine Kennzahl angeben.")
    figures = np.column_stack(checked(*columns))
    constant = values.columns[np.ptp(figures, axis=0) == 0] if len(figures) else []
    if len(constant):
        refuse(
            "Kennzahlen haben in allen Gebieten denselben Wert.",
            "Diese Kennzahlen weglassen.",
            found=named(constant),
        )
    different = len(np.unique(figures, axis=0))
    if not 2 <= number < different:
        refuse(
            "Die Zahl der Cluster passt nicht zur Zahl verschiedener Gebiete.",
            "Mindestens 2 und weniger Cluster als verschiedene Gebiete wählen.",
            found=f"{number} Cluster bei {different} verschiedenen Gebieten",
        )
    if method == "ward" and len(figures) > MOST_FOR_WARD:
        refuse(
            "Für das Verfahren „ward“ sind es zu viele Gebiete.",
            "Das Verfahren „kmeans“ wählen.",
            found=f"{write_number(len(figures))} Gebiete",
            expected=f"höchstens {write_number(MOST_FOR_WARD)}",
        )
    z: Floats = (figures - figures.mean(axis=0)) / figures.std(axis=0)
    return z
