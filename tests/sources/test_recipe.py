"""The embedded figures: each is where herkunft.toml says, and as it stands there."""

import csv
import json
import random
import shutil
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sozialraum.errors import DataError
from sozialraum.sources.recipe import KENNZAHLEN, add_up, build, main, with_keys
from sozialraum.sources.registry import sources
from sozialraum.sources.tables import read_kennzahlen

DATA = Path(__file__).parents[2] / "data"

BOUNDS = [0, 3, 6, 10, 15, 18, 20, *range(25, 70, 5), 75]
AGES = [*(f"{a:02}_{b - 1:02}" for a, b in pairwise(BOUNDS)), "75_plus"]


@pytest.fixture(scope="module")
def raw(shared):
    return shared / "data/raw"


@pytest.fixture(scope="module", params=["nrw", "koeln"])
def region(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def nrw():
    return Figures("nrw")


@pytest.fixture(scope="module")
def koeln():
    return Figures("koeln")


class Figures:
    """The committed figures of a region, by area, year and merkmal."""

    def __init__(self, region: str) -> None:
        self.frame = read_kennzahlen(DATA / region / KENNZAHLEN)
        self.by_key = self.frame.set_index(["gebiet", "jahr", "merkmal"])["wert"]

    def __call__(self, gebiet: str, jahr: int, merkmal: str) -> float:
        return self.by_key[gebiet, jahr, merkmal]

    def kreise(self, jahr: int, merkmal: str) -> pd.Series:
        wide = self.by_key.xs((jahr, merkmal), level=("jahr", "merkmal"))
        return wide[wide.index.str.len() == 5]


# What the project promises


def test_the_53_kreise_of_2024_add_up_to_18_034_454(nrw):
    kreise = nrw.kreise(2024, "bevoelkerung")
    assert (len(kreise), kreise.sum()) == (53, 18_034_454)
    assert nrw("05", 2024, "bevoelkerung") == 18_034_454
    assert nrw("05111", 2024, "bevoelkerung") == 618_685


def test_cologne_2025_has_9_1_percent_of_all_civilian_workers_unemployed_not_9_7(nrw):
    assert nrw("05315", 2025, "arbeitslosenquote") == 9.1
    gap = nrw("05315", 2025, "arbeitslosenquote_auslaendisch") - 9.1
    assert round(gap, 1) == 9.0


def test_long_term_unemployed_of_cologne_2023_are_3_38_percent_of_15_to_64(nrw):
    ages = AGES[AGES.index("15_17") : AGES.index("65_74")]
    people = sum(nrw("05315", 2023, f"bevoelkerung_{age}") for age in ages)
    assert round(100 * nrw("05315", 2023, "arbeitslose_langzeit") / people, 2) == 3.38


def test_82_0_percent_voted_in_duesseldorf(nrw):
    turnout = nrw("05111", 2025, "waehlende") / nrw("05111", 2025, "wahlberechtigte")
    assert round(100 * turnout, 1) == 82.0


def test_cologne_2012_is_its_86_stadtteile_and_has_1_044_555_main_and_second_homes(koeln):
    population = koeln.by_key.xs((2012, "bevoelkerung"), level=("jahr", "merkmal"))
    parts = population[[key for key in population.index if key[0] != "0"]]
    assert (len(parts), parts.sum(), population["000"]) == (86, 1_044_555, 1_044_555)


# What is taken, and what is not


@pytest.mark.parametrize("jahr", [2015, 2016, 2017, 2018, 2019, 2020, 2023, 2024])
def test_the_17_age_groups_of_a_kreis_add_up_to_its_population(nrw, jahr):
    ages = sum(nrw.kreise(jahr, f"bevoelkerung_{age}") for age in AGES)
    assert (ages == nrw.kreise(jahr, "bevoelkerung")).all()


def test_population_begins_with_the_present_kreise_and_has_no_2022(nrw):
    years = nrw.frame.loc[nrw.frame["merkmal"] == "bevoelkerung", "jahr"]
    assert sorted(set(years)) == [*range(2009, 2022), 2023, 2024]
    for year in set(years):
        assert len(nrw.kreise(year, "bevoelkerung")) == 53


def test_only_kreise_and_the_land_are_kept_and_aachen_is_one_of_them(nrw):
    areas = set(nrw.frame["gebiet"])
    assert len(areas) == 54
    assert {"05", "05334"} <= areas
    assert not {"05313", "05354", "05334002", "053", "DG"} & areas


def test_herne_has_no_census_figures_and_gisd_only_its_newest_year(nrw):
    frame = nrw.frame
    census = frame[frame["stand"] == "2022-05-15"]
    assert census.groupby("merkmal")["gebiet"].nunique().tolist() == [52] * 5
    assert "05916" not in set(census["gebiet"])
    assert frame.loc[frame["merkmal"] == "gisd_score", "jahr"].unique().tolist() == [2021]


def test_a_kreis_without_hauptschule_has_nought_foreign_pupils_there_with_its_sign(nrw):
    pupils = nrw.frame[nrw.frame["merkmal"] == "schueler_auslaendisch_hauptschule"]
    none = pupils[pupils["zeichen"] == "-"]
    assert len(none) == 8
    assert (none["wert"] == 0).all()


def test_a_secret_rate_stays_without_value(nrw):
    rates = nrw.frame[nrw.frame["merkmal"] == "arbeitslosenquote_auslaendisch"]
    secret = rates[rates["zeichen"] == "."]
    assert secret["wert"].isna().all()
    assert sorted(set(secret["jahr"])) == [2017, 2018]


def test_turnout_of_2013_is_known_for_all_86_stadtteile_by_their_key(koeln):
    voters = koeln.by_key.xs((2013, "waehlende"), level=("jahr", "merkmal"))
    assert (len(voters), voters["103"], voters["101"]) == (86, 9_772, 15_497)


def test_no_religion_family_status_or_origin_comes_to_cologne(koeln):
    merkmale = set(koeln.frame["merkmal"])
    assert len(merkmale) == 17
    assert {name for name in merkmale if not name.startswith("bevoelkerung")} == {
        "wahlberechtigte",
        "waehlende",
    }
    assert {name for name in merkmale if name[-1].isalpha() and name.startswith("bev")} == {
        "bevoelkerung",
        "bevoelkerung_75_plus",
        "bevoelkerung_migrationshintergrund",
    }


def test_every_figure_has_a_registered_source(region):
    assert set(Figures(region).frame["quelle"]) <= set(sources())


@pytest.mark.parametrize(
    ("merkmal", "stand"),
    [
        ("bevoelkerung", "2024-12-31"),
        ("zensus_bevoelkerung", "2022-05-15"),
        ("arbeitslosenquote", "2025"),
        ("waehlende", "2025-02-23"),
    ],
)
def test_every_figure_has_the_day_or_the_year_it_stands_for(nrw, merkmal, stand):
    assert nrw.frame.loc[nrw.frame["merkmal"] == merkmal, "stand"].max() == stand


# The documented command


def test_the_command_writes_the_committed_bytes(region, raw, tmp_path, capsys):
    shutil.copy(DATA / region / "herkunft.toml", tmp_path)
    assert main([str(tmp_path), str(raw)]) == 0
    assert (tmp_path / KENNZAHLEN).read_bytes() == (DATA / region / KENNZAHLEN).read_bytes()
    assert "Merkmale" in capsys.readouterr().out


def test_without_raw_data_the_command_says_what_is_missing_and_keeps_the_old_file(tmp_path, capsys):
    shutil.copy(DATA / "nrw/herkunft.toml", tmp_path)
    (tmp_path / KENNZAHLEN).write_text("alt", encoding="utf-8")
    assert main([str(tmp_path), str(tmp_path / "nirgends")]) == 2
    assert "nicht vorhanden" in capsys.readouterr().err
    assert (tmp_path / KENNZAHLEN).read_text(encoding="utf-8") == "alt"
    assert main([]) == 2


# Sums and names


def figures(*rows: tuple[str, int, str, str, float, str]) -> pd.DataFrame:
    columns = ["gebiet", "jahr", "merkmal", "auspraegung", "wert", "zeichen"]
    return pd.DataFrame(rows, columns=columns).assign(stand="2024", name="", zeile=1)


def test_a_sum_is_missing_where_any_part_is_missing():
    parts = [("Frauen", ""), ("Männer", "")]
    frame = figures(
        *[("a", 2024, "Frauen", "", 1, ""), ("a", 2024, "Männer", "", 2, "")],
        *[("b", 2024, "Frauen", "", 1, ""), ("b", 2024, "Männer", "", np.nan, "x")],
        *[("c", 2024, "Frauen", "", 1, "")],
        *[("d", 2024, "Frauen", "", 0, "-"), ("d", 2024, "Männer", "", 0, "-")],
        *[("e", 2024, "Frauen", "", 0, "-"), ("e", 2024, "Männer", "", 0, "0")],
        *[("f", 2024, "Frauen", "", 0, "-"), ("f", 2024, "Männer", "", 2, "")],
        *[("g", 2024, "Kinder", "", 9, "")],
    )
    added = add_up(frame, parts)
    assert added["gebiet"].tolist() == ["a", "b", "c", "d", "e", "f"]
    assert added["wert"].fillna(-1).tolist() == [3, -1, -1, 0, 0, 2]
    assert added["zeichen"].tolist() == ["", "x", ".", "-", "0", ""]


def test_names_are_joined_in_any_spelling_of_blanks_and_slashes_and_never_guessed():
    areas = pd.DataFrame({"gebiet": ["101", "102"], "name": ["Altstadt/Süd", "Neustadt/Süd"]})
    frame = figures(("", 2013, "Wählende", "", 7, "")).assign(name="Altstadt - süd")
    assert with_keys(frame, areas, "wahl.csv")["gebiet"].tolist() == ["101"]
    with pytest.raises(DataError, match=r"wahl\.csv, Zeile 1.*„Altstadt“.*„Altstadt/Süd“"):
        with_keys(frame.assign(name="Altstadt"), areas, "wahl.csv")


def test_a_declaration_with_slips_names_all_of_them(tmp_path):
    (tmp_path / "herkunft.toml").write_text(
        """
        [gebiete]
        muster = "05["
        [[tabelle]]
        quelle = "amt"
        leser = "genesys"
        datei = ["a.csv"]
        von = "2009"
        [tabelle.merkmale]
        einwohner = { spalten = "Insgesamt" }
        """,
        encoding="utf-8",
    )
    with pytest.raises(DataError, match="„genesis“") as caught:
        build(tmp_path, tmp_path)
    assert len(caught.value.faults) == 7


def test_a_declared_column_that_the_file_does_not_have_is_an_error(tmp_path):
    (tmp_path / "zahlen.csv").write_text("Titel (Anzahl)\n;;2020\n05;NRW;1\n", encoding="utf-8")
    (tmp_path / "herkunft.toml").write_text(
        """
        gebiete = { muster = "05" }
        [[tabelle]]
        quelle = "amt"
        leser = "genesis"
        dateien = ["zahlen.csv"]
        merkmale = { einwohner = { spalte = "Titl" } }
        """,
        encoding="utf-8",
    )
    with pytest.raises(DataError, match=r"zahlen\.csv, Spalte „einwohner“.*„Titel“"):
        build(tmp_path, tmp_path)


# 200 figures, read again without the library

UTF8, MARKS = {"encoding": "utf-8-sig"}, {"encoding": "utf-8-sig", "delimiter": ","}
WORK = {"": 3, "_auslaendisch": 4, "_15_24": 7, "_langzeit": 9}
RATE = {"": 11, "_auslaendisch": 14, "_15_24": 15}
SCHOOLS = {
    "hauptschule": "Hauptschulen",
    "mehrere_bildungsgaenge": "Schularten mit mehreren Bildungsgängen",
    "realschule": "Realschulen",
    "gymnasium": "Gymnasien",
    "gesamtschule": "Integrierte Gesamtschulen",
}
CENSUS = {
    **{"zensus_bevoelkerung": 3, "zensus_auslaender": 9, "haushaltsgroesse": 10},
    **{"nettokaltmiete_qm": 11, "eigentuemerquote": 28},
}
BETWEEN = [f"{a} bis unter {b} Jahre" for a, b in pairwise(BOUNDS[1:])]
GROUPS = ["unter 3 Jahre", *BETWEEN, "75 Jahre und mehr"]


def place_nrw(key: str, year: int, merkmal: str):
    """File, dialect, texts that the row has in which columns, columns to add."""
    stem, _, end = merkmal.partition("_")
    if merkmal == "flaeche_qkm":
        return "genesis/11111-0002.csv", {}, {0: key}, [2 + year - 1995]
    if stem == "bevoelkerung" and year >= 2023:
        group = GROUPS[AGES.index(end)] if end else "Insgesamt"
        file = "genesis/12411_bevoelkerung_alter_2023-2024_aufbereitet.csv"
        return file, UTF8, {0: str(year), 1: key, 5: group}, [6]
    if merkmal == "bevoelkerung" and year <= 2018:
        return "genesis/12411-0015_1995-2018.csv", {}, {0: key}, [2 + year - 1995]
    if merkmal == "bevoelkerung" and year == 2021:
        return "genesis/12411-01-01-4_2021.csv", {}, {0: key}, [2]
    if stem == "bevoelkerung":
        columns = [3 + AGES.index(end), 20 + AGES.index(end)] if end else list(range(3, 37))
        return "genesis/12411-0018_2015-2020.csv", {}, {0: f"31.12.{year}", 1: key}, columns
    if stem in ("arbeitslose", "arbeitslosenquote"):
        column = (WORK if stem == "arbeitslose" else RATE)[f"_{end}" if end else ""]
        years = "2015-2020" if year <= 2020 else str(year)
        return f"genesis/13211-02-05-4_{years}.csv", {}, {0: str(year), 1: key}, [column]
    if stem == "schueler":
        school = SCHOOLS[end.removeprefix("auslaendisch_")]
        return "genesis/21111-01-03-4_2023.csv", {}, {0: "2023", 1: key, 3: school}, [7]
    if stem == "schulabgaenge":
        return "genesis/21111-02-06-4_2023.csv", {}, {0: "2023", 1: key}, [5 if end else 3]
    if merkmal in CENSUS:
        row = {2: str(int(key)), 1: "2022-05-15"}
        return "zensus2022/kreise_absolut.csv", MARKS, row, [CENSUS[merkmal]]
    if merkmal == "gisd_score":
        return "gisd/GISD_Nordrhein-Westfalen_Kreis.csv", MARKS, {0: key, 2: str(year)}, [3]
    if merkmal == "verfuegbares_einkommen_je_einwohner":
        return "genesis/82411-01-03-4_2021.csv", {}, {0: "2021", 1: key}, [4]
    column = {"wahlberechtigte": 3, "waehlende": 4}[merkmal]
    return "btw2025/btw2025kreis.csv", UTF8, {1: key}, [column]


def place_koeln(key: str, year: int, merkmal: str):
    """As `place_nrw`; names of Stadtteile come from the outlines."""
    if year == 2013:
        outlines = json.loads((DATA / "koeln/gebiete.geojson").read_text(encoding="utf-8"))
        names = {f["properties"]["STT_NR"]: f["properties"] for f in outlines["features"]}
        column = {"wahlberechtigte": 4, "waehlende": 5}[merkmal]
        return "koeln/btw2013_stadtteile.csv", UTF8, {1: names[key]["STT_NAME"]}, [column]
    lower, _, upper = merkmal.removeprefix("bevoelkerung").lstrip("_").partition("_")
    table, line = {
        "bevoelkerung": ("Einwohner in Köln", "Einwohner"),
        "bevoelkerung_75_plus": ("Einwohner nach Alter", "75 und älter"),
        "bevoelkerung_migrationshintergrund": ("Einwohner mit Migrationshintergrund",) * 2,
    }.get(merkmal) or ("Einwohner nach Alter", f"{lower} - < {int(upper) + 1:02}")
    row = {2: table, 3: str(year), 4: key, 7: line}
    return "koeln/bevoelkerung_2005-2012.csv", MARKS, row, [8]


@cache
def rows(path: Path, encoding: str = "cp1252", delimiter: str = ";") -> list[list[str]]:
    with path.open(encoding=encoding, newline="") as stream:
        return list(csv.reader(stream, delimiter=delimiter))


def again(path: Path, dialect: dict[str, str], texts: dict[int, str], columns: list[int]) -> float:
    long = [row for row in rows(path, **dialect) if len(row) > max([*texts, *columns])]
    (row,) = [row for row in long if all(row[i] == text for i, text in texts.items())]
    signs = {"-": 0.0, ".": np.nan}
    cells = [row[column] for column in columns]
    return sum(signs[c] if c in signs else float(c.replace(",", ".")) for c in cells)


@pytest.mark.parametrize(("name", "place"), [("nrw", place_nrw), ("koeln", place_koeln)])
def test_100_seeded_figures_of_each_region_stand_so_in_the_raw_files(raw, name, place):
    frame = Figures(name).frame
    for index in random.Random(2025).sample(list(frame.index), 100):
        row = frame.loc[index]
        file, *where = place(row["gebiet"], row["jahr"], row["merkmal"])
        found = again(raw / file, *where)
        np.testing.assert_equal(row["wert"], found, err_msg=str(dict(row)))


def test_every_merkmal_stands_so_in_the_raw_files_at_least_once(raw):
    for name, place in [("nrw", place_nrw), ("koeln", place_koeln)]:
        one_each = Figures(name).frame.groupby(["merkmal", "jahr"]).sample(1, random_state=2)
        for key, year, merkmal, value in one_each[["gebiet", "jahr", "merkmal", "wert"]].itertuples(
            index=False
        ):
            file, *where = place(key, year, merkmal)
            np.testing.assert_equal(value, again(raw / file, *where), err_msg=f"{merkmal} {year}")
