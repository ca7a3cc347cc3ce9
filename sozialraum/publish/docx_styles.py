"""Styles of the Word file: everything that a specialist can change for the whole file.

Added to Word's own styles are „Quelle“ (below tables and pictures), „Hinweis“ (a remark
with a bar at its side), „Tabellentext“ and the table style „Sozialraum“.
"""

from __future__ import annotations

from typing import Any

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

from sozialraum.display import theme

FONT = "Calibri"
TEXT_WIDTH = Cm(16)
SOURCE, NOTE, CELL, TABLE = "Quelle", "Hinweis", "Tabellentext", "Sozialraum"
_HEADINGS = {"Title": 26, "Heading 1": 17, "Heading 2": 13.5, "Heading 3": 11.5}


def element(tag: str, **attributes: str) -> Any:
    """Return an element such as ``w:shd`` with attributes of the same namespace."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def set_up(document: WordDocument) -> None:
    """Give an empty Word document its page, language and styles."""
    _page(document)
    _language(document)
    _text_styles(document)
    _own_styles(document)
    _table_style(document)


def _page(document: WordDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.5), Cm(2.2)
    section.header_distance = section.footer_distance = Cm(1.1)


def _language(document: WordDocument) -> None:
    for found in document.styles.element.iter(qn("w:lang")):
        found.set(qn("w:val"), "de-DE")
        found.set(qn("w:eastAsia"), "de-DE")
    document.settings.element.append(element("w:themeFontLang", val="de-DE"))


def _text_styles(document: WordDocument) -> None:
    styles = document.styles
    normal: Any = styles["Normal"]
    _font(normal, 11, theme.INK)
    normal.paragraph_format.space_after = Pt(7)
    normal.paragraph_format.line_spacing = 1.15
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


def _added(document: WordDocument, name: str) -> Any:
    style: Any = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.quick_style = True
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
