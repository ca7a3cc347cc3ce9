"""Overview for an association: which agency chose which Eckpunkte, and why.

It reads the year files beside the agencies' documents, so it holds what their editions
hold and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sozialraum.analysis.dossier import agencies, name_of_agency
from sozialraum.analysis.review import YearRecord, read_record
from sozialraum.display.blocks import Column, Cover, Note, Table
from sozialraum.formats import MISSING, write_number
from sozialraum.programme import ECKPUNKTE
from sozialraum.region import Region
from sozialraum.sources.records import read_year_files

REPORT = "bericht.html"
NONE = "In diesem Ordner liegt noch kein Dokument einer Agentur."
DONE, OPEN, NOT_MADE = "entschieden", "noch nicht entschieden", "Dokument nicht erstellt"


def cover(region: Region, jahr: int = 0, empfaenger: str = "foerderer") -> Cover:
    """Return the title of the overview."""
    return Cover(
        title=f"Eckpunkte der Agenturen {jahr or region.settings.jahr}",
        subtitle=region.name,
        facts=(
            ("Ausgabe", empfaenger),
            ("Ordnung", "wie in der Liste der Stellen; es gibt keine Rangfolge"),
        ),
        notice=region.settings.hinweis,
        invented=region.settings.erfunden,
    )


def choices(region: Region, ordner: str) -> Table | Note:
    """Return a table agency × Eckpunkt: what was proposed, what was chosen, how far it is.

    Parameters
    ----------
    region
        The region, whose agencies are listed.
    ordner
        Folder of a year; the documents lie in its folders ``agentur_<kennung>``.
    """
    found = _records(ordner)
    if not found:
        return Note(NONE)
    keys = list(dict.fromkeys([*agencies(region), *found]))
    return Table(
        "Agenturen und Eckpunkte",
        (Column("Agentur"), *(Column(title) for title in ECKPUNKTE.values()), Column("Stand")),
        tuple(_row(region, key, found.get(key)) for key in keys),
        note="Zuerst die Wahl der Agentur, in Klammern der rechnerische Vorschlag mit Punkten.",
        links=tuple(f"agentur_{key}/{REPORT}" if key in found else "" for key in keys),
    )


def _row(region: Region, key: str, record: YearRecord | None) -> tuple[str, ...]:
    if record is None:
        return (name_of_agency(region, key), *[MISSING] * len(ECKPUNKTE), NOT_MADE)
    cells = (_cell(record, code) for code in ECKPUNKTE)
    state = OPEN if record.wahl is None else f"{DONE}, {len(record.offen)} offene Fragen"
    return (record.agentur_name, *cells, state)


def _cell(record: YearRecord, code: str) -> str:
    focus = next(one for one in record.schwerpunkte if one.eckpunkt == code)
    points = "" if focus.arten < 2 else f" {write_number(focus.punktzahl, 2)}"
    choice = record.wahl.eckpunkte.get(code) if record.wahl else None
    words = {True: "gewählt", False: "nicht gewählt", None: "offen"}
    chosen = words[None if choice is None else choice.gewaehlt]
    return f"{chosen} ({focus.vorschlag}{points})"


def reasons(ordner: str) -> Table | Note:
    """Return the reasons that agencies gave, for what they chose and for what they did not."""
    body = [
        (
            record.agentur_name,
            ECKPUNKTE[code],
            "gewählt" if choice.gewaehlt else "nicht gewählt",
            choice.begruendung or MISSING,
        )
        for record in _records(ordner).values()
        for code, choice in (record.wahl.eckpunkte if record.wahl else {}).items()
    ]
    if not body:
        return Note("Noch hat keine Agentur entschieden, oder es ist hier nicht freigegeben.")
    heads = ("Agentur", "Eckpunkt", "Wahl", "Begründung")
    return Table("Begründungen", tuple(map(Column, heads)), tuple(body))


def _records(ordner: str) -> Mapping[str, YearRecord]:
    """Return the records of a folder by agency."""
    found = (read_record(data) for data in read_year_files(Path(ordner)) if ordner)
    return {record.agentur: record for record in found}
