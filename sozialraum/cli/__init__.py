"""Command line: ``sozialraum pruefen | bericht | berichte | vorlagen | lab``, in German.

What the user can put right ends with a message and code 2; a batch in which single
reports failed ends with code 1.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

import click

from sozialraum.cli.census import gitter
from sozialraum.cli.downloads import daten
from sozialraum.cli.german import (
    GermanCommand,
    GermanGroup,
    usage_fault,
)
from sozialraum.cli.importing import import_
from sozialraum.cli.lab import open_lab
from sozialraum.cli.regions import neu, standorte, umrechnen
from sozialraum.cli.reports import bericht, berichte, export
from sozialraum.errors import SozialraumError

WRONG_USE, INTERRUPTED = 2, 130
_settings: dict[str, Any] = {"add_help_option": False, "options_metavar": "[OPTIONEN]"}
_help = click.help_option("-h", "--hilfe", "--help", help="Diese Hilfe zeigen.")
_region = click.argument("region", metavar="REGION")


@click.group(cls=GermanGroup, subcommand_metavar="BEFEHL …", **_settings)
@_help
def sozialraum() -> None:
    """Sozialraum- und Bedarfsanalysen aus amtlichen Zahlen.

    REGION ist der Ordner einer Region, zum Beispiel data/nrw.
    """


@sozialraum.command(cls=GermanCommand, **_settings)
@_region
@_help
def pruefen(region: str) -> None:
    """Einen Regionsordner prüfen und zeigen, was darin steht."""
    # Loaded here and below: the help should not wait for the statistics libraries.
    from sozialraum.publish.check import describe, faults
    from sozialraum.region import open_region

    opened = open_region(region)
    for line in describe(opened):
        click.echo(line)
    found = faults(opened)
    for fault in found:
        click.echo(str(fault), err=True)
    if found:
        click.echo(f"{len(found)} Fehler gefunden.", err=True)
        raise click.exceptions.Exit(WRONG_USE)


@sozialraum.command(cls=GermanCommand, **_settings)
@_region
@click.option(
    "-o", "--ordner", "folder", default=None, metavar="ORDNER", type=click.Path(path_type=Path),
    help="Wohin; ohne Angabe in den Ordner der Region.",
)  # fmt: skip
@_help
def vorlagen(region: str, folder: Path | None) -> None:
    """Vorlagen für Belege und Plan und Bögen für Word anlegen.

    Es sind belege.xlsx, plan.xlsx und der Ordner vorlagen.
    """
    from sozialraum.publish.forms import write_forms
    from sozialraum.region import open_region

    opened = open_region(region)
    for path in write_forms(opened, folder or opened.folder):
        click.echo(path)


for command in (bericht, berichte, export):
    sozialraum.add_command(command)
for command in (daten, gitter, import_, neu, open_lab, standorte, umrechnen):
    sozialraum.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the program with its code."""
    for stream in (sys.stdout, sys.stderr):
        _as_utf8(stream)
    for name in ("SIGTERM", "SIGHUP"):  # also a console that is closed ends like Ctrl-C
        sign = getattr(signal, name, None)
        if sign is not None and signal.getsignal(sign) == signal.SIG_DFL:
            signal.signal(sign, signal.default_int_handler)
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    try:
        code = sozialraum.main(arguments, "sozialraum", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return WRONG_USE
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "sozialraum"
        click.echo(
            f"{usage_fault(error, list(sozialraum.commands))}\nHilfe: {path} --hilfe", err=True
        )
        return WRONG_USE
    except SozialraumError as error:
        click.echo(str(error), err=True)
        return WRONG_USE
    except (click.Abort, KeyboardInterrupt):
        click.echo("Abgebrochen.", err=True)
        return INTERRUPTED
    return code if isinstance(code, int) else 0


def _as_utf8(stream: TextIO) -> None:
    """Make a console of Windows take German letters instead of stopping at them."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="replace")
