"""``sozialraum import``: somebody else's tables into a region, shown and asked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sozialraum.cli.german import GermanCommand
from sozialraum.errors import DataError, SozialraumError

if TYPE_CHECKING:
    from sozialraum.sources.incoming.asking import ImportReport, Question

WRONG_USE = 2


@click.command("import", cls=GermanCommand, add_help_option=False, options_metavar="[OPTIONEN]")
@click.argument("ordner", metavar="ORDNER", type=click.Path(path_type=Path))
@click.argument(
    "dateien", metavar="DATEI …", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option("--ja", is_flag=True, help="Nichts fragen: nur übernehmen, was eindeutig ist.")
@click.option(
    "--bericht", default=None, metavar="DATEI", type=click.Path(path_type=Path),
    help="Alles, was gelesen, repariert und beanstandet wurde, als lesbare Seite (HTML).",
)  # fmt: skip
@click.option(
    "--quelle", default="", metavar="KENNUNG",
    help="Kennung der Quelle; ohne Angabe nach dem Namen der Datei.",
)  # fmt: skip
@click.option(
    "--jahr", default="", metavar="JAHR",
    help="Jahr oder Tag der Zahlen, wo es die Datei nicht sagt.",
)  # fmt: skip
@click.option(
    "--spalte", "spalten", multiple=True, metavar="MERKMAL=SPALTE",
    help="Welche Spalte welches Merkmal ist, statt des Vorschlags; mehrmals möglich.",
)  # fmt: skip
@click.help_option("-h", "--hilfe", "--help", help="Diese Hilfe zeigen.")
def import_(
    ordner: Path,
    dateien: Sequence[Path],
    ja: bool,
    bericht: Path | None,
    quelle: str,
    jahr: str,
    spalten: Sequence[str],
) -> None:
    """Tabellen von Ämtern in einen Regionsordner einlesen.

    Sie dürfen CSV, Excel, ODS oder Attribute von Gebietsdateien sein.
    """
    from sozialraum.region import locate
    from sozialraum.sources.incoming.asking import ImportReport, only_sure
    from sozialraum.sources.incoming.importing import import_file
    from sozialraum.sources.incoming.target import Known

    folder = locate(ordner)
    known = Known(quelle, jahr, dict(map(_pair, spalten)))
    reports: dict[str, ImportReport] = {}
    for file in dateien:
        report = reports.setdefault(str(file), ImportReport())
        try:
            import_file(folder, file, only_sure if ja else ask, report, known)
        except DataError as error:
            report.faults += error.faults
        _show(file, report)
    if bericht is not None:
        _write(bericht, reports)
    if any(report.faults for report in reports.values()):
        raise click.exceptions.Exit(WRONG_USE)


def _pair(text: str) -> tuple[str, str]:
    merkmal, equals, spalte = text.partition("=")
    if not (merkmal and equals):
        raise click.UsageError(f"--spalte {text}: so schreiben: --spalte bevoelkerung=Einwohner")
    return merkmal.strip(), spalte.strip()


def ask(question: Question) -> str:
    """Return what a person answers, ``""`` for nothing."""
    if not question.choices:
        return str(click.prompt(question.text, default="", show_default=False)).strip()
    if len(question.choices) == 2:
        return question.choices[not click.confirm(question.text, default=False)]
    shown = ", ".join(question.choices)
    return str(click.prompt(f"{question.text} [{shown}]", default=question.choices[-1])).strip()


def _show(file: Path, report: ImportReport) -> None:
    click.echo(str(file))
    for title, lines in report.sections:
        click.echo(f"  {title}")
        for line in lines:
            click.echo(f"    {line}")
    for fault in report.warnings:
        click.echo(f"  Auffällig: {fault}")
    if report.faults:
        click.echo(str(DataError(report.faults)), err=True)
        click.echo("Nicht eingelesen.", err=True)


def _write(path: Path, reports: dict[str, ImportReport]) -> None:
    from sozialraum.publish.import_page import write_import_page

    try:
        write_import_page(reports, path)
    except SozialraumError as error:
        click.echo(str(error), err=True)
        raise click.exceptions.Exit(WRONG_USE) from error
    click.echo(f"Bericht: {path}")
