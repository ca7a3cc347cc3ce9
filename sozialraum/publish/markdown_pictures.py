"""Pictures in Markdown: pasted into the cell, or files that lie with the notebook.

Nothing is fetched: a document asks nobody for anything.  Where a picture is missing, the
document says so.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from markdown_it.common.normalize_url import normalizeLinkText
from PIL import Image, ImageOps

from sozialraum.display.blocks import Note
from sozialraum.publish.items import Picture

NO_ALTERNATIVE = "Abbildung ohne Beschreibung"
SVG = "image/svg+xml"
PICTURE_KINDS = ("image/png", "image/jpeg", SVG)
_ENDINGS = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".svg": SVG}
_DATA = re.compile(r"data:(image/[a-z+]+);base64,(.+)", re.DOTALL)
_LONGEST = 80
QUALITY = 92
"""Of a photograph that is written anew."""

Attachments = Mapping[str, Mapping[str, str]]
"""Pictures pasted into a cell: name → MIME type → base64."""


@dataclass(frozen=True)
class Album:
    """Where the pictures of a cell are.

    Parameters
    ----------
    pasted
        Those that were pasted into it.
    folder
        Folder of the notebook; only what lies in it or below is taken.
    """

    pasted: Attachments = field(default_factory=dict)
    folder: Path | None = None

    def picture(self, address: str, words: str, caption: str) -> Picture | Note:
        """Return the picture at an address, or a remark that it is missing.

        ``words`` describe it.
        """
        kind, data = self._found(address)
        if data:
            return Picture(as_seen(data), kind, words or NO_ALTERNATIVE, caption)
        return Note(
            f"Hier fehlt ein Bild („{(words or address)[:_LONGEST]}“). Übernommen werden PNG, JPEG "
            "und SVG, die in der Zelle oder im Ordner des Notizbuchs liegen.",
            "warnung",
        )

    def _found(self, address: str) -> tuple[str, bytes]:
        if found := _DATA.match(address):
            return _decoded(found.group(1), found.group(2))
        pasted = self.pasted.get(address.removeprefix("attachment:"), {})
        for kind in PICTURE_KINDS:
            if kind in pasted:
                return _decoded(kind, pasted[kind])
        return self._of_file(normalizeLinkText(address))

    def _of_file(self, address: str) -> tuple[str, bytes]:
        kind = _ENDINGS.get(Path(address).suffix.lower(), "")
        if self.folder is None or not kind or "\0" in address:
            return "", b""
        try:
            folder = self.folder.resolve()
            path = (folder / address).resolve()
            return (kind, path.read_bytes()) if path.is_relative_to(folder) else ("", b"")
        except OSError:
            return "", b""  # the document says that it is missing


def as_seen(data: bytes) -> bytes:
    """Return a photograph as it is meant to be seen, without what the camera noted beside it.

    That may be the place where it was taken, and that the camera was held on its side, for
    which Word does not look.  Anything else stays as it is.
    """
    try:
        with Image.open(io.BytesIO(data)) as picture:
            if not picture.getexif():
                return data
            target = io.BytesIO()
            turned = ImageOps.exif_transpose(picture)
            kept = {key: picture.info[key] for key in ("dpi", "icc_profile") if key in picture.info}
            turned.save(target, picture.format, quality=QUALITY, **kept)
            return target.getvalue()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return data  # vector, or damaged: whoever shows it says that it is missing


def _decoded(kind: str, text: str) -> tuple[str, bytes]:
    try:
        return (kind, base64.b64decode(text)) if kind in PICTURE_KINDS else ("", b"")
    except binascii.Error:
        return "", b""  # the document says that it is missing
