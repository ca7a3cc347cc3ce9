"""The method in words: every convention in force, as the report's annex and a docs page.

Numbers and names come from need_index.toml, the catalogue and the presets; the sentences
around them are written here and nowhere else.  ``python -m sozialraum.analysis.method``
prints docs/methode.md.
"""

from __future__ import annotations

import sys
from importlib.metadata import version

from scipy.special import betaincinv

from sozialraum.analysis.catalogue import Indicator, catalogue
from sozialraum.analysis.need_rules import SCALES, dimension, settings
from sozialraum.analysis.peers import PEERS
from sozialraum.analysis.procedures import literature
from sozialraum.analysis.procedures import table as procedure_table
from sozialraum.analysis.profile import TREND_YEARS
from sozialraum.analysis.roles import LAST_AGE, MARKED_AGE, ROLE_MEANING, Role
from sozialraum.formats import write_number
from sozialraum.measures.composite.presets import NAMES, preset

COMMAND = "python -m sozialraum.analysis.method > docs/methode.md"


def index_rules() -> tuple[str, ...]:
    """Return how the need index is computed, one German paragraph per step."""
    chosen, index = settings()["auswahl"], settings()["index"]
    limits = "; ".join(write_number(float(limit), 1) for limit in index["classes"]["limits"])
    years = " bis ".join(map(str, settings()["dynamik"]["jahre"]))
    change = "; ".join(
        write_number(float(limit), 1) for limit in settings()["dynamik"]["classes"]["limits"]
    )
    return (
        f"Auswahl: mindestens {chosen['mindestindikatoren']} Kennzahlen der Rolle „bedarf“ aus "
        f"mindestens {chosen['mindestdimensionen']} Bereichen, keine älter als "
        f"{chosen['hoechstalter']} Jahre. Sonst gibt es keinen Index. Kontext, Lücken, Angebote "
        "und "
        "Ressourcen gehen nie ein.",
        "Rechnung: Jede Kennzahl wird über alle Gebiete auf Mittel 0 und Standardabweichung 1 "
        "gebracht (z-Wert, geteilt durch n), auf "
        f"±{write_number(index['normalisation']['limit'])} begrenzt und so gerichtet, dass Plus "
        "mehr "
        "Belastung heißt. Das Mittel der Kennzahlen eines Bereichs ist der Wert des Bereichs, das "
        "Mittel der Bereiche der Index; er wird noch einmal auf Mittel 0 und Standardabweichung 1 "
        "gebracht.",
        f"Klassen: {', '.join(index['classes']['names'])}; Grenzen {limits}. Gebiete mit weniger "
        "als "
        f"{write_number(index['screening']['min_population'])} Menschen bleiben ohne Klasse, "
        f"ebenso Gebiete mit weniger als {chosen['mindestindikatoren']} bekannten Kennzahlen aus "
        f"{chosen['mindestdimensionen']} Bereichen. Ein Bereich zählt nur, wenn mindestens "
        f"{write_number(100 * index['levels'][0]['coverage'])} % seiner Kennzahlen bekannt sind, "
        f"und mindestens {write_number(100 * index['levels'][1]['coverage'])} % der Bereiche "
        "müssen zählen. Innerhalb eines Bereichs zählt jede Kennzahl gleich, im Index jeder "
        "Bereich.",
        f"Dynamik: dieselbe Rechnung mit der Veränderung über {years} Jahre, getrennt von der "
        "Lage; "
        f"Klassen {', '.join(settings()['dynamik']['classes']['names'])}; Grenzen {change}. Über "
        "einen "
        "Bruch in der Reihe hinweg wird nicht verglichen.",
    )


def uncertainty_rules() -> str:
    """Return how the uncertainty of the index is shown, a German paragraph."""
    rules = settings()["unsicherheit"]
    attention = " oder ".join(f"„{name}“" for name in rules["aufmerksamkeit"])
    c = float(rules["konzentration"])
    low, high = (
        write_number(100 * float(share)) for share in betaincinv(c / 3, 2 * c / 3, (0.05, 0.95))
    )
    return (
        f"Unsicherheit: {write_number(rules['rechenwege'])} Rechenwege mit anderen Gewichten (um "
        f"die gegebenen, Dirichlet-Konzentration {write_number(c)}: ein Gewicht von "
        f"einem Drittel schwankt meist "
        f"zwischen {low} und {high} %), ohne je eine Kennzahl und mit anderer Normierung "
        f"({', '.join(SCALES)}); Startwert {rules['startwert']}. Genannt wird, in welchem Anteil "
        f"der Rechenwege ein Gebiet in der Klasse {attention} liegt: ein Anteil der Rechenwege, "
        "keine Wahrscheinlichkeit."
    )


