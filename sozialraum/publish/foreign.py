"""Outputs that no block of ours describes: somebody's own plot or data frame.

A table in HTML becomes a grid, a picture a picture, and a result of several lines, such
as a Series, stays as it was printed.  Texts of the running program (prints, warnings,
progress bars) and single values are no part of a document.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

from sozialraum.display.blocks import Column, Note
from sozialraum.publish.items import Grid, Item, Picture, Preformatted, styled
from sozialraum.publish.markdown import NO_ALTERNATIVE, PICTURE_KINDS, SVG, parse_markdown

LOST = (
    "Hier steht im Notizbuch eine Ausgabe, die sich nicht in ein Dokument übernehmen lässt. "
    "Im Notizbuch selbst ist sie zu sehen."
)
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
    if (html := _text(data.get("text/html"))) and (grid := grid_from_html(html)):
        return (grid,)
    kinds = [kind for kind in PICTURE_KINDS if kind in data]
    if kinds:
        return (_picture(kinds[0], _text(data[kinds[0]])),)
    if "text/markdown" in data:
        return parse_markdown(_text(data["text/markdown"]))
    if html or any(kind.startswith(("image/", "application/")) for kind in data):
        return (Note(LOST),)
    plain = _text(data.get("text/plain")).strip("\n")
    return (Preformatted(plain),) if result and "\n" in plain else ()


def _picture(kind: str, content: str) -> Item:
    if kind == SVG:
        return Picture(content.encode("utf-8", "replace"), kind, NO_ALTERNATIVE)
    try:
        data = base64.b64decode("".join(content.split()), validate=True)
        return Picture(data, kind, NO_ALTERNATIVE)
    except binascii.Error:
        return Note(LOST)


def grid_from_html(html: str) -> Grid | None:
    """Return the first table of a piece of HTML, None if there is none.

    >>> grid = grid_from_html("<table><tr><th>Ort</th></tr><tr><td>Köln</td></tr></table>")
    >>> grid.columns[0].title, grid.rows[0][0][0].text
    ('Ort', 'Köln')
    """
    reader = _TableReader()
    reader.feed(html)
    if not reader.rows:
        return None
    heads = max(reader.head_rows, 1)
    width = max(len(row) for row in reader.rows)
    filled = [row + [""] * (width - len(row)) for row in reader.rows]
    titles = [" | ".join(_distinct(names)) for names in zip(*filled[:heads], strict=True)]
    body = filled[heads:]
    columns = tuple(
        Column(title, _alignment([row[place] for row in body]))
        for place, title in enumerate(titles)
    )
    return Grid(columns, tuple(tuple(styled(cell) for cell in row) for row in body))


def _distinct(names: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(name for name in names if name))


def _alignment(cells: list[str]) -> str:
    filled = [cell for cell in cells if cell not in _EMPTY]
    return "right" if filled and all(map(_NUMBER.fullmatch, filled)) else "left"


def _text(value: object) -> str:
    return "".join(value) if isinstance(value, list) else str(value or "")


class _TableReader(HTMLParser):
    """Collects the cells of the first table, those that span several written out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.head_rows = 0
        self._in_head = self._done = self._in_table = False
        self._cell: list[str] | None = None
        self._spans = (1, 1)
        self._hanging: dict[int, tuple[int, str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._done:
            return
        if tag == "table":
            self._in_table = True
        elif tag == "thead":
            self._in_head = True
        elif tag == "tr" and self._in_table:
            self.rows.append([])
            self.head_rows += self._in_head
        elif tag in ("td", "th") and self.rows:
            given = dict(attrs)
            self._spans = (_span(given.get("colspan")), _span(given.get("rowspan")))
            self._cell = []
        elif tag == "br" and self._cell is not None:
            self._cell.append(" ")

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._cell is not None:
            self._close_cell(" ".join("".join(self._cell).split()))
        elif tag == "tr" and self.rows and not self._done:
            self._fill_from_above()
        elif tag == "thead":
            self._in_head = False
        elif tag == "table" and self._in_table:
            self._done = True

    def _close_cell(self, text: str) -> None:
        columns, rows = self._spans
        self._fill_from_above()
        for _ in range(columns):
            if rows > 1:
                self._hanging[len(self.rows[-1])] = (rows - 1, text)
            self.rows[-1].append(text)
        self._cell = None

    def _fill_from_above(self) -> None:
        row = self.rows[-1]
        while (place := len(row)) in self._hanging:
            left, text = self._hanging.pop(place)
            if left > 1:
                self._hanging[place] = (left - 1, text)
            row.append(text)


def _span(text: str | None) -> int:
    return min(int(text), 1000) if text and text.isdigit() and text != "0" else 1
