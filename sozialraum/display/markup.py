"""Pieces of HTML that blocks are put together from; everything that comes in is escaped."""

from __future__ import annotations

import re
from html import escape

_ELEMENT = re.compile(r"<\s*/?\s*([^\s/>]*)")


def elements(markup: str) -> frozenset[str]:
    """Return the names of all elements in a piece of HTML or SVG, and of what looks like one.

    >>> sorted(elements('<p class="a">1 &lt; 2<br/></p>'))
    ['br', 'p']
    """
    return frozenset(_ELEMENT.findall(markup))


def heading_cell(title: str, unit: str, align: str) -> str:
    """Return the head of a column with its unit on a line of its own."""
    below = f'<span class="sr-unit">{escape(unit)}</span>' if unit else ""
    return f'<th scope="col"{align_class(align)}>{escape(title)}{below}</th>'


def align_class(align: str) -> str:
    """Return the class attribute for a column, empty for text on the left."""
    return ' class="sr-right"' if align == "right" else ""


def picture(alternative: str, svg: str) -> str:
    """Return a still picture under its alternative text."""
    return f'<div class="sr-picture" role="img" aria-label="{escape(alternative)}">{svg}</div>'


def figure(caption: str, content: str, source: str, note: str) -> str:
    """Return a ``<figure>``; ``content`` is HTML already."""
    heading = f"<figcaption>{escape(caption)}</figcaption>"
    return f"<figure>{heading}{content}{below(source, note)}</figure>"


def below(source: str, note: str) -> str:
    """Return the lines below a table or a picture."""
    lines = [f"Anmerkung: {note}"] if note else []
    lines += [f"Quelle: {source}"] if source else []
    return "".join(f'<p class="sr-source">{escape(line)}</p>' for line in lines)
