"""Pictures of a report: a profile in, charts and maps out.

Which indicators go into which picture is decided here; how a picture is drawn is the
matter of `charts` and `maps`.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from sozialraum.analysis.ages import age_by_sex, age_shares
from sozialraum.analysis.catalogue import Indicator, catalogue
from sozialraum.analysis.profile import Profile
from sozialraum.analysis.values import formula_for, indicator_values, snapshot
from sozialraum.display import charts, maps, region_map
from sozialraum.display.blocks import Figure, Map, Note
from sozialraum.display.charts import Around, Spread, Who
from sozialraum.display.glance import of_area
from sozialraum.display.several import Blocks
from sozialraum.display.wording import (
    LEVEL_NAMES,
    compared_over_time,
    known_rows,
    name_of,
    parent_value,
    scored,
    source_line,
    sources_of,
    unit_of,
)
from sozialraum.formats import SUPPRESSED
from sozialraum.region import Region

PEOPLE = ("A03", "A04", "A05", "A06", "A07")
MOST_TRENDS = 4
LEAST_YEARS = 3


def who(profile: Profile) -> Who:
    """Return the names of what is compared, the largest area of comparison first."""
    parents = tuple(p.name for p in profile.region.parents_of(profile.gebiet))
    genitive = LEVEL_NAMES[profile.region.settings.ebene][2]
    all_areas = f"aller {len(profile.region.gebiete)} {genitive}"
    return Who(profile.name, parents[::-1], all_areas)


def main_indicator(profile: Profile) -> Indicator:
    """Return the indicator that the map shows: the newest need of the catalogue's core."""
    found = [indicator for indicator in scored(profile) if indicator.rolle == "bedarf"]
    found = found or scored(profile) or [catalogue()[name] for name in profile.available]
    core = [indicator for indicator in found if indicator.stufe == "kern"] or found
    return max(core, key=lambda indicator: profile.werte.at[indicator.id, "jahr"])


def location(profile: Profile, *, small: bool = False) -> Figure:
    """Return where the area lies in its region."""
    caption = f"Lage: {profile.name} in {profile.region.name}"
    source = source_line(profile.region, [profile.region.settings.gebiete.quelle])
    height = maps.LOCATOR_SMALL if small else maps.LOCATOR_HEIGHT
    around = Around(caption, source)
    return maps.locator_map(profile.region.gebiete, profile.gebiet, around, height=height)


def at_a_glance(profile: Profile) -> Figure:
    """Return where the area lies, and beside it a few figures as bars."""
    return of_area(profile)


def people(profile: Profile) -> Figure | Note:
    """Return the shares of groups of people: context, in a neutral chart of its own."""
    rows = known_rows(profile, [name for name in PEOPLE if name in profile.available])
    if rows.empty:
        return Note("Zur Zusammensetzung der Bevölkerung liegen keine Zahlen vor.")
    table = rows[["wert", "min", "max"]].astype(float)
    for parent in profile.region.parents_of(profile.gebiet):
        table[parent.name] = [
            parent_value(profile, str(name), parent.gebiet).get("wert", float("nan"))
            for name in rows.index
        ]
    table.index = pd.Index([catalogue()[str(name)].name for name in rows.index])
    around = Around(
        f"Bevölkerung: {profile.name} im Vergleich",
        source_line(profile.region, sources_of(rows)),
        "Diese Anteile beschreiben, wie groß Zielgruppen sind; sie werden nicht bewertet.",
    )
    return charts.comparison(table, who(profile), unit_of(catalogue()["A03"]), around)


