"""What became of a figure between two records: moved, corrected, not comparable, new, lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sozialraum.analysis.year_data import Area, Value, YearRecord

NEW, LOST, CORRECTED, SAME, MOVED, BROKEN = (
    "neu", "weggefallen", "berichtigt", "unverändert", "verändert", "nicht vergleichbar",
)  # fmt: skip
"""What can have become of a figure."""


@dataclass(frozen=True)
class FigureChange:
    """One figure of one area in both records.

    ``geworden`` says what kind of change it is; ``differenz`` is None unless both values are
    of different years without a break (``bruch``) between them.
    """

    gebiet: str
    gebietsname: str
    vorher: Value | None
    jetzt: Value | None
    geworden: str
    differenz: float | None = None
    bruch: str = ""

    @property
    def wert(self) -> Value:
        """The newer of the two, for its name and unit."""
        known = self.jetzt or self.vorher
        if known is None:
            raise AssertionError("a change is about at least one value")
        return known


def figure_changes(old: YearRecord, now: YearRecord) -> Iterator[FigureChange]:
    """Yield what became of each figure that is in either record."""
    before, after = areas_of(old), areas_of(now)
    for key in dict.fromkeys([*after, *before]):
        area = after.get(key) or before[key]
        then = {one.id: one for one in before[key].kennzahlen} if key in before else {}
        today = {one.id: one for one in after[key].kennzahlen} if key in after else {}
        for name in dict.fromkeys([*today, *then]):
            yield _change(area, then.get(name), today.get(name))


def areas_of(record: YearRecord) -> dict[str, Area]:
    """Return the areas of a record by key."""
    return {area.gebiet: area for area in record.gebiete}


def _change(area: Area, old: Value | None, new: Value | None) -> FigureChange:
    given = (area.gebiet, area.name, old, new)
    if old is None or new is None or old.wert is None or new.wert is None:
        known = (old is not None and old.wert is not None, new is not None and new.wert is not None)
        words = {(False, True): NEW, (True, False): LOST, (False, False): SAME}
        return FigureChange(*given, words[known])
    found = next((one for one in new.brueche if old.jahr < one.ab <= new.jahr), None)
    if found or (old.name, old.einheit) != (new.name, new.einheit):
        return FigureChange(*given, BROKEN, bruch=found.text if found else "andere Berechnung")
    if old.jahr == new.jahr:
        return FigureChange(*given, SAME if old.wert == new.wert else CORRECTED)
    moved = round(new.wert, new.nachkommastellen) != round(old.wert, old.nachkommastellen)
    return FigureChange(*given, MOVED if moved else SAME, differenz=new.wert - old.wert)
