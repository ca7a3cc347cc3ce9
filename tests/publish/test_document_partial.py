"""A notebook that is no whole one is refused, or becomes a document that says so."""

import pytest
from nbformat.v4 import new_output

from sozialraum.display.blocks import MIME, Note, Text
from sozialraum.errors import PublishError
from sozialraum.publish.document import read_document
from sozialraum.publish.items import Heading, Paragraph, Run
from tests.publish.conftest import code, notebook, text


def test_a_notebook_that_was_not_run_is_refused():
    with pytest.raises(PublishError, match="noch nicht ausgeführt"):
        read_document(notebook(code(count=None)))
    with pytest.raises(PublishError, match=r"es fehlt die 2\. Code-Zelle"):
        read_document(notebook(code(), code(count=None), code()))
    assert read_document(notebook(code(), code(source=" ", count=None))).items == ()


def test_a_notebook_that_stopped_at_an_error_is_refused():
    cell = code()
    cell.outputs = [new_output("error", ename="KeyError", evalue="'x'", traceback=[])]
    with pytest.raises(PublishError, match=r"1\. Code-Zelle ist abgebrochen: KeyError"):
        read_document(notebook(cell))


def stopped(name, value):
    cell = code()
    cell.outputs = [new_output("error", ename=name, evalue=value, traceback=[])]
    return cell


def test_a_notebook_that_was_run_in_part_becomes_a_document_that_says_so():
    broken = {MIME: {"block": "gap", "version": 1}}
    older = {MIME: {"block": "gap", "version": 99, "text": "x"}}
    node = notebook(
        text("# Titel\n\n## Lage"),
        code(Text(("Am Rhein.",))),
        text("Execution using papermill …", metadata={"tags": ["papermill-error-cell-tag"]}),
        stopped("KeyError", "'x'"),
        code(count=None),
        code(count=None),
        text("## Zahlen"),
        code(broken, older, Text(("Und mehr.",))),
    )
    document = read_document(node, partial=True)
    assert document.partial == document.page_line == "Teildokument: 5 Teile fehlen"
    assert document.items == (
        Heading(1, "Lage"),
        Paragraph((Run("Am Rhein."),)),
        Note(
            "Hier fehlt ein Teil. Die 2. Code-Zelle ist abgebrochen: KeyError: 'x'. "
            "Die 3. bis 4. Code-Zelle wurden nicht ausgeführt.",
            "warnung",
        ),
        Heading(1, "Zahlen"),
        Note(
            "Hier fehlt ein Teil. Die 5. Code-Zelle gibt Unlesbares: Baustein „gap“ im Notizbuch "
            "ist beschädigt: es fehlt „text“. Die 5. Code-Zelle gibt Unlesbares: Baustein in "
            "unbekannter Fassung 99 (bekannt: 1).",
            "warnung",
        ),
        Paragraph((Run("Und mehr."),)),
    )
    with pytest.raises(PublishError, match=r"nicht vollständig.*KeyError"):
        read_document(node)


def test_a_partial_document_needs_some_part():
    for cells in ([code(count=None)], [stopped("E", "e")], [code({MIME: {"version": 99}})]):
        with pytest.raises(PublishError):
            read_document(notebook(text("# Nur Text"), *cells), partial=True)


def test_a_broken_block_is_refused():
    with pytest.raises(PublishError, match="beschädigt"):
        read_document(notebook(code({MIME: {"block": "gap", "version": 1}})))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        *((content, "kein lesbares Notizbuch") for content in (
            "", "{", "{}", "[]", "3", '{"nbformat": 4, "nbformat_minor": 5, "cells": 3}',
            '{"nbformat": 4, "nbformat_minor": 5, "cells": [{"cell_type": "code"}]}',
        )),
        ('{"nbformat": 9, "nbformat_minor": 0, "cells": []}', "unbekannten Fassung von Jupyter"),
    ],
)  # fmt: skip
def test_what_is_no_notebook_is_refused(tmp_path, content, message):
    (tmp_path / "a.ipynb").write_text(content, encoding="utf-8")
    with pytest.raises(PublishError, match=message):
        read_document(tmp_path / "a.ipynb")


def test_a_notebook_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(PublishError, match="gibt es nicht"):
        read_document(tmp_path / "b.ipynb")
