"""Published figures of state and federation beside a station's own: units are never mixed.

Each unit of counting has a table of its own; nothing of two publishers is added.  What was
published and what is computed from it stand side by side, and a difference is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan

from sozialraum.analysis.discrimination import Statistics
from sozialraum.analysis.reference import SUM, Reference, growth, published_table, references
from sozialraum.display.blocks import Block, Column, Note, Table
from sozialraum.display.case_tables import who
from sozialraum.formats import MISSING, write_number, write_value
from sozialraum.sources.categories import CASE_UNITS, categories, units

GROWN = (("advd", 2023, 2024), ("ada-nrw", 2023, 2024), ("ads", 2023, 2024))
"""Publishers and years whose growth is shown."""

NAMES = {
    "gesamt": "insgesamt",
    "neu": "neu aufgenommen",
    "abgeschlossen": "abgeschlossen",
    "alltagsgeschaefte": "Alltagsgeschäfte",
    "alltagsdiskriminierung": "Alltagsdiskriminierung",
    "staatliche_stellen": "staatliche Stellen",
    "ausserhalb_agg": "außerhalb des AGG",
    "agg_einschlaegig": "AGG einschlägig",
    "behoerden_bei_staatsangehoerigkeit_und_aufenthalt": (
        "in Behörden, bei Staatsangehörigkeit oder Aufenthalt"
    ),
}
"""What a published figure is called where the scheme has no name for it."""

_NOT_SHOWN = ("stellen", "zuwachs", "zuwachs_je_stelle")
NEVER_ADDED = (
    "Jede Zähleinheit steht für sich: Fälle, Anfragen, Vorfälle und Meldungen werden nicht "
    "zusammengezählt und nicht miteinander verglichen."
)


def compared(statistics: Statistics) -> list[Block]:
    """Return what can be set side by side, a table for each unit of counting, and growth."""
    found: list[Block] = [Note(NEVER_ADDED)]
    for unit in units().values():
        if unit.art == CASE_UNITS:
            found += _of_unit(unit.code, statistics)
    return [*found, growth_table(), incidents()]


def name_of(merkmal: str) -> str:
    """Return what a published figure is called.

    >>> name_of("rassismus"), name_of("neu")
    ('Rassismus', 'neu aufgenommen')
    """
    if merkmal in NAMES:
        return NAMES[merkmal]
    answers = (category.answers.get(merkmal) for category in categories().values())
    found = next((answer.name for answer in answers if answer), merkmal)
    return found


def _of_unit(unit: str, statistics: Statistics) -> Iterator[Table]:
    rows = [row for one in references().values() for row in published_rows(one, unit)]
    own = list(_own(statistics)) if statistics.unit == unit else []
    rows = [row for row in rows if len({r[1] for r in (*own, *rows) if r[0] == row[0]}) > 1]
    own = [row for row in own if row[0] in {r[0] for r in rows}]
    asked = list(dict.fromkeys(row[0] for row in [*own, *rows]))
    body = sorted([*own, *rows], key=lambda row: asked.index(row[0]))
    if rows:
        heads = ("Was", "Wer", "Jahr", "Wert", "Basis")
        yield Table(
            f"Veröffentlichte Zahlen, gezählt: {units()[unit].mehrzahl}",
            tuple(Column(h, "right" if h == "Wert" else "left") for h in heads),
            tuple(body),
            source=" ".join(
                one.citation()
                for one in references().values()
                if one.name in {row[1] for row in rows}
            ),
            note="Gezeigt ist nur, was wenigstens zwei ausweisen. Die Anteile haben verschiedene "
            "Basen; wo sie sich unterscheiden, lassen sie sich nicht vergleichen.",
        )


def published_rows(one: Reference, unit: str, merkmal: str = "") -> list[tuple[str, ...]]:
    """Return the figures of a publisher as rows, the newest first."""
    if one.zaehleinheit != unit:
        return []
    facts = [f for f in one.angaben if f.merkmal not in _NOT_SHOWN]
    wanted = [fact for fact in facts if not merkmal or fact.merkmal == merkmal]
    return [
        (name_of(f.merkmal), one.name, str(f.jahr), str(f), f.basis or units()[unit].mehrzahl)
        for f in sorted(wanted, key=lambda fact: -fact.jahr)
    ]


def _own(statistics: Statistics) -> Iterator[tuple[str, ...]]:
    """Yield the station's own total and shares of the newest run of years."""
    unit = units()[statistics.unit].mehrzahl
    total = statistics.totals.get(statistics.jahr)
    yield "insgesamt", statistics.name, str(statistics.jahr), write_number(float(total)), unit
    for one in statistics.tables:
        if one.category2 is not None or one.in_answers or one.nummer not in ("T2", "T3", "T4"):
            continue
        window = str(one.werte.columns[-1])
        n = float(one.n[window])
        for code, value in one.werte[window].dropna().items():
            share = write_value(100 * float(value) / n, "%", 0)
            basis = f"alle {write_number(n)} {unit}"
            yield one.category.name_of(str(code)), who(one, statistics), window, share, basis


def growth_table() -> Table:
    """Return computed growth, raw and per office, beside the published one."""
    found = [(name, growth(name, von, bis)) for name, von, bis in GROWN]
    rows = tuple(
        (
            f"{references()[name].name}, {one.von} → {one.bis}",
            units()[references()[name].zaehleinheit].mehrzahl,
            _signed(one.roh),
            _signed(one.je_stelle),
            _signed(one.veroeffentlicht),
            _signed(one.veroeffentlicht_je_stelle),
        )
        for name, one in found
    )
    notes = [f"{references()[n].name}: {text}" for n, one in found for text in one.hinweise]
    heads = ("Wer", "gezählt", "roh, errechnet", "je Stelle, errechnet", "veröffentlicht",
             "je Stelle, veröffentlicht")  # fmt: skip
    return Table(
        "Zuwachs: errechnet und veröffentlicht",
        tuple(Column(h, "left" if i < 2 else "right") for i, h in enumerate(heads)),
        rows,
        note=" ".join(notes),
    )


def incidents() -> Table:
    """Return the published incidents by kind, whose parts add up exactly, with their break."""
    one, table = references()["rias-nrw"], published_table("rias-nrw", "vorfallart")
    rows = tuple(
        (str(kind), *(write_number(float(value)) for value in row))
        for kind, row in zip(table.index, table.to_numpy(), strict=True)
    )
    years = [int(year) for year in table.columns]
    notes = [*one.breaks(years[0], years[-1]), one.hinweis, f"„{MISSING}“ nicht ausgewiesen."]
    return Table(
        f"{one.tabellen['vorfallart']['titel']}, {one.raum}",
        (Column("Art"), *(Column(str(year), "right") for year in years)),
        rows,
        source=one.citation(),
        note=" ".join([f"Die Zeilen ergeben genau die {SUM}.", *notes]),
    )


def _signed(percent: float) -> str:
    return MISSING if isnan(percent) else write_value(percent, "%", 1, sign=True)
