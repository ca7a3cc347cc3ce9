"""Several blocks from one call: each becomes an output of its own in the notebook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from IPython.display import display

from sozialraum.display.block_base import BaseBlock
from sozialraum.display.blocks import Block

show: Any = display  # has no types


@dataclass(frozen=True)
class Blocks:
    """Blocks that are shown one after the other.

    Parameters
    ----------
    blocks
        The blocks in reading order.
    """

    blocks: tuple[Block, ...]

    def to_html(self) -> str:
        """Return all blocks as a widget shows them."""
        return as_html(*self.blocks)

    def _ipython_display_(self) -> None:
        for block in self.blocks:
            show(block)


def as_html(*blocks: BaseBlock) -> str:
    """Return blocks as HTML with their style, for ``ipywidgets.HTML``.

    A form shows its results so, not in ``ipywidgets.Output``: that one talks to whoever runs
    the notebook while a cell runs, and a program that runs it may then wait for ever.
    """
    return "".join(block._repr_mimebundle_()["text/html"] for block in blocks)
