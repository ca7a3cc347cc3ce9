"""Links within a page: which area or indicator a piece of a picture is about.

A drawn element that is about something gets the name `about` returns (matplotlib's
``set_gid``); in the finished picture that name has become the attributes ``data-about``
(``gebiet:05315``, ``kennzahl:D01``) and ``data-name``.  Table rows and map paths carry the
same attribute, and a page shows together what belongs together.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from html import escape

AREA, INDICATOR = "gebiet", "kennzahl"
_MARK = "sr-"
_ID = re.compile(rf' id="{_MARK}([\w=-]+)"')


def token(kind: str, key: str) -> str:
    """Return what stands in ``data-about``.

    >>> token(AREA, "05315")
    'gebiet:05315'
    """
    return f"{kind}:{key}"


def about(kind: str, key: str, name: str) -> str:
    """Return the name of a drawn element that is about an area or an indicator.

    Parameters
    ----------
    kind
        `AREA` or `INDICATOR`.
    key
        Key of the area or id of the indicator.
    name
        What it is called, for those who hear the page.
    """
    content = f"{token(kind, key)}\n{name}".encode()
    return _MARK + urlsafe_b64encode(content).decode("ascii")


def with_attributes(svg: str) -> str:
    """Return a picture in which those names have become attributes.

    >>> with_attributes(f'<g id="{about(AREA, "05315", "Köln <Stadt>")}"/>')
    '<g data-about="gebiet:05315" data-name="Köln &lt;Stadt&gt;"/>'
    """
    return _ID.sub(_attributes, svg)


def _attributes(found: re.Match[str]) -> str:
    what, _, name = urlsafe_b64decode(found[1]).decode().partition("\n")
    return f' data-about="{escape(what)}" data-name="{escape(name)}"'
