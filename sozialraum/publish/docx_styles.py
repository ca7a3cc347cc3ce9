"""Styles of the Word file: everything that a specialist can change for the whole file.

Added to Word's own styles are „Quelle“ (below tables and pictures), „Hinweis“ (a remark
with a bar at its side), „Tabellentext“, „Offene Stelle“ and the table style „Sozialraum“.
"""

from __future__ import annotations

from typing import Any

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

from sozialraum.display import theme
from sozialraum.publish.docx_notes import MARK_STYLE, TEXT_STYLE
from sozialraum.publish.docx_parts import element as element  # forms use it too

FONT = "Calibri"
TEXT_WIDTH, LEAST_WIDTH = Cm(16), Cm(10)
SOURCE, NOTE, CELL, TABLE = "Quelle", "Hinweis", "Tabellentext", "Sozialraum"
GAP, LINK = "Offene Stelle", "Hyperlink"
GAP_COLOUR = "FFF0B8"
CONTENTS, ENTRIES = "TOC Heading", ("toc 1", "toc 2")
_DEEPER = {f"Heading {level}": 11.0 for level in (4, 5, 6)}
_HEADINGS = {"Title": 26, "Heading 1": 17, "Heading 2": 13.5, "Heading 3": 11.5, **_DEEPER}
PARAGRAPH = qn("w:p")
_KEPT_TABLES = ("Normal Table", "Table Grid")
_LANGUAGE, _MODE = "de-DE", "15"


def set_up(document: WordDocument) -> None:
    """Give an empty Word document its page, language and styles."""
    _drop_unused(document)
    _page(document)
    _language(document)
    _text_styles(document)
    _own_styles(document)
    _contents_styles(document)
    _table_style(document)


def _drop_unused(document: WordDocument) -> None:
    """Take out the hundred table styles of python-docx: each look-up of a style reads them."""
    for style in list(document.styles):
        if style.type == WD_STYLE_TYPE.TABLE and style.name not in _KEPT_TABLES:
            style.element.getparent().remove(style.element)


def _page(document: WordDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.5), Cm(2.2)
    section.header_distance = section.footer_distance = Cm(1.1)


def text_width(document: WordDocument) -> Length:
    """Return the width between the margins of the pages that the text is on."""
    section = document.sections[-1]
    width, gutter = section.page_width or Cm(21), section.gutter or 0
    return Length(width - (section.left_margin or 0) - (section.right_margin or 0) - gutter)


def set_language(document: WordDocument) -> None:
    """Say that the text is German, for spelling and for screen readers."""
    for found in document.styles.element.iter(qn("w:lang")):
        found.set(qn("w:val"), _LANGUAGE)
        found.set(qn("w:eastAsia"), _LANGUAGE)
    for found in document.settings.element.iter(qn("w:themeFontLang")):
        found.set(qn("w:val"), _LANGUAGE)


def _language(document: WordDocument) -> None:
    set_language(document)
    settings = document.settings.element
    marks = (("w:decimalSymbol", ","), ("w:listSeparator", ";"))
    for tag, mark in marks:
        for found in settings.iter(qn(tag)):
            found.set(qn("w:val"), mark)
    for found in settings.iter(qn("w:compatSetting")):
        if found.get(qn("w:name")) == "compatibilityMode":
            found.set(qn("w:val"), _MODE)  # else Word opens the file as one of 2010


def _text_styles(document: WordDocument) -> None:
    styles = document.styles
    normal: Any = styles["Normal"]
    _font(normal, 10.5, theme.INK)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = 1.1
    for name, size in _HEADINGS.items():
        style: Any = styles[name]
        _font(style, size, theme.INK, bold=True)
        style.paragraph_format.space_before = Pt(0 if name == "Title" else size * 1.3)
        style.paragraph_format.space_after = Pt(5)
        style.paragraph_format.keep_with_next = True
        for border in list(style.element.iter(qn("w:pBdr"))):
            border.getparent().remove(border)
    for name, size, colour in (("Subtitle", 13, theme.MUTED), ("Caption", 10, theme.INK)):
        style = styles[name]
        _font(style, size, colour, bold=name == "Caption")
        style.paragraph_format.space_after = Pt(5 if name == "Caption" else 14)
    caption: Any = styles["Caption"]
    caption.paragraph_format.keep_with_next = True
    caption.paragraph_format.space_before = Pt(12)
    for name in ("Header", "Footer"):
        style = styles[name]
        _font(style, 9, theme.MUTED)
        style.paragraph_format.tab_stops.clear_all()
        style.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)


