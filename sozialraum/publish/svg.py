"""SVG pictures made ready to stand beside others in one page."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_ROOT = re.compile(r"<svg\b[^>]*>", re.DOTALL)
_SIZE = re.compile(r"""\s(?:width|height|role|aria-label|focusable)=("[^"]*"|'[^']*')""")
_METADATA = re.compile(r"<metadata\b.*?</metadata>\s*", re.DOTALL)
_PROLOG = re.compile(r"^.*?(?=<svg\b)", re.DOTALL)
_ID = re.compile(r"""(\s(?:id|aria-labelledby|aria-describedby)=["'])(?=[^"'])""")
_HREF = re.compile(r"""(\s(?:xlink:)?href=["']#)""")
_URL = re.compile(r"(url\(['\"]?#)")
_ANY_RULE = re.compile(r"(<style\b[^>]*>\s*)\*\s*\{")


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
    >>> print(inline_svg('<svg width="9" viewBox="0 0 9 9"><g id="a"/></svg>', "b1", "Kreis"))
    <svg viewBox="0 0 9 9" id="b1" role="img" aria-label="Kreis"><g id="b1-a"/></svg>
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
        f'{opening[:-1].rstrip("/ ")} id="{prefix}" role="img" aria-label="{escape(alternative)}"'
    )
    return Markup(bare[: root.start()] + f"{named}>" + bare[root.end() :])
