"""One family of colours, type sizes and measures for every block, chart and map.

Meaning is never carried by colour alone: every colour here has a shape, a letter, a
hatching or a position beside it, and its lightness differs in black and white.
"""

from __future__ import annotations

FONTS = ("DejaVu Sans", "Verdana", "Arial", "sans-serif")
"""Verdana has nearly the widths of DejaVu Sans, which Windows does not have."""

WIDTH = 6.3
"""Width of a picture in inches: the 16 cm between the margins of an A4 page."""

SIZE = 8.0
SIZE_SMALL = 7.0
"""Type sizes in points as printed."""

INK = "#1f2933"
MUTED = "#5b6770"
RULE = "#c9d0d6"
PALE = "#eef1f4"
PAPER = "#ffffff"

AREA = "#0b5a8f"
PARENT = "#1f2933"
BAR = "#8fb8d4"
DOTS = "#a9b4bd"
ALL_AREAS = "#dde3e8"
ALL_AREAS_MIDDLE = "#b9c3cc"

STRENGTH = "#0b5a8f"
NEED = "#c2570c"
UNDECIDED = "#6b7780"
"""Neutral blue and orange instead of a traffic light; orange is lighter in grey."""

SERIES = ("#0b5a8f", "#1f2933", "#97a2ab", "#c2570c", "#2f7d68")

SEQUENTIAL = ("#e4f2e3", "#b0d9c6", "#6cb5b1", "#34829d", "#154a72")
"""Five steps from light to dark, even in lightness, for bedarf, luecke, angebot, ressource."""

GREYS = ("#e8ebed", "#c7cdd1", "#a1aab0", "#768088", "#4a535a")
"""Five neutral steps for context indicators."""

PLACES = {
    "IA": ("#0b5a8f", "I"),
    "ADA": ("#c2570c", "A"),
    "Fachdienst": ("#6a4c93", "F"),
    "KI": ("#00695c", "Z"),
    "MBE": ("#8a1c4a", "M"),
    "JMD": ("#7a5c00", "J"),
    "Schule": ("#4a6a1f", "S"),
    "Kita": ("#1f6a5a", "K"),
    "Behörde": ("#455a64", "B"),
    "Gesundheit": ("#ad1457", "G"),
    "Arbeit": ("#5d4037", "W"),
    "MSO": ("#4527a0", "O"),
    "Treffpunkt": ("#00695c", "T"),
}
"""Colour and letter of each kind of place; white letters on them have contrast 4.5 and more."""

OTHER_PLACE = ("#455a64", "•")
"""Kinds that have no colour and letter of their own."""

NOTEBOOK_CSS = f"""
.sr-block {{ color: {INK}; background: {PAPER}; max-width: 46rem; margin: .6rem 0 1.1rem;
  font: 14px/1.45 "DejaVu Sans", Verdana, Arial, sans-serif; }}
.sr-block p {{ margin: 0 0 .6rem; }}
div.sr-block.sr-block table {{ border-collapse: collapse; width: 100%; font-size: 13px; border: 0;
  table-layout: auto; margin: 0; font-variant-numeric: tabular-nums; border-top: 2px solid {INK};
  border-bottom: 1px solid {INK}; }}
.sr-block caption, .sr-block figcaption {{ text-align: left; font-weight: 600; color: {INK};
  padding: 0 0 .4rem; caption-side: top; }}
div.sr-block.sr-block :is(th, td) {{ padding: .25rem .5rem; text-align: left; vertical-align: top;
  border: 0; border-bottom: 1px solid {RULE}; font-weight: 400; background: none;
  white-space: normal; }}
div.sr-block.sr-block thead th {{ font-weight: 600; vertical-align: bottom;
  border-bottom: 1px solid {INK}; }}
div.sr-block.sr-block :is(th, td).sr-right {{ text-align: right; }}
div.sr-block.sr-block td.sr-right {{ white-space: nowrap; }}
.sr-block .sr-unit {{ display: block; font-weight: 400; color: {MUTED}; font-size: 12px; }}
.sr-block .sr-source {{ color: {MUTED}; font-size: 12px; margin: .35rem 0 0; }}
.sr-block figure {{ margin: 0; }}
.sr-block svg {{ width: 100%; height: auto; }}
.sr-block .sr-note {{ border-left: 4px solid {AREA}; background: {PALE}; padding: .5rem .8rem; }}
.sr-block .sr-warnung {{ border-left-color: {NEED}; }}
.sr-block .sr-erfunden {{ border: 2px dashed {NEED}; }}
.sr-block .sr-gap mark {{ background: #fff3c4; color: {INK}; padding: .1rem .3rem; }}
.sr-block iframe {{ width: 100%; height: 560px; border: 1px solid {RULE}; }}
"""
"""How blocks look in JupyterLab; `publish` has a style sheet of its own.

JupyterLab lays tables out with columns of equal width and words on the right; a class named
twice is what outweighs that.
"""
