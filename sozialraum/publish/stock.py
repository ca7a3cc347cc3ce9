"""Stock: what a region folder holds, what is missing, what to do next, as blocks.

It looks at the folder itself, for which files there are decides which chapters there will be.
"""

from __future__ import annotations

from collections.abc import Iterator

from sozialraum.analysis.catalogue import Indicator, catalogue
from sozialraum.analysis.dossier import agencies
from sozialraum.analysis.values import indicator_values
from sozialraum.display.blocks import Column, Note, Table, Text
from sozialraum.display.listings import listed_sources
from sozialraum.display.wording import areas_word, date_text, name_of, source_line
from sozialraum.formats import MISSING, write_number
from sozialraum.publish.check import faults
from sozialraum.publish.reports import portable
from sozialraum.region import CASES, FIGURES, PLACES, Region
from sozialraum.sources.places import KINDS

FILES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("region.toml",), "Name, Ebene, Berichtsjahr, Vergleichsräume"),
    (FIGURES, "Zahlen; ohne sie geht nichts"),
    (PLACES, "Agenturen und andere Stellen: Karte, Kapitel „Stellen und Angebote“"),
    (("belege.xlsx",), "Gespräche, Begehungen, Befragungen: Befunde und Bedarfe"),
    (CASES, "Auszählungen der Beratung, nie einzelne Fälle: Kapitel Antidiskriminierung"),
    (("entscheidungen.toml",), "Gewählte Eckpunkte mit Begründung"),
    (("plan.xlsx",), "Ziele und Maßnahmen: Aufgabenplanung und Rückblick"),
)
"""Files of a region folder, each with the names it may have, and what they are for."""

MOST_NAMED = 4
STATES = {"ja": "vollständig", "nein": "nicht vollständig"}


def folder(region: Region) -> Table:
    """Return which files there are and what each is for."""
    present = {names: [n for n in names if (region.folder / n).is_file()] for names, _ in FILES}
    outlines = region.settings.gebiete.datei
    rows = [(names[0], what, ", ".join(present[names]) or "fehlt noch") for names, what in FILES]
    rows.insert(1, (outlines, f"Grenzen: {len(region.gebiete)} {areas_word(region)}", outlines))
    return Table(
        f"Der Ordner {portable(region.folder)}",
        tuple(map(Column, ("Datei", "Wozu", "Vorhanden"))),
        tuple(rows),
        note="Nur region.toml, Grenzen und Zahlen sind nötig; jede weitere Datei gibt dem "
        "Bericht ein Kapitel.",
    )


def indicators(region: Region) -> Table:
    """Return the indicators that the region has figures for: years, areas, source."""
    found = {one: indicator_values(region, one) for one in catalogue().values()}
    rows, ids = [], []
    for one, table in found.items():
        own = table[table.index.isin(region.gebiete.index, level="gebiet")]
        known = own[own["wert"].notna()]
        if known.empty:
            continue
        years = known.index.get_level_values("jahr")
        newest = known[years == years.max()]
        ids += [name for names in newest["quellen"] for name in names]
        span = str(years.max()) if years.min() == years.max() else f"{years.min()}–{years.max()}"
        areas = f"{write_number(len(newest))} von {write_number(len(region.gebiete))}"
        rows.append((name_of(region, one), span, date_text(newest["stand"].iloc[0]), areas))
    heads = (Column("Kennzahl"), Column("Jahre"), Column("Neuester Stand"))
    return Table(
        f"Kennzahlen mit Zahlen: {len(rows)} von {len(found)}",
        (*heads, Column("Gebiete mit Wert", "right")),
        tuple(rows),
        source=source_line(region, ids),
    )


