"""The count form: rows of codes in, exactly the table of counts out."""

import io
import re
import runpy
import shutil
import subprocess
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from sozialraum.errors import DataError, PublishError
from sozialraum.publish.count_form import ROWS, count_form, write_count_form
from sozialraum.publish.count_formulas import CASES, STATION, Sheet, entries
from sozialraum.sources.cases import COLUMNS, read_cases
from sozialraum.sources.categories import categories
from sozialraum.sources.count_books import FORM_SHEETS, SHEET

TOWN = Path(__file__).parents[2] / "data/musterstadt"
MADE = runpy.run_path(str(TOWN / "faelle_herstellen.py"))
YEAR, AT = 2025, 4
KEY = list(COLUMNS[:6])


@pytest.fixture(scope="module")
def form() -> bytes:
    return count_form(year=YEAR, station="MU-03")


@pytest.fixture(scope="module")
def filled(form) -> openpyxl.Workbook:
    """The form with the 29 drawn cases of a year, one of them with an answer twice."""
    book = openpyxl.load_workbook(io.BytesIO(form))
    page = book[CASES]
    for line, case in enumerate(MADE["draw"]()[YEAR], 2):
        for category in {column.category.code: column.category for column in COLUMNS_OF}.values():
            for column, code in zip(slots(category.code), case[category.code], strict=False):
                blank = code == category.leer and line % 2  # half of them say nothing instead
                page[f"{column}{line}"] = None if blank else code
    twice = page[f"{slots('machtverhaeltnis')[0]}2"].value
    page[f"{slots('machtverhaeltnis')[2]}2"] = twice
    values = {"vzae": 1.0, "neu": 29, "abgeschlossen": MADE["CLOSED"][AT]}
    values |= {code: numbers[AT] for code, numbers in MADE["STRUCTURE"].items()}
    for line, entry in enumerate(entries(), 2):
        if entry.code in values:
            book[STATION][f"B{line}"] = values[entry.code]
    return book


COLUMNS_OF = Sheet(ROWS).columns


def slots(code: str) -> list[str]:
    return [column.letter for column in COLUMNS_OF if column.category.code == code]


def expected() -> dict[tuple, int]:
    counts = read_cases(TOWN / "faelle.csv").counts
    return counts[counts["jahr"] == YEAR].set_index(KEY)["anzahl"].to_dict()


def test_the_same_form_always_has_the_same_bytes(form):
    assert count_form(year=YEAR, station="MU-03") == form


def test_its_sheets_are_those_that_may_stand_beside_the_counts(form):
    assert {*FORM_SHEETS, SHEET} == set(openpyxl.load_workbook(io.BytesIO(form)).sheetnames)


def test_every_cell_of_a_case_has_a_list_of_codes_and_nothing_else(form):
    page = openpyxl.load_workbook(io.BytesIO(form))[CASES]
    rules = {str(rule.sqref): rule for rule in page.data_validations.dataValidation}
    wanted = {f"{one.letter}2:{one.letter}{ROWS + 1}" for one in COLUMNS_OF}
    assert set(rules) == wanted
    assert all(rule.type == "list" and rule.showErrorMessage for rule in rules.values())
    assert page.max_row == 1


def test_there_is_no_column_for_a_day_an_identifier_or_a_text(form):
    book = openpyxl.load_workbook(io.BytesIO(form))
    titles = [cell.value for cell in book[CASES][1]]
    assert titles[0] == "Quartal"
    assert not re.search("datum|tag|name|nr|nummer|kennung|notiz|text", " ".join(titles), re.I)
    assert {re.sub(r" \d$", "", title) for title in titles} == {
        category.name for category in categories().values() if category.breaks_down
    }


def test_the_lists_hold_the_codes_that_a_case_can_be_given(form):
    book = openpyxl.load_workbook(io.BytesIO(form))
    rules = {str(one.sqref): one.formula1 for one in book[CASES].data_validations.dataValidation}
    for column in COLUMNS_OF:
        place = rules[f"{column.letter}2:{column.letter}{ROWS + 1}"].removeprefix("=")
        sheet, cells = place.split("!")
        listed = [cell.value for (cell,) in book[sheet][cells.replace("$", "")]]
        assert listed == list(column.category.leaves)
    assert book["Listen"].sheet_state == "hidden"


