"""Review (Rückblick): what became of last year's goals, open questions, figures and choice.

A year leaves a record (`year_record`, the content of ``jahr.json``); the next year reads
it (`read_record`) and compares.  A review states differences; why they came about is for
the specialist to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from sozialraum.analysis.figure_change import FigureChange, areas_of, figure_changes
from sozialraum.analysis.need_change import PARTS, index_change
from sozialraum.analysis.year_data import Goal, Measure, Question, YearRecord
from sozialraum.analysis.year_made import fingerprints, year_of
from sozialraum.analysis.year_plain import FILE, VERSION, read_record, to_data
from sozialraum.errors import DataError, Fault
from sozialraum.programme import AUDIENCES, ECKPUNKTE

if TYPE_CHECKING:  # the dossier imports this file
    from sozialraum.analysis.dossier import Dossier

__all__ = [
    "FILE", "PARTS", "VERSION", "ClassChange", "FigureChange", "FocusChange", "GoalReview",
    "OpenReview", "Review", "YearRecord", "compare", "fingerprints", "read_record", "review",
    "year_of", "year_record",
]  # fmt: skip

PUBLIC_INDEX = "In der öffentlichen Ausgabe stehen Klassen, keine Punktzahlen."
GONE, ANSWERED = "nicht mehr geführt", "beantwortet"


@dataclass(frozen=True)
class GoalReview:
    """A goal that was planned, with what was reached and done."""

    ziel: Goal
    massnahmen: tuple[Measure, ...]
    weitergefuehrt: bool

    @property
    def offen(self) -> bool:
        """Whether nothing has been written down on what was reached."""
        return not (self.ziel.ist or self.ziel.bewertung)


@dataclass(frozen=True)
class OpenReview:
    """A question that was open, and what became of it (German words)."""

    frage: Question
    geworden: str
    jetzt: str


@dataclass(frozen=True)
class ClassChange:
    """The class of an area in the need index, before and now (``""``: without)."""

    gebiet: str
    name: str
    vorher: str
    jetzt: str


@dataclass(frozen=True)
class FocusChange:
    """An Eckpunkt: proposal, score and choice in both years; None: nothing decided."""

    eckpunkt: str
    vorschlag_vorher: str
    vorschlag_jetzt: str
    punktzahl_vorher: float
    punktzahl_jetzt: float
    gewaehlt_vorher: bool | None
    gewaehlt_jetzt: bool | None
    begruendung: str

    @property
    def anders(self) -> bool:
        """Whether another choice was made than the year before."""
        return self.gewaehlt_vorher != self.gewaehlt_jetzt


@dataclass(frozen=True, eq=False)
class Review:
    """What changed between two records.  Made by `compare`.

    Parameters
    ----------
    vorher, jetzt
        Years of the two records.
    ziele
        Goals planned for the time since, with what was reached.
    offen
        What became of the open questions.
    kennzahlen
        Figures of all areas that are in either record.
    klassen
        Classes of the need index.
    anteile, nicht_zerlegbar
        Parts of data, method and weights in the change of the index; the reason if none.
    verfahren
        Names of the tables of conventions whose content changed.
    eckpunkte
        Proposals and choices.
    hinweise
        What limits the comparison (German).
    """

    vorher: int
    jetzt: int
    ziele: tuple[GoalReview, ...]
    offen: tuple[OpenReview, ...]
    kennzahlen: tuple[FigureChange, ...]
    klassen: tuple[ClassChange, ...]
    anteile: pd.DataFrame
    nicht_zerlegbar: str
    verfahren: tuple[str, ...]
    eckpunkte: tuple[FocusChange, ...]
    hinweise: tuple[str, ...]


def year_record(found: Dossier) -> dict[str, Any]:
    """Return what is kept of a year as data that JSON can write, in a fixed order."""
    data: dict[str, Any] = to_data(year_of(found))
    return data


def review(found: Dossier) -> Review | None:
    """Return the review of a dossier, None if there is no record of the year before."""
    return None if found.before is None else compare(found.before, year_of(found))


def compare(before: YearRecord, now: YearRecord) -> Review:
    """Return what changed between two records of the same agency.

    Parameters
    ----------
    before, now
        The older and the newer record.  What the newer edition may not show is left out of
        the older one too.

    Raises
    ------
    DataError
        If they are about different agencies or regions, or not one after the other.
    """
    _demand_pair(before, now)
    old = before.released(now.empfaenger)
    parts, reason = index_change(old.bedarfsindex, now.bedarfsindex)
    if now.empfaenger == AUDIENCES[-1]:
        reason = PUBLIC_INDEX
    return Review(
        vorher=old.jahr,
        jetzt=now.jahr,
        ziele=tuple(_goals(old, now)),
        offen=tuple(_became(question, now) for question in old.offen),
        kennzahlen=tuple(figure_changes(old, now)),
        klassen=tuple(_classes(old, now)),
        anteile=parts,
        nicht_zerlegbar=reason,
        verfahren=tuple(_changed(old, now)),
        eckpunkte=tuple(_foci(old, now)),
        hinweise=tuple(_notes(old, now)),
    )


def _demand_pair(before: YearRecord, now: YearRecord) -> None:
    belongs = {"region": "zu einer anderen Region", "agentur": "zu einer anderen Agentur"}
    for name, what in belongs.items():
        if getattr(before, name) != getattr(now, name):
            raise DataError(
                Fault(
                    f"Die Jahresdatei gehört {what}.",
                    file=FILE,
                    column=name,
                    found=str(getattr(before, name)),
                    expected=str(getattr(now, name)),
                    remedy="Die Jahresdatei derselben Agentur aus dem Vorjahr angeben.",
                )
            )
    if before.jahr >= now.jahr:
        raise DataError(
            Fault(
                "Die Jahresdatei ist nicht aus einem früheren Jahr.",
                file=FILE,
                column="jahr",
                found=str(before.jahr),
                expected=f"ein Jahr vor {now.jahr}",
                remedy="Die Jahresdatei des Vorjahres angeben.",
            )
        )


def _goals(old: YearRecord, now: YearRecord) -> Iterator[GoalReview]:
    """Yield the goals planned for the years since, and older ones still without a result.

    What the newer record says on a goal holds.
    """
    newer = {goal.id: goal for goal in now.ziele}
    measures = {one.id: one for one in (*old.massnahmen, *now.massnahmen)}
    for goal in old.ziele:
        judged = goal.jahr <= old.jahr and bool(goal.ist or goal.bewertung)
        if judged or goal.jahr > now.jahr:
            continue
        latest = newer.get(goal.id, goal)
        done = tuple(one for one in measures.values() if one.ziel == goal.id)
        yield GoalReview(latest, done, weitergefuehrt=latest.jahr > now.jahr)


def _became(question: Question, now: YearRecord) -> OpenReview:
    """Return what a question has become: still open, answered, or not kept any longer."""
    states = {
        "eckpunkt": {one.eckpunkt: one.vorschlag for one in now.schwerpunkte},
        "bedarf": {one.id: one.status for one in now.bedarfe},
        "befund": {one.id: one.status for one in now.befunde},
    }
    state = states.get(question.art, {}).get(question.id, "")
    if not state:
        return OpenReview(question, GONE, "")
    return OpenReview(question, "weiter offen" if state == question.stand else ANSWERED, state)


def _classes(old: YearRecord, now: YearRecord) -> Iterator[ClassChange]:
    before = areas_of(old)
    for area in now.gebiete:
        earlier = before[area.gebiet].klasse if area.gebiet in before else ""
        yield ClassChange(area.gebiet, area.name, earlier, area.klasse)


def _changed(old: YearRecord, now: YearRecord) -> Iterator[str]:
    for name in dict.fromkeys([*now.verfahren, *old.verfahren]):
        if old.verfahren.get(name) != now.verfahren.get(name):
            yield name


def _foci(old: YearRecord, now: YearRecord) -> Iterator[FocusChange]:
    before = {one.eckpunkt: one for one in old.schwerpunkte}
    after = {one.eckpunkt: one for one in now.schwerpunkte}
    for code in ECKPUNKTE:
        if code in before and code in after:
            reasons = now.wahl.eckpunkte.get(code) if now.wahl else None
            yield FocusChange(
                eckpunkt=code,
                vorschlag_vorher=before[code].vorschlag,
                vorschlag_jetzt=after[code].vorschlag,
                punktzahl_vorher=before[code].punktzahl,
                punktzahl_jetzt=after[code].punktzahl,
                gewaehlt_vorher=_chosen(old, code),
                gewaehlt_jetzt=_chosen(now, code),
                begruendung=reasons.begruendung if reasons else "",
            )


def _chosen(record: YearRecord, code: str) -> bool | None:
    choice = record.wahl.eckpunkte.get(code) if record.wahl else None
    return None if choice is None else choice.gewaehlt


def _notes(old: YearRecord, now: YearRecord) -> Iterator[str]:
    if AUDIENCES.index(old.empfaenger) > AUDIENCES.index(now.empfaenger):
        yield (
            f"Der Stand von {old.jahr} liegt nur in der Ausgabe „{old.empfaenger}“ vor: Was dort "
            "nicht freigegeben war, fehlt im Rückblick."
        )
    if now.jahr - old.jahr > 1:
        yield f"Zwischen den beiden Ständen liegen {now.jahr - old.jahr} Jahre."
    if old.programm != now.programm:
        yield f"Die Software war damals in der Fassung {old.programm}, jetzt {now.programm}."
    lost = [a.name for key, a in areas_of(old).items() if key not in areas_of(now)]
    if lost:
        yield f"Nicht mehr dabei: {', '.join(lost)}."
