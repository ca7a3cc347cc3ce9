"""Rows of the Word file's tables, written directly: a report has thousands of cells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as WordParagraph
from lxml.etree import SubElement

from sozialraum.publish.docx_text import add_runs, clean
from sozialraum.publish.hyphens import SHY, soften
from sozialraum.publish.items import Run, Runs

_VALUE, _WIDTH, _TYPE = qn("w:val"), qn("w:w"), qn("w:type")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_ROW, _CELL, _LINE, _RUN, _TEXT = (qn(f"w:{tag}") for tag in ("tr", "tc", "p", "r", "t"))
_OF_ROW, _OF_CELL, _OF_LINE, _OF_RUN = (qn(f"w:{tag}Pr") for tag in ("tr", "tc", "p", "r"))
_SOFT = qn("w:softHyphen")
_BREAK = re.compile(r"[\t\n\r]")


@dataclass(frozen=True)
class Looks:
    """What the cells of a table have in common.

    Parameters
    ----------
    widths
        Of the columns, in twentieths of a point.
    right
        Which columns stand to the right.
    style
        Id of the style of their paragraphs.
    size
        Of the type, in half points; empty for that of the style.
    """

    widths: tuple[int, ...]
    right: tuple[bool, ...]
    style: str
    size: str = ""


def write_row(table: Any, cells: tuple[Runs, ...], looks: Looks, *, keep: bool, head: bool) -> None:
    """Add a row to a table.

    ``keep`` lets it stay on one page with what follows, ``head`` repeats it on each page.
    """
    row = SubElement(table._tbl, _ROW)
    properties = SubElement(row, _OF_ROW)
    SubElement(properties, qn("w:cantSplit"))
    if head:
        SubElement(properties, qn("w:tblHeader"))
    for runs, width, right in zip(cells, looks.widths, looks.right, strict=True):
        cell = SubElement(row, _CELL)
        SubElement(SubElement(cell, _OF_CELL), qn("w:tcW"), {_TYPE: "dxa", _WIDTH: str(width)})
        line = SubElement(cell, _LINE)
        of_line = SubElement(line, _OF_LINE)
        SubElement(of_line, qn("w:pStyle"), {_VALUE: looks.style})
        if keep:
            SubElement(of_line, qn("w:keepNext"))
        if right:
            SubElement(of_line, qn("w:jc"), {_VALUE: "right"})
        _write_runs(table, line, runs, looks.size)


def _write_runs(table: Any, line: Any, runs: Runs, size: str) -> None:
    if all(map(_plain, runs)):
        for run in runs:
            _write_plain(line, run, size)
        return
    paragraph = WordParagraph(line, table)
    add_runs(paragraph, runs, soft=True)
    for made in line.iter(_RUN) if size else ():
        made.get_or_add_rPr().sz_val = int(size) * 6350  # half points in Word's smallest unit


def _plain(run: Run) -> bool:
    """Return whether a run is nothing but one line of text, perhaps bold."""
    styled = run.note or run.link or run.gap or run.italic or run.struck or run.code
    return not styled and not _BREAK.search(run.text)


def _write_plain(line: Any, run: Run, size: str) -> None:
    made = SubElement(line, _RUN)
    if run.bold or size:
        of_run = SubElement(made, _OF_RUN)
        if run.bold:
            SubElement(of_run, qn("w:b"))
        if size:
            SubElement(of_run, qn("w:sz"), {_VALUE: size})
    first, *others = soften(clean(run.text)).split(SHY)
    _write_text(made, first)
    for part in others:
        SubElement(made, _SOFT)
        _write_text(made, part)


def _write_text(made: Any, text: str) -> None:
    if text:
        written = SubElement(made, _TEXT)
        written.text = text
        if text != text.strip():
            written.set(_SPACE, "preserve")
