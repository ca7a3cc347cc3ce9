"""A region folder is opened, or every fault in it is named with row and remedy."""

import errno
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


@pytest.fixture
def land(tmp_path):
    """A copy of Nordrhein-Westfalen that a test may spoil."""
    folder = tmp_path / "nrw"
    shutil.copytree(ROOT / "data/nrw", folder)
    return folder


def change(path: Path, old: str, new: str, times: int = -1) -> int:
    """Change a text in a file and return the line of its first occurrence."""
    text = path.read_text(encoding="utf-8-sig")
    assert old in text
    path.write_text(text.replace(old, new, times), encoding="utf-8-sig")
    return text[: text.index(old)].count("\n") + 1 + old.startswith("\n")


def declare(folder: Path, text: str) -> None:
    path = folder / "region.toml"
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{text}", encoding="utf-8")


def refused(folder: Path, *words: str) -> None:
    with pytest.raises(DataError) as caught:
        open_region(folder)
    for word in words:
        assert word in str(caught.value)
    assert all(fault.remedy for fault in caught.value.faults)


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
    refused(town, "gebiete.geojson", "11: Objekte 1, 2")


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


def test_a_lost_zero_is_given_back_and_said_but_never_twice(land):
    change(land / "kennzahlen.csv", "\n05315;", "\n5315;")
    region = open_region(land)
    assert region.notes == ("Schlüssel ergänzt: „5315“ → „05315“.",)
    assert len(region.kennzahlen) == len(open_region(ROOT / "data/nrw").kennzahlen)
    change(land / "kennzahlen.csv", "\n05316;", "\n05315;")
    refused(land, "zweimal", "05315")


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
    line = change(town / "standorte.csv", ";22;", ";99;", 1)
    refused(town, f"standorte.csv, Zeile {line},", "unbekannten Gebiet", "99")


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


# Sources


def test_a_region_names_its_own_sources_and_they_are_known_beside_the_others(town):
    declare(town, '[[quelle]]\nkennung = "stadt-x"\ntitel = "Buch"\nherausgeber = "Stadt X"\n')
    change(town / "kennzahlen.csv", ";musterstadt\n", ";stadt-x\n", 1)
    region = open_region(town)
    assert region.sources["stadt-x"].herausgeber == "Stadt X"
    assert region.sources["gisd-2025"].lizenz == "CC BY 4.0"
    assert region.settings.quellen == (region.sources["stadt-x"],)


@pytest.mark.parametrize(
    ("declared", "words"),
    [
        ('kennung = "gisd-2025"\ntitel = "a"\nherausgeber = "b"', ("schon eine Quelle", "gisd")),
        ('kennung = "a"\ntitel = "a"', ("quelle[1].herausgeber", "Eintrag fehlt")),
        ('kennung = "a"\ntitel = ""\nherausgeber = "b"', ("quelle[1].titel", "leer")),
        ('kenung = "a"\ntitel = "a"\nherausgeber = "b"', ("kenung", "Meinten Sie „kennung“")),
        ('kennung = "a"\ntitel = "a"\nherausgeber = "b"\nstand = 2024', ("stand", "ein Text")),
        (
            'kennung = "a"\ntitel = "a"\nherausgeber = "b"\n[[quelle]]\nkennung = "a"\n'
            'titel = "a"\nherausgeber = "b"',
            ("Zwei Quellen", "quelle[2]"),
        ),
    ],
)
def test_an_own_source_that_is_wrong_is_refused(town, declared, words):
    declare(town, f"[[quelle]]\n{declared}\n")
    refused(town, *words)


def test_an_unknown_source_of_figures_is_named_with_first_row_and_number_of_rows(town):
    change(town / "kennzahlen.csv", ";musterstadt\n", ";musterstad\n", 7)
    refused(town, "Zeile 2,", "(7 Zeilen)", "Meinten Sie „musterstadt“?", "[[quelle]]")


def test_an_unknown_source_of_a_place_is_named_with_its_row(town):
    change(town / "standorte.csv", ";musterstadt;", ";muster;", 1)
    refused(town, "standorte.csv, Zeile 2, Spalte „quelle“", "muster", "[[quelle]]")


def test_an_unknown_source_of_the_areas_is_named(town):
    change(town / "region.toml", 'quelle = "musterstadt"', 'quelle = "landkarte"')
    refused(town, "region.toml, Spalte „gebiete.quelle“", "landkarte")


# Figures that cannot be


def test_a_negative_count_is_refused_with_its_row_and_a_balance_is_not(town):
    assert (open_region(town).by_merkmal["wanderungssaldo_ausland"]["wert"] < 0).any()
    line = change(town / "kennzahlen.csv", ";bevoelkerung;5000;", ";bevoelkerung;-5000;", 1)
    refused(town, f"kennzahlen.csv, Zeile {line}, Spalte „wert“", "negativ", "-5000", "saldo")


def test_a_rate_above_one_hundred_per_cent_is_refused_with_its_row(town):
    line = change(town / "kennzahlen.csv", ";eigentuemerquote;80;", ";eigentuemerquote;801;", 1)
    refused(town, f"kennzahlen.csv, Zeile {line}, Spalte „wert“", "über 100 %", "801")


