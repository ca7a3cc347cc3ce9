"""Lists of a form: the sheets that hold what its drop-down lists offer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from sozialraum.publish.workbook import put
from sozialraum.sources.schema import Column, Schema

AREAS, LISTS = "Gebiete", "Listen"
ROWS = 500
"""Last row of a sheet that has drop-down lists."""

WIDTH = 30
_YES_OR_NO = ("ja", "nein")
_SEPARATORS = re.compile(r"[;,\n]")


class Lists:
    """Adds the lists to a workbook.

    Parameters
    ----------
    book
        The workbook; it gets a sheet of areas and a hidden one of words.
    schema
        Its sheets: a reference offers the ids of the sheet that is meant.
    areas
        Names of areas by key.
    more
        Words by column, where they depend on the region.
    """

    def __init__(
        self,
        book: Workbook,
        schema: Schema,
        areas: Mapping[str, str],
        more: Mapping[str, Sequence[str]],
    ) -> None:
        self.schema, self.more = schema, more
        _add_areas(book.create_sheet(AREAS), areas)
        self.areas = f"={AREAS}!$A$2:$A${len(areas) + 1}" if areas else ""
        self.page = book.create_sheet(LISTS)
        self.page.sheet_state = "hidden"
        self.known: dict[tuple[str, ...], str] = {}

    def range_of(self, column: Column) -> str:
        """Return where the list of a column stands, "" if it has none."""
        if column.art == "areas":
            return self.areas
        if column.verweis:
            return f"='{self.schema[column.verweis].titel}'!$A$2:$A${ROWS}"
        words = _YES_OR_NO if column.art == "yesno" else tuple(column.choices.values())
        return self._add(words or tuple(self.more.get(column.name, ())))

    def _add(self, words: tuple[str, ...]) -> str:
        if words and words not in self.known:
            letter = get_column_letter(len(self.known) + 1)
            for line, word in enumerate(words, 1):
                put(self.page, line, len(self.known) + 1, word)
            self.known[words] = f"={LISTS}!${letter}$1:${letter}${len(words)}"
        return self.known.get(words, "")


def _add_areas(page: Worksheet, areas: Mapping[str, str]) -> None:
    """List the areas; the first column is what a cell may hold: the name, or the key."""
    named = Counter(areas.values())
    rows = [
        (key if named[name] > 1 or name in areas or _SEPARATORS.search(name) else name, key, name)
        for key, name in areas.items()
    ]
    for line, row in enumerate([("Auswahl", "Schlüssel", "Name"), *rows], 1):
        for number, text in enumerate(row, 1):
            put(page, line, number, text)
    for number in (1, 2, 3):
        page.cell(1, number).font = Font(bold=True)
        page.column_dimensions[get_column_letter(number)].width = WIDTH
    page.freeze_panes = "A2"