def test_the_key_explains_every_code(form):
    page = openpyxl.load_workbook(io.BytesIO(form))["Schlüssel"]
    told = {(row[0], row[1]) for row in page.iter_rows(min_row=2, values_only=True)}
    assert told == {
        (category.name, code)
        for category in categories().values()
        if category.breaks_down
        for code in category.answers
    }


def test_a_form_in_use_is_neither_overwritten_nor_copied(tmp_path):
    path = write_count_form(tmp_path / "zaehlvorlage.xlsx", year=2025)
    before = path.read_bytes()
    with pytest.raises(PublishError, match="nicht überschrieben"):
        write_count_form(path)
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [(path.name, before)]


def test_a_form_that_no_spreadsheet_has_computed_is_not_read_as_noughts(tmp_path, filled):
    filled.save(tmp_path / "a.xlsx")
    with pytest.raises(DataError, match="öffnen und speichern"):
        read_cases(tmp_path / "a.xlsx")


def test_the_formulas_count_what_was_filled_in(filled):
    """Computed here in numpy, so that it is checked without a spreadsheet too."""
    rows = list(filled[SHEET].iter_rows(min_row=2, values_only=True))
    counted = {
        tuple(cell or "" for cell in row[2:6]): evaluate(row[6], filled)
        for row in rows
        if not str(row[2]).startswith("=")
    }
    wanted = {
        key[2:]: n for key, n in expected().items() if key[2] not in ("bewegung", "strukturarbeit")
    }
    assert {key: n for key, n in counted.items() if n} == wanted
    assert len(counted) > 500


def evaluate(formula: str, book: openpyxl.Workbook) -> int:
    """Return what one of the form's formulas gives."""

    def values(match: re.Match) -> str:
        sheet, first, start, end = match.groups()
        cells = book[sheet.strip("'")][f"{first}{start}:{first}{end}"]
        held.append(np.array([cell.value or "" for (cell,) in cells], dtype=object))
        return f"held[{len(held) - 1}]"

    held: list[np.ndarray] = []
    code = re.sub(r"('?\w+'?)!\$(\w+)\$(\d+):\$\2\$(\d+)", values, formula.removeprefix("="))
    code = re.sub(r"(held\[\d+\](?:&held\[\d+\])*)(<>|=)", r"(\1)\2", code)
    code = code.replace("&", "+").replace("<>", "!=").replace(")=", ")==")
    code = re.sub(r'\)==(".*?")', r")==\1", code)
    known = {"COUNTIF": countif, "COUNTIFS": countifs, "SUMPRODUCT": np.sum, "held": held}
    return int(eval(code, known))  # a formula of our own


def countif(cells: np.ndarray, wanted) -> int | np.ndarray:
    if isinstance(wanted, str):
        return countifs(cells, wanted)
    return np.array([np.sum(cells == one) if one else 0 for one in wanted])


def countifs(*conditions) -> int:
    pairs = zip(conditions[::2], conditions[1::2], strict=True)
    met = [cells != "" if wanted == "?*" else cells == wanted for cells, wanted in pairs]
    return int(np.all(met, axis=0).sum())


@pytest.fixture(scope="module")
def computed(filled, tmp_path_factory) -> Path:
    """The filled form, computed by LibreOffice."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice fehlt (soffice): Die Formeln werden nur hier nachgerechnet.")
    folder = tmp_path_factory.mktemp("rechnen")
    filled.save(folder / "zaehlvorlage.xlsx")
    profile = f"-env:UserInstallation={(folder / 'profil').as_uri()}"
    convert = ["--headless", "--convert-to", "xlsx", "--outdir", str(folder / "fertig")]
    source = str(folder / "zaehlvorlage.xlsx")
    subprocess.run(
        [program, profile, *convert, source], check=False, timeout=300, capture_output=True
    )
    made = folder / "fertig/zaehlvorlage.xlsx"
    if not made.is_file():
        pytest.skip("LibreOffice hat keine Tabellenkalkulation (libreoffice-calc fehlt).")
    return made


@pytest.mark.langsam
def test_computed_by_a_spreadsheet_the_form_gives_the_table_that_is_imported(computed):
    cases = read_cases(computed, stations=["MU-03"])
    counts = cases.counts.set_index(KEY)["anzahl"]
    assert counts[counts > 0].to_dict() == expected()
    assert cases.full_time().to_dict() == {YEAR: 1.0}
    assert cases.notes == ()
