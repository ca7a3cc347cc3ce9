"""SVG pictures made ready to stand beside others in one page."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

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
_ANY_RULE = re.compile(r"(<style\b[^>]*>\s*)\*\s*\{")


def proportion(svg: str) -> float:
    """Return height by width of a picture, 0 if it does not say.

    >>> proportion('<svg viewBox="0 0 200 150"></svg>')
    0.75
    """
    found = _VIEW.search(svg)
    width, height = map(float, found.groups()) if found else (0.0, 0.0)
    return height / width if width else 0.0


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
    bare = _METADATA.sub("", _PROLOG.sub("", svg, count=1))
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
