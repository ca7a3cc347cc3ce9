"""Case counts from the folder to the command line: checked, refused, never repeated."""

from pathlib import Path
from shutil import copytree

import pytest

from sozialraum import cli
from sozialraum.errors import DataError
from sozialraum.publish.check import describe, faults
from sozialraum.publish.forms import write_forms
from sozialraum.region import open_region
from tests.regions import opened

TOWN = Path(__file__).parents[1] / "data/musterstadt"


@pytest.fixture
def folder(tmp_path):
    return Path(copytree(TOWN, tmp_path / "stadt"))


def put(folder: Path, text: str, name: str = "faelle.csv") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def counts(folder: Path) -> str:
    return (folder / "faelle.csv").read_text(encoding="utf-8-sig")


def pruefen(folder: Path, capsys) -> tuple[int, str]:
    code = cli.run(["pruefen", str(folder)])
    told = capsys.readouterr()
    return code, told.out + told.err


def test_pruefen_names_station_years_and_release_but_no_count(folder):
    told = "\n".join(describe(open_region(folder)))
    assert "Fallzahlen: MU-03, 2021–2025, freigegeben" in told
    assert faults(open_region(folder)) == []
    present, missing = told.split("Nicht verfügbar")
    assert "I02   Anteil der Fälle nach Lebensbereich (aus den Fallzahlen" in present
    assert "I02" not in missing


def test_pruefen_lists_what_is_wrong_with_the_counts(folder, capsys):
    put(folder, counts(folder).replace("gesamt;gesamt;;;29", "gesamt;gesamt;;;-29", 1))
    code, told = pruefen(folder, capsys)
    assert code == 2
    assert "Fallzahlen: nicht lesbar, 1 Fehler" in told
    assert "Zeile 2, Spalte „anzahl“: Die Anzahl ist negativ." in told


def test_pruefen_lists_sums_that_do_not_fit_without_a_count(folder, capsys):
    text = counts(folder)
    line = next(one for one in text.splitlines() if ";2025;ebene;individuell;;;" in one)
    put(folder, text.replace(line, line.replace(";fall", "").rpartition(";")[0] + ";777;fall"))
    code, told = pruefen(folder, capsys)
    assert code == 2
    assert "Ebene 2025: Die Ausprägungen ergeben mehr als die Fallzahl." in told
    assert "777" not in told


def test_region_toml_says_which_categories_have_several_answers(folder):
    toml = folder / "region.toml"
    entry = "berichte_seit = 2025"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text.replace(entry, f'{entry}\nmehrfach = ["form"]'), encoding="utf-8")
    cases = open_region(folder).faelle
    assert cases.multiple == {"form"}
    assert cases.category("form").multiple


def test_pruefen_refuses_records_of_cases_and_repeats_nothing(folder, capsys):
    put(folder, "aktenzeichen;vorfall\nAZ-QUARK-17;Frau Zwetschge wurde abgewiesen\n")
    code, told = pruefen(folder, capsys)
    assert code == 2
    assert "sieht nach Fallakten oder Angaben zu Personen aus" in told
    assert "QUARK" not in told
    assert "Zwetschge" not in told


def test_a_station_s_own_words_are_read_beside_its_counts(folder):
    put(folder, counts(folder).replace(";zugangsweg;eigene_suche;", ";zugangsweg;von selbst;"))
    with pytest.raises(DataError, match="Unbekannte Ausprägung"):
        _ = open_region(folder).faelle
    words = "kategorie;eigener_begriff;auspraegung\nzugangsweg;von selbst;eigene_suche\n"
    put(folder, words, "zuordnung.csv")
    assert open_region(folder).faelle.counts.equals(opened("musterstadt").faelle.counts)


def test_the_form_for_counting_lies_with_the_others_and_one_in_use_stays(tmp_path):
    town, form = opened("musterstadt"), tmp_path / "vorlagen/zaehlvorlage.xlsx"
    assert form in write_forms(town, tmp_path)
    form.write_bytes(b"in use")
    write_forms(town, tmp_path)
    assert form.read_bytes() == b"in use"
