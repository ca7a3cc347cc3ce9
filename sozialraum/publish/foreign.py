"""Outputs that no block of ours describes: somebody's own plot or data frame.

Tables in HTML become grids, a picture a picture, and a result of several lines, such
as a Series, stays as it was printed.  Texts of the running program (prints, warnings,
progress bars) and single values are no part of a document.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import Any

from sozialraum.display.blocks import Column, Note
from sozialraum.publish.items import Grid, Item, Picture, Preformatted, styled
from sozialraum.publish.markdown import parse_markdown
from sozialraum.publish.markdown_pictures import NO_ALTERNATIVE, PICTURE_KINDS, SVG, as_seen

LOST = (
    "Hier steht im Notizbuch eine Ausgabe, die sich nicht in ein Dokument übernehmen lässt. "
    "Im Notizbuch selbst ist sie zu sehen."
)
_SHOWN = ("image/", "application/", "text/latex")
"""Kinds of outputs that JupyterLab shows and a document cannot."""
_WHOLE = re.compile(r"<p>(\d+) rows × (\d+) columns</p>")
"""What pandas says below a table that it did not print whole."""
_NUMBER = re.compile(r"[+−-]?[\d.,]*\d[\d.,]*(e[+-]?\d+)?[\s\u202f]?%?", re.IGNORECASE)
_EMPTY = ("", "–", "-", "NaN", "nan", "None", "<NA>", "...", "…")


def foreign_items(data: Mapping[str, Any], *, result: bool = False) -> tuple[Item, ...]:
    """Return what can be kept of one output.

    Parameters
    ----------
    data
        MIME bundle of the output.
    result
        Whether it is what the cell's last line gave, and not something displayed.
    """
    if any("jupyter.widget" in kind for kind in data):
        return ()
    if (html := _text(data.get("text/html"))) and (grids := grids_from_html(html)):
        return grids
    kinds = [kind for kind in PICTURE_KINDS if kind in data]
    if kinds:
        return (_picture(kinds[0], _text(data[kinds[0]])),)
    if "text/markdown" in data:
        return parse_markdown(_text(data["text/markdown"]))
    if html or any(kind.startswith(_SHOWN) for kind in data):
        return (Note(LOST),)
    plain = _text(data.get("text/plain")).strip("\n")
    return (Preformatted(plain),) if result and "\n" in plain else ()


def _picture(kind: str, content: str) -> Item:
    if kind == SVG:
        return Picture(content.encode("utf-8", "replace"), kind, NO_ALTERNATIVE)
    try:
        data = base64.b64decode("".join(content.split()), validate=True)
        return Picture(as_seen(data), kind, NO_ALTERNATIVE)
    except binascii.Error:
        return Note(LOST)


def grids_from_html(html: str) -> tuple[Grid, ...]:
    """Return the tables of a piece of HTML; one inside another is text of its cell.

    >>> (grid,) = grids_from_html("<table><tr><th>Ort</th></tr><tr><td>Köln</td></tr></table>")
    >>> grid.columns[0].title, grid.rows[0][0][0].text
    ('Ort', 'Köln')
    """
    reader = _TableReader()
    reader.feed(html)
    grids = tuple(_grid(table) for table in reader.tables if any(table.rows))
    if len(grids) == 1 and (whole := _WHOLE.search(html)):
        note = f"Gekürzt; die ganze Tabelle hat {whole[1]} Zeilen und {whole[2]} Spalten."
        return (replace(grids[0], note=note),)
    return grids


def _grid(table: _Table) -> Grid:
    heads = max(table.head_rows, 1)
    width = max(len(row) for row in table.rows)
    filled = [row + [""] * (width - len(row)) for row in table.rows]
    titles = [" | ".join(_distinct(names)) for names in zip(*filled[:heads], strict=True)]
    body = filled[heads:]
    columns = tuple(
        Column(title, _alignment([row[place] for row in body]))
        for place, title in enumerate(titles)
    )
    rows = tuple(tuple(styled(cell) for cell in row) for row in body)
    return Grid(columns, rows, table.caption, foreign=True)


def _distinct(names: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(name for name in names if name))


def _alignment(cells: list[str]) -> str:
    filled = [cell for cell in cells if cell not in _EMPTY]
    return "right" if filled and all(map(_NUMBER.fullmatch, filled)) else "left"


def _text(value: object) -> str:
    return "".join(value) if isinstance(value, list) else str(value or "")


@dataclass
class _Table:
    """Texts of a table while it is read."""

    rows: list[list[str]] = field(default_factory=list)
    head_rows: int = 0
    caption: str = ""


class _TableReader(HTMLParser):
    """Collects the cells of tables, those that span several written out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._depth = 0
        self._in_head = False
        self._words: list[str] | None = None
        self._spans = (1, 1)
        self._hanging: dict[int, tuple[int, str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._depth += tag == "table"
        if tag == "table" and self._depth == 1:
            self.tables.append(_Table())
            self._hanging, self._words, self._in_head = {}, None, False
        elif tag in ("br", "p", "li", "tr", "td", "th") and self._words is not None:
            self._words.append(" ")
        if self._depth != 1:
            return
        if tag in ("tr", "td", "th"):
            self._end("td")  # whose end may be left out
        if tag == "thead":
            self._in_head = True
        elif tag == "tr":
            self.tables[-1].rows.append([])
            self.tables[-1].head_rows += self._in_head
        elif tag == "caption" or (tag in ("td", "th") and self.tables[-1].rows):
            given = dict(attrs)
            self._spans = (_span(given.get("colspan")), _span(given.get("rowspan")))
            self._words = []

    def handle_data(self, data: str) -> None:
        if self._words is not None:
            self._words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if self._depth == 1:
            if tag in ("tr", "table"):
                self._end("td")
            self._end(tag)
        if tag == "table" and self._depth:
            self._depth -= 1

    def _end(self, tag: str) -> None:
        table = self.tables[-1]
        if tag in ("td", "th", "caption") and self._words is not None:
            text = " ".join("".join(self._words).split())
            self._words = None
            if tag == "caption" or not table.rows:
                table.caption = text
            else:
                self._close_cell(table.rows[-1], text)
        elif tag == "tr" and table.rows:
            self._fill_from_above(table.rows[-1])
        elif tag == "thead":
            self._in_head = False

    def _close_cell(self, row: list[str], text: str) -> None:
        columns, rows = self._spans
        self._fill_from_above(row)
        for _ in range(columns):
            if rows > 1:
                self._hanging[len(row)] = (rows - 1, text)
            row.append(text)

    def _fill_from_above(self, row: list[str]) -> None:
        while (place := len(row)) in self._hanging:
            left, text = self._hanging.pop(place)
            if left > 1:
                self._hanging[place] = (left - 1, text)
            row.append(text)


def _span(text: str | None) -> int:
    return min(int(text), 1000) if text and text.isdigit() and text != "0" else 1
