"""An executed notebook becomes documents beside it, and nothing is replaced unasked."""

import nbformat
import pytest

from sozialraum.errors import PublishError
from sozialraum.publish.export import FORMATS, export
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
