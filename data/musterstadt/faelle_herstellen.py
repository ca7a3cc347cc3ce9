"""Rewrite the case counts of the invented station MU-03 in Musterstadt.

Run ``python data/musterstadt/faelle_herstellen.py``; the same bytes come out every time.
Cases are drawn with a fixed seed and counted at once; only the counts are written.
There are 29 cases in each year from 2021 to 2025, as few as a real station may have.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path

from sozialraum.sources.categories import Category, categories, crosstabs

Case = Mapping[str, tuple[str, ...]]
"""Category → answers of one drawn case."""

FOLDER = Path(__file__).parent
STATION = "MU-03"
YEARS = range(2021, 2026)
CASES = 29
SEED = 29
HEADER = (
    "stelle", "jahr", "kategorie", "auspraegung", "kategorie2", "auspraegung2",
    "anzahl", "zaehleinheit",
)  # fmt: skip

WEIGHTS: Mapping[str, Mapping[str, int]] = {
    "machtverhaeltnis": {
        "rassismus_anti_schwarz": 16, "rassismus_antimuslimisch": 22,
        "rassismus_antiziganismus": 6, "rassismus_antislawisch": 3, "rassismus_weitere": 15,
        "antisemitismus": 3, "religion": 7, "staatsangehoerigkeit": 6, "aufenthaltsstatus": 5,
        "sprache": 7, "geschlecht": 5, "sexuelle_identitaet": 2, "behinderung": 4, "alter": 1,
        "sozialer_status": 3, "aussehen": 1, "sonstiges": 1,
    },
    "lebensbereich": {
        "arbeit": 21, "bildung_kita": 3, "bildung_schule": 14, "bildung_hochschule": 2,
        "bildung_weiterbildung": 2, "wohnen_markt": 13, "wohnen_nachbarschaft": 5, "aemter": 14,
        "polizei_justiz": 5, "gesundheit": 6, "gueter_handel": 5, "gueter_bank_versicherung": 2,
        "gueter_gastronomie": 3, "gueter_freizeit_sport": 3, "mobilitaet": 4,
        "oeffentlicher_raum": 9, "medien": 4, "partizipation": 1, "privates": 1,
    },
    "ebene": {"individuell": 50, "institutionell": 36, "strukturell": 14},
    "form": {
        "unmittelbar": 34, "mittelbar": 10, "anweisung": 1, "massregelung": 3,
        "verweigerung": 14, "belaestigung": 18, "sexuelle_belaestigung": 2, "hassrede": 8,
        "angriff": 3, "bedrohung": 4, "sachbeschaedigung": 1, "unbekannt": 2,
    },
    "ratsuchende": {
        "betroffen": 64, "zeugin": 6, "angehoerige": 14, "fachkraft": 12, "organisation": 4,
    },
    "altersgruppe": {
        "bis_17": 8, "ab_18_bis_26": 22, "ab_27_bis_44": 36, "ab_45_bis_64": 18, "ab_65": 3,
        "unbekannt": 13,
    },
    "verursachende_seite": {
        "person": 20, "unternehmen": 26, "vermieter": 13, "medium": 3, "behoerde": 20,
        "bildungseinrichtung": 16, "unbekannt": 2,
    },
    "zugangsweg": {
        "eigene_suche": 45, "verweis_mbe": 13, "verweis_jmd": 8, "verweis_ki": 7,
        "verweis_schule": 6, "verweis_andere": 8, "meldestelle": 5, "veranstaltung": 8,
    },
    "intervention": {
        "beratung": 40, "rechtliche_information": 25, "begleitung": 8, "kontakt_gegenseite": 10,
        "stellungnahme": 12, "beschwerde": 12, "vermittlung": 6, "testing": 1,
        "agg_geltendmachung": 5, "verfahren": 2, "verweis": 9, "oeffentlichkeit": 3,
    },
    "ergebnis": {
        "entschuldigung": 9, "aenderung": 13, "entschaedigung": 3, "einigung": 10,
        "gerichtsverfahren": 3, "kein_erfolg": 16, "abgebrochen": 11, "weitergeleitet": 9,
        "offen": 26,
    },
    "agg_einschlaegig": {"ja": 30, "teilweise": 14, "nein": 46, "unbekannt": 10},
    "herkunftsraum": {"eigener_kreis": 70, "anderer_kreis": 22, "ausserhalb": 3, "unbekannt": 5},
    "vorfallsort": {"eigener_kreis": 72, "anderer_kreis": 15, "ausserhalb": 2, "internet": 7,
                    "unbekannt": 4},
    "quartal": {"q1": 24, "q2": 26, "q3": 22, "q4": 28},
}  # fmt: skip
MORE = {"machtverhaeltnis": (30, 5), "lebensbereich": (15,), "intervention": (75, 45, 15)}
"""How often, in per cent, a case has a second answer, then a third …"""

CLOSED = (21, 24, 26, 27, 25)
FULL_TIME = ("0,5", "0,5", "0,75", "0,75", "1")
STRUCTURE = {
    "fortbildungen": (8, 10, 12, 14, 16),
    "oeffentliche_veranstaltungen": (5, 5, 6, 7, 6),
    "teilnehmende": (140, 185, 236, 262, 301),
    "gremien": (6, 6, 7, 7, 8),
    "konzepte": (1, 2, 1, 2, 2),
    "materialien": (3, 2, 4, 4, 5),
}
"""Structural work, one number for each year."""


def draw(seed: int = SEED) -> dict[int, list[Case]]:
    """Return the drawn cases of each year; they are never written."""
    dice = random.Random(seed)
    return {year: [_case(dice) for _ in range(CASES)] for year in YEARS}


def _case(dice: random.Random) -> Case:
    case = {code: _answers(dice, code) for code in WEIGHTS}
    power = categories()["machtverhaeltnis"].answers
    legal = any(power[code].agg for code in case["machtverhaeltnis"])
    return {**case, "agg_merkmal": ("ja" if legal else "nein",)}


def _answers(dice: random.Random, code: str) -> tuple[str, ...]:
    chosen = dice.choices(list(WEIGHTS[code]), list(WEIGHTS[code].values()))
    for chance in MORE.get(code, ()):
        more = dice.random() * 100 < chance
        further = dice.choices(list(WEIGHTS[code]), list(WEIGHTS[code].values()))[0]
        chosen += [further] if more and further not in chosen else []
    return tuple(chosen)


def counts(cases: Sequence[Case]) -> Iterator[tuple[str, str, str, str, int]]:
    """Yield category, answer, second category, its answer and the number of cases.

    Noughts are left out, for what is not listed counts as nought.
    """
    for category in categories().values():
        if category.breaks_down:
            for code in category.counted:
                if n := sum(has(case, category, code) for case in cases):
                    yield category.code, code, "", "", n
    for one, other in crosstabs():
        for a, b in product(one.crossed, other.crossed):
            if n := sum(has(case, one, a) and has(case, other, b) for case in cases):
                yield one.code, a, other.code, b, n


def has(case: Case, category: Category, code: str) -> bool:
    """Return whether a case has an answer or a narrower one."""
    return bool({code, *category.below(code)} & set(case[category.code]))


def faelle() -> str:
    """Return the table of all years."""
    rows: list[Sequence[object]] = [HEADER]
    for at, (year, cases) in enumerate(draw().items()):
        plain = [
            ("gesamt", "gesamt", "", "", len(cases), "fall"),
            ("bewegung", "neu", "", "", len(cases), "fall"),
            ("bewegung", "abgeschlossen", "", "", CLOSED[at], "fall"),
            ("stelle", "vzae", "", "", FULL_TIME[at], "vzae"),
            *((*count, "fall") for count in counts(cases)),
            *_structure(at),
        ]
        rows += [(STATION, year, *row) for row in plain]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator="\n").writerows(rows)
    return text.getvalue()


def _structure(at: int) -> Iterator[tuple[str, str, str, str, int, str]]:
    answers = categories()["strukturarbeit"].answers
    for code, numbers in STRUCTURE.items():
        yield "strukturarbeit", code, "", "", numbers[at], answers[code].zaehleinheit


def files() -> dict[str, bytes]:
    """Return name and content of every file that this script writes."""
    return {"faelle.csv": faelle().encode("utf-8-sig")}


if __name__ == "__main__":
    for file, content in files().items():
        (FOLDER / file).write_bytes(content)
