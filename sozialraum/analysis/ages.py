"""Age structure: shares of age groups, whatever groups a region's statistics uses.

Merkmale named ``bevoelkerung_00_02`` … ``bevoelkerung_75_plus`` are counts of people by
completed years; groups that overlap others (``bevoelkerung_15_64``) are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from sozialraum.analysis.formulas import counts
from sozialraum.region import Region

GROUP = re.compile(r"bevoelkerung_(\d\d)_(\d\d|plus)")
OLDEST = 200


def age_groups(merkmale: Iterable[str]) -> dict[str, str]:
    """Return the groups that follow each other without overlap, youngest first.

    Returns
    -------
    dict
        Merkmal to German name; empty if the groups do not begin at 0 and reach the oldest.

    Examples
    --------
    >>> age_groups(["bevoelkerung_00_14", "bevoelkerung_15_64", "bevoelkerung_15_plus"])
    {'bevoelkerung_00_14': '0–14', 'bevoelkerung_15_plus': '15 und älter'}
    """
    bounds = sorted(
        (int(match[1]), OLDEST if match[2] == "plus" else int(match[2]), match[0])
        for match in map(GROUP.fullmatch, merkmale)
        if match
    )
    return _chain(bounds, 0) or {}


def _chain(bounds: list[tuple[int, int, str]], start: int) -> dict[str, str] | None:
    """Return the groups from an age on, the narrowest that lead to the oldest age."""
    for low, high, merkmal in bounds:
        if low != start:
            continue
        if high == OLDEST:
            return {merkmal: f"{low} und älter"}
        rest = _chain(bounds, high + 1)
        if rest is not None:
            return {merkmal: f"{low}–{high}"} | rest
    return None


def age_shares(region: Region, gebiet: str, jahr: int) -> pd.DataFrame:
    """Return the shares of age groups in an area and its areas of comparison.

    Returns
    -------
    DataFrame
        One row per age group; ``wert`` and one column per parent (its name), in per
        cent of all people; empty if there are no such figures up to the year.
        ``attrs``: ``jahr`` and ``quellen`` of the figures.
    """
    groups = age_groups(region.by_merkmal)
    if not groups:
        return pd.DataFrame()
    tables = {name: counts(region, (merkmal,)) for merkmal, name in groups.items()}
    wide = pd.DataFrame({name: table["wert"] for name, table in tables.items()}).dropna()
    years = [year for year in wide.index.unique("jahr") if year <= jahr]
    own = [year for year in years if (gebiet, year) in wide.index]
    if not own:
        return pd.DataFrame()
    year = max(own)
    at = wide.xs(year, level="jahr")
    shares = at.div(at.sum(axis="columns"), axis="index") * 100
    names = {gebiet: "wert"} | {p.gebiet: p.name for p in region.parents_of(gebiet)}
    table = shares.reindex(list(names)).T.rename(columns=names)
    first = next(iter(tables.values())).xs(year, level="jahr")
    table.attrs = {"jahr": year, "quellen": first.at[gebiet, "quellen"]}
    return table
