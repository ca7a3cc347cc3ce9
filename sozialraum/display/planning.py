"""Goals, activities and the look back, as a report shows them.

What is planned follows from needs and a choice; each export says that the form is not
an official one.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sozialraum.analysis.activities import activities, matching
from sozialraum.analysis.dossier import Dossier
from sozialraum.analysis.review import Review, review
from sozialraum.display.blocks import Block, Column, Gap, Heading, Note, Table, Text
from sozialraum.display.choice import places_text, title_of
from sozialraum.display.goals import goals as goals_chart
from sozialraum.display.several import Blocks
from sozialraum.display.wording import date_text
from sozialraum.formats import MISSING, write_value
from sozialraum.programme import ECKPUNKTE

NOT_OFFICIAL = "Vorlage nicht amtlich; mit den Anlagen der Bewilligungsbehörde abgleichen."
EFFORT = "Std."
EFFORTS = {"klein": "klein", "mittel": "mittel", "gross": "groß"}
MOST_CHANGES = 12


def goals(dossier: Dossier) -> Blocks:
    """Return the goals of next year with their activities: the Aufgabenplanung."""
    year = dossier.jahr + 1
    if dossier.plan.ziele.empty:
        return Blocks((Gap(f"Ziele und Maßnahmen für {year} in plan.xlsx eintragen."),))
    found: list[Block] = [Note(NOT_OFFICIAL)]
    for code, title in ECKPUNKTE.items():
        own = dossier.plan.ziele[dossier.plan.ziele["eckpunkt"] == code]
        if len(own):
            found += [Heading(3, title), _goals_table(own, title), _activities(dossier, own, title)]
    return Blocks(tuple(found))


def _goals_table(own: pd.DataFrame, title: str) -> Table:
    heads = ("Ziel", "Zielgruppe", "Ausgangswert", "Zielwert", "Bis", "Woran erkennbar")
    body = tuple(
        (
            row.ziel,
            row.zielgruppe,
            row.ausgangswert,
            row.zielwert,
            date_text(row.bis),
            row.indikator,
        )
        for row in own.itertuples()
    )
    return Table(f"Ziele: {title}", tuple(map(Column, heads)), body)


def _activities(dossier: Dossier, own: pd.DataFrame, title: str) -> Block:
    rows = dossier.plan.massnahmen
    rows = rows[rows["ziel"].isin(own.index)]
    if rows.empty:
        return Gap(f"{title}: Mit welchen Maßnahmen soll das Ziel erreicht werden?")
    heads = (
        "Maßnahme",
        "Zielgruppe",
        "Ort",
        "Mit wem",
        "Zeitraum",
        "Aufwand",
        "Ergebnis",
        "Wirkung",
    )
    return Table(
        f"Maßnahmen: {title}",
        tuple(map(Column, heads)),
        tuple(_activity(dossier, row) for _, row in rows.iterrows()),
        note="Ergebnis: was geschehen soll (Output); Wirkung: was sich ändert (Outcome).",
    )


def _activity(dossier: Dossier, row: pd.Series) -> tuple[str, ...]:
    effort = MISSING if pd.isna(row["stunden"]) else write_value(float(row["stunden"]), EFFORT, 0)
    return (
        str(row["massnahme"]),
        str(row["zielgruppe"]),
        str(row["ort"]) or places_text(dossier, row["gebiet"]),
        str(row["kooperation"]) or MISSING,
        _period(row),
        effort,
        _target(row, "output"),
        _target(row, "outcome"),
    )


def _period(row: pd.Series) -> str:
    return f"{date_text(row['beginn'])} bis {date_text(row['ende'])}"


def _target(row: pd.Series, kind: str) -> str:
    text = f"{row[f'{kind}_indikator']}: {row[f'{kind}_soll']}"
    return text.strip(": ") or MISSING


def ideas(dossier: Dossier) -> Table | Note:
    """Return activities of the catalogue that fit the needs of the chosen Eckpunkte."""
    decision = dossier.decision
    chosen = [code for code, c in decision.eckpunkte.items() if c.gewaehlt] if decision else []
    body: dict[str, tuple[str, ...]] = {}
    for need in dossier.assessment.needs:
        weights = {code: w for code, w in need.eckpunkte.items() if code in chosen or not chosen}
        figures = {piece.id for piece in (*need.pieces, *need.counter) if piece.amtlich}
        for one in matching(weights, figures, art=str(dossier.agentur["art"])):
            row = (
                one.massnahme,
                ECKPUNKTE[one.eckpunkt],
                one.zielgruppe,
                EFFORTS[one.aufwand],
                title_of(need),
            )
            body.setdefault(one.code, (one.code, *row))
    if not body:
        return Note(f"Der Katalog hat {len(activities())} Maßnahmen; ohne Bedarf passt keine.")
    heads = ("Nr.", "Maßnahme", "Eckpunkt", "Zielgruppe", "Aufwand", "Passt zum Bedarf")
    return Table("Maßnahmen aus dem Katalog, die passen", tuple(map(Column, heads)),
                 tuple(body.values()))  # fmt: skip


def look_back(dossier: Dossier) -> Blocks:
    """Return what became of goals, open questions, figures, method and choice."""
    shown = goals_chart(dossier.done.ziele)
    found: list[Block] = list(shown.blocks) if isinstance(shown, Blocks) else [shown]
    looked = review(dossier)
    if looked is None:
        found.append(
            Note(
                "Es gibt keine Jahresdatei (jahr.json) vom Vorjahr; was sich seither verändert "
                "hat, lässt sich noch nicht zeigen. Die Datei dieses Jahres liegt neben dem "
                "Bericht."
            )
        )
        return Blocks(tuple(found))
    return Blocks((*found, *_open_questions(looked), *_changed_choice(looked), *_changes(looked)))


def _open_questions(looked: Review) -> Iterator[Block]:
    if not looked.offen:
        yield Note(f"{looked.vorher} blieb keine Frage offen.")
        return
    yield Table(
        f"Was aus den offenen Fragen von {looked.vorher} wurde",
        (Column("Frage"), Column("Geworden"), Column("Jetzt")),
        tuple((one.frage.text, one.geworden, one.jetzt or MISSING) for one in looked.offen),
    )


def _changed_choice(looked: Review) -> Iterator[Block]:
    words = {True: "gewählt", False: "nicht gewählt", None: "nicht entschieden"}
    years = (looked.vorher, looked.jetzt)
    yield Table(
        f"Eckpunkte {looked.vorher} und {looked.jetzt}",
        (
            Column("Eckpunkt"),
            *(Column(f"{what} {year}") for what in ("Vorschlag", "Wahl") for year in years),
        ),
        tuple(
            (
                ECKPUNKTE[one.eckpunkt],
                one.vorschlag_vorher,
                one.vorschlag_jetzt,
                words[one.gewaehlt_vorher],
                words[one.gewaehlt_jetzt],
            )
            for one in looked.eckpunkte
        ),
    )  # fmt: skip


def _changes(looked: Review) -> Iterator[Block]:
    moved = [one for one in looked.kennzahlen if one.geworden != "unverändert"]
    if moved:
        yield Table(
            f"Zahlen, die seit {looked.vorher} anders sind",
            (Column("Gebiet"), Column("Kennzahl"), Column("vorher", "right"),
             Column("jetzt", "right"), Column("Was geschah")),
            tuple(
                (
                    one.gebietsname,
                    one.wert.name,
                    _value(one.vorher),
                    _value(one.jetzt),
                    f"{one.geworden}{f' ({one.bruch})' if one.bruch else ''}",
                )
                for one in moved[:MOST_CHANGES]
            ),
            note=f"{len(moved) - MOST_CHANGES} weitere stehen in der Tabelle der Kennzahlen."
            if len(moved) > MOST_CHANGES
            else "",
        )  # fmt: skip
    said = [f"Klasse {c.name}: {c.vorher or 'ohne'} → {c.jetzt or 'ohne'}." for c in looked.klassen
            if c.vorher != c.jetzt]  # fmt: skip
    if looked.verfahren:
        said.append(f"Das Verfahren wurde geändert: {', '.join(looked.verfahren)}.")
    if looked.nicht_zerlegbar:
        said.append(f"Nicht zerlegbar in Daten, Verfahren und Gewichte: {looked.nicht_zerlegbar}")
    said += looked.hinweise
    yield Text(tuple(said) or (f"Seit {looked.vorher} hat sich am Verfahren nichts geändert.",))


def _value(value: object) -> str:
    number = getattr(value, "wert", None)
    if value is None or number is None:
        return getattr(value, "zeichen", "") or MISSING
    unit = {"Anzahl": "", "Prozentpunkte": "Pp."}
    name = getattr(value, "einheit", "")
    return write_value(float(number), unit.get(name, name), getattr(value, "nachkommastellen", 0))
