"""Blocks: what every display function returns and every writer of documents reads.

A *block* is one piece of a report (text, table, figure, map, note, gap) with all that
belongs to it: caption, alternative text, source.  In JupyterLab it shows itself as HTML;
beside that it carries its content as data, from which `from_data` makes it again, so an
executed notebook can become HTML, Word or PDF without running anything.

All text is plain text.  Whoever writes it into HTML escapes it; nothing in it is markup.
``source`` and ``note`` stand without „Quelle:“ and „Anmerkung:“, the writers add that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, ClassVar, TypeAlias

from sozialraum.display import markup
from sozialraum.display.leaflet import standalone_page
from sozialraum.display.plain import from_plain, to_plain
from sozialraum.display.theme import NOTEBOOK_CSS
from sozialraum.errors import PublishError

MIME = "application/vnd.sozialraum+json"
VERSION = 1
NOTE_LABELS = {"hinweis": "Hinweis", "warnung": "Zu beachten", "erfunden": "Erfundenes Beispiel"}


@dataclass(frozen=True)
class Column:
    """Head of one column of a `Table`.

    Parameters
    ----------
    title
        What stands in the column.
    align
        ``left`` for words, ``right`` for numbers.
    unit
        Unit of all numbers of the column, empty if they carry their own.
    """

    title: str
    align: str = "left"
    unit: str = ""

    def __post_init__(self) -> None:
        _demand(self.align in ("left", "right"), f"Unbekannte Ausrichtung „{self.align}“.")


@dataclass(frozen=True)
class _Block:
    """What all blocks can do."""

    block: ClassVar[str] = ""

    def to_data(self) -> dict[str, Any]:
        """Return the content as data that JSON can write."""
        return {"block": self.block, "version": VERSION, **to_plain(self)}

    def to_html(self) -> str:
        """Return the block as an escaped piece of HTML without style."""
        raise NotImplementedError

    def to_text(self) -> str:
        """Return the block as plain text."""
        raise NotImplementedError

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        style = f"<style>{NOTEBOOK_CSS}</style>"
        return {
            "text/html": f'{style}<div class="sr-block" lang="de">{self._notebook_html()}</div>',
            "text/plain": self.to_text(),
            MIME: self.to_data(),
        }

    def _notebook_html(self) -> str:
        return self.to_html()


@dataclass(frozen=True)
class Text(_Block):
    """Paragraphs of running text."""

    paragraphs: tuple[str, ...]
    block: ClassVar[str] = "text"

    def to_html(self) -> str:
        """Return one ``<p>`` for each paragraph."""
        return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in self.paragraphs)

    def to_text(self) -> str:
        """Return the paragraphs with an empty line between them."""
        return "\n\n".join(self.paragraphs)


@dataclass(frozen=True)
class Table(_Block):
    """A table of texts; the first column names the row.

    Parameters
    ----------
    caption
        What the table shows, where and when.
    columns
        Heads of the columns.
    rows
        Texts of the cells, as many in each row as there are columns.
    source, note
        Printed below the table.
    links
        Addresses to which the first cells lead, one for each row, or none at all;
        relative to the page, such as ``101_altstadt-sued/bericht.html``.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    source: str = ""
    note: str = ""
    links: tuple[str, ...] = ()
    block: ClassVar[str] = "table"

    def __post_init__(self) -> None:
        _demand(bool(self.caption.strip()), "Eine Tabelle braucht eine Überschrift.")
        _demand(bool(self.columns), f"Tabelle „{self.caption}“ hat keine Spalten.")
        _demand(
            len(self.links) in (0, len(self.rows)),
            f"Tabelle „{self.caption}“: {len(self.links)} Verweise bei {len(self.rows)} Zeilen.",
        )
        for number, row in enumerate(self.rows, start=1):
            _demand(
                len(row) == len(self.columns),
                f"Tabelle „{self.caption}“, Zeile {number}: {len(row)} Zellen "
                f"bei {len(self.columns)} Spalten.",
            )
            _demand(
                all(isinstance(cell, str) for cell in row),
                f"Tabelle „{self.caption}“, Zeile {number}: Zellen müssen Text sein.",
            )

    def to_html(self) -> str:
        """Return a ``<table>`` with caption, heads with scope, right-aligned numbers."""
        heads = "".join(markup.heading_cell(c.title, c.unit, c.align) for c in self.columns)
        body = "".join(f"<tr>{self._row_html(row)}</tr>" for row in self.rows)
        table = (
            f"<table><caption>{escape(self.caption)}</caption>"
            f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
        )
        return table + markup.below(self.source, self.note)

    def to_text(self) -> str:
        """Return caption, heads and rows, cells parted by `` | ``."""
        heads = [f"{c.title} ({c.unit})" if c.unit else c.title for c in self.columns]
        return "\n".join([self.caption, *(" | ".join(row) for row in (heads, *self.rows))])

    def _row_html(self, row: Sequence[str]) -> str:
        classes = [markup.align_class(column.align) for column in self.columns]
        first = f'<th scope="row"{classes[0]}>{escape(row[0])}</th>'
        others = zip(classes[1:], row[1:], strict=True)
        return first + "".join(f"<td{css}>{escape(cell)}</td>" for css, cell in others)


