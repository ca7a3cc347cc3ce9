"""Tables of a report: a profile in, a block out."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from sozialraum.analysis.catalogue import Indicator, catalogue
from sozialraum.analysis.profile import Profile
from sozialraum.analysis.roles import MARKED_AGE
from sozialraum.analysis.space import neighbours_of
from sozialraum.analysis.trends import TOO_FEW, trends
from sozialraum.analysis.values import snapshot
from sozialraum.display.blocks import Column, Note, Table
from sozialraum.display.wording import (
    AGE_NOTE,
    BREAK_MARK,
    BREAK_NOTE,
    COMPUTED_NOTE,
    areas_word,
    change_text,
    compared_over_time,
    date_text,
    difference_text,
    known_rows,
    name_of,
    parent_value,
    people_text,
    sign_notes,
    source_line,
    sources_of,
    value_text,
)
from sozialraum.formats import MISSING, write_number


def key_figures(profile: Profile, *, core: bool = False) -> Table:
    """Return the figures of the area with the people behind them and the comparison.

    Parameters
    ----------
    profile
        The area's figures.
    core
        Whether only the core of the catalogue is shown (Stufe „kern“).
    """
    parents = profile.region.parents_of(profile.gebiet)
    rows = known_rows(profile)
    if core:
        rows = rows[[catalogue()[str(name)].stufe == "kern" for name in rows.index]]
    body = []
    for name, row in rows.iterrows():
        indicator = catalogue()[str(name)]
        cells = [
            name_of(profile.region, indicator),
            _marked(indicator, row),
            people_text(row),
            *(_compared(profile, indicator, parent.gebiet) for parent in parents),
            date_text(row["stand"], row["alter"]),
        ]
        body.append(tuple(cells))
    heads = (
        profile.name,
        "Menschen dahinter",
        *(f"{p.name} (Unterschied)" for p in parents),
        "Stand",
    )
    return Table(
        f"Kennzahlen: {profile.name} im Vergleich",
        (Column("Kennzahl"), *(Column(head, "right") for head in heads)),
        tuple(body),
        source=source_line(profile.region, sources_of(rows)),
        note=_notes(rows),
    )


def _marked(indicator: Indicator, row: pd.Series) -> str:
    text = value_text(indicator, row["wert"], row["zeichen"])
    return f"{text} {BREAK_MARK}" if row["wertbruch"] else text


def _compared(profile: Profile, indicator: Indicator, parent: str) -> str:
    """Return the value of an area of comparison with the difference in brackets."""
    found = parent_value(profile, indicator.id, parent)
    if not found or pd.isna(found["wert"]):
        return MISSING
    value = value_text(indicator, found["wert"])
    difference = difference_text(indicator, found["differenz"])
    return value if difference == MISSING else f"{value} ({difference})"


def _notes(rows: pd.DataFrame) -> str:
    notes = ["Pp. = Prozentpunkte; Unterschiede aus ungerundeten Werten."]
    notes.append(sign_notes(rows["zeichen"]))
    if rows["wertbruch"].ne("").any():
        notes.append(BREAK_NOTE)
    if (rows["alter"] > MARKED_AGE).any():
        notes.append(AGE_NOTE)
    if rows["errechnet"].eq(True).any():
        notes.append(COMPUTED_NOTE)
    return " ".join(note for note in notes if note)


BANDS_NOTE = (
    "Anteil darunter: Anteil der Gebiete mit einem niedrigeren Wert; er wertet nicht. "
    "Kontextgrößen haben kein Rangband. "
)


def positions(profile: Profile) -> Table:
    """Return where the area stands among all areas: interval, spread, band, difference."""
    rows = known_rows(profile, [name for name in profile.available if profile.evidence(name)])
    rows = rows[rows["n"] > 1]
    banded = rows["rangband"].ne("").any()  # the public sees neither bands nor shares
    body = []
    for name, row in rows.iterrows():
        indicator = catalogue()[str(name)]
        spread = (
            f"{_range(indicator, row['min'], row['max'])} ({_number(indicator, row['median'])})"
        )
        cells = [
            name_of(profile.region, indicator),
            value_text(indicator, row["wert"], row["zeichen"]),
            _range(indicator, row["unten"], row["oben"]),
            spread,
            *([_banded(row)] if banded else []),
            recognisable(profile, indicator.id),
        ]
        body.append(tuple(cells))
    columns = [
        Column("Kennzahl"),
        Column(profile.name, "right"),
        Column("95-%-Bereich", "right"),
        Column("Spanne aller (Mitte)", "right"),
        *([Column("Rangband (Anteil darunter)")] if banded else []),
        Column("Unterschied erkennbar"),
    ]
    return Table(
        f"{profile.name} unter allen {len(profile.region.gebiete)} Gebieten "
        f"({areas_word(profile.region)})",
        tuple(columns),
        tuple(body),
        note="95-%-Bereich: Wilson-Intervall, als wären die Menschen eine Stichprobe; es zeigt, "
        "wie viel Zufall bei kleinen Zahlen steckt. Mitte: Median. "
        + (BANDS_NOTE if banded else "")
        + "Unterschied erkennbar: zum übrigen "
        f"Vergleichsraum ({largest_parent(profile)}); von den so genannten Unterschieden ist im "
        "Mittel höchstens jeder zwanzigste Zufall.",
    )


def _banded(row: pd.Series) -> str:
    """Return the band of ranks with the share of areas below; context has neither."""
    if not row["rangband"]:
        return MISSING
    return f"{row['rangband']} ({write_number(row['perzentil'])}\u202f%)"


def _number(indicator: Indicator, value: float) -> str:
    return write_number(value, indicator.nachkommastellen)


def largest_parent(profile: Profile) -> str:
    """Return the name of the area of comparison with whose rest differences are tested."""
    parents = profile.region.parents_of(profile.gebiet)
    return parents[-1].name if parents else MISSING


def _range(indicator: Indicator, low: float, high: float) -> str:
    if pd.isna(low):
        return MISSING
    return f"{_number(indicator, low)} bis {_number(indicator, high)}"


def recognisable(profile: Profile, indicator: str) -> str:
    """Return whether a figure differs recognisably: „ja“, „nein“, or the sign for unknown."""
    parents = profile.region.parents_of(profile.gebiet)
    found = parent_value(profile, indicator, parents[-1].gebiet) if parents else {}
    told = found.get("erkennbar")
    return MISSING if told is None else "ja" if told else "nein"


def changes(profile: Profile) -> Table | Note:
    """Return what changed over about five years, with the breaks named."""
    rows = known_rows(profile, [indicator.id for indicator in compared_over_time(profile)])
    rows = rows[rows["vorher_jahr"] > 0]
    if rows.empty:
        return Note("Es gibt keine Zeitreihe: Die Zahlen liegen nur für ein Jahr vor.")
    tested = trends(profile, [catalogue()[str(name)] for name in rows.index])
    body = []
    for name, row in rows.iterrows():
        indicator = catalogue()[str(name)]
        cells = (
            name_of(profile.region, indicator),
            f"{value_text(indicator, row['vorher'])} ({row['vorher_jahr']:.0f})",
            f"{value_text(indicator, row['wert'])} ({row['jahr']:.0f})",
            change_text(indicator, row["wert"] - row["vorher"]),
            row["bruch"] or MISSING,
            _trend_text(tested.loc[name]),
        )
        body.append(cells)
    heads = (Column(head, "right") for head in ("vorher", "jetzt", "Veränderung"))
    return Table(
        f"Veränderung: {profile.name}",
        (Column("Kennzahl"), *heads, Column("Bruch in der Reihe"), Column("Trend")),
        tuple(body),
        source=source_line(
            profile.region, [*sources_of(rows), *sources_of(rows, "vorher_quellen")]
        ),
        note="Verglichen wird mit dem ältesten Wert der letzten fünf Jahre. Trend: alle bekannten "
        "Jahre seit dem letzten Bruch, ab fünf Jahren geprüft (Mann und Kendall): ein Hinweis, "
        "kein Nachweis, denn Bestände hängen von Jahr zu Jahr zusammen.",
    )


def _trend_text(row: pd.Series) -> str:
    """Return the direction of a trend with the years it rests on.

    >>> _trend_text(pd.Series({"richtung": "fallend", "von": 2015, "bis": 2025}))
    'fallend (2015–2025)'
    """
    if row["richtung"] == TOO_FEW:
        return str(row["richtung"])
    return f"{row['richtung']} ({row['von']:.0f}–{row['bis']:.0f})"


def neighbours(profile: Profile, indicator: Indicator) -> Table:
    """Return one indicator for the area, the areas that touch it, and the larger ones.

    The table that stands beside the map of that indicator.
    """
    region = profile.region
    beside = neighbours_of(region, profile.gebiet)
    by_name = region.gebiete.loc[beside].sort_values("name").index
    order = [profile.gebiet, *by_name, *(p.gebiet for p in region.parents_of(profile.gebiet))]
    table = snapshot(region, indicator, profile.jahr).reindex(order)
    body = tuple(
        (
            region.area_name(str(key)),
            value_text(indicator, row["wert"], row["zeichen"] if pd.notna(row["zeichen"]) else ""),
            people_text(row),
        )
        for key, row in table.iterrows()
    )
    rows = known_rows(profile, [indicator.id])
    return Table(
        f"{name_of(region, indicator)}: {profile.name}, angrenzende Gebiete und Vergleich",
        (Column("Gebiet"), Column("Wert", "right"), Column("Menschen dahinter", "right")),
        body,
        source=source_line(profile.region, sources_of(rows)),
        note=_notes(rows),
    )


def peers(profile: Profile, ids: Iterable[str] = ("A01", "A05", "C05", "D01", "G01")) -> Table:
    """Return the areas most alike in structure, beside the area itself."""
    shown = [catalogue()[name] for name in ids if name in profile.available]
    order = [profile.gebiet, *profile.nachbarn.index]
    tables = [snapshot(profile.region, indicator, profile.jahr) for indicator in shown]
    body = []
    for key in order:
        cells = [
            value_text(
                indicator, table["wert"].get(key, float("nan")), table["zeichen"].get(key, "")
            )
            for indicator, table in zip(shown, tables, strict=True)
        ]
        body.append((profile.region.area_name(key), *cells))
    return Table(
        f"In der Struktur am ähnlichsten: {profile.name} und fünf weitere Gebiete",
        (
            Column("Gebiet"),
            *(Column(name_of(profile.region, indicator), "right") for indicator in shown),
        ),
        tuple(body),
        source=source_line(
            profile.region, dict.fromkeys(q for t in tables for ids_ in t["quellen"] for q in ids_)
        ),
        note="Ähnlich heißt: nahe bei Bevölkerungszahl, Dichte, Altersaufbau und Einkommen, "
        "soweit für alle Gebiete vorhanden; jede Größe zählt gleich.",
    )
