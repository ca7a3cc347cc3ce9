"""Charts say what the numbers say, look the same every time and let no name do harm."""

import math
import re
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import matplotlib
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialraum.display import charts
from sozialraum.display.charts import Around, Unit, Who
from sozialraum.display.drawing import drawing, panel, sheet, spread, tidy
from sozialraum.display.funnel import FunnelData, funnel_chart
from sozialraum.display.rows import axes_size
from sozialraum.display.spine import direction, positions
from sozialraum.display.trend import draw_trend
from sozialraum.errors import PublishError, RoleError

EVIL = "Köln <b>$x_1$</b> & „Süd“"
WHO = Who(EVIL, ("Nordrhein-Westfalen",), "aller 53 Kreise")
PERCENT = Unit("%", 1)
AROUND = Around("Bild", "Quelle", "Anmerkung")
YEARS = [2019, 2020, 2023]


def spine_rows(**changes) -> pd.DataFrame:
    row = {
        "einheit": "%", "nachkommastellen": 1, "rolle": "bedarf", "polaritaet": 1, "wert": 9.1,
        "vergleich": 7.8, "min": 3.8, "q1": 5.0, "q3": 8.0, "max": 15.8, "unten": 9.0,
        "oben": 9.2, "erkennbar": True,
    }  # fmt: skip
    return pd.DataFrame([row | changes], index=["Arbeitslosenquote"])


def comparison():
    table = pd.DataFrame(
        {"wert": [9.1, math.nan], "Nordrhein-Westfalen": [7.8, 6.0], "min": 3.7, "max": 15.1},
        index=["Arbeitslosenquote", "Langzeit"],
    )
    return charts.comparison(table, WHO, PERCENT, AROUND)


def trend():
    table = pd.DataFrame({EVIL: [7.8, 9.1, 8.7], "Nordrhein-Westfalen": [6.5, 7.5, 7.2]}, YEARS)
    return charts.trend(table, {2022: "neue Basis: Zensus 2022"}, PERCENT, AROUND)


def age_structure():
    table = pd.DataFrame({"wert": [17.0, 83.0], "Nordrhein-Westfalen": [16.5, 83.5]})
    table.index = ["unter 18", "18 und älter"]
    return charts.age_structure(table, WHO, AROUND)


def distribution():
    values = pd.Series([3.7, 9.1, 15.1, math.nan], ["05911", "05315", "05513", "05916"])
    return charts.distribution(values, "05315", 7.8, WHO, PERCENT, AROUND)


def spine():
    return charts.spine(spine_rows(), WHO, AROUND)


def funnel():
    points = pd.DataFrame(
        {"menschen": [900.0, 5000.0, 9000.0], "wert": [3.7, 9.1, 15.1],
         "ausserhalb": [False, False, True]}, ["05911", "05315", "05513"],
    )  # fmt: skip
    limits = pd.DataFrame({"unten": [2.0, 6.0], "oben": [14.0, 10.0]}, [900.0, 9000.0])
    curves = pd.concat({"95 %": limits, "99,8 %": limits * [0.8, 1.2]}, axis=1)
    return funnel_chart(FunnelData(points, curves, 7.8, "05315", EVIL), PERCENT, AROUND)


ALL = [comparison, trend, age_structure, distribution, spine, funnel]


@pytest.mark.parametrize("draw", ALL)
def test_the_same_numbers_give_the_same_bytes(draw):
    assert draw() == draw()


def test_charts_can_be_drawn_in_several_threads_at_once():
    with ThreadPoolExecutor(4) as threads:
        drawn = list(threads.map(lambda draw: draw(), ALL * 2))

    assert drawn == [draw() for draw in ALL] * 2


@pytest.mark.parametrize("draw", ALL)
def test_a_picture_is_small_and_fits_into_a_page_beside_others(draw):
    picture = draw()

    assert len(picture.svg.encode()) < 60_000
    assert "<style" not in picture.svg
    assert "<metadata" not in picture.svg
    pointed = set(re.findall(r"#([\w-]+)[\")]", picture.svg))
    assert set(re.findall(r' id="([^"]+)"', picture.svg)) <= pointed


@pytest.mark.parametrize("draw", [comparison, trend, spine, funnel])
def test_a_name_with_markup_or_dollars_stays_a_name(draw):
    svg = draw().svg

    assert "<b>" not in svg
    assert "$x_1$" in svg


def test_a_funnel_says_who_lies_outside_only_of_the_chosen_area():
    said = funnel().alternative

    assert "Außerhalb der engeren Grenze liegen 1 Gebiete." in said
    assert "9,1\u202f%, innerhalb" in said
    assert "05513" not in said


