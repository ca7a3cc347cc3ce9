"""Musterstadt keeps its word: the answers of its README can be had by head.

They are computed twice: here with ten lines of arithmetic from the file itself, and by
the library.  A figure that somebody changes in only one of the places is found.
"""

import csv
import math
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from sozialraum.analysis.catalogue import catalogue
from sozialraum.analysis.places import distance_to_nearest, places_in, unplaced
from sozialraum.analysis.values import snapshot
from sozialraum.formats import MISSING, SIGNS, SUPPRESSED, read_number
from sozialraum.region import Region
from sozialraum.sources.tables import read_kennzahlen, write_kennzahlen
from tests.regions import opened

FOLDER = Path(__file__).parents[1] / "data/musterstadt"
AREAS = ["11", "12", "13", "21", "22", "23", "31", "32", "33"]
ALL = ["B1", "B2", "B3", "00"]
PARTS = {"B1": AREAS[:3], "B2": AREAS[3:6], "B3": AREAS[6:], "00": AREAS}
AGES = "00_02 03_05 06_09 10_14 15_17 18_24 25_34 35_44 45_54 55_59 60_64 65_74 75_plus"
UNDER_18 = ["bevoelkerung_unter_15", "bevoelkerung_15_17"]
FROM_65 = ["bevoelkerung_65_74", "bevoelkerung_75_plus"]
RATES = {
    "A03": (UNDER_18, ["bevoelkerung"], 100),
    "A04": (FROM_65, ["bevoelkerung"], 100),
    "A05": (["bevoelkerung_auslaendisch"], ["bevoelkerung"], 100),
    "A06": (["bevoelkerung_migrationshintergrund"], ["bevoelkerung"], 100),
    "B01": (["wanderungssaldo_ausland"], ["bevoelkerung"], 1000),
    "B05": (["alleinerziehende_haushalte"], ["haushalte_mit_kindern"], 100),
    "C01": (["sgb2_personen"], ["bevoelkerung_unter_regelalter"], 100),
    "C02": (["sgb2_unter_15"], ["bevoelkerung_unter_15"], 100),
    "D01": (["arbeitslose"], ["bevoelkerung_15_64"], 100),
    "D03": (["arbeitslose_15_24"], ["bevoelkerung_15_24"], 100),
    "D05": (["arbeitslose_langzeit"], ["bevoelkerung_15_64"], 100),
    "E01": (["betreute_kinder_3_5"], ["kinder_3_5"], 100),
    "E03": (["einschulung_wenig_deutsch"], ["einschulung_untersuchte"], 100),
    "G01": (["waehlende"], ["wahlberechtigte"], 100),
    "G04": (["mso"], ["bevoelkerung_migrationshintergrund"], 10_000),
}
NO_NUMBER = (MISSING, SUPPRESSED, ".", "x", "/", "...")
NO_PEOPLE = ("B01", "G04")  # numerators that need no protection


@cache
def figures() -> dict[tuple[str, int, str], tuple[float, str]]:
    """Value and sign by area, year and merkmal."""
    with (FOLDER / "kennzahlen.csv").open(encoding="utf-8-sig", newline="") as file:
        return {
            (row["gebiet"], int(row["jahr"]), row["merkmal"]): (
                float(row["wert"].replace(",", ".") or "nan"),
                row["zeichen"],
            )
            for row in csv.DictReader(file, delimiter=";")
        }