def comparison_rules() -> tuple[str, ...]:
    """Return how figures are compared, German paragraphs."""
    return (
        "Vergleich: Jede Kennzahl nutzt ihren neuesten Wert bis zum Berichtsjahr, alle Gebiete "
        "dasselbe Jahr. Der Wert eines Vergleichsraums ist der veröffentlichte, sonst die Summe "
        "der "
        "Zähler durch die Summe der Nenner aller Teile; fehlt ein Teil, bleibt er leer. Fehlt zu "
        "einer veröffentlichten Quote der Nenner, ist er Zahl ÷ Quote („errechnet“).",
        f"Kleine Zahlen: Quoten aus eigenen Zahlen in der Regel erst ab dem Mindestnenner "
        f"{Indicator.mindestnenner} und dem Mindestzähler {Indicator.mindestzaehler}. "
        "95-%-Bereich einer Quote: Wilson (1927). Ein Unterschied zum übrigen "
        "Vergleichsraum heißt erkennbar, wenn sein p-Wert nach Newcombe (1998), über alle "
        "Kennzahlen "
        "eines Gebiets nach Benjamini und Hochberg (1995) angepasst, höchstens 0,05 ist: Von den "
        "so genannten Unterschieden ist dann im Mittel höchstens jeder zwanzigste Zufall.",
        f"Alter: Zahlen, die älter als {MARKED_AGE} Jahre sind, tragen ein Zeichen; älter als "
        f"{LAST_AGE} Jahre gehen sie in keinen Index ein und zählen nicht als Beleg. Veränderung: "
        f"gegenüber dem ältesten Wert der letzten {TREND_YEARS} Jahre.",
        f"Ähnliche Gebiete: die {PEERS} mit dem kleinsten standardisierten Abstand in "
        "Bevölkerungszahl (logarithmiert), Dichte, Anteil unter 18, Anteil ab 65 und verfügbarem "
        "Einkommen, soweit für alle Gebiete bekannt.",
    )


def page() -> str:
    """Return the German page on the method as Markdown."""
    roles = [f"* **{role}**: {meaning}." for role, meaning in ROLE_MEANING.items()]
    return "\n\n".join(
        [
            "# Methode",
            f"Erzeugt aus den geltenden Festlegungen mit `{COMMAND}`; nicht von Hand ändern. "
            f"Programmfassung {version('sozialraum')}.",
            "## Rollen der Kennzahlen",
            "\n".join(roles),
            "## Vergleich",
            *comparison_rules(),
            "## Bedarfsindex",
            *index_rules(),
            f"{uncertainty_rules()} Was dabei nicht verändert wurde, nennt der Anhang jedes "
            "Berichts.",
            "### Kennzahlen, die eingehen können",
            _table(),
            "## Weitere Verfahren in Kraft",
            "Gezeigt im Notizbuch 03_bedarf und zum Teil im Bericht; wo die Zahlen einer Region "
            "ein Verfahren nicht tragen, steht dort der Grund.",
            procedure_table(),
            "### Literatur",
            literature(),
            "## Veröffentlichte Verfahren als Vorlage",
            "Der Kern rechnet auch nach diesen Verfahren; die Spalte sagt, was davon an "
            "veröffentlichten Werten geprüft ist.",
            _presets(),
        ]
    ) + "\n"  # fmt: skip


def _table() -> str:
    used = [indicator for indicator in catalogue().values() if indicator.rolle == Role.BEDARF]
    rows = [
        f"| {i.id} | {i.name} | {dimension(i)} | {'hoch' if i.polaritaet > 0 else 'niedrig'} | "
        f"{_formulas(i)} |"
        for i in used
    ]
    head = "| Nr. | Kennzahl | Bereich | Belastung bei Wert | Rechnung |\n|---|---|---|---|---|"
    return "\n".join([head, *rows])


def _formulas(indicator: Indicator) -> str:
    lines = dict.fromkeys(f"`{formula.describe()}`" for formula in indicator.rechnungen)
    return "; ".join(lines) or "keine Zahlen hinterlegt"


def _presets() -> str:
    rows = [f"| {name} | {preset(name).title} | {preset(name).verified} |" for name in NAMES]
    return "\n".join(["| Name | Verfahren | geprüft |", "|---|---|---|", *rows])


if __name__ == "__main__":
    sys.stdout.buffer.write(page().encode("utf-8"))
