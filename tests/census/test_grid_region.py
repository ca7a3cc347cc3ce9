"""A municipality that has nothing but the census grid and its Kreis gets a report."""

import pandas as pd
import pytest

from sozialraum.analysis.catalogue import catalogue
from sozialraum.analysis.values import snapshot
from sozialraum.cli import run
from sozialraum.publish import stock
from sozialraum.publish.batch import make_report
from sozialraum.region import open_region
from sozialraum.sources.areas import read_areas
from tests.census.conftest import make_region

KREIS, EXAMPLE = "05958", "05958012"
"""Hochsauerlandkreis with its twelve municipalities, among them Meschede.  Keys are AGS."""

NAMES = ("Einwohner", "Auslaender_A", "HHGroesse_D", "Wohnfl_Bew_D", "ab65_A", "unter18_A")
OWN = """
[[quelle]]
kennung = "zensus-2011-gitter"
titel = "Zensus 2011 im 1-km-Gitter, nur zur Probe"
herausgeber = "Statistische Ämter des Bundes und der Länder"
"""


@pytest.fixture(scope="module")
def folder(shared, tmp_path_factory):
    zipped = shared / "data/raw/gemeinden/VG250_GEM_simplified.zip"
    every = read_areas(zipped, "ARS", "ARS", level="gemeinde")
    areas = every[every.index.str.startswith(KREIS)]
    areas = areas.assign(name=[f"Gemeinde {key}" for key in areas.index])
    made = make_region(tmp_path_factory.mktemp("kreis") / "hsk", areas, KREIS, "Hochsauerlandkreis")
    text = (made / "region.toml").read_text(encoding="utf-8")
    text = text.replace("jahr = 2022", "jahr = 2011").replace("erfunden = true", "erfunden = false")
    text = text.replace("Erfundene Zahlen für einen Test", "Zensus 2011: nur zur Probe")
    (made / "region.toml").write_text(text + OWN, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def filled(folder, shared):
    grid = shared / "data/raw/zensus2011_grid_1km"
    files = [str(grid / f"continuous_{name}.parquet") for name in NAMES]
    stand = ["--stand", "2011-05-09", "--quelle", "zensus-2011-gitter"]
    assert run(["gitter", str(folder), *files, *stand]) == 0
    return open_region(folder)


def test_figures_of_the_grid_have_values_for_municipalities_and_kreis(filled):
    assert len(filled.gebiete) == 12
    people = snapshot(filled, catalogue()["A01"], 2011)["wert"]
    assert people[KREIS] == people.drop(KREIS).sum()
    assert 250_000 < people[KREIS] < 280_000  # official on 09.05.2011: about 267,000
    for key in ("A03", "A04", "A05", "F01", "F05"):
        values = snapshot(filled, catalogue()[key], 2011)["wert"]
        parts = values.drop(KREIS)
        assert parts.min() < values[KREIS] < parts.max()


def test_the_command_says_what_the_values_rest_on(folder, shared, filled, capsys):
    grid = shared / "data/raw/zensus2011_grid_1km"
    files = [str(grid / f"continuous_{name}.parquet") for name in NAMES[:2]]
    before = (folder / "kennzahlen.csv").read_bytes()
    stand = ["--stand", "2011-05-09", "--quelle", "zensus-2011-gitter"]
    assert run(["gitter", str(folder), *files, *stand]) == 0
    said = capsys.readouterr().out
    assert "der Menschen je Gebiet" in said
    assert "Zum Schutz einzelner Menschen" in said
    assert "0 neu, 26 unverändert, 0 geändert" in said
    assert (folder / "kennzahlen.csv").read_bytes() == before


def test_the_command_leaves_a_table_of_people_and_places(filled):
    table = stock.grid(filled)
    rows = {row[0]: row for row in table.rows}
    assert len(rows) == 12
    example = rows[f"Gemeinde {EXAMPLE}"]
    assert (
        float(example[1].replace(".", ""))
        == filled.by_merkmal["bevoelkerung"].at[(EXAMPLE, 2011), "wert"]
    )
    assert 0 < float(example[4].replace(",", ".")) < 5  # km from the middle of the outline


def test_reach_counts_people_in_cells_and_says_why_not(files, areas, tmp_path, capsys):
    areas.index = pd.Index(["05999001", "05999002"], name="gebiet")  # no Kreis has this key
    made = make_region(tmp_path / "r", areas, "05999", "Musterkreis")
    east, north = areas.geometry["05999001"].centroid.coords[0]
    head = "kennung;einrichtung;art;plz;ort;genauigkeit;x;y"
    lines = [head, f"IA-1;Agentur;IA;;Aue;adresse;{east:.0f};{north:.0f}", "K-1;Kita;Kita;;Aue;;;"]
    (made / "standorte.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with (made / "region.toml").open("a", encoding="utf-8") as file:
        file.write('[listen]\nIA = { vollstaendig = "ja", stand = "2026-01" }\n')
    assert run(["gitter", str(made), *map(str, files)]) == 0
    assert "nicht berechnet, weil die Liste nicht als vollständig" in capsys.readouterr().out
    rows = (made / "gitter.csv").read_text(encoding="utf-8-sig").splitlines()
    table = [line.split(";") for line in rows]
    within = next(i for i, name in enumerate(table[0]) if "% im Umkreis" in name)
    # The agency is half a kilometre east and north of the nearest centres, 1.5 km of the others.
    assert [line[within : within + 2] for line in table[1:]] == [["100", "0,7"], ["0", "1,6"]]


def test_the_usual_report_is_made_from_it(filled, tmp_path):
    written = make_report(str(filled.folder), EXAMPLE, tmp_path, formats=("html",))
    page = next(path for path in written if path.suffix == ".html").read_text(encoding="utf-8")
    for word in ("Hochsauerlandkreis", "Zensus 2011: nur zur Probe", "Zensusgitter", "Wohnfläche"):
        assert word in page


def test_the_census_of_2011_needs_a_source_of_its_own(folder, capsys):
    assert run(["gitter", str(folder), "a.csv", "--stand", "2011-05-09"]) == 2
    assert "--quelle" in capsys.readouterr().err
