"""Layers of a map: figures, places, evidence and pins, each only as far as it may be shown."""

import re

import pandas as pd
import pytest

from sozialraum.analysis.profile import profile
from sozialraum.display import overview
from sozialraum.display.interactive import with_links
from sozialraum.display.linking import AREA, about, with_attributes
from sozialraum.display.map_marks import evidence_marks, pin_marks
from sozialraum.display.region_map import figure_layers, places_map


def fields(fragment: str) -> list[str]:
    return re.findall(r"<span>([^<]*)</span></label>", fragment)


def test_every_area_of_a_still_map_says_what_it_is_about(town):
    svg = places_map(profile(town)).svg
    found = dict(re.findall(r'data-about="gebiet:([^"]+)" data-name="([^"]+)"', svg))
    assert found.items() <= dict(town.gebiete["name"]).items()
    assert found


@pytest.mark.parametrize("name", ["Nord & Süd", '"><script>', "1.23456", "ß ü\u202f"])
def test_any_name_survives_the_way_into_an_attribute(name):
    svg = with_attributes(f'<g id="{about(AREA, "01", name)}"/>')
    attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', svg))
    unescaped = attributes["data-name"].replace("&lt;", "<").replace("&gt;", ">")
    assert unescaped.replace("&quot;", '"').replace("&amp;", "&") == name


def test_a_report_s_map_offers_figures_places_evidence_and_pins(town):
    names = fields(places_map(profile(town)).fragment)
    assert names[:2] == ["ohne Farbe", "Soziale Lage (Belastung) 2025"]
    assert "Arbeitslosenanteil, 2025" in names
    assert "Gebiete mit örtlichen Belegen (4)" in names
    assert "Felder mit Nadeln: Ort mit Angst (1)" in names


def test_pins_that_are_not_released_are_not_in_the_public_map(town):
    inside = places_map(profile(town, empfaenger="intern")).fragment
    outside = places_map(profile(town, empfaenger="oeffentlich")).fragment
    assert "Ort mit Angst" in inside
    assert "Ort mit Angst" not in outside


def test_no_words_of_a_piece_of_evidence_are_in_a_map(town):
    fragment = places_map(profile(town, empfaenger="intern")).fragment
    decoded = re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), fragment)
    assert not [text for text in town.belege.belege["aussage"] if text and text in decoded]


def test_evidence_is_counted_by_area_and_kind(town):
    belege = pd.DataFrame(
        {"gebiet": [(town.gebiete.index[0],)] * 2 + [()], "art": ["gespraech", "gespraech", "x"]}
    )
    (mark,) = evidence_marks(town.gebiete, belege)
    assert mark.letter == "2"
    assert mark.lines == ("Gespräche: 2",)


def test_classes_of_pins_in_one_cell_stand_beside_each_other():
    rows = [(0, 0, "gern", 2), (0, 0, "gern", 1), (0, 0, "angst", 1), (100, 0, "treff", 4)]
    nadel = pd.DataFrame(rows, columns=["x", "y", "art", "anzahl"]).assign(thema="", stand="")
    marks = pin_marks(nadel)
    assert [mark.name for mark in marks] == [
        "gern hier: 3 Nadeln", "Ort mit Angst: 1 Nadel", "Treffpunkt: 4 Nadeln",
    ]  # fmt: skip
    assert len({(mark.x, mark.y) for mark in marks}) == 3
    assert pin_marks(nadel[:0]) == ()


def test_an_overview_begins_without_colour_and_has_no_ranking(town):
    block = overview.locator(town)
    assert fields(block.fragment)[0] == "ohne Farbe"
    assert "Arbeitslosenanteil" not in block.alternative
    assert len(figure_layers(town, town.settings.jahr)) == 3


def test_further_figures_stand_by_name_in_a_table_for_each_field(town):
    tables = overview.further(town).blocks
    names = [row[0] for row in overview.areas(town).rows]
    assert len(tables) >= 3
    assert all([row[0] for row in table.rows] == names for table in tables)
    shown = {column.title for table in tables for column in table.columns[1:]}
    assert not shown & {column.title for column in overview.areas(town).columns[1:]}


def test_links_of_a_map_can_be_taken_out():
    fragment = '{"link":"a/b.html"},{"link":"c.html"},{"link":""}'
    assert with_links(fragment, lambda link: link == "c.html") == (
        '{"link":""},{"link":"c.html"},{"link":""}'
    )
