"""Lists of the Word file: Word's own, each numbered one beginning anew."""

from __future__ import annotations

from typing import Any

from docx.document import Document as WordDocument
from docx.shared import Cm

from sozialraum.publish.docx_parts import add_line, element
from sozialraum.publish.docx_text import add_runs
from sozialraum.publish.items import ListItems

BULLET, NUMBER, DEEPEST = "List Bullet", "List Number", 3
_SIGNS = ("•", "–", "▪")


def add_list(word: WordDocument, items: ListItems, depth: int = 1) -> None:
    """Write a list and those below its entries."""
    name = NUMBER if items.ordered else BULLET
    level = min(depth, DEEPEST)
    style: Any = word.styles[name if level == 1 else f"{name} {level}"]
    number = _count(word, style, level, items)
    for entry in items.entries:
        line = add_line(word, style.name)
        line.paragraph_format.space_after = Cm(0.1)
        if number is not None:
            properties = line._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val = 0
            properties.get_or_add_numId().val = number
        add_runs(line, entry.runs)
        for below in entry.below:
            add_list(word, below, depth + 1)


def _count(word: WordDocument, style: Any, level: int, items: ListItems) -> int | None:
    """Return the numbering of a list, None if its style has all that is needed.

    A style of a carrier's master may have no signs; then the list gets ours.
    """
    numbering: Any = word.part.numbering_part.element
    used = _numbering_of(style)
    known = None if used is None else numbering.xpath(f"w:num[@w:numId='{used}']")
    if not known:
        kind = _new_kind(numbering, level, ordered=items.ordered)
    elif items.ordered:
        kind = known[0].abstractNumId.val
    else:
        return None
    number = numbering.add_num(kind)
    if items.ordered:
        number.add_lvlOverride(ilvl=0).add_startOverride(items.first)
    return int(number.numId)


def _numbering_of(style: Any) -> int | None:
    """Return the number of the numbering that a style or one below it names."""
    while style is not None:
        properties = style.element.pPr
        if properties is not None and properties.numPr is not None:
            found = properties.numPr.numId
            return None if found is None else int(found.val)
        style = style.base_style
    return None


def _new_kind(numbering: Any, level: int, *, ordered: bool) -> int:
    """Add a kind of numbering that looks as lists do, and return its number."""
    kinds = numbering.xpath("w:abstractNum/@w:abstractNumId")
    number = max(map(int, kinds), default=-1) + 1
    kind, one = element("w:abstractNum", abstractNumId=str(number)), element("w:lvl", ilvl="0")
    place = element("w:pPr")
    left = str(360 * level)
    place.append(element("w:ind", left=left, hanging="360"))
    one.extend(
        [
            element("w:start", val="1"),
            element("w:numFmt", val="decimal" if ordered else "bullet"),
            element("w:lvlText", val="%1." if ordered else _SIGNS[level - 1]),
            element("w:lvlJc", val="left"),
            place,
        ]
    )
    kind.extend([element("w:multiLevelType", val="singleLevel"), one])
    nums = numbering.xpath("w:num")
    nums[0].addprevious(kind) if nums else numbering.append(kind)
    return number
