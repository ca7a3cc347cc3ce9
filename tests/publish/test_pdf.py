"""The PDF is tagged, well parted, the same each time, and nothing in a name is markup."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace

import pytest

from sozialraum.display.blocks import Column, Figure, Heading, Note
from sozialraum.publish.document import Document, read_document
from sozialraum.publish.items import Grid, Paragraph, Picture, Run, styled
from sozialraum.publish.markdown_pictures import NO_ALTERNATIVE
from sozialraum.publish.pdf import render_pdf, write_pdf
from sozialraum.publish.pdf_data import UNKNOWN_LETTER
from tests.publish import readers
from tests.publish.conftest import EVIL, ODD, PNG, SVG
from tests.publish.test_formats import PNG as SOUND

TALL_SVG = '<svg viewBox="0 0 160 {0}"><rect width="160" height="{0}" fill="red"/></svg>'


def paragraph(text):
    return Paragraph(styled(text))


def listed(letter, rows, **more):
    heads = (Column("Name"), Column("Zahl", "right"))
    made = tuple((styled(f"{letter}{number}zeile"), styled("1")) for number in range(rows))
    return Grid(heads, made, f"Kopf{letter}", **more)


def picture(name, height):
    return Figure(name, f"{name} in Worten", TALL_SVG.format(height))


def pages_of(*items):
    return readers.pdf_pages(render_pdf(Document("Titel", tuple(items))))


def test_the_same_document_gives_the_same_bytes_in_another_process_too(report, tmp_path):
    document = replace(read_document(report), items=read_document(report).items[:9])
    write_pdf(document, tmp_path / "a.pdf")
    code = (
        "import pickle,sys;from sozialraum.publish.pdf import write_pdf;"
        "write_pdf(pickle.load(sys.stdin.buffer), sys.argv[1])"
    )
    import pickle

    other = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    command = [sys.executable, "-c", code, str(tmp_path / "b.pdf")]
    subprocess.run(command, input=pickle.dumps(document), env=other, check=True)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_it_is_tagged_german_titled_and_says_that_it_is_pdf_ua(report):
    content = render_pdf(read_document(report))
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content
    assert b"/Marked true" in content
    assert b"/Lang(de-DE)" in content
    assert b"/DisplayDocTitle true" in content
    assert ODD.encode() in content.partition(b"<dc:title>")[2][:200]
    assert b"/Outlines" in content
    assert b"CreateDate" not in content


def test_all_type_is_embedded_and_of_one_family(report):
    if shutil.which("pdffonts") is None:
        pytest.skip("pdffonts (poppler) ist nicht installiert")
    run = subprocess.run(
        ["pdffonts", "-"], input=render_pdf(read_document(report)), capture_output=True, check=True
    )
    rows = run.stdout.decode().splitlines()[2:]
    assert rows
    assert all("+DejaVuSans" in row and " yes yes yes " in row for row in rows)


def test_every_page_says_that_the_place_is_invented_and_its_number(report):
    document = read_document(report)
    long = replace(document, items=(*document.items, listed("z", 120)))
    pages = [readers.squeezed(page) for page in readers.pdf_pages(render_pdf(long))]
    assert len(pages) >= 4
    for number, page in enumerate(pages, 1):
        assert page.startswith(readers.squeezed("Erfundenes Beispiel · Beispieldaten 2005–2012"))
        assert page.endswith(f"Seite{number}von{len(pages)}erfunden")


def test_names_that_look_like_markup_stay_text():
    names = [
        EVIL,
        ODD,
        "#panic()",
        "$x$ = `y` @z <label> \\ // /* */ *_~",
        "=HYPERLINK(1)",
        "„“'\"",
    ]
    items = [Heading(1, name) for name in names] + [paragraph(name) for name in names]
    items.append(Grid((Column(names[2]),), tuple((styled(name),) for name in names), names[3]))
    items.append(Figure(names[2], names[3], SVG, source=names[2]))
    document = Document(names[2], tuple(items), subtitle=names[3], notice=names[4])
    body = readers.pdf_body(render_pdf(document), document)
    for name in names:
        assert body.count(readers.squeezed(name)) >= 3, name


def test_headings_are_bookmarks_and_stand_in_the_contents_with_their_page():
    items = [Heading(1, "Erstes"), paragraph("a"), Heading(2, "Zweites"), Heading(1, "Drittes")]
    content = render_pdf(Document("Titel", tuple(items)))
    first, *_ = readers.pdf_pages(content)
    assert re.findall(r"(\w+) [. ]+\D*(\d)", first) == [
        ("Erstes", "2"), ("Zweites", "2"), ("Drittes", "2"),
    ]  # fmt: skip
    assert readers.pdf_count(content, "TOCI") == 3
    assert len(re.findall(rb"/Title\((Erstes|Zweites|Drittes)\)", content)) == 3


def test_a_picture_without_description_says_so_and_a_broken_one_is_replaced_by_its_words():
    items = (
        Picture(SOUND, "image/png", ""),
        Picture(b"kein Bild", "image/png", "Der Treff von vorn"),
        Picture(PNG[:-20], "image/png", "halb", "Halbes Bild"),
        Figure("Bild", "Kurve", "<svg viewBox='0 0 9 9'><g></svg>", source="Amt"),
    )
    content = render_pdf(Document("Titel", items))
    assert readers.pdf_alternatives(content) == [NO_ALTERNATIVE]
    (page,) = readers.pdf_pages(content)
    for words in ("[Bild fehlt] Der Treff von vorn", "[Bild fehlt] Kurve", "Quelle: Amt"):
        assert words in page
    assert "Abbildung 1" in page


def test_letters_that_the_typeface_does_not_have_are_replaced_and_that_is_said():
    (page,) = pages_of(paragraph("Café 中文 – نص ₂ ≈"))
    assert f"Café {UNKNOWN_LETTER}{UNKNOWN_LETTER}" in page
    assert "₂ ≈" in page
    assert "sind durch" in page


def test_letters_that_no_text_may_hold_are_left_out():
    (page,) = pages_of(paragraph("Vor\x0bnach\ud800"), Heading(1, " "))
    assert "Vornach" in page


def test_only_links_that_lead_somewhere_are_links():
    runs = (Run("a", link="https://example.org/a?b=1&c=2"), Run("b", link="bericht.html"))
    content = render_pdf(Document("Titel", (Paragraph((*runs, Run("c", link="#x"))),)))
    assert re.findall(rb"/URI\((.*?)\)", content) == [b"https://example.org/a?b=1&c=2"]


def test_endless_words_stay_within_the_page():
    address = "https://example.org/" + "ordner/" * 30 + "x" * 200
    grid = Grid((Column("A"), Column("B")), ((styled(address), styled(address)),))
    content = render_pdf(Document("Titel", (paragraph(address), grid)))
    readers.needs_poppler()
    run = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=content, capture_output=True, check=True
    )
    right = [float(x) for x in re.findall(rb'<word .*?xMax="([\d.]+)"', run.stdout)]
    assert max(right) <= (210 - 25) * 72 / 25.4 + 1


@pytest.mark.parametrize("before", [30, 33, 36, 38, 40])
def test_a_short_table_stays_whole_and_a_long_one_keeps_three_rows_and_its_source(before):
    source = "Amt " * 60
    pages = pages_of(
        listed("a", before, source=source), listed("b", 5), listed("c", 60, source=source)
    )
    rows = {n: [len(re.findall(rf"\b{n}\d+zeile", page)) for page in pages] for n in "abc"}
    assert [sum(rows[name]) for name in "abc"] == [before, 5, 60]
    assert set(rows["b"]) <= {0, 5}
    assert not {1, 2} & {*rows["a"], *rows["c"]}, rows
    for page, here in zip(pages, zip(*rows.values(), strict=True), strict=True):
        there = [name for name, number in zip("abc", here, strict=True) if number]
        assert page.count("Name") == len(there)  # the head is repeated wherever rows are
        assert all(f"Kopf{n}" not in page or n in there for n in "abc")
    ends = [max(n for n, page in enumerate(pages) if f"{last}zeile" in page) for last in
            (f"a{before - 1}", "c59")]  # fmt: skip
    assert [n for n, page in enumerate(pages) if "Quelle: Amt" in page] == sorted(set(ends))


def test_a_picture_that_would_leave_half_a_page_empty_becomes_a_little_smaller():
    text = [paragraph("Wort " * 60)]
    tight = [*text, picture("Eins", 80), Heading(1, "Kapitel"), picture("Zwei", 95)]
    assert len(pages_of(*tight)) == 1
    assert len(pages_of(*tight[:-1], picture("Zwei", 170))) == 2


def test_a_heading_never_ends_a_page():
    for before in range(8, 24, 3):
        text = [paragraph("Wort " * 60)] * before
        pages = pages_of(*text, Heading(1, "Kapitel"), picture("Bild", 60), *text)
        (page,) = [page for page in pages if "Kapitel" in page]
        assert "Abbildung 1" in page


@pytest.mark.parametrize(
    "items",
    [
        (),
        (Grid((Column("Kopf"),), ()),),
        (Grid(tuple(Column(f"S{n}") for n in range(25)), ((styled("1.044.555"),) * 25,) * 3),),
        (Grid((Column("A"), Column("B")), ((styled("Wort " * 3000), styled("1")),)),),
        (Heading(3, "tief"), Heading(1, "hoch"), Heading(6, "tiefer")),
        (picture("hoch", 900), picture("breit", 3)),
        (Picture(SOUND, "image/png", "klein"), Note("Erfunden", "erfunden")),
    ],
    ids=["leer", "ohne Zeilen", "25 Spalten", "lange Zelle", "Ebenen", "Formate", "klein"],
)
def test_odd_documents_can_be_set(items):
    invented = Document("Titel", items, notice="Hinweis " * 60, invented=True)
    assert render_pdf(invented).startswith(b"%PDF-1.7")


@pytest.mark.langsam
def test_a_hundred_pages_are_set():
    chapter = [Heading(1, "Kapitel"), *[paragraph("Wort " * 80)] * 6, listed("a", 40, source="Amt")]
    document = Document("Titel", tuple([*chapter, picture("Bild", 100), *chapter[1:]] * 30))
    content = render_pdf(document)
    assert int(re.findall(rb"/Count (\d+)", content)[0]) >= 90
