"""Cells of an executed notebook as items, and what of them is missing.

What a cell does not give – it was not run, stopped at an error, or its block cannot be
read – becomes a `Lack`: where, and what to do.  Whoever asked decides whether that ends
the matter or whether a part of a document is better than none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import nbformat

from sozialraum.display.blocks import MIME, Block, Cover, Figure, Map, Table, Text, from_data
from sozialraum.display.interactive import is_own
from sozialraum.errors import PublishError
from sozialraum.publish.foreign import foreign_items
from sozialraum.publish.items import Item, ListEntry, ListItems, Paragraph, grid_from_table, styled
from sozialraum.publish.markdown import parse_markdown, read_notes
from sozialraum.publish.svg import only_draws

_READ: Any = nbformat.reader.reads  # nbformat.reads would also check, and only log what it finds
_CONVERT: Any = nbformat.convert
_RUN_AGAIN = "In JupyterLab: Ausführen → Alle Zellen."
_OURS = "Das Notizbuch mit dieser Programmfassung neu ausführen; dann ist alles darin von ihr."
_OF_PAPERMILL = "papermill-error-cell-tag"
"""Tag of the English cells that papermill puts into a notebook that stopped."""


@dataclass(frozen=True)
class Lack:
    """What a cell does not give.

    Parameters
    ----------
    cell
        Number of the code cell, those without code left out.
    what
        What is wrong with it, as the end of a sentence that begins with the cell.
    remedy
        What helps, as a sentence.
    idle
        Whether it was simply not run.
    """

    cell: int
    what: str
    remedy: str
    idle: bool = False

    @property
    def sentence(self) -> str:
        """The whole, without the remedy."""
        return f"Die {self.cell}. Code-Zelle {self.what}"


Piece: TypeAlias = Item | Cover | Lack


def open_notebook(notebook: Any) -> tuple[Any, str, Path | None]:
    """Return a notebook, its name and its folder, given its path or itself.

    Raises
    ------
    PublishError
        If the file is not there or is no notebook.
    """
    if not isinstance(notebook, str | Path):
        return notebook, "Notizbuch", None
    path = Path(notebook)
    try:
        node = _CONVERT(_READ(path.read_text("utf-8")), 4)
        _check_shape(node)
    except FileNotFoundError as error:
        raise PublishError(f"Das Notizbuch „{path}“ gibt es nicht.") from error
    except OSError as error:
        raise PublishError(f"„{path}“ kann nicht gelesen werden ({error.strerror}).") from error
    except nbformat.NBFormatError as error:
        raise PublishError(
            f"„{path.name}“ ist in einer unbekannten Fassung von Jupyter geschrieben. Abhilfe: "
            "in JupyterLab öffnen und neu speichern, oder das Programm aktualisieren."
        ) from error
    except _NO_NOTEBOOK as error:
        raise PublishError(
            f"„{path.name}“ ist kein lesbares Notizbuch (.ipynb). Abhilfe: in JupyterLab öffnen "
            "und neu speichern, oder aus der Sicherung holen."
        ) from error
    return node, path.name, path.parent


_NO_NOTEBOOK: tuple[type[Exception], ...] = (
    nbformat.reader.NotJSONError,
    nbformat.ValidationError,
    json.JSONDecodeError,
    UnicodeDecodeError,
    AttributeError,  # what nbformat ends with where an object of JSON should be
    KeyError,
    TypeError,
)


def _check_shape(node: Any) -> None:
    """Refuse what lacks what every notebook has; nbformat itself only warns of that."""
    for cell in node.cells:
        _ = cell.cell_type, cell.source.strip(), cell.metadata.get
        for output in cell.get("outputs", []):
            _ = output.output_type, output.get("data", {}).items


@dataclass(frozen=True)
class Content:
    """What the cells of a notebook say.

    Parameters
    ----------
    pieces
        In order.
    cells
        How many cells have code.
    shown
        How many pieces are results of code.
    """

    pieces: tuple[Piece, ...]
    cells: int
    shown: int


def read_cells(node: Any, folder: Path | None = None) -> Content:
    """Return what the cells of a notebook say; its pictures may lie in its folder."""
    notes = read_notes(cell.source for cell in _markdown(node))
    pieces: list[Piece] = []
    number = shown = 0
    for cell in node.cells:
        if cell.cell_type == "markdown":
            if _OF_PAPERMILL not in cell.metadata.get("tags", []):
                pieces += parse_markdown(cell.source, cell.get("attachments"), notes, folder)
        elif cell.cell_type == "code" and (cell.source.strip() or cell.get("outputs")):
            number += bool(cell.source.strip())
            found = tuple(_code(cell, number))
            shown += sum(not isinstance(piece, Lack) for piece in found)
            pieces += found
    return Content(tuple(pieces), number, shown)


def _markdown(node: Any) -> Iterator[Any]:
    return (cell for cell in node.cells if cell.cell_type == "markdown")


def _code(cell: Any, number: int) -> Iterator[Piece]:
    stopped = False
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            stopped = True
            what = f"ist abgebrochen: {output.get('ename')}: {output.get('evalue')}"
            remedy = "Das Notizbuch in JupyterLab öffnen, den Fehler beheben, ganz ausführen."
            yield Lack(number, what, remedy)
        elif output.output_type in ("display_data", "execute_result"):
            result = output.output_type == "execute_result"
            yield from _output(output.get("data", {}), number, result=result)
    if cell.source.strip() and cell.get("execution_count") is None and not stopped:
        yield Lack(number, "wurde nicht ausgeführt", _RUN_AGAIN, idle=True)


def _output(data: Mapping[str, Any], number: int, *, result: bool) -> Iterator[Piece]:
    if MIME not in data:
        yield from foreign_items(data, result=result)
        return
    try:
        block: Block = from_data(data[MIME])
    except PublishError as error:
        message, _, remedy = str(error).partition(". ")
        yield Lack(number, f"gibt Unlesbares: {message.rstrip('.')}", remedy or _RUN_AGAIN)
        return
    if isinstance(block, Figure | Map) and not only_draws(block.svg):
        yield Lack(number, f"gibt ein Bild mit mehr als einer Zeichnung: „{block.caption}“", _OURS)
    elif isinstance(block, Map) and not is_own(block.fragment):
        yield Lack(number, f"gibt eine Karte, die nur als Bild erscheint: „{block.caption}“", _OURS)
        yield _still(block)
    elif isinstance(block, Text):
        yield from _texts(block)
    elif isinstance(block, Table):
        yield grid_from_table(block)
    else:
        yield block


def _still(block: Map) -> Figure:
    """Return what a map shows on paper."""
    return Figure(block.caption, block.alternative, block.svg, block.source, block.note)


def _texts(block: Text) -> Iterator[Item]:
    for listed, texts in block.parts():
        if listed:
            yield ListItems(tuple(ListEntry(styled(text)) for text in texts))
        else:
            yield from (Paragraph(styled(text)) for text in texts)
