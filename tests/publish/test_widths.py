"""Columns are as wide as saves most lines, and never wider than the page."""

import numpy as np
import pytest

from sozialraum.display.blocks import Column
from sozialraum.publish.items import Grid, styled
from sozialraum.publish.widths import Page, column_widths, in_parts

PAGE = Page(100, 2, lambda text, bold: len(text), 15)


def widths(heads, *rows):
    cells = tuple(tuple(map(styled, row)) for row in rows)
    columns = tuple(Column(head, "right" if head.startswith(">") else "left") for head in heads)
    return column_widths(Grid(columns, cells), PAGE)


def test_a_table_of_short_words_is_no_wider_than_they_are():
    assert widths(["Ort", ">Zahl"], ["Köln", "1"]) == pytest.approx([6, 7])


def test_numbers_stay_on_one_line_and_long_texts_get_the_rest():
    found = widths(["Ort", ">Menschen", "Dazu"], ["Köln", "605 von 10.380", "Wort " * 40])
    assert found[1] >= len("605 von 10.380") + 2
    assert found[2] > 60
    assert sum(found) <= 100.01


def test_one_long_remark_among_empty_ones_is_not_squeezed():
    rows = [["Ein Name in zwei", "Worte und mehr davon", "–"]] * 9
    found = widths(["A", "B", "C"], *rows, ["a", "b", "Wort " * 30])
    assert found[2] > 40


def test_a_column_of_endless_words_does_not_take_the_page():
    found = widths(["A", "B"], ["x" * 300, "Wort " * 10])
    assert sum(found) <= 100.01
    assert found[1] > 6


def test_many_columns_share_the_page():
    found = widths([f"Spalte{n}" for n in range(40)], ["1.044.555"] * 40)
    assert np.sum(found) == pytest.approx(100)


def test_a_table_that_is_too_wide_is_parted_and_each_part_names_its_rows():
    heads = tuple(Column(f"Spalte{n}", "right") for n in range(20))
    cells = tuple(styled(f"{n}.044.555") for n in range(20))
    grid = Grid(heads, (cells,), "Zahlen", "Amt", "Anmerkung")
    parts = in_parts(grid, PAGE)
    assert [part.columns[0].title for part in parts] == ["Spalte0"] * len(parts)
    assert [c.title for part in parts for c in part.columns[1:]] == [c.title for c in heads[1:]]
    assert all(len(part.rows[0]) == len(part.columns) for part in parts)
    assert all(sum(column_widths(part, PAGE)) <= 100.01 for part in parts)
    assert [part.caption for part in parts] == ["Zahlen", *[""] * (len(parts) - 1)]
    assert [part.source for part in parts] == [*[""] * (len(parts) - 1), "Amt"]
    assert in_parts(parts[0], PAGE) == (parts[0],)
