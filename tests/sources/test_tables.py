"""The long table: what goes in comes out, what is wrong is shown with its line."""

import errno
import math
import re
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialraum.errors import DataError
from sozialraum.sources.tables import (
    COLUMNS,
    parse_cell,
    read_kennzahlen,
    read_rows,
    read_text,
    write_kennzahlen,
)

HEAD = ";".join(COLUMNS)


def file(folder: Path, content: str | bytes, name: str = "kennzahlen.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode("utf-8-sig") if isinstance(content, str) else content)
    return path


def table(folder: Path, *rows: str) -> Path:
    return file(folder, "\n".join([HEAD, *rows]) + "\n")


def faults(path: Path) -> list[tuple[int | None, str]]:
    with pytest.raises(DataError) as caught:
        read_kennzahlen(path)
    assert all(fault.remedy for fault in caught.value.faults)
    return [(fault.row, fault.column) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("12,5", (12.5, "")), ("1.044.555", (1044555.0, "")), ("0", (0.0, "")), ("-", (0.0, "-"))],
)
def test_a_cell_is_a_german_number_or_a_nought(cell, expected):
    assert parse_cell(cell) == expected


@pytest.mark.parametrize("sign", [".", "x", "/", "..."])
def test_four_signs_have_no_value_and_stay_apart(sign):
    value, kept = parse_cell(sign)
    assert math.isnan(value)
    assert kept == sign


@pytest.mark.parametrize("cell", ["", "1.5", "12 %", "k. A.", "1,234.5", "9" * 400])
def test_anything_else_is_no_cell(cell):
    with pytest.raises(ValueError):  # noqa: PT011 - the text is the caller's matter
        parse_cell(cell)


def test_a_point_between_thousands_is_never_read_as_a_decimal_point(tmp_path):
    path = table(tmp_path, "05315;2024;31.12.2024;bevoelkerung;1.234;;amt")
    frame = read_kennzahlen(path)
    assert frame.index.tolist() == [2]  # the line, for errors that are found later
    assert frame.to_dict("records") == [
        {
            "gebiet": "05315",
            "jahr": 2024,
            "stand": "2024-12-31",
            "merkmal": "bevoelkerung",
            "wert": 1234.0,
            "zeichen": "",
            "quelle": "amt",
        }
    ]


def test_a_sign_may_stand_in_its_own_column_or_in_place_of_the_value(tmp_path):
    path = table(
        tmp_path,
        "a;2024;2024;m;;.;amt",
        "b;2024;2024;m;-;;amt",
        "c;2024;2024;m;0;0;amt",
        "d;2024;2024;m;0;;amt",
    )
    frame = read_kennzahlen(path)
    assert frame["zeichen"].tolist() == [".", "-", "0", ""]
    assert frame["wert"].fillna(-1).tolist() == [-1, 0, 0, 0]


def test_all_faults_of_a_file_are_shown_at_once(tmp_path):
    path = table(
        tmp_path,
        "05315;2024;2024;bevoelkerung;1.5;;amt",  # a decimal point
        "05315;24;2024;bevoelkerung;7;;amt",  # no year
        "05315;2023;31.02.2023;bevoelkerung;7;;amt",  # no such day
        "05315;2022;2022;bevoelkerung;viele;;amt",  # text in a number column
        "05315;2021;2021;bevoelkerung;;?;amt",  # unknown sign
        "05315;2020;2020;bevoelkerung;;;amt",  # empty is not nought
        "05315;2019;2019;bevoelkerung;5;.;amt",  # value and sign contradict each other
        "05315;2018;2018;bevoelkerung;5;;",  # nobody says so
        ";2017;2017;bevoelkerung;5;;amt",  # nowhere
        "05315;2016;2016;bevoelkerung;5;;amt",
        "05315;2016;2016;bevoelkerung;6;;amt",  # twice
    )
    assert faults(path) == [
        (2, "wert"),
        (3, "jahr"),
        (4, "stand"),
        (5, "wert"),
        (6, "zeichen"),
        (7, "wert"),
        (8, "wert"),
        (9, "quelle"),
        (10, "gebiet"),
        (12, "gebiet, jahr, merkmal"),
    ]


