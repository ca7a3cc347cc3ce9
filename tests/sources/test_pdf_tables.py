"""Tables of PDF files: those with lines are read, all others are refused."""

import sys

import pytest
import typst

from sozialraum.errors import DataError
from sozialraum.sources.pdf_tables import read_pdf_table

HEAD = "table.header([Einrichtung], [Straße], [PLZ], [Ort]),"
ROWS = "[Integrationsagentur Mitte], [Weg 1], [50667], [Köln],"


def pdf(folder, body, name="liste.pdf"):
    path = folder / name
    source = folder / "liste.typ"
    source.write_text(f"#set page(width: 15cm, height: 6cm)\n{body}", encoding="utf-8")
    typst.compile(str(source), output=str(path))
    return path


def table(rows, head=HEAD, **options):
    said = "".join(f"{name}: {value}, " for name, value in options.items())
    return f"#table(columns: (4cm, 3cm, 2cm, 3cm), {said}{head} {rows})"


def fault_of(path):
    with pytest.raises(DataError) as caught:
        read_pdf_table(path)
    (fault,) = caught.value.faults
    return fault


def test_a_table_over_pages_has_one_header_and_whole_cells(tmp_path):
    pytest.importorskip("pdfplumber")
    rows = ROWS + "[Agentur für Integrations-\\ begleitung und mehr], [Gasse 2], [50668], [Köln],"
    path = pdf(tmp_path, "= Liste\n" + table(rows * 6))
    found = read_pdf_table(path)
    assert len(found) == 13
    assert found[0] == (1, ["Einrichtung", "Straße", "PLZ", "Ort"])
    assert found[1][1] == ["Integrationsagentur Mitte", "Weg 1", "50667", "Köln"]
    assert found[2][1][0] == "Agentur für Integrationsbegleitung und mehr"


def test_tables_without_lines_and_pages_without_text_are_refused(tmp_path):
    pytest.importorskip("pdfplumber")
    assert "keine Tabelle mit Linien" in fault_of(pdf(tmp_path, table(ROWS, stroke="none"))).what
    assert "eingescannt" in fault_of(pdf(tmp_path, "#rect()")).what


def test_a_second_table_with_other_columns_is_refused(tmp_path):
    pytest.importorskip("pdfplumber")
    other = "#table(columns: 2, [a], [b], [c], [d])"
    fault = fault_of(pdf(tmp_path, f"{table(ROWS)}\n\n{other}"))
    assert fault.what == "Die 2. Tabelle hat andere Spalten als die erste."


def test_what_is_no_pdf_is_refused(tmp_path):
    pytest.importorskip("pdfplumber")
    path = tmp_path / "kaputt.pdf"
    path.write_bytes(b"%PDF-1.7\nnichts")
    assert fault_of(path).what == "Die Datei lässt sich nicht als PDF lesen."


def test_without_the_reader_the_user_is_told_what_to_install(tmp_path, monkeypatch):
    path = tmp_path / "liste.pdf"
    path.write_bytes(b"%PDF-1.7")
    monkeypatch.setitem(sys.modules, "pdfplumber", None)
    assert "pdfplumber" in fault_of(path).remedy
