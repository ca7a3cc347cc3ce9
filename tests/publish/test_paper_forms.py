"""The paper forms are whole, fit what belege.xlsx asks for, and come out the same."""

import io
import re
import tomllib
from importlib.resources import files

import docx
import pytest
from docx.oxml.ns import qn

from sozialraum.programme import ECKPUNKTE
from sozialraum.publish.document import Document
from sozialraum.publish.items import Grid, plain_text, texts_of
from sozialraum.publish.paper_forms import (
    DIRECTIVE,
    FORMS,
    PLAIN,
    paper_form,
    render_form,
    write_paper_forms,
)

EVERY = pytest.mark.parametrize("name", FORMS)
WIDTH = 16.01


def schema() -> dict[str, set[str]]:
    """Titles of the columns of each sheet of belege.xlsx, by the sheet's title."""
    text = files("sozialraum.sources").joinpath("evidence.toml").read_text(encoding="utf-8")
    sheets = tomllib.loads(text)["blatt"]
    return {sheet["titel"]: {column["titel"] for column in sheet["spalte"]} for sheet in sheets}


def texts(document: Document) -> str:
    return "\n".join(text for item in document.items for text in texts_of(item))


def word(name):
    return docx.Document(io.BytesIO(render_form(name)))


def where_to(document: Document) -> Grid:
    """The last table: where the answers go."""
    return [item for item in document.items if isinstance(item, Grid)][-1]


@EVERY
def test_every_form_is_headed_and_says_at_its_end_where_the_answers_go(name):
    document = paper_form(name)
    assert document.title
    assert document.subtitle
    assert "Wohin mit den Antworten" in texts(document)
    assert "belege.xlsx" in texts(document) or "Befragung" in texts(document)
    assert "Eckpunkt" in plain_text(document.items[-1].runs)


@EVERY
def test_the_columns_that_a_form_names_stand_in_the_sheets_that_it_names(name):
    document = paper_form(name)
    grid = where_to(document)
    heads = [column.title for column in grid.columns]
    place = heads.index("Spalten" if "Spalten" in heads else "Spalte")
    (alone,) = re.findall(r"Blatt ([A-Z]\w+)", texts(document))[:1] or [""]
    known = schema()
    for row in grid.rows:
        named = [c.strip() for c in plain_text(row[place]).split(",")]
        sheets = plain_text(row[1]) if "Blatt" in heads else alone
        for sheet in sheets.split(", "):
            assert set(named) <= known[sheet] | {"–"}, sheet


def test_the_sheets_named_in_the_texts_exist():
    for name in FORMS:
        assert set(re.findall(r"Blatt ([A-Z]\w+)", texts(paper_form(name)))) <= set(schema())


@pytest.mark.parametrize("name", [name for name in FORMS if name != "einwilligung"])
def test_every_form_says_which_eckpunkt_it_opens(name):
    last = plain_text(paper_form(name).items[-1].runs)
    stems = [word.split()[-1][:14] for word in ECKPUNKTE.values()]
    assert any(stem in last for stem in stems)


def test_all_eckpunkte_are_opened_by_some_form():
    said = " ".join(plain_text(paper_form(name).items[-1].runs) for name in FORMS)
    for stem in ("Interkulturelle Öffnung", "Sozialraumorientierte Arbeit", "Bürgerschaftliche",
                 "Antidiskriminierung"):  # fmt: skip
        assert stem in said


def test_the_catalogue_codes_and_indicators_in_the_forms_exist():
    from sozialraum.analysis.activities import activities
    from sozialraum.analysis.catalogue import catalogue

    said = " ".join(texts(paper_form(name)) for name in FORMS)
    assert set(re.findall(r"\b(?:IKO|SRA|BE|AD)\d\d\b", said)) <= set(activities())
    assert set(re.findall(r"\b[A-J]\d\d\b", said)) <= set(catalogue())


def test_only_the_consent_sheet_asks_for_a_name_and_says_that_it_stays():
    asks = [name for name in FORMS if "Unterschrift" in texts(paper_form(name))]
    assert asks == ["einwilligung"]
    assert "bleibt bei der Agentur" in texts(paper_form("einwilligung"))
    for name in set(FORMS) - {"einwilligung"}:
        assert re.search(
            r"[Kk]eine (\w+ )?Namen|ohne Namen|Namen, Telefon", texts(paper_form(name))
        )


@EVERY
def test_tables_have_lines_fit_the_page_and_leave_room_to_write(name):
    for table in word(name).tables:
        assert table._tbl.tblPr.find(qn("w:tblBorders")) is not None
        assert sum(column.width.cm for column in table.columns) <= WIDTH
        for row in table.rows:
            if any(not cell.text for cell in row.cells) and row is not table.rows[0]:
                assert row.height is None or row.height.cm >= 0.75


@EVERY
def test_no_instruction_to_the_typesetter_is_printed(name):
    document = word(name)
    printed = [paragraph.text for paragraph in document.paragraphs]
    printed += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert not [text for text in printed if DIRECTIVE in text or "\u2060" in text]


def test_forms_that_are_handed_out_are_in_larger_type():
    sizes = {name: word(name).styles["Normal"].font.size.pt for name in FORMS}
    assert {name for name, size in sizes.items() if size > 11} == PLAIN


@EVERY
def test_a_form_gives_the_same_bytes(name):
    assert render_form(name) == render_form(name)


def test_a_form_that_was_adapted_is_kept_when_all_are_written_again(tmp_path):
    paths = write_paper_forms(tmp_path / "vorlagen")
    assert [path.name for path in paths] == [f"{name}.docx" for name in FORMS]
    paths[0].write_bytes(b"angepasst")
    write_paper_forms(tmp_path / "vorlagen")
    kept = tmp_path / "vorlagen" / "leitfaden-gespraech.docx.1.bak"
    assert kept.read_bytes() == b"angepasst"
    assert len(list((tmp_path / "vorlagen").iterdir())) == len(FORMS) + 1
