"""Document to web page: one file that asks nobody for anything.

The page's security policy names the digest of each script that we wrote, so nothing else
can run, whatever stands in a name, a note or a picture.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from sozialraum.display import theme
from sozialraum.display.blocks import Figure, Heading, Map
from sozialraum.display.leaflet import leaflet_assets
from sozialraum.formats import slug
from sozialraum.publish.document import Document, labels
from sozialraum.publish.document_notes import page_starts, with_endnotes
from sozialraum.publish.files import write_whole
from sozialraum.publish.hyphens import soften
from sozialraum.publish.items import Grid, Item, Picture, Run, Runs
from sozialraum.publish.subjects import of_caption, of_rows, subjects, whole_region
from sozialraum.publish.svg import inline_svg, proportion, with_rows

_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_LIGHT = {
    name: getattr(theme, name.upper())
    for name in ("ink", "muted", "rule", "pale", "paper", "area", "need")
} | {"banner": "#fff6df", "mark": "#fff0b8", "lit": "#fff0b8"}
_DARK = {
    "ink": "#e4e9ed", "muted": "#a9b4bd", "rule": "#47525c", "pale": "#20272e", "paper": "#171717",
    "area": "#79bdec", "need": "#f0a066", "banner": "#33270f", "mark": "#574800", "lit": "#4d4210",
}  # fmt: skip
LISTED_LEVELS = 2
USUAL_COLUMNS, MANY_COLUMNS = 4, 6
PAPER_WIDTH, SMALLEST = 170, 0.8
"""Millimetres between the margins of paper; share to which a tall picture may shrink there."""
SHORT_TABLE = 12
"""Rows of a table that is not parted on paper."""


def write_html(document: Document, path: str | Path) -> None:
    """Write a document as one web page, whole or not at all.

    Raises
    ------
    PublishError
        If the file cannot be written.
    """
    write_whole(Path(path), render_html(document).encode("utf-8"))


def render_html(document: Document) -> str:
    """Return a document as one web page."""
    items = with_endnotes(document.items)
    entries = list(_entries(items))
    has_map = any(isinstance(item, Map) for item in items)
    leaflet_css, leaflet_script = leaflet_assets() if has_map else ("", "")
    finder = next((len(entry["about"]) for entry in entries if entry.get("finder")), 0)
    script = _asset("page.js") + (_asset("finder.js") if finder else "")
    body = (
        _environment()
        .get_template("page.html")
        .render(
            document=document,
            entries=entries,
            contents=[e for e in entries if e["kind"] == "Heading" and e["level"] <= LISTED_LEVELS],
            finder=finder,
            linked=any(any(entry.get("about", ())) for entry in entries),
            css=Markup(_style(document, _asset("finder.css") if finder else "")),
            script=Markup(script),
            leaflet_css=Markup(leaflet_css),
            leaflet_script=Markup(leaflet_script),
            policy="@policy@",
        )
    )
    maps = (item.fragment for item in items if isinstance(item, Map))
    scripts = (leaflet_script, script, *(code for one in maps for code in _SCRIPT.findall(one)))
    return body.replace("@policy@", _policy(filter(None, scripts)), 1)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("sozialraum.publish"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["inline"] = _inline
    environment.filters["cell"] = _cell
    environment.filters["soft"] = soften
    return environment


def _asset(name: str) -> str:
    loader = _environment().loader
    return loader.get_source(_environment(), name)[0] if loader else ""


def _policy(scripts: Iterable[str]) -> str:
    """Return the security policy: no request at all, no script but our own."""
    digests = (
        base64.b64encode(hashlib.sha256(code.encode("utf-8")).digest()).decode("ascii")
        for code in dict.fromkeys(scripts)
    )
    scripts = " ".join(f"'sha256-{digest}'" for digest in digests)
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _style(document: Document, more: str) -> str:
    foot = f"@bottom-left {{ content: {_css_text(document.title)}; }}"
    dark = f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {_variables(_DARK)}}} }}"
    return "\n".join(
        (f":root {{ {_variables(_LIGHT)}}}", dark, _asset("page.css"), more,
         f"@media print {{ @page {{ {foot} }} }}")
    )  # fmt: skip


def _variables(colours: dict[str, str]) -> str:
    return "".join(f"--{name}: {colour}; " for name, colour in colours.items())


def _css_text(text: str) -> str:
    """Return any text as a CSS string that can end neither itself nor its style element."""
    return '"' + "".join(c if c.isalnum() or c in " .,–-" else f"\\{ord(c):x} " for c in text) + '"'


def _entries(items: Iterable[Item]) -> Iterator[dict[str, Any]]:
    """Yield what the template needs for each item: its kind, a unique id, its label."""
    items = tuple(items)
    taken: set[str] = set()
    names, starts = subjects(items), page_starts(items)
    for number, (item, label) in enumerate(zip(items, labels(items), strict=True), start=1):
        ident = f"b{number}"
        entry: dict[str, Any] = {
            "kind": type(item).__name__,
            "item": item,
            "id": ident,
            "label": label,
            "new_page": number - 1 in starts,
            "subject": "",
        }
        if isinstance(item, Heading):
            entry |= {"id": _anchor(item.text, taken), "level": item.level}
        elif isinstance(item, Grid):
            about = of_rows(names, item)
            entry |= {"classes": _classes(item), "about": about}
            entry["finder"] = whole_region(names, about)
        elif isinstance(item, Figure | Map):
            svg = with_rows(item.svg, names)
            entry["svg"] = inline_svg(svg, f"{ident}s", item.alternative)
            entry["subject"] = of_caption(item.caption) if svg == item.svg else ""
            entry["least"] = round(proportion(item.svg) * PAPER_WIDTH * SMALLEST)
            if isinstance(item, Map):
                entry["fragment"] = Markup(item.fragment)
        elif isinstance(item, Picture):
            code = base64.b64encode(item.data).decode("ascii")
            entry["address"] = f"data:{item.kind};base64,{code}"
        yield entry


def _classes(grid: Grid) -> str:
    """Return how a table is laid out: by its columns, and whole on paper if it is short."""
    columns = len(grid.columns)
    layout = "small" if columns < USUAL_COLUMNS else "wide" if columns > USUAL_COLUMNS else ""
    names = (
        layout,
        "many" if columns >= MANY_COLUMNS else "",
        "short" if len(grid.rows) <= SHORT_TABLE else "",
    )
    return " ".join(filter(None, names))


def _anchor(text: str, taken: set[str]) -> str:
    base = f"a-{slug(text)[:60] or 'abschnitt'}"
    number = 1
    while (anchor := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    taken.add(anchor)
    return anchor


def _inline(runs: Runs) -> Markup:
    return Markup("").join(_run(run) for run in runs)


def _cell(runs: Runs) -> Markup:
    """Return a cell of a table, where long words may be parted."""
    return _inline(tuple(replace(run, text=soften(run.text)) for run in runs))


def _run(run: Run) -> Markup:
    html = Markup("<br>").join(escape(line) for line in run.text.split("\n"))
    wraps = (
        ("code", run.code), ("s", run.struck), ("em", run.italic), ("strong", run.bold),
        ("mark", run.gap),
    )  # fmt: skip
    for tag, wanted in wraps:
        html = Markup("<{0}>{1}</{0}>").format(Markup(tag), html) if wanted else html
    return Markup('<a href="{}">{}</a>').format(run.link, html) if run.link else html
