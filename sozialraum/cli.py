"""Command line: ``sozialraum pruefen | bericht | berichte``, in German.

What the user can put right ends with a message and code 2; a batch in which single
reports failed ends with code 1.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

import click

from sozialraum.errors import SozialraumError, suggest

WRONG_USE, SOME_FAILED, INTERRUPTED = 2, 1, 130
KNOWN_FORMATS = ("html", "docx")
HEADINGS = {"Options": "Optionen", "Commands": "Befehle"}


class _Formatter(click.HelpFormatter):
    """Help with German headings."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, "Aufruf: ")

    def write_heading(self, heading: str) -> None:
        super().write_heading(HEADINGS.get(heading, heading))


class _Context(click.Context):
    formatter_class = _Formatter


class _Command(click.Command):
    context_class = _Context

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.allow_extra_args = True  # so that the complaint can be a German one
        rest = super().parse_args(ctx, args)
        if rest:
            ctx.fail(f"Zu viele Angaben: {' '.join(rest)}")
        return rest


class _Group(click.Group):
    context_class = _Context
    command_class = _Command


class _Words(click.ParamType[Any]):
    """Words separated by commas."""

    name = "wörter"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        if isinstance(value, tuple):
            return value
        words = tuple(word.strip() for word in value.split(",") if word.strip())
        return words or self.fail("Erwartet wird mindestens ein Wort.", param, ctx)