def ages(profile: Profile) -> Figure | Note:
    """Return the age structure beside that of the areas of comparison.

    A population pyramid where the figures part women and men, else bars of all people.
    """
    sexes = age_by_sex(profile.region, profile.gebiet, profile.jahr)
    table = age_shares(profile.region, profile.gebiet, profile.jahr)
    newest = max((one.attrs["jahr"] for one in sexes.values()), default=0)
    if sexes and newest >= table.attrs.get("jahr", 0):
        first = next(iter(sexes.values()))
        return charts.pyramid(sexes, who(profile), _around_ages(profile, first))
    if table.empty:
        return Note("Zum Altersaufbau liegen keine Zahlen vor.")
    return charts.age_structure(table, who(profile), _around_ages(profile, table))


def _around_ages(profile: Profile, table: pd.DataFrame) -> Around:
    return Around(
        f"Altersaufbau: {profile.name}, 31.12.{table.attrs['jahr']}",
        source_line(profile.region, table.attrs["quellen"]),
        "Die Altersgruppen sind verschieden breit. Die Skala ist in allen Gebieten dieselbe.",
    )


def strengths(profile: Profile) -> Figure | Note:
    """Return the chart of strengths and needs; context indicators stay out of it."""
    parents = profile.region.parents_of(profile.gebiet)
    rows = {
        name_of(profile.region, indicator): _spine_row(profile, indicator, parents[-1].gebiet)
        for indicator in (scored(profile) if parents else ())
    }
    rows = {name: row for name, row in rows.items() if row and pd.notna(row["vergleich"])}
    if not rows:
        return Note("Für das Stärken-Schwächen-Bild fehlt ein Vergleichswert.")
    known = known_rows(profile, [indicator.id for indicator in scored(profile)])
    untested = [name for name, row in rows.items() if row["erkennbar"] is None]
    around = Around(
        f"Stärken und Bedarf: {profile.name} im Vergleich",
        source_line(profile.region, sources_of(known)),
        f"Nicht auf Zufall geprüft, weil ohne Zahl der Menschen: {'; '.join(untested)}."
        if untested
        else "",
    )
    return charts.spine(pd.DataFrame.from_dict(rows, orient="index"), who(profile), around)


def _spine_row(profile: Profile, indicator: Indicator, parent: str) -> dict[str, object]:
    row = profile.werte.loc[indicator.id]
    found = parent_value(profile, indicator.id, parent)
    if not found:
        return {}
    unit = unit_of(indicator)
    taken = {name: row[name] for name in ("wert", "min", "q1", "q3", "max", "unten", "oben")}
    return taken | {
        "einheit": unit.name,
        "nachkommastellen": unit.decimals,
        "rolle": str(indicator.rolle),
        "polaritaet": indicator.polaritaet,
        "vergleich": found["wert"],
        "erkennbar": found["erkennbar"],
    }


def spread(profile: Profile) -> Figure:
    """Return all areas on one line for the main indicator, with this one highlighted."""
    indicator = main_indicator(profile)
    table = snapshot(profile.region, indicator, profile.jahr)
    areas = table["wert"].astype(float).reindex(profile.region.gebiete.index)
    parents = profile.region.parents_of(profile.gebiet)
    found = parent_value(profile, indicator.id, parents[-1].gebiet) if parents else {}
    if indicator.einheit == "Anzahl":
        found = {}  # how many live in the whole is no value of an area
    around = Around(
        f"{_titled(profile, indicator)}: {profile.name} unter allen Gebieten",
        source_line(profile.region, sources_of(known_rows(profile, [indicator.id]))),
    )
    return charts.distribution(
        areas, profile.gebiet, found.get("wert", float("nan")), who(profile),
        unit_of(indicator), around,
    )  # fmt: skip


def trends(profile: Profile) -> Blocks | Note:
    """Return a line chart for each indicator with several years, the core ones first."""
    chosen = series(profile)
    if not chosen:
        return Note("Es gibt keine Zeitreihe: Die Zahlen liegen nur für ein oder zwei Jahre vor.")
    return Blocks(tuple(trend(profile, indicator) for indicator in chosen[:MOST_TRENDS]))


