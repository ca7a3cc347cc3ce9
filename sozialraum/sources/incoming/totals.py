"""Totals: rows without an area that turn out to be sums of areas become areas of comparison."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import pandas as pd

from sozialraum.errors import DataError
from sozialraum.formats import slug, write_number
from sozialraum.keys import LENGTHS, level_of
from sozialraum.sources.figures import FIGURE_COLUMNS
from sozialraum.sources.incoming.area_columns import Areas
from sozialraum.sources.incoming.joining import PARENT, AreaJoin
from sozialraum.sources.incoming.levels import Whole, additive, is_total, wholes, wrong_totals
from sozialraum.sources.incoming.mapping import Parts, Term
from sozialraum.sources.incoming.reading import Place, read_figures
from sozialraum.sources.incoming.shape import Shape
from sozialraum.sources.settings import Parent, Settings

LARGER = {
    "stadtteil": ("stadt", "stadtbezirk"),
    "gemeinde": ("gesamt", "kreis"),
    "kreis": ("land", "regierungsbezirk"),
    "gitter": ("gesamt", "teilraum"),
}
"""What the total and a part of it are called above areas of each level."""


class Region(Protocol):
    """What is needed of the region that is imported into."""

    @property
    def settings(self) -> Settings:
        """What region.toml says."""

    @property
    def areas(self) -> Areas:
        """Its areas."""


@dataclass(frozen=True)
class Totals:
    """New areas of comparison, the places that stand for them, and German sentences."""

    parents: tuple[Parent, ...] = ()
    places: Mapping[Place, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def told_in(self, join: AreaJoin, rows: Sequence[Place]) -> AreaJoin:
        """Return a join in which the totals among some rows are not told as lost."""
        found = zip(rows, join.how, strict=True)
        how = [PARENT if place in self.places else was for place, was in found]
        texts = {name or key for key, name in self.places} | {key for key, _ in self.places}
        lost = tuple(text for text in join.without_area if text not in texts)
        proposed = {text: keys for text, keys in join.proposed.items() if text not in texts}
        return replace(join, how=how, without_area=lost, proposed=proposed)


def find_totals(
    shape: Shape, places: Mapping[Place, str], region: Region, merkmale: Mapping[str, Parts]
) -> Totals:
    """Return which rows without an area are sums of areas.

    Parameters
    ----------
    places
        Key of the area of each place, ``""`` for none.
    """
    left = {place: f"?{n}" for n, (place, key) in enumerate(places.items()) if not key}
    areas = {place: key for place, key in places.items() if key in region.areas.names}
    terms = {t for name, parts in merkmale.items() if additive(name) for t in parts}
    if not left or not terms:
        return Totals()
    figures = _read(shape, {**areas, **left}, terms)
    own = figures["gebiet"].str.startswith("?")
    named = {text: place[1] for place, text in left.items() if is_total(place[1])}
    sums = wholes(figures[~own], figures[own], named)
    found = _totals(sums, {text: place for place, text in left.items()}, region)
    lost = {text: name for text, name in named.items() if text not in {one.text for one in sums}}
    rows = figures[figures["gebiet"].isin(lost)]
    wrong = wrong_totals(figures[~own], rows.assign(gebiet=rows["gebiet"].map(lost)))
    return replace(found, notes=(*found.notes, *wrong))


def _read(shape: Shape, places: Mapping[Place, str], terms: set[Term]) -> pd.DataFrame:
    try:
        frame = read_figures(shape, places, terms)
    except DataError:  # raised again, and with the right rows, when the figures are read
        return pd.DataFrame(columns=list(FIGURE_COLUMNS))
    return frame.assign(merkmal=(frame["merkmal"] + " " + frame["auspraegung"]).str.strip())


def _totals(sums: list[Whole], places: Mapping[str, Place], region: Region) -> Totals:
    parents: list[Parent] = []
    kept: dict[Place, str] = {}
    notes: list[str] = []
    present = {parent.praefix: parent for parent in region.settings.uebergeordnet}
    for whole in sums:
        key, name = places[whole.text]
        if known := present.get(whole.prefix):
            kept[key, name] = known.gebiet
            notes.append(_same(whole, name or key, known))
            continue
        gebiet = key or slug(name)[:20]
        words = LARGER[region.settings.ebene]
        official = level_of(gebiet) if region.settings.ebene in LENGTHS else ""
        ebene = official or words[0 if not whole.prefix else 1]
        if gebiet not in region.areas.names and gebiet not in kept.values():
            parents.append(Parent(gebiet, name or key, ebene, whole.prefix))
            kept[key, name] = gebiet
            notes.append(_note(whole, name or key, gebiet))
    ordered = sorted(parents, key=lambda parent: (-len(parent.praefix), parent.gebiet))
    return Totals(tuple(ordered), kept, tuple(notes))


def _same(whole: Whole, name: str, known: Parent) -> str:
    return (
        f"„{name}“ ist die Summe von {whole.parts} Gebieten und damit der Vergleichsraum "
        f"„{known.name}“ ({known.gebiet})."
    )


def _note(whole: Whole, name: str, gebiet: str) -> str:
    which = f"deren Schlüssel mit „{whole.prefix}“ beginnt" if whole.prefix else "alle zusammen"
    return (
        f"„{name}“ ({gebiet}) ist die Summe von {whole.parts} Gebieten, {which} "
        f"({write_number(whole.figures)} Zahlen verglichen): als Vergleichsraum eingetragen."
    )
