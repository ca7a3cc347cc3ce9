"""Area columns: which columns of a table tell the key and the name of the area.

They are found by what stands in them, not by what they are called: the column in which
most areas of the region occur, and little else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sozialraum.errors import DataError, Fault, suggest
from sozialraum.keys import LENGTHS
from sozialraum.sources.genesis_layout import is_key
from sozialraum.sources.incoming.area_keys import meant, split_label
from sozialraum.sources.incoming.layout import Layout
from sozialraum.sources.incoming.names import akin, alike
from sozialraum.sources.incoming.profile import Contents, Profile

HALF = 0.5
_KEY_WORDS = re.compile(
    r"schl(?:ü|ue)ssel|\bags\b|\bars\b|\brs\b|kennziffer|kennung|(?:^|[_\s-])(?:nr|nummer|id|code)\.?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Areas:
    """The areas of a region and its areas of comparison: names by key, and their level."""

    names: Mapping[str, str]
    parents: Mapping[str, str]
    level: str

    @cached_property
    def folded(self) -> Mapping[str, str]:
        """Keys by folded name; a name that several areas have stands for one of them."""
        forms = {akin(name): key for key, name in self.names.items()}
        return {**forms, **{alike(name): key for key, name in self.names.items()}}

    def by_key(self, text: str) -> str:
        """Return the area that a key means, however damaged; ``""`` if none."""
        return meant(split_label(text, "")[0], self.names, self.parents, self.level)

    def is_elsewhere(self, text: str) -> bool:
        """Return whether a key is an official one, but of no area of this region."""
        if self.level not in LENGTHS or self.by_key(text):
            return False
        return is_key(text) or (text.isdigit() and is_key(f"0{text}"))

    def by_name(self, text: str) -> str:
        """Return an area that has this name, ``""`` if none has."""
        label = split_label("", text)[1]
        return self.folded.get(alike(label)) or self.folded.get(akin(label), "")


def place_columns(
    layout: Layout, known: Profile, areas: Areas, asked: Sequence[str]
) -> tuple[int | None, int | None]:
    """Return the columns with the key and with the name of the area; one of them may lack.

    Parameters
    ----------
    asked
        Names of the columns that region.toml names.

    Raises
    ------
    DataError
        If there is neither, or a column that is asked for is not there.
    """
    titles = {column.name: column.position for column in layout.columns if column.name}
    for title in asked:
        if title not in titles:
            raise DataError(_no_column(layout, title, titles))
    among = [titles[title] for title in asked] or [column.position for column in layout.columns]
    among = [i for i in among if not known.contents[i].many]
    key = _best(layout, known, areas, among, by_key=True)
    texts = [i for i in among if i != key and known.contents[i].textual]
    name = _best(layout, known, areas, texts, by_key=False)
    if key is None and name is None:
        raise DataError(_no_areas(layout, areas, titles))
    return key, name


def _best(
    layout: Layout, known: Profile, areas: Areas, among: Sequence[int], *, by_key: bool
) -> int | None:
    rated = []
    for position in among:
        column, contents = layout.columns[position], known.contents[position]
        named = by_key and any(_KEY_WORDS.search(part) for part in column.path)
        find = areas.by_key if by_key else areas.by_name
        if rating := _rating(contents, areas, find, named=named):
            rated.append((rating, column.name, position))
    return max(rated)[2] if rated else None


def _rating(contents: Contents, areas: Areas, find: Callable[[str], str], *, named: bool) -> float:
    """Return how surely a column tells the areas: 0 for not at all, up to 2.

    Both count: how many areas occur in it, and how much of it is areas.  A table of all
    Germany has few of the region's areas, but its other texts are keys too.
    """
    texts = list(contents.filled)
    hits = [area for text in texts if (area := find(text))]
    coverage = len(set(hits) & set(areas.names)) / len(areas.names)
    share = len(hits) / len(texts) if texts else 0.0
    official = areas.level in LENGTHS and sum(map(is_key, texts)) >= 0.9 * len(texts)
    if coverage < HALF or not (share >= HALF or named or official or not contents.numeric):
        return 0.0
    return 2 * coverage * share / (coverage + share) + (1.0 if named else 0.0)


def _no_column(layout: Layout, name: str, titles: Mapping[str, int]) -> Fault:
    return Fault(
        "Die Spalte, die region.toml für die Gebiete nennt, gibt es nicht mehr.",
        file=layout.table.place,
        column=name,
        found="; ".join(titles)[:100],
        remedy=suggest(name, titles) or "Den Eintrag [[import]] löschen und neu importieren.",
    )


def _no_areas(layout: Layout, areas: Areas, titles: Mapping[str, int]) -> Fault:
    example = next(iter(areas.names.items()), ("", ""))
    return Fault(
        "Keine Spalte nennt die Gebiete der Region.",
        file=layout.table.place,
        found="; ".join(titles)[:100],
        expected=f"Schlüssel oder Namen wie „{example[0]}“ oder „{example[1]}“",
        remedy="Prüfen, ob Datei und Region zusammengehören, und ob die Tabelle dieselben "
        "Gebiete hat wie die Gebietsdatei.",
    )
