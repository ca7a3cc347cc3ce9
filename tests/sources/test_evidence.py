"""Evidence: read with all its faults at once, and never shown to whom it is not released."""

from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialraum.errors import DataError
from sozialraum.sources import sheets
from sozialraum.sources.cells import read_stand
from sozialraum.sources.evidence import Evidence, empty_evidence, evidence_schema, read_evidence

AREAS = {"11": "Nordhafen", "22": "Altmarkt", "33": "Kiesbogen/Ost", "41": "Neu", "42": "Neu"}
TODAY = date(2025, 10, 1)
PIECE = {
    "id": "G1", "art": "gespraech", "aussage": "Ein Satz.", "richtung": "stuetzt",
    "staerke": "2", "quelle": "Gespräch", "stand": "2025-03",
}  # fmt: skip
NEED = {
    "id": "N1", "zielgruppe": "Eltern", "bedarf": "Wer braucht was?", "belege": "G1",
    "luecke": "gross", "eckpunkte": "IKO 2, SRA 1",
}  # fmt: skip
FINDING = {"id": "F1", "aussage": "Zusammen.", "belege": "G1"}
EDGE = {"von": "Haus A", "nach": "Haus B", "beziehung": "Kontakt", "staerke": "1"}
PIN = {"thema": "Orte", "x": "356149", "y": "5645299,5", "art": "treff"}
ANSWER = {"frage": "Gern hier?", "antwort": "4", "anzahl": "9", "quelle": "Bogen"}


def folder_with(folder: Path, **rows: list[dict[str, str]]) -> Path:
    """Write CSV files, one per sheet."""
    for name, entries in rows.items():
        table = pd.DataFrame(entries, dtype=str)
        table.to_csv(folder / f"{name}.csv", sep=";", index=False, encoding="utf-8-sig")
    return folder


def read(folder: Path, **rows: list[dict[str, str]]) -> Evidence:
    return read_evidence(folder_with(folder, **rows), AREAS, today=TODAY)


def faults_of(folder: Path, **rows: list[dict[str, str]]):
    with pytest.raises(DataError) as caught:
        read(folder, **rows)
    return caught.value.faults


# What is read


def test_a_folder_without_evidence_gives_empty_tables_of_the_same_types(tmp_path):
    found, empty = read(tmp_path), empty_evidence()
    assert found.file == ""
    for name, frame in found.sheets.items():
        assert len(frame) == 0
        assert frame.dtypes.equals(empty.sheets[name].dtypes)


def test_a_row_says_what_its_columns_say(tmp_path):
    piece = PIECE | {"gebiet": "Altmarkt; 11", "n": "3", "aus_zielgruppe": "ja", "staerke": "3"}
    found = read(tmp_path, belege=[piece], befunde=[FINDING], bedarfe=[NEED | {"befunde": "F1"}])
    row = found.belege.loc["G1"]
    assert (row["gebiet"], row["staerke"], row["n"]) == (("22", "11"), 3, 3.0)
    assert (row["aus_zielgruppe"], row["freigabe"], row["zeile"]) == (True, "intern", 2)
    need = found.bedarfe.loc["N1"]
    assert (need["gebiet"], need["belege"], need["befunde"]) == ((), ("G1",), ("F1",))
    assert (need["eckpunkte"], need["zustaendig"]) == ({"IKO": 2, "SRA": 1}, "IA")
    assert found.file == "belege.csv"


@pytest.mark.parametrize(
    ("art", "code"),
    [("Gespräch", "gespraech"), ("GESPRÄCHE", "gespraech"), ("gespraech", "gespraech"),
     ("Fallzahlen", "fallzahl"), (" Dokumente ", "dokument")],
)  # fmt: skip
def test_words_are_understood_in_german_and_in_any_case(tmp_path, art, code):
    words = {"art": art, "richtung": "Stützt", "freigabe": "Förderer", "einwilligung": "JA"}
    row = read(tmp_path, belege=[PIECE | words]).belege.loc["G1"]
    assert row[["art", "richtung", "freigabe"]].tolist() == [code, "stuetzt", "foerderer"]


