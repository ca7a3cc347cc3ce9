"""Small pieces of WordprocessingML that several writers need."""

from __future__ import annotations

import re
from typing import Any

from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as WordParagraph

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def clean(text: str) -> str:
    """Return text without characters that no Word file can hold."""
    return _NOT_IN_XML.sub("", text)


def element(tag: str, **attributes: str) -> Any:
    """Return an element such as ``w:shd`` with attributes of the same namespace."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def style_id(where: WordDocument | WordParagraph, name: str) -> str:
    """Return the id of a style, which each language of Word makes up anew."""
    package: Any = where.part.package
    return str(package.main_document_part.styles[name].style_id)


def add_line(word: WordDocument, style: str = "") -> WordParagraph:
    """Add a paragraph; python-docx would look through all styles for each."""
    line = word.add_paragraph()
    if style:
        line._p.style = style_id(word, style)
    return line


def add_field(paragraph: WordParagraph, instruction: str, shown: str) -> None:
    """Write a field, such as a page number, with the text that it shows for now."""
    field = element("w:fldSimple", instr=instruction)
    paragraph._p.append(field)
    run = paragraph.add_run(shown)
    field.append(run._r)
