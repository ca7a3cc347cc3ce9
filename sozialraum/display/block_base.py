"""What all blocks can do: show themselves in JupyterLab and carry their content as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from sozialraum.display.plain import to_plain
from sozialraum.display.terms import spoken_block
from sozialraum.display.theme import NOTEBOOK_CSS
from sozialraum.errors import PublishError

MIME = "application/vnd.sozialraum+json"
VERSION = 1


@dataclass(frozen=True)
class BaseBlock:
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
        shown = spoken_block(self)
        style = f"<style>{NOTEBOOK_CSS}</style>"
        return {
            "text/html": f'{style}<div class="sr-block" lang="de">{shown._notebook_html()}</div>',
            "text/plain": shown.to_text(),
            MIME: shown.to_data(),
        }

    def _notebook_html(self) -> str:
        return self.to_html()


def demand(condition: bool, otherwise: str) -> None:
    """Refuse a block that is not as it should be."""
    if not condition:
        raise PublishError(otherwise)
