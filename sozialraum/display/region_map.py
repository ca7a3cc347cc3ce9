"""The interactive map of a report: figures, places, pieces of evidence and pins as layers."""

from __future__ import annotations

from collections.abc import Iterable

from sozialraum.analysis.catalogue import catalogue
from sozialraum.analysis.dossier import Dossier
from sozialraum.analysis.needs import NoNeedIndexError, need_index
from sozialraum.analysis.profile import Profile
from sozialraum.analysis.values import snapshot
from sozialraum.display import maps
from sozialraum.display.around import Around
from sozialraum.display.blocks import Map
from sozialraum.display.strain import class_layer
from sozialraum.display.wording import completeness, date_text, name_of, source_line, unit_of
from sozialraum.formats import SUPPRESSED
from sozialraum.region import Region
from sozialraum.sources.evidence import Evidence
from sozialraum.sources.privacy import guarded

FIGURES = ("A01", "D01", "D02", "E08", "G01")
"""Indicators whose colours can be chosen on a map."""


def places_map(profile: Profile) -> Map:
    """Return the map of the region's places around the area.

    On the screen the areas can be coloured by figures and by the class of the need index;
    local evidence and pins are on it as far as they are released for the edition.
    """
    region = profile.region
    evidence = guarded(region.belege, region.names.values()).released(profile.empfaenger)
    caption = f"Bekannte Stellen: {profile.name} und Umgebung"
    return _map(region, profile.jahr, evidence, caption, profile.gebiet)


def places_of_agency(dossier: Dossier) -> Map:
    """Return the same map for all areas of an agency; a single one is outlined."""
    region = dossier.region
    outlined = dossier.gebiete[0] if len(dossier.gebiete) == 1 else ""
    caption = f"Bekannte Stellen und Kennzahlen: {region.name}"
    return _map(region, dossier.jahr, dossier.evidence, caption, outlined)


def _map(region: Region, jahr: int, evidence: Evidence, caption: str, gebiet: str) -> Map:
    around = Around(
        caption,
        source_line(region, [region.settings.gebiete.quelle, *region.standorte["quelle"]]),
        f"{completeness(region)} Stellen ohne Ort stehen nicht auf der Karte.",
    )
    return maps.interactive_map(
        region.gebiete,
        gebiet,
        region.standorte,
        around,
        shown=(None, *_classes(region, jahr), *figure_layers(region, jahr)),
        nadel=evidence.nadel,
        belege=evidence.belege,
    )


def figure_layers(
    region: Region, jahr: int, names: Iterable[str] = FIGURES
) -> tuple[maps.Layer, ...]:
    """Return a layer for each of some indicators that the region has a figure of."""
    layers = (_layer(region, name, jahr) for name in names)
    return tuple(layer for layer in layers if layer.values.notna().any())


def _layer(region: Region, name: str, jahr: int) -> maps.Layer:
    indicator = catalogue()[name]
    found = snapshot(region, indicator, jahr).reindex(region.gebiete.index)
    dates = dict.fromkeys(date_text(stand) for stand in found["stand"].dropna())
    return maps.layer(
        ", ".join((name_of(region, indicator), *dates)),
        found["wert"].astype(float),
        unit_of(indicator),
        neutral=not indicator.scorable,
        suppressed=frozenset(found.index[found["zeichen"] == SUPPRESSED]),
    )


def _classes(region: Region, jahr: int) -> tuple[maps.Layer, ...]:
    try:
        return (class_layer(need_index(region, jahr)),)
    except NoNeedIndexError:
        return ()  # the chapter on the index says why
