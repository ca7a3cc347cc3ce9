"""SVG pictures made ready to stand beside others in one page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape

from markupsafe import Markup, escape

from sozialraum.display.markup import elements
from sozialraum.publish.subjects import of_name

_ROOT = re.compile(r"<svg\b[^>]*>", re.DOTALL)
_SIZE = re.compile(
    r"""\s(?:width|height|role|aria-label|focusable|preserveAspectRatio)=("[^"]*"|'[^']*')"""
)
_VIEW = re.compile(r"""<svg\b[^>]*\sviewBox=["']\S+\s+\S+\s+([\d.]+)\s+([\d.]+)["']""")
_METADATA = re.compile(r"<metadata\b.*?</metadata>\s*", re.DOTALL)
_PROLOG = re.compile(r"^.*?(?=<svg\b)", re.DOTALL)
_ID = re.compile(r"""(\s(?:id|aria-labelledby|aria-describedby)=["'])(?=[^"'])""")
_HREF = re.compile(r"""(\s(?:xlink:)?href=["']#)""")
_URL = re.compile(r"(url\(['\"]?#)")
_TEXTS = re.compile(r"<g>\s*((?:<text\b[^>]*>[^<]*</text>\s*)+)</g>")
_TEXT = re.compile(r"<text\b([^>]*)>([^<]*)</text>")
_TURNED = re.compile(r"rotate\(-?0 (\S+) ([^)]+)\)|translate\((\S+) ([^)]+)\)")
_ANY_RULE = re.compile(r"(<style\b[^>]*>\s*)\*\s*\{")
_DRAWING = frozenset(
    (
        "svg", "g", "defs", "use", "symbol", "clipPath", "mask", "pattern", "style", "title",
        "desc", "text", "tspan", "path", "rect", "circle", "ellipse", "line", "polyline",
        "polygon", "image", "linearGradient", "radialGradient", "stop",
    )
)  # fmt: skip
"""Elements that draw; others could run something or lead elsewhere."""


def only_draws(svg: str) -> bool:
    """Return whether a picture draws and does nothing else.

    >>> only_draws("<svg><g/></svg>"), only_draws("<svg><script>alert(1)</script></svg>")
    (True, False)
    """
    return elements(_bare(svg)) <= _DRAWING


def proportion(svg: str) -> float:
    """Return height by width of a picture, 0 if it does not say.

    >>> proportion('<svg viewBox="0 0 200 150"></svg>')
    0.75
    """
    width, height = extent(svg)
    return height / width if width else 0.0


def extent(svg: str) -> tuple[float, float]:
    """Return width and height of a picture, zeros if it does not say; ours are in points."""
    found = _VIEW.search(svg)
    return (float(found[1]), float(found[2])) if found else (0.0, 0.0)


def inline_svg(svg: str, prefix: str, alternative: str) -> Markup:
    """Return a picture for the inside of a page.

    Parameters
    ----------
    svg
        The picture with an ``<svg>`` root.
    prefix
        What makes all ids in it unique within the page.
    alternative
        The picture in words, read out instead of it.

    Examples
    --------
    >>> print(inline_svg('<svg width="9"><g id="a"/></svg>', "b1", "Kreis"))
    <svg id="b1" preserveAspectRatio="xMinYMin" role="img" aria-label="Kreis"><g id="b1-a"/></svg>
    """
    bare = _bare(svg)
    for pattern in (_ID, _HREF, _URL):
        bare = pattern.sub(rf"\g<1>{prefix}-", bare)
    bare = _ANY_RULE.sub(rf"\1#{prefix} * {{", bare)
    root = _ROOT.search(bare)
    if root is None:  # blocks refuse such pictures when they are made
        raise ValueError("no <svg> root")
    opening = re.sub(r"""\sid=("[^"]*"|'[^']*')""", "", _SIZE.sub("", root.group(0)))
    named = (
        f'{opening[:-1].rstrip("/ ")} id="{prefix}" preserveAspectRatio="xMinYMin" '
        f'role="img" aria-label="{escape(alternative)}"'
    )
    return Markup(bare[: root.start()] + f"{named}>" + bare[root.end() :])


def _bare(svg: str) -> str:
    """Return a picture without what stands before it and what tells of its making."""
    return _METADATA.sub("", _PROLOG.sub("", svg, count=1))


LEFT = 3.0
"""Points from the left edge within which a text is the name of a row."""

HALF_A_ROW, RISE = 16.0, 3.0
"""Points: most that a row reaches up and down; the middle of letters above their line."""


def with_rows(svg: str, names: Mapping[str, str]) -> str:
    """Return a chart whose rows can be shown together with what they are about.

    Over each row with a known name lies a band that cannot be seen until a page lights it.

    Parameters
    ----------
    svg
        The picture.
    names
        What each name stands for (`sozialraum.publish.subjects.subjects`).
    """
    view = _VIEW.search(svg)
    labels = sorted(_row_names(svg))
    bands = []
    for number, (middle, name) in enumerate(labels):
        near = [abs(middle - other) for other, _ in labels[max(number - 1, 0) : number + 2]]
        half = min([distance / 2 for distance in near if distance] + [HALF_A_ROW])
        if view and (what := of_name(names, name)):
            bands.append(
                f'<rect class="band" data-about="{escape(what)}" data-name="{escape(name)}" x="0" '
                f'y="{middle - half:.1f}" width="{view[1]}" height="{2 * half:.1f}" fill="none"/>'
            )
    end = svg.rfind("</svg>")
    return svg[:end] + "".join(bands) + svg[end:] if bands else svg


def _row_names(svg: str) -> Iterator[tuple[float, str]]:
    """Yield height and words of each text at the left edge."""
    for group in _TEXTS.findall(svg):
        lines = [
            (tuple(float(part) for part in place.groups() if part), words)
            for attributes, words in _TEXT.findall(group)
            if (place := _TURNED.search(attributes))
        ]
        if lines and all(x <= LEFT for (x, _), _ in lines):
            middle = sum(y for (_, y), _ in lines) / len(lines) - RISE
            yield middle, unescape(" ".join(words for _, words in lines))
