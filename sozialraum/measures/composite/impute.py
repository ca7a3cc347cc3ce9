"""Missing values replaced by estimates, every one of them marked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from sozialraum.errors import DataError, Fault
from sozialraum.measures.composite.columns import Floats


@dataclass(frozen=True)
class Imputation:
    """How missing values are estimated.

    Parameters
    ----------
    method
        ``mean`` or ``median`` of all areas of the period, ``group_mean`` or
        ``group_median`` of those in the same group, or ``panel`` (see `panel_estimates`).
    """

    method: Literal["mean", "median", "group_mean", "group_median", "panel"]


def impute(
    frame: pd.DataFrame, how: Imputation, *, groups: pd.Series | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the values with estimates for the missing ones, and what was estimated.

    Parameters
    ----------
    frame
        Areas × indicators, or areas and periods × indicators.
    how
        The method.
    groups
        Group of each row for a method by group.

    Returns
    -------
    tuple of DataFrame
        Values, still NaN where there is nothing to estimate from; and True where a value
        was estimated.

    Raises
    ------
    DataError
        If a method by group has no groups, or the panel has no years.

    Examples
    --------
    >>> frame = pd.DataFrame({"D01": [1.0, 3.0, None, 9.0]}, index=list("abcd"))
    >>> values, marks = impute(
    ...     frame, Imputation("group_mean"), groups=pd.Series(list("xxxy"), index=frame.index)
    ... )
    >>> values["D01"].tolist(), marks["D01"].tolist()
    ([1.0, 3.0, 2.0, 9.0], [False, False, True, False])
    """
    if how.method == "panel":
        estimates = panel_estimates(frame)
    else:
        estimates = _group_estimates(frame, how.method, groups)
    filled = frame.where(frame.notna(), estimates)
    return filled, frame.isna() & filled.notna()


def panel_estimates(frame: pd.DataFrame) -> pd.DataFrame:
    r"""Return what a panel regression expects for each area and year.

    Parameters
    ----------
    frame
        Rows by area and year (a number), one column per indicator.

    Returns
    -------
    DataFrame
        NaN for areas whose value is never known, and where fewer than three values are.

    Notes
    -----
    For an indicator y with the mean :math:`m_i` of area i over its known years t:

    .. math:: y_{it} = a + b \, t \, m_i + c \, t^2 m_i

    by ordinary least squares over all known values, negative estimates set to 0 where no
    known value is negative.  This is the imputation of the German Index of Socioeconomic
    Deprivation: Michalski, N. et al. (2022): German Index of Socioeconomic Deprivation
    (GISD): Revision, update, and applications. Journal of Health Monitoring S5, with the
    syntax published beside its data.

    Examples
    --------
    >>> rows = pd.MultiIndex.from_product([["a", "b", "c"], [2019, 2020, 2021]])
    >>> frame = pd.DataFrame({"D01": [4.0, 4, 4, 8, 8, 8, 6, None, 6]}, index=rows)
    >>> float(panel_estimates(frame)["D01"].loc["c", 2020].round(3))
    6.0
    """
    years = _years(frame)
    return pd.DataFrame({code: _panel(frame[code], years) for code in frame}, index=frame.index)


def _panel(values: pd.Series, years: Floats) -> Floats:
    mean = values.groupby(level=0).transform("mean").to_numpy(dtype=np.float64)
    t = years / years.mean()  # near 1: years themselves would be ill-conditioned
    y = values.to_numpy(dtype=np.float64)
    known = ~np.isnan(y)
    if known.sum() < 3:
        return np.full(len(y), np.nan)

    design = np.column_stack([np.ones(len(y)), t * mean, t**2 * mean])
    coefficients = np.linalg.lstsq(design[known], y[known], rcond=None)[0]
    estimates = np.asarray(design @ coefficients, dtype=np.float64)
    return np.maximum(estimates, 0) if y[known].min() >= 0 else estimates


def _group_estimates(frame: pd.DataFrame, method: str, groups: pd.Series | None) -> pd.DataFrame:
    keys = [] if frame.index.nlevels == 1 else [frame.index.get_level_values(1)]
    if method.startswith("group_"):
        keys.append(_known_groups(frame, groups).to_numpy())
    measure = method.removeprefix("group_")
    if not keys:
        return pd.DataFrame([frame.agg(measure)] * len(frame), index=frame.index)
    return frame.groupby(keys, dropna=False).transform(measure)


def _known_groups(frame: pd.DataFrame, groups: pd.Series | None) -> pd.Series:
    if groups is None or not frame.index.isin(groups.index).all():
        raise DataError(
            Fault(
                "Fehlende Werte sollen je Gruppe geschätzt werden, aber nicht jeder Raum hat"
                " eine Gruppe.",
                remedy="Mit groups für jeden Raum seine Gruppe angeben.",
            )
        )
    return groups.reindex(frame.index)


def _years(frame: pd.DataFrame) -> Floats:
    if frame.index.nlevels == 2:
        try:
            return np.asarray(frame.index.get_level_values(1), dtype=np.float64)
        except ValueError:
            pass
    raise DataError(
        Fault(
            "Fehlende Werte sollen aus anderen Jahren geschätzt werden, aber die Daten haben"
            " keine Jahre als Zahlen.",
            remedy="Daten mit einem Index aus Raum und Jahr übergeben.",
        )
    )
