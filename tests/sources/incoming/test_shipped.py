"""Tables of towns that are known: Düsseldorf's open data, from outlines to figures."""

import geopandas as gpd
from shapely import box

from sozialraum.cli import run
from sozialraum.publish.input_forms import merkmale
from sozialraum.sources.incoming.mapping import propose
from sozialraum.sources.incoming.shipped import shipped, with_shipped
from sozialraum.sources.tables import read_kennzahlen

TABLE = (
    "Jahr;Stadtteil_Nummer;Stadtteil_Name;personen_mit_migrationshintergrund;personen_insgesamt\n"
    "2024;11;Altstadt;950;2400\n2024;12;Carlstadt;720;2250\n"
)


def test_what_people_in_total_are_is_known_only_in_the_table_that_is_known():
    terms = [("personen_mit_migrationshintergrund", ""), ("personen_insgesamt", "")]
    proposal = propose(terms)
    known = with_shipped(proposal, shipped()["duesseldorf"]["kennzeichen"])
    assert known.sure["bevoelkerung"] == (("personen_insgesamt", ""),)
    assert known.rest == ()
    assert with_shipped(proposal, ["Jahr", "personen_insgesamt"]) == proposal


def test_shipped_mappings_name_merkmale_of_the_catalogue():
    for entry in shipped().values():
        assert set(entry["merkmale"]) <= set(merkmale("stadtteil"))
        assert set(entry["merkmale"].values()) <= set(entry["kennzeichen"])


def test_from_outlines_to_figures_by_neu_and_import(tmp_path):
    outlines = gpd.GeoDataFrame(
        {"Stadtteil_Nummer": ["011", "012"], "Stadtteil_Name": ["Altstadt", "Carlstadt"]},
        geometry=[box(x, 5_677_000, x + 1000, 5_678_000) for x in (343_000, 344_000)],
        crs="EPSG:25832",
    )
    outlines.to_crs(4326).to_file(tmp_path / "stadtteile.geojson")
    (tmp_path / "migration_2024.csv").write_text(TABLE, encoding="utf-8")
    region, source = str(tmp_path / "d"), str(tmp_path / "stadtteile.geojson")
    assert run(["neu", region, "--ebene", "stadtteil", "--gebiete", source]) == 0
    assert run(["import", region, str(tmp_path / "migration_2024.csv"), "--ja"]) == 0
    figures = read_kennzahlen(tmp_path / "d/kennzahlen.csv").set_index(["gebiet", "merkmal"])
    assert figures.at[("011", "bevoelkerung"), "wert"] == 2400
    assert figures.at[("012", "bevoelkerung_migrationshintergrund"), "wert"] == 720
