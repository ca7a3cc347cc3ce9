"""Widths of a table's columns, found by what saves most lines.

Each column first gets its longest word, columns of numbers their longest number; what is
left of the page goes, bit by bit, where rows become lower.  A tall row counts more than
two of half its height, so that one long remark is not squeezed into a thin strip.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sozialraum.display.blocks import Column
from sozialraum.formats import MISSING
from sozialraum.publish.hyphens import LONG, SHY, soften
from sozialraum.publish.items import Grid, plain_text

STEPS = 120
"""Into so many bits the rest of the page is cut."""
MOST = 0.75
"""Share of the numbers of a column that stay on one line."""
TIGHT = 1.1
"""How far words may be squeezed before a table is parted."""
TINY = 1e-9
STRESS, TALL = 4, 2.0
"""How far the highest cell decides on its row's height; how much more a tall row counts."""

Measure = Callable[[str, bool], float]
Lengths = NDArray[np.float64]


@dataclass(frozen=True)
class Page:
    """What a table is fitted into, all in one unit.

    Parameters
    ----------
    width
        Of the text.
    padding
        Of a cell, left and right together.
    measure
        Returns the length of a text, given the text and whether it is bold.
    word
        Length from which the typesetter itself parts a word.
    """

    width: float
    padding: float
    measure: Measure
    word: float = math.inf


def column_widths(grid: Grid, page: Page) -> list[float]:
    """Return the widths of the columns of a table; together at most the page's.

    Examples
    --------
    >>> grid = Grid((Column("Ort"), Column("Zahl", "right")), ())
    >>> column_widths(grid, Page(100, 2, lambda text, bold: len(text)))
    [5.0, 6.0]
    """
    texts = [_texts(grid, place, column) for place, column in enumerate(grid.columns)]
    lengths = np.array(
        [[page.measure(t, n == 0) for n, t in enumerate(c)] for c in texts], dtype=float
    ).T
    widths = _needed(grid, _least(texts, page), lengths + page.padding, page)
    if widths.sum() >= page.width:
        return [float(width) for width in widths * page.width / widths.sum()]
    return [float(width) for width in _shared_out(widths, lengths, page)]


def in_parts(grid: Grid, page: Page) -> tuple[Grid, ...]:
    """Return a table in parts that fit the page, each with the column that names the rows.

    The caption stays with the first part, remark and source with the last.

    Examples
    --------
    >>> wide = Grid(tuple(Column(f"Spalte{n}") for n in range(4)), ())
    >>> parts = in_parts(wide, Page(24, 2, lambda text, bold: len(text)))
    >>> [[column.title for column in part.columns] for part in parts]
    [['Spalte0', 'Spalte1'], ['Spalte0', 'Spalte2'], ['Spalte0', 'Spalte3']]
    """
    texts = [_texts(grid, place, column) for place, column in enumerate(grid.columns)]
    least = _least(texts, page)
    if least.sum() <= page.width * TIGHT or len(least) < 3:
        return (grid,)
    chosen: list[list[int]] = [[0]]
    for place in range(1, len(least)):
        if len(chosen[-1]) > 1 and least[[*chosen[-1], place]].sum() > page.width:
            chosen.append([0])
        chosen[-1].append(place)
    parts = [_columns(grid, places) for places in chosen]
    parts[0] = replace(parts[0], caption=grid.caption)
    parts[-1] = replace(parts[-1], note=grid.note, source=grid.source)
    return tuple(parts)


def _columns(grid: Grid, places: Sequence[int]) -> Grid:
    rows = tuple(tuple(row[place] for place in places) for row in grid.rows)
    return Grid(tuple(grid.columns[place] for place in places), rows, foreign=grid.foreign)


def _least(texts: Sequence[Sequence[str]], page: Page) -> Lengths:
    """Return the width of the longest word of each column."""
    words = [
        max(_longest_word([head], True, page), _longest_word(cells, False, page))
        for head, *cells in texts
    ]
    return np.array(words, dtype=float) + page.padding


def _texts(grid: Grid, place: int, column: Column) -> list[str]:
    head = max(column.title, column.unit, key=len)
    return [head, *(plain_text(row[place]) for row in grid.rows)]


def _longest_word(texts: Sequence[str], bold: bool, page: Page) -> float:
    words = set(" ".join(texts).split())
    whole = " ".join(word if len(word) < LONG else word.replace("-", "- ") for word in words)
    parts = set(soften(whole).replace(SHY, "- ").split())
    return min(max((page.measure(part, bold) for part in parts), default=0.0), page.word)


def _needed(grid: Grid, words: Lengths, wholes: Lengths, page: Page) -> Lengths:
    """Return least widths: of most numbers the whole, as long as the page is wide enough."""
    widths = words.copy()
    signs = wholes[1:] < 2 * page.padding + page.measure(MISSING, False)
    most = [
        np.sort(cells)[math.ceil(MOST * (cells.size - 1))] if cells.size else 0.0
        for cells in (wholes[1:, place][~signs[:, place]] for place in range(len(widths)))
    ]
    numbers = [place for place, column in enumerate(grid.columns) if column.align == "right"]
    for place in sorted(numbers, key=lambda place: most[place]):
        more = max(most[place] - widths[place], 0.0)
        if widths.sum() + more <= page.width:
            widths[place] += more
    return widths


def _shared_out(widths: Lengths, lengths: Lengths, page: Page) -> Lengths:
    """Give what is left of the page, bit by bit, to the column that makes rows lower."""
    step = (page.width - widths.sum()) / STEPS
    costs = _lines(lengths, widths, page.padding)
    tried = _lines(lengths, widths + step, page.padding)
    sums = costs.sum(axis=1)
    height = _height(sums)
    for _ in range(STEPS):
        heights = _height(sums[:, None] - costs + tried)
        best = int(np.argmin(heights))
        if heights[best] >= height:
            break
        widths[best] += step
        costs[:, best] = tried[:, best]
        tried[:, best] = _lines(lengths[:, best], widths[best] + step, page.padding)
        sums, height = costs.sum(axis=1), heights[best]
    return widths


def _lines(lengths: Lengths, widths: Lengths | float, padding: float) -> Lengths:
    """Return for each cell its lines to the power that lets the highest of a row decide."""
    inside = np.maximum(widths - padding, TINY)  # nothing at all in an empty column
    lines: Lengths = np.maximum(lengths / inside, 1.0) ** STRESS
    return lines


def _height(sums: Lengths) -> Any:
    """Return the height of all rows together, one for each column of sums."""
    return (sums ** (TALL / STRESS)).sum(axis=0)
