"""Markdown cells to items, by markdown-it-py; HTML in them stays text.

A line ``\\pagebreak`` lets what follows begin on a new page, ``---`` draws a line, and
``[^1]`` refers to a footnote.  Pictures are kept only where the notebook itself carries
them (``data:`` addresses and attachments): a document asks nobody for anything.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from sozialraum.display.blocks import Column, Heading
from sozialraum.publish.items import (
    Grid,
    Item,
    ListEntry,
    ListItems,
    Paragraph,
    Picture,
    Preformatted,
    Rule,
    Run,
    Runs,
    mark_gaps,
    plain_text,
)
from sozialraum.publish.markdown_notes import (
    TOKEN,
    Notes,
    add_notes,
    collect_notes,
    environment,
)

NO_ALTERNATIVE = "Abbildung ohne Beschreibung"
SVG = "image/svg+xml"
PICTURE_KINDS = ("image/png", "image/jpeg", SVG)
NEW_PAGE = ("\\pagebreak", "\\newpage")
"""Paragraphs that are no text: what follows begins on a new page."""
_DATA = re.compile(r"data:(image/[a-z+]+);base64,(.+)", re.DOTALL)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_STYLES: Mapping[str, Callable[[Run], Run]] = {
    "strong": lambda style: replace(style, bold=True),
    "em": lambda style: replace(style, italic=True),
    "s": lambda style: replace(style, struck=True),
}

Attachments = Mapping[str, Mapping[str, str]]


def parse_markdown(
    text: str, attachments: Attachments | None = None, notes: Notes | None = None
) -> tuple[Item, ...]:
    """Return the items that a Markdown text describes.

    Parameters
    ----------
    text
        The source of a Markdown cell.
    attachments
        Pictures pasted into the cell: name → MIME type → base64.
    notes
        Footnotes of the whole notebook, see `read_notes`; without it those of the text.

    Examples
    --------
    >>> parse_markdown("## Der Raum")
    (Heading(level=2, text='Der Raum'),)
    """
    known = read_notes([text]) if notes is None else notes
    tree = SyntaxTreeNode(_parser().parse(text, environment(known)))
    return tuple(_blocks(tree, attachments or {}))


def read_notes(texts: Iterable[str]) -> Notes:
    """Return the footnotes that stand in Markdown texts.

    >>> read_notes(["Das sagen viele.[^a]", "[^a]: Gespräch am 5. Mai"])
    {'a': 'Gespräch am 5. Mai'}
    """
    return collect_notes(_parser(), texts)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    plain = MarkdownIt("commonmark", {"html": False})
    return add_notes(plain.enable(["table", "strikethrough"]))


def _blocks(parent: SyntaxTreeNode, attachments: Attachments) -> Iterator[Item]:
    for node in parent.children:
        if node.type == "heading":
            runs = _inline(node)
            yield Heading(int(node.tag[1]), plain_text(runs).replace("\n", " "))
            yield from (Paragraph(run.note) for run in runs if run.note)  # a heading has none
        elif node.type == "paragraph":
            yield from _paragraph(node, attachments)
        elif node.type in ("bullet_list", "ordered_list"):
            yield _list(node)
            yield from _pictures(node, attachments)
        elif node.type == "blockquote":
            yield from _quoted(node, attachments)
        elif node.type in ("fence", "code_block"):
            yield Preformatted(node.content.rstrip("\n"))
        elif node.type == "table":
            yield _table(node)
        elif node.type == "hr":
            yield Rule()


def _paragraph(node: SyntaxTreeNode, attachments: Attachments) -> Iterator[Item]:
    runs = _inline(node)
    if plain_text(runs).strip() in NEW_PAGE:
        yield Rule(new_page=True)
    elif plain_text(runs).strip():
        yield Paragraph(runs)
    yield from _pictures(node, attachments)


def _quoted(node: SyntaxTreeNode, attachments: Attachments) -> Iterator[Item]:
    for item in _blocks(node, attachments):
        yield replace(item, quoted=True) if isinstance(item, Paragraph) else item


def _list(node: SyntaxTreeNode) -> ListItems:
    entries = tuple(_entry(child) for child in node.children)
    return ListItems(entries, ordered=node.type == "ordered_list")


def _entry(node: SyntaxTreeNode) -> ListEntry:
    own: list[Run] = []
    below: list[ListItems] = []
    for child in node.children:
        if child.type in ("bullet_list", "ordered_list"):
            below.append(_list(child))
            continue
        runs = _inline(child) if child.children else (Run(child.content.rstrip("\n"), code=True),)
        own += [Run("\n"), *runs] if own else runs
    return ListEntry(mark_gaps(tuple(own)), tuple(below))


def _table(node: SyntaxTreeNode) -> Grid:
    head, *bodies = node.children
    heads = [(cell, _inline(cell)) for cell in head.children[0].children]
    columns = tuple(
        Column(plain_text(runs), "right" if "right" in str(cell.attrs) else "left")
        for cell, runs in heads
    )
    rows = tuple(
        tuple(_inline(cell) for cell in row.children) for body in bodies for row in body.children
    )
    notes = (plain_text(run.note) for _, runs in heads for run in runs if run.note)
    return Grid(columns, rows, note=" ".join(notes))  # heads have no footnotes


def _inline(node: SyntaxTreeNode) -> Runs:
    return mark_gaps(tuple(_runs(node, Run(""))))


def _runs(node: SyntaxTreeNode, style: Run) -> Iterator[Run]:
    for child in node.children:
        if child.type == "softbreak":
            yield replace(style, text=" ")
        elif child.type == "hardbreak":
            yield replace(style, text="\n")
        elif child.type == "code_inline":
            yield replace(style, text=child.content, code=True)
        elif child.type == "link":
            yield from _runs(child, replace(style, link=safe_link(str(child.attrs["href"]))))
        elif child.type == TOKEN:
            yield Run("", note=_note(str(child.meta["note"])))
        elif child.type in _STYLES:
            yield from _runs(child, _STYLES[child.type](style))
        elif child.children and child.type != "image":
            yield from _runs(child, style)
        elif child.type != "image":
            yield replace(style, text=child.content)


def _note(text: str) -> Runs:
    """Return the words of a footnote; one inside another stays text."""
    tree = SyntaxTreeNode(_parser().parseInline(text, environment({})))
    return mark_gaps(tuple(_runs(tree, Run(""))))


def safe_link(address: str) -> str:
    """Return an address that may stand in a document, ``""`` for any other scheme.

    >>> safe_link("https://example.org/a"), safe_link("bericht.html"), safe_link("javascript:x")
    ('https://example.org/a', 'bericht.html', '')
    """
    scheme = _SCHEME.match(address)
    known = scheme is None or scheme.group(1).lower() in ("http", "https", "mailto")
    return address if known and not address.startswith("//") else ""


def _pictures(node: SyntaxTreeNode, attachments: Attachments) -> Iterator[Picture]:
    for image in node.walk():
        if image.type == "image":
            kind, data = _picture_data(str(image.attrs.get("src", "")), attachments)
            if data:
                caption = str(image.attrs.get("title", ""))
                yield Picture(data, kind, image.content.strip() or NO_ALTERNATIVE, caption)


def _picture_data(address: str, attachments: Attachments) -> tuple[str, bytes]:
    if found := _DATA.match(address):
        return _decoded(found.group(1), found.group(2))
    pasted = attachments.get(address.removeprefix("attachment:"), {})
    for kind in PICTURE_KINDS:
        if kind in pasted:
            return _decoded(kind, pasted[kind])
    return "", b""


def _decoded(kind: str, text: str) -> tuple[str, bytes]:
    try:
        return (kind, base64.b64decode(text)) if kind in PICTURE_KINDS else ("", b"")
    except binascii.Error:
        return "", b""  # a broken picture is no picture; nobody can show it
