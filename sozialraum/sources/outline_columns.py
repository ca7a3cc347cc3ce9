"""Columns of somebody's area file: which one holds the key, which the name, which the kind.

A column is taken by its name only if its values can be what is wanted: keys that are all there
and all different, names that are words.  If more than one could be meant, nobody guesses: the
user is shown the columns with an example of each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from sozialraum import keys
from sozialraum.errors import DataError, Fault
from sozialraum.formats import slug

OFFICIAL = {
    "kreis": ("ags", "ars", "rs", "krs", "schluessel", "kreisschluessel"),
    "gemeinde": ("ags", "ars", "rs", "gemeindeschluessel", "schluessel"),
}
"""Usual names of the key column of official outlines, the best first."""

KEY = re.compile(
    r"(gebiet|schluessel|key|id|nr|nummer|nutzer-?id|code|kennung)"
    r"|(stt|st|stadtteil|ortsteil|ot|stadtbezirk|bezirk|sozialraum|quartier|gebiet|raum|zelle)"
    r"[-]?(nr|nummer|id|schluessel|schl|key|kennung|code|no)"
)
NAME = re.compile(r"(gen|name|bez|bezeichnung)|.*[-]?name|.*bezeichnung|stadtteil|ortsteil")
KIND = ("bez", "art")
MOST_SHOWN = 12


@dataclass(frozen=True)
class AreaColumns:
    """Names of the columns with key, name and (``""``: none) kind of an area."""

    key: str
    name: str
    kind: str = ""


def area_columns(
    frame: gpd.GeoDataFrame, level: str, file: str, *, key: str = "", name: str = ""
) -> AreaColumns:
    """Return the columns of a vector file that make it a file of areas.

    Parameters
    ----------
    frame
        What `open_vector` returns.
    level
        Level of the areas.
    file
        Name of the file, for the faults.
    key, name
        Columns that the user has chosen, ``""`` to find them.

    Raises
    ------
    DataError
        If none or more than one column can be meant, with an example of each column.
    """
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    columns = [str(column) for column in table.columns]
    found_key = key or _only(list(_key_columns(table, level)), table, file, "schluessel")
    names = [one for one in _name_columns(table) if one != found_key]
    found_name = name or _only(names, table, file, "namen")
    kinds = [one for one in columns if slug(one) in KIND and one not in (found_key, found_name)]
    return AreaColumns(found_key, found_name, kinds[0] if len(kinds) == 1 else "")


def _key_columns(table: pd.DataFrame, level: str) -> Iterator[str]:
    """Yield the columns that may hold the key; of official ones only the best."""
    fitting = [str(one) for one in table.columns if _are_keys(table[one], level)]
    usual = OFFICIAL.get(level, ())
    best = sorted(
        (one for one in fitting if slug(one) in usual), key=lambda c: usual.index(slug(c))
    )
    if best:
        yield best[0]
    else:
        yield from (one for one in fitting if KEY.fullmatch(slug(one)))


def _name_columns(table: pd.DataFrame) -> list[str]:
    """Return the columns that may hold the name: official GEN, else all whose name says so."""
    words = [str(one) for one in table.columns if _are_names(table[one])]
    official = [one for one in words if slug(one) == "gen"]
    named = [one for one in words if slug(one) not in KIND and NAME.fullmatch(slug(one))]
    exact = [one for one in named if slug(one) == "name"]
    return official or (exact if len(exact) == 1 else named)


def _are_keys(values: pd.Series, level: str) -> bool:
    texts = [_text(value) for value in values]
    if "" in texts or len(set(texts)) < len(texts):
        return False
    return all(_is_key(text, level) for text in texts)


def _is_key(text: str, level: str) -> bool:
    for at in ("gemeinde", "ars") if level == "gemeinde" else (level,):
        try:
            return bool(keys.parse(text, "stadtteil" if at == "gitter" else at))
        except DataError:
            continue  # the next form that a key of this level may have
    return False


def _are_names(values: pd.Series) -> bool:
    return all(re.search(r"[^\W\d_]{2}", _text(value)) for value in values)


def _text(value: object) -> str:
    if value is None or value is pd.NA or value != value:  # NaN differs from itself
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def _only(found: Sequence[str], table: pd.DataFrame, file: str, option: str) -> str:
    if len(found) == 1:
        return found[0]
    what = (
        f"In {len(found)} Spalten kann stehen, was mit --{option} gemeint ist."
        if found
        else f"Keine Spalte passt zu --{option}."
    )
    shown = "; ".join(_examples(table, found or [str(one) for one in table.columns]))
    remedy = f"Die Spalte angeben: --{option} SPALTE."
    raise DataError(Fault(what, file, None, "", shown or "keine Spalten", "", remedy))


def _examples(table: pd.DataFrame, columns: Iterable[str]) -> Iterator[str]:
    for column in list(columns)[:MOST_SHOWN]:
        yield f"{column} (etwa „{_text(table[column].iloc[0])[:30]}“)"
