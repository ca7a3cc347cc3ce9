"""Shape: which column of a table is what, so that its cells can be read as figures.

*Place* columns hold the key and the name of the area, a *time* column years or days, the
*measures* numbers.  Where a table is *long*, several rows tell of one area and time, and
further columns, its *dimensions*, say what each of them counts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sozialraum.errors import DataError, Fault
from sozialraum.sources.genesis_layout import Date, content_of, table_code
from sozialraum.sources.incoming.area_columns import Areas, place_columns
from sozialraum.sources.incoming.layout import Column, Layout
from sozialraum.sources.incoming.numbers import (
    MARKED,
    NumberForm,
    decimal_mark,
    missing_numbers,
    open_mark,
)
from sozialraum.sources.incoming.profile import Profile, profile
from sozialraum.sources.incoming.times import is_time_word, only_time, without_time

MOST_GROUPS = 2_000
_CODE = re.compile(r"(?:^|[_\s-])(?:id|code|nr|nummer|schl(?:ü|ue)ssel)\.?$", re.IGNORECASE)


@dataclass(frozen=True)
class Hints:
    """What region.toml says of a table beforehand; ``""`` for nothing.

    Parameters
    ----------
    gebiet
        Names of the columns with key and name.
    jahr
        Name of the column with the time, or a year or day.
    dezimal
        Decimal mark.
    zellen
        What texts mean that are no number: a sign or a German number.
    """

    gebiet: tuple[str, ...] = ()
    jahr: str = ""
    dezimal: str = ""
    zellen: Mapping[str, str] = field(default_factory=dict)


NO_HINTS = Hints()


@dataclass(frozen=True)
class Measure:
    """One column of numbers: what it counts, in what unit, when, and how it is written.

    ``decimals`` is whether any of its cells has a mark that may be a decimal mark.
    """

    position: int
    merkmal: str
    einheit: str
    date: Date | None
    form: NumberForm
    decimals: bool = True


@dataclass(frozen=True)
class Shape:
    """Which column of a table is what; positions, None where there is no such column."""

    layout: Layout
    key: int | None
    name: int | None
    time: int | None
    dimensions: tuple[int, ...]
    measures: tuple[Measure, ...]
    date: Date | None
    notes: tuple[str, ...]

    @property
    def places(self) -> tuple[int, ...]:
        """Positions of the columns that tell the area."""
        return tuple(i for i in (self.key, self.name) if i is not None)

    def title(self, position: int) -> str:
        """Return the name of a column."""
        return self.layout.columns[position].name or f"Spalte {position + 1}"

    @property
    def dated(self) -> bool:
        """Whether every figure has a time."""
        known = self.time is not None or self.date is not None
        return known or all(measure.date for measure in self.measures)


def shape_of(layout: Layout, areas: Areas, hints: Hints = NO_HINTS) -> Shape:
    """Return which column of a table is what.

    Raises
    ------
    DataError
        If no column tells the areas.
    """
    known = profile(layout)
    key, name = place_columns(layout, known, areas, hints.gebiet)
    places = tuple(i for i in (key, name) if i is not None)
    time = _time_column(layout, known, places, hints)
    taken = {*places, *([time] if time is not None else [])}
    dimensions = _dimensions(layout, _here(known, key, areas), places, time, taken)
    measures = tuple(_measures(layout, known, taken | set(dimensions), hints))
    if not measures:
        raise DataError(_no_measures(layout, known, taken | set(dimensions)))
    date, notes = _date(layout, measures, time, hints)
    shape = Shape(layout, key, name, time, dimensions, measures, date, ())
    notes = [*_notes(shape), *notes, *_missing_notes(measures, known)]
    return Shape(layout, key, name, time, dimensions, measures, date, tuple(notes))


def _no_measures(layout: Layout, known: Profile, taken: set[int]) -> Fault:
    """Return the fault of a table without numbers, with a cell of each column as it is."""
    examples = [
        f"{column.name}: {next(iter(known.contents[column.position].filled), 'leer')}"
        for column in layout.columns
        if column.name and column.position not in taken
    ]
    empty = any(example.endswith(": leer") for example in examples)
    formulas = "In der Tabellenkalkulation öffnen und speichern: Formeln haben sonst keine Zahl."
    return Fault(
        "Neben den Gebieten gibt es keine Spalte mit Zahlen.",
        file=layout.table.place,
        found="; ".join(examples)[:100],
        expected="Zahlen ohne Fußnoten und Klammern in den Zellen",
        remedy=formulas if empty else "Die Zahlen in der Quelle ohne Zusätze ausgeben lassen.",
    )


def _time_column(layout: Layout, known: Profile, places: Sequence[int], hints: Hints) -> int | None:
    """Return the column that holds years or days, the one that says so first."""
    free = [c for c in layout.columns if c.position not in places]
    if asked := [c.position for c in free if c.name and c.name == hints.jahr]:
        return asked[0]
    having = [c for c in free if known.contents[c.position].times]
    named = [c.position for c in having if any(map(is_time_word, c.path)) or not c.path]
    if named:
        return min(named, key=lambda i: (layout.columns[i].name == "", layout.columns[i].name))
    repeated = [
        c.position for c in having if len(known.contents[c.position].texts) * 2 <= known.rows
    ]
    return min(repeated, key=lambda i: layout.columns[i].name, default=None)


def _here(known: Profile, key: int | None, areas: Areas) -> Profile:
    """Return the profile with only the rows of the region's areas in its sample, if any.

    What tells apart the levels of other places, or Germany with and without those abroad,
    divides nothing here.
    """
    if key is None:
        return known
    own = {*areas.names, *areas.parents}
    sample = tuple(row for row in known.sample if row[key] in own)
    return replace(known, sample=sample) if sample else known


def _dimensions(
    layout: Layout, known: Profile, places: tuple[int, ...], time: int | None, taken: set[int]
) -> tuple[int, ...]:
    """Return the columns that tell apart what rows of one area and time count."""
    by = (*places, *([time] if time is not None else []))
    combinations = _distinct(known, places) * _distinct(known, by[len(places) :])
    if known.unique(by) and (not known.thinned or known.rows <= combinations):
        return ()
    groups = [
        c.position
        for c in layout.columns
        if c.position not in taken and _divides(known, c.position, places)
    ]
    # By name, so that neither the order of columns nor next year's contents change the terms.
    groups.sort(key=lambda i: (layout.columns[i].name, len(known.contents[i].texts)))
    chosen: tuple[int, ...] = ()
    for position in groups:
        if not known.determined(position, chosen):
            chosen = (*chosen, position)
    return chosen


def _distinct(known: Profile, positions: Sequence[int]) -> int:
    return max((len(known.contents[i].texts) for i in positions), default=1)


def _divides(known: Profile, position: int, places: tuple[int, ...]) -> bool:
    contents = known.contents[position]
    few = not contents.many and 1 < len(contents.texts) <= MOST_GROUPS
    return few and contents.textual and not known.determined(position, places)


def _measures(layout: Layout, known: Profile, taken: set[int], hints: Hints) -> Iterator[Measure]:
    columns = [c for c in layout.columns if c.position not in taken]
    numeric = [c for c in columns if known.contents[c.position].numeric and not _is_code(c)]
    table: Counter[str] = Counter()
    for column in [] if layout.table.typed else numeric:
        table.update(known.contents[column.position].kinds)
    nought = any(table_code(line) for line in layout.preamble)
    content = content_of(layout.preamble)[0]
    for column in numeric:
        own = known.contents[column.position]
        path, date = without_time(column.path)
        if path or column.path or column.unit:
            missing = missing_numbers(own.filled)
            mark = decimal_mark(own.kinds, table, hints.dezimal)
            opened = "" if mark else open_mark(own.kinds)
            form = NumberForm(mark, hints.zellen, nought, missing, opened)
            unit = column.unit or ("%" if own.mostly(lambda text: text.endswith("%")) else "")
            marked = any(own.kinds[kind] for kind in MARKED)
            yield Measure(column.position, " | ".join(path) or content, unit, date, form, marked)


def _is_code(column: Column) -> bool:
    return bool(column.path) and _CODE.search(column.path[-1]) is not None


def _date(
    layout: Layout, measures: Sequence[Measure], time: int | None, hints: Hints
) -> tuple[Date | None, list[str]]:
    """Return the time of figures that tell none themselves, and where it was found."""
    if time is not None or all(measure.date for measure in measures):
        unused = only_time(hints.jahr) is not None
        return None, [f"„{hints.jahr}“ nicht gebraucht: die Tabelle sagt die Zeit."] * unused
    title = "\n".join(line for line in layout.preamble if not table_code(line))
    told = {
        "laut region.toml": hints.jahr,
        "laut Titel": title,
        "laut Blatt": layout.table.sheet,
        "laut Dateiname": layout.table.file,
    }
    for where, text in told.items():
        if date := only_time(text.replace("_", " ")):
            return date, [f"Zeit der Zahlen {where}: {date[1]}."]
    return None, []


def _notes(shape: Shape) -> Iterator[str]:
    places = " und ".join(f"„{shape.title(i)}“" for i in shape.places)
    yield f"Gebiete aus {places}."
    if shape.time is not None:
        yield f"Zeit aus „{shape.title(shape.time)}“."
    if shape.dimensions:
        listed = ", ".join(f"„{shape.title(i)}“" for i in shape.dimensions)
        yield f"Lange Tabelle: was gezählt wird, sagen {listed}."
    marks = {measure.form.decimal for measure in shape.measures if measure.decimals} - {""}
    if marks:
        yield f"Dezimalzeichen: {' und '.join(sorted(map(_word, marks)))}."


def _word(mark: str) -> str:
    return "Komma" if mark == "," else "Punkt"


def _missing_notes(measures: Sequence[Measure], known: Profile) -> Iterator[str]:
    for measure in measures:
        for text in measure.form.missing:
            count = known.contents[measure.position].texts[text]
            yield f"„{text}“ steht in „{measure.merkmal}“ {count}-mal für eine fehlende Zahl."
