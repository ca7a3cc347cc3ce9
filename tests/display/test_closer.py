"""A closer look: the form shows what the plain call returns."""

import pytest

from sozialraum.analysis.profile import profile
from sozialraum.display import closer
from sozialraum.display.blocks import Figure, Table
from sozialraum.errors import DataError
from tests.regions import opened


@pytest.fixture(scope="module")
def ehrenfeld():
    return profile(opened("koeln"), "401")


def test_a_figure_is_a_map_its_neighbours_and_its_years(ehrenfeld):
    blocks = closer.figure(ehrenfeld, "A03").blocks
    assert [type(block) for block in blocks] == [Figure, Table, Figure]
    assert blocks[0].caption == "Anteil Kinder und Jugendliche unter 18 2012"


def test_one_year_has_no_development(ehrenfeld):
    assert len(closer.figure(ehrenfeld, "Wahlbeteiligung").blocks) == 2


def test_a_figure_that_is_not_there_is_refused_with_the_closest(ehrenfeld):
    with pytest.raises(DataError, match="Meinten Sie „Wahlbeteiligung“"):
        closer.figure(ehrenfeld, "Wahlbeteilgung")


def test_the_form_begins_with_the_area_and_the_main_figure(ehrenfeld):
    (typed, found), shown, seen = [
        getattr(x, "children", x) for x in closer.look(ehrenfeld).children
    ]
    assert found.value == "401"
    assert shown.value == "G01"
    assert len(found.options) == 86
    typed.value = "Nippes"
    assert "Nippes" in seen.value
