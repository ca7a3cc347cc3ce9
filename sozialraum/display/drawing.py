"""From an empty sheet to SVG: what charts and still maps have in common.

matplotlib is used without pyplot: every picture has a `matplotlib.figure.Figure` of its
own that is forgotten when it is written, so nothing piles up in a long batch and a
notebook's own settings stay as they are.  matplotlib's settings belong to the whole
process, therefore one picture at a time is drawn (`drawing`).

The same values give the same bytes: no date, no random names.  Text in the SVG stays
text, numbers have two decimals, and names that point nowhere are taken out, so that
several pictures can stand in one page.
"""

from __future__ import annotations

import hashlib
import io
import re
import textwrap
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Sheet
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator

from sozialraum.display import theme
from sozialraum.display.fonts import text_width
from sozialraum.display.linking import with_attributes
from sozialraum.display.terms import spoken
from sozialraum.formats import write_number

DPI = 200
LONG_PATH = 400
_CUT = "\x1f"

_LOCK = threading.RLock()
_SETTINGS: Any = {
    "font.family": ["DejaVu Sans"],
    "font.size": theme.SIZE,
    "text.color": theme.INK,
    "text.parse_math": False,
    "axes.unicode_minus": True,
    "axes.labelcolor": theme.INK,
    "axes.edgecolor": theme.RULE,
    "axes.linewidth": 0.6,
    "xtick.color": theme.MUTED,
    "ytick.color": theme.MUTED,
    "xtick.labelsize": theme.SIZE_SMALL,
    "ytick.labelsize": theme.SIZE_SMALL,
    "hatch.linewidth": 0.6,
    "svg.fonttype": "none",
    "svg.hashsalt": "sozialraum",
    "path.simplify": True,
}


@contextmanager
def drawing() -> Iterator[None]:
    """Give the process our settings of matplotlib for as long as one picture is drawn."""
    with _LOCK, matplotlib.rc_context(_SETTINGS):
        yield


def sheet(height: float, *, width: float = theme.WIDTH) -> Sheet:
    """Return an empty white sheet; ``height`` and ``width`` in inches."""
    page = Sheet(figsize=(width, height), dpi=DPI, facecolor=theme.PAPER)
    FigureCanvasAgg(page)
    return page


def panel(page: Sheet, left: float, bottom: float, right: float, top: float) -> Axes:
    """Return axes with fixed margins in inches: nothing has to be measured by drawing twice."""
    width, height = page.get_size_inches()
    box = (left / width, bottom / height, 1 - (left + right) / width, 1 - (bottom + top) / height)
    return page.add_axes(box)


def bare(ax: Axes) -> Axes:
    """Take frame, ticks and labels away."""
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.set_xticks([])
    ax.set_yticks([])
    return ax


def finish(page: Sheet) -> str:
    """Return the sheet as SVG element; all letters on it are in the house's words."""
    for written in page.findobj(Text):
        if (said := spoken(written.get_text())) != written.get_text():
            written.set_text(said)
    target = io.StringIO()
    page.savefig(target, format="svg", metadata={"Date": None, "Creator": None})
    return tidy(target.getvalue())


def grid(ax: Axes, axis: Literal["x", "y"]) -> None:
    """Draw thin lines behind everything at the ticks of one axis."""
    chosen = ax.xaxis if axis == "x" else ax.yaxis
    steps = [1, 2, 5, 10] if axis == "x" else [1, 2, 2.5, 5, 10]
    chosen.set_major_locator(MaxNLocator(5, steps=steps))
    ax.tick_params(axis=axis, length=0)
    ax.grid(visible=True, axis=axis, color=theme.PALE, linewidth=0.8)
    ax.set_axisbelow(True)


def wrap(text: str, width: int, *, lines: int = 3) -> str:
    """Return a text in the house's words in lines of about ``width`` characters.

    „…“ stands where lines are cut off.  A longer word stays whole unless it has a slash to
    break after.

    >>> wrap("Menschen mit Einwanderungsgeschichte", 13), wrap("Bocklemünd/Mengenich", 13)
    ('Menschen mit\\nEinwanderungsgeschichte', 'Bocklemünd/\\nMengenich')
    """
    said = spoken(text).split()
    words = [word.replace("/", f"/{_CUT} ") if len(word) > width else word for word in said]
    parts = textwrap.wrap(
        " ".join(words), width, max_lines=lines, placeholder=" …", break_long_words=False
    )
    return "\n".join(part.replace(f"{_CUT} ", "").replace(_CUT, "") for part in parts)


