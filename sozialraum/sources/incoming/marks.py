"""Marks: what the point in 1.234 means, where a column does not say it.

What is counted comes whole, so it divides thousands there.  Of a rate only a person knows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sozialraum.errors import DataError, Fault
from sozialraum.sources.incoming.asking import MARK, Ask, ImportReport, Question
from sozialraum.sources.incoming.mapping import Parts
from sozialraum.sources.incoming.numbers import POINT, other_mark
from sozialraum.sources.incoming.shape import Measure, Shape
from sozialraum.sources.plausibility import is_count

THOUSANDS, DECIMALS, NOBODY_KNOWS = "tausend", "dezimal", "unbekannt"


def settle_marks(
    shape: Shape, merkmale: Mapping[str, Parts], ask: Ask, report: ImportReport
) -> tuple[Shape, str]:
    """Return the shape with the decimal mark of all wanted columns, and the one that was asked.

    Raises
    ------
    DataError
        If a mark is unknown and nobody says it.
    """
    wanted = {term[0]: name for name, parts in merkmale.items() for term in parts}
    measures, said = [], ""
    for measure in shape.measures:
        if measure.form.opened and measure.merkmal in wanted:
            if is_count(wanted[measure.merkmal]):
                mark = other_mark(measure.form.opened)
                line = f"In „{shape.title(measure.position)}“ stehen Anzahlen: sie sind ganz."
                report.tell("Tausenderzeichen", [line])
            else:
                mark = said = said or _asked(shape, measure, ask)
            measure = replace(measure, form=replace(measure.form, decimal=mark))
        measures.append(measure)
    return replace(shape, measures=tuple(measures)), said


def _asked(shape: Shape, measure: Measure, ask: Ask) -> str:
    mark, title = measure.form.opened, shape.title(measure.position)
    name = "der Punkt" if mark == POINT else "das Komma"
    text = f"„{title}“ enthält nur Zahlen wie „1{mark}234“. Was bedeutet {name}?"
    answer = ask(Question(MARK, text, (THOUSANDS, DECIMALS, NOBODY_KNOWS)))
    if answer in (THOUSANDS, DECIMALS):
        return mark if answer == DECIMALS else other_mark(mark)
    what = f"Die Zahlen sind zweideutig: {name} kann Tausender trennen oder Dezimalzeichen sein."
    remedy = "Ohne --ja einlesen und die Frage beantworten."
    raise DataError(Fault(what, shape.layout.table.place, None, title, f"1{mark}234", "", remedy))
