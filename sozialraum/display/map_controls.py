"""What stands beside an interactive map: what it shows, to be chosen, and its legend.

Plain fields of a form, so that they work by keyboard and say their own names; ``map.js``
only listens to them.  Every text is escaped here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from sozialraum.display.layers import Fill
from sozialraum.display.map_marks import BADGE, PIN, Mark, groups_of

NO_COLOUR = "ohne Farbe"


@dataclass(frozen=True)
class Legend:
    """Legend of one layer: its title and classes, and what the outlined area has in it.

    A layer without title is that of areas without colour.
    """

    title: str
    fills: tuple[Fill, ...]
    outlined: str = ""


def colours_html(identity: str, legends: Sequence[Legend]) -> str:
    """Return the choice of the areas' colour, nothing if there is none.

    Parameters
    ----------
    identity
        What makes the fields of this map differ from those of others in the page.
    legends
        One for each layer; the first is shown at the beginning.
    """
    if len(legends) < 2:
        return ""
    fields = [
        _field(
            f'type="radio" name="{identity}_farbe" value="{number}"',
            legend.title or NO_COLOUR,
            checked=number == 0,
        )
        for number, legend in enumerate(legends)
    ]
    return _fieldset("Farbe der Gebiete", fields)


def groups_html(marks: Sequence[Mark]) -> str:
    """Return the choice of the marks, which is their legend too; nothing without marks."""
    fields = [
        _field(
            f'type="checkbox" value="{escape(group)}"',
            f"{group} ({len(own)})",
            checked=True,
            sign=_sign(own[0]),
        )
        for group, own in groups_of(marks).items()
    ]
    return _fieldset("Zeichen auf der Karte", fields) if fields else ""


def legends_html(legends: Sequence[Legend]) -> str:
    """Return the legend of each layer, all but the first hidden."""
    return "".join(_legend(number, legend) for number, legend in enumerate(legends))


def _legend(number: int, legend: Legend) -> str:
    entries = [_item(_swatch(fill), fill.text) for fill in legend.fills]
    if legend.outlined:
        entries.append(_item('<span class="sr-swatch sr-swatch-outlined"></span>', legend.outlined))
    title = f'<p class="sr-legend-title">{escape(legend.title)}</p>' if legend.title else ""
    listed = f'<ul class="sr-legend">{"".join(entries)}</ul>' if entries else ""
    hidden = " hidden" if number else ""
    return f'<div class="sr-legend-of" data-layer="{number}"{hidden}>{title}{listed}</div>'


def _fieldset(title: str, fields: Sequence[str]) -> str:
    legend = f"<legend>{escape(title)}</legend>"
    return f'<fieldset class="sr-controls">{legend}{"".join(fields)}</fieldset>'


def _field(attributes: str, text: str, *, checked: bool, sign: str = "") -> str:
    state = " checked" if checked else ""
    return f"<label><input {attributes}{state}>{sign}<span>{escape(text)}</span></label>"


def _sign(mark: Mark) -> str:
    look = f"sr-sign sr-{mark.look}"
    colour = "color" if mark.look == PIN else "background"
    letter = "n" if mark.look == BADGE else mark.letter
    return (
        f'<span class="{look}" style="{colour}:{mark.colour}" aria-hidden="true">'
        f"{escape(letter)}</span>"
    )


def _swatch(fill: Fill) -> str:
    if fill.hatch:
        return f'<span class="sr-swatch sr-swatch-{fill.hatch}"></span>'
    return f'<span class="sr-swatch" style="background:{fill.colour}"></span>'


def _item(mark: str, text: str) -> str:
    return f'<li><span aria-hidden="true">{mark}</span>{escape(text)}</li>'
