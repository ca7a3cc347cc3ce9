"""What stands in a file: encodings, delimiters, kinds of files."""

import codecs
import zipfile

import pytest

from sozialraum.errors import DataError
from sozialraum.sources.incoming.raw import read_raw

TEXT = "Nr;Stadtteil;Einwohner\r\n101;Altstadt/Süd;27732\r\n304;Sülz;36.000\r\n"


def cells(path) -> list[list[str]]:
    return [row for _, row in read_raw(path)[0].rows]


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("cp1252"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode().decode("cp1252").encode(),
        TEXT.replace("\r\n", "\n").encode(),
        TEXT.replace("\r\n", "\r").encode(),
        TEXT.replace(";", "\t").encode(),
        TEXT.replace(";", ",").encode(),
        TEXT.replace(";", "|").encode(),
        ("sep=;\r\n" + TEXT).encode(),
    ],
    ids=[
        *("utf8", "bom", "cp1252", "utf16", "utf16le", "utf16be", "twice", "lf", "cr"),
        *("tab", "comma", "pipe", "sep"),
    ],
)
def test_the_same_table_comes_out_of_every_encoding_delimiter_and_line_end(tmp_path, data):
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    assert cells(path)[1:] == [["101", "Altstadt/Süd", "27732"], ["304", "Sülz", "36.000"]]


def test_repairs_of_the_encoding_are_told(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.encode().decode("cp1252").encode())
    assert "Doppelt kodierte Umlaute" in read_raw(path)[0].notes[0]
    path.write_bytes(TEXT.encode("cp1252"))
    assert read_raw(path)[0].notes == ("Als Windows-1252 gelesen.",)


def test_lines_are_those_of_the_file_also_behind_cells_of_several_lines(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('sep=;\nA;"B\nC"\n\n1;2\n', encoding="utf-8")
    assert [line for line, _ in read_raw(path)[0].rows] == [2, 5]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "leer"),
        (b"\xef\xbb\xbf \r\n", "leer"),
        (b"abc\0def;ghi\n1;2\n", "Zeichenkodierung"),
        ("K”ln;M�nchen\n1;2".encode(), "Zeichenkodierung"),
        (b"<!DOCTYPE html><html>Fehler 404</html>", "Internetseite"),
        (b"nur eine Spalte\n12\n13\n", "Spalten teilen"),
        (b"PK\x03\x04 keine Mappe", "Arbeitsmappe"),
        (b'a;b\n1;"2\n3;4\n' + b"x" * 200_000, "nimmt kein Ende"),
        (b'a;b\n1;"2\n3;4\n', "nimmt kein Ende"),
    ],
)
def test_what_is_no_table_is_refused_in_german(tmp_path, data, words):
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    with pytest.raises(DataError, match=words):
        list(read_raw(path)[0].rows)


def test_a_file_that_is_missing_or_a_folder_is_refused(tmp_path):
    for path, words in ((tmp_path / "fehlt.csv", "nicht vorhanden"), (tmp_path, "ein Ordner")):
        with pytest.raises(DataError, match=words):
            read_raw(path)


def test_tables_in_a_zip_and_pdf_files_are_refused_with_the_right_remedy(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("einwohner.csv", "Nr;Einwohner\n101;5\n")
    with pytest.raises(DataError, match=r"Das zip enthält Tabellen.*einwohner.csv.*Entpacken"):
        read_raw(tmp_path / "a.zip")
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n")
    with pytest.raises(DataError, match=r"PDF-Datei.*als Excel-Datei erbitten"):
        read_raw(tmp_path / "a.pdf")


def test_the_first_bytes_say_what_a_file_is_not_its_name(tmp_path, shared):
    path = tmp_path / "a.csv"
    path.write_bytes((shared / "data/raw/inkar/E_Haushaltseinkommen.xls").read_bytes())
    assert read_raw(path)[0].sheet == "Daten"
    text = tmp_path / "a.xls"
    text.write_text(TEXT, encoding="utf-8")
    assert "Arbeitsmappe, ist aber Text" in read_raw(text)[0].notes[-1]
