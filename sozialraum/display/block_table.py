"""Tables as blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import ClassVar

from sozialraum.display import markup
from sozialraum.display.block_base import BaseBlock, demand


@dataclass(frozen=True)
class Column:
    """Head of one column of a `Table`.

    Parameters
    ----------
    title
        What stands in the column.
    align
        ``left`` for words, ``right`` for numbers.
    unit
        Unit of all numbers of the column, empty if they carry their own.
    """

    title: str
    align: str = "left"
    unit: str = ""

    def __post_init__(self) -> None:
        demand(self.align in ("left", "right"), f"Unbekannte Ausrichtung „{self.align}“.")


@dataclass(frozen=True)
class Table(BaseBlock):
    """A table of texts; the first column names the row.

    Parameters
    ----------
    caption
        What the table shows, where and when.
    columns
        Heads of the columns.
    rows
        Texts of the cells, as many in each row as there are columns.
    source, note
        Printed below the table.
    links
        Addresses to which the first cells lead, one for each row, or none at all;
        relative to the page, such as ``101_altstadt-sued/bericht.html``.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    source: str = ""
    note: str = ""
    links: tuple[str, ...] = ()
    block: ClassVar[str] = "table"

    def __post_init__(self) -> None:
        demand(bool(self.caption.strip()), "Eine Tabelle braucht eine Überschrift.")
        demand(bool(self.columns), f"Tabelle „{self.caption}“ hat keine Spalten.")
        demand(
            len(self.links) in (0, len(self.rows)),
            f"Tabelle „{self.caption}“: {len(self.links)} Verweise bei {len(self.rows)} Zeilen.",
        )
        for number, row in enumerate(self.rows, start=1):
            demand(
                len(row) == len(self.columns),
                f"Tabelle „{self.caption}“, Zeile {number}: {len(row)} Zellen "
                f"bei {len(self.columns)} Spalten.",
            )
            demand(
                all(isinstance(cell, str) for cell in row),
                f"Tabelle „{self.caption}“, Zeile {number}: Zellen müssen Text sein.",
            )

    def to_html(self) -> str:
        """Return a ``<table>`` with caption, heads with scope, right-aligned numbers."""
        heads = "".join(markup.heading_cell(c.title, c.unit, c.align) for c in self.columns)
        body = "".join(f"<tr>{self._row_html(row)}</tr>" for row in self.rows)
        table = (
            f"<table><caption>{escape(self.caption)}</caption>"
            f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
        )
        return table + markup.below(self.source, self.note)

    def to_text(self) -> str:
        """Return caption, heads and rows, cells parted by `` | ``."""
        heads = [f"{c.title} ({c.unit})" if c.unit else c.title for c in self.columns]
        return "\n".join([self.caption, *(" | ".join(row) for row in (heads, *self.rows))])

    def _row_html(self, row: Sequence[str]) -> str:
        classes = [markup.align_class(column.align) for column in self.columns]
        first = f'<th scope="row"{classes[0]}>{escape(row[0])}</th>'
        others = zip(classes[1:], row[1:], strict=True)
        return first + "".join(f"<td{css}>{escape(cell)}</td>" for css, cell in others)
