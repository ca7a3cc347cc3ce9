"""Several blocks from one call: each becomes an output of its own in the notebook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from IPython.display import display

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

    def _ipython_display_(self) -> None:
        for block in self.blocks:
            show(block)
