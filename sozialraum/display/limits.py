"""Limits of an agency's document: what cannot be concluded, and how much is hidden by which rule.

Only numbers of hidden values are told, never anything that narrows one of them down.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sozialraum.analysis.catalogue import catalogue
from sozialraum.analysis.dossier import Dossier
from sozialraum.analysis.roles import LAST_AGE, MARKED_AGE
from sozialraum.analysis.values import formula_for
from sozialraum.display import prose
from sozialraum.display.blocks import Column, Note, Table, Text
from sozialraum.display.case_released import shown_statistics
from sozialraum.display.case_tables import HIDDEN
from sozialraum.display.discrimination import IN_CHAPTER
from sozialraum.display.survey import FEWEST, groups_of
from sozialraum.display.wording import known_rows
from sozialraum.formats import SIGNS, SUPPRESSED, write_number

Row = tuple[str, str, str]


def limits(dossier: Dossier) -> Text:
    """Return what cannot be concluded from the document, and how old figures may be."""
    return Text(tuple(_sentences(dossier)))


def hidden(dossier: Dossier) -> Table:
    """Return how much is hidden or left out, by rule."""
    return Table(
        "Was gesperrt oder nicht abgedruckt ist, nach Regel",
        (Column("Was"), Column("Regel"), Column("Anzahl", "right")),
        (*_figures(dossier), *_counts(dossier), *_survey(dossier), *_released(dossier)),
        note="Gezählt ist, was in diesem Dokument steht oder stünde. Gesperrte Werte sind in "
        "keinem seiner Formate enthalten.",
    )


def _sentences(dossier: Dossier) -> Iterator[str]:
    yield (
        "Von einem Gebiet lässt sich nicht auf einzelne Menschen schließen. Was gemeinsam "
        "auftritt, ist damit nicht erklärt. Gespräche, Begehungen und Befragungen zeigen, was die "
        "Beteiligten sagen; sie sind keine Stichprobe der Bevölkerung."
    )
    yield (
        f"Zahlen, die älter als {MARKED_AGE} Jahre sind, tragen ein Zeichen; älter als "
        f"{LAST_AGE} Jahre zählen sie nicht. {prose.ageing(*dossier.profile.values()).text}"
    )
    told = " ".join([*_small(dossier), *_breaks(dossier)])
    if told:
        yield told
    yield (
        "Der Bericht enthält keine Fallakten, keine Namen und keine Wohnadressen. Was nicht "
        "für diese Ausgabe freigegeben ist, steht in keinem ihrer Formate."
    )


def _small(dossier: Dossier) -> Iterator[str]:
    people = {one.name: float(one.werte.at["A01", "wert"]) for one in dossier.profile.values()}
    known = {name: number for name, number in people.items() if not np.isnan(number)}
    if known:
        least = min(known, key=lambda name: known[name])
        yield (
            f"Kleinster Sozialraum ist {least} mit {write_number(known[least])} Menschen. Je "
            "kleiner ein Raum, desto stärker schwankt eine Quote von Jahr zu Jahr."
        )


def _breaks(dossier: Dossier) -> Iterator[str]:
    region = dossier.region
    shown = {name for one in dossier.profile.values() for name in one.available}
    formulas = [formula_for(region, catalogue()[name]) for name in shown]
    counted = {merkmal for one in formulas if one is not None for merkmal in one.merkmale}
    told = [
        f"ab {one.ab} „{one.text}“"
        for one in region.settings.bruch
        if one.ab <= dossier.jahr and any(map(one.concerns, counted))
    ]
    if told:
        yield (
            f"Brüche in den Zahlenreihen: {'; '.join(told)}. Über einen Bruch hinweg gilt eine "
            "Veränderung nicht als Beleg."
        )


def _figures(dossier: Dossier) -> Iterator[Row]:
    """Yield how many core figures of the areas are hidden, or carry a sign of their office."""
    kept = [name for name, one in catalogue().items() if one.stufe == "kern"]
    tables = [known_rows(one, kept) for one in dossier.profile.values()]
    signs = [str(sign) for table in tables for sign in table["zeichen"]]
    names = {
        str(name) for table in tables for name in table.index[table["zeichen"] == SUPPRESSED]
    } or set(kept)
    n = min(catalogue()[name].mindestnenner for name in names)
    k = min(one for name in names if (one := catalogue()[name].mindestzaehler))
    what = "Kennzahlen der Sozialräume"
    rule = f"„{SUPPRESSED}“ weniger als {n} Menschen im Nenner oder weniger als {k} im Zähler"
    yield what, rule, f"{signs.count(SUPPRESSED)} von {len(signs)} Werten"
    for sign, meaning in SIGNS.items():
        if sign in signs:
            told = f"„{sign}“ {meaning} (Zeichen der amtlichen Statistik)"
            yield what, told, f"{signs.count(sign)} von {len(signs)} Werten"


def _counts(dossier: Dossier) -> Iterator[Row]:
    for one in shown_statistics(dossier):
        if isinstance(one, Note):
            continue
        tables = [table for table in one.tables if table.nummer in IN_CHAPTER]
        shown = (one.totals, one.flows, *(table.werte for table in tables))
        cells = np.concatenate([part.to_numpy(float).ravel() for part in shown])
        gone = sum(number in IN_CHAPTER for number, _ in one.left_out)
        what, hidden = f"Fallzahlen: {one.name}", int(np.isnan(cells).sum())
        yield what, HIDDEN.removesuffix("."), f"{hidden} von {len(cells)} Zellen"
        yield what, "Tabelle als Ganze nicht zu schützen", f"{gone} von {len(tables) + gone}"


def _survey(dossier: Dossier) -> Iterator[Row]:
    """Yield how many groups gave too few answers for shares."""
    rows = dossier.evidence.befragung
    questions = dict.fromkeys(str(question) for question in rows["frage"])
    groups = [one for question in questions for one in groups_of(rows, question)]
    if groups:
        few = sum(one.few for one in groups)
        rule = f"weniger als {FEWEST} Antworten: in Worten statt in Anteilen"
        yield "Befragung", rule, f"{few} von {len(groups)} Gruppen"


def _released(dossier: Dossier) -> Iterator[Row]:
    number = sum(dossier.withheld.values())
    entries = "Eintrag" if number == 1 else "Einträge"
    rule = "nicht für diese Ausgabe freigegeben"
    yield "Belege vor Ort und Entscheidung", rule, f"{number} {entries}"
