"""Profile of one area: its figures, what they are compared with, and how sure that is.

*Compared* means: the difference to each area of comparison, whether it is recognisable
(a test against the rest of the larger area, with control of the false discovery rate),
the share of areas with a lower value, and a band of ranks for the audiences that may see
one.  A profile states; it never explains.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from sozialraum.analysis.catalogue import Indicator, catalogue
from sozialraum.analysis.peers import peers
from sozialraum.analysis.places import places_in
from sozialraum.analysis.roles import LAST_AGE, Role
from sozialraum.analysis.values import formula_for, indicator_values, snapshot
from sozialraum.cards import Card
from sozialraum.errors import DataError, Fault
from sozialraum.formats import MISSING
from sozialraum.measures.comparison import percentile_rank, rank_band
from sozialraum.measures.rates.differences import difference_p_value
from sozialraum.measures.rates.false_discovery import benjamini_hochberg
from sozialraum.programme import AUDIENCES
from sozialraum.region import Region

TREND_YEARS = 5
LEVEL = 0.05
"""Share of chance among the differences that are called recognisable."""

NO_DATA: Mapping[str, object] = {
    "wert": np.nan, "zeichen": "", "jahr": 0, "alter": 0, "quellen": (), "vorher_quellen": (),
    "belegt": False, "wertbruch": "", "bruch": "", "rangband": "",
}  # fmt: skip
"""Row of an indicator that the region has no figures for."""


@dataclass(frozen=True, eq=False, repr=False)
class Profile(Card):
    """One area, its figures and comparisons.  Made by `profile`.

    Parameters
    ----------
    werte
        Index indicator id; columns of `indicator_values` and ``jahr``, ``alter``
        (years), ``belegt`` (whether the value may count as evidence: not too old and not
        across a break), ``wertbruch`` (the break that a change crosses), ``perzentil``
        (share of areas with a lower value, 0–100) and ``rangband`` (German; neither for
        context nor for the public), ``n``, ``min``, ``q1``, ``median``, ``q3``, ``max`` over
        all areas, ``vorher_jahr``, ``vorher``, ``vorher_quellen``, ``bruch``.
    vergleiche
        Index (indicator, parent); ``wert``, ``differenz``, ``herkunft``, ``p`` of the
        difference to the rest of the parent and ``p_fdr`` adjusted for the number of
        indicators, ``erkennbar`` (True, False, None where it cannot be told).
    nachbarn
        The areas most alike in structure: index ``gebiet``, ``name``, ``abstand``.
    standorte
        Places in the area.
    """

    region: Region
    gebiet: str
    jahr: int
    empfaenger: str
    werte: pd.DataFrame
    vergleiche: pd.DataFrame
    nachbarn: pd.DataFrame
    standorte: gpd.GeoDataFrame

    def _card(self) -> tuple[str, Mapping[str, object]]:
        return self.name, {
            "Schlüssel": self.gebiet,
            "Region": self.region.name,
            "Jahr": self.jahr,
            "Kennzahlen": f"{len(self.available)} von {len(self.werte)}",
            "Ausgabe": self.empfaenger,
        }

    @property
    def name(self) -> str:
        """Name of the area."""
        return self.region.area_name(self.gebiet)

    @property
    def available(self) -> list[str]:
        """Indicators that have a value here, in the catalogue's order."""
        return list(self.werte.index[self.werte["wert"].notna()])

    def evidence(self, indicator: str) -> bool:
        """Return whether an indicator's value may count as evidence: neither old nor broken."""
        return bool(self.werte.at[indicator, "belegt"])

    def history_sources(self, indicator: str) -> list[str]:
        """Return the ids of all sources behind the series that `history` shows."""
        keys = [self.gebiet, *(parent.gebiet for parent in self.region.parents_of(self.gebiet))]
        table = indicator_values(self.region, catalogue()[indicator])
        shown = table.index.get_level_values("gebiet").isin(keys)
        shown &= table.index.get_level_values("jahr") <= self.jahr
        return list(dict.fromkeys(name for ids in table["quellen"][shown] for name in ids))

    def history(self, indicator: str) -> pd.DataFrame:
        """Return the series of the area and its parents up to the profile's year.

        Index year, one column per area of the comparison (its name); missing years
        are missing rows' values, never filled.
        """
        keys = [self.gebiet, *(parent.gebiet for parent in self.region.parents_of(self.gebiet))]
        wide = indicator_values(self.region, catalogue()[indicator])["wert"].unstack("gebiet")
        wide = wide[wide.index <= self.jahr].reindex(columns=keys).dropna(how="all")
        return wide.rename(columns=self.region.area_name)


