"""The colours can be told apart in grey and by people who see red and green alike.

Lightness is CIE L*, distance is CIE76; what dichromats see is simulated in linear light with
the matrices of Machado, Oliveira and Fernandes (2009) at full severity.
"""

from itertools import combinations, pairwise

import numpy as np
import pytest

from sozialraum.display import theme
from sozialraum.display.decision_charts import RANKS
from sozialraum.display.rows import AREA_MARK, PARENT_MARKS
from sozialraum.display.spine import MARKS
from sozialraum.display.trend import LINES

SEEN = {
    "normal": np.eye(3),
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                              [-0.011820, 0.042940, 0.968881]]),
    "protanopia": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                            [-0.003882, -0.048116, 1.051998]]),
    "tritanopia": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                            [0.004733, 0.691367, 0.303900]]),
}  # fmt: skip
XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
                [0.0193339, 0.1191920, 0.9503041]])  # fmt: skip
WHITE = XYZ.sum(axis=1)
SCALES = {
    "bedarf": theme.SEQUENTIAL,
    "kontext": theme.GREYS,
    "plaetze": tuple(shade.fill for shade in reversed(RANKS)),
    "spannen": (theme.ALL_AREAS, theme.ALL_AREAS_MIDDLE),
}
"""Fillings that nothing but their colour tells apart, light to dark."""

TEXT = ("INK", "MUTED", "AREA", "PARENT", "NEED", "STRENGTH", "UNDECIDED")


def linear(colour: str) -> np.ndarray:
    part = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def lab(light: np.ndarray) -> np.ndarray:
    ratio = XYZ @ np.clip(light, 0, 1) / WHITE
    f = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def lightness(colour: str) -> float:
    return float(lab(linear(colour))[0])


def distance(one: str, other: str, eye: str) -> float:
    seen = [lab(SEEN[eye] @ linear(colour)) for colour in (one, other)]
    return float(np.linalg.norm(seen[0] - seen[1]))


def contrast(one: str, other: str) -> float:
    light = sorted(float(XYZ[1] @ linear(colour)) for colour in (one, other))
    return (light[1] + 0.05) / (light[0] + 0.05)


def test_the_measures_of_colour_are_right():
    assert lightness("#ffffff") == pytest.approx(100)
    assert lightness("#777777") == pytest.approx(50.03, abs=0.01)
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert distance("#ff0000", "#808000", "deuteranopia") < distance("#ff0000", "#808000", "normal")


@pytest.mark.parametrize("scale", SCALES)
def test_classes_get_darker_in_clear_steps_in_grey(scale):
    steps = [a - b for a, b in pairwise(map(lightness, SCALES[scale]))]
    assert min(steps) >= 10


@pytest.mark.parametrize("eye", SEEN)
def test_classes_are_told_apart_whatever_the_eye(eye):
    for name, scale in SCALES.items():
        nearest = min(distance(a, b, eye) for a, b in combinations(scale, 2))
        assert nearest >= 9, name


@pytest.mark.parametrize("eye", SEEN)
def test_the_marks_of_strengths_and_needs_differ_in_colour_shape_or_filling(eye):
    looks = [
        (mark["marker"], "markeredgecolor" in mark, mark.get("markeredgecolor", mark["color"]))
        for mark in MARKS.values()
    ]
    for one, other in combinations(looks, 2):
        assert one[:2] != other[:2]
        assert distance(one[2], other[2], eye) >= 20
    assert abs(lightness(theme.NEED) - lightness(theme.STRENGTH)) >= 10


def test_lines_and_parents_differ_in_marker_and_in_dashes_or_thickness():
    assert len({line["marker"] for line in LINES}) == len(LINES)
    assert len({(line["linewidth"], line.get("dashes")) for line in LINES}) == len(LINES)
    marks = [AREA_MARK, *PARENT_MARKS]
    assert len({mark["marker"] for mark in marks}) == len(marks)


@pytest.mark.parametrize("eye", SEEN)
def test_lines_differ_in_colour_too(eye):
    colours = [line["color"] for line in LINES]
    assert min(distance(a, b, eye) for a, b in combinations(colours, 2)) >= 15


def test_what_lies_on_the_span_of_all_areas_stands_out_from_it():
    for mark in (theme.AREA, theme.PARENT, theme.NEED):
        assert lightness(theme.ALL_AREAS) - lightness(mark) >= 30
        assert lightness(theme.ALL_AREAS_MIDDLE) - lightness(mark) >= 25


def test_text_and_letters_on_places_have_the_contrast_of_wcag_aa():
    for name in TEXT:
        assert contrast(getattr(theme, name), theme.PAPER) >= 4.5, name
    for kind, (colour, _) in {**theme.PLACES, "": theme.OTHER_PLACE}.items():
        assert contrast(colour, theme.PAPER) >= 4.5, kind
    for shade in RANKS:
        assert contrast(shade.fill, shade.text) >= 4.5, shade
