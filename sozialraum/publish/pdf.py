"""Document to PDF: tagged (PDF/UA-1), with bookmarks, vector pictures and embedded type.

typst sets the pages.  It gets the content as data beside a template, so nothing that
stands in a name can be markup, and it sees no file but those of the document.  The same
document always gives the same bytes.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import typst

from sozialraum.display.blocks import Figure, Map
from sozialraum.display.fonts import font_folder
from sozialraum.errors import PublishError
from sozialraum.publish.document import Document
from sozialraum.publish.files import write_whole
from sozialraum.publish.items import Picture
from sozialraum.publish.pdf_data import Content, content_of
from sozialraum.publish.pdf_fit import Places, fit

STANDARD: Final = "ua-1"
MAIN, DATA = "document.typ", "content.json"
TYPEFACES = ("", "-Bold", "-Oblique", "-BoldOblique", "Mono", "Mono-Bold")


def write_pdf(document: Document, path: str | Path) -> None:
    """Write a document as a PDF, whole or not at all.

    Raises
    ------
    PublishError
        If the file cannot be written, for example because a reader has it open.
    """
    write_whole(Path(path), render_pdf(document))


def render_pdf(document: Document) -> bytes:
    """Return a document as the bytes of a PDF.

    Pictures that cannot be read are replaced by their description.

    Raises
    ------
    PublishError
        If the document cannot be set.
    """
    try:
        return _compiled(content_of(document))
    except RuntimeError as error:
        broken = _broken_pictures(document)
        if not broken:
            raise _fault(error) from error
    try:
        return _compiled(content_of(document, broken))
    except RuntimeError as error:
        raise _fault(error) from error


def _compiled(content: Content) -> bytes:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        template = files("sozialraum.publish").joinpath("templates", MAIN)
        (folder / MAIN).write_bytes(template.read_bytes())
        for name, picture in content.files.items():
            (folder / name).write_bytes(picture)
        compiler = typst.Compiler(folder / MAIN, root=folder, font_paths=_fonts(folder))

        def measure() -> Places:
            (folder / DATA).write_text(json.dumps(content.data), encoding="utf-8")
            return _places(compiler, content.data["items"])

        fit(content.data["items"], measure)
        (folder / DATA).write_text(json.dumps(content.data), encoding="utf-8")
        made = compiler.compile(format="pdf", pdf_standards=[STANDARD])
    if not isinstance(made, bytes):
        raise PublishError("Das PDF ließ sich nicht setzen.")
    return made


def _fonts(folder: Path) -> typst.Fonts:
    """Return the typefaces, alone in a folder: typst would read all that lie beside them."""
    for name in TYPEFACES:
        shutil.copyfile(font_folder() / f"DejaVuSans{name}.ttf", folder / f"{name or '-'}.ttf")
    return typst.Fonts(include_system_fonts=False, font_paths=[folder])


def _places(compiler: typst.Compiler, items: Sequence[dict[str, Any]]) -> Places:
    """Set the pages and return where everything stands."""
    (found,) = json.loads(compiler.query("<places>", "value"))
    marks = {(number, part): (page, y) for number, part, page, y in found["marks"]}
    headings = [item["id"] for item in items if item["kind"] == "heading"]
    for number, (page, y) in zip(headings, found["headings"], strict=True):
        marks[number, "start"] = marks[number, "end"] = (page, y)
    return Places(marks)


def _broken_pictures(document: Document) -> frozenset[int]:
    """Return the places of the items whose picture typst cannot read."""
    return frozenset(
        place
        for place, item in enumerate(document.items)
        if isinstance(item, Picture | Figure | Map) and not _readable(item)
    )


def _readable(item: Picture | Figure | Map) -> bool:
    data = item.data if isinstance(item, Picture) else item.svg.encode("utf-8", "replace")
    with tempfile.TemporaryDirectory() as scratch:
        (Path(scratch) / "bild").write_bytes(data)
        (Path(scratch) / MAIN).write_text('#image(read("bild", encoding: none))', "utf-8")
        try:
            typst.compile(Path(scratch) / MAIN, root=Path(scratch), ignore_system_fonts=True)
        except RuntimeError:
            return False
    return True


def _fault(error: RuntimeError) -> PublishError:
    return PublishError(
        f"Das PDF ließ sich nicht setzen ({error}). Abhilfe: die anderen Formate "
        "verwenden und den Fehler mit dem Notizbuch melden."
    )