@pytest.mark.parametrize(
    ("text", "weights"),
    [("SRA 2, BE 1", {"SRA": 2, "BE": 1}), ("SRA", {"SRA": 2}),
     ("IKÖ: 1; AD (2)", {"IKO": 1, "AD": 2}),
     ("Bürgerschaftliches Engagement 1", {"BE": 1}), ("sra=1", {"SRA": 1})],
)  # fmt: skip
def test_focus_areas_are_read_with_their_weights(tmp_path, text, weights):
    found = read(tmp_path, belege=[PIECE], bedarfe=[NEED | {"eckpunkte": text}])
    assert found.bedarfe.at["N1", "eckpunkte"] == weights


@pytest.mark.parametrize(
    ("text", "keys"),
    [("", ()), ("alle", ()), ("22", ("22",)), ("altmarkt", ("22",)), ("Kiesbogen/Ost", ("33",)),
     ("11, 22", ("11", "22")), ("41; Nordhafen; 41", ("41", "11"))],
)  # fmt: skip
def test_areas_are_named_by_key_or_by_a_name_that_is_the_only_one(tmp_path, text, keys):
    assert read(tmp_path, belege=[PIECE | {"gebiet": text}]).belege.at["G1", "gebiet"] == keys


def test_a_key_that_lost_its_zero_is_completed(tmp_path):
    folder = folder_with(tmp_path, belege=[PIECE | {"gebiet": "5315"}])
    found = read_evidence(folder, {"05315": "Köln", "05111": "Düsseldorf"}, today=TODAY)
    assert found.belege.at["G1", "gebiet"] == ("05315",)


def test_points_are_known_to_100_metres_only(tmp_path):
    (point,) = read(tmp_path, nadel=[PIN]).nadel.itertuples()
    assert (point.x, point.y, point.anzahl) == (356_100, 5_645_200, 1)


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_a_day_a_month_and_a_year_are_read_however_they_are_written(day):
    assert read_stand(f"{day:%d.%m.%Y}") == read_stand(day.isoformat()) == day.isoformat()
    assert read_stand(f"{day.month}/{day.year}") == read_stand(f"{day:%Y-%m}") == f"{day:%Y-%m}"
    assert read_stand(str(day.year)) == str(day.year)


@given(st.text(max_size=30))
def test_whatever_stands_in_a_cell_is_read_or_refused_with_a_remedy(tmp_path_factory, text):
    folder = tmp_path_factory.mktemp("belege")
    fields = ("gebiet", "n", "stand", "staerke", "art", "freigabe")
    faults = []
    try:
        read(folder, belege=[PIECE | dict.fromkeys(fields, text)])
    except DataError as error:
        faults += error.faults
    assert all(fault.remedy for fault in faults)


def test_a_workbook_says_the_same_as_csv_files(tmp_path):
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Belege"
    page.append(["ID", "Art", "Aussage", "Richtung", "STÄRKE", "Quelle", "Stand", "Gebiet", "n"])
    page.append(["G1", "Gespräche", "Ein Satz.", "stützt", 2, "Gespräch", date(2025, 3, 1), 22, 3])
    page.append(["BEISPIEL-G1", None, None, None, 9])
    book.create_sheet("Mein Blatt").append(["bleibt", "ungelesen"])
    book.save(tmp_path / "belege.xlsx")
    row = read_evidence(tmp_path, AREAS, today=TODAY).belege.loc["G1"]
    assert (row["gebiet"], row["stand"], row["staerke"]) == (("22",), "2025-03-01", 2)


# What is refused


