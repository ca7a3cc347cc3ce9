"""What the PDF's template is given: a document as data that JSON can write.

Texts are made fit for one typeface here; everything else is the template's matter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sozialraum.display import theme
from sozialraum.display.blocks import Figure, Gap, Heading, Map, Note
from sozialraum.display.fonts import letters, text_width
from sozialraum.publish.document import Document, labels
from sozialraum.publish.document_notes import citations, page_starts
from sozialraum.publish.docx_parts import clean
from sozialraum.publish.hyphens import soften
from sozialraum.publish.items import (
    Grid,
    Item,
    ListItems,
    Paragraph,
    Picture,
    Preformatted,
    Rule,
    Run,
    Runs,
    plain_text,
    styled,
)
from sozialraum.publish.markdown_pictures import NO_ALTERNATIVE
from sozialraum.publish.svg import proportion
from sozialraum.publish.widths import Page, column_widths, in_parts

LISTED, MANY_LISTED = 2, 20
"""Levels in the table of contents; entries from which on these stand closer together."""
UNKNOWN_LETTER = "\ufffd"
REPLACED = (
    f"Schriftzeichen, die die Schrift dieses PDF nicht hat, sind durch „{UNKNOWN_LETTER}“ ersetzt. "
    "In den anderen Formaten stehen sie."
)
NO_TITLE = "Dokument ohne Titel"
GAP_COLOUR = "#fff0b8"
TEXT_WIDTH, TEXT_HEIGHT = 160.0, 245.0
"""Millimetres between the margins."""
TALLEST = 215.0
"""Height of a picture that leaves room for its caption and source on one page."""
POINTS_PER_MM = 72 / 25.4
SIZE, SIZE_MANY, MANY_COLUMNS = 8.0, 7.0, 6
"""Type of tables in points, and of those with many columns."""
CELL_PADDING = 3 * 2 / POINTS_PER_MM
SHORT_TABLE = 12
"""Rows of a table that is never parted."""
ROOM = 1.01
"""By how much lines are longer than their letters are wide, because of kerning."""
LONG_WORD = 9.0
"""Length of a word, in sizes of its type, from which a narrow column may part it."""
HUGE_CELL = 1200
"""Letters of a cell that may be parted by the end of a page; others stay whole."""
_FORMATS = {"image/png": "png", "image/jpeg": "jpg", "image/svg+xml": "svg"}
STYLES = ("bold", "italic", "code", "struck", "gap")

_ADDRESS = re.compile(r"(?:https?://|mailto:)\S+", re.IGNORECASE)
_TOKEN = re.compile(r"\S{24,}")
_JOINT = re.compile(r"(?<=[/_.?&=,;:@|+])(?=\w)")
_STRETCH = re.compile(r"[^\s\u200b]{16}(?=[^\s\u200b]{40})")
_FURTHER = "\u200b"
_NEVER_DRAWN = ("Cc", "Cf")


@dataclass(frozen=True)
class Content:
    """What the template reads: data, and the pictures that it names."""

    data: dict[str, Any]
    files: Mapping[str, bytes] = field(default_factory=dict)


def content_of(document: Document, broken: frozenset[int] = frozenset()) -> Content:
    """Return what the template needs.

    Parameters
    ----------
    document
        The document.
    broken
        Places of items whose picture cannot be read; their description stands instead.
    """
    pictures: dict[str, bytes] = {}
    items = [
        {"id": number, "new-page": False} | item
        for number, item in enumerate(_items(document, pictures, broken))
    ]
    listed = sum(item["kind"] == "heading" and item["level"] <= LISTED for item in items)
    data = {
        "title": document.title if document.title.strip() else NO_TITLE,
        "subtitle": document.subtitle,
        "language": document.language,
        "facts": [list(fact) for fact in document.facts],
        "page_line": document.page_line,
        "invented": document.invented,
        "draft": document.draft,
        "contents": sum(item["kind"] == "heading" for item in items) > 2,
        "dense": listed > MANY_LISTED,
        "items": items,
        "colours": {
            "gap": GAP_COLOUR,
            **{name.lower(): getattr(theme, name) for name in ("INK", "MUTED", "RULE", "PALE")},
            **{name.lower(): getattr(theme, name) for name in ("AREA", "NEED")},
        },
    }
    shown: dict[str, Any] = _drawable(data)
    if shown != data and UNKNOWN_LETTER in str(shown) and UNKNOWN_LETTER not in str(data):
        note = {"id": len(items), "new-page": False} | _note(Note(REPLACED))
        shown["items"].append(note)
    return Content(shown, pictures)


def _items(
    document: Document, pictures: dict[str, bytes], broken: frozenset[int]
) -> Iterator[dict[str, Any]]:
    depth = 0
    starts, cited = page_starts(document.items), citations(document.items)
    named = zip(document.items, labels(document.items), strict=True)
    for place, (item, label) in enumerate(named):
        further: list[dict[str, Any]] = []
        if isinstance(item, Heading):
            depth = min(item.level, depth + 1)
            if not item.text.strip():
                continue
            made = {"kind": "heading", "level": depth, "text": item.text}
        elif isinstance(item, Rule) and item.new_page:
            continue
        elif isinstance(item, Picture | Figure | Map) and place in broken:
            made = {"kind": "missing"} | _around(item, label) | {"alternative": item.alternative}
        elif isinstance(item, Picture | Figure | Map):
            made = _picture(item, label, f"bild{place}", pictures)
        elif isinstance(item, Grid):
            made, *further = _grids(item, label)
        else:
            made = _text(item)
        yield made | {"new-page": place in starts, "cited": _runs(cited.get(place, ()))}
        yield from (part | {"cited": []} for part in further)


def _text(item: Item) -> dict[str, Any]:
    if isinstance(item, Paragraph):
        return {"kind": "paragraph", "quoted": item.quoted, "runs": _runs(item.runs)}
    if isinstance(item, ListItems):
        return {"kind": "list"} | _list(item)
    if isinstance(item, Preformatted):
        return {"kind": "preformatted", "text": item.text}
    if isinstance(item, Rule):
        return {"kind": "rule"}
    if isinstance(item, Gap):
        return {"kind": "paragraph", "quoted": False, "runs": _runs(styled(item.marked))}
    if isinstance(item, Note):
        return _note(item)
    raise TypeError(type(item).__name__)


def _note(item: Note) -> dict[str, Any]:
    return {"kind": "note", "note": {"kind": item.kind, "label": item.label, "text": item.text}}


def _list(item: ListItems) -> dict[str, Any]:
    entries = [
        {"runs": _runs(entry.runs), "below": [_list(below) for below in entry.below]}
        for entry in item.entries
    ]
    return {"ordered": item.ordered, "first": item.first, "entries": entries}


def _grids(item: Grid, label: str) -> list[dict[str, Any]]:
    """Return a table, one that is too wide in parts."""
    size = SIZE_MANY if len(item.columns) >= MANY_COLUMNS else SIZE
    first, *others = in_parts(item, _page(size))
    return [_grid(first, label, size), *(_grid(part, "", size) for part in others)]


def _grid(item: Grid, label: str, size: float) -> dict[str, Any]:
    rows = [[_runs(cell, soft=True) for cell in row] for row in item.rows]
    longest = max((len(plain_text(cell)) for row in item.rows for cell in row), default=0)
    columns = [
        {"title": soften(column.title), "unit": column.unit, "align": column.align}
        for column in item.columns
    ]
    return {
        "kind": "grid",
        "columns": columns,
        "rows": rows,
        "widths": [round(width, 2) for width in column_widths(item, _page(size))],
        "size": size,
        "whole": len(item.rows) <= SHORT_TABLE and longest <= HUGE_CELL,
        "tall": longest > HUGE_CELL,
        "reserve": 0.0,
    } | _around(item, label)


def _page(size: float) -> Page:
    """Return what a table set in a size of type is fitted into, in millimetres."""
    scale = size / POINTS_PER_MM * ROOM

    def measure(text: str, bold: bool) -> float:
        return text_width(text, bold=bold) * scale

    return Page(TEXT_WIDTH, CELL_PADDING, measure, LONG_WORD * scale)


def _picture(
    item: Picture | Figure | Map, label: str, name: str, pictures: dict[str, bytes]
) -> dict[str, Any]:
    made = {
        "kind": "picture",
        "alternative": item.alternative.strip() or NO_ALTERNATIVE,
    } | _around(item, label)
    if isinstance(item, Picture):
        pictures[name] = item.data
        return made | {
            "file": name,
            "format": _FORMATS[item.kind],
        }
    shape = proportion(item.svg)
    width = min(TEXT_WIDTH, TALLEST / shape) if shape else TEXT_WIDTH
    pictures[name] = _drawable(item.svg).encode("utf-8")
    return made | {"file": name, "format": "svg", "shape": shape, "natural": width, "width": width}


def _around(item: Any, label: str) -> dict[str, Any]:
    """Return what stands above and below a table or picture."""
    return {
        "label": label,
        "caption": item.caption,
        "note": getattr(item, "note", ""),
        "source": getattr(item, "source", ""),
    }


def _runs(runs: Runs, *, soft: bool = False) -> list[dict[str, Any]]:
    return [_run(run, soft) for run in runs if run.text or run.note]


def _run(run: Run, soft: bool) -> dict[str, Any]:
    if run.note:
        return {"note": _runs(run.note)}
    text = soften(run.text) if soft else run.text
    made: dict[str, Any] = {"text": _TOKEN.sub(_with_joints, text)}
    made |= {name: True for name in STYLES if getattr(run, name)}
    if _ADDRESS.fullmatch(run.link):  # a relative one leads nowhere from a PDF
        made["link"] = clean(run.link)
    return made


def _with_joints(found: re.Match[str]) -> str:
    """Let an address or another endless word go on in the next line."""
    return _STRETCH.sub(rf"\g<0>{_FURTHER}", _JOINT.sub(_FURTHER, found.group()))


def _drawable(value: Any) -> Any:
    """Return data in which every text can be drawn with the typeface."""
    if isinstance(value, str):
        return _drawable_text(value)
    if isinstance(value, list):
        return [_drawable(one) for one in value]
    if isinstance(value, dict):
        return {name: _drawable(one) for name, one in value.items()}
    return value


def _drawable_text(text: str) -> str:
    cleaned = clean(text)
    unknown = {ord(letter): UNKNOWN_LETTER for letter in set(cleaned) if not _is_drawn(letter)}
    return cleaned.translate(unknown) if unknown else cleaned


def _is_drawn(letter: str) -> bool:
    return ord(letter) in letters() or unicodedata.category(letter) in _NEVER_DRAWN
