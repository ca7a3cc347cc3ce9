"""A specialist's own list of places: what is read, what is refused and in which words."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialraum.errors import DataError
from sozialraum.sources.agencies import (
    FILE,
    empty_agencies,
    of_city,
    read_agencies,
    write_agencies,
)
from sozialraum.sources.places import COLUMNS, KINDS, is_personal


def write(folder: Path, text: str, name: str = FILE) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def faults_of(path: Path):
    with pytest.raises(DataError) as caught:
        read_agencies(path)
    return caught.value.faults


def test_three_columns_are_enough(tmp_path):
    places = read_agencies(write(tmp_path, "kennung;einrichtung;art\nA;Café;Treffpunkt\n"))
    assert list(places.columns) == [*COLUMNS, "geometry"]
    assert places.loc[0, ["einrichtung", "ort", "anzahl"]].tolist() == ["Café", "", ""]
    assert np.isnan(places.at[0, "x"])
    assert places.geometry[0] is None
    assert places.crs.to_epsg() == 25832


def test_a_workbook_is_read_like_a_csv(tmp_path):
    path = tmp_path / "standorte.xlsx"
    row = {
        "Kennung": "A", "Einrichtung": "Café", "Art": "Treffpunkt", "plz": 50667,
        "stand": pd.Timestamp("2025-01-31"), "genauigkeit": "adresse",
        "x": 356_000.5, "y": 5_645_000,
    }  # fmt: skip
    pd.DataFrame([row]).to_excel(path, index=False)
    (place,) = read_agencies(path).itertuples()
    assert (place.plz, place.stand, place.x) == ("50667", "2025-01-31", 356_000.5)
    assert (place.geometry.x, place.geometry.y) == (356_000.5, 5_645_000)


def test_an_empty_list_has_the_same_columns_and_types(tmp_path):
    listed = read_agencies(write(tmp_path, "kennung;einrichtung;art\n;;\n"))
    assert len(listed) == len(empty_agencies()) == 0
    assert listed.dtypes.equals(empty_agencies().dtypes)
    assert empty_agencies().crs.to_epsg() == 25832


def test_all_faults_of_a_list_come_at_once_with_their_lines(tmp_path):
    header = "kennung;einrichtung;art;plz;stand;genauigkeit;x;y;anzahl;hinweis\n"
    lines = [
        "A;Eins;IAA;;;;;;;",
        "A;Zwei;IA;5066;gestern;;;;1;",
        ";Drei;IA;;;;;;;frau.muster@example.org",
        "D;;IA;;;plz;;;;",
        "E;Fünf;IA;;;;356000;5645000;;",
        "F;Sechs;IA;;;Plz;356000;5645000;;",
        "G;Sieben;IA;;;plz;6,96;50,94;;",
        "H;Acht;IA;;;plz;356000;Köln;;",
        "I;Neun;IA;;;plz;356000;5645000;2;",
    ]
    faults = faults_of(write(tmp_path, header + "\n".join(lines)))
    assert [(fault.row, fault.column, fault.what) for fault in faults] == [
        (2, "art", "Unbekannte Art von Stelle."),
        (2, "kennung", "Die Kennung steht mehrmals in der Liste."),
        (3, "plz", "Diese Angabe ist nicht lesbar."),
        (3, "stand", "Diese Angabe ist nicht lesbar."),
        (3, "anzahl", "Diese Angabe ist nicht lesbar."),
        (3, "kennung", "Die Kennung steht mehrmals in der Liste."),
        (4, "kennung", "Die Angabe fehlt."),
        (4, "hinweis", "Hier steht eine E-Mail-Adresse."),
        (5, "einrichtung", "Die Angabe fehlt."),
        (5, "genauigkeit", "Die Genauigkeit steht ohne Koordinaten."),
        (6, "genauigkeit", "Die Koordinaten stehen ohne Genauigkeit."),
        (7, "genauigkeit", "Unbekannte Genauigkeit."),
        (8, "x", "Die Koordinate liegt nicht in Deutschland."),
        (8, "y", "Die Koordinate liegt nicht in Deutschland."),
        (9, "y", "Das ist keine Zahl."),
        (10, "anzahl", "Eine Zeile für mehrere Stellen hat keinen Ort."),
    ]
    assert all(fault.remedy for fault in faults)
    assert faults[0].remedy == "Meinten Sie „IA“, „ADA“?"
    assert faults[11].remedy == "Meinten Sie „plz“?"


@pytest.mark.parametrize(
    "column", ["Name", "Telefon", "E-Mail", "Ansprechpartnerin", "Vorname", "Leitung", "Mobil"]
)
def test_columns_that_look_like_persons_are_refused(tmp_path, column):
    (fault,) = faults_of(write(tmp_path, f"kennung;einrichtung;art;{column}\nA;B;IA;C\n"))
    assert fault.what == "Die Spalte sieht nach Personen aus."
    assert "Die Spalte löschen" in fault.remedy


def test_no_column_of_the_list_itself_looks_like_a_person():
    assert not [column for column in COLUMNS if is_personal(column)]


def test_other_columns_are_left_out_but_a_misspelt_one_is_pointed_out(tmp_path):
    fine = write(tmp_path, "kennung;einrichtung;art;barrierefrei\nA;B;IA;ja\n")
    assert "barrierefrei" not in read_agencies(fine)
    (fault,) = faults_of(write(tmp_path, "kennung;einrichtung;art;genauigkeitt\nA;B;IA;\n"))
    assert fault.remedy == "Meinten Sie „genauigkeit“?"


def test_a_missing_column_and_a_missing_file_are_named(tmp_path):
    (fault,) = faults_of(write(tmp_path, "kennung;einrichtungen;art\nA;B;IA\n"))[:1]
    assert (fault.column, fault.remedy) == ("einrichtung", "Meinten Sie „einrichtungen“?")
    (fault,) = faults_of(tmp_path / "fehlt.csv")
    assert fault.what == "Die Standortliste ist nicht vorhanden."


def test_a_row_with_a_semicolon_too_many_is_named(tmp_path):
    (fault,) = faults_of(write(tmp_path, "kennung;einrichtung;art\nA;B;IA;zu viel\n"))
    assert (fault.row, fault.what) == (2, "Die Zeile hat mehr Zellen als die Kopfzeile.")
    assert "Semikolon" in fault.remedy


def test_a_column_twice_is_refused_for_nobody_knows_which_one_counts(tmp_path):
    (fault,) = faults_of(write(tmp_path, "kennung;einrichtung;art;Art\nA;B;IA;ADA\n"))
    assert (fault.column, fault.what) == ("art", "Die Spalte kommt mehrfach vor.")


def test_an_empty_workbook_says_so(tmp_path):
    path = tmp_path / "standorte.xlsx"
    pd.DataFrame().to_excel(path, index=False)
    (fault,) = faults_of(path)
    assert fault.what == "Die Datei ist leer."
    assert fault.remedy


def test_a_list_that_cannot_be_written_says_so(tmp_path):
    with pytest.raises(DataError, match="nicht schreiben: der Ordner ist nicht vorhanden"):
        write_agencies(pd.DataFrame(columns=list(COLUMNS)), tmp_path / "fehlt" / FILE)


def test_the_lines_of_the_file_are_kept_for_what_is_found_later(tmp_path):
    path = write(tmp_path, "kennung;einrichtung;art\nA;B;IA\n;;\nC;D;IA\n")
    assert read_agencies(path).attrs["zeilen"] == [2, 4]


def test_reading_does_not_mind_the_case_of_the_header_and_blanks(tmp_path):
    places = read_agencies(write(tmp_path, " Kennung ; EINRICHTUNG;Art\n A ; B ; IA \n"))
    assert places.loc[0, ["kennung", "einrichtung", "art"]].tolist() == ["A", "B", "IA"]


def test_the_places_of_a_city_are_a_copy(tmp_path):
    places = pd.DataFrame({"kennung": ["A", "B"], "gebiet_sitz": ["05315", "05111"]})
    assert of_city(places, "05315")[["kennung", "gebiet_sitz"]].to_numpy().tolist() == [["A", ""]]
    assert places["gebiet_sitz"].tolist() == ["05315", "05111"]


# „@“ looks like a mail address, the others like text read in a wrong encoding: both are refused
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters="@ÂÃâ\ufffd")
)


@given(st.lists(st.tuples(TEXT.filter(bool), TEXT.filter(bool), st.sampled_from(sorted(KINDS)))))
def test_whatever_is_written_is_read_again(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("orte") / FILE
    unique = {f"{number}{key}": (name, kind) for number, (key, name, kind) in enumerate(rows)}
    written = pd.DataFrame(
        [dict.fromkeys(COLUMNS, "") | {"kennung": key, "einrichtung": name, "art": kind}
         for key, (name, kind) in unique.items()],
        columns=list(COLUMNS),
    )  # fmt: skip
    write_agencies(written, path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfkennung;")
    read = read_agencies(path)
    assert list(read["kennung"]) == list(unique)
    assert list(zip(read["einrichtung"], read["art"], strict=True)) == list(unique.values())
