"""No text of a picture is cut off or hides another, with the longest names there are."""

import pandas as pd
import pytest

from sozialraum.analysis.dossier import dossier
from sozialraum.analysis.profile import profile
from sozialraum.display import charts, development, pictures
from sozialraum.display.blocks import Figure
from sozialraum.display.charts import Around, Panel, Unit
from sozialraum.display.fonts import text_width
from tests.regions import opened

DRAWN = (
    pictures.location, pictures.at_a_glance, pictures.people, pictures.ages, pictures.strengths,
    pictures.spread, pictures.trends, development.of_indicators, pictures.main_map,
)  # fmt: skip


@pytest.fixture(scope="module", params=["nrw", "koeln", "musterstadt"])
def longest(request):
    """Profiles of the areas with the widest names, and of those with the widest parents."""
    region = opened(request.param)
    width = region.gebiete["name"].map(text_width)
    parents = pd.Series(
        {key: max(text_width(p.name) for p in region.parents_of(key)) for key in width.index}
    )
    words = region.gebiete["name"].map(lambda name: max(map(text_width, name.split())))
    keys = [*width.nlargest(2).index, words.idxmax(), parents.idxmax(), region.settings.beispiel]
    return [profile(region, str(key)) for key in dict.fromkeys(keys)]


def figures(shown) -> list[Figure]:
    found = getattr(shown, "blocks", (shown,))
    return [one for one in found if isinstance(one, Figure)]


@pytest.mark.parametrize("draw", DRAWN, ids=lambda draw: draw.__name__)
def test_no_label_is_cut_off_or_hides_another(longest, draw, overlapping, cut_off):
    drawn = [(profil.name, one) for profil in longest for one in figures(draw(profil))]
    assert drawn or draw is development.of_indicators
    for name, picture in drawn:
        assert not cut_off(picture.svg), (name, picture.caption)
        assert "…" not in picture.svg, (name, picture.caption)
        assert not overlapping(picture.svg), (name, picture.caption)


@pytest.mark.parametrize("region", ["nrw", "musterstadt"])
def test_an_agency_s_small_multiples_are_not_cut_off_either(region, overlapping, cut_off):
    for picture in figures(development.of_areas(dossier(opened(region)))):
        assert not cut_off(picture.svg), picture.caption
        assert not overlapping(picture.svg), picture.caption


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 9])
def test_small_multiples_with_the_longest_names_of_indicators_keep_to_their_places(
    number, overlapping, cut_off
):
    name = "Schüler*innen mit ausländischer Staatsangehörigkeit: Anteil an Gymnasien"
    series = pd.Series({2015: 10.0, 2020: 90.0, 2025: 50.0})
    panels = [Panel(name, series, series / 2)] * number
    drawn = charts.small_multiples(
        panels, Unit("je 10.000", 1), Around("Bild"), own="Rheinisch-Bergischer Kreis",
        other="Nordrhein-Westfalen",
    )  # fmt: skip
    assert not cut_off(drawn.svg)
    assert not overlapping(drawn.svg)