def profile(
    region: Region, gebiet: str = "", jahr: int = 0, *, empfaenger: str = "intern"
) -> Profile:
    """Return the profile of one area.

    Parameters
    ----------
    region
        An opened region.
    gebiet
        Key or name; ``""`` means the region's example area.
    jahr
        Each indicator uses its newest value of this year or before; ``0`` means the
        region's default year.
    empfaenger
        ``intern``, ``foerderer`` or ``oeffentlich``: the public sees no rank bands.

    Raises
    ------
    DataError
        If the area or the audience is unknown, or no figure is that old.

    Examples
    --------
    >>> from sozialraum.region import open_region
    >>> area = profile(open_region("data/musterstadt"), "Altmarkt")
    >>> float(area.werte.at["G01", "wert"])
    40.0
    """
    _check_types(gebiet, jahr)
    if empfaenger not in AUDIENCES:
        raise DataError(
            Fault("Unbekannte Ausgabe.", found=empfaenger, expected=" | ".join(AUDIENCES))
        )
    key = region.find_area(gebiet)
    year = jahr or region.settings.jahr
    first, last = int(region.kennzahlen["jahr"].min()), region.settings.jahr + 1
    if not first <= year <= last:
        raise DataError(
            Fault(
                f"Für das Jahr {year} gibt es keine Zahlen.",
                file=region.key,
                expected=f"ein Jahr von {first} bis {last}",
                remedy="Ein anderes Jahr wählen; das Vorgabejahr steht in region.toml.",
            )
        )
    rows, comparisons = {}, {}
    for indicator in catalogue().values():
        rows[indicator.id] = _row(region, indicator, key, year, empfaenger)
        comparisons.update(_comparisons(region, indicator, key, rows[indicator.id]))
    return Profile(
        region=region,
        gebiet=key,
        jahr=year,
        empfaenger=empfaenger,
        werte=pd.DataFrame.from_dict(rows, orient="index"),
        vergleiche=_comparison_table(comparisons),
        nachbarn=peers(region, key, year),
        standorte=places_in(region, key),
    )


def _check_types(gebiet: object, jahr: object) -> None:
    """Refuse what a slip in a notebook's first cell gives: a bare key, a year in quotes."""
    if not isinstance(gebiet, str):
        remedy = f'In Anführungszeichen setzen: "{gebiet}".'
        raise DataError(Fault("Das Gebiet ist eine Zahl statt ein Text.", remedy=remedy))
    if not isinstance(jahr, int):
        remedy = "Ohne Anführungszeichen schreiben, zum Beispiel 2025."
        raise DataError(Fault("Das Jahr ist keine ganze Zahl.", found=str(jahr), remedy=remedy))


def _row(
    region: Region, indicator: Indicator, key: str, jahr: int, empfaenger: str
) -> dict[str, object]:
    table = snapshot(region, indicator, jahr)
    if key not in table.index:
        return dict(NO_DATA)
    areas = table[table.index.isin(region.gebiete.index)]["wert"].astype(float)
    row: dict[str, object] = table.loc[key].to_dict()
    year = int(table.at[key, "jahr"])
    row["alter"] = jahr - year
    row["wertbruch"] = _break_within(region, indicator, year)
    row["belegt"] = jahr - year <= LAST_AGE and not row["wertbruch"]
    ranked = empfaenger != "oeffentlich" and indicator.rolle != Role.KONTEXT and row["belegt"]
    return row | _position(areas, key, bool(ranked)) | _change(region, indicator, key, year)


