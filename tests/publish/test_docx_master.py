"""A carrier's own Word file as a master: what it has is kept, what it lacks is added and said."""

import io
import zipfile

import docx
import nbformat
import pytest
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from sozialraum.errors import PublishError
from sozialraum.publish.document import read_document
from sozialraum.publish.docx import write_docx
from sozialraum.publish.export import export, write_format
from sozialraum.publish.zips import fixed_zip
from tests.publish import readers
from tests.publish.conftest import PNG
from tests.publish.test_formats import PNG as OLD

TEMPLATE = b"wordprocessingml.template.main+xml"
FILE = b"wordprocessingml.document.main+xml"


@pytest.fixture
def master():
    """A letterhead: logo above, address below, its own type, and a text to be replaced."""
    word = docx.Document()
    section = word.sections[0]
    section.page_width, section.left_margin = Cm(21), Cm(4)
    section.header.paragraphs[0].add_run().add_picture(io.BytesIO(PNG), width=Cm(3))
    section.footer.paragraphs[0].text = "Träger e. V. · Musterweg 1"
    word.styles["Normal"].font.name = "Verdana"
    word.styles["Heading 1"].font.size = Pt(31)
    word.add_heading("Altlast", 1)
    word.add_paragraph("Altlast im Absatz")
    word.add_picture(io.BytesIO(OLD))
    return word


@pytest.fixture
def saved(master, tmp_path):
    def save(name="vorlage.docx"):
        master.save(tmp_path / name)
        return tmp_path / name

    return save


def written(report, master, path):
    said = write_format("docx", read_document(report), path, master=master)
    return docx.Document(path), said


def test_the_masters_page_type_logo_and_address_are_kept_and_its_text_is_not(
    report, saved, tmp_path
):
    word, _ = written(report, saved(), tmp_path / "a.docx")
    section = word.sections[0]
    assert len(word.sections) == 1
    assert round(section.left_margin.cm, 1) == 4.0
    assert len(list(section.header._element.iter(qn("w:drawing")))) == 1
    assert section.footer.paragraphs[0].text == "Träger e. V. · Musterweg 1"
    assert word.styles["Normal"].font.name == "Verdana"
    assert word.styles["Heading 1"].font.size == Pt(31)
    assert not any("Altlast" in paragraph.text for paragraph in word.paragraphs)
    with zipfile.ZipFile(tmp_path / "a.docx") as parts:
        media = [parts.read(name) for name in parts.namelist() if "/media/" in name]
    assert PNG in media
    assert OLD not in media


def test_everything_is_in_the_masters_file_too(report, saved, tmp_path):
    written(report, saved(), tmp_path / "a.docx")
    found = readers.in_docx((tmp_path / "a.docx").read_bytes())
    assert found == readers.in_document(read_document(report))


def test_the_notice_and_the_page_number_are_on_every_page_also_on_a_first_one_of_its_own(
    report, master, saved, tmp_path
):
    master.sections[0].different_first_page_header_footer = True
    word, _ = written(report, saved(), tmp_path / "a.docx")
    section = word.sections[0]
    for head in (section.header, section.first_page_header):
        assert head.paragraphs[-1].text == "Erfundenes Beispiel · Beispieldaten 2005–2012"
    for foot in (section.footer, section.first_page_footer):
        codes = [field.get(qn("w:instr")) for field in foot._element.iter(qn("w:fldSimple"))]
        assert codes == ["PAGE", "NUMPAGES"]


def test_a_master_with_a_page_number_gets_no_second_one(report, master, saved, tmp_path):
    write_docx(read_document(report), tmp_path / "eigen.docx")
    word, _ = written(report, tmp_path / "eigen.docx", tmp_path / "b.docx")
    codes = [f.get(qn("w:instr")) for f in word.sections[0].footer._element.iter(qn("w:fldSimple"))]
    assert codes == ["PAGE", "NUMPAGES"]


def test_tables_and_pictures_are_no_wider_than_the_masters_text(report, saved, tmp_path):
    word, _ = written(report, saved(), tmp_path / "a.docx")
    section = word.sections[0]
    width = section.page_width - section.left_margin - section.right_margin
    for table in word.tables:
        assert sum(column.width for column in table.columns) <= width + 10
    assert all(shape.width <= width for shape in word.inline_shapes)


