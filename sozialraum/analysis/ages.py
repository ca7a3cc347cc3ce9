"""Age structure: shares of age groups, whatever groups a region's statistics uses.

Merkmale named ``bevoelkerung_00_02`` … ``bevoelkerung_75_plus`` are counts of people by
completed years; groups that overlap others (``bevoelkerung_15_64``) are left out.  Where
statistics parts women and men, merkmale are named ``bevoelkerung_weiblich_00_02`` and
``bevoelkerung_maennlich_00_02`` and so on, for the same groups.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

import pandas as pd

from sozialraum.analysis.formulas import counts
from sozialraum.region import Region

GROUP = r"bevoelkerung_{}(\d\d)_(\d\d|plus)"
OLDEST = 200
SEXES: Mapping[str, str] = {"maennlich": "Männer", "weiblich": "Frauen"}
"""What statistics parts people into by sex: in the merkmal, for people."""


def age_groups(merkmale: Iterable[str], sex: str = "") -> dict[str, str]:
    """Return the groups that follow each other without overlap, youngest first.

    Parameters
    ----------
    merkmale
        All merkmale of a region.
    sex
        One of `SEXES` for its groups only; ``""`` for those of all people.

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
        for match in map(re.compile(GROUP.format(f"{sex}_" if sex else "")).fullmatch, merkmale)
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
        ``attrs``: ``jahr`` and ``quellen`` of the figures, and ``hoechstens``, the largest
        share of a group in any area and parent of the region.
    """
    groups = age_groups(region.by_merkmal)
    shares = _shares(region, groups, gebiet, jahr)
    return shares if shares.empty else shares.rename(index=groups)


def age_by_sex(region: Region, gebiet: str, jahr: int) -> dict[str, pd.DataFrame]:
    """Return the shares of age groups by sex, in per cent of all people.

    Returns
    -------
    dict
        „Männer“ and „Frauen“, each with a table as `age_shares` returns it; empty if the
        region has no age groups by sex, or others for women than for men.
    """
    groups = {sex: age_groups(region.by_merkmal, sex) for sex in SEXES}
    names = [list(found.values()) for found in groups.values()]
    if not names[0] or names[0] != names[1]:
        return {}
    merkmale = [merkmal for found in groups.values() for merkmal in found]
    shares = _shares(region, merkmale, gebiet, jahr)
    if shares.empty:
        return {}
    return {
        word: shares.loc[list(groups[sex])].rename(index=groups[sex]) for sex, word in SEXES.items()
    }


@lru_cache(maxsize=16)
def _counted(region: Region, merkmale: tuple[str, ...]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a column of counts for each merkmal, and the table of the first one."""
    tables = {merkmal: counts(region, (merkmal,)) for merkmal in merkmale}
    if not tables:
        nobody = pd.MultiIndex.from_arrays([[], []], names=["gebiet", "jahr"])
        return pd.DataFrame(index=nobody), pd.DataFrame()
    wide = pd.DataFrame({name: table["wert"] for name, table in tables.items()}).dropna()
    return wide, next(iter(tables.values()))


def _shares(region: Region, merkmale: Iterable[str], gebiet: str, jahr: int) -> pd.DataFrame:
    """Return what part of all of them each merkmal is, one row for each."""
    wide, known = _counted(region, tuple(merkmale))
    own = [
        year for year in wide.index.unique("jahr") if year <= jahr and (gebiet, year) in wide.index
    ]
    if not own:
        return pd.DataFrame()
    year = max(own)
    at = wide.xs(year, level="jahr")
    shares = at.div(at.sum(axis="columns"), axis="index") * 100
    names = {gebiet: "wert"} | {p.gebiet: p.name for p in region.parents_of(gebiet)}
    table = shares.reindex(list(names)).T.rename(columns=names)
    first = known.xs(year, level="jahr")
    sources, largest = first.at[gebiet, "quellen"], float(shares.to_numpy().max())
    table.attrs = {"jahr": int(year), "quellen": sources, "hoechstens": largest}
    return table
