"""INKAR workbooks: known figures, units and days from their own metadata."""

import pytest
from openpyxl import Workbook

from sozialraum.errors import DataError
from sozialraum.sources.inkar import read_inkar

LABELS = ["Kennziffer", "Raumeinheit", "Aggregat", "Quote", "Quote"]
YEARS = ["", "", "", "2020", "2021"]


@pytest.fixture(scope="module")
def inkar(shared):
    return lambda name: read_inkar(shared / f"data/raw/inkar/{name}.xls")


def workbook(folder, *rows, meta=()):
    book = Workbook()
    book.active.title = "Daten"
    for row in rows:
        book.active.append(row)
    sheet = book.create_sheet("Metadaten")
    for row in (["Dokumentation"], ["Indikator", "Langname", "Anmerkungen"], *meta):
        sheet.append(row)
    path = folder / "inkar.xlsx"
    book.save(path)
    return path


def koeln_2021(frame):
    return frame[(frame["gebiet"] == "05315") & (frame["jahr"] == 2021)].iloc[0]


@pytest.mark.parametrize(
    ("name", "wert", "einheit", "stand"),
    [
        ("A_ArbeitslosigkeitKreis", 56_528, "Anzahl", "2021"),
        ("B_BeschaeftigtemitakadAbschluss", 31.69, "%", "2021"),
        ("B_SVBeschaeftigte", 430_899, "Anzahl", "2021-06-30"),
        ("B_SchulabgaengerohneAbschluss", 5.26, "%", "2021"),
        ("E_Haushaltseinkommen", 2_052.62, "€ je Einwohner", "2021"),
    ],
)
def test_koeln_2021(inkar, name, wert, einheit, stand):
    row = koeln_2021(inkar(name))
    assert (row["wert"], row["einheit"], row["stand"]) == (wert, einheit, stand)


def test_27_years_of_400_kreise(inkar):
    frame = inkar("A_ArbeitslosigkeitKreis")
    assert frame["gebiet"].nunique() == 400
    assert sorted(frame["jahr"].unique()) == list(range(1995, 2022))
    assert set(frame["merkmal"]) == {"Arbeitslose"}
    first = frame.iloc[0]
    assert tuple(first[["gebiet", "jahr", "wert", "zeile"]]) == ("01001", 1995, 4_691, 3)


def test_gemeinden_have_keys_of_eight_digits(inkar):
    frame = inkar("A_Arbeitslosigkeit")
    koeln = frame[(frame["gebiet"] == "05315000") & (frame["jahr"] == 2021)]
    assert list(koeln["wert"]) == [56_528]
    assert (frame["gebiet"].nunique(), frame["wert"].isna().sum()) == (10_990, 408)


def test_an_empty_cell_is_unknown(inkar):
    frame = inkar("B_SchulabgaengerohneAbschluss")
    unknown = frame[frame["wert"].isna()]
    assert (len(unknown), set(unknown["zeichen"])) == (18, {"."})


def test_a_key_that_a_spreadsheet_made_a_number_of_gets_its_zero_back(tmp_path):
    frame = read_inkar(workbook(tmp_path, LABELS, YEARS, [5315, "Köln", "Kreise", 1, 2.5]))
    assert list(frame["gebiet"]) == ["05315", "05315"]
    assert list(frame["wert"]) == [1, 2.5]
    assert "„5315“ → „05315“" in frame.attrs["hinweise"][0]


def test_unit_and_day_come_from_the_metadata(tmp_path):
    meta = [["Quote", "Anteil der Kinder in %", "Stand zum Stichtag 31. Dezember des Jahres."]]
    frame = read_inkar(workbook(tmp_path, LABELS, YEARS, ["05", "NRW", "Länder", 1, 2], meta=meta))
    assert set(frame["einheit"]) == {"%"}
    assert list(frame["stand"]) == ["2020-12-31", "2021-12-31"]


def test_all_faults_are_told_at_once(tmp_path):
    rows = [
        ["05315", "Köln", "Kreise", "viele", 2],
        ["05315000", "Köln", "Kreise", 1, 2],
        ["05111", "Düsseldorf", "Erdteile", 1, 2],
        ["05315", "Köln", "Kreise", 1, 2],
    ]
    with pytest.raises(DataError) as caught:
        read_inkar(workbook(tmp_path, LABELS, YEARS, *rows))
    assert [(f.row, f.column, f.found) for f in caught.value.faults] == [
        (3, "Quote", "viele"),
        (4, "Kennziffer", "05315000"),
        (5, "Aggregat", "Erdteile"),
        (6, "", "05315 Köln, 2020"),
    ]


def test_a_missing_row_of_years_is_told(tmp_path):
    with pytest.raises(DataError, match="Das ist kein Jahr"):
        read_inkar(workbook(tmp_path, LABELS, ["05315", "Köln", "Kreise", 1, 2]))


@pytest.mark.parametrize("rows", [[], [["Name", "Wert"], ["Köln", 1]], [LABELS[1:], YEARS]])
def test_another_workbook_is_refused(tmp_path, rows):
    with pytest.raises(DataError, match=r"„Daten“|INKAR|„Kennziffer“"):
        read_inkar(workbook(tmp_path, *rows))


@pytest.mark.parametrize("content", [b"", b"Kennziffer;Raumeinheit\n05315;K", b"\xd0\xcf\x11\xe0"])
def test_what_is_no_workbook_is_refused(tmp_path, content):
    path = tmp_path / "inkar.xls"
    path.write_bytes(content)
    with pytest.raises(DataError, match="nicht als Arbeitsmappe"):
        read_inkar(path)


@pytest.mark.parametrize("size", [600, 50_000, 66_024])  # the last makes calamine panic
def test_a_truncated_download_is_refused(tmp_path, shared, size):
    whole = (shared / "data/raw/inkar/B_SVBeschaeftigte.xls").read_bytes()
    path = tmp_path / "inkar.xls"
    path.write_bytes(whole[:size])
    with pytest.raises(DataError, match="nicht als Arbeitsmappe"):
        read_inkar(path)
