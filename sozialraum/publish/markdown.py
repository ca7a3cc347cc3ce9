"""Markdown cells to items, by markdown-it-py; HTML in them stays text, but for ``<br>``.

A line ``\\pagebreak`` lets what follows begin on a new page, ``---`` draws a line, and
``[^1]`` refers to a footnote.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from sozialraum.display.blocks import Column, Heading
from sozialraum.publish.items import (
    Grid,
    Item,
    ListEntry,
    ListItems,
    Paragraph,
    Preformatted,
    Rule,
    Run,
    Runs,
    mark_gaps,
    plain_text,
    safe_link,
)
from sozialraum.publish.markdown_notes import (
    TOKEN,
    Notes,
    add_notes,
    collect_notes,
    environment,
)
from sozialraum.publish.markdown_pictures import Album, Attachments

NEW_PAGE = ("\\pagebreak", "\\newpage")
"""Paragraphs that are no text: what follows begins on a new page."""
_LINE_BREAK = re.compile(r"<br */?>")
_STYLES: Mapping[str, Callable[[Run], Run]] = {
    "strong": lambda style: replace(style, bold=True),
    "em": lambda style: replace(style, italic=True),
    "s": lambda style: replace(style, struck=True),
}


def parse_markdown(
    text: str,
    attachments: Attachments | None = None,
    notes: Notes | None = None,
    folder: Path | None = None,
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
    folder
        Folder of the notebook, where pictures may lie.

    Examples
    --------
    >>> parse_markdown("## Der Raum")
    (Heading(level=2, text='Der Raum'),)
    """
    known = read_notes([text]) if notes is None else notes
    tree = SyntaxTreeNode(_parser().parse(text, environment(known)))
    return tuple(_blocks(tree, Album(attachments or {}, folder)))


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


def _blocks(parent: SyntaxTreeNode, album: Album) -> Iterator[Item]:
    for node in parent.children:
        if node.type == "heading":
            runs = _inline(node)
            yield Heading(int(node.tag[1]), plain_text(runs).replace("\n", " "))
            yield from (Paragraph(run.note) for run in runs if run.note)  # a heading has none
            yield from _pictures(node, album)
        elif node.type == "paragraph":
            yield from _paragraph(node, album)
        elif node.type in ("bullet_list", "ordered_list"):
            yield _list(node)
            yield from map(_table, (inner for inner in node.walk() if inner.type == "table"))
            yield from _pictures(node, album)
        elif node.type == "blockquote":
            yield from _quoted(node, album)
        elif node.type in ("fence", "code_block"):
            yield Preformatted(node.content.rstrip("\n"))
        elif node.type == "table":
            yield _table(node)
            yield from _pictures(node, album)
        elif node.type == "hr":
            yield Rule()


def _paragraph(node: SyntaxTreeNode, album: Album) -> Iterator[Item]:
    runs = _inline(node)
    if plain_text(runs).strip() in NEW_PAGE:
        yield Rule(new_page=True)
    elif plain_text(runs).strip():
        yield Paragraph(runs)
    yield from _pictures(node, album)


def _quoted(node: SyntaxTreeNode, album: Album) -> Iterator[Item]:
    for item in _blocks(node, album):
        yield replace(item, quoted=True) if isinstance(item, Paragraph) else item


def _list(node: SyntaxTreeNode) -> ListItems:
    entries = tuple(_entry(child) for child in node.children)
    first = int(node.attrs.get("start", 1))
    return ListItems(entries, ordered=node.type == "ordered_list", first=first)


def _entry(node: SyntaxTreeNode) -> ListEntry:
    own: list[Run] = []
    below: list[ListItems] = []
    for child in node.children:
        if child.type in ("bullet_list", "ordered_list"):
            below.append(_list(child))
        if child.type in ("bullet_list", "ordered_list", "table"):  # a table follows the list
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
            yield replace(style, text=_LINE_BREAK.sub("\n", child.content))


def _note(text: str) -> Runs:
    """Return the words of a footnote; one inside another stays text."""
    tree = SyntaxTreeNode(_parser().parseInline(text, environment({})))
    return mark_gaps(tuple(_runs(tree, Run(""))))


def _pictures(node: SyntaxTreeNode, album: Album) -> Iterator[Item]:
    for image in node.walk():
        if image.type == "image":
            address, caption = (str(image.attrs.get(name, "")) for name in ("src", "title"))
            yield album.picture(address, image.content.strip(), caption)
