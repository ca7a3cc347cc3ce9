"""Case counts: aggregates are read and checked, and all faults of a table named at once."""

import runpy
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from sozialraum.errors import DataError
from sozialraum.sources.cases import read_cases
from sozialraum.sources.own_terms import read_own_terms
from tests.sources.count_tables import CROSS, HEADER, SMALL, faults_of, only_fault, workbook, write

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def mu03():
    return read_cases(DATA / "musterstadt/faelle.csv")


# What is read


def test_counts_sizes_and_structural_work_of_a_small_file(tmp_path):
    cases = read_cases(write(tmp_path, SMALL))
    assert cases.totals().to_dict() == {2024: 10}
    assert cases.full_time().to_dict() == {2024: 0.5}
    assert cases.table("ebene")[2024].to_dict() == {
        "individuell": 6,
        "institutionell": 3,
        "unbekannt": 1,
    }
    assert cases.table("strukturarbeit")[2024].to_dict() == {"fortbildungen": 4, "teilnehmende": 60}
    assert (cases.unit(), cases.categories) == ("fall", ("machtverhaeltnis", "ebene"))


def test_german_names_umlauts_and_an_empty_total_are_understood(tmp_path):
    body = "2024;Fälle insgesamt;;7;Fälle\n2024;Machtverhältnis;Rassismus;7;Fälle"
    path = write(tmp_path, body, "Jahr;Kategorie;Ausprägung;Anzahl;Zähleinheit")
    assert read_cases(path).table("machtverhaeltnis").to_dict() == {2024: {"rassismus": 7}}


def test_a_workbook_gives_the_same_and_only_its_sheet_aggregat_is_read(tmp_path):
    book = workbook()
    book.create_sheet("Fälle").append(["Quartal", "Ebene"])
    book.save(tmp_path / "faelle.xlsx")
    one, other = read_cases(tmp_path / "faelle.xlsx"), read_cases(write(tmp_path, SMALL))
    pd.testing.assert_frame_equal(one.counts, other.counts)


def test_musterstadt_has_29_cases_in_each_of_five_years(mu03):
    assert mu03.stations == ("MU-03",)
    assert mu03.totals().to_dict() == dict.fromkeys(range(2021, 2026), 29)
    assert mu03.full_time().to_dict() == {2021: 0.5, 2022: 0.5, 2023: 0.75, 2024: 0.75, 2025: 1}
    assert mu03.crosstabs == (("machtverhaeltnis", "lebensbereich"), ("ebene", "form"))
    assert len(mu03.categories) == 15
    assert mu03.table("form").sum().to_dict() == mu03.totals().to_dict()
    powers = mu03.table("machtverhaeltnis").loc[["rassismus", "weitere"]]
    assert (powers.sum() > 29).any()  # a case may have both


def test_the_rows_of_musterstadt_are_made_byte_for_byte():
    made = runpy.run_path(str(DATA / "musterstadt/faelle_herstellen.py"))
    for name, content in made["files"]().items():
        assert (DATA / "musterstadt" / name).read_bytes() == content


def test_a_crosstab_can_be_read_from_both_sides(mu03):
    cells = mu03.stated("ebene", "form")[2025]
    assert sum(cells.values()) == 29
    turned = mu03.stated("form", "ebene")[2025]
    assert turned == {(form, ebene): n for (ebene, form), n in cells.items()}
    assert pd.Series(cells).groupby(level=0).sum().to_dict() == {
        code: n for code, n in mu03.table("ebene")[2025].items() if n
    }


def test_several_files_are_read_together_and_stations_stay_apart(tmp_path):
    header = f"stelle;{HEADER}"
    one = write(tmp_path, "MU-03;2024;gesamt;gesamt;10;fall", header, "a.csv")
    other = write(tmp_path, "MU-27;2024;gesamt;gesamt;20;anfrage", header, "b.csv")
    cases = read_cases(one, other)
    assert cases.stations == ("MU-03", "MU-27")
    assert cases.totals("MU-27").to_dict() == {2024: 20}
    assert (cases.unit("MU-03"), cases.unit("MU-27")) == ("fall", "anfrage")
    with pytest.raises(DataError, match="Zähleinheiten"):
        cases.unit("MU-03", "MU-27")
    with pytest.raises(DataError, match="MU-03"):
        cases.totals("MU-3")


