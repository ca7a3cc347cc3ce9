"""Footnotes in Markdown: ``[^1]`` in a text, ``[^1]: Wer das sagt.`` on a line of its own.

The two may stand in different cells of a notebook.  A reference without its note and a
note that nothing refers to stay text, so that nothing disappears.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

TOKEN = "footnote"
_NOTES, _KNOWN = "notes", "known"
_REFERENCE = re.compile(r"\[\^([^\]\s]+)\](?!:)")
_DEFINITION = re.compile(r"\[\^([^\]\s]+)\]:[ \t]*(.*)")
_CODE = re.compile(r"(`+).*?\1")
_INDENTED = 4

Notes = Mapping[str, str]
"""Label of a note → its Markdown."""


def add_notes(parser: MarkdownIt) -> MarkdownIt:
    """Teach a parser footnotes and return it."""
    ends: Any = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    parser.block.ruler.before("reference", "note_definition", _definition, ends)
    parser.inline.ruler.before("link", "note_reference", _reference)
    return parser


def collect_notes(parser: MarkdownIt, texts: Iterable[str]) -> dict[str, str]:
    """Return the notes that are defined in texts and that one of these refers to."""
    env: dict[str, Any] = {_NOTES: {}, _KNOWN: None}
    tokens: list[Token] = []
    for text in texts:
        parser.block.parse(text, parser, env, tokens)
    written = (_CODE.sub("", token.content) for token in tokens if token.type == "inline")
    meant = {label for text in written for label in _REFERENCE.findall(text)}
    return {label: text for label, text in env[_NOTES].items() if label in meant}


def environment(notes: Notes) -> MutableMapping[str, Any]:
    """Return what the parser has to know so that it finds these notes."""
    return {_KNOWN: notes}


def _definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Take a definition and its indented further lines out of the text."""
    if state.is_code_block(start):
        return False
    found = _DEFINITION.fullmatch(_line(state, start))
    if found is None or silent:
        return found is not None
    lines, line = [found[2]], start + 1
    while line < end and not state.isEmpty(line) and state.sCount[line] >= _INDENTED:
        lines.append(_line(state, line))
        line += 1
    state.line = line
    known = state.env.get(_KNOWN)
    if known is None:
        state.env[_NOTES].setdefault(found[1], " ".join(lines).strip())
    elif found[1] not in known:
        _keep(state, start, " ".join([f"[^{found[1]}]:", *lines]))
    return True


def _keep(state: StateBlock, start: int, text: str) -> None:
    """Write what is no note as a paragraph; else it would be taken for a link's address."""
    place = [start, state.line]
    opening = state.push("paragraph_open", "p", 1)
    inline = state.push("inline", "", 0)
    inline.content, inline.children = text, []
    opening.map = inline.map = place
    state.push("paragraph_close", "p", -1)


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _reference(state: StateInline, silent: bool) -> bool:
    found = _REFERENCE.match(state.src, state.pos)
    if found is None or found[1] not in (state.env.get(_KNOWN) or {}):
        return False
    if not silent:
        token = state.push(TOKEN, "", 0)
        token.meta = {"note": state.env[_KNOWN][found[1]]}
    state.pos = found.end()
    return True