def test_missing_columns_are_named_with_what_they_may_have_been_called(tmp_path):
    path = file(tmp_path, "gebiet;jahr;stand;merkmale;wert;zeichen\n1;2024;2024;m;1;\n")
    with pytest.raises(DataError, match=r"„merkmal“ fehlt.*„merkmale“") as caught:
        read_kennzahlen(path)
    assert len(caught.value.faults) == 2


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "leer"),
        (b"\xef\xbb\xbf\r\n", "leer"),
        (HEAD.encode(), "keine Zahl"),
        (HEAD.encode("utf-16"), "Zeichenkodierung"),
        (b"PK\x03\x04\x00\x00", "keine Textdatei"),
        (f"{HEAD}\nKÃ¶ln;2024;2024;m;1;;amt".encode(), "Zeile 2.*Zeichenkodierung"),
        (f"{HEAD}\nÃ–dingen;2024;2024;m;1;;amt".encode(), "Zeile 2.*Zeichenkodierung"),
        (f"{HEAD}\nÃœbach;2024;2024;m;1;;amt".encode(), "Zeile 2.*Zeichenkodierung"),
        (f"{HEAD}\nKöln;2024;2024;m;1;;amt".encode("cp850"), "Zeile 2.*Zeichenkodierung"),
    ],
)
def test_a_file_that_is_empty_or_no_readable_text_says_so(tmp_path, content, says):
    with pytest.raises(DataError, match=f"(?s){says}") as caught:
        read_kennzahlen(file(tmp_path, content))
    assert all(fault.remedy for fault in caught.value.faults)


def test_a_quotation_mark_in_a_name_is_broken_in_dos_text_but_not_in_utf_8(tmp_path):
    row = f"{HEAD}\nHaus„Brücke“ e.V.;2024;2024;m;1;;amt"
    for encoding in ("utf-8", "utf-8-sig"):
        frame = read_kennzahlen(file(tmp_path, row.encode(encoding)))
        assert frame["gebiet"].tolist() == ["Haus„Brücke“ e.V."]
    with pytest.raises(DataError, match=r"Zeile 2.*Zeichenkodierung"):
        read_kennzahlen(file(tmp_path, row.encode("cp1252")))  # reads like K”ln


def test_cells_beyond_the_header_are_a_fault_with_their_row(tmp_path):
    path = table(
        tmp_path, "a;2024;2024;m;1;;amt;;", "b;2024;2024;m;1;;amt;8;", "c;24;2024;m;1;;amt"
    )
    assert faults(path) == [(3, ""), (4, "jahr")]


def test_a_column_twice_is_a_fault(tmp_path):
    path = file(tmp_path, f"{HEAD};Wert\na;2024;2024;m;1;;amt;2\n")
    assert faults(path) == [(1, "wert")]


def test_a_share_with_a_decimal_point_is_not_read_as_thousands(tmp_path):
    assert faults(table(tmp_path, "a;2024;2024;gisd_score;0.269;;amt")) == [(2, "wert")]


ENGLISH = re.compile(
    r"\b(the|not|file|larger|than|invalid|denied|permission|expected|could|zip)\b", re.IGNORECASE
)


def refuse(*_, **__):
    raise PermissionError(errno.EACCES, "Permission denied")


def test_what_libraries_and_the_system_say_in_english_is_said_in_german(tmp_path, monkeypatch):
    workbook = tmp_path / "kennzahlen.xlsx"
    workbook.write_bytes(b"PK\x03\x04 is no zip archive")
    endless = file(tmp_path, f'{HEAD}\na;2024;2024;"m{"x" * 140_000}')
    said = []
    for path in (workbook, endless):
        with pytest.raises(DataError) as caught:
            read_kennzahlen(path)
        said += caught.value.faults
    monkeypatch.setattr(Path, "read_bytes", refuse)
    for path in (workbook, endless):
        with pytest.raises(DataError) as caught:
            read_kennzahlen(path)
        said += caught.value.faults
    assert [fault.row for fault in said] == [None, 2, None, None]
    assert "die Berechtigung fehlt" in said[2].what
    assert not [fault for fault in said if ENGLISH.search(f"{fault.what} {fault.found}")]
    assert all(fault.remedy for fault in said)


