"""Rows of somebody else's table, joined to the areas of a region.

A row says with a *key*, a *name* or both which area it means.  What was decided before
counts first, then the key as it stands, the key repaired, the name.  Where none of these
names exactly one area, the closest are *proposed*: they are used only once they are decided.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from sozialraum.errors import DataError, Fault, raise_all, suggest
from sozialraum.formats import write_number
from sozialraum.sources.incoming.area_keys import meant, split_label
from sozialraum.sources.incoming.names import Closest, akin, alike, fits, parts_named, unique

KEY, REPAIRED, NAME, DECIDED = "schluessel", "repariert", "name", "bestätigt"
PARENT, PROPOSED, NONE = "uebergeordnet", "vorgeschlagen", "keins"
MATCHED = (KEY, REPAIRED, NAME, DECIDED)
"""How a row was joined to an area; `PARENT` is an area of comparison, the others are none."""

WORDS = {
    KEY: "über den Schlüssel",
    REPAIRED: "über den berichtigten Schlüssel",
    NAME: "über den Namen",
    DECIDED: "wie bestätigt",
    PARENT: "Vergleichsräume und Summen",
    PROPOSED: "nur mit Vorschlag",
    NONE: "ohne Gebiet",
}
MOST_LISTED = 20
_NO_NAMES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class AreaJoin:
    """What each row of a table was joined to, and what is left on both sides.

    Parameters
    ----------
    gebiet
        Key of an area or of an area of comparison for each row, ``""`` for none.
    how
        For each row one of the words above.
    proposed
        Closest areas by the text of the file, the closest first.  Nobody has used them.
    without_figures
        Areas that no row names.
    without_area
        Texts of the file that name no area.
    unions
        Texts of the file by area, where several texts mean the same area.
    several
        Areas by text, where one text names several areas: it can only be divided.
    notes
        German sentences on what was repaired or decided.
    """

    gebiet: list[str]
    how: list[str]
    proposed: Mapping[str, tuple[str, ...]]
    without_figures: tuple[str, ...]
    without_area: tuple[str, ...]
    unions: Mapping[str, tuple[str, ...]]
    several: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether every row has an area and every area a row."""
        return not self.without_area and not self.without_figures


def join_areas(
    keys: Sequence[str],
    names: Sequence[str],
    areas: Mapping[str, str],
    *,
    level: str,
    decided: Mapping[str, str] = _NO_NAMES,
    parents: Mapping[str, str] = _NO_NAMES,
) -> AreaJoin:
    """Join rows to areas by key, else by name, and tell all that did not match.

    Parameters
    ----------
    keys, names
        What each row says, ``""`` for nothing; at least one of them names the area.
    areas, parents
        Names of the areas and of the areas of comparison by key.
    level
        Level of the areas, as in region.toml.
    decided
        Confirmed areas by text of the file (name or key): how a person decided.

    Raises
    ------
    DataError
        If a decision names an area that is not there.

    Examples
    --------
    >>> areas = {"05315": "Köln", "05316": "Leverkusen"}
    >>> join = join_areas(["5315.0", ""], ["", "Leverkusen, Stadt"], areas, level="kreis")
    >>> join.gebiet, join.how
    (['05315', '05316'], ['repariert', 'name'])
    """
    raise_all(_wrong_decisions(decided, {**areas, **parents}))
    matcher = _Matcher(areas, parents, level, decided)
    rows = list(zip(map(str.strip, keys), map(str.strip, names), strict=True))
    found = {row: matcher.find(*row) for row in dict.fromkeys(rows)}
    used = {gebiet for gebiet, how in found.values() if how in MATCHED}
    lost = [row for row, (_, how) in found.items() if how in (PROPOSED, NONE)]
    return AreaJoin(
        gebiet=[found[row][0] for row in rows],
        how=[found[row][1] for row in rows],
        proposed={_text(*row): matcher.proposals(*row) for row in lost if matcher.proposals(*row)},
        without_figures=tuple(key for key in areas if key not in used),
        without_area=tuple(dict.fromkeys(_text(*row) for row in lost)),
        unions=_unions(found),
        several={_text(*row): parts for row in lost if (parts := matcher.parts(row[1]))},
        notes=tuple(_notes(found)),
    )


def describe_join(join: AreaJoin, names: Mapping[str, str]) -> list[str]:
    """Return the join report in German, line by line.

    Parameters
    ----------
    join
        What `join_areas` returned.
    names
        Names of the areas and of the areas of comparison by key.
    """
    counts = Counter(join.how)
    shown = [f"{write_number(counts[how])} {words}" for how, words in WORDS.items() if counts[how]]
    lines = [f"Zeilen: {', '.join(shown) or 'keine'}.", *join.notes]
    for text, found in join.proposed.items():
        listed = " oder ".join(f"{names.get(key, key)} ({key})" for key in found)
        lines.append(f"Vorschlag für „{text}“: {listed}. Wird erst nach Bestätigung verwendet.")
    for text, found in join.several.items():
        listed = ", ".join(f"{names.get(key, key)} ({key})" for key in found)
        lines.append(
            f"„{text}“ fasst {len(found)} Gebiete zusammen: {listed}. Nur eine "
            "Umrechnungstabelle kann die Zahl aufteilen."
        )
    for key, texts in join.unions.items():
        listed = ", ".join(f"„{text}“" for text in texts)
        lines.append(f"Zu {names.get(key, key)} ({key}) gehören {len(texts)} Namen: {listed}.")
    bare = [text for text in join.without_area if text not in join.proposed]
    lines += _listed("Ohne passendes Gebiet", [f"„{text}“" for text in bare])
    missing = [f"{names.get(key, key)} ({key})" for key in join.without_figures]
    return [*lines, *_listed("Gebiete ohne Zahlen", missing)]