def test_own_words_are_translated_and_add_up_where_a_case_has_one_answer(tmp_path):
    terms = "ebene;Einzelperson;individuell\nebene;Kollegium;individuell"
    words = write(tmp_path, terms, "kategorie;eigener_begriff;auspraegung", "zuordnung.csv")
    body = "2024;gesamt;;5;fall\n2024;ebene;Einzelperson;3;fall\n2024;ebene;kollegium;2;fall"
    cases = read_cases(write(tmp_path, body), own_terms=read_own_terms(words))
    assert cases.table("ebene").to_dict() == {2024: {"individuell": 5}}


def test_own_words_are_not_added_where_a_case_may_have_both(tmp_path):
    terms = "lebensbereich;Krippe;bildung_kita\nlebensbereich;Hort;bildung_kita"
    words = write(tmp_path, terms, "kategorie;eigener_begriff;auspraegung", "zuordnung.csv")
    body = "2024;gesamt;;5;fall\n2024;lebensbereich;Krippe;3;fall\n2024;lebensbereich;Hort;2;fall"
    fault = only_fault(write(tmp_path, body), own_terms=read_own_terms(words))
    assert "Zwei eigene Begriffe" in fault


def test_a_table_of_own_words_names_unknown_codes_and_contradictions(tmp_path):
    terms = "ebene;A;individuel\nebnee;B;x\nebene;C;strukturell\nebene;C;individuell"
    words = write(tmp_path, terms, "kategorie;eigener_begriff;auspraegung", "zuordnung.csv")
    with pytest.raises(DataError) as caught:
        read_own_terms(words)
    told = [(fault.row, fault.remedy) for fault in caught.value.faults]
    assert told == [
        (2, "Meinten Sie „individuell“?"),
        (3, "Meinten Sie „ebene“?"),
        (5, "Eine der Zeilen löschen: Ein Begriff hat nur eine Bedeutung."),
    ]


# What is wrong


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2024;ebene;strukturell;-1;fall", "negativ"),
        ("2024;ebene;strukturell;1,5;fall", "keine ganze Zahl"),
        ("2024;ebene;strukturell;viele;fall", "Keine Anzahl"),
        ("2024;ebene;strukturell;1;Stück", "Unbekannte Zähleinheit"),
        ("2024;ebene;strukturell;1;veranstaltung", "gehört nicht"),
        ("2024;strukturarbeit;gremien;1;fall", "gremium"),
        ("24;ebene;strukturell;1;fall", "Kein Jahr"),
        ("2024;eben;strukturell;1;fall", "Meinten Sie „ebene“"),
        ("2024;ebene;struktur;1;fall", "„strukturell“"),
    ],
)
def test_a_wrong_row_is_named_with_its_line_and_a_remedy(tmp_path, row, said):
    fault = only_fault(write(tmp_path, f"2024;gesamt;;9;fall\n{row}"))
    assert "Zeile 3" in fault
    assert said in fault
    assert "Abhilfe" in fault


def test_all_faults_come_at_once(tmp_path):
    body = "2024;gesamt;;x;fall\n2024;ebene;struktur;-1;fall\n2024;ebne;a;1;fall"
    assert len(faults_of(write(tmp_path, body))) == 4


def test_sums_that_do_not_fit_are_all_listed(tmp_path):
    body = """
2023;gesamt;;10;fall
2023;ebene;individuell;6;fall
2023;ebene;strukturell;3;fall
2024;gesamt;;10;fall
2024;ebene;individuell;7;fall
2024;ebene;strukturell;4;fall
2024;machtverhaeltnis;rassismus;11;fall
2024;machtverhaeltnis;rassismus_weitere;2;fall
"""
    told = faults_of(write(tmp_path, body))
    assert [said.split("“: ", 1)[1].split(" Abhilfe")[0] for said in told] == [
        "Ebene 2023: Die Ausprägungen ergeben weniger als die Fallzahl.",
        "Ebene 2024: Die Ausprägungen ergeben mehr als die Fallzahl.",
        "Machtverhältnis 2024: „Rassismus“: mehr Fälle, als es dort gibt.",
        "Machtverhältnis 2024: „Rassismus“: die Teile ergeben weniger als die Summe.",
    ]


def test_no_fault_of_a_sum_and_no_note_tells_a_count(tmp_path):
    body = """
2024;gesamt;;;;4321;fall
2024;ebene;individuell;;;2222;fall
2024;form;unmittelbar;;;4322;fall
2024;lebensbereich;bildung;;;1234;fall
2024;lebensbereich;bildung_kita;;;3;fall
2024;form;unmittelbar;ebene;individuell;3333;fall
2024;lebensbereich;bildung;ebene;individuell;4444;fall
"""
    told = " ".join(faults_of(write(tmp_path, body, CROSS)))
    assert told.count("als die Fallzahl") == 2
    assert told.count("ergeben") > 3
    said = {word.strip(".,:;") for word in told.replace("2024", "").split()}
    lines = {"2", "3", "4", "5", "6", "7", "8"}
    assert {word for word in said if any(map(str.isdigit, word))} <= lines
    few = write(tmp_path, "2024;gesamt;;10;fall\n2024;lebensbereich;wohnen;3;fall")
    (note,) = read_cases(few).notes
    assert note.startswith("Lebensbereich 2024: weniger Nennungen als Fälle; nicht jeder Fall")


