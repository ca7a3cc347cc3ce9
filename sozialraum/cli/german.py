"""click in German: help, kinds of values, complaints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import click

from sozialraum.errors import suggest

HEADINGS = {"Options": "Optionen", "Commands": "Befehle"}


class GermanFormatter(click.HelpFormatter):
    """Help with German headings."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write how the command is called."""
        super().write_usage(prog, args, "Aufruf: ")

    def write_heading(self, heading: str) -> None:
        """Write the heading of a part."""
        super().write_heading(HEADINGS.get(heading, heading))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write options or commands with their meaning."""
        german = [(name, text.replace("[required]", "[Pflicht]")) for name, text in rows]
        super().write_dl(german, col_max, col_spacing)


class GermanContext(click.Context):
    """What a command knows of its call."""

    formatter_class = GermanFormatter


class GermanCommand(click.Command):
    """A command that complains in German of too many words."""

    context_class = GermanContext

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Return the words that nobody wanted: none, or the call ends."""
        ctx.allow_extra_args = True  # so that the complaint can be a German one
        rest = super().parse_args(ctx, args)
        if rest:
            ctx.fail(f"Zu viele Angaben: {' '.join(rest)}")
        return rest


class GermanGroup(click.Group):
    """A command of commands."""

    context_class = GermanContext
    command_class = GermanCommand


class Words(click.ParamType[Any]):
    """Words separated by commas."""

    name = "wörter"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Return the words, at least one."""
        if isinstance(value, tuple):
            return value
        words = tuple(word.strip() for word in value.split(",") if word.strip())
        return words or self.fail("Erwartet wird mindestens ein Wort.", param, ctx)


class WordsOf(Words):
    """Known words separated by commas."""

    def __init__(self, known: Sequence[str]) -> None:
        self.known = known

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Return the words if all are known."""
        words = super().convert(value, param, ctx)
        for word in words:
            if word not in self.known:
                known = ", ".join(self.known)
                self.fail(f"„{word}“ ist nicht bekannt. Bekannt: {known}.", param, ctx)
        return words


class OneOf(click.ParamType[Any]):
    """One of some known words."""

    name = "wort"

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the word if it is known."""
        if str(value) in self.words:
            return str(value)
        known = ", ".join(self.words)
        self.fail(f"„{value}“ ist nicht bekannt. Bekannt: {known}.", param, ctx)


class Whole(click.ParamType[Any]):
    """A whole number from a smallest to a largest."""

    name = "zahl"

    def __init__(self, smallest: int, largest: int) -> None:
        self.smallest, self.largest = smallest, largest

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number if it is in the range."""
        text = str(value)
        if text.isascii() and text.isdigit() and self.smallest <= int(text) <= self.largest:
            return int(text)
        wanted = f"eine ganze Zahl von {self.smallest} bis {self.largest}"
        self.fail(f"Erwartet wird {wanted}, angegeben ist „{value}“.", param, ctx)


def usage_fault(error: click.UsageError, commands: Sequence[str]) -> str:
    """Return in German what is wrong with the words of a command."""
    if isinstance(error, click.NoSuchOption):
        hint = suggest(error.option_name, error.possibilities or ())
        return f"Die Option „{error.option_name}“ gibt es nicht. {hint}".strip()
    if isinstance(error, click.exceptions.NoSuchCommand):
        known = list(commands)
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