@pytest.mark.parametrize(
    ("sheet", "change", "title", "what"),
    [
        ("belege", {"quelle": ""}, "Quelle", "Die Angabe fehlt."),
        ("belege", {"aussage": ""}, "Aussage", "Die Angabe fehlt."),
        ("belege", {"id": "G 1"}, "ID", "Das ist keine Kennung."),
        ("belege", {"staerke": "4"}, "Stärke", "„Stärke“ liegt außerhalb des Erlaubten."),
        ("belege", {"staerke": "-1"}, "Stärke", "„Stärke“ liegt außerhalb des Erlaubten."),
        ("belege", {"staerke": "1,5"}, "Stärke", "Das ist keine ganze Zahl."),
        ("belege", {"staerke": "viel"}, "Stärke", "Das ist keine Zahl."),
        ("belege", {"staerke": "3"}, "Stärke", "Die Stärke 3 braucht Menschen aus der Zielgruppe"),
        ("belege", {"art": "fallzahl", "staerke": "3"}, "Stärke", "Fallzahlen haben höchstens"),
        ("belege", {"art": "Gerücht"}, "Art", "„Art“ kennt dieses Wort nicht."),
        ("belege", {"stand": "2025-11"}, "Stand", "Das Datum liegt in der Zukunft."),
        ("belege", {"stand": "2026"}, "Stand", "Das Datum liegt in der Zukunft."),
        ("belege", {"stand": "02.10.2025"}, "Stand", "Das Datum liegt in der Zukunft."),
        ("belege", {"stand": "neulich"}, "Stand", "Das ist kein Datum."),
        ("belege", {"gebiet": "Atlantis"}, "Gebiet", "Das Gebiet „Atlantis“ gibt es nicht."),
        ("belege", {"gebiet": "Neu"}, "Gebiet", "Der Name „Neu“ ist mehrdeutig."),
        ("belege", {"aus_zielgruppe": "kaum"}, "Aus der Zielgruppe", "Hier steht weder ja noch"),
        ("belege", {"thema": "Ressource"}, "Richtung", "Eine Ressource stützt keinen Bedarf"),
        ("belege", {"freigabe": "oeffentlich"}, "Freigabe", "Ohne Einwilligung darf"),
        ("belege", {"freigabe": "alle"}, "Freigabe", "„Freigabe“ kennt dieses Wort nicht."),
        ("befunde", {"belege": "G9"}, "Belege", "Diese ID gibt es im Blatt Belege nicht."),
        ("befunde", {"belege": "N1"}, "Belege", "Diese ID steht im Blatt Bedarfe, nicht im"),
        ("befunde", {"belege": "F1"}, "Belege", "Die Zeile verweist auf sich selbst"),
        ("bedarfe", {"befunde": "G1"}, "Befunde", "Diese ID steht im Blatt Belege, nicht im"),
        ("bedarfe", {"eckpunkte": "SAR 2"}, "Eckpunkte", "Den Eckpunkt „SAR 2“ gibt es nicht."),
        ("bedarfe", {"eckpunkte": "SRA 3"}, "Eckpunkte", "„SRA 3“ hat kein mögliches Gewicht."),
        ("bedarfe", {"eckpunkte": "SRA, SRA 1"}, "Eckpunkte", "Der Eckpunkt SRA steht zweimal da."),
        ("bedarfe", {"eckpunkte": ""}, "Eckpunkte", "Die Angabe fehlt."),
        ("bedarfe", {"zielgruppe": ""}, "Zielgruppe", "Die Angabe fehlt."),
        ("bedarfe", {"bedarf": ""}, "Bedarf", "Die Angabe fehlt."),
        ("bedarfe", {"belege": ""}, "Belege", "Der Bedarf hat keinen Beleg"),
        ("bedarfe", {"indikatoren": "Z99"}, "Indikatoren", "„Z99“ ist keine Nummer"),
        ("netz", {"nach": "Haus A"}, "Nach", "Die Einrichtung steht auf beiden Seiten."),
        ("netz", {"staerke": "0"}, "Stärke", "„Stärke“ liegt außerhalb des Erlaubten."),
        ("nadel", {"x": "6,96"}, "x", "Die Koordinate liegt nicht in Deutschland."),
        ("befragung", {"n_antworten": "8"}, "Anzahl", "Diese Antwort haben mehr gegeben"),
        ("befragung", {"n_gefragt": "5", "n_antworten": "9"}, "n Antworten", "Es haben mehr"),
    ],
)  # fmt: skip
def test_bad_input_is_named_with_sheet_row_column_and_remedy(tmp_path, sheet, change, title, what):
    rows = {"belege": [PIECE], "befunde": [FINDING], "bedarfe": [NEED], "netz": [EDGE],
            "nadel": [PIN], "befragung": [ANSWER]}  # fmt: skip
    rows[sheet] = [rows[sheet][0] | change]
    faults = [fault for fault in faults_of(tmp_path, **rows) if fault.file == f"{sheet}.csv"]
    (fault,) = faults
    assert (fault.row, fault.column) == (2, title)
    assert fault.what.startswith(what)
    assert fault.remedy