def test_missing_styles_and_lists_are_added_in_the_masters_type_and_that_is_said(
    report, master, saved, tmp_path
):
    for name in ("Caption", "Heading 2", "List Number", "Quote", "Title"):
        element = master.styles[name].element
        element.getparent().remove(element)
    numbering = next(k for k, r in master.part.rels.items() if r.reltype.endswith("/numbering"))
    del master.part.rels[numbering]
    word, (said,) = written(report, saved(), tmp_path / "a.docx")
    assert said.startswith(
        "Der Vorlage „vorlage.docx“ fehlten Formatvorlagen: „Titel“, „Überschrift 2“, "
        "„Beschriftung“, „Zitat“, „Listennummer“."
    )
    assert word.styles["Heading 2"].font.name is None
    assert word.styles["Heading 2"].base_style.name == "Normal"
    numbered = [p for p in word.paragraphs if p.style.name == "List Number"]
    numbers = [p._p.pPr.numPr.numId.val for p in numbered]
    assert len(numbers) == 3
    assert numbers[0] == numbers[1] != numbers[2]
    kinds = word.part.numbering_part.element.findall(qn("w:abstractNum"))
    assert {k.find(qn("w:lvl")).find(qn("w:numFmt")).get(qn("w:val")) for k in kinds} == {"decimal"}


def test_a_german_master_names_its_styles_by_other_ids(report, master, saved, tmp_path):
    master.styles["Heading 1"].element.styleId = "berschrift1"
    master.styles["Caption"].element.styleId = "Beschriftung"
    word, said = written(report, saved(), tmp_path / "a.docx")
    assert said == ()
    used = {p._p.pPr.pStyle.val for p in word.paragraphs if p.style.name == "Heading 1"}
    assert used == {"berschrift1"}


def test_a_template_of_word_will_do(report, saved, tmp_path):
    content = fixed_zip(saved().read_bytes(), lambda _, c: c.replace(FILE, TEMPLATE))
    (tmp_path / "kopf.dotx").write_bytes(content)
    word, _ = written(report, tmp_path / "kopf.dotx", tmp_path / "a.docx")
    assert word.styles["Normal"].font.name == "Verdana"


def test_what_is_no_master_is_refused_with_a_remedy(report, master, saved, tmp_path):
    document = read_document(report)
    (tmp_path / "alt.docx").write_bytes(b"\xd0\xcf\x11\xe0 Word 97")
    with zipfile.ZipFile(tmp_path / "tabelle.docx", "w") as other:
        other.writestr("[Content_Types].xml", "<Types/>")
    with pytest.raises(PublishError, match="gibt es nicht"):
        write_docx(document, tmp_path / "a.docx", master=tmp_path / "fehlt.docx")
    for name in ("alt.docx", "tabelle.docx"):
        with pytest.raises(PublishError, match=r"keine lesbare Word-Datei. Abhilfe: .*speichern"):
            write_docx(document, tmp_path / "a.docx", master=tmp_path / name)
    master.sections[0].right_margin = Cm(9)
    with pytest.raises(PublishError, match="nur 8 cm Breite"):
        write_docx(document, tmp_path / "a.docx", master=saved("schmal.docx"))
    master.sections[0].right_margin = Cm(2)
    master.settings.element.append(master.settings.element.makeelement(qn("w:documentProtection")))
    with pytest.raises(PublishError, match="gegen Änderungen geschützt"):
        write_docx(document, tmp_path / "a.docx", master=saved("fest.docx"))
    assert not (tmp_path / "a.docx").exists()


def test_export_takes_a_master_for_word_alone_and_tells_what_it_lacked(
    report, master, saved, tmp_path
):
    notebook = tmp_path / "bericht.ipynb"
    notebook.write_text(nbformat.writes(report, version=4), "utf-8")
    element = master.styles["Title"].element
    element.getparent().remove(element)
    told = []
    export(notebook, ("html", "docx"), master=saved(), tell=told.append)
    assert docx.Document(notebook.with_suffix(".docx")).styles["Normal"].font.name == "Verdana"
    assert [text.partition(".")[0] for text in told] == ["Der Vorlage „vorlage"]


def test_the_same_document_and_master_give_the_same_bytes(report, saved, tmp_path):
    paths = [tmp_path / "a.docx", tmp_path / "b.docx"]
    for path in paths:
        written(report, saved(), path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
