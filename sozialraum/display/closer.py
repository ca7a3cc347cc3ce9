"""A closer look: one figure of one area on the map, beside its neighbours, over the years.

`figure` is the plain call; `look` is a form that makes the same call for what is chosen.
"""

from __future__ import annotations

from typing import Any

import ipywidgets

from sozialraum.analysis.catalogue import Indicator, catalogue
from sozialraum.analysis.profile import Profile
from sozialraum.analysis.profile import profile as profile_of
from sozialraum.display import pictures, tables
from sozialraum.display.area_search import AreaSearch
from sozialraum.display.blocks import Block, Note
from sozialraum.display.several import Blocks, as_html
from sozialraum.display.wording import name_of
from sozialraum.errors import DataError, Fault, SozialraumError, suggest

widgets: Any = ipywidgets  # has no types
NARROW, WIDE = {"description_width": "6em"}, {"width": "40em"}


def figure(profile: Profile, indicator: str = "") -> Blocks:
    """Return map, neighbours and development of one figure.

    Parameters
    ----------
    profile
        The area.
    indicator
        Id or name in the catalogue; empty means the figure that the report's map shows.

    Raises
    ------
    DataError
        If the area has no such figure, with the closest ones.
    """
    chosen = _found(profile, indicator) if indicator else pictures.main_indicator(profile)
    blocks: list[Block] = [
        pictures.indicator_map(profile, chosen),
        tables.neighbours(profile, chosen),
    ]
    if chosen in pictures.series(profile):
        blocks.append(pictures.trend(profile, chosen))
    return Blocks(tuple(blocks))


def look(profile: Profile) -> Any:
    """Return a form that shows one figure of one area and follows what is chosen."""
    region = profile.region
    seen = widgets.HTML()
    known = [(name_of(region, catalogue()[name]), name) for name in profile.available]
    first = pictures.main_indicator(profile).id
    shown = widgets.Dropdown(
        options=known, value=first, description="Kennzahl", style=NARROW, layout=WIDE
    )

    def update() -> None:
        if area.key:
            seen.value = _seen(profile, area.key, shown.value)

    area = AreaSearch(update, style=NARROW, layout=WIDE)
    area.offer(region.labels, profile.gebiet)
    shown.observe(lambda _: update(), "value")
    update()
    return widgets.VBox([area.form, shown, seen])


def _seen(profile: Profile, gebiet: str, indicator: str) -> str:
    try:
        there = profile_of(profile.region, gebiet, profile.jahr, empfaenger=profile.empfaenger)
        return figure(there, indicator).to_html()
    except SozialraumError as error:
        return as_html(Note(str(error), "warnung"))


def _found(profile: Profile, wanted: str) -> Indicator:
    names = {name_of(profile.region, catalogue()[key]): key for key in profile.available}
    key = wanted if wanted in profile.available else names.get(wanted, "")
    if not key:
        raise DataError(
            Fault(
                f"Diese Kennzahl gibt es für {profile.name} nicht.",
                found=wanted,
                remedy=suggest(wanted, [*names, *profile.available])
                or "01_daten zeigt alle Kennzahlen der Region.",
            )
        )
    return catalogue()[key]
