"""The carrier's own Word file as a master: its page, fonts, header and footer are kept.

Its text is left out.  Styles that a report needs and the master lacks are added in the
master's type, and that is said; a file that is no master is refused.
"""

from __future__ import annotations

import io
import zipfile
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.packuri import PackURI
from docx.oxml.ns import nsdecls, qn
from docx.parts.numbering import NumberingPart

from sozialraum.errors import PublishError
from sozialraum.publish import docx_styles as styles
from sozialraum.publish.docx_lists import BULLET, NUMBER
from sozialraum.publish.docx_notes import MARK_STYLE, TEXT_STYLE
from sozialraum.publish.zips import fixed_zip

_TYPES = "[Content_Types].xml"
_TEMPLATE = b"wordprocessingml.template.main+xml"
_FILE = b"wordprocessingml.document.main+xml"
_GERMAN = {
    "Title": "Titel",
    "Subtitle": "Untertitel",
    **{f"Heading {level}": f"Überschrift {level}" for level in range(1, 7)},
    "Caption": "Beschriftung",
    "Quote": "Zitat",
    BULLET: "Aufzählungszeichen",
    NUMBER: "Listennummer",
    "Header": "Kopfzeile",
    "Footer": "Fußzeile",
    styles.SOURCE: "",
    styles.NOTE: "",
    styles.CELL: "",
    styles.TABLE: "",
    styles.GAP: "",
    styles.LINK: "",
    styles.CONTENTS: "",
    **dict.fromkeys(styles.ENTRIES, ""),
    TEXT_STYLE: "",
    MARK_STYLE: "",
    **{f"{name} {depth}": "" for name in (BULLET, NUMBER) for depth in (2, 3)},
}
"""Styles that a report needs, and what Word calls those that a carrier chooses."""
_NO_WORD_FILE: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    PackageNotFoundError,
    AttributeError,  # what python-docx ends with where the XML is that of something else
    KeyError,
    SyntaxError,
    ValueError,
)
_OF_THE_TEXT = (
    RELATIONSHIP_TYPE.IMAGE,
    RELATIONSHIP_TYPE.HYPERLINK,
    RELATIONSHIP_TYPE.CHART,
    RELATIONSHIP_TYPE.COMMENTS,
    RELATIONSHIP_TYPE.FOOTNOTES,
    RELATIONSHIP_TYPE.ENDNOTES,
    RELATIONSHIP_TYPE.OLE_OBJECT,
    RELATIONSHIP_TYPE.PACKAGE,
)


def open_master(path: str | Path) -> tuple[WordDocument, tuple[str, ...]]:
    """Return a master without its text, complete, and what had to be added.

    Parameters
    ----------
    path
        A ``.docx`` or ``.dotx`` file.

    Returns
    -------
    Document
        What the report is written into.
    tuple of str
        Names of the styles that were added, as Word calls them in German.

    Raises
    ------
    PublishError
        If there is no such file or it is no master.
    """
    word = _opened(Path(path))
    _check(word, Path(path).name)
    _clear(word)
    _with_numbering(word)
    styles.set_language(word)
    return word, _completed(word)


def _opened(path: Path) -> WordDocument:
    remedy = "Abhilfe: die Vorlage in Word öffnen und als .docx oder .dotx (ohne Makros) speichern."
    try:
        content = path.read_bytes()
        return docx.Document(io.BytesIO(fixed_zip(content, _as_file)))
    except FileNotFoundError as error:
        raise PublishError(f"Die Vorlage „{path}“ gibt es nicht.") from error
    except OSError as error:
        raise PublishError(
            f"Die Vorlage „{path}“ kann nicht gelesen werden ({error.strerror}). Abhilfe: sie in "
            "anderen Programmen schließen, Leserechte prüfen."
        ) from error
    except _NO_WORD_FILE as error:
        raise PublishError(
            f"Die Vorlage „{path.name}“ ist keine lesbare Word-Datei. {remedy}"
        ) from error


