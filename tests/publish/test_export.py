"""An executed notebook becomes documents beside it, and nothing is replaced unasked."""

import shutil
from pathlib import Path

import nbformat
import openpyxl
import pytest
from docx import Document as WordDocument

from sozialraum.errors import PublishError
from sozialraum.publish.export import FORMATS, export
from tests.publish import readers
from tests.publish.conftest import code, notebook, table, text


@pytest.fixture
def path(tmp_path):
    found = tmp_path / "mein bericht.ipynb"
    found.write_text(nbformat.writes(notebook(text("# Titel"), code(table()))), "utf-8")
    return found


def test_all_formats_are_written_beside_the_notebook(path):
    written = export(path)
    assert [found.name for found in written] == [f"mein bericht.{name}" for name in FORMATS]
    assert {found.read_bytes()[:4] for found in written} == {b"<!DO", b"PK\3\4", b"%PDF"}
    assert {found.parent for found in written} == {path.parent}


def test_another_folder_is_made(path, tmp_path):
    (written,) = export(path, [" HTML", "html"], tmp_path / "neu/tief")
    assert written == tmp_path / "neu/tief/mein bericht.html"
    assert written.is_file()


def test_a_file_that_is_there_is_replaced_only_if_that_was_asked_for(path):
    mine = path.with_suffix(".docx")
    mine.write_text("von Hand überarbeitet")
    with pytest.raises(PublishError, match=r"„mein bericht\.docx“.*--ersetzen"):
        export(path, ["html", "docx"])
    assert mine.read_text() == "von Hand überarbeitet"
    assert not path.with_suffix(".html").exists()
    export(path, ["docx"], replace=True)
    assert mine.read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("formats", "message"),
    [(["odt"], "odt"), (["docs"], "Meinten Sie „docx“"), ([], "kein Format")],
)
def test_an_unknown_format_is_named(path, formats, message):
    with pytest.raises(PublishError, match=message):
        export(path, formats)


def test_a_notebook_that_was_not_run_leaves_nothing(tmp_path):
    idle = tmp_path / "a.ipynb"
    idle.write_text(nbformat.writes(notebook(code(count=None))), "utf-8")
    with pytest.raises(PublishError, match="noch nicht ausgeführt"):
        export(idle, FORMATS, tmp_path / "neu")
    with pytest.raises(PublishError, match="gibt es nicht"):
        export(tmp_path / "fehlt.ipynb")
    assert not (tmp_path / "neu").exists()


@pytest.fixture
def half_run(tmp_path):
    cells = [text("# Titel"), code(table()), code(count=None), text("## Ende")]
    found = tmp_path / "halb.ipynb"
    found.write_text(nbformat.writes(notebook(*cells), version=4), "utf-8")
    return found


def test_a_notebook_run_in_part_gives_a_document_that_says_so_on_every_page(half_run):
    told = []
    html, docx, pdf, xlsx = export(half_run, tell=told.append)
    assert told == [
        "Teildokument: 1 Teil fehlt. Die 2. Code-Zelle wurde nicht ausgeführt. "
        "Das steht auf jeder Seite."
    ]
    mark = "Teildokument: 1 Teil fehlt"
    assert mark in html.read_text("utf-8")
    assert WordDocument(docx).sections[0].header.paragraphs[0].text == mark
    assert all(mark in sheet.oddHeader.center.text for sheet in openpyxl.load_workbook(xlsx))
    if shutil.which("pdftotext"):
        pages = readers.pdf_pages(pdf.read_bytes())
        assert all(page.startswith(mark) for page in pages)
        assert "Hier fehlt ein Teil." in "".join(pages)


@pytest.mark.parametrize("lock", ["~$in bericht.docx", "~$mein bericht.docx", ".~lock.{}#"])
def test_a_file_that_is_open_in_word_or_libreoffice_is_not_replaced(path, lock):
    (written,) = export(path, ["docx"])
    (path.parent / lock.format(written.name)).touch()
    written.write_text("wird gerade bearbeitet")
    with pytest.raises(PublishError, match=r"„mein bericht\.docx“ ist gerade in Word.*schließen"):
        export(path, ["html", "docx"], replace=True)
    assert written.read_text() == "wird gerade bearbeitet"
    assert not path.with_suffix(".html").exists()


def test_a_file_that_the_system_keeps_locked_is_named_and_the_others_are_written(path, monkeypatch):
    mine = path.with_suffix(".docx")
    mine.write_text("alt")
    move = Path.replace

    def locked(self, target):
        if Path(target).suffix == ".docx":
            raise PermissionError(13, "Zugriff verweigert")
        return move(self, target)

    monkeypatch.setattr(Path, "replace", locked)
    with pytest.raises(PublishError, match=r"bericht\.docx“ kann nicht.*in anderen Programmen"):
        export(path, replace=True)
    assert mine.read_text() == "alt"
    found = sorted(p.suffix for p in path.parent.iterdir())
    assert found == [".docx", ".html", ".ipynb", ".pdf", ".xlsx"]