def series(profile: Profile) -> list[Indicator]:
    """Return the indicators with several years: first those that may count as evidence.

    Among them those with a direction come first.
    """
    told = compared_over_time(profile)
    chosen = [indicator for indicator in told if len(profile.history(indicator.id)) >= LEAST_YEARS]
    return sorted(chosen, key=lambda one: (not profile.evidence(one.id), not one.scorable, one.id))


def trend(profile: Profile, indicator: Indicator) -> Figure:
    """Return the line chart of one indicator: the area, those above it, the breaks."""
    history = profile.history(indicator.id)
    if indicator.einheit == "Anzahl":
        history = history[[profile.name]]  # beside the whole state a district is a flat line
    around = Around(
        f"{name_of(profile.region, indicator)}: Entwicklung {history.index.min()} bis "
        f"{history.index.max()}",
        source_line(profile.region, profile.history_sources(indicator.id)),
        " ".join(_trend_notes(indicator, history)),
    )
    breaks = breaks_of(profile.region, indicator, history.index)
    return charts.trend(history, breaks, unit_of(indicator), around, _spread(profile, indicator))


def breaks_of(region: Region, indicator: Indicator, years: pd.Index) -> dict[int, str]:
    """Return from which of some years on an indicator's series is counted otherwise, and how."""
    formula = formula_for(region, indicator)
    return {
        entry.ab: entry.text
        for entry in region.settings.bruch
        if formula and any(entry.concerns(merkmal) for merkmal in formula.merkmale)
        if years.min() < entry.ab <= years.max()
    }


def _spread(profile: Profile, indicator: Indicator) -> Spread | None:
    """Return where all areas lie in each year; numbers of people have no common scale."""
    if indicator.einheit == "Anzahl":
        return None
    wide = indicator_values(profile.region, indicator)["wert"].astype(float).unstack("gebiet")
    wide = wide[wide.index <= profile.jahr]
    areas = wide.reindex(columns=profile.region.gebiete.index).dropna(how="all")
    each = pd.DataFrame({"min": areas.min(axis="columns"), "max": areas.max(axis="columns")})
    return Spread(each, who(profile).all_areas, (float(np.nanmin(wide)), float(np.nanmax(wide))))


def _trend_notes(indicator: Indicator, history: pd.DataFrame) -> Iterator[str]:
    if _has_gaps(history):
        yield "Jahre ohne Zahl bleiben Lücken."
    if indicator.einheit != "Anzahl":
        yield "Die Skala ist in allen Gebieten dieselbe."


def _has_gaps(history: pd.DataFrame) -> bool:
    years = range(int(history.index.min()), int(history.index.max()) + 1)
    return bool(history.reindex(years).isna().to_numpy().any())


def main_map(profile: Profile) -> Figure:
    """Return a choropleth map of the main indicator with the area outlined."""
    return indicator_map(profile, main_indicator(profile))


def indicator_map(profile: Profile, indicator: Indicator) -> Figure:
    """Return a choropleth map of one indicator with the area outlined."""
    table = snapshot(profile.region, indicator, profile.jahr)
    table = table.reindex(profile.region.gebiete.index)
    shown = maps.layer(
        _titled(profile, indicator),
        table["wert"].astype(float),
        unit_of(indicator),
        neutral=not indicator.scorable,
        suppressed=frozenset(table.index[table["zeichen"] == SUPPRESSED]),
    )
    source = source_line(profile.region, sources_of(known_rows(profile, [indicator.id])))
    around = Around(_titled(profile, indicator), source)
    return maps.choropleth(profile.region.gebiete, shown, profile.gebiet, around)


def places_map(profile: Profile) -> Map:
    """Return the interactive map of the region's places around the area."""
    return region_map.places_map(profile)


def _titled(profile: Profile, indicator: Indicator) -> str:
    year = int(profile.werte.at[indicator.id, "jahr"])
    return f"{name_of(profile.region, indicator)} {year}"
