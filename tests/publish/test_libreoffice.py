"""LibreOffice opens the Word file, shows all of it, and saving it changes nothing visible.

It opens the workbook as well, and computes the same numbers.
"""

import re
import subprocess
from collections import Counter

import docx
import numpy as np
import pytest
from openpyxl import load_workbook
from PIL import Image

from sozialraum.display.blocks import Figure, Map
from sozialraum.publish.document import read_document
from sozialraum.publish.docx import write_docx
from sozialraum.publish.items import Grid, Picture
from sozialraum.publish.xlsx import write_xlsx
from tests.publish import readers
from tests.publish.test_formats import executed  # noqa: F401

pytestmark = pytest.mark.langsam
SAME = 0.002
"""Share of a page's points that may look different: the edges of letters."""


@pytest.fixture(scope="module")
def office(writer, tmp_path_factory):
    """A way to convert a file; each run of LibreOffice has the same profile of its own."""
    readers.needs_poppler()
    profile = (tmp_path_factory.mktemp("office") / "profil").as_uri()

    def convert(path, kind, folder):
        command = [writer, f"-env:UserInstallation={profile}", "--headless", "--convert-to", kind]
        run = subprocess.run([*command, "--outdir", folder, path], capture_output=True, timeout=180)
        made = folder / f"{path.stem}.{kind}"
        assert made.is_file(), run.stderr.decode()
        return made

    return convert


@pytest.fixture(scope="module")
def shown(office, request, tmp_path_factory):
    """The report as a Word file, opened and saved as Word and as ODT, each printed."""
    folder = tmp_path_factory.mktemp("word")
    document = read_document(request.getfixturevalue("executed"))
    write_docx(document, folder / "a.docx")
    paths = {"direkt": folder / "a.docx"}
    for kind in ("docx", "odt"):
        (folder / kind).mkdir()
        paths[kind] = office(folder / "a.docx", kind, folder / kind)
    (folder / "direkt").mkdir()
    printed = {name: office(path, "pdf", folder / name) for name, path in paths.items()}
    return document, paths, printed


def pages(path):
    return readers.pdf_pages(path.read_bytes())


def pictures(path):
    """Each page as grey points, one for half a millimetre."""
    stem = path.with_suffix("")
    subprocess.run(["pdftoppm", "-r", "50", "-gray", "-png", path, stem], check=True)
    return [np.asarray(Image.open(p), dtype=int) for p in sorted(path.parent.glob("a-*.png"))]


def test_every_heading_table_and_picture_is_there(shown):
    document, paths, printed = shown
    found = readers.in_docx(paths["docx"].read_bytes())
    assert found.headings == readers.in_document(document).headings
    assert found.cells == readers.in_document(document).cells
    word = docx.Document(paths["docx"])
    grids = [item for item in document.items if isinstance(item, Grid)]
    drawn = [item for item in document.items if isinstance(item, Figure | Map | Picture)]
    assert len(word.tables) == len(grids)
    assert len(word.inline_shapes) == len(drawn)
    assert found.alternatives == Counter(readers.squeezed(i.alternative) for i in drawn)
    body = readers.squeezed("".join(pages(printed["direkt"])))
    assert all(heading in body for heading in found.headings)


def test_the_table_of_contents_shows_before_anybody_updates_it(shown):
    document, _, printed = shown
    first = readers.squeezed(pages(printed["direkt"])[0])
    chapters = [i.text for i in document.items if getattr(i, "level", 0) == 1]
    places = [first.find(readers.squeezed(chapter)) for chapter in ("Inhalt", *chapters)]
    assert -1 not in places
    assert places == sorted(places)


def test_sources_stand_below_the_pages_as_footnotes(shown):
    document, _, printed = shown
    body = readers.squeezed("".join(pages(printed["direkt"])))
    for number, text in enumerate(readers.footnotes(document), 1):
        assert re.search(f"{number}{re.escape(readers.squeezed(text))}", body), text


def test_no_heading_ends_a_page(shown):
    document, _, printed = shown
    last = Counter()
    for page in pages(printed["direkt"])[1:]:
        *body, _ = [readers.squeezed(line) for line in page.splitlines() if line.strip()]
        last[body[-1]] += 1
    assert not last & readers.in_document(document).headings


@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_saving_changes_nothing_visible(shown, kind):
    _, _, printed = shown
    assert pages(printed[kind]) == pages(printed["direkt"])
    for before, after in zip(pictures(printed["direkt"]), pictures(printed[kind]), strict=True):
        assert before.shape == after.shape
        assert np.mean(np.abs(before - after) > 64) <= SAME


def test_the_workbook_opens_with_all_its_sheets_and_cells(calc, office, executed, tmp_path):  # noqa: F811
    document = read_document(executed)
    write_xlsx(document, tmp_path / "a.xlsx")
    (tmp_path / "neu").mkdir()
    saved = load_workbook(office(tmp_path / "a.xlsx", "xlsx", tmp_path / "neu"))
    made = load_workbook(tmp_path / "a.xlsx")
    assert saved.sheetnames == made.sheetnames
    for sheet in made:
        for row in sheet.iter_rows():
            for cell in row:
                assert saved[sheet.title][cell.coordinate].value == cell.value
    shown = [cell for sheet in saved for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in shown}