def test_a_failed_write_leaves_what_was_there(tmp_path, monkeypatch):
    path = table(tmp_path, "a;2024;2024;m;1;;amt")
    before, frame = path.read_bytes(), read_kennzahlen(path)
    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(DataError, match="nicht schreiben: die Berechtigung fehlt"):
        write_kennzahlen(frame.assign(wert=2.0), path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["kennzahlen.csv"]
    assert path.read_bytes() == before


def test_a_missing_file_says_so(tmp_path):
    with pytest.raises(DataError, match="nicht vorhanden"):
        read_kennzahlen(tmp_path / "kennzahlen.csv")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252"])
def test_text_is_read_in_each_encoding_that_offices_use(tmp_path, encoding):
    path = file(tmp_path, "Köln;1 €".encode(encoding))
    assert read_text(path) == ("Köln;1 €", encoding)


def test_rows_keep_the_line_at_which_they_begin(tmp_path):
    path = file(tmp_path, 'a;"b\nc"\n\nd;"e;f"\n')
    assert read_rows(path) == [(1, ["a", "b\nc"]), (4, ["d", "e;f"])]


def test_a_workbook_is_read_like_the_text_file(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active.append(list(COLUMNS))
    workbook.active.append([101, 2012, pd.Timestamp("2012-12-31"), "quote", 9.25, None, "amt"])
    workbook.save(tmp_path / "kennzahlen.xlsx")
    frame = read_kennzahlen(tmp_path / "kennzahlen.xlsx")
    expected = table(tmp_path, "101;2012;2012-12-31;quote;9,25;;amt")
    pd.testing.assert_frame_equal(frame, read_kennzahlen(expected))


@given(content=st.binary(max_size=300))
def test_a_workbook_of_any_bytes_raises_nothing_but_a_data_error(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "kaputt.xlsx"
    path.write_bytes(content)
    with pytest.raises(DataError):
        read_kennzahlen(path)


texts = st.text("abcäöüß;\"' |01", min_size=1, max_size=8).map(lambda t: f"m{t}z")
values = st.integers(-(10**9), 10**12) | st.floats(0.001, 1e6).map(lambda x: round(x, 5))
cells = st.tuples(values, st.just("")) | st.sampled_from(
    [(0.0, "-"), (0.0, "0"), (math.nan, "."), (math.nan, "x"), (math.nan, "/"), (math.nan, "...")]
)
figures = st.tuples(texts, st.integers(1900, 2100), texts, cells)


@settings(max_examples=25)
@given(rows=st.lists(figures, min_size=1, unique_by=lambda row: row[:3]), seed=st.randoms())
def test_what_is_written_is_read_again_and_the_order_changes_no_byte(tmp_path_factory, rows, seed):
    folder = tmp_path_factory.getbasetemp()
    records = [(g, y, str(y), m, float(w), sign, "amt") for g, y, m, (w, sign) in rows]
    frame = pd.DataFrame(records, columns=list(COLUMNS))
    write_kennzahlen(frame, folder / "a.csv")
    read = read_kennzahlen(folder / "a.csv")
    expected = frame.sort_values(["merkmal", "gebiet", "jahr"], ignore_index=True)
    pd.testing.assert_frame_equal(read.reset_index(drop=True), expected)
    seed.shuffle(records)
    write_kennzahlen(pd.DataFrame(records, columns=list(COLUMNS)), folder / "b.csv")
    assert (folder / "a.csv").read_bytes() == (folder / "b.csv").read_bytes()


def test_the_file_has_a_byte_order_mark_semicolons_commas_and_line_feeds(tmp_path):
    frame = read_kennzahlen(table(tmp_path, "b;2024;2024;m;-;;amt", "a;2024;2024;m;9,10;;amt"))
    write_kennzahlen(frame, tmp_path / "neu.csv")
    written = (tmp_path / "neu.csv").read_bytes()
    assert written == f"\ufeff{HEAD}\na;2024;2024;m;9,1;;amt\nb;2024;2024;m;0;-;amt\n".encode()


def test_a_table_that_could_not_be_read_again_is_not_written(tmp_path):
    frame = read_kennzahlen(table(tmp_path, "a;2024;2024;m;1;;amt"))
    with pytest.raises(DataError, match="stehen schon in Zeile 2"):
        write_kennzahlen(pd.concat([frame, frame]), tmp_path / "neu.csv")
    with pytest.raises(DataError, match="Zeile 2, Spalte „wert“"):
        write_kennzahlen(frame.assign(wert=math.nan), tmp_path / "neu.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["kennzahlen.csv"]


def test_a_folder_that_cannot_be_written_to_says_so(tmp_path):
    frame = read_kennzahlen(table(tmp_path, "a;2024;2024;m;1;;amt"))
    with pytest.raises(DataError, match="lässt sich nicht schreiben"):
        write_kennzahlen(frame, tmp_path / "gibt-es-nicht" / "kennzahlen.csv")
