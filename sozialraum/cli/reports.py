"""``sozialraum bericht``, ``berichte`` and ``export``: from a region to documents."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click

from sozialraum.cli.german import GermanCommand, OneOf, Whole, Words, WordsOf
from sozialraum.programme import AUDIENCES

SOME_FAILED = 1
KNOWN_FORMATS = ("html", "docx", "pdf", "xlsx")
USUAL_FORMATS = ("html", "docx")
EDITIONS = ("voll", "fortschreibung")
KINDS = ("gebiet", "agentur")
_settings: dict[str, Any] = {"add_help_option": False, "options_metavar": "[OPTIONEN]"}
_help = click.help_option("-h", "--hilfe", "--help", help="Diese Hilfe zeigen.")
_region = click.argument("region", metavar="REGION")
_out = click.option(
    "-o", "--ordner", default="reports", metavar="ORDNER",
    type=click.Path(path_type=Path), help="Ordner für die Ergebnisse; ohne Angabe reports.",
)  # fmt: skip
_year = click.option(
    "--jahr", default=0, metavar="JAHR", type=Whole(0, 2999),
    help="Berichtsjahr; ohne Angabe das der Region.",
)  # fmt: skip
_formats = click.option(
    "--format", "formats", default=USUAL_FORMATS, metavar="FORMATE", type=WordsOf(KNOWN_FORMATS),
    help="html, docx, pdf, xlsx mit Komma; ohne Angabe html,docx. Das Notizbuch ist immer dabei.",
)  # fmt: skip
_audience = click.option(
    "--ausgabe", "empfaenger", default="foerderer", metavar="AUSGABE", type=OneOf(AUDIENCES),
    help="Für wen: intern, foerderer (ohne Angabe) oder oeffentlich; mehr steht nie darin.",
)  # fmt: skip
_edition = click.option(
    "--fassung", default="voll", metavar="FASSUNG", type=OneOf(EDITIONS),
    help="Dokument einer Agentur: voll (ohne Angabe) oder fortschreibung.",
)  # fmt: skip
_master = click.option(
    "--vorlage", default=None, metavar="DATEI", type=click.Path(path_type=Path),
    help="Eigene Word-Datei (.docx, .dotx), deren Seite, Schrift, Kopf und Fuß Word bekommt.",
)  # fmt: skip


@click.command(cls=GermanCommand, **_settings)
@_region
@click.argument("gebiet", metavar="[GEBIET]", default=None)
@click.option(
    "--agentur", default="", metavar="KENNUNG",
    help="Statt eines Gebiets: das Dokument einer Agentur (Kennung in standorte.csv).",
)  # fmt: skip
@_out
@_year
@_formats
@_audience
@_edition
@_master
@_help
def bericht(
    region: str,
    gebiet: str | None,
    agentur: str,
    ordner: Path,
    jahr: int,
    formats: Sequence[str],
    empfaenger: str,
    fassung: str,
    vorlage: Path | None,
) -> None:
    """Den Bericht eines Gebiets oder einer Agentur erstellen.

    GEBIET ist ein Schlüssel oder ein Name aus der Region.
    """
    from sozialraum.publish.batch import make_agency_report, make_report

    if (gebiet is None) == (not agentur):
        raise click.UsageError("Angegeben wird entweder GEBIET oder --agentur KENNUNG.")
    _tell_of_master(vorlage, formats)
    common: dict[str, Any] = {
        "jahr": jahr, "formats": formats, "empfaenger": empfaenger, "vorlage": vorlage or "",
    }  # fmt: skip
    if gebiet is None:
        written = make_agency_report(region, agentur, ordner, fassung=fassung, **common)
    else:
        written = make_report(region, gebiet, ordner, **common)
    for path in written:
        click.echo(path)


@click.command(cls=GermanCommand, **_settings)
@_region
@click.option(
    "-o",
    "--ordner",
    default="reports",
    metavar="ORDNER",
    help="Ordner oder Adresse (s3://…) für die Ergebnisse; ohne Angabe reports.",
)
@_year
@_formats
@_audience
@_edition
@click.option(
    "--je", default="gebiet", metavar="WAS", type=OneOf(KINDS),
    help="Ein Bericht je gebiet (ohne Angabe) oder je agentur.",
)  # fmt: skip
@click.option(
    "--gebiete", "--agenturen", "only", default=(), metavar="A,B,C", type=Words(),
    help="Nur diese, Schlüssel oder Namen mit Komma getrennt.",
)  # fmt: skip
@click.option(
    "--jobs", default=0, metavar="N", type=Whole(0, 256),
    help="Berichte zugleich; ohne Angabe so viele wie Prozessoren.",
)  # fmt: skip
@click.option("--neu", is_flag=True, help="Alles neu erstellen, auch was sich nicht geändert hat.")
@click.option(
    "--weiter", is_flag=True,
    help="Den letzten Lauf mit seinen Angaben fortsetzen, etwa nach einer Unterbrechung.",
)  # fmt: skip
@click.option(
    "--cluster",
    default="",
    metavar="WO",
    help="Von dask auf mehreren Rechnern: lokal oder Adresse des Planers (tcp://rechner:8786).",
)
@_master
@_help
def berichte(region: str, ordner: str, vorlage: Path | None, **options: Any) -> None:
    """Die Berichte aller Gebiete oder Agenturen erstellen.

    Dazu kommt ein Überblick. Was sich seit dem letzten Mal nicht geändert hat, bleibt, wie es ist.
    """
    from sozialraum.publish.workers import prepared

    elsewhere = options["cluster"] or "://" in f"{region} {ordner}"
    # It warms up while the rest is loaded here.
    with nullcontext() if elsewhere else prepared(region):
        from sozialraum.publish.batch import make_reports

        _tell_of_master(vorlage, options["formats"])
        batch = make_reports(region, ordner, vorlage=vorlage or "", **options)
    done = len(batch.outcomes) - len(batch.failed)
    same = f" ({batch.unchanged} unverändert)" if batch.unchanged else ""
    click.echo(f"{done} von {len(batch.outcomes)} Berichten fertig{same}: {batch.place}")
    for outcome in batch.failed:
        click.echo(f"Nicht erstellt: {outcome.key} {outcome.name}: {outcome.fault}", err=True)
    if batch.overview_fault:
        click.echo(f"Überblick nicht erstellt: {batch.overview_fault}", err=True)
    else:
        click.echo(f"Überblick: {batch.place}/{batch.overview.name}")
    if batch.failed or batch.overview_fault:
        raise click.exceptions.Exit(SOME_FAILED)


@click.command(cls=GermanCommand, **_settings)
@click.argument("notebook", metavar="NOTIZBUCH", type=click.Path(path_type=Path))
@click.option(
    "--format", "formats", default=KNOWN_FORMATS, metavar="FORMATE", type=WordsOf(KNOWN_FORMATS),
    help="html, docx, pdf, xlsx mit Komma; ohne Angabe alle.",
)  # fmt: skip
@click.option(
    "-o", "--ordner", "folder", default=None, metavar="ORDNER", type=click.Path(path_type=Path),
    help="Wohin; ohne Angabe neben das Notizbuch.",
)  # fmt: skip
@click.option("--ersetzen", is_flag=True, help="Vorhandene Dateien ersetzen.")
@_master
@_help
def export(
    notebook: Path,
    formats: Sequence[str],
    folder: Path | None,
    ersetzen: bool,
    vorlage: Path | None,
) -> None:
    """Ein Notizbuch als Webseite, Word, PDF oder Excel ausgeben.

    Es muss ausgeführt sein.
    """
    from sozialraum.publish.export import export as write

    _only_for_word(vorlage, formats)
    written = write(
        notebook, formats, folder, replace=ersetzen, master=vorlage,
        tell=lambda sentence: click.echo(sentence, err=True),
    )  # fmt: skip
    for path in written:
        click.echo(path)


def _tell_of_master(vorlage: Path | None, formats: Sequence[str]) -> None:
    """Check a master before the long work begins, and say what is added to it."""
    _only_for_word(vorlage, formats)
    if vorlage is not None:
        from sozialraum.publish.export import master_remarks

        for sentence in master_remarks(vorlage):
            click.echo(sentence, err=True)


def _only_for_word(vorlage: Path | None, formats: Sequence[str]) -> None:
    if vorlage is not None and "docx" not in formats:
        raise click.UsageError("--vorlage gilt für Word; unter --format fehlt docx.")
