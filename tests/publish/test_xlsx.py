"""The workbook has real numbers and no formulas, whatever stands in a name."""

import io
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialraum.display.blocks import Column, Heading, Table
from sozialraum.formats import write_value
from sozialraum.publish.document import Document, read_document
from sozialraum.publish.items import Grid, grid_from_table, styled
from sozialraum.publish.xlsx import render_xlsx
from sozialraum.publish.xlsx_numbers import Number, read_cell, read_column
from tests.publish.conftest import EVIL, code, notebook, text
from tests.publish.readers import as_shown

RIGHT, LEFT = Column("Wert", "right"), Column("Wort")
FORMULAS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1",
    '=HYPERLINK("http://a")',
    EVIL,
)


def opened(document):
    return openpyxl.load_workbook(io.BytesIO(render_xlsx(document)))


def of(*rows, heads=(LEFT, RIGHT), caption="Zahlen", **more):
    return grid_from_table(Table(caption, heads, rows, **more))


def body(sheet):
    """The table of a sheet without what stands above and below it."""
    head = int(sheet.print_title_rows.split(":")[0].strip("$"))
    return [[c.value for c in row] for row in sheet.iter_rows(min_row=head)]


@pytest.mark.parametrize(
    ("text", "value", "decimals", "unit"),
    [
        ("1.234,5\u202f%", 1234.5, 1, "%"),
        ("−0,5", -0.5, 1, ""),
        ("+701\u202f€", 701, 0, "€"),
        ("2025", 2025, 0, ""),
        ("9,0\u202fPp.", 9, 1, "Pp."),
        ("20,0\u202fje 1.000", 20, 1, "je 1.000"),
        ("−5,8\u202f% †", -5.8, 1, "% †"),
        ("0", 0, 0, ""),
    ],
)
def test_a_number_is_read_with_its_unit_and_shown_as_it_was(text, value, decimals, unit):
    read = read_cell(text)
    assert (read.value, read.decimals, read.unit) == (value, decimals, unit)
    assert as_shown(read.value, read.form) == text


@pytest.mark.parametrize(
    "text",
    ["–", "•", "x", "/", ".", "...", "-", "", "05315", "1.5", "31.12.2024", "605 von 10.380",
     "15,8 bis 16,0", "rund 3 km", "≈ 621.000", "12 (2019)", "1.2345", "0221 123", "1e5", "12a",
     "12345678901234567"],
)  # fmt: skip
def test_what_is_no_clear_number_stays_text(text):
    assert read_cell(text) == text


@given(
    st.floats(-1e9, 1e9), st.sampled_from(["", "%", "€", "Pp.", "km"]), st.integers(0, 3),
    st.booleans(),
)  # fmt: skip
def test_every_number_that_the_reports_write_is_read_back(value, unit, decimals, sign):
    text = write_value(value, unit, decimals, sign=sign)
    read = read_cell(text)
    assert isinstance(read, Number)
    assert abs(read.value - value) <= 0.51 * 10**-decimals
    assert as_shown(read.value, read.form) == text


def test_a_unit_of_all_numbers_goes_into_the_head_and_mixed_ones_stay_in_the_cells():
    unit, cells = read_column(RIGHT, ["9,1\u202f%", "–", "12,0\u202f%"], german=True)
    assert (unit, [getattr(c, "value", c) for c in cells]) == ("%", [9.1, "–", 12.0])
    unit, cells = read_column(RIGHT, ["9,1\u202f%", "1.024.621"], german=True)
    assert (unit, [cell.unit for cell in cells]) == ("", ["%", ""])


def test_keys_and_dates_stay_text_and_numbers_in_a_left_column_only_if_they_are_clear():
    assert read_column(LEFT, ["50667", "51063"], german=True)[1] == ("50667", "51063")
    assert read_column(RIGHT, ["2025", "31.12.2024"], german=True)[1] == ("2025", "31.12.2024")
    assert [c.value for c in read_column(LEFT, ["1.024,5", "3"], german=True)[1]] == [1024.5, 3]


def test_numbers_of_another_program_are_not_taken_for_german_ones():
    assert read_column(RIGHT, ["0.269", "1.234"], german=False)[1] == ("0.269", "1.234")
    assert read_column(RIGHT, ["1.234"], german=False)[1] == ("1.234",)
    assert read_column(RIGHT, ["1.234", "0,5"], german=False)[1][0].value == 1234
    assert read_column(RIGHT, ["1.234"], german=True)[1][0].value == 1234


def test_the_same_document_gives_the_same_bytes_without_a_clock(report):
    content = render_xlsx(read_document(report))
    assert content == render_xlsx(read_document(report))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2000-01-01T00:00:00Z" in parts.read("docProps/core.xml")


