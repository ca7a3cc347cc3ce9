"""A region folder: what lies in it, and in words what is still missing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sozialraum.errors import Fault
from sozialraum.sources.settings import Settings

TEMPLATES = "vorlagen"
LETTER = f"{TEMPLATES}/anfrage-statistikstelle.docx"
FIGURES_TEMPLATE = f"{TEMPLATES}/kennzahlen.xlsx"


def missing_inputs(folder: Path, settings: Settings, figures: Iterable[str]) -> list[Fault]:
    """Return one fault for each part without which there is no report, all at once.

    Parameters
    ----------
    folder
        The region folder.
    settings
        What its region.toml says.
    figures
        Names under which the table of figures may lie there.
    """
    names = list(figures)
    faults = []
    if not (folder / settings.gebiete.datei).exists():
        faults.append(_no_areas(folder, settings))
    if not any((folder / name).is_file() for name in names):
        faults.append(_no_figures(folder, names))
    return faults


def _no_areas(folder: Path, settings: Settings) -> Fault:
    return Fault(
        "Die Gebietsdatei ist nicht vorhanden.",
        file=str(folder / settings.gebiete.datei),
        expected="die Umrisse der Gebiete mit Schlüssel und Name",
        remedy="Die Datei in den Ordner legen und Name und Spalten unter [gebiete] in "
        "region.toml prüfen, oder den Ordner mit „sozialraum neu … --gebiete DATEI“ anlegen.",
    )


def _no_figures(folder: Path, names: Iterable[str]) -> Fault:
    here = (folder / LETTER).is_file()
    asked = f" Welche gebraucht werden, steht in {LETTER}." if here else ""
    form = f" oder {FIGURES_TEMPLATE} ausfüllen und in den Ordner legen"
    return Fault(
        "Die Kennzahlen fehlen: Ohne Zahlen gibt es keinen Bericht.",
        file=str(folder),
        expected=" oder ".join(names),
        remedy="Eine Tabelle der Statistikstelle mit „sozialraum import ORDNER DATEI“ einlesen"
        f"{form if (folder / FIGURES_TEMPLATE).is_file() else ''}.{asked}",
    )
