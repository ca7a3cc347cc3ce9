"""How figures are said: values, differences, dates, sources, as German text.

Everything that prints a number of a profile goes through here, so the same number
reads the same in every table, sentence, chart and map.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from sozialraum.analysis.catalogue import Indicator, catalogue
from sozialraum.analysis.profile import Profile
from sozialraum.analysis.roles import LAST_AGE, MARKED_AGE
from sozialraum.analysis.values import formula_for
from sozialraum.display.around import Unit
from sozialraum.formats import (
    MISSING,
    SIGNS,
    SUPPRESSED,
    read_date,
    write_date,
    write_number,
    write_value,
)
from sozialraum.region import Region
from sozialraum.sources.registry import short

LEVEL_NAMES = {
    "kreis": (
        "Kreis oder kreisfreie Stadt",
        "Kreise und kreisfreie Städte",
        "Kreise und kreisfreien Städte",
    ),
    "gemeinde": ("Gemeinde", "Gemeinden", "Gemeinden"),
    "stadtteil": ("Stadtteil", "Stadtteile", "Stadtteile"),
    "gitter": ("Gitterzelle", "Gitterzellen", "Gitterzellen"),
}
"""What one area is called, several, and „aller 53 …“."""

AGE_MARK, BREAK_MARK = "°", "†"
AGE_NOTE = (
    f"{AGE_MARK} älter als {MARKED_AGE} Jahre; Zahlen, die älter als {LAST_AGE} Jahre sind, "
    "zählen nirgends als Beleg."
)
BREAK_NOTE = f"{BREAK_MARK} über einen Bruch in der Reihe hinweg gerechnet, daher ohne Vergleich."
COMPUTED_NOTE = "≈ errechnet: Nenner = Zahl der Menschen ÷ veröffentlichte Quote."


def areas_word(region: Region) -> str:
    """Return what the areas of a region are called, plural."""
    return LEVEL_NAMES[region.settings.ebene][1]


def unit_of(indicator: Indicator) -> Unit:
    """Return how an indicator's values are written."""
    short = {"Prozentpunkte": "Pp.", "Anzahl": ""}
    return Unit(short.get(indicator.einheit, indicator.einheit), indicator.nachkommastellen)


def name_of(region: Region, indicator: Indicator) -> str:
    """Return what exactly a region's figure is called: the rate of a Kreis is no share."""
    return indicator.name_of(formula_for(region, indicator))


def value_text(indicator: Indicator, value: float, sign: str = "") -> str:
    r"""Return a value with its unit; its sign where official statistics has no number.

    >>> value_text(catalogue()["D01"], 9.1)
    '9,1\u202f%'
    """
    if pd.isna(value):
        return sign or MISSING
    if sign == "0":
        return sign
    return unit_of(indicator).write(float(value))


def difference_text(indicator: Indicator, difference: float) -> str:
    r"""Return a difference with plus or minus; between shares it is in percentage points.

    >>> difference_text(catalogue()["D01"], 1.3)
    '+1,3\u202fPp.'
    """
    if pd.isna(difference) or indicator.einheit == "Anzahl":
        return MISSING  # how many fewer people live in a part than in the whole says nothing
    return change_text(indicator, difference)


def change_text(indicator: Indicator, change: float) -> str:
    """Return a change over time; a number of people changes by people.

    >>> change_text(catalogue()["A01"], -63242)
    '−63.242'
    """
    unit = unit_of(indicator)
    name = "Pp." if unit.name == "%" else unit.name
    return write_value(float(change), name, unit.decimals, sign=True)


def date_text(stand: str, age: float = 0) -> str:
    """Return the date of a figure: a day or a year, marked if it is old.

    >>> date_text("2024-12-31"), date_text("2021", 4)
    ('31.12.2024', '2021 °')
    """
    text = str(stand)
    if len(text) == 10:
        text = write_date(read_date(text))
    elif len(text) == 7 and text[4] == "-":
        text = f"{text[5:]}/{text[:4]}"
    return f"{text} {AGE_MARK}" if age > MARKED_AGE else text


