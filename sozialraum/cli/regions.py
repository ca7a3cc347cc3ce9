"""``sozialraum neu`` and ``standorte``: a new region folder, and lists of places for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from sozialraum.cli.census import DAYS, SIZES
from sozialraum.cli.german import GermanCommand, OneOf, Words

LEVELS = ("kreis", "gemeinde", "stadtteil", "gitter")


@click.command(cls=GermanCommand, add_help_option=False, options_metavar="[OPTIONEN]")
@click.argument("ordner", metavar="ORDNER", type=click.Path(path_type=Path))
@click.option(
    "--ebene", "level", required=True, metavar="EBENE", type=OneOf(LEVELS),
    help="Was ein Gebiet ist: kreis, gemeinde, stadtteil oder gitter.",
)  # fmt: skip
@click.option(
    "--gebiete", "areas", default=None, metavar="DATEI", type=click.Path(path_type=Path),
    help="Umrisse: GeoJSON, TopoJSON, GeoPackage, Shapefile, GeoParquet oder zip.",
)  # fmt: skip
@click.option("--schluessel", "key", default="", metavar="SPALTE", help="Spalte mit dem Schlüssel.")
@click.option("--namen", "label", default="", metavar="SPALTE", help="Spalte mit dem Namen.")
@click.option(
    "--crs", default="", metavar="EPSG:…",
    help="Koordinatensystem, nur wo die Datei keines nennt.",
)  # fmt: skip
@click.option(
    "--zusammen", "unions", default=None, metavar="DATEI", type=click.Path(path_type=Path),
    help="Liste eigener Gebiete aus Teilen (TOML oder CSV: schluessel; name; teile).",
)  # fmt: skip
@click.option("--name", default="", metavar="NAME", help="Name der Region; sonst der des Ordners.")
@click.help_option("-h", "--hilfe", "--help", help="Diese Hilfe zeigen.")
def neu(
    ordner: Path,
    level: str,
    areas: Path | None,
    key: str,
    label: str,
    crs: str,
    unions: Path | None,
    name: str,
) -> None:
    """Einen Regionsordner anlegen.

    Darin: Einstellungen, Gebiete, Vorlagen und ein Brief an die Statistikstelle.
    """
    from sozialraum.publish.region_folder import AreaSource, new_region

    if areas is None and (key or label or crs or unions):
        raise click.UsageError("--schluessel, --namen, --crs und --zusammen brauchen --gebiete.")
    source = AreaSource(areas, key, label, crs, unions) if areas else None
    made = new_region(ordner, level, source, name=name, today=date.today())
    for path in made.files:
        click.echo(path)
    for note in made.notes:
        click.echo(note)
    click.echo("Als Nächstes: Zahlen einlesen mit „sozialraum import ORDNER DATEI“,")
    click.echo("dann prüfen mit „sozialraum pruefen ORDNER“.")


@click.command(cls=GermanCommand, add_help_option=False, options_metavar="[OPTIONEN]")
@click.argument("ordner", metavar="ORDNER", type=click.Path(path_type=Path))
@click.argument("datei", metavar="DATEI", type=click.Path(path_type=Path))
@click.option("--art", default="", metavar="ART", help="Art der Stellen, wo die Liste keine nennt.")
@click.option("--quelle", default="", metavar="KENNUNG", help="Kennung der Quelle.")
@click.option("--stand", default="", metavar="JJJJ-MM", help="Von wann die Liste ist.")
@click.option("--muster", default="", metavar="NAME", help="Bekannte Form, etwa duesseldorf.")
@click.option(
    "--ohne", default=(), metavar="A,B", type=Words(),
    help="Spalten, die nicht gelesen werden, etwa Ansprechpartner.",
)  # fmt: skip
@click.option(
    "--adressen", "addresses", default=None, metavar="DATEI", type=click.Path(path_type=Path),
    help="Adressen mit Koordinaten, aus denen die Lage genommen wird.",
)  # fmt: skip
@click.option(
    "--geokodierer", "service", default="", metavar="ADRESSE",
    help="Suche eines Dienstes wie Nominatim; die Adressen werden dorthin gesendet.",
)  # fmt: skip
@click.option("--kontakt", default="", metavar="E-MAIL", help="Ihr Kontakt für diesen Dienst.")
@click.help_option("-h", "--hilfe", "--help", help="Diese Hilfe zeigen.")
def standorte(
    ordner: Path,
    datei: Path,
    addresses: Path | None,
    service: str,
    kontakt: str,
    ohne: Sequence[str],
    **said: str,
) -> None:
    """Eine Adressliste in standorte.csv übernehmen.

    Sie darf CSV, Excel oder PDF sein.
    """
    from sozialraum.publish.place_lists import add_places
    from sozialraum.sources.place_import import ImportOptions

    options = ImportOptions(ohne=tuple(ohne), **said)
    path, notes = add_places(ordner, datei, options, addresses, service, kontakt)
    click.echo(path)
    for note in notes:
        click.echo(note)


@click.command(cls=GermanCommand, add_help_option=False, options_metavar="[OPTIONEN]")
@click.argument("ordner", metavar="ORDNER", type=click.Path(path_type=Path))
@click.argument("quelle", metavar="REGION", type=click.Path(path_type=Path))
@click.option(
    "--gitter", "grid", default=(), multiple=True, metavar="DATEI", type=click.Path(path_type=Path),
    help="Gitterdatei mit der Bevölkerungszahl: aufgeteilt wird danach, wo Menschen wohnen.",
)  # fmt: skip
@click.option(
    "--zelle", default="1km", metavar="GRÖSSE", type=OneOf(tuple(SIZES)),
    help="Größe der Zellen: 100m oder 1km (ohne Angabe).",
)  # fmt: skip
@click.option(
    "--stand", default=DAYS[0], metavar="TAG", type=OneOf(DAYS),
    help=f"Stichtag der Zählung; ohne Angabe {DAYS[0]}.",
)  # fmt: skip
@click.help_option("-h", "--hilfe", "--help", help="Diese Hilfe zeigen.")
def umrechnen(ordner: Path, quelle: Path, grid: Sequence[Path], zelle: str, stand: str) -> None:
    """Anzahlen auf andere Gebiete umrechnen, mit Angabe des Fehlers.

    ORDNER ist die Region mit den neuen oder eigenen Gebieten. Liegt darin umrechnung.csv (von;
    nach; anteil), gilt diese Tabelle, sonst werden die Umrisse beider Regionen verschnitten:
    mit --gitter nach den Menschen darin, sonst nach der Fläche.
    """
    from sozialraum.publish.conversion import GridFiles, convert_region

    paths, notes = convert_region(ordner, quelle, GridFiles(tuple(grid), SIZES[zelle], stand))
    for line in (*paths, *notes):
        click.echo(line)
