"""Document: what an executed notebook says, in order, ready for any writer.

Markdown cells are read as written; outputs are read from the data that our blocks
carry, others as far as they can be kept.  A notebook that was never run, or stopped at
an error, is refused: half a report looks like a whole one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import nbformat

from sozialraum.display.blocks import (
    MIME,
    Block,
    Cover,
    Figure,
    Heading,
    Map,
    Table,
    Text,
    from_data,
)
from sozialraum.errors import PublishError
from sozialraum.publish.foreign import foreign_items
from sozialraum.publish.items import (
    Grid,
    Item,
    ListEntry,
    ListItems,
    Paragraph,
    Picture,
    count_gaps,
    grid_from_table,
    styled,
)
from sozialraum.publish.markdown import parse_markdown

INVENTED = "Erfundenes Beispiel"
_READ: Any = nbformat.reads  # has no types
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
    """

    title: str
    items: tuple[Item, ...]
    subtitle: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    notice: str = ""
    invented: bool = False
    language: str = "de"
    meta: Mapping[str, Any] = field(default_factory=dict)

    @property
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
    def page_line(self) -> str:
        """What every page has to say, empty if nothing."""
        said = "erfunden" in self.notice.casefold()
        parts = (INVENTED if self.invented and not said else "", self.notice)
        return " · ".join(part for part in parts if part)


def read_document(notebook: Any) -> Document:
    """Return the document that an executed notebook is.

    Parameters
    ----------
    notebook
        Path of the ``.ipynb`` file, or the notebook as nbformat reads it.

    Raises
    ------
    PublishError
        If the file is no notebook, was not run to its end, or carries broken blocks.
    """
    node, name = _opened(notebook)
    _check_executed(node, name)
    items: list[Item] = []
    cover: Cover | None = None
    for piece in _pieces(node):
        if isinstance(piece, Cover):
            cover = cover or piece
        else:
            items.append(piece)
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


def _opened(notebook: Any) -> tuple[Any, str]:
    if not isinstance(notebook, str | Path):
        return notebook, "Notizbuch"
    path = Path(notebook)
    try:
        return _READ(path.read_text("utf-8"), as_version=4), path.name
    except FileNotFoundError as error:
        raise PublishError(f"Das Notizbuch „{path}“ gibt es nicht.") from error
    except (nbformat.reader.NotJSONError, json.JSONDecodeError, UnicodeDecodeError) as error:
        raise PublishError(f"„{path.name}“ ist kein lesbares Notizbuch (.ipynb).") from error


def _check_executed(node: Any, name: str) -> None:
    cells = [c for c in node.cells if c.cell_type == "code" and c.source.strip()]
    for number, cell in enumerate(cells, start=1):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                raise PublishError(
                    f"„{name}“ ist in der {number}. Code-Zelle abgebrochen: "
                    f"{output.get('ename')}: {output.get('evalue')}. "
                    "Das Notizbuch in JupyterLab öffnen, den Fehler beheben, ganz ausführen."
                )
    idle = [number for number, cell in enumerate(cells, 1) if cell.get("execution_count") is None]
    if cells and len(idle) == len(cells):
        raise PublishError(
            f"„{name}“ wurde noch nicht ausgeführt. In JupyterLab: Ausführen → Alle Zellen."
        )
    if idle:
        raise PublishError(
            f"„{name}“ wurde nur zum Teil ausgeführt; es fehlt die {idle[0]}. Code-Zelle. "
            "In JupyterLab: Ausführen → Alle Zellen."
        )


def _pieces(node: Any) -> Iterator[Item | Cover]:
    for cell in node.cells:
        if cell.cell_type == "markdown":
            yield from parse_markdown(cell.source, cell.get("attachments"))
        elif cell.cell_type == "code":
            for output in cell.get("outputs", []):
                if output.output_type in ("display_data", "execute_result"):
                    yield from _output(output.data)


def _output(data: Mapping[str, Any]) -> Iterator[Item | Cover]:
    if MIME not in data:
        yield from foreign_items(data)
        return
    block: Block = from_data(data[MIME])
    if isinstance(block, Text):
        yield from (Paragraph(styled(text)) for text in block.paragraphs)
    elif isinstance(block, Table):
        yield grid_from_table(block)
    else:
        yield block


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
