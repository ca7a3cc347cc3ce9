"""What evidence must not say: rules of the model that no single cell can show."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pandas as pd

from sozialraum.errors import Fault
from sozialraum.programme import AUDIENCES
from sozialraum.sources.schema import fold, schema
from sozialraum.sources.sheets import LINE, Book

RESOURCE = "Ressource"
"""Theme of a piece of evidence that names a strength of an area."""

STRONGEST, MOST_OF_CASES = 3, 2
BY_PEOPLE = ("gespraech", "befragung", "begehung", "dokument")
"""Kinds of evidence that are strongest only where the target group itself has spoken."""

Wrong = tuple[str, str, str, str]
"""Column, what is wrong, what was found, remedy."""


def evidence_faults(book: Book) -> list[Fault]:
    """Return what is wrong with the rows of a workbook of evidence."""
    faults = []
    for name, rule in _RULES:
        titles = {column.name: column.titel for column in schema("evidence")[name].spalten}
        for _, row in book.frames[name].iterrows():
            for column, what, found, remedy in rule(row):
                file, line = book.names[name], int(row[LINE])
                faults.append(Fault(what, file, line, titles[column], found, remedy=remedy))
    return faults


def _strength(row: pd.Series) -> Iterator[Wrong]:
    strength, found = row["staerke"], str(row["staerke"])
    if row["art"] == "fallzahl" and strength > MOST_OF_CASES:
        what = "Fallzahlen haben höchstens die Stärke 2."
        remedy = "2 eintragen: Fallzahlen zeigen das Hellfeld, nicht wie oft etwas vorkommt."
        yield "staerke", what, found, remedy
    if row["art"] in BY_PEOPLE and strength >= STRONGEST and not row["aus_zielgruppe"]:
        what = "Die Stärke 3 braucht Menschen aus der Zielgruppe selbst."
        remedy = (
            "„Aus der Zielgruppe“ mit ja füllen, wenn das stimmt, sonst die Stärke 2 eintragen."
        )
        yield "staerke", what, found, remedy


def _resource(row: pd.Series) -> Iterator[Wrong]:
    if fold(row["thema"]) == fold(RESOURCE) and row["richtung"] not in ("neutral", ""):
        what = "Eine Ressource stützt keinen Bedarf und widerspricht keinem."
        yield "richtung", what, row["richtung"], "„neutral“ eintragen."


def _consent(row: pd.Series) -> Iterator[Wrong]:
    consent = row["einwilligung"]
    needed = consent == "nein" or (consent == "" and row["art"] == "gespraech")
    if row["freigabe"] in AUDIENCES[1:] and needed:
        what = "Ohne Einwilligung darf der Beleg nicht freigegeben werden."
        remedy = "Die Freigabe auf intern setzen oder die Einwilligung einholen und eintragen."
        yield "freigabe", what, row["freigabe"], remedy


def _grounds(row: pd.Series) -> Iterator[Wrong]:
    if not (row["belege"] or row["befunde"] or row["indikatoren"]):
        what = "Der Bedarf hat keinen Beleg, keinen Befund und keinen Indikator."
        remedy = "Mindestens eines davon eintragen, oder erst erheben und dann den Bedarf nennen."
        yield "belege", what, "", remedy


def _edge(row: pd.Series) -> Iterator[Wrong]:
    if row["von"] and fold(row["von"]) == fold(row["nach"]):
        what, remedy = "Die Einrichtung steht auf beiden Seiten.", "Die andere Seite eintragen."
        yield "nach", what, row["nach"], remedy


def _counts(row: pd.Series) -> Iterator[Wrong]:
    remedy = "Die Zahlen mit dem ausgezählten Bogen vergleichen."
    if row["n_antworten"] > row["n_gefragt"]:
        what = "Es haben mehr geantwortet, als gefragt wurden."
        yield "n_antworten", what, f"{row['n_antworten']:.0f}", remedy
    if row["anzahl"] > row["n_antworten"]:
        what = "Diese Antwort haben mehr gegeben, als geantwortet haben."
        yield "anzahl", what, str(row["anzahl"]), remedy


_RULES: tuple[tuple[str, Callable[[pd.Series], Iterator[Wrong]]], ...] = (
    ("belege", _strength),
    ("belege", _resource),
    ("belege", _consent),
    ("bedarfe", _grounds),
    ("netz", _edge),
    ("befragung", _counts),
)