@dataclass(frozen=True)
class Figure(_Block):
    """A chart or a still map.

    Parameters
    ----------
    caption
        What the picture shows, where and when.
    alternative
        The same in words with its main numbers, for those who do not see it.
    svg
        The picture as an ``<svg>`` element without XML declaration.
    png
        The same picture as PNG.
    source, note
        Printed below the picture.
    """

    caption: str
    alternative: str
    svg: str
    png: bytes
    source: str = ""
    note: str = ""
    block: ClassVar[str] = "figure"

    def __post_init__(self) -> None:
        _demand_picture(self.caption, self.alternative, self.svg)

    def to_html(self) -> str:
        """Return a ``<figure>`` with the SVG under its alternative text."""
        picture = markup.picture(self.alternative, self.svg)
        return markup.figure(self.caption, picture, self.source, self.note)

    def to_text(self) -> str:
        """Return caption and alternative text."""
        return f"{self.caption}\n{self.alternative}"


@dataclass(frozen=True)
class Map(_Block):
    """An interactive map with its still picture for paper.

    Parameters
    ----------
    caption, alternative
        As in `Figure`.
    fragment
        HTML and script of the map; Leaflet itself stands once in the page, see
        `sozialraum.display.maps.leaflet_assets`.
    svg, png, source, note
        As in `Figure`.
    """

    caption: str
    alternative: str
    fragment: str
    svg: str
    png: bytes
    source: str = ""
    note: str = ""
    block: ClassVar[str] = "map"

    def __post_init__(self) -> None:
        _demand_picture(self.caption, self.alternative, self.svg)
        _demand(bool(self.fragment.strip()), f"Karte „{self.caption}“ ist leer.")

    def to_html(self) -> str:
        """Return a ``<figure>`` with the map, for a page that carries Leaflet."""
        return markup.figure(self.caption, self.fragment, self.source, self.note)

    def to_text(self) -> str:
        """Return caption and alternative text."""
        return f"{self.caption}\n{self.alternative}"

    def _notebook_html(self) -> str:
        page = escape(standalone_page(self.fragment))
        frame = f'<iframe title="{escape(self.caption)}" srcdoc="{page}"></iframe>'
        return markup.figure(self.caption, frame, self.source, self.note)


@dataclass(frozen=True)
class Note(_Block):
    """A marked remark.

    Parameters
    ----------
    text
        The remark.
    kind
        ``hinweis``, ``warnung`` or ``erfunden`` (what stands here is made up).
    """

    text: str
    kind: str = "hinweis"
    block: ClassVar[str] = "note"

    def __post_init__(self) -> None:
        _demand(self.kind in NOTE_LABELS, f"Unbekannte Art von Hinweis: „{self.kind}“.")

    @property
    def label(self) -> str:
        """German word that stands before the text."""
        return NOTE_LABELS[self.kind]

    def to_html(self) -> str:
        """Return the remark in a box, with its label."""
        words = f"<strong>{self.label}:</strong> {escape(self.text)}"
        return f'<div class="sr-note sr-{self.kind}" role="note">{words}</div>'

    def to_text(self) -> str:
        """Return label and remark."""
        return f"{self.label}: {self.text}"


