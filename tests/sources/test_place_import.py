"""Somebody else's list of places becomes rows of standorte.csv: placed, told apart, no persons."""

from pathlib import Path

import openpyxl
import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from sozialraum.cli import run
from sozialraum.errors import DataError
from sozialraum.sources.agencies import read_agencies
from sozialraum.sources.areas import read_areas
from sozialraum.sources.geocoding import Address, AddressFile, Located, to_metres
from sozialraum.sources.place_columns import kind_of, patterns, read_columns
from sozialraum.sources.place_import import ImportOptions, import_places

DATA = Path(__file__).parents[2] / "data"
DUESSELDORF = (
    "LATITUDE;LONGITUDE;ART;NAME;EINRICHTUNG;STADTTEIL;STADTTEILNR\n"
    "50,9413;6,9583;Jugendfreizeiteinrichtungen;Haus am Dom;Jugendtreff;Altstadt/Nord;103\n"
    "50.9270;6.9600;Jugendfreizeiteinrichtungen;Südstadthaus;;Altstadt/Süd;101\n"
    "0;0;Kindertageseinrichtungen;Kita ohne Lage;;Kalk;802\n"
)
USUAL = (
    "Liste der Agenturen;;;\nStand 9/2025;;;\n"
    "Integrationsagentur;Träger;Straße;Nr;PLZ;Ort\n"
    "Agentur Mitte;Verein e. V.;Rubensstr.;8;50667;Köln\n"
    "Agentur Kalk;;Hauptstraße;5;51103;Köln\n"
)


@pytest.fixture(scope="module")
def koeln():
    return read_areas(DATA / "koeln/gebiete.geojson", "STT_NR", "STT_NAME", level="stadtteil")