def _as_file(name: str, content: bytes) -> bytes:
    """Let a template (.dotx) pass as a file; the two differ in this word only."""
    return content.replace(_TEMPLATE, _FILE) if name == _TYPES else content


def _check(word: WordDocument, name: str) -> None:
    """Refuse a master that nobody could go on writing in."""
    if word.settings.element.xpath("w:documentProtection"):
        raise PublishError(
            f"Die Vorlage „{name}“ ist gegen Änderungen geschützt. Abhilfe: den Schutz in Word "
            "aufheben (Überprüfen → Bearbeitung einschränken) und neu speichern."
        )
    width = styles.text_width(word)
    if width < styles.LEAST_WIDTH:
        raise PublishError(
            f"Die Vorlage „{name}“ lässt nur {width.cm:.0f} cm Breite für den Text; nötig sind "
            f"{styles.LEAST_WIDTH.cm:.0f} cm. Abhilfe: die Seitenränder schmaler einstellen."
        )


def _clear(word: WordDocument) -> None:
    """Take the text out of a master, and what only its text needed."""
    body = word.element.body
    _inherit_pages(body)
    for part in [part for part in body if part.tag != qn("w:sectPr")]:
        body.remove(part)
    relations = word.part.rels
    for key in [key for key, found in relations.items() if found.reltype in _OF_THE_TEXT]:
        del relations[key]
    for tag in ("w:footnotePr", "w:endnotePr", "w:trackRevisions"):
        for found in word.settings.element.xpath(tag):
            found.getparent().remove(found)


def _inherit_pages(body: Any) -> None:
    """Give the last section the headers and footers that it takes from those before it."""
    found: dict[tuple[str, str], Any] = {}
    for section in body.iter(qn("w:sectPr")):
        for tag in ("w:headerReference", "w:footerReference"):
            for one in section.findall(qn(tag)):
                found[tag, one.get(qn("w:type"))] = one
    last = body.sectPr
    own = {one for one in last if one in found.values()}
    for one in found.values():
        if one not in own:
            last.insert(0, deepcopy(one))


def _with_numbering(word: WordDocument) -> None:
    """Give a master without any list the part that lists need."""
    part = word.part
    if any(found.reltype == RELATIONSHIP_TYPE.NUMBERING for found in part.rels.values()):
        return
    empty = f"<w:numbering {nsdecls('w')}/>".encode()
    name = PackURI("/word/numbering.xml")
    made = NumberingPart.load(name, CONTENT_TYPE.WML_NUMBERING, empty, part.package)
    part.relate_to(made, RELATIONSHIP_TYPE.NUMBERING)


def _completed(word: WordDocument) -> tuple[str, ...]:
    """Add the styles that are missing and return the German names of those worth telling."""
    there = {style.name for style in word.styles}
    missing = [name for name in _GERMAN if name not in there]
    for name in missing:
        _copy_style(word, name)
    return tuple(_GERMAN[name] for name in missing if _GERMAN[name])


def _copy_style(word: WordDocument, name: str) -> None:
    """Copy a style of ours, in the master's type."""
    ours: Any = _ours().styles[name]
    copied = deepcopy(ours.element)
    ids = {style.style_id for style in word.styles}
    while copied.styleId in ids:
        copied.styleId += "Sozialraum"
    for tag in ("w:link", "w:next", "w:basedOn"):
        for found in copied.findall(qn(tag)):
            copied.remove(found)
    for found in copied.xpath("w:pPr/w:numPr | w:rPr/w:rFonts"):
        found.getparent().remove(found)
    word.styles.element.append(copied)
    base = word.styles.default(ours.type)
    if base is not None:
        copied.basedOn_val = base.style_id


@lru_cache(maxsize=1)
def _ours() -> WordDocument:
    """Return an empty document with our styles."""
    word = docx.Document()
    styles.set_up(word)
    return word