@dataclass(frozen=True)
class Gap(_Block):
    """A place where only the specialist can write; ``text`` says what belongs there."""

    text: str
    block: ClassVar[str] = "gap"

    @property
    def marked(self) -> str:
        """The gap as it is printed and counted: „[FACHKRAFT: …]“."""
        return f"[FACHKRAFT: {self.text}]"

    def to_html(self) -> str:
        """Return the gap, highlighted."""
        return f'<p class="sr-gap"><mark>{escape(self.marked)}</mark></p>'

    def to_text(self) -> str:
        """Return the gap in brackets."""
        return self.marked


@dataclass(frozen=True)
class Cover(_Block):
    """Head of a document: what it is and what every page of it has to say.

    Parameters
    ----------
    title, subtitle
        Name of the document and what it is about.
    facts
        Pairs of label and value, such as ``("Stand", "31.12.2024")``.
    notice
        Printed on every page, e.g. „Beispieldaten 2005–2012“; empty if there is none.
    invented
        Whether the place is made up; then every page says so.
    """

    title: str
    subtitle: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    notice: str = ""
    invented: bool = False
    block: ClassVar[str] = "cover"

    def __post_init__(self) -> None:
        _demand(bool(self.title.strip()), "Ein Deckblatt braucht einen Titel.")
        _demand(
            all(len(fact) == 2 for fact in self.facts), "Ein Eintrag des Deckblatts ist kein Paar."
        )

    def to_html(self) -> str:
        """Return title, subtitle, notice and the facts as a list of terms."""
        facts = "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in self.facts)
        lines = [line for line in (self.subtitle, self.notice) if line]
        below = "".join(f"<p>{escape(line)}</p>" for line in lines)
        return f"<h1>{escape(self.title)}</h1>{below}<dl>{facts}</dl>"

    def to_text(self) -> str:
        """Return title, subtitle, notice and facts, one on each line."""
        facts = [f"{label}: {value}" for label, value in self.facts]
        return "\n".join(x for x in (self.title, self.subtitle, self.notice, *facts) if x)


Block: TypeAlias = Text | Table | Figure | Map | Note | Gap | Cover
KINDS: Mapping[str, type[Block]] = {
    cls.block: cls for cls in (Text, Table, Figure, Map, Note, Gap, Cover)
}


def from_data(data: Mapping[str, Any]) -> Block:
    """Return the block that `to_data` described.

    Raises
    ------
    PublishError
        If kind or version are unknown or the content is damaged.

    Examples
    --------
    >>> from_data(Gap("Stimmen aus dem Raum").to_data())
    Gap(text='Stimmen aus dem Raum')
    """
    kind, version = data.get("block"), data.get("version")
    if version != VERSION:
        raise PublishError(
            f"Baustein in unbekannter Fassung {version!r} (bekannt: {VERSION}). "
            "Das Notizbuch mit dieser Programmfassung neu ausführen."
        )
    if not isinstance(kind, str) or kind not in KINDS:
        raise PublishError(f"Unbekannte Art von Baustein: {kind!r}. Bekannt: {', '.join(KINDS)}.")
    content = {name: value for name, value in data.items() if name not in ("block", "version")}
    try:
        read: Block = from_plain(KINDS[kind], content)
    except (TypeError, ValueError) as error:
        raise PublishError(f"Baustein „{kind}“ im Notizbuch ist beschädigt: {error}.") from error
    return read


def _demand(condition: bool, otherwise: str) -> None:
    if not condition:
        raise PublishError(otherwise)


def _demand_picture(caption: str, alternative: str, svg: str) -> None:
    _demand(bool(caption.strip()), "Ein Bild braucht eine Überschrift.")
    _demand(bool(alternative.strip()), f"Bild „{caption}“ hat keinen Alternativtext.")
    _demand(svg.lstrip().startswith("<svg"), f"Bild „{caption}“ ist kein SVG.")
