"""Figures that cannot be: found when a region is opened, before anybody computes with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch

import geopandas as gpd
import numpy as np
import pandas as pd

from sozialraum.errors import Fault
from sozialraum.formats import plain_number

BALANCES = ("*saldo*", "*veraenderung*", "*index*")
"""Merkmale that may be negative, by their names; counts and rates may not."""

RATES = ("*quote*",)
"""Merkmale that are shares in per cent, by their names."""


def implausible(figures: pd.DataFrame, file: str) -> list[Fault]:
    """Return what cannot be true in a long table: negative counts, rates over 100 %, dates.

    Parameters
    ----------
    figures
        The long table; its index is the line of the file.
    file
        Name of the file, for the faults.
    """
    value, merkmal = figures["wert"], figures["merkmal"]
    negative = figures[(value < 0) & ~_named(merkmal, BALANCES)]
    beyond = figures[(value > 100) & _named(merkmal, RATES)]
    late = figures[figures["stand"].str[:4].astype(int) > figures["jahr"] + 1]
    return [
        *(_negative(line, row, file) for line, row in negative.iterrows()),
        *(_beyond(line, row, file) for line, row in beyond.iterrows()),
        *(_late(line, row, file) for line, row in late.iterrows()),
    ]


def _named(merkmal: pd.Series, patterns: Sequence[str]) -> pd.Series:
    names = [name for name in merkmal.unique() if any(fnmatch(name, p) for p in patterns)]
    return merkmal.isin(names)


def _negative(line: int, row: pd.Series, file: str) -> Fault:
    return Fault(
        f"„{row['merkmal']}“ ist negativ.",
        file, int(line), "wert", plain_number(row["wert"]),
        "eine Zahl ab 0; negativ sind nur Merkmale, in deren Namen „saldo“, „veraenderung“ "
        "oder „index“ steht",
        "Die Zahl mit der Quelle vergleichen; was fehlt, bekommt ein Zeichen statt einer Zahl.",
    )  # fmt: skip


def _beyond(line: int, row: pd.Series, file: str) -> Fault:
    return Fault(
        f"„{row['merkmal']}“ liegt über 100 %.",
        file, int(line), "wert", plain_number(row["wert"]), "0 bis 100",
        "Die Zahl mit der Quelle vergleichen; oft fehlt das Dezimalkomma.",
    )  # fmt: skip


def _late(line: int, row: pd.Series, file: str) -> Fault:
    return Fault(
        f"Der Stand liegt Jahre nach dem Jahr {row['jahr']} der Zahl.",
        file, int(line), "stand", row["stand"], f"spätestens das Jahr {row['jahr'] + 1}",
        "Jahr oder Stand berichtigen; „stand“ ist der Stichtag der Zahl, nicht der Abruf.",
    )  # fmt: skip


WITHIN = (("waehlende", "wahlberechtigte"), ("sgb2_personen", "bevoelkerung"))
"""Counts of people that are among others, beside those whose name says it (a_b among a)."""

_OTHER_THAN_COUNTS = ("quote", "_je_", "miete", "groesse", "score", "saldo", "flaeche", "index")
FEWEST, FEWEST_SHARES = 100, 5
LEAP, FAR, APART = 1.5, 6.0, 4.0
"""Times last year's number; spreads from the median leap; times the neighbours' median."""


def suspicious(
    figures: pd.DataFrame, gebiete: gpd.GeoDataFrame, parents: Sequence[str], file: str
) -> list[Fault]:
    """Return figures that may be but look wrong, each with the reason.

    Compared are parts with their whole, age groups with the population, a year with the
    year before, and an area's share of the population with that of its neighbours.

    Parameters
    ----------
    figures
        Figures with ``gebiet``, ``jahr``, ``merkmal`` and ``wert``.
    gebiete
        Areas with their outlines, by key.
    parents
        Keys of areas of comparison: no neighbours.
    file
        Name of the file, for the faults.
    """
    wide = figures.pivot_table(
        index=["gebiet", "jahr"], columns="merkmal", values="wert", aggfunc="first"
    )
    areas = wide[~wide.index.get_level_values("gebiet").isin(parents)]
    return [
        *_parts_above_whole(wide, file),
        *_ages_apart(wide, file),
        *_leaps(areas, file),
        *_unlike_neighbours(areas, gebiete, file),
    ]


def shares_of_one(figures: pd.DataFrame, file: str) -> list[Fault]:
    """Return what is given as a share of 1 where a count or a percentage belongs.

    Parameters
    ----------
    figures
        Figures with ``merkmal`` and ``wert``.
    file
        Name of the file, for the faults.
    """
    faults = []
    for name, values in figures.groupby("merkmal")["wert"]:
        known = values.dropna()
        percent = any(fnmatch(str(name), pattern) for pattern in RATES)
        fitting = percent or not _is_rate(str(name))
        if fitting and len(known) >= FEWEST_SHARES and known.mod(1).any() and known.max() <= 1:
            kind, remedy = ("ein Wert in Prozent", "Prozentwerten") if percent else (
                "eine Anzahl", "absoluten Zahlen"
            )  # fmt: skip
            what = f"„{name}“ ist {kind}, in der Tabelle stehen Anteile von 1."
            found = f"höchstens {_shown(known.max())}"
            remedy = f"Die Tabelle mit den {remedy} einlesen."
            if percent:
                remedy = f"Ohne --ja einlesen, dann wird gefragt und umgerechnet. {remedy}"
            faults.append(Fault(what, file, None, str(name), found, remedy=remedy))
    return faults


def _shown(value: object) -> str:
    return plain_number(float(str(value)))


def _odd(what: str, file: str, where: tuple[str, int], merkmal: str, found: str) -> Fault:
    place = f"{where[0]}, {where[1]}: {found}"
    return Fault(what, file, None, merkmal, place, remedy="Mit der Quelle vergleichen.")


def _parts_above_whole(wide: pd.DataFrame, file: str) -> Iterator[Fault]:
    names = [str(name) for name in wide.columns]
    counts = [name for name in names if not _is_rate(name)]
    pairs = [(part, whole) for part in counts for whole in counts if part.startswith(f"{whole}_")]
    for part, whole in [*pairs, *(pair for pair in WITHIN if set(pair) <= set(names))]:
        for where, row in wide[wide[part] > wide[whole]].iterrows():
            found = f"{_shown(row[part])} von {_shown(row[whole])}"
            yield _odd(f"„{part}“ ist größer als „{whole}“.", file, where, part, found)


def is_count(name: str) -> bool:
    """Return whether a merkmal counts something, by its name: then it has no decimals.

    >>> is_count("bevoelkerung_00_02"), is_count("arbeitslosenquote"), is_count("flaeche_qkm")
    (True, False, False)
    """
    return not _is_rate(name) and not any(fnmatch(name, pattern) for pattern in BALANCES)


def _is_rate(name: str) -> bool:
    return any(word in name for word in _OTHER_THAN_COUNTS)


def _ages_apart(wide: pd.DataFrame, file: str) -> Iterator[Fault]:
    """Yield where age groups that follow on each other up to the oldest are not everybody."""
    groups = _chain([str(name) for name in wide.columns])
    if not groups or "bevoelkerung" not in wide.columns:
        return
    total = wide[groups].sum(axis=1, min_count=len(groups))
    apart = wide[(total - wide["bevoelkerung"]).abs() > 0.005 * wide["bevoelkerung"]]
    for where, row in apart.iterrows():
        found = f"{_shown(total[where])} statt {_shown(row['bevoelkerung'])}"
        yield _odd("Die Altersgruppen ergeben nicht alle.", file, where, "bevoelkerung", found)


def _chain(names: Sequence[str]) -> list[str]:
    """Return the age groups from birth to the oldest if none is missing.

    >>> _chain(["bevoelkerung_00_17", "bevoelkerung_18_plus", "bevoelkerung_15_24"])
    ['bevoelkerung_00_17', 'bevoelkerung_18_plus']
    """
    bounds: dict[int, tuple[str, str]] = {}
    for name in sorted(names):
        if found := re.fullmatch(r"bevoelkerung_(\d+)_(\d+|plus)", name):
            bounds.setdefault(int(found[1]), (name, found[2]))
    chain, age = [], 0
    while age in bounds:
        name, end = bounds[age]
        chain.append(name)
        if end == "plus":
            return chain
        age = int(end) + 1
    return []


def _leaps(wide: pd.DataFrame, file: str) -> Iterator[Fault]:
    """Yield numbers that leap from one year to the next while those of most areas do not."""
    for name in wide.columns:
        table = wide[name].unstack("jahr")
        for year in [year for year in table.columns if year - 1 in table.columns]:
            before, now = table[year - 1], table[year]
            large = (before >= FEWEST) & (now > 0)
            change = np.log(now[large] / before[large])
            middle = change.median()
            spread = max((change - middle).abs().median() * 1.4826, 0.01)
            far = (change - middle).abs() > max(FAR * spread, np.log(LEAP))
            for area in change.index[far]:
                found = f"{_shown(now[area])} nach {_shown(before[area])}"
                what = f"„{name}“ springt gegenüber dem Vorjahr, in den meisten Gebieten nicht."
                yield _odd(what, file, (area, year), str(name), found)


def _unlike_neighbours(wide: pd.DataFrame, gebiete: gpd.GeoDataFrame, file: str) -> Iterator[Fault]:
    """Yield shares of the population that are far from those of all areas around."""
    if "bevoelkerung" not in wide.columns or wide.empty:
        return
    year = wide.index.get_level_values("jahr").max()
    now = wide.xs(year, level="jahr")
    near = _neighbours(gebiete)
    for name in [
        name for name in now.columns if name != "bevoelkerung" and not _is_rate(str(name))
    ]:
        share = (now[name] / now["bevoelkerung"]).where(now[name] >= FEWEST).dropna()
        for area, value in share.items():
            around = share.reindex(near.get(area, [])).dropna()
            if len(around) < 3 or not around.min() > 0:
                continue
            times = value / around.median()
            if not 1 / APART <= times <= APART and not around.min() <= value <= around.max():
                found = f"{_shown(round(100 * value, 1))} % der Bevölkerung, ringsum "
                found += f"{_shown(round(100 * around.median(), 1))} %"
                what = f"„{name}“ ist ganz anders als in den Nachbargebieten."
                yield _odd(what, file, (str(area), int(year)), str(name), found)


def _neighbours(gebiete: gpd.GeoDataFrame) -> dict[str, list[str]]:
    left, right = gebiete.sindex.query(gebiete.geometry.buffer(1), predicate="intersects")
    keys = list(map(str, gebiete.index))
    near: dict[str, list[str]] = {}
    for one, other in zip(left, right, strict=True):
        if one != other:
            near.setdefault(keys[one], []).append(keys[other])
    return near
