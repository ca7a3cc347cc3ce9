"""Engine for papermill: ``papermill --engine sozialraum in.ipynb out.ipynb``.

Each notebook runs in a child forked from this process, so that what is imported and
opened here is there at once, and nothing that a cell does remains.  Outputs are put into
the notebook by nbclient itself; only the way of the messages is another one
(`sozialraum.publish.kernel`).  Where forking is not safe – Windows, macOS, a process with
threads – the child is a new process, which the log says.

A cell that takes too long and a child that dies end as an error in the cell, so that the
notebook is kept with the place marked.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Client, Connection, Listener
from typing import Any

from jupyter_client.jsonutil import extract_dates
from jupyter_client.session import json_unpacker
from jupyter_core.utils import run_sync
from nbclient.client import timestamp
from nbclient.exceptions import CellExecutionComplete
from nbformat import v4
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NotebookExecutionManager, papermill_engines
from papermill.log import logger
from papermill.utils import merge_kwargs, remove_args
from tqdm import TMonitor

from sozialraum.publish.plugin import ForkEngine

NAME, KERNEL = "sozialraum", "sozialraum.publish.kernel"
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
    """Run the cells of a notebook; parameters as papermill's own engine takes them."""
    timeout = execution_timeout or options.get("timeout")
    given = remove_args(["input_path", "timeout", "startup_timeout"], **options)
    settings = merge_kwargs(
        given, timeout=timeout, startup_timeout=start_timeout,
        kernel_name=kernel_name, log=logger,
    )  # fmt: skip
    _Client(nb_man, **settings).execute()


papermill_engines.register(NAME, ForkEngine)  # also where no entry point is installed


class Child:
    """A process that runs cells, seen from outside."""

    def __init__(self, pipe: Connection, pid: int) -> None:
        self._pipe, self._pid = pipe, pid

    def run(self, source: str, timeout: float | None) -> Iterator[dict[str, Any]]:
        """Send a cell and yield the kernel's messages, the last of them ``idle``.

        Raises
        ------
        TimeoutError
            If the cell is not done in time.
        EOFError
            If the process is no more.
        """
        until = time.monotonic() + timeout if timeout and timeout > 0 else None
        content = {"code": source, "silent": False, "store_history": True, "allow_stdin": False}
        try:
            self._pipe.send(content)
            while True:
                message = self._next(until)
                yield message
                if message["content"].get("execution_state") == "idle":
                    return
        except OSError as error:
            if isinstance(error, TimeoutError):
                raise
            raise EOFError from error

    def _next(self, until: float | None) -> dict[str, Any]:
        left = None if until is None else max(0.0, until - time.monotonic())
        if not self._pipe.poll(left):
            raise TimeoutError
        packed, buffers = self._pipe.recv()
        message: dict[str, Any] = extract_dates(json_unpacker(packed))
        return {**message, "buffers": buffers}

    def end(self) -> None:
        """End the process and all that it started."""
        self._pipe.close()
        if hasattr(os, "killpg"):
            try:
                os.killpg(self._pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                return  # it was quicker


class _Client(PapermillNotebookClient):
    """papermill's client, with a child instead of a kernel behind sockets."""

    child: Child

    def execute(self, **_: Any) -> Any:
        """Run all cells and return the notebook."""
        from ipykernel.ipkernel import IPythonKernel  # tqdm takes who has it for a notebook

        self.reset_execution_trackers()
        with _started() as self.child:
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
        try:
            for message in self.child.run(cell.source, timeout):
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


@contextmanager
def _started() -> Iterator[Child]:
    """Start a child; it is gone at the end, whatever happens."""
    _end_threads()
    with _forked() if may_fork() else _spawned() as child:
        try:
            yield child
        finally:
            child.end()


def may_fork() -> bool:
    """Return whether this process can be forked without harm."""
    return sys.platform == "linux" and threading.active_count() == 1


def _end_threads() -> None:
    """End the threads that tqdm keeps beside progress bars; it starts others if need be."""
    for thread in threading.enumerate():
        if isinstance(thread, TMonitor):
            thread.exit()


@contextmanager
def _forked() -> Iterator[Child]:
    from sozialraum.publish.kernel import serve  # before the fork, so that it is done once

    ours, theirs = multiprocessing.Pipe()
    owner = os.getpid()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        ours.close()
        serve(theirs, owner=owner)
    theirs.close()
    try:
        yield Child(ours, pid)
    finally:
        os.waitpid(pid, 0)


@contextmanager
def _spawned() -> Iterator[Child]:
    logging.getLogger(__name__).warning(
        "Hier ist kein fork möglich: Das Notizbuch läuft in einem neuen Prozess."
    )
    key = secrets.token_bytes(32)
    with Listener(authkey=key) as listener:
        command = [sys.executable, "-m", KERNEL, str(listener.address)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, text=True)
        assert process.stdin is not None
        print(key.hex(), file=process.stdin, flush=True)
        threading.Thread(target=_knock, args=(process, listener.address, key), daemon=True).start()
        pipe = listener.accept()
    try:
        yield Child(pipe, process.pid)
    finally:
        process.kill()
        process.wait()


def _knock(process: subprocess.Popen[str], address: Any, key: bytes) -> None:
    """Stand in for a process that ended before it called, or we would wait for ever."""
    process.wait()
    with suppress(OSError):
        Client(address, authkey=key).close()