def missing(region: Region) -> Table | Note:
    """Return the indicators without figures, the core ones first, and where to get them."""
    found = _missing(region)
    if not found:
        return Note("Zu allen Kennzahlen des Katalogs liegen Zahlen vor.")
    return Table(
        f"Kennzahlen ohne Zahlen: {len(found)} von {len(catalogue())}",
        tuple(map(Column, ("Kennzahl", "Wichtigkeit", "Zu beschaffen"))),
        tuple(
            (one.name, one.stufe, one.beschaffen.removeprefix("Zu beschaffen ")) for one in found
        ),
        note="Fehlt eine Kennzahl, sagt der Bericht das; geschätzt wird nichts.",
    )


def places(region: Region) -> Table | Note:
    """Return how many places of each kind are listed, and whether the list is complete."""
    counts = region.standorte["art"].value_counts()
    if counts.empty:
        return Note("Es gibt noch keine Liste der Stellen (standorte.csv).")
    rows = []
    for kind, count in counts.items():
        listed = region.place_list(str(kind))
        state = STATES.get(listed.vollstaendig, "unbekannt, ob vollständig")
        rows.append((KINDS[str(kind)], write_number(count), state, listed.stand or MISSING))
    return Table(
        "Stellen in der Liste",
        (Column("Art"), Column("Anzahl", "right"), Column("Liste"), Column("Stand")),
        tuple(rows),
        source=source_line(region, region.standorte["quelle"]),
        note="Aus einer unvollständigen Liste folgt nie, dass ein Angebot fehlt.",
    )


def problems(region: Region) -> Table | Note:
    """Return all faults of the specialist's files, and what was repaired while reading."""
    found = faults(region)
    rows = [("Fehler", str(fault)) for fault in found]
    rows += [("beim Lesen berichtigt", note) for note in region.notes]
    if not rows:
        return Note("Keine Fehler gefunden.")
    columns = (Column("Was"), Column("Wo und was zu tun ist"))
    return Table(f"Gefunden: {len(found)} Fehler", columns, tuple(rows))


def sources(region: Region) -> Table:
    """Return every source of the region's figures, with date and licence."""
    used = dict.fromkeys(region.kennzahlen["quelle"])
    return listed_sources(region, used, f"Quellen der Zahlen für {region.name}")


def next_steps(region: Region) -> Text:
    """Return what to do next, the most urgent first."""
    return Text(tuple(f"{n}. {step}" for n, step in enumerate(_steps(region), start=1)))


def _missing(region: Region) -> list[Indicator]:
    found = [one for one in catalogue().values() if indicator_values(region, one).empty]
    order = list(dict.fromkeys(one.stufe for one in catalogue().values()))
    return sorted(found, key=lambda one: order.index(one.stufe))


def _steps(region: Region) -> Iterator[str]:
    wrong = faults(region)
    if wrong:
        yield f"{len(wrong)} Fehler beheben; 01_daten nennt Datei, Zeile und Abhilfe."
    if region.settings.hinweis:
        yield f"Zum Ausprobieren gut, für eine Entscheidung nicht ({region.settings.hinweis})."
    core = [one.name for one in _missing(region) if one.stufe == "kern"]
    if core:
        more = f" und {len(core) - MOST_NAMED} weitere" if len(core) > MOST_NAMED else ""
        yield f"Fehlende Kernkennzahlen beschaffen: {', '.join(core[:MOST_NAMED])}{more}."
    if not wrong:
        yield from _own_work(region)
    yield "Bericht erstellen und die offenen Stellen „[FACHKRAFT: …]“ in Word ausfüllen."


def _own_work(region: Region) -> Iterator[str]:
    """Yield what only the specialist can do, in the order of the work."""
    path = portable(region.folder)
    if not agencies(region):
        yield "In standorte.csv die Gebiete der eigenen Agentur eintragen (Spalte „gebiete“)."
    if region.belege.belege.empty:
        yield f"Vorlagen anlegen („sozialraum vorlagen {path}“) und vor Ort fragen."
    if not region.entscheidungen:
        yield "In 04_schwerpunkte die Eckpunkte wählen und begründen."
    if region.plan.ziele.empty:
        yield "Ziele und Maßnahmen in plan.xlsx eintragen."