class _Matcher:
    """Finds the area that one row means."""

    def __init__(
        self,
        areas: Mapping[str, str],
        parents: Mapping[str, str],
        level: str,
        decided: Mapping[str, str],
    ) -> None:
        self.areas, self.parents, self.level, self.decided = areas, parents, level, decided
        self.known = {**parents, **areas}
        self.by_name = unique(self.known)
        self.by_likeness = unique({key: alike(name) for key, name in self.known.items()})
        self.by_kin: dict[str, list[str]] = {}
        for key, name in self.known.items():
            self.by_kin.setdefault(akin(name), []).append(key)

    @cached_property
    def closest(self) -> Closest:
        return Closest(self.areas)

    def find(self, key: str, name: str) -> tuple[str, str]:
        """Return the key of the area and how it was found."""
        for text in (name, key):
            if text and text in self.decided:
                return self.decided[text], DECIDED
        key, name = split_label(key, name)
        exact = key if key in self.known else meant(key, self.areas, self.parents, self.level)
        if exact and not self._contradicted(exact, name):
            if exact not in self.areas:
                return exact, PARENT
            return exact, KEY if exact == key else REPAIRED
        by_name = "" if exact or self._foreign(key) else self._named(name or key)
        if by_name:
            return by_name, NAME if by_name in self.areas else PARENT
        return "", PROPOSED if self.proposals(key, name) else NONE

    def proposals(self, key: str, name: str) -> tuple[str, ...]:
        """Return the areas that a row may mean, the likeliest first."""
        key, name = split_label(key, name)
        exact = key if key in self.areas else meant(key, self.areas, {}, self.level)
        sure = [one for one in (self._named(name), exact) if one in self.areas]
        close = self.closest(name) if name else self.closest(key) if not key.isdigit() else ()
        return tuple(dict.fromkeys([*sure, *close]))[: max(3, len(sure))]

    def parts(self, name: str) -> tuple[str, ...]:
        """Return the areas that a name names together."""
        own = unique({key: alike(area) for key, area in self.areas.items()})
        return parts_named(name, own)

    def _named(self, name: str) -> str:
        """Return the key of the only area that a name can mean, ``""`` if there is none."""
        sure = self.by_name.get(name) or self.by_likeness.get(alike(name))
        if sure or not name:
            return sure or ""
        kin = self.by_kin.get(akin(name), ())
        fitting = [key for key in kin if fits(name, self.known[key], self.level)]
        return fitting[0] if len(fitting) == 1 else ""

    def _contradicted(self, key: str, name: str) -> bool:
        """Return whether a row's name is that of another area than its key's."""
        other = self._named(name)
        return bool(other) and other != key and akin(self.known[key]) != akin(name)

    def _foreign(self, key: str) -> bool:
        """Return whether a key is one of the right form that no area has: another place's."""
        known = next(iter(self.areas), "")
        return key.isdigit() and known.isdigit() and len(key) >= len(known) >= 5


def _text(key: str, name: str) -> str:
    return name or key


def _unions(found: Mapping[tuple[str, str], tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    texts: dict[str, dict[str, str]] = {}
    for row, (gebiet, how) in found.items():
        if how in MATCHED:
            texts.setdefault(gebiet, {}).setdefault(alike(_text(*row)), _text(*row))
    return {
        gebiet: tuple(named.values()) for gebiet, named in sorted(texts.items()) if len(named) > 1
    }


def _notes(found: Mapping[tuple[str, str], tuple[str, str]]) -> Iterable[str]:
    for (key, name), (gebiet, how) in found.items():
        if how == REPAIRED:
            yield f"Schlüssel berichtigt: „{key}“ → „{gebiet}“."
        elif how == DECIDED:
            yield f"Wie bestätigt: „{_text(key, name)}“ → „{gebiet}“."


def _listed(title: str, entries: Sequence[str]) -> list[str]:
    if not entries:
        return []
    more = f" und {len(entries) - MOST_LISTED} weitere" if len(entries) > MOST_LISTED else ""
    return [f"{title} ({write_number(len(entries))}): {', '.join(entries[:MOST_LISTED])}{more}."]


def _wrong_decisions(decided: Mapping[str, str], known: Mapping[str, str]) -> Iterable[Fault]:
    for text, key in decided.items():
        if key not in known:
            what = "Eine bestätigte Zuordnung nennt ein Gebiet, das es nicht gibt."
            remedy = suggest(key, known) or "Den Schlüssel eines Gebiets eintragen."
            yield Fault(what, "region.toml", None, "import.gebiete", f"{text} = {key}", "", remedy)


def check_joined(join: AreaJoin, file: str) -> None:
    """Refuse a join in which any row has no area.

    Raises
    ------
    DataError
        With one fault for each text, with what is proposed.
    """
    faults = []
    for text in join.without_area:
        close = ", ".join(join.proposed.get(text, ()))
        remedy = f"Vorschlag: {close}. " if close else ""
        remedy += f'Unter [import.gebiete] in region.toml bestätigen: "{text}" = "Schlüssel".'
        faults.append(
            Fault("Zu diesem Namen gehört kein Gebiet.", file, None, "", text, "", remedy)
        )
    if faults:
        raise DataError(faults)
