"""Pictures of the Word file: drawn as large as they stand, with 200 dots to the inch."""

import io

import docx
import numpy as np
import pytest
from PIL import Image

from sozialraum.display.blocks import Figure
from sozialraum.publish.document import Document
from sozialraum.publish.docx import render_docx
from sozialraum.publish.docx_pictures import pictures_of
from sozialraum.publish.docx_styles import TEXT_WIDTH
from sozialraum.publish.items import Picture
from sozialraum.publish.markdown_pictures import SVG

GROUND, BAR = (220, 225, 232), (11, 94, 158)
BROKEN = Picture(b"<svg><g>", SVG, "Kurve")


def drawing(width, height):
    """A picture with a bar over its upper half, in points."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}pt" height="{height}pt"><rect width="{width}" height="{height}" '
        f'fill="rgb{GROUND}"/><rect width="{width}" height="{height / 2}" fill="rgb{BAR}"/></svg>'
    )


def chart(width, height):
    return Figure("Balken", "Ein Balken.", drawing(width, height))


def opened(data):
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize(
    ("width", "height", "shown"),
    [(453.6, 160, 16.0), (453.6, 288, 13.54), (453.6, 500, 12.8), (200, 100, 7.06)],
    ids=["flat", "a little too high", "high", "small"],
)
def test_a_chart_has_two_hundred_dots_to_the_inch_of_the_page(width, height, shown):
    content = render_docx(Document("Bilder", (chart(width, height),)))
    word = docx.Document(io.BytesIO(content))
    (shape,) = word.inline_shapes
    part = word.part.related_parts[shape._inline.graphic.graphicData.pic.blipFill.blip.embed]
    dots = opened(part.blob).width / shape.width.inches
    assert shape.width.cm == pytest.approx(shown, abs=0.03)
    assert shape.height / shape.width == pytest.approx(height / width, rel=0.01)
    assert dots == pytest.approx(200, rel=0.001)


def test_charts_keep_their_colours_and_their_order_and_a_broken_one_costs_no_other():
    items = (chart(90, 40), BROKEN, chart(40, 90))
    found = pictures_of(items, TEXT_WIDTH)
    assert found[1] == b""
    for place, high in ((0, False), (2, True)):
        picture = opened(found[place]).convert("RGB")
        assert (picture.height > picture.width) is high
        assert (picture.getpixel((9, 9)), picture.getpixel((9, picture.height - 9))) == (
            BAR,
            GROUND,
        )


def test_a_picture_of_somebody_else_keeps_all_its_colours_and_its_size():
    shades = "".join(
        f'<rect x="{n}" width="1" height="9" fill="rgb({n},9,9)"/>' for n in range(250)
    )
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="250" height="9">{shades}</svg>'
    (found,) = pictures_of((Picture(svg.encode(), SVG, "Verlauf"),), TEXT_WIDTH).values()
    picture = opened(found)
    assert len(np.unique(np.asarray(picture.convert("RGB"))[4, :, 0])) >= 250
    assert round(picture.info["dpi"][0]) == 200
    assert picture.width == pytest.approx(250 / 96 * 200, abs=1)


def test_a_picture_as_large_as_a_house_is_drawn_no_larger_than_its_page():
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="100000" height="100000"></svg>'
    (found,) = pictures_of((Picture(svg, SVG, "Plan"),), TEXT_WIDTH).values()
    assert opened(found).size == pytest.approx((1260, 1260), abs=1)
