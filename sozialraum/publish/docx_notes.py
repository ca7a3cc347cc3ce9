"""Footnotes of the Word file: python-docx knows none, so their part is written here."""

from __future__ import annotations

from typing import Any

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.parts.story import StoryPart
from docx.text.paragraph import Paragraph as WordParagraph

from sozialraum.publish.docx_parts import element, style_id

TEXT_STYLE, MARK_STYLE = "footnote text", "footnote reference"
_SEPARATORS = (("-1", "separator"), ("0", "continuationSeparator"))
_AFTER_IN_SETTINGS = ("w:endnotePr", "w:compat", "w:docVars", "w:rsids", "m:mathPr")


def new_note(paragraph: WordParagraph) -> WordParagraph:
    """Refer to a footnote at the end of a paragraph; return the paragraph of its words."""
    notes = _notes_part(paragraph.part)
    number = str(1 + max(int(note.get(qn("w:id"))) for note in notes.element))
    mark = paragraph.add_run()
    mark._r.get_or_add_rPr().append(element("w:rStyle", val=style_id(paragraph, MARK_STYLE)))
    mark._r.append(element("w:footnoteReference", id=number))
    note = element("w:footnote", id=number)
    notes.element.append(note)
    words = element("w:p")
    note.append(words)
    made = WordParagraph(words, notes)  # whose links belong to this part
    words.get_or_add_pPr().append(element("w:pStyle", val=style_id(paragraph, TEXT_STYLE)))
    own = made.add_run()
    own._r.get_or_add_rPr().append(element("w:rStyle", val=style_id(paragraph, MARK_STYLE)))
    own._r.append(element("w:footnoteRef"))
    made.add_run(" ")
    return made


def _notes_part(part: Any) -> StoryPart:
    """Return the part of the footnotes, made if there is none yet."""
    try:
        found: StoryPart = part.part_related_by(RELATIONSHIP_TYPE.FOOTNOTES)
        return found
    except KeyError:
        pass
    root: Any = parse_xml(f"<w:footnotes {nsdecls('w', 'r')}/>")
    listed = element("w:footnotePr")
    for number, kind in _SEPARATORS:
        root.append(_separator(number, kind))
        listed.append(element("w:footnote", id=number))
    settings = part.settings.element
    settings.insert_element_before(listed, *_AFTER_IN_SETTINGS)
    made = StoryPart(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, root, part.package)
    part.relate_to(made, RELATIONSHIP_TYPE.FOOTNOTES)
    return made


def _separator(number: str, kind: str) -> Any:
    note, line, run = element("w:footnote", type=kind, id=number), element("w:p"), element("w:r")
    run.append(element(f"w:{kind}"))
    line.append(run)
    note.append(line)
    return note
