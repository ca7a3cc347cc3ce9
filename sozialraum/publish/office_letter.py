"""Letter to the statistics office: asks for the figures that a region does not have yet.

One page and a table, as a Word file.  Sender, addressee and date are open places, for nobody
knows them: no address is made up.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection
from datetime import date
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.shared import Cm, Pt

from sozialraum.analysis.catalogue import catalogue
from sozialraum.analysis.indicator import Indicator
from sozialraum.display.blocks import Column, Heading
from sozialraum.publish.document import Document
from sozialraum.publish.docx import render_docx
from sozialraum.publish.items import Grid, Item, ListEntry, ListItems, Paragraph, Rule, Run, styled
from sozialraum.publish.zips import fixed_zip

LEVELS = {
    "kreis": ("Kreis", "Kreise"),
    "gemeinde": ("Gemeinde", "Gemeinden"),
    "stadtteil": ("Stadtteil", "Stadtteile"),
    "gitter": ("Zensus-Gitter", "Gitterzellen"),
}
"""How the catalogue begins to name a level, and what its areas are called."""

LOCAL = re.compile(r"Statistikstelle|Jugendamt|Gesundheitsamt|Wahlamt|bei der Kommune")
"""Offices of a town, which pass a request on to each other."""

OWN = "bei der eigenen Agentur|daraus wird der Index berechnet"
"""What nobody has to ask for: the agency collects it, or the program computes it."""

YEARS = 6
"""So many years are asked for: older ones are not used as evidence."""

ADDRESS = (
    "[FACHKRAFT: Absender: Name der Einrichtung und Anschrift]",
    "[FACHKRAFT: Empfänger: Statistikstelle, Name der Behörde und Anschrift]",
    "[FACHKRAFT: Ort, Datum]",
)
PLACE_OF_TITLE = 3


def missing_indicators(
    level: str, available: Collection[str] = (), *, local: bool | None = None
) -> tuple[Indicator, ...]:
    """Return the indicators that an office can give figures for and that a region lacks.

    Parameters
    ----------
    level
        Level of the areas.
    available
        Merkmale that the region has.
    local
        Whether only what a town's own offices have; None for what suits the level.
    """
    word, only_local = LEVELS[level][0], level == "stadtteil" if local is None else local
    return tuple(
        indicator
        for indicator in catalogue().values()
        if any(word in one for one in indicator.ebenen)
        and not indicator.available_formulas(available, level)
        and indicator.rolle != "beleg"
        and not re.search(OWN, indicator.beschaffen)
        and (LOCAL.search(indicator.beschaffen) or not only_local)
    )


def letter(
    name: str, level: str, areas: int, year: int, available: Collection[str] = ()
) -> Document:
    """Return the letter as a document.

    Parameters
    ----------
    name
        Name of the region.
    level
        Level of its areas.
    areas
        Number of areas, 0 if they are not known yet.
    year
        Last year that figures are wanted for.
    available
        Merkmale that the region has already.
    """
    wanted = missing_indicators(level, available)
    plural = LEVELS[level][1]
    counted = f"{areas} {plural}" if areas else plural
    return Document(
        title=f"Bitte um Zahlen für {counted} in {name}",
        items=(*_page(name, counted, year), Rule(new_page=True), *_table(wanted, plural)),
    )


def render_letter(document: Document) -> bytes:
    """Return the letter as the bytes of a Word file: the address first, then what it is about."""
    word = docx.Document(io.BytesIO(render_docx(document)))
    for line in [line for line in word.paragraphs if line.text == document.draft]:
        line._p.getparent().remove(line._p)  # the open places are marked in the letter itself
    _place_title(word)
    stream = io.BytesIO()
    word.save(stream)
    return fixed_zip(stream.getvalue())


def request_letter(
    name: str, level: str, areas: int, today: date, available: Collection[str] = ()
) -> bytes:
    """Return the letter of a region as the bytes of a Word file."""
    return render_letter(letter(name, level, areas, today.year - 1, available))


def _page(name: str, counted: str, year: int) -> tuple[Item, ...]:
    texts = (
        "Sehr geehrte Damen und Herren,",
        f"unsere Einrichtung arbeitet im Programm „Integrationsagenturen NRW“ in {name}. Um zu "
        "verstehen, was die Menschen vor Ort brauchen, erstellen wir eine Sozialraumanalyse. "
        f"Dafür bitten wir Sie um Zahlen für {counted}. Was gebraucht wird, steht in der Tabelle "
        "auf den folgenden Seiten.",
        "Uns hilft schon ein Teil davon: Am wichtigsten sind die Zeilen mit „ja“ in der Spalte "
        "„vorrangig“. Ist etwas bereits veröffentlicht, genügt die Fundstelle; liegt etwas bei "
        "einem anderen Amt, danken wir für einen Hinweis.",
        "Bitte liefern Sie, wenn möglich:",
    )
    points = (
        "Anzahlen statt Anteile, Zähler und Nenner getrennt; Quoten rechnen wir selbst",
        f"die Jahre {year - YEARS + 1} bis {year}, mindestens {year}, mit Stichtag",
        "je Gebiet den Schlüssel und den Namen, dazu die Summe der Stadt oder des Kreises",
        "eine Tabelle als CSV oder Excel; die Form ist uns gleich, wir lesen sie ein",
        "die Umrisse der Gebiete (GeoJSON, Shapefile, GeoPackage), falls nicht veröffentlicht",
        "Ihre Definitionen, die Zeichen für gesperrte Werte und wie die Quelle zu nennen ist",
    )
    closing = (
        "Wir brauchen keine Angaben zu einzelnen Menschen. Kleine Fallzahlen sperren Sie bitte "
        "so, wie es bei Ihnen üblich ist; Gesperrtes bleibt bei uns gesperrt.",
        "Für Rückfragen: [FACHKRAFT: Name, Telefon, E-Mail]. Haben Sie vielen Dank für Ihre Mühe.",
        "Mit freundlichen Grüßen",
        "[FACHKRAFT: Unterschrift]",
    )
    listed = ListItems(tuple(ListEntry((Run(point),)) for point in points))
    address = [Paragraph(styled(text)) for text in ADDRESS]
    return (
        *address,
        *(Paragraph((Run(text),)) for text in texts),
        listed,
        *(Paragraph(styled(text)) for text in closing),
    )


def _table(wanted: Collection[Indicator], plural: str) -> tuple[Item, ...]:
    if not wanted:
        return (Paragraph((Run("Zurzeit fehlt keine Zahl, die Ihr Haus liefern könnte."),)),)
    columns = tuple(
        Column(one) for one in ("Kennzahl", "Gebraucht werden", "Zu finden", "vorrangig")
    )
    ordered = sorted(wanted, key=lambda one: one.stufe != "kern")
    rows = tuple(tuple((Run(text),) for text in _cells(one)) for one in ordered)
    caption = f"Zahlen, um die wir bitten ({plural})"
    return (Heading(1, caption), Grid(columns, rows))


def _cells(indicator: Indicator) -> tuple[str, str, str, str]:
    counted = "; ".join(part for part in (indicator.zaehler, indicator.nenner) if part)
    found = indicator.beschaffen.removeprefix("Zu beschaffen ")
    shown = f"{found[:1].upper()}{found[1:]}"
    first = "ja" if indicator.stufe == "kern" else ""
    return f"{indicator.id} {indicator.name}", counted, shown, first


def _place_title(word: WordDocument) -> None:
    """Move the title below the address, in the size that a letter has it."""
    title, *others = word.paragraphs
    others[PLACE_OF_TITLE - 1]._p.addnext(title._p)
    named: Any = word.styles
    named["Title"].font.size = Pt(13)
    named["Title"].paragraph_format.space_before = Cm(0.6)
