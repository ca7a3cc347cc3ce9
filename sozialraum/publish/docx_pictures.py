"""Pictures that Word cannot show, made ones that it can."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Any

import typst
from PIL import Image

from sozialraum.display.fonts import font_folder

MAIN, PICTURE = "bild.typ", "bild.svg"
DOTS_PER_INCH = 200
COLOURS = 128
APART = 9
_PAGE = '#set page(width: auto, height: auto, margin: 0pt)\n#image("bild.svg")'


def as_png(svg: bytes) -> bytes:
    """Return a vector picture as a PNG, nothing if it cannot be read."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / MAIN).write_text(_PAGE, encoding="utf-8")
        (folder / PICTURE).write_bytes(svg)
        try:
            made = typst.compile(
                folder / MAIN, root=folder, format="png", ppi=DOTS_PER_INCH,
                font_paths=[font_folder()], ignore_system_fonts=True,
            )  # fmt: skip
        except RuntimeError:
            return b""  # whoever draws it says that it is missing
    return _written(Image.open(io.BytesIO(made))) if isinstance(made, bytes) else b""


def with_few_colours(png: bytes) -> bytes:
    """Return a chart or map of ours, which has plain colours, as a PNG a third as large.

    The most frequent colours are kept exactly; the rest are edges and take the nearest.
    Pillow looks colours up in steps of four, so kept ones have to be further apart.
    """
    if not png:
        return png
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    counted: Any = picture.getcolors(maxcolors=picture.width * picture.height)
    chosen: list[tuple[int, int, int]] = []
    for _, colour in sorted(counted, reverse=True)[: 4 * COLOURS]:
        if all(max(map(abs, map(int.__sub__, colour, kept))) > APART for kept in chosen):
            chosen.append(colour)
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in chosen[:COLOURS] for part in colour])
    return _written(picture.quantize(palette=palette, dither=Image.Dither.NONE))


def _written(picture: Image.Image) -> bytes:
    """Return a PNG that says how large it is; Word would take it for one of 72 dpi."""
    target = io.BytesIO()
    picture.save(target, "png", dpi=(DOTS_PER_INCH, DOTS_PER_INCH))
    return target.getvalue()
