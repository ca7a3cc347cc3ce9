"""Rewrite the areas, figures and local evidence of Musterstadt, an invented town.

Run ``python data/musterstadt/herstellen.py``; the same bytes come out every time.
The arithmetic is kept so simple that every answer is known by head: populations are
whole thousands, shares are whole per cents, areas are squares of one kilometre.
README.md lists the answers; region.toml and standorte.csv are written by hand, and what
people of the town say, need and plan stands in oertlich.py.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from oertlich import local_files
from pyproj import Transformer

from sozialraum.formats import plain_number

Value = float | str
"""A number, or a sign of official statistics in its place."""

Figure = Callable[[str, int], Value]
"""What stands in the table for an area and a year."""

Count = Callable[[str, int], int]
"""A number of people in an area and a year."""

FOLDER = Path(__file__).parent
HEADER = ("gebiet", "jahr", "stand", "merkmal", "wert", "zeichen", "quelle")
SOURCE = "musterstadt"
CITY = "00"

NAMES = {
    "11": "Nordhafen", "12": "Möwengrund", "13": "Laternenhöhe",
    "21": "Flickenwinkel", "22": "Altmarkt", "23": "Süßholzgärten",
    "31": "Drei Uhren", "32": "Ziegelpark-Süd", "33": "Kiesbogen/Ost",
}  # fmt: skip
AREAS = tuple(NAMES)

WEST, SOUTH, SIDE = 450_000, 5_660_000, 1_000  # a wood in reality; three rows, north to south
TO_DEGREES = Transformer.from_crs("EPSG:25832", "EPSG:4326", always_xy=True)


def corner(area: str) -> tuple[int, int]:
    """Return the south-west corner of an area in EPSG:25832, metres."""
    row, column = int(area[0]), int(area[1])
    return WEST + (column - 1) * SIDE, SOUTH + (3 - row) * SIDE


def geojson() -> str:
    """Return the nine squares in degrees; ten decimals keep a hundredth of a millimetre."""
    features = ",\n".join(_feature(area) for area in AREAS)
    return f'{{"type": "FeatureCollection", "name": "gebiete", "features": [\n{features}\n]}}\n'


def _feature(area: str) -> str:
    x, y = corner(area)
    ring = [(x, y), (x + SIDE, y), (x + SIDE, y + SIDE), (x, y + SIDE), (x, y)]
    points = ", ".join("[{:.10f}, {:.10f}]".format(*TO_DEGREES.transform(*at)) for at in ring)
    about = {"schluessel": area, "name": NAMES[area], "art": "Stadtteil"}
    properties = json.dumps(about, ensure_ascii=False)
    geometry = f'{{"type": "Polygon", "coordinates": [[{points}]]}}'
    return f'{{"type": "Feature", "properties": {properties}, "geometry": {geometry}}}'


YEARS = (2015, 2016, 2017, 2018, 2020, 2021, 2022, 2023, 2024, 2025)  # 2019 is the gap
NEW_BASE = 2022
OLD_POPULATION = dict(zip(AREAS, (1, 1, 4, 4, 4, 5, 5, 6, 10), strict=True))  # thousands
POPULATION = dict(zip(AREAS, range(1, 10), strict=True))
FIRST_RESIDENTS = {"12": 2017}  # Möwengrund was built then: nobody before

AGES = ("00_02", "03_05", "06_09", "10_14", "15_17", "18_24", "25_34", "35_44", "45_54",
        "55_59", "60_64", "65_74", "75_plus")  # fmt: skip
WORKING_AGE = (50, 50, 140, 120, 120, 60, 60)  # 15 to 64: 600 of 1,000 people everywhere
USUAL = (40, 40, 50, 70, *WORKING_AGE, 110, 90)  # under 15: 200, 65 and older: 200
YOUNG = (60, 60, 80, 100, *WORKING_AGE, 60, 40)  # 300 and 100
OLD = (20, 20, 30, 30, *WORKING_AGE, 160, 140)  # 100 and 300
STRUCTURE: dict[str, tuple[int, ...]] = {"12": YOUNG, "23": YOUNG, "32": OLD}


def thousands(area: str, year: int) -> int:
    """Return the population in thousands."""
    if year < FIRST_RESIDENTS.get(area, 0):
        return 0
    return (POPULATION if year >= NEW_BASE else OLD_POPULATION)[area]


def aged(first: str, last: str) -> Count:
    """Return the count of people from one age group to another."""
    chosen = slice(AGES.index(first), AGES.index(last) + 1)
    return lambda area, year: thousands(area, year) * sum(STRUCTURE.get(area, USUAL)[chosen])


def people(area: str, year: int) -> int:
    """Return the population."""
    return 1_000 * thousands(area, year)


@dataclass(frozen=True)
class Merkmal:
    """One merkmal: its value by area and year, its years and its day (empty: whole year)."""

    name: str
    value: Figure
    years: Sequence[int] = YEARS
    day: str = "-12-31"
    city: Callable[[int], Value] | None = None


def everywhere(count: Count, year: int) -> int:
    """Return the sum over all nine areas."""
    return sum(count(area, year) for area in AREAS)


def percent(shares: Sequence[int], base: Count, step: int = 0) -> Count:
    """Return a count that is a whole per cent of another, given for the nine areas.

    In Altmarkt the share moves by ``step`` points a year from 2020 to 2025, when it
    arrives at what is given; elsewhere it never changes.
    """
    arrived = dict(zip(AREAS, shares, strict=True))

    def count(area: str, year: int) -> int:
        share = arrived[area] - (min(2025 - year, 5) * step if area == "22" else 0)
        whole, rest = divmod(base(area, year) * share, 100)
        if rest:
            raise ValueError(f"no whole number of people: {area}, {year}, {share} %")
        return whole

    return count


def times(count: Count, numerator: int, denominator: int = 1) -> Count:
    """Return a count multiplied by a fraction that leaves whole numbers."""
    return lambda area, year: count(area, year) * numerator // denominator


def fixed(*values: Value) -> Figure:
    """Return a figure that does not change over the years."""
    known = dict(zip(AREAS, values, strict=True))
    return lambda area, _: known[area]


def withheld(figure: Figure, sign: str, *, area: str = "", year: int = 0) -> Figure:
    """Return a figure with a sign in one area or in one year instead of its number."""
    return lambda a, y: sign if a == area or y == year else figure(a, y)


YOUNG_PEOPLE, WORKING = aged("00_02", "10_14"), aged("15_17", "60_64")
STARTERS, BELOW_65 = aged("15_17", "18_24"), aged("00_02", "60_64")
KIDS = aged("03_05", "03_05")
FOREIGN = percent((10, 10, 10, 25, 40, 25, 20, 20, 10), people, step=4)
FOREIGN_BELOW_65 = times(FOREIGN, 4, 5)
VOTERS = percent((60,) * 9, people)
FAMILIES = times(people, 1, 10)


def population() -> list[Merkmal]:
    """Return how many people there are, of which age and nationality."""
    return [
        # One in a hundred has no fixed Stadtteil: the published town exceeds the sum.
        Merkmal("bevoelkerung", people, city=lambda year: everywhere(people, year) * 101 // 100),
        *(Merkmal(f"bevoelkerung_{age}", aged(age, age)) for age in AGES),
        Merkmal("bevoelkerung_unter_15", YOUNG_PEOPLE),
        Merkmal("bevoelkerung_15_24", STARTERS),
        Merkmal("bevoelkerung_15_64", WORKING),
        Merkmal("bevoelkerung_unter_regelalter", BELOW_65),
        Merkmal("bevoelkerung_auslaendisch", FOREIGN),
        Merkmal("bevoelkerung_auslaendisch_unter_regelalter", FOREIGN_BELOW_65),
        Merkmal("bevoelkerung_deutsch_unter_regelalter",
                lambda area, year: BELOW_65(area, year) - FOREIGN_BELOW_65(area, year)),
        Merkmal("bevoelkerung_migrationshintergrund", times(FOREIGN, 2)),
        Merkmal("wanderungssaldo_ausland", fixed("0", 20, -30, 20, 100, 60, 0, -80, 90),
                (2023, 2024, 2025), day=""),
        Merkmal("flaeche_qkm", lambda *_: 1, city=lambda _: 9),
    ]  # fmt: skip


def work_and_income() -> list[Merkmal]:
    """Return unemployment and SGB II."""
    unemployed = percent((4, 4, 6, 7, 10, 7, 6, 3, 6), WORKING, step=1)
    children = percent((0, 10, 10, 10, 20, 10, 30, 10, 10), YOUNG_PEOPLE)
    return [
        Merkmal("arbeitslose", unemployed, day=""),
        Merkmal("arbeitslose_langzeit", times(unemployed, 1, 2), day=""),
        Merkmal("arbeitslose_15_24", percent((2, 5, 5, 5, 8, 6, 3, 0, 9), STARTERS), day=""),
        Merkmal("sgb2_personen", percent((5, 5, 10, 10, 15, 5, 25, 5, 5), BELOW_65)),
        Merkmal("sgb2_auslaendisch", fixed(10, 8, 60, 128, 400, 60, 280, 64, 90), (2025,)),
        Merkmal("sgb2_deutsch", fixed(30, 82, 180, 192, 200, 210, 1120, 216, 270), (2025,)),
        Merkmal("sgb2_unter_15", withheld(children, "...", year=2025)),
    ]


def children_and_families() -> list[Merkmal]:
    """Return day care, school entry and single parents."""
    cared = percent((90, 90, 90, 90, 70, 90, 60, 90, 90), KIDS, step=-5)
    single = percent((20, 20, 20, 20, 30, 20, 30, 20, 20), FAMILIES)
    until_2018 = YEARS[:4]
    return [
        Merkmal("kinder_3_5", KIDS, day="-03-01", city=lambda year: everywhere(KIDS, year)),
        Merkmal("betreute_kinder_3_5", withheld(cared, "x", area="13"), day="-03-01",
                city=lambda year: everywhere(KIDS, year) * 83 // 100),
        Merkmal("einschulung_untersuchte", fixed(40, 99, 101, 150, 200, 300, 250, 150, 310),
                (2022, 2025), day=""),
        Merkmal("einschulung_wenig_deutsch", _little_german, (2022, 2025), day=""),
        Merkmal("haushalte_mit_kindern", FAMILIES, until_2018),
        Merkmal("alleinerziehende_haushalte", withheld(single, ".", area="33"), until_2018),
    ]  # fmt: skip


def _little_german(area: str, year: int) -> Value:
    """Return a number of children; until 2025 it doubles in Altmarkt and falls in Drei Uhren."""
    before = {"22": 40, "31": 125} if year == 2022 else {}
    arrived = dict(zip(AREAS, (4, 10, 10, 30, 80, 60, 80, 15, 31), strict=True))
    return before.get(area, arrived[area])


def housing() -> list[Merkmal]:
    """Return published averages and rates, for which no count is known."""
    census = ((2022,), "-05-15")
    return [
        Merkmal("wohnflaeche_je_person", fixed(50, "/", 45, 40, 32.5, 40, 35, 50.5, 45),
                (2016, 2018, 2020, 2021), city=lambda _: 40),
        Merkmal("haushaltsgroesse", fixed(1.6, 2.8, 2.4, 2.1, 1.8, 2.6, 2.2, 1.5, 2.5),
                *census, lambda _: 2.2),
        Merkmal("eigentuemerquote", fixed(50, 80, 60, 30, 10, 40, 20, 40, 60),
                *census, lambda _: 40),
        Merkmal("nettokaltmiete_qm", fixed(8, 11.5, 9, 7.25, 7.5, 8, 6.5, 8.75, 8),
                *census, lambda _: 8),
    ]  # fmt: skip


def participation() -> list[Merkmal]:
    """Return the two elections and the associations of migrants."""
    voting = percent((70, 60, 60, 50, 40, 50, 50, 70, 55), VOTERS, step=-2)
    elections = ((2020, 2025), "-06-01")
    return [
        Merkmal("wahlberechtigte", VOTERS, *elections, lambda year: everywhere(VOTERS, year)),
        # Postal votes are counted for the town only: 60 %, not the 55 % of its parts.
        Merkmal("waehlende", voting, *elections,
                lambda year: everywhere(VOTERS, year) * 60 // 100),
        Merkmal("mso", fixed(0, 0, 0, 2, 6, 3, 1, 4, 2), (2025,)),
    ]  # fmt: skip


def kennzahlen() -> str:
    """Return the long table, sorted by merkmal, gebiet and jahr."""
    groups = (population, work_and_income, children_and_families, housing, participation)
    rows = [row for group in groups for merkmal in group() for row in _rows(merkmal)]
    rows.sort(key=lambda row: (row[3], row[0], row[1]))
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator="\n").writerows([HEADER, *rows])
    return text.getvalue()


def _rows(merkmal: Merkmal) -> Iterator[tuple[str, ...]]:
    for year in merkmal.years:
        values: dict[str, Value] = {area: merkmal.value(area, year) for area in AREAS}
        if merkmal.city:
            values[CITY] = merkmal.city(year)
        for area, value in values.items():
            stand = f"{year}{merkmal.day}"
            yield area, str(year), stand, merkmal.name, *_cells(value), SOURCE


def _cells(value: Value) -> tuple[str, str]:
    """Return value and sign; an exact zero is written with its sign."""
    if isinstance(value, str):
        return ("0" if value == "0" else ""), value
    return plain_number(float(value)), "-" if value == 0 else ""


def files() -> dict[str, bytes]:
    """Return name and content of every file that this script writes."""
    return {
        "gebiete.geojson": geojson().encode("utf-8"),
        "kennzahlen.csv": kennzahlen().encode("utf-8-sig"),
        **local_files(NAMES),
    }


if __name__ == "__main__":
    for file, content in files().items():
        (FOLDER / file).write_bytes(content)
