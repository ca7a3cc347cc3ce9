"""How areas and indicators developed, side by side: small multiples.

The pictures of one indicator at a time are in `pictures`; here the eye compares areas of
an agency, or further indicators of one area, on one scale.
"""

from __future__ import annotations

import pandas as pd

from sozialraum.analysis.catalogue import Indicator
from sozialraum.analysis.dossier import Dossier
from sozialraum.analysis.profile import Profile
from sozialraum.display import charts
from sozialraum.display.blocks import Figure, Note
from sozialraum.display.charts import Around, Panel
from sozialraum.display.pictures import MOST_TRENDS, breaks_of, series
from sozialraum.display.several import Blocks
from sozialraum.display.wording import name_of, source_line, unit_of

MOST = 2
LEAST_PANELS = 2
SHARES = "%"
"""Only figures of one unit stand on one scale; most of them are shares."""


def of_areas(dossier: Dossier) -> Blocks | Note:
    """Return for the first indicators with a series one panel per area of the agency."""
    profiles = list(dossier.profile.values())
    if len(profiles) < LEAST_PANELS:
        return of_indicators(profiles[0], skipped=0)
    told = [one for one in series(profiles[0]) if one.einheit != "Anzahl"]
    chosen = [one for one in told if profiles[0].evidence(one.id)][:MOST]
    if not chosen:
        return Note("Es gibt keine Zeitreihe: Die Zahlen liegen nur für ein oder zwei Jahre vor.")
    return Blocks(tuple(_areas(profiles, indicator) for indicator in chosen))


def of_indicators(profile: Profile, skipped: int = MOST_TRENDS) -> Blocks:
    """Return one panel per share with a series, apart from those that have a chart of their own.

    Parameters
    ----------
    profile
        The area.
    skipped
        How many series were shown before, each by itself.
    """
    chosen = [one for one in series(profile)[skipped:] if one.einheit == SHARES]
    if len(chosen) < LEAST_PANELS:
        return Blocks(())
    panels = [_panel(name_of(profile.region, one), profile, one) for one in chosen]
    sources = [name for one in chosen for name in profile.history_sources(one.id)]
    around = Around(
        f"{'Weitere Anteile' if skipped else 'Anteile'}: Entwicklung in {profile.name}",
        source_line(profile.region, sources),
        _note(profile, chosen, panels),
    )
    drawn = charts.small_multiples(
        panels, unit_of(chosen[0]), around, own=profile.name, other=_whole(profile)
    )
    return Blocks((drawn,))


def _areas(profiles: list[Profile], indicator: Indicator) -> Figure:
    region = profiles[0].region
    panels = [_panel(one.name, one, indicator) for one in profiles]
    sources = [name for one in profiles for name in one.history_sources(indicator.id)]
    around = Around(
        f"{name_of(region, indicator)}: Entwicklung der Sozialräume",
        source_line(region, sources),
        _note(profiles[0], [indicator], panels),
    )
    return charts.small_multiples(
        panels, unit_of(indicator), around, own="Sozialraum", other=_whole(profiles[0])
    )


def _panel(name: str, profile: Profile, indicator: Indicator) -> Panel:
    history = profile.history(indicator.id)
    whole = _whole(profile)
    return Panel(name, history[profile.name], history.get(whole))


def _whole(profile: Profile) -> str:
    """Return the name of the largest area of comparison, „“ if there is none."""
    parents = profile.region.parents_of(profile.gebiet)
    return parents[-1].name if parents else ""


def _note(profile: Profile, indicators: list[Indicator], panels: list[Panel]) -> str:
    years = pd.Index(sorted({year for panel in panels for year in panel.values.dropna().index}))
    found: dict[int, str] = {}
    for indicator in indicators:
        found |= breaks_of(profile.region, indicator, years) if len(years) else {}
    said = [f"Ab {year}: {text}." for year, text in found.items()]
    return " ".join(["Alle Bilder haben dieselbe Skala.", *said])