def _contents_styles(document: WordDocument) -> None:
    """Add the styles of the table of contents, of footnotes and of links."""
    head = _added(document, CONTENTS)
    _font(head, _HEADINGS["Heading 2"], theme.INK, bold=True)
    head.paragraph_format.space_before, head.paragraph_format.space_after = Pt(20), Pt(6)
    head.paragraph_format.keep_with_next = True
    for depth, name in enumerate(ENTRIES):
        entry = _added(document, name, builtin=True)
        _font(entry, 10.5, theme.INK)
        entry.paragraph_format.left_indent = Cm(0.6) * depth
        entry.paragraph_format.space_before = Pt(0 if depth else 3)
        entry.paragraph_format.space_after = Pt(1)
        entry.paragraph_format.line_spacing = 1.0
        entry.paragraph_format.tab_stops.add_tab_stop(
            TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
        )
    words = _added(document, TEXT_STYLE, builtin=True)
    _font(words, 8.5, theme.INK)
    words.paragraph_format.space_after = Pt(1)
    words.paragraph_format.line_spacing = 1.0
    mark: Any = document.styles.add_style(MARK_STYLE, WD_STYLE_TYPE.CHARACTER, builtin=True)
    mark.font.superscript = True
    link: Any = document.styles.add_style(LINK, WD_STYLE_TYPE.CHARACTER, builtin=True)
    link.font.underline = True
    link.font.color.rgb = RGBColor.from_string(theme.AREA[1:].upper())
    gap: Any = document.styles.add_style(GAP, WD_STYLE_TYPE.CHARACTER)
    gap.quick_style = True
    gap.element.get_or_add_rPr().append(
        element("w:shd", val="clear", color="auto", fill=GAP_COLOUR)
    )


def _own_styles(document: WordDocument) -> None:
    source = _added(document, SOURCE)
    _font(source, 8.5, theme.MUTED)
    source.paragraph_format.space_before = Pt(3)
    source.paragraph_format.space_after = Pt(3)
    source.paragraph_format.line_spacing = 1.0
    cell = _added(document, CELL)
    _font(cell, 9, theme.INK)
    cell.paragraph_format.space_after = Pt(0)
    cell.paragraph_format.line_spacing = 1.0
    note = _added(document, NOTE)
    _font(note, 10.5, theme.INK)
    note.paragraph_format.left_indent = Cm(0.3)
    note.paragraph_format.space_before = note.paragraph_format.space_after = Pt(8)
    borders = element("w:pBdr")
    borders.append(element("w:left", val="single", sz="24", space="8", color=theme.AREA[1:]))
    properties = note.element.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")
    shade = element("w:shd", val="clear", color="auto", fill=theme.PALE[1:])
    properties.insert_element_before(shade, "w:tabs", "w:spacing", "w:ind", "w:jc")


def _added(document: WordDocument, name: str, *, builtin: bool = False) -> Any:
    if name in document.styles:
        return document.styles[name]
    style: Any = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=builtin)
    style.base_style = document.styles["Normal"]
    style.quick_style = not builtin
    return style


def _table_style(document: WordDocument) -> None:
    """Add a table style with lines above, below and between rows, and a bold head."""
    style: Any = document.styles.add_style(TABLE, WD_STYLE_TYPE.TABLE)
    ink, rule = theme.INK[1:], theme.RULE[1:]
    properties, borders, margins = (
        element("w:tblPr"),
        element("w:tblBorders"),
        element("w:tblCellMar"),
    )
    borders.append(element("w:top", val="single", sz="8", space="0", color=ink))
    borders.append(element("w:bottom", val="single", sz="8", space="0", color=ink))
    borders.append(element("w:insideH", val="single", sz="4", space="0", color=rule))
    for side, width in (("top", "35"), ("left", "70"), ("bottom", "35"), ("right", "70")):
        margins.append(element(f"w:{side}", w=width, type="dxa"))
    properties = element("w:tblPr")
    properties.extend([element("w:tblInd", w="70", type="dxa"), borders, margins])
    head, bold, cell, below = (
        element("w:tblStylePr", type="firstRow"),
        element("w:rPr"),
        element("w:tcPr"),
        element("w:tcBorders"),
    )
    bold.append(element("w:b"))
    below.append(element("w:bottom", val="single", sz="8", space="0", color=ink))
    cell.append(below)
    head.extend([bold, cell])
    style.element.extend([properties, head])


def _font(style: Any, size: float, colour: str, *, bold: bool = False) -> None:
    style.font.name, style.font.size, style.font.bold = FONT, Pt(size), bold
    style.font.italic = False
    style.font.color.rgb = RGBColor.from_string(colour[1:].upper())
    for spread in style.element.rPr.findall(qn("w:spacing")):
        style.element.rPr.remove(spread)
    fonts = style.element.rPr.rFonts
    for name in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[name]  # a theme's font would win over the named one


def align_right(paragraph: WordParagraph) -> None:
    """Set a paragraph to the right, as numbers stand."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
