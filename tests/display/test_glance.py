"""The picture of the page for those who decide: a map and a comparison side by side."""

import re
from dataclasses import replace

import pytest

from sozialraum.analysis.dossier import dossier
from sozialraum.analysis.profile import profile
from sozialraum.display import agency, glance, pictures
from sozialraum.display.blocks import Figure
from tests.regions import opened

INCH = 72
TALLEST = 8.6 / 2.54
"""Inches; Word would make a taller picture smaller."""


@pytest.fixture(scope="module")
def found(town):
    return dossier(town, "MU-01", empfaenger="intern")


def size(picture):
    width, height = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', picture.svg).groups()
    return float(width) / INCH, float(height) / INCH


def test_one_picture_holds_map_and_comparison_and_its_text_names_both(found):
    (shown,) = [one for one in agency.one_page(found).blocks if isinstance(one, Figure)]
    assert "Links eine Karte" in shown.alternative
    assert "Rechts Balken" in shown.alternative
    assert "Nordhafen, Soziale Lage (Belastung) 2025 gering" in shown.alternative
    assert ">SGB-II-Quote, 31.12.2025<" in shown.svg


def test_the_bars_say_what_the_table_of_the_areas_says(found):
    shown = glance.of_agency(found)
    rows = {row[0]: row for row in agency.comparison(found).rows}
    groups = re.findall(r"(SGB-II-Quote|Wahlbeteiligung[^,]*), [\d.]+: ([^;]+)[;.]",
                        shown.alternative)  # fmt: skip
    assert len(groups) == 2
    names = [*(one.name for one in found.profile.values()), "Musterstadt"]
    for title, said in groups:
        (row,) = [row for name, row in rows.items() if name.startswith(title[:10])]
        assert said == ", ".join(
            f"{name} {value}" for name, value in zip(names, row[1:5], strict=True)
        )


@pytest.mark.parametrize(
    ("folder", "many"), [("musterstadt", 1), ("musterstadt", 9), ("koeln", 16), ("nrw", 2)]
)
def test_it_stays_low_enough_for_the_page_however_many_areas_there_are(
    found, folder, many, overlapping, cut_off
):
    region = opened(folder)
    keys = list(region.gebiete.index[:many])
    profiles = {str(key): profile(region, str(key)) for key in keys}
    shown = glance.of_agency(replace(found, region=region, jahr=0, profile=profiles))
    assert size(shown)[0] == pytest.approx(6.3, abs=0.01)
    assert size(shown)[1] <= TALLEST
    assert not overlapping(shown.svg)
    assert not cut_off(shown.svg)
    assert ("weitere" in shown.note) == (many > glance.MOST_AREAS)


@pytest.mark.parametrize(("folder", "area"), [("nrw", "05315"), ("koeln", "101")])
def test_an_area_s_report_has_both_too(folder, area):
    region = opened(folder)
    one = profile(region, area)
    shown = pictures.at_a_glance(one)
    assert f"hervorgehoben: {one.name}" in shown.alternative
    for parent in region.parents_of(area):
        assert f", {parent.name} " in shown.alternative
    assert size(shown)[1] <= TALLEST


def test_figures_too_old_to_count_are_not_among_the_bars(found):
    old = {
        key: replace(one, werte=one.werte.assign(belegt=False)) for key, one in
        found.profile.items()
    }  # fmt: skip
    assert "Rechts" not in glance.of_agency(replace(found, profile=old)).alternative
