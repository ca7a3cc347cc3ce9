"""A region folder is opened, or every fault in it is named with row and remedy."""

import shutil
from pathlib import Path

import pytest

from sozialraum.errors import DataError
from sozialraum.region import open_region

ROOT = Path(__file__).parents[1]


@pytest.fixture
def town(tmp_path):
    """A copy of Musterstadt that a test may spoil."""
    folder = tmp_path / "musterstadt"
    shutil.copytree(ROOT / "data/musterstadt", folder)
    return folder


def change(path: Path, old: str, new: str, times: int = -1) -> None:
    text = path.read_text(encoding="utf-8-sig")
    assert old in text
    path.write_text(text.replace(old, new, times), encoding="utf-8-sig")


def refused(folder: Path, *words: str) -> None:
    with pytest.raises(DataError) as caught:
        open_region(folder)
    for word in words:
        assert word in str(caught.value)


def test_regions_open_without_a_word_of_repair():
    for name, areas in (("nrw", 53), ("koeln", 86), ("musterstadt", 9)):
        region = open_region(ROOT / "data" / name)
        assert len(region.gebiete) == areas
        assert region.notes == ()


def test_a_relative_folder_is_found_from_any_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert open_region("data/musterstadt").name == "Musterstadt"


def test_an_unknown_folder_lists_those_that_exist():
    refused(ROOT / "data/koelln", "koeln", "musterstadt", "nrw")


def test_a_wrong_key_column_names_the_columns_there_are(town):
    change(town / "region.toml", 'schluessel = "schluessel"', 'schluessel = "schlussel"')
    refused(town, "schlussel", "schluessel", "Abhilfe")


def test_an_area_twice_is_refused(town):
    change(town / "gebiete.geojson", '"schluessel": "12"', '"schluessel": "11"')
    refused(town, "gebiete.geojson", "11")


def test_figures_without_area_name_their_row(town):
    change(
        town / "kennzahlen.csv",
        "\n33;2025;2025-12-31;bevoelkerung;",
        "\n34;2025;2025-12-31;bevoelkerung;",
    )
    refused(town, "kennzahlen.csv", "Zeile", "34", "ohne Gebiet")


def test_an_area_without_figures_is_named(town):
    path = town / "kennzahlen.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    path.write_text("".join(x for x in lines if not x.startswith("33;")), encoding="utf-8-sig")
    refused(town, "33", "Kiesbogen/Ost", "keine einzige Zahl")


def test_text_in_a_number_column_names_row_and_finding(town):
    change(town / "kennzahlen.csv", ";bevoelkerung;5000;", ";bevoelkerung;fünftausend;", 1)
    refused(town, "kennzahlen.csv", "Zeile", "fünftausend")


def test_a_figure_twice_is_refused(town):
    path = town / "kennzahlen.csv"
    text = path.read_text(encoding="utf-8-sig")
    path.write_text(text + text.splitlines()[-1] + "\n", encoding="utf-8-sig")
    refused(town, "Zeile 3014", "stehen schon in Zeile 3013")


def test_a_lost_zero_is_given_back_and_said_but_never_twice(tmp_path):
    folder = tmp_path / "nrw"
    shutil.copytree(ROOT / "data/nrw", folder)
    change(folder / "kennzahlen.csv", "\n05315;", "\n5315;")
    region = open_region(folder)
    assert region.notes == ("Schlüssel ergänzt: „5315“ → „05315“.",)
    assert len(region.kennzahlen) == len(open_region(ROOT / "data/nrw").kennzahlen)
    change(folder / "kennzahlen.csv", "\n05316;", "\n05315;")
    refused(folder, "zweimal", "05315")


def test_an_empty_table_is_refused(town):
    (town / "kennzahlen.csv").write_text("", encoding="utf-8")
    refused(town, "kennzahlen.csv", "leer")


def test_a_missing_table_says_which(town):
    (town / "kennzahlen.csv").unlink()
    refused(town, "kennzahlen.csv oder kennzahlen.xlsx")


def test_misspelt_settings_are_found_all_at_once(town):
    change(town / "region.toml", 'ebene = "stadtteil"', 'ebene = "viertel"')
    change(town / "region.toml", "jahr = 2025", 'jahr = "2025"\nbeispeil = 1')
    refused(town, "viertel", "beispeil", "beispiel", "eine ganze Zahl")


def test_a_seat_in_no_area_is_refused(town):
    change(town / "standorte.csv", ";22;", ";99;", 1)
    refused(town, "unbekannten Gebiet", "99")


def test_an_unknown_area_suggests_the_closest():
    region = open_region(ROOT / "data/koeln")
    with pytest.raises(DataError, match="Altstadt/Süd"):
        region.find_area("Altstadt Süd")


def test_an_area_is_found_by_key_by_name_or_as_the_example():
    region = open_region(ROOT / "data/nrw")
    assert [region.find_area(word) for word in ("05315", "köln", "", "5315")] == ["05315"] * 4


def test_nothing_that_is_asked_of_a_region_changes_it():
    region = open_region(ROOT / "data/musterstadt")
    before = region.kennzahlen.copy()
    region.by_merkmal["bevoelkerung"].loc[:, "wert"] = 0
    assert region.kennzahlen.equals(before)
