"""Charts of two areas can be laid side by side: the same scale, the same years, honest gaps."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from sozialraum.analysis.ages import age_by_sex
from sozialraum.analysis.dossier import dossier
from sozialraum.analysis.profile import profile
from sozialraum.display import charts, development, pictures
from sozialraum.display.blocks import Figure
from sozialraum.display.charts import Around, Panel, Unit, Who
from sozialraum.display.drawing import drawing, panel, sheet
from sozialraum.display.multiples import draw_panel
from sozialraum.display.pyramid import draw_pyramid
from sozialraum.errors import PublishError
from tests.regions import opened

PAIRS = {"nrw": ("05315", "05378"), "koeln": ("101", "609"), "musterstadt": ("22", "13")}
AROUND = Around("Bild", "Quelle")
PERCENT = Unit("%", 1)


@pytest.fixture(scope="module", params=PAIRS)
def pair(request):
    region = opened(request.param)
    return [profile(region, key) for key in PAIRS[request.param]]


def ticks(picture: Figure, anchor: str) -> list[tuple[str, str]]:
    """Place and text of what stands along an axis: numbers and years."""
    found = re.findall(r"<text ([^>]*)>([^<]*)</text>", picture.svg)
    place = re.compile(r'translate\(([\d. -]+)\)|x="([\d.]+)" y="([\d.]+)"')
    return [
        (place.search(attributes)[0], words)
        for attributes, words in found
        if re.fullmatch(r"−?[\d.,]+(\u202f%)?", words) and f"text-anchor: {anchor}" in attributes
    ]


def along_x(picture: Figure) -> list[tuple[str, str]]:
    return [(place, words) for place, words in ticks(picture, "middle")]


def test_comparison_distribution_and_age_structure_have_one_scale(pair):
    for draw in (pictures.people, pictures.spread, pictures.ages):
        first, second = (along_x(draw(one)) for one in pair)
        assert first, draw
        assert first == second, draw


def test_trends_have_one_scale_unless_they_count_people(pair):
    drawn = [{one.caption: one for one in pictures.trends(profil).blocks} for profil in pair]
    shared = [caption for caption in drawn[0] if caption in drawn[1]]
    assert shared
    for caption in shared:
        first, second = (found[caption] for found in drawn)
        assert along_x(first) == along_x(second)
        if "dieselbe" in first.note:
            assert scale(first) == scale(second), caption
        else:
            assert caption.startswith("Bevölkerung")


def scale(picture: Figure) -> list[tuple[str, str]]:
    return [(y, words) for y, words in ticks(picture, "end") if not words.startswith("20")]


def test_the_classes_of_a_map_are_those_of_every_area(pair):
    first, second = (re.findall(r">([^<>]*(?:unter|und mehr)[^<>]*)<", pictures.main_map(one).svg)
                     for one in pair)  # fmt: skip
    assert len(first) >= 3
    assert first == second


def test_a_trend_tells_where_all_areas_lie(town):
    drawn = pictures.trends(profile(town, "22")).blocks
    sgb2 = next(one for one in drawn if one.caption.startswith("SGB-II-Quote"))
    assert "Spanne aller 9 Stadtteile 2025: 5,0\u202f% bis 25,0\u202f%." in sgb2.alternative
    assert "Spanne aller 9 Stadtteile" in sgb2.svg


def test_small_multiples_have_one_scale_and_keep_gaps():
    years = range(2019, 2022)
    with drawing():
        small, large = (
            draw_panel(panel(sheet(2), 1, 1, 1, 0.5), one, years, (0.0, 50.0))
            for one in (
                Panel("a", pd.Series({2019: 1.0, 2021: 2.0}), pd.Series({2019: 3.0})),
                Panel("b", pd.Series({2019: 40.0, 2020: 41.0, 2021: 42.0})),
            )
        )
    assert small.get_ylim() == large.get_ylim()
    assert small.get_xlim() == large.get_xlim()
    assert len(small.lines) == 2
    assert len(large.lines) == 1
    assert list(pd.isna(small.lines[1].get_ydata())) == [False, True, False]


def test_small_multiples_say_their_numbers_in_words():
    whole = pd.Series({2019: 6.0, 2021: 7.0})
    panels = [Panel(f"Raum {n}", pd.Series({2019: 5.0, 2021: 4.5 + n}), whole) for n in range(7)]
    drawn = charts.small_multiples(panels, PERCENT, AROUND, own="Raum", other="Stadt")

    assert "7 kleine Liniendiagramme mit gleicher Skala." in drawn.alternative
    assert "Raum 1: 5,0\u202f% (2019), 5,5\u202f% (2021)" in drawn.alternative
    assert "Stadt: 6,0\u202f% (2019), 7,0\u202f% (2021)." in drawn.alternative
    with pytest.raises(PublishError, match="keine Werte"):
        charts.small_multiples([Panel("leer", pd.Series(dtype=float))], PERCENT, AROUND, own="Raum")


def test_an_agency_s_areas_stand_side_by_side(town):
    found = dossier(town)
    drawn = development.of_areas(found).blocks
    assert 1 <= len(drawn) <= 3
    for name in (one.name for one in found.profile.values()):
        assert all(f"{name}: " in one.alternative for one in drawn)
    assert all("dieselbe Skala" in one.note for one in drawn)


def test_what_has_a_chart_of_its_own_is_not_shown_again(town):
    profil = profile(town, "22")
    large = [one.caption.split(":")[0] for one in pictures.trends(profil).blocks]
    (small,) = development.of_indicators(profil).blocks
    assert "Betreuungsquote" in small.alternative
    assert not any(f"{name}: " in small.alternative for name in large)


def sexes(**attrs) -> dict[str, pd.DataFrame]:
    groups = ["0–17", "18–64", "65 und älter"]
    men = pd.DataFrame({"wert": [9.0, 31.0, 9.0], "Stadt": [8.0, 31.0, 10.0]}, index=groups)
    women = pd.DataFrame({"wert": [8.0, 30.0, 13.0], "Stadt": [8.0, 31.0, 12.0]}, index=groups)
    for one in (men, women):
        one.attrs = attrs
    return {"Männer": men, "Frauen": women}


def test_a_pyramid_has_men_on_the_left_the_oldest_on_top_and_the_region_s_scale():
    with drawing():
        ax = draw_pyramid(panel(sheet(2), 1, 1, 1, 0.5), sexes(hoechstens=40.0), Who("Raum"))
    left, right = ([bar.get_width() for bar in box] for box in ax.containers)

    assert left == [-9.0, -31.0, -9.0]
    assert right == [8.0, 30.0, 13.0]
    assert ax.get_xlim() == pytest.approx((-42.4, 42.4))
    assert not any("−" in label.get_text() for label in ax.get_xticklabels())
    drawn = charts.pyramid(sexes(), Who("Raum", ("Stadt",)), AROUND)
    groups = re.findall(r">([^<]*–\d+|65 und älter)<", drawn.svg)
    assert groups == ["65 und älter", "18–64", "0–17"]
    assert "Männer: 0–17 9,0\u202f%" in drawn.alternative


def test_a_region_with_ages_by_sex_gets_a_pyramid_others_bars(town):
    table = town.kennzahlen[town.kennzahlen["merkmal"].str.startswith("bevoelkerung_")]
    groups = table[table["merkmal"].str.fullmatch(r"bevoelkerung_\d\d_(\d\d|plus)")]
    halves = [
        groups.assign(
            merkmal=groups["merkmal"].str.replace("bevoelkerung_", f"bevoelkerung_{sex}_"),
            wert=groups["wert"] * share,
        )
        for sex, share in (("maennlich", 0.4), ("weiblich", 0.6))
    ]
    parted = replace(town, kennzahlen=pd.concat([town.kennzahlen, *halves]))

    assert age_by_sex(town, "22", 2025) == {}
    assert pictures.ages(profile(town, "22")).alternative.startswith("Balkendiagramm")
    found = age_by_sex(parted, "22", 2025)
    assert list(found) == ["Männer", "Frauen"]
    assert sum(one["wert"].sum() for one in found.values()) == pytest.approx(100)
    assert found["Männer"]["wert"].sum() == pytest.approx(40)
    assert found["Frauen"].attrs["jahr"] == 2025
    drawn = pictures.ages(profile(parted, "22"))
    assert drawn.alternative.startswith("Bevölkerungspyramide von Altmarkt")
