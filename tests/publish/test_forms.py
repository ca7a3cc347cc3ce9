"""Forms: what the reader accepts is what the form asks for."""

import openpyxl
import pytest

from sozialraum.publish.forms import (
    evidence_workbook,
    plan_workbook,
    write_evidence_form,
    write_forms,
    write_plan_form,
)
from sozialraum.sources.evidence import evidence_schema, read_evidence
from sozialraum.sources.plan import plan_schema, read_plan
from tests.regions import opened

AREAS = {"11": "Nordhafen", "41": "Neu", "42": "Neu", "51": "Hafen; alt"}


@pytest.fixture(scope="module")
def region():
    return opened("musterstadt")


@pytest.fixture(scope="module")
def forms(region, tmp_path_factory):
    folder = tmp_path_factory.mktemp("vorlagen")
    write_evidence_form(folder / "belege.xlsx", region)
    write_plan_form(folder / "plan.xlsx", region)
    return folder


def test_an_empty_form_is_read_as_empty_evidence_without_faults(region, forms):
    names = dict(region.gebiete["name"])
    evidence, plan = read_evidence(forms, names), read_plan(forms, names)
    assert evidence.file == "belege.xlsx"
    assert {name: len(frame) for name, frame in evidence.sheets.items()} == dict.fromkeys(
        evidence_schema(), 0
    )
    assert len(plan.ziele) == len(plan.massnahmen) == 0


def example_rows(schema):
    rows = {n: [{c.name: c.beispiel for c in s.spalten}] for n, s in schema.items()}
    for (row,) in rows.values():
        for name, cell in row.items():
            row[name] = cell.replace("BEISPIEL", "X")
    return rows


def test_the_example_rows_would_be_read_without_faults(tmp_path):
    (tmp_path / "belege.xlsx").write_bytes(
        evidence_workbook(AREAS, example_rows(evidence_schema()))
    )
    (tmp_path / "plan.xlsx").write_bytes(
        plan_workbook(AREAS, ["IA-01"], example_rows(plan_schema()))
    )
    evidence, plan = read_evidence(tmp_path, AREAS), read_plan(tmp_path, AREAS)
    assert all(len(frame) == 1 for frame in evidence.sheets.values())
    assert plan.massnahmen.at["X-M1", "ziel"] == "X-Z1"


def test_every_sheet_has_its_headings_frozen_and_a_prompt_for_each_column(forms):
    for name, schema in {"belege.xlsx": evidence_schema(), "plan.xlsx": plan_schema()}.items():
        book = openpyxl.load_workbook(forms / name)
        assert book.sheetnames[0] == "Lies mich"
        for sheet in schema.values():
            page = book[sheet.titel]
            assert [cell.value for cell in page[1]] == [column.titel for column in sheet.spalten]
            assert page.freeze_panes == "B2"
            assert str(page.cell(2, 1).value).startswith("BEISPIEL")
            prompts = [rule.prompt for rule in page.data_validations.dataValidation]
            assert prompts == [column.hinweis for column in sheet.spalten]


def listed(book, page, title):
    """What the drop-down list of a column offers."""
    number = [cell.value for cell in page[1]].index(title)
    formula = page.data_validations.dataValidation[number].formula1
    name, cells = formula.removeprefix("=").split("!")
    return [cell.value for (cell,) in book[name.strip("'")][cells.replace("$", "")]]


def test_codes_areas_and_agencies_have_drop_down_lists(forms):
    book = openpyxl.load_workbook(forms / "belege.xlsx")
    pieces = book["Belege"]
    assert listed(book, pieces, "Art")[:3] == ["Statistik", "Fallzahlen", "Gespräche"]
    assert listed(book, pieces, "Freigabe") == ["intern", "Förderer", "öffentlich"]
    assert listed(book, pieces, "Aus der Zielgruppe") == ["ja", "nein"]
    assert listed(book, pieces, "Gebiet")[-1] == "Kiesbogen/Ost"
    assert book["Listen"].sheet_state == "hidden"
    plan = openpyxl.load_workbook(forms / "plan.xlsx")
    assert listed(plan, plan["Ziele"], "Agentur") == ["MU-01", "MU-03", "MU-28"]


def test_an_area_is_offered_by_key_where_its_name_would_not_be_understood(tmp_path):
    path = tmp_path / "belege.xlsx"
    path.write_bytes(evidence_workbook(AREAS))
    page = openpyxl.load_workbook(path)["Gebiete"]
    assert [page.cell(line, 1).value for line in range(2, 6)] == ["Nordhafen", "41", "42", "51"]


def test_keys_and_dates_stay_text_in_a_spreadsheet(forms):
    pieces = openpyxl.load_workbook(forms / "belege.xlsx")["Belege"]
    formats = {cell.value: pieces.column_dimensions[cell.column_letter] for cell in pieces[1]}
    assert formats["Gebiet"].number_format == formats["Stand"].number_format == "@"
    assert formats["Stärke"].number_format == "General"


def test_a_form_is_never_written_over_work_without_a_copy(region, tmp_path):
    path = tmp_path / "belege.xlsx"
    for work in (b"Arbeit", b"mehr Arbeit"):
        path.write_bytes(work)
        write_evidence_form(path, region)
    assert (tmp_path / "belege.xlsx.1.bak").read_bytes() == b"Arbeit"
    assert (tmp_path / "belege.xlsx.2.bak").read_bytes() == b"mehr Arbeit"


def test_the_same_form_has_the_same_bytes():
    assert evidence_workbook(AREAS) == evidence_workbook(AREAS)


def test_all_forms_go_to_a_folder_but_never_where_work_lies_already(region, tmp_path):
    first = [path.relative_to(tmp_path).as_posix() for path in write_forms(region, tmp_path)]
    assert first[:2] == ["belege.xlsx", "plan.xlsx"]
    assert all(name.startswith("vorlagen/") for name in first[2:])
    (tmp_path / "plan.xlsx").rename(tmp_path / "ziele.csv")
    again = [path.relative_to(tmp_path).as_posix() for path in write_forms(region, tmp_path)]
    assert again[:2] == ["vorlagen/belege.xlsx", "vorlagen/plan.xlsx"]
    assert again[2:] == first[2:]


def test_an_area_whose_name_looks_like_a_formula_stays_text(tmp_path):
    (tmp_path / "belege.xlsx").write_bytes(evidence_workbook({"1": "=1+1"}))
    cell = openpyxl.load_workbook(tmp_path / "belege.xlsx")["Gebiete"]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
