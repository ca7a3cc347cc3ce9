"""Pictures that Word cannot show, made ones that it can."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import typst
from docx.shared import Cm, Inches, Pt
from PIL import Image

from sozialraum.display.blocks import Figure, Map
from sozialraum.display.fonts import font_folder
from sozialraum.publish.items import Item, Picture
from sozialraum.publish.markdown_pictures import SVG
from sozialraum.publish.svg import extent

MAIN = "bilder.typ"
DOTS_PER_INCH = 200
COLOURS = 128
APART = 9
DRAWN = 2**14
"""Colours, edges and all, up to which they are made fewer; it would cost more to count on."""
TALLEST, SMALLEST, PAGE = Cm(8.6), 0.8, Cm(21)
"""Height of a picture, so that two fit on a page; how far a taller one may shrink for that."""
_PAGE = """#set page(width: auto, height: auto, margin: 0pt)
#let bounded(file, width, height) = context {
  let size = measure(image(file))
  image(file, width: size.width * calc.min(1, width / size.width, height / size.height))
}
"""


def pictures_of(items: Sequence[Item], room: int) -> dict[int, bytes]:
    """Return the pictures among items as Word can show them, each by its item's place.

    Charts and maps are drawn as large as they stand on a page with ``room`` between its
    margins, other vector pictures at most as large.  One that cannot be read is nothing.
    """
    vectors: dict[int, tuple[bytes, str]] = {}
    pictures: dict[int, bytes] = {}
    for place, item in enumerate(items):
        if isinstance(item, Figure | Map):
            vectors[place] = item.svg.encode(), _shown(item.svg, room)
        elif isinstance(item, Picture) and item.kind == SVG:
            vectors[place] = item.data, _shown("", room)
        elif isinstance(item, Picture):
            pictures[place] = item.data
    for place, png in zip(vectors, _drawn(list(vectors.values())), strict=True):
        pictures[place] = png and _written(png, ours=not isinstance(items[place], Picture))
    return pictures


def scale(width: float, height: float, room: float) -> float:
    """Return by what a picture is made smaller, so that it stands well on its page."""
    whole = min(room / width, 1)
    return min(whole, max(TALLEST / height, whole * SMALLEST), PAGE / height)


def _shown(svg: str, room: int) -> str:
    """Return what typst is to draw: a picture of known size in whole dots of the page."""
    width, height = map(Pt, extent(svg))
    if not width or not height:
        return f"bounded({{file}}, {room / Inches(1)}in, {PAGE / Inches(1)}in)"
    dots = int(width * scale(width, height, room) / Inches(1) * DOTS_PER_INCH)
    return f"image({{file}}, width: {max(dots, 1) / DOTS_PER_INCH}in)"


def _drawn(vectors: Sequence[tuple[bytes, str]]) -> list[bytes]:
    """Return pictures as PNG: all at once, or one by one if one is broken."""
    if not vectors:
        return []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        pages = []
        for number, (svg, shown) in enumerate(vectors):
            (folder / f"{number}.svg").write_bytes(svg)
            pages.append(shown.format(file=f'"{number}.svg"'))
        (folder / MAIN).write_text(_PAGE + "\n".join(map("#page({})".format, pages)), "utf-8")
        try:
            made = typst.compile(
                folder / MAIN, root=folder, format="png", ppi=DOTS_PER_INCH,
                font_paths=[font_folder()], ignore_system_fonts=True,
            )  # fmt: skip
        except RuntimeError:
            if len(vectors) == 1:
                return [b""]  # whoever shows it says that it is missing
            return [png for one in vectors for png in _drawn([one])]
    return [made] if isinstance(made, bytes) else list(made or ())


def _written(png: bytes, *, ours: bool) -> bytes:
    """Return a PNG that says how large it is; Word would take it for one of 72 dpi."""
    picture = Image.open(io.BytesIO(png))
    target = io.BytesIO()
    shown = _with_few_colours(picture.convert("RGB")) if ours else picture
    shown.save(target, "png", dpi=(DOTS_PER_INCH, DOTS_PER_INCH))
    return target.getvalue()


def _with_few_colours(picture: Image.Image) -> Image.Image:
    """Return a chart or map of ours, which has plain colours, so that it takes a third.

    The most frequent colours are kept exactly; the rest are edges and take the nearest.
    Pillow looks colours up in steps of four, so kept ones have to be further apart.
    """
    counted = picture.getcolors(DRAWN)
    if not counted:
        return picture
    palette = Image.new("P", (1, 1))
    palette.putpalette(_apart([colour for _, colour in sorted(counted, reverse=True)]))
    return picture.quantize(palette=palette, dither=Image.Dither.NONE)


def _apart(colours: Sequence[Any]) -> list[int]:
    """Return the parts of the first colours that are far enough from those before them."""
    tried = np.array(colours[: 4 * COLOURS], dtype=np.int16)
    free = np.ones(len(tried), dtype=bool)
    chosen: list[int] = []
    while free.any() and len(chosen) < 3 * COLOURS:
        colour = tried[free.argmax()]
        chosen += colour.tolist()
        free &= np.abs(tried - colour).max(axis=1) > APART
    return chosen
