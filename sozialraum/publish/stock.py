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
from sozialraum.publish.grid_table import grid_table
from sozialraum.publish.reports import short_path
from sozialraum.region import CASES, FIGURES, PLACES, Region
from sozialraum.sources.incoming.entry import ImportEntry
from sozialraum.sources.places import KINDS
from sozialraum.sources.plausibility import suspicious

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

MOST_NAMED, MOST_SHOWN = 4, 20
STATES = {"ja": "vollständig", "nein": "nicht vollständig"}


def folder(region: Region) -> Table:
    """Return which files there are and what each is for."""
    present = {names: [n for n in names if (region.folder / n).is_file()] for names, _ in FILES}
    outlines = region.settings.gebiete.datei
    rows = [(names[0], what, ", ".join(present[names]) or "fehlt noch") for names, what in FILES]
    rows.insert(1, (outlines, f"Grenzen: {len(region.gebiete)} {areas_word(region)}", outlines))
    return Table(
        f"Der Ordner {short_path(region.folder)}",
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


def suspicious_figures(region: Region) -> Table | Note:
    """Return figures that may be but look wrong, each with the reason."""
    parents = [parent.gebiet for parent in region.parents]
    found = suspicious(region.kennzahlen, region.gebiete, parents, "")
    if not found:
        return Note("Keine Zahl fällt auf.")
    shown = tuple((_with_name(region, fault.found), fault.what) for fault in found[:MOST_SHOWN])
    return Table(
        f"Auffällige Zahlen: {len(found)}",
        (Column("Gebiet, Jahr, Zahl"), Column("Warum sie auffällt")),
        shown,
        note="Verglichen sind Teile mit dem Ganzen, jedes Jahr mit dem Vorjahr, jedes Gebiet mit "
        "seinen Nachbarn. Eine auffällige Zahl kann richtig sein: mit der Quelle vergleichen."
        + (f" Gezeigt sind die ersten {MOST_SHOWN}." if len(found) > MOST_SHOWN else ""),
    )


def _with_name(region: Region, found: str) -> str:
    key, _, rest = found.partition(", ")
    return f"{region.area_name(key)} ({key}), {rest}"


def grid(region: Region) -> Table | Note:
    """Return what cells of the census grid say of people and places, if there are any."""
    return grid_table(region.folder)


def imports(region: Region) -> Table | Note:
    """Return which tables were imported, and what a person decided about them."""
    known = region.settings.importe
    if not known:
        return Note("Noch keine Tabelle mit „sozialraum import“ eingelesen.")
    rows = tuple((_file(one), one.quelle, _read(one), _decided(one)) for one in known)
    heads = ("Datei", "Quelle", "Gelesen als", "Bestätigt")
    return Table(
        f"Eingelesene Tabellen: {len(rows)}",
        tuple(map(Column, heads)),
        rows,
        note="* steht für das Jahr. Die Datei des nächsten Jahres wird ebenso gelesen, solange "
        "ihre Kopfzeile gleich bleibt.",
    )


def _file(entry: ImportEntry) -> str:
    return f"{entry.datei}, Blatt „{entry.blatt}“" if entry.blatt else entry.datei


def _read(entry: ImportEntry) -> str:
    named = list(entry.merkmale)
    more = f" und {len(named) - MOST_NAMED} weitere" if len(named) > MOST_NAMED else ""
    return ", ".join(named[:MOST_NAMED]) + more


def _decided(entry: ImportEntry) -> str:
    told = [f"„{text}“ ist {key}" for text, key in entry.gebiete.items() if key]
    told += [f"„{text}“ gilt als „{sign}“" for text, sign in entry.zellen.items()]
    told += [f"{name}: Anteile von 1 mal 100" for name in entry.prozent]
    told += [f"Dezimalzeichen „{entry.dezimal}“"] if entry.dezimal else []
    return "; ".join(told) or MISSING


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
    path = short_path(region.folder)
    if not agencies(region):
        yield "In standorte.csv die Gebiete der eigenen Agentur eintragen (Spalte „gebiete“)."
    if region.belege.belege.empty:
        yield f"Vorlagen anlegen (Knopf in 00_start oder „sozialraum vorlagen {path}“) und fragen."
    if not region.entscheidungen:
        yield "In 04_schwerpunkte die Eckpunkte wählen und begründen."
    if region.plan.ziele.empty:
        yield "Ziele und Maßnahmen in plan.xlsx eintragen."
