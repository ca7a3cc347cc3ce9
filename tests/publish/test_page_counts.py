"""An agency's document has the length that people expect, in the PDF and in Word."""

import subprocess
from itertools import pairwise

import pytest

from sozialraum.publish.document import read_document
from sozialraum.publish.docx import write_docx
from sozialraum.publish.notebook import notebook_path, run_notebook
from sozialraum.publish.pdf import write_pdf
from tests.publish import readers

pytestmark = pytest.mark.langsam
ALONE = ("Das Wichtigste auf einer Seite", "In einfacher Sprache")
AREAS = tuple(f"Lage: {name} in Musterstadt" for name in ("Nordhafen", "Möwengrund", "Altmarkt"))
LENGTH = range(20, 31)
MOST_OF_AN_UPDATE = 11
"""Pages of the whole edition and of the update, the cover counted."""


def made(edition, folder):
    given = {"region": "data/musterstadt", "empfaenger": "intern"}
    return read_document(run_notebook(notebook_path(edition), given, folder / "bericht.ipynb"))


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    return made("agentur.ipynb", tmp_path_factory.mktemp("agentur"))


@pytest.fixture(scope="module")
def update(tmp_path_factory):
    return made("fortschreibung.ipynb", tmp_path_factory.mktemp("fortschreibung"))


@pytest.fixture(scope="module", params=["pdf", "docx"])
def printed(request, tmp_path_factory):
    """Returns the lines of each page of a document."""
    readers.needs_poppler()
    office = request.getfixturevalue("writer") if request.param == "docx" else ""

    def lines(document):
        folder = tmp_path_factory.mktemp(request.param)
        if office:
            write_docx(document, folder / "a.docx")
            profile = f"-env:UserInstallation={(folder / 'profil').as_uri()}"
            command = [office, profile, "--headless", "--convert-to", "pdf"]
            subprocess.run(
                [*command, "--outdir", folder, folder / "a.docx"], check=True, capture_output=True
            )
        else:
            write_pdf(document, folder / "a.pdf")
        pages = readers.pdf_pages((folder / "a.pdf").read_bytes())
        return [[line.strip() for line in page.splitlines()] for page in pages]

    return lines


@pytest.fixture(scope="module")
def pages(printed, document):
    return printed(document)


def begins(pages, words):
    """The page with a heading or caption, from 1; the first page has the table of contents."""
    return next(
        n
        for n, lines in enumerate(pages, 1)
        if n > 1 and any(line.endswith(words) for line in lines)
    )


def test_the_whole_edition_has_twenty_to_thirty_pages(pages):
    assert len(pages) in LENGTH


def test_an_update_has_at_most_ten_pages_and_a_cover(printed, update):
    pages = printed(update)
    assert len(pages) <= MOST_OF_AN_UPDATE
    assert begins(pages, ALONE[0]) == 2
    assert begins(pages, "Rückblick") == 3


def test_the_table_of_contents_has_room_on_the_first_page(pages):
    assert begins(pages, ALONE[0]) == 2
    assert any(line.startswith("Anhang: So wurde gerechnet") for line in pages[0])


def test_what_is_handed_out_alone_is_one_page(pages):
    first = [begins(pages, heading) for heading in (*ALONE, "Auftrag und Rahmen")]
    assert first == [2, 3, 4]


def test_each_area_has_at_most_two_pages_of_its_own(pages):
    first = [begins(pages, words) for words in (*AREAS, "Zielgruppen")]
    assert all(1 <= after - page <= 2 for page, after in pairwise(first)), first