def people_text(row: pd.Series) -> str:
    """Return the number of people behind a rate: „56.541 von ≈ 621.000“."""
    if pd.isna(row["zaehler"]):
        return MISSING
    count = write_number(float(row["zaehler"]))
    if pd.isna(row["nenner"]):
        return count
    computed = "≈\u202f" if row["errechnet"] else ""
    denominator = float(row["nenner"])
    shown = round(denominator, -3) if row["errechnet"] and denominator > 10_000 else denominator
    return f"{count} von {computed}{write_number(shown)}"


def sign_notes(signs: Iterable[str]) -> str:
    """Return the meaning of the signs that occur, as one line; empty if there are none."""
    meanings = {**SIGNS, SUPPRESSED: "aus Datenschutzgründen nicht ausgewiesen"}
    present = dict.fromkeys(sign for sign in signs if sign in meanings)
    return "; ".join(f"„{sign}“ {meanings[sign]}" for sign in present)


def source_line(region: Region, ids: Iterable[str]) -> str:
    """Return the short names of some sources, each once; the source table says the rest."""
    known = region.sources
    return "; ".join(short(known[name]) for name in dict.fromkeys(ids) if name)


def compared_over_time(profile: Profile) -> list[Indicator]:
    """Return the indicators whose development can be told: not those that are a change."""
    chosen = (catalogue()[name] for name in profile.available)
    formulas = ((indicator, formula_for(profile.region, indicator)) for indicator in chosen)
    return [i for i, formula in formulas if formula is not None and formula.art != "veraenderung"]


def sources_of(rows: pd.DataFrame, column: str = "quellen") -> list[str]:
    """Return the ids of the sources behind some rows of a profile, each once."""
    return list(dict.fromkeys(name for quellen in rows[column] for name in quellen))


def completeness(region: Region) -> str:
    """Return whether the lists of places are complete, and what follows if not."""
    kinds = set(region.standorte["art"])
    if kinds and all(region.place_list(kind).vollstaendig == "ja" for kind in kinds):
        return "Die Listen der Stellen sind vollständig."
    return "Die Listen der Stellen sind nicht vollständig: Das ist kein Befund über das Angebot."


def proof(stand: str, belegt: str, jahr: int) -> str:
    """Return the date of an entry in a list of places and how far it is sourced.

    >>> proof("2007", "alt (2007)", 2025)
    '2007 °; belegt: alt (2007)'
    """
    age = jahr - int(stand[:4]) if stand[:4].isdigit() else 0
    date = date_text(stand, age) if stand else "Stand nicht genannt"
    return f"{date}; belegt: {belegt}" if belegt else date


def known_rows(profile: Profile, ids: Iterable[str] | None = None) -> pd.DataFrame:
    """Return the rows of a profile that can be printed: with a value or with a sign."""
    rows = profile.werte[profile.werte["jahr"] > 0]
    return rows if ids is None else rows.loc[[name for name in ids if name in rows.index]]


def parent_value(profile: Profile, indicator: str, parent: str) -> dict[str, Any]:
    """Return value, difference and more for one area of comparison; empty if there is none."""
    key = (indicator, parent)
    return profile.vergleiche.loc[key].to_dict() if key in profile.vergleiche.index else {}


def scored(profile: Profile) -> list[Indicator]:
    """Return the indicators with a direction whose value here may count as evidence."""
    chosen = (catalogue()[name] for name in profile.available if profile.evidence(name))
    return [indicator for indicator in chosen if indicator.rolle not in ("kontext", "beleg")]


def differing(profile: Profile) -> list[tuple[Indicator, float, float]]:
    """Return the indicators that differ from the largest area of comparison.

    Each with the other's value and the size of the difference in widths of the middle half
    of all areas: positive for more strain, negative for less.  A difference that is not
    recognisable, or that cannot be read off the written values, is none.
    """
    parents = profile.region.parents_of(profile.gebiet)
    found = []
    for indicator in scored(profile) if parents else ():
        other = parent_value(profile, indicator.id, parents[-1].gebiet)
        row = profile.werte.loc[indicator.id]
        width = float(row["q3"] - row["q1"])
        if pd.isna(other.get("differenz")) or other["erkennbar"] is False or not width > 0:
            continue
        if value_text(indicator, row["wert"]) != value_text(indicator, other["wert"]):
            size = indicator.polaritaet * float(other["differenz"]) / width
            found.append((indicator, float(other["wert"]), size))
    return found
