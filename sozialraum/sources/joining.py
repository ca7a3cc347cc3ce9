"""Figures, places and areas of comparison, joined to areas by key.

What does not match is an error, never dropped; a leading zero that a spreadsheet has
eaten is given back where exactly one known key is meant, and the caller is told so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import geopandas as gpd
import pandas as pd

from sozialraum import keys
from sozialraum.errors import DataError, Fault, raise_all, suggest
from sozialraum.sources.incoming.joining import join_areas
from sozialraum.sources.plausibility import implausible
from sozialraum.sources.registry import Source, unknown_source
from sozialraum.sources.settings import FILE, Parent, Settings
from sozialraum.sources.texts import parts


def repaired(key: str, known: Iterable[str], levels: Iterable[str]) -> str:
    """Return the one known key that is meant by a key that lost its zero, else the key itself.

    >>> repaired("5315", ["05315", "05"], ["kreis"]), repaired("5", ["05315"], ["kreis"])
    ('05315', '5')
    """
    readings = {_parsed(key, level) for level in levels} & set(known)
    return readings.pop() if len(readings) == 1 else key


def check_settings(
    settings: Settings, gebiete: gpd.GeoDataFrame, known: Mapping[str, Source]
) -> None:
    """Refuse settings that do not fit the areas: example, areas of comparison, source.

    Raises
    ------
    DataError
        With all faults of region.toml.
    """
    quelle = settings.gebiete.quelle
    unknown = [unknown_source(quelle, known)] if quelle and quelle not in known else []
    raise_all(
        [
            *(replace(fault, file=FILE, column="gebiete.quelle") for fault in unknown),
            *_example(settings, gebiete),
            *(fault for parent in settings.uebergeordnet for fault in _parent(parent, gebiete)),
        ]
    )


def join_figures(
    figures: pd.DataFrame,
    gebiete: gpd.GeoDataFrame,
    settings: Settings,
    known: Mapping[str, Source],
    file: str,
) -> tuple[pd.DataFrame, list[str]]:
    """Return figures whose keys are those of areas, and German notes on repaired keys.

    Parameters
    ----------
    figures
        What `read_kennzahlen` returns.
    gebiete
        What `read_areas` returns.
    settings
        What `read_settings` returns.
    known
        All sources that a figure may name.
    file
        Name of the file of the figures, for the faults.

    Raises
    ------
    DataError
        With all faults: figures without area, areas without figures, figures given
        twice, unknown sources, figures that cannot be.
    """
    areas = {*gebiete.index, *(parent.gebiet for parent in settings.uebergeordnet)}
    renamed = _renamed(figures["gebiet"], areas, settings)
    renamed |= _by_name(set(figures["gebiet"]) - areas - set(renamed), gebiete, settings)
    joined = figures.assign(gebiet=figures["gebiet"].replace(renamed))
    unmatched = sorted(set(joined["gebiet"]) - areas)
    silent = sorted(set(gebiete.index) - set(joined["gebiet"]))
    raise_all(
        [
            *(_without_area(key, figures, file, areas) for key in unmatched),
            *(_silent(key, gebiete.at[key, "name"], file) for key in silent),
            *_doubled(joined, file),
            *_unknown_sources(joined["quelle"], known, file),
            *implausible(joined, file),
        ]
    )
    return joined, _notes(renamed)


def join_places(
    places: gpd.GeoDataFrame,
    gebiete: gpd.GeoDataFrame,
    settings: Settings,
    known: Mapping[str, Source],
    file: str,
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Return places whose areas are keys of areas, and German notes on repaired keys.

    Raises
    ------
    DataError
        With all faults: seats in unknown areas (the place would vanish from every
        report), unknown social spaces of agencies, unknown sources.
    """
    areas = {*gebiete.index, ""}
    spaces = places["gebiete"].map(parts)
    named = pd.concat([places["gebiet_sitz"], spaces.explode().dropna()])
    renamed = _renamed(named, areas, settings)
    joined = places.assign(
        gebiet_sitz=places["gebiet_sitz"].replace(renamed),
        gebiete=[" ".join(renamed.get(key, key) for key in listed) for listed in spaces],
    )
    lines = pd.Index(places.attrs.get("zeilen", ()))
    joined.attrs = {}
    sources = joined["quelle"].set_axis(lines)
    raise_all(
        [
            *(
                _unknown_area(int(line), place.kennung, key, column, gebiete, file)
                for line, place in zip(lines, joined.itertuples(), strict=True)
                for column, listed in (
                    ("gebiet_sitz", [place.gebiet_sitz]),
                    ("gebiete", place.gebiete.split()),
                )
                for key in listed
                if key not in areas
            ),
            *_unknown_sources(sources[sources != ""], known, file),
        ]
    )
    return joined, _notes(renamed)


def _renamed(found: pd.Series, known: Iterable[str], settings: Settings) -> dict[str, str]:
    """Return the keys that lost a zero and what they were; of an area or of a parent."""
    levels = {settings.ebene, *(keys.level_of(p.gebiet) for p in settings.uebergeordnet)}
    known = set(known)
    pairs = {key: repaired(key, known, levels) for key in sorted(set(found) - known)}
    return {old: new for old, new in pairs.items() if new != old}


