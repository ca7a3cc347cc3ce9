"""Plug for papermill: what its entry point names.

papermill loads it with every start, also when we are what loads papermill; therefore it is
small, and the engine is loaded when it is first used.
"""

from __future__ import annotations

from typing import Any

from papermill.engines import Engine


class ForkEngine(Engine):
    """Runs a notebook in a forked child."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> None:
        """Run the cells of a notebook; parameters as papermill's own engine takes them."""
        from sozialraum.publish.engine import run_cells

        run_cells(nb_man, kernel_name, **options)