def test_all_faults_of_all_sheets_come_at_once_in_their_order(tmp_path):
    faults = faults_of(
        tmp_path,
        belege=[PIECE | {"quelle": "", "staerke": "7"}, PIECE, PIECE | {"art": "?"}],
        bedarfe=[NEED | {"belege": "G1, G2", "eckpunkte": "SRO"}],
        netz=[EDGE | {"beziehung": "Liebe"}],
    )
    assert [(fault.file, fault.row, fault.column) for fault in faults] == [
        ("belege.csv", 2, "Stärke"),
        ("belege.csv", 2, "Quelle"),
        ("belege.csv", 3, "ID"),
        ("belege.csv", 4, "Art"),
        ("belege.csv", 4, "ID"),
        ("bedarfe.csv", 2, "Eckpunkte"),
        ("bedarfe.csv", 2, "Belege"),
        ("netz.csv", 2, "Beziehung"),
    ]
    assert faults[5].remedy == "Meinten Sie „SRA“?"
    assert faults[6].remedy == "Bekannt sind: G1."


def test_two_findings_that_refer_to_each_other_run_in_a_circle(tmp_path):
    findings = [FINDING | {"belege": "F2"}, FINDING | {"id": "F2", "belege": "F1"}]
    faults = faults_of(tmp_path, belege=[PIECE], befunde=findings)
    assert len(faults) == 2
    assert all("im Blatt Befunde, nicht im Blatt Belege" in fault.what for fault in faults)


def test_a_finding_and_a_need_that_refer_to_each_other_run_in_a_circle(tmp_path):
    faults = faults_of(
        tmp_path, belege=[PIECE], befunde=[FINDING | {"belege": "N1"}],
        bedarfe=[NEED | {"befunde": "F1"}],
    )  # fmt: skip
    assert "der Verweis läuft im Kreis" in faults[0].what


def test_a_sheet_whose_headings_are_wrong_makes_no_noise_elsewhere(tmp_path):
    without_source = {name: cell for name, cell in PIECE.items() if name != "quelle"}
    (fault,) = faults_of(tmp_path, belege=[without_source], bedarfe=[NEED])
    assert (fault.what, fault.column) == ("Die Spalte fehlt.", "Quelle")


def test_a_column_of_persons_is_refused(tmp_path):
    (fault,) = faults_of(tmp_path, belege=[PIECE | {"Telefon": "1"}])
    assert fault.what == "Die Spalte sieht nach Personen aus."


def test_workbook_and_csv_files_together_are_refused(tmp_path):
    openpyxl.Workbook().save(tmp_path / "belege.xlsx")
    (fault,) = faults_of(tmp_path, befunde=[FINDING])
    assert fault.what == "Es liegen zwei Fassungen derselben Tabellen im Ordner."
    assert fault.found == "belege.xlsx, befunde.csv"


def test_a_workbook_without_any_known_sheet_says_so_and_a_misspelt_one_is_named(tmp_path):
    book = openpyxl.Workbook()
    book.save(tmp_path / "belege.xlsx")
    (fault,) = faults_of(tmp_path)
    assert fault.what == "In der Arbeitsmappe ist kein bekanntes Blatt."
    book.create_sheet("Belege")
    book.create_sheet("Bedarf")
    book.save(tmp_path / "belege.xlsx")
    (fault,) = faults_of(tmp_path)
    assert "„Bedarf“ wird nicht gelesen" in fault.what
    assert "„Bedarfe“" in fault.remedy


def test_a_damaged_workbook_says_so(tmp_path):
    (tmp_path / "belege.xlsx").write_bytes(b"PK\x03\x04 keine Arbeitsmappe")
    (fault,) = faults_of(tmp_path)
    assert fault.what == "Die Datei lässt sich nicht als Arbeitsmappe lesen."


def test_a_locked_file_says_that_it_is_open_in_excel(tmp_path, monkeypatch):
    openpyxl.Workbook().save(tmp_path / "belege.xlsx")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    (fault,) = faults_of(tmp_path)
    assert fault.what == "Die Datei ist in Excel geöffnet oder gesperrt."
    assert "schließen" in fault.remedy