def test_drawing_leaves_the_settings_of_the_notebook_alone():
    before = dict(matplotlib.rcParams)
    spine()

    assert dict(matplotlib.rcParams) == before


def test_two_pictures_in_one_page_share_no_names():
    first, second = (
        set(re.findall(r' id="([^"]+)"', charts.spine(spine_rows(wert=wert), WHO, AROUND).svg))
        for wert in (9.1, 9.2)
    )

    assert first
    assert not first & second


def test_a_german_number_in_a_text_is_not_shortened():
    assert "1.044.555" in tidy('<svg ><text x="1.23456">1.044.555</text></svg>')
    assert 'x="1.23"' in tidy('<svg ><text x="1.23456">1.044.555</text></svg>')


def test_the_alternative_text_carries_the_numbers():
    assert f"Arbeitslosenquote: {EVIL} 9,1\u202f%, Nordrhein-Westfalen 7,8\u202f%, " in (
        comparison().alternative
    )
    assert "Langzeit: " + EVIL + " –" in comparison().alternative
    assert f"{EVIL}: 7,8\u202f% (2019), 8,7\u202f% (2023); ohne Wert: 2021, 2022." in (
        trend().alternative
    )
    assert "Ab 2022: neue Basis: Zensus 2022." in trend().alternative
    assert "3 Gebieten von 3,7\u202f% bis 15,1\u202f%" in distribution().alternative


def test_a_year_without_a_value_breaks_the_line_and_a_new_basis_is_marked():
    table = pd.DataFrame({"Köln": [7.8, 9.1, 8.7]}, YEARS).reindex(range(2019, 2024))
    with drawing():
        ax = draw_trend(panel(sheet(2), 1, 1, 1, 0.5), table, {2022: "neue Basis"})
    line, mark = ax.lines

    assert list(np.isnan(line.get_ydata())) == [False, False, True, True, False]
    assert list(mark.get_xdata()) == [2021.5, 2021.5]
    assert [text.get_text() for text in ax.texts] == ["neue Basis"]


def test_a_distribution_names_no_other_area():
    assert "05513" not in distribution().svg + distribution().alternative


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, "Bedarf"),
        ({"polaritaet": -1}, "Stärke"),
        ({"wert": 5.0}, "Stärke"),
        ({"wert": 5.0, "polaritaet": -1}, "Bedarf"),
        ({"erkennbar": False}, "offen"),
        ({"erkennbar": np.False_}, "offen"),
        ({"erkennbar": None}, "Bedarf"),
        ({"wert": 7.8}, "offen"),
        ({"vergleich": math.nan}, "offen"),
    ],
)
def test_what_a_difference_speaks_for(changes, found):
    assert direction(spine_rows(**changes).iloc[0]) == found


def test_the_side_of_need_is_left_whatever_the_indicator_counts():
    high_is_need = positions(spine_rows()).iloc[0]
    low_is_need = positions(spine_rows(polaritaet=-1)).iloc[0]

    assert high_is_need["max"] == pytest.approx(-1)  # 8 above 7.8, the longer side
    assert high_is_need["min"] == pytest.approx(0.5)  # 4 below it
    assert low_is_need["max"] == pytest.approx(1)


def test_all_areas_alike_stand_in_the_middle():
    assert positions(spine_rows(wert=7.8, min=7.8, max=7.8)).iloc[0]["wert"] == 0


def test_context_and_evidence_never_enter_the_chart_of_strengths():
    for changes in ({"rolle": "kontext"}, {"polaritaet": 0}):
        with pytest.raises(RoleError, match="Arbeitslosenquote"):
            charts.spine(spine_rows(**changes), WHO, AROUND)


def test_a_long_unit_stands_with_the_name():
    svg = charts.spine(spine_rows(einheit="Prozentpunkte"), WHO, AROUND).svg

    assert "(Prozentpunkte)" in svg
    assert ">9,1<" in svg


def test_a_chart_without_any_value_is_refused():
    with pytest.raises(PublishError, match="„Bild“ liegen keine Werte vor"):
        charts.spine(spine_rows(wert=math.nan), WHO, AROUND)


def test_margins_are_inches():
    ax = panel(sheet(3.0, width=6.0), 1.0, 0.5, 2.0, 0.5)

    assert axes_size(ax) == pytest.approx((3.0, 2.0))


@given(st.lists(st.floats(-100, 100), max_size=8), st.floats(0.1, 20))
def test_names_that_are_moved_apart_keep_their_order_and_distance(positions, gap):
    moved = spread(positions, gap)
    order = sorted(range(len(positions)), key=lambda i: (positions[i], i))
    ascending = [moved[i] for i in order]

    assert all(b - a >= gap - 1e-6 for a, b in pairwise(ascending))
    assert sum(moved) == pytest.approx(sum(positions), abs=1e-6)
