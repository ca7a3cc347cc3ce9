"""Engine for papermill: ``papermill --engine sozialraum in.ipynb out.ipynb``.

Each notebook runs in a child forked from this process, so that what is imported and
opened here is there at once, and nothing that a cell does remains.  Outputs are put into
the notebook by nbclient itself; only the way of the messages is another one
(`sozialraum.publish.kernel`).  Where forking is not safe – Windows, macOS, a process with
threads – the child is a new process that has warmed up meanwhile, which the log says.

A cell that takes too long and a child that dies end as an error in the cell, so that the
notebook is kept with the place marked.
"""

from __future__ import annotations

import os
import sys
import threading
from contextlib import AbstractContextManager
from types import SimpleNamespace
from typing import Any

from jupyter_client.session import Session
from jupyter_core.utils import run_sync
from nbclient.client import timestamp
from nbclient.exceptions import CellExecutionComplete
from nbformat import v4
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NotebookExecutionManager, papermill_engines
from papermill.log import logger
from papermill.utils import merge_kwargs, remove_args
from tqdm import TMonitor

from sozialraum.errors import PublishError
from sozialraum.publish.children import Child, forked, spawned
from sozialraum.publish.plugin import ForkEngine

NAME = "sozialraum"
_OUTPUT: Any = v4.new_output  # has no types
TIMED_OUT, DIED = "Zeitlimit", "Absturz"
"""Names of the errors that a cell gets which was ended."""


def run_cells(
    nb_man: NotebookExecutionManager,
    kernel_name: str,
    *,
    execution_timeout: float | None = None,
    start_timeout: float = 60,
    **options: Any,
) -> None:
    """Run the cells of a notebook; parameters as papermill's own engine takes them.

    Raises
    ------
    PublishError
        If they are not written in Python.
    """
    about = nb_man.nb.metadata
    language = about.get("language_info", {}).get("name") or about.get("kernelspec", {}).get(
        "language"
    )
    if language and language.lower() != "python":
        raise PublishError(
            f"Das Notizbuch ist in „{language}“ geschrieben, die Engine „{NAME}“ führt nur Python "
            f"aus. Abhilfe: ohne --engine {NAME} ausführen."
        )
    timeout = execution_timeout or options.get("timeout")
    given = remove_args(["input_path", "timeout", "startup_timeout"], **options)
    settings = merge_kwargs(
        given, timeout=timeout, startup_timeout=start_timeout,
        kernel_name=kernel_name, log=logger,
    )  # fmt: skip
    _Client(nb_man, **settings).execute()


papermill_engines.register(NAME, ForkEngine)  # also where no entry point is installed


class _Client(PapermillNotebookClient):
    """papermill's client, with a child instead of a kernel behind sockets."""

    child: Child

    def execute(self, **_: Any) -> Any:
        """Run all cells and return the notebook."""
        from ipykernel.ipkernel import IPythonKernel  # tqdm takes who has it for a notebook

        self.reset_execution_trackers()
        with _started(self.startup_timeout) as self.child:
            self.kc: Any = SimpleNamespace(session=Session(), shell_channel=self.child)
            self.papermill_execute_cells()
        self.nb.metadata["language_info"] = dict(IPythonKernel.language_info)
        self.set_widgets_metadata()
        return self.nb

    def execute_cell(self, cell: Any, cell_index: int, *_: Any, **__: Any) -> Any:
        """Run one cell, as nbclient does."""
        tags = cell.metadata.get("tags", [])
        if cell.cell_type != "code" or not cell.source.strip() or self.skip_cells_with_tag in tags:
            return cell
        if self.record_timing:
            cell["metadata"]["execution"] = {}
        self.code_cells_executed += 1
        cell.outputs = []
        self.clear_before_next_output = False
        reply = self._reply(cell, cell_index)
        run_sync(self._check_raise_for_error)(cell, cell_index, reply)
        return cell

    def _reply(self, cell: Any, cell_index: int) -> dict[str, Any]:
        reply: dict[str, Any] = {}
        timeout = self._get_timeout(cell)
        content = {"silent": False, "store_history": True, "allow_stdin": False}
        request = self.kc.session.msg("execute_request", {"code": cell.source, **content})
        try:
            for message in self.child.run(request, timeout):
                if message["msg_type"] == "execute_reply":
                    reply = message
                    self._note_time(cell, message)
                else:
                    self._process(message, cell, cell_index)
        except TimeoutError:
            return _ended(cell, TIMED_OUT, f"Die Zelle war nach {timeout:g} Sekunden nicht fertig.")
        except EOFError:
            return _ended(cell, DIED, "Der Rechenkern ist abgestürzt oder wurde beendet.")
        return reply

    def _process(self, message: dict[str, Any], cell: Any, cell_index: int) -> None:
        try:
            self.process_message(message, cell, cell_index)
        except CellExecutionComplete:
            return  # `Child.run` ends with this message as well

    def _note_time(self, cell: Any, message: dict[str, Any]) -> None:
        if self.record_timing:
            cell["metadata"]["execution"]["shell.execute_reply"] = timestamp(message)


def _ended(cell: Any, name: str, why: str) -> dict[str, Any]:
    """Mark a cell that was ended from outside; return what a kernel would have replied."""
    cell.outputs.append(_OUTPUT("error", ename=name, evalue=why, traceback=[f"{name}: {why}"]))
    return {"content": {"status": "error", "ename": name, "evalue": why, "traceback": []}}


def _started(patience: float) -> AbstractContextManager[Child]:
    """Start a child; it is gone at the end, whatever happens."""
    _end_threads()
    return forked() if may_fork() else spawned(patience)


def may_fork() -> bool:
    """Return whether this process can be forked without harm."""
    return sys.platform == "linux" and hasattr(os, "fork") and threading.active_count() == 1


def _end_threads() -> None:
    """End the threads that tqdm keeps beside progress bars; it starts others if need be."""
    for thread in threading.enumerate():
        if isinstance(thread, TMonitor):
            thread.exit()