def test_a_locked_csv_file_says_the_same(tmp_path, monkeypatch):
    folder_with(tmp_path, belege=[PIECE])
    monkeypatch.setattr(Path, "read_bytes", refuse)
    (fault,) = faults_of(tmp_path)
    assert (fault.file, fault.what) == ("belege.csv", sheets._locked("").what)


def refuse(path: Path) -> bytes:
    raise PermissionError(13, "Permission denied", str(path))


@pytest.mark.parametrize("lock", ["~$belege.csv", ".~lock.belege.csv#"])
def test_a_file_that_is_open_elsewhere_is_read_with_a_note(tmp_path, lock):
    (tmp_path / lock).touch()
    found = read(tmp_path, belege=[PIECE])
    assert len(found.belege) == 1
    assert found.notes == (
        "belege.csv ist gerade geöffnet: gelesen wurde, was zuletzt gespeichert war.",
    )


def test_files_of_excel_in_windows_encoding_are_read(tmp_path):
    table = pd.DataFrame([PIECE | {"aussage": "Für Väter ist es größer."}])
    table.to_csv(tmp_path / "belege.csv", sep=";", index=False, encoding="cp1252")
    assert "Väter" in read(tmp_path).belege.at["G1", "aussage"]


# For whom

MIXED = {
    "belege": [
        PIECE | {"freigabe": "öffentlich", "einwilligung": "ja", "notiz": "KANARIE"},
        PIECE | {"id": "G2", "aussage": "KANARIE"},
        PIECE | {"id": "G3", "freigabe": "foerderer", "einwilligung": "ja"},
    ],
    "befunde": [
        FINDING | {"belege": "G1, G2", "freigabe": "oeffentlich"},
        FINDING | {"id": "F2", "aussage": "KANARIE"},
    ],
    "bedarfe": [NEED | {"belege": "G1,G2,G3", "befunde": "F1,F2", "freigabe": "oeffentlich",
                        "notiz": "KANARIE"}],
    "netz": [EDGE | {"von": "KANARIE"}],
}  # fmt: skip


def text_of(evidence: Evidence) -> str:
    return "".join(frame.to_csv() for frame in evidence.sheets.values())


def test_a_canary_in_an_internal_row_or_note_appears_in_the_internal_edition_only(tmp_path):
    found = read(tmp_path, **MIXED)
    assert "KANARIE" in text_of(found.released("intern"))
    assert "KANARIE" not in text_of(found.released("foerderer"))
    assert "KANARIE" not in text_of(found.released("oeffentlich"))


def test_references_to_what_is_not_released_are_dropped(tmp_path):
    public = read(tmp_path, **MIXED).released("oeffentlich")
    assert public.befunde.at["F1", "belege"] == ("G1",)
    assert public.bedarfe.at["N1", "belege"] == ("G1",)
    assert public.bedarfe.at["N1", "befunde"] == ("F1",)


def test_what_is_withheld_is_counted(tmp_path):
    found = read(tmp_path, **MIXED)
    counts = found.withheld("oeffentlich")
    assert list(counts) == list(evidence_schema())
    assert counts == {
        "belege": 2, "befunde": 1, "bedarfe": 0, "netz": 1, "nadel": 0, "befragung": 0,
    }  # fmt: skip
    assert sum(found.withheld("intern").values()) == 0


def test_an_agency_sees_what_concerns_its_areas_and_all_evidence_of_its_needs(tmp_path):
    pieces = [PIECE | {"gebiet": "11"}, PIECE | {"id": "G2", "gebiet": "22"},
              PIECE | {"id": "G3", "gebiet": "33"}, PIECE | {"id": "G4"}]  # fmt: skip
    needs = [NEED | {"gebiet": "11", "belege": "G1, G3"},
             NEED | {"id": "N2", "gebiet": "22", "belege": "G2"}]  # fmt: skip
    own = read(tmp_path, belege=pieces, bedarfe=needs).of(["11"])
    assert list(own.bedarfe.index) == ["N1"]
    assert list(own.belege.index) == ["G1", "G3", "G4"]
    assert len(empty_evidence().of(["11"]).belege) == 0