class _Formats(_Words):
    """Known formats separated by commas."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        words = super().convert(value, param, ctx)
        for word in words:
            if word not in KNOWN_FORMATS:
                known = ", ".join(KNOWN_FORMATS)
                self.fail(f"„{word}“ ist kein bekanntes Format. Bekannt: {known}.", param, ctx)
        return words


class _Whole(click.ParamType[Any]):
    """A whole number from a smallest to a largest."""

    name = "zahl"

    def __init__(self, smallest: int, largest: int) -> None:
        self.smallest, self.largest = smallest, largest

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        text = str(value)
        if text.isascii() and text.isdigit() and self.smallest <= int(text) <= self.largest:
            return int(text)
        wanted = f"eine ganze Zahl von {self.smallest} bis {self.largest}"
        self.fail(f"Erwartet wird {wanted}, angegeben ist „{value}“.", param, ctx)


_settings: dict[str, Any] = {"add_help_option": False, "options_metavar": "[OPTIONEN]"}
_help = click.help_option("-h", "--hilfe", "--help", help="Diese Hilfe zeigen.")
_out = click.option(
    "-o", "--ordner", default="reports", metavar="ORDNER",
    type=click.Path(path_type=Path), help="Ordner für die Ergebnisse; ohne Angabe reports.",
)  # fmt: skip
_year = click.option(
    "--jahr", default=0, metavar="JAHR", type=_Whole(0, 2999),
    help="Berichtsjahr; ohne Angabe das der Region.",
)  # fmt: skip
_formats = click.option(
    "--format", "formats", default=KNOWN_FORMATS, metavar="FORMATE", type=_Formats(),
    help="html, docx oder beides (html,docx); das Notizbuch ist immer dabei.",
)  # fmt: skip
_region = click.argument("region", metavar="REGION")


@click.group(cls=_Group, subcommand_metavar="BEFEHL …", **_settings)
@_help
def sozialraum() -> None:
    """Sozialraum- und Bedarfsanalysen aus amtlichen Zahlen.

    REGION ist der Ordner einer Region, zum Beispiel data/nrw.
    """


@sozialraum.command(cls=_Command, **_settings)
@_region
@_help
def pruefen(region: str) -> None:
    """Einen Regionsordner prüfen und zeigen, was darin steht."""
    # Loaded here and below: the help should not wait for the statistics libraries.
    from sozialraum.publish.check import describe
    from sozialraum.region import open_region

    for line in describe(open_region(region)):
        click.echo(line)


@sozialraum.command(cls=_Command, **_settings)
@_region
@click.argument("gebiet", metavar="GEBIET")
@_out
@_year
@_formats
@_help
def bericht(region: str, gebiet: str, ordner: Path, jahr: int, formats: Sequence[str]) -> None:
    """Den Bericht eines Gebiets erstellen (GEBIET: Schlüssel oder Name)."""
    from sozialraum.publish.batch import make_report

    for path in make_report(region, gebiet, ordner, jahr=jahr, formats=formats):
        click.echo(path)


@sozialraum.command(cls=_Command, **_settings)
@_region
@_out
@_year
@_formats
@click.option(
    "--gebiete", default=(), metavar="A,B,C", type=_Words(),
    help="Nur diese Gebiete, Schlüssel oder Namen mit Komma getrennt.",
)  # fmt: skip
@click.option(
    "--jobs", default=0, metavar="N", type=_Whole(0, 256),
    help="Berichte zugleich; ohne Angabe so viele wie Prozessoren.",
)  # fmt: skip
@_help
def berichte(
    region: str,
    ordner: Path,
    jahr: int,
    formats: Sequence[str],
    gebiete: Sequence[str],
    jobs: int,
) -> None:
    """Die Berichte aller Gebiete und einen Überblick erstellen."""
    from sozialraum.publish.batch import make_reports

    batch = make_reports(region, ordner, areas=gebiete, jahr=jahr, formats=formats, jobs=jobs)
    done = len(batch.outcomes) - len(batch.failed)
    click.echo(f"{done} von {len(batch.outcomes)} Berichten fertig: {batch.folder}")
    for outcome in batch.failed:
        click.echo(f"Nicht erstellt: {outcome.gebiet} {outcome.name}: {outcome.fault}", err=True)
    if batch.overview_fault:
        click.echo(f"Überblick nicht erstellt: {batch.overview_fault}", err=True)
    else:
        click.echo(f"Überblick: {batch.overview}")
    if batch.failed or batch.overview_fault:
        raise click.exceptions.Exit(SOME_FAILED)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the program with its code."""
    for stream in (sys.stdout, sys.stderr):
        _as_utf8(stream)
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
        click.echo(f"{usage_fault(error)}\nHilfe: {path} --hilfe", err=True)
        return WRONG_USE
    except SozialraumError as error:
        click.echo(str(error), err=True)
        return WRONG_USE
    except (click.Abort, KeyboardInterrupt):
        click.echo("Abgebrochen.", err=True)
        return INTERRUPTED
    return code if isinstance(code, int) else 0


def usage_fault(error: click.UsageError) -> str:
    """Return in German what is wrong with the words of a command."""
    if isinstance(error, click.NoSuchOption):
        hint = suggest(error.option_name, error.possibilities or ())
        return f"Die Option „{error.option_name}“ gibt es nicht. {hint}".strip()
    if isinstance(error, click.exceptions.NoSuchCommand):
        known = list(sozialraum.commands)
        hint = suggest(error.command_name, known) or f"Bekannt sind: {', '.join(known)}."
        return f"Den Befehl „{error.command_name}“ gibt es nicht. {hint}"
    if isinstance(error, click.MissingParameter):
        return f"Es fehlt die Angabe {_name(error.param)}."
    if isinstance(error, click.BadParameter):
        return f"{_name(error.param)}: {error.message}"
    if isinstance(error, click.BadOptionUsage):
        return f"Zur Option „{error.option_name}“ fehlt der Wert."
    return error.format_message()


def _name(parameter: click.Parameter | None) -> str:
    if isinstance(parameter, click.Option):
        return max(parameter.opts, key=len)
    return (
        (parameter.metavar or str(parameter.name)) if isinstance(parameter, click.Argument) else ""
    )


def _as_utf8(stream: TextIO) -> None:
    """Make a console of Windows take German letters instead of stopping at them."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="replace")