def write(folder, text, name="liste.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def bring_in(path, areas, present=(), geocoders=(), **said):
    return import_places(path, areas, present, ImportOptions(**said), geocoders, level="stadtteil")


def faults_of(*arguments, **options):
    with pytest.raises(DataError) as caught:
        bring_in(*arguments, **options)
    return caught.value.faults


# Lists as they come


def test_the_schema_of_duesseldorf_is_recognised_by_its_headings(koeln, tmp_path):
    done = bring_in(write(tmp_path, DUESSELDORF), koeln, stand="2025")
    dom, south, kita = done.rows
    assert (dom["kennung"], dom["einrichtung"], dom["art"]) == (
        "DUS-001",
        "Haus am Dom",
        "Treffpunkt",
    )
    assert (dom["gebiet_sitz"], dom["genauigkeit"], dom["hinweis"]) == (
        "103",
        "adresse",
        "Jugendtreff",
    )
    assert (dom["ort"], dom["stand"]) == ("Düsseldorf", "2025")
    assert float(dom["x"].replace(",", ".")) == pytest.approx(
        to_metres(50.9413, 6.9583)[0], abs=0.1
    )
    assert south["gebiet_sitz"] == "101"
    assert (kita["art"], kita["gebiet_sitz"], kita["genauigkeit"]) == ("Kita", "802", "")
    assert done.notes == (
        "3 Stellen gelesen nach dem Muster „Offene Daten Düsseldorf“, 3 neu.",
        "Lage: 2 an der Adresse, 1 ohne Ort.",
    )


def test_a_title_above_the_header_and_a_number_apart_from_the_street_are_understood(
    koeln, tmp_path
):
    done = bring_in(write(tmp_path, USUAL), koeln, art="IA")
    assert [row["strasse"] for row in done.rows] == ["Rubensstr. 8", "Hauptstraße 5"]
    assert done.rows[0]["traeger"] == "Verein e. V."
    assert done.rows[0]["fundstelle"] == "liste.csv"


def test_an_address_in_one_cell_is_taken_apart(koeln, tmp_path):
    text = 'Einrichtung,Anschrift,Art\nTreff,"Weg 1, 50667 Köln",Bürgerhaus\n'
    (row,) = bring_in(write(tmp_path, text), koeln).rows
    assert [row[name] for name in ("strasse", "plz", "ort", "art")] == [
        "Weg 1", "50667", "Köln", "Treffpunkt",
    ]  # fmt: skip


def test_the_column_name_is_the_places_name_unless_a_first_name_stands_beside_it(koeln, tmp_path):
    (row,) = bring_in(write(tmp_path, "Name;Anschrift;Art\nTreff;Weg 1;Treffpunkt\n"), koeln).rows
    assert row["einrichtung"] == "Treff"
    persons = "Einrichtung;Vorname;Name;Art\nTreff;A;B;Treffpunkt\n"
    assert [fault.column for fault in faults_of(write(tmp_path, persons), koeln)] == [
        "Vorname", "Name",
    ]  # fmt: skip


def test_a_workbook_and_a_text_of_the_same_list_give_the_same_rows(koeln, tmp_path):
    book = openpyxl.Workbook()
    for line in USUAL.splitlines():
        book.active.append(
            [int(cell) if cell.isdigit() else cell or None for cell in line.split(";")]
        )
    book.save(tmp_path / "liste.xlsx")
    as_text = bring_in(write(tmp_path, USUAL), koeln, art="IA").rows
    as_book = bring_in(tmp_path / "liste.xlsx", koeln, art="IA").rows
    without = [{**row, "fundstelle": ""} for row in as_text]
    assert [{**row, "fundstelle": ""} for row in as_book] == without


def test_a_table_in_a_pdf_gives_the_same_rows_once_contacts_are_left_out(koeln, tmp_path):
    pytest.importorskip("pdfplumber")
    heads = "[Integrationsagentur], [Straße], [PLZ], [Ort], [Ansprechpartnerin], [E-Mail],"
    row = "[Agentur Mitte], [Rubensstr. 8], [50667], [Köln], [Frau M.], [a\\@b.de],"
    source = write(tmp_path, f"#table(columns: 6, {heads} {row})", "liste.typ")
    typst.compile(str(source), output=str(tmp_path / "liste.pdf"))
    faults = faults_of(tmp_path / "liste.pdf", koeln, art="IA")
    assert [fault.column for fault in faults] == ["Ansprechpartnerin", "E-Mail"]
    assert '--ohne "Ansprechpartnerin,E-Mail"' in faults[0].remedy
    ohne = ("Ansprechpartnerin", "E-Mail")
    (found,) = bring_in(tmp_path / "liste.pdf", koeln, art="IA", ohne=ohne).rows
    assert found["strasse"] == "Rubensstr. 8"
    assert "Frau M." not in str(found)


# What is there stays


def test_a_second_import_adds_nothing_and_changes_nothing(koeln, tmp_path):
    first = bring_in(write(tmp_path, USUAL), koeln, art="IA")
    again = bring_in(write(tmp_path, USUAL), koeln, first.rows, art="IA")
    assert (again.rows, again.added) == (first.rows, 0)
    more = USUAL + "Agentur Nippes;;Markt;1;50733;Köln\n"
    third = bring_in(write(tmp_path, more), koeln, first.rows, art="IA")
    assert [row["kennung"] for row in third.rows] == ["S-001", "S-002", "S-003"]
    assert third.rows[:2] == first.rows


def test_an_identifier_that_another_place_has_is_refused(koeln, tmp_path):
    first = bring_in(write(tmp_path, "Kennung;Einrichtung;Art\nA1;Treff;Treffpunkt\n"), koeln)
    other = write(tmp_path, "Kennung;Einrichtung;Art\nA1;Haus;Treffpunkt\n")
    (fault,) = faults_of(other, koeln, first.rows)
    assert fault.what == "Diese Kennung hat in standorte.csv schon eine andere Stelle."


# Where places are


def test_coordinates_come_from_an_address_file_or_stay_unknown(koeln, tmp_path):
    addresses = write(
        tmp_path,
        "Straße;Hausnr;PLZ;x;y\nRubensstraße;8;50667;355993,5;5645328\n"
        "Hauptstraße;5;51103;359000;5645000\nHauptstr.;5;51103;365000;5645000\n",
        "adressen.csv",
    )
    known = AddressFile(addresses)
    assert known.find(Address("Rubensstr. 8", "50667", "Köln")) == Located(
        355993.5, 5645328, "adresse"
    )
    assert known.find(Address("Hauptstraße 5", "51103", "Köln")) is None  # two places
    done = bring_in(write(tmp_path, USUAL), koeln, geocoders=[known], art="IA")
    assert [row["genauigkeit"] for row in done.rows] == ["adresse", ""]
    assert done.rows[0]["x"] == "355993,5"
    assert done.rows[0]["gebiet_sitz"] != ""
    assert "Lage: 1 an der Adresse, 1 ohne Ort." in done.notes


def test_a_place_that_lies_elsewhere_than_the_list_says_has_no_seat(koeln, tmp_path):
    text = DUESSELDORF.replace("Altstadt/Nord;103", "Kalk;802")
    done = bring_in(write(tmp_path, text), koeln)
    assert done.rows[0]["gebiet_sitz"] == ""
    assert "Liste nennt Gebiet 802, die Koordinaten liegen in 103" in done.rows[0]["hinweis"]
    assert done.notes[-1] == "1 Stellen liegen nicht im Gebiet der Liste: siehe hinweis."


# Bad input


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Einrichtung;PLZ;Telefon\nA;50667;1\n", "Die Spalte sieht nach Personen aus."),
        ("Einrichtung;PLZ;Art\nA;50667;Mondbasis\n", "Die Art dieser Stellen ist nicht bekannt."),
        ("Einrichtung;PLZ\nA;50667\n", "Die Art der Stellen fehlt."),
        ("eins;zwei\nA;B\n", "In der Liste ist keine Kopfzeile zu erkennen."),
        ("Einrichtung;PLZ;Ort;Ort\nA;50667;B;C\n", "Die Spalte kommt mehrfach vor."),
        ("Einrichtung;PLZ;Art\nA;506;IA\n", "Diese Angabe ist nicht lesbar."),
        ("Einrichtung;PLZ;Art;Hinweis\nA;50667;IA;a@b.de\n", "Hier steht eine E-Mail-Adresse."),
        ("Einrichtung;Art;lat;lon\nA;IA;6,9;50,9\n", "Der Ort liegt nicht in Deutschland."),
        ("Einrichtung;Art;lat;lon\nA;IA;nördlich;6\n", "Das sind keine Koordinaten."),
        ("Einrichtung;Art\n;IA\n", "Die Angabe fehlt."),
    ],
)
def test_what_cannot_be_is_refused_with_line_and_remedy(koeln, tmp_path, text, said):
    (fault,) = faults_of(write(tmp_path, text), koeln)
    assert fault.what == said
    assert fault.file == "liste.csv"
    assert fault.row
    assert fault.remedy


