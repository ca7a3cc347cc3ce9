"""Rows of a plan as an export shows them: one for each activity, or for a goal without any."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from sozialraum.formats import read_number, write_date
from sozialraum.programme import ECKPUNKTE

EMPTY = "leer"
WITHHELD = "für diese Ausgabe nicht freigegeben"
NO_ACTIVITY = "[FACHKRAFT: Zu diesem Ziel ist noch keine Maßnahme eingetragen]"
MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September",
    "Oktober", "November", "Dezember",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Row:
    """A goal, one of its activities (None: without any), and what both refer to."""

    ziel_id: str
    ziel: Mapping[str, Any]
    massnahme_id: str
    massnahme: Mapping[str, Any] | None
    agentur: str
    bedarf: str
    gebiete: Sequence[str]

    def goal(self, name: str) -> str:
        """Return an entry of the goal as text."""
        return _text(self.ziel.get(name))

    def activity(self, name: str) -> str:
        """Return an entry of the activity as text, „“ if there is no activity."""
        return "" if self.massnahme is None else _text(self.massnahme.get(name))


def plan_rows(
    goals: pd.DataFrame,
    activities: pd.DataFrame,
    *,
    agentur: str,
    needs: Mapping[str, str],
    areas: Callable[[str], str],
) -> Iterator[Row]:
    """Yield the rows of a plan, in the order of its goals and activities.

    Parameters
    ----------
    goals, activities
        ``ziele`` and ``massnahmen`` of a plan, already cut down to what is released.
    agentur
        Name of the agency.
    needs
        Texts of the needs by id, those that the edition may show.
    areas
        Name of an area by key.
    """
    for key, goal in goals.iterrows():
        need = _text(goal["bedarf"])
        given = (str(key), dict(goal))
        done = activities[activities["ziel"] == key]
        for name, one in done.iterrows():
            names = tuple(areas(area) for area in one["gebiet"])
            yield Row(*given, str(name), dict(one), agentur, needs.get(need, WITHHELD), names)
        if done.empty:
            yield Row(*given, "", None, agentur, needs.get(need, WITHHELD), ())


def number_or_text(text: str) -> float | int | str:
    """Return a number where a text is nothing but a German number.

    >>> number_or_text("1.200"), number_or_text("2,5"), number_or_text("3 von 4")
    (1200, 2.5, '3 von 4')
    """
    try:
        value = read_number(text)
    except ValueError:
        return text
    return int(value) if value.is_integer() else value


def day_or_text(text: str) -> date | str:
    """Return the day that an ISO date names; a month or a year as Germans write them.

    >>> day_or_text("2026-11-30"), day_or_text("2026-11"), day_or_text("2026")
    (datetime.date(2026, 11, 30), 'November 2026', '2026')
    """
    parts = text.split("-")
    try:
        if len(parts) == 3:
            return date.fromisoformat(text)
        return f"{MONTHS[int(parts[1]) - 1]} {parts[0]}" if len(parts) == 2 else text
    except (ValueError, IndexError):
        return text


def _day_text(text: str) -> str:
    found = day_or_text(text)
    return found if isinstance(found, str) else write_date(found)


def _smart(row: Row) -> str:
    """Return the goal with its indicator, its value so far and the one aimed at, until when."""
    start, end, until = row.goal("ausgangswert"), row.goal("zielwert"), row.goal("bis")
    lines = [row.goal("ziel")]
    if end:
        change = f"bisher {start}, geplant {end}" if start else f"geplant {end}"
        lines.append(": ".join(part for part in (row.goal("indikator"), change) if part))
    if until:
        lines.append(f"bis {_day_text(until)}")
    return "\n".join(line for line in lines if line)


def _place(row: Row) -> str:
    return " – ".join(x for x in (", ".join(row.gebiete), row.activity("ort")) if x)


def _period(row: Row) -> str:
    first, last = _day_text(row.activity("beginn")), _day_text(row.activity("ende"))
    if not (first and last):
        return f"ab {first}" if first else f"bis {last}" if last else ""
    months = [text.split(" ") for text in (first, last)]
    if first != last and all(len(m) == 2 for m in months) and months[0][1] == months[1][1]:
        return f"{months[0][0]} bis {last}"
    return first if first == last else f"{first} bis {last}"


def _with_target(row: Row, kind: str) -> str:
    name, target = row.activity(f"{kind}_indikator"), row.activity(f"{kind}_soll")
    return f"{name} (Soll: {target})" if name and target else name or target


def _hours(row: Row) -> object:
    value = None if row.massnahme is None else row.massnahme.get("stunden")
    known = isinstance(value, int | float) and math.isfinite(value)
    return value if known else ""


def _target_group(row: Row) -> str:
    return row.activity("zielgruppe") or row.goal("zielgruppe")


def _goal(name: str) -> Callable[[Row], object]:
    return lambda row: row.goal(name)


def _activity(name: str) -> Callable[[Row], object]:
    return lambda row: row.activity(name)


def _measured(read: Callable[[Row], object]) -> Callable[[Row], object]:
    return lambda row: number_or_text(str(read(row)))


def _dated(read: Callable[[Row], object]) -> Callable[[Row], object]:
    return lambda row: day_or_text(str(read(row)))


FIELDS: Mapping[str, Callable[[Row], object]] = {
    "jahr": lambda row: int(row.ziel["jahr"]),
    "agentur": lambda row: row.agentur,
    "eckpunkt": lambda row: ECKPUNKTE.get(row.goal("eckpunkt"), row.goal("eckpunkt")),
    "kuerzel": _goal("eckpunkt"),
    "bedarf": lambda row: row.bedarf,
    "bedarf_id": _goal("bedarf"),
    "ziel_id": lambda row: row.ziel_id,
    "zielgruppe": _target_group,
    "ziel": _goal("ziel"),
    "ausgangswert": _measured(_goal("ausgangswert")),
    "zielwert": _measured(_goal("zielwert")),
    "bis": _dated(_goal("bis")),
    "ziel_smart": _smart,
    "indikator": _goal("indikator"),
    "ist": _measured(_goal("ist")),
    "bewertung": _goal("bewertung"),
    "folgerung": _goal("folgerung"),
    "massnahme_id": lambda row: row.massnahme_id,
    "katalog": _activity("katalog"),
    "massnahme": lambda row: row.activity("massnahme") if row.massnahme else NO_ACTIVITY,
    "gebiet": lambda row: ", ".join(row.gebiete),
    "ort": _place,
    "kooperation": _activity("kooperation"),
    "zeitraum": _period,
    "beginn": _dated(_activity("beginn")),
    "ende": _dated(_activity("ende")),
    "stunden": _hours,
    "output_indikator": _activity("output_indikator"),
    "output_soll": _measured(_activity("output_soll")),
    "output_ist": _measured(_activity("output_ist")),
    "outcome_indikator": _activity("outcome_indikator"),
    "outcome_soll": _measured(_activity("outcome_soll")),
    "outcome_ist": _measured(_activity("outcome_ist")),
    "output": lambda row: _with_target(row, "output"),
    "outcome": lambda row: _with_target(row, "outcome"),
    "status": _activity("status"),
    EMPTY: lambda row: "",
}
"""What a column of a template can show, by its name there."""


def _text(value: object) -> str:
    return "" if value is None or (isinstance(value, float) and math.isnan(value)) else str(value)
