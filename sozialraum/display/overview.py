"""The overview of a region: where its areas lie, and the way to their reports.

Areas stand in the order of their names; there is no ranking, and the first picture
shows the place and no figure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import pandas as pd

from sozialraum.analysis.catalogue import catalogue
from sozialraum.analysis.values import snapshot
from sozialraum.display import maps
from sozialraum.display.around import Around
from sozialraum.display.blocks import Column, Cover, Map, Note, Table
from sozialraum.display.listings import listed_sources
from sozialraum.display.region_map import FIGURES as COLUMNS
from sozialraum.display.region_map import figure_layers
from sozialraum.display.several import Blocks
from sozialraum.display.wording import (
    areas_word,
    completeness,
    date_text,
    name_of,
    proof,
    sign_notes,
    source_line,
    value_text,
)  # fmt: skip
from sozialraum.formats import MISSING
from sozialraum.region import Region
from sozialraum.sources.places import KINDS

REPORT = "bericht.html"


def cover(region: Region, jahr: int = 0) -> Cover:
    """Return the title of the overview."""
    return Cover(
        title=f"Sozialraumprofile {region.name}",
        subtitle=f"{len(region.gebiete)} {areas_word(region)} im Überblick",
        facts=(
            ("Berichtsjahr", f"{_year(region, jahr)}; jede Zahl nennt ihren eigenen Stand"),
            ("Ordnung", "nach Namen; es gibt keine Rangfolge"),
        ),
        notice=region.settings.hinweis,
        invented=region.settings.erfunden,
    )


def locator(region: Region, jahr: int = 0) -> Map:
    """Return the map of all areas and places; each area leads to its report.

    It begins without figures; the colours of one can be chosen on the screen.
    """
    around = Around(
        f"{areas_word(region)} in {region.name} und bekannte Stellen",
        source_line(region, [region.settings.gebiete.quelle, *region.standorte["quelle"]]),
        "Ein Klick auf ein Gebiet nennt seinen Namen und führt zum Bericht; dieselben Links "
        f"stehen in der Tabelle darunter. {completeness(region)}",
    )
    links = {key: _link(region, key) for key in region.gebiete.index}
    layers = figure_layers(region, _year(region, jahr), COLUMNS)
    return maps.interactive_map(
        region.gebiete, "", region.standorte, around, shown=(None, *layers), links=links
    )


def areas(region: Region, jahr: int = 0) -> Table:
    """Return all areas by name with a few figures and the way to their reports."""
    caption = f"{areas_word(region)} in {region.name}, nach Namen"
    return _table(region, caption, _shown(region, _year(region, jahr)))


def further(region: Region, jahr: int = 0) -> Blocks | Note:
    """Return all other figures of the areas, one table for each field of the catalogue."""
    others = [name for name in catalogue() if name not in COLUMNS]
    tables = _shown(region, _year(region, jahr), others)
    groups: dict[str, dict[str, pd.DataFrame]] = {}
    for name, table in tables.items():
        groups.setdefault(catalogue()[name].gruppe, {})[name] = table
    if not groups:
        return Note("Weitere Kennzahlen liegen für diese Region nicht vor.")
    return Blocks(
        tuple(
            _table(region, f"{group.partition(' ')[2]}: {areas_word(region)}, nach Namen", mine)
            for group, mine in groups.items()
        )
    )


def _table(region: Region, caption: str, shown: Mapping[str, pd.DataFrame]) -> Table:
    """Return the figures of all areas, one column for each indicator."""
    order = _by_name(region)
    body = tuple(
        (region.area_name(key), *(_cell(name, table, key) for name, table in shown.items()))
        for key in order
    )
    heads = tuple(
        Column(f"{name_of(region, catalogue()[name])}, {_dates(table)}", "right")
        for name, table in shown.items()
    )
    return Table(
        caption,
        (Column("Gebiet"), *heads),
        body,
        source=source_line(region, _ids(shown.values())),
        note=sign_notes(sign for table in shown.values() for sign in table["zeichen"]),
        links=tuple(_link(region, key) for key in order),
    )


def places(region: Region, gebiete: Collection[str] = ()) -> Table | Note:
    """Return the known places by area and kind; unknown lists are no gap.

    Parameters
    ----------
    region
        The region.
    gebiete
        Keys of the areas whose places are shown; none means all.
    """
    wanted = list(gebiete) or list(region.gebiete.index)
    known = region.standorte[region.standorte["gebiet_sitz"].isin(wanted)]
    if known.empty:
        return Note("Keine bekannte Stelle ist diesen Gebieten zugeordnet.")
    known = known.assign(name=[region.area_name(key) for key in known["gebiet_sitz"]])
    known = known.sort_values(["name", "art", "einrichtung"], key=_sortable)
    return Table(
        f"Bekannte Stellen in {region.name}",
        tuple(map(Column, ("Gebiet des Sitzes", "Stelle", "Art", "Träger", "Ort", "Stand, Beleg"))),
        tuple(
            (
                place.name,
                place.einrichtung,
                KINDS[place.art],
                place.traeger or MISSING,
                f"{place.plz} {place.ort}".strip() or MISSING,
                proof(place.stand, place.belegt, region.settings.jahr),
            )
            for place in known.itertuples(index=False)
        ),
        source=source_line(region, known["quelle"]),
        note=_completeness(region),
    )


def source_table(region: Region, jahr: int = 0) -> Table:
    """Return the sources of everything in the overview."""
    tables = _shown(region, _year(region, jahr), catalogue()).values()
    return listed_sources(region, _ids(tables), "Quellen dieser Übersicht")


def _shown(region: Region, jahr: int, names: Iterable[str] = COLUMNS) -> dict[str, pd.DataFrame]:
    """Return the figures of some indicators, those that the region has."""
    tables = {name: snapshot(region, catalogue()[name], jahr) for name in names}
    return {name: table for name, table in tables.items() if table["wert"].notna().any()}


def _ids(tables: Iterable[pd.DataFrame]) -> list[str]:
    return [name for table in tables for found in table["quellen"] for name in found]


def _year(region: Region, jahr: int) -> int:
    return jahr or region.settings.jahr


def _link(region: Region, key: str) -> str:
    return f"{region.folder_of(key)}/{REPORT}"


def _cell(name: str, table: pd.DataFrame, key: str) -> str:
    if key not in table.index:
        return MISSING
    return value_text(catalogue()[name], table.at[key, "wert"], table.at[key, "zeichen"])


def _dates(table: pd.DataFrame) -> str:
    return ", ".join(dict.fromkeys(date_text(stand) for stand in table["stand"]))


def _by_name(region: Region) -> pd.Index:
    names = pd.Series([region.area_name(key) for key in region.gebiete.index])
    return region.gebiete.index[_sortable(names).argsort(kind="stable")]


def _sortable(names: pd.Series) -> pd.Series:
    """Sort umlauts with their vowels, as German lists do."""
    return names.str.translate(str.maketrans("ÄÖÜäöü", "AOUaou")).str.replace("ß", "ss")


def _completeness(region: Region) -> str:
    kinds = dict.fromkeys(region.standorte["art"])
    parts = []
    for kind in kinds:
        listing = region.place_list(kind)
        state = {"ja": "vollständig", "nein": "nicht vollständig"}.get(
            listing.vollstaendig, "nicht auf Vollständigkeit geprüft"
        )
        of = f", bekannt sind {listing.bekannt_von} Stellen" if listing.bekannt_von else ""
        stand = f", Stand {listing.stand}" if listing.stand else ""
        parts.append(f"{KINDS[kind]}: Liste {state}{of}{stand}")
    return "; ".join(parts) + "."