def wrap_to(text: str, inches: float, *, size: float = theme.SIZE, bold: bool, lines: int) -> str:
    """Return a text in the fewest lines that are no wider than so many inches."""
    room = inches * 72 / size
    for letters in range(len(spoken(text)), 1, -1):
        wrapped = wrap(text, letters, lines=lines)
        if max(text_width(line, bold=bold) for line in wrapped.split("\n")) <= room:
            return wrapped
    return wrap(text, 1, lines=lines)


def german_ticks(ax: Axes, axis: Literal["x", "y"], *, unit: str = "") -> None:
    """Write the numbers of an axis the German way, with no more decimals than they need."""
    chosen = ax.xaxis if axis == "x" else ax.yaxis
    low, high = sorted(ax.get_xlim() if axis == "x" else ax.get_ylim())
    ticks = [float(t) for t in chosen.get_majorticklocs() if low <= t <= high]
    decimals = next((d for d in (0, 1, 2) if all(abs(t - round(t, d)) < 1e-9 for t in ticks)), 3)
    chosen.set_ticks(ticks, [write_number(t, decimals) + unit for t in ticks])


def spread(positions: Sequence[float], gap: float) -> list[float]:
    """Return positions moved apart until neighbours are at least ``gap`` apart.

    Order and middle of each crowd stay where they are.

    >>> spread([1.0, 1.0, 5.0], 1.0)
    [0.5, 1.5, 5.0]
    """
    order = sorted(range(len(positions)), key=lambda i: (positions[i], i))
    crowds: list[tuple[float, list[int]]] = []
    for index in order:
        crowds.append((positions[index], [index]))
        while len(crowds) > 1 and _overlap(crowds[-2], crowds[-1], gap):
            (middle, members), (last, others) = crowds[-2], crowds[-1]
            total = middle * len(members) + last * len(others)
            crowds[-2:] = [(total / (len(members) + len(others)), members + others)]
    moved = list(positions)
    for middle, members in crowds:
        for place, index in enumerate(members):
            moved[index] = middle + (place - (len(members) - 1) / 2) * gap
    return moved


def _overlap(lower: tuple[float, list[int]], upper: tuple[float, list[int]], gap: float) -> bool:
    needed = gap * (len(lower[1]) + len(upper[1])) / 2
    return upper[0] - lower[0] < needed - 1e-12


def tidy(svg: str) -> str:
    """Return matplotlib's SVG as an element that can stand in a page with others.

    Its style sheet would hold for the whole page and becomes two attributes; its names
    would meet those of the next picture and become unique by a hash of the content.
    What a piece is about (`sozialraum.display.linking`) becomes an attribute of it.
    """
    svg = svg[svg.index("<svg") :].strip()
    svg = re.sub(r"<metadata>.*?</metadata>\s*|<!--.*?-->\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>\s*", "", svg, flags=re.DOTALL)
    svg = svg.replace("<svg ", '<svg stroke-linejoin="round" stroke-linecap="butt" ', 1)
    svg = re.sub(r' d="([^"]*)"', _shorter_path, svg)
    svg = re.sub(r'="[^"<>]*\d\.\d{3}[^"<>]*"', _shorter_numbers, svg)
    svg = svg.replace("'DejaVu Sans'", ", ".join(_css_name(font) for font in theme.FONTS))
    return re.sub(r"\n\s*", "\n", _own_names(with_attributes(svg)))


def _shorter_numbers(match: re.Match[str]) -> str:
    return re.sub(
        r"-?\d+\.\d{2,}", lambda m: f"{float(m.group()):.2f}".rstrip("0").rstrip("."), match[0]
    )


def _shorter_path(match: re.Match[str]) -> str:
    """Write a path without blanks; a long one, an area's outline, with one decimal."""
    path = re.sub(r"\s*([A-Za-z])\s*", r"\1", match[1])
    if len(path) > LONG_PATH:
        path = re.sub(r"-?\d+\.\d+", lambda number: f"{float(number[0]):.1f}", path)
    return f' d="{path}"'


def _css_name(font: str) -> str:
    return f"'{font}'" if " " in font else font


def _own_names(svg: str) -> str:
    pointed = set(re.findall(r'(?:url\(#|href="#)([\w-]+)', svg))
    mark = hashlib.sha256(svg.encode()).hexdigest()[:8]

    def name(match: re.Match[str]) -> str:
        return f' id="s{mark}{match[1]}"' if match[1] in pointed else ""

    svg = re.sub(r' id="([\w.:-]+)"', name, svg)
    return re.sub(r'(url\(#|href="#)([\w-]+)', rf"\g<1>s{mark}\g<2>", svg)
