"""``sozialraum daten``: official files and tables from the web into the user's cache."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from sozialraum.cli.german import GermanCommand

if TYPE_CHECKING:
    from pathlib import Path

    from sozialraum.sources.downloads.listing import Download, Listing, Wanted
    from sozialraum.sources.downloads.polite import Polite

WRONG_USE = 2


@click.command("daten", cls=GermanCommand, add_help_option=False, options_metavar="[OPTIONEN]")
@click.argument("liste", metavar="[LISTE …]", nargs=-1)
@click.option("--liste", "show", is_flag=True, help="Zeigen, was geladen werden kann.")
@click.option("--nur-cache", is_flag=True, help="Nichts laden: nur, was schon gespeichert ist.")
@click.option("--neu", "anew", is_flag=True, help="Auch laden, was schon gespeichert ist.")
@click.option("--von", default="", metavar="JAHR", help="Tabellen von GENESIS: erstes Jahr.")
@click.option("--bis", default="", metavar="JAHR", help="Tabellen von GENESIS: letztes Jahr.")
@click.option(
    "--gebiete", default="", metavar="A,B,C",
    help="Tabellen von GENESIS: Schlüssel der Gebiete, * für jedes Ende.",
)  # fmt: skip
@click.help_option("-h", "--hilfe", "--help", help="Diese Hilfe zeigen.")
def daten(
    liste: Sequence[str], show: bool, nur_cache: bool, anew: bool, von: str, bis: str, gebiete: str
) -> None:
    """Amtliche Dateien und Tabellen laden.

    Dateien heißen vg250 oder zensus-gitter-*, Tabellen DATENBANK:NUMMER. Geladenes
    bleibt im Zwischenspeicher; der Pfad wird ausgegeben.
    """
    from sozialraum.errors import SozialraumError
    from sozialraum.sources.downloads.listing import find, listing

    known = listing()
    if show or not liste:
        for line in _shown(known):
            click.echo(line)
        return
    if nur_cache and anew:
        raise click.UsageError("--nur-cache und --neu schließen einander aus.")
    failed = 0
    turns: dict[str, Polite] = {}
    for one in find(liste, known):
        try:
            years = {"von": von, "bis": bis, "gebiete": gebiete}
            click.echo(_loaded(one, turns, years, only_cache=nur_cache, anew=anew))
        except SozialraumError as error:
            click.echo(str(error), err=True)
            failed += 1
    if failed:
        raise click.exceptions.Exit(WRONG_USE)


def _shown(known: Listing) -> Iterator[str]:
    from sozialraum.sources.downloads.store import cache_folder, stored

    folder = cache_folder()
    yield f"Zwischenspeicher: {folder}"
    for one in known.dateien.values():
        found = stored(one, folder)
        state = f"gespeichert, Abruf {found.abruf}" if found else "nicht gespeichert"
        about = f"{one.herausgeber}, {one.lizenz}; Stand {one.stand}; {state}"
        yield f"{one.kennung}: {one.titel} ({about})"
    for base in known.datenbanken.values():
        names = ", ".join(base.variables)
        yield f"{base.kennung}:TABELLE: {base.titel} ({names}). {base.zugang}"


def _loaded(
    one: Download | Wanted,
    turns: dict[str, Polite],
    asked: dict[str, str],
    *,
    only_cache: bool,
    anew: bool,
) -> str:
    """Return the path of what is in the store after it was loaded, and since when."""
    from sozialraum.sources.downloads.listing import Wanted
    from sozialraum.sources.downloads.polite import Polite
    from sozialraum.sources.downloads.store import cache_folder, fetch
    from sozialraum.sources.downloads.tables import fetch_table

    service = one.database.dienst if isinstance(one, Wanted) else one.dienst
    polite = turns.setdefault(service.kennung, Polite(service))
    folder: Path = cache_folder()
    ask = _ask if sys.stdin.isatty() else None
    if isinstance(one, Wanted):
        found = fetch_table(
            one, polite, folder=folder, ask=ask, only_cache=only_cache, anew=anew, **asked
        )
    else:
        found = fetch(one, polite, folder=folder, only_cache=only_cache, anew=anew)
    kept = "" if found.fresh else ", aus dem Zwischenspeicher"
    return f"{found.path} (Abruf {found.abruf}{kept})"


def _ask(question: str, hidden: bool) -> str:
    """Ask at the terminal; what stays hidden is neither shown nor asked twice."""
    return str(click.prompt(question, hide_input=hidden, default="", show_default=False))
