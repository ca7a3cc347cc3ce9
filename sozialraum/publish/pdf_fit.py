"""Pages that are full and tables that are parted well, where a typesetter would intervene.

typst says where everything came to stand.  One by one, from the front: a picture or short
table that went to the next page and left a large blank is brought back by making the
pictures of that page a little smaller; a long table keeps three rows on either side of a
break, its source beside its last rows; what would stand almost alone on the last page of
a part is brought back or gets company.  What does not help is taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeAlias

SMALLEST = 0.8
"""Share to which a picture may shrink, so that its smallest type stays readable."""
BLANK = 57.0
"""Points (2 cm) that may stay free at the foot of a page."""
BESIDE_A_BREAK = 3
"""Rows of a table on either side of a break."""
BOTTOM, TOP = (297 - 22) * 72 / 25.4, 26 * 72 / 25.4
SMALLEST_FOR_A_PAGE = 0.75
"""The same where that saves a whole page."""
NEAR = 2
"""Pages with pictures before it of which one may become smaller for it."""
SHORT_TAIL, LONELY_TAIL = 150.0, 60.0
"""Points on the last page of a part up to which it is worth bringing them back, and up to
which they would else get company."""
ABOVE_HEADING, ABOVE_BLOCK = 32.0, 18.0
SPARE = (4.0, 16.0)
"""Points that a unit is given more than it seems to need, at the first and second try."""
MOST_ROUNDS = 30
POINTS_PER_MM = 72 / 25.4

Item: TypeAlias = dict[str, Any]
Place: TypeAlias = tuple[int, float]
"""Page and points from its upper edge."""
Values: TypeAlias = tuple[tuple[int, str, Any], ...]
"""Number of an item, what is changed in it, and to what."""


@dataclass(frozen=True)
class Places:
    """Where parts of items stand: ``(number, part)`` → place; headings by their number."""

    parts: Mapping[tuple[int, Any], Place]


@dataclass(frozen=True)
class Change:
    """What is to be changed in items, and how to see that it helped."""

    subject: tuple[str, int]
    values: Values
    helped: Callable[[Places], bool]


def fit(items: Sequence[Item], measure: Callable[[], Places]) -> None:
    """Change widths and breaks of items until nothing is left that could be helped.

    Parameters
    ----------
    items
        The items of the template's data; they are changed.
    measure
        Sets the pages anew and says where everything stands.
    """
    tried: set[tuple[str, int]] = set()
    places = measure()
    for _ in range(MOST_ROUNDS):
        change = next((c for c in _changes(items, places) if c.subject not in tried), None)
        if change is None:
            return
        tried.add(change.subject)
        before = [(number, key, items[number][key]) for number, key, _ in change.values]
        _apply(items, change.values)
        after = measure()
        if change.helped(after):
            places = after
        else:
            _apply(items, before)


def _apply(items: Sequence[Item], values: Sequence[tuple[int, str, Any]]) -> None:
    for number, key, value in values:
        items[number][key] = value


def _changes(items: Sequence[Item], places: Places) -> Iterator[Change]:
    for item in items:
        if item["kind"] not in ("picture", "grid"):
            continue
        if item["kind"] == "picture" or item["whole"]:
            yield from _brought_back(items, item["id"], places)
        else:
            yield from _parted(items, item, places)
        yield from _followed(items, item["id"], places)
    yield from _tails(items, places)


def _brought_back(items: Sequence[Item], number: int, places: Places) -> Iterator[Change]:
    """Yield the change that brings a unit back to the page before."""
    first = _first_of(items, number)
    if items[first]["new-page"]:  # it is meant to stand there
        return
    start, end = places.parts[number, "start"], places.parts[number, "end"]
    before = places.parts.get((first - 1, "end"))
    if before is None or start[0] != before[0] + 1 or BOTTOM - before[1] < BLANK:
        return
    top = places.parts[first, "start"][1]
    above = ABOVE_BLOCK if first == number else ABOVE_HEADING
    lacking = end[1] - top + above - (BOTTOM - before[1])
    there = [
        n for n in range(number + 1) if _scalable(items[n]) and _page_of(n, places) >= before[0]
    ]
    for spare in SPARE:
        values = _shrunk([items[n] for n in there], lacking + spare)
        if values:
            yield Change(
                (f"back {spare}", number),
                values,
                lambda after: _page_of(number, after) == before[0],
            )
    if items[number]["kind"] == "grid" and len(items[number]["rows"]) >= 2 * BESIDE_A_BREAK:
        yield Change(
            ("open", number),
            ((number, "whole", False),),
            lambda after: (
                _page_of(number, after) == before[0] and _well_parted(items[number], after)
            ),
        )


def _followed(items: Sequence[Item], number: int, places: Places) -> Iterator[Change]:
    """Yield the change that brings headings to the picture or table they stand above."""
    first, page = _first_of(items, number), _page_of(number, places)
    if first != number and _page_of(first, places) != page:
        values = ((first, "new-page", True),)
        yield Change(("heading", number), values, lambda after: _page_of(first, after) == page)


def _tails(items: Sequence[Item], places: Places) -> Iterator[Change]:
    """Yield the changes that save the last page of a part with next to nothing on it."""
    starts = [number for number, item in enumerate(items) if number and item["new-page"]]
    for start, after in zip([0, *starts], [*starts, len(items)], strict=True):
        last = after - 1
        page, y = places.parts.get((last, "end"), (0, 0.0))
        if not page or y - TOP > SHORT_TAIL:
            continue
        there = [number for number in range(start, after) if _scalable(items[number])]
        pages = sorted({_page_of(number, places) for number in there} - {page}, reverse=True)
        for one in pages[:NEAR]:
            chosen = [items[number] for number in there if _page_of(number, places) == one]
            values = _shrunk(chosen, y - TOP + SPARE[-1], SMALLEST_FOR_A_PAGE)
            if values:
                yield Change((f"tail {one}", last), values, _ends_on(last, page - 1))
        company = _first_of(items, max(last - 1, 0))
        if y - TOP < LONELY_TAIL and start < company < last:
            values = ((company, "new-page", True),)
            yield Change(("company", last), values, _ends_on(last, page))


def _ends_on(number: int, page: int) -> Callable[[Places], bool]:
    return lambda places: places.parts[number, "end"][0] == page


def _shrunk(pictures: Sequence[Item], lacking: float, smallest: float = SMALLEST) -> Values:
    """Return widths of pictures that together save some points, nothing if they cannot."""
    now = sum(item["width"] * item["shape"] for item in pictures) * POINTS_PER_MM
    most = sum(item["natural"] * item["shape"] for item in pictures) * POINTS_PER_MM
    share = (now - lacking) / most if most else 0.0
    if share < smallest:
        return ()
    widths = [round(min(item["width"], share * item["natural"]), 2) for item in pictures]
    return tuple((item["id"], "width", width) for item, width in zip(pictures, widths, strict=True))


def _page_of(number: int, places: Places) -> int:
    return places.parts[number, "start"][0]


def _first_of(items: Sequence[Item], number: int) -> int:
    """Return the first of the headings that stand directly above an item, or itself."""
    while number and items[number - 1]["kind"] == "heading":
        number -= 1
    return number


def _scalable(item: Item) -> bool:
    return item["kind"] == "picture" and "natural" in item


def _parted(items: Sequence[Item], item: Item, places: Places) -> Iterator[Change]:
    """Yield the changes that put a better break into a long table."""
    number = item["id"]
    pages = _rows_by_page(item, places)
    last_page = max(pages, default=0)
    below = places.parts.get((number, "below"), (last_page, 0.0))
    if _well_parted(item, places):
        return
    lacking = BESIDE_A_BREAK - (len(pages[last_page]) if below[0] == last_page else 0)
    first_rows = pages[min(pages)]
    if 0 < lacking <= len(first_rows) - BESIDE_A_BREAK:
        free = BOTTOM - places.parts[number, first_rows[-lacking]][1]
        values: Values = ((number, "reserve", round(free, 2)),)
        yield Change(("rows", number), values, lambda after: _well_parted(item, after))
    values = ((_first_of(items, number), "new-page", True),)
    yield Change(("page", number), values, lambda after: _well_parted(item, after))


def _well_parted(item: Item, places: Places) -> bool:
    """Return whether enough rows stand on either side of each break, and the source below."""
    pages = _rows_by_page(item, places)
    if not pages:
        return True
    below = places.parts.get((item["id"], "below"), (max(pages), 0.0))
    counts = [len(rows) for rows in pages.values()]
    return below[0] == max(pages) and (len(counts) == 1 or min(counts) >= BESIDE_A_BREAK)


def _rows_by_page(item: Item, places: Places) -> dict[int, list[int]]:
    rows = range(len(item["rows"]))
    return {
        page: list(found)
        for page, found in groupby(rows, key=lambda row: places.parts[item["id"], row][0])
    }
