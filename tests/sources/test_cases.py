"""Case counts: aggregates are read and checked, cases are refused and not repeated."""

import logging
import random
import runpy
import string
import tempfile
import traceback
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment

from sozialraum.errors import DataError
from sozialraum.sources.cases import read_cases
from sozialraum.sources.own_terms import read_own_terms

DATA = Path(__file__).parents[2] / "data"
HEADER = "jahr;kategorie;auspraegung;anzahl;zaehleinheit"
SMALL = """
2024;gesamt;gesamt;10;fall
2024;ebene;individuell;6;fall
2024;ebene;institutionell;3;fall
2024;ebene;unbekannt;1;fall
2024;machtverhaeltnis;rassismus;8;fall
2024;machtverhaeltnis;sprache;5;fall
2024;stelle;vzae;0,5;vzae
2024;strukturarbeit;fortbildungen;4;veranstaltung
2024;strukturarbeit;teilnehmende;60;teilnehmende
"""
CROSS = "jahr;kategorie;auspraegung;kategorie2;auspraegung2;anzahl;zaehleinheit"


def write(folder: Path, body: str, header: str = HEADER, name: str = "faelle.csv") -> Path:
    path = folder / name
    path.write_text(f"{header}\n{body.strip()}\n", encoding="utf-8")
    return path


def workbook() -> openpyxl.Workbook:
    """A workbook with the sheet of counts alone."""
    book = openpyxl.Workbook()
    book.active.title = "Aggregat"
    for line in [HEADER, *SMALL.strip().splitlines()]:
        book.active.append([int(cell) if cell.isdigit() else cell for cell in line.split(";")])
    return book


def faults_of(path: Path, **options) -> list[str]:
    with pytest.raises(DataError) as caught:
        read_cases(path, **options)
    return [str(fault) for fault in caught.value.faults]


def only_fault(path: Path, **options) -> str:
    (fault,) = faults_of(path, **options)
    return fault


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


def test_with_several_answers_per_case_shares_are_of_cases_and_may_exceed_100_percent(tmp_path):
    cases = read_cases(write(tmp_path, SMALL))
    assert cases.answers("machtverhaeltnis").to_dict() == {2024: 13}
    shares = cases.shares("machtverhaeltnis")[2024]
    assert shares.to_dict() == {"rassismus": 80.0, "sprache": 50.0}
    assert cases.answers("ebene").to_dict() == {2024: 10}


def test_structural_work_has_no_sum(tmp_path):
    with pytest.raises(DataError, match="nicht zusammengezählt"):
        read_cases(write(tmp_path, SMALL)).answers("strukturarbeit")


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
    assert mu03.answers("form").to_dict() == mu03.totals().to_dict()
    assert (mu03.answers("machtverhaeltnis") > 29).all()


def test_the_rows_of_musterstadt_are_made_byte_for_byte():
    made = runpy.run_path(str(DATA / "musterstadt/faelle_herstellen.py"))
    for name, content in made["files"]().items():
        assert (DATA / "musterstadt" / name).read_bytes() == content


def test_a_crosstab_can_be_read_from_both_sides(mu03):
    table = mu03.crosstab("ebene", "form", 2025)
    turned = mu03.crosstab("form", "ebene", 2025)
    assert int(table.to_numpy().sum()) == 29
    pd.testing.assert_frame_equal(table.T, turned, check_names=False)
    assert table.sum(axis=1).to_dict() == mu03.table("ebene")[2025].to_dict()


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
    assert read_cases(path, multiple=["form"]).answers("form").to_dict() == {2024: 7}


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
    table = read_cases(write(tmp_path, right, CROSS)).crosstab("ebene", "form", 2024)
    assert table["unmittelbar"].to_dict() == {"individuell": 3, "strukturell": 2}


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


# What is refused, and what comes out of it: nothing


def _records_beside(book):
    book.create_sheet("Zwetschge").append(["name", "Zwetschge"])


def _person_column_in_the_form(book):
    book.create_sheet("Fälle").append(["Quartal", "Name"])
    book["Fälle"].append([1, "Zwetschge"])


def _phone_in_the_form(book):
    book.create_sheet("Lies mich").append(["Zwetschge 0221 1234567"])


def _comment(book):
    book.active["A2"].comment = Comment("Zwetschge", "Zwetschge")