def test_a_figure_dated_years_after_its_year_is_refused(town):
    figures = town / "kennzahlen.csv"
    line = change(figures, ";2015;2015-12-31;", ";2015;2016-12-31;", 1)
    assert len(open_region(town).kennzahlen) == 3012  # a year later is usual
    change(figures, ";2015;2016-12-31;", ";2015;2031-12-31;")
    refused(town, f"kennzahlen.csv, Zeile {line}, Spalte „stand“", "2031-12-31", "2016")


def test_cells_beyond_the_header_are_refused_with_their_row(town):
    line = change(town / "kennzahlen.csv", ";musterstadt\n", ";musterstadt;Fußnote\n", 1)
    refused(town, f"kennzahlen.csv, Zeile {line}", "mehr Zellen", "Fußnote")


# No traceback, whatever stands in region.toml


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('gebiet = "B2"', 'gebiet = "B1"', ("Zwei Vergleichsräume", "uebergeordnet[2]", "B1")),
        ('gebiet = "B1"', 'gebiet = "11"', ("Schlüssel eines Gebiets", "Uferseite", "11")),
        ('praefix = "3"', 'praefix = "7"', ("Parkseite", "gehört kein Gebiet", "7")),
        ('name = "Musterstadt"\nebene = "stadtteil"', 'ebene = "stadtteil"', ("name", "fehlt")),
        ('name = "Musterstadt"\nebene = "stadtteil"', 'name = " "\nebene = "stadtteil"', ("leer",)),
        ('datei = "gebiete.geojson"', 'datei = ""', ("gebiete.datei", "leer")),
        ("jahr = 2025", "jahr = 1789", ("jahr", "1990 bis 2100", "1789")),
        ("jahr = 2025", "jahr = true", ("jahr", "eine ganze Zahl")),
        ("IA = {", "IAA = {", ("listen.IAA", "Meinten Sie „IA“")),
        ('"ja", stand = "2025-01" }\nADA', '"ja" }\nADA', ("listen.IA.stand", "Stand")),
        ('merkmale = ["bevoelkerung*"]', "merkmale = [1]", ("bruch[1].merkmale", "nur Texte")),
        ('merkmale = ["bevoelkerung*"]', "merkmale = []", ("bruch[1].merkmale", "ein Text")),
        ("[[bruch]]", "[bruch]", ("bruch", "eine Liste", "[[…]]")),
        ("[gebiete]", "[gebeite]", ("Die Tabelle fehlt", "Meinten Sie „gebiete“")),
        ("[listen]", "[listen", ("region.toml, Zeile 46", "Kein gültiges TOML", "[listen")),
        ("erfunden = true", 'erfunden = "ja"', ("erfunden", "true oder false")),
    ],
)
def test_what_is_wrong_in_region_toml_is_named_with_its_remedy(town, old, new, words):
    change(town / "region.toml", old, new, 1)
    refused(town, "region.toml", *words)


def test_a_region_toml_that_may_not_be_read_says_so(town, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    monkeypatch.setattr(Path, "read_text", refuse)
    refused(town, "region.toml", "nicht öffnen: die Berechtigung fehlt")


def test_a_shipped_region_is_suggested_from_any_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    refused(Path("nrw"), "Meinten Sie „data/nrw“?")
    refused(Path("x" * 300), "nicht vorhanden")


# Lost zeros


def test_a_table_that_lost_all_its_zeros_is_whole_again_with_its_land(land):
    text = (land / "kennzahlen.csv").read_text(encoding="utf-8-sig")
    (land / "kennzahlen.csv").write_text(text.replace("\n05", "\n5"), encoding="utf-8-sig")
    region = open_region(land)
    assert region.kennzahlen.equals(open_region(ROOT / "data/nrw").kennzahlen)
    assert "Schlüssel ergänzt: „5“ → „05“." in region.notes
    assert len(region.notes) == 54


def test_where_several_zeros_are_lost_the_key_is_asked_for_not_guessed(tmp_path):
    folder = tmp_path / "koeln"
    shutil.copytree(ROOT / "data/koeln", folder)
    change(folder / "kennzahlen.csv", "\n00", "\n")
    refused(folder, "10 Fehler", "Meinten Sie „000“?", "Meinten Sie „009“?", "nicht Text")


def test_a_seat_that_lost_its_zero_is_given_it_back_and_it_is_said(land):
    change(land / "standorte.csv", ";05315;", ";5315;")
    region = open_region(land)
    assert region.notes == ("Schlüssel ergänzt: „5315“ → „05315“.",)
    assert list(region.standorte["gebiet_sitz"]) == list(
        open_region(ROOT / "data/nrw").standorte["gebiet_sitz"]
    )


# Names of folders


def test_a_long_name_gives_a_short_folder_and_the_key_keeps_areas_apart(town):
    long = "Verbandsgemeinde " + "Ober-Unter-Mittel-Hinterdorf " * 10
    for name in ("Altmarkt", "Nordhafen"):
        change(town / "gebiete.geojson", name, long.strip())
    region = open_region(town)
    folders = [region.folder_of("22"), region.folder_of("11")]
    assert max(map(len, folders)) <= 63
    assert len(set(folders)) == 2
    assert not folders[0].endswith("-")


def test_a_district_and_its_town_quarter_of_the_same_name_are_told_apart():
    koeln = open_region(ROOT / "data/koeln")
    names = [parent.name for parent in koeln.parents_of("609")]
    assert names == ["Stadtbezirk Chorweiler", "Stadt Köln"]
    assert koeln.area_name("609") == "Chorweiler"
    assert [parent.name for parent in koeln.parents_of("101")] == ["Innenstadt", "Stadt Köln"]