def _break_within(region: Region, indicator: Indicator, year: int) -> str:
    """Return the break that a value crosses itself: a change over some years can."""
    formula = formula_for(region, indicator)
    if formula is None or not formula.jahre:
        return ""
    found = region.break_between(formula.merkmale, year - formula.jahre, year)
    return found.text if found else ""


def _position(areas: pd.Series, key: str, ranked: bool) -> dict[str, object]:
    """Return where an area stands among all areas of the region."""
    known = areas.dropna()
    spread = known.quantile([0, 0.25, 0.5, 0.75, 1.0]) if len(known) else pd.Series([np.nan] * 5)
    position = dict(zip(("min", "q1", "median", "q3", "max"), spread, strict=True))
    return position | {
        "n": len(known),
        "perzentil": percentile_rank(areas).get(key, np.nan) if ranked else np.nan,
        "rangband": rank_band(areas).get(key, "") if ranked else "",
    }


def _change(region: Region, indicator: Indicator, key: str, now: int) -> dict[str, object]:
    """Return the value about five years before, and the break between, if any."""
    series = indicator_values(region, indicator).xs(key, level="gebiet")
    series = series[series["wert"].notna()]
    before = series[(series.index >= now - TREND_YEARS) & (series.index < now)]
    if before.empty:
        return {"vorher_jahr": 0, "vorher": np.nan, "vorher_quellen": (), "bruch": ""}
    then = int(before.index.min())
    formula = formula_for(region, indicator)
    found = region.break_between(formula.merkmale if formula else (), then, now)
    return {
        "vorher_jahr": then,
        "vorher": float(before.at[then, "wert"]),
        "vorher_quellen": before.at[then, "quellen"],
        "bruch": found.text if found else "",
    }


def _comparisons(
    region: Region, indicator: Indicator, key: str, row: dict[str, object]
) -> dict[tuple[str, str], dict[str, object]]:
    if not row["jahr"]:
        return {}
    table = indicator_values(region, indicator).xs(row["jahr"], level="jahr")
    found = {}
    for parent in region.parents_of(key):
        if parent.gebiet in table.index:
            whole = table.loc[parent.gebiet]
            found[indicator.id, parent.gebiet] = {
                "wert": whole["wert"],
                "herkunft": whole["herkunft"] if pd.notna(whole["wert"]) else MISSING,
                "differenz": np.nan if row["wertbruch"] else row["wert"] - whole["wert"],
                "counts": _counts(table.loc[key], whole),
            }
    return found


def _counts(part: pd.Series, whole: pd.Series) -> list[float]:
    """Return the counts of a part and of the rest of the whole, NaN where they do not fit."""
    k, n, all_k, all_n = (
        float(row[name]) for row in (part, whole) for name in ("zaehler", "nenner")
    )
    fits = 0 <= k <= n < all_n and 0 <= all_k - k <= all_n - n
    return [k, n, all_k - k, all_n - n] if fits else [np.nan] * 4


def _comparison_table(rows: dict[tuple[str, str], dict[str, object]]) -> pd.DataFrame:
    """Return the comparisons; which differences are recognisable is decided together.

    An area is compared in many indicators at once: p-values of the test that belongs to
    Newcombe's interval are adjusted so that on average at most 5 % of what is called recognisable
    is chance (Benjamini and Hochberg 1995), for each area of comparison on its own.
    """
    columns = ["wert", "herkunft", "differenz", "counts"]
    index = pd.MultiIndex.from_tuples(list(rows), names=["indikator", "gebiet"])
    table = pd.DataFrame(list(rows.values()), columns=columns, index=index)
    counts = np.array(table["counts"].tolist(), dtype=float).reshape(len(table), 4)
    p = pd.Series(difference_p_value(*counts.T), index=index, dtype=float)
    adjusted = p.groupby(level="gebiet").transform(benjamini_hochberg)
    recognisable = [None if np.isnan(value) else bool(value <= LEVEL) for value in adjusted]
    return table.drop(columns="counts").assign(
        p=p, p_fdr=adjusted, erkennbar=pd.Series(recognisable, index=index, dtype=object)
    )
