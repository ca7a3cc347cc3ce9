"""Leaflet out of its wheel, put into a page, so that a map needs no network."""

from __future__ import annotations

import base64
import re
from functools import lru_cache
from importlib.resources import files

from sozialraum.display.theme import FONTS

POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
"""What a page may load: nothing from anywhere but itself."""


@lru_cache(maxsize=1)
def leaflet_assets() -> tuple[str, str]:
    """Return style sheet and script of Leaflet and of our maps, to be put into a page once.

    Returns
    -------
    tuple of str
        CSS with its pictures as ``data:`` addresses; JavaScript that can stand
        inside ``<script>``.
    """
    data = files("xstatic.pkg.leaflet").joinpath("data")
    css = data.joinpath("leaflet.css").read_text("utf-8")
    script = data.joinpath("leaflet.js").read_text("utf-8")

    def inline(match: re.Match[str]) -> str:
        picture = data.joinpath(match.group(1)).read_bytes()
        return f"url(data:image/png;base64,{base64.b64encode(picture).decode('ascii')})"

    ours = files("sozialraum.display").joinpath("assets")
    css = re.sub(r"url\(([\w./-]+\.png)\)", inline, css)
    css += ours.joinpath("map.css").read_text("utf-8")
    script = re.sub(r"//# sourceMappingURL=.*", "", script)
    script += ours.joinpath("map.js").read_text("utf-8")
    return css, script.replace("</script", "<\\/script")


def standalone_page(fragment: str) -> str:
    """Return a whole page that shows one map, for a frame in JupyterLab."""
    css, script = leaflet_assets()
    style = (
        f"{css} body {{ margin: 0; font: 14px/1.4 {', '.join(FONTS)}; }}"
        " h1 { position: absolute; width: 1px; height: 1px; overflow: hidden; }"
    )
    return (
        '<!DOCTYPE html><html lang="de"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<title>Karte</title><style>{style}</style>"
        f"<script>{script}</script></head><body><main><h1>Karte</h1>{fragment}</main></body></html>"
    )
