"""Formulas: how merkmale become the values of an indicator, for all areas and years.

*Parent values* are the published row where there is one, else the sum of numerators
over the sum of denominators of **all** parts; if one part is missing there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import reduce

import numpy as np
import pandas as pd

from sozialraum.analysis.indicator import Formula
from sozialraum.analysis.places import distance_to_nearest
from sozialraum.measures.rates.intervals import denominator_from_rate
from sozialraum.region import Region

PUBLISHED, SUMMED = "veröffentlicht", "Summe der Teile"


def compute(region: Region, formula: Formula) -> pd.DataFrame:
    """Return what a formula gives, index (gebiet, jahr), before anything is suppressed.

    Columns ``wert``, ``zeichen``, ``zaehler``, ``nenner``, ``errechnet``, ``stand``,
    ``quellen``, ``herkunft``; see `sozialraum.analysis.values.indicator_values`.
    """
    return _COMPUTE[formula.art](region, formula)


def plain(table: pd.DataFrame) -> pd.DataFrame:
    """Return values that are no rate from counts: without numerator and denominator."""
    return table.assign(zaehler=np.nan, nenner=np.nan, errechnet=False)


def _published(region: Region, merkmal: str) -> pd.DataFrame:
    """Return one merkmal as it stands in the region's table."""
    table = region.by_merkmal[merkmal]
    return table.assign(quellen=[(source,) for source in table["quelle"]], herkunft=PUBLISHED).drop(
        columns="quelle"
    )


def counts(region: Region, merkmale: tuple[str, ...]) -> pd.DataFrame:
    """Return the sum of some counts for every area, parent and year.

    A sum with a missing part is missing and carries that part's sign.
    """
    tables = _of_one_origin(region, merkmale)
    return reduce(_add, (tables[merkmal] for merkmal in merkmale))


def _of_one_origin(region: Region, merkmale: Iterable[str]) -> dict[str, pd.DataFrame]:
    """Return the tables of some merkmale; a parent's rows are all published or all summed.

    A published denominator beside a summed numerator would be a rate of nobody: they
    count different people.
    """
    tables = {name: _published(region, name) for name in merkmale}
    everywhere = reduce(pd.MultiIndex.intersection, (table.index for table in tables.values()))
    parents = [parent.gebiet for parent in region.parents]
    kept = {}
    for name, table in tables.items():
        of_parent = table.index.get_level_values("gebiet").isin(parents)
        kept[name] = _with_parents(region, table[~of_parent | table.index.isin(everywhere)])
    return kept