@pytest.mark.parametrize(
    ("add", "said"),
    [
        (_records_beside, "nicht zur Zählvorlage gehören"),
        (_person_column_in_the_form, "Spalten für Personen oder Akten"),
        (_phone_in_the_form, "Telefonnummern"),
        (_comment, "Kommentare"),
    ],
)
def test_a_workbook_with_more_than_counts_is_refused_and_not_repeated(tmp_path, add, said):
    book, path = workbook(), tmp_path / "faelle.xlsx"
    book.save(path)
    assert read_cases(path).stations
    add(book)
    book.save(path)
    told = only_fault(path)
    assert said in told
    assert "CSV" in told
    assert "Zwetschge" not in told


def test_the_name_that_excel_puts_into_every_file_is_neither_refused_nor_kept(tmp_path):
    book, path = workbook(), tmp_path / "faelle.xlsx"
    book.properties.creator = book.properties.lastModifiedBy = "Zwetschge"
    book.save(path)
    assert "Zwetschge" not in repr(vars(read_cases(path)))


def test_a_kind_of_workbook_that_cannot_be_looked_through_is_refused(tmp_path):
    (tmp_path / "faelle.ods").write_bytes(b"Zwetschge")
    assert "nur .xlsx" in only_fault(tmp_path / "faelle.ods")


@pytest.mark.parametrize(
    "column",
    ["Name", "vorname", "Geburtsdatum", "Adresse", "Straße", "Telefon", "E-Mail", "Mail",
     "Aktenzeichen", "Freitext", "Notiz", "ID", "Fall-ID", "Sachverhalt", "Datum"],
)  # fmt: skip
def test_a_file_with_columns_of_cases_or_persons_is_refused(tmp_path, column):
    rows = "\n".join(f"{row};x" for row in SMALL.strip().splitlines())
    fault = only_fault(write(tmp_path, rows, f"{HEADER};{column}"))
    assert "Fallakten oder Angaben zu Personen" in fault
    assert "zaehlvorlage.xlsx" in fault
    assert column not in fault.replace("Notizen", "")


@pytest.mark.parametrize(
    ("cell", "sign"),
    [
        ("anna@beispiel.de", "Mailadressen"),
        ("0221 1234567", "Telefonnummern"),
        ("+49 171 1234567", "Telefonnummern"),
        ("12.03.2024", "Tage statt Jahre"),
        ("2024-03-12", "Tage statt Jahre"),
        ("Musterstraße 12", "Anschriften"),
        ("Frau Beispiel", "Anreden und Namen"),
        ("Az. 12/24", "Aktenzeichen"),
        ("ADB0815", "lange Nummern"),
        ("Sie kam mit ihrer Tochter und berichtete von dem Gespräch am Schalter", "Texte"),
    ],
)
def test_cells_that_look_like_cases_are_enough(tmp_path, cell, sign):
    fault = only_fault(write(tmp_path, f"{SMALL.strip()}\n2024;ebene;{cell};1;fall"))
    assert sign in fault
    assert cell not in fault


def test_one_row_per_case_is_refused(tmp_path):
    rows = "\n".join(["2024;ebene;individuell;1;fall"] * 12)
    assert "je Zeile ein Fall" in only_fault(write(tmp_path, rows))
    assert "je Zeile ein Fall" in only_fault(write(tmp_path, f"2024;gesamt;;12;fall\n{rows}"))


def test_a_station_of_its_own_in_every_row_is_an_identifier(tmp_path):
    rows = "\n".join(f"AB-{at:03};2024;gesamt;;{at + 2};fall" for at in range(9))
    assert "je Zeile ein Fall" in only_fault(write(tmp_path, rows, f"stelle;{HEADER}"))


def test_a_column_that_is_not_known_is_enough_to_refuse(tmp_path):
    fault = only_fault(write(tmp_path, "2024;gesamt;;1;fall;x", f"{HEADER};sonderspalte"))
    assert "nicht genau die Spalten" in fault
    assert "sonderspalte" not in fault


TOKENS = 200


