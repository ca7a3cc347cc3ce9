"""Pictures that Word cannot show, made ones that it can."""

from __future__ import annotations

import struct
import tempfile
import zlib
from pathlib import Path

import typst

from sozialraum.display.fonts import font_folder

MAIN, PICTURE = "bild.typ", "bild.svg"
DOTS_PER_INCH = 200
_AFTER_HEAD = 8 + 25
"""Bytes of a PNG's mark and of its first chunk."""
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
    return _with_size(made) if isinstance(made, bytes) else b""


def _with_size(png: bytes) -> bytes:
    """Return a PNG that says how large it is; Word would take it for one of 72 dpi."""
    dots = struct.pack(">IIB", *[round(DOTS_PER_INCH / 0.0254)] * 2, 1)
    chunk = b"pHYs" + dots
    size = struct.pack(">I", len(dots)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return png[:_AFTER_HEAD] + size + png[_AFTER_HEAD:]