def _add(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    both = _side_by_side(left, right)
    total = both["wert"] + both["wert_2"]
    sign = both["zeichen"].where(both["wert"].isna(), both["zeichen_2"])
    return both.assign(wert=total, zeichen=sign.where(total.isna(), ""))[left.columns]


def _side_by_side(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """Join two tables by area and year; the second's columns end in ``_2``; sources unite."""
    both = left.merge(
        right, left_index=True, right_index=True, suffixes=("", "_2"), validate="one_to_one"
    )
    both["quellen"] = [
        tuple(dict.fromkeys((*first, *second)))
        for first, second in zip(both["quellen"], both["quellen_2"], strict=True)
    ]
    both["herkunft"] = both["herkunft"].where(both["herkunft_2"] == PUBLISHED, SUMMED)
    return both


def _with_parents(region: Region, table: pd.DataFrame) -> pd.DataFrame:
    """Add the sum of the parts for each parent and year that has no published row."""
    wide = table["wert"].unstack("jahr")
    added = [table]
    for parent in region.parents:
        parts = wide.reindex(region.parts_of(parent))
        sums = parts.sum(min_count=1).where(parts.notna().all()).dropna()
        known = table.index.get_level_values("gebiet") == parent.gebiet
        years = sums.index.difference(table.index.get_level_values("jahr")[known])
        if len(years):
            added.append(_summed_rows(table, parent.gebiet, sums[years]))
    return pd.concat(added).sort_index()


def _summed_rows(table: pd.DataFrame, gebiet: str, sums: pd.Series) -> pd.DataFrame:
    """Return the rows of one parent; date and source are those of the parts."""
    of_year = table.reset_index().groupby("jahr").first()
    return pd.DataFrame(
        {
            "wert": sums.astype(float),
            "zeichen": "",
            "stand": of_year["stand"].reindex(sums.index),
            "quellen": of_year["quellen"].reindex(sums.index),
            "herkunft": SUMMED,
        }
    ).set_index(pd.MultiIndex.from_product([[gebiet], sums.index], names=["gebiet", "jahr"]))


def _anzahl(region: Region, formula: Formula) -> pd.DataFrame:
    return plain(counts(region, formula.zaehler))


def _quote(region: Region, formula: Formula) -> pd.DataFrame:
    tables = _of_one_origin(region, formula.merkmale)
    above = reduce(_add, (tables[name] for name in formula.zaehler))
    below = reduce(_add, (tables[name] for name in formula.nenner))
    both = _side_by_side(above, below)
    denominator = both["wert_2"]
    value = formula.faktor * both["wert"] / denominator.where(denominator > 0)
    sign = both["zeichen"].where(both["wert"].isna(), both["zeichen_2"])
    sign = sign.mask((denominator == 0) & both["wert"].notna(), "x")
    return both[above.columns].assign(
        zaehler=both["wert"],
        nenner=denominator,
        wert=value,
        errechnet=False,
        zeichen=sign.where(value.isna(), ""),
    )


def _veroeffentlicht(region: Region, formula: Formula) -> pd.DataFrame:
    rate = _published(region, formula.zaehler[0])
    if not formula.zaehlwert:
        return plain(rate)
    count = _published(region, formula.zaehlwert)
    table = rate.join(count["wert"].rename("zaehler"), how="left")
    share = table["wert"] / formula.faktor
    table = table.assign(nenner=denominator_from_rate(table["zaehler"], share), errechnet=True)
    return _rates_of_parents(region, table, formula.faktor)


def _rates_of_parents(region: Region, table: pd.DataFrame, factor: float) -> pd.DataFrame:
    """Add sum of counts ÷ sum of computed denominators for parents without a published rate."""
    sums = {
        column: _with_parents(region, table.assign(wert=table[column]))
        for column in ("zaehler", "nenner")
    }
    added = sums["zaehler"].index.difference(table.index)
    rows = (
        sums["zaehler"]
        .loc[added]
        .assign(
            zaehler=sums["zaehler"].loc[added, "wert"],
            nenner=sums["nenner"].loc[added, "wert"],
            errechnet=True,
        )
    )
    rows["wert"] = factor * rows["zaehler"] / rows["nenner"]
    return pd.concat([table, rows]) if len(rows) else table


def _differenz(region: Region, formula: Formula) -> pd.DataFrame:
    both = _side_by_side(
        _published(region, formula.zaehler[0]), _published(region, formula.nenner[0])
    )
    difference = (both["wert"] - both["wert_2"]).round(
        6
    )  # 18.1 − 9.1 is 9.0, not 9.000000000000002
    sign = both["zeichen"].where(both["wert"].isna(), both["zeichen_2"])
    return plain(both.assign(wert=difference, zeichen=sign.where(difference.isna(), "")))


def _verhaeltnis(region: Region, formula: Formula) -> pd.DataFrame:
    """Quotient of two rates; numerators and denominators come in pairs.

    The smaller numerator and denominator stand in the table, so that the ratio is
    suppressed where one of its rates would be.
    """
    both = _side_by_side(*(_quote(region, _half(formula, side)) for side in (0, 1)))
    ratio = both["wert"] / both["wert_2"].where(both["wert_2"] > 0)
    sign = both["zeichen"].where(both["wert"].isna(), both["zeichen_2"])
    return both.assign(
        wert=ratio,
        zaehler=both[["zaehler", "zaehler_2"]].min(axis="columns"),
        nenner=both[["nenner", "nenner_2"]].min(axis="columns"),
        zeichen=sign.where(ratio.isna(), ""),
    )


def _half(formula: Formula, side: int) -> Formula:
    return Formula(
        art="quote", zaehler=(formula.zaehler[side],), nenner=(formula.nenner[side],), faktor=1.0
    )


def _veraenderung(region: Region, formula: Formula) -> pd.DataFrame:
    now = counts(region, formula.zaehler)
    before = now[["wert", "quellen"]].copy()
    before.index = before.index.set_levels(before.index.levels[1] + formula.jahre, level="jahr")
    renamed = before.rename(columns={"wert": "vorher", "quellen": "quellen_vorher"})
    both = now.join(renamed, how="inner")
    change = formula.faktor * (both["wert"] - both["vorher"]) / both["vorher"]
    sources = [
        tuple(dict.fromkeys((*first, *second)))
        for first, second in zip(both["quellen"], both["quellen_vorher"], strict=True)
    ]
    return plain(both.assign(wert=change.where(both["vorher"] > 0), quellen=sources))


def _entfernung(region: Region, formula: Formula) -> pd.DataFrame:
    distances = distance_to_nearest(region)
    index = pd.MultiIndex.from_product(
        [distances.index, [region.settings.jahr]], names=["gebiet", "jahr"]
    )
    return pd.DataFrame(
        {
            "wert": distances["km"].to_numpy(), "zeichen": "", "zaehler": np.nan,
            "nenner": np.nan, "errechnet": False, "stand": distances["stand"].to_numpy(),
            "quellen": distances["quellen"].to_numpy(), "herkunft": PUBLISHED,
        },
        index=index,
    )  # fmt: skip


_COMPUTE: Mapping[str, Callable[[Region, Formula], pd.DataFrame]] = {
    "anzahl": _anzahl,
    "quote": _quote,
    "veroeffentlicht": _veroeffentlicht,
    "differenz": _differenz,
    "verhaeltnis": _verhaeltnis,
    "veraenderung": _veraenderung,
    "entfernung": _entfernung,
}
