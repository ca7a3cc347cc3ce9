"""The funnel as drawn: the legend shows the lines as they are, and no line crosses the name."""

import numpy as np
import pandas as pd
import pytest

from sozialraum.analysis.funnel import funnel, levels, sizes
from sozialraum.display.around import Unit
from sozialraum.display.drawing import drawing, panel, sheet
from sozialraum.display.funnel import CURVES, FunnelData, draw_funnel, name_area, swatch
from tests.regions import opened


@pytest.fixture(scope="module")
def found():
    return funnel(opened("koeln"))


@pytest.mark.parametrize("area", ["101", "102", "304", "401", "701", "903"])
def test_no_line_and_no_other_area_lies_under_the_name(found, area):
    size = pd.Series(sizes(found))
    curves = pd.concat(
        {str(one): 100 * found.limits(size, one).set_index(size) for one in levels()}, axis=1
    )
    points = pd.DataFrame(
        {"menschen": found.people, "wert": 100 * found.shares, "ausserhalb": False}
    )
    data = FunnelData(points, curves, 100 * found.target, area, "Name des Gebiets")
    with drawing():
        ax = draw_funnel(panel(sheet(2.9), 0.5, 0.7, 0.15, 0.25), data)
        box = name_area(ax, data, Unit("%", 1)).get_window_extent()
    for column in curves:
        line = ax.transData.transform(np.column_stack([curves.index, curves[column]]))
        assert box.count_contains(line) == 0
    others = points.drop(area)[["menschen", "wert"]]
    assert box.count_contains(ax.transData.transform(others)) == 0


def test_a_dashed_limit_has_a_dashed_swatch():
    solid, dashed = (swatch(style)["marker"] for style in CURVES)
    assert solid == "_"
    assert len(dashed.vertices) == 6  # three strokes with gaps
