"""Table of contents of the Word file: Word's own, with its entries already there.

The entries lead to their headings.  Their pages are known to nobody before Word has set
the text, so they are not guessed: „Inhaltsverzeichnis aktualisieren“ above the table (or
F9 in it) adds them, and printing does where Word is set to update fields.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as WordParagraph

from sozialraum.display.blocks import Heading
from sozialraum.publish import docx_styles as styles
from sozialraum.publish.docx_parts import clean, element, style_id

TITLE = "Inhalt"
FEWEST = 3
"""Headings from which on a document has a table of contents."""
_INSTRUCTION = ' TOC \\o "1-2" \\h \\z \\u '
_FIRST_MARK = 100_000_000


class Contents:
    """The table of contents and the marks that its entries lead to."""

    def __init__(self, headings: Sequence[Heading]) -> None:
        self.headings = headings
        self._marks = count(_FIRST_MARK)

    def write(self, word: WordDocument) -> None:
        """Write the table at the end of the document."""
        listed = [
            (heading, mark)
            for mark, heading in enumerate(self.headings, _FIRST_MARK)
            if heading.level <= len(styles.ENTRIES)
        ]
        if not listed:
            return
        frame, content = element("w:sdt"), element("w:sdtContent")
        frame.extend([_properties(), content])
        word.element.body.insert_element_before(frame, "w:sectPr")
        lines = [_line(word, content, styles.CONTENTS)]
        lines[0].add_run(TITLE)
        for heading, mark in listed:
            lines.append(_line(word, content, styles.ENTRIES[heading.level - 1]))
            lines[-1]._p.append(_entry(clean(heading.text), mark))
        _frame_field(lines[1]._p, lines[-1]._p)

    def mark(self, paragraph: WordParagraph) -> None:
        """Mark a heading, so that its entry leads there; headings come in their order."""
        number = next(self._marks)
        first = element("w:bookmarkStart", id=str(number - _FIRST_MARK), name=f"_Toc{number}")
        last = element("w:bookmarkEnd", id=str(number - _FIRST_MARK))
        runs = paragraph._p.r_lst
        runs[0].addprevious(first) if runs else paragraph._p.append(first)
        paragraph._p.append(last)


def _properties() -> Any:
    """Return what makes Word offer to bring the table up to date."""
    properties, part = element("w:sdtPr"), element("w:docPartObj")
    part.append(element("w:docPartGallery", val="Table of Contents"))
    part.append(element("w:docPartUnique"))
    properties.append(part)
    return properties


def _line(word: WordDocument, content: Any, style: str) -> WordParagraph:
    made = element("w:p")
    content.append(made)
    line = WordParagraph(made, word._body)
    made.get_or_add_pPr().append(element("w:pStyle", val=style_id(word, style)))
    return line


def _entry(text: str, mark: int) -> Any:
    link, run, words = element("w:hyperlink", anchor=f"_Toc{mark}", history="1"), *_run()
    words.text = text
    words.set(qn("xml:space"), "preserve")
    link.append(run)
    return link


def _run() -> tuple[Any, Any]:
    run, words = element("w:r"), element("w:t")
    run.append(words)
    return run, words


def _frame_field(first: Any, last: Any) -> None:
    """Put the beginning and the end of the field around the entries."""
    instruction = element("w:instrText")
    instruction.text = _INSTRUCTION
    instruction.set(qn("xml:space"), "preserve")
    opening = [
        element("w:fldChar", fldCharType="begin"),
        instruction,
        element("w:fldChar", fldCharType="separate"),
    ]
    for place, part in enumerate(opening, 1):  # behind the paragraph's properties
        run = element("w:r")
        run.append(part)
        first.insert(place, run)
    run = element("w:r")
    run.append(element("w:fldChar", fldCharType="end"))
    last.append(run)
