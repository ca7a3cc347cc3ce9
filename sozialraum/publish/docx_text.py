"""Runs of text, links and fields inside a paragraph of the Word file."""

from __future__ import annotations

import re

from docx.enum.text import WD_COLOR_INDEX
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import RGBColor
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run as WordRun

from sozialraum.display import theme
from sozialraum.publish.docx_styles import element
from sozialraum.publish.hyphens import SHY, soften
from sozialraum.publish.items import Run, Runs

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def clean(text: str) -> str:
    """Return text without characters that no Word file can hold."""
    return _NOT_IN_XML.sub("", text)


def add_runs(paragraph: WordParagraph, runs: Runs, *, soft: bool = False) -> None:
    """Write runs with their styles at the end of a paragraph.

    ``soft`` lets Word part long words at their joints, as narrow columns need it.
    """
    for run in runs:
        text = clean(run.text)
        made = paragraph.add_run("" if soft else text)
        if soft:
            _write_soft(made, text)
        made.bold = run.bold or None
        made.italic = run.italic or None
        made.font.strike = run.struck or None
        if run.code:
            made.font.name = "Consolas"
        if run.gap:
            made.font.highlight_color = WD_COLOR_INDEX.YELLOW
        if run.link and not run.link.startswith("#"):
            _link(paragraph, made, run)


def _write_soft(made: WordRun, text: str) -> None:
    first, *others = soften(text).split(SHY)
    made.add_text(first)
    for part in others:
        made._r.append(element("w:softHyphen"))
        made.add_text(part)


def _link(paragraph: WordParagraph, made: WordRun, run: Run) -> None:
    made.font.underline = True
    made.font.color.rgb = RGBColor.from_string(theme.AREA[1:].upper())
    target = paragraph.part.relate_to(
        clean(run.link), RELATIONSHIP_TYPE.HYPERLINK, is_external=True
    )
    link = element("w:hyperlink")
    link.set(qn("r:id"), target)
    made._r.addprevious(link)
    link.append(made._r)


def add_field(paragraph: WordParagraph, instruction: str, shown: str) -> None:
    """Write a field, such as a page number, with the text that it shows for now."""
    field = element("w:fldSimple", instr=instruction)
    paragraph._p.append(field)
    run = paragraph.add_run(shown)
    field.append(run._r)