def test_a_station_may_allow_several_answers_where_the_scheme_has_one(tmp_path):
    body = "2024;gesamt;;5;fall\n2024;form;unmittelbar;4;fall\n2024;form;bedrohung;3;fall"
    path = write(tmp_path, body)
    assert "ergeben mehr als die Fallzahl" in only_fault(path)
    assert read_cases(path, multiple=["form"]).table("form").sum().to_dict() == {2024: 7}


def test_a_year_without_its_number_of_cases_is_refused(tmp_path):
    assert "Die Fallzahl des Jahres fehlt" in only_fault(
        write(tmp_path, "2024;ebene;individuell;3;fall")
    )


def test_two_units_of_one_station_are_refused(tmp_path):
    body = "2024;gesamt;;10;fall\n2024;ebene;individuell;10;anfrage"
    assert "Zwei Zähleinheiten: Fälle (Zeile 2) und Anfragen" in only_fault(write(tmp_path, body))


def test_a_year_missing_in_a_series_is_named(tmp_path):
    years = "\n".join(f"{year};gesamt;;3;fall" for year in (2021, 2022, 2024))
    assert "In der Reihe fehlt 2023" in only_fault(write(tmp_path, years))
    ebene = "\n".join(f"{year};ebene;individuell;3;fall" for year in (2021, 2023))
    full = "\n".join(f"{year};gesamt;;3;fall" for year in (2021, 2022, 2023))
    assert "Ebene: In der Reihe fehlt 2022" in only_fault(write(tmp_path, f"{full}\n{ebene}"))
    nobody = full.replace("2022;gesamt;;3", "2022;gesamt;;0")
    assert read_cases(write(tmp_path, f"{nobody}\n{ebene}")).totals()[2022] == 0


def test_a_row_that_comes_twice_is_named_with_the_first(tmp_path):
    body = f"{SMALL.strip()}\n2024;ebene;individuell;6;fall"
    told = faults_of(write(tmp_path, body))
    assert "Dieselbe Zahl steht schon in Zeile 3 von faelle.csv" in told[0]


def test_a_crosstab_must_fit_the_tables_of_its_categories(tmp_path):
    body = """
2024;gesamt;;;;5;fall
2024;ebene;individuell;;;3;fall
2024;ebene;strukturell;;;2;fall
2024;form;unmittelbar;;;5;fall
2024;form;unmittelbar;ebene;individuell;3;fall
"""
    told = " ".join(faults_of(write(tmp_path, body, CROSS)))
    assert "bei „unmittelbare Benachteiligung“: die Teile ergeben weniger als die Summe" in told
    assert "bei „strukturell“: die Teile ergeben weniger als die Summe" in told
    right = f"{body.strip()}\n2024;ebene;strukturell;form;unmittelbar;2;fall"
    cells = read_cases(write(tmp_path, right, CROSS)).stated("ebene", "form")[2024]
    assert cells == {("individuell", "unmittelbar"): 3, ("strukturell", "unmittelbar"): 2}


@pytest.mark.parametrize(("one", "other"), [("ebene", "ebene"), ("ebene", "strukturarbeit")])
def test_what_cannot_be_crossed_is_refused(tmp_path, one, other):
    answers = {"ebene": "individuell", "strukturarbeit": "gremien"}
    row = f"2024;{one};{answers[one]};{other};{answers[other]};1;fall"
    assert "Kreuz" in only_fault(write(tmp_path, f"2024;gesamt;;;;1;fall\n{row}", CROSS))


def test_a_form_that_was_never_computed_says_so(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(HEADER.split(";"))
    book.active.append([2024, "gesamt", "gesamt", "=1+1", "fall"])
    book.save(tmp_path / "a.xlsx")
    assert "öffnen und speichern" in only_fault(tmp_path / "a.xlsx")


def test_unknown_stations_are_refused_where_the_known_ones_are_given(tmp_path):
    path = write(tmp_path, "MU-04;2024;gesamt;;1;fall", f"stelle;{HEADER}")
    assert "nicht bekannt" in only_fault(path, stations=["MU-03"])