def test_turned_degrees_are_told_and_unknown_patterns_refused(koeln, tmp_path):
    path = write(tmp_path, "Einrichtung;Art;lat;lon\nA;IA;6,9;50,9\n")
    assert faults_of(path, koeln)[0].remedy == "Breite und Länge sind vertauscht."
    assert "duesseldorf" in faults_of(path, koeln, muster="dusseldorf")[0].remedy
    assert "gibt es nicht" in faults_of(path, koeln, ohne=("Telefon",))[0].what


@given(st.lists(st.lists(st.text(max_size=8), min_size=1, max_size=6), max_size=8))
def test_any_table_is_a_list_or_refused(cells):
    try:
        read_columns(list(enumerate(cells, 1)), "liste.csv")
    except DataError as error:
        faults = error.faults
    else:
        return
    assert all(fault.remedy for fault in faults)


def test_every_shipped_pattern_maps_to_known_columns_and_every_word_to_one_kind():
    assert set(patterns()) == {"", "duesseldorf"}
    assert kind_of("Städtische Kita") == ""
    assert [kind_of(word) for word in ("Grundschulen", "Jugendmigrationsdienst", "MSO")] == [
        "Schule", "JMD", "MSO",
    ]  # fmt: skip


# The command


def test_the_command_adds_places_to_a_region_without_figures(tmp_path, capsys):
    region = tmp_path / "k"
    assert (
        run(
            [
                "neu",
                str(region),
                "--ebene",
                "stadtteil",
                "--gebiete",
                str(DATA / "koeln/gebiete.geojson"),
            ]
        )
        == 0
    )
    path = write(tmp_path, DUESSELDORF)
    before = path.read_bytes()
    assert run(["standorte", str(region), str(path)]) == 0
    assert "3 Stellen gelesen" in capsys.readouterr().out
    assert len(read_agencies(region / "standorte.csv")) == 3
    first = (region / "standorte.csv").read_bytes()
    assert run(["standorte", str(region), str(path)]) == 0
    assert (region / "standorte.csv").read_bytes() == first
    assert path.read_bytes() == before
    assert run(["standorte", str(region), str(tmp_path / "fehlt.csv")]) == 2
    assert run(["standorte", str(tmp_path), str(path)]) == 2
