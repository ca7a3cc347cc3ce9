"""``sozialraum gitter``: cells of the census become figures of a region."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from sozialraum.cli.german import GermanCommand, OneOf

SIZES = {"100m": 100, "1km": 1000}
USUAL_SOURCE = "zensus-2022-gitter"
DAYS = ("2022-05-15", "2011-05-09")


@click.command("gitter", cls=GermanCommand, add_help_option=False, options_metavar="[OPTIONEN]")
@click.argument("ordner", metavar="ORDNER", type=click.Path(path_type=Path))
@click.argument(
    "dateien", metavar="DATEI …", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--zelle", default="1km", metavar="GRÖSSE", type=OneOf(tuple(SIZES)),
    help="Größe der Zellen: 100m oder 1km (ohne Angabe).",
)  # fmt: skip
@click.option(
    "--stand", default=DAYS[0], metavar="TAG", type=OneOf(DAYS),
    help=f"Stichtag der Zählung; ohne Angabe {DAYS[0]}.",
)  # fmt: skip
@click.option(
    "--quelle", default=USUAL_SOURCE, metavar="KENNUNG",
    help=f"Kennung der Quelle; ohne Angabe {USUAL_SOURCE}.",
)  # fmt: skip
@click.help_option("-h", "--hilfe", "--help", help="Diese Hilfe zeigen.")
def gitter(ordner: Path, dateien: Sequence[Path], zelle: str, stand: str, quelle: str) -> None:
    """Zellen des Zensusgitters zu Kennzahlen der Gebiete machen.

    Eine DATEI ist CSV, zip oder parquet; eine enthält die Bevölkerungszahl. Laden lassen sie
    sich mit „sozialraum daten“.
    """
    from sozialraum.analysis.census_grid import area_table, coverage, grid_figures, grid_in_areas
    from sozialraum.analysis.grid_places import grid_places
    from sozialraum.publish.grid_table import write_grid_table
    from sozialraum.region import locate, open_region
    from sozialraum.sources.census_grid import PROTECTION, read_grid
    from sozialraum.sources.incoming.storing import store_figures
    from sozialraum.sources.incoming.target import open_target

    if stand != DAYS[0] and quelle == USUAL_SOURCE:
        raise click.UsageError("Für den Zensus 2011 ist --quelle anzugeben.")
    target = open_target(locate(ordner))
    cells = grid_in_areas(read_grid(dateien, size=SIZES[zelle], stand=stand), target.gebiete)
    table = area_table(cells, target.settings.uebergeordnet)
    told = store_figures(target.folder, grid_figures(table, stand, quelle))
    places, refused = grid_places(cells, open_region(target.folder))
    click.echo(write_grid_table(places, target.folder))
    areas = [str(key) for key in cells.area.unique()]
    notes = (*cells.grid.notes, *cells.notes, *coverage(cells, table, areas), *refused)
    for line in (*notes, PROTECTION[stand], *told):
        click.echo(line)