def test_nothing_is_a_formula(tmp_path):
    heads = (Column("=A1"), Column("@B", "right", "=%"))
    grid = of(*((name, name) for name in FORMULAS), heads=heads, caption="=C1", source="=D1",
              note="+E1")  # fmt: skip
    made = Document(
        "=F1", (Heading(1, "=G1"), grid), "=H1", (("=I1", "=J1"),), notice="=K1", invented=True
    )
    content = render_xlsx(made)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheets = [parts.read(n).decode() for n in parts.namelist() if "/worksheets/" in n]
    assert len(sheets) == 3
    assert not any("<f>" in sheet or "<f " in sheet for sheet in sheets)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert [row[0] for row in body(book["Tabelle 1"])[1:6]] == [
        "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1",
    ]  # fmt: skip
    for sheet in book:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            assert cell.data_type != "f"
            if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@", "\t")):
                assert cell.quotePrefix, cell.value  # stays text when somebody edits it


def test_each_table_has_its_sheet_and_the_first_one_leads_there(report):
    book = opened(read_document(report))
    assert book.sheetnames == [
        "Inhalt", "Tabelle 1", "Tabelle 2", "Ohne Nummer 1", "Ohne Nummer 2", "Definitionen",
    ]  # fmt: skip
    rows = body(book["Inhalt"])
    assert rows[0] == ["Blatt", "Überschrift", "Kapitel", "Zeilen"]
    assert [row[0] for row in rows[1:]] == book.sheetnames[1:-1]
    links = [c.hyperlink.location for c in book["Inhalt"]["A"] if c.hyperlink]
    assert links == [f"'{name}'!A1" for name in book.sheetnames[1:-1]]


def test_every_sheet_says_that_the_place_is_invented_on_screen_and_on_paper(report):
    document = read_document(report)
    for sheet in opened(document):
        assert sheet["A3"].value == document.page_line
        assert sheet.oddHeader.center.text == document.page_line
        assert "&P" in sheet.oddFooter.right.text


def test_a_sheet_is_ready_to_be_printed_and_its_head_stays_in_sight(report):
    sheet = opened(read_document(report))["Tabelle 1"]
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth) == (9, 1)
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A6", "$5:$5")
    assert sheet.auto_filter.ref == "A5:C7"


def test_definitions_come_from_the_annex_and_the_remarks_below_tables():
    node = notebook(
        text("# Lage"),
        code(Table("Eins", (LEFT, RIGHT), (("a", "1"),), note="ohne Bruch")),
        text("# Anhang: Kennzahlen\n\nAuswahl: fünf Kennzahlen."),
        code(Table("Was", (LEFT, Column("Zähler"), Column("Nenner")), (("Quote", "x", "–"),))),
    )
    rows = body(opened(read_document(node))["Definitionen"])
    assert rows[0] == ["Begriff", "Erklärung", "Steht in"]
    assert ["–", "keine Zahl vorhanden", None] in rows
    assert ["Auswahl", "fünf Kennzahlen.", "Anhang"] in rows
    assert ["Quote", "Zähler: x", "Tabelle 2"] in rows
    assert ["Anmerkung", "ohne Bruch", "Tabelle 1"] in rows


@pytest.mark.parametrize(
    "items",
    [(), (Grid((), ()),), (of(),), (of(("a\x0b" * 40_000, "1")),), (of(*[("a", "1")] * 3000),)],
    ids=["leer", "ohne Spalten", "ohne Zeilen", "lange Zelle", "lang"],
)
def test_odd_documents_become_workbooks(items):
    book = opened(Document("T" * 400, items, notice="&D " * 200))
    assert book.sheetnames[0] == "Inhalt"


def test_a_typed_table_has_numbers_too():
    node = notebook(text("| Ort | Anteil |\n|---|---:|\n| Mitte | 12,5 % |\n| Ost | – |"))
    assert body(opened(read_document(node))["Ohne Nummer 1"])[:3] == [
        ["Ort", "Anteil (%)"], ["Mitte", 12.5], ["Ost", "–"],
    ]  # fmt: skip


def test_links_and_gaps_in_cells_are_text():
    grid = Grid((LEFT,), ((styled("[FACHKRAFT: wer?]"),),))
    assert body(opened(Document("T", (grid,)))["Ohne Nummer 1"])[1] == ["[FACHKRAFT: wer?]"]


def test_a_footnote_in_a_cell_stands_below_the_table_and_the_number_stays_one():
    node = notebook(text("| Ort | Zahl |\n|---|---:|\n| Ost | 12,5[^1] |\n\n[^1]: =geschätzt"))
    sheet = opened(read_document(node))["Ohne Nummer 1"]
    assert body(sheet)[1][:2] == ["Ost", 12.5]
    assert "Fußnote: =geschätzt" in [cell.value for cell in sheet["A"]]


def test_letters_that_excel_would_take_for_the_number_of_one_stay_letters():
    content = render_xlsx(Document("T", (of(("_x0041_ und _x", "1")),)))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        written = "".join(parts.read(n).decode() for n in parts.namelist() if n.endswith(".xml"))
    assert ">_x005F_x0041_ und _x</t>" in written
    assert ">_x0041_" not in written


def test_a_table_of_somebody_elses_program_is_not_taken_for_german_because_of_its_caption():
    html = "<table><caption>Zahlen</caption><tr><th>a</th></tr><tr><td>1.234</td></tr></table>"
    sheet = opened(read_document(notebook(code({"text/html": html}))))["Tabelle 1"]
    assert body(sheet)[1] == ["1.234"]