@cache
def answers() -> dict[str, tuple[int, dict[str, str]]]:
    """Year and cells by area of each indicator in the README's table."""
    lines = (FOLDER / "README.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    rows = [row for row in rows if len(row) == 16 and row[2].isdigit()]
    return {row[0]: (int(row[2]), dict(zip(AREAS + ALL, row[3:], strict=True))) for row in rows}


@pytest.fixture(scope="module")
def region() -> Region:
    return opened("musterstadt")


def total(merkmale: list[str], areas: list[str], year: int) -> float:
    """Sum of some merkmale over some areas, NaN if one is missing."""
    return sum(
        figures().get((area, year, merkmal), (math.nan, ""))[0]
        for merkmal in merkmale
        for area in areas
    )


def by_head(indicator: str, area: str, year: int) -> float | str:
    """Return the rate, or what stands in its place: the arithmetic of the README."""
    above, below, factor = RATES[indicator]
    published = all((area, year, merkmal) in figures() for merkmal in above + below)
    parts = [area] if published else PARTS.get(area, [area])
    k, n = total(above, parts, year), total(below, parts, year)
    if math.isnan(k) or math.isnan(n):
        return MISSING if area in ALL else figures()[area, year, above[0]][1]
    if n < 100 or (k < 3 and indicator not in NO_PEOPLE):
        return SUPPRESSED
    return factor * k / n


def agrees(found: float | str, cell: str) -> bool:
    """Tell whether a value is what the README says, to its one decimal."""
    if cell in NO_NUMBER or isinstance(found, str):
        return found == cell
    return math.isclose(found, read_number(cell), abs_tol=0.05 + 1e-9)


@pytest.mark.parametrize("indicator", RATES)
def test_the_answers_of_the_readme_add_up(indicator):
    year, cells = answers()[indicator]
    wrong = {
        area: (by_head(indicator, area, year), cell)
        for area, cell in cells.items()
        if not agrees(by_head(indicator, area, year), cell)
    }
    assert wrong == {}


@pytest.mark.parametrize("indicator", answers())
def test_the_library_gives_the_answers_of_the_readme(region, indicator):
    year, cells = answers()[indicator]
    table = snapshot(region, catalogue()[indicator], 2025)
    shown = {
        area: MISSING if area not in table.index else _shown(table.loc[area]) for area in cells
    }
    assert set(table["jahr"]) == {year}
    assert {a: (shown[a], cells[a]) for a in cells if not agrees(shown[a], cells[a])} == {}


def _shown(row) -> float | str:
    return float(row["wert"]) if not math.isnan(row["wert"]) else row["zeichen"] or MISSING


def test_altmarkt_has_10_per_cent_unemployed_its_bezirk_8_and_the_town_6():
    values = figures()
    assert values["22", 2025, "arbeitslose"] == (300, "")
    assert values["22", 2025, "bevoelkerung_15_64"] == (3_000, "")
    assert total(["arbeitslose"], PARTS["B2"], 2025) / 9_000 == 0.08
    assert total(["arbeitslose"], AREAS, 2025) / 27_000 == 0.06


def test_the_thirteen_age_groups_add_up_to_the_population_in_every_area_and_year():
    years = {year for _, year, _ in figures()}
    groups = [f"bevoelkerung_{age}" for age in AGES.split()]
    assert years == set(range(2015, 2026)) - {2019}
    for year in years:
        for area in AREAS:
            assert total(groups, [area], year) == figures()[area, year, "bevoelkerung"][0]


def test_every_sign_of_official_statistics_occurs():
    assert {sign for _, sign in figures().values()} == {"", *SIGNS}


def test_the_areas_are_nine_squares_of_one_square_kilometre(region):
    areas = region.gebiete.geometry
    assert list(areas.index) == AREAS
    assert areas.area.sub(1e6).abs().max() < 1  # m²
    assert areas.union_all().area == pytest.approx(9e6, abs=1)
    assert areas.length.sub(4_000).abs().max() < 0.001


def test_distances_are_0_1_2_and_the_root_of_2_kilometres(region):
    centres = region.gebiete.geometry.centroid
    agency = region.standorte.set_index("kennung").geometry["MU-01"]  # in the centre of 11
    metres = centres.distance(agency)
    roots = [0, 1, 4, 1, 2, 5, 4, 5, 8]
    assert metres.tolist() == pytest.approx([1000 * math.sqrt(root) for root in roots], abs=0.01)
    assert distance_to_nearest(region)["km"].tolist() == [0, 1, 0, 1, 1.4, 1, 0, 1, 2]


def test_a_place_on_the_border_belongs_to_its_seat_only(region):
    house = "Haus an der Grenze (erfunden)"
    assert house in set(places_in(region, "22")["einrichtung"])
    assert house not in set(places_in(region, "21")["einrichtung"])


def test_every_place_is_marked_as_invented_and_two_have_no_area(region):
    assert region.standorte["einrichtung"].str.endswith("(erfunden)").all()
    assert set(region.standorte["quelle"]) == {"musterstadt"}
    assert set(unplaced(region)["kennung"]) == {"MU-26", "MU-27"}
    assert region.settings.erfunden
    assert "erfunden" in region.settings.hinweis


def test_the_script_writes_the_same_bytes_again(tmp_path):
    script = tmp_path / "herstellen.py"
    for name in (script.name, "oertlich.py"):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    subprocess.run([sys.executable, str(script)], check=True)
    made = ("gebiete.geojson", "kennzahlen.csv", "belege.xlsx", "plan.xlsx", "entscheidungen.toml")
    for name in made:
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes()


def test_the_library_writes_the_long_table_with_the_same_bytes(tmp_path):
    copy = tmp_path / "kennzahlen.csv"
    write_kennzahlen(read_kennzahlen(FOLDER / "kennzahlen.csv"), copy)
    assert copy.read_bytes() == (FOLDER / "kennzahlen.csv").read_bytes()