def refused_files(folder: Path, tokens: list[str]) -> list[Path]:
    """Files of many shapes with every token somewhere; each of them is refused."""
    dice, paths = random.Random(5), []

    def add(name: str, content: bytes) -> None:
        (folder / name).write_bytes(content)
        paths.append(folder / name)

    for number, at in enumerate(range(0, TOKENS, 20)):
        part = tokens[at : at + 20]
        people = "\n".join(
            f"2024;{a};{b};1;fall" for a, b in zip(part[::2], part[1::2], strict=True)
        )
        body = SMALL.strip()
        long = " ".join(part)
        texts = [
            f"jahr;name;vorname;anzahl;zaehleinheit\n{people}",
            f"{HEADER}\n{people}",
            f"{';'.join(part)}\n{people}",
            f"{HEADER}\n{body}\n2024;ebene;{long};1;fall",
            f"{HEADER}\n{body}\n" + "\n".join(f"2024;ebene;{one};1;fall" for one in part),
            f"{HEADER}\n{body}\n" + "\n".join(f"{one};ebene;individuell;1;fall" for one in part),
            f"{HEADER}\n{body}\n" + "\n".join(f"2024;ebene;individuell;{one};fall" for one in part),
            f"{HEADER}\n{body}\n" + "\n".join(f"2024;ebene;individuell;1;{one}" for one in part),
            f"stelle;{HEADER}\n" + "\n".join(f"{one};2024;gesamt;;9;fall" for one in part),
            f"{HEADER}\n{body};{';'.join(part)}",
            f'{HEADER}\n2024;"{long}\n{body}',
            f"{HEADER}\n{long} kÃ¶nnen\n{body}",
            f"jahr,kategorie,auspraegung\n{','.join(part)}",
        ]
        for which, text in enumerate(texts):
            add(f"f{number}-{which}.csv", text.encode("utf-8"))
        add(f"f{number}-utf16.csv", texts[1].encode("utf-16"))
        add(f"f{number}-bytes.csv", texts[1].encode() + b"\x81\x8d" + long.encode())
        add(f"f{number}-null.csv", texts[1].encode() + b"\0")
        add(f"f{number}-kaputt.xlsx", b"PK" + long.encode())
        for sheets in (["Blatt"], ["Aggregat", dice.choice(part)], part[:2]):
            book = openpyxl.Workbook()
            book.remove(book.active)
            for sheet in sheets:
                page = book.create_sheet(sheet)
                for row in texts[1].splitlines():
                    page.append(row.split(";"))
            name = f"f{number}-{len(sheets)}-{sheets[0] in part}.xlsx"
            book.save(folder / name)
            paths.append(folder / name)
    return paths


def told_by(error: BaseException) -> str:
    """All that an error can tell: texts, attributes, causes, locals of every frame of ours."""
    parts: list[str] = []
    seen: BaseException | None = error
    while seen is not None:
        parts += [str(seen), repr(seen), repr(seen.args), repr(vars(seen))]
        made = traceback.TracebackException.from_exception(seen, capture_locals=True)
        made.stack = traceback.StackSummary.from_list(
            frame for frame in made.stack if Path(frame.filename) != Path(__file__)
        )
        made.__cause__ = made.__context__ = None
        parts += list(made.format())
        assert seen.__cause__ is None
        seen = seen.__context__
    return "\n".join(parts)


def test_of_200_tokens_in_refused_files_none_comes_out_anywhere(
    tmp_path, monkeypatch, caplog, capfd
):
    dice = random.Random(42)
    tokens = ["".join(dice.choices(string.ascii_letters, k=9)) for _ in range(TOKENS)]
    source, other = tmp_path / "abgelehnt", tmp_path / "sonst"
    source.mkdir()
    other.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(other))
    monkeypatch.chdir(other)
    caplog.set_level(logging.DEBUG)
    told = []
    for path in refused_files(source, tokens):
        for reader in (read_cases, read_own_terms):
            with pytest.raises(DataError) as caught:
                reader(path)
            told.append(told_by(caught.value))
    output = capfd.readouterr()
    everything = "\n".join([*told, caplog.text, output.out, output.err])
    assert len(told) == 2 * 20 * TOKENS // 20
    assert [token for token in tokens if token.casefold() in everything.casefold()] == []
    assert list(other.iterdir()) == []


@given(
    cells=st.lists(st.text(st.characters(codec="utf-8"), max_size=30), min_size=5, max_size=5),
    secret=st.text("jqwxyz", min_size=12, max_size=16),
)
def test_whatever_stands_in_a_row_is_read_or_refused_and_never_repeated(
    tmp_path_factory, cells, secret
):
    path = tmp_path_factory.mktemp("zeile") / "faelle.csv"
    row = ";".join([*cells[:2], f"{cells[2]}{secret}", *cells[3:]])
    path.write_text(f"{HEADER}\n{SMALL.strip()}\n{row}\n", encoding="utf-8", newline="")
    with pytest.raises(DataError) as caught:
        read_cases(path)
    assert secret not in told_by(caught.value)
