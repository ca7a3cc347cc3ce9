"""Document: what an executed notebook says, in order, ready for any writer.

Markdown cells are read as written; outputs are read from the data that our blocks
carry, others as far as they can be kept.  A notebook that was never run is refused.  One
that was run in part is refused too, because half a report looks like a whole one; or it
becomes a *partial* document, which says so on every page and wherever something is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

from sozialraum.display.blocks import Cover, Figure, Heading, Map, Note
from sozialraum.errors import PublishError
from sozialraum.publish.document_cells import Lack, Piece, open_notebook, read_cells
from sozialraum.publish.items import (
    Grid,
    Item,
    ListEntry,
    ListItems,
    Picture,
    count_gaps,
    styled,
)

INVENTED = "Erfundenes Beispiel"
_LABELS = {Grid: "Tabelle", Figure: "Abbildung", Picture: "Abbildung", Map: "Karte"}


@dataclass(frozen=True)
class Document:
    """A report as a sequence of items.

    Parameters
    ----------
    title, subtitle, facts
        What stands at its head; facts are pairs of label and value.
    notice
        Printed on every page, empty if there is none.
    invented
        Whether the place is made up; then every page says so.
    meta
        What the notebook's metadata say under ``sozialraum``.
    items
        The content; headings begin with level 1 and skip none.
    missing
        What the notebook should have given and did not, one sentence each.
    """

    title: str
    items: tuple[Item, ...]
    subtitle: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    notice: str = ""
    invented: bool = False
    language: str = "de"
    meta: Mapping[str, Any] = field(default_factory=dict)
    missing: tuple[str, ...] = ()

    @cached_property
    def gaps(self) -> int:
        """Number of places that only the specialist can fill."""
        return count_gaps(self.items)

    @property
    def draft(self) -> str:
        """„Entwurf, 7 offene Stellen“, empty once nothing is open."""
        if not self.gaps:
            return ""
        return f"Entwurf, {self.gaps} offene Stelle{'n' if self.gaps > 1 else ''}"

    @property
    def partial(self) -> str:
        """„Teildokument: 2 Teile fehlen“, empty if the document is whole."""
        number = len(self.missing)
        one = "1 Teil fehlt" if number == 1 else f"{number} Teile fehlen"
        return f"Teildokument: {one}" if number else ""

    @property
    def page_line(self) -> str:
        """What every page has to say, empty if nothing."""
        said = "erfunden" in self.notice.casefold()
        parts = (self.partial, INVENTED if self.invented and not said else "", self.notice)
        return " · ".join(part for part in parts if part)


def read_document(notebook: Any, *, partial: bool = False) -> Document:
    """Return the document that an executed notebook is.

    Parameters
    ----------
    notebook
        Path of the ``.ipynb`` file, or the notebook as nbformat reads it.
    partial
        Whether a notebook that was run in part becomes a partial document.

    Raises
    ------
    PublishError
        If the file is no notebook or nothing of it was run; without ``partial`` also if it
        was not run to its end or carries broken blocks.
    """
    node, name, folder = open_notebook(notebook)
    content = read_cells(node, folder)
    lacks = tuple(piece for piece in content.pieces if isinstance(piece, Lack))
    if lacks and not (partial and content.shown):
        raise _refusal(lacks, len(lacks) == content.cells, name)
    found = list(_with_marks(content.pieces))
    cover = next((piece for piece in found if isinstance(piece, Cover)), None)
    items = [piece for piece in found if not isinstance(piece, Cover)]
    meta = dict(node.metadata.get("sozialraum", {}))
    cover, items = (cover, items) if cover else _cover_from(meta, items, name)
    body = _with_sources(_even_levels(items))
    return Document(
        title=cover.title,
        subtitle=cover.subtitle,
        facts=cover.facts,
        notice=cover.notice,
        invented=cover.invented,
        meta=meta,
        items=tuple(body),
        missing=tuple(lack.sentence for lack in lacks),
    )


def labels(items: Iterable[Item]) -> tuple[str, ...]:
    """Return „Tabelle 1“, „Abbildung 2“ … for each item with a caption, else an empty text."""
    counted: dict[str, int] = {}
    found = []
    for item in items:
        word = _LABELS.get(type(item), "") if getattr(item, "caption", "") else ""
        if word:
            counted[word] = counted.get(word, 0) + 1
        found.append(f"{word} {counted[word]}" if word else "")
    return tuple(found)


def _refusal(lacks: Sequence[Lack], never: bool, name: str) -> PublishError:
    """Return why a notebook is refused: an error first, for what follows comes of it."""
    first = next((lack for lack in lacks if not lack.idle), lacks[0])
    if first.idle and never:
        what = "wurde noch nicht ausgeführt"
    elif first.idle:
        what = f"wurde nur zum Teil ausgeführt; es fehlt die {first.cell}. Code-Zelle"
    else:
        what = f"ist nicht vollständig. {first.sentence}"
    return PublishError(f"„{name}“ {what}. {first.remedy}")


def _with_marks(pieces: Sequence[Piece]) -> Iterator[Item | Cover]:
    """Yield the pieces with a remark wherever something is missing, one for neighbours."""
    for _, group in groupby(enumerate(pieces), lambda pair: _mark_of(*pair)):
        found = [piece for _, piece in group]
        lacks = [piece for piece in found if isinstance(piece, Lack)]
        yield from (piece for piece in found if not isinstance(piece, Lack))
        if lacks:
            yield Note(f"Hier fehlt ein Teil. {' '.join(_sentences(lacks))}", "warnung")


def _mark_of(place: int, piece: Piece) -> int | str:
    """Return what neighbours share that go into one remark; nothing else shares it."""
    return "lack" if isinstance(piece, Lack) else place


def _sentences(lacks: Sequence[Lack]) -> Iterator[str]:
    """Yield what is missing; cells in a row that were not run in one sentence."""
    for idle, group in groupby(lacks, lambda lack: lack.idle):
        found = list(group)
        if idle and len(found) > 1:
            yield f"Die {found[0].cell}. bis {found[-1].cell}. Code-Zelle wurden nicht ausgeführt."
        else:
            yield from (f"{lack.sentence}." for lack in found)


def _cover_from(meta: Mapping[str, Any], items: list[Item], name: str) -> tuple[Cover, list[Item]]:
    """Return a cover made of metadata and the first main heading, and what is left."""
    first = next((i for i in items if isinstance(i, Heading) and i.level == 1), None)
    title = str(meta.get("title", "")) or (first.text if first else "") or Path(name).stem
    left = [item for item in items if item is not first] if "title" not in meta else items
    cover = Cover(
        title,
        subtitle=str(meta.get("subtitle", "")),
        notice=str(meta.get("notice", "")),
        invented=meta.get("invented") is True,
    )
    return cover, left


def _even_levels(items: Iterable[Item]) -> list[Item]:
    """Return the items with heading levels that begin with 1 and go down by single steps."""
    above: list[int] = []
    found: list[Item] = []
    for item in items:
        if isinstance(item, Heading):
            while above and above[-1] >= item.level:
                above.pop()
            above.append(item.level)
            item = replace(item, level=len(above))
        found.append(item)
    return found


def _with_sources(items: list[Item]) -> list[Item]:
    """Return the items with a list of all sources, unless the notebook has its own."""
    if any(isinstance(item, Heading) and "Quellen" in item.text for item in items):
        return items
    named = dict.fromkeys(s for item in items if (s := getattr(item, "source", "")))
    if not named:
        return items
    return [*items, Heading(1, "Quellen"), ListItems(tuple(ListEntry(styled(s)) for s in named))]
