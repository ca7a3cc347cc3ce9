"""Files that look like cases or persons are refused, and nothing of them comes out."""

import logging
import tempfile
import traceback
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment

from sozialraum.errors import DataError
from sozialraum.sources.cases import read_cases
from sozialraum.sources.own_terms import read_own_terms
from tests.sources.count_tables import (
    HEADER,
    SMALL,
    only_fault,
    refused_files,
    tokens_of,
    workbook,
    write,
)


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


@pytest.mark.parametrize("separator", [",", "\t"])
def test_another_separator_is_named_and_nothing_is_repeated(tmp_path, separator):
    path = write(tmp_path, SMALL.replace(";", separator), HEADER.replace(";", separator))
    fault = only_fault(path)
    assert "nicht das Semikolon" in fault
    assert "individuell" not in fault


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
    tokens = tokens_of(42)
    source, other = tmp_path / "abgelehnt", tmp_path / "sonst"
    source.mkdir()
    other.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(other))
    monkeypatch.chdir(other)
    caplog.set_level(logging.DEBUG)
    told, files = [], 0
    for path in refused_files(source, tokens):
        files += 1
        for reader in (read_cases, read_own_terms):
            with pytest.raises(DataError) as caught:
                reader(path)
            told.append(told_by(caught.value))
    output = capfd.readouterr()
    everything = "\n".join([*told, caplog.text, output.out, output.err])
    assert len(told) == 2 * files > 500
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
