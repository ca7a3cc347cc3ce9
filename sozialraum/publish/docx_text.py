"""Runs of text, links and footnotes inside a paragraph of the Word file."""

from __future__ import annotations

from docx.enum.text import WD_COLOR_INDEX
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run as WordRun

from sozialraum.publish.docx_notes import new_note
from sozialraum.publish.docx_parts import add_field, clean, element, style_id
from sozialraum.publish.docx_styles import GAP, LINK
from sozialraum.publish.hyphens import SHY, soften
from sozialraum.publish.items import Run, Runs

__all__ = ["add_field", "add_note", "add_runs", "clean"]


def add_runs(paragraph: WordParagraph, runs: Runs, *, soft: bool = False) -> None:
    """Write runs with their styles at the end of a paragraph.

    ``soft`` lets Word part long words at their joints, as narrow columns need it.
    """
    for run in runs:
        if run.note:
            add_note(paragraph, run.note)
            continue
        text = clean(run.text)
        made = paragraph.add_run("" if soft else text)
        if soft:
            _write_soft(made, text)
        if run.link and not run.link.startswith("#"):
            _link(paragraph, made, run)
        elif run.gap:
            _set_style(paragraph, made, GAP)
            made.font.highlight_color = WD_COLOR_INDEX.YELLOW
        if run.bold:
            made.bold = True
        if run.italic:
            made.italic = True
        if run.struck:
            made.font.strike = True
        if run.code:
            made.font.name = "Consolas"


def add_note(paragraph: WordParagraph, runs: Runs) -> None:
    """Write a footnote: its mark at the end of the paragraph, its words below the page."""
    add_runs(new_note(paragraph), runs)


def _set_style(paragraph: WordParagraph, made: WordRun, name: str) -> None:
    made._r.get_or_add_rPr().insert(0, element("w:rStyle", val=style_id(paragraph, name)))


def _write_soft(made: WordRun, text: str) -> None:
    for number, line in enumerate(soften(text).split("\n")):
        if number:
            made.add_break()
        first, *others = line.split(SHY)
        made.add_text(first)
        for part in others:
            made._r.append(element("w:softHyphen"))
            made.add_text(part)


def _link(paragraph: WordParagraph, made: WordRun, run: Run) -> None:
    _set_style(paragraph, made, LINK)
    target = paragraph.part.relate_to(
        clean(run.link), RELATIONSHIP_TYPE.HYPERLINK, is_external=True
    )
    link = element("w:hyperlink")
    link.set(qn("r:id"), target)
    made._r.addprevious(link)
    link.append(made._r)
