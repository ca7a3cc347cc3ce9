"""Photographs of a specialist: upright in every format, whichever way the camera was held."""

import base64
import io
import re

import docx
import pytest
from PIL import ExifTags, Image

from sozialraum.publish.document import read_document
from sozialraum.publish.docx import render_docx
from sozialraum.publish.html import render_html
from sozialraum.publish.items import Picture
from sozialraum.publish.markdown_pictures import as_seen
from sozialraum.publish.pdf_data import content_of
from tests.publish.conftest import PNG, code, notebook, text

RED, WHITE = (255, 0, 0), (255, 255, 255)
TURNED = {1: None, 3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90,
          8: Image.Transpose.ROTATE_270}  # fmt: skip
"""How a camera writes a picture that is meant to be seen as `seen`."""


def seen():
    """A picture that lies on its long side, with its upper left corner red (invented)."""
    picture = Image.new("RGB", (64, 32), WHITE)
    picture.paste(RED, (0, 0, 32, 16))
    return picture


def photograph(orientation, kind="jpeg"):
    turn = TURNED[orientation]
    note = Image.Exif()
    note[ExifTags.Base.Orientation] = orientation
    note.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    target = io.BytesIO()
    (seen().transpose(turn) if turn is not None else seen()).save(target, kind, exif=note)
    return target.getvalue()


def looks_right(data):
    picture = Image.open(io.BytesIO(data))
    corner, other = (picture.convert("RGB").getpixel(place) for place in ((8, 8), (50, 8)))
    return not picture.getexif() and picture.size == (64, 32) and corner[1] < 40 and other[1] > 215


@pytest.mark.parametrize("kind", ["jpeg", "png"])
@pytest.mark.parametrize("orientation", TURNED)
def test_a_picture_is_turned_as_the_camera_says_and_tells_no_place(orientation, kind):
    assert looks_right(as_seen(photograph(orientation, kind)))


@pytest.mark.parametrize("data", [PNG, b"<svg/>", b"", photograph(6)[:200]])
def test_what_no_camera_made_stays_as_it_is(data):
    assert as_seen(data) == data


def test_it_is_upright_in_every_format():
    data = photograph(6)
    pasted = {"a.jpg": {"image/jpeg": base64.b64encode(data).decode("ascii")}}
    document = read_document(
        notebook(
            text("![Der Treff](attachment:a.jpg 'Unser Treff')", attachments=pasted),
            code({"image/jpeg": base64.b64encode(data).decode("ascii")}),
        )
    )
    assert [type(item) for item in document.items] == [Picture, Picture]
    addresses = re.findall(r'src="data:image/jpeg;base64,([^"]+)"', render_html(document))
    in_html = [base64.b64decode(address) for address in addresses]
    word = docx.Document(io.BytesIO(render_docx(document)))
    parts = word.part.related_parts.values()
    in_word = [part.blob for part in parts if part.partname.endswith(("jpg", "jpeg"))]
    in_pdf = list(content_of(document).files.values())
    assert (len(in_html), len(in_pdf), len(in_word)) == (2, 2, 1)  # Word keeps equal ones once
    assert all(map(looks_right, (*in_html, *in_pdf, *in_word)))


def test_a_picture_with_a_title_has_it_as_caption_in_the_web_page():
    data = base64.b64encode(PNG).decode("ascii")
    document = read_document(notebook(text(f"![Haus](data:image/png;base64,{data} 'Unser Haus')")))
    assert re.search(r"<figcaption>.*Unser Haus.*</figcaption>", render_html(document), re.DOTALL)