def _by_name(found: Iterable[str], gebiete: gpd.GeoDataFrame, settings: Settings) -> dict[str, str]:
    """Return the keys of the areas whose names stand where keys are expected."""
    names = {str(key): str(name) for key, name in gebiete["name"].items()}
    texts = sorted(found)
    parents = {parent.gebiet: parent.name for parent in settings.uebergeordnet}
    join = join_areas([""] * len(texts), texts, names, level=settings.ebene, parents=parents)
    return {text: key for text, key in zip(texts, join.gebiet, strict=True) if key}


def _parsed(key: str, level: str) -> str:
    try:
        return keys.parse(key, level).text if level in keys.LENGTHS else key
    except DataError:
        return key


def _notes(renamed: Mapping[str, str]) -> list[str]:
    told = {True: "Schlüssel ergänzt", False: "Gebiet am Namen erkannt"}
    return [f"{told[old.isdigit()]}: „{old}“ → „{new}“." for old, new in sorted(renamed.items())]


def _example(settings: Settings, gebiete: gpd.GeoDataFrame) -> list[Fault]:
    found = settings.beispiel
    remedy = suggest(found, gebiete.index) or "Den Schlüssel eines Gebiets eintragen."
    fault = Fault("Das Beispielgebiet gibt es nicht.", FILE, None, "beispiel", found, "", remedy)
    return [] if found in gebiete.index else [fault]


def _parent(parent: Parent, gebiete: gpd.GeoDataFrame) -> list[Fault]:
    """Return what is wrong with an area of comparison: its key, or that it has no parts."""
    faults = []
    if parent.gebiet in gebiete.index:
        what = f"Der Vergleichsraum „{parent.name}“ hat den Schlüssel eines Gebiets."
        remedy = "Ihm einen eigenen Schlüssel geben, auch in der Kennzahlentabelle."
        faults.append(Fault(what, FILE, None, "uebergeordnet.gebiet", parent.gebiet, "", remedy))
    if not gebiete.index.str.startswith(parent.praefix).any():
        what = f"Zum Vergleichsraum „{parent.name}“ gehört kein Gebiet."
        expected = f"Anfang eines Schlüssels wie „{gebiete.index[0]}“, leer für alle Gebiete"
        remedy = "praefix berichtigen oder den Vergleichsraum löschen."
        found = parent.praefix
        faults.append(Fault(what, FILE, None, "uebergeordnet.praefix", found, expected, remedy))
    return faults


def _without_area(key: str, figures: pd.DataFrame, file: str, areas: Iterable[str]) -> Fault:
    rows = figures.index[figures["gebiet"] == key]
    hint = _lost_zeros(key, areas) or suggest(key, sorted(areas))
    return Fault(
        f"{len(rows)} Zahlen ohne Gebiet.",
        file=file,
        row=int(rows[0]),
        column="gebiet",
        found=key,
        remedy=f"{hint} Schlüssel berichtigen oder die Zeilen entfernen; Vergleichsräume "
        "gehören als [[uebergeordnet]] in region.toml.".strip(),
    )


def _lost_zeros(key: str, areas: Iterable[str]) -> str:
    """Return which key may be meant where more than one zero is lost: too much for a repair."""
    meant = [one for one in areas if one.isdigit() and (one.lstrip("0") or "0") == key]
    if len(meant) != 1:
        return ""
    return f"Meinten Sie „{meant[0]}“? Nullen gehen verloren, wo die Spalte nicht Text ist."


def _silent(key: str, name: str, file: str) -> Fault:
    return Fault(
        f"Zum Gebiet {key} ({name}) gibt es keine einzige Zahl.",
        file=file,
        remedy="Die Zahlen ergänzen oder das Gebiet aus der Gebietsdatei nehmen.",
    )


def _doubled(joined: pd.DataFrame, file: str) -> list[Fault]:
    doubled = joined[joined.duplicated(["gebiet", "jahr", "merkmal"])]
    return [
        Fault(
            "Diese Zahl steht zweimal in der Tabelle.",
            file=file,
            row=int(row),
            found=f"{entry.gebiet}; {entry.jahr}; {entry.merkmal}",
            remedy="Eine der Zeilen entfernen.",
        )
        for row, entry in zip(doubled.index, doubled.itertuples(), strict=True)
    ]


def _unknown_sources(named: pd.Series, known: Mapping[str, Source], file: str) -> list[Fault]:
    """Return one fault for each unknown source, with its first row and the number of rows."""
    faults = []
    for name in sorted(set(named) - set(known)):
        rows = named.index[named == name]
        fault = unknown_source(name, known)
        what = f"{fault.what[:-1]} ({len(rows)} Zeilen)." if len(rows) > 1 else fault.what
        faults.append(replace(fault, what=what, file=file, row=int(rows[0])))
    return faults


def _unknown_area(
    line: int, kennung: str, key: str, column: str, gebiete: gpd.GeoDataFrame, file: str
) -> Fault:
    seat = column == "gebiet_sitz"
    return Fault(
        "Der Sitz liegt in einem unbekannten Gebiet."
        if seat
        else "Diesen Sozialraum der Agentur gibt es nicht.",
        file=file,
        row=line,
        column=column,
        found=f"{kennung}: {key}",
        expected="" if seat else "Schlüssel von Gebieten, mit Leerzeichen getrennt",
        remedy=f"{suggest(key, gebiete.index)} Unbekannt bleibt leer.".strip(),
    )
