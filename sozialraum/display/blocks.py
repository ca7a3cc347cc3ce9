"""Blocks: what every display function returns and every writer of documents reads.

A *block* is one piece of a report (text, table, figure, map, note, gap) with all that
belongs to it: caption, alternative text, source.  In JupyterLab it shows itself as HTML;
beside that it carries its content as data, from which `from_data` makes it again, so an
executed notebook can become HTML, Word or PDF without running anything.

All text is plain text.  Whoever writes it into HTML escapes it; nothing in it is markup.
``source`` and ``note`` stand without „Quelle:“ and „Anmerkung:“, the writers add that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import ClassVar, TypeAlias

from sozialraum.display.block_base import MIME, VERSION, BaseBlock, demand
from sozialraum.display.block_pictures import Figure, Map
from sozialraum.display.block_table import Column, Table
from sozialraum.display.plain import from_plain
from sozialraum.errors import PublishError

__all__ = [
    "MIME", "VERSION", "Block", "Column", "Cover", "Figure", "Gap", "Heading", "Map", "Note",
    "Table", "Text", "from_data",
]  # fmt: skip

LOWEST_LEVEL = 6
BULLET = "• "
NO_CONTENT = ("block", "version", "png")
"""What is no field of a block; notebooks of earlier versions carry pictures twice."""

NOTE_LABELS = {"hinweis": "Hinweis", "warnung": "Zu beachten", "erfunden": "Erfundenes Beispiel"}


@dataclass(frozen=True)
class Text(BaseBlock):
    """Paragraphs of running text; those that begin with „• “ are entries of a list."""

    paragraphs: tuple[str, ...]
    block: ClassVar[str] = "text"

    def parts(self) -> Iterator[tuple[bool, tuple[str, ...]]]:
        """Yield whether a part is a list, and its entries or paragraphs.

        >>> list(Text(("Es fehlt:", "• Zeit", "• Raum")).parts())
        [(False, ('Es fehlt:',)), (True, ('Zeit', 'Raum'))]
        """
        for listed, texts in groupby(self.paragraphs, lambda text: text.startswith(BULLET)):
            yield listed, tuple(text.removeprefix(BULLET) for text in texts)

    def to_html(self) -> str:
        """Return one ``<p>`` for each paragraph, ``<ul>`` for each list."""
        return "".join(map(_part_html, self.parts()))

    def to_text(self) -> str:
        """Return the paragraphs with an empty line between them."""
        return "\n\n".join(self.paragraphs)


def _part_html(part: tuple[bool, tuple[str, ...]]) -> str:
    listed, texts = part
    tag = "li" if listed else "p"
    body = "".join(f"<{tag}>{escape(text)}</{tag}>" for text in texts)
    return f"<ul>{body}</ul>" if listed else body


@dataclass(frozen=True)
class Heading(BaseBlock):
    """A heading; level 1 is the highest below the document's title."""

    level: int
    text: str
    block: ClassVar[str] = "heading"

    def __post_init__(self) -> None:
        known = 1 <= self.level <= LOWEST_LEVEL
        demand(known, f"Überschriften der Ebene {self.level} gibt es nicht.")

    def to_html(self) -> str:
        """Return the heading; a notebook's own title has level 1."""
        return f"<h{self.level}>{escape(self.text)}</h{self.level}>"

    def to_text(self) -> str:
        """Return the words."""
        return self.text


@dataclass(frozen=True)
class Note(BaseBlock):
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
        demand(self.kind in NOTE_LABELS, f"Unbekannte Art von Hinweis: „{self.kind}“.")

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
class Gap(BaseBlock):
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
class Cover(BaseBlock):
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
        demand(bool(self.title.strip()), "Ein Deckblatt braucht einen Titel.")
        demand(
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


Block: TypeAlias = Text | Heading | Table | Figure | Map | Note | Gap | Cover
KINDS: Mapping[str, type[Block]] = {
    cls.block: cls for cls in (Text, Heading, Table, Figure, Map, Note, Gap, Cover)
}


def from_data(data: object) -> Block:
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
    if not isinstance(data, Mapping):
        raise PublishError(f"Baustein im Notizbuch ist beschädigt: {str(data)[:40]!r}.")
    kind, version = data.get("block"), data.get("version")
    if version != VERSION:
        raise PublishError(
            f"Baustein in unbekannter Fassung {version!r} (bekannt: {VERSION}). "
            "Das Notizbuch mit dieser Programmfassung neu ausführen."
        )
    if not isinstance(kind, str) or kind not in KINDS:
        raise PublishError(f"Unbekannte Art von Baustein: {kind!r}. Bekannt: {', '.join(KINDS)}.")
    content = {name: value for name, value in data.items() if name not in NO_CONTENT}
    try:
        read: Block = from_plain(KINDS[kind], content)
    except (TypeError, ValueError) as error:
        raise PublishError(f"Baustein „{kind}“ im Notizbuch ist beschädigt: {error}.") from error
    return read
