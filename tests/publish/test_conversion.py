"""Counts of one region for the areas of another: added up exactly, divided with a stated error."""

from datetime import date
from pathlib import Path

import pytest

from sozialraum.cli import run
from sozialraum.publish.region_folder import AreaSource, new_region
from sozialraum.region import open_region
from sozialraum.sources.tables import read_kennzahlen

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture
def own(tmp_path):
    """The Bezirke 1 and 2 of Köln as two areas of somebody's own."""
    names = [key for key in open_region(DATA / "koeln").gebiete.index if key[0] in "12"]
    lines = [f"Q{key[0]};Quartier {key[0]};{key}" for key in names]
    unions = tmp_path / "eigene.csv"
    unions.write_text("\n".join(["schluessel;name;teil", *lines]), encoding="utf-8")
    source = AreaSource(DATA / "koeln/gebiete.geojson", unions=unions)
    new_region(tmp_path / "q", "stadtteil", source, today=date(2026, 1, 1))
    return tmp_path / "q"


def test_own_areas_have_the_published_sums_of_their_parts_and_open_as_a_region(own, capsys):
    assert run(["umrechnen", str(own), str(DATA / "koeln")]) == 0
    before = read_kennzahlen(DATA / "koeln/kennzahlen.csv").set_index(["gebiet", "merkmal", "jahr"])
    region = open_region(own)
    after = region.kennzahlen.set_index(["gebiet", "merkmal", "jahr"])["wert"]
    for merkmal in ("bevoelkerung", "bevoelkerung_migrationshintergrund"):
        for area, bezirk in (("Q1", "001"), ("Q2", "002")):
            assert after[area, merkmal, 2012] == before.at[(bezirk, merkmal, 2012), "wert"]
    assert "geschätzt" not in capsys.readouterr().out
    first = (own / "kennzahlen.csv").read_bytes()
    assert run(["umrechnen", str(own), str(DATA / "koeln")]) == 0
    assert "waren schon da und sind geblieben" in capsys.readouterr().out
    assert (own / "kennzahlen.csv").read_bytes() == first


def test_without_a_table_the_outlines_are_laid_over_each_other(own, capsys):
    (own / "umrechnung.csv").unlink()
    assert run(["umrechnen", str(own), str(DATA / "koeln")]) == 0
    said = capsys.readouterr().out
    assert "alte Gebiete liegen ganz außerhalb der neuen." in said
    header, first, *_ = (own / "umrechnung_fehler.csv").read_text("utf-8-sig").splitlines()
    assert header == "gebiet;jahr;merkmal;wert;wert_von;wert_bis;geteilt"
    assert first.startswith("Q1;2005;bevoelkerung;")


def test_rates_are_left_out_and_a_region_without_figures_is_refused(tmp_path, capsys):
    nrw = AreaSource(DATA / "nrw/gebiete.geojson")
    new_region(tmp_path / "neu", "kreis", nrw, today=date(2026, 1, 1))
    assert run(["umrechnen", str(tmp_path / "neu"), str(DATA / "nrw")]) == 0
    assert "Quoten lassen sich nicht teilen und bleiben draußen: arbeitslosenquote" in (
        capsys.readouterr().out
    )
    figures = read_kennzahlen(tmp_path / "neu/kennzahlen.csv").set_index(
        ["gebiet", "merkmal", "jahr"]
    )
    published = read_kennzahlen(DATA / "nrw/kennzahlen.csv").set_index(
        ["gebiet", "merkmal", "jahr"]
    )
    key = ("05315", "bevoelkerung", 2024)
    assert figures.at[key, "wert"] == published.at[key, "wert"]
    new_region(tmp_path / "leer", "kreis", nrw, today=date(2026, 1, 1))
    assert run(["umrechnen", str(tmp_path / "neu"), str(tmp_path / "leer")]) == 2
