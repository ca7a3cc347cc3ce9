"""What tests of pictures need: where their texts stand."""

import re
from itertools import combinations

import pytest

from sozialraum.display.drawing import drawing, sheet

ABOVE, BELOW = 0.74, 0.03
"""How far letters reach above and below their line, as shares of the type size."""

SLACK = 0.3
"""Points that two boxes may share: rounding, no overlap."""


def boxes(svg: str) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of each text of a picture, measured as it is drawn."""
    with drawing():
        page = sheet(1)
        return [_box(page, *found.groups()) for found in re.finditer(_TEXT, svg)]


_TEXT = r"<text ([^>]*)>([^<]*)</text>"


def _box(page, attributes, words):
    size = float(re.search(r"([\d.]+)px", attributes)[1])
    bold = "bold" if re.search(r"\b(bold|700)\b", attributes) else "normal"
    drawn = page.text(0, 0, words, fontsize=size, fontweight=bold)
    width = drawn.get_window_extent().width * 72 / page.dpi
    x, y = _place(attributes)
    anchor = re.search(r"text-anchor: ?(\w+)", attributes)
    x -= {"middle": width / 2, "end": width}.get(anchor[1] if anchor else "", 0)
    return x, y - ABOVE * size, x + width, y + BELOW * size


def _place(attributes):
    moved = re.search(r"translate\(([\d.-]+)[ ,]+([\d.-]+)\)", attributes)
    if moved:
        return float(moved[1]), float(moved[2])
    x, y = (re.search(rf'\b{axis}="([\d.-]+)"', attributes)[1] for axis in "xy")
    return float(x), float(y)


def count_overlapping(svg: str) -> int:
    """Number of pairs of texts of a picture that hide each other."""
    found = boxes(svg)
    assert found, "no text in this picture"
    return sum(
        a[0] + SLACK < b[2] and b[0] + SLACK < a[2] and a[1] + SLACK < b[3] and b[1] + SLACK < a[3]
        for a, b in combinations(found, 2)
    )


@pytest.fixture(scope="session")
def overlapping():
    """Counts pairs of texts that hide each other."""
    return count_overlapping


EDGE = 1.0
"""Points by which a box may reach beyond the sheet: measured boxes are rounded."""


def texts_cut_off(svg: str) -> list[tuple[float, float, float, float]]:
    """Boxes of the texts of a picture that reach beyond its edge."""
    width, height = map(float, re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups())
    return [
        box
        for box in boxes(svg)
        if box[0] < -EDGE or box[1] < -EDGE or box[2] > width + EDGE or box[3] > height + EDGE
    ]


@pytest.fixture(scope="session")
def cut_off():
    """Finds texts that reach beyond the edge of a picture."""
    return texts_cut_off
